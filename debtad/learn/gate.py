"""What a new model must pass before it becomes the current one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from debtad.learn.compare import COSTS, metric_changes, sign_test
from debtad.learn.evaluate import Scored
from debtad.learn.golden import Judged, broken
from debtad.learn.labels import REVIEW, RISKY
from debtad.model.score import Detector

#: Metrics that may not become significantly worse on the frozen test split.
GUARDED = ("pr_auc", "roc_auc", "brier", "f1", "precision", "recall", "flagged_recall", "flagged_safe_share")

#: A change counts as real where chance alone would bring it in less than 1 % of cases, in this direction.
CONFIDENCE = 0.98
CHANCE = 0.01

#: Everyday posts are judged from so many on.
LEAST_POSTS = 20


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason against a model: the ``gate`` (golden, test, everyday or missing) and what happened there."""

    gate: str
    reason: str

    def __str__(self) -> str:
        return f"{self.gate}: {self.reason}"


def golden_gate(old: Sequence[Judged], new: Sequence[Judged]) -> list[Refusal]:
    """One refusal for each golden case that the current model passes and the new one breaks."""
    return [Refusal("golden", f"breaks {case.name!r}: {'; '.join(case.wrong)}") for case in broken(old, new)]


def split_gate(
    old: Sequence[Scored], new: Sequence[Scored], before: Detector, after: Detector, rounds: int = 1000
) -> list[Refusal]:
    """One refusal for each guarded metric that is significantly worse on the frozen test split.

    ``old`` and ``new`` hold the same rows in the same order; each model is judged at its own thresholds.
    """
    import numpy as np

    clear = [i for i, item in enumerate(old) if item.row.label != REVIEW]
    changes = metric_changes(
        np.array([old[i].score for i in clear]),
        np.array([new[i].score for i in clear]),
        np.array([old[i].row.label == RISKY for i in clear], dtype=bool),
        before.model.thresholds,
        after.model.thresholds,
        rounds=rounds,
        confidence=CONFIDENCE,
    )
    refusals = []
    for name in GUARDED:
        change = changes.get(name)
        if change is not None and change.verdict == "worse":
            direction = "rose" if name in COSTS else "fell"
            refusals.append(
                Refusal(
                    "test",
                    f"{name} {direction} from {change.old:.4f} to {change.new:.4f} on {len(clear)} rows "
                    f"(difference {change.low:+.4f} to {change.high:+.4f})",
                )
            )
    return refusals


def everyday_gate(old: Sequence[str], new: Sequence[str]) -> list[Refusal]:
    """A refusal where everyday posts are flagged more often than before, beyond chance.

    ``old`` and ``new`` are levels of the same posts in the same order; ``high`` and flagged at all are both looked at.
    """
    refusals = []
    for title, levels in (("at high", {"high"}), ("flagged", {"high", "review"})):
        came = sum(b in levels and a not in levels for a, b in zip(old, new, strict=True))
        went = sum(a in levels and b not in levels for a, b in zip(old, new, strict=True))
        if sign_test(came, went, "greater") < CHANCE:
            counts = sum(level in levels for level in old), sum(level in levels for level in new)
            refusals.append(Refusal("everyday", f"{title} rose from {counts[0]} to {counts[1]} of {len(old)} posts"))
    return refusals
