"""Where clauses begin in many joined texts at once: :mod:`debtad.text.clauses` for arrays of code points."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from debtad.audit.ngrams import Ints, LazyTable

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


def clause_starts(codes: NDArray[np.uint32], begins: Ints, ends: Ints) -> Ints:
    """Where the clauses of all texts begin, in order.

    Text ``i`` is ``codes[begins[i]:ends[i]]``; ``codes`` starts and ends with ``BETWEEN``, and at least one of it stands
    between two texts.
    """
    kinds = _classes()[codes]
    before, after = np.roll(kinds, 1), np.roll(kinds, -1)
    dot = (kinds & _DOT != 0) & (before & (_DIGIT | _BREAK) == 0) & (after & (_SPACE | _BREAK) != 0)
    stop = (kinds & _END != 0) | dot
    comma = (kinds & _COMMA != 0) & ((before & _DIGIT == 0) | (after & _DIGIT == 0))
    blank = (codes == ord(" ")) & (before & _HAN != 0) & (after & _HAN != 0)
    cuts = np.flatnonzero((stop & ~np.roll(stop, -1)) | comma)
    after_closing = _next(kinds & _CLOSING == 0)[cuts + 1]
    bounds = np.unique(np.concatenate([begins, after_closing, np.flatnonzero(blank) + 1]))
    bounds = bounds[kinds[bounds] & _BREAK == 0]
    starts = _next(kinds & _SPACE == 0)[bounds]
    owners = np.searchsorted(begins, bounds, "right") - 1
    limits = np.minimum(np.append(bounds[1:], codes.size), ends[owners])
    real: Ints = starts[starts < limits]
    return real


def closings(starts: Ints, begins: Ints, ends: Ints, count: int) -> Ints:
    """Where the last ``count`` clauses of each text begin (its own beginning where it has no more than that)."""
    first, last = np.searchsorted(starts, begins), np.searchsorted(starts, ends)
    found = np.array(begins, np.int64)
    more = last - first > count
    found[more] = starts[last[more] - count]
    return found


def _next(wanted: NDArray[np.bool_]) -> Ints:
    """For each place the first wanted one from there on (the size where there is none)."""
    places = np.where(wanted, np.arange(wanted.size), wanted.size)
    return np.minimum.accumulate(places[::-1])[::-1]
