"""A price and the sums that it is paid in, which come to just that: 收4000，签合同2000，完事2000; 办前1000，办完1000，共2000.

That the sums come to another one tells more than the words beside each: parts may be equal, and the price may have no role
at all where its parts have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from debtad.model.charge_items import SUCCESS_FEE, Read
from debtad.model.charge_terms import is_late
from debtad.model.charge_words import around, clause_behind, finds, since_figure
from debtad.model.fact_reading import Reading
from debtad.model.figures import Figure
from debtad.model.no_fees import Told
from debtad.records import NamedTuple

#: A price is paid in so many parts at most, of which none is smaller (元).
_PARTS = 4
_LEAST = 50.0
#: So many masked characters lie between a price and its last part at most.
_REACH = 80
#: A price stands so near to the lower one that it is before (code points).
_NEXT = 4
#: What a part is called that is bought for itself.
_APART = ("package", "count", "account", "tier", "list", "now", "or")


class Split(NamedTuple):
    """A price and its parts, in order of place."""

    whole: Figure
    parts: tuple[Figure, ...]


def splits(reading: Reading, given: Mapping[Figure, Told]) -> list[Split]:
    """The prices of a text that are told with the parts they are paid in; no figure is in two of them."""
    sums = [figure for figure in reading.masked.figures if figure.kind in ("money", "bare")]
    found: list[Split] = []
    taken: set[Figure] = set()
    for place, whole in enumerate(sums):
        if whole.high is not None or whole in taken:
            continue
        for parts in (sums[place + 1 :], sums[:place][::-1] if _is_total(reading, whole) else []):
            run = _adding_up(parts, whole)
            if run and taken.isdisjoint(run) and _is_paid_in(reading, given, whole, run):
                found.append(Split(whole, tuple(sorted(run, key=lambda part: part.place))))
                taken.update((whole, *run))
                break
    return found


def _adding_up(parts: Sequence[Figure], whole: Figure) -> list[Figure]:
    """The first of some sums, two at least, if they come to the whole."""
    total = 0.0
    for count, part in enumerate(parts[:_PARTS], start=1):
        if part.high is not None or part.value < _LEAST or abs(part.place - whole.place) > _REACH:
            return []
        total += part.value
        if total >= whole.value:
            return list(parts[:count]) if count > 1 and total == whole.value else []
    return []


def _is_total(reading: Reading, figure: Figure) -> bool:
    own = _own(reading, figure)
    return finds("total", own) or finds("all_told", own)


def _is_paid_in(reading: Reading, given: Mapping[Figure, Told], whole: Figure, parts: Sequence[Figure]) -> bool:
    """Does the seller ask the whole, and do the words beside each part say when it is paid?"""
    own = _own(reading, whole)
    if not reading.voice.sells(whole.start, whole.end) or finds("owed", own) or finds("comes_to", own):
        return False
    if not any(given[part] in ("fee", "kept", "late") for part in parts):
        return False
    return all(_is_part(reading, part) for part in parts)


def _is_part(reading: Reading, figure: Figure) -> bool:
    own, behind = _own(reading, figure), clause_behind(reading.masked.text, figure.place)
    apart = finds("given_back", own) or any(finds(name, own) for name in _APART)
    return not apart and (finds("paid_at", own) or finds("paid_at_behind", behind))


def paid_in(reading: Reading, given: Mapping[Figure, Told], split: Split) -> Iterator[tuple[Figure, str]]:
    """Each part of a price, and the fact that it is: what is due on success is no fee paid first."""
    kept = {figure.value for figure, role in given.items() if role == "kept"}
    for part in split.parts:
        late = is_late(reading.masked, part) or finds("paid_done", _own(reading, part))
        yield part, SUCCESS_FEE if late else "nonrefundable_deposit" if part.value in kept else "upfront_fee"


def without_wholes(found: Sequence[Read], told: Sequence[Split]) -> list[Read]:
    """The charges without the prices that are paid in others, whose terms go over to their parts, and without what names one
    or the other again; nor an earlier price that is the higher one of before: 4800 / 最低4500，先付1500，余下3000."""
    wholes = {split.whole for split in told}
    of = {part: split.whole for split in told for part in split.parts}
    terms = {item.figure: item.charge for item in found if item.figure in wholes}
    named = {figure.value for figure in (*wholes, *of)}
    kept = []
    for item in found:
        if item.figure not in of and not item.charge.percent:
            said = item.charge.low == item.charge.high and item.charge.low in named
            if said or _is_old(item, wholes):
                continue
        if item.figure in of:
            whole = terms.get(of[item.figure])
            size = whole.tier if whole else None
            part = item.charge._replace(tier=size, per="", bound="", then=False)
            item = item._replace(charge=part, per=whole.per if whole else "")
        kept.append(item)
    return kept


def _is_old(item: Read, wholes: Iterable[Figure]) -> bool:
    """Does a price stand right before a lower one for the same thing?"""
    return any(0 < whole.start - item.figure.end <= _NEXT and whole.value < item.charge.low for whole in wholes)


def _own(reading: Reading, figure: Figure) -> str:
    """The words before a figure, up to the figure before it."""
    return since_figure(around(reading.masked.text, figure.place, 0)[0])
