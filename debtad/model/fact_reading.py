"""What the hand-written rules make of one text: a role for each figure, and the promises that carry no figure.

Learned weights (:mod:`debtad.model.fact_weights`) may overrule these; without them they are the answer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from debtad.model.fact_roles import deferral, fee, is_customers_share, is_not_fee, is_refundable, percentage_fee
from debtad.model.fact_rules import found, rule
from debtad.model.fact_voice import Voice
from debtad.model.figures import Figure, Masked, mask
from debtad.records import TYPE_CHECKING, NamedTuple, dataclass
from debtad.signals.stance import Frames
from debtad.text.amounts import Amount

if TYPE_CHECKING:
    from typing import Literal

    Role = Literal["fee", "kept", "percent", "deferral", "none"]
else:
    Role = str

#: Kinds of figures that compete for one role.
FAMILIES = {"money": "money", "bare": "money", "percent": "percent", "months": "months"}

#: A text without one of these strings cannot promise the fact; saves the patterns.
NEEDS = {
    "suspend_interest": (
        "息",
        "利",
        *("本金", "还本", "返本", "还多少", "滚", "加钱", "多要", "还借", "还卡", "涨", "不动", "定格", "不再"),
    ),
    "no_consultation_fee": (*"免不0零无先没白冇", "free", "分文", "一分", "一毛", "义务", "白送", "唔"),
}
#: How far (masked characters) a word of keeping the money may stand behind the sum it speaks of, and before it.
_BEHIND, _BEFORE = 60, 12
#: Kept deposits are no larger (元).
DEPOSIT = 20_000.0


class Finding(NamedTuple):
    """One figure, the rule that decided (see :mod:`debtad.model.fact_roles`), and its role by the rules."""

    figure: Figure
    why: str
    role: Role


@dataclass(frozen=True)
class Reading:
    """One normalised text as the rules read it.

    ``named`` says that a kept deposit is named without its sum; ``first_year`` that nothing is paid in the first year.
    """

    text: str
    masked: Masked
    frames: Frames
    voice: Voice
    findings: tuple[Finding, ...]
    named: bool
    first_year: bool

    @cached_property
    def shared(self) -> bool:
        """Does the text share loans or commissions out?"""
        return found("percent", "split_no", self.masked.text)

    @cached_property
    def ranks(self) -> list[tuple[int, int]]:
        """For each finding how many of its family stand before it, and how many there are."""
        counts = dict.fromkeys(FAMILIES.values(), 0)
        before = []
        for item in self.findings:
            family = FAMILIES[item.figure.kind]
            before.append((family, counts[family]))
            counts[family] += 1
        return [(rank, counts[family]) for family, rank in before]

    def customers_shares(self) -> list[Figure]:
        """The parts of recovered money that the customer keeps, where the text speaks of a refund."""
        figures = [item.figure for item in self.findings if item.figure.kind == "percent"]
        if not figures or self.shared or not found("percent", "refund", self.masked.text):
            return []
        return [f for f in figures if f.high is None and is_customers_share(self.masked, f)]

    def may_claim(self, fact: str) -> bool:
        """Does the text hold any word the promise needs?"""
        return any(string in self.text for string in NEEDS[fact])

    def claims(self, fact: str) -> bool:
        """Does the seller promise it in any clause that is not denied, quoted or defined?"""
        text, voice = self.text, self.voice
        matches = self._promises(fact)
        if not matches:
            return False
        denied = _Spans(rule(fact, "no").spans(text))
        defined = {voice.sentence(start) for start, _ in rule(fact, "defines").spans(text)}
        return any(
            not denied.touch(start, end) and voice.sentence(start) not in defined and voice.sells(start, end)
            for start, end in matches
        )

    def only_asks(self, fact: str) -> bool:
        """Is the promise named only where somebody asks whether it is true?"""
        matches = self._promises(fact)
        return bool(matches) and all(self.voice.asks(start, end) for start, end in matches)

    def _promises(self, fact: str) -> list[tuple[int, int]]:
        """Where the words of the promise stand."""
        if not self.may_claim(fact):
            return []
        return [span for name in ("yes", "more") for span in rule(fact, name).spans(self.text)]


def read(text: str, amounts: Sequence[Amount], frames: Frames) -> Reading:
    """Read a normalised ``text`` by the rules; ``amounts`` and ``frames`` are its own."""
    voice = Voice(text, frames)
    masked = mask(text, amounts)
    why: dict[Figure, str] = {}
    shared = any(f.kind == "percent" for f in masked.figures) and found("percent", "split_no", masked.text)
    for figure in masked.figures:
        if figure.kind == "percent":
            why[figure] = percentage_fee(masked, figure, shared=shared)
        elif figure.kind == "months":
            why[figure] = deferral(masked, figure)
        else:
            why[figure] = fee(masked, figure, offer=voice.offers)
    sold = {f for f in masked.figures if why[f][0] == "+" and voice.sells(f.start, f.end)}
    sums = [figure for figure in masked.figures if figure.kind in ("money", "bare")]
    kept, named = _kept(masked, sums, [f for f in sums if f in sold])

    def role(figure: Figure) -> Role:
        if figure in kept:
            return "kept"
        if figure not in sold:
            return "none"
        return "percent" if figure.kind == "percent" else "deferral" if figure.kind == "months" else "fee"

    return Reading(
        text,
        masked,
        frames,
        voice,
        tuple(Finding(figure, why[figure], role(figure)) for figure in masked.figures),
        named,
        found("months", "first_year", text),
    )


def _kept(masked: Masked, sums: list[Figure], fees: list[Figure]) -> tuple[set[Figure], bool]:
    """The sums that are kept or paid before any contract, and whether a kept deposit is named without a sum."""
    text = masked.text
    if found("deposit", "part", text):
        return set(), True
    denied = _Spans(rule("deposit", "not_kept").spans(text))
    places = [
        span
        for name in ("kept", "contract_after")
        for span in rule("deposit", name).spans(text)
        if not denied.touch(*span)
    ]
    if not places:
        return set(), False
    chosen = set(fees)
    rest = [f for f in sums if f not in chosen and 0 < f.value <= DEPOSIT and not is_not_fee(masked, f)]
    kept: set[Figure] = set()
    for start, end in places:
        figure = _spoken_of(fees, start, end) or _spoken_of(rest, start, end)
        if figure is not None and not is_refundable(masked, figure):
            kept.add(figure)
    if kept:
        return kept, False
    bare = any(not denied.touch(*span) for span in rule("deposit", "bare").spans(text))
    return set(), bare or found("deposit", "contract_after", text)


def _spoken_of(figures: list[Figure], start: int, end: int) -> Figure | None:
    """The last figure before ``end`` within reach of ``[start, end)``, else the first behind it."""
    index = bisect_left(figures, end, key=lambda figure: figure.place)
    if index and start - figures[index - 1].place < _BEHIND:
        return figures[index - 1]
    if index < len(figures) and figures[index].place < end + _BEFORE:
        return figures[index]
    return None


class _Spans:
    """Disjoint spans in order, asked whether they touch another."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = spans

    def touch(self, start: int, end: int) -> bool:
        index = bisect_left(self._spans, start, key=lambda span: span[1] - 1)
        return index < len(self._spans) and self._spans[index][0] < end
