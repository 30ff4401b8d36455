"""Labelled rows from CSV, XLSX, JSONL or Parquet files and folders of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from debtad.errors import LabelError
from debtad.learn.label_columns import named
from debtad.learn.label_records import files_in, records
from debtad.verdict import FACTS

RISKY = "risky"
SAFE = "safe"
REVIEW = "review"

LABELS = {
    "risky": RISKY,
    "1": RISKY,
    "1.0": RISKY,
    "true": RISKY,
    "风险": RISKY,
    "是": RISKY,
    "safe": SAFE,
    "0": SAFE,
    "0.0": SAFE,
    "false": SAFE,
    "正常": SAFE,
    "否": SAFE,
    "review": REVIEW,
    "存疑": REVIEW,
}
#: A single row may not count for more rows than this.
MOST_WEIGHT = 100.0

#: No figure of a fact is as large.
_FAR = 1e300

#: What may stand in ``natural``.
_YES_OR_NO = {"": False, "false": False, "0": False, "0.0": False, "true": True, "1": True, "1.0": True}

#: Facts that carry no figure.
FLAGS = ("suspend_interest", "no_consultation_fee")


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text.

    ``label`` is ``risky``, ``safe`` or ``review`` (a text that an expert would send to a human: half risky). ``group``
    ties rows that must stay on one side of a split. ``facts`` is None where facts were not labelled. ``time`` (ISO 8601)
    is when the text was posted, "" where that is not known. ``weight`` is how many rows of weight 1 it counts for.
    ``natural`` rows are texts of the world that the model will read, or were composed after such: a fit leans to them.
    """

    text: str
    label: str
    id: str = ""
    kind: str = ""
    subtype: str = ""
    group: str = ""
    source: str = ""
    pair: str = ""
    facts: Mapping[str, Any] | None = field(default=None)
    time: str = ""
    weight: float = 1.0
    natural: bool = False


def read_labels(
    places: Iterable[Path],
    *,
    skip_bad: bool = False,
    leave_unlabelled: bool = False,
    values: Mapping[str, str] = LABELS,
    stems: Mapping[Path, str] | None = None,
) -> tuple[list[Row], tuple[str, ...]]:
    """All rows of the files and folders, in sorted order, and one line per bad row.

    A row without a label is bad as others are; with ``leave_unlabelled`` it is one to be labelled yet: it is left out, and a
    line for each file says how many there are.

    ``values`` says what each value of ``label`` (lower case) means: ``risky``, ``safe`` or ``review``. ``stems`` are those
    of :func:`stems_of` where the files are part of a larger reading.

    Raises LabelError where a place does not exist, holds no label files, a file without a column of texts or of labels
    (``label_columns``), or (unless ``skip_bad``) has bad rows; the error carries every bad row with its file and line.
    """
    rows: list[Row] = []
    problems: list[str] = []
    files = files_in(places)
    stems = stems or stems_of(files)
    unlabelled: list[str] = []
    for path in files:
        without = 0
        for number, record in named(records(path), path)[0]:
            if (
                leave_unlabelled
                and isinstance(record, dict)
                and not plain_label(record.get("label"))
                and record.get("text")
            ):
                without += 1
                continue
            row, problem = parse_row(record, stems[path], number, values)
            if row is None:
                problems.append(f"{path}:{number}: {problem}")
            else:
                rows.append(row)
        if without:
            unlabelled.append(f"{path}: {without} rows without a label")
    if problems and not skip_bad:
        raise LabelError(
            f"{len(problems)} bad rows, the first {problems[0]}: mend them or pass --skip-bad", tuple(problems)
        )
    if not rows:
        raise LabelError("no usable rows: every row needs text and label")
    return rows, (*problems, *unlabelled)


def stems_of(files: Iterable[Path]) -> dict[Path, str]:
    """What rows of each file are named after that have no id, group or source of their own: the file's stem, or where
    several files share one, as much of the end of their paths as tells them apart.

    >>> list(stems_of([Path("a/may/x.csv"), Path("a/june/x.csv"), Path("a/june/y.csv")]).values())
    ['may/x.csv', 'june/x.csv', 'y']
    """
    alike: dict[str, list[Path]] = {}
    for path in dict.fromkeys(files):
        alike.setdefault(path.stem, []).append(path)
    return {
        path: name
        for stem, paths in alike.items()
        for path, name in zip(paths, [stem] if len(paths) == 1 else _ends(paths), strict=True)
    }


def _ends(paths: Sequence[Path]) -> list[str]:
    """The shortest ends of different paths, all of as many parts, that differ."""
    ends = (["/".join(path.parts[-length:]) for path in paths] for length in count(1))
    return next(names for names in ends if len(set(names)) == len(paths))


def parse_row(record: Any, stem: str, number: int, values: Mapping[str, str] = LABELS) -> tuple[Row | None, str]:
    """One record as a row, or None and what is wrong with it; ``stem`` and ``number`` name a row without an id."""
    if isinstance(record, LabelError):
        return None, str(record)
    if not isinstance(record, dict):
        return None, "not an object with text and label"
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        return None, "has no text"
    raw = record.get("label")
    label = values.get(plain_label(raw))
    if label is None:
        known = "risky/safe, 1/0, 风险/正常, 是/否 or review/存疑" if values is LABELS else ", ".join(sorted(values))
        return None, f"unknown label {raw!r}: use {known}"
    try:
        facts = _facts(record.get("facts"))
        weight = _weight(record.get("weight"))
        natural = _natural(record.get("natural"))
    except ValueError as error:
        return None, str(error)

    def text_of(key: str) -> str:
        value = record.get(key)
        return "" if value is None else str(value)

    return (
        Row(
            text=text,
            label=label,
            id=text_of("id") or f"{stem}-{number}",
            kind=text_of("kind"),
            subtype=text_of("subtype"),
            group=text_of("group") or text_of("id") or f"{stem}-{number}",
            source=text_of("source") or stem,
            pair=text_of("pair"),
            facts=facts,
            time=text_of("time"),
            weight=weight,
            natural=natural,
        ),
        "",
    )


def _weight(value: Any) -> float:
    """How many rows a row counts for when a model is fitted; 1 where nothing is said. Raises ValueError."""
    if value is None or value == "":
        return 1.0
    try:
        weight = float(value)
    except (TypeError, ValueError, OverflowError):
        weight = 0.0
    if not 0 < weight <= MOST_WEIGHT:
        raise ValueError(f"weight {repr(value)[:80]}: use a number above 0, at most {MOST_WEIGHT:g}")
    return weight


def _natural(value: Any) -> bool:
    """Whether a row is marked natural; it is not where nothing is said. Raises ValueError."""
    plain = plain_label(value)
    if plain not in _YES_OR_NO:
        raise ValueError(f"natural {value!r}: use true or false")
    return _YES_OR_NO[plain]


def plain_label(raw: Any) -> str:
    """A label as written, without blanks at its ends and in lower case; "" where there is none."""
    return "" if raw is None or raw != raw else str(raw).strip().lower()


def count_labels(places: Iterable[Path]) -> dict[str, int]:
    """How often each value of ``label`` stands in the files, in lower case. Raises LabelError as read_labels does."""
    counts: dict[str, int] = {}
    for path in files_in(places):
        for _, record in named(records(path), path)[0]:
            label = plain_label(record.get("label")) if isinstance(record, dict) else ""
            if label:
                counts[label] = counts.get(label, 0) + 1
    return counts


def _facts(given: Any) -> dict[str, Any] | None:
    """Labelled facts as a verdict would hold them: True, or a list of figures; None where none were labelled.

    Raises ValueError with what is wrong.
    """
    if isinstance(given, str):
        try:
            given = json.loads(given) if given.strip() else None
        except (ValueError, RecursionError):
            raise ValueError(f"facts are not JSON: {given[:80]!r}") from None
    if given is None:
        return None
    if not isinstance(given, dict) or not set(given) <= set(FACTS):
        raise ValueError(f"facts should be an object with keys among {', '.join(FACTS)}")
    facts: dict[str, Any] = {}
    for name, value in given.items():
        if value is None or value is False:
            continue
        if name in FLAGS:
            if value is not True:
                raise ValueError(f"fact {name} should be true or false, not {value!r}")
            facts[name] = True
            continue
        figures = list(value) if isinstance(value, Iterable) and not isinstance(value, (str, dict)) else [value]
        if not all(isinstance(x, (int, float)) and not isinstance(x, bool) and -_FAR < x < _FAR for x in figures):
            raise ValueError(f"fact {name} should be a list of numbers, not {str(value)[:80]}")
        facts[name] = [float(x) for x in figures]
    return facts
