"""Who says it: asserted, quoted, negated, asked or warned of.

Cue words (``catalog/_frames.toml``) open frames. A negation holds for the words just after it in its clause; a warning, a
report and a question hold for their sentence. A frame ends where the speaker turns to the reader to sell, so that a
warning with an offer behind it is still an offer. A report that names its source at the start of a passage carries over
to the sentences that follow it, until the speaker turns. Words between quotation marks are somebody else's, unless the
marks hold the whole text. A bare question that leads up to such a turn is a hook and asks nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from debtad.text.clauses import clauses, sentences
from debtad.verdict import Span, Stance

CUE_KINDS = ("negate", "warn", "report", "ask", "turn", "debt", "trade", "mask")

#: Ask cues that may be no more than a hook.
_HOOKS = ("?", "吗")

#: A negation reaches this many characters forward within its clause.
NEGATION_REACH = 4


class Cue(NamedTuple):
    """One cue word at ``[start, end)`` of the normalised text."""

    kind: str
    start: int
    end: int


class _Spans(NamedTuple):
    """Stretches of a text in order, and where each begins."""

    spans: Sequence[Span]
    starts: Sequence[int]

    @classmethod
    def of(cls, spans: Sequence[Span]) -> _Spans:
        return cls(spans, [span.start for span in spans])

    def holding(self, position: int) -> Span:
        """The span that holds ``position``, or the nearest before it."""
        index = bisect_right(self.starts, position) - 1
        return self.spans[max(index, 0)] if self.spans else Span(0, position + 1)


class Frames:
    """The frames of one normalised text, asked for spans of it."""

    __slots__ = ("_clauses", "_cues", "_sentences", "_text")

    def __init__(self, text: str, cues: Sequence[Cue]) -> None:
        self._text = text
        self._clauses: _Spans | None = None
        self._sentences: _Spans | None = None
        masks = [cue for cue in cues if cue.kind == "mask"]
        by_kind: dict[str, list[Cue]] = {kind: [] for kind in CUE_KINDS}
        for cue in cues:
            if cue.kind == "debt" or not any(m.start <= cue.start and cue.end <= m.end for m in masks):
                by_kind[cue.kind].append(cue)
        self._cues: Mapping[str, list[Cue]] = by_kind

    @property
    def clauses(self) -> _Spans:
        """The clauses of the text; looked for when first asked for, as most texts need none."""
        if self._clauses is None:
            self._clauses = _Spans.of(clauses(self._text))
        return self._clauses

    @property
    def sentences(self) -> _Spans:
        """The same for its sentences."""
        if self._sentences is None:
            self._sentences = _Spans.of(sentences(self._text))
        return self._sentences

    def stance(self, start: int, end: int) -> Stance:
        """How the text stands to what it says at ``[start, end)``."""
        cues = self._cues
        if cues["negate"] and self._negated(self.clauses.holding(start), start):
            return "negated"
        if not (cues["warn"] or cues["report"] or cues["ask"]):
            return "quoted" if self._in_marks(start) else "asserted"
        sentence = self.sentences.holding(start)
        opened = max((cue.end for cue in self._within("turn", sentence) if cue.start <= start), default=sentence.start)
        if self._framed("warn", sentence, opened, start, end):
            return "warned"
        if self._framed("report", sentence, opened, start, end) or self._quoted(sentence, start, end):
            return "quoted"
        if self._asked(sentence, opened, start, end):
            return "asked"
        return "asserted"

    def sentence(self, position: int) -> Span:
        """The sentence that holds a position of the normalised text."""
        return self.sentences.holding(position)

    def mentions(self, kind: str) -> bool:
        """Does any cue of this kind occur?"""
        return bool(self._cues[kind])

    def variety(self, kinds: Sequence[str], start: int, end: int) -> int:
        """How many different cue words of these kinds stand in ``[start, end)``."""
        return len(
            {
                self._text[cue.start : cue.end]
                for kind in kinds
                for cue in self._cues[kind]
                if start <= cue.start and cue.end <= end
            }
        )

    def closing(self, count: int, start: int, end: int) -> int:
        """Where the last ``count`` clauses of ``[start, end)`` begin (``start`` where there are no more than that)."""
        starts = self.clauses.starts
        first = bisect_left(starts, start)
        last = bisect_left(starts, end)
        return starts[last - count] if last - first > count else start

    def units(self, longest: int) -> list[Span]:
        """Sentences in order; the clauses of those longer than ``longest``."""
        found: list[Span] = []
        for sentence in self.sentences.spans:
            if sentence.end - sentence.start <= longest:
                found.append(sentence)
            else:
                first = bisect_left(self.clauses.starts, sentence.start)
                last = bisect_left(self.clauses.starts, sentence.end)
                found += self.clauses.spans[first:last]
        return found

    def _negated(self, clause: Span, start: int) -> bool:
        return any(
            clause.start <= cue.start
            and cue.end <= start <= cue.end + NEGATION_REACH
            and "、" not in self._text[cue.end : start]
            for cue in self._cues["negate"]
        )

    def _within(self, kind: str, span: Span) -> list[Cue]:
        return [cue for cue in self._cues[kind] if span.start <= cue.start and cue.end <= span.end]

    def _framed(self, kind: str, sentence: Span, opened: int, start: int, end: int) -> bool:
        """A cue of the kind governs the span: it stands in the same sentence, outside the span, with no turn between."""
        for cue in self._within(kind, sentence):
            if cue.start < end and start < cue.end:
                continue
            if cue.end <= start and cue.start >= opened:
                return True
            if cue.start >= end and not any(end <= turn.start < cue.start for turn in self._within("turn", sentence)):
                return True
        return False

    def _asked(self, sentence: Span, opened: int, start: int, end: int) -> bool:
        """Asked in earnest: a bare question that leads up to a turn to the reader is a hook, not a question."""
        if not self._framed("ask", sentence, opened, start, end):
            return False
        if not any(turn.start >= sentence.end for turn in self._cues["turn"]):
            return True
        return any(self._text[cue.start : cue.end] not in _HOOKS for cue in self._cues["ask"])

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
        here = bisect_right(self.sentences.starts, start) - 1
        since = bisect_right(self.sentences.starts, max(c.start for c in reports if c.start < sentence.start)) - 1
        if here - since > 2:
            return False
        passage = Span(self.sentences.spans[since].start, end)
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
