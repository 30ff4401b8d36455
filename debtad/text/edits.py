"""A change to make to normalised text, as the finders of evasions propose it."""

from __future__ import annotations

from debtad.records import NamedTuple


class Change(NamedTuple):
    """Replace ``text[start:end]`` by ``replacement``.

    ``anchors`` holds, for each character of the replacement, the stretch of ``text`` that it stands for.
    """

    kind: str
    start: int
    end: int
    replacement: str
    anchors: tuple[tuple[int, int], ...]


def whole(kind: str, start: int, end: int, replacement: str) -> Change:
    """A change in which each new character stands for the whole stretch."""
    return Change(kind, start, end, replacement, ((start, end),) * len(replacement))


def placed(kind: str, positions: list[int], replacement: str) -> Change:
    """A change in which the new characters stand for the single characters at ``positions``."""
    return Change(kind, positions[0], positions[-1] + 1, replacement, tuple((at, at + 1) for at in positions))


def chosen(candidates: list[Change]) -> list[Change]:
    """The leftmost, then longest of overlapping changes, in order."""
    kept: list[Change] = []
    end = 0
    for change in sorted(candidates, key=lambda c: (c.start, -c.end)):
        if change.start >= end:
            kept.append(change)
            end = change.end
    return kept
