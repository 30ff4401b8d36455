"""Fees said as a sum per amount, as percent points: 十万收一万 (10), 一万收六十五 (0.65), 代还万一百 (1)."""

from __future__ import annotations

from debtad.text import amount_tables as tables
from debtad.text.amount_parts import Amount, make_amount, skip_space, word_after
from debtad.text.numerals import STARTS, Number, read_number

#: The fee of an amount is at most a half of it.
_LEAST_WHOLE, _MOST_SHARE = 10_000, 0.5
_CHARGED = tuple(
    tables.words(
        "收您 收你 只收您 只收你 只收 仅收 就收 我收 我们收 咱收 我抽 抽您 抽你 抽 收 扣您 扣你 扣 给我 给我们 付我 我拿"
    )
)
_ENDS = ",。;!?、 \n~)…/"


def per_amount(text: str, number: Number) -> Amount | None:
    """十万收一万, 1万收120元, 一万块收您一百二: round amounts of which a named sum is the seller's."""
    if number.high is not None or not _is_round(text, number):
        return None
    if text[number.start - 1 : number.start] in tuple("超满过欠到") or number.value > 10 * _LEAST_WHOLE:
        return None
    at = number.end
    at += len(word_after(text, at, ("块钱", "元", "块", "的单子", "的", "欠款", "账单", "额度")))
    charged = word_after(text, skip_space(text, at), _CHARGED)
    if not charged:
        return None
    part = read_number(text, skip_space(text, at) + len(charged))
    if part is None or part.form in ("none", "half", "loose") or part.high is not None:
        return None
    end = part.end + len(word_after(text, part.end, ("块钱", "元", "块")))
    share = part.value / number.value
    if number.value < _LEAST_WHOLE and (end == part.end or (end < len(text) and text[end] in STARTS) or share > 0.2):
        return None
    if not 0.0005 <= share <= _MOST_SHARE or not _ends(text, part, end):
        return None
    return make_amount("percent", round(100 * share, 2), None, number.start, end, "收")


def _is_round(text: str, number: Number) -> bool:
    """Is it a 万 or some, or 一百块, 一千块 as the round sum of a swipe?"""
    if number.value >= _LEAST_WHOLE:
        return number.scale >= _LEAST_WHOLE
    return number.value in (100, 1000) and text.startswith("块", number.end)


def _ends(text: str, part: Number, end: int) -> bool:
    """Does the sum stand by itself: with its unit, or at the end of a clause?"""
    return end > part.end or end >= len(text) or text[end] in _ENDS


def per_myriad(text: str, start: int) -> Amount | None:
    """万一百, 万60块: so many 元 of every 万, beside the words of rotating cards."""
    before = text[start - 1 : start]
    if text[start] != "万" or (before and (before in STARTS or before in "数上近")):
        return None
    part = read_number(text, start + 1)
    if part is None or part.form != "words" or part.high is not None or part.value not in range(100, 301):
        return None
    around = text[max(0, start - 24) : start + 24]
    if not any(word in around for word in (*tables.TRADES, *tables.SHORT_RATE_BEFORE)):
        return None
    end = part.end + len(word_after(text, part.end, ("块钱", "元", "块")))
    return make_amount("percent", part.value / 100, None, start, end, "万") if _ends(text, part, end) else None
