"""Who says it: asserted, quoted, negated, asked or warned of.

Cue words (``catalog/_frames.toml``) open frames. A negation holds for the words just after it in its clause; a warning, a
report and a question hold for their sentence. A frame ends where the speaker turns to the reader to sell, so that a
warning with an offer behind it is still an offer. A report that names its source at the start of a passage carries over
to the sentences that follow it in its line, until the speaker turns. Words between quotation marks are somebody else's,
unless the marks hold the whole text. A bare question that leads up to such a turn is a hook and asks nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter

from debtad.text.clauses import clauses, sentences
from debtad.verdict import Span, Stance

CUE_KINDS = ("negate", "warn", "report", "ask", "turn", "debt", "trade", "mask")

#: Ask cues that may be no more than a hook.
_HOOKS = ("?", "吗")

#: A negation reaches this many characters forward within its clause.
NEGATION_REACH = 4

#: No cue has more characters. What is looked for near a match is looked for near it alone, or a long text would take a time
#: that grows with its square.
LONGEST_CUE = 32

_START = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue word at ``[start, end)`` of the normalised text."""

    kind: str
    start: int
    end: int


class Frames:
    """The frames of one normalised text, asked for spans of it."""

    __slots__ = ("_clause_starts", "_clauses", "_cues", "_earnest", "_sentence_starts", "_sentences", "_text")

    def __init__(self, text: str, cues: Sequence[Cue]) -> None:
        self._text = text
        self._clauses = clauses(text)
        self._clause_starts = [span.start for span in self._clauses]
        self._sentences = sentences(text)
        self._sentence_starts = [span.start for span in self._sentences]
        masks = [cue for cue in cues if cue.kind == "mask"]
        reach = [0, *accumulate((mask.end for mask in masks), max)]
        real = [
            cue for cue in cues if cue.kind == "debt" or reach[bisect_right(masks, cue.start, key=_START)] < cue.end
        ]
        self._cues: Mapping[str, list[Cue]] = {kind: [cue for cue in real if cue.kind == kind] for kind in CUE_KINDS}
        self._earnest: bool | None = None

    def stance(self, start: int, end: int) -> Stance:
        """How the text stands to what it says at ``[start, end)``."""
        clause = _holding(self._clauses, start)
        sentence = _holding(self._sentences, start)
        if self._negated(clause, start):
            return "negated"
        opened = self._opened(sentence, start)
        if self._framed("warn", sentence, opened, start, end):
            return "warned"
        if self._framed("report", sentence, opened, start, end) or self._quoted(sentence, start, end):
            return "quoted"
        if self._asked(sentence, opened, start, end):
            return "asked"
        return "asserted"

    def _opened(self, sentence: Span, start: int) -> int:
        """Where the last turn of a sentence before ``start`` ends, or the sentence begins."""
        turns = self._cues["turn"]
        last = bisect_right(turns, start, key=_START)
        near = (
            self._within("turn", Span(max(sentence.start, turns[last - 1].start - LONGEST_CUE), sentence.end))
            if last
            else []
        )
        return max((cue.end for cue in near if cue.start <= start), default=sentence.start)

    def sentence(self, position: int) -> Span:
        """The sentence that holds a position of the normalised text."""
        return _holding(self._sentences, position)

    def mentions(self, kind: str) -> bool:
        """Does any cue of this kind occur?"""
        return bool(self._cues[kind])

    def variety(self, kinds: Sequence[str], start: int, end: int) -> int:
        """How many different cue words of these kinds stand in ``[start, end)``."""
        return len({self._text[cue.start : cue.end] for kind in kinds for cue in self._within(kind, Span(start, end))})

    def closing(self, count: int, start: int, end: int) -> int:
        """Where the last ``count`` clauses of ``[start, end)`` begin (``start`` where there are no more than that)."""
        first = bisect_left(self._clause_starts, start)
        last = bisect_left(self._clause_starts, end)
        return self._clause_starts[last - count] if last - first > count else start

    def units(self, longest: int) -> list[Span]:
        """Sentences in order; the clauses of those longer than ``longest``."""
        found: list[Span] = []
        for sentence in self._sentences:
            if sentence.end - sentence.start <= longest:
                found.append(sentence)
            else:
                first = bisect_left(self._clause_starts, sentence.start)
                last = bisect_left(self._clause_starts, sentence.end)
                found += self._clauses[first:last]
        return found

    def _negated(self, clause: Span, start: int) -> bool:
        near = Span(max(clause.start, start - NEGATION_REACH - LONGEST_CUE), start)
        return any(
            start <= cue.end + NEGATION_REACH and "、" not in self._text[cue.end : start]
            for cue in self._within("negate", near)
        )

    def _within(self, kind: str, span: Span) -> list[Cue]:
        cues = self._cues[kind]
        first, last = (bisect_left(cues, place, key=_START) for place in (span.start, span.end))
        return [cue for cue in cues[first:last] if cue.end <= span.end]

    def _framed(self, kind: str, sentence: Span, opened: int, start: int, end: int) -> bool:
        """A cue of the kind governs the span: it stands in the same sentence, outside the span, with no turn between."""
        cues = self._cues[kind]
        for place in range(bisect_left(cues, max(opened, sentence.start), key=_START), len(cues)):
            cue = cues[place]
            if cue.end <= start:
                return True
            if cue.start >= end:  # of those behind the span the first is the least likely to have a turn before it
                break
        after = Span(end, sentence.end)
        first = self._first(kind, after)
        if first is None:
            return False
        turn = self._first("turn", after)
        return turn is None or turn.start >= first.start

    def _first(self, kind: str, span: Span) -> Cue | None:
        """The first cue of a kind within a span."""
        cues = self._cues[kind]
        for place in range(bisect_left(cues, span.start, key=_START), len(cues)):
            if cues[place].end <= span.end:
                return cues[place]
            if cues[place].start >= span.end:
                break
        return None

    def _asked(self, sentence: Span, opened: int, start: int, end: int) -> bool:
        """Asked in earnest: a bare question that leads up to a turn to the reader is a hook, not a question."""
        if not self._framed("ask", sentence, opened, start, end):
            return False
        turns = self._cues["turn"]
        if not turns or turns[-1].start < sentence.end:
            return True
        if self._earnest is None:
            self._earnest = any(self._text[cue.start : cue.end] not in _HOOKS for cue in self._cues["ask"])
        return self._earnest

    def _quoted(self, sentence: Span, start: int, end: int) -> bool:
        """Inside quotation marks, or in a passage that a report opened."""
        if self._in_marks(start):
            return True
        reports = self._cues["report"]
        if not reports:
            return False
        first = reports[0].start
        if first >= sentence.start:
            return False
        here = bisect_right(self._sentence_starts, start) - 1
        since = (
            bisect_right(self._sentence_starts, reports[bisect_left(reports, sentence.start, key=_START) - 1].start) - 1
        )
        if here - since > 2 or "\n" in self._text[self._sentences[since].end - 1 : sentence.start]:
            return False
        passage = Span(self._sentences[since].start, end)
        return not self._within("turn", passage)

    def _in_marks(self, start: int) -> bool:
        """Between quotation marks of one line. A text that stands in quotation marks as a whole is not a quotation."""
        text = self._text
        line = text.rfind("\n", 0, start) + 1
        opening = max(text.rfind("“", line, start), text.rfind("‘", line, start))
        if opening >= 0:
            if text.find("”", opening, start) >= 0 or text.find("’", opening, start) >= 0:
                return False
            return opening > 0 or text.find("”", start, len(text) - 1) >= 0
        return text.count('"', line, start) % 2 == 1 and text.find('"', start) >= 0


def _holding(spans: Sequence[Span], position: int) -> Span:
    """The span that holds ``position``, or the nearest before it."""
    index = bisect_right(spans, position, key=_START) - 1
    return spans[max(index, 0)] if spans else Span(0, position + 1)
