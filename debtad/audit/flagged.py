"""Flagged posts as tables for people: ``flagged.csv`` and ``flagged.xlsx``."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

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


def write_flagged_csv(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """UTF-8 with byte-order mark, as Excel wants it; ids stay text and nothing is a formula (see ``safe.cell``)."""
    with replacing(path) as part, open(part, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(CSV_COLUMNS)
        for record in records:
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
                    cell(_facts(record)),
                    cell(_signals(record)),
                    cell(_quotes(record)),
                    cell(record["text"]),
                    _digest(record),
                ]
            )


def _facts(record: Mapping[str, Any]) -> str:
    return "；".join(fact_text(fact, value, "zh") for fact, value in record["facts"].items())


def _signals(record: Mapping[str, Any]) -> str:
    return "、".join(dict.fromkeys(item["title"] for item in record["evidence"]))


def _quotes(record: Mapping[str, Any]) -> str:
    return " … ".join(piece for piece, quoted in fragments(record["text"], record["evidence"]) if quoted)


def _digest(record: Mapping[str, Any]) -> str:
    """The hash that an allow-list names the text by: that of the text as it was posted, contacts unmasked."""
    return text_digest(record.get("digest_of", record["text"]))


def write_flagged_xlsx(path: Path, records: Iterable[Mapping[str, Any]], total: int) -> None:
    """A workbook with the evidence highlighted within each text. All cells are text or numbers, never formulas or links.

    Of more than ``MOST_SHEET_ROWS`` records the first are shown, and the last row says so.
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
            _fill(book, records, total)
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error)) from error


def _fill(book: Any, records: Iterable[Mapping[str, Any]], total: int) -> None:
    sheet = book.add_worksheet("flagged")
    head = book.add_format({"bold": True, "bg_color": "#E8EAED", "border": 1, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    plain = book.add_format({"valign": "top"})
    score = book.add_format({"valign": "top", "num_format": "0.000"})
    levels = {
        "high": book.add_format({"valign": "top", "bold": True, "font_color": "#B3261E"}),
        "review": book.add_format({"valign": "top", "font_color": "#8A5A00"}),
    }
    mark = book.add_format({"bold": True, "font_color": "#B3261E"})
    for place, (title, width) in enumerate(_SHEET_COLUMNS):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, title, head)
    sheet.freeze_panes(1, 0)
    number = 0
    for number, record in enumerate(records, start=1):
        if number > MOST_SHEET_ROWS:
            note = f"只列前 {MOST_SHEET_ROWS:,} 条，共 {total:,} 条；全部见 flagged.csv"
            sheet.write_string(number, 3, note, wrap)
            break
        sheet.write_string(number, 0, word(record["level"], "zh"), levels[record["level"]])
        sheet.write_number(number, 1, record["score"], score)
        sheet.write_string(number, 2, word(record["subtype"], "zh"), plain)
        _write_text(sheet, number, 3, record, mark, wrap)
        rest = (
            (_facts(record), wrap),
            (_signals(record), wrap),
            (record["account"], plain),
            (record["time"], plain),
            (record["platform"], plain),
            (record["id"], plain),
            (record["url"], plain),
            (record["source"], plain),
        )
        for place, (value, look) in enumerate(rest, start=4):
            sheet.write_string(number, place, inert(value)[:_MOST_CELL], look)
        sheet.write_number(number, 12, record["row"], plain)
        sheet.write_string(number, 13, _digest(record), plain)
    if number:
        sheet.autofilter(0, 0, min(number, MOST_SHEET_ROWS), len(_SHEET_COLUMNS) - 1)


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
