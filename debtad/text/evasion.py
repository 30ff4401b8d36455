"""Undoing of evasions in text whose characters are already canonical."""

from __future__ import annotations

from itertools import islice

from debtad.text.codewords import by_table
from debtad.text.disguise import Compact, by_letters, by_repetition, by_shape, by_sound, vouched
from debtad.text.edits import Change, chosen
from debtad.text.lexicon import Surroundings


def changes(text: str) -> list[Change]:
    """What one pass would rewrite, in order and without overlaps; empty where nothing is hidden."""
    return changes_until(text, len(text) + 1)[0]


def changes_until(text: str, most: int) -> tuple[list[Change], int]:
    """The same, and the length of ``text``; where a finder finds ``most`` before its end, nothing, and the end of the last of
    these."""
    around = Surroundings(text)
    compact = Compact(text)
    doubts: tuple[list[Change], list[Change], list[Change]] = ([], [], [])
    finders = (
        by_sound(compact, around, doubts[0]),
        by_shape(text, around, doubts[1]),
        by_letters(compact, around, doubts[2]),
        by_repetition(text),
        by_table(around),
    )
    some: dict[int, list[Change]] = {}
    for number in (0, 4, 3, 2, 1):  # the quickest first
        some[number] = list(islice(finders[number], most))
        if len(some[number]) == most and some[number][-1].end < len(text):
            return [], some[number][-1].end
    found = [change for number in sorted(some) for change in some[number]]
    if not found:
        found = vouched([*doubts[0], *doubts[1], *doubts[2]])
    return chosen(found) if found else found, len(text)
