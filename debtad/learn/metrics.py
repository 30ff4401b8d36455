"""Figures of merit for scores against labels. All shares and scores are 0..1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

Array = np.ndarray[Any, Any]


def binary_metrics(scores: Array, risky: Array, threshold: float) -> dict[str, float]:
    """Precision, recall and F1 at ``threshold``, share of safe rows above it, PR-AUC, ROC-AUC, Brier score and
    calibration error. ``scores`` and boolean ``risky`` have shape (n,)."""
    above = scores >= threshold
    hits, false, missed = (above & risky).sum(), (above & ~risky).sum(), (~above & risky).sum()
    precision = hits / max(hits + false, 1)
    recall = hits / max(hits + missed, 1)
    both = risky.any() and not risky.all()
    return {
        "precision": float(precision),
        "recall": float(recall),
        "f1": float(2 * hits / max(2 * hits + false + missed, 1)),
        "safe_share": float(false / max((~risky).sum(), 1)),
        "pr_auc": float(average_precision_score(risky, scores)) if both else float("nan"),
        "roc_auc": float(roc_auc_score(risky, scores)) if both else float("nan"),
        "brier": float(brier_score_loss(risky, scores)),
        "calibration_error": calibration_error(scores, risky),
    }


def calibration_error(scores: Array, risky: Array, bins: int = 10) -> float:
    """Expected calibration error over equally wide bins: mean |observed share - mean score|, weighted by size."""
    place = np.minimum((scores * bins).astype(int), bins - 1)
    error = 0.0
    for number in range(bins):
        inside = place == number
        if inside.any():
            error += inside.mean() * abs(float(risky[inside].mean()) - float(scores[inside].mean()))
    return float(error)


def recall_at_precision(scores: Array, risky: Array, precision: float) -> float:
    """The largest recall at which precision is at least ``precision``; 0 where none is."""
    order = np.argsort(-scores, kind="stable")
    ranked = risky[order]
    hits = np.cumsum(ranked)
    share = hits / np.arange(1, len(ranked) + 1)
    ends = np.append(np.flatnonzero(np.diff(scores[order])), len(ranked) - 1)
    good = ends[share[ends] >= precision]
    return float(hits[good].max() / max(risky.sum(), 1)) if len(good) else 0.0


def bootstrap(
    measure: Callable[[Array, Array], dict[str, float]], scores: Array, risky: Array, rounds: int = 500, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """95 % intervals of every figure that ``measure(scores, risky)`` gives, by resampling rows ``rounds`` times."""
    generator = np.random.default_rng(seed)
    draws: dict[str, list[float]] = {}
    for _ in range(rounds):
        picked = generator.integers(0, len(scores), len(scores))
        if not risky[picked].any() or risky[picked].all():
            continue
        for name, value in measure(scores[picked], risky[picked]).items():
            draws.setdefault(name, []).append(value)
    return {
        name: (float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))) for name, values in draws.items()
    }
