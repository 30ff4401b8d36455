"""Fees said as a sum per amount, as percent points: 十万收一万 (10), 一万收六十五 (0.65), 代还万一百 (1), 千八 (0.8)."""

from __future__ import annotations

from debtad.text import amount_tables as tables
from debtad.text.amount_parts import (
    Amount,
    make_amount,
    second_number,
    shared_scale,
    skip_space,
    word_after,
    word_before,
)
from debtad.text.numerals import DIGITS, STARTS, Number, read_number

#: The fee of an amount is at most a half of it.
_LEAST_WHOLE, _MOST_SHARE = 10_000, 0.5
_CHARGED = tuple(
    tables.words(
        "收您 收你 只收您 只收你 只收 仅收 就收 我收 我们收 咱收 我抽您 我抽你 我抽 抽您 抽你 抽 收 扣您 扣你 扣 "
        "你给我 您给我 你付我 您付我 给我们 给我 付我 我们拿 我只拿 我才拿 我拿您 我拿你 我拿"
    )
)
_ENDS = ",。;!?、 \n~)…/"
#: 每万400 is a fee of that many 元 at least, and of as many at most; what 每万 of interest or income is named is none.
_LEAST_EACH, _MOST_EACH = 50.0, 3_000.0
_NO_FEE_BEFORE = (*"息率利保险赚到返奖佣补贷借还供", *tables.words("保费 成本 利润 收益 收入 滞纳金 违约金"))
_NO_FEE_AFTER = tuple(tables.words("利 的利 息 的息 罚 的罚 违约 滞纳 保 返 奖 佣 月供 一年 一天 一月 每 /"))
#: What is owed is what a fee is reckoned from (按欠款每万400), or has interest of its own (贷款每万400).
_OWED = tuple(tables.words("借款 贷款 欠款 本金 债务 网贷 卡债"))
_RECKONED = ("按", "照", "以")


def per_amount(text: str, number: Number) -> Amount | None:
    """十万收一万, 1万收120元, 一万块收您一百二: round amounts of which a named sum is the seller's; 每一万三百 is another."""
    if text.startswith(("每一万", "每1万"), number.start - 1) and number.start:
        each = _right_behind(text, number.start, number.start + 2, float(_LEAST_WHOLE))
        if each is not None:
            return each
    if number.high is not None or not _is_round(text, number) or number.value > 10 * _LEAST_WHOLE:
        return None
    owed = text.startswith(("每欠", "每借"), number.start - 2) and number.start > 1
    if text[number.start - 1 : number.start] in tuple("超满过欠到于足至") and not owed:
        return None
    return _part_of(text, number.start, number.end, number.value)


def each_myriad(text: str, start: int) -> Amount | None:
    """每万收六百: a sum of every 万, said without a number before it."""
    if text[start] != "万" or not text[max(0, start - 2) : start].endswith(("每", "每个")):
        return None
    return _part_of(text, start, start + 1, float(_LEAST_WHOLE), (*_CHARGED, "提", "按")) or _right_behind(
        text, start, start + 1, float(_LEAST_WHOLE)
    )


def _right_behind(text: str, start: int, at: int, whole: float) -> Amount | None:
    """每万400, 按每一万500元收: the fee of every 万, which is named in ``[start, at)``, without a word of charging between."""
    before = text[max(0, start - 8) : start]
    each = before.rfind("每")
    if each < 0 or before[each + 1 :] not in ("", "个") or before[:each].rstrip("按: ").endswith(_NO_FEE_BEFORE):
        return None
    basis = before[:each].rstrip(": ")
    owed = basis.endswith(_OWED) and not any(word in basis for word in _RECKONED)
    at = skip_space(text, at + len(word_after(text, at, ("块钱", "元", "块"))))
    part = read_number(text, at) if text[at : at + 1] in STARTS and at < len(text) else None
    if part is None or part.form not in ("arabic", "words") or part.high is not None:
        return None
    end = _unit_end(text, part)
    if not _LEAST_EACH <= part.value <= _MOST_EACH or text.startswith(_NO_FEE_AFTER, skip_space(text, end)):
        return None
    charged = text.startswith(("收", "的服务费", "服务费"), end)
    if not charged and (owed or not _ends(text, part, end)):
        return None
    return make_amount("percent", round(100 * part.value / whole, 2), None, start, end, "收")


def _part_of(text: str, start: int, at: int, whole: float, charged: tuple[str, ...] = _CHARGED) -> Amount | None:
    """What is charged of ``whole`` (元), which is named in ``[start, at)``; a word of ``charged`` must follow."""
    at += len(word_after(text, at, ("块钱", "元", "块", "的单子", "的", "欠款", "账单", "额度")))
    at += len(word_after(text, at, ("欠款", "负债", "债务", "的债", "里头", "里面", "债", "账", "里")))
    verb = word_after(text, skip_space(text, at), charged)
    if not verb:
        return None
    part = read_number(text, skip_space(text, at) + len(verb))
    if part is None or part.form in ("none", "half", "loose") or part.high is not None:
        return None
    end = _unit_end(text, part)
    low = high = part.value
    top = second_number(text, part, end)
    if top is not None:
        low, high = (part.value if end > part.end else shared_scale(part, top)), top.value
        part, end = top, _unit_end(text, top)
    elif text[end - 1] == "块" and text[end : end + 1] in DIGITS and low < 10:  # 一百块扣一块二
        low = high = low + DIGITS[text[end]] / 10
        end += 1
    if whole < _LEAST_WHOLE and ((end < len(text) and text[end] in STARTS) or high > 0.2 * whole):
        return None
    if not 0.0005 * whole <= low <= high <= _MOST_SHARE * whole or not _ends(text, part, end):
        return None
    shares = round(100 * low / whole, 2), round(100 * high / whole, 2)
    return make_amount("percent", shares[0], None if top is None else shares[1], start, end, "收")


def _unit_end(text: str, number: Number) -> int:
    """Where a sum ends with its unit, if it has one."""
    return number.end + len(word_after(text, number.end, ("块钱", "元", "块")))


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
    if part is None or part.form not in ("words", "arabic") or part.high is not None:
        return None
    if part.value not in range(100, 301):
        return None
    around = text[max(0, start - 24) : start + 24]
    if not any(word in around for word in (*tables.TRADES, *tables.SHORT_RATE_BEFORE)):
        return None
    end = _unit_end(text, part)
    return make_amount("percent", part.value / 100, None, start, end, "万") if _ends(text, part, end) else None


def short_rate(text: str, start: int) -> Amount | None:
    """The rates of card business: 费率万六十, 万60 (0.6), 手续费千八 (0.8), 日息千一 (0.1, a rate)."""
    char, before = text[start], text[start - 1 : start]
    if char not in "千万" or (before and (before in STARTS or before in "数上近")):
        return None
    if _by_the_day(text, start):
        return make_amount(
            "percent", DIGITS[text[start + 1]] / (10 if char == "千" else 100), None, start, start + 2, char
        )
    number = read_number(text, start + 1)
    if number is None or number.high is not None or not 0 < number.value <= 99 or number.scale > 1:
        return None
    if number.form not in ("words", "arabic"):
        return None
    after = text[number.end : number.end + 1]
    interest = word_before(text, start, tables.DAILY_RATES)
    if not interest and (after in tables.UNITS and after):
        return None
    tens = char == "万" and number.value >= 15 and number.form == "words"
    lone = char == "千" and number.form == "words" and _stands_as_rate(text, start, number.end)
    named = text.startswith(tables.SHORT_RATE_AFTER, number.end) and not word_before(text, start, tables.SUM_BEFORE)
    if not (interest or tens or lone or named or _card_trade(text, start)):
        return None
    value = number.value / (10 if char == "千" else 100)
    return make_amount("percent", value, None, start, number.end, "rate" if interest else char)


def _by_the_day(text: str, start: int) -> bool:
    """千八一天, the price of a loan that is bridged; 八一 is no number there."""
    if not DIGITS.get(text[start + 1 : start + 2]) or not text.startswith(tables.PER_DAY, start + 2):
        return False
    return any(word in text[max(0, start - 24) : start + 24] for word in tables.TRADES)


def _stands_as_rate(text: str, start: int, end: int) -> bool:
    """代还信用卡千六: the price of rotating cards, by itself."""
    after = text[end : end + 1]
    if after and after not in _ENDS and not text.startswith(tables.EACH_SWIPE, end):
        return False
    around = text[max(0, start - 16) : start]
    return any(word in around for word in tables.TRADES)


def _card_trade(text: str, start: int) -> bool:
    """千八 is 0.8 percent beside a word of rates, or behind 收 where cards are rotated or loans bridged."""
    if word_before(text, start, tables.SHORT_RATE_BEFORE):
        return True
    around = text[max(0, start - 24) : start + 24]
    return bool(word_before(text, start, tables.TRADE_PRICE_BEFORE)) and any(w in around for w in tables.TRADES)
