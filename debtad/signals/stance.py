"""Who says it: asserted, quoted, negated, asked or warned of.

Cue words (``catalog/_frames.toml``) open frames. A negation holds for the words just after it in its clause; a warning, a
report and a question hold for their sentence. A frame ends where the speaker turns to the reader to sell, so that a
warning with an offer behind it is still an offer. A report that names its source at the start of a passage carries over
to the sentences that follow it in its line, until the speaker turns. Words between quotation marks are somebody else's,
unless the marks hold the whole text. A bare question that leads up to such a turn is a hook and asks nothing; so does one
that only names the reader's wish (想停息？), and those behind it, one that the speaker answers himself, and one that closes
a deal (您看行吗), unless anything in the text is asked in earnest, warned of or reported.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from debtad.records import TYPE_CHECKING, NamedTuple
from debtad.text.clauses import clauses, sentences
from debtad.verdict import Span, Stance

CUE_KINDS = ("negate", "warn", "report", "ask", "turn", "debt", "trade", "mask", "hook", "close")

#: Ask cues that may be no more than a hook.
_HOOKS = ("?", "吗", "可以吗", "行不行", "贵不贵")
#: A hook begins in the first so many characters of its sentence ...
_OPENING = 8
#: ... where nobody is spoken of before it, and nothing but the wish stands between it and its question.
_OTHERS = frozenset("我俺他她请")
_EARNEST = frozenset("能会可行怎么哪谁多该得我")
#: Who asks one of these of an offer is the one to whom it was made.
_DOUBTS = ("靠谱", "合理", "合法", "正规", "可信", "能信", "可靠", "真的", "骗", "坑")
#: So is one who speaks of what he owes or wants himself.
_OWN = ("我欠", "我还", "我先还", "我能", "我可以", "我想", "我每", "我的", "我只", "我该", "我要")
#: A sentence that answers the question before it for the one who asked begins with one of these.
_ANSWERS = ("不贵", "不难", "不用怕", "当然可", "当然能", "当然行", "没问题", "很简单", "放心")

#: What tells whether words are between quotation marks.
_MARKS = '\n“”‘’"'

#: A negation reaches this many characters forward within its clause.
NEGATION_REACH = 4

#: A negation may share characters with what it denies if one of these stands before that: in 请勿自行联系 the whole of
#: 勿自行联系 is the claim.
NEGATORS = frozenset("不没无未非别莫")


class Cue(NamedTuple):
    """One cue word at ``[start, end)`` of the normalised text."""

    kind: str
    start: int
    end: int


class _Cues:
    """The cues of one kind in the order of their starts; what is asked of them costs no more than a look-up."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self.cues = cues

    @cached_property
    def starts(self) -> Sequence[int]:
        """Where each begins."""
        return [cue.start for cue in self.cues]

    @cached_property
    def longest(self) -> int:
        """How long the longest is."""
        return max([cue.end - cue.start for cue in self.cues], default=0)

    def within(self, start: int, end: int) -> Iterator[Cue]:
        """Those that stand in ``[start, end)``, in order."""
        for place in range(bisect_left(self.starts, start), len(self.cues)):
            cue = self.cues[place]
            if cue.start >= end:
                return
            if cue.end <= end:
                yield cue

    def back_from(self, position: int, start: int) -> Iterator[Cue]:
        """Those that begin in ``[start, position]``, the last first."""
        for place in range(bisect_right(self.starts, position) - 1, -1, -1):
            if self.starts[place] < start:
                return
            yield self.cues[place]

    def cover(self, cue: Cue) -> bool:
        """Whether one of them covers ``cue``."""
        return any(cue.end <= mine.end for mine in self.back_from(cue.start, cue.start - self.longest))


#: Where stretches of a text begin and end, in order.
Stretches = tuple[Sequence[int], Sequence[int]]


class _Spans(NamedTuple):
    """Stretches of a text in order."""

    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, spans: Sequence[Span]) -> _Spans:
        return cls([span.start for span in spans], [span.end for span in spans])

    def between(self, low: int, high: int) -> list[Span]:
        """Those with numbers from ``low`` up to ``high``."""
        return list(map(Span, self.starts[low:high], self.ends[low:high]))

    def holding(self, position: int) -> Span:
        """The span that holds ``position``, or the nearest before it."""
        index = max(bisect_right(self.starts, position) - 1, 0)
        return Span(self.starts[index], self.ends[index]) if self.starts else Span(0, position + 1)


if TYPE_CHECKING:
    from typing import Protocol

    class Cuts(Protocol):
        """How a text is cut, as :mod:`debtad.text.clauses` cuts it."""

        def clauses(self) -> Stretches:
            """Its clauses."""
            ...

        def sentences(self) -> Stretches:
            """Its sentences."""
            ...


class Frames:
    """The frames of one normalised text, asked for spans of it. Clauses, sentences and quotation marks are looked for when
    first asked for: most texts need none."""

    def __init__(self, text: str, cues: Sequence[Cue], cuts: Cuts | None = None) -> None:
        """``cues`` are sorted by their starts; ``cuts`` may be given where it is known already how the text is cut."""
        self._text = text
        self._cuts = cuts
        self._sold: dict[Span, bool] = {}
        masks = _Cues([cue for cue in cues if cue.kind == "mask"])
        by_kind: dict[str, list[Cue]] = {}
        for cue in cues:
            if cue.kind == "debt" or not masks.cues or not masks.cover(cue):
                by_kind.setdefault(cue.kind, []).append(cue)
        self._cues: Mapping[str, _Cues] = {kind: _Cues(found) for kind, found in by_kind.items()}

    @cached_property
    def _clauses(self) -> _Spans:
        return _Spans.of(clauses(self._text)) if self._cuts is None else _Spans(*self._cuts.clauses())

    @cached_property
    def _sentences(self) -> _Spans:
        return _Spans.of(sentences(self._text)) if self._cuts is None else _Spans(*self._cuts.sentences())

    @cached_property
    def _marks(self) -> Mapping[str, Sequence[int]]:
        """Places of line breaks and quotation marks."""
        places: dict[str, list[int]] = {mark: [] for mark in _MARKS}
        for found in re.finditer(f"[{_MARKS}]", self._text):
            places[found[0]].append(found.start())
        return places

    @cached_property
    def _has_marks(self) -> bool:
        """Whether anything is between quotation marks."""
        return not frozenset(_MARKS[1:]).isdisjoint(self._text)

    def stance(self, start: int, end: int, *, sharing: bool = False) -> Stance:
        """How the text stands to what it says at ``[start, end)``. Where ``sharing``, a cue just before it may
        share characters with it: patterns begin with the verb that a cue ends with, as 不收 in 不收定金."""
        cues = self._cues
        if "negate" in cues and self._negated(self._clauses.holding(start), start, sharing):
            return "negated"
        if not ("warn" in cues or "report" in cues or "ask" in cues):
            return "quoted" if self._in_marks(start) else "asserted"
        sentence = self._sentences.holding(start)
        opened = self._opened(sentence, start)
        if self._framed("warn", sentence, opened, start, end, sharing):
            return "warned"
        if self._framed("report", sentence, opened, start, end, sharing) or self._quoted(sentence, start, end):
            return "quoted"
        if self._asked(sentence, opened, start, end, sharing):
            return "asked"
        return "asserted"

    def sentence(self, position: int) -> Span:
        """The sentence that holds a position of the normalised text."""
        return self._sentences.holding(position)

    def mentions(self, kind: str) -> bool:
        """Does any cue of this kind occur?"""
        return kind in self._cues

    def speaks(self, kind: str, start: int, end: int) -> bool:
        """Does any cue of this kind stand in ``[start, end)``?"""
        return self._first(kind, start, end) is not None

    def variety(self, kinds: Sequence[str], start: int, end: int) -> int:
        """How many different cue words of these kinds stand in ``[start, end)``."""
        known = [self._cues[kind] for kind in kinds if kind in self._cues]
        return len({self._text[cue.start : cue.end] for cues in known for cue in cues.within(start, end)})

    def closing(self, count: int, start: int, end: int) -> int:
        """Where the last ``count`` clauses of ``[start, end)`` begin (``start`` where there are no more than that)."""
        starts = self._clauses.starts
        first = bisect_left(starts, start)
        last = bisect_left(starts, end)
        return starts[last - count] if last - first > count else start

    def units(self, longest: int) -> list[Span]:
        """Sentences in order; the clauses of those longer than ``longest``."""
        found: list[Span] = []
        for sentence in self._sentences.between(0, len(self._sentences.starts)):
            if sentence.end - sentence.start <= longest:
                found.append(sentence)
            else:
                first = bisect_left(self._clauses.starts, sentence.start)
                last = bisect_left(self._clauses.starts, sentence.end)
                found += self._clauses.between(first, last)
        return found

    def _opened(self, sentence: Span, start: int) -> int:
        """Where the speaker last turned to the reader before ``start``, or the beginning of the sentence."""
        opened = sentence.start
        turns = self._cues.get("turn")
        if turns is not None:
            for cue in turns.back_from(start, sentence.start):
                if cue.start + turns.longest <= opened:
                    break
                if cue.end <= sentence.end:
                    opened = max(opened, cue.end)
        return opened

    def _negated(self, clause: Span, start: int, sharing: bool) -> bool:
        cues = self._cues["negate"]
        first = max(clause.start, start - NEGATION_REACH - cues.longest)
        return any(
            cue.start < start <= cue.end + NEGATION_REACH
            and "、" not in self._text[cue.end : start]
            and (cue.end <= start or (sharing and not NEGATORS.isdisjoint(self._text[cue.start : start])))
            for cue in cues.back_from(start, first)
        )

    def _first(self, kind: str, start: int, end: int) -> Cue | None:
        cues = self._cues.get(kind)
        return None if cues is None else next(cues.within(start, end), None)

    def _framed(self, kind: str, sentence: Span, opened: int, start: int, end: int, sharing: bool) -> bool:
        """A cue of the kind governs the span: it stands in the same sentence, outside the span (but for one character that
        they may share), with no turn between."""
        if kind not in self._cues:
            return False
        before = self._cues[kind].within(opened, min(start + sharing, sentence.end))
        if any(cue.start < start for cue in before):
            return True
        after = self._first(kind, max(end, sentence.start), sentence.end)
        if after is None:
            return False
        turn = self._first("turn", max(end, sentence.start), sentence.end)
        return turn is None or turn.start >= after.start

    def _asked(self, sentence: Span, opened: int, start: int, end: int, sharing: bool) -> bool:
        """Asked in earnest: a bare question that leads up to a turn to the reader is a hook, not a question."""
        if not self._framed("ask", sentence, opened, start, end, sharing):
            return False
        if self._in_earnest:
            return True
        turns = self._cues.get("turn")
        return (turns is None or turns.starts[-1] < sentence.end) and not self._sells_with(sentence)

    @cached_property
    def _in_earnest(self) -> bool:
        """Whether any question is more than a hook."""
        return any(self._text[cue.start : cue.end] not in _HOOKS for cue in self._cues["ask"].cues)

    def _sells_with(self, sentence: Span) -> bool:
        """Whether the question that a sentence asks is the seller's. Asked of every span in it, and found out once: a sentence
        may be as long as the text."""
        sold = self._sold.get(sentence)
        if sold is None:
            sold = self._sold[sentence] = self._is_sold(sentence)
        return sold

    def _is_sold(self, sentence: Span) -> bool:
        """Whether its question is a hook, one behind a hook, one that the seller answers himself or one that closes a deal."""
        if "warn" in self._cues or "report" in self._cues:
            return False
        text = self._text[sentence.start : sentence.end]
        if any(doubt in text for doubt in _DOUBTS):
            return False
        closes = self._first("close", sentence.start, sentence.end) is not None and not any(own in text for own in _OWN)
        answers = self._text[sentence.end : sentence.end + _OPENING].lstrip().startswith(_ANSWERS)
        return closes or answers or (self._hooked is not None and self._hooked < sentence.end)

    @cached_property
    def _hooked(self) -> int | None:
        """Where the first question begins that only names the reader's wish."""
        hooks = self._cues.get("hook")
        return None if hooks is None else next((cue.start for cue in hooks.cues if self._is_hook(cue)), None)

    def _is_hook(self, cue: Cue) -> bool:
        sentence, clause = self._sentences.holding(cue.start), self._clauses.holding(cue.start)
        if cue.start - sentence.start > _OPENING or self._first("ask", cue.end, clause.end) is None:
            return False
        before, behind = self._text[sentence.start : cue.start], self._text[cue.end : clause.end]
        return _OTHERS.isdisjoint(before) and _EARNEST.isdisjoint(behind)

    def _quoted(self, sentence: Span, start: int, end: int) -> bool:
        """Inside quotation marks, or in a passage that a report opened."""
        if self._in_marks(start):
            return True
        reports = self._cues.get("report")
        if reports is None:
            return False
        last = bisect_left(reports.starts, sentence.start) - 1
        if last < 0:
            return False
        here = bisect_right(self._sentences.starts, start) - 1
        since = bisect_right(self._sentences.starts, reports.starts[last]) - 1
        opening = Span(self._sentences.starts[since], self._sentences.ends[since])
        if here - since > 2 or "\n" in self._text[opening.end - 1 : sentence.start]:
            return False
        return self._first("turn", opening.start, end) is None

    def _in_marks(self, start: int) -> bool:
        """Between quotation marks of one line. A text that stands in quotation marks as a whole is not a quotation."""
        if not self._has_marks:
            return False
        marks = self._marks
        line = _last(marks["\n"], start) + 1
        opening = max(_last(marks["“"], start), _last(marks["‘"], start))
        if opening >= line:
            if max(_last(marks["”"], start), _last(marks["’"], start)) >= opening:
                return False
            return opening > 0 or _any_from(marks["”"], start, len(self._text) - 1)
        plain = marks['"']
        before = bisect_left(plain, start) - bisect_left(plain, line)
        return before % 2 == 1 and _any_from(plain, start, len(self._text))


def _last(places: Sequence[int], end: int) -> int:
    """The last place before ``end``; -1 where there is none."""
    index = bisect_left(places, end)
    return places[index - 1] if index else -1


def _any_from(places: Sequence[int], start: int, end: int) -> bool:
    index = bisect_left(places, start)
    return index < len(places) and places[index] < end
