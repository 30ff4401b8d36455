"""Near-duplicates tie groups together, so that no text is judged by a fit that saw its twin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from debtad.learn.corpus import NEAR, grams, similar
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
    names = [row.group for row in rows]

    def tied(one: int, other: int) -> bool:
        return ties.find(names[one]) == ties.find(names[other])

    pairs = similar([grams(row.text) for row in rows], least, tied)
    joined = sum(ties.join(names[one], names[other]) for one, other, _ in pairs)
    if not joined:
        return list(rows), 0
    return [replace(row, group=ties.find(row.group)) for row in rows], joined


def untied(base: Sequence[Row], held: Sequence[Row]) -> list[Row]:
    """The rows of ``base`` that a fit may learn from which ``held`` is to judge: those that are tied to none of it, by
    near-repeats or by group."""
    tied, _ = tie_groups([*base, *held])
    taken = {row.group for row in tied[len(base) :]}
    return [row for row, tie in zip(base, tied, strict=False) if tie.group not in taken]
