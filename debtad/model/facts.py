"""The six core facts, as the seller himself asserts them, with their figures.

Money is in 元, percentages in percent points, deferrals in months. Every figure of the text gets a role from the words
around it (:mod:`debtad.model.fact_roles`). What a report quotes, a warning names or a debtor asks about is evidence,
never a fact (:mod:`debtad.model.fact_voice`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any, cast

from debtad.model.fact_roles import is_customers_share, is_deferral, is_fee, is_not_fee, is_percentage_fee
from debtad.model.fact_rules import found, rule
from debtad.model.fact_voice import Voice
from debtad.model.figures import Figure, Masked, mask
from debtad.signals.match import Match
from debtad.signals.stance import Frames
from debtad.text.amounts import Amount, Kind, near
from debtad.verdict import FACTS

#: Facts come out in the order of the contract.
ORDER = FACTS
#: A text without one of these strings cannot promise the fact; saves the patterns.
_NEEDS = {
    "suspend_interest": ("息", "利", "本金", "还本", "一分不涨", "还多少"),
    "no_consultation_fee": (*"免不0零无先没", "分文", "一分", "一毛", "义务", "白送", "唔"),
}
#: How far (masked characters) a word of keeping the money may stand behind the sum it speaks of, and before it.
_BEHIND, _BEFORE = 60, 12
#: Kept deposits are smaller (元).
_DEPOSIT = 20_000.0


def match_value(match: Match, amounts: Sequence[Amount]) -> float | list[float] | None:
    """The figure a match carries: a number, ``[low, high]`` for a range, or None."""
    if match.signal.value is None:
        return None
    amount = near(tuple(amounts), cast(Kind, match.signal.value), match.start, match.end)
    if amount is None:
        return None
    return amount.value if amount.high is None else [amount.value, amount.high]


def collect_facts(text: str, amounts: Sequence[Amount], frames: Frames) -> dict[str, Any]:
    """Facts of a normalised ``text`` by id, in the fixed order; absent where the seller does not assert them.

    ``amounts`` and ``frames`` are those of the text. A sum that is called kept or non-refundable is a deposit, not also
    an up-front fee. ``nonrefundable_deposit`` is an empty list where a kept deposit is named without its amount. More
    than two percentages, and deferrals, are given as their lowest and highest.
    """
    voice = Voice(text, frames)
    masked = mask(text, amounts)
    facts = _sums(masked, voice)
    percents = _percents(masked, voice)
    if percents:
        facts["percentage_fee"] = percents
    months = _values(
        f for f in masked.figures if f.kind == "months" and is_deferral(masked, f) and voice.sells(f.start, f.end)
    )
    if found("months", "first_year", text):
        months.append(12.0)
    if months:
        facts["deferral_months"] = sorted({min(months), max(months)})
    for fact, strings in _NEEDS.items():
        if any(string in text for string in strings) and _claimed(fact, text, voice):
            facts[fact] = True
    return {fact: facts[fact] for fact in ORDER if fact in facts}


def _values(figures: Iterable[Figure]) -> list[float]:
    return list(dict.fromkeys(value for figure in figures for value in figure.values))


def _sums(masked: Masked, voice: Voice) -> dict[str, Any]:
    """Up-front fees and kept deposits."""
    sums = [figure for figure in masked.figures if figure.kind in ("money", "bare")]
    fees = [f for f in sums if is_fee(masked, f, offer=voice.offers) and voice.sells(f.start, f.end)]
    kept, named = _kept(masked, sums, fees)
    deposits = _values(kept)
    upfront = [value for value in _values(f for f in fees if f not in kept) if value not in deposits]
    facts: dict[str, Any] = {}
    if upfront:
        facts["upfront_fee"] = upfront
    if kept or named:
        facts["nonrefundable_deposit"] = deposits
    return facts


def _kept(masked: Masked, sums: list[Figure], fees: list[Figure]) -> tuple[set[Figure], bool]:
    """The sums that are kept or paid before any contract, and whether a kept deposit is named without a sum."""
    text = masked.text
    if found("deposit", "part", text):
        return set(), True
    denied = _Spans(match.span() for match in rule("deposit", "not_kept").finditer(text))
    places = [
        match.span()
        for name in ("kept", "contract_after")
        for match in rule("deposit", name).finditer(text)
        if not denied.touch(*match.span())
    ]
    if not places:
        return set(), False
    chosen = set(fees)
    rest = [f for f in sums if f not in chosen and 0 < f.value <= _DEPOSIT and not is_not_fee(masked, f)]
    kept: set[Figure] = set()
    for start, end in places:
        figure = _spoken_of(fees, start, end) or _spoken_of(rest, start, end)
        if figure is not None:
            kept.add(figure)
    if kept:
        return kept, False
    bare = any(not denied.touch(*match.span()) for match in rule("deposit", "bare").finditer(text))
    return set(), bare or found("deposit", "contract_after", text)


def _spoken_of(figures: list[Figure], start: int, end: int) -> Figure | None:
    """The last figure before ``end`` within reach of ``[start, end)``, else the first behind it."""
    index = bisect_left(figures, end, key=lambda figure: figure.place)
    if index and start - figures[index - 1].place < _BEHIND:
        return figures[index - 1]
    if index < len(figures) and figures[index].place < end + _BEFORE:
        return figures[index]
    return None


def _percents(masked: Masked, voice: Voice) -> list[float]:
    shared = found("percent", "split_no", masked.text)
    figures = [figure for figure in masked.figures if figure.kind == "percent"]
    percents = _values(
        f for f in figures if is_percentage_fee(masked, f, shared=shared) and voice.sells(f.start, f.end)
    )
    if not percents and not shared and figures and found("percent", "refund", masked.text):
        yours = [f.value for f in figures if f.high is None and is_customers_share(masked, f)]
        percents = list(dict.fromkeys(round(100 - value, 2) for value in yours))
    return percents if len(percents) < 3 else [min(percents), max(percents)]


def _claimed(fact: str, text: str, voice: Voice) -> bool:
    """Does the seller promise it in any clause that is not denied, quoted or defined?"""
    matches = [match.span() for match in rule(fact, "yes").finditer(text)]
    if not matches:
        return False
    denied = _Spans(match.span() for match in rule(fact, "no").finditer(text))
    defined = {voice.sentence(match.start()) for match in rule(fact, "defines").finditer(text)}
    return any(
        not denied.touch(start, end) and voice.sentence(start) not in defined and voice.sells(start, end)
        for start, end in matches
    )


class _Spans:
    """Disjoint spans in order, asked whether they touch another."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = list(spans)

    def touch(self, start: int, end: int) -> bool:
        index = bisect_left(self._spans, start, key=lambda span: span[1] - 1)
        return index < len(self._spans) and self._spans[index][0] < end
