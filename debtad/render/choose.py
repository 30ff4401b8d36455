"""Which evidence a view tells in full."""

from __future__ import annotations

from collections.abc import Sequence

from debtad.verdict import Evidence, Verdict

#: At most so many items of evidence are told in full; the rest is counted.
MOST_ITEMS = 12


def chosen(items: Sequence[Evidence]) -> list[Evidence]:
    """The weightiest items, each signal and stance once, in order of place. Of several that read the same words in one
    stance only the weightiest is told: a reader wants to know what is wrong with them once."""
    best: dict[tuple[str, str], Evidence] = {}
    for item in items:
        known = best.get((item.signal, item.stance))
        if known is None or abs(item.contribution) > abs(known.contribution):
            best[(item.signal, item.stance)] = item
    told: list[Evidence] = []
    for item in sorted(best.values(), key=lambda item: -abs(item.contribution)):
        if not any(_read_the_same(item, other) for other in told):
            told.append(item)
    return sorted(told[:MOST_ITEMS], key=lambda item: (item.end, item.start))


def _read_the_same(one: Evidence, other: Evidence) -> bool:
    """Do they share more than half of the shorter one's words, in one stance and to the same end?"""
    shared = min(one.end, other.end) - max(one.start, other.start)
    same = one.stance == other.stance and (one.contribution < 0) == (other.contribution < 0)
    return same and 2 * shared > min(one.end - one.start, other.end - other.start)


def only_wording(verdict: Verdict) -> bool:
    """Is a text flagged although no signal speaks for it?"""
    return verdict.level != "low" and not verdict.evidence
