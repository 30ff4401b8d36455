"""``debtad evaluate --curve`` and ``--time-split``: how training itself does, not one model."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from debtad.errors import OK, InputError

if TYPE_CHECKING:
    from debtad.learn.curve import Point
    from debtad.learn.labels import Row


def run(options: argparse.Namespace, rows: Sequence[Row]) -> int:
    """Train as often as is asked and print what came of it."""
    from debtad.learn.corpus import training_places
    from debtad.learn.join import moment
    from debtad.learn.labels import read_labels
    from debtad.learn.train import TrainOptions

    base = read_labels(training_places(options.base))[0] if options.base else []
    if options.curve:
        from dataclasses import asdict

        from debtad.learn.curve import learning_curve

        points = learning_curve(rows, base, repeats=options.repeats, say=_say)
        print(json.dumps([asdict(p) for p in points], indent=1) if options.json else "\n".join(_curve(points)))
        return OK
    from debtad.learn.curve import time_split

    cut = None
    if options.time_split != "last-fifth":
        cut = moment(options.time_split)
        if cut is None:
            raise InputError(f"--time-split {options.time_split!r}: not a date such as 2026-03-01")
    report = time_split(rows, cut, base=base, options=TrainOptions(domain="auto"), rounds=options.rounds, say=_say)
    print(json.dumps(report, indent=1) if options.json else "\n".join(_split(report)))
    return OK


def _curve(points: Sequence[Point]) -> Iterator[str]:
    from debtad.learn.curve import WORTHWHILE

    yield f"{'labels':>8} {'PR-AUC':>8} {'± sd':>7} {'ROC-AUC':>8} {'recall at precision 0.95':>26}"
    for point in points:
        yield (
            f"{point.labels:8d} {point.pr_auc:8.4f} {point.spread:7.4f} {point.roc_auc:8.4f} "
            f"{point.recall_at_precision_095:26.4f}"
        )
    gain = points[-1].pr_auc - points[-2].pr_auc
    advice = (
        "more labels still pay" if gain >= WORTHWHILE else "more labels of this sort hardly pay: look for new wording"
    )
    yield f"the last doubling brought {gain:+.4f} PR-AUC: {advice}"


def _split(report: dict[str, Any]) -> Iterator[str]:
    counts = report["rows"]
    yield (
        f"trained on {counts['before']} rows before {report['cut']}, measured on {counts['after']} from then on "
        f"({counts['near_repeats_left_out']} near repeats left out)"
    )
    yield f"{'metric':<22}{'before, out of fold':>20} {'after':>8}   95 % interval"
    for name, value in report["after"].items():
        before = report["out_of_fold_before"].get(name)
        low, high = report["intervals"].get(name, (float("nan"),) * 2)
        shown = "-" if before is None else f"{before:.4f}"
        yield f"  {name:<20}{shown:>20} {value:8.4f}   [{low:.4f}, {high:.4f}]"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
