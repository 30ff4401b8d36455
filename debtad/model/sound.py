"""Is a model sound throughout? Much of it is read, and checked, only when a text asks for it; this asks for all of it."""

from __future__ import annotations

from debtad.model.artifact import Model
from debtad.model.columns import check
from debtad.signals.match import Matcher


def check_model(model: Model) -> None:
    """Read every number, table, string and pattern of a model. Raises ModelError."""
    check(model.idf, model.weights, model.end_weights, model.ngram_weights)
    for tables in (model.fact_weights, model.subtypes):
        for table in tables.values():
            check(tuple(table.values()))
    matcher = Matcher(model.catalog)
    for number in range(len(matcher.strings)):
        matcher.said(number)
    for pattern in range(len(matcher.sources)):
        matcher.compiled(pattern)
