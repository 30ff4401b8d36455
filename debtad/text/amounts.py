"""Sums of money, percentages and stretches of months in normalised Chinese text.

:func:`find_amounts` walks from number to number (:mod:`debtad.text.numerals`) and looks at what stands beside each:
first what says it is none (第七十条, 2026年3月, 12378), then percent, months and money. All walks only go forward and
look at a few neighbouring characters, so the time is linear in the text whatever it holds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter

from debtad.text import amount_tables as tables
from debtad.text.amount_money import read_money
from debtad.text.amount_months import read_months
from debtad.text.amount_parts import Amount, Kind
from debtad.text.amount_percent import read_fraction, read_percent
from debtad.text.numerals import ARABIC, DIGITS, STARTS, Number, read_number
from debtad.text.telephones import telephone_until

_END = attrgetter("end")
_STARTS = frozenset(STARTS)

__all__ = ["Amount", "Kind", "find_amounts", "near"]


def find_amounts(text: str) -> tuple[Amount, ...]:
    """Every amount of normalised ``text`` in order of start, without overlaps. Never raises on a string."""
    found: list[Amount] = []
    floor = resume = 0
    for start in [place for place, character in enumerate(text) if character in _STARTS]:
        if start >= resume:
            amount, resume = _at(text, start, floor)
            if amount is not None:
                found.append(amount)
                floor = amount.end
    return tuple(found)


def near(amounts: Sequence[Amount], kind: str, start: int, end: int) -> Amount | None:
    """The amount of ``kind`` that overlaps ``[start, end)`` most, the first of equals; None if none does. ``amounts`` are
    those of :func:`find_amounts`."""
    best, most = None, 0
    for place in range(bisect_right(amounts, start, key=_END), len(amounts)):
        amount = amounts[place]
        if amount.start >= end:
            break
        shared = min(end, amount.end) - max(start, amount.start)
        if amount.kind == kind and shared > most:
            best, most = amount, shared
    return best


def _at(text: str, start: int, floor: int) -> tuple[Amount | None, int]:
    """The amount whose number begins at ``start``, if any, and where to look on. Nothing may begin before ``floor``."""
    if text[start] == "一" and start and text[start - 1] in "统唯":  # 统一八个点
        return None, start + 1
    fraction = read_fraction(text, start)
    if fraction is not None:
        return fraction, fraction.end
    number = read_number(text, start)
    if number is None:
        return None, start + 1
    if number.form == "none":
        return None, number.end
    skip = _no_amount_until(text, number)
    if skip:
        return None, skip
    amount = read_percent(text, number, floor) or read_months(text, number) or read_money(text, number, floor)
    return amount, amount.end if amount else number.end


def _no_amount_until(text: str, number: Number) -> int:
    """Where a telephone number, clock time, date or ordinal that begins with ``number`` ends; 0 if it is none."""
    start, end = number.start, number.end
    before = text[start - 1] if start else ""
    if before in ("第", "*", "#", "@", "_", "初") or text[max(0, start - 2) : start] in ("星期", "礼拜"):
        return end
    if before and (before in DIGITS or before in "十百千万亿") and number.form == "half":
        return end
    if number.form != "arabic":
        return 0
    parted = telephone_until(text, start, end)
    if parted:
        return parted
    if "a" <= before <= "z" and not text.endswith(("rmb", "cny"), max(0, start - 3), start):
        return end
    parts, at, sign = 1, end, text[end : end + 1]
    while (
        sign and sign in "-–:" and text[at : at + 1] == sign and text[at + 1 : at + 2] in ARABIC and at + 1 < len(text)
    ):
        at += 1
        while at < len(text) and text[at] in ARABIC:
            at += 1
        parts += 1
    if parts > 2 or (parts == 2 and sign == ":" and text[start:at].replace(":", "") not in tables.SPLITS):
        return at
    return 0
