"""Which of many joined texts may hide a term: a gate before :func:`debtad.text.evasion.changes`.

Every finder of :mod:`debtad.text.disguise` and :mod:`debtad.text.codewords` has its cheap necessary condition here, for an
array of code points. A text that meets none of them would come through unchanged; of the others only those finders are
run whose condition is met, and only a text in which one of them finds (or doubts) something is normalised in full.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from debtad.audit.ngrams import BETWEEN, Ints, LazyTable, NgramFinder
from debtad.text.codewords import read_form, table_forms
from debtad.text.disguise import Compact, by_letters, by_repetition, by_shape, by_sound, chance, is_gap
from debtad.text.edits import Change
from debtad.text.lexicon import Surroundings, lexicon, looks, mixed

#: Finders, as bits.
SOUND, SHAPE, LETTERS, REPETITION, TABLE = (1 << bit for bit in range(5))

_GONE = 0
_AROUND_PAIR = np.array([-1, 0, 2])
_LOW, _HIGH = ord("a"), ord("z")


class Gate:
    """Tells which finders could find something. Built once: some 0.2 s."""

    def __init__(self) -> None:
        known = lexicon()
        self._sounds = LazyTable(_heard, BETWEEN)
        self._shapes = LazyTable(lambda code: known.shapes[code] or 0, BETWEEN)
        self._heard = _Alike([term.translate(known.sounds) for term in known.terms], known.terms, known.audible, False)
        seen = list(dict.fromkeys(looks(known.terms[: known.audible], known.shapes)))
        self._seen = _Alike([look for look, _ in seen], [term for _, term in seen], len(seen), True)
        self._forms = NgramFinder(table_forms())
        self._doubled = np.zeros(BETWEEN + 1, bool)
        self._doubled[[ord(character) for character in known.characters]] = True
        terms = known.terms[: known.audible]
        self._neighbours = frozenset((ord(a), ord(b)) for term in terms for a, b in pairwise(term))
        self._mixed = NgramFinder(_mixed_spellings())
        self._initials = NgramFinder(list(known.initials))

    def conditions(self, codes: NDArray[np.uint32], begins: Ints, ends: Ints) -> NDArray[np.uint8]:
        """For each text the finders whose condition it meets. ``BETWEEN`` stands before, between and after the texts."""
        flags = np.zeros(begins.size, np.uint8)

        def mark(places: Ints | list[int], bit: int) -> None:
            flags[np.searchsorted(begins, places, "right") - 1] |= bit

        sounds = self._sounds[codes]
        kept = np.flatnonzero(sounds != _GONE)
        heard = sounds[kept].view(np.uint32)
        mark(kept[self._heard.suspects(heard, codes[kept], kept)], SOUND)
        mark(self._seen.suspects(self._shapes[codes].view(np.uint32), codes, None), SHAPE)
        mark(self._repeated(codes), REPETITION)
        mark(self._mixed.find(codes).starts, LETTERS)
        initials = self._initials.find(codes)
        latin = (codes >= _LOW) & (codes <= _HIGH)
        mark(initials.starts[~latin[initials.starts - 1] & ~latin[initials.ends]], LETTERS)
        self._read_forms(codes, begins, ends, flags)
        return flags

    def _repeated(self, codes: NDArray[np.uint32]) -> list[int]:
        """Where a character of a term is doubled, and the one before or after it is its neighbour in a term."""
        at = np.flatnonzero((codes[1:] == codes[:-1]) & self._doubled[codes[1:]])
        around = codes[at[:, None] + _AROUND_PAIR].tolist()
        known = self._neighbours
        return [
            place
            for place, (before, twice, after) in zip(at.tolist(), around, strict=True)
            if (before, twice) in known or (twice, after) in known
        ]

    def _read_forms(self, codes: NDArray[np.uint32], begins: Ints, ends: Ints, flags: NDArray[np.uint8]) -> None:
        found = self._forms.find(codes)
        owners = np.searchsorted(begins, found.starts, "right") - 1
        around: dict[int, Surroundings] = {}
        columns = (found.numbers, found.starts - begins[owners], found.ends - begins[owners], owners)
        for number, start, end, owner in zip(*(column.tolist() for column in columns), strict=True):
            if flags[owner] & TABLE:
                continue
            text = around.get(owner)
            if text is None:
                written = codes[begins[owner] : ends[owner]].tobytes().decode("utf-32-le")
                text = around[owner] = Surroundings(written)
            if read_form(number, start, end, text) is not None:
                flags[owner] |= TABLE

    @staticmethod
    def hides(text: str, conditions: int) -> bool:
        """Whether anything in ``text`` (each character canonical) is to be undone, or doubted, by the finders named."""
        if conditions & TABLE:  # that has been read already
            return True
        around = Surroundings(text)
        doubtful: list[Change] = []
        compact = Compact(text) if conditions & (SOUND | LETTERS) else None
        if conditions & SOUND and compact is not None and any(by_sound(compact, around, doubtful)):
            return True
        if conditions & SHAPE and any(by_shape(text, around, doubtful)):
            return True
        if conditions & LETTERS and compact is not None and any(by_letters(compact, around, doubtful)):
            return True
        return bool(conditions & REPETITION and any(by_repetition(text))) or bool(doubtful)


def _mixed_spellings() -> list[str]:
    """Terms with Latin letters for some characters; the others must be their own, one right after the other."""
    spelled = {
        "".join([piece if how else char for char, (piece, how) in zip(term, way, strict=True)])
        for term, way in mixed()[1]
    }
    return sorted(spelled)


class _Alike:
    """Terms by how they sound or (``drawn``) look. The first ``respelled`` of them are also met in other characters."""

    def __init__(self, projected: list[str], terms: tuple[str, ...] | list[str], respelled: int, drawn: bool) -> None:
        self._finder = NgramFinder(projected)
        self._terms = terms
        self._respelled = respelled
        self._drawn = drawn
        self._lengths = np.array([len(term) for term in terms], np.int64)
        self._characters = np.zeros((len(terms), int(self._lengths.max())), np.int64)
        for number, term in enumerate(terms):
            self._characters[number, : len(term)] = [ord(character) for character in term]

    def suspects(self, projected: NDArray[np.uint32], written: NDArray[np.uint32], places: Ints | None) -> Ints:
        """Where terms begin that are written in some other way than plainly, unless by mere chance.

        ``written`` are the characters behind ``projected``, and ``places`` where those stand in the text, if not one after
        the other. A pair that is cut apart is chance.
        """
        found = self._finder.find(projected)
        numbers, starts, lengths = found.numbers, found.starts, self._lengths[found.numbers]
        same = np.zeros(numbers.size, np.int64)
        for place in range(self._characters.shape[1]):
            inside = place < lengths
            at = np.minimum(starts + place, written.size - 1)
            same += inside & (written[at] == self._characters[numbers, place])
        solid = np.ones(numbers.size, bool)
        if places is not None:
            solid = places[np.minimum(starts + lengths, places.size) - 1] - places[starts] == lengths - 1
        cut = (same == lengths) & ~solid
        other = (same < lengths) & (same >= np.minimum(2, lengths - 1)) & (solid | (lengths > 2))
        wanted = np.flatnonzero(cut | (other & (numbers < self._respelled)))
        rows = zip(wanted.tolist(), numbers[wanted].tolist(), starts[wanted].tolist(), strict=True)
        sure = [
            place
            for place, number, start in rows
            if cut[place]
            or not chance(
                self._terms[number],
                written[start : start + len(self._terms[number])].tobytes().decode("utf-32-le"),
                drawn=self._drawn,
            )
        ]
        return starts[sure]


def _heard(code: int) -> int:
    if is_gap(chr(code)):
        return _GONE
    return lexicon().sounds[code] or _GONE
