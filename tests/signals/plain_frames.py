"""Frames as they are meant, slow and obvious: what :class:`debtad.signals.stance.Frames` is held to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from debtad.signals.stance import CUE_KINDS, NEGATION_REACH, NEGATORS, Cue
from debtad.text.clauses import clauses, sentences
from debtad.verdict import Span, Stance

_HOOKS = ("?", "吗", "可以吗", "行不行", "贵不贵")
_DOUBTS = ("靠谱", "合理", "合法", "正规", "可信", "能信", "可靠", "真的", "骗", "坑")
_OWN = ("我欠", "我还", "我先还", "我能", "我可以", "我想", "我每", "我的", "我只", "我该", "我要")
_ANSWERS = ("不贵", "不难", "不用怕", "当然可", "当然能", "当然行", "没问题", "很简单", "放心")


class PlainFrames:
    """The frames of one normalised text, asked for spans of it."""

    __slots__ = ("_clause_starts", "_clauses", "_cues", "_sentence_starts", "_sentences", "_text")

    def __init__(self, text: str, cues: Sequence[Cue]) -> None:
        self._text = text
        self._clauses = clauses(text)
        self._clause_starts = [span.start for span in self._clauses]
        self._sentences = sentences(text)
        self._sentence_starts = [span.start for span in self._sentences]
        masks = [cue for cue in cues if cue.kind == "mask"]
        real = [
            cue
            for cue in cues
            if cue.kind == "debt" or not any(m.start <= cue.start and cue.end <= m.end for m in masks)
        ]
        self._cues: Mapping[str, list[Cue]] = {kind: [cue for cue in real if cue.kind == kind] for kind in CUE_KINDS}

    def stance(self, start: int, end: int, *, sharing: bool = False) -> Stance:
        """How the text stands to what it says at ``[start, end)``."""
        clause = _holding(self._clauses, start)
        sentence = _holding(self._sentences, start)
        if self._negated(clause, start, sharing):
            return "negated"
        opened = max((cue.end for cue in self._within("turn", sentence) if cue.start <= start), default=sentence.start)
        if self._framed("warn", sentence, opened, start, end, sharing):
            return "warned"
        if self._framed("report", sentence, opened, start, end, sharing) or self._quoted(sentence, start, end):
            return "quoted"
        if self._asked(sentence, opened, start, end, sharing):
            return "asked"
        return "asserted"

    def sentence(self, position: int) -> Span:
        """The sentence that holds a position of the normalised text."""
        return _holding(self._sentences, position)

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

    def _negated(self, clause: Span, start: int, sharing: bool) -> bool:
        return any(
            clause.start <= cue.start < start <= cue.end + NEGATION_REACH
            and "、" not in self._text[cue.end : start]
            and (cue.end <= start or (sharing and any(sign in self._text[cue.start : start] for sign in NEGATORS)))
            for cue in self._cues["negate"]
        )

    def _within(self, kind: str, span: Span) -> list[Cue]:
        return [cue for cue in self._cues[kind] if span.start <= cue.start and cue.end <= span.end]

    def _framed(self, kind: str, sentence: Span, opened: int, start: int, end: int, sharing: bool) -> bool:
        """A cue of the kind governs the span: it stands in the same sentence, outside the span (but for a shared character),
        with no turn between."""
        for cue in self._within(kind, sentence):
            if opened <= cue.start < start and cue.end <= start + sharing:
                return True
            if cue.start < end and start < cue.end:
                continue
            if cue.start >= end and not any(end <= turn.start < cue.start for turn in self._within("turn", sentence)):
                return True
        return False

    def _asked(self, sentence: Span, opened: int, start: int, end: int, sharing: bool) -> bool:
        """Asked in earnest: a bare question that leads up to a turn to the reader is a hook, not a question."""
        if not self._framed("ask", sentence, opened, start, end, sharing):
            return False
        if any(self._text[cue.start : cue.end] not in _HOOKS for cue in self._cues["ask"]):
            return True
        if any(turn.start >= sentence.end for turn in self._cues["turn"]):
            return False
        return not self._sells_with(sentence)

    def _sells_with(self, sentence: Span) -> bool:
        """A hook, what stands behind one, what he answers himself, or what closes a deal."""
        if self._cues["warn"] or self._cues["report"]:
            return False
        text = self._text[sentence.start : sentence.end]
        if any(doubt in text for doubt in _DOUBTS):
            return False
        if self._within("close", sentence) and not any(own in text for own in _OWN):
            return True
        if any(self._text[sentence.end : sentence.end + 8].lstrip().startswith(answer) for answer in _ANSWERS):
            return True
        return any(cue.start < sentence.end and self._is_hook(cue) for cue in self._cues["hook"])

    def _is_hook(self, cue: Cue) -> bool:
        sentence, clause = _holding(self._sentences, cue.start), _holding(self._clauses, cue.start)
        if cue.start - sentence.start > 8 or not self._within("ask", Span(cue.end, clause.end)):
            return False
        before, behind = self._text[sentence.start : cue.start], self._text[cue.end : clause.end]
        return not (set(before) & set("我俺他她请") or set(behind) & set("能会可行怎么哪谁多该得我"))

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
        since = bisect_right(self._sentence_starts, max(c.start for c in reports if c.start < sentence.start)) - 1
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
    index = bisect_right([span.start for span in spans], position) - 1
    return spans[max(index, 0)] if spans else Span(0, position + 1)
