"""Records of a CSV file. A quotation mark that is opened by mistake must not take in the rows behind it unnoticed."""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from debtad.column_names import clean_name
from debtad.errors import LabelError
from debtad.learn.label_columns import HEADINGS


class _Quoted(NamedTuple):
    """A quoted field: the places of its marks in the lines of its record (the second is their end where it is not closed),
    whether a comma or the end of the row follows, and which cell of the row it is."""

    start: int
    end: int
    sound: bool
    cell: int


class _Across(NamedTuple):
    """A quoted field that runs over lines: the first and the last of them, from 0, the place of its mark in the first, and
    which cell of the row it is."""

    first: int
    last: int
    offset: int
    cell: int


def csv_records(text: str, where: str) -> Iterator[tuple[int, Any]]:
    """(line on which it ends, record) of each row; a quoted text may run over several lines.

    Raises LabelError with the line of the mark (``where`` is the file) where a quoted field runs over lines and is not
    closed, or closed amid a text, or holds whole rows of the table, told by their labels.
    """
    lines: list[str] = []
    source = _noting(io.StringIO(text, newline=""), lines)
    reader = csv.DictReader(source)
    header = list(reader.fieldnames or ())
    _check(lines, 1, where)
    used = sum(map(len, lines))
    lines.clear()
    place = next((n for name in HEADINGS["label"] for n, one in enumerate(header) if clean_name(one) == name), 0)
    labels: set[str] = set()
    held: list[tuple[int, int, str]] = []
    before = reader.line_num
    while True:
        try:
            record = next(reader, None)
        except csv.Error:
            lines += source
            _check(lines, before + 1, where)
            raise
        if record is None:
            break
        used += sum(map(len, lines))
        if len(lines) > 1 or used == len(text):
            for quoted in _check(lines, before + 1, where):
                held += _rows_within(lines, before + 1, quoted, len(header), place)
        if place:
            labels.add(str(record.get(header[place])))
        lines.clear()
        before = reader.line_num
        yield before, record
    for line, end, label in held:
        if label in labels and label.strip():
            raise _swallowed(where, line, end)


def _noting(source: Iterator[str], lines: list[str]) -> Iterator[str]:
    for line in source:
        lines.append(line)
        yield line


def _check(lines: Sequence[str], first: int, where: str) -> list[_Across]:
    """The quoted fields of a record that run over lines; ``first`` is the number of its first line. Raises LabelError."""
    text = "".join(lines)
    ends = list(accumulate(map(len, lines)))
    found: list[_Across] = []
    for one in _quoted(text):
        opens, closes = bisect_right(ends, one.start), bisect_right(ends, min(one.end, len(text) - 1))
        if not one.sound and (one.end == len(text) or opens < closes):
            raise _swallowed(where, first + opens, first + closes)
        if opens < closes:
            found.append(_Across(opens, closes, one.start - ends[opens] + len(lines[opens]), one.cell))
    return found


def _quoted(text: str) -> Iterator[_Quoted]:
    place, opens, cell = 0, True, 0
    while place < len(text):
        if opens and text[place] == '"':
            end = text.find('"', place + 1)
            while end >= 0 and text[end + 1 : end + 2] == '"':
                end = text.find('"', end + 2)
            if end < 0:
                yield _Quoted(place, len(text), False, cell)
                return
            yield _Quoted(place, end, text[end + 1 : end + 2] in ("", ",", "\r", "\n"), cell)
            place, opens = end + 1, False
        else:
            opens = text[place] in ",\r\n"
            if opens:
                cell = cell + 1 if text[place] == "," else 0
            place += 1


def _rows_within(
    lines: Sequence[str], first: int, quoted: _Across, width: int, place: int
) -> Iterator[tuple[int, int, str]]:
    """(line of the mark, last line, label) for each line of a quoted field that would be a row without the mark, ``width``
    cells with a label at ``place``; the line of the mark itself only where the mark stands before its label."""
    start, last, offset, cell = quoted
    opening = [lines[start][:offset] + lines[start][offset + 1 :]] if cell < place else []
    for line in (*opening, *lines[start + 1 : last]):
        cells = next(csv.reader([line]), [])
        if place and len(cells) == width:
            yield first + start, first + last, cells[place]


def _swallowed(where: str, line: int, end: int) -> LabelError:
    rows = f"the rows behind it, up to line {end}" if end > line else "the rest of its row"
    return LabelError(
        f"{where}:{line}: a quotation mark opens here and takes in {rows}: take it away, or put the text between two marks "
        'and double ("") those within it'
    )
