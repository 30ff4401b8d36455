"""From bytes to text: byte-order marks, UTF-8, GB18030, and UTF-16 where the bytes can be nothing else.

Chinese copy saved by older systems is GB18030; GB18030 accepts almost any byte string, so what it yields is looked at
before it is believed: rubbish is refused, never turned into mojibake.
"""

from __future__ import annotations

import codecs
import re

from debtad.errors import DecodeError
from debtad.text import tables

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
#: Blocks of running Chinese text: ASCII, signs, Chinese punctuation and kana, Chinese characters, full-width forms.
_USUAL = (
    (0x09, 0x7F),
    (0xA5, 0xA6),
    (0xB0, 0xD8),
    (0x2010, 0x203C),
    (0x20AC, 0x20AD),
    (0x2100, 0x27C0),
    (0x3000, 0x3100),
)
_USUAL_HAN = ((0x3400, 0xA000), (0xFE0F, 0xFE10), (0xFE30, 0xFE50), (0xFF00, 0xFFF0), (0x1F000, 0x1FB00))
_PRIVATE = (0xE000, 0xF900)

#: Least share of usual characters, and of common ones among the Chinese, for a doubtful reading to be believed.
_MIN_USUAL = 0.9
_MIN_COMMON = 0.6
#: Lead bytes of GB 2312 level 1: the 3,755 characters that almost all running text is made of.
_LEVEL_1 = range(0xB0, 0xD8)


def decode(data: bytes) -> str:
    """The text in ``data``, without its byte-order mark.

    Tried in order: what a byte-order mark announces, UTF-8, UTF-16 without a mark (only where zero bytes or the
    placement of Chinese lead bytes show it plainly), GB18030.

    Raises :class:`debtad.errors.DecodeError` with the offset of the first byte that is not valid, and nothing else.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _announced(data, mark, encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _legacy(data, error.start)
    if _mistaken(text) and (mended := _gb18030(data)):
        return mended
    if "\x00" in text:
        wide = _utf16(data)
        if wide is not None:
            return wide
    control = _CONTROL.search(text)
    if control:
        offset = len(text[: control.start()].encode("utf-8"))
        raise DecodeError(
            f"byte {offset} is the control character 0x{ord(control.group()):02X}: this is binary data, not text; "
            "give plain text saved as UTF-8",
            offset,
        )
    return text


def _announced(data: bytes, mark: bytes, encoding: str) -> str:
    body = data[len(mark) :]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        offset = error.start + len(mark)
        raise DecodeError(
            f"byte {offset} is not valid {encoding.upper()}, which the byte-order mark announces; "
            "save the file again as UTF-8",
            offset,
        ) from None
    control = _CONTROL.search(text)
    if control:
        offset = len(mark) + len(text[: control.start()].encode(encoding))
        raise DecodeError(
            f"byte {offset} is a control character: this is binary data, not text; give plain text saved as UTF-8",
            offset,
        )
    return text


def _mistaken(text: str) -> bool:
    """Whether what passes for UTF-8 may be short GB18030: beside ASCII only rare two-byte letters (战胜 → սʤ)."""
    wide = [char for char in text if not char.isascii()]
    return bool(wide) and all("\u0250" <= char < "\u0370" or "\u0530" <= char < "\u0590" for char in wide)


def _legacy(data: bytes, offset: int) -> str:
    """UTF-16 without a mark or GB18030; ``offset`` is where UTF-8 failed."""
    wide = _utf16(data)
    if wide is not None:
        return wide
    text = _gb18030(data)
    if text is not None:
        return text
    raise DecodeError(
        f"byte {offset} (0x{data[offset]:02X}) is not valid UTF-8, and the whole is no GB18030 text either; "
        "save the file again as UTF-8",
        offset,
    )


def _gb18030(data: bytes) -> str | None:
    """The GB18030 reading, where it can be believed."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return text if _plausible(text) and (text.isascii() or _common(text)) else None


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark, where one of the two byte orders gives plausible text and the other does not."""
    if len(data) < 4 or len(data) % 2:
        return None
    readings = []
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _plausible(text) and _landmarks(text):
            readings.append(text)
    return readings[0] if len(readings) == 1 else None


def _landmarks(text: str) -> bool:
    """ASCII, Chinese punctuation or 的: a chance pairing of bytes has next to none of them."""
    return sum(char.isascii() or char in "，。、！？：的" for char in text) * 40 >= len(text)


def _plausible(text: str) -> bool:
    points = list(map(ord, text))
    if _CONTROL.search(text) or any(_PRIVATE[0] <= point < _PRIVATE[1] for point in points):
        return False
    usual = sum(any(low <= point < high for low, high in _USUAL + _USUAL_HAN) for point in points)
    return usual >= _MIN_USUAL * len(text)


def _common(text: str) -> bool:
    """Whether the Chinese characters, simplified, are mostly common; in broken UTF-8 and Latin-1 they are not."""
    han = [char for char in text.translate(tables.chars().full) if "\u3400" <= char < "\ua000"]
    if not han:
        return all(char.isascii() or char >= "\u3000" for char in text)
    return sum(_is_level_1(char) for char in han) >= _MIN_COMMON * len(han)


def _is_level_1(char: str) -> bool:
    return char.encode("gb2312", "ignore")[:1] != b"" and char.encode("gb2312")[0] in _LEVEL_1
