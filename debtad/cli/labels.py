"""``debtad labels``: labels in and out, checked, doubted, and the posts to label next."""

from __future__ import annotations

import argparse
from pathlib import Path

from debtad.cli.numbers import LARGEST_SEED, whole

_FORMATS = ("csv", "xlsx", "jsonl", "parquet", "doccano", "label-studio")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions and their options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _check_arguments(actions.add_parser("check", help="what is wrong with labels, row by row"))
    for name, words in (
        ("import", "labels from Label Studio, doccano or a table into a label file"),
        ("export", "labels into a file for Label Studio, doccano or a spreadsheet"),
    ):
        _convert_arguments(actions.add_parser(name, help=words))
    _suggest_arguments(actions.add_parser("suggest", help="which posts of an audit to label next, and why"))
    _doubt_arguments(actions.add_parser("doubt", help="labels that are probably wrong, and why"))


def run(options: argparse.Namespace) -> int:
    """Do what is asked. Raises LabelError, InputError, ModelError and OutputError."""
    if options.action == "check":
        from debtad.cli.labels_files import check

        return check(options)
    if options.action in ("import", "export"):
        from debtad.cli.labels_files import convert

        return convert(options)
    if options.action == "suggest":
        from debtad.cli.labels_suggest import suggest_posts

        return suggest_posts(options)
    from debtad.cli.labels_doubt import doubt

    return doubt(options)


def _files_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "labels",
        nargs="+",
        type=Path,
        metavar="LABELS",
        help="label files or folders: CSV, XLSX, JSONL, Parquet, doccano JSONL, Label Studio JSON",
    )
    parser.add_argument("--from", dest="source", choices=_FORMATS, help="format of LABELS (default: found out)")
    parser.add_argument(
        "--offsets-in", choices=("codepoints", "utf16"), help="unit of span offsets in LABELS (default: found out)"
    )
    parser.add_argument(
        "--disagree",
        choices=("error", "majority", "latest", "review"),
        default="error",
        help="where several annotators disagree on a text (default: error)",
    )
    parser.add_argument("--positive", metavar="LABEL", help="the label to be found, where it is not risky")


def _force_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="replace FILE even if labels stand in it")


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    _files_argument(parser)
    parser.add_argument("--base", type=Path, metavar="DIR", help="corpus whose test split must not be learned from")
    parser.add_argument("--no-base", action="store_true", help="do not compare with a test split")
    parser.add_argument("--model", metavar="DIR", help="model whose verdicts are compared (default: the shipped model)")
    parser.add_argument("--no-model", action="store_true", help="do not compare with verdicts")
    parser.add_argument("--strict", action="store_true", help="exit with 3 for warnings too")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def _convert_arguments(parser: argparse.ArgumentParser) -> None:
    _files_argument(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="file to write")
    parser.add_argument("--format", choices=_FORMATS, help="format of FILE (default: by its suffix)")
    parser.add_argument(
        "--offsets",
        choices=("codepoints", "utf16"),
        help="unit of span offsets in FILE (default: utf16 for doccano, else codepoints)",
    )
    parser.add_argument(
        "--interface", type=Path, metavar="XML", help="also write a labelling interface for Label Studio"
    )
    parser.add_argument("--skip-bad", action="store_true", help="report bad rows and go on with the good ones")
    _force_argument(parser)


def _suggest_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("audit", type=Path, metavar="AUDIT_DIR", help="a folder that `debtad audit` wrote")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="file to write")
    parser.add_argument("--format", choices=_FORMATS, help="format of FILE (default: by its suffix)")
    parser.add_argument("--n", type=int, default=200, help="how many posts (default 200)")
    parser.add_argument("--seed", type=whole(0, LARGEST_SEED), default=0, help="of the random draws (default 0)")
    parser.add_argument(
        "--shares", type=_shares, metavar="WAY=X,…", help="shares of uncertain, novel, disagree and random"
    )
    parser.add_argument(
        "--input", nargs="+", metavar="FILE", help="where the audited posts are now (default: as the audit recorded)"
    )
    parser.add_argument("--text", action="append", metavar="COL", help="column of the text in the audited files")
    parser.add_argument(
        "--labels", nargs="+", type=Path, default=[], help="labels made so far, not to be suggested again"
    )
    parser.add_argument("--base", type=Path, metavar="DIR", help="the corpus that the model learned from")
    parser.add_argument("--model", metavar="DIR", help="a model folder or name (default: the shipped model)")
    parser.add_argument("--pool", type=int, default=5000, help="how many posts to look at closely (default 5000)")
    parser.add_argument("--offsets", choices=("codepoints", "utf16"), help="unit of span offsets in FILE")
    parser.add_argument(
        "--interface", type=Path, metavar="XML", help="also write a labelling interface for Label Studio"
    )
    _force_argument(parser)


def _doubt_arguments(parser: argparse.ArgumentParser) -> None:
    _files_argument(parser)
    parser.add_argument("--n", type=int, default=50, help="how many to print (default 50; 0: all)")
    parser.add_argument(
        "--base", type=Path, metavar="DIR", help="a corpus to learn from beside LABELS, itself not doubted"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write all doubts for relabelling (format by suffix)")
    parser.add_argument("--format", choices=_FORMATS, help="format of FILE (default: by its suffix)")
    parser.add_argument("--skip-bad", action="store_true", help="report bad rows and go on with the good ones")
    _force_argument(parser)
    parser.add_argument("--json", action="store_true", help="print the doubts as JSON")
    parser.add_argument("--quiet", action="store_true", help="no progress lines")


def _shares(value: str) -> dict[str, float]:
    try:
        parts = [part.split("=") for part in value.split(",")]
        return {way.strip(): float(share) for way, share in parts}
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} is not like uncertain=0.4,novel=0.3,random=0.3") from None
