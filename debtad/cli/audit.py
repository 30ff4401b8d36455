"""``debtad audit``: scraped posts by the file, folder or cluster → verdicts, flagged posts, campaigns, a report."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from debtad.cli.numbers import whole
from debtad.errors import FLAGGED, OK, InputError, one_line

_FORMATS = ("jsonl", "csv", "parquet")
_TEXT_FORMS = ("csv", "tsv", "jsonl", "json", "lines")
_PLATFORMS = ("xhs", "dy", "ks", "bili", "wb", "tieba", "zhihu")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="files (CSV, TSV, JSONL, JSON, Parquet, XLSX, SQLite; also .gz, .zst), folders, patterns, or - for a pipe",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the results")
    parser.add_argument("--format", choices=_FORMATS, help="of verdicts (default jsonl; parquet with --dask)")
    parser.add_argument(
        "--from",
        dest="form",
        choices=_TEXT_FORMS,
        default="",
        help="format of text inputs, such as a pipe (default: found out); lines: a post a line",
    )
    found = parser.add_argument_group("columns (found by their names if not given)")
    found.add_argument(
        "--text", action="append", default=[], metavar="COL", help="the text; may be repeated, to be joined"
    )
    for role in ("id", "account", "time", "platform", "url"):
        found.add_argument(f"--{role}", default="", metavar="COL")
    found.add_argument("--preset", choices=_PLATFORMS, default="", help="an export of MediaCrawler of this platform")
    found.add_argument(
        "--table", default="", metavar="NAME", help="only this table of a database or sheet of a workbook"
    )
    parser.add_argument("--jobs", type=whole(1, 256), metavar="N", help="processes that score (default: one a core)")
    parser.add_argument("--resume", action="store_true", help="go on where an interrupted audit stopped")
    parser.add_argument("--overwrite", action="store_true", help="replace an earlier audit in the folder")
    parser.add_argument("--model", metavar="DIR", help="a model folder or name (default: the shipped model)")
    parser.add_argument("--allow", type=Path, metavar="FILE", help="posts that a human cleared (see docs/audit.md)")
    parser.add_argument("--no-report", action="store_true", help="no report.html")
    parser.add_argument("--show-contacts", action="store_true", help="do not mask phone numbers and names in reports")
    parser.add_argument("--fail-on", choices=("high", "review"), help="exit with 1 if any post reaches this level")
    parser.add_argument("--chunk", type=whole(1), default=2_000, metavar="ROWS", help="rows committed at a time (2000)")
    parser.add_argument("--dask", default="", metavar="ADDRESS", help="score on a cluster: tcp://host:port, or local")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")


def run(options: argparse.Namespace) -> int:
    """Run the audit and print where the results are. 3 if a file could not be read, else 1 if ``--fail-on`` asks."""
    try:
        from debtad.audit.columns import Wanted
        from debtad.audit.request import Request
        from debtad.audit.run import audit
    except ModuleNotFoundError as error:
        raise InputError(f"{error.name} is not installed: pip install 'debtad[audit]'") from error

    def say(line: str) -> None:
        if not options.quiet:
            print(f"debtad: {one_line(line)}", file=sys.stderr, flush=True)

    request = Request(
        inputs=tuple(options.inputs),
        out=options.out,
        wanted=Wanted(
            text=tuple(options.text),
            id=options.id,
            account=options.account,
            time=options.time,
            platform=options.platform,
            url=options.url,
            preset=options.preset,
            form=options.form,
        ),
        format=options.format or ("parquet" if options.dask else "jsonl"),
        jobs=options.jobs or cores(),
        resume=options.resume,
        overwrite=options.overwrite,
        model=options.model,
        allow=options.allow,
        report=not options.no_report,
        show_contacts=options.show_contacts,
        chunk=options.chunk,
        table=options.table,
        dask=options.dask,
        quiet=options.quiet,
    )
    try:
        outcome = audit(request, say)
    except KeyboardInterrupt:
        print("debtad: interrupted: the same command with --resume goes on", file=sys.stderr)
        return 130
    counts = outcome.counts
    if outcome.already:
        say("was finished already: nothing to do")
    say(
        f"{counts['rows']:,} rows: {counts['high']:,} high, {counts['review']:,} review, {counts['low']:,} low, "
        f"{counts['rejected']:,} rejected, {counts['allowed']:,} allowed; duplicates: {counts['duplicates']:,}"
    )
    for note in outcome.notes:
        say(note)
    say(f"results in {options.out}")
    for path, why in outcome.bad_files:
        print(f"debtad: {one_line(f'{path}: {why}')}", file=sys.stderr)
    if outcome.bad_files:
        return InputError.code
    if counts["rows"] and counts["rejected"] == counts["rows"]:
        raise InputError(
            f"all {counts['rows']:,} rows were rejected: see {options.out / 'rejects.jsonl'}, and name the text with --text"
        )
    reached = counts["high"] + (counts["review"] if options.fail_on == "review" else 0)
    return FLAGGED if options.fail_on and reached else OK


def cores() -> int:
    """Cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        return os.cpu_count() or 1
