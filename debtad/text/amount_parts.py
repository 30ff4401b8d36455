"""What the readers of money, percent and months share: the result type and small looks to the left and right."""

from __future__ import annotations

from debtad.records import TYPE_CHECKING, NamedTuple
from debtad.text.amount_tables import FILLERS
from debtad.text.numerals import CAP, Number, read_number

if TYPE_CHECKING:
    from typing import Literal

    Kind = Literal["money", "percent", "months"]
else:
    Kind = str

_RANGE = frozenset("-‐–—−~〜∼到至")


class Amount(NamedTuple):
    """One figure at ``[start, end)`` (code points of the normalised text).

    ``value`` and ``high`` (None unless a range) are in 元, percent points or months. ``unit`` is the unit as written
    ("" for a bare price); for percentages that are never a fee it is ``rate`` (interest) or ``share`` (成功率99%).
    """

    kind: Kind
    value: float
    high: float | None
    start: int
    end: int
    unit: str


def skip_space(text: str, at: int) -> int:
    return at + 1 if text.startswith(" ", at) else at


def word_after(text: str, at: int, options: tuple[str, ...]) -> str:
    """The first of ``options`` that stands at ``at``, else ""."""
    if not text.startswith(options, at):
        return ""
    return next(option for option in options if text.startswith(option, at))


def word_before(text: str, end: int, options: tuple[str, ...]) -> str:
    """The longest of ``options`` that ends at ``end``, fillers between them left out, else ""."""
    window = text[max(0, end - 14) : end].rstrip(" ")
    for _ in range(4):
        if window.endswith(options):
            return max((option for option in options if window.endswith(option)), key=len)
        if not window.endswith(FILLERS):
            return ""
        filler = max((f for f in FILLERS if window.endswith(f)), key=len)
        window = window[: -len(filler)].rstrip(" ")
    return ""


def second_number(text: str, first: Number, at: int) -> Number | None:
    """The second number of a range (three to *five*), if a range sign stands at ``at``."""
    at = skip_space(text, at)
    if text[at : at + 1] not in _RANGE or at >= len(text):
        return None
    at += 2 if text[at + 1 : at + 2] == text[at] else 1
    number = read_number(text, skip_space(text, at))
    if number is None or number.form in ("none", "loose") or number.high is not None or first.high is not None:
        return None
    return number


def shared_scale(first: Number, second: Number) -> float:
    """The value of ``first``, which may borrow the multiplier of ``second``: 3-5万, 三到五百."""
    if first.scale == 1 and second.scale > 1 and first.value < second.value / second.scale:
        return first.value * second.scale
    return first.value


def make_amount(kind: Kind, low: float, high: float | None, start: int, end: int, unit: str) -> Amount | None:
    if not 0 <= low <= CAP or (high is not None and not low <= high <= CAP):
        return None
    return Amount(kind, round(low, 4), None if high is None else round(high, 4), start, end, unit)
