"""doccano JSONL, both ways.

Written: one object a line with ``text``, ``cats`` (the label) and ``entities`` (evidence as ``[start, end, signal]``), as a
project of the kind "Intent Detection and Slot Filling" imports it, and under ``debtad`` everything that must come back.
doccano keeps such further keys. Offsets are UTF-16 code units, the way doccano's page counts (its issues 2290 and 2484),
unless the project counts grapheme clusters, which is not supported. Read: that, and the exports of text
classification (``label: [name]``), sequence labelling (``label: [[start, end, name]]``) and relation projects (``entities``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from debtad.errors import LabelError
from debtad.learn.label_files import Labelled, Problem, Read, ReadOptions, meta_of, row_from
from debtad.learn.offsets import choose_units
from debtad.learn.spans import UNITS, Marked, Units, settle, to_utf16

_SPANS = ("entities", "label", "labels")


def to_record(item: Labelled, units: Units = "utf16") -> dict[str, Any]:
    """One line for doccano."""
    text = item.row.text

    def offset(place: int) -> int:
        return to_utf16(text, place) if units == "utf16" else place

    return {
        "text": text,
        "cats": [item.row.label] if item.row.label else [],
        "entities": [[offset(s.start), offset(s.end), s.signal] for s in item.spans],
        "debtad": {**meta_of(item), "offsets": units},
    }


def is_doccano(records: Iterable[Any]) -> bool:
    """Whether records look like an export of doccano (the first ones are looked at)."""
    return any(
        isinstance(record, Mapping)
        and ("cats" in record or "entities" in record or isinstance(record.get("label"), list) or "Comments" in record)
        for record in islice(records, 50)
    )


def from_records(lines: Sequence[tuple[int, Any]], path: Path, options: ReadOptions) -> Read:
    """Lines (number, record) of a doccano export as label rows."""
    problems: list[Problem] = []
    good: list[tuple[int, Mapping[str, Any], str, list[Marked]]] = []
    for number, record in lines:
        try:
            good.append((number, record, *_parse(record)))
        except LabelError as error:
            problems.append(Problem(f"{path}:{number}", str(error)))
    units, notes = choose_units(
        [(text, marked) for _, _, text, marked in good], "utf16", str(path), options.units or _declared(good)
    )
    items: list[Labelled] = []
    unlabelled = 0
    for number, record, text, marked in good:
        where = f"{path}:{number}"
        try:
            label = _label(record)
            evidence = [_settled(text, one, units) for one in marked]
        except LabelError as error:
            problems.append(Problem(where, str(error)))
            continue
        made = {**_carried(record), "text": text, "label": label, "evidence": evidence}
        item, what = row_from(made, path, number, options.stem, options.values)
        if item is None:
            problems.append(Problem(where, what))
        elif item.row.label or options.keep_unlabelled:
            items.append(item)
        else:
            unlabelled += 1
    return Read(tuple(items), tuple(problems), unlabelled, notes)


def labels_of(lines: Iterable[tuple[int, Any]]) -> Iterator[Any]:
    """The label of each record that can be read and has just one."""
    for _, record in lines:
        if isinstance(record, Mapping):
            with suppress(LabelError):
                yield _label(record)


def _parse(record: Any) -> tuple[str, list[Marked]]:
    if isinstance(record, LabelError):
        raise record
    if not isinstance(record, Mapping):
        raise LabelError("not an object as doccano exports it")
    text = record.get("text", record.get("data"))
    if not isinstance(text, str) or not text.strip():
        raise LabelError("has no text")
    marked: list[Marked] = []
    for key in _SPANS:
        for given in record.get(key) or () if isinstance(record.get(key), list) else ():
            if isinstance(given, str):
                continue  # a class of a text classification project
            marked.append(_marked(given))
        if marked:
            break
    return text, marked


def _marked(given: Any) -> Marked:
    parts: list[Any]
    if isinstance(given, Mapping):
        parts = [given.get("start_offset"), given.get("end_offset"), given.get("label")]
    else:
        parts = list(given) if isinstance(given, list) else []
    if len(parts) == 3 and isinstance(parts[2], str) and all(type(place) is int for place in parts[:2]):
        return Marked(parts[0], parts[1], parts[2])
    raise LabelError(f"span {given!r} is not [start, end, name]")


def _label(record: Mapping[str, Any]) -> Any:
    """The one class of a text, None where it has none; a project without classes keeps the label it was exported with."""
    classes: list[Any] = []
    for key in ("cats", "label", "labels"):
        value = record.get(key)
        if isinstance(value, (str, int)):
            classes.append(value)
        elif isinstance(value, list):
            classes += [one for one in value if isinstance(one, (str, int))]
    distinct = list(dict.fromkeys(map(str, classes)))
    if len(distinct) > 1:
        raise LabelError(f"has several labels ({', '.join(distinct)}): keep one")
    if distinct:
        return distinct[0]
    return None if "cats" in record else _carried(record).get("label")


def _carried(record: Mapping[str, Any]) -> dict[str, Any]:
    """What debtad sent along, or the export's own id; further keys are kept as columns."""
    given = record.get("debtad")
    for key in ("meta", "metadata"):
        inside = record.get(key)
        if given is None and isinstance(inside, Mapping):
            given = inside.get("debtad")
    own = {k: v for k, v in given.items() if k != "offsets"} if isinstance(given, Mapping) else {}
    comments = record.get("Comments") or record.get("comments")
    if comments:
        own["comments"] = "; ".join(map(str, comments)) if isinstance(comments, list) else str(comments)
    if not isinstance(given, Mapping) and record.get("id") is not None:
        own["id"] = str(record["id"])
    return own


def _declared(rows: Iterable[tuple[int, Mapping[str, Any], str, Any]]) -> Units | None:
    """The unit that debtad wrote into its own exports."""
    for _, record, _, _ in rows:
        given = record.get("debtad")
        if isinstance(given, Mapping) and given.get("offsets") in UNITS:
            return given["offsets"]
    return None


def _settled(text: str, marked: Marked, units: Units) -> list[Any]:
    span = settle(text, marked, units)
    if span is None:
        raise LabelError(
            f"span [{marked.start}, {marked.end}) of {marked.signal} lies outside the text or cuts a character"
        )
    return [span.start, span.end, span.signal]
