"""``debtad evaluate``: how good a model is on labelled texts."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from debtad.cli.numbers import whole
from debtad.errors import OK, UsageError
from debtad.model.score import Detector
from debtad.outputs import check_output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("labels", nargs="+", type=Path, metavar="LABELS", help="label files or folders")
    parser.add_argument("--model", metavar="DIR", help="a model folder or name (default: the shipped model)")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--rounds", type=whole(0), default=500, help="bootstrap rounds for intervals (0: none)")
    parser.add_argument(
        "--errors", type=Path, metavar="FILE", help="write the worst misses and false alarms as Markdown"
    )
    parser.add_argument("--curve", action="store_true", help="train on growing shares of the rows and show the metrics")
    parser.add_argument(
        "--repeats", type=whole(1), default=3, help="with --curve: held-out parts to average over (default 3)"
    )
    parser.add_argument(
        "--time-split",
        nargs="?",
        const="last-fifth",
        metavar="DATE",
        help="train on rows before DATE (default: all but the last fifth), measure on the later ones",
    )
    parser.add_argument("--base", type=Path, help="with --curve or --time-split: a corpus that is always learned from")
    parser.add_argument(
        "--evasion", action="store_true", help="rewrite the rows as evaders do and say how far scores fall"
    )
    parser.add_argument("--positive", metavar="LABEL", help="the label to be found, where it is not risky")
    parser.add_argument("--skip-bad", action="store_true", help="report bad rows and go on with the good ones")


def run(options: argparse.Namespace) -> int:
    """Score the rows and print the report. Raises UsageError, LabelError, ModelError and OutputError."""
    from debtad.cli.labels_files import say_what_was_learned, values_of
    from debtad.learn.evaluate import evaluate, score_rows
    from debtad.learn.labels import read_labels

    _check_pairs(options)
    if options.errors:
        check_output(
            options.errors, options.labels, ours=lambda head: head.startswith(b"# Errors"), kind="page of errors"
        )
    training = options.curve or options.time_split is not None
    detector = None if training else Detector.load(options.model)
    if detector:
        say_what_was_learned(options.labels)
    values = values_of(options.labels, options.positive)
    rows, problems = read_labels(options.labels, skip_bad=options.skip_bad, leave_unlabelled=True, values=values)
    for problem in problems:
        print(f"debtad: skipped {problem}", file=sys.stderr)
    if detector is None:
        from debtad.cli.evaluate_training import run as run_training

        return run_training(options, rows)
    scored = score_rows(rows, detector)
    report = evaluate(scored, detector, options.rounds)
    if options.evasion:
        from debtad.learn.robustness import detector_scores, robustness

        report["evasion"] = robustness(rows, detector_scores(detector), detector.model.thresholds["high"])
    if options.errors:
        from debtad.learn.errors_page import write_errors

        write_errors(scored, options.errors)
    if options.json:
        print(json.dumps(_defined(report), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print("\n".join(_lines(report)))
    return OK


def _check_pairs(options: argparse.Namespace) -> None:
    """Raises UsageError where an option would be taken and ignored: a curve and a time split train models of their own."""
    training = "--curve" if options.curve else "--time-split" if options.time_split is not None else ""
    if options.curve and options.time_split is not None:
        raise UsageError("--curve and --time-split are two measurements: ask for one at a time")
    for name in ("model", "errors", "evasion"):
        if training and getattr(options, name):
            raise UsageError(f"--{name} is about one model, {training} trains its own: leave out one of them")
    if options.base and not training:
        raise UsageError("--base is learned from: it goes with --curve or --time-split")


def _defined(value: Any) -> Any:
    """``value`` with None for each figure that the rows do not define (an AUC of one class): JSON has no NaN."""
    if isinstance(value, Mapping):
        return {key: _defined(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_defined(inner) for inner in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def _lines(report: Mapping[str, Any]) -> Iterator[str]:
    counts = report["rows"]
    yield f"model {report['model']['name']} ({report['model']['sha256'][:12]})"
    yield f"rows  {counts['risky']} risky, {counts['safe']} safe, {counts['review']} review"
    yield f"high from {report['thresholds']['high']:.4f}, review from {report['thresholds']['review']:.4f}"
    yield ""
    for name, value in report["overall"].items():
        low, high = report["intervals"].get(name, (float("nan"),) * 2)
        yield f"  {name:<26}{value:7.4f}   [{low:.4f}, {high:.4f}]"
    yield f"  {'hard safe rows at high':<26}{report['hard_safe']['high']:7.4f}   of {report['hard_safe']['n']}"
    yield f"  {'subtype right':<26}{report['subtype_accuracy']['share']:7.4f}   of {report['subtype_accuracy']['n']}"
    pairs = report["pairs"]
    yield f"  {'pairs in order / decided':<26}{pairs['ordered']:7.4f} / {pairs['decided']:.4f}   of {pairs['n']}"
    for title, key in (
        ("label", "levels"),
        ("kind", "by_kind"),
        ("subtype", "by_subtype"),
        ("length", "by_length"),
        ("spelling", "by_evasion"),
        ("source", "by_source"),
    ):
        yield ""
        if key == "levels":
            yield f"{title:<26}{'n':>6} {'high':>7} {'flagged':>8}"
            for name, level in report[key].items():
                yield f"  {name:<24}{level['n']:6d} {level['high']:7.3f} {level['flagged']:8.3f}"
            continue
        yield f"{title:<26}{'risky':>6} {'high':>7} {'flagged':>8}   {'safe':>5} {'high':>7} {'flagged':>8}"
        for name, part in report[key].items():
            risky, safe = part["risky"], part["safe"]
            yield (
                f"  {name:<24}{risky['n']:6d} {risky['high']:7.3f} {risky['flagged']:8.3f}   "
                f"{safe['n']:5d} {safe['high']:7.3f} {safe['flagged']:8.3f}"
            )
    yield ""
    yield f"{'core fact':<26}{'n':>6} {'precision':>10} {'recall':>8} {'f1':>8}"
    for name, fact in report["facts"].items():
        yield f"  {name:<24}{fact['n']:6.0f} {fact['precision']:10.3f} {fact['recall']:8.3f} {fact['f1']:8.3f}"
    yield ""
    yield f"{'signal (asserted)':<30}{'risky':>6} {'safe':>6} {'precision':>10} {'recall':>8}"
    for name, signal in report["signals"].items():
        yield (
            f"  {name:<28}{signal['risky']:6.0f} {signal['safe']:6.0f} "
            f"{signal['precision']:10.3f} {signal['recall']:8.3f}"
        )
    if "evasion" in report:
        yield ""
        yield from _evasion_lines(report["evasion"])


def _evasion_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Recall of ``high`` on the risky rows that an attack changes, before and after, and how far their scores fall."""
    yield (
        f"{'attack':<16}{'strength':>8} {'changed':>8} {'recall':>7} {'before':>7} {'median drop':>12}"
        f"   {'safe':>5} {'high':>7} {'before':>7}"
    )
    for name, slices in (*report["attacks"].items(), ("all", report["all"])):
        for strength, part in slices.items():
            safe = (
                f"   {part['safe_changed']:5d} {part['safe_high']:7.3f} {part['safe_high_before']:7.3f}"
                if "safe_changed" in part
                else ""
            )
            yield (
                f"  {name:<14}{strength:>8} {part['changed']:8d} {part['recall']:7.3f} {part['recall_before']:7.3f} "
                f"{part['median_drop']:+12.3f}{safe}"
            )
