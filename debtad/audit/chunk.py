"""Many texts in canonical form, joined to one array of code points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from debtad.audit.hidden import Gate
from debtad.audit.ngrams import BETWEEN, Ints, LazyTable, codes_of
from debtad.text import tables
from debtad.text.normalize import Normalized, characters, normalize

#: Code points of a chunk: few enough for the processor's cache.
CHUNK = 120_000

#: Texts of a chunk at most.
MOST_TEXTS = 2_500

#: What the table of plain characters gives for one that needs more than a look-up.
_MORE = 0
_BLANK = ord(" ")


class Chunk(NamedTuple):
    """Text ``i`` in canonical form is ``codes[begins[i]:ends[i]]``; ``BETWEEN`` stands around each.

    ``changed`` holds, by number of the text, what was normalised in full; all others are as long as they were, and
    nothing was undone in them.
    """

    originals: Sequence[str]
    codes: NDArray[np.uint32]
    begins: Ints
    ends: Ints
    changed: dict[int, Normalized]

    def owner(self) -> Ints:
        """For each place of ``codes`` the number of the text that holds it (or ends there)."""
        sizes = self.ends - self.begins + 1
        sizes[:1] += 1
        return np.repeat(np.arange(sizes.size), sizes)

    def text(self, number: int) -> str:
        """One canonical text."""
        return self.codes[self.begins[number] : self.ends[number]].tobytes().decode("utf-32-le")

    def whole(self) -> str:
        """The chunk as one string, with some character that means nothing between the texts."""
        return np.minimum(self.codes, BETWEEN - 1).tobytes().decode("utf-32-le")


class Normalizer:
    """:func:`debtad.text.normalize.normalize` for many texts at once. Built once: some 0.2 s."""

    def __init__(self) -> None:
        plain = tables.chars().plain
        self._plain = LazyTable(lambda code: plain[code], BETWEEN)
        self._gate = Gate()

    def normalize(self, texts: Sequence[str]) -> Chunk:
        """The canonical forms of texts, each as ``normalize`` gives it."""
        raw, begins, ends = _joined(texts)
        codes = self._plain[raw].view(np.uint32)
        owners = np.searchsorted(begins, np.flatnonzero(_unsettled(codes)), "right") - 1
        changed = {number: characters(texts[number]) for number in np.unique(owners).tolist()}
        chunk = _replaced(Chunk(texts, codes, begins, ends, changed), changed)
        hidden: dict[int, Normalized] = {}
        conditions = self._gate.conditions(chunk.codes, chunk.begins, chunk.ends)
        for number in np.flatnonzero(conditions).tolist():
            if self._gate.hides(chunk.text(number), int(conditions[number])):
                hidden[number] = normalize(texts[number])
        changed.update(hidden)
        return _replaced(chunk, hidden)


def _unsettled(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Characters that vanish, grow, run together or leave a record."""
    unsettled: NDArray[np.bool_] = codes == _MORE
    blank = codes == _BLANK
    unsettled[1:] |= blank[1:] & blank[:-1]
    return unsettled


def _joined(texts: Sequence[str]) -> tuple[NDArray[np.uint32], Ints, Ints]:
    codes = codes_of("\0" + "\0".join(texts) + "\0").copy()
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    ends = np.cumsum(sizes + 1)
    codes[0] = BETWEEN
    codes[ends] = BETWEEN
    return codes, ends - sizes, ends


def _replaced(chunk: Chunk, changed: dict[int, Normalized]) -> Chunk:
    """The chunk with the text of what was changed."""
    if not changed:
        return chunk
    pieces: list[NDArray[np.uint32]] = []
    done = 0
    sizes = chunk.ends - chunk.begins
    for number in sorted(changed):
        new = codes_of(changed[number].text)
        pieces += chunk.codes[done : chunk.begins[number]], new
        sizes[number] = new.size
        done = int(chunk.ends[number])
    pieces.append(chunk.codes[done:])
    ends = np.cumsum(sizes + 1)
    return Chunk(chunk.originals, np.concatenate(pieces), ends - sizes, ends, chunk.changed)


def stretches(texts: Sequence[str], most: int) -> Iterator[tuple[int, int]]:
    """Stretches of texts that make a chunk each; of a text only the first ``most`` characters count."""
    low = size = 0
    for number, text in enumerate(texts):
        if number > low and (size + len(text) > CHUNK or number - low >= MOST_TEXTS):
            yield low, number
            low, size = number, 0
        size += min(len(text), most)
    if low < len(texts):
        yield low, len(texts)
