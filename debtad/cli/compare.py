"""``debtad compare``: two models side by side on labelled texts."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from debtad.cli.gates import GOLDEN, ROOT
from debtad.cli.numbers import whole
from debtad.errors import OK
from debtad.model.artifact import FILE, find_model
from debtad.model.score import Detector

#: So many texts are timed.
_TIMED = 500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("old", metavar="OLD", help="a model folder or name")
    parser.add_argument("new", metavar="NEW", help="a model folder or name")
    parser.add_argument("labels", nargs="+", type=Path, metavar="LABELS", help="label files or folders")
    parser.add_argument("--json", action="store_true", help="print the comparison as JSON, with every flip")
    parser.add_argument("--rounds", type=whole(0), default=500, help="bootstrap rounds for the intervals (default 500)")
    parser.add_argument("--flips", type=whole(0), default=20, metavar="N", help="print at most N flips (default 20)")
    parser.add_argument("--golden", type=Path, metavar="FILE", help="golden cases (default: those of the checkout)")
    parser.add_argument("--positive", metavar="LABEL", help="the label to be found, where it is not risky")
    parser.add_argument("--skip-bad", action="store_true", help="report bad rows and go on with the good ones")


def run(options: argparse.Namespace) -> int:
    """Compare and print."""
    from debtad.cli.labels_files import say_what_was_learned, values_of
    from debtad.learn.compare import compare, throughput
    from debtad.learn.evaluate import score_rows
    from debtad.learn.golden import broken, judge, read_cases
    from debtad.learn.labels import read_labels

    say_what_was_learned(options.labels)
    values = values_of(options.labels, options.positive)
    rows, problems = read_labels(options.labels, skip_bad=options.skip_bad, leave_unlabelled=True, values=values)
    for problem in problems:
        print(f"debtad: skipped {problem}", file=sys.stderr)
    detectors = [Detector.load(options.old), Detector.load(options.new)]
    scored = [score_rows(rows, detector) for detector in detectors]
    thresholds = [detector.model.thresholds for detector in detectors]
    report = compare(scored[0], scored[1], thresholds[0], thresholds[1], rounds=options.rounds)
    texts = [item.row.text for item in scored[0] if item.verdict is not None][:_TIMED]
    for name, place, detector in zip(("old", "new"), (options.old, options.new), detectors, strict=True):
        model = detector.model
        report[name] = {
            "name": model.ref.name,
            "sha256": model.ref.sha256,
            "thresholds": dict(model.thresholds),
            "bytes": (Path(find_model(place)) / FILE).stat().st_size,
            "phrases": len(model.phrases),
            "ngrams": len(model.ngrams),
            "signal_weights": len(model.signal_weights),
            "texts_per_second": round(throughput(detector.score, texts, time.perf_counter), 1),
        }
    golden = options.golden or GOLDEN
    if options.golden or golden.is_file():
        cases = read_cases(golden)
        judged = [judge(cases, detector, ROOT) for detector in detectors]
        report["golden"] = {
            "cases": len(cases),
            "broken": [{"name": c.name, "wrong": list(c.wrong)} for c in broken(judged[0], judged[1])],
            "mended": [new.name for old, new in zip(*judged, strict=True) if old.wrong and not new.wrong],
            "failing": sum(bool(c.wrong) for c in judged[1]),
        }
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print("\n".join(_lines(report, options.flips)))
    return OK


def _lines(report: Mapping[str, Any], most: int) -> Iterator[str]:
    old, new, rows = report["old"], report["new"], report["rows"]
    for title, model in (("old", old), ("new", new)):
        thresholds = model["thresholds"]
        yield (
            f"{title}  {model['name']} ({model['sha256'][:12]})  high from {thresholds['high']:.4f}, review from "
            f"{thresholds['review']:.4f}  {model['phrases']} phrases, {model['ngrams']} n-grams, "
            f"{model['bytes'] / 1e6:.2f} MB, {model['texts_per_second']:.0f} texts/s"
        )
    yield f"rows {rows['risky']} risky, {rows['safe']} safe, {rows['review']} review"
    yield ""
    yield f"{'metric':<22}{'old':>8} {'new':>8} {'change':>9}   {report['confidence']:.0%} interval"
    for name, row in report["metrics"].items():
        low, high = row["interval"]
        span = f"[{_number(low, '+.4f')}, {_number(high, '+.4f')}]"
        mark = "" if row["verdict"] == "same" else f"  {row['verdict']}"
        figures = f"{_number(row['old'], '.4f'):>8} {_number(row['new'], '.4f'):>8}"
        yield f"  {name:<20}{figures} {_number(row['difference'], '+.4f'):>9}   {span}{mark}"
    yield ""
    yield f"{'kind, rows flagged':<28}{'n':>6} {'old':>7} {'new':>7} {'came':>6} {'went':>6} {'p':>7}"
    for kind, labels in report["by_kind"].items():
        for label, part in labels.items():
            mark = " *" if part["p"] < 0.05 else ""
            yield (
                f"  {kind[:19] or '-':<19} {label:<6}{part['n']:6d} {part['old']:7.3f} {part['new']:7.3f} "
                f"{part['came']:6d} {part['went']:6d} {part['p']:7.3f}{mark}"
            )
    flips = report["flips"]
    yield ""
    yield f"levels changed: {flips['right']} for the better, {flips['wrong']} for the worse, {flips['open']} of review rows"
    for item in flips["items"][:most]:
        text = " ".join(item["text"].split())
        yield (
            f"  {item['toward']:<5} {item['label']:<6} {item['old']:.3f} {item['old_level']} → "
            f"{item['new']:.3f} {item['new_level']}  {item['id']}  {text[:60]}"
        )
        yield "        " + "; ".join(f"{_part(cause)} {cause['change']:+.2f}" for cause in item["because"])
    if len(flips["items"]) > most:
        yield f"  … and {len(flips['items']) - most} more (--flips N, or --json)"
    yield ""
    golden = report.get("golden")
    if golden is None:
        yield "golden cases: none here (name them with --golden)"
        return
    yield f"golden cases: {len(golden['broken'])} of {golden['cases']} broke, {len(golden['mended'])} mended"
    for case in golden["broken"]:
        yield f"  broke: {case['name']}: {'; '.join(case['wrong'])}"


def _part(cause: Mapping[str, Any]) -> str:
    name = str(cause["name"]).replace("\n", "/")
    return {"signal": name, "phrase": f"“{name}”"}.get(cause["what"], "start")


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)
