"""jieba with the domain dictionary, for training only."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from pathlib import Path

import jieba

from debtad.text import tables

#: A domain word is given this frequency, high enough that jieba keeps it whole.
_FREQUENCY = 100_000


class Segmenter:
    """Cuts normalised text into words, the same way every time.

    jieba's own cache file lies in a shared temporary folder, where anybody could plant another; this never reads it.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        jieba.setLogLevel(logging.WARNING)
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.FREQ, self._tokenizer.total = self._tokenizer.gen_pfdict(self._tokenizer.get_dict_file())
        self._tokenizer.initialized = True
        for word in words:
            self._tokenizer.add_word(word, _FREQUENCY)

    def cut(self, text: str) -> list[str]:
        """Words and punctuation of ``text`` in order; joined they are ``text`` again."""
        return list(self._tokenizer.cut(text, HMM=False))


def domain_terms() -> list[str]:
    """The terms that the text layer restores when they are spelled to evade."""
    path = Path(tables.__file__).with_name("terms.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    return sorted({*data["debt"], *data["other"]})
