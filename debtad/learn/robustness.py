"""How far a score falls when an advertisement is rewritten to slip past it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from debtad.errors import InputError
from debtad.learn.evasion import ATTACKS, STRENGTHS, attack
from debtad.learn.labels import RISKY, SAFE, Row
from debtad.model.score import Detector

#: Texts → one score each; a text that cannot be scored gives 0.
Score = Callable[[Sequence[str]], np.ndarray[Any, Any]]

#: Innocent rows are rewritten at this strength, to see whether the undoing makes new false alarms.
SAFE_STRENGTH = 2


def detector_scores(detector: Detector) -> Score:
    """Scoring by a model."""

    def one(text: str) -> float:
        try:
            return detector.score(text).score
        except InputError:
            return 0.0

    return lambda texts: np.array([one(text) for text in texts], dtype=float)


def robustness(
    rows: Sequence[Row],
    score: Score,
    high: float,
    *,
    seed: int = 0,
    strengths: Sequence[int] = STRENGTHS,
    attacks: Sequence[str] = ATTACKS,
    safe: bool = True,
) -> dict[str, Any]:
    """Recall and score drop by attack and strength, as plain data; scores and shares are 0..1.

    ``attacks`` maps attack → strength (as a string) → a slice; ``all`` maps strength → the slice over all attacks. A
    slice counts only risky rows that the attack changes: ``changed`` of them, ``recall`` and ``recall_before`` at
    score ``high``, ``drop`` their difference, ``median_drop`` and ``mean_drop`` of the score. With ``safe``,
    ``safe_high`` and ``safe_high_before`` are shares of the innocent rows that the attack changes at strength 2.
    """
    risky = [row.text for row in rows if row.label == RISKY]
    innocent = [row.text for row in rows if row.label == SAFE] if safe else []
    before, calm = score(risky), score(innocent)
    report: dict[str, Any] = {"rows": {RISKY: len(risky), SAFE: len(innocent)}, "high": high, "attacks": {}, "all": {}}
    pooled: dict[int, list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]] = {s: [] for s in strengths}
    for name in attacks:
        slices: dict[str, Any] = {}
        for strength in strengths:
            places, after = _changed(risky, score, name, strength, seed)
            pooled[strength].append((before[places], after))
            slices[str(strength)] = _slice(before[places], after, high)
            if strength == SAFE_STRENGTH and innocent:
                places, after = _changed(innocent, score, name, strength, seed)
                slices[str(strength)] |= {
                    "safe_changed": len(after),
                    "safe_high": _share(after >= high),
                    "safe_high_before": _share(calm[places] >= high),
                }
        report["attacks"][name] = slices
    for strength, parts in pooled.items():
        old, new = (np.concatenate([part[side] for part in parts]) if parts else np.zeros(0) for side in (0, 1))
        report["all"][str(strength)] = _slice(old, new, high)
    return report


def _changed(
    texts: Sequence[str], score: Score, name: str, strength: int, seed: int
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Which texts the attack changes, and their scores then."""
    rewritten = [attack(text, name, strength, seed) for text in texts]
    places = [i for i, (old, new) in enumerate(zip(texts, rewritten, strict=True)) if old != new]
    return np.array(places, dtype=int), score([rewritten[i] for i in places])


def _slice(before: np.ndarray[Any, Any], after: np.ndarray[Any, Any], high: float) -> dict[str, Any]:
    recall, recall_before = _share(after >= high), _share(before >= high)
    fall = before - after
    return {
        "changed": len(after),
        "recall": recall,
        "recall_before": recall_before,
        "drop": recall_before - recall,
        "median_drop": float(np.median(fall)) if len(fall) else 0.0,
        "mean_drop": float(np.mean(fall)) if len(fall) else 0.0,
    }


def _share(flags: np.ndarray[Any, Any]) -> float:
    return float(flags.mean()) if len(flags) else 0.0
