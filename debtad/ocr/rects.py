"""Lines as the engine finds them, and the same set upright for geometry."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """One line of text; ``box`` holds its corners (pixels) from the upper left, clockwise; ``confidence`` is 0..1."""

    text: str
    box: tuple[Point, Point, Point, Point]
    confidence: float


@dataclass(frozen=True)
class Rect:
    """A line's upright rectangle; ``index`` is its number among the lines."""

    index: int
    line: Line
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """In pixels."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Where it lies from the top."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """Where it lies from the left."""
        return (self.left + self.right) / 2


def upright(lines: Sequence[Line]) -> list[Rect]:
    """Rectangles of the lines, turned by the angle at which most of them lean."""
    long = [line for line in lines if len(line.text) > 3] or list(lines)
    lean = median([_angle(line) for line in long]) if long else 0.0
    cos, sin = math.cos(-lean), math.sin(-lean)
    found = []
    for index, line in enumerate(lines):
        turned = [(x * cos - y * sin, x * sin + y * cos) for x, y in line.box]
        left, right = (turned[0][0] + turned[3][0]) / 2, (turned[1][0] + turned[2][0]) / 2
        top, bottom = (turned[0][1] + turned[1][1]) / 2, (turned[3][1] + turned[2][1]) / 2
        found.append(Rect(index, line, min(left, right), min(top, bottom), max(left, right), max(top, bottom)))
    return found


def _angle(line: Line) -> float:
    (x0, y0), (x1, y1) = line.box[0], line.box[1]
    return math.atan2(y1 - y0, x1 - x0)
