"""Writing label files: tables for people and programs, doccano JSONL and Label Studio JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from debtad.errors import LabelError, OutputError
from debtad.learn.label_files import COLUMNS, LABEL_NAMES, ODD, Labelled, ReadOptions, dumps, plain_record, read_file
from debtad.learn.spans import Units
from debtad.outputs import check_output, replacing

#: A spreadsheet cell holds at most this many characters (UTF-16 code units).
_CELL = 32_767

#: Spreadsheets keep 15 digits of a number; Parquet files are read as floating point where a column has gaps.
_EXACT = 10**15

#: A fixed date for workbooks, so that the same labels give the same bytes.
_MADE = datetime(2000, 1, 1)


def check_label_output(out: Path, form: str, inputs: Iterable[Path], *, force: bool = False) -> None:
    """Raises OutputError where ``out`` is one of ``inputs``, or holds labels (of whatever form) that would be lost; with
    ``force`` only the inputs are spared."""
    check_output(out, inputs)
    if force or not out.is_file() or not out.stat().st_size:
        return
    try:
        read = read_file(out, "label-studio" if form == "label-studio" else None, ReadOptions(disagree="review"))
    except LabelError:
        raise OutputError(
            f"{out}: is there already and is no {form} file of labels: choose another --out, or replace it with --force"
        ) from None
    if read.items or read.problems:
        raise OutputError(
            f"{out}: holds {len(read.items) + len(read.problems)} labelled rows that would be lost: choose another --out, "
            "or replace it with --force"
        )


def write_items(items: Sequence[Labelled], path: Path, form: str, units: Units | None = None) -> None:
    """Write ``items`` as ``form`` (one of ``label_files.FORMATS``); the same items give the same bytes.

    ``units`` are those of offsets in doccano and Label Studio files (default: what the tool itself uses); tables always
    hold code points. Raises OutputError where the place cannot be written or the form cannot hold a text.
    """
    make: Callable[[Sequence[Labelled]], bytes] = {
        "jsonl": _jsonl,
        "csv": _csv,
        "xlsx": _xlsx,
        "parquet": _parquet,
        "doccano": lambda found: _doccano(found, units or "utf16"),
        "label-studio": lambda found: _label_studio(found, units or "codepoints"),
    }[form]
    try:
        data = make(items)
    except UnicodeEncodeError as error:
        raise OutputError(
            f"{path}: a text holds half a character (U+{ord(error.object[error.start]):04X}), which {form} cannot hold: "
            "write .jsonl instead"
        ) from error
    write_bytes(path, data)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a whole file or nothing. Raises OutputError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as part:
            part.write_bytes(data)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}: choose another --out") from error


def _jsonl(items: Sequence[Labelled]) -> bytes:
    return "".join(dumps(plain_record(item)) + "\n" for item in items).encode()


def _doccano(items: Sequence[Labelled], units: Units) -> bytes:
    from debtad.learn.doccano import to_record

    return "".join(dumps(to_record(item, units)) + "\n" for item in items).encode()


def _label_studio(items: Sequence[Labelled], units: Units) -> bytes:
    from debtad.learn.label_studio import to_task

    return ("[" + ",\n".join(dumps(to_task(item, units)) for item in items) + "]\n").encode()


def _cells(items: Sequence[Labelled]) -> tuple[list[str], list[list[Any]]]:
    """Column names and rows of a table; nested values as JSON. ``text``, ``label`` and ``id`` are always there."""
    flat = [plain_record(item) for item in items]
    used = {name for record in flat for name in record} | {"text", "label", "id"}
    extra = dict.fromkeys(name for record in flat for name in record if name not in COLUMNS)
    names = [*(name for name in COLUMNS if name in used), *extra]
    return names, [[_cell(record.get(name)) for name in names] for record in flat]


def _cell(value: Any) -> Any:
    """A value as a table holds it: long whole numbers (ids, mostly) as text, for a figure would lose their last digits."""
    if type(value) is int and abs(value) >= _EXACT:
        return str(value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    return dumps(value)


def _refuse_odd(names: Sequence[str], rows: Sequence[Sequence[Any]], form: str) -> None:
    for number, row in enumerate(rows, start=1):
        for name, value in zip(names, row, strict=True):
            found = ODD.search(value) if isinstance(value, str) else None
            if found:
                code = f"U+{ord(found.group()):04X}"
                raise OutputError(f"row {number}: {name} holds {code}, which {form} cannot hold: write .jsonl instead")


def _csv(items: Sequence[Labelled]) -> bytes:
    """With a byte order mark, without which spreadsheets take Chinese for something else."""
    names, rows = _cells(items)
    _refuse_odd(names, rows, "CSV")
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows(["" if value is None else value for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _parquet(items: Sequence[Labelled]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    names, rows = _cells(items)
    columns: dict[str, Any] = {}
    for place, name in enumerate(names):
        values = [row[place] for row in rows]
        numbers = name not in COLUMNS and all(v is None or type(v) in (int, float) for v in values)
        given = values if numbers else [None if v is None else str(v) for v in values]
        columns[name] = pa.array(given, type=pa.float64() if numbers else pa.string())
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def _xlsx(items: Sequence[Labelled]) -> bytes:
    """A sheet with a list to choose labels from. Nothing in it is taken for a formula or a link."""
    import xlsxwriter

    names, rows = _cells(items)
    _refuse_odd(names, rows, "XLSX")
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": _MADE})
    sheet = book.add_worksheet("labels")
    sheet.freeze_panes(1, 0)
    wrap, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
    for place, name in enumerate(names):
        sheet.write_string(0, place, name, bold)
        sheet.set_column(place, place, {"text": 80, "why": 50}.get(name, 14))
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                sheet.write_number(number, place, value)
                continue
            text = str(value)
            if len(text.encode("utf-16-le")) // 2 > _CELL:
                raise OutputError(f"row {number}: {names[place]} is too long for a cell of XLSX: write .csv or .jsonl")
            sheet.write_string(number, place, text, wrap if names[place] in ("text", "why") else None)
    if rows:
        sheet.data_validation(
            1, names.index("label"), len(rows), names.index("label"), {"validate": "list", "source": list(LABEL_NAMES)}
        )
    book.close()
    return out.getvalue()
