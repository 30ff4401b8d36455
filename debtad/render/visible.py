"""Characters of strangers' text that a screen would obey instead of showing, and signs that tie a text to its reasons."""

from __future__ import annotations

from debtad.render.words import score_text, word
from debtad.verdict import Segment

#: Controls (but tab and line feed), directions, line separators, tags, interlinear marks, noncharacters, lone surrogates.
OBEYED = frozenset(
    (
        *range(0x09),
        *range(0x0B, 0x20),
        *range(0x7F, 0xA0),
        *(0x00AD, 0x061C, 0x180E, 0x200B, 0x200C, 0x200E, 0x200F, 0xFEFF),
        *range(0x2028, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFFF9, 0xFFFC),
        *range(0xFDD0, 0xFDF0),
        *(plane + low for plane in range(0, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF)),
        *range(0xE0000, 0xE0080),
        *range(0xD800, 0xE000),
    )
)
_JOINER = 0x200D
_SHOWN = dict.fromkeys((*OBEYED, _JOINER), "\ufffd")


def visible(text: str) -> str:
    """``text`` with control, bidirectional and invisible characters shown as U+FFFD, one for one."""
    return text.translate(_SHOWN)


def marker(number: int) -> str:
    """The sign that ties a place in the text to its reason: ①, ②, …"""
    return chr(0x2460 + number - 1) if number <= 20 else f"({number})"


def segment_line(text: str, segment: Segment, lang: str) -> str:
    """Which passage of ``text`` carried its verdict, and what the whole scores."""
    passage = visible(text[segment.start : segment.end]).replace("\n", " ")
    shown = passage if len(passage) <= 60 else f"{passage[:40]}…{passage[-19:]}"
    whole = word("()", lang).format(f"{word('segment_whole', lang)} {score_text(segment.whole)}")
    return f"{word('segment', lang)}{'' if lang == 'zh' else ' '}“{shown}”{whole}"
