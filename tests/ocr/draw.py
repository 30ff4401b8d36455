"""Pictures of ads as people post them: posters, two columns, chats. Drawn when a test runs; nothing is stored."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

_FONTS = {
    "sans": ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",),
    "bold": ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",),
    "serif": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",),
    "wqy": ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
}


def fonts() -> list[str]:
    """The names of the fonts that are installed here."""
    return [name for name, paths in _FONTS.items() if any(Path(path).is_file() for path in paths)]


def font(name: str, size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(next(path for path in _FONTS[name] if Path(path).is_file()), size)


def wrap(text: str, used: Any, width: float) -> list[str]:
    """Lines no wider than ``width`` pixels; closing punctuation does not begin a line."""
    lines = [""]
    for character in text:
        if character == "\n" or (used.getlength(lines[-1] + character) > width and character not in "，。！？、；：”"):
            lines.append("")
        if character != "\n":
            lines[-1] += character
    return lines


def poster(
    text: str,
    *,
    name: str = "sans",
    size: int = 40,
    width: int = 900,
    colours: tuple[str, str] = ("#fff4d6", "#8a1c00"),
) -> Image:
    """Coloured ground, the words wrapped in one column."""
    from PIL import Image, ImageDraw

    used = font(name, size)
    lines = wrap(text, used, width - 120)
    image = Image.new("RGB", (width, 140 + int(len(lines) * size * 1.6)), colours[0])
    pen = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        pen.text((60, 70 + row * size * 1.6), line, font=used, fill=colours[1])
    return image


def two_columns(title: str, left: str, right: str, *, name: str = "sans", size: int = 32) -> Image:
    """A title over two columns."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (1000, 640), "white")
    pen = ImageDraw.Draw(image)
    pen.text((90, 40), title, font=font(name, 56), fill="#b00020")
    for x, text in ((60, left), (560, right)):
        for row, line in enumerate(wrap(text, font(name, size), 380)):
            pen.text((x, 160 + row * size * 1.6), line, font=font(name, size), fill="black")
    return image


def chat(
    turns: Sequence[tuple[str, str]],
    *,
    name: str = "sans",
    size: int = 34,
    dark: bool = False,
    title: str = "债务规划-小周",
) -> Image:
    """Bubbles of a messenger; a turn is ("left" | "right", words)."""
    from PIL import Image, ImageDraw

    used, width = font(name, size), 900
    ground, other, own, ink = (
        ("#111111", "#2c2c2c", "#3eb575", "#e9e9e9") if dark else ("#ededed", "white", "#95ec69", "#191919")
    )
    image = Image.new("RGB", (width, 4000), ground)
    pen = ImageDraw.Draw(image)
    pen.text((width / 2, 60), title, font=font(name, 38), fill=ink, anchor="mm")
    pen.text((width / 2, 140), "10:22", font=font(name, 26), fill="#999999", anchor="mm")
    y = 190
    for side, words in turns:
        lines = wrap(words, used, 560)
        wide, high = max(used.getlength(line) for line in lines) + 48, len(lines) * size * 1.4 + 36
        x = 120 if side == "left" else width - 120 - wide
        face = 30 if side == "left" else width - 100
        pen.rounded_rectangle((face, y, face + 70, y + 70), 10, fill="#7aa2d6" if side == "left" else "#d6a27a")
        pen.rounded_rectangle((x, y, x + wide, y + high), 14, fill=other if side == "left" else own)
        for row, line in enumerate(lines):
            pen.text(
                (x + 24, y + 16 + row * size * 1.4), line, font=used, fill=ink if side == "left" or dark else "#191919"
            )
        y += int(high) + 40
    return image.crop((0, 0, width, y + 40))


def leaning(image: Image, degrees: float) -> Image:
    """The picture as photographed a little askew."""
    from PIL import Image as Pictures

    return image.rotate(degrees, resample=Pictures.Resampling.BICUBIC, expand=True, fillcolor=image.getpixel((2, 2)))


def png(image: Image, kind: str = "PNG") -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()
