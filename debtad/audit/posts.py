"""A post as it was read, a row that could not be, and what a row of ``verdicts`` holds.

A *judgement* is the part of such a row that hangs on the text alone, so that a text is scored once however often it was
posted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from debtad.verdict import Verdict

#: A row shows at most so many pieces of evidence, the strongest first.
MOST_EVIDENCE = 5

#: The keys of a row of ``verdicts``, in their order.
ROW_KEYS = (
    *("id", "source", "row", "account", "time", "platform", "url"),
    *("score", "level", "subtype", "facts", "evidence"),
)

#: The keys of one piece of evidence within a row.
EVIDENCE_KEYS = ("signal", "title", "role", "quote", "start", "end", "value", "stance", "contribution")


@dataclass(frozen=True, slots=True)
class Post:
    """One post or comment.

    ``time`` is ISO 8601 or "", and ``time_unread`` what stood there where that is no time. ``source`` is the file as it
    was given (with ``#table`` or ``#sheet`` where it has several), ``row`` its data row there, counted from 1.
    """

    text: str
    id: str
    account: str
    time: str
    platform: str
    url: str
    source: str
    row: int
    time_unread: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be scored, with its place and why. ``row`` is 0 where a whole file is meant; ``line`` is the
    line of a text file on which the row ends, or 0.
    """

    source: str
    row: int
    line: int
    id: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """One line of ``rejects.jsonl``."""
        return {"source": self.source, "row": self.row, "line": self.line, "id": self.id, "reason": self.reason}


def judgement(verdict: Verdict) -> dict[str, Any]:
    """What a row says of a text: ``score``, ``level``, ``subtype``, ``facts`` and ``evidence``.

    Evidence is what the author himself asserts, the strongest first, at most five; empty at level ``low``.
    """
    items = () if verdict.level == "low" else [item for item in verdict.evidence if item.stance == "asserted"]
    strongest = sorted(items, key=lambda item: -item.contribution)[:MOST_EVIDENCE]
    return {
        "score": verdict.score,
        "level": verdict.level,
        "subtype": verdict.subtype,
        "facts": verdict.facts,
        "evidence": [{key: getattr(item, key) for key in EVIDENCE_KEYS} for item in strongest],
    }
