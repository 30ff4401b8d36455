"""Posts of a finished audit, read again from the files that it read.

The results of an audit hold no post as it was written: ``verdicts`` have quotes alone, and in ``flagged.*`` contacts are
masked and what could harm a spreadsheet or terminal is made harmless. Who needs the text itself reads the input again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from debtad.audit.columns import Wanted
from debtad.audit.opening import is_url
from debtad.audit.places import STDIN, digest_file, find_files
from debtad.audit.posts import Post, Reject
from debtad.audit.readers import read_file
from debtad.errors import InputError

#: Roles of columns that ``summary.json`` records beside the text.
_ROLES = ("id", "account", "time", "platform", "url")


def read_summary(folder: Path) -> dict[str, Any]:
    """The ``summary.json`` of an audit; empty where there is none. Raises InputError where it cannot be read."""
    path = folder / "summary.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read: {error}: run `debtad audit` again") from error
    return found if isinstance(found, dict) else {}


def places_read(folder: Path) -> list[Path]:
    """What nothing may be written over that is made of the audit in ``folder``: its own results and the files it read."""
    from debtad.audit.finish import RESULTS

    read = [
        str(one["path"]) for one in read_summary(folder).get("inputs", ()) if isinstance(one, dict) and "path" in one
    ]
    return [*(folder / name for name in RESULTS), *(Path(path) for path in read if not is_url(path))]


@dataclass(frozen=True, slots=True)
class _Input:
    """A file that was audited: what the audit calls it, and the SHA-256 it had then ("" where that was not kept)."""

    name: str
    sha256: str = ""


def read_again(
    folder: Path,
    wanted: Collection[tuple[str, int]],
    *,
    inputs: Sequence[str] = (),
    text: Sequence[str] = (),
) -> Iterator[Post | Reject]:
    """The posts of an audit in ``folder`` that stand at the ``wanted`` places, each a source and a data row as its verdict
    has them, in the order of the files; a Reject for one that is no post any more, and with row 0 for a file that is none.

    Columns are those that the audit recorded, or ``text``. ``inputs`` are files or folders where the audited files are
    now, known by their SHA-256 or else by their names; without them they are read where the audit read them. A post that is
    no longer there is left out. Raises InputError where a file is nowhere, is not what was audited, or may be any of several.
    """
    summary = read_summary(folder)
    recorded = [
        _Input(str(one["path"]), str(one.get("sha256") or ""))
        for one in summary.get("inputs", ())
        if isinstance(one, dict) and one.get("path")
    ]
    if not recorded and not inputs:
        raise InputError(f"{folder}: summary.json names no inputs: name the audited files with --input")
    by_source: dict[str, set[int]] = {}
    for source, row in wanted:
        by_source.setdefault(source, set()).add(row)
    recorded = recorded or [_Input(name) for name in dict.fromkeys(_names(by_source))]
    places = {source: _place(source, [one.name for one in recorded]) for source in by_source}
    read = sorted({name for name, _ in places.values()})
    if not inputs:
        _require(read)
    now = _located(find_files(inputs or read), [one for one in recorded if inputs or one.name in read])
    order = {one.name: number for number, one in enumerate(recorded)}
    for source in sorted(by_source, key=lambda one: order.get(places[one][0], len(order))):
        name, table = places[source]
        if name not in now:
            raise InputError(f"{name}: the audited file is none of {', '.join(inputs)}: name it with --input FILE")
        yield from _rows(now[name], _columns(summary.get("columns"), source, text), name, table, by_source[source])


def _require(names: Iterable[str]) -> None:
    for name in names:
        if not is_url(name) and not os.path.isfile(name):
            raise InputError(f"{name}: the audited file is not there: name where it is now with --input FILE")


def _names(sources: Iterable[str]) -> Iterator[str]:
    """What may have been audited, where no summary tells: the sources of rows, with and without ``#table``."""
    return (name for source in sources for name in (source, source.rpartition("#")[0]) if name)


def _rows(path: str, columns: Wanted, name: str, table: str, rows: Collection[int]) -> Iterator[Post | Reject]:
    last = max(rows)
    for item in read_file(path, columns, name=name, table=table):
        if item.row in rows or item.row == 0:
            yield item
        if item.row >= last:
            return


def _place(source: str, recorded: Sequence[str]) -> tuple[str, str]:
    """The file of a source and its table in that file, or ""."""
    for path in recorded:
        if source == path or source.startswith(f"{path}#"):
            return path, source[len(path) + 1 :]
    path, _, table = source.rpartition("#")
    return (path, table) if path else (source, "")


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
    if not named and len(inputs) == 1 and not inputs[0].sha256:  # the only one, from a pipe or under another name
        named = list(inputs)
    if any(one.sha256 for one in named):
        raise InputError(f"{path}: is not what was audited: name the file as it was with --input, or audit it again")
    if len(named) > 1:
        raise InputError(f"{path}: the audit read {len(named)} files of that name: audit it again to tell them apart")
    return named[0].name if named else ""


def _columns(recorded: Any, source: str, text: Sequence[str]) -> Wanted:
    """The columns as the audit took them from this source; those of ``text`` where the user names them."""
    found = recorded.get(source) if isinstance(recorded, Mapping) else None
    if not isinstance(found, Mapping):
        return Wanted(text=tuple(text))
    roles = {role: str(found.get(role) or "") for role in _ROLES}
    preset = str(found.get("preset") or "").partition(" ")[0]  # "xhs posts"
    form = str(found.get("form") or "")
    return Wanted(text=tuple(text or found.get("text") or ()), preset=preset, form=form, **roles)
