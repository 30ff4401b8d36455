"""A picture with boxes around its evidence, as SVG: it grows and shrinks with the page and needs no library."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

from debtad.ocr.engine import Picture
from debtad.ocr.marks import boxes
from debtad.render.view import Item


def svg(picture: Picture, items: Sequence[Item], label: str) -> str:
    """The picture with a numbered box for each item; ``label`` describes it for those who do not see it.

    Classes: ``box for`` and ``box against`` for boxes, ``tag for`` and ``tag against`` for their numbers.
    """
    width, height = picture.width, picture.height
    size = max(width / 32, 14.0)
    data = base64.b64encode(picture.data).decode()
    parts = [
        f'<svg class="picture" role="img" aria-label="{escape(label)}" viewBox="0 0 {width} {height}"'
        ' xmlns="http://www.w3.org/2000/svg">',
        f'<image href="data:{picture.media};base64,{data}" width="{width}" height="{height}"/>',
    ]
    tags: list[str] = []
    taken: list[tuple[float, float]] = []
    for item in items:
        kind = "for" if item.speaks_for else "against"
        for place, box in enumerate(boxes(picture.reading, item.start, item.end)):
            points = " ".join(f"{x:g},{y:g}" for x, y in box)
            parts.append(f'<polygon class="box {kind}" points="{points}"/>')
            if place == 0:
                x, y = box[0][0] + size * 0.3, max(box[0][1] - size * 0.1, size * 0.6)
                while any(abs(x - a) < size * 1.1 and abs(y - b) < size * 0.9 for a, b in taken):
                    x += size * 1.15  # numbers of neighbouring evidence stand side by side
                taken.append((x, y))
                tags.append(
                    f'<circle class="tag {kind}" cx="{x:g}" cy="{y:g}" r="{size * 0.55:g}"/><text class="tag {kind}"'
                    f' x="{x:g}" y="{y + size * 0.26:g}" font-size="{size * 0.72:g}" text-anchor="middle">{item.number}</text>'
                )
    return "".join([*parts, *tags, "</svg>"])
