"""A picture's bytes → its reading, through rapidocr, whose models lie in its wheel. Nothing is fetched or reported."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from debtad.errors import InputError
from debtad.ocr.layout import Reading, arrange
from debtad.ocr.rects import Line

if TYPE_CHECKING:
    from PIL.Image import Image

#: A larger file (bytes) or picture (pixels) is refused unread.
MAX_BYTES = 12_000_000
MAX_PIXELS = 40_000_000

FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "BMP": "image/bmp", "GIF": "image/gif"}
SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/bmp": ".bmp", "image/gif": ".gif"}

#: Lines below this confidence are noise, not text.
_NOISE = 0.3
#: The engine looks at strips of at most this height (pixels), or a long screenshot would be shrunk until unreadable.
_STRIP, _OVERLAP = 1800, 160

_REMEDY = "install it with: pip install 'debtad[ocr]'"


@dataclass(frozen=True)
class Picture:
    """A picture as given (``data``, its ``sha256`` in hex and ``media`` type), its size in pixels as seen upright, and
    its ``reading``."""

    data: bytes
    sha256: str
    media: str
    width: int
    height: int
    reading: Reading


def available() -> bool:
    """Is the extra ``ocr`` installed?"""
    from importlib.util import find_spec

    return all(find_spec(name) for name in ("rapidocr", "onnxruntime", "PIL"))


def read_picture(data: bytes) -> Picture:
    """Read the text of a PNG, JPEG, WebP, BMP or GIF (first frame). Raises InputError where that cannot be done."""
    image, media = open_picture(data)
    reading = arrange(_lines(image), image.width)
    if not reading.text.strip():
        raise InputError("no text was found in the picture: take a sharper screenshot, or paste the text")
    return Picture(data, hashlib.sha256(data).hexdigest(), media, image.width, image.height, reading)


def open_picture(data: bytes) -> tuple[Image, str]:
    """The picture upright in RGB, and its media type. Raises InputError, also where Pillow is missing."""
    try:
        from PIL import Image, ImageOps, UnidentifiedImageError
    except ImportError as error:
        raise InputError(f"reading pictures needs the extra 'ocr': {_REMEDY}") from error
    if len(data) > MAX_BYTES:
        raise InputError(f"the picture has {len(data):,} bytes, more than {MAX_BYTES:,}: save it smaller")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures; they are refused below
            opened = Image.open(io.BytesIO(data), formats=tuple(FORMATS))
            media = _media(opened.format)
            if opened.width * opened.height > MAX_PIXELS:
                raise InputError(
                    f"the picture has {opened.width} x {opened.height} pixels, more than {MAX_PIXELS:,}: save it smaller"
                )
            opened.seek(0)
            image: Image.Image = ImageOps.exif_transpose(opened)
            if image.mode in ("RGBA", "LA", "PA", "P"):
                image = image.convert("RGBA")
                white = Image.new("RGBA", image.size, "white")
                image = Image.alpha_composite(white, image)
            return image.convert("RGB"), media
    except UnidentifiedImageError as error:
        raise InputError("not a picture that can be read: give PNG, JPEG, WebP, BMP or GIF") from error
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise InputError(f"the picture is damaged ({error}): save it anew") from error


def _media(form: str | None) -> str:
    """The media type of what Pillow calls ``form``. Phones append further pictures to a JPEG, which Pillow then calls MPO:
    any reader of JPEG shows the first. Raises InputError."""
    media = FORMATS.get("JPEG" if form == "MPO" else str(form))
    if media is None:
        raise InputError(f"a picture of format {form}: give PNG, JPEG, WebP, BMP or GIF")
    return media


def _lines(image: Image) -> list[Line]:
    import numpy

    engine = _engine()
    pixels = numpy.asarray(image)[:, :, ::-1]
    found: list[Line] = []
    for top in range(0, max(image.height - _OVERLAP, 1), _STRIP - _OVERLAP):
        strip = numpy.ascontiguousarray(pixels[top : top + _STRIP])
        result = engine(strip)
        if result.txts is None:
            continue
        for text, box, confidence in zip(result.txts, result.boxes, result.scores, strict=True):
            corners = tuple((round(float(x), 1), round(float(y) + top, 1)) for x, y in box)
            cut = (top > 0 and corners[0][1] - top < 6) or (
                top + _STRIP < image.height and top + _STRIP - corners[2][1] < 6
            )
            line = Line(str(text).strip(), corners, round(float(confidence), 4))  # type: ignore[arg-type]
            if line.text and line.confidence >= _NOISE and not cut and not any(_same(line, other) for other in found):
                found.append(line)
    return found


def _same(line: Line, other: Line) -> bool:
    """The same line seen in two strips."""
    height = abs(line.box[3][1] - line.box[0][1])
    return all(
        abs(a[0] - b[0]) < height and abs(a[1] - b[1]) < height / 2 for a, b in zip(line.box, other.box, strict=True)
    )


@cache
def _engine() -> Any:
    """The engine, loaded once. onnxruntime must not report anything, and is told so before it is imported."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise InputError(f"reading pictures needs the extra 'ocr': {_REMEDY}") from error
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return RapidOCR(params={"Global.log_level": "critical", "Global.text_score": _NOISE})
