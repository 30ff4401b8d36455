"""``debtad models use``, ``rollback`` and ``history``."""

from __future__ import annotations

import argparse
import sys

from debtad.cli.gates import refusals
from debtad.errors import OK, ModelError
from debtad.model import current
from debtad.model.artifact import read_model
from debtad.model.score import Detector
from debtad.model.sound import check_model


def run(options: argparse.Namespace) -> int:
    """Do what is asked. Raises ModelError where a model is refused, missing or damaged."""
    if options.action == "history":
        for line in current.describe(current.history()):
            print(line)
        return OK
    if options.action == "rollback":
        back = current.rollback()
        print(f"current model: {back.folder} ({back.sha256[:12]})")
        return OK
    return _use(options)


def _use(options: argparse.Namespace) -> int:
    current.home()  # no gate need be run where there is no place to choose from
    chosen = current.place_of(options.model)
    model = read_model(options.model)
    check_model(model)  # --force is for a model that is worse or follows a broken one, never for a broken one
    try:
        before = Detector.load()
    except ModelError as error:
        if not options.force:
            raise
        print(f"debtad: {error}: forced", file=sys.stderr)
        current.use(chosen, [f"current: {error}"])
        print(f"current model: {chosen.folder} ({chosen.sha256[:12]})")
        return OK
    if before.model.ref.sha256 == chosen.sha256 and current.current() == chosen:
        print(f"already the current model: {chosen.folder} ({chosen.sha256[:12]})")
        return OK
    after = Detector(model)
    found = refusals(before, after, golden=options.golden, test=options.test, everyday=options.everyday)
    for refusal in found:
        print(f"debtad: {refusal}", file=sys.stderr)
    if found and not options.force:
        raise ModelError(
            f"{chosen.folder}: refused for {len(found)} reason{'s' if len(found) > 1 else ''} ({before.model.ref.name} "
            "stays the current model): see `debtad compare`, or override with --force"
        )
    current.use(chosen, [str(refusal) for refusal in found])
    print(f"current model: {chosen.folder} ({chosen.sha256[:12]})")
    return OK
