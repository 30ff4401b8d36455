"""Find many fixed strings in a text, overlaps included.

One automaton pass is the fastest way once it is built, but building it costs more than scoring a single advertisement. So
the first texts are searched by looking up every substring of a fitting length in a dictionary, and the automaton is built
when enough text has gone by to pay for it. Both give the same hits in the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

Hit = tuple[int, int, int]
"""A string's number and its place ``[start, end)`` in the text, in code points."""

#: The order in which an automaton reports.
_BY_END = itemgetter(2, 1)

#: Characters looked up in the dictionary before the automaton is built.
PATIENCE = 30_000


class StringFinder:
    """Searches for ``strings`` (all different, none empty), known by their position in the sequence."""

    def __init__(self, strings: Sequence[str]) -> None:
        self._strings = strings
        self._numbers = {text: number for number, text in enumerate(strings)}
        self._lengths = sorted(set(map(len, strings)))
        self._searched = 0
        self._automaton: Any = None

    def find(self, text: str) -> list[Hit]:
        """Every occurrence of every string, in order of their ends, longest first. (Sums of floats hang on the order.)"""
        if self._automaton is None:
            self._searched += len(text)
            if self._searched <= PATIENCE:
                return self._look_up(text)
            import ahocorasick_rs

            self._automaton = ahocorasick_rs.AhoCorasick(
                self._strings, implementation=ahocorasick_rs.Implementation.ContiguousNFA, store_patterns=False
            )
        hits: list[Hit] = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return hits

    def _look_up(self, text: str) -> list[Hit]:
        numbers = self._numbers
        size = len(text)
        hits: list[Hit] = []
        for length in self._lengths:
            for start in range(size - length + 1):
                number = numbers.get(text[start : start + length])
                if number is not None:
                    hits.append((number, start, start + length))
        hits.sort(key=_BY_END)
        return hits
