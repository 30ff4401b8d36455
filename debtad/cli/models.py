"""``debtad models``: list, show and verify models."""

from __future__ import annotations

import argparse
from pathlib import Path

from debtad.errors import OK, ModelError
from debtad.model.artifact import FILE, find_model, read_model
from debtad.model.columns import check


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("action", choices=("list", "show", "verify"), help="what to do")
    parser.add_argument("model", nargs="?", metavar="DIR", help="a model folder or name (default: the shipped model)")


def run(options: argparse.Namespace) -> int:
    """Print what is asked. Raises ModelError where a model is missing or damaged."""
    if options.action == "list":
        home = Path(find_model(None)).parent
        for folder in sorted(path.parent for path in home.glob(f"*/{FILE}")):
            print(_line(folder))
        return OK
    folder = Path(find_model(options.model))
    print(_line(folder))
    if options.action == "verify":
        model = read_model(folder)
        check(model.idf, model.weights, model.end_weights)
    if options.action == "show":
        card = folder / "card.md"
        if not card.is_file():
            raise ModelError(f"{folder}: has no card.md: train it again")
        print(card.read_text(encoding="utf-8"))
    return OK


def _line(folder: Path) -> str:
    model = read_model(folder)
    rows = model.training.get("rows", {})
    counts = ", ".join(f"{count} {label}" for label, count in rows.items())
    return f"{folder.name:<16} {model.ref.sha256[:16]}  {len(model.phrases)} phrases  {counts}"
