"""The worst misses and false alarms as a Markdown page, to be read by people who mend signals, stance and corpus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from debtad.errors import OutputError
from debtad.learn.evaluate import Scored
from debtad.learn.labels import RISKY, SAFE
from debtad.outputs import replacing


def write_errors(scored: Sequence[Scored], path: Path, most: int = 200) -> None:
    """Write up to ``most`` missed risky rows (lowest scores first) and flagged safe rows (highest first).

    Raises OutputError where the file cannot be written.
    """
    missed = sorted((i for i in scored if i.row.label == RISKY and i.level != "high"), key=lambda i: i.score)
    alarms = sorted((i for i in scored if i.row.label == SAFE and i.level != "low"), key=lambda i: -i.score)
    lines = ["# Errors", "", f"{len(missed)} risky rows below high, {len(alarms)} safe rows flagged.", ""]
    for title, items in (("## Missed", missed), ("## False alarms", alarms)):
        lines += [title, ""]
        for item in items[:most]:
            lines += _item(item)
    try:
        with replacing(path) as part:
            part.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error


def _item(item: Scored) -> Iterable[str]:
    row = item.row
    text = row.text.replace("\n", " / ")
    yield f"- **{item.score:.3f} {item.level}** `{row.id}` {row.kind} {row.subtype}: {text}"
    if item.verdict:
        signals = [
            f"{e.signal}:{e.stance} {e.contribution:+.2f}" for e in (*item.verdict.evidence, *item.verdict.counter)
        ]
        words = sorted(item.verdict.words, key=lambda word: -abs(word.contribution))[:8]
        yield "  - " + "; ".join(signals + [f"“{w.text}” {w.contribution:+.2f}" for w in words]).replace("\n", "/")
