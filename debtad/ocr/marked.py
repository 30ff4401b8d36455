"""The picture with boxes around its evidence, as PNG bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence

from debtad.ocr.engine import Picture, open_picture
from debtad.ocr.marks import boxes

_FOR, _AGAINST = (193, 18, 31), (27, 122, 61)


def marked_png(picture: Picture, spans: Sequence[tuple[int, int, bool]]) -> bytes:
    """The picture with a numbered box for each ``(start, end, speaks_for)`` of its text, numbered from 1."""
    from PIL import ImageDraw, ImageFont

    image, _ = open_picture(picture.data)
    pen = ImageDraw.Draw(image)
    stroke, size = max(2, image.width // 300), max(14, image.width // 40)
    font = ImageFont.load_default(size)
    for number, (start, end, speaks_for) in enumerate(spans, start=1):
        colour = _FOR if speaks_for else _AGAINST
        for place, box in enumerate(boxes(picture.reading, start, end)):
            pen.line([*box, box[0]], fill=colour, width=stroke, joint="curve")
            if place == 0:
                x, y = box[0]
                pen.rectangle((x, y - size, x + size * 0.7 * len(str(number)), y), fill=colour)
                pen.text((x + size * 0.08, y - size), str(number), font=font, fill="white")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
