"""Which evidence a view tells in full."""

from __future__ import annotations

from collections.abc import Sequence

from debtad.verdict import Evidence, Verdict

#: At most so many items of evidence are told in full; the rest is counted.
MOST_ITEMS = 12


def chosen(items: Sequence[Evidence]) -> list[Evidence]:
    """The weightiest items, each signal and stance once, in order of place."""
    best: dict[tuple[str, str], Evidence] = {}
    for item in items:
        known = best.get((item.signal, item.stance))
        if known is None or abs(item.contribution) > abs(known.contribution):
            best[(item.signal, item.stance)] = item
    ranked = sorted(best.values(), key=lambda item: -abs(item.contribution))[:MOST_ITEMS]
    return sorted(ranked, key=lambda item: (item.end, item.start))


def only_wording(verdict: Verdict) -> bool:
    """Is a text flagged although no signal speaks for it?"""
    return verdict.level != "low" and not verdict.evidence
