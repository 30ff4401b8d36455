"""A price whose parts are due at different times: what is paid first, and what only once something is achieved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from debtad.model.charge_terms import is_late
from debtad.model.charge_words import CLAUSE, around, clause_behind, finds
from debtad.model.fact_reading import Reading
from debtad.model.figures import Figure
from debtad.model.no_fees import Told, first_shares, is_stage, percent_runs


def late_shares(reading: Reading, given: Mapping[Figure, Told]) -> dict[Figure, float]:
    """The prices of which a part is due on success (8%，先付3%，成功付5%; 6000元，签约付30%，成功付70%), and how much of
    each (0..1)."""
    text = reading.masked.text
    found: dict[Figure, float] = {}
    sums = [figure for figure in reading.masked.figures if given[figure] == "fee" and figure.high is None]
    for run, *wholes in percent_runs(reading):
        total = sum(figure.value for figure in run)
        whole = next((w for w in wholes if w and given[w] == "percent" and w.value == total), None)
        if whole is None and len(sums) == 1 and total == 100.0 and all(is_stage(text, figure) for figure in run):
            whole = sums[0]
        if whole is None and total == 100.0 and wholes[0] and given[wholes[0]] == "percent":
            whole = wholes[0] if all(is_stage(text, figure) for figure in run) else None
        late = 0.0 if whole is None else _late(reading, run)
        if whole and late:
            found[whole] = late / total
    for part, whole in first_shares(reading, given).items():
        behind = clause_behind(text, part.place)
        if finds("rest_word", behind) and finds("achieved", behind):
            first = part.value / (whole.value if part.value < whole.value else 100.0)
            found.setdefault(whole, 1.0 - first)
    for figure, role in given.items():
        behind = text[figure.place + 1 : figure.place + 1 + CLAUSE]
        if role in ("fee", "percent") and figure.high is None and finds("halves", behind):
            found.setdefault(figure, 0.5)
    return found


def _late(reading: Reading, run: Sequence[Figure]) -> float:
    """How much of a run of parts is due on success, or called the rest."""
    text = reading.masked.text
    return sum(
        figure.value
        for figure in run
        if is_late(reading.masked, figure) or finds("rest_of", around(text, figure.place, 0)[0])
    )
