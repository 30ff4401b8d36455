"""Domain terms that are written so as not to be found: cut apart, respelled by sound, abbreviated, doubled.

Every finder looks at text in canonical form and proposes :class:`~debtad.text.edits.Change`. Two characters are easily
met by chance, so a short term needs debt within :data:`NEAR` characters, and nothing is rewritten that is an ordinary
word or is bound to its neighbour by one. What lacks only that debt goes to ``doubtful``: where every word of debt is
hidden, the hidden words vouch for one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from itertools import pairwise

from debtad.text.edits import Change, chosen, placed, whole
from debtad.text.lexicon import Surroundings, Way, common_characters, is_pair, lexicon, mixed, ordinary_words
from debtad.text.patterns import pattern
from debtad.text.tables import FIRST_SOUND, LAST_SOUND

#: How far away (code points) a term of debt may stand to vouch for a short rewriting.
NEAR = 20
#: The same for two-letter abbreviations that mean other things too.
NEAR_WEAK = 12
ANYWHERE = 1 << 30

#: What may stand between the characters of a term; never a line break or the end of a sentence.
_GAP = r"(?:[^\w\n。!?;…]|_)+"
_LONGEST_GAP = 3
#: How far from Latin letters the rest of their term can stand.
_REACH = 16
#: Gaps that ordinary typography makes too.
_BLANK = r" +"
_LIST_MARK = r"[,、:()“”\"'’‘《》【】 ]+"
#: Gaps that no one puts between two whole words.
_BLATANT = r"[^\s,、:()“”\"'《》【】/·|\-—.&+~]+"
_ASTRAL = "[\U00010000-\U0010ffff]"
#: Letters that are not Latin. A range of all Chinese characters would take 5 ms to compile; this takes none.
_HAN = r"[^\W\da-z_]"
_LATIN = r"[a-z]"
_LATIN_RUN = r"[a-z]+"
#: What shows that letters belong to a longer word, an address or code (with ``\n`` for the letters themselves), and for
#: abbreviations that are also English or jargon, to a Latin phrase.
_BORDER = r"[a-z0-9@#_./:=-]\n|\n(?:[a-z0-9@#_/=-]|\$ ?[0-9])"
_BORDER_WEAK = r"[a-z0-9@#_./:=-] ?\n|\n ?(?:[a-z0-9@#_/=-]|\$ ?[0-9])"
#: Games, studies and software go by two letters too.
_SUBJECT_BEFORE = r"[学打玩读用修] ?$"
_SUBJECT_AFTER = r" ?(?:软件|专业|方向|课|语言|游戏|编程|文件|类|系统|模块)"
_DOUBLED = r"(.)\1"
_RUN = r"(?s)(.)\1*"
_SPELLED_OUT = r"(?<!\w)[^\W\da-z_](?P<gap>[^\w\n。!?;…,])(?:[^\W\da-z_](?P=gap)){2,}[^\W\da-z_](?!\w)"


class Judgement(Enum):
    """What to think of something that may be a hidden term. ``DOUBTFUL``: nothing near it speaks of debt."""

    CHANCE = 0
    DOUBTFUL = 1
    MEANT = 2


def _judged(meant: bool) -> Judgement:
    return Judgement.MEANT if meant else Judgement.CHANCE


def is_gap(character: str) -> bool:
    """Whether the character may stand between those of a term."""
    return pattern(_GAP).match(character) is not None


class Compact:
    """A text without what may stand between the characters of a term.

    ``heard`` is that rest with each syllable of the domain written as one sign.
    """

    __slots__ = ("_places", "gapless", "heard", "source")

    def __init__(self, source: str) -> None:
        sounds = lexicon().sounds
        self.source = source
        self.heard = source.translate(sounds)
        self._places: list[int] | None = None
        if pattern(_ASTRAL).search(self.heard):
            self.heard = pattern(_GAP).sub("", source).translate(sounds)
        self.gapless = len(self.heard) == len(source)

    def places(self, start: int, end: int) -> list[int]:
        """Where the characters heard as ``heard[start:end]`` stand in the source."""
        if self.gapless:
            return list(range(start, end))
        if self._places is None:
            self._places = []
            done = 0
            for gap in pattern(_GAP).finditer(self.source):
                self._places.extend(range(done, gap.start()))
                done = gap.end()
            self._places.extend(range(done, len(self.source)))
        return self._places[start:end]

    def written(self, start: int, end: int) -> str:
        """How the source writes what is heard as ``heard[start:end]``, without gaps."""
        if self.gapless:
            return self.source[start:end]
        return "".join([self.source[place] for place in self.places(start, end)])


def by_sound(compact: Compact, around: Surroundings, doubtful: list[Change]) -> Iterator[Change]:
    """Terms cut apart (停*息*挂*账), respelled by sound (亭息卦账), or both."""
    known = lexicon()
    matches = known.heard.find(compact.heard)
    if not matches:
        return
    source, terms, where = compact.source, known.terms, compact.places(0, len(compact.heard))
    cut = False
    for index, start, end in matches:
        term, low = terms[index], where[start]
        solid = where[end - 1] - low == end - start - 1
        if solid and source.startswith(term, low):
            continue
        places = where[start:end]
        written = "".join([source[place] for place in places])
        if written == term:
            cut = True
            judgement, kind = _deliberate_gaps(term, places, around), "separator"
        elif index < known.audible:
            judgement, kind = _respelled(term, written, places, around), "homophone"
        else:
            continue
        if judgement is Judgement.MEANT:
            yield placed(kind, places, term)
        elif judgement is Judgement.DOUBTFUL:
            doubtful.append(placed(kind, places, term))
    if cut:
        yield from _spelled_out(source)


def by_shape(text: str, around: Surroundings, doubtful: list[Change]) -> Iterator[Change]:
    """Terms with a character in the place of one that is drawn like it (征信 as 怔信, 债务 as 渍务)."""
    known = lexicon()
    shaped = text.translate(known.shapes)
    for index, start, end in sorted(known.seen.find(shaped)):
        term, written = known.seen_terms[index], text[start:end]
        if written == term or chance(term, written, drawn=True):
            continue
        judgement = _respelled(term, written, list(range(start, end)), around, drawn=True)
        if judgement is Judgement.MEANT:
            yield placed("lookalike", list(range(start, end)), term)
        elif judgement is Judgement.DOUBTFUL:
            doubtful.append(placed("lookalike", list(range(start, end)), term))


def _deliberate_gaps(term: str, places: list[int], around: Surroundings) -> Judgement:
    """Whether the gaps between ``places`` hide one term, rather than part two words."""
    text = around.text
    gaps = [text[a + 1 : b] for a, b in pairwise(places)]
    filled = [gap for gap in gaps if gap]
    if max(map(len, filled)) > _LONGEST_GAP or sum(map(len, filled)) > 2 * len(term):
        return Judgement.CHANCE
    if all(pattern(_LIST_MARK).fullmatch(gap) and not pattern(_BLANK).fullmatch(gap) for gap in filled):
        return _judged(len(term) > 2 and len(filled) == len(gaps) and len(set(gaps)) == 1)
    if len(filled) == 1:
        first = gaps.index(filled[0]) + 1
        blatant = pattern(_BLATANT).fullmatch(filled[0]) is not None
        if first >= 2 and len(term) - first >= 2:
            return _judged(blatant)
        start, end = places[0], places[-1] + 1
        bound = (first == 1 and is_pair(text, start - 1)), (len(term) - first == 1 and is_pair(text, end - 1))
        if all(bound) or (any(bound) and pattern(_BLANK).fullmatch(filled[0])):
            return Judgement.CHANCE
        if any(bound) or (not blatant and len(term) == 2):
            known = (
                around.speaks_of_debt(start, end, NEAR)
                if any(bound)
                else _stands_free(text, start, end) or around.speaks_of_trade(start, end, NEAR)
            )
            return Judgement.MEANT if known else Judgement.DOUBTFUL
    return Judgement.MEANT


def _stands_free(text: str, start: int, end: int) -> bool:
    return not (pattern(_HAN).match(text[start - 1 : start]) and pattern(_HAN).match(text[end : end + 1]))


def _spelled_out(text: str) -> Iterator[Change]:
    """Whole phrases with the same mark after every character (点 击 头 像 领 取), where a term is among them."""
    known = lexicon()
    for match in pattern(_SPELLED_OUT).finditer(text):
        places = list(range(match.start(), match.end(), 2))
        phrase = match.group()[::2]
        if known.exact.find(phrase):
            yield placed("separator", places, phrase)


@lru_cache(maxsize=1 << 16)
def chance(term: str, written: str, *, drawn: bool) -> bool:
    """Whether ``written``, which sounds like ``term`` (``drawn``: looks like it), is like it by mere chance, wherever it
    stands in one piece."""
    same = sum(a == b for a, b in zip(term, written, strict=True))
    if written in ordinary_words() or same < min(2, len(term) - 1):
        return True
    if len(term) == 2:
        at = 0 if written[0] != term[0] else 1
        if is_pair(written, 0) or written[at] in common_characters():
            return True
        return drawn and not pattern(_HAN).match(written[at])
    if written[0] != term[0] and written[1:] in lexicon().names:
        return True
    return any(
        a != b and (is_pair(written, i - 1) or is_pair(written, i))
        for i, (a, b) in enumerate(zip(term, written, strict=True))
    )


def _respelled(term: str, written: str, places: list[int], around: Surroundings, *, drawn: bool = False) -> Judgement:
    """Whether ``written``, which sounds like ``term`` (``drawn``: looks like it), is meant to be read as it."""
    start, end = places[0], places[-1] + 1
    solid = end - start == len(term)
    if chance(term, written, drawn=drawn) or around.names_a_firm(end):
        return Judgement.CHANCE
    text = around.text
    if len(term) == 2:
        at = 0 if written[0] != term[0] else 1
        if not solid or around.cuts_a_term(start, end):
            return Judgement.CHANCE
        bound = around.touches_a_word(start, end)
        if bound and not lexicon().shapes.is_rare(written[at]):
            return Judgement.CHANCE
        if bound:
            return _judged(around.speaks_of_debt(start, end, NEAR))
        return Judgement.MEANT if around.speaks_of_trade(start, end, NEAR) else Judgement.DOUBTFUL
    same = sum(a == b for a, b in zip(term, written, strict=True))
    if not solid and (max(b - a for a, b in pairwise(places)) > 1 + _LONGEST_GAP or same < 2):
        return Judgement.CHANCE
    if written[0] != term[0] and is_pair(text, start - 1):
        return Judgement.CHANCE
    return _judged(not (written[-1] != term[-1] and is_pair(text, end - 1)))


def by_letters(compact: Compact, around: Surroundings, doubtful: list[Change]) -> Iterator[Change]:
    """Terms with Latin letters for some characters (ting息gua账, 律shi) or for all (txgz)."""
    text = around.text
    if not pattern(_LATIN).search(text):
        return
    yield from _mixed(compact, around, doubtful)
    known = lexicon()
    for match in pattern(_LATIN_RUN).finditer(text):
        word = match.group()
        term = known.initials.get(word)
        if term is None:
            continue
        start, end = match.span()
        weak = word in known.weak_initials
        border = pattern(_BORDER_WEAK if weak else _BORDER)
        if border.search(text[max(0, start - 2) : start] + "\n" + text[end : end + 2]):
            continue
        if weak and (
            pattern(_SUBJECT_BEFORE).search(text[max(0, start - 2) : start]) or pattern(_SUBJECT_AFTER).match(text, end)
        ):
            continue
        embedded = _embedded(text, start, end)
        if around.speaks_of_debt(start, end, NEAR_WEAK if weak else ANYWHERE) or (
            embedded and around.speaks_of_trade(start, end, NEAR_WEAK if weak else ANYWHERE)
        ):
            yield whole("initials", start, end, term)
        elif embedded:
            doubtful.append(whole("initials", start, end, term))


def _embedded(text: str, start: int, end: int) -> bool:
    """Whether Chinese goes on right before or after ``text[start:end]``, and no blank parts the letters from it."""
    sides = text[start - 1 : start], text[end : end + 1]
    return " " not in sides and any(pattern(_HAN).match(side) for side in sides)


def _mixed(compact: Compact, around: Surroundings, doubtful: list[Change]) -> Iterator[Change]:
    heard = compact.heard
    stretches: list[tuple[int, int]] = []
    for run in pattern(_LATIN_RUN).finditer(heard):
        low, high = run.span()
        if _is_sound(heard[low - 1 : low]) or _is_sound(heard[high : high + 1]):
            stretches.append((max(0, low - _REACH), high + _REACH))
    done = 0
    for low, high in stretches:
        finder, spellings = mixed()
        for index, start, end in finder.find(heard[low:high]):
            if low + end <= done:  # judged with the stretch before, which reaches up to there
                continue
            term, way = spellings[index]
            judgement = _meant(term, way, low + start, low + end, compact, around)
            if judgement is Judgement.CHANCE:
                continue
            places = compact.places(low + start, low + end)
            kind = "initials" if any(how == 2 for _, how in way) else "homophone"
            change = whole(kind, places[0], places[-1] + 1, term)
            if judgement is Judgement.MEANT:
                yield change
            else:
                doubtful.append(change)
        done = high


def _is_sound(char: str) -> bool:
    return FIRST_SOUND <= char <= LAST_SOUND


def _meant(term: str, way: Way, start: int, end: int, compact: Compact, around: Surroundings) -> Judgement:
    """Whether the letters and characters at ``heard[start:end]`` are meant to be read as ``term``."""
    kinds = [how for _, how in way]
    heard = compact.heard
    if _goes_on(heard[start - 1 : start], heard[start]) or _goes_on(heard[end : end + 1], heard[end - 1]):
        return Judgement.CHANCE
    places = compact.places(start, end)
    low, high = places[0], places[-1] + 1
    if high - low != end - start or not _as_written(term, way, compact.written(start, end)):
        return Judgement.CHANCE
    if around.cuts_a_term(low, high):
        return Judgement.CHANCE
    if len(term) == 2 and is_pair(around.text, low - 1 if kinds[0] == 0 else high - 1):
        return Judgement.CHANCE
    spelled_out = all(how == 0 or (how == 1 and len(piece) > 1) for piece, how in way)
    if spelled_out or (kinds.count(0) >= 2 and len(term) > 3) or around.speaks_of_trade(low, high, NEAR):
        return Judgement.MEANT
    return Judgement.DOUBTFUL


def _as_written(term: str, way: Way, text: str) -> bool:
    """Whether the Chinese characters among the letters are those of the term, not merely like them in sound."""
    at = 0
    for char, (piece, kind) in zip(term, way, strict=True):
        if kind == 0 and text[at] != char:
            return False
        at += len(piece)
    return True


def _goes_on(outside: str, inside: str) -> bool:
    """Whether a Latin word goes on across the border between the two characters."""
    return inside.isascii() and outside.isascii() and outside.isalnum()


def by_repetition(text: str) -> Iterator[Change]:
    """Terms stuttered (停停停催催): three times the same character, two doubled ones, or one doubled inside."""
    known = lexicon()
    if known.characters.isdisjoint(pattern(_DOUBLED).findall(text)):
        return
    runs = [(match.start(), match.end()) for match in pattern(_RUN).finditer(text)]
    single = "".join(text[start] for start, _ in runs)
    for index, start, end in known.exact.find(single):
        if index >= known.audible:
            continue
        lengths = [high - low for low, high in runs[start:end]]
        doubled = sum(length > 1 for length in lengths)
        inside = len(lengths) > 2 and any(length > 1 for length in lengths[1:-1])
        if max(lengths) > 2 or doubled > 1 or inside:
            low, high = runs[start][0], runs[end - 1][1]
            yield Change("repeat", low, high, known.terms[index], tuple(runs[start:end]))


def vouched(doubtful: list[Change]) -> list[Change]:
    """The doubtful changes, if they vouch for one another: two or more at different places, one of them a term of debt."""
    if not doubtful:
        return doubtful
    apart = chosen(doubtful)
    terms = {change.replacement for change in apart}
    known = lexicon()
    return doubtful if len(terms) > 1 and not terms.isdisjoint(known.terms[: known.debt]) else []
