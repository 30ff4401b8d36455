"""Text of strangers as HTML that does nothing: escaped, its control and bidirectional characters shown instead of obeyed.

Everything here returns :class:`Html`, which template engines insert as it stands (``__html__``), and needs no library. The
classes used: ``hit`` and ``hit against`` for evidence, ``n`` for its number, ``ctl`` for a character made visible, ``cut`` for
what was left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

from debtad.render.excerpt import windows
from debtad.render.visible import OBEYED
from debtad.render.words import WORDS, fact_text, figure

#: Names of characters that a page may not obey, where they have short ones.
_NAMES = {
    0x00AD: "SHY", 0x061C: "ALM", 0x180E: "MVS", 0x200B: "ZWSP", 0x200C: "ZWNJ", 0x200E: "LRM", 0x200F: "RLM",
    0x2028: "LS", 0x2029: "PS", 0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO",
    0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xFEFF: "BOM",
}  # fmt: skip
_C0 = (
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI",
    "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
)  # fmt: skip
_EDGES = " \t\n\r\u3000，。、；,.;"
#: More combining marks than this on one character are a trick to cover the lines around it.
_MOST_MARKS = 3


class Html(str):
    """Markup that is safe to insert as it stands."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


class Mark(NamedTuple):
    """A stretch to highlight: code points ``[start, end)``, the number of its reason, whether it speaks against a risky ad."""

    start: int
    end: int
    number: int
    against: bool = False


def isolated(text: str) -> Html:
    """``text`` escaped for HTML, in an isolated direction, with what a page might obey made visible."""
    return Html(f"<bdi>{_inert(text)}</bdi>")


def highlighted(text: str, marks: Sequence[Mark], *, most: int | None = None, context: int = 60) -> Html:
    """``text`` with its marks as ``<mark>`` and the number of each reason after it; marks may overlap.

    Where ``text`` is longer than ``most`` code points, only the neighbourhood of the marks and its beginning are shown,
    at most about ``most`` of them, and what was left out is counted in its place.
    """
    sound = [_trimmed(mark, text) for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    cuts = {0, len(text), *(place for mark in sound for place in (mark.start, mark.end))}
    shown = windows(len(text), [(m.start, m.end) for m in sound], len(text) if most is None else most, context)
    cuts |= {place for window in shown for place in window}
    ends: dict[int, list[Mark]] = {}
    for mark in sound:
        ends.setdefault(mark.end, []).append(mark)
    parts: list[str] = []
    places = sorted(cuts)
    shown_to = 0
    for start, end in pairwise(places):
        if not any(low <= start and end <= high for low, high in shown):
            continue
        if start > shown_to:
            parts.append(_cut(start - shown_to))
        covering = [mark for mark in sound if mark.start <= start and end <= mark.end]
        piece = _inert(text[start:end])
        if covering:
            against = all(mark.against for mark in covering)
            piece = f'<mark class="{"hit against" if against else "hit"}">{piece}</mark>'
        parts.append(piece)
        parts += [f'<sup class="n">{mark.number}</sup>' for mark in sorted(ends.get(end, ()), key=lambda m: m.number)]
        shown_to = end
    if shown_to < len(text):
        parts.append(_cut(len(text) - shown_to))
    return Html(f"<bdi>{''.join(parts)}</bdi>")


def _trimmed(mark: Mark, text: str) -> Mark:
    """The mark without blanks and punctuation at its ends, which say nothing and look like a slip."""
    quote = text[mark.start : mark.end]
    start = mark.start + len(quote) - len(quote.lstrip(_EDGES))
    end = mark.end - len(quote) + len(quote.rstrip(_EDGES))
    return mark._replace(start=start, end=end) if start < end else mark


def fact_lines(facts: Mapping[str, Any], lang: str = "zh") -> list[str]:
    """The facts that the seller states, a line each, with units."""
    return [fact_text(name, value, lang) for name, value in facts.items() if name in WORDS]


def value_text(value: Any) -> str:
    """A figure of evidence: 498, 1,200, 12–36; "" for none."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return figure(float(value))
    if isinstance(value, (list, tuple)):
        return "–".join(figure(float(item)) for item in value)
    return ""


def _inert(text: str) -> str:
    text = text.replace("\r\n", "\n")
    if text.isascii() and text.isprintable():
        return escape(text)
    parts: list[str] = []
    marks = 0
    for place, char in enumerate(text):
        if unicodedata.combining(char):
            marks += 1
            if marks > _MOST_MARKS:
                continue
        else:
            marks = 0
        if char == "\u200d" and not _joins_emoji(text, place):
            parts.append(_control("ZWJ", char))
        elif ord(char) in OBEYED:
            parts.append(_control(_name(char), char))
        else:
            parts.append(escape(char))
    return "".join(parts)


def _joins_emoji(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return bool(before and after) and all(unicodedata.category(char) in ("So", "Mn", "Sk") for char in (before, after))


def _name(char: str) -> str:
    point = ord(char)
    if point < 0x20:
        return _C0[point]
    return _NAMES.get(point, f"U+{point:04X}")


def _control(name: str, char: str) -> str:
    return f'<span class="ctl" title="U+{ord(char):04X}">{name}</span>'


def _cut(count: int) -> str:
    return f'<span class="cut">……（略 {count:,} 字）……</span>'
