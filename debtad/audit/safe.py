"""Hostile text made harmless for what reads it: terminals, spreadsheets, people.

Scraped text may hold escape sequences for terminals, marks that turn the direction of writing, and formulas. In JSON such
characters are escaped, which any JSON reader undoes. In tables control characters become visible signs, each one
character for one, so that places in the text stay true; what a spreadsheet would compute gets an apostrophe before it.
"""

from __future__ import annotations

import re

#: In UTF-8: DEL, the C1 controls, and characters that turn the direction of writing or break lines unseen.
_UNSAFE_BYTES = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]")
_UNSAFE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]|\r(?!\n)"
)

#: What a spreadsheet takes for a formula, full-width forms included.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠'")
_BLANK = " \u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"
#: A figure that a spreadsheet would round, shorten or take for a date.
_FIGURE = re.compile(r"[0-9０-９][0-9０-９.,:/eE+\-]*")
_PLAIN = re.compile(r"[1-9][0-9]{0,10}|0")


def inert_json(data: bytes) -> bytes:
    """JSON with the characters that could harm a terminal or mislead a reader escaped; the same when read."""
    return _UNSAFE_BYTES.sub(_escape, data) if not data.isascii() or b"\x7f" in data else data


def _escape(found: re.Match[bytes]) -> bytes:
    return b"\\u%04x" % ord(found.group().decode("utf-8"))


def inert(text: str) -> str:
    """Text of the same length in which control characters are visible and do nothing.

    >>> inert("a\\x1b[31mb")
    'a␛[31mb'
    """
    return _UNSAFE.sub(_visible, text)


def _visible(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "\ufffd"


def cell(text: str) -> str:
    """Text for a cell of a CSV file that a spreadsheet will open: no formula, whatever it begins with.

    One apostrophe before it keeps it text; who reads the file takes one leading apostrophe off to have the original
    (:func:`restore`), for a text that begins with an apostrophe gets another.

    >>> cell("=HYPERLINK(1)"), restore(cell("'a")), cell("先付500")
    ("'=HYPERLINK(1)", "'a", '先付500')
    """
    bare = text.lstrip(_BLANK)
    return "'" + inert(text) if bare and (bare[0] in _FORMULA or text[0] in _FORMULA) else inert(text)


def id_cell(text: str) -> str:
    """An id for such a cell: figures that a spreadsheet would round or take for a date stay text.

    >>> id_cell("7312345678901234567"), id_cell("42")
    ("'7312345678901234567", '42')
    """
    text = cell(text)
    return "'" + text if _FIGURE.fullmatch(text) and not _PLAIN.fullmatch(text) else text


def restore(text: str) -> str:
    """The text behind a cell that :func:`cell` or :func:`id_cell` made (control characters stay visible signs)."""
    return text.removeprefix("'")
