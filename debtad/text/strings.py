"""Find many fixed strings in a text, overlaps included.

One automaton pass is the fastest way once it is built, but building it costs more than scoring a single advertisement. So
the first texts are searched by looking up their stretches one by one, and the automaton is built when enough text has
gone by to pay for it. Both give the same hits in the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from debtad.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

Hit = tuple[int, int, int]
"""A string's number and its place ``[start, end)`` in the text, in code points."""

#: The order in which an automaton reports.
_BY_END = itemgetter(2, 1)

#: Characters looked up one by one before the automaton is built.
PATIENCE = 12_000


class Patient:
    """Looks up first, builds an automaton later."""

    __slots__ = ("_automaton", "_searched")

    def __init__(self) -> None:
        self._searched = 0
        self._automaton: Any = None

    def find(self, text: str) -> list[Hit]:
        """Every occurrence of every string, in order of their ends, longest first. (Sums of floats hang on the order.)"""
        if self._automaton is None:
            self._searched += len(text)
            if self._searched <= PATIENCE:
                hits = self.look_up(text)
                hits.sort(key=_BY_END)
                return hits
            import ahocorasick_rs

            self._automaton = ahocorasick_rs.AhoCorasick(
                self.strings(), implementation=ahocorasick_rs.Implementation.ContiguousNFA, store_patterns=False
            )
            self.forget()
        found: list[Hit] = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return found

    def strings(self) -> Sequence[str]:
        """All strings, in the order of their numbers."""
        raise NotImplementedError

    def look_up(self, text: str) -> list[Hit]:
        """What the automaton would find, in any order of places."""
        raise NotImplementedError

    def forget(self) -> None:
        """Let go of what only a look-up needs: there will be none."""


class StringFinder(Patient):
    """Searches for ``strings`` (none empty), known by their position in the sequence; of equal ones each is found."""

    __slots__ = ("_lengths", "_numbers", "_strings")

    def __init__(self, strings: Sequence[str]) -> None:
        super().__init__()
        self._strings = strings
        self._numbers: dict[str, list[int]] | None = None
        self._lengths = sorted(set(map(len, strings)))

    def strings(self) -> Sequence[str]:
        return self._strings

    def forget(self) -> None:
        self._numbers = None

    def look_up(self, text: str) -> list[Hit]:
        numbers = self._numbers
        if numbers is None:  # nothing was looked up yet, or it is forgotten while another thread looks up
            numbers = {}
            for number, string in enumerate(self._strings):
                numbers.setdefault(string, []).append(number)
            self._numbers = numbers
        size = len(text)
        hits: list[Hit] = []
        for length in self._lengths:
            for start in range(size - length + 1):
                found = numbers.get(text[start : start + length])
                if found is not None:
                    hits += [(number, start, start + length) for number in found]
        return hits
