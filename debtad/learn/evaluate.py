"""Measure a model on labelled rows: overall with intervals, by slice, by signal, by core fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from debtad.errors import InputError
from debtad.learn.fact_rows import comparable
from debtad.learn.kinds import HARD_SAFE_KINDS
from debtad.learn.labels import REVIEW, RISKY, SAFE, Row
from debtad.learn.lengths import length_class
from debtad.learn.metrics import binary_metrics, bootstrap, recall_at_precision
from debtad.model.score import Detector
from debtad.text.normalize import normalize
from debtad.verdict import FACTS, Verdict


@dataclass(frozen=True, slots=True)
class Scored:
    """A row and its verdict (None where the text cannot be scored; it then counts as score 0, level low)."""

    row: Row
    verdict: Verdict | None

    @property
    def score(self) -> float:
        """0..1."""
        return self.verdict.score if self.verdict else 0.0

    @property
    def level(self) -> str:
        """``high``, ``review`` or ``low``."""
        return self.verdict.level if self.verdict else "low"


def score_rows(rows: Iterable[Row], detector: Detector) -> list[Scored]:
    """Every row with its verdict, in order."""
    scored = []
    for row in rows:
        try:
            scored.append(Scored(row, detector.score(row.text)))
        except InputError:
            scored.append(Scored(row, None))
    return scored


def evaluate(scored: Sequence[Scored], detector: Detector, rounds: int = 500) -> dict[str, Any]:
    """The whole report as plain data. Rows labelled ``review`` count only in ``review_rows``.

    Shares and scores are 0..1; ``intervals`` are 95 % bootstrap intervals over rows.
    """
    clear = [item for item in scored if item.row.label != REVIEW]
    scores = np.array([item.score for item in clear])
    risky = np.array([item.row.label == RISKY for item in clear], dtype=bool)
    high = detector.model.thresholds["high"]

    def measure(values: np.ndarray[Any, Any], truth: np.ndarray[Any, Any]) -> dict[str, float]:
        return {
            **binary_metrics(values, truth, high),
            "flagged_recall": float((values[truth] >= detector.model.thresholds["review"]).sum() / max(truth.sum(), 1)),
            "recall_at_precision_098": recall_at_precision(values, truth, 0.98),
        }

    return {
        "model": {"name": detector.model.ref.name, "sha256": detector.model.ref.sha256},
        "rows": {label: sum(i.row.label == label for i in scored) for label in (RISKY, SAFE, REVIEW)},
        "thresholds": dict(detector.model.thresholds),
        "overall": measure(scores, risky) if len(clear) else {},
        "intervals": bootstrap(measure, scores, risky, rounds) if rounds and len(clear) else {},
        "levels": {label: _levels(i for i in scored if i.row.label == label) for label in (RISKY, SAFE, REVIEW)},
        "hard_safe": _levels(i for i in scored if i.row.label == SAFE and i.row.kind in HARD_SAFE_KINDS),
        "by_kind": _slices(scored, lambda item: item.row.kind),
        "by_subtype": _slices([i for i in scored if i.row.label == RISKY], lambda item: item.row.subtype),
        "by_source": _slices(scored, lambda item: item.row.source),
        "by_length": _slices(scored, lambda item: length_class(item.row.text)),
        "by_evasion": _slices(scored, lambda item: "evasive" if normalize(item.row.text).evasions else "plain"),
        "subtype_accuracy": _subtype_accuracy(scored),
        "pairs": pair_accuracy(scored),
        "facts": fact_scores(scored),
        "signals": signal_scores(scored),
    }


def _levels(items: Iterable[Scored]) -> dict[str, Any]:
    levels = [item.level for item in items]
    count = len(levels)
    return {
        "n": count,
        "high": levels.count("high") / count if count else 0.0,
        "flagged": (count - levels.count("low")) / count if count else 0.0,
    }


def _slices(scored: Sequence[Scored], key: Callable[[Scored], str]) -> dict[str, dict[str, Any]]:
    """For each value of ``key``: risky and safe rows and the shares of them at ``high`` and flagged at all."""
    names = sorted({key(item) for item in scored})
    slices = {}
    for name in names:
        inside = [item for item in scored if key(item) == name]
        slices[name] = {label: _levels(i for i in inside if i.row.label == label) for label in (RISKY, SAFE)}
    return slices


def _subtype_accuracy(scored: Sequence[Scored]) -> dict[str, Any]:
    known = [i for i in scored if i.row.label == RISKY and i.row.subtype not in ("", "none") and i.level != "low"]
    right = sum(i.verdict is not None and i.verdict.subtype == i.row.subtype for i in known)
    return {"n": len(known), "share": right / len(known) if known else 0.0}


def pair_accuracy(scored: Sequence[Scored]) -> dict[str, Any]:
    """Minimal pairs in which the risky text scores above the safe one (``ordered``), and in which the risky one is
    flagged as ``high`` or ``review`` and the safe one is not ``high`` (``decided``)."""
    pairs: dict[tuple[str, str], dict[str, Scored]] = {}
    for item in scored:
        if item.row.pair and item.row.label in (RISKY, SAFE):
            pairs.setdefault((item.row.source, item.row.pair), {})[item.row.label] = item
    whole = [pair for pair in pairs.values() if len(pair) == 2]
    if not whole:
        return {"n": 0, "ordered": 0.0, "decided": 0.0}
    return {
        "n": len(whole),
        "ordered": sum(pair[RISKY].score > pair[SAFE].score for pair in whole) / len(whole),
        "decided": sum(pair[RISKY].level != "low" and pair[SAFE].level != "high" for pair in whole) / len(whole),
    }


def fact_scores(scored: Sequence[Scored]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of each core fact over rows that carry facts; right means the very figures."""
    result = {}
    for fact in FACTS:
        right = wrong = missed = 0
        for item in scored:
            if item.row.facts is None:
                continue
            wanted = comparable(item.row.facts.get(fact))
            found = comparable(item.verdict.facts.get(fact)) if item.verdict else None
            right += found is not None and found == wanted
            wrong += found is not None and found != wanted
            missed += wanted is not None and found != wanted
        result[fact] = {
            "n": float(right + missed),
            "precision": right / (right + wrong) if right + wrong else 0.0,
            "recall": right / (right + missed) if right + missed else 0.0,
            "f1": 2 * right / (2 * right + wrong + missed) if right + wrong + missed else 0.0,
        }
    return result


def signal_scores(scored: Sequence[Scored]) -> dict[str, dict[str, float]]:
    """Asserted hits of each signal: rows hit among risky and safe ones, the share of hits that are risky (precision)
    and of risky rows that are hit (recall)."""
    hits: dict[str, dict[str, int]] = {}
    totals: Mapping[str, int] = {label: sum(i.row.label == label for i in scored) for label in (RISKY, SAFE)}
    for item in scored:
        if item.verdict is None or item.row.label not in totals:
            continue
        found = {e.signal for e in (*item.verdict.evidence, *item.verdict.counter) if e.stance == "asserted"}
        for signal in found:
            hits.setdefault(signal, dict.fromkeys(totals, 0))[item.row.label] += 1
    return {
        signal: {
            "risky": float(count[RISKY]),
            "safe": float(count[SAFE]),
            "precision": count[RISKY] / (count[RISKY] + count[SAFE]),
            "recall": count[RISKY] / max(totals[RISKY], 1),
        }
        for signal, count in sorted(hits.items())
    }
