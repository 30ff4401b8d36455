"""The columns of the table, measured for one system."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.systems import System, characters_lr
from debtad.learn.kinds import HARD_SAFE_KINDS
from debtad.learn.labels import REVIEW, RISKY, SAFE, Row
from debtad.learn.metrics import binary_metrics, recall_at_precision
from debtad.learn.robustness import Score, detector_scores, robustness
from debtad.learn.train import train, unique_rows
from debtad.model.score import Detector

#: Baselines are attacked at this strength.
STRENGTH = 2


def columns(
    system: System, rows: Sequence[Row], everyday: Sequence[str], known: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """All figures of one system on labelled ``rows`` and on posts that hold no advertisement. Shares are 0..1;
    ``everyday_high`` is a count a 100,000 posts, None without posts; ``posts_per_second`` counts one process. ``known``
    holds what was measured before: ``alarms`` (posts at high) and ``evasion_recall``."""
    known = known or {}
    clear = [row for row in rows if row.label != REVIEW]
    risky = np.array([row.label == RISKY for row in clear], dtype=bool)
    texts = [row.text for row in clear]
    system.score(texts[:50])
    started = time.perf_counter()
    scores = system.score(texts)
    seconds = time.perf_counter() - started
    hard = np.array([row.label == SAFE and row.kind in HARD_SAFE_KINDS for row in clear], dtype=bool)
    figures = binary_metrics(scores, risky, system.high)
    fooled = known.get("evasion_recall")
    if fooled is None:
        attacked = robustness(clear, system.score, system.high, strengths=(STRENGTH,), safe=False)
        fooled = attacked["all"][str(STRENGTH)]["recall"]
    alarms = known.get("alarms")
    if alarms is None and everyday:
        alarms = int((system.score(everyday) >= system.high).sum())
    return {
        "high": system.high,
        "pr_auc": figures["pr_auc"],
        "roc_auc": figures["roc_auc"],
        "precision": figures["precision"],
        "recall": figures["recall"],
        "f1": figures["f1"],
        "recall_at_precision_098": recall_at_precision(scores, risky, 0.98),
        "hard_safe_high": float((scores[hard] >= system.high).mean()) if hard.any() else 0.0,
        "everyday_high": None if alarms is None else alarms * 100_000 / len(everyday),
        "evasion_recall": fooled,
        "pairs_ordered": _pairs_ordered(clear, scores),
        "posts_per_second": len(texts) / seconds if system.own else None,
    }


def _pairs_ordered(rows: Sequence[Row], scores: np.ndarray[Any, Any]) -> float:
    """Share of minimal pairs in which the risky text scores above the safe one; a tie is wrong."""
    pairs: dict[tuple[str, str], dict[str, float]] = {}
    for row, score in zip(rows, scores, strict=True):
        if row.pair:
            pairs.setdefault((row.source, row.pair), {})[row.label] = float(score)
    whole = [pair for pair in pairs.values() if len(pair) == 2]
    return sum(pair[RISKY] > pair[SAFE] for pair in whole) / len(whole) if whole else float("nan")


def everyday_posts(path: Path | None) -> list[str]:
    """The texts of a gzipped JSON Lines file of posts that hold no advertisement; none where there is no file."""
    if path is None or not path.is_file():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def everyday_levels(posts: Sequence[str], detector: Detector) -> dict[str, int] | None:
    """How many posts a model puts at ``high`` and at ``review``; None without posts."""
    if not posts:
        return None
    scores = detector_scores(detector)(posts)
    high, review = detector.model.thresholds["high"], detector.model.thresholds["review"]
    return {
        "posts": len(posts),
        "high": int((scores >= high).sum()),
        "review": int(((scores >= review) & (scores < high)).sum()),
    }


def held_out_sites(rows: Sequence[Row], seed: int) -> dict[str, Any]:
    """Train without half of the real-style sites (by group, drawn with ``seed``), measure on their rows."""
    sites = sorted({row.group for row in rows if row.source == "real_style"})
    drawn = np.random.default_rng(seed).permutation(len(sites))
    away = {sites[i] for i in drawn[: len(sites) // 2]}
    inside = [row for row in rows if row.group not in away]
    outside = unique_rows(
        [row for row in rows if row.group in away and row.source == "real_style" and row.label != REVIEW]
    )
    known = {row.text for row in inside}
    outside = [row for row in outside if row.text not in known]
    detector = Detector(train(inside, f"held-out-{seed}").model)
    high, review = detector.model.thresholds["high"], detector.model.thresholds["review"]
    risky = np.array([row.label == RISKY for row in outside], dtype=bool)
    texts = [row.text for row in outside]
    scores = detector_scores(detector)(texts)
    plain: Score = characters_lr(inside)
    return {
        "seed": seed,
        "sites": len(away),
        "ads": int(risky.sum()),
        "innocents": int((~risky).sum()),
        "ads_flagged": float((scores[risky] >= review).mean()),
        "ads_high": float((scores[risky] >= high).mean()),
        "innocents_high": float((scores[~risky] >= high).mean()),
        "innocents_flagged": float((scores[~risky] >= review).mean()),
        "roc_auc": binary_metrics(scores, risky, high)["roc_auc"],
        "plain_roc_auc": binary_metrics(plain(texts), risky, 0.5)["roc_auc"],
    }
