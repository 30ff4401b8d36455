"""Which phrases the model counts: jieba proposes words and adjacent-word phrases, short character runs join them, and
those that occur in enough texts and tell the classes apart are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from debtad.learn.segment import Segmenter


class Proposer:
    """Proposes phrases of normalised texts; each text is cut once, however often it is asked about."""

    def __init__(self, segmenter: Segmenter, longest_run: int) -> None:
        self._segmenter = segmenter
        self._longest_run = longest_run
        self._numbers: dict[str, int] = {}
        self._known: dict[str, np.ndarray[Any, Any]] = {}

    def propose(self, texts: Sequence[str], min_texts: int) -> list[str]:
        """Candidate phrases, sorted: those proposed in at least ``min_texts`` of the texts."""
        found = [self._of(text) for text in texts]
        counts = np.bincount(np.concatenate(found) if found else [], minlength=len(self._numbers))
        return sorted(phrase for phrase, number in self._numbers.items() if counts[number] >= min_texts)

    def _of(self, text: str) -> np.ndarray[Any, Any]:
        known = self._known.get(text)
        if known is None:
            phrases = _phrases(text, self._segmenter, self._longest_run)
            numbers = [self._numbers.setdefault(phrase, len(self._numbers)) for phrase in sorted(phrases)]
            known = self._known[text] = np.array(numbers, dtype=np.int32)
        return known


def _phrases(text: str, segmenter: Segmenter, longest_run: int) -> set[str]:
    found: set[str] = set()
    words = segmenter.cut(text)
    for place, word in enumerate(words):
        if not _wordlike(word):
            continue
        found.add(word)
        if place + 1 < len(words) and _wordlike(words[place + 1]):
            found.add(word + words[place + 1])
    found.update(_runs(text, longest_run))
    return found


def _runs(text: str, longest: int) -> Iterable[str]:
    for size in range(1, longest + 1):
        for start in range(len(text) - size + 1):
            run = text[start : start + size]
            if "\n" not in run and not run.isdigit() and run.strip():
                yield run


def _wordlike(word: str) -> bool:
    """Chinese, letters, or digits with something else; not punctuation, blanks or bare numbers."""
    return any(character.isalpha() for character in word)
