"""Files of any kind → posts, one after the other, and a Reject with place and reason for every row that is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import IO, Any

from debtad.audit.columns import Columns, Wanted, find_columns
from debtad.audit.opening import PACKED_SUFFIXES, is_url, open_binary, sniff
from debtad.audit.places import find_files
from debtad.audit.posts import Post, Reject
from debtad.audit.readers_tables import (
    PLATFORM_FIELDS,
    URL_FIELDS,
    as_id,
    first_line,
    parquet_tables,
    sheet_tables,
    sqlite_tables,
)
from debtad.audit.readers_text import text_tables
from debtad.audit.tables import Table
from debtad.column_names import REMARKS, clean_name, join_text
from debtad.errors import InputError, one_line
from debtad.model.score import MAX_CHARACTERS
from debtad.times import iso_time, says_nothing

#: A text of more code points is refused: it is no post.
LONGEST_TEXT = 100_000

#: So much is kept of a time that cannot be read.
_MOST_UNREAD = 40

_HAN = re.compile(r"[\u3400-\u9fff]")
#: What a cell may hold instead of text that is shown as text all the same.
_FIGURES = (int, float, Decimal, date)

_COUNT = re.compile(r"[\d,.]+\s*[万萬亿億千wk]?\+?")

_RAW_BYTE = re.compile(r"[\udc80-\udcff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_HALF = re.compile(r"[\ud800-\udbff]")

#: Told of each table as it is opened: its source and its columns.
Noted = Callable[[str, Columns], None]
#: Told of each table that is passed over: its source and why.
Skipped = Callable[[str, str], None]


def read_posts(
    paths: Sequence[str], columns: Wanted | None = None, *, noted: Noted | None = None
) -> Iterator[Post | Reject]:
    """All posts of files, folders and patterns, in order. A file that cannot be read gives one Reject with row 0.

    Raises InputError where a place holds no file at all.
    """
    for path in find_files(paths):
        yield from read_file(path, columns or Wanted(), noted=noted)


def read_file(
    path: str,
    wanted: Wanted,
    *,
    name: str | None = None,
    table: str = "",
    noted: Noted | None = None,
    skipped: Skipped | None = None,
    watch: Callable[[IO[bytes]], None] | None = None,
) -> Iterator[Post | Reject]:
    """All posts of one file. ``name`` stands for the path in what comes out, ``table`` picks one of a database or
    workbook, ``watch`` is given the open file. Of many tables one without text is passed over, and ``skipped`` told of it.
    Never raises for what is in the file: one Reject with row 0 says it.
    """
    source = path if name is None else name
    rows, read = 0, False
    lacking: list[str] = []
    try:
        for part in _tables(path, source, wanted, table, watch):
            here = f"{source}#{part.part}" if part.part else source
            try:
                found = find_columns(part.names, wanted, here)
            except InputError as error:
                if part.part and table:
                    raise InputError(str(error).removeprefix(f"{here}: ")) from error
                if part.part:
                    lacking.append(str(error).removeprefix(source))
                    if skipped is not None:
                        skipped(here, str(error).removeprefix(f"{here}: "))
                    continue
                raise
            if noted is not None:
                noted(here, found)
            read = True
            for number, item in enumerate(_posts(part, found, here), start=1):
                rows = number
                yield item
        if lacking and not read:
            raise InputError(f"{source}: none of its tables has the text: {'; '.join(lacking[:3])}")
        if rows == 0:
            raise InputError(f"{source}: holds no rows of text")
    except InputError as error:
        yield Reject(source, 0, 0, "", str(error).removeprefix(f"{source}: ").removeprefix(f"{path}: "))
    except MemoryError:
        raise
    except Exception as error:  # a damaged file fails in as many ways as there are libraries
        yield Reject(
            source, 0, 0, "", one_line(f"cannot be read to its end: {type(error).__name__}: {first_line(error)}")
        )


def _tables(
    path: str, source: str, wanted: Wanted, table: str, watch: Callable[[IO[bytes]], None] | None
) -> Iterator[Table]:
    form, encoding = sniff(path)
    if encoding:
        with open_binary(path, watch) as file:
            yield from text_tables(source, wanted.form or form, file, encoding, wanted)
        return
    if PurePath(path).suffix.lower() in PACKED_SUFFIXES:
        raise InputError(f"{source}: a packed {form} file: unpack it first")
    if is_url(path) and form != "parquet":
        raise InputError(f"{source}: a {form} file cannot be read from an address: fetch it first")
    if form == "parquet":
        yield from parquet_tables(path)
    elif form == "sqlite":
        yield from sqlite_tables(path, table)
    else:
        yield from sheet_tables(path, table)


def _posts(table: Table, columns: Columns, source: str) -> Iterator[Post | Reject]:
    texts = len(columns.text)
    counts = [n for n, name in enumerate(columns.text) if texts > 1 and clean_name(name) in REMARKS]
    others = [columns.id, columns.account, columns.time, columns.platform, columns.url]
    names = [*columns.text, *(name for name in others if name)]
    places: list[int | None] = []
    following = texts
    for name in others:
        places.append(following if name else None)
        following += bool(name)
    id_at, account_at, time_at, platform_at, url_at = places
    stem = PurePath(source).name
    for row, raw in enumerate(table.rows(names), start=1):
        values = raw.values
        if values is None:
            yield Reject(source, row, raw.line, "", raw.problem)
            continue
        if counts and any(_is_count(values[place]) for place in counts):
            values = ["" if place in counts and _is_count(value) else value for place, value in enumerate(values)]
        text, problem = _text(values, texts)
        id_ = _readable(as_id(values[id_at])) if id_at is not None else ""
        if problem:
            yield Reject(source, row, raw.line, id_, problem)
            continue
        written = values[time_at] if time_at is not None else None
        time = iso_time(written)
        yield Post(
            text=text,
            id=id_ or f"{stem}:{row}",
            account=_readable(as_id(values[account_at])) if account_at is not None else "",
            time=time,
            platform=(_readable(as_id(values[platform_at], PLATFORM_FIELDS)) if platform_at is not None else "")
            or columns.fixed_platform,
            url=_readable(as_id(values[url_at], URL_FIELDS)) if url_at is not None else "",
            source=source,
            row=row,
            time_unread="" if time or says_nothing(written) else _readable(str(written).strip()[:_MOST_UNREAD]),
        )


def _text(values: Sequence[Any], count: int) -> tuple[str, str]:
    """(text, why it cannot be scored or ""). A number is its figures, as a table of text has it; what no text can be made
    of, such as a list, is left out where another part has text.
    """
    parts: list[str] = []
    unfit = ""
    for value in values[:count]:
        if isinstance(value, str):
            parts.append(value)
        elif isinstance(value, _FIGURES) and not isinstance(value, bool):
            parts.append(as_id(value))
        elif value is not None and value == value:
            unfit = f"the text is {_kind(value)}, not text"
    text = parts[0].strip() if len(parts) == 1 else join_text(parts)
    if not text:
        return "", unfit or "has no text"
    if not text.isascii() and _SURROGATE.search(text):
        if _RAW_BYTE.search(text) and not _HALF.search(text):
            return "", "broken encoding: the text holds bytes that are no characters"
        text = _SURROGATE.sub("\ufffd", text)
    if len(text) > LONGEST_TEXT:
        return "", f"the text has {len(text):,} characters, more than {LONGEST_TEXT:,}"
    if not _HAN.search(text, 0, MAX_CHARACTERS):
        return "", unfit or "the text holds no Chinese characters"
    return text, ""


def _is_count(value: Any) -> bool:
    """Is it how many there are (128, 1.2万, 999+), as a column called 评论 may hold beside the text of a post?"""
    return isinstance(value, _FIGURES) or (isinstance(value, str) and _COUNT.fullmatch(value.strip()) is not None)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "a truth value"
    return {"list": "a list", "dict": "an object", "bytes": "bytes"}.get(type(value).__name__, type(value).__name__)


def _readable(text: str) -> str:
    """What can be written as UTF-8."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
