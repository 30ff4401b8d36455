"""Where ``high`` and ``review`` begin, chosen on scores of texts that the fit had not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from debtad.learn.labels import RISKY, SAFE

#: With fewer rows of either label the precision that a threshold is chosen by hangs on a row or two.
ENOUGH = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """Two thresholds 0..1 and what they cost on the rows they were chosen on (shares 0..1)."""

    high: float
    review: float
    high_precision: float
    high_recall: float
    high_safe_share: float
    review_recall: float
    review_safe_share: float


def choose_thresholds(
    scores: np.ndarray[Any, Any],
    risky: np.ndarray[Any, Any],
    precision: float,
    hard_share: float,
    flagged_share: float,
) -> Choice:
    """``high``: the lowest threshold that keeps ``precision`` and at most ``hard_share`` of safe rows above it.
    ``review``: the lowest that keeps at most ``flagged_share`` of safe rows above it, never above ``high``. Where no
    threshold keeps its share, the highest score becomes the threshold.

    ``scores`` and boolean ``risky`` have shape (n,). All shares 0..1.
    """
    order = np.argsort(-scores, kind="stable")
    ranked = risky[order]
    hits = np.cumsum(ranked)
    false = np.cumsum(~ranked)
    safe = max(int((~risky).sum()), 1)
    total = max(int(risky.sum()), 1)
    ends = np.append(np.flatnonzero(np.diff(scores[order])), len(scores) - 1)

    def lowest(allowed: np.ndarray[Any, Any]) -> int:
        good = ends[allowed[ends]]
        return int(good[-1] if len(good) else ends[0])

    high_at = lowest((hits / (hits + false) >= precision) & (false <= hard_share * safe))
    review_at = max(lowest(false <= flagged_share * safe), high_at)
    ranked_scores = scores[order]
    return Choice(
        high=_below(ranked_scores, high_at),
        review=_below(ranked_scores, review_at),
        high_precision=round(float(hits[high_at] / (hits[high_at] + false[high_at])), 4),
        high_recall=round(float(hits[high_at] / total), 4),
        high_safe_share=round(float(false[high_at] / safe), 4),
        review_recall=round(float(hits[review_at] / total), 4),
        review_safe_share=round(float(false[review_at] / safe), 4),
    )


def unsure_thresholds(labels: Any) -> list[str]:
    """A line for the label that has too few rows for thresholds to be sure; none where both have enough."""
    scarcest = min((RISKY, SAFE), key=lambda label: int(np.sum(np.asarray(labels) == label)))
    rows = int(np.sum(np.asarray(labels) == scarcest))
    if rows >= ENOUGH:
        return []
    return [
        f"thresholds rest on {rows} {scarcest} rows: one more or less may move them far, so read scores with care and label "
        f"at least {ENOUGH:,} of either kind, or add a base"
    ]


def _below(ranked: np.ndarray[Any, Any], place: int) -> float:
    """A threshold just under the score at ``place``: halfway to the next lower one, to four digits."""
    here = float(ranked[place])
    lower = ranked[place + 1 :]
    lower = lower[lower < here]
    if not len(lower):
        return min(round(here * 0.999, 4), here)
    next_lower = float(lower[0])
    middle = (here + next_lower) / 2
    return next(place for place in (round(middle, 4), middle, here) if next_lower < place <= here)
