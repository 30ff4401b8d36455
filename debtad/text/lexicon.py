"""The domain terms and how they sound, ready to search with; built once, when a text first needs it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from itertools import product

from debtad.records import TYPE_CHECKING, NamedTuple
from debtad.text import tables
from debtad.text.strings import StringFinder

if TYPE_CHECKING:
    from typing import Any

#: A sound can be written as the character, the syllable or its first letter; longer terms have too many such spellings.
_LONGEST_MIXED = 5


class Lexicon:
    """Terms and what finds them. What only texts with Latin letters need is made when asked for.

    ``terms[:debt]`` are the terms of debt, which also make a debt context; ``terms[:audible]`` those that are also
    respelled; the rest is only looked for cut apart. ``exact`` searches text, ``heard`` text projected by ``sounds``,
    ``seen`` text projected by ``shapes``; its patterns stand for ``seen_terms``.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        """``data`` is that of ``terms.json``."""
        self._data = data
        debt = list(dict.fromkeys(data["debt"]))
        audible = list(dict.fromkeys(debt + data["other"]))
        self.terms = tuple(name for name in dict.fromkeys(audible + data["spaced"]) if len(name) > 1)
        self.names = frozenset(self.terms)
        self.debt = len([name for name in debt if len(name) > 1])
        self.audible = len([name for name in audible if len(name) > 1])
        self.characters = frozenset("".join(self.terms))
        self.sounds, self.shapes = tables.sounds(), tables.shapes()
        self.exact = StringFinder(self.terms)
        self.heard = StringFinder([name.translate(self.sounds) for name in self.terms])
        seen = looks(self.terms[: self.audible], self.shapes)
        self.seen = StringFinder([spelling for spelling, _ in seen])
        self.seen_terms = tuple(term for _, term in seen)

    @cached_property
    def _spelled(self) -> dict[str, str]:
        return _initials(self.terms[: self.audible], frozenset(self._data["not_initials"]))

    @cached_property
    def initials(self) -> dict[str, str]:
        """Terms by the first letters of their syllables."""
        return {**self._spelled, **self._data["initials"]}

    @cached_property
    def weak_initials(self) -> frozenset[str]:
        """Those that mean other things too."""
        return frozenset(self._data["weak_initials"]) | {letters for letters in self._spelled if len(letters) == 2}


@cache
def lexicon() -> Lexicon:
    """The lexicon of the committed tables."""
    return Lexicon(tables.terms())


def looks(terms: Sequence[str], shapes: tables.Shapes) -> list[tuple[str, str]]:
    """(look, term): each term as it looks, and with a rare character in each place."""
    seen = [(name.translate(shapes), name) for name in terms]
    return seen + [(look[:at] + tables.RARE + look[at + 1 :], name) for look, name in seen for at in range(len(name))]


def _initials(terms: Sequence[str], taken: frozenset[str]) -> dict[str, str]:
    """The first letters of each term's syllables, where no other of the terms has them, or an earlier one in the table."""
    syllable = _syllables()
    spelled: dict[str, str] = {}
    for term in terms:
        letters = "".join(syllable[char][0] for char in term if char in syllable)
        if len(letters) == len(term) and letters not in taken:
            spelled.setdefault(letters, term)
    return spelled


def _syllables() -> dict[str, str]:
    return {char: name for name, group in tables.pinyin().items() for char in group}


#: For each character of a term what is written and how (0 the character, by sound; 1 its syllable; 2 its first letter).
Way = tuple[tuple[str, int], ...]


@cache
def mixed() -> tuple[StringFinder, tuple[tuple[str, Way], ...]]:
    """Finder in projected text of terms written partly in pinyin or initials (ting息gua账, 停息g账)."""
    known = lexicon()
    syllable = _syllables()
    patterns: list[str] = []
    spellings: list[tuple[str, Way]] = []
    for term in known.terms[: known.audible]:
        if len(term) > _LONGEST_MIXED:
            continue
        ways = [((c.translate(known.sounds), 0), (syllable[c], 1), (syllable[c][0], 2)) for c in term]
        for way in product(*ways):
            kinds = [kind for _, kind in way]
            if 0 not in kinds or not any(kinds):
                continue
            spellings.append((term, way))
            patterns.append("".join([piece for piece, _ in way]))
    return StringFinder(patterns), tuple(spellings)


@cache
def _pairs() -> dict[str, str]:
    return dict(tables.ordinary()["pairs"])


@cache
def ordinary_words() -> frozenset[str]:
    """Ordinary words that sound like a term and are left alone."""
    return frozenset(tables.ordinary()["alike"]) | frozenset(tables.variants()["ordinary"])


@cache
def common_characters() -> frozenset[str]:
    """Characters that are common words by themselves (是, 被, 前) and so meet any other by chance."""
    return frozenset(tables.ordinary()["common"])


def is_pair(text: str, at: int) -> bool:
    """Whether ``text[at:at + 2]`` is an ordinary two-character word, or a term."""
    if not 0 <= at < len(text) - 1:
        return False
    return text[at + 1] in _pairs().get(text[at], "") or text[at : at + 2] in lexicon().names


class _Terms(NamedTuple):
    """Where terms stand in a text: their starts and ends, sorted, and the places that lie within one."""

    starts: Sequence[int]
    ends: Sequence[int]
    within: frozenset[int]

    @classmethod
    def of(cls, spans: Sequence[tuple[int, int]]) -> _Terms:
        within = frozenset([place for start, end in spans for place in range(start + 1, end)])
        return cls(sorted([start for start, _ in spans]), sorted([end for _, end in spans]), within)

    def near(self, start: int, end: int, radius: int) -> bool:
        """Whether one begins within ``radius`` behind ``end``, or ends within ``radius`` before ``start``."""
        behind = bisect_left(self.starts, end)
        if behind < len(self.starts) and self.starts[behind] < end + radius:
            return True
        before = bisect_right(self.ends, start)
        return before > 0 and self.ends[before - 1] > start - radius


class Surroundings:
    """What stands around a place of one text; found out at the first question."""

    __slots__ = ("_any", "_debt", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._any: _Terms | None = None
        self._debt: _Terms | None = None

    def _terms(self) -> _Terms:
        """All terms of the text."""
        if self._any is None:
            known = lexicon()
            matches = known.exact.find(self.text)
            self._any = _Terms.of([(start, end) for _, start, end in matches])
            self._debt = _Terms.of([(start, end) for index, start, end in matches if index < known.debt])
        return self._any

    def speaks_of_debt(self, start: int, end: int, radius: int) -> bool:
        """Whether a term of debt stands within ``radius`` characters of ``[start, end)``, and not in it."""
        self._terms()
        return self._debt is not None and self._debt.near(start, end, radius)

    def speaks_of_trade(self, start: int, end: int, radius: int) -> bool:
        """The same for any term at all, of debt or of the trade."""
        return self._terms().near(start, end, radius)

    def cuts_a_term(self, start: int, end: int) -> bool:
        """Whether a term lies across one of the two ends of ``[start, end)``."""
        within = self._terms().within
        return start in within or end in within

    def touches_a_word(self, start: int, end: int) -> bool:
        """Whether the character before or after ``[start, end)`` makes an ordinary word with the one inside."""
        return is_pair(self.text, start - 1) or is_pair(self.text, end - 1)

    def names_a_firm(self, end: int) -> bool:
        """Whether what follows is the rest of a firm's name (正信会计师事务所)."""
        return _firm().match(self.text, end) is not None


@cache
def _firm() -> re.Pattern[str]:
    return re.compile(rf"\w{{0,4}}(?:{'|'.join(tables.variants()['firm'])})")
