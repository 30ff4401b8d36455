"""Undoing of evasions in text whose characters are already canonical."""

from __future__ import annotations

from debtad.text.codewords import by_table
from debtad.text.disguise import Compact, by_letters, by_repetition, by_shape, by_sound, vouched
from debtad.text.edits import Change, chosen
from debtad.text.lexicon import Surroundings


def changes(text: str) -> list[Change]:
    """What one pass would rewrite, in order and without overlaps; empty where nothing is hidden."""
    around = Surroundings(text)
    compact = Compact(text)
    doubtful: list[Change] = []
    found = [
        *by_sound(compact, around, doubtful),
        *by_shape(text, around, doubtful),
        *by_letters(compact, around, doubtful),
        *by_repetition(text),
        *by_table(around),
    ]
    if doubtful and not found:
        found = vouched(doubtful)
    return chosen(found) if found else found
