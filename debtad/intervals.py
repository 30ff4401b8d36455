"""What a share observed in few trials may truly be."""

from __future__ import annotations

from math import sqrt

#: Standard normal deviate that leaves 2.5 % beyond.
_Z = 1.959963984540054


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """The 95 % score interval of ``hits`` ÷ ``trials`` (E. B. Wilson, 1927); 0 to 1 without trials.

    >>> [round(end, 3) for end in wilson(19, 20)]
    [0.764, 0.991]
    """
    if trials <= 0:
        return 0.0, 1.0
    share, room = hits / trials, _Z * _Z / trials
    middle = (share + room / 2) / (1 + room)
    half = _Z * sqrt(share * (1 - share) / trials + room / (4 * trials)) / (1 + room)
    return max(0.0, middle - half), min(1.0, middle + half)
