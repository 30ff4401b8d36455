"""How much of what texts say the model has no phrase for."""

from __future__ import annotations

from collections.abc import Container, Iterable
from itertools import pairwise

_HAN = ("\u3400", "\u9fff")


def unseen_pairs(text: str, phrases: Container[str]) -> tuple[int, int]:
    """(pairs without a phrase, all pairs): the different pairs of neighbouring Chinese characters of a normalised text.

    A model holds the pairs that stood in at least three training texts and tell the labels apart, so this rises as
    wording moves away from what it learned.
    """
    low, high = _HAN
    pairs = {first + second for first, second in pairwise(text) if low <= first <= high and low <= second <= high}
    return sum(pair not in phrases for pair in pairs), len(pairs)


def unseen_share(texts: Iterable[str], phrases: Container[str]) -> float:
    """Share (0..1, four digits) of such pairs over all texts; 0 where there is none."""
    unseen = total = 0
    for text in texts:
        missing, pairs = unseen_pairs(text, phrases)
        unseen += missing
        total += pairs
    return round(unseen / total, 4) if total else 0.0
