"""Labelled rows as examples of the decisions about facts: features and the right answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from debtad.features import Analysis
from debtad.learn.labels import Row
from debtad.model.fact_features import TRIGGERS, figure_features, text_features
from debtad.model.fact_reading import FAMILIES, Reading, Role, read
from debtad.model.fact_weights import ROLES
from debtad.model.figures import Figure
from debtad.text.amounts import find_amounts

Example = tuple[list[str], bool]


@dataclass(frozen=True)
class FactRow:
    """A labelled row as the rules read it. ``tuned`` says that they were written with it at hand."""

    row: Row
    reading: Reading
    tuned: bool

    @cached_property
    def examples(self) -> dict[str, list[Example]]:
        """The examples by task."""
        examples: dict[str, list[Example]] = {role: [] for given in ROLES.values() for role in given}
        facts = self.row.facts or {}
        roles = []
        for number, finding in enumerate(self.reading.findings):
            right = right_role(finding.figure, facts)
            roles.append(right)
            features = figure_features(self.reading, number)
            for role in ROLES[FAMILIES[finding.figure.kind]]:
                examples[role].append((features, right == role))
        for task in TRIGGERS:
            features = text_features(self.reading, task)
            named = "nonrefundable_deposit" in facts and "kept" not in roles
            if features:
                examples[task] = [(features, named if task == "deposit_named" else facts.get(task) is True)]
        return examples


def fact_row(row: Row, analysis: Analysis, *, tuned: bool) -> FactRow:
    """Read a row by the rules."""
    text = analysis.normalized.text
    return FactRow(row, read(text, find_amounts(text), analysis.frames), tuned)


def right_role(figure: Figure, facts: Mapping[str, Any]) -> Role:
    """The role of a figure by the labelled facts: that of the fact that holds all its values (of a deferral, any)."""
    values = {round(value, 2) for value in figure.values}
    labelled = {fact: {round(float(v), 2) for v in given} for fact, given in facts.items() if isinstance(given, list)}
    family = FAMILIES[figure.kind]
    if family == "months":
        return "deferral" if values & labelled.get("deferral_months", set()) else "none"
    if family == "percent":
        return "percent" if values <= labelled.get("percentage_fee", set()) else "none"
    if values <= labelled.get("upfront_fee", set()):
        return "fee"
    return "kept" if values <= labelled.get("nonrefundable_deposit", set()) else "none"


def comparable(value: Any) -> Any:
    """A fact's value, comparable: a set of rounded figures, or True; None where absent."""
    if value is None or value is False:
        return None
    return True if value is True else frozenset(round(float(v), 2) for v in value)
