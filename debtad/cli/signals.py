"""``debtad signals``: list, show and test the signal catalog."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from debtad.errors import OK, CatalogError, InputError
from debtad.signals.catalog import CATALOG, Signal, load_catalog


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("action", choices=("list", "show", "test"), help="what to do")
    parser.add_argument("names", nargs="*", metavar="SIGNAL", help="only these signals")
    parser.add_argument("--catalog", type=Path, default=CATALOG, metavar="DIR", help="a folder of TOML files")
    parser.add_argument("--markdown", action="store_true", help="with list: the reference page as Markdown")


def run(options: argparse.Namespace) -> int:
    """Print the catalog, one signal whole, or the lint's report; raises CatalogError where an example fails."""
    signals = {signal.id: signal for signal in load_catalog(options.catalog)}
    for name in options.names:
        if name not in signals:
            raise InputError(f"no signal {name!r}: `debtad signals list` names them all")
    chosen = [signal for signal in signals.values() if not options.names or signal.id in options.names]
    if options.markdown and options.action != "list":
        raise InputError(f"--markdown goes with `debtad signals list`, not with {options.action}")
    if options.action == "test":
        return _test(options.catalog, {signal.id for signal in chosen})
    if options.markdown:
        return _page(chosen)
    for signal in chosen:
        if options.action == "list":
            print(f"{signal.id:<30} {signal.weight:<11} {signal.group:<9} {signal.title['zh']}  {signal.title['en']}")
            continue
        print(f"{signal.id}\n  {signal.title['zh']} / {signal.title['en']}\n  {signal.why['zh']}\n  {signal.why['en']}")
        print(f"  weight {signal.weight}, group {signal.group}, law {', '.join(signal.law) or '-'}")
        for title, texts in (("pattern", signal.patterns), ("hit", signal.hits), ("miss", signal.misses)):
            for text in texts:
                print(f"  {title:<8} {text}")
    return OK


def _page(signals: Iterable[Signal]) -> int:
    from debtad.model.explain import guidance
    from debtad.signals.reference import signal_page

    print(signal_page(signals, {code: entry["en"] for code, entry in guidance()["laws"].items()}), end="")
    return OK


def _test(folder: Path, wanted: set[str]) -> int:
    from debtad.signals.lint import lint

    bad = 0
    for report in lint(folder):
        if report.signal not in wanted:
            continue
        bad += len(report.problems)
        state = "ok " if not report.problems else "BAD"
        print(f"{state} {report.signal:<30} {report.hits} hits, {report.misses} misses")
        for problem in report.problems:
            print(f"      {problem}")
    if bad:
        raise CatalogError(f"{bad} problems in the signal catalog: mend the patterns or the examples named above")
    return OK
