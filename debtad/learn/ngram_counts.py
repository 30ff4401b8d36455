"""Character n-grams of training texts, found once however many fits see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp

from debtad.ngrams import SIZES, grams, places


class NgramCounter:
    """Which n-grams each text holds, over one growing list of all n-grams seen."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._known: dict[str, np.ndarray[Any, Any]] = {}

    def forget(self) -> None:
        """Drop what is known of texts."""
        self._known.clear()
        self._numbers.clear()

    def _held(self, text: str) -> np.ndarray[Any, Any]:
        """The numbers of a text's n-grams, in order."""
        known = self._known.get(text)
        if known is None:
            numbers = self._numbers
            found = [numbers.setdefault(gram, len(numbers)) for size in SIZES for gram in grams(text, size)]
            known = self._known[text] = np.unique(np.array(found, dtype=np.int32))
        return known

    def common(self, texts: Sequence[str], least: int) -> list[str]:
        """N-grams that stand in at least so many of these texts, sorted. One character repeated is none: a line of dashes
        would count as often as it is long. Nor are digits alone: they also stand within telephone numbers."""
        found = [self._held(text) for text in texts]
        times = np.bincount(np.concatenate([np.zeros(0, np.int32), *found]), minlength=len(self._numbers))
        names = list(self._numbers)
        common = (names[i] for i in np.flatnonzero(times >= least))
        return sorted(name for name in common if len(set(name)) > 1 and not name.isdecimal())

    def matrix(self, texts: Sequence[str], columns: Mapping[str, int]) -> sp.csr_matrix:
        """1 where a text holds an n-gram, divided by the root of the number of its places, shape (n texts, n columns)."""
        held = [self._held(text) for text in texts]
        column = np.full(len(self._numbers) + 1, -1, np.int32)
        column[[self._numbers.get(name, len(self._numbers)) for name in columns]] = np.arange(len(columns))
        column[len(self._numbers)] = -1
        owners = np.repeat(np.arange(len(texts)), [len(numbers) for numbers in held])
        at = column[np.concatenate([np.zeros(0, np.int32), *held])]
        values = (1 / np.sqrt([places(len(text)) for text in texts]))[owners]
        there = at >= 0
        shape = len(texts), len(columns)
        matrix = sp.csr_matrix((values[there], (owners[there], at[there])), shape=shape)
        matrix.sort_indices()
        return matrix
