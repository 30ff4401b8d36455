"""The end of an audit: from journals to the files that people open. Done again from the start if it was interrupted."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

import debtad
from debtad.audit.disk import replacing, writing
from debtad.audit.flagged import write_flagged_csv, write_flagged_xlsx
from debtad.audit.request import FORMATS, Outcome, Request, Source
from debtad.audit.safe import inert_json
from debtad.audit.state import JOURNALS, Lines, State
from debtad.audit.tally import Tally
from debtad.audit.writers import write_verdicts
from debtad.errors import InputError
from debtad.model.artifact import Model

SCHEMA = "debtad.summary/1"

#: Every file that an audit leaves in its folder.
RESULTS = (
    "summary.json",
    *(f"verdicts.{form}" for form in FORMATS),
    *("flagged.csv", "flagged.xlsx", "rejects.jsonl", "report.html"),
)

#: Accounts in ``summary.json``.
_MOST_ACCOUNTS = 200


def finish(request: Request, sources: Sequence[Source], state: State, model: Model, *, already: bool) -> Outcome:
    """Write all results and say how it ended. Raises InputError where no file at all could be read."""
    counts: Mapping[str, int]
    if not already:
        summary = _write(request, sources, state, model)
        counts, bad = summary["counts"], [entry for entry in summary["inputs"] if "error" in entry]
        state.note(finished={"counts": counts, "bad": [[entry["path"], entry["error"]] for entry in bad]})
    done = state.get("finished")
    _move(request, state)
    outcome = Outcome(done["counts"], tuple((path, why) for path, why in done["bad"]), already)
    if len(outcome.bad_files) == len(sources) and not outcome.counts["rows"]:
        raise InputError("; ".join(f"{path}: {why}" for path, why in outcome.bad_files))
    return outcome


def _write(request: Request, sources: Sequence[Source], state: State, model: Model) -> dict[str, Any]:
    out = request.out
    flagged = Lines(state.journal("flagged"))
    rejects = Lines(state.journal("rejects"))
    if request.format != "jsonl":
        path = out / f"verdicts.{request.format}"
        write_verdicts(path, state.journal("verdicts"), request.format, partitions=bool(request.dask))
    write_flagged_csv(out / "flagged.csv", _shown(flagged, request.show_contacts))
    write_flagged_xlsx(out / "flagged.xlsx", _shown(flagged, request.show_contacts), len(flagged))
    campaigns = _campaigns(flagged)
    accounts = _accounts(state)
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
        **Tally(state.get("tally")).summary(len(model.phrases)),
        "campaigns": [campaign.to_dict() for campaign in campaigns],
        "accounts": [account.to_dict() for account in accounts[:_MOST_ACCOUNTS]],
    }
    with replacing(out / "summary.json") as part:
        part.write_bytes(inert_json(orjson.dumps(summary, option=orjson.OPT_INDENT_2)) + b"\n")
    if request.report:
        _report(out / "report.html", summary, flagged, campaigns, accounts, rejects, request.show_contacts)
    return summary


def _shown(flagged: Lines, show_contacts: bool) -> Iterator[dict[str, Any]]:
    """Flagged records for tables that are handed on: contacts masked, one character for one."""
    mask = None if show_contacts else _part("contacts", "mask_text")
    for record in flagged:
        if mask is not None:
            text = record["text"]
            record = {**record, "text": mask(text), "digest_of": text}
            masked = record["text"]
            record["evidence"] = [{**e, "quote": masked[e["start"] : e["end"]]} for e in record["evidence"]]
        yield record


def _campaigns(flagged: Lines) -> Sequence[Any]:
    find = _part("campaigns", "find_campaigns")
    return () if find is None else tuple(find(flagged))


def _accounts(state: State) -> Sequence[Any]:
    make, lower = _part("accounts", "Account"), _part("accounts", "wilson_lower")
    if make is None or lower is None:
        return ()
    found = [
        make(
            name,
            platform,
            posts,
            high + review,
            high,
            review,
            (high + review) / posts,
            lower(high + review, posts),
            *seen,
        )
        for name, platform, posts, high, review, *seen in state.accounts()
    ]
    return sorted(found, key=lambda entry: (-entry.lower, -entry.flagged, entry.platform, entry.account))


def _report(path: Path, *matter: Any) -> None:
    write = _part("report", "write_report")
    if write is not None:
        *rest, show_contacts = matter
        known = inspect.signature(write).parameters
        more = {"show_contacts": show_contacts} if "show_contacts" in known else {}
        with writing(path):
            write(path, *rest, **more)


def _part(module: str, name: str) -> Any:
    """A function of a neighbouring module, loaded when it is needed; None where this build has no such module."""
    full = f"debtad.audit.{module}"
    return getattr(importlib.import_module(full), name) if importlib.util.find_spec(full) else None


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
