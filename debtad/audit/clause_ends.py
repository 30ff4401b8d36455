"""Where clauses and sentences are cut in many joined texts at once: :mod:`debtad.text.clauses` for arrays of code points."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from debtad.audit.ngrams import Ints, LazyTable

#: The marks of which two and more make an end of a sentence of their own.
_LOUD = np.zeros(128, bool)
_LOUD[[ord("!"), ord("?")]] = True
_AROUND = np.array([-1, 0, 1])
#: So far closing marks and blanks are followed place by place.
_STEPS = 8

_END, _CLOSING, _DIGIT, _SPACE, _HAN, _DOT, _COMMA, _BREAK = (1 << bit for bit in range(8))
_CLASSES = (
    (_END, r"[。;…\n!?]"),
    (_CLOSING, r"[”\"’'》）)】\]」』]"),
    (_DIGIT, r"\d"),
    (_SPACE, r"\s"),
    (_HAN, r"[^\W\da-z_]"),
    (_DOT, r"\."),
    (_COMMA, r","),
)


@cache
def _classes() -> LazyTable:
    """Class bits of code points, as Python's ``re`` sees them."""
    tests = [(bit, re.compile(source)) for bit, source in _CLASSES]
    return LazyTable(lambda code: sum(bit for bit, test in tests if test.match(chr(code))), _BREAK)


class Stretches:
    """Clauses or sentences of all texts of a chunk, in order, as places in the chunk."""

    __slots__ = ("_bounds", "_ends", "_starts", "starts")

    def __init__(self, starts: Ints, ends: Ints, begins: Ints) -> None:
        self.starts = starts
        self._starts: list[int] = starts.tolist()
        self._ends: list[int] = ends.tolist()
        self._bounds: list[int] = [*np.searchsorted(starts, begins).tolist(), starts.size]

    def of(self, number: int, begin: int) -> tuple[list[int], list[int]]:
        """Where those of a text that begins at ``begin`` of the chunk start and end, as places in the text."""
        low, high = self._bounds[number : number + 2]
        return [place - begin for place in self._starts[low:high]], [place - begin for place in self._ends[low:high]]


class Stops:
    """Where clauses and sentences may end in a chunk.

    Text ``i`` is ``codes[begins[i]:ends[i]]``; ``codes`` starts and ends with ``BETWEEN``, and at least one of it stands
    between two texts.
    """

    def __init__(self, codes: NDArray[np.uint32], begins: Ints, ends: Ints) -> None:
        self._codes, self._begins, self._ends = codes, begins, ends
        self._kinds = kinds = _classes()[codes].astype(np.uint8)
        self._stops = kinds & _END != 0
        dots = np.flatnonzero(kinds & _DOT)
        dots = dots[(kinds[dots - 1] & (_DIGIT | _BREAK) == 0) & (kinds[dots + 1] & (_SPACE | _BREAK) != 0)]
        self._stops[dots] = True

    def clauses(self) -> Stretches:
        """The clauses of all texts."""
        kinds, stops = self._kinds, self._stops
        commas = np.flatnonzero(kinds & _COMMA)
        commas = commas[kinds[commas - 1] & kinds[commas + 1] & _DIGIT == 0]
        blanks = np.flatnonzero(self._codes == ord(" "))
        blanks = blanks[kinds[blanks - 1] & kinds[blanks + 1] & _HAN != 0]
        return self._cut([np.flatnonzero(stops[:-1] & ~stops[1:]), commas], [blanks + 1])

    def sentences(self) -> Stretches:
        """The sentences of all texts."""
        at = np.flatnonzero(self._stops)
        # Two and more of ! and ? are an end of their own, whatever stands beside them.
        loud = _LOUD[np.minimum(self._codes[np.minimum(at[:, None] + _AROUND, self._codes.size - 1)], _LOUD.size - 1)]
        own = loud[:, 1] & (loud[:, 0] | loud[:, 2])
        last = np.ones(at.size, bool)
        last[:-1] = (np.diff(at) > 1) | (own[1:] != own[:-1])
        return self._cut([at[last]], [])

    def _cut(self, ends: list[Ints], bounds: list[Ints]) -> Stretches:
        """Cut after ``ends`` and what closes quotations and brackets behind them, and at ``bounds``."""
        kinds = self._kinds
        after = _skip(kinds, _CLOSING, np.concatenate(ends) + 1)
        bound = np.unique(np.concatenate([self._begins, after, *bounds]))
        bound = bound[kinds[bound] & _BREAK == 0]
        starts = _skip(kinds, _SPACE, bound)
        owners = np.searchsorted(self._begins, bound, "right") - 1
        limits = np.minimum(np.append(bound[1:], kinds.size), self._ends[owners])
        real = starts < limits
        starts, limits = starts[real], limits[real]
        backwards = _skip(kinds[::-1], _SPACE, kinds.size - limits)
        return Stretches(starts, kinds.size - backwards, self._begins)


class ChunkCuts:
    """How one text of a chunk is cut."""

    __slots__ = ("_begin", "_clauses", "_number", "_sentences")

    def __init__(self, clauses: Stretches, sentences: Stretches, number: int, begin: int) -> None:
        self._clauses, self._sentences, self._number, self._begin = clauses, sentences, number, begin

    def clauses(self) -> tuple[list[int], list[int]]:
        """Its clauses."""
        return self._clauses.of(self._number, self._begin)

    def sentences(self) -> tuple[list[int], list[int]]:
        """Its sentences."""
        return self._sentences.of(self._number, self._begin)


def closings(starts: Ints, begins: Ints, ends: Ints, count: int) -> Ints:
    """Where the last ``count`` clauses of each text begin (its own beginning where it has no more than that)."""
    first, last = np.searchsorted(starts, begins), np.searchsorted(starts, ends)
    found = np.array(begins, np.int64)
    more = last - first > count
    found[more] = starts[last[more] - count]
    return found


def _skip(kinds: NDArray[np.uint8], unwanted: int, places: Ints) -> Ints:
    """For each place the first one from there on that is not of an unwanted kind (the size where there is none)."""
    places = places.copy()
    pending = np.arange(places.size)
    for _ in range(_STEPS):
        pending = pending[places[pending] < kinds.size]
        pending = pending[kinds[places[pending]] & unwanted != 0]
        if not pending.size:
            return places
        places[pending] += 1
    following = np.where(kinds & unwanted == 0, np.arange(kinds.size), kinds.size)
    following = np.append(np.minimum.accumulate(following[::-1])[::-1], kinds.size)
    places[pending] = following[places[pending]]
    return places
