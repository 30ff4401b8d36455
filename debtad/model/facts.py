"""The six core facts, as the seller himself asserts them, with their figures.

Money is in 元, percentages in percent points, deferrals in months. Every figure of the text gets a role from the words
around it (:mod:`debtad.model.fact_roles`). What a report quotes, a warning names or a debtor asks about is evidence,
never a fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from debtad.model.fact_roles import is_customers_share, is_deferral, is_fee, is_not_fee, is_percentage_fee
from debtad.model.fact_rules import found, rule
from debtad.model.figures import Figure, Masked, mask
from debtad.signals.match import Match
from debtad.signals.stance import Frames
from debtad.text.amounts import Amount, near

ORDER = (
    "upfront_fee",
    "nonrefundable_deposit",
    "percentage_fee",
    "suspend_interest",
    "deferral_months",
    "no_consultation_fee",
)


def match_value(match: Match, amounts: Sequence[Amount]) -> float | list[float] | None:
    """The figure a match carries: a number, ``[low, high]`` for a range, or None."""
    if match.signal.value is None:
        return None
    amount = near(tuple(amounts), match.signal.value, match.start, match.end)
    if amount is None:
        return None
    return amount.value if amount.high is None else [amount.value, amount.high]


def collect_facts(text: str, amounts: Sequence[Amount], frames: Frames) -> dict[str, Any]:
    """Facts of a normalised ``text`` by id, in the fixed order; absent where the seller does not assert them.

    A sum that is called kept or non-refundable is a deposit, not also an up-front fee. ``nonrefundable_deposit`` is an
    empty list where a kept deposit is named without its amount. More than two percentages, and deferrals, are given
    as their lowest and highest.
    """
    voice = _Voice(text, frames)
    masked = mask(text, amounts)
    facts: dict[str, Any] = {}
    fees = [f for f in masked.figures if f.kind in ("money", "bare") and is_fee(masked, f, offer=voice.offers) and voice.sells(f.start, f.end)]
    kept, named = _kept(masked, fees, voice)
    upfront = _values(f for f in fees if f not in kept)
    upfront = [value for value in upfront if value not in _values(kept)]
    if upfront:
        facts["upfront_fee"] = upfront
    if kept or named:
        facts["nonrefundable_deposit"] = _values(kept)
    percents = _values(
        f for f in masked.figures if f.kind == "percent" and is_percentage_fee(masked, f) and voice.sells(f.start, f.end)
    )
    if not percents and found("percent", "refund", text):
        percents = _values_of_yours(masked)
    if percents:
        facts["percentage_fee"] = percents if len(percents) < 3 else [min(percents), max(percents)]
    months = _values(
        f for f in masked.figures if f.kind == "months" and is_deferral(masked, f) and voice.sells(f.start, f.end)
    )
    if found("months", "first_year", text):
        months.append(12.0)
    if months:
        facts["deferral_months"] = sorted({min(months), max(months)})
    for fact, sign in (("suspend_interest", ("息", "利", "本金", "一分不涨")), ("no_consultation_fee", _FREE)):
        if any(word in text for word in sign) and _claimed(fact, text, voice):
            facts[fact] = True
    return {fact: facts[fact] for fact in ORDER if fact in facts}


_FREE = ("免", "不收", "不要", "不花", "不用", "0", "零", "无", "分文", "一分", "一毛", "不掏", "义务", "不计", "白送", "不签", "没委托", "不产生", "不额外", "不另", "不需", "先")


def _values(figures: Any) -> list[float]:
    return list(dict.fromkeys(value for figure in figures for value in figure.values))


def _values_of_yours(masked: Masked) -> list[float]:
    """The seller's part where only the customer's is named: 要回来你拿七成 (30)."""
    shares = [f for f in masked.figures if f.kind == "percent" and f.high is None and is_customers_share(masked, f)]
    return list(dict.fromkeys(round(100 - figure.value, 2) for figure in shares))


class _Voice:
    """Whose words they are: the seller's own, or a report's, a warning's, somebody else's."""

    def __init__(self, text: str, frames: Frames) -> None:
        self._text = text
        self._frames = frames
        #: Does the text speak of debt, and somebody in it offer something?
        self.offers = frames.mentions("debt") and found("voice", "seller", text)

    def sells(self, start: int, end: int) -> bool:
        stance = self._frames.stance(start, end)
        if stance == "asserted" or (stance == "asked" and not found("voice", "asking", self._text)):
            return True
        span = self._frames.sentence(start)
        outside = [match.end() for match in rule("voice", "outside").finditer(self._text[span.start : start])]
        if outside:
            return found("voice", "turn", self._text[span.start + outside[-1] : end])
        if found("voice", "outside_after", self._text[end : span.end]):
            return found("voice", "turn", self._text[span.start : end])
        return found("voice", "seller", self._text)


def _kept(masked: Masked, fees: list[Figure], voice: _Voice) -> tuple[list[Figure], bool]:
    """The fees that are kept or paid before any contract, and whether a kept deposit is named without a sum."""
    text = masked.text
    denied = [match.span() for match in rule("deposit", "not_kept").finditer(text)]
    places = [
        match.span()
        for name in ("kept", "contract_after")
        for match in rule("deposit", name).finditer(text)
        if not any(low < match.end() and match.start() < high for low, high in denied)
    ]
    if found("deposit", "part", text):
        return [], True
    rest = [f for f in masked.figures if f not in fees and f.kind in ("money", "bare") and not is_not_fee(masked, f)]
    kept: list[Figure] = []
    for start, end in places:
        for figures in (fees, [f for f in rest if 0 < f.value <= 20_000]):
            before = [f for f in figures if f.place < end and start - f.place < 60]
            after = [f for f in figures if end <= f.place < end + 12]
            if before or after:
                kept.append(before[-1] if before else after[0])
                break
    if kept:
        return list(dict.fromkeys(kept)), False
    bare = any(
        not any(low < match.end() and match.start() < high for low, high in denied)
        for match in rule("deposit", "bare").finditer(text)
    )
    return [], bare or (bool(places) and found("deposit", "contract_after", text))


def _claimed(fact: str, text: str, voice: _Voice) -> bool:
    """Does the seller promise it in any clause that is not denied, quoted or defined?"""
    denied = [match.span() for match in rule(fact, "no").finditer(text)]
    for match in rule(fact, "yes").finditer(text):
        if any(low < match.end() and match.start() < high for low, high in denied):
            continue
        if voice.sells(*match.span()):
            return True
    return False
