"""What to do instead of paying: lines of guidance.json, each tied to the business or to the signs that call for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import islice

from debtad.model.advice_words import DEBTS, GONE, OTHER_TRADES, OTHERS, OWN, REGRETS, THIS_TRADE
from debtad.model.explain import guidance
from debtad.records import TYPE_CHECKING, NamedTuple
from debtad.verdict import Evidence, Level

if TYPE_CHECKING:
    from typing import Any

#: The line that each sign calls for.
_CALLS: Mapping[str, str] = {
    "fake_hardship_documents": "forged_papers",
    "malicious_complaint": "invented_complaints",
    "complaint_per_item": "invented_complaints",
    "impersonate_debtor": "impersonation",
    "cut_contact": "stay_in_touch",
    "isolation_rules": "stay_in_touch",
    "stop_paying_advice": "keep_paying",
    "sim_card_handover": "police",
    "id_docs_handover": "police",
    "professional_debt_bearing": "police",
}
#: Signs that a hotline of the police answers.
TO_POLICE = frozenset(sign for sign, line in _CALLS.items() if line == "police")
_PAID = {
    *("upfront_fee", "deposit_or_entry_fee", "nonrefundable_deposit", "deposit_kept_terms", "course_or_member_fee"),
    *("contract_after_payment", "misc_fee", "plain_price"),
}
_RECRUITS = {"agent_recruitment", "agent_invite_hint", "income_claim", "lead_trading"}
_LAWYER = {"fake_lawyer_or_legal_team"}
_CRIME = {"debt_bearing", "agent_recruit", "lead_trading"}
#: Signs that ask of the reader what may harm him, so that even a low score is no reason to follow.
_HARMFUL = {*_CALLS, *_PAID, "hard_confront_collection", "hide_assets_advice"}
_PLAIN_ROLES = ("strong", "decisive")
#: Words by which a loan broker offers to dress up papers, as they are quoted.
_DRESSED = ("流水", "包装")
#: Of several signs in a text of low score so many are named.
_MOST_NAMED = 3

#: So far from a loss stand its owner and his regret, in code points, and so many losses are looked at.
_OWN_REACH, _REGRET_REACH, _MOST_LOSSES = 40, 60, 200


def tells_of_loss(text: str) -> bool:
    """Does the author of a normalised text about debts seem to have paid already, and to regret it?"""
    for loss in islice(re.finditer(GONE, text), _MOST_LOSSES):
        start, end = loss.span()
        before = text[max(0, start - _OWN_REACH) : start]
        behind = text[end : end + _REGRET_REACH]
        if any(word in before for word in OWN) and any(word in behind for word in REGRETS):
            return True
    return False


#: So far behind a debt stands what makes it others', in code points.
_OTHERS_REACH = 6
_BREAKS = frozenset(",。!?;\n")


def speaks_of_debts(text: str) -> bool:
    """Does a normalised text speak of debts, cards or loans that its reader may have, not only of a trade with others'?"""
    return any(not _are_others(text, end) for word in DEBTS for end in _ends(word, text))


def _ends(word: str, text: str) -> Iterator[int]:
    """Where a word ends, each time it occurs."""
    start = text.find(word)
    while start >= 0:
        yield start + len(word)
        start = text.find(word, start + 1)


def _are_others(text: str, end: int) -> bool:
    """Are the debts of a word that ends here others', by what stands behind it in its clause?"""
    for place in range(end, end + _OTHERS_REACH + 1):
        if text.startswith(OTHERS, place):
            return True
        if text[place : place + 1] in _BREAKS:
            return False
    return False


#: Businesses of this trade that need not name a debt: a school keeps its fees, a broker calls what he sells 包装.
_WITHOUT_DEBTS = frozenset(("fee_refund", "insurance_surrender", "loan_broker", "debt_bearing", "credit_repair"))
#: Decisive signs that any trade may show: what it charges, and that it promises success.
_OF_ANY_TRADE = frozenset(
    ("upfront_fee", "nonrefundable_deposit", "contract_after_payment", "percent_of_total_debt", "guaranteed_outcome")
)


def speaks_of_other_trade(text: str) -> bool:
    """Does a normalised text name what another trade sells, and nothing of debts, credit, insurance or refunds?"""
    return re.search(OTHER_TRADES, text) is not None and re.search(THIS_TRADE, text) is None


def is_of_other_trade(text: str, subtype: str, evidence: Sequence[Evidence]) -> bool:
    """Is a flagged text of another trade, by its words and by all else that is known of it? Neither its business (``subtype``)
    nor a decisive sign in it is one of this trade: its words alone would clear a seller of what his text is flagged for."""
    if subtype in _WITHOUT_DEBTS or not speaks_of_other_trade(text):
        return False
    return not any(
        item.role == "decisive" and item.stance == "asserted" and item.signal not in _OF_ANY_TRADE for item in evidence
    )


#: As which business a text of another trade is told.
OTHER_TRADE = "other"


class Told(NamedTuple):
    """What a text tells besides its signs: ``lost`` where its innocent author has paid already, ``debts`` where it speaks of
    the reader's own, ``other`` where it is of another trade."""

    lost: bool = False
    debts: bool = False
    other: bool = False


#: Of a text that tells of neither.
NOTHING = Told()


def told_as(subtype: str, found: Set[str], *, debts: bool, other: bool = False) -> str:
    """The business that a text is told as: one that recruits is told as a debt service where no asserted sign (``found``) is
    of recruiting and the reader's own debts are spoken of; one of an ``other`` trade as that."""
    if other:
        return OTHER_TRADE
    return "debt_relief" if subtype == "agent_recruit" and debts and not found & _RECRUITS else subtype


def advise(
    level: Level, subtype: str, evidence: Sequence[Evidence], lang: str, told: Told = NOTHING
) -> tuple[str, ...]:
    """What to do instead, most urgent first; always at least one official way out."""
    words = guidance()["advice"]
    if level == "low":
        return _for_low(evidence, lang, words, lost=told.lost)
    return tuple(words[key][lang] for key in dict.fromkeys(_keys(level, subtype, evidence, told)) if key in words)


def _for_low(evidence: Sequence[Evidence], lang: str, words: Mapping[str, Any], *, lost: bool) -> tuple[str, ...]:
    """A low score is told with what the text asks of its reader all the same; of a text that also warns or reports, one such
    sign is more likely misread."""
    if lost:
        return tuple(words[key][lang] for key in ("victim", "market", "police", "complain"))
    named = dict.fromkeys(
        item.title
        for item in sorted(evidence, key=lambda item: (-item.contribution, item.start))
        if item.signal in _HARMFUL
        and item.role in _PLAIN_ROLES
        and item.stance == "asserted"
        and item.contribution >= 0
    )
    guarded = any(item.role == "protective" for item in evidence)
    if len(named) < 1 + guarded:
        return (words["low"][lang],)
    mark = "、" if lang == "zh" else ", "
    signs = mark.join(f"“{title.strip('“”')}”" for title in islice(named, _MOST_NAMED))
    return words["low_signs"][lang].format(signs), words["low_way"][lang]


def _keys(level: Level, subtype: str, evidence: Sequence[Evidence], told: Told) -> Iterator[str]:
    asserted = [item for item in evidence if item.stance == "asserted"]
    found = {item.signal for item in asserted}
    subtype = told_as(subtype, found, debts=told.debts, other=told.other)
    special = f"{level}_{subtype}"
    yield special if special in guidance()["advice"] else level
    yield from (line for sign, line in _CALLS.items() if sign in found)
    if subtype == "loan_broker" and any(word in item.quote for item in asserted for word in _DRESSED):
        yield "forged_papers"
    if subtype in _CRIME:
        yield f"crime_{subtype}"
        if subtype == "debt_bearing":
            yield "police"
    elif subtype == "credit_repair":
        yield "bureau"
    elif subtype == "insurance_surrender":
        yield "insurer"
    elif subtype == "fee_refund":
        yield "refund"
    elif subtype == "loan_broker":
        yield from ("borrow", "bank")
    elif subtype == OTHER_TRADE:
        yield "market"
        return
    else:
        yield from ("bank", "platform")
    if told.debts:
        yield "own_debts" if subtype in _OTHER_WAYS else "bank"
    if found & _LAWYER:
        yield "lawyer"
    if found & _PAID or subtype in {"debt_relief", "fee_refund", "agent_recruit"}:
        yield "market"
    yield "complain"


#: Businesses whose own way out is not that of a debt.
_OTHER_WAYS = (*sorted(_CRIME), "credit_repair", "insurance_surrender", "fee_refund")
