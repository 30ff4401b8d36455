"""Where a stretch of the text stands on the picture: boxes for evidence."""

from __future__ import annotations

from debtad.ocr.layout import Reading, ReadLine
from debtad.ocr.rects import Point

Box = tuple[Point, Point, Point, Point]


def boxes(reading: Reading, start: int, end: int) -> tuple[Box, ...]:
    """One box (four corners in pixels, clockwise) for each line that ``[start, end)`` of the text touches."""
    found = []
    for line in reading.lines:
        low, high = max(start, line.start), min(end, line.end)
        if low < high:
            found.append(_part(line, low - line.start, high - line.start))
    return tuple(found)


def _part(line: ReadLine, start: int, end: int) -> Box:
    total = _width(line.text) or 1.0
    a, b = _width(line.text[:start]) / total, _width(line.text[:end]) / total
    upper_left, upper_right, lower_right, lower_left = line.box
    return (
        _along(upper_left, upper_right, a),
        _along(upper_left, upper_right, b),
        _along(lower_left, lower_right, b),
        _along(lower_left, lower_right, a),
    )


def _width(text: str) -> float:
    """In Chinese characters; a Latin letter or digit is a little more than half as wide."""
    return sum(0.55 if character.isascii() else 1.0 for character in text)


def _along(first: Point, last: Point, share: float) -> Point:
    return (
        round(first[0] + (last[0] - first[0]) * share, 1),
        round(first[1] + (last[1] - first[1]) * share, 1),
    )
