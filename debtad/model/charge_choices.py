"""Charges of which one is paid: packages, prices by the size of the debt, a deposit that counts towards the rest, a bound
beside its share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from debtad.model.charge_items import Read
from debtad.model.charge_words import finds

#: So many charges before and behind one may belong to it.
_PARTS = 4


def choices(found: Sequence[Read]) -> Iterator[list[int]]:
    """The places of charges of which one is paid: a group each."""
    if len(found) < 2:
        return
    free = [place for place, item in enumerate(found) if item.charge.fact != "nonrefundable_deposit"]
    tiers = [place for place in free if found[place].says("tier")]
    if len(tiers) == 1 and found[tiers[0]].says("tier_open"):
        tiers = [place for place in free if place == tiers[0] - 1 and _unstaged(found[place])] + tiers
    yield from _several(tiers)
    for place, following in pairwise(free):
        if found[following].says("or") or found[following].goes_on("either"):
            yield [place, following]
    if any(found[place].goes_on("one_of_all") for place in free):
        yield from _several(free)
    yield from _packages(found, free)
    yield from _bundles(found, free)
    yield from _several([place for place in free if found[place].says("kind") and _unstaged(found[place])])
    yield from _bounded(found, set(free))
    yield from _totals(found)


def _bundles(found: Sequence[Read], free: Sequence[int]) -> Iterator[list[int]]:
    """A price for everything, and those of single things."""
    if any(found[place].says("bundle") or found[place].goes_on("bundle_behind") for place in free):
        yield from _several([place for place in free if _is_lump(found[place])])


def _packages(found: Sequence[Read], free: Sequence[int]) -> Iterator[list[int]]:
    """Packages side by side, and prices for each account or month; who buys a year does not pay by the month besides."""
    packages = [place for place in free if found[place].says("package") and _unstaged(found[place])]
    single = [place for place in free if found[place].charge.per]
    several = [place for place in free if found[place].says("count") and place not in single]
    if packages and any(found[place].charge.per == "month" for place in single):
        yield from _several(sorted({*packages, *single}))
        return
    yield from _several(packages)
    yield from _several(sorted({*single, *several}))


def _is_lump(item: Read) -> bool:
    """Is it a sum that no word calls a stage of paying?"""
    return item.charge.fact == "upfront_fee" and not item.charge.percent and _unstaged(item)


def _several(group: list[int]) -> Iterator[list[int]]:
    if len(group) > 1:
        yield group


def _unstaged(item: Read) -> bool:
    return not item.says("stage")


def included(found: Sequence[Read], text: str) -> Iterator[list[int]]:
    """A deposit, or a first payment, that is counted towards the rest: who goes on pays the whole, who stops has paid the
    deposit."""
    counted = finds("included", text) or finds("rest", text)
    if len(found) < 2 or not (counted or finds("rest_late", text)):
        return
    deposits = [place for place, item in enumerate(found) if not item.charge.percent and _is_paid_ahead(item)]
    wholes = [p for p, item in enumerate(found) if p not in deposits[:1] and _is_whole_of(item, found, deposits)]
    if not counted:
        wholes = [place for place in wholes if place < deposits[0]]  # 8%，先付3000，谈成付剩下的
    if deposits and wholes:
        yield sorted([deposits[0], max(wholes, key=lambda p: (found[p].charge.percent, found[p].charge.high))])


def _is_paid_ahead(item: Read) -> bool:
    kept = item.charge.fact == "nonrefundable_deposit"
    return kept or item.says("deposit") or item.goes_on("deposit_behind") or item.says("first")


def _is_whole_of(item: Read, found: Sequence[Read], deposits: Sequence[int]) -> bool:
    return bool(deposits) and (item.charge.percent or item.charge.high > found[deposits[0]].charge.high)


def _bounded(found: Sequence[Read], free: Set[int]) -> Iterator[list[int]]:
    """A least or highest sum beside a percentage: what is paid is one of both."""
    for place in free:
        item = found[place]
        if not item.charge.bound:
            continue
        share = place - 1
        while share >= max(0, place - _PARTS) and found[share].charge.bound:
            share -= 1
        shares = [other for other in (share, place + 1) if other in free and found[other].charge.percent]
        yield from _several(sorted([*shares[:1], place]))


def _totals(found: Sequence[Read]) -> Iterator[list[int]]:
    """A sum of all, and the parts of it that are named besides: who goes on pays the whole, who stops has paid a part."""
    for place, (whole, part) in enumerate(pairwise(found)):
        if not part.says("down") or part.charge.percent:
            continue
        if whole.charge.percent or (_is_lump(whole) and part.charge.high < whole.charge.low):
            yield [place, place + 1]
    for place, item in enumerate(found):
        charge = item.charge
        if charge.percent or charge.per or not item.says("total"):
            continue
        near = range(max(0, place - _PARTS), min(len(found), place + _PARTS + 1))
        parts = [o for o in near if not found[o].charge.percent and found[o].charge.high < charge.high]
        if parts and sum(found[other].charge.high for other in parts) <= charge.high:
            yield sorted([*parts, place])
