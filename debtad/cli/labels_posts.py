"""The texts of an audit's posts, read again from the files that were audited."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from debtad.audit.again import read_again
from debtad.audit.posts import Post
from debtad.audit.safe import restore
from debtad.errors import InputError
from debtad.learn.label_records import records
from debtad.learn.pool import Key


def audited_texts(
    audit: Path, places: Sequence[str] | None, text: Sequence[str] | None, pool: Mapping[Key, Mapping[str, Any]]
) -> dict[Key, str]:
    """The texts of the rows in ``pool``, by key.

    ``places`` is where the audited files are now (None: where they were), ``text`` their columns of text (None: those that
    the audit read). Raises InputError where a file is not what was audited, or may be any of several.
    """
    texts: dict[Key, str] = {}
    for post in read_again(audit, pool, inputs=places or (), text=text or ()):
        if not isinstance(post, Post):
            continue
        row = pool.get((post.source, post.row))
        if row is not None and (not row.get("id") or str(row["id"]) == post.id):
            texts[post.source, post.row] = post.text
    if not texts:
        raise InputError(f"{audit}: none of the audited posts stand in their files: name those with --input")
    if len(texts) < len(pool):
        print(f"debtad: {len(pool) - len(texts)} audited posts are no longer in their files", file=sys.stderr)
    return texts


def verdicts(folder: Path) -> Iterator[Mapping[str, Any]]:
    """Rows of an audit's ``verdicts``. Raises InputError."""
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder: give one that `debtad audit` wrote")
    path = folder / "verdicts.jsonl"
    if path.is_file():
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                except ValueError as error:
                    raise InputError(f"{path}:{number}: not JSON: {error}: run `debtad audit` again") from error
                if not isinstance(row, dict):
                    raise InputError(f"{path}:{number}: not a row of verdicts: run `debtad audit` again")
                yield row
        return
    if (folder / "verdicts.parquet").is_file():
        yield from (row for _, row in records(folder / "verdicts.parquet"))
    elif (folder / "verdicts.csv").is_file():
        yield from (_restored(row) for _, row in records(folder / "verdicts.csv"))
    else:
        raise InputError(f"{folder}: holds no verdicts: give a folder that `debtad audit` wrote")


def _restored(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of ``verdicts.csv`` without the apostrophes that keep its cells from being formulas or figures."""
    return {name: restore(value) if isinstance(value, str) else value for name, value in row.items()}
