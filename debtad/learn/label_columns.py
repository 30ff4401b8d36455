"""Under which headings label files hold what: debtad's own, those that audits know, and those of an audit's flagged posts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from debtad.column_names import LABELS, NAMES, REMARKS, clean_name, join_text, text_names
from debtad.errors import LabelError

#: Of a table of posts these are the text, beside labels they may be a reviewer's remarks: they are asked last.
_REMARKS = (*REMARKS, "description", "描述")

#: The text of an audit's ``flagged.xlsx``, which has its title already.
_WHOLE = "正文（依据已标出）"

#: Field of a row → headings that stand for it where no column has its own name, in order of preference, lower case. Those of
#: the text depend on the columns that there are (``_text_headings``).
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "label": LABELS,
    "time": NAMES["time"],
    "id": tuple(dict.fromkeys(("id", "编号", "评论id", *(n for n in NAMES["id"] if not n.isascii() and n != "序号")))),
}

#: What only ``flagged.csv`` of an audit has together. Its facts and subtype are the model's, in words, and no labels.
_FLAGGED = frozenset({"text", "text_sha256", "quotes", "signals", "facts"})
_OF_THE_MODEL = {"facts": "model_facts", "subtype": "model_subtype"}

#: So many columns are named in an error.
_SHOWN = 12


def named(
    found: Iterable[tuple[int, Any]], path: Path, *, need_label: bool = True
) -> tuple[list[tuple[int, Any]], dict[str, str]]:
    """(number, record) with fields under debtad's own names, and field → heading of those that had another. A title is
    joined before a text that is not called ``text``, as an audit reads them: ``标题+正文``.

    Raises LabelError where no record of the file has a column of text, or (where ``need_label``) of labels.
    """
    rows: list[tuple[int, Any]] = []
    known: dict[tuple[Any, ...], dict[Any, str]] = {}
    titles: dict[tuple[Any, ...], Any] = {}
    for number, record in found:
        if isinstance(record, dict):
            names = tuple(record)
            if names not in known:
                known[names] = _renamed(names)
                titles[names] = _title(names, known[names])
            change = known[names]
            rows.append((number, _record(record, change, titles[names]) if change else record))
        else:
            rows.append((number, record))
    for field in ("text", "label") if need_label else ("text",):
        if known and not any(field in (*names, *change.values()) for names, change in known.items()):
            columns = list(dict.fromkeys(str(name) for names in known for name in names if name is not None))
            listing = ", ".join(name[:40] for name in columns[:_SHOWN]) or "none"
            more = f" and {len(columns) - _SHOWN} more" if len(columns) > _SHOWN else ""
            own = {"text": "text (or 正文, 内容)", "label": "label (or 标签, 标注)"}[field]
            raise LabelError(f"{path}: no column {field}; columns are {listing}{more}: name one {own}")
    read_as = {
        field: str(name) if field != "text" or titles[names] is None else f"{titles[names]}+{name}"
        for names, change in known.items()
        for name, field in change.items()
        if field == "text" or field in HEADINGS
    }
    return rows, read_as


def _renamed(names: tuple[Any, ...]) -> dict[Any, str]:
    """Heading → the field that it stands for; headings that are a field's own name are not among them."""
    by_name: dict[str, Any] = {}
    for name in names:
        by_name.setdefault(clean_name(name), name)
    change: dict[Any, str] = {}
    if set(names) >= _FLAGGED:
        change |= {name: other for name, other in _OF_THE_MODEL.items() if name in names}
    for field, headings in {"text": _text_headings(by_name), **HEADINGS}.items():
        heading = next((by_name[one] for one in headings if one in by_name), None)
        if field not in names and heading is not None and heading not in change:
            change[heading] = field
    return change


def _text_headings(names: Collection[str]) -> tuple[str, ...]:
    """Headings, cleaned as those of a table in ``names``, under which its text may stand, in order of preference."""
    return (_WHOLE, *sorted(text_names(names), key=_REMARKS.__contains__), *NAMES["title"])


def _title(names: tuple[Any, ...], change: Mapping[Any, str]) -> Any:
    """The heading of the title to be joined before the text; None where there is none, or where the text is a title itself
    or has its title. Places of evidence are places in the text alone: beside them it stays as it is."""
    text = next((clean_name(name) for name, field in change.items() if field == "text"), _WHOLE)
    if text == _WHOLE or text in NAMES["title"] or "evidence" in names:
        return None
    by_name = {clean_name(name): name for name in reversed(names) if name not in change}
    return next((by_name[one] for one in NAMES["title"] if one in by_name), None)


def _record(record: Mapping[Any, Any], change: Mapping[Any, str], title: Any) -> dict[Any, Any]:
    changed = {change.get(name, name): value for name, value in record.items()}
    if title is not None and isinstance(record[title], str):
        text = changed["text"]
        if isinstance(text, str) or text is None:
            changed["text"] = join_text([record[title], text or ""])
    if change.get("facts") == _OF_THE_MODEL["facts"]:  # an apostrophe keeps its cells from being formulas or figures
        changed |= {
            name: value.removeprefix("'")
            for name in ("text", "id", "account", "time", "url", "source")
            if isinstance(value := changed.get(name), str)
        }
    return changed
