"""Which of many joined texts may hide a term: a gate before :func:`debtad.text.evasion.changes`.

Every finder of :mod:`debtad.text.disguise` and :mod:`debtad.text.codewords` has its cheap necessary condition here, for an
array of code points. A text that meets none of them would come through unchanged; of the others only those finders are
run whose condition is met, and only a text in which one of them finds (or doubts) something is normalised in full.
"""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from debtad.audit.ngrams import BETWEEN, Ints, LazyTable, NgramFinder
from debtad.text.codewords import by_table, table_forms
from debtad.text.disguise import Compact, by_letters, by_repetition, by_shape, by_sound, is_gap
from debtad.text.edits import Change
from debtad.text.lexicon import Surroundings, lexicon, looks, mixed, ordinary_words
from debtad.text.tables import FIRST_SOUND, LAST_SOUND

#: Finders, as bits.
SOUND, SHAPE, LETTERS, REPETITION, TABLE = (1 << bit for bit in range(5))

_GONE = 0
_LATIN_RUN = re.compile(r"[a-z]+")
_LOW, _HIGH = ord("a"), ord("z")
_FIRST, _LAST = ord(FIRST_SOUND), ord(LAST_SOUND)


class Gate:
    """Tells which finders could find something. Built once: some 0.2 s."""

    def __init__(self) -> None:
        known = lexicon()
        self._sounds = LazyTable(_heard, BETWEEN)
        self._shapes = LazyTable(lambda code: known.shapes[code] or 0, BETWEEN)
        self._heard = _Alike([term.translate(known.sounds) for term in known.terms], known.terms, known.audible)
        seen = list(dict.fromkeys(looks(known.terms[: known.audible], known.shapes)))
        self._seen = _Alike([look for look, _ in seen], [term for _, term in seen], len(seen))
        self._forms = NgramFinder(table_forms())
        self._doubled = np.zeros(BETWEEN + 1, bool)
        self._doubled[[ord(character) for character in known.characters]] = True
        pairs: dict[str, None] = {}
        for _, way in mixed()[1]:
            spelled = "".join(piece for piece, _ in way)
            pairs |= {a + b: None for a, b in pairwise(spelled) if a.isascii() != b.isascii()}
        self._pairs = NgramFinder(list(pairs))
        self._initials = frozenset(known.initials)

    def conditions(self, codes: NDArray[np.uint32], begins: Ints, ends: Ints) -> NDArray[np.uint8]:
        """For each text the finders whose condition it meets. ``BETWEEN`` stands before, between and after the texts."""
        flags = np.zeros(begins.size, np.uint8)

        def mark(places: Ints, bit: int) -> None:
            flags[np.searchsorted(begins, places, "right") - 1] |= bit

        sounds = self._sounds[codes]
        kept = np.flatnonzero(sounds != _GONE)
        heard = sounds[kept].view(np.uint32)
        mark(kept[self._heard.suspects(heard, codes[kept], kept)], SOUND)
        mark(self._seen.suspects(self._shapes[codes].view(np.uint32), codes, np.arange(codes.size)), SHAPE)
        mark(np.flatnonzero((codes[1:] == codes[:-1]) & self._doubled[codes[1:]]), REPETITION)
        mark(self._forms.find(codes).starts, TABLE)
        latin = (codes >= _LOW) & (codes <= _HIGH)
        if latin.any():
            mark(kept[self._pairs.find(heard).starts], LETTERS)
            self._mark_initials(codes, latin, begins, flags)
        return flags

    def _mark_initials(
        self, codes: NDArray[np.uint32], latin: NDArray[np.bool_], begins: Ints, flags: NDArray[np.uint8]
    ) -> None:
        first = np.flatnonzero(latin & ~np.roll(latin, 1))
        after = np.flatnonzero(latin & ~np.roll(latin, -1)) + 1
        letters = codes.astype(np.uint8).tobytes().decode("latin-1")
        owners = np.searchsorted(begins, first, "right") - 1
        for start, end, owner in zip(first.tolist(), after.tolist(), owners.tolist(), strict=True):
            if letters[start:end] in self._initials:
                flags[owner] |= LETTERS

    @staticmethod
    def hides(text: str, conditions: int) -> bool:
        """Whether anything in ``text`` (each character canonical) is to be undone, or doubted, by the finders named."""
        around = Surroundings(text)
        doubtful: list[Change] = []
        compact = Compact(text) if conditions & (SOUND | LETTERS) else None
        if conditions & SOUND and compact is not None and any(by_sound(compact, around, doubtful)):
            return True
        if conditions & SHAPE and any(by_shape(text, around, doubtful)):
            return True
        if conditions & LETTERS and compact is not None and any(by_letters(compact, around, doubtful)):
            return True
        if conditions & REPETITION and any(by_repetition(text)):
            return True
        return bool(conditions & TABLE and any(by_table(around))) or bool(doubtful)


class _Alike:
    """Terms by how they sound or look. The first ``respelled`` of them are also met in other characters."""

    def __init__(self, projected: list[str], terms: tuple[str, ...] | list[str], respelled: int) -> None:
        self._finder = NgramFinder(projected)
        self._terms = terms
        self._respelled = respelled
        self._lengths = np.array([len(term) for term in terms], np.int64)
        self._characters = np.zeros((len(terms), int(self._lengths.max())), np.int64)
        for number, term in enumerate(terms):
            self._characters[number, : len(term)] = [ord(character) for character in term]

    def suspects(self, projected: NDArray[np.uint32], written: NDArray[np.uint32], places: Ints) -> Ints:
        """Where terms begin that are written in some other way than plainly, unless by mere chance.

        ``written`` are the characters behind ``projected``, and ``places`` where those stand in the text. A pair that
        shares no character with its term, or is cut apart, is chance, as is a longer one that shares fewer than two.
        """
        found = self._finder.find(projected)
        numbers, starts, lengths = found.numbers, found.starts, self._lengths[found.numbers]
        same = np.zeros(numbers.size, np.int64)
        for place in range(self._characters.shape[1]):
            inside = place < lengths
            at = np.minimum(starts + place, written.size - 1)
            same += inside & (written[at] == self._characters[numbers, place])
        solid = places[np.minimum(starts + lengths, places.size) - 1] - places[starts] == lengths - 1
        cut = (same == lengths) & ~solid
        other = (same < lengths) & (same >= np.minimum(2, lengths - 1)) & (solid | (lengths > 2))
        wanted = np.flatnonzero(cut | (other & (numbers < self._respelled)))
        ordinary = ordinary_words()
        sure = [
            place
            for place in wanted.tolist()
            if cut[place]
            or "".join(map(chr, written[starts[place] : starts[place] + lengths[place]].tolist())) not in ordinary
        ]
        return starts[sure]


def _heard(code: int) -> int:
    if is_gap(chr(code)):
        return _GONE
    return lexicon().sounds[code] or _GONE
