"""Core facts by learning on top of the hand-written rules (:mod:`debtad.model.fact_weights`).

The rules answer almost without error on the texts they were tuned on, and less well on others. So on rows of those
sources the features of the rules' answers are left out: what the rules are worth is learned on the other rows alone,
what words say about a figure on all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import scipy.sparse as sp
from sklearn.svm import LinearSVC

from debtad.features import Analysis
from debtad.learn.fact_rows import FactRow, fact_row
from debtad.learn.labels import SAFE, Row
from debtad.learn.scales import by_ratio, evenly
from debtad.model.fact_features import RULE
from debtad.model.fact_weights import TASKS

Say = Callable[[str], None]

#: Sources whose texts were at hand when the rules were written.
TUNED = frozenset({*(f"t{number:02}" for number in range(1, 25)), "real_style"})

#: A task is learned where so many rows that the rules do not know speak for it, and as many against it.
LEAST_EXAMPLES = 10
#: A feature must occur so often; of these the weightiest are kept, so many a task.
_LEAST_COUNT, _MOST = 3, 10_000
#: Inverse regularisation, how far columns are held back that say nothing of the answer (:func:`by_ratio`), and the decision
#: value from which on the answer is yes: chosen on batches held out whole.
_C, _RATIO, _LEAST = 0.03, 0.5, -0.1
_DIGITS = 4


def learn_facts(
    rows: Sequence[Row], analyse: Callable[[str], Analysis], say: Say = lambda _: None
) -> dict[str, dict[str, float]]:
    """Weights by task and feature (``""`` is the intercept; yes above zero), from the risky rows that carry facts.

    A task without enough such rows from other sources than :data:`TUNED` has none: the rules alone decide it.
    """
    taught = [
        fact_row(row, analyse(row.text), tuned=row.source in TUNED)
        for row in rows
        if row.facts is not None and row.label != SAFE
    ]
    fresh = [item for item in taught if not item.tuned]
    weights = {task: _fit(taught, task) for task in TASKS if _enough(fresh, task)}
    if weights:
        say(f"{sum(map(len, weights.values()))} weights for {len(weights)} decisions about facts")
    return weights


def _enough(rows: Sequence[FactRow], task: str) -> bool:
    answers = [target for item in rows for _, target in item.examples.get(task, ())]
    return min(sum(answers), len(answers) - sum(answers)) >= LEAST_EXAMPLES


def _fit(rows: Sequence[FactRow], task: str) -> dict[str, float]:
    """The weights of one task, pruned and rounded, with an intercept by which a yes lies above zero."""
    features: list[list[str]] = []
    targets: list[bool] = []
    weights: list[float] = []
    for item in rows:
        for names, target in item.examples.get(task, ()):
            features.append([name for name in names if not name.startswith(RULE)] if item.tuned else names)
            targets.append(target)
            weights.append(item.row.weight)
    counts = Counter(name for names in features for name in names)
    kept = sorted(name for name, count in counts.items() if count >= _LEAST_COUNT)
    columns = {name: column for column, name in enumerate(kept)}
    matrix = _matrix(features, columns)
    answers, counted = np.array(targets), np.array(weights)
    scale = evenly(matrix, by_ratio(matrix, answers.astype(int), counted, _RATIO))
    model = LinearSVC(C=_C, dual=False, intercept_scaling=3.0, tol=1e-4)
    model.fit((matrix @ sp.diags_array(scale)).tocsr(), answers, sample_weight=counted)
    coefficients = np.asarray(model.coef_).ravel() * scale
    worth = np.abs(coefficients) * np.sqrt([counts[name] for name in kept])
    best = sorted(np.argsort(-worth, kind="stable")[:_MOST].tolist())
    table = {kept[i]: round(float(coefficients[i]), _DIGITS) for i in best}
    intercept = round(float(np.ravel(model.intercept_)[0]) - _LEAST, _DIGITS)
    return {"": intercept, **{name: weight for name, weight in table.items() if weight}}


def _matrix(features: Sequence[Sequence[str]], columns: Mapping[str, int]) -> sp.csr_matrix:
    """1 where a feature holds, shape (n examples, n columns)."""
    indptr, indices = [0], []
    for names in features:
        indices += [columns[name] for name in names if name in columns]
        indptr.append(len(indices))
    return sp.csr_matrix((np.ones(len(indices)), indices, indptr), shape=(len(features), len(columns)))
