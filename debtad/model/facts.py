"""The six core facts, as the seller himself asserts them, with their figures.

Money is in 元, percentages in percent points, deferrals in months. Every figure of the text gets a role from the words
around it: first by hand-written rules (:mod:`debtad.model.fact_reading`), then, where the model has learned weights, by
those (:mod:`debtad.model.fact_weights`), to which the rules' answer is one sign among others. What a report quotes, a
warning names or a debtor asks about is evidence, never a fact (:mod:`debtad.model.fact_voice`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from debtad.model.charge_items import Charge
from debtad.model.charges import charges_of
from debtad.model.fact_reading import NEEDS, Reading, read
from debtad.model.fact_weights import Decisions, Tasks
from debtad.model.figures import Figure
from debtad.model.no_fees import Told, no_fees, paybacks
from debtad.records import TYPE_CHECKING, NamedTuple
from debtad.signals.match import Match
from debtad.signals.stance import Frames
from debtad.text.amounts import Amount, near
from debtad.verdict import FACTS

if TYPE_CHECKING:
    from typing import Any

#: Facts come out in the order of the contract.
ORDER = FACTS


def match_value(match: Match, amounts: Sequence[Amount]) -> float | list[float] | None:
    """The figure a match carries: a number, ``[low, high]`` for a range, or None."""
    if match.signal.value is None:
        return None
    amount = near(amounts, match.signal.value, match.start, match.end)
    if amount is None:
        return None
    return amount.value if amount.high is None else [amount.value, amount.high]


def collect_facts(text: str, amounts: Sequence[Amount], frames: Frames, tasks: Tasks | None = None) -> dict[str, Any]:
    """Facts of a normalised ``text`` by id, in the fixed order; absent where the seller does not assert them.

    ``amounts`` and ``frames`` are those of the text; ``tasks`` are the model's learned weights, without which the rules
    alone decide. A sum that is called kept or non-refundable is a deposit, not also an up-front fee.
    ``nonrefundable_deposit`` is an empty list where a kept deposit is named without its amount. Percentages
    and deferrals are given as their lowest and highest.
    """
    return facts_of(read(text, amounts, frames), tasks or {})


def facts_of(reading: Reading, tasks: Tasks) -> dict[str, Any]:
    """Facts of a text that the rules have read."""
    return Said.of(reading, tasks).facts


class Said(NamedTuple):
    """What the seller says of money and promises: the facts by id, and what is needed to tell the charges apart."""

    facts: dict[str, Any]
    reading: Reading
    roles: Mapping[Figure, Told]

    @classmethod
    def of(cls, reading: Reading, tasks: Tasks, turns: Sequence[int] = ()) -> Said:
        """Of a text that the rules have read; ``turns`` are where those of a conversation begin."""
        decisions = Decisions(reading, tasks)
        roles = no_fees(reading, decisions.roles(), turns)
        found = _figures(reading, roles, decisions.names_deposit())
        for fact in NEEDS:
            if decisions.claims(fact) and not reading.only_asks(fact):
                found[fact] = True
        return cls({fact: found[fact] for fact in ORDER if fact in found}, reading, roles)

    def charges(self) -> tuple[Charge, ...]:
        """The charges in order of place."""
        return charges_of(self.reading, self.roles, self.facts)


def _figures(reading: Reading, given: Mapping[Figure, Told], named: bool) -> dict[str, Any]:
    """The facts that hold figures, from the role of each figure."""

    def values(role: Told) -> list[float]:
        return _values(figure for figure in reading.masked.figures if given[figure] == role)

    facts: dict[str, Any] = {}
    deposits = values("kept")
    upfront = [value for value in values("fee") if value not in deposits]
    if upfront:
        facts["upfront_fee"] = upfront
    if deposits or named:
        facts["nonrefundable_deposit"] = deposits
    percents = values("percent")
    if "share" in given.values():
        percents += paybacks(reading).values()
    if not percents:
        percents = list(dict.fromkeys(round(100 - f.value, 2) for f in reading.customers_shares()))
    if percents:
        facts["percentage_fee"] = sorted({min(percents), max(percents)})
    months = [*values("deferral"), *([12.0] if reading.first_year else [])]
    if months:
        facts["deferral_months"] = sorted({min(months), max(months)})
    return facts


def _values(figures: Iterable[Figure]) -> list[float]:
    return list(dict.fromkeys(value for figure in figures for value in figure.values))
