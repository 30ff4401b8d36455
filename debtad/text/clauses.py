"""Where sentences and clauses of normalised text begin and end.

Stance frames hold for a clause, so a cut in the wrong place turns a warning into an offer: ``4,000`` and ``0.8`` are
not cut, ``、`` joins a list and does not cut, and a closing quote stays with what it closes. Input is the canonical
form that :mod:`debtad.text.normalize` describes; offsets are code points of that normalised text.
"""

from __future__ import annotations

import re

from debtad.verdict import Span

_CLOSING = r"[”\"’'》）)】\]」』]*"
#: Any letter but a Latin one; compiles in no time, where the range of all Chinese characters takes milliseconds.
_HAN = r"[^\W\da-z_]"
_SENTENCE_END = re.compile(rf"(?:(?:[。;…]|[!?](?![!?])|\n|(?<=\D)\.(?=\s|$))+|[!?]+){_CLOSING}")
_CLAUSE_END = re.compile(
    rf"(?:(?:[。;…\n!?]|(?<=\D)\.(?=\s|$))+|,(?!\d)|(?<!\d),){_CLOSING}"
    rf"|(?<={_HAN}) (?={_HAN})"
)
#: What an end begins with. A class by itself is found far faster than a pattern of alternatives.
_SIGN = re.compile(r"[。;…!?\n., ]")


def clauses(text: str) -> list[Span]:
    """Clauses in order: cut at ``, 。 ! ? ; …``, newlines, and a space between two Chinese runs.

    Spans do not overlap, carry no outer whitespace, and together hold every other character of ``text``.
    """
    return _cut(text, _CLAUSE_END)


def sentences(text: str) -> list[Span]:
    """Sentences in order: cut at ``。 ! ? ; …`` and newlines. Spans as in :func:`clauses`."""
    return _cut(text, _SENTENCE_END)


def _cut(text: str, end: re.Pattern[str]) -> list[Span]:
    spans: list[Span] = []
    start = 0
    for found in _SIGN.finditer(text):
        match = end.match(text, found.start()) if found.start() >= start else None
        if match is not None:
            _append(spans, text, start, match.end())
            start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))
