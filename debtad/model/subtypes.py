"""Which kind of business a risky text belongs to: a linear score for each, the highest wins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from math import fsum

from debtad.features import END, Analysis, Extractor, plain_features
from debtad.model.tables import among
from debtad.records import TYPE_CHECKING
from debtad.verdict import SUBTYPES

if TYPE_CHECKING:
    from typing import Any

#: What a feature says: the number of a subtype, and the weight it has for it.
_Says = tuple[tuple[int, float], ...]


class _Known(dict[object, _Says]):
    """What each feature says, by its name or number; asked of ``tables`` the first time."""

    __slots__ = ("_name", "_tables")

    def __init__(self, tables: Sequence[Mapping[str, float]], name: Callable[[Any], str]) -> None:
        super().__init__()
        self._tables = tables
        self._name = name

    def learn(self, features: Iterable[object]) -> None:
        """Ask what those of ``features`` say that were not asked for before, all of them at once."""
        new = {self._name(feature): feature for feature in features if feature not in self}
        if not new:
            return
        said: dict[str, list[tuple[int, float]]] = {name: [] for name in new}
        for number, table in enumerate(self._tables):
            for name, weight in among(table, new).items():
                said[name].append((number, weight))
        self.update((feature, tuple(said[name])) for name, feature in new.items())


class Subtypes:
    """The subtypes of a model by their weights. Most features weigh for one or none of them, so each is asked once what it
    says, and not every subtype what it knows of each."""

    def __init__(self, tables: Mapping[str, Mapping[str, float]], extractor: Extractor) -> None:
        self._given = tables
        self._extractor = extractor

    @cached_property
    def _plain(self) -> _Known:
        return _Known(self._tables, str)

    @cached_property
    def _phrases(self) -> tuple[_Known, _Known]:
        name = self._extractor.name
        return _Known(self._tables, name), _Known(self._tables, lambda place: name(place) + END)

    @cached_property
    def _names(self) -> list[str]:
        return [name for name in SUBTYPES if name in self._given]

    @cached_property
    def _tables(self) -> list[Mapping[str, float]]:
        return [self._given[name] for name in self._names]

    def of(self, analysis: Analysis) -> str:
        """The subtype of a text; without weights it is the first, ``debt_relief``."""
        if not self._names:
            return SUBTYPES[0]
        sums: list[list[float]] = [[] for _ in self._names]
        plain = set(plain_features(analysis))
        self._plain.learn(plain)
        for name in plain:
            for number, weight in self._plain[name]:
                sums[number].append(weight)
        idf = self._extractor.idf
        for places, known in zip((analysis.phrases, analysis.ending), self._phrases, strict=True):
            norm = self._extractor.norm(places)
            known.learn(places)
            for place in places:
                for number, weight in known[place]:
                    sums[number].append(weight * (idf[place] / norm))
        totals = [table.get("", 0.0) + fsum(addends) for table, addends in zip(self._tables, sums, strict=True)]
        return self._names[totals.index(max(totals))]
