"""Whether audited posts still look like what a model was trained on, and like earlier audits.

The measure is the population stability index, PSI = Σ (a - e) · ln(a / e) over shares. By custom a PSI below 0.1 is
steady, from 0.1 worth watching, from 0.25 a shift. What chance alone would give, (bins - 1) · (1/n + 1/m), is taken off
first. A larger share of ads among the posts is no drift: the scores expected of an audit are the best mix of what risky,
safe and everyday training texts scored, and signals are compared among flagged posts only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from debtad.errors import InputError
from debtad.model.artifact import Model

SCHEMA = "debtad.drift/1"
WATCH, SHIFT = 0.1, 0.25

#: Fewer posts than this (flagged, or above the lowest bin of scores) tell nothing.
LEAST = 100

#: Rises of the share of the model's phrases that an audit never saw, against an earlier audit of like size.
UNSEEN_WATCH, UNSEEN_SHIFT = 0.10, 0.20

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Audit:
    """What drift needs of one ``summary.json``."""

    name: str
    model: str
    posts: int
    flagged: int
    histogram: tuple[int, ...]
    signals: Mapping[str, int]
    unseen: float | None


def read_audit(folder: Path) -> Audit:
    """The summary of an audit's folder. Raises InputError where it is missing or of another shape."""
    path = folder / "summary.json" if folder.is_dir() else folder
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data.get("schema") != "debtad.summary/1":
            raise InputError(f"{path}: not a summary of `debtad audit` (schema {data.get('schema')!r})")
        counts = data["counts"]
        return Audit(
            name=str(folder),
            model=str(data["model"]["sha256"]),
            posts=sum(int(n) for n in data["score_histogram"]),
            flagged=int(counts["high"]) + int(counts["review"]),
            histogram=tuple(int(n) for n in data["score_histogram"]),
            signals={str(k): int(v) for k, v in data["signals"].items()},
            unseen=float(data["phrases"]["unseen_share"]) if data.get("phrases") else None,
        )
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read: {error.strerror}: give the --out folder of `debtad audit`"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: not a summary of `debtad audit` ({error!r})") from error


def drift(audits: Sequence[Audit], model: Model) -> dict[str, Any]:
    """The last audit against the training of ``model`` and against the audits before it (oldest first), as plain data.

    ``state`` is "steady", "watch", "shift" or "unknown" (too few posts); new labels are ``due`` where anything shifted.
    Raises InputError where the model has no reference.
    """
    kept = model.training.get("reference")
    if not kept:
        raise InputError(
            f"model {model.ref.name} remembers nothing of what its training texts looked like: train it again"
        )
    last = audits[-1]
    checks = [
        _scores(last, "training", expected(last.histogram, kept["scores"]), _above(kept["scores"])),
        _signals(last, "training", kept["flagged"]["signals"], kept["flagged"]["rows"]),
    ]
    for earlier in audits[:-1]:
        if earlier.model != last.model:
            continue
        checks.append(
            _scores(last, earlier.name, np.array(earlier.histogram[1:], dtype=float), sum(earlier.histogram[1:]))
        )
        checks.append(_signals(last, earlier.name, earlier.signals, earlier.flagged))
        checks += _unseen(last, earlier)
    notes = [
        f"{a.name}: audited with another model than the last one, so left out"
        for a in audits[:-1]
        if a.model != last.model
    ]
    if last.model != model.ref.sha256:
        notes.append(f"{last.name}: audited with model {last.model[:12]}, compared with {model.ref.sha256[:12]}")
    states = {check["state"] for check in checks}
    return {
        "schema": SCHEMA,
        "audit": last.name,
        "model": {"name": model.ref.name, "sha256": model.ref.sha256},
        "posts": last.posts,
        "flagged": last.flagged,
        "checks": checks,
        "notes": notes,
        "state": next((s for s in ("shift", "watch", "steady") if s in states), "unknown"),
        "due": "shift" in states,
    }


def psi(observed: Array, wanted: Array) -> float:
    """Population stability index of counts ``observed`` against counts ``wanted``, both of shape (bins,)."""
    a, e = observed + 0.5, wanted + 0.5
    a, e = a / a.sum(), e / e.sum()
    return float(((a - e) * np.log(a / e)).sum())


def expected(histogram: Sequence[int], classes: Mapping[str, Sequence[int]]) -> Array:
    """Counts above the lowest bin that the best mix of the training classes gives (maximum likelihood, by EM)."""
    seen = np.array(histogram[1:], dtype=float)
    shapes = np.array([np.array(counts[1:], dtype=float) + 0.1 for counts in classes.values() if sum(counts[1:])])
    shapes /= shapes.sum(axis=1, keepdims=True)
    weights = np.full(len(shapes), 1 / len(shapes))
    if seen.sum():
        for _ in range(300):
            parts = weights[:, None] * shapes
            weights = (parts / parts.sum(axis=0) * seen).sum(axis=1) / seen.sum()
    return np.asarray(weights @ shapes) * max(seen.sum(), 1.0)


def _above(classes: Mapping[str, Sequence[int]]) -> int:
    return sum(sum(counts[1:]) for counts in classes.values())


def _scores(audit: Audit, against: str, wanted: Array, size: int) -> dict[str, Any]:
    seen = np.array(audit.histogram[1:], dtype=float)
    noise = _noise(len(seen), float(seen.sum()), size)
    return {
        **_check("scores", against, psi(seen, wanted), noise, min(float(seen.sum()), size)),
        "movers": [],
    }


def _signals(audit: Audit, against: str, counts: Mapping[str, int], rows: int) -> dict[str, Any]:
    """The mix of signals among flagged posts, and the signals whose rate moved most."""
    names = sorted({*counts, *audit.signals})
    seen = np.array([audit.signals.get(name, 0) for name in names], dtype=float)
    wanted = np.array([counts.get(name, 0) for name in names], dtype=float)
    movers = [
        {"signal": name, "rate": round(a / max(audit.flagged, 1), 4), "before": round(e / max(rows, 1), 4)}
        for name, a, e in zip(names, seen, wanted, strict=True)
    ]
    movers.sort(key=lambda item: (-abs(float(item["rate"]) - float(item["before"])), str(item["signal"])))
    noise = _noise(len(names), float(seen.sum()), float(wanted.sum()))
    index = psi(seen, wanted) if names else 0.0
    return {**_check("signals", against, index, noise, min(audit.flagged, rows)), "movers": movers[:5]}


def _unseen(audit: Audit, earlier: Audit) -> list[dict[str, Any]]:
    """The share of the model's phrases that never occurred falls as posts grow, so only like sizes are compared."""
    if audit.unseen is None or earlier.unseen is None or not 0.5 <= audit.posts / max(earlier.posts, 1) <= 2:
        return []
    rise = audit.unseen - earlier.unseen
    state = "shift" if rise >= UNSEEN_SHIFT else "watch" if rise >= UNSEEN_WATCH else "steady"
    return [{"what": "phrases", "against": earlier.name, "rise": round(rise, 4), "state": state, "movers": []}]


def _noise(bins: int, n: float, m: float) -> float:
    """The PSI to be expected of two samples of one population."""
    return (bins - 1) * (1 / max(n, 1) + 1 / max(m, 1))


def _check(what: str, against: str, index: float, noise: float, size: float) -> dict[str, Any]:
    left = max(index - noise, 0.0)
    state = "unknown" if size < LEAST else "shift" if left >= SHIFT else "watch" if left >= WATCH else "steady"
    return {"what": what, "against": against, "psi": round(index, 4), "noise": round(noise, 4), "state": state}
