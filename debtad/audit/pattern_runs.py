"""Run patterns over many texts at once.

A pattern that looks at nothing beyond its match gives the same matches in joined texts as in each by itself, as long as no
match reaches across a border: then every path of the search that stays in one text is there, in the same order of
preference, and none was cut short. Where a match does cross, its texts are searched one by one. A pattern that names the
beginning, the end or a border of a word is run without these to find the texts in which it could match.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import re2

#: Stands between joined texts; most patterns do not match across a line break.
_BORDER = b"\n"
_ESCAPED = re.compile(r"\\[^bBAzZ]|\[\^")
_ANCHORS = re.compile(r"[\^$]|\\[bBAzZ]|\(\?[a-zA-Z]")

#: A pattern in pieces: escapes and classes whole, all else by characters.
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.S)
_ASSERTIONS = frozenset(("^", "$", r"\b", r"\B", r"\A", r"\z"))

Span = tuple[int, int]


class Pattern(NamedTuple):
    """An RE2 pattern, ready to be run over many texts."""

    engine: Any
    #: For a pattern that looks around: the same without its assertions, which matches wherever it does, or None.
    loose: Any
    looks_around: bool

    def run(self, texts: Sequence[bytes]) -> Iterator[tuple[int, Span]]:
        """(number of the text, [start, end) in code points) of every match in UTF-8 ``texts`` that is not empty."""
        wanted: Iterable[int] = range(len(texts))
        if len(texts) > 1:
            joined = self.loose if self.looks_around else self.engine
            found = None if joined is None else _joined(joined, texts)
            if found is not None and not self.looks_around:
                for number, start, end in found:
                    yield number, _points(texts[number], start, end)
                return
            if found is not None:
                wanted = dict.fromkeys(number for number, _, _ in found)
        for number in wanted:
            for start, end in _spans(self.engine, texts[number]):
                if end > start:
                    yield number, _points(texts[number], start, end)


def prepare(engine: Any, source: str) -> Pattern:
    """``engine`` is ``source`` compiled."""
    around = looks_around(source)
    return Pattern(engine, _loosened(source) if around else None, around)


def looks_around(source: str) -> bool:
    """Whether the pattern may look at what is outside its match, or carries flags."""
    return _ANCHORS.search(_ESCAPED.sub("", source)) is not None


def _loosened(source: str) -> Any:
    """The pattern without its assertions; None where it has flags or would match nothing at all, or cannot be had so."""
    if "(?" in source.replace("(?:", ""):
        return None
    try:
        engine = re2.compile(_TOKEN.sub(lambda token: "" if token[0] in _ASSERTIONS else token[0], source))
    except re2.error:
        return None
    return None if engine.search("") else engine


def _joined(engine: Any, texts: Sequence[bytes]) -> list[tuple[int, int, int]] | None:
    """(number, start, end) in bytes of the matches in all texts; None where one crosses a border."""
    begins = [0, *accumulate(len(text) + len(_BORDER) for text in texts)]
    found: list[tuple[int, int, int]] = []
    for start, end in _spans(engine, _BORDER.join(texts)):
        number = bisect_right(begins, start) - 1
        begin = begins[number]
        if end > begin + len(texts[number]):
            return None
        if end > start:
            found.append((number, start - begin, end - begin))
    return found


def _spans(engine: Any, text: bytes) -> Iterator[Span]:
    for match in engine.finditer(text):
        yield match.span()


def _points(text: bytes, start: int, end: int) -> Span:
    first = len(text[:start].decode())
    return first, first + len(text[start:end].decode())
