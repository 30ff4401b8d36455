"""What debtad says about one text: frozen data, no behaviour beyond turning itself into plain dictionaries.

Renderers draw a :class:`Verdict` and decide nothing. All offsets are code points of the text as it was given.
"""

from __future__ import annotations

from debtad.records import TYPE_CHECKING, NamedTuple, dataclass, field

if TYPE_CHECKING:
    from typing import Any, Literal

    Level = Literal["high", "review", "low"]
    Stance = Literal["asserted", "quoted", "negated", "asked", "warned"]
else:
    Level = Stance = str

SCHEMA = "debtad.verdict/1"


#: Who is speaking: only ``asserted`` is the author's own claim.
STANCES: tuple[Stance, ...] = ("asserted", "quoted", "negated", "asked", "warned")

#: Business models a risky text may belong to.
SUBTYPES = (
    "debt_relief",
    "credit_repair",
    "fee_refund",
    "insurance_surrender",
    "loan_broker",
    "debt_bearing",
    "agent_recruit",
    "lead_trading",
)

#: The six core facts; ids are fixed.
FACTS = (
    "upfront_fee",
    "nonrefundable_deposit",
    "percentage_fee",
    "suspend_interest",
    "deferral_months",
    "no_consultation_fee",
)


class Span(NamedTuple):
    """A half-open stretch ``[start, end)`` of code points."""

    start: int
    end: int


@dataclass(frozen=True)
class ModelRef:
    """Which model spoke: its name and the SHA-256 (hex) of its canonical content."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Evidence:
    """One signal found at one place.

    ``quote`` is the original text at ``[start, end)``. ``value`` is a number (元, percent or months by signal), a pair
    ``[low, high]``, or None. ``contribution`` is in log-odds; positive speaks for a risky ad.
    """

    signal: str
    title: str
    role: str
    quote: str
    start: int
    end: int
    value: float | list[float] | None
    stance: Stance
    contribution: float
    why: str
    law: tuple[str, ...] = ()


@dataclass(frozen=True)
class Word:
    """A learned phrase, or a stretch of learned n-grams, at one place, and its contribution in log-odds."""

    text: str
    start: int
    end: int
    contribution: float

    def __init__(self, text: str, start: int, end: int, contribution: float) -> None:
        fields = self.__dict__
        fields["text"] = text
        fields["start"] = start
        fields["end"] = end
        fields["contribution"] = contribution


@dataclass(frozen=True)
class Segment:
    """The stretch ``[start, end)`` of a long text that speaks more strongly than the whole, whose score is ``whole``."""

    start: int
    end: int
    whole: float


@dataclass(frozen=True)
class SpokenTurn:
    """One turn of a conversation at ``[start, end)``; ``judged`` where its speaker sells."""

    speaker: str
    start: int
    end: int
    judged: bool


@dataclass(frozen=True)
class Verdict:
    """The whole answer for one text.

    ``score`` in 0..1 is a calibrated probability; its log-odds equal ``intercept`` plus the sum of all contributions of
    ``evidence``, ``counter`` and ``words``; ``intercept`` is the start for a text of
    this length and domain. ``facts`` holds only what the seller himself asserts (元, percent, months). ``segment`` is
    set where a stretch of a long text carried the verdict: then ``intercept``, ``words`` and all contributions are those
    of that stretch read by itself. ``conversation`` holds the turns of a text that was read speaker by speaker, else
    nothing. ``limits`` are the limits that were reached, in words; ``truncated`` says that there are any.
    """

    model: ModelRef
    text: str
    truncated: bool
    score: float
    level: Level
    subtype: str
    facts: dict[str, Any]
    evidence: tuple[Evidence, ...]
    counter: tuple[Evidence, ...]
    words: tuple[Word, ...]
    intercept: float
    cost: dict[str, Any] = field(default_factory=dict)
    advice: tuple[str, ...] = ()
    segment: Segment | None = None
    conversation: tuple[SpokenTurn, ...] = ()
    limits: tuple[str, ...] = ()

    @property
    def flagged(self) -> bool:
        """True for ``high`` and ``review``."""
        return self.level != "low"

    @property
    def truncated_reason(self) -> str:
        """What was left out, where anything was; else ""."""
        return "; ".join(self.limits)

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON object (``debtad.verdict/1``) as plain Python data; ``conversation`` only where there is one."""
        return self.dict_with_words(
            [{"text": w.text, "start": w.start, "end": w.end, "contribution": w.contribution} for w in self.words]
        )

    def dict_with_words(self, words: list[dict[str, Any]]) -> dict[str, Any]:
        """The same with these words for those of the verdict, which are the most of it."""
        found: dict[str, Any] = {
            "schema": SCHEMA,
            "model": {"name": self.model.name, "sha256": self.model.sha256},
            "text": self.text,
            "truncated": self.truncated,
            **({"truncated_reason": self.truncated_reason} if self.truncated else {}),
            "score": self.score,
            "level": self.level,
            "subtype": self.subtype,
            "facts": self.facts,
            "evidence": [_evidence_dict(item) for item in self.evidence],
            "counter": [_evidence_dict(item) for item in self.counter],
            "words": words,
            "intercept": self.intercept,
            "cost": self.cost,
            "advice": list(self.advice),
        }
        if self.segment is not None:
            found["segment"] = {"start": self.segment.start, "end": self.segment.end, "whole": self.segment.whole}
        if self.conversation:
            found["conversation"] = [
                {"speaker": t.speaker, "start": t.start, "end": t.end, "judged": t.judged} for t in self.conversation
            ]
        return found


def _evidence_dict(item: Evidence) -> dict[str, Any]:
    return {
        "signal": item.signal,
        "title": item.title,
        "role": item.role,
        "quote": item.quote,
        "start": item.start,
        "end": item.end,
        "value": item.value,
        "stance": item.stance,
        "contribution": item.contribution,
        "why": item.why,
        "law": list(item.law),
    }
