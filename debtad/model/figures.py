"""Every figure of a text that could be a fact, and the words around it with all figures masked."""

from __future__ import annotations

from collections.abc import Sequence

from debtad.records import TYPE_CHECKING, NamedTuple
from debtad.text import amount_tables as tables
from debtad.text.amounts import Amount
from debtad.text.numerals import STARTS, Number, read_number
from debtad.text.telephones import telephone_until

if TYPE_CHECKING:
    from typing import Literal

#: How much masked text a role is read from, on either side of the figure.
REACH = 48

_MASK = {"money": "M", "percent": "P", "months": "T", "bare": "N"}
#: 0 元 is no sum, and tells what costs nothing.
_NOTHING = "Z"
_BARE_MIN, _BARE_MAX = 9.0, 100_000.0
#: The signs and names of other money, before or behind a sum, and its code.
_MONEY = {
    "HKD": ("hk$", "hkd", "港币", "港元", "港纸", "港圆"),
    "TWD": ("nt$", "ntd", "twd", "新台币", "台币"),
    "MYR": ("rm", "令吉", "马币"),
    "USD": ("us$", "usdt", "usd", "美元", "美金"),
}
CURRENCIES = {sign: code for code, signs in _MONEY.items() for sign in signs}
_PERHAPS_FOREIGN = ("nt", "hk")
_DOLLARS = ("us", "美金", "美元")
#: Sums of other countries, which stand for themselves: rm680, hk$3,800, 港币一千八; us$ is none of them.
_FOREIGN = (*(sign for sign in CURRENCIES if sign not in ("us$", "美元", "美金")), "$")
_NUMBER_END = frozenset(STARTS)
_FOREIGN_UNITS = ("元", "蚊", "块")
#: Counts that a page shows beside a text: 点赞 128, 好评率99.
_SHOWN = ("点赞", "赞同", "收藏", "转发", "评论", "喜欢", "在看", "浏览", "阅读", "好评率", "好评", "已售", "销量")
_BEHIND_SHOWN = frozenset(" ,。!?;、|/\n")
#: Right before a sum that is paid: 先付99后进群.
_PAID = frozenset("付交转发拍")
#: 2024修订, 2025新版: the year of an edition.
_EDITIONS = ("修订", "修改", "版", "新版", "新规", "最新")
_JOINED = frozenset("0123456789abcdefghijklmnopqrstuvwxyz.-:/*_#@%+~=")


class Figure(NamedTuple):
    """One figure at ``[start, end)`` of the normalised text, standing at ``place`` of the masked text.

    ``kind`` is that of an :class:`Amount`, or ``bare`` for a number without a unit, whose value is taken as 元.
    """

    kind: Literal["money", "percent", "months", "bare"]
    value: float
    high: float | None
    start: int
    end: int
    unit: str
    place: int

    @property
    def values(self) -> list[float]:
        """The value, or low and high."""
        return [self.value] if self.high is None else [self.value, self.high]


class Around(NamedTuple):
    """The words around a figure, which itself is ``X``; ``data`` is the same in UTF-8."""

    text: str
    data: bytes

    @classmethod
    def of(cls, before: str, after: str) -> Around:
        """A figure between two stretches."""
        text = f"{before}X{after}"
        return cls(text, text.encode())


class Masked(NamedTuple):
    """The whole text with each figure as one capital letter, and its figures in order."""

    text: str
    figures: tuple[Figure, ...]

    def around(self, figure: Figure) -> Around:
        """The words within :data:`REACH` of the figure."""
        place = figure.place
        return Around.of(self.text[max(0, place - REACH) : place], self.text[place + 1 : place + 1 + REACH])


def mask(text: str, amounts: Sequence[Amount]) -> Masked:
    """Mask the amounts of normalised ``text`` and the bare numbers between them that could be prices. 0 元 is masked, and no
    figure."""
    figures: list[Figure] = []
    pieces: list[str] = []
    length = done = 0
    for amount in (*amounts, None):
        stop = len(text) if amount is None else amount.start
        for number in _bare_numbers(text, done, stop):
            start, end = _with_currency(text, number, done, stop)
            foreign = start < number.start
            pieces.append(text[done:start] + ("M" if foreign else "N"))
            length += start - done + 1
            kind: Literal["money", "bare"] = "money" if foreign else "bare"
            figures.append(Figure(kind, number.value, number.high, start, end, "", length - 1))
            done = end
        if amount is None:
            pieces.append(text[done:])
            break
        nothing = amount.kind == "money" and not amount.value and amount.high is None
        pieces.append(text[done : amount.start] + (_NOTHING if nothing else _MASK[amount.kind]))
        length += amount.start - done + 1
        if not nothing:
            figures.append(
                Figure(amount.kind, amount.value, amount.high, amount.start, amount.end, amount.unit, length - 1)
            )
        done = amount.end
    return Masked("".join(pieces), tuple(figures))


def _bare_numbers(text: str, start: int, stop: int) -> list[Number]:
    found: list[Number] = []
    at = start
    while at < stop:
        if text[at] not in STARTS:
            at += 1
            continue
        number = read_number(text, at)
        if number is None:
            at += 1
            continue
        telephone = telephone_until(text, number.start, number.end)
        if not telephone and number.end <= stop and _could_be_price(text, number):
            found.append(number)
        at = max(number.end, telephone, at + 1)
    return found


def _with_currency(text: str, number: Number, low: int, high: int) -> tuple[int, int]:
    """Where a bare number and the sign of another country's money before it begin and end, within ``[low, high)``."""
    head = text[low : number.start].rstrip(" ")
    sign = next((sign for sign in _FOREIGN if head.endswith(sign)), "")
    start = low + len(head) - len(sign)
    before = text[max(0, start - 3) : start].rstrip(" ")
    # In 1500港币 2800 the sign is that of the sum before it, and us $ is no sign of these.
    if (
        not sign
        or (start > low and text[start - 1] in _JOINED)
        or before[-1:] in _NUMBER_END
        or before.endswith(_DOLLARS)
    ):
        return number.start, number.end
    return start, number.end + (number.end < high and text.startswith(_FOREIGN_UNITS, number.end))


def _could_be_price(text: str, number: Number) -> bool:
    if number.form not in ("arabic", "digits", "words") or not _BARE_MIN <= number.value <= _BARE_MAX:
        return False
    if number.value < 30 and number.form == "words":  # 十五, 二十四: counts, never a bare price
        return False
    if number.form == "digits" and number.end - number.start < 3:  # 二七, 三七
        return False
    before, after = text[number.start - 1 : number.start], text[number.end : number.end + 1]
    foreign = _with_currency(text, number, max(0, number.start - 6), number.end)[0] < number.start or (
        text.endswith(_PERHAPS_FOREIGN, 0, number.start)
        and text[max(0, number.start - 3) : number.start - 2] not in _JOINED
    )
    joined = before and (before in _JOINED or before in "第初万") and not foreign
    if (joined and not _is_spoken(text, number)) or (
        after and after in _JOINED and not (after == "/" and text.startswith(tables.EACH, number.end + 1))
    ):
        return False
    written = text[number.start : number.end].replace(" ", "")
    paid = before and before in "付交转收费缴拿"
    if (written in tables.HOTLINES and not paid) or written[0] == "0":
        return False
    if number.form == "arabic" and len(written.replace(",", "").split(".")[0]) > 5:
        return False
    if text.endswith(_SHOWN, 0, number.start - (before == " ")) and (not after or after in _BEHIND_SHOWN):
        return False
    # 95后, but not 先付99后进群.
    if text.startswith("后", number.end) and number.value < 100 and before not in _PAID:
        return False
    if 2015 <= number.value < 2050 and text.startswith(_EDITIONS, number.end):
        return False
    if text.startswith(("一次", "一位", "一条", "一份", "一套", "一年会", "一小时", "一人", "一单"), number.end):
        return True
    rest = number.end + text.startswith(" ", number.end)
    return not text.startswith(tables.COUNTED, rest) or text.startswith(tables.NOT_COUNTED, rest)


def _is_spoken(text: str, number: Number) -> bool:
    """Does the number begin what somebody says in a pasted chat (老师:2980)?"""
    start = number.start
    return number.value >= 50 and text[start - 1] == ":" and "一" <= text[start - 2 : start - 1] <= "龥"
