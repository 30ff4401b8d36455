"""Chat bubbles: lines that keep to the left or the right edge, one side at a time."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from debtad.ocr.rects import Rect

LEFT, RIGHT, TIME = "left", "right", "time"

#: How far (share of the picture's width) a bubble may stand off the edge it keeps to.
_EDGE = 0.06
#: How far a bubble of the right side stands in from the left edge, once at least.
_INDENT = 0.12

_CLOCK = re.compile(r"(?:\D{0,6}\s?)?\d{1,2}\s?[:：]\s?\d{2}.{0,4}|\d{1,4}[-/年月.]\d{1,2}.{0,12}")


def bubbles(rects: Sequence[Rect], width: float) -> list[tuple[str, list[Rect]]]:
    """The bubbles from top to bottom with their side, clocks between them as ``time``; empty where this is no chat.

    Short centred lines (a title bar, a system notice) and the speakers' pictures are left out.
    """
    lines = [r for r in sorted(rects, key=lambda r: r.top) if not _is_face(r)]
    if not lines:
        return []
    middle = [r for r in lines if _CLOCK.fullmatch(r.line.text.strip()) or _is_title(r, lines, width)]
    spoken: list[list[Rect]] = []
    for rect in (r for r in lines if r not in middle):
        last = next((b for b in reversed(spoken) if _continues(b[-1], rect)), None)
        if last is not None:
            last.append(rect)
        else:
            spoken.append([rect])
    if len(spoken) < 2:
        return []
    left = min(r.left for b in spoken for r in b)
    right = max(r.right for b in spoken for r in b)
    found: list[tuple[str, list[Rect]]] = []
    for bubble in spoken:
        to_left = min(r.left for r in bubble) - left
        to_right = right - max(r.right for r in bubble)
        if min(to_left, to_right) > _EDGE * width:
            return []
        found.append((LEFT if to_left <= to_right else RIGHT, bubble))
    indented = any(side == RIGHT and min(r.left for r in b) - left > _INDENT * width for side, b in found)
    if not indented or all(side == RIGHT for side, _ in found) or _side_by_side(found):
        return []
    clocks = [(TIME, [r]) for r in middle if _CLOCK.fullmatch(r.line.text.strip())]
    return sorted([*found, *clocks], key=lambda pair: pair[1][0].top)


def _is_face(rect: Rect) -> bool:
    """A picture of a speaker that was read as a letter or a digit."""
    text = rect.line.text.strip()
    return len(text) == 1 and not "\u3400" <= text <= "\u9fff" and rect.width < 1.6 * rect.height


def _is_title(rect: Rect, lines: Sequence[Rect], width: float) -> bool:
    """A short line in the middle of the picture: the name above a chat, or a notice between its bubbles."""
    centred = abs(rect.centre - width / 2) < 0.05 * width and rect.width < 0.45 * width
    alone = all(r is rect or r.bottom <= rect.top or r.top >= rect.bottom for r in lines)
    return centred and alone and rect.left > min(r.left for r in lines) + _EDGE * width


def _continues(above: Rect, below: Rect) -> bool:
    height = max(above.height, below.height)
    return abs(above.left - below.left) < 0.7 * height and -0.3 * height < below.top - above.bottom < 0.75 * height


def _side_by_side(found: Sequence[tuple[str, list[Rect]]]) -> bool:
    spans = sorted((b[0].top, max(r.bottom for r in b)) for _, b in found)
    return any(below[0] < above[1] - 0.3 * (above[1] - above[0]) for above, below in itertools.pairwise(spans))
