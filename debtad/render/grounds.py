"""Which laws are named beside a verdict, and in which order.

A signal cites every law that its words may touch. Whether the law is named depends on the whole text: guidance.json says
of a criminal statute which business or how many signs have to bear it out, for one ambiguous word must not make a reader
accuse somebody of a crime.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from debtad.model.explain import guidance
from debtad.records import TYPE_CHECKING
from debtad.verdict import Evidence, Verdict

if TYPE_CHECKING:
    from typing import Any

#: What laws are about, in the order in which a complaint names them: what the text plainly does comes first.
_ORDER = ("charges", "identity", "promise", "demand", "form", "crime", "reader")
#: Rules about the reader's own conduct, which tell him what he risks: nothing that he could hold against a seller.
_READER = "reader"
#: Businesses whose prices are not for consumers.
_NO_CUSTOMERS = ("lead_trading", "debt_bearing")
#: What laws are about that bind whoever sells anything, not only those who deal with debts.
_OF_ANY_TRADE = ("charges", "identity", "form")
#: Facts of money that is taken before anything is done, and the law for them even where no signal stands at the figure.
_TAKEN, _UNFAIR_TERMS = frozenset(("upfront_fee", "nonrefundable_deposit")), "L-CP26"


def cited(verdict: Verdict) -> list[str]:
    """The codes of the laws that the seller's own words call for and the text bears out, first what it plainly does."""
    laws = guidance()["laws"]
    asserted = [item for item in verdict.evidence if item.stance == "asserted"]
    charged = () if _TAKEN.isdisjoint(verdict.facts) else (_UNFAIR_TERMS,)
    if verdict.subtype in _NO_CUSTOMERS and not charged:
        laws = {code: law for code, law in laws.items() if law["about"] != "charges"}
    if verdict.cost.get("other_trade"):
        laws = {code: law for code, law in laws.items() if law["about"] in _OF_ANY_TRADE}
    codes = dict.fromkeys((*charged, *(code for item in asserted for code in item.law if code in laws)))
    borne = [code for code in codes if _is_borne_out(laws[code].get("needs"), verdict.subtype, asserted)]
    return sorted(borne, key=lambda code: _ORDER.index(laws[code]["about"]))


def for_complaint(verdict: Verdict) -> list[str]:
    """Those of the laws that speak of the seller."""
    laws = guidance()["laws"]
    return [code for code in cited(verdict) if laws[code]["about"] != _READER]


def _is_borne_out(needs: Mapping[str, Any] | None, subtype: str, asserted: Sequence[Evidence]) -> bool:
    """Do the business and at least one sign, or as many signs as are needed in different places, bear a law out?"""
    if needs is None:
        return True
    places = _apart(item for item in asserted if item.signal in needs["signs"])
    return places >= (1 if subtype in needs.get("subtypes", ()) else needs["least"])


def _apart(items: Iterable[Evidence]) -> int:
    """In how many places that share no word the items stand."""
    count, reached = 0, -1
    for item in sorted(items, key=lambda item: item.end):
        if item.start >= reached:
            count, reached = count + 1, item.end
    return count
