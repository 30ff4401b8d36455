"""``debtad labels doubt``: labels that are probably wrong, ranked, each with its reasons."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from debtad.cli.labels_files import check_places, good_items, read_labelled
from debtad.errors import OK, LabelError

if TYPE_CHECKING:
    from debtad.learn.doubts import Doubt
    from debtad.learn.label_files import Labelled

SCHEMA = "debtad.labels-doubt/1"


def doubt(options: argparse.Namespace) -> int:
    """Print doubted labels, the most doubtful first, and write them for relabelling if asked."""
    from debtad.learn.corpus import training_places
    from debtad.learn.doubts import find_doubts
    from debtad.learn.label_files import format_of
    from debtad.learn.label_write import write_items
    from debtad.learn.labels import read_labels

    form = format_of(options.out, options.format) if options.out else ""
    if options.n < 0:
        raise LabelError("--n must be 0 (all) or more")
    if options.out:
        check_places(options, form, [*options.labels, *([options.base] if options.base else [])])
    items = good_items(read_labelled(options), options.skip_bad)
    base = read_labels(training_places(options.base))[0] if options.base else []

    def say(line: str) -> None:
        if not options.quiet:
            print(line, file=sys.stderr)

    doubts = find_doubts([item.row for item in items], base, say=say)
    shown = doubts[: options.n] if options.n else doubts
    if options.out:
        write_items(_items(doubts, items), options.out, form)
        say(f"{options.out}: {len(doubts)} doubted rows, {form}")
    by_row = _by_row(items)
    if options.json:
        found = [{**_plain(one), "where": by_row[one.row.text, one.row.label].where} for one in shown]
        report = {"schema": SCHEMA, "rows": len(items), "doubted": len(doubts), "doubts": found}
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(shown, len(doubts), len(items), by_row)))
    return OK


def _by_row(items: Sequence[Labelled]) -> dict[tuple[str, str], Labelled]:
    """The first item of each text and label."""
    return {(item.row.text, item.row.label): item for item in reversed(items)}


def _plain(one: Doubt) -> dict[str, Any]:
    row = one.row
    return {
        **{"id": row.id, "source": row.source, "kind": row.kind, "text": row.text, "label": row.label},
        **{"suggested": one.suggested, "score": one.score, "quality": one.quality},
        "reasons": [asdict(reason) for reason in one.reasons],
    }


def _lines(shown: Sequence[Doubt], count: int, rows: int, by_row: Mapping[tuple[str, str], Labelled]) -> Iterator[str]:
    for one in shown:
        arrow = f"{one.row.label} → {one.suggested}?" if one.suggested else one.row.label
        yield f"{one.quality:.3f}  {arrow:<16} {by_row[one.row.text, one.row.label].where}  {one.row.id}"
        for reason in one.reasons:
            yield f"       {reason.rule}: {reason.text}"
        text = " ".join(one.row.text.split())
        yield f"       {text[:100]}{'…' if len(text) > 100 else ''}"
    yield f"{count} of {rows} labels are doubted, {len(shown)} shown (quality 0: surely wrong, 1: surely right)"


def _items(doubts: Sequence[Doubt], items: Sequence[Labelled]) -> list[Labelled]:
    """Doubted rows as they were labelled, with columns that say why they are doubted."""
    by_row = _by_row(items)
    return [
        replace(
            item,
            extra={
                **item.extra,
                "suggested": one.suggested,
                "quality": one.quality,
                "score": one.score,
                "why": "; ".join(f"{reason.rule}: {reason.text}" for reason in one.reasons),
            },
        )
        for one in doubts
        if (item := by_row.get((one.row.text, one.row.label))) is not None
    ]
