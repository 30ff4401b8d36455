"""Core facts by learning on top of the hand-written rules (:mod:`debtad.model.fact_weights`).

The rules answer almost without error on the texts they were tuned on, and less well on others. So on rows of those
sources the features of the rules' answers are left out: what the rules are worth is learned on the other rows alone,
what words say about a figure on all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from debtad.features import Analysis
from debtad.learn.fact_rows import FactRow, comparable, example, fact_row
from debtad.learn.labels import SAFE, Row
from debtad.model.fact_features import RULE
from debtad.model.fact_weights import TASKS
from debtad.model.facts import facts_of
from debtad.verdict import FACTS

Say = Callable[[str], None]

#: Sources whose texts were at hand when the rules were written.
TUNED = frozenset({*(f"t{number:02}" for number in range(1, 25)), "real_style"})

#: A task is learned where so many rows that the rules do not know speak for it, and as many against it.
LEAST_EXAMPLES = 10
#: A feature must occur so often; of these the weightiest are kept, so many a task.
_LEAST_COUNT, _MOST = 3, 1000
#: Inverse regularisation.
_C = 1.0
_FOLDS = 4
#: A yes is given from these log-odds on: on batches held out whole, lower ones lost more precision than they won recall.
_LEAST_LOG_ODDS = -0.5
#: Facts may be given below ``review`` only if at most this share (0..1) of safe rows gets one there.
_LOW_SHARE = 0.005
_DIGITS = 3


class LearnedFacts(NamedTuple):
    """Weights by task and feature (log-odds, ``""`` the intercept), and the score 0..1 from which facts are given."""

    weights: dict[str, dict[str, float]]
    facts_from: float


def learn_facts(
    rows: Sequence[Row],
    scores: np.ndarray[Any, Any],
    review: float,
    analyse: Callable[[str], Analysis],
    say: Say = lambda _: None,
) -> LearnedFacts:
    """Learn from rows that carry facts; ``scores`` 0..1 are their out-of-fold scores, ``review`` the threshold.

    Without enough such rows from other sources than :data:`TUNED` there are no weights, and the rules alone decide.
    """
    known = [
        fact_row(row, analyse(row.text), float(score), tuned=row.source in TUNED)
        for row, score in zip(rows, scores, strict=True)
        if row.facts is not None and not (row.source in TUNED and row.label == SAFE)
    ]
    taught = [item for item in known if item.row.label != SAFE]
    fresh = [item for item in known if not item.tuned]
    tasks = [task for task in TASKS if _enough([item for item in taught if not item.tuned], task)]
    if not tasks:
        return LearnedFacts({}, review)
    folds = _folds(fresh)
    fits = [
        {task: _fit([item for item in taught if id(item) not in held], task) for task in tasks}
        for held in ({id(item) for item in fold} for fold in folds)
    ]
    held_out = [(item, facts_of(item.reading, fit)) for fold, fit in zip(folds, fits, strict=True) for item in fold]
    facts_from = _facts_from(held_out, review)
    weights = {task: _fit(taught, task) for task in tasks}
    say(f"{sum(map(len, weights.values()))} weights of {len(weights)} fact tasks; facts from {facts_from:.4f}")
    return LearnedFacts(weights, facts_from)


def _enough(rows: Sequence[FactRow], task: str) -> bool:
    answers = [target for item in rows for _, target in example(item, task)]
    return min(sum(answers), len(answers) - sum(answers)) >= LEAST_EXAMPLES


def _folds(rows: Sequence[FactRow]) -> list[list[FactRow]]:
    """Rows in folds; by source where there are three or more, since a hand is new to the rules as a whole."""
    names = [item.row.source for item in rows]
    if len(set(names)) < 3:
        names = [f"{item.row.source}/{item.row.pair}" if item.row.pair else str(i) for i, item in enumerate(rows)]
    numbers = {name: number for number, name in enumerate(sorted(set(names)))}
    groups = np.array([numbers[name] for name in names])
    split = GroupKFold(min(_FOLDS, len(numbers))).split(groups, groups=groups)
    return [[rows[i] for i in outside] for _, outside in split]


def _fit(rows: Sequence[FactRow], task: str) -> dict[str, float]:
    """The weights of one task, pruned and rounded, with an intercept by which a yes lies above zero."""
    features: list[list[str]] = []
    targets: list[bool] = []
    weights: list[float] = []
    for item in rows:
        for names, target in example(item, task):
            features.append([name for name in names if not name.startswith(RULE)] if item.tuned else names)
            targets.append(target)
            weights.append(item.row.weight)
    if len(set(targets)) < 2:
        return {"": -1.0}
    counts = Counter(name for names in features for name in names)
    kept = sorted(name for name, count in counts.items() if count >= _LEAST_COUNT)
    columns = {name: column for column, name in enumerate(kept)}
    matrix = _matrix(features, columns)
    model = LogisticRegression(C=_C, solver="liblinear", intercept_scaling=3.0, random_state=0, tol=1e-3)
    model.fit(matrix, targets, sample_weight=weights)
    coefficients = np.asarray(model.coef_).ravel()
    worth = np.abs(coefficients) * np.sqrt([counts[name] for name in kept])
    best = sorted(np.argsort(-worth, kind="stable")[:_MOST].tolist())
    table = {kept[i]: round(float(coefficients[i]), _DIGITS) for i in best}
    intercept = round(float(np.ravel(model.intercept_)[0]) - _LEAST_LOG_ODDS, _DIGITS)
    return {"": intercept, **{name: weight for name, weight in table.items() if weight}}


def _matrix(features: Sequence[Sequence[str]], columns: Mapping[str, int]) -> sp.csr_matrix:
    """1 where a feature holds, shape (n examples, n columns)."""
    indptr, indices = [0], []
    for names in features:
        indices += [columns[name] for name in names if name in columns]
        indptr.append(len(indices))
    return sp.csr_matrix((np.ones(len(indices)), indices, indptr), shape=(len(features), len(columns)))


def _facts_from(held_out: Sequence[tuple[FactRow, Mapping[str, Any]]], review: float) -> float:
    """The score 0..1 from which giving facts is best for their F1 over all rows; never above ``review``, and below it
    only as far as hardly any safe row gets a fact."""
    safe = max(sum(item.row.label == SAFE for item, _ in held_out), 1)

    def f1(least: float) -> float:
        right = wrong = 0
        for item, found in held_out:
            for fact in FACTS:
                wanted = comparable((item.row.facts or {}).get(fact))
                given = comparable(found.get(fact)) if item.score >= least else None
                right += given is not None and given == wanted
                wrong += (given is not None and given != wanted) + (wanted is not None and given != wanted)
        return 2 * right / (2 * right + wrong) if right + wrong else 0.0

    def harmless(least: float) -> bool:
        harmed = sum(
            item.row.label == SAFE and bool(found) and least <= item.score < review for item, found in held_out
        )
        return harmed <= _LOW_SHARE * safe

    steps = [round(review * share, 4) for share in (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)]
    return max([review, *(step for step in steps if harmless(step))], key=f1)
