"""How large a workbook would be in memory: its reader lays out every cell between its first and its last, and a file of a
few kilobytes may name a last cell that no machine holds."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib

#: So many cells are laid out for any workbook; for a larger one, only so many for each that it writes.
MOST_CELLS = 200_000
_MOST_EACH = 20

_CHUNK = 1 << 20
#: A tag is found whole where it is no longer than this (bytes).
_TAG = 1_000
_PLACE = re.compile(rb"""<(?:\w+:)?(?:c|row)\s[^<>]*?\br\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")


def check_extent(path: str) -> None:
    """Raises ValueError for a zipped workbook with a sheet that is not to be laid out, or that is no sound zip."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                _check_member(archive, info)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError) as error:
        raise ValueError(f"not a sound zip ({error})") from error


def _check_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    rows = columns = written = 0
    with archive.open(info) as file:
        tail = b""
        while chunk := file.read(_CHUNK):
            data = tail + chunk
            for letters, digits in _PLACE.findall(data):
                written += 1
                rows = max(rows, int(digits[:12]))
                columns = max(columns, _column(letters[:12]))
            tail = data[-_TAG:]
    if rows * columns > max(MOST_CELLS, _MOST_EACH * written):
        raise ValueError(f"a sheet of {rows:,} rows and {columns:,} columns, nearly all of them empty")


def _column(letters: bytes) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
