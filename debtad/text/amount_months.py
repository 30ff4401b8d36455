"""Stretches of time: 一到三年, 两年半, 12-36个月, 5年60期, 两个季度, 90天; in months."""

from __future__ import annotations

from debtad.text import amount_tables as tables
from debtad.text.amount_parts import Amount, make_amount, second_number, skip_space
from debtad.text.numerals import APPROX, Number, read_number

_YEARS, _TERMS = 60, 480  # longest 年 and 期/个月 that are a deferral or a plan, not a date or a serial number
_SEASONS = 12  # most 季度
#: Days count by the half month from one month on (30天, 45天, 180天); others are dates, ages and promises of speed.
_MONTH, _HALF_MONTH, _YEAR = 30, 15, 365
_LEAST = 0.5  # months where a stretch of time begins


def read_months(text: str, number: Number) -> Amount | None:
    low, end, unit = term(text, number)
    first_unit_end = end if unit else number.end
    second = second_number(text, number, first_unit_end)
    high: float | None = None
    if second is not None:
        top, second_end, second_unit = term(text, second)
        if second_unit:
            bottom = low if unit else number.value * _months_in(second_unit)
            if _LEAST <= bottom < top:
                low, high, end, unit = bottom, top, second_end, second_unit
    elif unit and number.high is not None:
        high = low / number.value * number.high
    if not unit:
        return None
    if high is None:
        low, end = _joined(text, low, end, unit)
    return make_amount("months", low, high, number.start, end, unit)


def _months_in(unit: str) -> float:
    """Months of one such unit."""
    if unit == "天":
        return 1 / _MONTH
    return 12 if "年" in unit else 3 if "季" in unit else 1


def term(text: str, number: Number) -> tuple[float, int, str]:
    """Months of ``number``, where its unit ends, and the unit; the unit is "" if none follows."""
    none = (0.0, number.end, "")
    if number.form in ("digits", "loose") or number.scale > 1:
        return none
    at = skip_space(text, number.end)
    approx = text[at : at + 1] in APPROX and at < len(text)
    at += approx
    value = number.value
    char = text[at : at + 1]
    if char == "个":
        for unit, more in (("个半月", 0.5), ("个自然月", 0.0), ("个整月", 0.0), ("个多月", 0.0), ("个月", 0.0)):
            if text.startswith(unit, at):
                return (value + more, at + len(unit), unit) if value <= _TERMS else none
        if text.startswith("个季度", at):
            return (3 * value, at + 3, "个季度") if value <= _SEASONS else none
    elif char == "天":
        months = _of_days(value)
        return (months, at + 1, "天") if months else none
    elif char == "月" and _is_unpaid(text, number, at):
        return value, at + 1, "个月"
    elif char == "月" and text[number.start] in "仨俩" and number.end == number.start + 1:
        if text.startswith(("饼", "亮", "光", "季"), at + 1):
            return none
        return value, at + 1, "个月"
    elif char == "期":
        if value < 2 or value > _TERMS or text.startswith(tables.NOT_TERM, at):
            return none
        return value, at + 1, "期"
    elif char in ("年", "整") and text.startswith(("年", "整年"), at):
        if not _is_duration(text, number, at):
            return none
        for unit, more in (("年半", 6.0), ("年多", 0.0), ("年期", 0.0), ("整年", 0.0), ("年", 0.0)):
            if text.startswith(unit, at) and not text.startswith(("年半载", "年期间"), at):
                return value * 12 + more, at + len(unit), unit
        return value * 12, at + 1, "年"
    return none


def _of_days(days: float) -> float:
    """Months of so many days, 0 where they are no stretch of time to speak of."""
    if days == _YEAR:
        return 12.0
    return 0.0 if days < _MONTH or days % _HALF_MONTH or days > _YEARS * _YEAR else days / _MONTH


def _is_unpaid(text: str, number: Number, at: int) -> bool:
    """前三月零还款, 前半年不用还: the first months of a plan, not March or the first half of a year."""
    before = text[max(0, number.start - 2) : number.start]
    first = before.endswith(("前", "头", "首")) and not before.endswith(tables.NOT_FIRST) and number.value <= _TERMS
    return first and text.startswith(tables.UNPAID, at + 1)


def _is_duration(text: str, number: Number, at: int) -> bool:
    """False for 2024年, 25年3月, 08年, 98年生, 这一年, 上半年, 三年级."""
    before = text[number.start - 1 : number.start]
    if number.value > _YEARS or text.startswith(tables.NOT_YEAR, at):
        return False
    if number.form == "half":
        return before not in ("上", "下", "前", "后") or before == "" or _is_unpaid(text, number, at)
    if number.form == "words" and number.value == 1:
        put_off = text[max(0, number.start - 2) : number.start] in ("延后", "推后", "往后", "押后", "以后", "之后")
        return before not in tables.EACH_YEAR or before == "" or put_off
    if number.form == "arabic":
        if text[number.start] == "0" and number.value >= 1:
            return False
        month = read_number(text, skip_space(text, at + 1))
        return not (month and month.form == "arabic" and text.startswith("月", month.end) and number.value > 9)
    return True


def _joined(text: str, months: float, end: int, unit: str) -> tuple[float, int]:
    """Go on over 一年零八个月 (a sum) and 5年60期 (the same said twice)."""
    at = end
    while at < end + 3 and text[at : at + 1] in (" ", ",", "、", "(", "/", "即", "分", "共", "=", "零", "又", ":"):
        at += 1
    number = read_number(text, at)
    if number is None or number.form == "none" or number.high is not None:
        return months, end
    value, stop, second_unit = term(text, number)
    if second_unit and value == months:
        return months, stop + ("(" in text[end:at] and text.startswith(")", stop))
    if unit == "年" and second_unit in ("个月", "个半月") and value < 12 and text[end:at] in ("", "零", "又", " "):
        return months + value, stop
    return months, end
