"""Near-duplicates tie groups together, so that no text is judged by a fit that saw its twin."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from debtad.learn.corpus import NEAR, grams
from debtad.learn.labels import Row


class Ties:
    """Which names belong together (union-find); a set is known by its first name in sorted order."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, name: str) -> str:
        """The first name of the set that holds ``name``."""
        parent = self._parent
        root = name
        while parent.get(root, root) != root:
            root = parent[root]
        while parent.get(name, name) != root:
            parent[name], name = root, parent[name]
        return root

    def join(self, one: str, other: str) -> bool:
        """Make two sets one; False where they were one already."""
        first, second = sorted((self.find(one), self.find(other)))
        self._parent[second] = first
        return first != second


def tie_groups(rows: Sequence[Row], least: float = NEAR) -> tuple[list[Row], int]:
    """Rows in the same order, groups that hold near-duplicates made one; and how many groups that made vanish.

    Two texts are near-duplicates where their normalised forms share ``least`` (0..1, Jaccard) of their 3-grams. Rows
    without near-duplicates in other groups keep their group's name.
    """
    ties = Ties()
    joined = _join_near(rows, ties, least)
    if not joined:
        return list(rows), 0
    return [replace(row, group=ties.find(row.group)) for row in rows], joined


def untied(base: Sequence[Row], held: Sequence[Row]) -> list[Row]:
    """The rows of ``base`` that a fit may learn from which ``held`` is to judge: those that are tied to none of it, by
    near-repeats or by group."""
    tied, _ = tie_groups([*base, *held])
    taken = {row.group for row in tied[len(base) :]}
    return [row for row, tie in zip(base, tied, strict=False) if tie.group not in taken]


def _join_near(rows: Sequence[Row], ties: Ties, least: float) -> int:
    """Exact, by prefix filtering over rare grams first. Rows that are in one group already are never compared, so that a
    campaign of thousands of copies costs little more than its size."""
    sets = [grams(row.text) for row in rows]
    frequency = Counter(gram for one in sets for gram in one)
    index: dict[str, list[int]] = defaultdict(list)
    joined = 0
    for number, one in enumerate(sets):
        ordered = sorted(one, key=lambda gram: (frequency[gram], gram))
        prefix = ordered[: len(ordered) - int(-(-least * len(ordered) // 1)) + 1]
        own = ties.find(rows[number].group)
        candidates: set[int] = set()
        for gram in prefix:
            candidates.update(index[gram])
            index[gram].append(number)
        for other in candidates:
            if ties.find(rows[other].group) == own:
                continue
            shared = len(one & sets[other])
            if shared >= least * (len(one) + len(sets[other]) - shared):
                joined += ties.join(rows[other].group, own)
                own = ties.find(own)
    return joined
