"""Which phrases the model counts: jieba proposes words and adjacent-word phrases, short character runs join them, and
those that occur in enough texts and tell the classes apart are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from debtad.learn.segment import Segmenter


@dataclass(frozen=True, slots=True)
class VocabularyOptions:
    """``min_texts``: a phrase must occur in so many training texts. ``longest_run``: character runs of 1 to so many
    characters are proposed beside words; 0 for none. ``most``: at most so many phrases are kept."""

    min_texts: int = 3
    longest_run: int = 3
    most: int = 16_000


def propose(texts: Sequence[str], segmenter: Segmenter, options: VocabularyOptions) -> list[str]:
    """Candidate phrases of normalised texts, sorted: in at least ``min_texts`` of them."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(_phrases(text, segmenter, options.longest_run))
    return sorted(phrase for phrase, count in counts.items() if count >= options.min_texts)


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
