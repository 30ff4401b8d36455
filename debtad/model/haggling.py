"""Prices of a conversation that a later turn lowers: who asks 3000, then 2500, then says 给你1800吧, asks 1800."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache

from debtad.model.charge_words import around, finds, match, since_figure
from debtad.model.fact_reading import Reading
from debtad.model.figures import Figure
from debtad.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from debtad.model.no_fees import Told

_PRICES = ("fee", "late", "percent")
#: Nobody comes down by more at once: a smaller sum is for something else.
_LEAST_LEFT = 0.3
#: So many prices back is looked for the one that is lowered.
_MOST_PRICES = 12
#: A sum of one of these is no new price of the same thing.
_OTHERWISE = ("then", "account", "month", "tier", "package", "instalment")


#: 定金给你800吧: a deposit with a word or two between it and its figure.
_DEPOSIT = r"定金[^,。!?;:\n]{0,4}$"


class _Price(NamedTuple):
    """A price that stands: its figure and role, the turn it was named in, and what it is for."""

    figure: Figure
    role: Told
    turn: int
    thing: str


def haggled(reading: Reading, given: Mapping[Figure, Told], turns: Sequence[int]) -> dict[Figure, Told]:
    """New roles of the figures of a conversation whose turns begin at ``turns``: ``none`` for prices that a later turn of the
    seller's lowers, and that of the old price for the new one."""
    told: dict[Figure, Told] = {}
    standing: list[_Price] = []
    for figure in reading.masked.figures:
        if figure.kind == "months":
            continue
        before, behind = around(reading.masked.text, figure.place, 0)
        own = since_figure(before)
        role, turn, thing = given[figure], bisect_right(turns, figure.start), _thing(own, behind)
        is_price = role in _PRICES
        if not is_price and not (_is_offered(own, behind)):
            continue
        old = None if any(finds(name, own) for name in _OTHERWISE) else _lowered(standing, figure, turn, thing)
        if old is not None:
            told[old.figure] = "none"
            role = role if is_price else old.role
            told[figure] = role
            standing.remove(old)
            thing = thing or old.thing
        if is_price or old is not None:
            standing = [*standing[1 - _MOST_PRICES :], _Price(figure, role, turn, thing)]
    return told


@cache
def _offers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand before, and behind, a figure that is all that its clause offers: 那2500; 给你1800吧."""
    return (
        re.compile(
            r"(?:^|[,。!?;:\n ])(?:[^,。!?;:\n ]{1,5}费)?(?:那|就|行|好|最低|最少|最多|给[你您]们?|算[你您]?|收[你您]?|按|只"
            r"|统一|要不|先付|先交|先收|首付|定金|真|都|这样|吧|的|价|优惠|便宜|再|可以|成本|亲情|一口|今天|现在|咱们?|我们?"
            r"| )*$"
        ),
        re.compile(r"(?:元|块)?(?:吧|了|可以|行|怎么样|得了|成交|搞定|给[你您]办|好不好|[,。!?;~ \n]|$)"),
    )


def _is_offered(before: str, behind: str) -> bool:
    ahead, after = _offers()
    return ahead.search(before) is not None and after.match(behind) is not None


def _thing(before: str, behind: str) -> str:
    """What a price is for: the fee that is named beside it, "first" for what is paid first, "" where nothing says."""
    named = match("fee_name", before) or match("fee_name_behind", behind)
    if named:
        return named[1]
    return "first" if finds("ahead", before) or finds("deposit", before) or re.search(_DEPOSIT, before) else ""


def _lowered(standing: Sequence[_Price], figure: Figure, turn: int, thing: str) -> _Price | None:
    """The price of the same thing in an earlier turn that a figure is lower than, if any."""
    percent = figure.kind == "percent"
    old = [
        price
        for price in reversed(standing)
        if price.turn < turn
        and (price.figure.kind == "percent") == percent
        and _LEAST_LEFT * price.figure.value <= figure.value < price.figure.value
    ]
    same = [price for price in old if price.thing == thing]
    return next(
        iter(same or [price for price in old if "first" not in (thing, price.thing) and not (thing and price.thing)]),
        None,
    )
