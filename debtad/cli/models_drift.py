"""``debtad models drift``: do audits still look like the training data?"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import Any

from debtad.errors import OK
from debtad.model.artifact import read_model

_SAYS = {
    "shift": "new labels are due: pick them with `debtad labels suggest`, then train and compare",
    "watch": "something moves: look at the next audit, or label a small sample",
    "steady": "no new labels are due",
    "unknown": "too few posts to tell",
}


def run(options: argparse.Namespace) -> int:
    """Print the report. Raises InputError where a summary or the model's reference is missing."""
    from debtad.learn.drift import drift, read_audit

    report = drift([read_audit(folder) for folder in options.audits], read_model(options.model))
    print(json.dumps(report, ensure_ascii=False, indent=1) if options.json else "\n".join(_lines(report)))
    return OK


def _lines(report: Mapping[str, Any]) -> Iterator[str]:
    from debtad.learn.drift import SHIFT, WATCH

    yield f"{report['audit']}: {report['posts']} posts, {report['flagged']} flagged"
    yield f"model {report['model']['name']} ({report['model']['sha256'][:12]})"
    yield f"PSI beyond chance: steady below {WATCH}, watch from {WATCH}, shift from {SHIFT}"
    yield ""
    for check in report["checks"]:
        figure = (
            f"rise {check['rise']:+.3f}" if "rise" in check else f"PSI {check['psi']:.3f} (chance {check['noise']:.3f})"
        )
        yield f"  {check['state']:<8} {check['what']:<8} against {check['against']}: {figure}"
        for mover in check["movers"]:
            yield f"             {mover['signal']:<30} {mover['before']:.3f} → {mover['rate']:.3f} of flagged posts"
    yield from (f"  note: {note}" for note in report["notes"])
    yield ""
    yield f"{report['state']}: {_SAYS[report['state']]}"
