"""Which kind of business a risky text belongs to: a linear score for each, the highest wins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from math import fsum

from debtad.features import END, Analysis, Extractor, plain_features
from debtad.records import TYPE_CHECKING
from debtad.verdict import SUBTYPES

if TYPE_CHECKING:
    from typing import Any

#: What a feature says: the number of a subtype, and the weight it has for it.
_Says = tuple[tuple[int, float], ...]


class _Known(dict[object, _Says]):
    """What each feature says; asked of ``ask`` the first time."""

    __slots__ = ("_ask",)

    def __init__(self, ask: Callable[[Any], _Says]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, feature: Any) -> _Says:
        said = self[feature] = self._ask(feature)
        return said


class Subtypes:
    """The subtypes of a model by their weights. Most features weigh for one or none of them, so each is asked once what it
    says, and not every subtype what it knows of each."""

    def __init__(self, tables: Mapping[str, Mapping[str, float]], extractor: Extractor) -> None:
        self._given = tables
        self._extractor = extractor
        self._plain = _Known(self._says)
        self._phrases = (
            _Known(lambda place: self._says(extractor.name(place))),
            _Known(lambda place: self._says(extractor.name(place) + END)),
        )

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
        for name in set(plain_features(analysis)):
            for number, weight in self._plain[name]:
                sums[number].append(weight)
        idf = self._extractor.idf
        for places, known in zip((analysis.phrases, analysis.ending), self._phrases, strict=True):
            norm = self._extractor.norm(places)
            for place in places:
                for number, weight in known[place]:
                    sums[number].append(weight * (idf[place] / norm))
        totals = [table.get("", 0.0) + fsum(addends) for table, addends in zip(self._tables, sums, strict=True)]
        return self._names[totals.index(max(totals))]

    def _says(self, name: str) -> _Says:
        return tuple((number, table[name]) for number, table in enumerate(self._tables) if name in table)
