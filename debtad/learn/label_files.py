"""Labels in and out: tables (CSV, XLSX, JSONL, Parquet), doccano JSONL, Label Studio JSON, with evidence and extra columns."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isnan
from pathlib import Path
from typing import Any

from debtad.errors import LabelError
from debtad.learn.label_columns import named
from debtad.learn.label_records import SUFFIXES, files_in, json_lines, records, text_of
from debtad.learn.labels import LABELS, REVIEW, RISKY, SAFE, Row, parse_row, plain_label, stems_of
from debtad.learn.spans import LabelSpan, Units, from_plain, names_no_places, to_plain

FORMATS = ("csv", "xlsx", "jsonl", "parquet", "doccano", "label-studio")
LABEL_NAMES = (RISKY, SAFE, REVIEW)

#: Columns that a row itself holds, in the order they are written.
COLUMNS = ("text", "label", "id", "kind", "subtype", "group", "source", "pair", "facts", "evidence")

#: The column that keeps what a column ``evidence`` says without places, such as ids of signals joined by commas.
EVIDENCE_IDS = "evidence_ids"

#: Characters that a plain text file cannot hold without being taken for binary data.
ODD = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_ROW_COLUMNS = ("id", "kind", "subtype", "group", "source", "pair")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A row with what training does not need: marked evidence and any other columns. ``label`` of the row may be "" where
    nobody has labelled it yet. ``where`` is the file and its line or row, for messages."""

    row: Row
    spans: tuple[LabelSpan, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    where: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that could not be read: where it stands and why."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a file held: ``items`` in order, ``problems`` a bad row, ``unlabelled`` rows without any label, ``notes`` for
    the reader (how offsets were read, which annotations were left out)."""

    items: tuple[Labelled, ...]
    problems: tuple[Problem, ...] = ()
    unlabelled: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """``units`` of foreign offsets (None: found out). ``disagree``: what to do where annotators disagree: ``error``,
    ``majority``, ``latest`` or ``review``. ``keep_unlabelled``: keep rows without a label, with label "". ``stem``: what
    rows without an id, group or source are named after (default: the file's own stem). ``need_label``: a table without a
    column of labels is an error. ``values``: what each value of a label means."""

    units: Units | None = None
    disagree: str = "error"
    keep_unlabelled: bool = False
    stem: str = ""
    need_label: bool = False
    values: Mapping[str, str] = field(default_factory=lambda: LABELS)


def format_of(path: Path, given: str | None = None) -> str:
    """The format to write: as given, else by suffix. Raises LabelError."""
    name = given or {".json": "label-studio"}.get(path.suffix.lower(), path.suffix.lower().lstrip("."))
    if name not in FORMATS:
        raise LabelError(f"{path}: name a file ending in .csv, .xlsx, .jsonl, .parquet or .json, or pass --format")
    return name


def read_file(path: Path, given: str | None = None, options: ReadOptions | None = None) -> Read:
    """Every row of one file; the format is as given, else found out. Raises LabelError where the file is unreadable."""
    options = options or ReadOptions()
    form, held = _held(path, given)
    if form == "label-studio":
        from debtad.learn.label_studio import from_tasks

        return from_tasks(held, path, options)
    if form == "doccano":
        from debtad.learn.doccano import from_records

        return from_records(held, path, options)
    return _table(held, path, options)


def labels_in(paths: Sequence[Path], given: str | None = None) -> dict[str, int]:
    """How often each label stands in these files, as :func:`debtad.learn.labels.count_labels` counts those of tables; of a
    text that several annotators labelled, each label counts. Raises LabelError where a file is unreadable."""
    counts: Counter[str] = Counter()
    for path in files_of(paths):
        form, held = _held(path, given)
        found: Iterable[Any]
        if form == "label-studio":
            from debtad.learn.label_studio import labels_of as labels_of_tasks

            found = labels_of_tasks(held, path)
        elif form == "doccano":
            from debtad.learn.doccano import labels_of

            found = labels_of(held)
        else:
            found = (row.get("label") for _, row in named(held, path)[0] if isinstance(row, dict))
        counts.update(label for one in found if (label := plain_label(one)))
    return dict(counts)


def _held(path: Path, given: str | None) -> tuple[str, Any]:
    """What a file holds: ``label-studio`` and its JSON, or ``doccano`` or ``table`` and (number, record) of each row. The
    format is as given, else found out."""
    if not path.is_file():
        raise LabelError(f"{path}: no such file")
    if given == "label-studio" or (given is None and path.suffix.lower() == ".json"):
        return "label-studio", _tasks(path)
    if given == "doccano" or (given is None and path.suffix.lower() == ".jsonl"):
        from debtad.learn.doccano import is_doccano

        lines = list(json_lines(path))
        return "doccano" if given == "doccano" or is_doccano(record for _, record in lines) else "table", lines
    return "table", records(path)


def row_from(
    record: Mapping[str, Any], path: Path, number: int, stem: str = "", values: Mapping[str, str] = LABELS
) -> tuple[Labelled | None, str]:
    """One record, with evidence and its other columns; or None and what is wrong. ``stem`` and ``values`` as in
    ReadOptions."""
    where = f"{path}:{number}"
    unlabelled = is_blank(record.get("label"))
    if unlabelled:
        record, values = {**record, "label": SAFE}, LABELS
    row, what = parse_row(record, stem or path.stem, number, values)
    if row is None:
        return None, what
    if unlabelled:
        row = replace(row, label="")
    try:
        spans = from_plain(row.text, record.get("evidence"))
    except ValueError as error:
        return None, str(error)
    extra = {
        str(key): value
        for key, value in record.items()
        if key is not None and key not in COLUMNS and not is_blank(value)
    }
    if names_no_places(record.get("evidence")):
        extra.setdefault(EVIDENCE_IDS, record["evidence"])
    return Labelled(row, spans, extra, where), ""


def is_blank(value: Any) -> bool:
    """None, NaN, or a string of blanks."""
    return (
        value is None or (isinstance(value, str) and not value.strip()) or (isinstance(value, float) and isnan(value))
    )


def plain_record(item: Labelled) -> dict[str, Any]:
    """An item as the record of a JSONL file; empty fields are left out."""
    row = item.row
    record: dict[str, Any] = {"text": row.text, "label": row.label or None}
    record |= {name: getattr(row, name) for name in _ROW_COLUMNS if getattr(row, name)}
    if row.facts is not None:
        record["facts"] = dict(row.facts)
    if item.spans:
        record["evidence"] = to_plain(row.text, item.spans)
    return {**record, **item.extra}


def meta_of(item: Labelled) -> dict[str, Any]:
    """What a labelling tool should carry along unchanged, under one key, so that nothing is lost on the way back."""
    return {key: value for key, value in plain_record(item).items() if key not in ("text", "evidence")}


def dumps(value: Any) -> str:
    """JSON on one line. What UTF-8 cannot hold (lone surrogates) or readers take for binary data is escaped."""
    text = json.dumps(value, ensure_ascii=False, default=_jsonable)
    return json.dumps(value, default=_jsonable) if ODD.search(text) else text


def _jsonable(value: Any) -> Any:
    """Numbers and dates that pandas and pyarrow give, as JSON has them."""
    if hasattr(value, "tolist"):
        return value.tolist()
    return str(value)


def _tasks(path: Path) -> Any:
    try:
        return json.loads(text_of(path))
    except (ValueError, RecursionError) as error:
        raise LabelError(f"{path}: not JSON: {error}: export the project from Label Studio as JSON") from error


def _table(found: Iterable[tuple[int, Any]], path: Path, options: ReadOptions) -> Read:
    items: list[Labelled] = []
    problems: list[Problem] = []
    unlabelled = 0
    rows, read_as = named(found, path, need_label=options.need_label)
    for number, record in rows:
        where = f"{path}:{number}"
        if isinstance(record, LabelError) or not isinstance(record, dict):
            what = str(record) if isinstance(record, LabelError) else "not an object with text and label"
            problems.append(Problem(where, what))
            continue
        item, what = row_from(record, path, number, options.stem, options.values)
        if item is None:
            problems.append(Problem(where, what))
        elif item.row.label or options.keep_unlabelled:
            items.append(item)
        else:
            unlabelled += 1
    said = ", ".join(f"{field}={heading}" for field, heading in read_as.items())
    return Read(tuple(items), tuple(problems), unlabelled, (f"{path}: {said}",) if said else ())


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files of any of these formats that are named or stand in named folders. Raises LabelError as ``files_in`` does."""
    return files_in(paths, (*SUFFIXES, ".json"))


def read_all(paths: Sequence[Path], given: str | None = None, options: ReadOptions | None = None) -> Read:
    """Every row of several files and folders of them, in order. Raises LabelError where one is unreadable."""
    options = options or ReadOptions()
    files = files_of(paths)
    stems = stems_of(files)
    reads = [read_file(path, given, replace(options, stem=stems[path])) for path in files]
    return Read(
        tuple(item for read in reads for item in read.items),
        tuple(problem for read in reads for problem in read.problems),
        sum(read.unlabelled for read in reads),
        tuple(note for read in reads for note in read.notes),
    )
