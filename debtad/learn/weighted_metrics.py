"""The figures of merit of weighted rows, fast enough for thousands of bootstrap rounds: rows are sorted once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_BINS = 10


class WeightedMetrics:
    """Metrics of one model on fixed rows under changing weights.

    ``scores`` (0..1) and boolean ``risky`` have shape (n,). The figures are those of
    :func:`debtad.learn.metrics.binary_metrics` at ``high``, with recall and share of safe rows at ``review`` or above.
    """

    def __init__(self, scores: Array, risky: Array, thresholds: Mapping[str, float]) -> None:
        self._order = np.argsort(-scores, kind="stable")
        ranked = scores[self._order]
        self._risky = risky[self._order].astype(float)
        self._ends = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
        self._squares = (ranked - self._risky) ** 2
        self._scores = ranked
        self._bin = np.minimum((ranked * _BINS).astype(int), _BINS - 1)
        self._above = {level: int((ranked >= bound).sum()) for level, bound in thresholds.items()}

    def measure(self, weights: Array | None = None) -> dict[str, float]:
        """All figures; a row counts ``weights`` times (shape (n,), once where None). NaN where one label is missing."""
        weight = np.ones(len(self._order)) if weights is None else weights[self._order]
        hits, false = np.cumsum(weight * self._risky), np.cumsum(weight * (1 - self._risky))
        positive, negative = float(hits[-1]), float(false[-1])
        reached = {level: self._at(hits, false, count) for level, count in self._above.items()}
        tp, fp = reached["high"]
        flagged_tp, flagged_fp = reached["review"]
        pr_auc = roc_auc = float("nan")
        if positive and negative:
            h, f = hits[self._ends], false[self._ends]
            steps = np.diff(h, prepend=0.0)
            pr_auc = float((steps * h / np.maximum(h + f, 1e-300)).sum() / positive)
            roc_auc = float((np.diff(f, prepend=0.0) * (h - steps / 2)).sum() / (positive * negative))
        total = positive + negative
        gaps = np.bincount(self._bin, weights=weight * (self._risky - self._scores), minlength=_BINS)
        return {
            "precision": tp / max(tp + fp, 1.0),
            "recall": tp / max(positive, 1.0),
            "f1": 2 * tp / max(tp + fp + positive, 1.0),
            "safe_share": fp / max(negative, 1.0),
            "pr_auc": pr_auc,
            "roc_auc": roc_auc,
            "brier": float((weight * self._squares).sum() / total),
            "calibration_error": float(np.abs(gaps).sum() / total),
            "flagged_recall": flagged_tp / max(positive, 1.0),
            "flagged_safe_share": flagged_fp / max(negative, 1.0),
        }

    @staticmethod
    def _at(hits: Array, false: Array, count: int) -> tuple[float, float]:
        return (float(hits[count - 1]), float(false[count - 1])) if count else (0.0, 0.0)
