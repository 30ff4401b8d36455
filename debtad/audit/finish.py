"""The end of an audit: from journals to the files that people open. Done again from the start if it was interrupted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

import debtad
from debtad.audit.accounts import ranking
from debtad.audit.campaigns import find_campaigns
from debtad.audit.contacts import Contact, mask_text
from debtad.audit.disk import replacing, writing
from debtad.audit.flagged import write_flagged
from debtad.audit.masked import masked_account, masked_campaign, masked_post
from debtad.audit.processes import beside
from debtad.audit.request import FORMATS, Outcome, Request, Source
from debtad.audit.safe import inert_json
from debtad.audit.state import JOURNALS, Lines, State
from debtad.audit.tally import Tally
from debtad.audit.writers import write_verdicts
from debtad.errors import InputError
from debtad.model.artifact import Model
from debtad.model.score import MAX_CHARACTERS

SCHEMA = "debtad.summary/1"

#: Every file that an audit leaves in its folder.
RESULTS = (
    "summary.json",
    *(f"verdicts.{form}" for form in FORMATS),
    *("flagged.csv", "flagged.xlsx", "rejects.jsonl", "report.html"),
)

#: Accounts in ``summary.json``.
_MOST_ACCOUNTS = 200

#: Tables passed over that are named when an audit ends.
_MOST_SKIPPED = 20


def finish(request: Request, sources: Sequence[Source], state: State, model: Model, *, already: bool) -> Outcome:
    """Write all results and say how it ended. Raises InputError where no file at all could be read."""
    counts: Mapping[str, int]
    if not already:
        with beside(request.jobs > 1, _tables, request, state.journal("flagged"), state.journal("verdicts")):
            summary = _telling(request, sources, state, model)
        counts, bad = summary["counts"], [entry for entry in summary["inputs"] if "error" in entry]
        named = [[entry["path"], entry["error"]] for entry in bad]
        state.note(finished={"counts": counts, "bad": named, "notes": _notes(summary)})
    done = state.get("finished")
    _move(request, state)
    outcome = Outcome(
        done["counts"], tuple((path, why) for path, why in done["bad"]), already, tuple(done.get("notes", ()))
    )
    if len(outcome.bad_files) == len(sources) and not outcome.counts["rows"]:
        raise InputError("; ".join(f"{path}: {why}" for path, why in outcome.bad_files))
    return outcome


def _notes(summary: Mapping[str, Any]) -> list[str]:
    """What went unread without costing a post."""
    said = []
    skipped = summary["skipped"]
    said += [f"{one['source']}: passed over: {one['why']}" for one in skipped[:_MOST_SKIPPED]]
    if len(skipped) > _MOST_SKIPPED:
        said.append(f"{len(skipped) - _MOST_SKIPPED:,} more tables passed over: see skipped in summary.json")
    times = summary["times_unread"]
    if times["posts"]:
        listing = ", ".join(map(repr, times["examples"]))
        said.append(f"{times['posts']:,} times not understood (for example {listing}): those posts have no time")
    if summary["truncated"]:
        said.append(
            f"{summary['truncated']:,} posts are longer than {MAX_CHARACTERS:,} characters: only their beginning was scored"
        )
    return said


def _tables(request: Request, flagged: Path, verdicts: Path) -> None:
    """The tables of rows: those handed on, and all verdicts where they are wanted in another form than JSON lines."""
    records = Lines(flagged)
    write_flagged(request.out, _shown(records, request.show_contacts), len(records))
    if request.format != "jsonl":
        path = request.out / f"verdicts.{request.format}"
        write_verdicts(path, verdicts, request.format, partitions=bool(request.dask))


def _telling(request: Request, sources: Sequence[Source], state: State, model: Model) -> dict[str, Any]:
    """What tells of the whole: summary.json, which is given back, and the report."""
    flagged = Lines(state.journal("flagged"))
    rejects = Lines(state.journal("rejects"))
    campaigns = find_campaigns(flagged)
    accounts = ranking(state.accounts())
    bare = request.show_contacts
    counted = Tally(state.get("tally")).summary(len(model.phrases))
    if not bare:
        times = counted["times_unread"]
        times["examples"] = [mask_text(example) for example in times["examples"]]
    errors = {item["source"]: item["reason"] for item in rejects if item["row"] == 0}
    files = state.get("files") or []
    summary = {
        "schema": SCHEMA,
        "version": debtad.__version__,
        "model": {"name": model.ref.name, "sha256": model.ref.sha256},
        "inputs": [
            {
                "path": source.name,
                "sha256": source.sha256,
                "bytes": source.bytes,
                "rows": rows,
                **({"error": errors[source.name]} if source.name in errors else {}),
            }
            for source, (_, rows) in zip(sources, files, strict=True)
        ],
        "columns": state.get("columns") or {},
        "skipped": [{"source": source, "why": why} for source, why in (state.get("skipped") or {}).items()],
        **counted,
        "campaigns": [each if bare else masked_campaign(each) for each in (c.to_dict() for c in campaigns)],
        "accounts": [
            each if bare else masked_account(each) for each in (a.to_dict() for a in accounts[:_MOST_ACCOUNTS])
        ],
    }
    with replacing(request.out / "summary.json") as part:
        part.write_bytes(inert_json(orjson.dumps(summary, option=orjson.OPT_INDENT_2)) + b"\n")
    if request.report:
        from debtad.audit.report import write_report  # charts take long to load

        path = request.out / "report.html"
        with writing(path):
            write_report(path, summary, flagged, campaigns, accounts, rejects, show_contacts=request.show_contacts)
    return summary


def _shown(flagged: Lines, show_contacts: bool) -> Iterator[dict[str, Any]]:
    """Flagged records for tables that are handed on: contacts masked, one character for one."""
    for record in flagged:
        if not show_contacts:
            text = record["text"]
            found = record.get("contacts")  # none where the text was not read whole when it was scored
            masked = mask_text(text, None if found is None else tuple(Contact(*each) for each in found))
            evidence = [{**e, "quote": masked[e["start"] : e["end"]]} for e in record["evidence"]]
            record = {**masked_post(record), "text": masked, "digest_of": text, "evidence": evidence}
        yield record


def _move(request: Request, state: State) -> None:
    """The journals that are results themselves take their names, and the rest of the state goes."""
    moves = {"rejects": "rejects.jsonl"}
    if request.format == "jsonl":
        moves["verdicts"] = "verdicts.jsonl"
    for name in JOURNALS:
        path = state.journal(name)
        with writing(path):
            if path.exists():
                if name in moves:
                    os.replace(path, request.out / moves[name])
                else:
                    path.unlink()
    state.forget()
    with writing(state.folder):
        (state.folder / "stdin.data").unlink(missing_ok=True)


def clear_results(out: Path) -> None:
    """Take away the results of an earlier audit."""
    with writing(out):
        for name in RESULTS:
            path = out / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
