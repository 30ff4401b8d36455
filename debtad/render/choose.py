"""Which evidence a view tells in full."""

from __future__ import annotations

from collections.abc import Sequence

from debtad.verdict import Evidence, Verdict

#: At most so many items of evidence are told in full; the rest is counted.
MOST_ITEMS = 12


def chosen(items: Sequence[Evidence]) -> list[Evidence]:
    """The weightiest items, each signal and stance at most once, in order of place.

    What a seller's decisive signs say comes before all others. Of several items that read the same words in one stance only
    the weightiest is told: a reader wants to know what is wrong with them once. A seller's risky claim that counts against
    the rest is left to the sum: its reason would say the opposite.
    """
    told: list[Evidence] = []
    kinds: set[tuple[str, str]] = set()
    for item in sorted(items, key=_rank):
        if len(told) == MOST_ITEMS:
            break
        odd = item.contribution < 0 and item.stance == "asserted" and item.role != "protective"
        if (
            not odd
            and (item.signal, item.stance) not in kinds
            and not any(_read_the_same(item, other) for other in told)
        ):
            told.append(item)
            kinds.add((item.signal, item.stance))
    return sorted(told, key=lambda item: (item.end, item.start))


def _rank(item: Evidence) -> tuple[bool, float]:
    """Decisive signs first, however little they add to a sum that knows the same from the words; then by weight."""
    return not (item.role == "decisive" and item.stance == "asserted"), -abs(item.contribution)


def _read_the_same(one: Evidence, other: Evidence) -> bool:
    """Do they share more than half of the shorter one's words, in one stance and to the same end?"""
    shared = min(one.end, other.end) - max(one.start, other.start)
    same = one.stance == other.stance and (one.contribution < 0) == (other.contribution < 0)
    return same and 2 * shared > min(one.end - one.start, other.end - other.start)


def only_wording(verdict: Verdict) -> bool:
    """Is a text flagged although no signal speaks for it?"""
    return verdict.level != "low" and not verdict.evidence
