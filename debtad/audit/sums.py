"""Phrases of many texts at once: where each stands first, and what they add to the log-odds, exactly.

The score of one text is ``fsum`` of its addends. Here every addend is split into multiples of two fine enough units, whose
sums are free of rounding in any order; the two sums added make the very same number. What does not split so (an addend that
is all but nothing) is left to ``fsum``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from debtad.audit.ngrams import Ints
from debtad.features import LEAST_NORM

Floats = NDArray[np.float64]

#: Bits for the length of a string and for a place in a list or chunk, where several numbers are packed into one to be sorted.
_LENGTH_BITS, PLACE_BITS = 6, 24
PLACE = (1 << PLACE_BITS) - 1

#: The two units (as powers of two), the largest sum of the coarse parts and the most addends of a text for which no sum is
#: rounded: both sums stay below 2**53 units.
_COARSE, _FINE = 2.0**36, 2.0**76
_LARGEST, _MOST = 2.0**16, 1 << 13


class Hits(NamedTuple):
    """Strings found: number, place in the chunk, number of the text."""

    numbers: Ints
    starts: Ints
    ends: Ints
    owners: Ints

    def at(self, some: Ints) -> Hits:
        """Those at these places of the lists."""
        return Hits(self.numbers[some], self.starts[some], self.ends[some], self.owners[some])


class Places:
    """First places of phrases, text by text in the order of their ends, the longest first."""

    __slots__ = ("_bounds", "_texts", "hits")

    def __init__(self, hits: Hits, texts: int) -> None:
        self.hits = hits
        self._texts = texts
        self._bounds: Ints | None = None

    @property
    def bounds(self) -> Ints:
        """Those of text ``i`` are from ``bounds[i]`` up to ``bounds[i + 1]``."""
        if self._bounds is None:
            self._bounds = np.searchsorted(self.hits.owners, np.arange(self._texts + 1))
        return self._bounds

    def of(self, number: int, begin: int) -> dict[int, tuple[int, int]]:
        """Those of a text that begins at ``begin`` of the chunk."""
        some = slice(*self.bounds[number : number + 2].tolist())
        starts, ends = (self.hits.starts[some] - begin).tolist(), (self.hits.ends[some] - begin).tolist()
        return dict(zip(self.hits.numbers[some].tolist(), zip(starts, ends, strict=True), strict=True))


class LazyPlaces(Mapping[int, tuple[int, int]]):
    """Those of one text by phrase, put together when first asked for: most flagged texts are told by their score alone."""

    __slots__ = ("_begin", "_known", "_number", "_places")

    def __init__(self, places: Places, number: int, begin: int) -> None:
        self._places, self._number, self._begin = places, number, begin
        self._known: dict[int, tuple[int, int]] | None = None

    def _all(self) -> dict[int, tuple[int, int]]:
        if self._known is None:
            self._known = self._places.of(self._number, self._begin)
        return self._known

    def __getitem__(self, phrase: int) -> tuple[int, int]:
        return self._all()[phrase]

    def __iter__(self) -> Iterator[int]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def in_order(starts: Ints, ends: Ints) -> Ints:
    """The order of hits by their ends, the longest first.

    They come in runs that are in order (a run a length, say), which the stable sort only merges: a tenth of the time.
    """
    packed = (ends << _LENGTH_BITS | (1 << _LENGTH_BITS) - 1 - (ends - starts)) << PLACE_BITS
    packed |= np.arange(starts.size)
    packed.sort(kind="stable")
    packed &= PLACE
    return packed


def first_places(hits: Hits, closing: Ints, phrases: int) -> tuple[Places, Places]:
    """Where each phrase stands first, in its whole text and in its closing clauses, given hits in order.

    ``phrases`` is how many there are; ``closing`` holds, for each text, where in the chunk its closing clauses begin.
    """
    packed = (hits.owners * phrases + hits.numbers) << PLACE_BITS
    packed |= np.arange(packed.size)
    packed.sort(kind="stable")
    at = packed & PLACE
    packed >>= PLACE_BITS
    late = (hits.starts >= closing[hits.owners])[at]
    fresh = np.ones(at.size, bool)
    np.not_equal(packed[1:], packed[:-1], out=fresh[1:])
    begun = late & fresh  # of one phrase all that come after a late one are late
    begun[1:] |= late[1:] & ~late[:-1]
    found = []
    for first in (fresh, begun):
        there = np.zeros(at.size, bool)
        there[at[first]] = True
        found.append(Places(hits.at(np.flatnonzero(there)), closing.size))
    return found[0], found[1]


class PhraseWeights:
    """What phrases add to log-odds. ``squares`` are those of the idf, ``addends`` weight times idf in the whole text and in
    its closing clauses."""

    def __init__(self, squares: Floats, addends: tuple[Floats, Floats]) -> None:
        self._squares = squares
        self._addends = addends

    def addends(self, whole: Places, ending: Places) -> Addends:
        """Of all texts."""
        return Addends((whole, ending), (self._weighted(whole, 0), self._weighted(ending, 1)))

    def _weighted(self, places: Places, column: int) -> Floats:
        owners, numbers = places.hits.owners, places.hits.numbers
        # `bincount` adds one after the other, as `Extractor.norm` does.
        norms = np.maximum(np.sqrt(np.bincount(owners, self._squares[numbers], places.bounds.size - 1)), LEAST_NORM)
        weighted: Floats = self._addends[column][numbers] / norms[owners]
        return weighted


class Addends(NamedTuple):
    """What each phrase adds to the log-odds of its text, in the whole of it and in its closing clauses."""

    places: tuple[Places, Places]
    values: tuple[Floats, Floats]

    def of(self, number: int) -> list[float]:
        """Those of one text."""
        listed: list[float] = []
        for places, values in zip(self.places, self.values, strict=True):
            low, high = places.bounds[number : number + 2].tolist()
            listed += values[low:high].tolist()
        return listed

    def sums(self, *more: Floats) -> Floats:
        """For each text the sum of its addends and of one of each of ``more``, as ``fsum`` gives it."""
        (first, second), (one, two) = self.places, self.values
        texts = more[0].size
        owners = np.concatenate([first.hits.owners, second.hits.owners, *(np.arange(texts) for _ in more)])
        values = np.concatenate([one, two, *more])
        coarse: Floats = np.rint(values * _COARSE) / _COARSE
        rest = values - coarse
        fine = np.rint(rest * _FINE) / _FINE
        counts = np.bincount(owners, minlength=texts)
        sums: Floats = np.zeros(texts)
        for parts in (coarse, fine):
            sums += np.bincount(owners, parts, texts)
        doubtful = counts > min(_MOST, _LARGEST / max(float(np.abs(values).max(initial=0.0)), 1.0))
        doubtful[owners[fine != rest]] = True
        for number in np.flatnonzero(doubtful).tolist():
            sums[number] = math.fsum([*self.of(number), *(float(one[number]) for one in more)])
        return sums
