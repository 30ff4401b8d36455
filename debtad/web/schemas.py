"""The JSON that goes in and out, for checking and for the OpenAPI description."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from debtad.model.score import MAX_CHARACTERS, MOST_DEBT

#: So many texts in one batch, and so many bytes in any request.
MOST_TEXTS = 200
MOST_BYTES = 14_000_000

_SURROGATE = re.compile("[\ud800-\udfff]")


def _sound(value: Any) -> Any:
    """Lone surrogates, which are no characters, become U+FFFD one for one; offsets stay."""
    return _SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value


Text = Annotated[
    str,
    BeforeValidator(_sound),
    Field(max_length=MAX_CHARACTERS, description=f"Chinese text, at most {MAX_CHARACTERS} characters"),
]
Debt = Annotated[
    float | None, Field(gt=0, le=MOST_DEBT, description="the reader's debt in 元, for what a percentage comes to")
]
Lang = Annotated[Literal["zh", "en"], Field(description="language of titles, reasons and advice")]


class ScoreRequest(BaseModel):
    """One text."""

    model_config = ConfigDict(extra="forbid")

    text: Text
    debt: Debt = None
    lang: Lang = "zh"


class BatchRequest(BaseModel):
    """Several texts."""

    model_config = ConfigDict(extra="forbid")

    texts: Annotated[list[Text], Field(min_length=1, max_length=MOST_TEXTS)]
    debt: Debt = None
    lang: Lang = "zh"


class ModelOut(BaseModel):
    """Which model spoke."""

    name: str
    sha256: str


class EvidenceOut(BaseModel):
    """A signal at one place; ``start`` and ``end`` are code points of ``text``, ``contribution`` is in log-odds."""

    signal: str
    title: str
    role: str
    quote: str
    start: int
    end: int
    value: float | list[float] | None
    stance: Literal["asserted", "quoted", "negated", "asked", "warned"]
    contribution: float
    why: str
    law: list[str]


class WordOut(BaseModel):
    """A learned phrase, or a stretch of learned n-grams."""

    text: str
    start: int
    end: int
    contribution: float


class TurnOut(BaseModel):
    """One turn of a conversation; ``judged`` where its speaker sells."""

    speaker: str
    start: int
    end: int
    judged: bool


class SegmentOut(BaseModel):
    """The passage of a long text that carried its verdict, and what the whole scores."""

    start: int
    end: int
    whole: Annotated[float, Field(ge=0, le=1)]


class VerdictOut(BaseModel):
    """debtad.verdict/1."""

    schema_: Annotated[Literal["debtad.verdict/1"], Field(alias="schema")]
    model: ModelOut
    text: str
    truncated: bool
    truncated_reason: str | None = None
    score: Annotated[float, Field(ge=0, le=1)]
    level: Literal["high", "review", "low"]
    subtype: str
    facts: dict[str, Any]
    evidence: list[EvidenceOut]
    counter: list[EvidenceOut]
    words: list[WordOut]
    intercept: float
    cost: dict[str, Any]
    advice: list[str]
    segment: SegmentOut | None = None
    conversation: list[TurnOut] | None = None
    picture: dict[str, Any] | None = None


class ErrorOut(BaseModel):
    """What was wrong and what to do."""

    error: str


class BatchOut(BaseModel):
    """One result a text, in order."""

    results: list[VerdictOut | ErrorOut]


class HealthOut(BaseModel):
    """What runs here."""

    status: Literal["ok"]
    version: str
    model: ModelOut
    pictures: bool
