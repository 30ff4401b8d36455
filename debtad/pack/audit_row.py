"""A flagged post of an audit folder → the text and source for a pack.

``debtad audit`` writes the texts of flagged posts to ``flagged.csv`` (or ``.jsonl``); other posts' texts stay in the input.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from debtad.errors import InputError
from debtad.pack.build import Source

_FLAGGED = ("flagged.csv", "flagged.jsonl")
#: No field of a table is longer (characters).
_LONGEST = 10_000_000


def flagged_row(
    folder: Path, *, row: int | None = None, id: str | None = None, file: str | None = None
) -> tuple[str, Source]:
    """The text and the source of one flagged post, named by its data ``row`` (1-based) in the input ``file``, or its ``id``.

    Raises InputError where there is none, or more than one.
    """
    path = next((folder / name for name in _FLAGGED if (folder / name).is_file()), None)
    if path is None:
        raise InputError(f"{folder}: has no {_FLAGGED[0]}: give a folder written by `debtad audit --out`")
    found = [
        record
        for record in _records(path)
        if (row is None or str(record.get("row")) == str(row))
        and (id is None or str(record.get("id")) == id)
        and (file is None or str(record.get("source", "")) == file)
    ]
    asked = ", ".join(f"{k} {v}" for k, v in (("row", row), ("id", id), ("source", file)) if v is not None)
    if not found:
        raise InputError(
            f"{path}: no flagged post with {asked}: only flagged posts have their text here; see its columns row, id"
        )
    if len({str(record.get("text")) for record in found}) > 1:
        sources = ", ".join(dict.fromkeys(str(record.get("source")) for record in found))
        rows = ", ".join(str(record.get("row")) for record in found)
        how = f"(in {sources}): name one with --source" if ", " in sources else f"(rows {rows}): name one with --row"
        raise InputError(f"{path}: {len(found)} posts have {asked} {how}")
    record = found[0]
    text = record.get("text")
    if not isinstance(text, str) or not text:
        raise InputError(f"{path}: the post with {asked} has no text")
    number = str(record.get("row") or "")
    return text, Source(
        kind="audit",
        file=str(record.get("source") or ""),
        row=int(number) if number.isdecimal() else None,
        **{name: str(record.get(name) or "") for name in ("id", "account", "time", "platform", "url")},
        recorded={name: record[name] for name in ("score", "level") if record.get(name) not in (None, "")},
    )


def _records(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            if path.suffix == ".csv":
                with _long_fields():
                    yield from csv.DictReader(stream)
                return
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    record = json.loads(line)
                    if not isinstance(record, dict):
                        raise InputError(f"{path}, line {number}: not a JSON object")
                    yield record
    except (OSError, UnicodeDecodeError, csv.Error, json.JSONDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}): run the audit again") from error


@contextmanager
def _long_fields() -> Iterator[None]:
    """Texts as long as an audit reads them; the limit is one for all readers of the process, so it is put back."""
    before = csv.field_size_limit(_LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)
