"""Telephone numbers whose parts stand between blanks, so that they look like sums."""

from __future__ import annotations

from debtad.text.numerals import ARABIC

#: How telephone numbers begin, and how many digits stand in their parts between blanks: 138 0013 8000, 400 123 4567.
_PARTED = ((("13", "14", "15", "16", "17", "18", "19"), (3, 4, 4)), (("400", "800"), (3, 3, 4)), (("400",), (3, 4, 3)))


def telephone_until(text: str, start: int, end: int) -> int:
    """Where a telephone number parted by blanks, the first part of it at ``[start, end)``, ends; 0 if it is none."""
    for heads, sizes in _PARTED:
        at, fits = end, end - start == sizes[0] and text.startswith(heads, start)
        for size in sizes[1:]:
            part = text[at + 1 : at + 1 + size]
            fits = fits and text[at : at + 1] == " " and len(part) == size and all(sign in ARABIC for sign in part)
            at += 1 + size
        if fits and text[at : at + 1] not in ARABIC:
            return at
    return 0
