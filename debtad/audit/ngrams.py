"""Find many fixed strings in an array of code points at once.

The same hits as :mod:`debtad.signals.strings` gives for one text, for hundreds of joined texts by a few passes of numpy:
every stretch of one length is packed into one integer, without loss, and looked up in a hash table. Longer strings are
looked up by their beginning and then compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

#: Code points end here; the next number is free to stand between texts.
BETWEEN = 0x110000
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_EMPTY = -1
#: Strings up to this length are packed whole, if the alphabet leaves room.
_LONGEST_BLOCK = 5
#: Slots of a table for each key of it.
_ROOM = 8

Ints = NDArray[np.int64]


class LazyTable:
    """A number for every code point, worked out by ``rule`` when a text first holds it. ``between`` is that of ``BETWEEN``."""

    def __init__(self, rule: Callable[[int], int], between: int) -> None:
        self._rule = rule
        self._table = np.full(BETWEEN + 1, _EMPTY, np.int32)
        self._table[BETWEEN] = between

    def __getitem__(self, codes: NDArray[np.uint32]) -> NDArray[np.int32]:
        found: NDArray[np.int32] = self._table[codes]
        if found.size and found.min() < 0:
            for code in np.unique(codes[found < 0]).tolist():
                self._table[code] = self._rule(code)
            found = self._table[codes]
        return found


class Found(NamedTuple):
    """Hits: numbers of strings, and where each begins and ends in the array of code points."""

    numbers: Ints
    starts: Ints
    ends: Ints


class _Table:
    """Integer keys (not negative, all different) → small integers, for whole arrays of keys."""

    def __init__(self, keys: Sequence[int], values: Sequence[int]) -> None:
        bits = max((len(keys) * _ROOM - 1).bit_length(), 4)
        self._shift = np.uint64(64 - bits)
        self._mask = (1 << bits) - 1
        self._keys = np.full(1 << bits, _EMPTY, np.int64)
        self._values = np.zeros(1 << bits, np.int32)
        slots = self._slots(np.array(keys, np.int64)).tolist()
        for key, slot, value in zip(keys, slots, values, strict=True):
            while self._keys[slot] != _EMPTY:
                slot = (slot + 1) & self._mask
            self._keys[slot] = key
            self._values[slot] = value

    def _slots(self, keys: Ints) -> Ints:
        return ((keys.view(np.uint64) * _FACTOR) >> self._shift).view(np.int64)

    def find(self, keys: Ints) -> tuple[Ints, NDArray[np.int32]]:
        """Places in ``keys`` that hold a key of the table, and the value of each."""
        slots = self._slots(keys)
        there = self._keys[slots]
        places = np.flatnonzero(there == keys)
        values = self._values[slots[places]]
        pending = np.flatnonzero((there != keys) & (there != _EMPTY))
        while pending.size:
            slots = (
                (self._slots(keys[pending]) + 1) & self._mask if slots.size == keys.size else (slots + 1) & self._mask
            )
            there = self._keys[slots]
            hit = there == keys[pending]
            if hit.any():
                places = np.concatenate([places, pending[hit]])
                values = np.concatenate([values, self._values[slots[hit]]])
            on = ~hit & (there != _EMPTY)
            pending, slots = pending[on], slots[on]
        return places, values


class NgramFinder:
    """Finds ``strings`` (none empty) in arrays of code points. Equal strings are all reported."""

    def __init__(self, strings: Sequence[str]) -> None:
        alphabet = sorted(set("".join(strings)))
        self._bits = max(len(alphabet).bit_length(), 1)
        self._block = min(63 // self._bits, _LONGEST_BLOCK)
        self._ids = np.zeros(BETWEEN + 1, np.uint16 if len(alphabet) < 1 << 16 else np.uint32)
        self._ids[[ord(character) for character in alphabet]] = np.arange(1, len(alphabet) + 1)
        ids = {character: number for number, character in enumerate(alphabet, 1)}
        by_key: list[dict[int, list[int]]] = [{} for _ in range(self._block)]
        for number, text in enumerate(strings):
            head = text[: self._block]
            key = 0
            for character in head:
                key = key << self._bits | ids[character]
            by_key[len(head) - 1].setdefault(key, []).append(number)
        #: Strings that share a key, one list after the other.
        self._tables: list[_Table | None] = []
        groups: list[list[int]] = []
        for keys in by_key:
            first = len(groups)
            groups += keys.values()
            self._tables.append(_Table(list(keys), range(first, len(groups))) if keys else None)
        sizes = [len(group) for group in groups]
        self._first = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64)
        self._single = np.array([size == 1 for size in sizes], bool)
        self._members = np.array([number for group in groups for number in group], np.int64)
        self._lengths = np.array([len(text) for text in strings], np.int64)
        self._longest = int(self._lengths.max(initial=1))
        tails = np.zeros((len(strings), max(self._longest - self._block, 0)), np.int64)
        for number, text in enumerate(strings):
            for place, character in enumerate(text[self._block :]):
                tails[number, place] = ids[character]
        self._tails = tails

    def find(self, codes: NDArray[np.uint32]) -> Found:
        """All occurrences, overlaps included, in no particular order."""
        ids = self._ids[codes].astype(np.int64)
        numbers: list[Any] = []
        starts: list[Any] = []
        keys = ids
        for length, table in enumerate(self._tables, 1):
            if length > 1:
                keys = (keys[:-1] << self._bits) | ids[length - 1 :]
            if table is None or not keys.size:
                continue
            places, group = table.find(keys)
            single = self._single[group]
            if single.all():
                numbers.append(self._members[self._first[group]])
                starts.append(places)
                continue
            first, counts = self._first[group], self._first[group + 1] - self._first[group]
            numbers.append(self._members[np.repeat(first, counts) + _counting(counts)])
            starts.append(np.repeat(places, counts))
        number = np.concatenate(numbers) if numbers else np.zeros(0, np.int64)
        start = np.concatenate(starts) if starts else np.zeros(0, np.int64)
        if self._tails.shape[1]:
            number, start = self._compared(ids, number, start)
        return Found(number, start, start + self._lengths[number])

    def _compared(self, ids: Ints, number: Ints, start: Ints) -> tuple[Ints, Ints]:
        """Without those hits on a beginning whose string does not go on as the text does."""
        long = self._lengths[number] > self._block
        at = np.flatnonzero(long)
        if not at.size:
            return number, start
        padded = np.concatenate([ids, np.zeros(self._longest, np.int64)])
        tails = self._tails[number[at]]
        same = np.ones(at.size, bool)
        for place in range(tails.shape[1]):
            same &= (tails[:, place] == 0) | (padded[start[at] + self._block + place] == tails[:, place])
        keep = ~long
        keep[at[same]] = True
        return number[keep], start[keep]


def _counting(counts: Ints) -> Ints:
    """0, 1, … for each count, one after the other."""
    total = int(counts.sum())
    return np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)


def spread(first: Ints, counts: Ints) -> Ints:
    """``first[i], first[i] + 1, …``, ``counts[i]`` of them, for each ``i``."""
    return np.repeat(first, counts) + _counting(counts)


def codes_of(text: str) -> NDArray[np.uint32]:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
