"""Lines of text found on a picture → one text in reading order, each line with its place in that text.

Columns are read one after the other, chat bubbles turn by turn (left 对方, right 我, the marks that
:mod:`debtad.text.speakers` reads), and a line that is only wrapped runs on, so that no sentence is torn. Distances are pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from debtad.ocr.bubbles import LEFT, RIGHT, bubbles
from debtad.ocr.rects import Line, Point, Rect, upright

#: Below this confidence (0..1) a line may be misread, and below it on average the whole picture.
UNSURE = 0.80

_ENDS = frozenset("。！？!?；;…~～：:")
#: A line shorter than this many characters is a line of its own, not a wrapped one.
_WRAPPED = 8


@dataclass(frozen=True)
class ReadLine:
    """A line at code points ``[start, end)`` of the text (empty for what is not part of it: a clock, a title bar).

    ``box`` holds its four corners on the picture from the upper left, clockwise. ``confidence`` is 0..1.
    """

    text: str
    start: int
    end: int
    box: tuple[Point, Point, Point, Point]
    confidence: float


@dataclass(frozen=True)
class Reading:
    """The text of a picture. ``chat`` where it was read as chat bubbles."""

    text: str
    lines: tuple[ReadLine, ...]
    chat: bool

    @property
    def confidence(self) -> float:
        """The mean over all characters of the text, 0..1; 0 where there is none."""
        weight = sum(line.end - line.start for line in self.lines)
        return sum(line.confidence * (line.end - line.start) for line in self.lines) / weight if weight else 0.0

    @property
    def unsure(self) -> tuple[ReadLine, ...]:
        """Lines of the text that may be misread."""
        return tuple(line for line in self.lines if line.start < line.end and line.confidence < UNSURE)

    @property
    def low(self) -> bool:
        """True where the reading should not be relied on: the whole is unsure, or a quarter of its characters are."""
        weight = sum(line.end - line.start for line in self.lines)
        return self.confidence < UNSURE or 4 * sum(len(line.text) for line in self.unsure) >= max(weight, 1)


def arrange(lines: Sequence[Line], width: float) -> Reading:
    """The reading of ``lines`` on a picture ``width`` pixels wide. Lines may lean a little, all to one side."""
    rects = upright(lines)
    turns = bubbles(rects, width)
    pieces: list[tuple[str, Rect | None]] = []
    if turns:
        for side, group in turns:
            if side in (LEFT, RIGHT):
                pieces.append(("对方：" if side == LEFT else "我：", None))
            pieces += _flow(sorted(group, key=lambda r: (r.top, r.left)), wrapped=2)
            pieces.append(("\n", None))
    else:
        for group in _blocks(rects):
            pieces += _flow(group, wrapped=_WRAPPED)
            pieces.append(("\n", None))
    return _spelled(pieces, rects, chat=bool(turns))


def _spelled(pieces: Iterable[tuple[str, Rect | None]], rects: Sequence[Rect], *, chat: bool) -> Reading:
    text, placed = "", {}
    for piece, rect in pieces:
        if rect is not None:
            placed[rect.index] = (len(text), len(text) + len(piece))
        text += piece
    found = [
        ReadLine(rect.line.text, *placed.get(rect.index, (0, 0)), rect.line.box, rect.line.confidence) for rect in rects
    ]
    text = text.rstrip("\n")
    return Reading(text, tuple(sorted(found, key=lambda line: (line.end == 0, line.start))), chat)


def _blocks(rects: Sequence[Rect]) -> list[list[Rect]]:
    """Groups of lines in reading order: column after column; lines across all columns part the picture into bands."""
    across = _across(rects)
    if across is None:
        return [_rows(rects)] if rects else []
    gutter, wide = across
    groups: list[list[Rect]] = []
    heading: list[Rect] = []
    above = -math.inf
    for line in [*sorted(wide, key=lambda r: r.middle), None]:
        until = math.inf if line is None else line.middle
        band = [r for r in rects if r not in wide and above <= r.middle < until]
        above = until
        if band:
            groups += [_rows(heading)] if heading else []
            groups += _blocks([r for r in band if r.left < gutter])
            groups += _blocks([r for r in band if r.left >= gutter])
            heading = []
        if line is not None:
            heading.append(line)
    return [*groups, *([_rows(heading)] if heading else [])]


def _across(rects: Sequence[Rect]) -> tuple[float, list[Rect]] | None:
    """Where the gutter between two columns is and which lines run across it; None where there is one column only, or
    where short labels stand beside their values, which read row by row."""
    if len(rects) < 4:
        return None
    gap = 0.5 * median(r.height for r in rects)
    best: tuple[float, list[Rect]] | None = None
    for gutter in sorted({r.left for r in rects}):
        left = [r for r in rects if r.right <= gutter - gap]
        right = [r for r in rects if r.left >= gutter]
        wide = [r for r in rects if r.right > gutter - gap and r.left < gutter]
        if _is_column(left) and _is_column(right) and _beside(left, right) and 2 * len(wide) <= len(rects):
            best = (gutter, wide) if best is None or len(wide) < len(best[1]) else best
    return best


def _is_column(rects: Sequence[Rect]) -> bool:
    return len(rects) > 1 and sum(len(r.line.text) for r in rects) >= 5 * len(rects)


def _beside(left: Sequence[Rect], right: Sequence[Rect]) -> bool:
    """Do the two stand at the same height, for half of the lower one at least?"""
    top, bottom = (
        max(min(r.top for r in c) for c in (left, right)),
        min(max(r.bottom for r in c) for c in (left, right)),
    )
    return bottom - top > 0.5 * min(max(r.bottom for r in c) - min(r.top for r in c) for c in (left, right))


def _rows(rects: Iterable[Rect]) -> list[Rect]:
    """Top to bottom, and left to right within a row."""
    rows: list[list[Rect]] = []
    for rect in sorted(rects, key=lambda r: r.middle):
        if rows and rect.middle - rows[-1][0].middle < 0.5 * min(rect.height, rows[-1][0].height):
            rows[-1].append(rect)
        else:
            rows.append([rect])
    return [rect for row in rows for rect in sorted(row, key=lambda r: r.left)]


def _flow(group: Sequence[Rect], wrapped: int) -> list[tuple[str, Rect | None]]:
    """The lines of a block with what stands between them: nothing, a space, or a line break."""
    pieces: list[tuple[str, Rect | None]] = []
    for place, rect in enumerate(group):
        if place:
            pieces.append((_between(group, place, wrapped), None))
        pieces.append((rect.line.text, rect))
    return pieces


def _between(group: Sequence[Rect], place: int, wrapped: int) -> str:
    above, below = group[place - 1], group[place]
    height = max(above.height, below.height)
    if abs(above.middle - below.middle) < 0.5 * min(above.height, below.height):
        return " "
    one_block = (
        min(above.height, below.height) > 0.7 * height
        and below.top - above.bottom < 1.1 * height
        and (abs(above.left - below.left) < 1.3 * height or abs(above.centre - below.centre) < height)
    )
    edge = max(r.right - r.left for r in group if abs(r.height - height) < 0.3 * height)
    full = above.width > edge - 1.6 * height and len(above.line.text) >= wrapped
    if not (one_block and full) or above.line.text[-1:] in _ENDS:
        return "\n"
    latin = above.line.text[-1:].isascii() and above.line.text[-1:].isalpha() and below.line.text[:1].isascii()
    return " " if latin and below.line.text[:1].isalpha() else ""
