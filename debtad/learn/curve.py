"""How a model grows with labels, and how one trained on the past does on what came later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.model_selection import GroupKFold

from debtad.errors import LabelError
from debtad.learn.evaluate import score_rows
from debtad.learn.join import moment, unread_time
from debtad.learn.labels import REVIEW, RISKY, SAFE, Row
from debtad.learn.metrics import bootstrap, recall_at_precision
from debtad.learn.near import tie_groups, untied
from debtad.learn.pipeline import Cache, build_pipeline
from debtad.learn.train import Say, TrainOptions, fit, train, unique_rows
from debtad.learn.weighted_metrics import WeightedMetrics
from debtad.model.score import Detector

#: Shares of the labels at which the curve is measured.
SHARES = (0.125, 0.25, 0.5, 1.0)

#: Below this gain in PR-AUC of the last doubling, more labels of the same sort hardly pay.
WORTHWHILE = 0.005


@dataclass(frozen=True, slots=True)
class Point:
    """The mean over repeats at one number of labels; ``spread`` is the standard deviation of ``pr_auc``."""

    labels: int
    pr_auc: float
    roc_auc: float
    recall_at_precision_095: float
    spread: float


def learning_curve(
    rows: Sequence[Row],
    base: Sequence[Row] = (),
    *,
    options: TrainOptions | None = None,
    repeats: int = 3,
    say: Say = lambda _: None,
) -> list[Point]:
    """Train on growing shares of ``rows`` (and of ``base`` all that is not tied to what is held out), each time measured on
    rows of held-out groups.

    Near-duplicates are tied first, those of ``base`` too, and each share holds the smaller
    ones. Raises LabelError where there are too few groups or one side lacks a label.
    """
    options = options or TrainOptions()
    tied, _ = tie_groups([*base, *unique_rows([row for row in rows if row.label != REVIEW])])
    kept = tied[len(base) :]
    groups = np.array([row.group for row in kept])
    folds = min(options.folds, len(set(groups.tolist())))
    if folds < 2:
        raise LabelError("all rows share one group: a curve needs rows of at least two groups")
    pipeline = build_pipeline(cache=Cache(), C=options.C, lean=options.lean, **options.features)
    found: list[list[tuple[int, dict[str, float]]]] = []
    for repeat, (inside, outside) in enumerate(GroupKFold(folds).split(groups, groups=groups)):
        if repeat == repeats:
            break
        order = np.random.default_rng(repeat).permutation(sorted(set(groups[inside].tolist())))
        rank = {name: place for place, name in enumerate(order.tolist())}
        ranked = sorted(inside.tolist(), key=lambda i: (rank[groups[i]], i))
        held = {kept[i].group for i in outside}
        beside = [row for row, tie in zip(base, tied, strict=False) if tie.group not in held]
        truth = np.array([kept[i].label == RISKY for i in outside])
        points = []
        for share in SHARES:
            chosen = [kept[i] for i in ranked[: max(2, round(share * len(ranked)))]]
            both = {row.label for row in (*beside, *chosen)}
            if not {RISKY, SAFE} <= both or truth.all() or not truth.any():
                raise LabelError("a share of the rows, or a held-out part, holds one label only: more rows are needed")
            fitted = fit(clone(pipeline), [*beside, *chosen], options)
            scores = fitted.predict_proba([kept[i].text for i in outside])[:, 1]
            all_measures = WeightedMetrics(scores, truth, {"high": 0.5, "review": 0.5}).measure()
            points.append(
                (
                    len(chosen),
                    {
                        "pr_auc": all_measures["pr_auc"],
                        "roc_auc": all_measures["roc_auc"],
                        "recall_at_precision_095": recall_at_precision(scores, truth, 0.95),
                    },
                )
            )
            say(
                f"repeat {repeat + 1} of {min(repeats, folds)}: {len(chosen)} labels, PR-AUC {points[-1][1]['pr_auc']:.4f}"
            )
        found.append(points)
    return [_point([points[place] for points in found]) for place in range(len(SHARES))]


def _point(repeats: Sequence[tuple[int, dict[str, float]]]) -> Point:
    def mean(name: str) -> float:
        return float(np.mean([figures[name] for _, figures in repeats]))

    return Point(
        labels=round(float(np.mean([labels for labels, _ in repeats]))),
        pr_auc=mean("pr_auc"),
        roc_auc=mean("roc_auc"),
        recall_at_precision_095=mean("recall_at_precision_095"),
        spread=float(np.std([figures["pr_auc"] for _, figures in repeats])),
    )


def time_split(
    rows: Sequence[Row],
    cut: datetime | None = None,
    *,
    base: Sequence[Row] = (),
    options: TrainOptions | None = None,
    rounds: int = 500,
    say: Say = lambda _: None,
) -> dict[str, Any]:
    """Train on rows before ``cut`` (and ``base``), measure on those from then on; plain data.

    Without ``cut`` the last fifth of the dated rows is the future. Later rows that nearly repeat an earlier one are left
    out, and so are rows of ``base`` that are tied to a later one (``near.untied``). Raises LabelError
    where rows carry no time, or too few stand on either side.
    """
    dated = [(when, row) for row in unique_rows(rows) if (when := moment(row.time)) is not None]
    unread = [row for row in rows if unread_time(row)]
    if not dated and unread:
        raise LabelError(
            f"none of {len(unread)} times can be read, the first {unread[0].time[:40]!r}: write 2026-03-01 or "
            "2026-03-01 09:00"
        )
    if not dated:
        raise LabelError("no row carries a time: a column `time` is needed, for example 2026-03-01T09:00:00+08:00")
    if unread:
        say(f"{len(unread)} rows left out whose time cannot be read, the first {unread[0].time[:40]!r}")
    cut = cut or sorted(when for when, _ in dated)[len(dated) * 4 // 5]
    tied, _ = tie_groups([replace(row, group=str(place)) for place, (_, row) in enumerate(dated)])
    seen = {row.group for (when, _), row in zip(dated, tied, strict=True) if when < cut}
    past = [row for when, row in dated if when < cut]
    future = [row for (when, row), tie in zip(dated, tied, strict=True) if when >= cut and tie.group not in seen]
    later = sum(when >= cut for when, _ in dated)
    clear = [row for row in future if row.label != REVIEW]
    truth = np.array([row.label == RISKY for row in clear], dtype=bool)
    if not len(clear) or truth.all() or not truth.any():
        raise LabelError(
            f"needs risky and safe rows from {cut.isoformat()} on, found {len(clear)} rows: choose an earlier date"
        )
    beside = untied(base, clear)
    if len(beside) < len(base):
        say(f"{len(base) - len(beside)} rows of the base left out, which repeat or belong to what is measured on")
    trained = train(tie_groups([*beside, *past])[0], "past", options, say)
    detector = Detector(trained.model)
    scores = np.array([item.score for item in score_rows(clear, detector)])
    thresholds = trained.model.thresholds

    def figures(values: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]) -> dict[str, float]:
        return WeightedMetrics(values, labels, thresholds).measure()

    return {
        "cut": cut.isoformat(),
        "rows": {"before": len(past), "after": len(clear), "near_repeats_left_out": later - len(future)},
        "out_of_fold_before": trained.model.training["metrics"],
        "after": figures(scores, truth),
        "intervals": bootstrap(figures, scores, truth, rounds) if rounds else {},
    }
