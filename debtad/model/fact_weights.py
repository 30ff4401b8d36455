"""Roles and promises by learned weights: a plain sum of the weights of the features that hold, yes above zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from debtad.model.fact_features import TRIGGERS, figure_features, text_features
from debtad.model.fact_reading import DEPOSIT, FAMILIES, Finding, Reading, Role
from debtad.model.figures import Figure

#: task → weights by feature name in log-odds (``""`` is the intercept).
Tasks = Mapping[str, Mapping[str, float]]

#: The tasks that decide a figure of each family, the first first.
ROLES: Mapping[str, tuple[Role, ...]] = {"money": ("kept", "fee"), "percent": ("percent",), "months": ("deferral",)}


#: Rules that stand whatever was learned: bounds of the value, and payment only after success.
_FINAL = ("-largest", "-bounds", "-after_success")

#: Every task there may be weights for.
TASKS = (*(role for given in ROLES.values() for role in given), *TRIGGERS)


def roles(reading: Reading, tasks: Tasks) -> dict[Figure, Role]:
    """The role of each figure: learned where ``tasks`` can tell, else that of the rules."""
    given: dict[Figure, Role] = {}
    for number, finding in enumerate(reading.findings):
        wanted = [role for role in ROLES[FAMILIES[finding.figure.kind]] if _possible(finding, role)]
        if any(task in tasks for task in wanted):
            features = figure_features(reading, number)
            given[finding.figure] = _best(wanted, features, tasks)
        else:
            given[finding.figure] = finding.role
    return given


def _possible(finding: Finding, role: Role) -> bool:
    """Learned weights never say what the bounds of the rules rule out, nor that a sum due only after success is charged."""
    if finding.why in _FINAL:
        return False
    return role != "kept" or 0 < finding.figure.value <= DEPOSIT


def _best(wanted: Sequence[Role], features: list[str], tasks: Tasks) -> Role:
    scores = {role: log_odds(tasks[role], features) for role in wanted if role in tasks}
    role = max(scores, key=lambda name: scores[name])
    return role if scores[role] > 0 else "none"


def names_deposit(reading: Reading, tasks: Tasks) -> bool:
    """Is a kept deposit named without its sum?"""
    decided = _decide(reading, "deposit_named", tasks)
    return reading.named if decided is None else decided


def claims(reading: Reading, fact: str, tasks: Tasks) -> bool:
    """Does the seller promise a fact that carries no figure?"""
    decided = _decide(reading, fact, tasks)
    return reading.claims(fact) if decided is None else decided


def _decide(reading: Reading, task: str, tasks: Tasks) -> bool | None:
    """The learned answer; None where there is none."""
    if task not in tasks:
        return None
    features = text_features(reading, task)
    return bool(features) and log_odds(tasks[task], features) > 0


def log_odds(weights: Mapping[str, float], features: Iterable[str]) -> float:
    """The sum of the weights of ``features`` and the intercept."""
    return weights.get("", 0.0) + sum(weights.get(name, 0.0) for name in features)
