"""Two models on the same labelled rows: what became better, what worse, and whether chance explains it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import binomtest

from debtad.learn.evaluate import Scored
from debtad.learn.labels import REVIEW, RISKY, SAFE
from debtad.learn.weighted_metrics import WeightedMetrics
from debtad.verdict import Verdict

SCHEMA = "debtad.comparison/1"
Array = np.ndarray[Any, Any]

#: Metrics of which less is better.
COSTS = frozenset({"safe_share", "flagged_safe_share", "brier", "calibration_error"})

#: So many reasons are given for a flip.
REASONS = 5


@dataclass(frozen=True, slots=True)
class Change:
    """One metric before and after. ``low`` and ``high`` bound the difference (paired bootstrap over rows).

    ``verdict`` is "better" or "worse" where the whole interval lies on that side of zero, else "same".
    """

    old: float
    new: float
    low: float
    high: float
    verdict: str


def compare(
    old: Sequence[Scored],
    new: Sequence[Scored],
    old_thresholds: Mapping[str, float],
    new_thresholds: Mapping[str, float],
    *,
    rounds: int = 1000,
    confidence: float = 0.95,
) -> dict[str, Any]:
    """Metrics, kinds and flips of two models; ``old`` and ``new`` hold the same rows in the same order.

    Each model is judged at its own thresholds. ``review`` rows count among the flips only.
    """
    clear = [i for i, item in enumerate(old) if item.row.label != REVIEW]
    risky = np.array([old[i].row.label == RISKY for i in clear], dtype=bool)
    changes = metric_changes(
        np.array([old[i].score for i in clear]),
        np.array([new[i].score for i in clear]),
        risky,
        old_thresholds,
        new_thresholds,
        rounds=rounds,
        confidence=confidence,
    )
    flips = [flip(one, other) for one, other in zip(old, new, strict=True) if one.level != other.level]
    flips.sort(key=lambda item: (("wrong", "right", "open").index(item["toward"]), -abs(item["new"] - item["old"])))
    return {
        "schema": SCHEMA,
        "rows": {label: sum(item.row.label == label for item in old) for label in (RISKY, SAFE, REVIEW)},
        "confidence": confidence,
        "metrics": {
            name: {
                "old": _finite(c.old),
                "new": _finite(c.new),
                "difference": _finite(c.new - c.old),
                "interval": [_finite(c.low), _finite(c.high)],
                "verdict": c.verdict,
            }
            for name, c in changes.items()
        },
        "by_kind": by_kind(old, new),
        "flips": {
            **{toward: sum(item["toward"] == toward for item in flips) for toward in ("right", "wrong", "open")},
            "items": flips,
        },
    }


def metric_changes(
    old: Array,
    new: Array,
    risky: Array,
    old_thresholds: Mapping[str, float],
    new_thresholds: Mapping[str, float],
    *,
    rounds: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> dict[str, Change]:
    """Each metric of two models on the same rows, with an interval for the difference.

    Scores (0..1) and boolean ``risky`` have shape (n,). Every round draws rows with replacement, the same for both.
    """
    if not len(risky):
        return {}
    first = WeightedMetrics(old, risky, old_thresholds)
    second = WeightedMetrics(new, risky, new_thresholds)
    before, after = first.measure(), second.measure()
    generator = np.random.default_rng(seed)
    draws: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        times = np.bincount(generator.integers(0, len(risky), len(risky)), minlength=len(risky)).astype(float)
        if not times[risky].any() or not times[~risky].any():
            continue
        one, other = first.measure(times), second.measure(times)
        for name in one:
            draws[name].append(other[name] - one[name])
    return {name: _change(name, before[name], after[name], draws[name], confidence) for name in before}


def _change(name: str, old: float, new: float, differences: Sequence[float], confidence: float) -> Change:
    if not differences:
        return Change(old, new, float("nan"), float("nan"), "same")
    tail = (1 - confidence) / 2
    low, high = (float(q) for q in np.quantile(differences, [tail, 1 - tail]))
    sign = (low > 0) - (high < 0)
    verdict = {0: "same", 1: "better", -1: "worse"}[-sign if name in COSTS else sign]
    return Change(old, new, low, high, verdict)


def by_kind(old: Sequence[Scored], new: Sequence[Scored]) -> dict[str, dict[str, Any]]:
    """For each kind and label: rows, shares flagged before and after, rows that came and went, and the chance (exact
    sign test, two-sided) of so uneven a change if the models were equally good."""
    groups: dict[tuple[str, str], list[tuple[bool, bool]]] = defaultdict(list)
    for one, other in zip(old, new, strict=True):
        if one.row.label != REVIEW:
            groups[one.row.kind, one.row.label].append((one.level != "low", other.level != "low"))
    kinds: dict[str, dict[str, Any]] = {}
    for (kind, label), pairs in sorted(groups.items()):
        came, went = sum(b and not a for a, b in pairs), sum(a and not b for a, b in pairs)
        kinds.setdefault(kind, {})[label] = {
            "n": len(pairs),
            "old": sum(a for a, _ in pairs) / len(pairs),
            "new": sum(b for _, b in pairs) / len(pairs),
            "came": came,
            "went": went,
            "p": sign_test(came, went),
        }
    return kinds


def sign_test(one: int, other: int, alternative: str = "two-sided") -> float:
    """Exact chance of a split as uneven as ``one`` : ``other`` from a fair coin ("greater": of ``one`` so large)."""
    if one + other == 0:
        return 1.0
    return float(binomtest(one, one + other, 0.5, alternative=alternative).pvalue)


def flip(old: Scored, new: Scored) -> dict[str, Any]:
    """A row whose level changed: where it went, whether that is right, and what moved its score most."""
    rank = {"low": 0, "review": 1, "high": 2}
    rose = rank[new.level] > rank[old.level]
    toward = "open" if old.row.label == REVIEW else "right" if rose == (old.row.label == RISKY) else "wrong"
    return {
        "id": old.row.id,
        "source": old.row.source,
        "label": old.row.label,
        "kind": old.row.kind,
        "text": old.row.text,
        "old": round(old.score, 4),
        "new": round(new.score, 4),
        "old_level": old.level,
        "new_level": new.level,
        "toward": toward,
        "because": because(old.verdict, new.verdict),
    }


def because(old: Verdict | None, new: Verdict | None) -> list[dict[str, Any]]:
    """What changed a score most, in log-odds: signals (with stance), phrases, and the start for length and domain."""
    before, after = _parts(old), _parts(new)
    changes = {name: after.get(name, 0.0) - before.get(name, 0.0) for name in {*before, *after}}
    ranked = sorted(changes.items(), key=lambda item: (-abs(item[1]), item[0]))
    return [
        {"what": what, "name": name, "change": round(change, 3)}
        for (what, name), change in ranked[:REASONS]
        if abs(change) >= 0.0005
    ]


def _parts(verdict: Verdict | None) -> dict[tuple[str, str], float]:
    if verdict is None:
        return {}
    parts: dict[tuple[str, str], float] = defaultdict(float)
    parts["start", ""] = verdict.intercept
    for item in (*verdict.evidence, *verdict.counter):
        parts["signal", f"{item.signal}:{item.stance}"] += item.contribution
    for word in verdict.words:
        parts["phrase", word.text] += word.contribution
    return parts


def throughput(score: Callable[[str], object], texts: Iterable[str], clock: Callable[[], float]) -> float:
    """Texts scored in a second; 0 where there are none."""
    done = 0
    begun = clock()
    for text in texts:
        score(text)
        done += 1
    spent = clock() - begun
    return done / spent if done and spent > 0 else 0.0


def _finite(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 6)
