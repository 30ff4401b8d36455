"""The texts of an audit's posts, read again from the files that were audited."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from debtad.audit.columns import Wanted
from debtad.audit.places import STDIN, digest_file, find_files
from debtad.audit.posts import Post
from debtad.audit.readers import read_file
from debtad.audit.safe import restore
from debtad.errors import InputError
from debtad.learn.label_records import records
from debtad.learn.pool import Key, key_of


@dataclass(frozen=True, slots=True)
class _Input:
    """A file that was audited: what the audit calls it, and the SHA-256 it had then ("" where that was not kept)."""

    name: str
    sha256: str = ""


def read_again(
    audit: Path, places: Sequence[str] | None, text: Sequence[str] | None, pool: Mapping[Key, Mapping[str, Any]]
) -> dict[Key, str]:
    """The texts of the rows in ``pool``, by key.

    ``places`` is where the audited files are now (None: where they were), ``text`` their columns of text (None: those that
    the audit read). Raises InputError where a file is not what was audited, or may be any of several.
    """
    summary = _summary(audit)
    inputs = [
        _Input(str(one["path"]), str(one.get("sha256") or ""))
        for one in summary.get("inputs", ())
        if isinstance(one, dict) and one.get("path")
    ]
    if not places and not inputs:
        raise InputError(f"{audit}: summary.json names no inputs: name the audited files with --input")
    files = find_files(list(places or [one.name for one in inputs]))
    texts: dict[Key, str] = {}
    for name, path in _located(files, inputs or _inputs_of(pool)).items():
        for post in read_file(path, _wanted(name, text, summary.get("columns")), name=name):
            if not isinstance(post, Post):
                continue
            key = key_of({"source": post.source, "row": post.row})
            row = pool.get(key)
            if row is not None and (not row.get("id") or str(row["id"]) == post.id):
                texts[key] = post.text
        if len(texts) == len(pool):
            break
    if not texts:
        raise InputError(f"none of the audited posts stand in {', '.join(files)}: name the files with --input")
    if len(texts) < len(pool):
        print(f"debtad: {len(pool) - len(texts)} audited posts are no longer in their files", file=sys.stderr)
    return texts


def _inputs_of(pool: Mapping[Key, Any]) -> list[_Input]:
    """What may have been audited, where no summary tells: the sources of rows, with and without ``#table``."""
    names = dict.fromkeys(name for source, _ in pool for name in (source, source.rpartition("#")[0]) if name)
    return [_Input(name) for name in names]


def _located(files: Sequence[str], inputs: Sequence[_Input]) -> dict[str, str]:
    """What the audit calls a file → where it lies now. Files that were not audited are left out. Raises InputError."""
    digests = any(one.sha256 for one in inputs)
    found: dict[str, str] = {}
    for path in files:
        if path == STDIN:
            raise InputError("the posts were audited from standard input: save them to a file and name it with --input")
        digest = digest_file(path)[0] if digests else ""
        same = [one.name for one in inputs if digest and one.sha256 == digest]
        if same:  # copies of one file: any of them tells the texts of all
            found |= {name: found.get(name, path) for name in same}
        elif name := _by_name(path, inputs):
            if name in found:
                raise InputError(f"{found[name]} and {path}: either may be {name} of the audit: name one with --input")
            found[name] = path
    return found


def _by_name(path: str, inputs: Sequence[_Input]) -> str:
    """The one input of that path, else of that file name; "" where there is none. Raises InputError."""
    named = [one for one in inputs if one.name == path]
    named = named or [one for one in inputs if PurePath(one.name).name == PurePath(path).name]
    if any(one.sha256 for one in named):
        raise InputError(f"{path}: is not what was audited: name the file as it was with --input, or audit it again")
    if len(named) > 1:
        raise InputError(f"{path}: the audit read {len(named)} files of that name: audit it again to tell them apart")
    return named[0].name if named else ""


def _wanted(name: str, text: Sequence[str] | None, columns: Any) -> Wanted:
    """The columns of text and id of a file: as the user says, else as the audit recorded them for it or its tables."""
    if text:
        return Wanted(text=tuple(text))
    for source, found in columns.items() if isinstance(columns, dict) else ():
        if source in (name, f"{name}#{source.rpartition('#')[2]}") and isinstance(found, dict) and found.get("text"):
            return Wanted(text=tuple(found["text"]), id=str(found.get("id") or ""))
    return Wanted()


def _summary(folder: Path) -> dict[str, Any]:
    path = folder / "summary.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read: {error}: run `debtad audit` again") from error
    return found if isinstance(found, dict) else {}


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
