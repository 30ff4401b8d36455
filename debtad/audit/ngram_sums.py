"""The character n-grams of many texts at once (:mod:`debtad.ngrams`): the same sums, by a few passes of numpy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from debtad.audit.ngrams import BETWEEN, Ints, Table, codes_of
from debtad.audit.sums import PLACE, PLACE_BITS, Floats
from debtad.ngrams import GRAIN, LEAST, SIZES, UNIT, in_units, within

#: A code point, or what stands between texts, has so many bits.
_BITS = BETWEEN.bit_length()


class NgramSums(NamedTuple):
    """N-grams of a chunk of joined texts. ``each`` holds, for each of :data:`SIZES`, the units of the n-gram that begins at
    each place of the chunk, ``sums`` those of all before it."""

    each: tuple[Ints, ...]
    sums: tuple[Ints, ...]

    def log_odds(self, starts: Ints, ends: Ints) -> Floats:
        """What the n-grams add to the log-odds of each stretch ``[start, end)`` of the chunk."""
        units = np.zeros(starts.size, np.int64)
        for size, sums in zip(SIZES, self.sums, strict=True):
            units += sums[np.maximum(ends - size + 1, starts)] - sums[starts]
        weights: Floats = np.rint(units * UNIT / np.sqrt(np.maximum(2 * (ends - starts) - 3, LEAST)) / GRAIN) * GRAIN
        return weights

    def bounds(self, begins: Ints, ends: Ints) -> Floats:
        """What they can add at most to any stretch of each text: by Cauchy and Schwarz, the root of the sum of the squares
        of the weights above 0."""
        squares = sum(np.maximum(units, 0).astype(float) ** 2 for units in self.each)
        before = np.concatenate([[0.0], np.cumsum(squares)])
        bounds: Floats = np.sqrt(np.maximum(before[ends] - before[begins], 0.0)) * UNIT
        return bounds


class TextNgrams(NamedTuple):
    """Those of one text of a chunk, which begins at ``begin`` of it."""

    chunk: NgramSums
    begin: int

    def units(self, start: int, end: int) -> int:
        """As :meth:`debtad.ngrams.Ngrams.units`."""
        return int(within(self.chunk.sums, self.begin + start, self.begin + end))

    def each(self, size: int, start: int, end: int) -> Sequence[int]:
        """As :meth:`debtad.ngrams.Ngrams.each`."""
        listed: list[int] = self.chunk.each[size - SIZES[0]][self.begin + start : self.begin + end].tolist()
        return listed


def _keys(codes: NDArray[np.uint32], size: int) -> Ints:
    """One number for each stretch of so many code points."""
    keys = np.zeros(max(codes.size - size + 1, 0), np.int64)
    for at in range(size):
        keys <<= _BITS
        keys |= codes[at : at + keys.size]
    return keys


class NgramScorer:
    """Finds the n-grams of a model in chunks."""

    def __init__(self, ngrams: Sequence[str], weights: Sequence[float]) -> None:
        self._tables: list[tuple[Table, Ints]] = []
        units = np.array([in_units(weight) for weight in weights], np.int64)
        sizes = np.array([len(ngram) for ngram in ngrams], np.int64)
        for size in SIZES:
            at = np.flatnonzero(sizes == size)
            keys = _keys(codes_of("".join([ngrams[place] for place in at.tolist()])), size)[::size].tolist()
            self._tables.append((Table(keys, range(len(keys))), units[at]))

    def read(self, codes: NDArray[np.uint32], owner: Ints) -> NgramSums:
        """The n-grams of joined texts, each at its first place in its text; ``owner`` is the text of each place."""
        each: list[Any] = []
        for size, (table, weights) in zip(SIZES, self._tables, strict=True):
            units = np.zeros(codes.size, np.int64)
            places, numbers = table.find(_keys(codes, size))
            packed = (owner[places] * weights.size + numbers) << PLACE_BITS | places
            packed.sort(kind="stable")
            first = np.ones(packed.size, bool)
            same = packed >> PLACE_BITS
            np.not_equal(same[1:], same[:-1], out=first[1:])
            packed = packed[first]
            units[packed & PLACE] = weights[(packed >> PLACE_BITS) % max(weights.size, 1)]
            each.append(units)
        sums = tuple(np.concatenate([np.zeros(1, np.int64), np.cumsum(units)]) for units in each)
        return NgramSums(tuple(each), sums)
