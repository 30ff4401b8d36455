"""One text → named features. Training and scoring both come through here; there is no second way.

- ``s:<signal>:<stance>`` is 1 where the signal occurs in that stance, ``s:<signal>:<stance>@end`` where it does so in the
  closing clauses, in which an advertisement calls to action.
- ``p:<phrase>`` is the phrase's idf where it occurs as a substring of the normalised text, divided by the Euclidean norm
  over all phrases that occur (:data:`LEAST_NORM` at least), so that neither long texts shout nor those with hardly a
  known word; ``p:<phrase>@end`` likewise within the closing clauses.
- ``d:<n>`` is 1 where the text holds n different words of the domain (debt, money, papers, services; 4 stands for more) or
  asserted risk signals; ``d:0`` is a text about something else.
- ``f:<r><k><o>`` is 1 where r different risk signals are asserted (4 stands for more) while there are words of k of the
  kinds by which somebody else than a seller speaks (warnings, reports, questions; 2 stands for more), and o is 1 where a
  risk signal stands in such words: the same promises weigh another way in a text that warns of anything.
- ``g:<n-gram>`` is 1 where the n-gram of two or three characters stands in the normalised text, divided by the root of the
  number of places for one (:mod:`debtad.ngrams`; :meth:`Extractor.features` leaves these out).
- ``l:<n>`` is 1 where the normalised text has 2ⁿ to 2ⁿ⁺¹-1 characters.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from math import sqrt
from operator import add, attrgetter, itemgetter

from debtad.ngrams import NONE, NgramReader
from debtad.records import TYPE_CHECKING, NamedTuple
from debtad.signals.compiled import CompiledCatalog
from debtad.signals.match import Match, Matcher
from debtad.signals.stance import Frames
from debtad.signals.strings import finder
from debtad.text.normalize import Normalized, normalize
from debtad.text.strings import Hit
from debtad.verdict import Span, Stance

if TYPE_CHECKING:
    from typing import Protocol

    from debtad.ngrams import Sums

    class Numbers(Protocol):
        """One number a phrase."""

        def __getitem__(self, place: int, /) -> float: ...


Place = tuple[int, int]


#: The last so many clauses are the closing of a text.
CLOSING_CLAUSES = 2

#: Texts of so many characters and more are also read segment by segment; a segment is about ``SEGMENT`` characters long
#: and begins at least ``SEGMENT_STEP`` after the one before it.
SEGMENTED, SEGMENT, SEGMENT_STEP = 120, 60, 20

#: So many lines at most are read together as a paragraph, but one by one where there are many; a paragraph has this many
#: characters at least and at most.
LINES, MANY_LINES, PARAGRAPH = 3, 200, (10, 240)

#: A line of quotations, perhaps behind the name of who speaks, and what may end such a line. Compiled where it is needed.
_QUOTATION = r'(?:[^“”‘’"]{1,12}:)? *(?:(?:“[^“”]*”|‘[^‘’]*’|"[^"]*")[,。!?;… ]*)+'
_QUOTED = frozenset('”’",。!?;… ')

#: Domain classes stop at this number of words.
MOST_DOMAIN = 4

#: Frame classes stop at these numbers of asserted risk signals and of kinds of cues.
MOST_RISKS, MOST_CUES = 4, 2

#: The cues by which somebody else than a seller speaks.
OTHER_VOICES = ("warn", "report", "ask")

#: The idf of some four rare phrases: fewer known ones do not stand for the whole text.
LEAST_NORM = 10.0

#: Length classes stop at this power of two.
LONGEST = 9

END = "@end"

_START = attrgetter("start")
_HIT_END = itemgetter(2)

#: The domain class of a text about something else.
OFF_TOPIC = "d:0"


class Analysis(NamedTuple):
    """What was found in one text, or in the segment ``[start, end)`` of it, before any weight is known.

    All places are those of the whole normalised text. ``closing`` is where the closing clauses begin. ``phrases`` maps a
    phrase's number to its first place ``(start, end)``, ``ending`` to its first place within the closing clauses.
    ``frames`` are those of the whole text: a segment does not forget who speaks. ``hits`` are all phrases of a whole text,
    by their ends, where it has segments to look for them. ``ngrams`` are those of the whole text.
    """

    normalized: Normalized
    matches: tuple[Match, ...]
    frames: Frames
    start: int
    end: int
    closing: int
    phrases: Mapping[int, Place]
    ending: Mapping[int, Place]
    hits: Sequence[Hit] = ()
    ngrams: Sums = NONE

    @property
    def text(self) -> str:
        """The normalised text, or the segment of it."""
        return self.normalized.text[self.start : self.end]

    def inside(self, start: int, end: int) -> tuple[Match, ...]:
        """The matches in ``[start, end)``."""
        low = bisect_left(self.matches, start, key=_START)
        high = bisect_left(self.matches, end, key=_START)
        return tuple(match for match in self.matches[low:high] if match.end <= end)

    def part(self, start: int, end: int) -> Analysis:
        """The segment ``[start, end)``, without its phrases."""
        matches = self.inside(start, end)
        closing = self.frames.closing(CLOSING_CLAUSES, start, end)
        return self._replace(matches=matches, start=start, end=end, closing=closing, phrases={}, ending={})


class Squares(dict[int, float]):
    """The square of the idf of each phrase, worked out when first asked for."""

    __slots__ = ("_idf",)

    def __init__(self, idf: Numbers) -> None:
        super().__init__()
        self._idf = idf

    def __missing__(self, place: int) -> float:
        square = self[place] = self._idf[place] ** 2
        return square


class Extractor:
    """Finds signals, vocabulary phrases and n-grams. ``idf`` holds one weight a phrase."""

    def __init__(
        self, catalog: CompiledCatalog, phrases: Sequence[str], idf: Numbers, ngrams: NgramReader | None = None
    ) -> None:
        self.phrases = phrases
        self.idf = idf
        self.matcher = Matcher(catalog)
        self._finder = finder(phrases)
        self._ngrams = ngrams
        self._names: dict[int, str] = {}
        self._squares = Squares(idf)

    def analyse(self, text: str) -> Analysis:
        """Normalise ``text`` and find every signal and phrase in it. Never raises on any str, if the model is sound."""
        normalized = normalize(text)
        matches, frames = self.matcher.find(normalized)
        hits = self._finder.find(normalized.text)
        ngrams = NONE if self._ngrams is None else self._ngrams.read(normalized.text)
        whole = self._within(normalized, matches, frames, 0, len(normalized.text), hits)
        return whole._replace(hits=hits, ngrams=ngrams)

    def segments(self, whole: Analysis) -> Iterator[Analysis]:
        """The segments of an analysed text (:func:`debtad.features.segments`), each analysed within its text."""
        for span in segments(whole):
            low = bisect_right(whole.hits, span.start, key=_HIT_END)
            high = bisect_right(whole.hits, span.end, key=_HIT_END)
            hits = [hit for hit in whole.hits[low:high] if hit[1] >= span.start]
            inside = whole.inside(span.start, span.end)
            part = self._within(whole.normalized, inside, whole.frames, span.start, span.end, hits)
            yield part._replace(ngrams=whole.ngrams)

    @staticmethod
    def _within(
        normalized: Normalized,
        matches: Iterable[Match],
        frames: Frames,
        start: int,
        end: int,
        hits: Sequence[Hit],
    ) -> Analysis:
        """``hits`` are in the order of their ends, and ``matches`` in that of their starts."""
        closing = frames.closing(CLOSING_CLAUSES, start, end)
        phrases = _firsts(hits)
        if closing == start:
            ending = phrases
        else:
            late = hits[bisect_right(hits, closing, key=_HIT_END) :]
            ending = _firsts([hit for hit in late if hit[1] >= closing])
        return Analysis(normalized, tuple(matches), frames, start, end, closing, phrases, ending)

    def features(self, analysis: Analysis) -> dict[str, float]:
        """The named features of an analysed text."""
        found = dict.fromkeys(plain_features(analysis), 1.0)
        for places, suffix in ((analysis.phrases, ""), (analysis.ending, END)):
            norm = self.norm(places)
            for place in places:
                found[self.name(place) + suffix] = self.idf[place] / norm
        return found

    def name(self, place: int) -> str:
        """The feature name of a phrase in the whole text."""
        name = self._names.get(place)
        if name is None:
            name = self._names[place] = f"p:{self.phrases[place]}"
        return name

    def norm(self, places: Iterable[int]) -> float:
        """The Euclidean norm of the idf of these phrases, :data:`LEAST_NORM` at least. One is added after the other, as numpy
        does it; the built-in ``sum`` rounds in another way from Python 3.12 on."""
        return max(sqrt(reduce(add, map(self._squares.__getitem__, places), 0.0)), LEAST_NORM)

    def extract(self, text: str) -> dict[str, float]:
        """``features(analyse(text))``."""
        return self.features(self.analyse(text))


def _firsts(hits: Iterable[Hit]) -> dict[int, Place]:
    """The first place of each phrase, in the order of the hits."""
    first: dict[int, Place] = {}
    for number, start, end in hits:
        if number not in first:
            first[number] = start, end
    return first


def segments(whole: Analysis) -> list[Span]:
    """Stretches of a long text that could be read by themselves: its openings, shorter than the others, then a few sentences
    each, overlapping, the last of them as short as they come. What is wholly quoted says nothing by itself: a report of a
    sales pitch often gives it a line of its own. A short text has none, nor has one that is about something else
    altogether."""
    if len(whole.normalized.text) < SEGMENTED or domain_feature(whole) == OFF_TOPIC:
        return []
    units = whole.frames.units(SEGMENT)
    spans: list[Span] = []
    last = 0
    for number, unit in enumerate(units):
        if spans and unit.start - spans[-1].start < SEGMENT_STEP:
            continue
        last = max(last, number)
        while last + 1 < len(units) and units[last].end - unit.start < SEGMENT:
            last += 1
        spans.append(Span(unit.start, units[last].end))
    text = whole.normalized.text
    found = dict.fromkeys([*openings(units), *spans, *paragraphs(text)])
    return [span for span in found if not _is_quotation(text[span.start : span.end])]


def openings(units: Sequence[Span]) -> list[Span]:
    """The first of some units, the first two, and so on, as long as they are shorter than a segment: an advertisement may have
    something else right behind it."""
    start = units[0].start if units else 0
    return [Span(start, unit.end) for unit in units if PARAGRAPH[0] <= unit.end - start < SEGMENT]


def paragraphs(text: str) -> list[Span]:
    """Lines, and up to three of them together, that are long enough to say something: an advertisement with news or a
    warning before or behind it stands in lines of its own. In a text of very many lines each stands alone."""
    lines: list[Span] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            lines.append(Span(start + len(line) - len(line.lstrip()), start + len(line.rstrip())))
        start += len(line) + 1
    together = LINES if len(lines) <= MANY_LINES else 1
    return [
        Span(first.start, last.end)
        for number, first in enumerate(lines)
        for last in lines[number : number + together]
        if PARAGRAPH[0] <= last.end - first.start <= PARAGRAPH[1]
    ]


def _is_quotation(text: str) -> bool:
    """Whether each line of a normalised text is in quotation marks, perhaps behind the name of who speaks."""
    return text[-1:] in _QUOTED and all(
        re.fullmatch(_QUOTATION, line.strip()) for line in text.split("\n") if line.strip()
    )


def plain_features(analysis: Analysis) -> list[str]:
    """The names of all features but the phrases; each counts 1."""
    found = [*class_features(analysis)]
    for match in analysis.matches:
        found += signal_features(match, analysis.closing)
    return found


def signal_features(match: Match, closing: int) -> tuple[str, ...]:
    """The feature names of a match in a text whose closing clauses begin at ``closing``."""
    names = signal_names(match.signal.id, match.stance)
    return names if match.end > closing else names[:1]


def signal_names(signal: str, stance: Stance) -> tuple[str, str]:
    """The feature names of a signal in a stance: anywhere in a text, and besides in its closing clauses."""
    name = f"s:{signal}:{stance}"
    return name, name + END


def class_features(analysis: Analysis) -> tuple[str, str, str]:
    """The length, domain and frame class of a text."""
    asserted = risks(analysis)
    return length_feature(analysis), _domain_class(analysis, asserted), frame_feature(analysis, asserted)


def length_feature(analysis: Analysis) -> str:
    """The length class of a text."""
    return f"l:{min(max(analysis.end - analysis.start, 1).bit_length() - 1, LONGEST)}"


def domain_feature(analysis: Analysis) -> str:
    """How much a text speaks of what debtad knows about."""
    return _domain_class(analysis, risks(analysis))


def _domain_class(analysis: Analysis, asserted: int) -> str:
    words = analysis.frames.variety(("debt", "trade"), analysis.start, analysis.end)
    return f"d:{min(words + asserted, MOST_DOMAIN)}"


def risks(analysis: Analysis) -> int:
    """How many different risk signals are asserted."""
    return len({m.signal.id for m in analysis.matches if m.stance == "asserted" and not m.signal.counter})


def frame_feature(analysis: Analysis, asserted: int) -> str:
    """How much is asserted (:func:`risks`) beside how much that somebody else says."""
    kinds = sum(analysis.frames.speaks(kind, analysis.start, analysis.end) for kind in OTHER_VOICES)
    framed = any(m.stance != "asserted" and not m.signal.counter for m in analysis.matches)
    return frame_class(asserted, kinds, framed=framed)


def frame_class(risks: int, kinds: int, *, framed: bool) -> str:
    """The name of the class of so many asserted risk signals and kinds of cues."""
    return f"f:{min(risks, MOST_RISKS)}{min(kinds, MOST_CUES)}{framed:d}"


def frame_classes() -> list[str]:
    """The names of all frame classes."""
    return [
        frame_class(risks, kinds, framed=framed)
        for risks in range(MOST_RISKS + 1)
        for kinds in range(MOST_CUES + 1)
        for framed in (False, True)
    ]
