"""Scoring many texts at once: the very scores of :class:`debtad.model.score.Detector`, some ten times as fast.

Canonical forms, strings, clauses and the sums of squares are worked out for a whole chunk of texts by numpy; the addends of
a score are the same floating-point products, and they are added up exactly (``fsum``), so that not a bit differs. Only a
text in which signals or words of the domain occur is looked at by itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from debtad.audit.chunk import Chunk, Normalizer
from debtad.audit.clause_ends import clause_starts, closings
from debtad.audit.ngrams import Ints, NgramFinder, spread
from debtad.audit.pattern_runs import Pattern, prepare
from debtad.features import CLOSING_CLAUSES, LONGEST, OFF_TOPIC, Analysis, segments
from debtad.model.score import MAX_CHARACTERS, Detector, Weighed, sigmoid
from debtad.signals.stance import Cue, Frames
from debtad.text.normalize import Normalized

#: Code points of a chunk: enough to share the cost of running a pattern, few enough for the processor's cache.
CHUNK = 120_000

#: Texts of a chunk at most.
MOST_TEXTS = 2_500

#: Bits for the length of a string and for a place in a list of hits, where several numbers are packed into one to be sorted.
_LENGTH_BITS, _PLACE_BITS = 6, 24

Spans = dict[int, list[tuple[int, int]]]


class Scored(NamedTuple):
    """The score of a text, and the weighed text itself where the score reaches level ``review``."""

    score: float
    weighed: Weighed | None


class _Hits(NamedTuple):
    """Strings of phrases and index found: number, place in the chunk, number of the text."""

    numbers: Ints
    starts: Ints
    ends: Ints
    owners: Ints


class _Places(NamedTuple):
    """First places of phrases, text by text in the order of their ends: those of text ``i`` are from ``first[i]`` up to
    ``first[i + 1]``."""

    phrases: Ints
    starts: Ints
    ends: Ints
    owners: Ints
    first: list[int]

    def of(self, number: int, begin: int) -> dict[int, tuple[int, int]]:
        """Those of a text that begins at ``begin`` of the chunk."""
        some = slice(self.first[number], self.first[number + 1])
        starts, ends = (self.starts[some] - begin).tolist(), (self.ends[some] - begin).tolist()
        return dict(zip(self.phrases[some].tolist(), zip(starts, ends, strict=True), strict=True))


class BatchScorer:
    """Scores texts in bulk. Built once, in some 0.5 s."""

    def __init__(self, detector: Detector) -> None:
        model = detector.model
        self.detector = detector
        self._review = model.thresholds["review"]
        self._normalizer = Normalizer()
        self._matcher = detector.matcher
        idf = list(model.idf)
        self._squares = np.array([value**2 for value in idf])
        self._addends = [np.array(column) * np.array(idf) for column in (model.weights, model.end_weights)]
        phrases, index = list(model.phrases), list(model.catalog.index)
        strings = list(dict.fromkeys([*phrases, *index]))
        self._finder = NgramFinder(strings)
        numbers = {text: number for number, text in enumerate(strings)}
        self._phrase = np.full(len(strings), -1, np.int64)
        self._phrase[[numbers[text] for text in phrases]] = np.arange(len(phrases))
        self._seen = np.zeros(len(phrases), bool)
        self._read_index(index, numbers)
        self._prepared: dict[int, Pattern] = {}
        self._intercepts: dict[int, float] = {}

    def _read_index(self, index: Sequence[str], numbers: dict[str, int]) -> None:
        """Which sets of which patterns each string is in, and which cues it is."""
        model = self.detector.model
        columns = np.concatenate([[0], np.cumsum(np.array(model.catalog.sets, np.int64))])
        sets: list[list[int]] = [[] for _ in numbers]
        self._kinds: list[tuple[str, ...]] = [()] * len(numbers)
        for row, text in enumerate(index):
            owners, kinds = self._matcher.said(row)
            number = numbers[text]
            sets[number] += [int(columns[pattern]) + bit.bit_length() - 1 for pattern, bit in owners]
            self._kinds[number] += kinds
        self._is_cue = np.array([bool(kinds) for kinds in self._kinds], bool)
        self._is_word = np.array([not {"debt", "trade"}.isdisjoint(kinds) for kinds in self._kinds], bool)
        self._is_debt = np.array(["debt" in kinds for kinds in self._kinds], bool)
        self._set_count = np.array([len(row) for row in sets], np.int64)
        self._set_first = np.cumsum(self._set_count) - self._set_count
        self._sets = np.array([column for row in sets for column in row], np.int64)
        self._width = int(columns[-1])
        self._patterns = np.flatnonzero(np.array(model.catalog.sets, np.int64) > 0)
        self._columns = columns[self._patterns].astype(np.int64)
        signals = [model.catalog.signals[number] for number, _ in self._matcher.sources]
        self._needs_debt = np.array([signal.context == "debt" for signal in signals], bool)

    def score(self, texts: Sequence[str]) -> list[Scored]:
        """The scores of texts, none of which may be blank or without Chinese; each as ``Detector.weigh`` gives it."""
        scored: list[Scored] = []
        for low, high in _chunks(texts):
            scored += self._score(texts[low:high])
        return scored

    def seen(self) -> bytes:
        """Which phrases of the model occurred since the last call, as a bitmap (see ``worker.Batch``)."""
        bitmap = np.packbits(self._seen, bitorder="little").tobytes()
        self._seen[:] = False
        return bitmap

    def _score(self, texts: Sequence[str]) -> list[Scored]:
        detector = self.detector
        cut = [text[:MAX_CHARACTERS] for text in texts]
        chunk = self._normalizer.normalize(cut)
        closing = closings(
            clause_starts(chunk.codes, chunk.begins, chunk.ends), chunk.begins, chunk.ends, CLOSING_CLAUSES
        )
        found = self._finder.find(chunk.codes)
        hits = _Hits(*found, chunk.owner()[found.starts])
        ordered = self._ordered(hits)
        whole, ending = self._firsts(ordered, closing, len(texts))
        self._seen[whole.phrases] = True
        canonical = chunk.texts()
        spans = self._spans(hits, canonical)
        special = np.zeros(len(texts), bool)
        special[hits.owners[self._is_word[hits.numbers]]] = True
        special[[*spans, *chunk.changed]] = True
        cues = self._cues(hits, chunk, special)
        plain = self._phrase_addends(whole, ending)
        lengths = np.minimum(np.frexp(np.maximum(chunk.ends - chunk.begins, 1))[1] - 1, LONGEST).tolist()
        logits: list[float] = []
        analysed: dict[int, Analysis] = {}
        closes = (closing - chunk.begins).tolist()
        for number, alone in enumerate(special.tolist()):
            if alone:
                normalized = chunk.changed.get(number) or Normalized(cut[number], canonical[number])
                frames = Frames(normalized.text, cues.get(number, []))
                matches = tuple(self._matcher.settle(normalized, spans.get(number, {}), frames))
                analysis = Analysis(normalized, matches, frames, 0, len(normalized.text), closes[number], {}, {})
                analysed[number] = analysis
                other = detector.addends(analysis, 0.0)
            else:
                other = [self._off_topic(lengths[number])]
            logits.append(math.fsum([*other, *plain[number]]))
        strongest = self._outdo(logits, analysed, ordered, chunk)
        scored: list[Scored] = []
        for number, logit in enumerate(logits):
            score, weighed = sigmoid(logit), None
            if score >= self._review and number in analysed:
                begin = int(chunk.begins[number])
                analysis = analysed[number]._replace(phrases=whole.of(number, begin), ending=ending.of(number, begin))
                part = strongest.get(number, analysis)
                weighed = detector.weigh_part(cut[number], len(texts[number]) > MAX_CHARACTERS, analysis, part)
            elif score >= self._review:
                weighed = detector.weigh(texts[number])
            scored.append(Scored(score, weighed))
        return scored

    def _outdo(
        self, logits: list[float], analysed: Mapping[int, Analysis], ordered: _Hits, chunk: Chunk
    ) -> dict[int, Analysis]:
        """Put the log-odds of its strongest segment in the place of those of a text that it outdoes; these segments by text,
        with their phrases where the text reaches level ``review``."""
        parts = [
            (number, analysis.part(span.start, span.end))
            for number, analysis in analysed.items()
            for span in segments(analysis)
        ]
        if not parts:
            return {}
        begins = chunk.begins[[number for number, _ in parts]]
        starts = begins + np.array([part.start for _, part in parts])
        ends = begins + np.array([part.end for _, part in parts])
        closing = begins + np.array([part.closing for _, part in parts])
        first = np.searchsorted(ordered.ends, starts, "right")
        counts = np.searchsorted(ordered.ends, ends, "right") - first
        owners = np.repeat(np.arange(len(parts)), counts)
        at = spread(first, counts)
        inside = ordered.starts[at] >= starts[owners]
        at = at[inside]
        hits = _Hits(ordered.numbers[at], ordered.starts[at], ordered.ends[at], owners[inside])
        whole, ending = self._firsts(hits, closing, len(parts))
        addends = self._phrase_addends(whole, ending)
        discount = self.detector.model.segment_discount
        best: dict[int, int] = {}
        for place, ((number, part), more) in enumerate(zip(parts, addends, strict=True)):
            logit = math.fsum([*self.detector.addends(part, discount), *more])
            if logit > logits[number] and sigmoid(logit) >= self._review:
                logits[number] = logit
                best[number] = place
        strongest: dict[int, Analysis] = {}
        for number, place in best.items():
            begin = int(chunk.begins[number])
            phrases, last = whole.of(place, begin), ending.of(place, begin)
            strongest[number] = parts[place][1]._replace(phrases=phrases, ending=last)
        return strongest

    def _off_topic(self, length: int) -> float:
        """The intercept of a text in which nothing of the domain occurs."""
        known = self._intercepts.get(length)
        if known is None:
            model = self.detector.model
            classes = model.class_weights
            known = math.fsum([model.intercept, classes.get(f"l:{length}", 0.0), classes.get(OFF_TOPIC, 0.0)])
            self._intercepts[length] = known
        return known

    def _ordered(self, hits: _Hits) -> _Hits:
        """The hits on phrases, by their phrase, in the order of their ends, the longest first."""
        phrases = self._phrase[hits.numbers]
        at = np.flatnonzero(phrases >= 0)
        at = at[_in_order(hits.starts[at], hits.ends[at])]
        return _Hits(phrases[at], hits.starts[at], hits.ends[at], hits.owners[at])

    def _firsts(self, hits: _Hits, closing: Ints, texts: int) -> tuple[_Places, _Places]:
        """Where each phrase stands first, in its whole text and in its closing clauses, given ordered hits."""
        late = np.flatnonzero(hits.starts >= closing[hits.owners])
        whole = _first_of_equals(hits.owners * len(self._squares) + hits.numbers)
        ending = late[_first_of_equals(hits.owners[late] * len(self._squares) + hits.numbers[late])]
        return _places(hits, whole, texts), _places(hits, ending, texts)

    def _phrase_addends(self, *places: _Places) -> list[list[float]]:
        """What its phrases add to the log-odds of each text, in the whole of it and in its closing clauses."""
        columns = [self._weighted(some, column) for column, some in enumerate(places)]
        stretches = [zip(some.first[:-1], some.first[1:], strict=True) for some in places]
        (whole, ending), (first, second) = columns, stretches
        return [whole[a:b] + ending[c:d] for (a, b), (c, d) in zip(first, second, strict=True)]

    def _weighted(self, places: _Places, column: int) -> list[float]:
        """What each phrase adds to the log-odds of its text."""
        sums = np.bincount(places.owners, self._squares[places.phrases])  # added one after the other, as in `norm`
        added: list[float] = (self._addends[column][places.phrases] / np.sqrt(sums)[places.owners]).tolist()
        return added

    def _spans(self, hits: _Hits, texts: Sequence[str]) -> dict[int, Spans]:
        """Where the patterns of each signal match, by text."""
        says = np.flatnonzero(self._set_count[hits.numbers])
        numbers, owners = hits.numbers[says], hits.owners[says]
        counts = self._set_count[numbers]
        flat = np.zeros(self._width * len(texts), bool)
        columns = self._sets[spread(self._set_first[numbers], counts)]
        flat[columns * len(texts) + np.repeat(owners, counts)] = True
        there = flat.reshape(self._width, len(texts))
        ready = np.logical_and.reduceat(there, self._columns, axis=0) if self._columns.size else there[:0]
        in_debt = np.zeros(len(texts), bool)
        in_debt[hits.owners[self._is_debt[hits.numbers]]] = True
        ready &= ~self._needs_debt[self._patterns][:, None] | in_debt
        spans: dict[int, dict[int, list[tuple[int, int]]]] = {}
        written: dict[int, bytes] = {}
        rows, members = np.nonzero(ready)
        bounds = [0, *(np.flatnonzero(np.diff(rows)) + 1).tolist(), rows.size] if rows.size else []
        for low, high in pairwise(bounds):
            pattern = int(self._patterns[rows[low]])
            where = members[low:high].tolist()
            for number in where:
                if number not in written:
                    written[number] = texts[number].encode()
            signal = self._matcher.sources[pattern][0]
            for number, span in self._pattern(pattern).run([written[number] for number in where]):
                spans.setdefault(where[number], {}).setdefault(signal, []).append(span)
        return spans

    def _pattern(self, number: int) -> Pattern:
        known = self._prepared.get(number)
        if known is None:
            known = self._prepared[number] = prepare(self._matcher.compiled(number), self._matcher.sources[number][1])
        return known

    def _cues(self, hits: _Hits, chunk: Chunk, wanted: NDArray[np.bool_]) -> dict[int, list[Cue]]:
        """The cue words of the texts wanted, as the matcher gives them to their frames."""
        at = np.flatnonzero(self._is_cue[hits.numbers] & wanted[hits.owners])
        at = at[_in_order(hits.starts[at], hits.ends[at])]
        cues: dict[int, list[Cue]] = {}
        owners = hits.owners[at]
        begins = chunk.begins[owners]
        columns = (hits.numbers[at], hits.starts[at] - begins, hits.ends[at] - begins, owners)
        for number, start, end, owner in zip(*(column.tolist() for column in columns), strict=True):
            cues.setdefault(owner, []).extend(Cue(kind, start, end) for kind in self._kinds[number])
        for found in cues.values():
            found.sort(key=itemgetter(1))
        return cues


def _in_order(starts: Ints, ends: Ints) -> Ints:
    """The order of hits by their ends, the longest first."""
    packed = (ends << _LENGTH_BITS | (1 << _LENGTH_BITS) - 1 - (ends - starts)) << _PLACE_BITS
    packed |= np.arange(starts.size)
    packed.sort()
    order: Ints = packed & ((1 << _PLACE_BITS) - 1)
    return order


def _first_of_equals(keys: Ints) -> Ints:
    """Places of the first of equal keys, in order."""
    packed = keys << _PLACE_BITS | np.arange(keys.size)
    packed.sort()
    keys = packed >> _PLACE_BITS
    fresh = np.ones(packed.size, bool)
    fresh[1:] = keys[1:] != keys[:-1]
    places: Ints = packed[fresh] & ((1 << _PLACE_BITS) - 1)
    places.sort()
    return places


def _places(hits: _Hits, some: Ints, texts: int) -> _Places:
    owners = hits.owners[some]
    return _Places(hits.numbers[some], hits.starts[some], hits.ends[some], owners, _bounds(owners, texts))


def _bounds(owners: Ints, texts: int) -> list[int]:
    bounds: list[int] = np.searchsorted(owners, np.arange(texts + 1)).tolist()
    return bounds


def _chunks(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Stretches of texts that make a chunk each."""
    low = size = 0
    for number, text in enumerate(texts):
        if number > low and (size + len(text) > CHUNK or number - low >= MOST_TEXTS):
            yield low, number
            low, size = number, 0
        size += min(len(text), MAX_CHARACTERS)
    if low < len(texts):
        yield low, len(texts)
