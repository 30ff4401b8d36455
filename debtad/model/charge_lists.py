"""Things side by side of which one is bought, each with its price: 基础版680，尊享版1980; 普通600元，加急1200元.

Each price stands right behind the name of its thing, whatever roles the figures have: 均不退 behind the last makes none of
them a deposit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from debtad.model.charge_items import Read
from debtad.model.charge_words import BEFORE, finds
from debtad.model.fact_reading import Reading
from debtad.model.figures import Figure
from debtad.model.no_fees import Told

#: No such thing costs less, or more (元).
_LEAST, _MOST = 5.0, 50_000.0


def lists(reading: Reading, given: Mapping[Figure, Told]) -> list[tuple[Figure, ...]]:
    """The prices of things side by side, a tuple each, of which the seller asks one at least."""
    text = reading.masked.text
    sums = [figure for figure in reading.masked.figures if figure.kind in ("money", "bare")]
    runs: list[list[Figure]] = []
    for figure, following in pairwise(sums):
        if not (_may_be(figure) and _may_be(following)):
            continue
        if not finds("next_one", text[figure.place + 1 : following.place]):
            continue
        if runs and runs[-1][-1] is figure:
            runs[-1].append(following)
        elif finds("one_for", text[max(0, figure.place - BEFORE) : figure.place]):
            runs.append([figure, following])
    return [tuple(run) for run in runs if _is_asked(reading, given, run)]


def as_offers(found: Sequence[Read], runs: Sequence[tuple[Figure, ...]]) -> tuple[list[Read], list[list[int]]]:
    """The charges, and the places of those of each list; terms that not all of a list share are none of the whole."""
    told = list(found)
    groups = [[place for place, item in enumerate(found) if item.figure in run] for run in runs]
    for group in groups:
        if len({found[place].charge.back for place in group}) > 1:
            for place in group:
                told[place] = found[place]._replace(charge=found[place].charge._replace(back=""))
    return told, [group for group in groups if len(group) > 1]


def _may_be(figure: Figure) -> bool:
    return figure.high is None and _LEAST <= figure.value <= _MOST


def _is_asked(reading: Reading, given: Mapping[Figure, Told], run: Sequence[Figure]) -> bool:
    """Does the seller ask one of these prices, and do they differ?"""
    asked = [figure for figure in run if given[figure] in ("fee", "kept")]
    sells = all(reading.voice.sells(figure.start, figure.end) for figure in run)
    return bool(asked) and sells and len({figure.value for figure in run}) == len(run)
