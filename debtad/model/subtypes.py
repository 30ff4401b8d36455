"""Which kind of business a risky text belongs to: a linear score for each, the highest wins."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from math import fsum

from debtad.features import END, Analysis, Extractor, plain_features
from debtad.verdict import SUBTYPES

#: What a feature says: the number of a subtype, and the weight it has for it.
_Says = tuple[tuple[int, float], ...]


class Subtypes:
    """The subtypes of a model by their weights. Most features weigh for one or none of them, so each is asked once what it
    says, and not every subtype what it knows of each."""

    def __init__(self, tables: Mapping[str, Mapping[str, float]], extractor: Extractor) -> None:
        self._given = tables
        self._extractor = extractor
        self._plain: dict[str, _Says] = {}
        self._phrases: tuple[dict[int, _Says], dict[int, _Says]] = ({}, {})

    @cached_property
    def _names(self) -> list[str]:
        return [name for name in SUBTYPES if name in self._given]

    @cached_property
    def _tables(self) -> list[Mapping[str, float]]:
        return [self._given[name] for name in self._names]

    def of(self, analysis: Analysis) -> str:
        """The subtype of a text; without weights it is the commonest one."""
        if not self._names:
            return SUBTYPES[0]
        sums: list[list[float]] = [[] for _ in self._names]
        for name in set(plain_features(analysis)):
            said = self._plain.get(name)
            if said is None:
                said = self._plain[name] = self._says(name)
            for number, weight in said:
                sums[number].append(weight)
        extractor = self._extractor
        for places, known, suffix in zip((analysis.phrases, analysis.ending), self._phrases, ("", END), strict=True):
            norm = extractor.norm(places)
            for place in places:
                said = known.get(place)
                if said is None:
                    said = known[place] = self._says(extractor.name(place) + suffix)
                for number, weight in said:
                    sums[number].append(weight * (extractor.idf[place] / norm))
        totals = [table.get("", 0.0) + fsum(addends) for table, addends in zip(self._tables, sums, strict=True)]
        return self._names[totals.index(max(totals))]

    def _says(self, name: str) -> _Says:
        return tuple((number, table[name]) for number, table in enumerate(self._tables) if name in table)
