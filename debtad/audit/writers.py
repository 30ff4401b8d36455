"""``verdicts`` as a CSV or Parquet table, made of the journal of rows."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from debtad.audit.disk import replacing, writing
from debtad.audit.posts import ROW_KEYS
from debtad.audit.safe import cell, id_cell, inert_json
from debtad.audit.state import Lines

#: Rows of a Parquet row group, and held in memory at once.
GROUP = 20_000
#: Rows of a file in a folder of Parquet partitions.
PARTITION = 100_000

_PLAIN = ("source", "time", "platform", "url", "level", "subtype", "truncated", "allowed")
COLUMNS = (*ROW_KEYS, "truncated", "allowed")


def write_verdicts(path: Path, journal: Path, form: str, *, partitions: bool = False) -> None:
    """The rows of ``journal`` as ``form`` (``csv`` or ``parquet``); Parquet as one file, or a folder of ``partitions`` as
    clusters like to read. Raises OutputError.
    """
    rows: Iterable[Mapping[str, Any]] = Lines(journal)
    if form == "csv":
        _write_csv(path, rows)
    elif partitions:
        _write_partitions(path, rows)
    else:
        with replacing(path) as part:
            write_parquet(part, rows)


def _write_partitions(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Files of ``PARTITION`` rows, named in the order of the rows."""
    with writing(path):
        if path.exists():
            shutil.rmtree(path)
        path.mkdir(parents=True)
    for number, part_rows in enumerate(batches(rows, PARTITION)):
        with replacing(path / f"part-{number:05d}.parquet") as part:
            write_parquet(part, part_rows)


def _write_csv(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Facts and evidence are JSON in their cells. Opens in a spreadsheet without running anything."""
    with replacing(path) as part, open(part, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow([_csv_value(name, row.get(name, "")) for name in COLUMNS])


def _csv_value(name: str, value: Any) -> Any:
    if name in ("id", "account"):
        return id_cell(value)
    if name in ("facts", "evidence"):
        return inert_json(orjson.dumps(value)).decode()
    return cell(value) if name in _PLAIN else value


def schema() -> Any:
    """The Arrow schema of ``verdicts``: facts and evidence are structures; figures are lists of one or two numbers."""
    import pyarrow as pa

    numbers = pa.list_(pa.float64())
    facts = pa.struct(
        [
            ("upfront_fee", numbers),
            ("nonrefundable_deposit", numbers),
            ("percentage_fee", numbers),
            ("suspend_interest", pa.bool_()),
            ("deferral_months", numbers),
            ("no_consultation_fee", pa.bool_()),
        ]
    )
    texts = [(name, pa.string()) for name in ("signal", "title", "role", "quote")]
    places = [("start", pa.int32()), ("end", pa.int32()), ("value", numbers), ("stance", pa.string())]
    evidence = pa.list_(pa.struct([*texts, *places, ("contribution", pa.float64())]))
    kinds = {"row": pa.int64(), "score": pa.float64(), "facts": facts, "evidence": evidence}
    return pa.schema([(name, kinds.get(name, pa.string())) for name in COLUMNS])


def write_parquet(path: Path | str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows as Parquet, a row group at a time; the same rows give the same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    form = schema()
    source = iter(rows)
    with pq.ParquetWriter(path, form, compression="zstd") as writer:
        while group := list(islice(source, GROUP)):
            writer.write_table(pa.Table.from_pylist([_arrow_row(row) for row in group], schema=form))


def _arrow_row(row: Mapping[str, Any]) -> dict[str, Any]:
    evidence = [{**item, "value": _numbers(item["value"])} for item in row["evidence"]]
    return {**row, "evidence": evidence, "truncated": row.get("truncated", ""), "allowed": row.get("allowed", "")}


def _numbers(value: Any) -> list[float] | None:
    if value is None:
        return None
    return list(value) if isinstance(value, Sequence) else [value]


def batches(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Rows in lists of ``size``."""
    source = iter(rows)
    while part := list(islice(source, size)):
        yield part
