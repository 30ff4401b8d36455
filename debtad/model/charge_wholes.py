"""What is no charge of its own: a sum that says again what a share comes to, and the parts that a price is paid in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from operator import attrgetter

from debtad.model.charge_items import SUCCESS_FEE, Read
from debtad.model.charge_terms import is_late
from debtad.model.charge_words import around, clause_behind, finds, since_figure
from debtad.model.fact_reading import Reading
from debtad.model.figures import Figure, Masked
from debtad.model.no_fees import Told

#: A fee is paid in so many parts at most.
_PARTS = 4
#: The first part of a price stands at most so many masked characters behind it.
_REACH = 48
#: Between a share and the sum that it comes to stand so many at most.
_NEXT = 16
#: Sums (元) that differ by less are the same.
ROUNDING = 0.5
#: No smaller sum (元) says again what a share of a debt comes to.
_LEAST_SHARE = 300.0


def restated(reading: Reading, given: Mapping[Figure, Told]) -> dict[Figure, Figure]:
    """The sums that say again what a percentage comes to, and that percentage: 按总欠款的6%收费，九千; 8%，也就是4000块;
    按6%收，15万的话是9000."""
    text, figures = reading.masked.text, reading.masked.figures
    found: dict[Figure, Figure] = {}
    share: Figure | None = None
    bases: list[float] = []
    for figure in figures:
        if figure.kind == "percent":
            if given[figure] == "percent":
                share = figure if figure.high is None else None
        elif figure.kind != "months" and figure.high is None:
            own, behind = _own(text, figure), clause_behind(text, figure.place)
            bounded = finds("bounded", own) or finds("cap_behind", behind) or finds("floor_behind", behind)
            if share and not bounded and (_comes_to(text, figure, share, bases) or _says_again(text, figure, share)):
                found[figure] = share
            if figure.kind == "money" and given[figure] == "none":
                bases = [*bases[1 - _PARTS :], figure.value]
    return found


def _comes_to(text: str, figure: Figure, share: Figure, bases: Sequence[float]) -> bool:
    """Is a sum that share of one named before it, and not the price for debts of that size?"""
    priced = finds("tier_price", text[max(0, figure.place - _NEXT) : figure.place])
    return not priced and any(abs(base * share.value / 100 - figure.value) < ROUNDING for base in bases)


def _says_again(text: str, figure: Figure, share: Figure) -> bool:
    """Do the words between a share and a sum call the second what the first comes to, or is the sum all of its clause?"""
    between = text[share.place + 1 : figure.place]
    if figure.value < _LEAST_SHARE or len(between) > _NEXT or not finds("says_again", f"P{between}"):
        return False
    return finds("comes_to", between) or _ends(clause_behind(text, figure.place))


def without_parts(
    found: Sequence[Read], reading: Reading, again: Mapping[Figure, Figure]
) -> tuple[list[Read], dict[Figure, float]]:
    """The charges without the parts that a share named before them is paid in, and how much of each share (0..1) is due on
    success by them: 8%，先付3000，剩余5000成功后付.

    A first payment alone is a part of any price before it, unless words say that it is counted towards a price, which
    :func:`debtad.model.charges` tells by itself.
    """
    text = reading.masked.text
    counted = finds("included", text) or finds("rest", text) or finds("rest_late", text)
    sums = {share: figure.value for figure, share in again.items()}
    kept = [item for item in found if item.figure not in again]
    parts: set[Figure] = set()
    late: dict[Figure, float] = {}
    sized = {item.charge.tier for item in kept if item.charge.tier}
    for place, whole in enumerate(kept):
        if whole.figure in parts or not _may_be_whole(whole, len(sized)):
            continue
        left = _left(reading.masked, whole, kept[place + 1 : place + 2])
        if left:
            parts.update((kept[place + 1].figure, left))
            if is_late(reading.masked, left):
                late[whole.figure] = left.value / whole.charge.high
            continue
        near = kept[place + 1 : place + 2 + 2 * _PARTS]
        run = _parts(near, whole, text, sums.get(whole.figure))
        if not run:
            continue
        total = sum(part.charge.high for part in run)
        rest = len(run) > 1 or whole.figure in sums
        all_told = total == sums.get(whole.figure) or (rest and finds("rest_of", _own(text, run[-1].figure)))
        if whole.charge.percent and all_told:
            due = sum(part.charge.high for part in run if part.charge.fact == SUCCESS_FEE or part.charge.late)
            parts.update(part.figure for part in run)
            if due:
                late[whole.figure] = min(1.0, due / (sums.get(whole.figure) or total))
        elif len(run) == 1 and (not counted or near[0].charge.bound) and run[0].charge.fact == "upfront_fee":
            parts.add(run[0].figure)
    return [item for item in kept if item.figure not in parts], late


def _left(masked: Masked, whole: Read, behind: Sequence[Read]) -> Figure | None:
    """The sum that is called the rest of a price after the charge right behind it, and is that, whatever its role:
    3980，先交980报名费，剩3000."""
    if whole.charge.percent or whole.charge.per or whole.charge.low < whole.charge.high or not behind:
        return None
    part = behind[0].charge
    index = bisect_left(masked.figures, behind[0].figure.place + 1, key=attrgetter("place"))
    rest = masked.figures[index] if index < len(masked.figures) else None
    if part.percent or rest is None or rest.kind not in ("money", "bare") or rest.high is not None:
        return None
    is_rest = rest.value + part.high == whole.charge.high and finds("rest_of", _own(masked.text, rest))
    return rest if is_rest else None


def _may_be_whole(item: Read, sizes: int) -> bool:
    charge = item.charge
    if charge.late or charge.then or charge.bound or charge.per == "month" or charge.back:
        return False
    if charge.percent and (charge.of_saved or charge.saved):
        return False  # of what comes back: who is paid from that asks for more first
    if charge.tier and sizes < 2:
        return False  # 3万以上的再收5%: others pay nothing but what is named besides
    return charge.percent or (charge.fact == "upfront_fee" and not item.says("stage") and not item.says("deposit"))


def _parts(behind: Sequence[Read], whole: Read, text: str, total: float | None) -> list[Read]:
    """The charges right behind a price that are paid one after the other, from a first payment on; ``total`` is what they
    come to, if it is named."""
    run: list[Read] = []
    for item in behind:
        if not run and item.charge.bound and whole.charge.percent:
            continue
        if len(run) == _PARTS or not _may_be_part(item, whole):
            break
        if not run and item.figure.place - whole.figure.place > _REACH:
            break
        own = _own(text, item.figure)
        rest = bool(run) and sum(part.charge.high for part in run) + item.charge.high == total
        if not rest and _is_apart(own, clause_behind(text, item.figure.place)):
            break
        goes_on = rest or _goes_on(item, own) if run else finds("part_first", own) or item.goes_on("deposit_behind")
        if not goes_on and not (whole.charge.percent and finds("rest_of", own)):
            break
        run.append(item)
    return run


def _may_be_part(item: Read, whole: Read) -> bool:
    charge = item.charge
    if charge.percent or charge.per or charge.bound or charge.tier or charge.back == "end":
        return False
    return whole.charge.percent or (charge.high < whole.charge.low and not item.says("down"))


def _goes_on(item: Read, own: str) -> bool:
    return finds("rest_of", own) or finds("part_next", own) or item.charge.fact == SUCCESS_FEE


def _is_apart(own: str, behind: str) -> bool:
    """Do the words beside a first payment call it a fee of its own?"""
    return finds("part_apart", own) or finds("part_apart_behind", behind)


def _ends(behind: str) -> bool:
    """Does a clause end right behind a sum?"""
    rest = behind.lstrip("元块钱整")
    return not rest or rest[0] in ",。;!?)\n"


def _own(text: str, figure: Figure) -> str:
    """The words before a figure, up to the figure before it."""
    before, _ = around(text, figure.place, 0)
    return since_figure(before)
