"""Numbers as Chinese posts write them: 498, 1k2, 0.5w, 3万5, 四百九十八, 四九八, 肆佰玖拾捌, 八九百, 三点五万.

:func:`read_number` reads one number at one place and says how far it reaches; it knows nothing of units. It is
one pass to the right over the digits themselves, so hostile runs of digits cost linear time.
"""

from __future__ import annotations

from functools import lru_cache

from debtad.records import NamedTuple
from debtad.text.spaced_digits import spelled_out

#: Larger figures are never a fee, a debt or a deadline; they are read over.
CAP = 1e12

DIGITS = {
    c: i
    for i, row in enumerate(("零〇", "一壹", "二两贰俩", "三叁仨", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for c in row
}
TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
SCALES = {**TENS, **MYRIADS}
#: Scales that may follow a number in Arabic digits; k and w are slang for 千 and 万.
_SUFFIXES = {"百": 100, "佰": 100, "千": 1000, "仟": 1000, "k": 1000, "w": 10_000, **MYRIADS}
ARABIC = frozenset("0123456789")
WORDS = frozenset(DIGITS) | frozenset(SCALES)
#: Every character a number may begin with (几 and 半 included, as they make a vague number and a half).
STARTS = "".join(sorted(ARABIC | WORDS)) + "半几"
#: 三百多块, 四万余元, 十来万: "somewhat more", which leaves the number as it is.
APPROX = frozenset("多余来")

_LONGEST = 24  # characters of one number in words; beyond that it is a list of digits or an attack
_LONGEST_ARABIC = 15  # digits that a float holds exactly
#: After these a last digit counts them and does not belong to the number before: 五百|一天, 三万|五年.
_COUNTED = frozenset("年期个折成天月家张笔封单位次份节条套人本回趟场件台起%")

#: What a last 一 may begin: 三千|一口价, 10万|一分不少, 六百六十六|一处, 两千|一户, 五千|一条龙.
_ONE_OF = (
    *(
        "口价",
        "条龙",
        "手包",
        "手办",
        "手做",
        "站式",
        "站到",
        "步到",
        "把清",
        "把过",
        "律",
        "起",
        "并",
        "路",
        "对一",
        "包到底",
    ),
    *("次性", "分不", "分没", "毛"),
    *("户", "处", "宗", "门", "桩", "样", "趟", "位", "名", "次", "单", "家", "条", "份", "套", "节", "期", "年", "个"),
)
#: What tells that digits behind 万 end the same sum: 1万2000元.
_YUAN = ("元", "块", "圆")


class Number(NamedTuple):
    """A number at ``[start, end)``.

    ``high`` is set when the number itself is a range (八九百 → 800, 900). ``scale`` is the multiplier it ends with
    (五百 → 100, 3万 → 10000, else 1), which a preceding bare number may share (三到五百). ``form`` is one of
    ``arabic``; ``words`` (四百九十八); ``digits`` (四九八); ``half`` (半); ``loose`` (千二, only beside a price);
    ``none`` (几千, 1.2.3, absurdly long: to be read over).
    """

    start: int
    end: int
    value: float
    high: float | None = None
    scale: float = 1.0
    form: str = "arabic"

    @property
    def scaled(self) -> bool:
        """True if a multiplier of at least 百 was written: 3万, 一千二, 1k2, 八九百."""
        return (self.form == "words" and self.value >= 100) or self.scale > 1


def read_number(text: str, start: int) -> Number | None:
    """The number that begins at ``start`` of normalised text, or None if none begins there."""
    if start >= len(text):
        return None
    first = text[start]
    if first in ARABIC:
        number = _read_arabic(text, start)
    elif first in WORDS or first in "半几":
        number = _read_words(text, start)
    else:
        return None
    if number.form != "none" and not max(number.value, number.high or 0.0) <= CAP:
        return Number(start, number.end, 0.0, form="none")
    return number


def digits_end(text: str, start: int) -> int:
    """Where the run of ASCII digits that begins at ``start`` ends."""
    end, size = start, len(text)
    while end < size and text[end] in ARABIC:
        end += 1
    return end


def _goes_on(text: str, at: int) -> bool:
    """Is what ends at ``at`` a whole sum: with its unit, a scale or decimals?"""
    return text.startswith((*_YUAN, ".", ",", " ", *_SUFFIXES), at)


def _char(text: str, at: int) -> str:
    return text[at] if 0 <= at < len(text) else ""


def _words_end(text: str, start: int) -> int:
    end, size = start, len(text)
    while end < size and (text[end] in WORDS or text[end] == "几"):
        end += 1
    return end


def _is_letter(char: str) -> bool:
    return "a" <= char <= "z"


def _read_arabic(text: str, start: int) -> Number:
    spaced = spelled_out(text, start)
    if spaced:
        end, spelled = spaced
        return Number(start, end, spelled or 0.0, form="none" if spelled is None else "arabic")
    end = digits_end(text, start)
    if end - start <= 3:  # 5,000 and 14,350 but not 逾期3,500元 with a single digit group too many
        while _char(text, end) == "," and digits_end(text, end + 1) == end + 4:
            said_twice = text[end + 1 : end + 4] == text[start:end]  # 先付380,380不退
            if said_twice and not _goes_on(text, end + 4):
                break
            end += 4
    whole_end = end
    while _char(text, end) == "." and _char(text, end + 1) in ARABIC:
        if end > whole_end:  # 1.2.3: a version, a date or an address
            while _char(text, end) == "." and _char(text, end + 1) in ARABIC:
                end = digits_end(text, end + 1)
            return Number(start, end, 0.0, form="none")
        end = digits_end(text, end + 1)
    if whole_end - start > _LONGEST_ARABIC + 4 or end - whole_end > _LONGEST_ARABIC:
        return Number(start, end, 0.0, form="none")
    value = float(text[start:end].replace(",", ""))
    if _char(text, end) in DIGITS and _char(text, end + 1) in DIGITS:
        return Number(start, _words_end(text, end), 0.0, form="none")  # 1三八…: a masked telephone number
    return _with_scale(text, start, end, value)


def _with_scale(text: str, start: int, end: int, value: float, form: str = "arabic") -> Number:
    """Add what multiplies a coefficient: 3万, 30多万, 1.5k, 1k2, 1万2, 3万5千, 3 万, 2千万."""
    at = end + (_char(text, end) == " " and _char(text, end + 1) in MYRIADS)
    if _char(text, at) in APPROX and _char(text, at + 1) in SCALES:
        at += 1
    elif _char(text, at) == "几" and _char(text, at + 1) in SCALES:
        return Number(start, _words_end(text, at), 0.0, form="none")
    char = _char(text, at)
    scale = float(_SUFFIXES.get(char, 1))
    if scale == 1.0 or (char in "kw" and _is_letter(_char(text, at + 1))):
        return Number(start, end, value, form=form)
    end = at + 1
    while _char(text, end) in MYRIADS and char not in "kw":  # 2千万
        scale = min(scale * MYRIADS[text[end]], 1e30)  # 1万万万…: far beyond the cap, short of overflow
        end += 1
    total = value * scale
    tail = _read_tail(text, end, scale)
    if tail is None:
        return Number(start, end, total, scale=scale, form=form)
    return Number(start, tail.end, total + tail.value, scale=tail.scale if tail.scale > 1 else 1.0, form="words")


def _read_tail(text: str, start: int, scale: float) -> Number | None:
    """What follows a scale: the 2 of 1k2 (200), the 5千 of 3万5千, the 2千5 of 3万2千5, the 三千 of 2万三千."""
    char = _char(text, start)
    if char in ("零", "〇") and _char(text, start + 1) in ARABIC:
        return _read_rest(text, start + 1, scale)
    if char in ARABIC:
        end = digits_end(text, start)
        after = _char(text, end)
        if after and after in ".,:/-~" and _char(text, end + 1) in ARABIC:
            return None
        lower = _SUFFIXES.get(after, 1)
        if end - start == 1 and 1 < lower < scale:
            higher = MYRIADS.get(_char(text, end + 1), 1)  # 1亿2千万
            higher = higher if lower * higher < scale else 1
            rest = Number(start, end + 1 + (higher > 1), float(char) * lower * higher, scale=float(lower * higher))
            tail = _read_tail(text, rest.end, rest.scale)
            return rest if tail is None else Number(start, tail.end, rest.value + tail.value)
        if end - start == 1 and lower == 1 and after not in _COUNTED and not _is_letter(after):
            return Number(start, end, float(char) * scale / 10)
        if end - start in (3, 4) and lower == 1 and scale == 10_000 and after in _YUAN:  # 1万2000元, 3万500元
            return Number(start, end, float(text[start:end]))
        return None
    if char in DIGITS and not (char == "一" and text.startswith(_ONE_OF, start + 1)):
        words = _read_words(text, start)
        if words.form == "words" and words.high is None and words.value < scale:
            if words.value >= 10:
                return words
            after = _char(text, words.end)
            if words.value > 0 and after not in _COUNTED and after not in SCALES:
                return Number(start, words.end, words.value * scale / 10)
    return None


def _read_rest(text: str, start: int, scale: float) -> Number | None:
    """What follows a scale and 零, as it is written: the 500 of 3万零500, the 8百 of 5万零8百."""
    end = digits_end(text, start)
    lower = float(_SUFFIXES.get(_char(text, end), 1))
    value = float(text[start:end]) * lower if end - start < _LONGEST_ARABIC else scale
    after = _char(text, end)
    if value >= scale or (after and after in ".,:/-~" and _char(text, end + 1) in ARABIC):
        return None
    return Number(start, end + (lower > 1), value, scale=lower)


def _read_words(text: str, start: int) -> Number:
    if text[start] == "半":
        scale = {"千": 1000.0, "万": 10_000.0}.get(_char(text, start + 1))
        if scale:
            return Number(start, start + 2, 0.5 * scale, scale=scale, form="words")
        return Number(start, start + 1, 0.5, form="half")
    end = _words_end(text, start)
    run = text[start : min(end, start + _LONGEST + 1)]
    if text[start] in "三六" and text[start - 1 : start] in ("连", "累"):  # 连三累六
        return Number(start, start + 1, 0.0, form="none")
    if len(run) > _LONGEST or "几" in run or (start and text[start - 1] == "数"):
        return Number(start, end, 0.0, form="none")
    if len(run) == 1 and run in SCALES and run not in "十拾":
        if text.startswith("把", end):  # 千把块
            return Number(start, end + 1, float(SCALES[run]), scale=float(SCALES[run]), form="words")
        return Number(start, end, 0.0, form="none")
    if len(run) > 1 and run[0] in "俩仨" and run[1] in DIGITS and not _neighbours(DIGITS[run[0]], DIGITS[run[1]]):
        # 咱俩|五五开; 俩三年 is a range
        return Number(start, start + 1, float(DIGITS[run[0]]), form="words")
    after = _char(text, end)
    # 九千八起步, 两千八封顶: a price, not eight of something.
    if (after == "起" and _char(text, end + 1) in "步收做 ,。!;、\n") or text.startswith("封顶", end):
        after = ""
    counts = len(run) > 2 and run[-1] in DIGITS and run[-2] not in "十拾" and after in _COUNTED
    if (counts and not _is_pair(run) and any(c in SCALES for c in run)) or _begins_a_word(text, run, end):
        run, end = run[:-1], end - 1
    number = _evaluate(run, start, end)
    if number.form == "words" and number.scale == 1.0 and number.high is None:
        number = _with_point(text, number)
    if number.form in ("words", "digits") and number.scale == 1.0:
        after = _char(text, number.end)
        if after and (after in APPROX or after in "kw"):
            grown = _with_scale(text, start, number.end, number.value, number.form)
            if grown.end > number.end or grown.form == "none":
                return grown
    return number


def _begins_a_word(text: str, run: str, end: int) -> bool:
    """True where the last 一 of a price belongs to what follows it: 三千|一口价, 四九八|一位; not in 二十一位."""
    if len(run) < 2 or run[-1] != "一" or not text.startswith(_ONE_OF, end):
        return False
    if text.startswith("次性", end):  # 百分之十|一次性收
        return True
    if run[-2] in SCALES:
        return run[-2] not in "十拾" and (len(run) > 2 or not text.startswith(("起", "路"), end))
    return len(run) > 3 and DIGITS[run[-2]] > 0


def _with_point(text: str, number: Number) -> Number:
    """Read 三点五 as 3.5 and 三点五万 as 35000; 八点三十 and 八点五分 stay times."""
    at = number.end
    if _char(text, at) != "点" or _char(text, at + 1) not in DIGITS:
        return number
    end = at + 1
    while end < len(text) and end - at < 8 and text[end] in DIGITS:
        end += 1
    after = _char(text, end)
    if end == at + 1 or after in ("十", "拾", "分", "刻", "半"):
        return number
    places = "".join(str(DIGITS[c]) for c in text[at + 1 : end])
    value = float(f"{int(number.value)}.{places}")
    if after in _SUFFIXES and after:
        scale = float(_SUFFIXES[after])
        return Number(number.start, end + 1, value * scale, scale=scale, form="words")
    return Number(number.start, end, value, form="words")


def _is_pair(run: str) -> bool:
    """True where two digits stand for "one or the other": 一千七八, 三五."""
    return run[-2] in DIGITS and _neighbours(DIGITS[run[-2]], DIGITS[run[-1]])


def _neighbours(low: int, high: int) -> bool:
    return low > 0 and (high == low + 1 or (low, high) == (3, 5))


def _evaluate(run: str, start: int, end: int) -> Number:
    return Number(start, end, *_worth(run))


#: What a number in words is worth, wherever it stands: value, high, scale, form.
_Worth = tuple[float, float | None, float, str]

_NOTHING: _Worth = (0.0, None, 1.0, "none")


@lru_cache(maxsize=1 << 10)
def _worth(run: str) -> _Worth:
    """Texts use the same few number words over and over."""
    if all(c in DIGITS for c in run):
        digits = [DIGITS[c] for c in run]
        if len(digits) == 1:
            return float(digits[0]), None, 1.0, "words"
        if len(digits) == 2 and _neighbours(*digits):
            return float(digits[0]), float(digits[1]), 1.0, "words"
        return float("".join(map(str, digits))), None, 1.0, "digits"
    pairs = [i for i in range(len(run) - 1) if run[i] in DIGITS and run[i + 1] in DIGITS and DIGITS[run[i]] > 0]
    scale = float(SCALES.get(run[-1], 1))
    if run[-1] in "万亿" and run[-2:-1] in TENS and run[-2] not in "十拾":
        scale *= SCALES[run[-2]]
    if run[-1] in "十拾":
        scale = 1.0
    if pairs:
        at = pairs[0]
        if len(pairs) > 1 or not _neighbours(DIGITS[run[at]], DIGITS[run[at + 1]]):
            return _NOTHING
        low, high = _plain(run[: at + 1] + run[at + 2 :]), _plain(run[:at] + run[at + 1 :])
        if low is None or high is None or low >= high:
            return _NOTHING
        return low, high, scale, "words"
    if run[0] in "百千" and len(run) == 2 and DIGITS.get(run[1], 0) > 1:  # 千二, 百五
        return SCALES[run[0]] * (1 + DIGITS[run[1]] / 10), None, 1.0, "loose"
    value = _plain(run)
    return _NOTHING if value is None else (value, None, scale, "words")


def _plain(run: str) -> float | None:
    """The value of 四百九十八, 三万五 (35000), 一千零二 (1002), 十二; None where the words make no number."""
    total, section, digit = 0, 0, None
    below, last = 10**13, 1  # the next scale of the section must be smaller; the scale just read
    section_below = 10**5
    after_zero = False
    for char in run:
        if char in DIGITS:
            if DIGITS[char] == 0:
                if digit is not None:
                    return None
                after_zero = True
                continue
            if digit is not None:
                return None
            digit = DIGITS[char]
        elif char in TENS:
            scale = TENS[char]
            if scale >= section_below or (digit is None and scale > 10):
                return None
            section += (1 if digit is None else digit) * scale
            section_below, digit, last, after_zero = scale, None, scale, False
        else:
            scale = MYRIADS[char]
            section += digit or 0
            if scale == 100_000_000 and total and not section:  # 一万亿
                total *= scale
            elif not section or scale >= below:
                return None
            else:
                total += section * scale
            below, last, section, section_below, digit, after_zero = scale, scale, 0, 10**5, None, False
    if digit is not None:
        section += digit * last // 10 if last >= 100 and not after_zero else digit
    return float(total + section)
