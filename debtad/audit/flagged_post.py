"""A flagged post of an audit folder, named by its row or id → the post as it was written, for an evidence pack."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from debtad.audit.again import read_again
from debtad.audit.allow import text_digest
from debtad.audit.posts import Post
from debtad.audit.safe import restore
from debtad.errors import InputError

#: No field of a table is longer (characters).
_LONGEST = 10_000_000
_COLUMNS = ("source", "row", "id", "text_sha256")
#: Sources named where the one asked for is none of them.
_MOST_LISTED = 12
#: Cells that ``safe`` has not touched.
_AS_WRITTEN = ("row", "text_sha256", "score", "level")


class FlaggedPost(NamedTuple):
    """A post as its input has it, ``score`` and ``level`` as the audit recorded them, and the sources of all flagged
    posts of that audit."""

    post: Post
    recorded: Mapping[str, str]
    sources: tuple[str, ...]


def flagged_post(
    folder: Path,
    *,
    row: int | None = None,
    id: str | None = None,
    source: str | None = None,
    inputs: Sequence[str] = (),
) -> FlaggedPost:
    """One flagged post, named by its data ``row`` (1-based) in the input ``source``, or its ``id``.

    ``id`` and ``source`` may be copied from a cell of ``flagged.csv``. That table says where the post stands; the text is
    read again from the audited file (or from ``inputs``, where it lies now), and is that text whose hash the audit noted.
    Raises InputError where there is no such post, or more than one, and where the file is gone or has changed.
    """
    path = folder / "flagged.csv"
    if not path.is_file():
        raise InputError(f"{folder}: has no flagged.csv: give a folder written by `debtad audit --out`")
    exact: list[Mapping[str, str]] = []
    shown: list[Mapping[str, str]] = []
    sources: dict[str, bool] = {}
    for record in _records(path):
        sources[record["source"]] = True
        if row is not None and record["row"] != str(row):
            continue
        if id in (None, record["id"]) and source in (None, record["source"]):
            exact.append(record)
        elif _is_cell(id, record["id"]) and _is_cell(source, record["source"]):
            shown.append(record)
    found = exact or shown
    if source is not None and not any(_is_cell(source, one) for one in sources):
        listing = ", ".join(list(sources)[:_MOST_LISTED]) + (", …" if len(sources) > _MOST_LISTED else "")
        raise InputError(f"{path}: no flagged post is from source {source}: its sources are {listing or 'none'}")
    asked = ", ".join(f"{k} {v}" for k, v in (("row", row), ("id", id), ("source", source)) if v is not None)
    meant = _only(found, path, asked, by_id=id is not None)
    recorded = {name: meant[name] for name in ("score", "level") if meant.get(name)}
    return FlaggedPost(_read(folder, meant, inputs), recorded, tuple(sources))


def _is_cell(asked: str | None, value: str) -> bool:
    """Does ``asked`` name this value as it is, or as its cell of ``flagged.csv`` shows it, with an apostrophe before it?"""
    return asked is None or value in (asked, restore(asked))


def _only(found: Sequence[Mapping[str, str]], path: Path, asked: str, *, by_id: bool) -> Mapping[str, str]:
    """The record that is meant. A post that was scraped twice, the same text under the same id, is one."""
    if not found:
        raise InputError(f"{path}: no flagged post with {asked}: see its columns row, id and source")
    if len(found) > 1 and not (by_id and len({record["text_sha256"] for record in found}) == 1):
        sources = ", ".join(dict.fromkeys(record["source"] for record in found))
        rows = ", ".join(record["row"] for record in found)
        how = f"(in {sources}): name one with --source" if ", " in sources else f"(rows {rows}): name one with --row"
        raise InputError(f"{path}: {len(found)} posts have {asked} {how}")
    return found[0]


def _read(folder: Path, record: Mapping[str, str], inputs: Sequence[str]) -> Post:
    """The post behind a record. Raises InputError where its file does not hold it any more."""
    source, number, digest = record["source"], int(record["row"]), record["text_sha256"]
    why = "its file has no such row of text any more"
    for item in read_again(folder, [(source, number)], inputs=inputs):
        if not isinstance(item, Post):
            why = item.reason
            continue
        now = text_digest(item.text)
        if now == digest:
            return item
        why = f"its text has changed since the audit (sha256 {digest[:12]} then, {now[:12]} now)"
    raise InputError(f"{source}, row {number}: {why}: name the file as it was audited with --input FILE")


def _records(path: Path) -> Iterator[dict[str, str]]:
    """The rows of ``flagged.csv`` with the cells as they were before they were made harmless."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream, _long_fields():
            for number, record in enumerate(csv.DictReader(stream), start=1):
                lacking = [name for name in _COLUMNS if not isinstance(record.get(name), str)]
                if lacking or not record["row"].isdecimal():
                    what = f"row {number} has no {', '.join(lacking) or 'number of a row'}"
                    raise InputError(f"{path}: {what}: run the audit again")
                yield {name: _restored(name, value) for name, value in record.items()}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: cannot be read ({error}): run the audit again") from error


def _restored(name: str, value: Any) -> str:
    return str(value or "") if name in _AS_WRITTEN else restore(str(value or ""))


@contextmanager
def _long_fields() -> Iterator[None]:
    """Texts as long as an audit reads them; the limit is one for all readers of the process, so it is put back."""
    before = csv.field_size_limit(_LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)
