"""Whole numbers as options."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable

#: Seeds go up to here, as numpy and scikit-learn take them.
LARGEST_SEED = 2**32 - 1


def whole(low: int, high: int = 1_000_000) -> Callable[[str], int]:
    """What reads an option that is a whole number from ``low`` to ``high``; argparse turns its ArgumentTypeError into a
    usage error.

    >>> whole(1)("3")
    3
    """

    def read(value: str) -> int:
        try:
            number = int(value)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise ArgumentTypeError(f"{value!r} is not a whole number from {low} to {high}")
        return number

    return read
