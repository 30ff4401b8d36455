"""What an audit is asked to do, what came of it, and what must not have changed when it goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from debtad.audit.columns import Wanted
from debtad.errors import InputError

FORMATS = ("jsonl", "csv", "parquet")

#: Posts scored and committed at a time.
CHUNK = 2_000


@dataclass(frozen=True)
class Request:
    """One audit. ``inputs`` are files, folders, patterns or ``-``; ``out`` is the folder of results.

    ``jobs`` processes score (1: this one). ``table`` picks one table of a database or sheet of a workbook. ``dask`` is "",
    ``local`` or the address of a scheduler.
    """

    inputs: tuple[str, ...]
    out: Path
    wanted: Wanted = field(default_factory=Wanted)
    format: str = "jsonl"
    jobs: int = 1
    resume: bool = False
    overwrite: bool = False
    model: str | None = None
    allow: Path | None = None
    report: bool = True
    show_contacts: bool = False
    chunk: int = CHUNK
    table: str = ""
    dask: str = ""
    quiet: bool = False


@dataclass(frozen=True)
class Outcome:
    """How an audit ended: ``counts`` as in ``summary.json``, the files that could not be read, with why, and ``notes``,
    what a user should know of the rest.
    """

    counts: Mapping[str, int]
    bad_files: tuple[tuple[str, str], ...]
    already: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """One input file as it was when the audit began; ``name`` is how it is called in the results."""

    name: str
    path: str
    sha256: str
    bytes: int


def terms(
    request: Request, sources: Sequence[Source], model: str, allow: str, version: str, today: str
) -> dict[str, Any]:
    """Everything that the results hang on. A run is resumed only where all of it is the same."""
    return {
        "version": version,
        "model": model,
        "inputs": [[source.name, source.sha256, source.bytes] for source in sources],
        "wanted": {**asdict(request.wanted), "text": list(request.wanted.text)},
        "table": request.table,
        "format": request.format,
        "allow": allow,
        "show_contacts": request.show_contacts,
        "report": request.report,
        "engine": "dask" if request.dask else "stream",
        "today": today,
    }


_WORDS = {
    "version": "debtad is of another version",
    "model": "the model is another one",
    "wanted": "other columns or another --from are asked for",
    "table": "another table is asked for",
    "format": "another --format is asked for",
    "allow": "the allow-list has changed",
    "show_contacts": "--show-contacts differs",
    "report": "--no-report differs",
    "engine": "--dask differs",
}


def check_terms(before: Mapping[str, Any], now: Mapping[str, Any], out: Path) -> None:
    """Raises InputError with the first reason why an audit cannot go on as it began."""
    remedy = f"{out}: cannot resume: {{}}; start again with --overwrite, or choose another --out"
    old, new = ({name: rest for name, *rest in terms["inputs"]} for terms in (before, now))
    for name in old:
        if name not in new:
            raise InputError(remedy.format(f"{name} was read then and is not named now"))
        if old[name] != new[name]:
            raise InputError(
                remedy.format(f"{name} has changed since (sha256 {old[name][0][:12]} then, {new[name][0][:12]} now)")
            )
    for name in new:
        if name not in old:
            raise InputError(remedy.format(f"{name} was not there when the audit began"))
    if list(old) != list(new):
        raise InputError(remedy.format("the files come in another order"))
    for key, words in _WORDS.items():
        if before.get(key) != now[key]:
            detail = (
                f" ({str(before.get(key))[:12]} then, {str(now[key])[:12]} now)" if key in ("version", "model") else ""
            )
            raise InputError(remedy.format(words + detail))
