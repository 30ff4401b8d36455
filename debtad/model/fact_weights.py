"""Roles and promises by learned weights: a plain sum of the weights of the features that hold, yes above zero."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import fsum

from debtad.model.fact_features import TRIGGERS, Features
from debtad.model.fact_reading import DEPOSIT, FAMILIES, Finding, Reading, Role
from debtad.model.fact_roles import is_refundable
from debtad.model.figures import Figure
from debtad.model.tables import Tables, among

#: task → weights by feature name (``""`` is the intercept).
Tasks = Tables

#: The tasks that decide a figure of each family, the first first.
ROLES: Mapping[str, tuple[Role, ...]] = {"money": ("kept", "fee"), "percent": ("percent",), "months": ("deferral",)}


#: Rules that stand whatever was learned: bounds of the value, and payment only after success.
_FINAL = ("-largest", "-bounds", "-after_success")

#: Every task there may be weights for.
TASKS = (*(role for given in ROLES.values() for role in given), *TRIGGERS)


class Decisions:
    """What learned weights make of one text, and the rules where ``tasks`` cannot tell."""

    def __init__(self, reading: Reading, tasks: Tasks) -> None:
        self._reading = reading
        self._tasks = tasks
        self._features = Features(reading)

    def roles(self) -> dict[Figure, Role]:
        """The role of each figure."""
        given: dict[Figure, Role] = {}
        for number, finding in enumerate(self._reading.findings):
            wanted = [role for role in ROLES[FAMILIES[finding.figure.kind]] if self._possible(finding, role)]
            if any(task in self._tasks for task in wanted):
                given[finding.figure] = _best(wanted, self._features.of_figure(number), self._tasks)
            else:
                given[finding.figure] = finding.role
        return given

    def names_deposit(self) -> bool:
        """Is a kept deposit named without its sum?"""
        decided = self._decide("deposit_named")
        return self._reading.named if decided is None else decided

    def claims(self, fact: str) -> bool:
        """Does the seller promise a fact that carries no figure?"""
        decided = self._decide(fact)
        return self._reading.claims(fact) if decided is None else decided

    def _possible(self, finding: Finding, role: Role) -> bool:
        """Learned weights never say what the bounds of the rules rule out, nor that a sum due only after success is charged,
        nor that one is kept that the seller says can be had back."""
        figure = finding.figure
        if finding.why in _FINAL:
            return False
        return role != "kept" or (0 < figure.value <= DEPOSIT and not is_refundable(self._reading.masked, figure))

    def _decide(self, task: str) -> bool | None:
        """The learned answer; None where there is none, or no clause to learn from."""
        if task not in self._tasks:
            return None
        features = self._features.of_text(task)
        return decision(self._tasks[task], features) > 0 if features else None


def _best(wanted: Sequence[Role], features: list[str], tasks: Tasks) -> Role:
    scores = {role: decision(tasks[role], features) for role in wanted if role in tasks}
    role = max(scores, key=lambda name: scores[name])
    return role if scores[role] > 0 else "none"


def decision(weights: Mapping[str, float], features: Collection[str]) -> float:
    """The exact sum of the weights of ``features`` and the intercept; each counts once."""
    return fsum([weights.get("", 0.0), *among(weights, features).values()])
