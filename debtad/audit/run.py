"""``audit(request)``: from files to a folder of results, resumable at any moment."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import debtad
from debtad.audit.allow import AllowList, read_allow_list
from debtad.audit.columns import Columns
from debtad.audit.disk import writing
from debtad.audit.finish import RESULTS, clear_results, finish
from debtad.audit.opening import is_url, sniff
from debtad.audit.places import STATE_FOLDER, STDIN, digest_file, find_files, keep_stdin
from debtad.audit.progress import Meter, progress_for
from debtad.audit.readers import Noted, Skipped, read_file
from debtad.audit.request import Outcome, Request, Source, check_terms, terms
from debtad.audit.state import Lock, State
from debtad.audit.stream import Item, run_stream
from debtad.audit.tally import Tally
from debtad.audit.worker import LocalScorer, ProcessScorer, Scorer
from debtad.errors import InputError, OutputError
from debtad.model.artifact import Model, find_model, read_model

Say = Callable[[str], None]

#: So many columns are named that may hold the text.
_MOST_SPARE = 12

#: Where standard input is kept, within the folder of state.
_PIPED = "stdin.data"


def audit(request: Request, say: Say = lambda line: None) -> Outcome:
    """Read, score, write. ``say`` is told of columns, progress and rejected files.

    Raises InputError where nothing can be read, where a run cannot be resumed, or is there already; ModelError; and
    OutputError where something cannot be written or another audit holds the folder. After any of these, and after
    being killed, the same request with ``resume`` goes on.
    """
    model = read_model(request.model)
    folder = request.out / STATE_FOLDER
    with writing(request.out):
        request.out.mkdir(parents=True, exist_ok=True)
    lock = Lock(folder)
    try:
        return _locked(request, model, folder, say)
    finally:
        lock.release()


def _locked(request: Request, model: Model, folder: Path, say: Say) -> Outcome:
    today = date.today().isoformat()
    read: tuple[list[Source], AllowList, str] | None = None
    if request.overwrite and not request.resume:
        read = _read(request, model, folder, today, say)  # what cannot be read says so before the earlier audit is gone
        _clear(request.out, folder)
    with closing(State(folder)) as state:
        before = state.get("terms")
        finished = state.get("finished")
        there = [name for name in RESULTS if (request.out / name).exists()]
        if not request.resume and (before is not None or there):
            what = f"holds a finished audit ({there[0]})" if there else "holds an unfinished audit: --resume goes on"
            raise OutputError(f"{request.out}: {what}; start again with --overwrite, or choose another --out")
        today = before["today"] if before else today
        sources, allow, digest = read or _read(request, model, folder, today, say)
        now = terms(request, sources, model.ref.sha256, digest, debtad.__version__, today)
        if before is not None:
            check_terms(before, now, request.out)
        else:
            state.note(terms=now)
        if finished is None:
            _stream(request, sources, state, allow, say)
        return finish(request, sources, state, model, already=finished is not None)


def _clear(out: Path, folder: Path) -> None:
    """Take away an earlier audit, and nothing else that lies in the folder; what was just piped in stays, too."""
    clear_results(out)
    with writing(folder):
        for path in folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name not in ("lock", _PIPED):
                path.unlink()


def _read(request: Request, model: Model, folder: Path, today: str, say: Say) -> tuple[list[Source], AllowList, str]:
    """The inputs, and the allow-list with its SHA-256 or ""."""
    return _sources(request, folder), *_allow(request, model, today, say)


def _sources(request: Request, folder: Path) -> list[Source]:
    sources: list[Source] = []
    for name in find_files(request.inputs, leave_out=request.out):
        _check_no_result(name, request.out)
        path = name
        if name == STDIN:
            path = str(folder / _PIPED)
            if not (request.resume and os.path.exists(path)):
                if sys.stdin is None or sys.stdin.isatty():
                    raise InputError("nothing on standard input: pipe the posts in, or name a file")
                keep_stdin(sys.stdin.buffer, Path(path))
        digest, size = digest_file(path)
        sources.append(Source(name, path, digest, size))
    return sources


def _check_no_result(name: str, out: Path) -> None:
    """Raises InputError for a file that the audit itself would write or take away."""
    path = Path(name).resolve()
    if any(own in (path, *path.parents) for own in (out.resolve() / result for result in (*RESULTS, STATE_FOLDER))):
        raise InputError(f"{name}: is a result of an audit into {out}: name another input, or choose another --out")


def _allow(request: Request, model: Model, today: str, say: Say) -> tuple[AllowList, str]:
    if request.allow is None:
        return AllowList({}), ""
    _check_no_result(str(request.allow), request.out)
    allow = read_allow_list(request.allow, date.fromisoformat(today), [signal.id for signal in model.catalog.signals])
    if allow.expired:
        say(f"{request.allow}: {allow.expired} entries have expired and clear nothing any more")
    return allow, digest_file(str(request.allow))[0]


def _stream(request: Request, sources: list[Source], state: State, allow: AllowList, say: Say) -> None:
    state.open_journals()
    tally = Tally(state.get("tally"))
    files: list[list[int]] = state.get("files") or [[0, 0] for _ in sources]
    columns: dict[str, Any] = state.get("columns") or {}
    meter = Meter([source.bytes for source in sources])
    already = tally.counts["rows"]
    if already:
        say(f"resuming after {already:,} rows")

    for line in _unused(request, sources):
        say(line)

    def noted(source: str, found: Columns) -> None:
        if source not in columns:
            columns[source] = found.to_dict()
            state.note(columns=columns)
            say(f"{source}: {found.describe()}")
            if found.spare:
                listing = ", ".join(name[:40] for name in found.spare[:_MOST_SPARE])
                say(f"{source}: only titles are read; if the text stands in one of {listing}: name it with --text")
            preset = request.wanted.preset
            if preset and found.preset.partition(" ")[0] != preset:
                say(f"{source}: has not the columns of an export of {preset}: --preset is ignored")

    passed_over: dict[str, str] = state.get("skipped") or {}

    def skipped(source: str, why: str) -> None:
        if source not in passed_over:
            passed_over[source] = why
            state.note(skipped=passed_over)

    scorer = make_scorer(request)
    try:
        with progress_for(meter, already, quiet=request.quiet, say=say) as progress:
            run_stream(
                _items(request, sources, files, meter, noted, skipped),
                state,
                scorer,
                tally,
                allow,
                request.chunk,
                meter,
                lambda counted: progress.show(
                    counted.counts["rows"], counted.counts["high"] + counted.counts["review"]
                ),
                files,
            )
    finally:
        scorer.close()


def _unused(request: Request, sources: list[Source]) -> Iterator[str]:
    """What is said of options that mean nothing for a file."""
    for source in sources if request.table or request.wanted.form else ():
        try:
            form, encoding = sniff(source.path)
        except InputError:
            continue  # who reads the file says why
        if request.table and form not in ("sqlite", "xlsx"):
            yield f"{source.name}: is no database or workbook: --table is ignored"
        if request.wanted.form and not encoding:
            yield f"{source.name}: is a {form} file and no text: --from is ignored"


def make_scorer(request: Request) -> Scorer:
    """Processes as asked for. Each loads the model by its path: sent as an argument it would cost what a process gains."""
    path = os.path.abspath(find_model(request.model))
    if request.dask:
        from debtad.audit.dask_engine import DaskScorer

        return DaskScorer(path, request.dask, request.jobs)
    return LocalScorer(path) if request.jobs <= 1 else ProcessScorer(path, request.jobs)


def _items(
    request: Request,
    sources: list[Source],
    files: list[list[int]],
    meter: Meter,
    noted: Noted,
    skipped: Skipped,
) -> Iterator[Item]:
    """What was not yet committed of all files, with the number of each."""
    done = [items for items, _ in files]
    last = max((number for number, items in enumerate(done) if items), default=0)
    for number, source in enumerate(sources):
        if number < last:
            continue
        meter.start(number)
        stream = read_file(
            source.path,
            request.wanted,
            name=source.name,
            table=request.table,
            noted=noted,
            skipped=skipped,
            watch=meter.watch,
        )
        for item in islice(stream, done[number], None):
            yield number, item
        check_unchanged(source)


def check_unchanged(source: Source) -> None:
    """Raises InputError where a file grew or shrank while it was read."""
    if is_url(source.path):
        return
    try:
        size = os.path.getsize(source.path)
    except OSError:
        size = -1
    if size != source.bytes:
        raise InputError(f"{source.name}: was changed while it was read: start again with --overwrite")
