"""Sums of money: 498元, ¥498, 1k2, 三万五, 八九百, and bare figures beside a word of price; in 元."""

from __future__ import annotations

from debtad.text import amount_tables as tables
from debtad.text.amount_months import term
from debtad.text.amount_parts import (
    Amount,
    make_amount,
    second_number,
    shared_scale,
    skip_space,
    word_after,
    word_before,
)
from debtad.text.amount_percent import percent_sign
from debtad.text.numerals import APPROX, ARABIC, DIGITS, STARTS, Number

#: What stands behind a colon that is part of a figure, or leads to nothing.
_NO_LABEL = frozenset({"", "\n", *ARABIC})


def read_money(text: str, number: Number, floor: int) -> Amount | None:
    if number.form == "half":
        return None
    start = number.start
    window_start = max(floor, start - 5)
    window = text[window_start:start]
    stripped = window.rstrip(" :")
    prefix = next((p for p in tables.YUAN_BEFORE if stripped.endswith(p)), "")
    if not prefix and stripped.endswith(tables.FOREIGN_BEFORE):
        return None
    unit, unit_end, value = _yuan(text, number)
    low, high, end = value, number.high, unit_end
    second = second_number(text, number, unit_end)
    last = number
    if second is not None:
        second_unit, second_end, second_value = _yuan(text, second)
        bottom = low if unit else shared_scale(number, second)
        if bottom < second_value and not (second_unit == "" and unit and not second.scaled):
            counted = _counted(text, second)
            foreign_term = term(text, second)[2] or percent_sign(text, second, second.end)[0]
            if not foreign_term and (second_unit or not counted):
                low, high, end, last = bottom, second_value, second_end, second
                unit = second_unit or unit
            elif counted and not unit:
                return None
    if prefix:
        begin = window_start + len(stripped) - len(prefix)
        return make_amount("money", low, high, begin, end, prefix)
    if unit or _is_price(text, number, last):
        return make_amount("money", low, high, start, end, unit)
    return None


def _yuan(text: str, number: Number) -> tuple[str, int, float]:
    """The unit of 元 after a number ("" if none), where the sum ends, and its value (3块5 is 3.5)."""
    none = ("", number.end, number.value)
    at = skip_space(text, number.end)
    at += text[at : at + 1] in APPROX and at < len(text)
    if text.startswith(("个w", "个万"), at) and number.value <= 1000:
        return "个w", at + 2, number.value * 10_000
    unit = word_after(text, at, tables.YUAN_AFTER)
    end = at + len(unit)
    if not unit or (number.form == "loose" and unit not in ("元", "块", "块钱", "蚊")):
        return none
    if unit == "米":
        return (unit, end, number.value) if _slang_metre(text, number, at) else none
    if unit == "蚊":  # a dollar in Cantonese, unless it is a mosquito
        return (unit, end, number.value) if text[end : end + 1] not in tuple("子香帐帳虫蟲虱") else none
    if unit == "r":
        return (unit, end, number.value) if not "a" <= text[end : end + 1] <= "z" else none
    if text.startswith(tables.NOT_YUAN, at) or (unit == "块" and text.startswith(tables.NOT_KUAI, at)):
        return none
    if unit == "块":
        if number.form == "words" and number.value == 1 and text[end : end + 1] not in STARTS:
            return none  # 一块 is "together"
        tail = text[end : end + 1]
        follows = text[end + 1 : end + 2]
        digit = DIGITS.get(tail, int(tail) if tail and tail in ARABIC else 0)
        if (
            digit
            and number.value < 1000
            and (
                not follows
                or follows
                not in STARTS.replace("一", "")
                + "个家天年月期次单份条%折.位人张笔成套节本部对整封座城县区市镇门盒晚堂讲回趟项户册卷件页字组"
            )
        ):
            return unit, end + 1, number.value + digit / 10
    return unit, end, number.value


def _slang_metre(text: str, number: Number, at: int) -> bool:
    if word_before(text, number.start, tables.PRICE_BEFORE):
        return not text.startswith(("外", "处", "跑"), at + 1)
    if number.value < 10 or number.value != int(number.value) or number.scale > 1:
        return False
    after = skip_space(text, at + 1)
    if after < len(text) and (
        not text.startswith(tables.MI_AFTER, after) or text.startswith(tables.NOT_MI_AFTER, after)
    ):
        return False
    return not text[max(0, number.start - 4) : number.start].rstrip(" 了").endswith(tables.NOT_MI_BEFORE)


def _counted(text: str, number: Number) -> bool:
    """True if the number counts something (200余个, 3万人, 48条) or is money of another country."""
    at = skip_space(text, number.end)
    at += text[at : at + 1] in APPROX and at < len(text)
    at += text.startswith("+", at)
    if text.startswith(tables.FOREIGN, at):
        return True
    return text.startswith(tables.COUNTED, at) and not text.startswith(tables.NOT_COUNTED, at)


def _is_price(text: str, first: Number, last: Number) -> bool:
    """Whether a number without unit is a sum: by its size in words (3万), its ending (39.9) or its neighbours."""
    if _counted(text, last) or text[last.end : last.end + 1] in ("米", "x", "*", "-"):
        return False
    if text.startswith(":", last.end) and text[last.end + 1 : last.end + 3].strip(" ")[:1] in _NO_LABEL:
        return False  # 20:00, but 进阶1599:代谈
    if text.startswith("/", last.end) and not text.startswith(tables.EACH, last.end + 1):
        return False
    written = text[first.start : first.end].replace(" ", "")
    if word_before(text, first.start, tables.COUNT_BEFORE):
        return False
    if written in tables.HOTLINES and not text.endswith(tables.PAID_BEFORE, 0, first.start):
        return False
    if first.form == "arabic" and first.scale == 1:
        digits = len(written.replace(",", "").split(".")[0])
        if digits > 7 or written[0] == "0" or (digits == 5 and written.startswith(("95", "96", "123", "100"))):
            return False
    if last.scaled and last.form != "loose":
        return True
    if first.value < 100 and text.startswith("后", last.end):  # 90后
        return False
    cue = word_before(text, first.start, tables.PRICE_BEFORE)
    if cue in tables.PRICE_BEFORE_WEAK and 2000 < first.value < 2040 and first.value % 50:  # rather a year
        return False
    if cue and (first.value >= 30 or (cue not in tables.PRICE_BEFORE_WEAK and first.value >= 5)):
        return True
    after = text[last.end : last.end + 1]
    if cue in tables.CHEAP_EACH and first.value >= 10 and (not after or after in " ,。!;?、\n"):
        return True
    if (
        first.form in ("arabic", "digits", "loose")
        and first.value >= 10
        and text.startswith(tables.PRICE_AFTER, skip_space(text, last.end))
    ):
        return True
    shelf = first.form == "arabic" and first.value >= 9.9 and written.endswith((".9", ".90", ".99"))
    return shelf and (not after or after in tables.SHELF_AFTER)
