"""What of a text was left unread or untold, for a reader."""

from __future__ import annotations

from debtad.render.messages import message
from debtad.render.words import word
from debtad.verdict import Verdict


def limit_lines(verdict: Verdict, total: int, lang: str) -> list[str]:
    """A line for every limit that the verdict reached; ``total`` is the length of the text that was given."""
    read = len(verdict.text)
    if total <= read:
        return [message(limit, lang) for limit in verdict.limits]
    unread = word("unread", lang).format(total=total, read=read, left=total - read)
    plain = f"only the first {read} characters were scored"
    return [unread, *(message(limit, lang) for limit in verdict.limits if limit != plain)]
