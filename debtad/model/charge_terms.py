"""On what terms a figure is charged: when it is due, whether it comes back, in whose money, and for debts of which size.

All of it is read from the words around the figure, in masked text (:mod:`debtad.model.figures`); nothing is learned from it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, lru_cache
from operator import attrgetter

from debtad.model.charge_words import CLAUSE, around, clause_behind, finds, match, since_figure
from debtad.model.fact_reading import Reading
from debtad.model.fact_roles import is_after_success
from debtad.model.figures import CURRENCIES, Figure, Masked
from debtad.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Literal

    Back = Literal["", "end", "failure"]
else:
    Back = str

#: A sign stands so near to its sum, before it and behind.
_SIGN_BEFORE, _SIGN_BEHIND = 5, 4
_YUAN = ("元", "块", "¥", "￥", "人民币", "rmb", "cny")
#: A sum that parts the debts by their size is no smaller (元).
_LEAST_DEBT = 3_000.0
#: So far before a charge the size of the debt is named.
_SIZE_REACH = 24
#: ... and between both stand so many characters at most.
_MOST_BETWEEN = 12
#: ... up to a comma, so many.
_MOST_HEAD = 5
#: What goes on from a size that was said before a comma: 您超过20万了，按7000.
_AS_SAID = ("按", "就按", "就", "收", "就收", "统一", "一律", "统一按")
#: What parts a figure from the clause of the next.
_NEXT = (",", "、", " ", "(")
_PLACE = attrgetter("place")

#: From and below which debt (元) a charge is due; None where there is no such end.
Tier = tuple["float | None", "float | None"]


def is_late(masked: Masked, figure: Figure) -> bool:
    """Is this due only once something is achieved, by the words on either side of it?"""
    before, _ = around(masked.text, figure.place, 0)
    own = since_figure(before)
    behind = clause_behind(masked.text, figure.place)
    if finds("late", own) or finds("done", own) or finds("afterwards", behind):
        return True
    # What is paid first is not due on the success that is named behind it with another sum.
    if finds("ahead", own) or finds("deposit", own):
        return False
    clause = match("late_clause", behind)
    if clause:
        return not finds("gives", behind[clause.end() :])
    of_next = behind[:1] in _NEXT and finds("gives", behind) and finds("achieved", behind)
    return is_after_success(masked, figure) and not of_next


def comes_back(reading: Reading, figure: Figure) -> Back:
    """Does the seller promise this sum back: at the end, or if he fails (or whenever it is asked for)?"""
    behind = clause_behind(reading.masked.text, figure.place)
    before, _ = around(reading.masked.text, figure.place, 0)
    named = finds("deposit", before) or finds("deposit_behind", behind)
    if not named and finds("deposit_named", behind.partition(",")[2]):
        return ""  # it is another sum that comes back
    if finds("back_failure", behind) or finds("back_free", behind):
        return "failure"
    return "end" if finds("back_end", behind) or (named and _deposit_back(reading.masked.text)) else ""


@lru_cache(maxsize=1)
def _deposit_back(text: str) -> bool:
    """Does the whole text say that deposits come back? Asked of each deposit, answered once."""
    return finds("deposit_back", text)


def part_back(reading: Reading, figure: Figure) -> tuple[Back, float]:
    """When, and how much (元), of a sum is promised back where it is not all of it: 不成功退500; 办完退一半; 谈不成扣200."""
    text, place = reading.masked.text, figure.place + 1
    behind = text[place : place + CLAUSE]
    back, kept = match("back_part", behind), match("kept_part", behind)
    found = back or kept
    if not found and figure.high is None:
        return _back_ahead(reading.masked, figure)
    if not found or figure.high is not None:
        return "", 0.0
    amount = _part_of(reading.masked, figure, found["part"], place + found.start("part"))
    if back is None:
        amount = figure.value - amount
    when: Back = "end" if back and not back["failure"] else "failure"
    return (when, round(amount, 2)) if 0 < amount < figure.value else ("", 0.0)


def _back_ahead(masked: Masked, figure: Figure) -> tuple[Back, float]:
    """The same where it is said before the price: 不成功退80%，收费5000; 失败扣200，其余退，收费2200."""
    start = max(figure.place - CLAUSE, *(masked.text.rfind(sign, 0, figure.place) + 1 for sign in "。!?;\n"))
    ahead = match("back_ahead", masked.text[start : figure.place])
    if not ahead:
        return "", 0.0
    name = "part" if ahead["part"] else "kept"
    amount = _part_of(masked, figure, ahead[name], start + ahead.start(name))
    amount = round(amount if name == "part" else figure.value - amount, 2)
    return ("failure", amount) if 0 < amount < figure.value else ("", 0.0)


def _part_of(masked: Masked, figure: Figure, words: str, place: int) -> float:
    """What a part of a sum comes to (元): half, a percentage, or a sum, which stands at ``place`` where it is masked."""
    if words == "一半":
        return figure.value / 2
    if words.isdigit():
        return float(words)
    index = bisect_left(masked.figures, place, key=_PLACE)
    part = masked.figures[index]
    return figure.value * part.value / 100 if part.kind == "percent" else part.value


def currency(reading: Reading, figure: Figure) -> str:
    """The code of the money a sum is named in: "CNY" where a word for 元 says so, "" where none is named."""
    text, start, end = reading.text, figure.start, figure.end
    before, behind = _signs()
    sign = (
        behind.match(text, start)
        or before.search(text, start, end)
        or behind.match(text, end, end + _SIGN_BEHIND)
        or before.search(text, max(0, start - _SIGN_BEFORE), start)
    )
    if sign:
        return CURRENCIES[sign["sign"]]
    own = text[start:end]
    if figure.unit == "蚊":
        return "HKD"
    return "CNY" if figure.unit in _YUAN or own.endswith(_YUAN) else ""


@cache
def _signs() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The signs of other money right before a place, and right behind one; rm is none in rmb and farm, but a letter beside
    港币 is of another word."""
    sign = "|".join(
        rf"{'(?<![a-z])' if sign[0].islower() else ''}{re.escape(sign)}{'(?![a-z])' if sign[-1].islower() else ''}"
        for sign in CURRENCIES
    )
    return re.compile(rf"(?P<sign>{sign})[ :]*$"), re.compile(rf"[ 元]*(?P<sign>{sign})")


@cache
def _sizes() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    part = r"(?!的?部分)"
    tail = r"(?:元|块)?的?"
    return (
        re.compile(rf"(?:不到|不足|不超过?|不满|低于|小于|少于|未满)X|X{tail}(?:以内|以下|之内|之下|内|及以下){part}"),
        re.compile(rf"(?<!不)(?:超过?|高于|大于|多于|满|过)X{tail}{part}|X{tail}(?:以上|往上|之上|及以上|开外){part}"),
        re.compile(r"^(?:[^。!?;\n]{0,6},)?(?:的?)(?:以上|超出|超过|往上)(?!的?部分|不|无)"),
    )


def tier(masked: Masked, figure: Figure, earlier: Tier | None, done: int = 0) -> Tier | None:
    """For which debts this is charged (3万以内收1500, 5万到10万收3000), or None where it is not said. ``earlier`` is that
    of the charge before, which 以上收5% goes on from, and ``done`` the place behind it, for no price is a debt."""
    text, figures = masked.text, masked.figures
    start = max(done, figure.place - _SIZE_REACH, *(text.rfind(sign, 0, figure.place) + 1 for sign in "。!?;\n"))
    size: Tier | None = None
    last = start - 1
    for place in range(bisect_left(figures, start, key=_PLACE), len(figures)):
        other = figures[place]
        if other.place >= figure.place:
            break
        left, right = text[max(last + 1, other.place - 5) : other.place], text[other.place + 1 : figure.place]
        size = _size(other, f"{left}X{right[:6]}", size)
        last = other.place
    between = text[last + 1 : figure.place]
    if size and _belongs(between, size):
        return size
    if size is None and earlier and earlier[1] is not None and _sizes()[2].search(between):
        return earlier[1], None
    return None


def _belongs(between: str, size: Tier) -> bool:
    """Do the words from the size of a debt to a price make it the price for that size? 负债5万以上，先付500 does not."""
    head, comma, tail = between.partition(",")
    open_end = size[1] is None
    apart = comma and (len(head) > _MOST_HEAD or (open_end and not (len(head) < 2 and tail in _AS_SAID)))
    return len(between) <= _MOST_BETWEEN and "," not in tail and not apart


def _size(figure: Figure, words: str, size: Tier | None) -> Tier | None:
    """Which debts a sum and its words speak of, together with those of the sum before (超过5万不到10万)."""
    if figure.kind not in ("money", "bare") or figure.value < _LEAST_DEBT:
        return None
    if figure.high is not None:
        return figure.value, figure.high
    low, high = size or (None, None)
    under, over, _ = _sizes()
    if under.search(words):
        return (low if low is None or low < figure.value else None), figure.value
    if over.search(words):
        return figure.value, (high if high is None or high > figure.value else None)
    return None


def applies(size: Tier, debt: float) -> bool:
    """Is a debt of this size?"""
    low, high = size
    return (low is None or debt >= low) and (high is None or debt <= high)
