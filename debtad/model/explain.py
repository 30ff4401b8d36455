"""What follows from a verdict: what the service would cost, who alone can grant what is promised, which laws it touches.

Words and facts come from ``guidance.json``; every law and channel in it is of grade A (its text was read) or B (an official
reprint was). Nothing here changes a score.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from debtad.model.charge_items import SUCCESS_FEE, Charge
from debtad.model.charge_terms import Tier, applies
from debtad.model.charge_wholes import ROUNDING
from debtad.records import TYPE_CHECKING, replace
from debtad.signals.match import Match
from debtad.verdict import Evidence

if TYPE_CHECKING:
    from typing import Any


@cache
def guidance() -> Mapping[str, Any]:
    """The tables of guidance.json, read once."""
    with open(os.path.join(os.path.dirname(__file__), "guidance.json"), encoding="utf-8") as file:
        data: Mapping[str, Any] = json.load(file)
    return data


def law_title(code: str, lang: str) -> str | None:
    """What a law code stands for, or None where it may not be shown (unknown or below grade B)."""
    entry = guidance()["laws"].get(code)
    return str(entry[lang]) if entry else None


def own_way(subtype: str, lang: str, *, debts: bool = False) -> str:
    """What one can do oneself, for nothing, instead of paying such a business; ``debts`` where the text speaks of the
    reader's own debts, which have their way whatever the business."""
    labels = guidance()["costs"]
    way = str(labels.get(f"self_{subtype}", labels["self"])[lang])
    return way + str(labels["self_debts"][lang]) if debts and f"self_{subtype}" in labels else way


def cost_of(
    charges: Sequence[Charge],
    matches: Sequence[Match],
    debt: float | None,
    lang: str,
    subtype: str = "none",
    *,
    debts: bool = False,
    kept: bool = False,
) -> dict[str, Any]:
    """What the advertised service would cost beside doing it oneself, in 元.

    Keys: ``debt`` (元 or None); ``items``, each with ``fact``, ``label``, ``percent`` ([low, high], or None), ``low`` and
    ``high`` (元; None where it cannot be said); ``low`` and ``high``, what is paid in all (None where an item is open);
    ``self``: 0, with ``self_label``; ``authority``: who alone can grant each promise; ``own_debts``, only where the text
    speaks of the reader's own ``debts``; ``kept``, only where the seller says that money paid is ``kept``: a deposit may also
    be one that is due before the contract is seen. A detector adds ``other_trade`` where a text is of another trade
    (:func:`debtad.model.advice.is_of_other_trade`), and has no shares and no authority then.

    An item may also have ``due``: "success" (nothing is due before, so the least total leaves it out), ``choice`` (of the
    items with the same number one is paid), ``per``: "account" or "month" (``low`` is for one, ``high`` is open), ``back``:
    "failure" (promised back if nothing is achieved: left out of the least total) or "end" (promised back in the end: in
    no total), ``currency`` (the code of the money that ``low`` and ``high`` are in instead of 元, as of the whole where all
    items share it; sums of different money have no total),
    ``floor`` or ``cap`` (元: the least or most that is paid for a share of the debt, whatever the debt), and
    ``base`` where a percentage is not one of the debt: "saved" (comes to something between nothing and that share of the
    whole debt), "loan" (computed for a loan as large as the debt), "refund" (of money that is no debt: ``high`` is open).
    """
    charges = charges if subtype in _NOT_BY_DEBT else _of_size(charges, debt)
    items: list[dict[str, Any]] = []
    saved = any(match.signal.id == _SAVED and match.stance == "asserted" for match in matches)
    if debt is not None and subtype not in _NOT_BY_DEBT and not saved:
        charges = _without_restated(charges, debt)
    # The signal also speaks where a share is only due on success: then it says nothing of the other shares.
    saved = saved and not any(charge.percent and charge.late and not charge.saved for charge in charges)
    runs = _runs([charge for charge in charges if charge.fact != SUCCESS_FEE or subtype not in _PAYS_OUT])
    chosen = [run[0].choice for run in runs]
    for run in sorted(runs, key=lambda run: _ORDER.index(run[0].fact)):
        base = _base(run, saved, subtype) if run[0].percent else "debt"
        items.append(_item(run, base, chosen.count(run[0].choice) > 1, debt, lang, kept=kept))
    items = _within_bounds(items, [charge for run in runs for charge in run if charge.choice], lang)
    currencies = {item.get("currency", "") for item in items}
    low, high = (
        (None, None) if len(currencies) > 1 else totals([part_of(item) for item in items if not is_returned(item)])
    )
    return {
        "debt": debt,
        "items": items,
        "low": low,
        "high": high,
        **({"currency": code} if len(currencies) == 1 and (code := max(currencies)) else {}),
        "self": 0,
        "self_label": own_way(subtype, lang, debts=debts),
        **({"own_debts": True} if debts else {}),
        **({"kept": True} if kept else {}),
        "authority": _authority(matches, lang, subtype),
    }


def with_bases(evidence: Sequence[Evidence], cost: Mapping[str, Any], lang: str) -> list[Evidence]:
    """The evidence with the reasons about percentage fees told of the base that the cost computes them for, and of the
    time when it says they are due.

    A signal knows the words around a percentage, not what the whole text sells, so that ``收费25%`` would be one of a debt
    beside a cost that says it is of a refund. Where the cost has no percentage the base is open, unless the words name it.
    """
    shares = guidance()["shares"]
    charged = [item for item in cost.get("items", ()) if item["percent"]]
    bases = list(dict.fromkeys(item.get("base", "debt") for item in charged))
    on_success = bool(charged) and all(item.get("due") == "success" for item in charged)
    own = {signal: base for base in ("refund", "saved", "loan", "debt") for signal in shares[base]["signals"]}
    return [
        _on_base(item, own[item.signal], bases, lang, on_success=on_success) if item.signal in own else item
        for item in evidence
    ]


def _on_base(item: Evidence, own: str, bases: Sequence[str], lang: str, *, on_success: bool) -> Evidence:
    shares = guidance()["shares"]
    if any(item.signal in shares[base]["signals"] for base in bases):
        due = shares[own].get("success") if on_success else None
        return replace(item, why=due[lang]) if due else item
    if not bases and (own != "debt" or any(word in item.quote for word in _OWED)):
        return item
    told = shares[bases[0] if bases else "open"]
    return replace(item, title=told["title"][lang], why=told["why"][lang])


#: Words for the whole of a debt.
_OWED = ("欠", "债", "債", "总额", "總額", "本金", "账单", "帳單", "逾期")
#: How a seller says that he keeps what was paid.
_KEPT = (
    "(?:不|没得|无法|没法|别想)(?:予|给|可以?|能|再|得|会|是)?(?:退(?!步|出|回来|休|缩|让|掉|保|货|房|租)|返还?)|退不了|"
    "没有退|没收|充公|(?:抵|算|当)(?:作|了)?(?:人工|跑腿|辛苦费|误工费)|归公司|归我们"
)


def says_kept(text: str) -> bool:
    """Does a normalised text say that money paid is not given back?"""
    return re.search(_KEPT, text) is not None


#: The signal of a fee that is a share of what is saved or refunded.
_SAVED = "share_of_saved_amount"
#: Businesses whose percentage is of money that comes back, and those that rather pay the reader for what succeeds.
_REFUNDS = ("fee_refund", "insurance_surrender")
_PAYS_OUT = ("agent_recruit", "lead_trading", "debt_bearing")
#: ... and those whose prices go by the size of a refund, a loan or somebody else's debt.
_NOT_BY_DEBT = (*_REFUNDS, *_PAYS_OUT, "loan_broker")
#: A fee is paid in so many parts at most.
_PARTS = 4
#: Items come in this order.
_ORDER = ("upfront_fee", "nonrefundable_deposit", "percentage_fee", SUCCESS_FEE)

#: What a total is made of: lowest and highest (元, None where open), due on success, number of the choice (0 is none).
Part = tuple["float | None", "float | None", bool, int]


def part_of(item: Mapping[str, Any]) -> Part:
    """What an item of the cost adds to the total: nothing to the least where it is due on success, or back without it."""
    return item["low"], item["high"], "due" in item or "back" in item, item.get("choice", 0)


def is_returned(item: Mapping[str, Any]) -> bool:
    """Does the seller promise this sum back in the end, so that it is no part of the total?"""
    return item.get("back") == "end"


def _of_size(charges: Sequence[Charge], debt: float | None) -> Sequence[Charge]:
    """Without the charges for debts of another size than the one given, where there is one for it."""
    if debt is None:
        return charges
    fits = [charge for charge in charges if charge.tier and applies(charge.tier, debt)]
    if not fits and not _is_one_beside_others(charges):
        return charges  # prices for other debts are all that is known
    return [charge for charge in charges if charge.tier is None or (fits and charge.tier == fits[0].tier)]


def _without_restated(charges: Sequence[Charge], debt: float) -> Sequence[Charge]:
    """Without the sums right behind a share that come to just what it is of this debt, or, where some of them are due on
    success, without that share."""
    for place, share in enumerate(charges):
        if not share.percent or share.low < share.high or share.of_saved or share.late or share.choice or share.bound:
            continue
        total = 0.0
        for end in range(place + 1, min(place + 1 + _PARTS, len(charges))):
            part = charges[end]
            if part.percent or part.choice or part.per or part.back or part.bound or part.low < part.high:
                break
            total += part.high
            if abs(total - debt * share.low / 100) < ROUNDING:
                run = charges[place + 1 : end + 1]
                left = run if any(item.late or item.fact == SUCCESS_FEE for item in run) else [share]
                return [*charges[:place], *left, *charges[end + 1 :]]
    return charges


def totals(parts: Sequence[Part]) -> tuple[float | None, float | None]:
    """The least and the most that is paid in all, in 元; None where an item is open.

    What is due on success counts for the most only; of a choice one is paid, and what is paid before success at least.
    """
    early = {choice for _, _, late, choice in parts if choice and not late}
    least = [part for part in parts if not (part[2] and part[3] in early)]
    return (
        _sum([(0.0 if late and low is not None else low, choice) for low, _, late, choice in least], min),
        _sum([(high, choice) for _, high, _, choice in parts], max),
    )


def _sum(values: Iterable[tuple[float | None, int]], of_choice: Callable[[list[float]], float]) -> float | None:
    sums: list[float] = []
    choices: dict[int, list[float]] = {}
    for value, choice in values:
        if value is None:
            return None
        choices.setdefault(choice, []).append(value) if choice else sums.append(value)
    return round(sum(sums) + sum(map(of_choice, choices.values())), 2) + 0.0


def _is_one_beside_others(charges: Sequence[Charge]) -> bool:
    """Is one price for debts of some size named beside others that hold for all, and not what these are parts of?"""
    sized = [charge for charge in charges if charge.tier]
    others = [charge for charge in charges if not charge.tier]
    return len({charge.tier for charge in sized}) == 1 and any(
        charge.percent or other.percent for charge in sized for other in others
    )


def _runs(charges: Sequence[Charge]) -> list[list[Charge]]:
    """Charges that make one item: percentages, unless one is paid on top of another, and sums of which one is paid."""
    runs: list[list[Charge]] = []
    open_runs: dict[tuple[object, ...], list[Charge]] = {}
    for charge in charges:
        kind = charge.fact, charge.percent, charge.choice, charge.per, charge.back, charge.currency
        if (charge.percent and not charge.then) or charge.choice:
            run = open_runs.get(kind)
            if run is not None:
                run.append(charge)
                continue
        run = open_runs[kind] = [charge]
        runs.append(run)
    return runs


def _base(run: Sequence[Charge], saved: bool, subtype: str) -> str:
    """What a percentage is a share of: "debt", "saved", "refund" or "loan"."""
    if subtype in _REFUNDS:
        return "refund"
    if saved or all(charge.of_saved for charge in run):
        return "saved"
    return "loan" if subtype == "loan_broker" else "debt"


def _item(
    run: Sequence[Charge], base: str, one_of: bool, debt: float | None, lang: str, *, kept: bool
) -> dict[str, Any]:
    """One item of the cost; ``one_of`` where it is one of several of which one is paid."""
    labels = guidance()["costs"]
    first = run[0]
    low, high = min(charge.low for charge in run), max(charge.high for charge in run)
    late = all(charge.late for charge in run)
    name = first.fact if base == "debt" else f"percentage_of_{base}"
    name = "kept_deposit" if kept and name == "nonrefundable_deposit" else name
    notes = [labels["late"][lang]] if late and first.fact != SUCCESS_FEE else []
    notes += [labels[f"per_{first.per}"][lang]] if first.per else []
    notes += [labels[f"back_{first.back}"][lang]] if first.back else []
    way = "counted" if all(charge.counted for charge in run) else "choice"
    notes += [labels[way][lang]] if first.choice and one_of else []
    chosen = first.tier if debt is not None else None
    notes += [_size_note(chosen, lang)] if chosen and applies(chosen, debt or 0.0) else []
    item: dict[str, Any] = {
        "fact": first.fact,
        "label": labels[name][lang] + "".join(notes),
        "percent": None,
        "low": low,
        "high": None if first.per else high,
    }
    if first.percent:
        item["percent"] = [low, high]
        shares = (0.0 if base == "saved" else low, high)
        item["low"], item["high"] = (None, None) if debt is None else (round(debt * s / 100, 2) for s in shares)
        if base == "refund":
            item["low"], item["high"] = 0.0, None
    if any(charge.open for charge in run):
        item["high"] = None
    extra = {
        "due": "success" if late else "",
        "choice": first.choice if one_of else 0,
        "per": first.per,
        "back": first.back,
        "currency": first.currency,
    }
    item |= {key: value for key, value in extra.items() if value}
    if base != "debt":
        item["base"] = base
    return item


def _size_note(size: Tier, lang: str) -> str:
    low, high = size
    name = "size_under" if low is None else "size_over" if high is None else "size"
    sums = [f"{end:,.0f}" for end in size if end is not None]
    return str(guidance()["costs"][name][lang]).format(*sums)


def _within_bounds(items: list[dict[str, Any]], chosen: Sequence[Charge], lang: str) -> list[dict[str, Any]]:
    """The items with each share of the debt held within its least or highest sum, which is then no item of its own; ``chosen``
    are the charges of all choices."""
    labels = guidance()["costs"]
    for choice in dict.fromkeys(charge.choice for charge in chosen if charge.bound):
        group = [item for item in items if item.get("choice") == choice]
        shares = [item for item in group if item["percent"] and "base" not in item]
        sums = [charge for charge in chosen if charge.choice == choice and not charge.percent]
        if len(shares) != 1 or not all(charge.bound for charge in sums):
            continue
        share = shares[0]
        share["label"] = share["label"].removesuffix(labels["choice"][lang])
        del share["choice"]
        for bound in sums:
            _hold(share, bound, labels, lang)
        items = [item for item in items if item is share or item not in group]
    return items


def _hold(share: dict[str, Any], bound: Charge, labels: Mapping[str, Any], lang: str) -> None:
    limit = max if bound.bound == "floor" else min
    share[bound.bound] = bound.low
    share["label"] += labels[bound.bound][lang].format(f"{bound.low:,.0f}")
    if bound.bound == "cap" and share["low"] is not None and share["high"] is None:
        share["high"] = bound.low  # 5%起，封顶8000
    for end in ("low", "high"):
        share[end] = None if share[end] is None else limit(share[end], bound.low)


#: Who has no say in a business whose words sound like his: 担保费 of a loan holds the word for a premium, and the premium
#: that comes back is no interest.
_NOT_THEIRS = frozenset((("fee_refund", "insurer"), ("insurance_surrender", "lender")))


def _authority(matches: Sequence[Match], lang: str, subtype: str) -> list[dict[str, str]]:
    """Each promise the seller makes, and who alone can grant it."""
    tables = guidance()
    owners: dict[str, list[str]] = {}
    for match in matches:
        owner = tables["grants"].get(match.signal.id)
        if (subtype, owner) in _NOT_THEIRS:
            continue
        if owner and match.stance == "asserted" and match.signal.id not in owners.setdefault(owner, []):
            owners[owner].append(match.signal.id)
    return [
        {"promise": tables["promises"][owner][lang], "who": tables["authority"][owner][lang], "signals": ",".join(ids)}
        for owner, ids in owners.items()
    ]
