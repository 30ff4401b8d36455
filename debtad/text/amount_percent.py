"""Percentages: 8%, 八个点, 百分之八到十, 两三成, 三七分, 收费5+8; in percent points."""

from __future__ import annotations

from debtad.text import amount_tables as tables
from debtad.text.amount_parts import Amount, make_amount, second_number, skip_space, word_after, word_before
from debtad.text.amount_per import each_myriad, per_amount, per_myriad, short_rate
from debtad.text.numerals import ARABIC, DIGITS, STARTS, Number, read_number

_RANGE = frozenset("-–—~到至")
_CLAUSE_ENDS = ",。;!?、()\n…|"


def read_fraction(text: str, start: int) -> Amount | None:
    """百分之八, 百分之八到十, 千分之五, 百分百."""
    if text[start] not in "百千万":
        return None
    prefix = word_after(text, start, tuple(tables.FRACTIONS))
    if not prefix:
        rate = each_myriad(text, start) or short_rate(text, start) or per_myriad(text, start)
        if rate is not None:
            return rate
        if text.startswith("百分百", start):
            return make_amount(
                "percent", 100.0, None, start, start + 3, _percent_unit(text, start, start + 3, 100.0, "百分百")
            )
        return None
    factor = tables.FRACTIONS[prefix]
    at = skip_space(text, start + 3)
    if text.startswith("百", at):
        return make_amount("percent", 100 * factor, None, start, at + 1, "share")
    first = read_number(text, at)
    if first is None or first.form in ("none", "loose", "half"):
        return None
    low, high, end = first.value, first.high, first.end
    sign_end = end
    if text[end : end + 1] in _RANGE and text.startswith(prefix, end + 1):  # 百分之八到百分之十
        second = read_number(text, end + 4)
        sign_end = end + 4
    else:
        second = second_number(text, first, end)
    if second is not None and second.form != "none" and second.high is None and second.value > low:
        after = skip_space(text, second.end)
        if sign_end > end or not text.startswith(("元", "块", "个月", "年", "期", "天", "人", "万"), after):
            high, end = second.value, second.end
    unit = _percent_unit(text, start, end, low * factor, prefix)
    return make_amount("percent", low * factor, None if high is None else high * factor, start, end, unit)


def read_percent(text: str, number: Number, floor: int) -> Amount | None:
    start, end = number.start, number.end
    special = (
        per_amount(text, number)
        or _mine_and_yours(text, number)
        or _split(text, number, floor)
        or _of_parts(text, number)
        or _one_in_ten(text, number)
        or _fee_jargon(text, number)
        or _points(text, number)
    )
    if special is not None:
        return special
    unit, unit_end = percent_sign(text, number, end)
    second = second_number(text, number, unit_end if unit else end)
    low, high, stop = number.value, number.high, unit_end
    if second is not None:
        second_unit, second_end = percent_sign(text, second, second.end)
        if second_unit and second.value > low and (not unit or unit == second_unit):
            unit, high, stop = second_unit, second.value, second_end
    if not unit:
        return None
    if unit == "分" and high is None and text[stop : stop + 1] in DIGITS and stop < len(text):  # 月息一分五
        low, stop = low + DIGITS[text[stop]] / 10, stop + 1
    if unit == "个半点":
        low, high = low + 0.5, None if high is None else high + 0.5
    if unit == "‰":
        low, high = low / 10, None if high is None else high / 10
    if unit == "成":
        low, high, stop = _tenths(text, low, high, stop, second)
    name = "rate" if unit in ("分", "分利") else _percent_unit(text, start, stop, low, unit)
    return make_amount("percent", low, high, start, stop, name)


def _tenths(
    text: str, low: float, high: float | None, stop: int, second: Number | None
) -> tuple[float, float | None, int]:
    """成 in percent points with what follows it: 三成半 (35), 两成五 (25), 一成到一成五 (10, 15)."""
    low, high = low * 10, None if high is None else high * 10
    more, end = _tenth_tail(text, stop)
    if high is None:
        low, stop = low + more, end
        if text[stop : stop + 1] in _RANGE and stop < len(text):
            top = read_number(text, stop + 1)
            if top is not None and top.form == "words" and text.startswith("成", top.end) and 0 < top.value <= 10:
                more, end = _tenth_tail(text, top.end + 1)
                if top.value * 10 + more > low:
                    return low, top.value * 10 + more, end
    elif high is not None and second is not None:
        high, stop = high + more, end
    return low, high, stop


def _tenth_tail(text: str, at: int) -> tuple[float, int]:
    """Points and end of the 半 or 五 that may follow 成; 三成五年内 has none."""
    char, after = text[at : at + 1], text[at + 1 : at + 2]
    if char == "半" and after not in ("年", "个", "天"):
        return 5.0, at + 1
    if char and char in "二三四五六七八九" and (not after or (after not in STARTS and after not in tables.UNITS)):
        return float(DIGITS[char]), at + 1
    return 0.0, at


def percent_sign(text: str, number: Number, end: int) -> tuple[str, int]:
    """The percent unit after a number and where it ends; ("", end) if there is none."""
    at = skip_space(text, end)
    char = text[at : at + 1]
    if char in ("%", "趴"):
        return "%", at + 1
    if char == "‰":
        return "‰", at + 1
    if text.startswith(("巴仙", "个巴仙"), at):
        return "%", at + 2 + (char == "个")
    if number.form == "half":
        tenth = char == "成" and not text.startswith(tables.NOT_CHENG, at)
        return ("成", at + 1) if tenth and word_before(text, number.start, tables.FEE_TAKEN) else ("", end)
    if char == "个":
        if text.startswith("个百分点", at):
            return "个百分点", at + 4
        if text.startswith("个半点", at) and not text.startswith("个半点钟", at) and not _clock(text, number.start):
            return "个半点", at + 3
        if text.startswith("个点", at) and not text.startswith(tables.NOT_GE_DIAN, at + 1):
            return (
                ("", end)
                if _clock(text, number.start)
                else ("个点", at + 3 if text.startswith("个点位", at) else at + 2)
            )
        points = number.value <= 50 and word_before(text, number.start, ("点位", "返点", "扣点"))
        if points and not text.startswith("个半", at):
            return "个", at + 1
    elif char == "点":
        fee = number.value <= 50 and word_before(text, number.start, tables.FEE_WORDS)
        if fee and not text.startswith(tables.NOT_DIAN, at) and text[at + 1 : at + 2] not in STARTS:
            return "点", at + 1
    elif char == "成":
        if 0 < number.value <= 10 and (
            (not text.startswith(tables.NOT_CHENG, at) and text[at + 1 : at + 2] not in ("是", "会"))
            or word_before(text, number.start, tables.SHARED_BEFORE)
            or text.startswith(("成就行", "成就好", "成就够", "成就可"), at)
        ):
            return "成", at + 1
    elif char == "分" and number.value <= 36:
        # 一分利息 and 利息一分不收 mean "not a cent", not a rate
        if text.startswith(("分利", "分息", "分的利"), at) and not text.startswith(
            ("分利率", "分利息", "分的利息", "分利都不", "分利也不", "分利不"), at
        ):
            return "分利", at + 2
        cent = number.value == 1 and text.startswith(("不", "没", "都", "也", "钱"), at + 1)
        if (
            not cent
            and word_before(text, number.start, ("月息", "利息"))
            and not text.startswith(("分期", "分钟", "分之"), at)
        ):
            return "分", at + 1
    return "", end


def _clock(text: str, start: int) -> bool:
    return text[max(0, start - 3) : start].rstrip(" 的").endswith(tables.TIME_BEFORE)


def _split(text: str, number: Number, floor: int) -> Amount | None:
    """三七分 (the smaller part, 30), 五五开, 37分成, 3:7分, 对半, 一人一半."""
    start, end = number.start, number.end
    if number.value == 1 and text.startswith(("人一半", "家一半", "边一半"), end):
        before = text[max(0, start - 12) : start]
        if any(word in before for word in ("回来", "退", "追", "拿回", "要回")):
            return make_amount("percent", 50.0, None, start, end + 3, "对半")
    if number.value == 1 and text.startswith("半", end) and text[end + 1 : end + 2] not in tuple("年天月个路夜"):
        return _half_of_gain(text, start, end + 1)
    if number.form == "half":
        if start - 1 < floor or text[start - 1 : start] != "对" or text.startswith(("年", "价", "个"), end):
            return None
        tail = word_after(text, end, ("分成", "分账", "分", "开"))
        return make_amount("percent", 50.0, None, start - 1, end + len(tail), "对半")
    key = text[start:end]
    if text[end : end + 1] in ("/", ":") and end - start == 1 and text[end + 1 : end + 2] in ARABIC:
        key, end = key + text[end + 1 : end + 2], end + 2
    share = tables.SPLITS.get(key)
    if share is None:
        return None
    plain = ("分成", "分账", "分钱", "开")
    sure = plain if key[0] in ARABIC and end - start == 2 else (*plain, "倒分", "分", "拆")
    tail = word_after(text, end, sure)
    after = text[end : end + 1]
    if not tail and key[0] not in ARABIC and (not after or after in _CLAUSE_ENDS or after in " 你您我咱嘛吧"):
        mine, stop = _whose_part(text, end, key)
        if stop:
            return make_amount("percent", mine, None, start, stop, "分成")
        larger = _larger_part(text, end)
        if larger:
            return make_amount("percent", share if larger == "theirs" else 100.0 - share, None, start, end, "分成")
        split = word_before(text, start, tables.SPLIT_BEFORE) or _split_before(text, start)
        return make_amount("percent", share, None, start, end, "分成") if split else None
    if not tail or text.startswith(("分钟", "分之", "分期", "开头", "开始", "开奖"), end):
        return None
    return make_amount("percent", share, None, start, end + len(tail), tail)


def _whose_part(text: str, at: int, key: str) -> tuple[float, int]:
    """The seller's part and its end where 四六 goes on with one side's: 四六,您六 (40), 三七(我们三) (30); else 0, 0."""
    at += text[at : at + 1] in (" ", ",", "(") and at < len(text)
    who = word_after(text, at, tables.SPLITTERS)
    part = text[at + len(who) : at + len(who) + 1]
    if not who or not part or part not in key:
        return 0.0, 0
    end = at + len(who) + 1
    after = text[end : end + 1]
    if after and after not in _CLAUSE_ENDS and after != " ":
        return 0.0, 0
    share = 10.0 * DIGITS[part]
    return share if who[0] in "我咱" else 100.0 - share, end


def _larger_part(text: str, at: int) -> str:
    """Who gets the larger part where 三七 goes on with it (三七,你拿大头): "mine", "theirs", or "" where nothing is said."""
    at += len(word_after(text, at, ("嘛", "吧")))
    at += len(word_after(text, at, (" ", ",")))
    who = word_after(text, at, tables.SPLITTERS)
    if not who:
        return ""
    at += len(who)
    at += len(word_after(text, at, ("拿", "得", "留", "占")))
    part = text[at : at + 2]
    if part not in ("大头", "小头"):
        return ""
    return "mine" if (who[0] in "我咱") == (part == "大头") else "theirs"


def _split_before(text: str, start: int) -> bool:
    """Was a split named shortly before, so that a pair of digits is another: 四六开,难的五五?"""
    window = text[max(0, start - 12) : start]
    return any(window[max(0, at - 2) : at] in tables.SPLITS for at, sign in enumerate(window) if sign in "开分")


def _half_of_gain(text: str, start: int, end: int) -> Amount | None:
    """四万里我拿一半, 退下来的我抽一半; not 先给我一半, which is a half of the fee."""
    before = text[max(0, start - 16) : start]
    shared = before.endswith("分") and text.startswith(("给我", "归我"), end)
    if not (shared or before.endswith(tables.HALF_BEFORE)) or any(word in before for word in tables.NOT_OF_GAIN):
        return None
    if not any(word in before for word in tables.GAINS):
        return None
    return make_amount("percent", 50.0, None, start, end, "对半")


def _mine_and_yours(text: str, number: Number) -> Amount | None:
    """你七我三 and 我三你七 (30), 你六我四 (40): the seller's part of a split in tenths."""
    start = number.start
    whole = 10 if number.form == "words" else 100
    if number.form not in ("words", "arabic", "digits") or not 0 < number.value < whole or number.high is not None:
        return None
    who = word_before(text, start, tables.SPLITTERS)
    at = number.end
    while at < number.end + 2 and text[at : at + 1] in (",", " ", "、", "成", "份"):
        at += 1
    other = word_after(text, at, tables.SPLITTERS)
    yours = ("你", "您", "她", "他", "客")
    if not who or not other or (who[0] in yours) == (other[0] in yours):
        return None
    rest = read_number(text, at + len(other))
    if rest is None or rest.form != number.form or rest.high is not None:
        return None
    mine = rest.value if who[0] in yours else number.value
    if text.startswith("份", number.end):  # 你两份我一份
        parts = rest.value + number.value
        return make_amount("percent", mine * 100 // parts, None, start, rest.end + 1, "分成") if parts <= 10 else None
    if rest.value + number.value != whole:
        return None
    return make_amount("percent", mine * 100 / whole, None, start, rest.end, "分成")


def _one_in_ten(text: str, number: Number) -> Amount | None:
    """十抽一 (10), 十取二 (20)."""
    if number.value != 10 or not text.startswith(("抽", "取", "收"), number.end):
        return None
    part = read_number(text, number.end + 1)
    if part is None or part.form != "words" or not 0 < part.value < 10 or part.high is not None:
        return None
    if text[part.end : part.end + 1] in tables.UNITS and part.end < len(text):
        return None
    return make_amount("percent", part.value * 10, None, number.start, part.end, "抽")


def _points(text: str, number: Number) -> Amount | None:
    """A bare number of points: 点位5.5, 点位两到四个, 以上35点."""
    if not 0 < number.value <= 50 or number.scale > 1 or number.form not in ("arabic", "words"):
        return None
    at = number.end
    fraction = number.value != int(number.value) and word_before(text, number.start, tables.RATE_OF_CARDS)
    if fraction or word_before(text, number.start, tables.POINT_WORDS):
        second = second_number(text, number, at)
        last = second if second is not None and number.value < second.value <= 50 else number
        at = last.end
        tail = word_after(text, at, ("个半点", "个半", "个点位", "个点", "个", "点", "%"))
        if tail.startswith("个半"):
            return make_amount("percent", number.value + 0.5, None, number.start, at + len(tail), "个半点")
        after = text[at + len(tail) : at + len(tail) + 1]
        if tail or not after or after in _CLAUSE_ENDS or after in " 起左":
            high = None if last is number else last.value
            return make_amount("percent", number.value, high, number.start, at + len(tail), tail or "点")
        return None
    if number.value <= 30 and _spoken_points(text, number):
        return make_amount("percent", number.value, None, number.start, at + text.startswith("个", at), "点")
    after = text[at + 1 : at + 2]
    plain = (
        number.form == "arabic" and text.startswith("点", at) and (not after or after in _CLAUSE_ENDS or after == " ")
    )
    if plain and text[: number.start].endswith(("以上", "以下", "以内", "内的", "上的", "下的")):
        return make_amount("percent", number.value, None, number.start, at + 1, "点")
    return None


def _spoken_points(text: str, number: Number) -> bool:
    """按六收, 到手抽四个, 收百分之三十以上收二十五, 别人八个点给您按六: points without 点."""
    start, end = number.start, number.end
    if text[start - 1 : start] == "按" and text.startswith(tables.PER_HUNDRED_AFTER, end):
        after = text[end + 1 : end + 2]
        return not after or after in _CLAUSE_ENDS or after in " 的费"
    lowered = text[max(0, start - 3) : start] in ("给你按", "给您按")
    counted = text.startswith("个", end)
    after = text[end + counted : end + counted + 1]
    if after and after not in _CLAUSE_ENDS and after != " ":
        return False
    before = text[max(0, start - 24) : start]
    if counted:
        return before.endswith(tables.POINTS_TAKEN)
    steps = lowered or before.endswith(("以上收", "以下收", "以内收", "以外收"))
    return steps and any(sign in before for sign in ("%", "百分之", "个点"))


def _of_parts(text: str, number: Number) -> Amount | None:
    """十二分之一 (8.33)."""
    if not text.startswith("分之", number.end) or not number.value > 1 or number.high is not None:
        return None
    part = read_number(text, number.end + 2)
    if part is None or part.form == "none" or part.high is not None or not 0 < part.value <= number.value:
        return None
    value = round(100 * part.value / number.value, 2)
    return make_amount("percent", value, None, number.start, part.end, "分之")


def _fee_jargon(text: str, number: Number) -> Amount | None:
    """收费5+8 (five to eight percent) and a fee of 0.08."""
    start, end = number.start, number.end
    if number.form not in ("arabic", "words") or number.scale > 1 or number.value > 50:
        return None
    if text.startswith(("+", "加"), end):
        second = read_number(text, end + 1)
        if second is None or second.form != number.form or not 0 < second.value <= 50 or second.scale > 1:
            return None
        usual = (number.value, second.value) == (5, 8)  # the price of the trade, known by these figures alone
        if not (usual or word_before(text, start, tables.FEE_WORDS)) or text.startswith(
            (*tables.YUAN_AFTER, *tables.COUNTED), second.end
        ):
            return None
        low, high = sorted((number.value, second.value))
        return make_amount("percent", low, high, start, second.end, "+")
    if (
        number.form != "arabic"
        or not 0 < number.value < 1
        or text.startswith(("%", "元", "块", "折", "w", "万", "个", "‰"), end)
    ):
        return None
    beside = word_before(text, start, tables.DECIMAL_FEE_BEFORE)
    if beside or word_after(text, skip_space(text, end), tables.DECIMAL_FEE_AFTER):
        of_cards = number.value >= 0.3 and word_before(text, start, tables.RATE_OF_CARDS)  # 费率0.55 is of a hundred
        return make_amount("percent", number.value if of_cards else number.value * 100, None, start, end, "")
    return None


def _percent_unit(text: str, start: int, end: int, value: float, unit: str) -> str:
    """``rate`` for interest, ``share`` for a proportion of cases, else the unit as written."""
    window = text[max(0, start - 12) : start]
    cut = max(map(window.rfind, _CLAUSE_ENDS))
    window = window[cut + 1 :]
    fee = max(map(window.rfind, tables.FEE_RATES))
    rate = max(map(window.rfind, tables.RATE_WORDS))
    if (rate > fee and not any(word in window[rate:] for word in ("减", "免"))) or text.startswith(
        tables.RATE_AFTER, end
    ):
        return "rate"
    if max(map(window.rfind, tables.SHARE_WORDS)) > fee + 1:
        return "share"
    if fee < 0 and (unit == "个百分点" or text.startswith(tables.SHARE_AFTER, end)):
        return "share"
    return "share" if value >= 100 and fee < 0 else unit
