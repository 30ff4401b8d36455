"""Run patterns over many texts at once.

A pattern that looks at nothing beyond its match gives the same matches in joined texts as in each by itself, as long as no
match reaches across a border: then every path of the search that stays in one text is there, in the same order of
preference, and none was cut short. Where a match does cross, or a pattern names the beginning, the end or a border of a
word, its texts are searched one by one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

#: Stands between joined texts; most patterns do not match across a line break.
_BORDER = b"\n"
_ESCAPED = re.compile(r"\\[^bBAzZ]|\[\^")
_ANCHORS = re.compile(r"[\^$]|\\[bBAzZ]|\(\?[a-zA-Z]")

Span = tuple[int, int]


def looks_around(source: str) -> bool:
    """Whether the pattern may look at what is outside its match, or carries flags."""
    return _ANCHORS.search(_ESCAPED.sub("", source)) is not None


def run(engine: Any, texts: Sequence[bytes], *, alone: bool) -> Iterator[tuple[int, Span]]:
    """(number of the text, [start, end) in code points) of every match that is not empty.

    ``engine`` is a compiled RE2 pattern of text, ``texts`` are UTF-8; ``alone`` searches them one by one.
    """
    if not alone and len(texts) > 1:
        found = _joined(engine, texts)
        if found is not None:
            yield from found
            return
    for number, text in enumerate(texts):
        for start, end in _spans(engine, text):
            yield number, _points(text, start, end)


def _joined(engine: Any, texts: Sequence[bytes]) -> list[tuple[int, Span]] | None:
    """The matches in all texts; None where one crosses a border."""
    begins = [0, *accumulate(len(text) + len(_BORDER) for text in texts)]
    found: list[tuple[int, Span]] = []
    for start, end in _spans(engine, _BORDER.join(texts)):
        number = bisect_right(begins, start) - 1
        begin = begins[number]
        if end > begin + len(texts[number]):
            return None
        found.append((number, _points(texts[number], start - begin, end - begin)))
    return found


def _spans(engine: Any, text: bytes) -> Iterator[Span]:
    for match in engine.finditer(text):
        start, end = match.span()
        if end > start:
            yield start, end


def _points(text: bytes, start: int, end: int) -> Span:
    first = len(text[:start].decode())
    return first, first + len(text[start:end].decode())
