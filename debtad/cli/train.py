"""``debtad train``: labelled texts → a model folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from debtad.errors import OK, LabelError, OutputError

if TYPE_CHECKING:
    from debtad.learn.join import Joined
    from debtad.learn.label_names import LabelNames
    from debtad.learn.labels import Row
    from debtad.model.artifact import Model

#: What a new label counts for beside a row of the base, unless --weight says otherwise.
WEIGHT = 10.0

#: So many conflicts are printed; the rest are counted.
_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "labels", nargs="+", type=Path, metavar="LABELS", help="label files (CSV, XLSX, JSONL, Parquet) or folders"
    )
    base = parser.add_mutually_exclusive_group()
    base.add_argument("--base", type=Path, default=None, help="a corpus to add the labels to")
    base.add_argument("--no-base", action="store_true", help="train on the labels alone (the default)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the model")
    parser.add_argument("--name", help="name of the model (default: default, with --base the name of the folder)")
    parser.add_argument(
        "--weight", type=_weight, metavar="X", help=f"with --base: a new label counts X rows (default {WEIGHT:g})"
    )
    parser.add_argument("--positive", metavar="LABEL", help="the label to be found, where it is not risky")
    parser.add_argument(
        "--domain",
        choices=("auto", "debt", "other"),
        default="auto",
        help="whether the labels are about debt relief (default: seen from the texts)",
    )
    parser.add_argument(
        "--parent", metavar="DIR", help="the model that the new one follows (default with --base: the current model)"
    )
    parser.add_argument(
        "--catalog", type=Path, metavar="DIR", help="a folder of signals in TOML files (default: the shipped ones)"
    )
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
    from debtad.learn.train import TrainOptions, train
    from debtad.learn.write import write_trained
    from debtad.model.files import FILE
    from debtad.signals.compiled import load_compiled

    if options.out.exists() and not options.out.is_dir():
        raise OutputError(f"{options.out}: is not a folder: choose another --out")
    if options.weight is not None and options.base is None:
        raise LabelError("--weight weighs new labels against a base: give --base too")
    say: Callable[[str], None] = _silent if options.quiet else _say
    if (options.out / FILE).is_file():
        say(f"{options.out}: the model there will be replaced")
    catalog = None if options.catalog is None else load_compiled(options.catalog)
    names, joined = _rows(options, say)
    notes: dict[str, Any] = {"labels": {"positive": names.positive, "negative": names.negative}}
    if joined.base_rows or joined.repeats or joined.tied:
        notes["join"] = joined.record()
    name = options.name or ("default" if options.base is None else options.out.resolve().name)
    trained = train(
        joined.rows,
        name,
        TrainOptions(domain=options.domain, attacked=max(options.attacked, 0)),
        say=say,
        parent=_parent(options),
        notes=notes,
        new_texts=joined.new_texts,
        catalog=catalog,
    )
    ref = write_trained(trained, options.out)
    say(f"{options.out}: model {ref.name}, sha256 {ref.sha256}")
    return OK


def _rows(options: argparse.Namespace, say: Callable[[str], None]) -> tuple[LabelNames, Joined]:
    from debtad.learn.corpus import training_places
    from debtad.learn.join import join
    from debtad.learn.label_names import OWN_NAMES, name_labels
    from debtad.learn.label_records import files_in
    from debtad.learn.labels import count_labels, read_labels, stems_of

    places = [place for given in options.labels for place in training_places(given)]
    names = name_labels(count_labels(places), options.positive)
    if options.base is not None and options.positive is None:
        names = OWN_NAMES  # a guess may not flip the labels of a base: other names are bad rows, each named
    if not names.standard:
        say(f"labels: {names.positive!r} is to be found, {names.negative!r} is the rest ({names.why})")
    base: list[Row] = []
    frozen: list[Row] = []
    if options.base is not None:
        base = read_labels(training_places(options.base), skip_bad=options.skip_bad)[0]
        test = options.base / "test"
        frozen = read_labels([test], skip_bad=True)[0] if test.is_dir() else []
    new: list[Row] = []
    stems = stems_of(files_in(places))
    for place in places:  # one by one: a file given later is newer
        rows, problems = read_labels(
            [place], skip_bad=options.skip_bad, leave_unlabelled=True, values=names.values(), stems=stems
        )
        new += rows
        for problem in problems:
            print(f"debtad: skipped {problem}", file=sys.stderr)
    weight = (WEIGHT if options.weight is None else options.weight) if base else 1.0
    joined = join(base, new, frozen=frozen, weight=weight)
    for line in _account(joined):
        say(line)
    return names, joined


def _account(joined: Joined) -> list[str]:
    """What joining did, in lines for people."""
    from debtad.learn.join import RULES

    lines = []
    if joined.base_rows:
        lines.append(
            f"{joined.new_rows} new rows, each counting {joined.weight:g}, join {joined.base_rows} rows of the base"
        )
    if joined.repeats:
        rules = ", ".join(f"{RULES[rule]} ({joined.decided[rule]})" for rule in RULES if joined.decided.get(rule))
        lines.append(f"{joined.repeats} rows repeat a text: of each text was taken {rules}")
    if joined.unread:
        first = joined.unread[0]
        lines.append(
            f"{len(joined.unread)} times cannot be read, the first of {first.source} {first.id}: {first.time[:40]!r}"
        )
    lines += [f"conflict: {conflict}" for conflict in joined.conflicts[:_SHOWN]]
    if len(joined.conflicts) > _SHOWN:
        lines.append(f"… and {len(joined.conflicts) - _SHOWN} more conflicts")
    if joined.frozen:
        shown = ", ".join(row.id for row in joined.frozen[:5])
        lines.append(f"{len(joined.frozen)} new rows stand in the frozen test split and were left out: {shown}")
    if joined.tied:
        lines.append(f"near-duplicates tied {joined.tied} groups to others, so that none straddles a fold")
    return lines


def _parent(options: argparse.Namespace) -> Model | None:
    from debtad.model.artifact import read_model

    if options.parent is None and options.base is None:
        return None
    return read_model(options.parent)


def _weight(value: str) -> float:
    try:
        weight = float(value)
    except ValueError:
        weight = 0.0
    if not 0 < weight <= 1000:
        raise argparse.ArgumentTypeError(f"{value!r} is not a weight between 0 and 1000, for example 3")
    return weight


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _silent(line: str) -> None:
    pass
