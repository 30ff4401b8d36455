"""``debtad train``: labelled texts → a model folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from debtad.errors import OK, OutputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "labels", nargs="+", type=Path, metavar="LABELS", help="label files (CSV, XLSX, JSONL, Parquet) or folders"
    )
    base = parser.add_mutually_exclusive_group()
    base.add_argument("--base", type=Path, default=None, help="a corpus to add the labels to")
    base.add_argument("--no-base", action="store_true", help="train on the labels alone (the default)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the model")
    parser.add_argument("--name", help="name of the model (default: default)")
    parser.add_argument("--skip-bad", action="store_true", help="report bad rows and go on with the good ones")
    parser.add_argument(
        "--attacked",
        type=int,
        default=0,
        metavar="N",
        help="learn from up to N copies of each text as an evader would write it, too (default: none)",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress lines")


def run(options: argparse.Namespace) -> int:
    """Train and write ``model.json``, ``card.md`` and ``estimator.joblib``."""
    from debtad.learn.corpus import training_places
    from debtad.learn.labels import read_labels
    from debtad.learn.train import TrainOptions, train
    from debtad.learn.write import write_trained

    if options.out.exists() and not options.out.is_dir():
        raise OutputError(f"{options.out}: is not a folder: choose another --out")
    places = [place for given in (options.base, *options.labels) if given for place in training_places(given)]
    rows, problems = read_labels(places, skip_bad=options.skip_bad)
    for problem in problems:
        print(f"debtad: skipped {problem}", file=sys.stderr)

    def say(line: str) -> None:
        if not options.quiet:
            print(line, file=sys.stderr)

    trained = train(rows, options.name or "default", TrainOptions(attacked=max(options.attacked, 0)), say=say)
    ref = write_trained(trained, options.out)
    say(f"{options.out}: model {ref.name}, sha256 {ref.sha256}")
    return OK
