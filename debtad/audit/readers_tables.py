"""Parquet, spreadsheets and SQLite: tables that know their columns."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

from debtad.audit.opening import is_url, open_raw
from debtad.audit.tables import Raw, Table
from debtad.errors import InputError
from debtad.text.workbook import check_extent

#: Rows taken at once from a Parquet file or a database.
_BATCH = 4_000

_VIRTUAL = re.compile(r"\s*create\s+virtual\b", re.IGNORECASE)
#: Endings of the tables in which FTS3 to FTS5 and R*Tree keep the matter of a virtual table.
_SHADOWS = (
    *("_content", "_data", "_idx", "_docsize", "_config", "_segments", "_segdir", "_stat"),
    *("_node", "_rowid", "_parent"),
)

#: What says which account or post an object is, the surest first; what names a platform, and an address.
ID_FIELDS = (
    *("id", "user_id", "userid", "uid", "account_id", "author_id", "sec_uid", "$oid", "$numberlong"),
    *("name", "user_name", "username", "screen_name", "nickname", "nick_name", "账号", "用户名", "昵称"),
)
PLATFORM_FIELDS = ("name", "title", *ID_FIELDS)
URL_FIELDS = ("url", "href", "link", *ID_FIELDS)


def parquet_tables(path: str) -> Iterator[Table]:
    """The one table of a Parquet file, read row group by row group, only the columns needed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(open_raw(path) if is_url(path) else path)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path}: cannot be read as Parquet: {first_line(error)}") from error

    def rows(names: Sequence[str]) -> Iterator[Raw]:
        wanted = list(dict.fromkeys(names))
        try:
            for batch in file.iter_batches(batch_size=_BATCH, columns=wanted, use_threads=False):
                columns = [_values(batch.column(wanted.index(name))) for name in names]
                for values in zip(*columns, strict=True):
                    yield Raw(0, values)
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{path}: cannot be read to its end: {first_line(error)}") from error

    with closing(file):
        yield Table("", tuple(file.schema_arrow.names), rows)


def _values(column: Any) -> list[Any]:
    """Python values of an Arrow column; where single strings are broken, those come as bytes."""
    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError:
        import pyarrow as pa

        binary = column.cast(pa.large_binary() if pa.types.is_large_string(column.type) else pa.binary())
        values = [value if value is None else value.decode("utf-8", "surrogateescape") for value in binary.to_pylist()]
    return values


def sheet_tables(path: str, only: str = "") -> Iterator[Table]:
    """Each sheet of a workbook that has rows, or ``only`` one; the first row is its header. (A workbook is read as a whole.)

    The only sheet of a workbook is a part without a name, whether it is asked for or not.
    """
    import python_calamine

    try:
        check_extent(path)
        book = python_calamine.CalamineWorkbook.from_path(path)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as a workbook: {first_line(error)}") from error
    with closing(book):
        many = len(book.sheet_names) > 1
        if only and only not in book.sheet_names:
            raise InputError(f"{path}: has no sheet {only!r}; its sheets are {', '.join(book.sheet_names) or 'none'}")
        for name in [only] if only else book.sheet_names:
            try:
                cells = iter(book.get_sheet_by_name(name).iter_rows())
            except (python_calamine.CalamineError, ValueError) as error:
                raise InputError(f"{path}: sheet {name!r} cannot be read: {first_line(error)}") from error
            header = next(cells, None)
            if header is not None and any(str(cell).strip() for cell in header):
                names = tuple(str(cell) for cell in header)
                yield Table(name if many else "", names, lambda wanted, n=names, c=cells: _sheet_rows(n, c, wanted))  # type: ignore[misc]


def _sheet_rows(names: tuple[str, ...], cells: Iterator[Sequence[Any]], wanted: Sequence[str]) -> Iterator[Raw]:
    places = [names.index(name) for name in wanted]
    for number, row in enumerate(cells, start=2):
        values = [row[place] if place < len(row) else "" for place in places]
        if any(cell not in ("", None) for cell in row):
            yield Raw(number, values)


def sqlite_tables(path: str, only: str = "") -> Iterator[Table]:
    """Each table of a SQLite database that rows were put into, or ``only`` one, which may be any; opened for reading alone.

    Views and virtual tables, such as an index for full-text search, show the rows of other tables a second time.
    """
    try:
        with closing(sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro", uri=True)) as database:
            database.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
            own, shown = _table_names(database)
            if only and only not in {*own, *shown}:
                listing = ", ".join(sorted({*own, *shown})) or "none"
                raise InputError(f"{path}: has no table {only!r}; its tables are {listing}")
            if not own and shown and not only:
                raise InputError(
                    f"{path}: has only views and virtual tables ({', '.join(shown)}): name one with --table"
                )
            for name in [only] if only else own:
                names = tuple(row[0] for row in database.execute(f"SELECT * FROM {_quoted(name)} LIMIT 0").description)
                yield Table(name, names, lambda wanted, t=name: _database_rows(database, t, wanted))  # type: ignore[misc]
    except sqlite3.Error as error:
        raise InputError(f"{path}: cannot be read as a SQLite database: {error}") from error


def _table_names(database: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """(tables that rows were put into, views and virtual tables). Those in which a virtual table keeps its own matter are
    neither. (``PRAGMA table_list`` would tell, but SQLite has it only since 3.37.)"""
    listing = "SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
    kinds = {
        name: "shown" if kind == "view" or _VIRTUAL.match(sql or "") else "own"
        for name, kind, sql in database.execute(listing)
        if not name.startswith("sqlite_")
    }
    shown = [name for name, kind in kinds.items() if kind == "shown"]
    shadows = {name + ending for name in shown for ending in _SHADOWS}
    return [name for name, kind in kinds.items() if kind == "own" and name not in shadows], shown


def _database_rows(database: sqlite3.Connection, table: str, wanted: Sequence[str]) -> Iterator[Raw]:
    cursor = database.execute(f"SELECT {', '.join(map(_quoted, wanted))} FROM {_quoted(table)}")
    while batch := cursor.fetchmany(_BATCH):
        for values in batch:
            yield Raw(0, values)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _as_json(value: Any) -> str:
    """JSON on one line, the same for the same content; nothing for an empty object or what JSON cannot hold."""
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False, default=str) if value else ""
    except (RecursionError, TypeError, ValueError):
        return ""


def first_line(error: BaseException) -> str:
    """The first line of what a library says."""
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def as_id(value: Any, fields: Sequence[str] = ID_FIELDS) -> str:
    """An id as text: a whole number without a point, and nothing for what is missing. Of an object the first of its
    ``fields`` that says something stands for it, else it is written as JSON."""
    if isinstance(value, str):
        return value.strip()
    if value is None or value != value:
        return ""
    if isinstance(value, Mapping):
        by_name = {str(name).lower(): held for name, held in value.items()}
        said = [
            held
            for held in map(by_name.get, fields)
            if isinstance(held, (str, int, float)) and not isinstance(held, bool)
        ]
        return next(filter(None, map(as_id, said)), "") or _as_json(value)
    if isinstance(value, (list, tuple)):
        return _as_json(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)
