"""Flagged posts as tables for people: ``flagged.csv`` and ``flagged.xlsx``."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from debtad.audit.allow import text_digest
from debtad.audit.disk import replacing
from debtad.audit.safe import cell, id_cell, inert
from debtad.render.words import fact_text, word

#: Columns of ``flagged.csv``.
CSV_COLUMNS = (
    *("level", "score", "id", "account", "time", "platform", "url", "source", "row", "subtype", "facts", "signals"),
    *("quotes", "text", "text_sha256"),
)

#: A worksheet ends at 1,048,576 rows; nobody reads so many, and a workbook of them does not open.
MOST_SHEET_ROWS = 50_000
#: Characters that a cell of a workbook can hold.
_MOST_CELL = 32_000

_SHEET_COLUMNS = (
    ("风险等级", 10),
    ("风险分", 8),
    ("类型", 12),
    ("正文（依据已标出）", 80),
    ("它自己说的", 30),
    ("依据", 36),
    ("账号", 22),
    ("时间", 20),
    ("平台", 8),
    ("编号", 22),
    ("链接", 30),
    ("来源文件", 24),
    ("行", 8),
    ("正文 sha256", 20),
)


class _Row(NamedTuple):
    """A flagged record, and what both tables say of it in words. ``digest`` is the hash that an allow-list names the text
    by: that of the text as it was posted, contacts unmasked."""

    record: Mapping[str, Any]
    facts: str
    signals: str
    digest: str


def write_flagged(folder: Path, records: Iterable[Mapping[str, Any]], total: int) -> None:
    """``flagged.csv`` and ``flagged.xlsx``, in one pass over the ``total`` records (rows of verdicts with their ``text``;
    ``digest_of`` is the unmasked text, where that is another)."""
    with _csv(folder / "flagged.csv") as to_csv, _workbook(folder / "flagged.xlsx", total) as to_sheet:
        for record in records:
            row = _Row(record, _facts(record), _signals(record), text_digest(record.get("digest_of", record["text"])))
            to_csv(row)
            to_sheet(row)


@contextmanager
def _csv(path: Path) -> Iterator[Callable[[_Row], None]]:
    """UTF-8 with byte-order mark, as Excel wants it; ids stay text and nothing is a formula (see ``safe.cell``)."""
    with replacing(path) as part, open(part, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(CSV_COLUMNS)

        def add(row: _Row) -> None:
            record = row.record
            writer.writerow(
                [
                    record["level"],
                    record["score"],
                    id_cell(record["id"]),
                    id_cell(record["account"]),
                    cell(record["time"]),
                    cell(record["platform"]),
                    cell(record["url"]),
                    cell(record["source"]),
                    record["row"],
                    record["subtype"],
                    cell(row.facts),
                    cell(row.signals),
                    cell(_quotes(record)),
                    cell(record["text"]),
                    row.digest,
                ]
            )

        yield add


def _facts(record: Mapping[str, Any]) -> str:
    return "；".join(fact_text(fact, value, "zh") for fact, value in record["facts"].items())


def _signals(record: Mapping[str, Any]) -> str:
    return "；".join(dict.fromkeys(item["title"] for item in record["evidence"]))


def _quotes(record: Mapping[str, Any]) -> str:
    return " … ".join(piece for piece, quoted in fragments(record["text"], record["evidence"]) if quoted)


@contextmanager
def _workbook(path: Path, total: int) -> Iterator[Callable[[_Row], None]]:
    """A workbook with the evidence highlighted within each text. All cells are text or numbers, never formulas or links.

    Of more than ``MOST_SHEET_ROWS`` rows the first are shown, and the last row says so.
    """
    import xlsxwriter

    with replacing(path) as part:
        book = xlsxwriter.Workbook(
            str(part),
            {
                "constant_memory": True,
                "strings_to_urls": False,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "tmpdir": str(path.parent),
            },
        )
        try:
            book.set_properties({"title": "debtad", "created": datetime(2000, 1, 1)})  # the same rows, the same bytes
            sheet = _Sheet(book, total)
            yield sheet.add
            sheet.end()
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error)) from error


class _Sheet:
    def __init__(self, book: Any, total: int) -> None:
        self._total = total
        self._number = 0
        self._sheet = sheet = book.add_worksheet("flagged")
        head = book.add_format({"bold": True, "bg_color": "#E8EAED", "border": 1, "valign": "top"})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self._plain = book.add_format({"valign": "top"})
        self._score = book.add_format({"valign": "top", "num_format": "0.000"})
        self._levels = {
            "high": book.add_format({"valign": "top", "bold": True, "font_color": "#B3261E"}),
            "review": book.add_format({"valign": "top", "font_color": "#8A5A00"}),
        }
        self._mark = book.add_format({"bold": True, "font_color": "#B3261E"})
        for place, (title, width) in enumerate(_SHEET_COLUMNS):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, title, head)
        sheet.freeze_panes(1, 0)

    def add(self, row: _Row) -> None:
        self._number += 1
        number, record, sheet = self._number, row.record, self._sheet
        if number > MOST_SHEET_ROWS:
            if number == MOST_SHEET_ROWS + 1:
                note = f"只列前 {MOST_SHEET_ROWS:,} 条，共 {self._total:,} 条；全部见 flagged.csv"
                sheet.write_string(number, 3, note, self._wrap)
            return
        sheet.write_string(number, 0, word(record["level"], "zh"), self._levels[record["level"]])
        sheet.write_number(number, 1, record["score"], self._score)
        sheet.write_string(number, 2, word(record["subtype"], "zh"), self._plain)
        _write_text(sheet, number, 3, record, self._mark, self._wrap)
        for place, value in enumerate((row.facts, row.signals), start=4):
            sheet.write_string(number, place, inert(value)[:_MOST_CELL], self._wrap)
        for place, name in enumerate(("account", "time", "platform", "id", "url", "source"), start=6):
            sheet.write_string(number, place, inert(record[name])[:_MOST_CELL], self._plain)
        sheet.write_number(number, 12, record["row"], self._plain)
        sheet.write_string(number, 13, row.digest, self._plain)

    def end(self) -> None:
        if self._number:
            last = min(self._number, MOST_SHEET_ROWS)
            self._sheet.autofilter(0, 0, last, len(_SHEET_COLUMNS) - 1)


def _write_text(sheet: Any, row: int, column: int, record: Mapping[str, Any], mark: Any, wrap: Any) -> None:
    text = inert(record["text"])
    if len(text) > _MOST_CELL:
        text = text[:_MOST_CELL] + "……"
    pieces = list(fragments(text, record["evidence"]))
    if len(pieces) < 2:
        sheet.write_string(row, column, text, wrap)
        return
    rich: list[Any] = []
    for piece, highlighted in pieces:
        rich += [mark, piece] if highlighted else [piece]
    sheet.write_rich_string(row, column, *rich, wrap)


def fragments(text: str, evidence: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, bool]]:
    """A text cut into (piece, is it evidence), none of them empty; overlapping evidence becomes one piece."""
    place = 0
    spans = sorted((int(item["start"]), int(item["end"])) for item in evidence)
    merged: list[list[int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    for start, end in merged:
        if text[place:start]:
            yield text[place:start], False
        if text[start:end]:
            yield text[start:end], True
        place = max(place, end)
    if text[place:]:
        yield text[place:], False
