"""Run patterns over many texts at once.

A pattern that looks at nothing beyond its match gives the same matches in joined texts as in each by itself, as long as no
match reaches across a border: then every path of the search that stays in one text is there, in the same order of
preference, and none was cut short. A text out of which a match does reach is searched by itself. The border is a line
break, so a border of a word is where it was, and a pattern that names the beginning or the end is run so that these mean
those of a line: a text of several lines in which it matches is searched by itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import re2

from debtad.signals.runs import spans

#: Stands between joined texts, one byte; most patterns do not match across a line break.
_BORDER = b"\n"
_ESCAPED = re.compile(r"\\[^bBAzZ]|\[\^")
_ANCHORS = re.compile(r"[\^$]|\\[bBAzZ]|\(\?[a-zA-Z]")
#: What means something else in joined texts even so: flags, and the ends of a text that are never those of a line.
_UNJOINED = re.compile(r"\(\?(?!:)|\\[AzZ]")

Span = tuple[int, int]


class Pattern(NamedTuple):
    """An RE2 pattern, ready to be run over many texts."""

    engine: Any
    #: The same for joined texts; None where it cannot be had.
    joined: Any
    looks_around: bool

    def run(self, texts: Sequence[bytes]) -> Iterator[tuple[int, Span]]:
        """(number of the text, [start, end) in code points) of every match in UTF-8 ``texts`` that is not empty."""
        if len(texts) > 1 and self.joined is not None:
            found = self._joined(texts)
        else:
            found = [(number, span) for number, text in enumerate(texts) for span in spans(self.engine, text)]
        for number, (start, end) in found:
            yield number, _points(texts[number], start, end)

    def _joined(self, texts: Sequence[bytes]) -> list[tuple[int, Span]]:
        """(number, [start, end) in bytes) of the matches in all texts."""
        found: list[tuple[int, Span]] = []
        begins: list[int] = []
        whole = _BORDER.join(texts)
        at: int | None = 0
        while at is not None:
            matches, at = spans(self.joined, whole, at), None
            for start, end in matches:
                begins = begins or _begins(texts)
                number = bisect_right(begins, start) - 1
                begin = begins[number]
                if end <= begin + len(texts[number]) and not (self.looks_around and _BORDER in texts[number]):
                    found.append((number, (start - begin, end - begin)))
                    continue
                while found and found[-1][0] == number:
                    found.pop()
                found += [(number, span) for span in spans(self.engine, texts[number])]
                at = begins[number + 1]
                break
        return found


def _begins(texts: Sequence[bytes]) -> list[int]:
    """Where each of joined texts begins, and where one more would."""
    return [place + number for number, place in enumerate(accumulate(map(len, texts), initial=0))]


def prepare(engine: Any, source: str) -> Pattern:
    """``engine`` is ``source`` compiled."""
    around = looks_around(source)
    return Pattern(engine, _by_lines(source) if around else engine, around)


def looks_around(source: str) -> bool:
    """Whether the pattern may look at what is outside its match, or carries flags."""
    return _ANCHORS.search(_ESCAPED.sub("", source)) is not None


def _by_lines(source: str) -> Any:
    """The pattern with the beginning and end of a line for those of the text; None where that would not be all."""
    if _UNJOINED.search(source):
        return None
    try:
        return re2.compile(f"(?m){source}")
    except re2.error:
        return None


def _points(text: bytes, start: int, end: int) -> Span:
    first = len(text[:start].decode())
    return first, first + len(text[start:end].decode())
