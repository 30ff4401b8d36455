"""Find many fixed strings in an array of code points at once.

The same hits as :mod:`debtad.text.strings` gives for one text, for hundreds of joined texts by a few passes of numpy,
each over those places only at which the pass before has found the beginning of a string.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

#: Code points end here; the next number is free to stand between texts.
BETWEEN = 0x110000
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_EMPTY = -1
#: Slots of a table for each key of it.
_ROOM = 8
#: Pairs of characters are looked up without hashing where there are no more of them than this.
_DIRECT = 1 << 22

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


class Table:
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
        slots = slots[pending]
        while pending.size:
            slots = (slots + 1) & self._mask
            there = self._keys[slots]
            hit = there == keys[pending]
            if hit.any():
                places = np.concatenate([places, pending[hit]])
                values = np.concatenate([values, self._values[slots[hit]]])
            on = ~hit & (there != _EMPTY)
            pending, slots = pending[on], slots[on]
        return places, values


class _Direct:
    """Integer keys below ``size`` → small integers (not 0), as :class:`Table`; needs four bytes for each possible key."""

    def __init__(self, keys: Mapping[int, int], size: int) -> None:
        self._values = np.zeros(size, np.int32)
        self._values[list(keys)] = list(keys.values())

    def find(self, keys: NDArray[np.int32]) -> tuple[Ints, NDArray[np.int32]]:
        """Places in ``keys`` that hold a key of the table, and the value of each."""
        values = self._values[keys]
        places = np.flatnonzero(values)
        return places, values[places]


class _Level(NamedTuple):
    """Beginnings of one length: how each grows from the one before, which of them are strings, and which go on."""

    table: Table | _Direct
    ends: NDArray[np.int32] | None
    going: NDArray[np.bool_]


class NgramFinder:
    """Finds ``strings`` (none empty) in arrays of code points. Equal strings are all reported.

    The strings make a tree of their beginnings. From one length to the next only those places of the text are carried on at
    which some string still goes on.
    """

    def __init__(self, strings: Sequence[str]) -> None:
        alphabet = sorted(set("".join(strings)))
        self._width = len(alphabet) + 1
        self._ids = np.zeros(BETWEEN + 1, np.uint16 if self._width < 1 << 16 else np.uint32)
        self._ids[[ord(character) for character in alphabet]] = np.arange(1, self._width)
        self._members: list[list[int]] = []
        ids = {character: number for number, character in enumerate(alphabet, 1)}
        longest = max(map(len, strings), default=1)
        groups: dict[str, int] = {}
        for number, text in enumerate(strings):
            group = groups.setdefault(text, len(groups))
            if group == len(self._members):
                self._members.append([])
            self._members[group].append(number)
        self._repeated = len(groups) < len(strings)
        nodes: dict[str, int] = dict(ids)
        #: Where strings are one character long: the group of each, by the id of the character.
        self._single = _ends(groups, nodes)
        self._levels: list[_Level] = []
        longer = [text for text in groups if len(text) > 1]
        for length in range(2, longest + 1):
            keys: dict[int, int] = {}
            fresh: dict[str, int] = {}
            for text in longer:
                head = text[:length]
                if head not in fresh:
                    fresh[head] = len(fresh) + 1
                    keys[nodes[head[:-1]] * self._width + ids[head[-1]]] = fresh[head]
            longer = [text for text in longer if len(text) > length]
            going = np.zeros(len(fresh) + 1, bool)
            going[[fresh[text[:length]] for text in longer]] = True
            table: _Direct | Table
            if length == 2 and self._width**2 <= _DIRECT:
                table = _Direct(keys, self._width**2)
            else:
                table = Table(list(keys), list(keys.values()))
            self._levels.append(_Level(table, _ends(groups, fresh), going))
            nodes = fresh

    def find(self, codes: NDArray[np.uint32]) -> Found:
        """All occurrences, overlaps included, in no particular order."""
        ids = np.zeros(codes.size + len(self._levels) + 1, np.int32)
        ids[: codes.size] = self._ids[codes]
        numbers: list[Any] = []
        starts: list[Any] = []
        lengths: list[Any] = []

        def note(groups: NDArray[np.int32], places: Ints | None, length: int) -> None:
            hit = np.flatnonzero(groups >= 0)
            numbers.append(groups[hit])
            starts.append(hit if places is None else places[hit])
            lengths.append(np.full(hit.size, length))

        if self._single is not None:
            note(self._single[ids[: codes.size]], None, 1)
        places: Ints | None = None
        nodes: Any = ids[: codes.size]
        for length, level in enumerate(self._levels, 2):
            last = ids[1 : codes.size + 1] if places is None else ids[places + (length - 1)]
            if isinstance(level.table, Table):
                nodes = nodes.astype(np.int64)
            at, nodes = level.table.find(nodes * self._width + last)
            places = at if places is None else places[at]
            if level.ends is not None:
                note(level.ends[nodes], places, length)
            on = np.flatnonzero(level.going[nodes])
            if not on.size:
                break
            places, nodes = places[on], nodes[on]
        if not numbers:
            return Found(*(np.zeros(0, np.int64) for _ in range(3)))
        number, start, size = np.concatenate(numbers).astype(np.int64), np.concatenate(starts), np.concatenate(lengths)
        if self._repeated:
            number, start, size = self._spelled_out(number, start, size)
        return Found(number, start, start + size)

    def _spelled_out(self, groups: Ints, starts: Ints, sizes: Ints) -> tuple[Ints, Ints, Ints]:
        """Every string of each group of equal ones."""
        counts = np.array([len(members) for members in self._members], np.int64)
        members = np.array([number for members in self._members for number in members], np.int64)
        first = np.cumsum(counts) - counts
        many = counts[groups]
        return members[spread(first[groups], many)], np.repeat(starts, many), np.repeat(sizes, many)


def _ends(groups: Mapping[str, int], nodes: Mapping[str, int]) -> NDArray[np.int32] | None:
    """For each node (0 is none) the group of equal strings that end there, or -1; None where none does at all."""
    ends = np.full(max(nodes.values(), default=0) + 1, -1, np.int32)
    for text, node in nodes.items():
        ends[node] = groups.get(text, -1)
    return ends if (ends >= 0).any() else None


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
