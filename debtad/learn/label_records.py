"""Files of labels and the records in them, whatever the records mean."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from debtad.errors import DebtadError, LabelError
from debtad.learn.label_csv import csv_records
from debtad.text.decode import decode
from debtad.text.workbook import check_extent

if TYPE_CHECKING:
    import pandas as pd

#: Tables that records are read from; upper case is as good.
SUFFIXES = (".jsonl", ".csv", ".xlsx", ".parquet")


def files_in(places: Iterable[Path], suffixes: Sequence[str] = SUFFIXES) -> list[Path]:
    """The files that are named and, in sorted order, those in named folders that end in ``suffixes``.

    Raises LabelError where a place does not exist and where a folder holds none.
    """
    found: list[Path] = []
    for place in places:
        if place.is_dir():
            inside = sorted(path for path in place.rglob("*") if path.suffix.lower() in suffixes)
            if not inside:
                raise LabelError(f"{place}: holds no label files ({', '.join(suffixes)})")
            found += inside
        elif place.is_file():
            found.append(place)
        else:
            raise LabelError(f"{place}: no such file or folder")
    return found


def records(path: Path) -> Iterator[tuple[int, Any]]:
    """(line or row number, record) of one table; a line that is not JSON gives a LabelError in its record's place.

    Raises LabelError where the file itself cannot be read or is no table.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise LabelError(f"{path}: label files end in {', '.join(SUFFIXES)}")
    try:
        if suffix == ".jsonl":
            yield from json_lines(path)
        elif suffix == ".csv":
            yield from csv_records(text_of(path), str(path))
        else:
            frame = _frame(path, suffix)
            rows: Sequence[dict[Any, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")
            yield from enumerate(rows, start=2 if suffix == ".xlsx" else 1)
    except LabelError:
        raise
    except Exception as error:
        what = (str(error).splitlines() or [type(error).__name__])[0]
        raise LabelError(f"{path}: cannot be read as {suffix[1:]}: {what}") from error


def json_lines(path: Path) -> Iterator[tuple[int, Any]]:
    """(line number, record) of lines of JSON, whatever the file's suffix; else as :func:`records`."""
    for number, line in enumerate(text_of(path).split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                yield number, LabelError(f"not JSON: {error}")


def text_of(path: Path) -> str:
    """The text of a file in any encoding that debtad reads. Raises LabelError."""
    try:
        return decode(path.read_bytes())
    except (OSError, DebtadError) as error:
        raise LabelError(f"{path}: cannot be read: {error}") from error


def _frame(path: Path, suffix: str) -> pd.DataFrame:
    """The table of a workbook, all of it text ("NA" too: only empty cells are missing), or of a Parquet file."""
    import pandas as pd

    if suffix != ".xlsx":
        return pd.read_parquet(path)
    check_extent(str(path))
    return pd.read_excel(path, dtype=str, keep_default_na=False, na_values=[""], engine="calamine")
