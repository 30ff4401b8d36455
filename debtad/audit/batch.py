"""Scoring many texts at once: the very scores of :class:`debtad.model.score.Detector`, many times as fast.

Canonical forms, strings, clauses, words of the domain and sums are worked out for a whole chunk of texts by numpy; the
addends of a score are the same floating-point products, and they are added up exactly, so that not a bit differs. Only a
text in which a signal occurs, or a stretch of which may outdo the whole, is looked at by itself.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from debtad.audit.chunk import Chunk, Normalizer, stretches
from debtad.audit.clause_ends import ChunkCuts, Stops, Stretches, closings
from debtad.audit.ngram_sums import NgramScorer, NgramSums, TextNgrams
from debtad.audit.ngrams import Ints, NgramFinder, spread
from debtad.audit.pattern_runs import Pattern, prepare
from debtad.audit.ready import Readiness
from debtad.audit.sums import Addends, Floats, Hits, LazyPlaces, PhraseWeights, first_places, in_order
from debtad.features import (
    CLOSING_CLAUSES,
    LONGEST,
    MOST_CUES,
    MOST_DOMAIN,
    OFF_TOPIC,
    OTHER_VOICES,
    SEGMENTED,
    Analysis,
    frame_class,
    frame_classes,
    frame_feature,
    risks,
    segments,
    signal_features,
)
from debtad.model.score import MAX_CHARACTERS, Detector, Weighed, sigmoid
from debtad.signals.stance import Cue, Frames
from debtad.text.normalize import Normalized
from debtad.verdict import Span

#: Patterns are run over the texts of so many chunks at once.
_TOGETHER = 8

#: What is added to a bound, far more than rounding can take from it.
_MARGIN = 1e-6

Spans = dict[int, list[tuple[int, int]]]


class Scored(NamedTuple):
    """The score of a text, and the weighed text itself where the score reaches level ``review``."""

    score: float
    weighed: Weighed | None


class _Read(NamedTuple):
    """A chunk read, before patterns are run. ``whole`` is all of it as one string, in which text ``i`` stands at
    ``[begins[i], ends[i])``; ``ordered`` are the hits on phrases by their phrase; ``ready`` patterns and texts
    of pairs that may match."""

    texts: Sequence[str]
    chunk: Chunk
    cuts: tuple[Stretches, Stretches]
    closing: Ints
    hits: Hits
    ordered: Hits
    addends: Addends
    ngrams: NgramSums
    ready: tuple[Ints, Ints]
    whole: str
    begins: list[int]
    ends: list[int]

    def text(self, number: int) -> str:
        """A text in canonical form."""
        return self.whole[self.begins[number] : self.ends[number]]


class BatchScorer:
    """Scores texts in bulk. Built once, in a second or two."""

    def __init__(self, detector: Detector) -> None:
        model = detector.model
        self.detector = detector
        self._review = model.thresholds["review"]
        self._normalizer = Normalizer()
        self._matcher = detector.matcher
        idf, weights, ends = (np.array(list(column)) for column in (model.idf, model.weights, model.end_weights))
        self._weights = PhraseWeights(np.array([value**2 for value in idf.tolist()]), (weights * idf, ends * idf))
        self._gains = np.maximum(weights, 0.0) ** 2, np.maximum(ends, 0.0) ** 2
        self._ngrams = NgramScorer(list(model.ngrams), list(model.ngram_weights))
        phrases, index = list(model.phrases), list(model.catalog.index)
        strings = list(dict.fromkeys([*phrases, *index]))
        self._finder = NgramFinder(strings)
        numbers = {text: number for number, text in enumerate(strings)}
        self._phrase = np.full(len(strings), -1, np.int64)
        self._phrase[[numbers[text] for text in phrases]] = np.arange(len(phrases))
        self._seen = np.zeros(len(phrases), bool)
        self._read_index(index, numbers)
        self._prepared: dict[int, Pattern] = {}
        #: Those of texts without any signal: by length, words of the domain, and kinds of cues.
        shape = LONGEST + 1, MOST_DOMAIN + 1, MOST_CUES + 1
        self._intercepts = np.array(
            [
                self._intercept(length, words, frame_class(0, kinds, framed=False))
                for length, words, kinds in np.ndindex(shape)
            ]
        ).reshape(shape)
        classes = model.class_weights
        length = max(classes.get(f"l:{number}", 0.0) for number in range(LONGEST + 1))
        words = max(classes.get(f"d:{number}", 0.0) for number in range(MOST_DOMAIN + 1))
        frame = max(classes.get(name, 0.0) for name in frame_classes())
        self._highest = model.intercept + length + words + frame - model.segment_discount + _MARGIN
        #: By how much a segment about something else starts lower than that.
        self._off_topic = words - classes.get(OFF_TOPIC, 0.0)
        #: Log-odds that may be enough for level ``review``.
        self._least = math.log(self._review / (1 - self._review)) - _MARGIN if 0 < self._review < 1 else -math.inf

    def _intercept(self, length: int, words: int, frame: str) -> float:
        """As the detector has it for a text of this class of length, so many words of the domain, and this frame class."""
        return self.detector.start((f"l:{length}", f"d:{words}", frame), 0.0)

    def _read_index(self, index: Sequence[str], numbers: dict[str, int]) -> None:
        """Which sets of which patterns each string is in, and which cues it is."""
        model = self.detector.model
        sets: list[list[tuple[int, int]]] = [[] for _ in numbers]
        self._kinds: list[tuple[str, ...]] = [()] * len(numbers)
        for row, text in enumerate(index):
            owners, kinds = self._matcher.said(row)
            number = numbers[text]
            sets[number] += owners
            self._kinds[number] += kinds
        self._is_cue = np.array([bool(kinds) for kinds in self._kinds], bool)
        self._is_word = np.array([not {"debt", "trade"}.isdisjoint(kinds) for kinds in self._kinds], bool)
        self._is_debt = np.array(["debt" in kinds for kinds in self._kinds], bool)
        self._is_mask = np.array(["mask" in kinds for kinds in self._kinds], bool)
        self._is_other = [np.array([voice in kinds for kinds in self._kinds], bool) for voice in OTHER_VOICES]
        signals = [model.catalog.signals[number] for number, _ in self._matcher.sources]
        needs_debt = np.array([signal.context == "debt" for signal in signals], bool)
        self._readiness = Readiness(list(numbers), model.catalog.sets, sets, needs_debt)

    def score(self, texts: Sequence[str]) -> list[Scored]:
        """The scores of texts, none of which may be blank or without Chinese; each as ``Detector.weigh`` gives it."""
        scored: list[Scored] = []
        bounds = list(stretches(texts, MAX_CHARACTERS))
        for first in range(0, len(bounds), _TOGETHER):
            read = [self._read(texts[low:high]) for low, high in bounds[first : first + _TOGETHER]]
            for chunk, spans in zip(read, self._spans(read), strict=True):
                scored += self._score(chunk, spans)
        return scored

    def seen(self) -> bytes:
        """Which phrases of the model occurred since the last call, as a bitmap (see ``worker.Batch``)."""
        bitmap = np.packbits(self._seen, bitorder="little").tobytes()
        self._seen[:] = False
        return bitmap

    def _read(self, texts: Sequence[str]) -> _Read:
        chunk = self._normalizer.normalize([text[:MAX_CHARACTERS] for text in texts])
        stops = Stops(chunk.codes, chunk.begins, chunk.ends)
        clauses = stops.clauses()
        closing = closings(clauses.starts, chunk.begins, chunk.ends, CLOSING_CLAUSES)
        found = self._finder.find(chunk.codes)
        owner = chunk.owner()
        hits = Hits(*found, owner[found.starts])
        ordered = self._ordered(hits)
        whole, ending = first_places(ordered, closing, self._phrase.size)
        self._seen[whole.hits.numbers] = True
        ready = self._ready(hits, len(texts))
        addends = self._weights.addends(whole, ending)
        cuts, begins, ends = (clauses, stops.sentences()), chunk.begins.tolist(), chunk.ends.tolist()
        ngrams = self._ngrams.read(chunk.codes, owner)
        return _Read(texts, chunk, cuts, closing, hits, ordered, addends, ngrams, ready, chunk.whole(), begins, ends)

    def _ordered(self, hits: Hits) -> Hits:
        """The hits on phrases, by their phrase, in the order of their ends, the longest first."""
        phrases = self._phrase[hits.numbers]
        at = np.flatnonzero(phrases >= 0)
        at = at[in_order(hits.starts[at], hits.ends[at])]
        return Hits(phrases[at], hits.starts[at], hits.ends[at], hits.owners[at])

    def _ready(self, hits: Hits, texts: int) -> tuple[Ints, Ints]:
        in_debt = np.zeros(texts, bool)
        in_debt[hits.owners[self._is_debt[hits.numbers]]] = True
        return self._readiness.ready(hits.numbers, hits.owners, in_debt)

    def _spans(self, read: Sequence[_Read]) -> list[dict[int, Spans]]:
        """Where the patterns of each signal match, by text, for each chunk."""
        found: list[dict[int, Spans]] = [{} for _ in read]
        # Texts are numbered through all chunks.
        first = np.cumsum([0, *(chunk.closing.size for chunk in read)])
        patterns = np.concatenate([chunk.ready[0] for chunk in read])
        texts = np.concatenate([chunk.ready[1] + first[place] for place, chunk in enumerate(read)])
        order = np.argsort(patterns, kind="stable")
        patterns, texts = patterns[order], texts[order]
        wanted = np.unique(texts)
        places = np.searchsorted(first, wanted, "right") - 1
        owned = list(zip(places.tolist(), (wanted - first[places]).tolist(), strict=True))
        written = [read[place].text(owner).encode() for place, owner in owned]
        columns = np.searchsorted(wanted, texts).tolist()
        for low, high in _runs(patterns):
            pattern = int(patterns[low])
            where = columns[low:high]
            signal = self._matcher.sources[pattern][0]
            for number, span in self._pattern(pattern).run([written[column] for column in where]):
                place, owner = owned[where[number]]
                found[place].setdefault(owner, {}).setdefault(signal, []).append(span)
        return found

    def _pattern(self, number: int) -> Pattern:
        known = self._prepared.get(number)
        if known is None:
            known = self._prepared[number] = prepare(self._matcher.compiled(number), self._matcher.sources[number][1])
        return known

    def _score(self, read: _Read, spans: Mapping[int, Spans]) -> list[Scored]:
        chunk, detector = read.chunk, self.detector
        words, masked = self._words(read)
        kinds = self._other_voices(read)
        edited = [number for number, changed in chunk.changed.items() if changed.edits]
        alone = sorted({*spans, *edited, *masked})
        sizes = chunk.ends - chunk.begins
        lengths = np.minimum(np.frexp(np.maximum(sizes, 1))[1] - 1, LONGEST)
        wording = read.ngrams.log_odds(chunk.begins, chunk.ends)
        sums = read.addends.sums(self._intercepts[lengths, np.minimum(words, MOST_DOMAIN), kinds], wording)
        masks = set(masked)
        gains, wordy = np.zeros(sizes.size), words > 0
        analysed: dict[int, Analysis] = {}
        cues = self._cues(read, alone)
        for number in alone:
            analysis = self._analysis(read, number, spans.get(number, {}), cues.get(number, []))
            analysed[number] = analysis
            asserted = risks(analysis)
            if number in masks:
                others = detector.addends(analysis, detector.intercept(analysis, 0.0))
            else:
                domain = min(int(words[number]) + asserted, MOST_DOMAIN)
                start = self._intercept(int(lengths[number]), domain, frame_feature(analysis, asserted))
                others = [start, float(wording[number]), *detector.signal_addends(analysis)]
            sums[number] = math.fsum([*others, *read.addends.of(number)])
            if sizes[number] >= SEGMENTED and (asserted or wordy[number]):
                wordy[number] = True
                gains[number] = self._gain(analysis)
        bounds = self._bounds(read, gains)
        possible = (bounds > sums) & (bounds > self._least)
        parted: list[int] = np.flatnonzero(wordy & (sizes >= SEGMENTED) & possible).tolist()
        fresh = [number for number in parted if number not in analysed]
        cues = self._cues(read, fresh)
        analysed |= {number: self._analysis(read, number, {}, cues.get(number, [])) for number in fresh}
        logits: list[float] = sums.tolist()
        strongest = self._outdo(logits, {number: analysed[number] for number in parted}, bounds, gains, read)
        scores = [sigmoid(logit) for logit in logits]
        scored = [Scored(score, None) for score in scores]
        flagged = [number for number, score in enumerate(scores) if score >= self._review]
        cues = self._cues(read, [number for number in flagged if number not in analysed])
        for number in flagged:
            analysis = analysed.get(number) or self._analysis(read, number, {}, cues.get(number, []))
            scored[number] = Scored(
                scores[number], self._weighed(read, number, analysis, strongest.get(number), scores[number])
            )
        return scored

    def _words(self, read: _Read) -> tuple[Ints, list[int]]:
        """How many words of the domain each text holds; and the texts in which cues may be masked."""
        hits, texts = read.hits, read.closing.size
        at = np.flatnonzero(self._is_word[hits.numbers])
        owners = np.unique(hits.owners[at] * self._phrase.size + hits.numbers[at]) // max(self._phrase.size, 1)
        words = np.bincount(owners, minlength=texts)
        return words, np.unique(hits.owners[self._is_mask[hits.numbers]]).tolist()

    def _other_voices(self, read: _Read) -> Ints:
        """By how many kinds of cues somebody else than a seller speaks in each text, as far as frame classes tell."""
        numbers, owners = read.hits.numbers, read.hits.owners
        kinds = np.zeros(read.closing.size, np.int64)
        for cues in self._is_other:
            kinds += np.bincount(owners[cues[numbers]], minlength=kinds.size) > 0
        return np.minimum(kinds, MOST_CUES)

    def _analysis(self, read: _Read, number: int, spans: Spans, cues: list[Cue]) -> Analysis:
        """A text by itself, without its phrases."""
        normalized = read.chunk.changed.get(number) or Normalized(read.chunk.originals[number], read.text(number))
        begin = read.begins[number]
        frames = Frames(normalized.text, cues, ChunkCuts(*read.cuts, number, begin))
        matches = tuple(self._matcher.settle(normalized, spans, frames)) if spans or normalized.edits else ()
        closing = int(read.closing[number]) - begin
        whole = Analysis(normalized, matches, frames, 0, len(normalized.text), closing, {}, {})
        return whole._replace(ngrams=TextNgrams(read.ngrams, begin))

    def _weighed(self, read: _Read, number: int, analysis: Analysis, part: Analysis | None, score: float) -> Weighed:
        analysis = _with_phrases(analysis, read.addends, number, read.begins[number])
        discount = 0.0 if part is None else self.detector.model.segment_discount
        part = part or analysis
        intercept = self.detector.intercept(part, discount)
        text = read.chunk.originals[number]
        return Weighed(text, len(read.texts[number]) > MAX_CHARACTERS, analysis, part, intercept, score)

    def _gain(self, analysis: Analysis) -> float:
        """The most that signals can add to the log-odds of a part of a text."""
        table = self.detector.model.signal_weights
        names = {name for match in analysis.matches for name in signal_features(match, -1)}
        return sum(max(table.get(name, 0.0), 0.0) for name in names)

    def _bounds(self, read: _Read, gains: Floats) -> Floats:
        """What no segment of each text can exceed.

        By Cauchy and Schwarz, phrases with weights ``w`` add no more than the root of the sum of ``w²``, whichever of them
        stand in the segment.
        """
        bounds: Floats = self._highest + gains + read.ngrams.bounds(read.chunk.begins, read.chunk.ends)
        for places, gain in zip(read.addends.places, self._gains, strict=True):
            bounds += np.sqrt(np.bincount(places.hits.owners, gain[places.hits.numbers], gains.size))
        return bounds

    def _anchors(self, read: _Read, analysed: Mapping[int, Analysis]) -> dict[int, list[int]]:
        """Where words of the domain and signals begin in each text, in order."""
        hits, begins = read.hits, read.chunk.begins
        wanted = np.zeros(begins.size, bool)
        wanted[list(analysed)] = True
        at = np.flatnonzero(self._is_word[hits.numbers] & wanted[hits.owners])
        owners = hits.owners[at]
        anchors = {number: [match.start for match in analysis.matches] for number, analysis in analysed.items()}
        for number, place in zip(owners.tolist(), (hits.starts[at] - begins[owners]).tolist(), strict=True):
            anchors[number].append(place)
        for places in anchors.values():
            places.sort()
        return anchors

    def _worth(self, span: Span, analysis: Analysis, anchors: list[int], bound: float, logit: float) -> bool:
        """Whether a segment may outdo its text. One without any word of the domain starts far lower, and the whole text is
        never outdone by itself."""
        if span.end - span.start == analysis.end and self.detector.model.segment_discount >= 0:
            return False
        at = bisect_left(anchors, span.start)
        if at < len(anchors) and anchors[at] < span.end:
            return True
        bound -= self._off_topic
        return bound > logit and bound > self._least

    def _outdo(
        self, logits: list[float], analysed: Mapping[int, Analysis], bounds: Floats, gains: Floats, read: _Read
    ) -> dict[int, Analysis]:
        """Put the log-odds of its strongest segment in the place of those of a text that it outdoes; these segments by text,
        with their phrases."""
        chunk, ordered = read.chunk, read.ordered
        anchors = self._anchors(read, analysed)
        spans = [
            (number, span.start, span.end, analysis.frames.closing(CLOSING_CLAUSES, span.start, span.end))
            for number, analysis in analysed.items()
            for span in segments(analysis)
            if self._worth(span, analysis, anchors[number], bounds[number], logits[number])
        ]
        if not spans:
            return {}
        numbers, first, last, closing = np.array(spans, np.int64).T
        begins = chunk.begins[numbers]
        starts, ends = begins + first, begins + last
        low = np.searchsorted(ordered.ends, starts, "right")
        counts = np.searchsorted(ordered.ends, ends, "right") - low
        owners = np.repeat(np.arange(numbers.size), counts)
        at = spread(low, counts)
        inside = ordered.starts[at] >= starts[owners]
        at = at[inside]
        hits = Hits(ordered.numbers[at], ordered.starts[at], ordered.ends[at], owners[inside])
        addends = self._weights.addends(*first_places(hits, begins + closing, self._phrase.size))
        discount = self.detector.model.segment_discount
        most = addends.sums(self._highest + gains[numbers], read.ngrams.log_odds(starts, ends))
        hopeful = np.flatnonzero((most > np.array(logits)[numbers]) & (most > self._least))
        parts: dict[int, Analysis] = {}
        best: dict[int, int] = {}
        for place in hopeful.tolist():
            number, start, end, _ = spans[place]
            part = analysed[number].part(start, end)
            intercept = self.detector.intercept(part, discount)
            logit = math.fsum([*self.detector.addends(part, intercept), *addends.of(place)])
            if logit > logits[number] and sigmoid(logit) >= self._review:
                logits[number] = logit
                best[number] = place
                parts[place] = part
        return {
            number: _with_phrases(parts[place], addends, place, read.begins[number]) for number, place in best.items()
        }

    def _cues(self, read: _Read, wanted: Iterable[int]) -> dict[int, list[Cue]]:
        """The cue words of the texts wanted, as the matcher gives them to their frames."""
        hits, texts = read.hits, np.zeros(read.closing.size, bool)
        texts[list(wanted)] = True
        at = np.flatnonzero(self._is_cue[hits.numbers] & texts[hits.owners])
        at = at[in_order(hits.starts[at], hits.ends[at])]
        cues: dict[int, list[Cue]] = {}
        owners = hits.owners[at]
        begins = read.chunk.begins[owners]
        columns = (hits.numbers[at], hits.starts[at] - begins, hits.ends[at] - begins, owners)
        for number, start, end, owner in zip(*(column.tolist() for column in columns), strict=True):
            mine = cues.get(owner)
            if mine is None:
                mine = cues[owner] = []
            for kind in self._kinds[number]:
                mine.append(Cue(kind, start, end))
        for found in cues.values():
            found.sort(key=itemgetter(1))
        return cues


def _with_phrases(analysis: Analysis, addends: Addends, number: int, begin: int) -> Analysis:
    """A text or segment with its phrases; ``number`` is its own among those of ``addends``."""
    whole, ending = addends.places
    return analysis._replace(phrases=LazyPlaces(whole, number, begin), ending=LazyPlaces(ending, number, begin))


def _runs(values: Ints) -> Iterator[tuple[int, int]]:
    """Stretches of equal values."""
    if values.size:
        yield from pairwise([0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), values.size])
