"""What a debtor would pay: every charge of a text, and how charges stand to one another.

Facts name the figures; a cost also needs to know which of them are two ends of a range, which are alternatives of which
one is paid, which are due for each card or month, and which only once something is achieved. All of it is read from the
masked words around a figure (:mod:`debtad.model.figures`); nothing here changes a fact or a score.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from debtad.model.charge_choices import choices, included
from debtad.model.charge_items import SUCCESS_FEE, Bound, Charge, Per, Read
from debtad.model.charge_lists import as_offers, lists
from debtad.model.charge_parts import late_shares
from debtad.model.charge_splits import paid_in, splits, without_wholes
from debtad.model.charge_terms import Back, Tier, comes_back, currency, is_late, part_back, tier
from debtad.model.charge_wholes import restated, without_parts
from debtad.model.charge_words import around, clause_behind, finds, match, matches, since_figure
from debtad.model.fact_reading import Reading
from debtad.model.figures import Figure
from debtad.model.no_fees import Told, paybacks

#: The fact of a role.
_FACTS: Mapping[Told, str] = {
    "fee": "upfront_fee",
    "kept": "nonrefundable_deposit",
    "percent": "percentage_fee",
    "late": SUCCESS_FEE,
    "share": "percentage_fee",
}

#: So many charges before and behind a sum of all may be parts of it.
_PARTS = 4
#: No fee is paid in more instalments.
_MOST_INSTALMENTS = 60
#: A bound of a share is no smaller (元).
_LEAST_BOUND = 300.0
#: A sum without a word of its own is no larger, to be the seller's.
_MOST_NEAR = 20_000.0
#: A bound stands at most so far behind the share that it bounds.
_SHARE_REACH = 32
#: The units of a percentage that is said as a sum for each sum: 一万收一百, 十抽一.
_PER_AMOUNT = ("收", "抽")
#: No price for debts of one size is larger (元).
_MOST_TIER = 100_000.0


def charges_of(reading: Reading, given: Mapping[Figure, Told], facts: Mapping[str, object]) -> tuple[Charge, ...]:
    """The charges of a text in order of place; ``given`` is the role of each figure, ``facts`` what follows from them."""
    told = splits(reading, given)
    forced = {part: fact for split in told for part, fact in paid_in(reading, given, split)}
    runs = [run for run in lists(reading, given) if forced.keys().isdisjoint(run)]
    offers = {figure: SUCCESS_FEE if given[figure] == "late" else "upfront_fee" for run in runs for figure in run}
    found = without_wholes(list(_read(reading, given, forced | offers)), told)
    paid = [item for item in found if item.figure in forced]
    found = [item for item in found if item.figure not in forced]
    late = any(item.charge.percent for item in found) and _is_only_on_success(reading)
    found, shares = without_parts(found, reading, restated(reading, given))
    found = _without_instalments(_without_wholes(found))
    counted = list(included(found, reading.masked.text))
    groups = [*choices(found), *counted]
    found, sets = as_offers(found, runs)
    groups += sets
    for number, group in enumerate(groups, start=1):
        # Groups that share a charge are one.
        known = {found[place].charge.choice for place in group} - {0}
        for place in group:
            if not found[place].charge.choice:
                charge = found[place].charge._replace(choice=min(known, default=number))
                found[place] = found[place]._replace(charge=charge)
    for place in {place for group in counted for place in group}:
        found[place] = found[place]._replace(charge=found[place].charge._replace(counted=True))
    found = sorted([*found, *paid], key=lambda item: item.figure.place)
    found = [item._replace(charge=_told(item, reading.text, only_on_success=late)) for item in found]
    shares = late_shares(reading, given) | shares
    charges = [
        part
        for item in found
        for due in _by_time(item.charge, shares.get(item.figure, 0.0))
        for part in _by_return(due, *part_back(reading, item.figure))
    ]
    charges = _in_its_money(charges)
    percents = facts.get("percentage_fee")
    if isinstance(percents, list) and not any(charge.fact == "percentage_fee" for charge in charges):
        charges.append(Charge("percentage_fee", min(percents), max(percents), percent=True))
    return tuple(charges)


def _by_time(charge: Charge, late: float) -> Iterator[Charge]:
    """The part of a charge that is due first, and that share of it which is due on success."""
    if not late or charge.late or charge.choice or charge.per or charge.bound or charge.low < charge.high:
        yield charge
        return
    due = round(charge.low * late, 2)
    first = round(charge.low - due, 2)
    if first:
        yield charge._replace(low=first, high=first)
    fact = charge.fact if charge.percent else SUCCESS_FEE
    yield charge._replace(fact=fact, low=due, high=due, late=True, then=True)


def _by_return(charge: Charge, back: Back, amount: float) -> Iterator[Charge]:
    """The part of a sum that is lost, and that which is promised back."""
    plain = charge.fact in ("upfront_fee", "nonrefundable_deposit") and charge.low == charge.high
    if not back or not plain or charge.percent or charge.choice or charge.per or charge.bound or charge.late:
        yield charge
        return
    yield charge._replace(low=charge.low - amount, high=charge.low - amount, back="")
    yield charge._replace(fact="upfront_fee", low=amount, high=amount, back=back)


def _in_its_money(charges: Sequence[Charge]) -> list[Charge]:
    """The charges in the money they are meant in: one sum in HK$ says it for those that name none, unless one is in 元."""
    named = {charge.currency for charge in charges} - {""}
    unnamed = "" if len(named) != 1 else min(named - {"CNY"}, default="")
    return [
        charge._replace(currency="" if charge.percent or charge.currency == "CNY" else charge.currency or unnamed)
        for charge in charges
    ]


def _is_only_on_success(reading: Reading) -> bool:
    """Does the seller say that nothing is due where nothing is achieved?"""
    if not finds("only_success", reading.text):
        return False
    return any(reading.voice.sells(*found.span()) for found in matches("only_success", reading.text))


def _told(item: Read, text: str, *, only_on_success: bool) -> Charge:
    """The charge with what stands elsewhere in the text: a percentage is due on success where the seller says so anywhere,
    unless it is paid first, and may be one of savings where he says that nothing is due without them."""
    charge = item.charge
    if only_on_success and charge.percent and not item.says("first"):
        charge = charge._replace(late=True, saved=charge.saved or finds("none_saved", text))
    return charge._replace(per=charge.per or item.per)


def _read(reading: Reading, given: Mapping[Figure, Told], known: Mapping[Figure, str]) -> Iterator[Read]:
    """Each charge once, with the words around it: none that only repeats a kept deposit or an earlier one. The same sum for
    another thing, or at another time, is another charge (签约付1000元，出方案付1000元).
    ``known`` are the facts of parts and of packages."""
    text = reading.masked.text
    kept = {value for figure, role in given.items() if role == "kept" for value in figure.values}
    why = {finding.figure: finding.why for finding in reading.findings}
    rules = {finding.figure: finding.role for finding in reading.findings}
    seen: dict[tuple[str, float, float], set[str]] = {}
    backs = paybacks(reading) if "share" in given.values() else {}
    # The last place of each percentage: 三七开, 到账再给三成 is due then.
    named = {figure.value: figure for figure in reading.masked.figures if given[figure] == "percent"}
    size: Tier | None = None
    done = shared = 0
    periods = False
    last: Read | None = None
    for figure in reading.masked.figures:
        role = given[figure]
        before, behind = around(text, figure.place, done)
        fact = _FACTS.get(role)
        if fact is None and why[figure] == "-after_success" and _is_due_later(reading, figure, before, behind):
            fact = _when(reading, figure, before)
        bound = figure.kind != "percent" and _bound(before, behind)
        if (
            fact is None
            and bound
            and _LEAST_BOUND <= figure.value <= _MOST_TIER
            and shared
            and figure.place - shared < _SHARE_REACH
        ):
            fact = "upfront_fee"  # however large, a bound of the share before it
        if fact is None and last and _is_rest(reading, figure, before, last):
            fact = SUCCESS_FEE
        fact = known.get(figure, fact)
        own = None if bound else tier(reading.masked, figure, size, done)
        if fact is None and own and size and _is_price(reading, figure, before):
            fact = "percentage_fee" if figure.kind == "percent" else "upfront_fee"
        if fact is None and figure.kind != "percent" and reading.voice.sells(figure.start, figure.end):
            again = finds("deposit", before) and rules[figure] == "fee" and part_back(reading, figure)[0]
            period = periods and figure.value <= _MOST_TIER and finds("period", before)
            fact = "upfront_fee" if again or period else None
        if finds("each_more", before) and last and last.charge.tier and last.charge.tier[1] is not None:
            more = last.charge._replace(tier=(last.charge.tier[1], None), open=True)
            yield last._replace(charge=more)
            continue
        if last and finds("remains", before):
            returned = part_back(reading, last.figure)[1]
            if returned and figure.value == last.charge.high - returned:
                continue  # 没谈成退1000，剩500不退
        if fact is None or (figure not in known and role == "fee" and kept.issuperset(figure.values)):
            continue
        done = figure.place + 1
        size = own
        shared = figure.place if figure.kind == "percent" else shared
        charge = _charge(reading, fact, figure, before, behind)._replace(tier=own)
        periods = charge.per == "month" or finds("period", before)
        if role == "share":
            charge = charge._replace(
                low=backs[figure], high=backs[figure], percent=True, of_saved=True, bound="", per=""
            )
        names = seen.get((fact, charge.low, charge.high))
        name = _name(before)
        if figure in known or names is None or (name and all(names) and name not in names):
            seen.setdefault((fact, charge.low, charge.high), set()).add(name)
            if role == "percent" and not charge.late and named.get(figure.value, figure) is not figure:
                charge = charge._replace(late=is_late(reading.masked, named[figure.value]))
            last = Read(charge, figure, before, behind)
            yield last


def _is_rest(reading: Reading, figure: Figure, before: str, last: Read) -> bool:
    """Is this what remains of a price when its first part is paid, due on success: 先付1500，剩3000办好付?"""
    fits = figure.kind in ("money", "bare") and figure.high is None and figure.value <= _MOST_NEAR
    rest = fits and last.charge.fact == "upfront_fee" and last.says("first") and finds("rest_of", since_figure(before))
    return rest and is_late(reading.masked, figure) and reading.voice.sells(figure.start, figure.end)


def _name(before: str) -> str:
    """What a sum is for, or when it is paid, by the words before it; "" where they do not say."""
    if not before:
        return ""
    for name in ("named", "staged"):
        found = match(name, before)
        if found:
            return str(next(filter(None, found.groups())))
    return ""


def _when(reading: Reading, figure: Figure, before: str) -> str | None:
    """The fact of a sum near words of success: where these belong to the next sum, it is paid first, if it is the seller's."""
    if is_late(reading.masked, figure):
        return SUCCESS_FEE
    named = finds("ahead", before) or finds("deposit", before)
    return "upfront_fee" if named or (figure.value <= _MOST_NEAR and not finds("not_his", before)) else None


def _is_price(reading: Reading, figure: Figure, before: str) -> bool:
    """Is this the price for debts of the size that stands right before it?"""
    fits = figure.kind != "months" and figure.high is None and figure.value <= _MOST_NEAR
    return fits and finds("tier_price", before) and reading.voice.sells(figure.start, figure.end)


def _bound(before: str, behind: str) -> Bound:
    if behind.startswith("算"):  # 不满一万按一万算: how the debt is counted
        return ""
    if finds("floor", before) or finds("floor_behind", behind):
        return "floor"
    return "cap" if finds("cap", before) or finds("cap_behind", behind) else ""


def _is_due_later(reading: Reading, figure: Figure, before: str, behind: str) -> bool:
    """Does the seller ask this sum once it is done, and not promise to pay it out?"""
    payout = finds("payout", before) or finds("payout_behind", behind)
    return not payout and reading.voice.sells(figure.start, figure.end)


def _charge(reading: Reading, fact: str, figure: Figure, before: str, behind: str) -> Charge:
    def says(name: str) -> bool:
        return finds(name, before) or finds(f"{name}_behind", behind)

    low, high = figure.value, figure.value if figure.high is None else figure.high
    percent = figure.kind == "percent"
    per: Per = "" if percent else "account" if says("account") else "month" if says("month") else ""
    return Charge(
        fact,
        low,
        high,
        percent=percent,
        late=fact == SUCCESS_FEE or (percent and is_late(reading.masked, figure)),
        per=per,
        then=finds("then", before),
        saved=not percent or finds("saved", before),
        of_saved=percent
        and (
            finds("part_saved", before)
            or (figure.unit in _PER_AMOUNT and finds("of_each", before))
            or finds("saved_behind", clause_behind(reading.masked.text, figure.place))
        ),
        bound="" if percent else _bound(before, behind),
        open=figure.high is None and finds("open_behind", behind),
        back=comes_back(reading, figure) if fact == "upfront_fee" and not percent else "",
        currency="" if percent else currency(reading, figure),
    )


def _without_wholes(found: list[Read]) -> list[Read]:
    """Without the sums whose parts are named right behind, or before a total: 一条800, 先付200, 尾款600 is 800 for each."""
    kept: list[Read] = []
    per: Per = ""
    parts = 0
    for place, item in enumerate(found):
        count = _adding_up(found[place + 1 : place + 1 + _PARTS], item.charge)
        if count:
            per, parts = item.charge.per, count
            continue
        if parts:
            parts -= 1
            item = item._replace(per=per)
        if not (item.says("total") and _adding_up(reversed(kept[-_PARTS:]), item.charge)):
            kept.append(item)
    return kept


def _without_instalments(found: Sequence[Read]) -> list[Read]:
    """Without the sums that an earlier one is paid in: 3000元, 分3期, 每期1000元."""
    kept: list[Read] = []
    for item in found:
        if not item.says("instalment") or item.charge.percent:
            kept.append(item)
            continue
        near = [other for other in kept[-_PARTS:] if not other.charge.percent]
        first = near[-1] if near and near[-1].says("first") else None
        if first and any(_is_paid_in(whole.charge.high - first.charge.high, item.charge.high) for whole in near[:-1]):
            kept.remove(first)  # 六千, 先付两千, 每月付一千
        elif not any(_is_paid_in(whole.charge.high, item.charge.high, least=2) for whole in near):
            kept.append(item)
    return kept


def _is_paid_in(whole: float, part: float, least: int = 1) -> bool:
    times = whole / part if part > 0 else 0.0
    return times.is_integer() and least <= times <= _MOST_INSTALMENTS


def _adding_up(parts: Iterable[Read], whole: Charge) -> int:
    """How many of the first charges, two at least, add up to the whole; 0 where none do."""
    total = 0.0
    for count, item in enumerate(parts, start=1):
        if item.charge.percent or whole.percent:
            return 0
        total += item.charge.high
        if count > 1 and total == whole.high == whole.low:
            return count
    return 0
