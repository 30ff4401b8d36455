"""What a model remembers of its training: data, choices, splits, metrics, and what its data looked like.

Nothing in it changes from run to run on one set of libraries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import numpy as np

from debtad import __version__
from debtad.features import Analysis
from debtad.learn.join import rows_sha256
from debtad.learn.labels import REVIEW, RISKY, SAFE, Row
from debtad.learn.metrics import binary_metrics
from debtad.learn.thresholds import Choice

if TYPE_CHECKING:
    from debtad.learn.train import TrainOptions
    from debtad.model.artifact import Model

#: The score histogram has so many bins of equal width, as that of ``summary.json``.
BINS = 20

EVERYDAY = "everyday"
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "jieba")


def training_record(
    rows: Sequence[Row],
    options: TrainOptions,
    choice: Choice,
    scores: np.ndarray[Any, Any],
    fold_of: np.ndarray[Any, Any],
) -> dict[str, Any]:
    """The record of a training. ``scores`` (0..1) and ``fold_of`` (the fold that judged a row) have shape (n rows,)."""
    labels = np.array([row.label for row in rows])
    clear = labels != REVIEW
    metrics = binary_metrics(scores[clear], labels[clear] == RISKY, choice.high)
    return {
        "rows": {label: int((labels == label).sum()) for label in (RISKY, SAFE, REVIEW)},
        "groups": len({row.group for row in rows}),
        "data_sha256": rows_sha256(rows),
        "options": {**asdict(options), "features": dict(options.features)},
        "thresholds": asdict(choice),
        "domain": options.domain,
        "seed": 0,
        "splits": {"kind": "GroupKFold", "rows": np.bincount(fold_of).tolist()},
        "metrics": {name: round(value, 4) for name, value in metrics.items()},
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """debtad and the libraries that shape a model, by version."""
    found = {"debtad": __version__}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found


def reference(
    rows: Sequence[Row], scores: np.ndarray[Any, Any], analyses: Sequence[Analysis], review: float
) -> dict[str, Any]:
    """What the training data looked like, to be compared with later audits (see :mod:`debtad.learn.drift`).

    ``scores`` holds a histogram of out-of-fold scores for risky rows, safe ones, and safe ones of kind ``everyday_post``;
    ``flagged`` the number of rows at ``review`` or above and how many of them assert each signal.
    """
    classes = {name: [i for i, row in enumerate(rows) if _class(row) == name] for name in (RISKY, SAFE, EVERYDAY)}
    signals: Counter[str] = Counter()
    flagged = [i for i in range(len(rows)) if scores[i] >= review]
    for i in flagged:
        signals.update({match.signal.id for match in analyses[i].matches if match.stance == "asserted"})
    return {
        "scores": {name: histogram(scores[inside]) for name, inside in classes.items()},
        "flagged": {"rows": len(flagged), "signals": dict(sorted(signals.items()))},
    }


def histogram(scores: np.ndarray[Any, Any]) -> list[int]:
    """Counts of scores (0..1) in :data:`BINS` bins of equal width."""
    return [int(n) for n in np.bincount(np.minimum((scores * BINS).astype(int), BINS - 1), minlength=BINS)]


def _class(row: Row) -> str:
    if row.label == SAFE and row.kind == "everyday_post":
        return EVERYDAY
    return row.label


def parent_record(model: Model | None) -> Mapping[str, str] | None:
    """Name and digest of the model that a new one is to follow."""
    return None if model is None else {"name": model.ref.name, "sha256": model.ref.sha256}
