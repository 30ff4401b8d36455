"""``debtad models``: list, show and verify models, choose the current one, go back, see drift."""

from __future__ import annotations

import argparse
from pathlib import Path

from debtad.errors import OK, ModelError
from debtad.model.artifact import FILE, find_model, read_model
from debtad.model.sound import check_model


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="every model, the current one marked")
    for name, line in (
        ("show", "print a model's card"),
        ("verify", "read everything of a model and say that it is sound"),
    ):
        one = actions.add_parser(name, help=line)
        one.add_argument("model", nargs="?", metavar="DIR", help="a model folder or name (default: the current one)")
    use = actions.add_parser("use", help="make a model the current one, if it is not worse")
    use.add_argument("model", metavar="NEW", help="a model folder or name")
    use.add_argument("--force", action="store_true", help="use it against refusals, and record them")
    use.add_argument("--golden", type=Path, metavar="FILE", help="golden cases (default: those of the checkout)")
    use.add_argument("--test", type=Path, metavar="LABELS", help="frozen test rows (default: data/corpus/test)")
    use.add_argument(
        "--everyday", type=Path, metavar="FILE", help="posts that are no ads, JSONL or a text a line, .gz allowed"
    )
    actions.add_parser("rollback", help="go back to the model before the last `use`")
    actions.add_parser("history", help="every `use` and `rollback`")
    drift = actions.add_parser("drift", help="whether audits still look like the training data")
    drift.add_argument("audits", nargs="+", type=Path, metavar="AUDIT_DIR", help="folders of audits, oldest first")
    drift.add_argument("--model", metavar="DIR", help="a model folder or name (default: the current one)")
    drift.add_argument("--json", action="store_true", help="print the report as JSON")


def run(options: argparse.Namespace) -> int:
    """Do what is asked. Raises ModelError where a model is missing or damaged."""
    if options.action in ("use", "rollback", "history"):
        from debtad.cli.models_use import run as run_use

        return run_use(options)
    if options.action == "drift":
        from debtad.cli.models_drift import run as run_drift

        return run_drift(options)
    if options.action == "list":
        return _list()
    folder = Path(find_model(options.model))
    if options.action == "verify":
        check_model(read_model(folder))
        print(f"{_line(folder)}  sound")
        return OK
    print(_line(folder))
    card = folder / "card.md"
    if not card.is_file():
        raise ModelError(f"{folder}: has no card.md: train it again")
    print(card.read_text(encoding="utf-8", errors="backslashreplace"))
    return OK


def _list() -> int:
    """Models beside the shipped one and in the folder of models; one that cannot be read is listed with the reason."""
    from debtad.model.artifact import models_home

    try:
        current = Path(find_model(None)).resolve()
    except ModelError:
        current = None
    homes = {Path(find_model("default")).resolve().parent, *(Path(home).resolve() for home in [models_home()] if home)}
    folders = {path.parent for home in homes for path in home.glob(f"*/{FILE}")} | ({current} if current else set())
    for folder in sorted(folders):
        try:
            print(_line(folder) + ("  current" if folder == current else ""))
        except ModelError as error:
            print(f"{folder.name:<16} {error}")
    return OK


def _line(folder: Path) -> str:
    model = read_model(folder)
    rows = model.training.get("rows", {})
    counts = ", ".join(f"{count} {label}" for label, count in rows.items())
    size = f"{len(model.phrases)} phrases, {len(model.ngrams)} n-grams"
    return f"{folder.name:<16} {model.ref.sha256[:16]}  {size}  {counts}"
