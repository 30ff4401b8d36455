"""A text and a model → a verdict. The score is a sigmoid of a plain sum, and the sum is shown."""

from __future__ import annotations

import math
import os
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from debtad.errors import InputError
from debtad.features import OFF_TOPIC, Analysis, Extractor, class_features, domain_feature, signal_names
from debtad.model.advice import OTHER_TRADE, Told, advise, is_of_other_trade, speaks_of_debts, tells_of_loss
from debtad.model.artifact import Model, read_model
from debtad.model.columns import Products, cells
from debtad.model.explain import cost_of, own_way, says_kept, with_bases
from debtad.model.fact_reading import read
from debtad.model.facts import Said, match_value
from debtad.model.files import Opened
from debtad.model.subtypes import Subtypes
from debtad.ngrams import NgramReader, log_odds, stretches
from debtad.records import TYPE_CHECKING, NamedTuple
from debtad.signals.match import Match, Matcher
from debtad.text.amounts import Amount, find_amounts
from debtad.text.normalize import MOST_UNDONE, normalize
from debtad.verdict import Evidence, Level, Segment, Stance, Verdict, Word

if TYPE_CHECKING:
    from typing import Any

#: Only this many code points of a text are scored; the rest is left out and ``truncated`` says so.
MAX_CHARACTERS = 20_000

#: No debt of more 元 is believed.
MOST_DEBT = 1e12

#: Of a signal in one stance so many places are told, besides those that weigh anything.
MOST_PLACES = 100

#: The languages of titles, reasons and advice.
LANGUAGES = ("zh", "en")

_HAN = (0x3400, 0x9FFF)


class Weighed(NamedTuple):
    """A text with its score, before anything is told about it. ``intercept`` is in log-odds, ``score`` in 0..1.

    ``part`` is what the score was taken from: ``whole``, or the segment of it that speaks more strongly.
    """

    text: str
    truncated: bool
    whole: Analysis
    part: Analysis
    intercept: float
    score: float


class SignalWeights(dict[tuple[str, Stance], tuple[float, float]]):
    """What a signal in a stance weighs: anywhere in a text, and besides in its closing clauses."""

    __slots__ = ("_table",)

    def __init__(self, table: Mapping[str, float]) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, kind: tuple[str, Stance]) -> tuple[float, float]:
        everywhere, closing = signal_names(*kind)
        weights = self[kind] = self._table.get(everywhere, 0.0), self._table.get(closing, 0.0)
        return weights


class Detector:
    """Scores texts with one model, loaded once."""

    def __init__(self, model: Model) -> None:
        self.model = model
        idf, weights, ends = cells(model.idf), cells(model.weights), cells(model.end_weights)
        ngrams = NgramReader(model.ngrams, model.ngram_weights) if model.ngrams else None
        self._extractor = Extractor(model.catalog, model.phrases, idf, ngrams)
        #: What a phrase adds before it is divided by the norm: in the whole text, and in its closing clauses.
        self._products = Products(weights, idf), Products(ends, idf)
        self._signals = SignalWeights(model.signal_weights)
        self._subtypes = Subtypes(model.subtypes, self._extractor)
        # A model of another domain than debt relief (spam, say) has neither facts nor advice to give.
        self._foreign = model.training.get("domain") == "other"

    @classmethod
    def load(cls, place: str | os.PathLike[str] | Opened | None = None) -> Detector:
        """The detector for a model folder or name (default: the shipped model), or an opened file. Raises ModelError."""
        return cls(read_model(place))

    @property
    def matcher(self) -> Matcher:
        """What finds the signals."""
        return self._extractor.matcher

    def score(self, text: str, *, debt: float | None = None, lang: str = "zh", turns: Sequence[int] = ()) -> Verdict:
        """The verdict on one text.

        ``debt`` is the reader's debt in 元, used to compute what a percentage fee would come to. ``lang`` ("zh" or
        "en") is the language of titles, reasons and advice. Raises InputError for blank text or text without Chinese, and
        for another language; for a debt that is no amount (:func:`check_debt`), too. ``turns`` are the places of ``text``
        where the turns of a conversation begin: a price that a later one lowers no longer counts.
        """
        check_debt(debt)
        if lang not in LANGUAGES:
            raise InputError(f"no explanations in {lang!r}: lang is one of {', '.join(LANGUAGES)}")
        return self.explain(self.weigh(text), debt=debt, lang=lang, turns=turns)

    def weigh(self, text: str) -> Weighed:
        """The score alone: all that is wanted for most posts of a heap. Raises as :meth:`score` does.

        The sum is exact (``fsum``), so it is the very score that the explained verdict has.
        """
        check_text(text)
        truncated = len(text) > MAX_CHARACTERS
        if truncated:
            text = text[:MAX_CHARACTERS]
        whole = self._extractor.analyse(text)
        part, intercept, total = self._strongest(whole)
        return Weighed(text, truncated, whole, part, intercept, sigmoid(total))

    def explain(
        self,
        weighed: Weighed,
        *,
        debt: float | None = None,
        lang: str = "zh",
        brief: bool = False,
        turns: Sequence[int] = (),
    ) -> Verdict:
        """The verdict on a weighed text, as :meth:`score` gives it; a ``brief`` one without words, cost and advice."""
        whole, part = weighed.whole, weighed.part
        alone = self._alone(weighed)
        told = self._told(weighed, alone)
        amounts = find_amounts(whole.normalized.text)
        evidence, left_out = self._evidence(told, part, amounts, lang)
        level = self.level(weighed.score)
        silent = level == "low" or self._foreign
        subtype = "none" if silent else self._subtypes.of(part)
        said = None if silent else self._said(whole, told, amounts, turns)
        charges = () if said is None or brief else said.charges()
        debts = not silent and not brief and speaks_of_debts(whole.normalized.text)
        kept = said is not None and "nonrefundable_deposit" in said.facts and says_kept(told.text)
        other = not (silent or brief or debts) and is_of_other_trade(whole.normalized.text, subtype, evidence)
        matches = () if self._foreign or other else told.matches
        if other:  # a share of a price is none of the reader's debt
            charges = tuple(charge for charge in charges if not charge.percent)
        cost = {} if brief else cost_of(charges, matches, debt, lang, subtype, debts=debts, kept=kept)
        if other:
            cost |= {"other_trade": True, "self_label": own_way(OTHER_TRADE, lang)}
        evidence = evidence if brief or self._foreign else with_bases(evidence, cost, lang)
        return Verdict(
            model=self.model.ref,
            text=whole.normalized.original,
            truncated=bool(limits := _limits(weighed, left_out)),
            score=weighed.score,
            level=level,
            subtype=subtype,
            facts={} if said is None else said.facts,
            evidence=tuple(e for e in evidence if not _speaks_against(e)),
            counter=tuple(e for e in evidence if _speaks_against(e)),
            words=() if brief else self._words(part),
            intercept=weighed.intercept,
            cost=cost,
            advice=()
            if self._foreign or brief
            else self._advice(whole, level, subtype, evidence, lang, debts=debts, other=other),
            segment=None if part is whole else Segment(*whole.normalized.span(part.start, part.end), alone),
            limits=limits,
        )

    @staticmethod
    def _advice(
        whole: Analysis,
        level: Level,
        subtype: str,
        evidence: Sequence[Evidence],
        lang: str,
        *,
        debts: bool,
        other: bool,
    ) -> tuple[str, ...]:
        on_topic = domain_feature(whole) != OFF_TOPIC
        lost = level == "low" and on_topic and tells_of_loss(whole.normalized.text)
        return advise(level, subtype, evidence, lang, Told(lost=lost, debts=debts, other=other))

    def asserted(self, weighed: Weighed) -> tuple[str, ...]:
        """Ids of the signals that an explained verdict would show as asserted evidence, in order of place."""
        told = self._told(weighed, self._alone(weighed))
        return tuple(
            dict.fromkeys(
                match.signal.id
                for match, weight in self._weights_of(told, weighed.part)
                if match.stance == "asserted" and not _against(weight, match.signal.weight, match.stance)
            )
        )

    def _alone(self, weighed: Weighed) -> float:
        """The score of the whole text by itself, whatever passage of it carries the verdict."""
        whole = weighed.whole
        return weighed.score if weighed.part is whole else sigmoid(self._sum(whole, self.intercept(whole, 0.0)))

    def _told(self, weighed: Weighed, alone: float) -> Analysis:
        """What a verdict tells of: the whole text, but of one that is innocent without the passage that carries the verdict
        that passage alone."""
        return weighed.part if self.level(alone) == "low" else weighed.whole

    def _said(self, whole: Analysis, told: Analysis, amounts: Sequence[Amount], turns: Sequence[int] = ()) -> Said:
        """The core facts and charges of a whole text, whose ``amounts`` are given, or of a passage read by itself."""
        normalized, frames = whole.normalized, whole.frames
        if told is not whole:
            start, end = normalized.span(told.start, told.end)
            normalized = normalize(normalized.original[start:end])
            _, frames = self.matcher.find(normalized)
            amounts = find_amounts(normalized.text)
            turns = [max(0, turn - start) for turn in turns if turn < end]
        if normalized.starts is not None:
            turns = [bisect_left(normalized.starts, turn) for turn in turns]
        return Said.of(read(normalized.text, amounts, frames), self.model.fact_weights, turns)

    def _strongest(self, whole: Analysis) -> tuple[Analysis, float, float]:
        """The whole text, or the segment of it whose log-odds are larger even after the discount, if they flag it: a text
        that no part of it flags is told as a whole. With it the start for its class, and its log-odds."""
        start = self.intercept(whole, 0.0)
        best = whole, start, self._sum(whole, start)
        for part in self._extractor.segments(whole):
            start = self.intercept(part, self.model.segment_discount)
            total = self._sum(part, start)
            if total > best[2] and self.level(sigmoid(total)) != "low":
                best = part, start, total
        return best

    def intercept(self, part: Analysis, discount: float) -> float:
        """Where the log-odds of a text or segment start: by its classes, less ``discount``."""
        return self.start(class_features(part), discount)

    def start(self, classes: Sequence[str], discount: float) -> float:
        """Where the log-odds of whatever is of these classes start, less ``discount``."""
        weights = self.model.class_weights
        return math.fsum([self.model.intercept, *(weights.get(name, 0.0) for name in classes), -discount])

    @staticmethod
    def _wording(part: Analysis) -> float:
        """What n-grams add to the log-odds of a text or segment."""
        return log_odds(part.ngrams.units(part.start, part.end), part.end - part.start)

    def addends(self, part: Analysis, intercept: float) -> list[float]:
        """What everything but the phrases adds to the log-odds of a text or segment that start at ``intercept``."""
        return [intercept, self._wording(part), *self.signal_addends(part)]

    def _sum(self, part: Analysis, intercept: float) -> float:
        """The log-odds of a text or segment: all that the explained verdict shows, added up exactly."""
        addends = self.addends(part, intercept)
        for places, products in zip((part.phrases, part.ending), self._products, strict=True):
            if places:
                norm = self._extractor.norm(places)
                addends += [product / norm for product in map(products.__getitem__, places) if product]
        return math.fsum(addends)

    def level(self, score: float) -> Level:
        """The level of a score under the model's thresholds."""
        if score >= self.model.thresholds["high"]:
            return "high"
        return "review" if score >= self.model.thresholds["review"] else "low"

    def _weights_of(self, whole: Analysis, part: Analysis) -> Iterator[tuple[Match, float]]:
        """Each match with its weight. A feature's whole weight stands at its first match in ``part``, so that the sum is
        exact; what lies outside ``part`` weighs nothing."""
        spent: set[tuple[str, Stance, bool]] = set()
        for match in whole.matches:
            signal, start, end, stance = match
            late = end > part.closing
            if (signal.id, stance, late) in spent or start < part.start or end > part.end:
                yield match, 0.0
                continue
            everywhere, closing = self._signals[signal.id, stance]
            fresh = [] if (signal.id, stance, False) in spent or (signal.id, stance, True) in spent else [everywhere]
            spent.add((signal.id, stance, late))
            yield match, math.fsum([*fresh, closing] if late else fresh)

    def signal_addends(self, part: Analysis) -> list[float]:
        """What signals add to the log-odds of a text or segment; only the first match of a kind can weigh anything."""
        return [weight for _, weight in self._weights_of(part, part) if weight]

    def _evidence(self, whole: Analysis, part: Analysis, amounts: Any, lang: str) -> tuple[list[Evidence], bool]:
        """One item a match, and whether any were left out: the first :data:`MOST_PLACES` of a signal and stance are told, and
        whatever weighs anything."""
        items: list[Evidence] = []
        told: dict[tuple[str, Stance], int] = {}
        left_out = False
        for match, weight in self._weights_of(whole, part):
            signal = match.signal
            kind = signal.id, match.stance
            count = told[kind] = told.get(kind, 0) + 1
            if count > MOST_PLACES and not weight:
                left_out = True
                continue
            start, end = whole.normalized.span(match.start, match.end)
            items.append(
                Evidence(
                    signal=signal.id,
                    title=signal.title[lang],
                    role=signal.weight,
                    quote=whole.normalized.original[start:end],
                    start=start,
                    end=end,
                    value=match_value(match, amounts),
                    stance=match.stance,
                    contribution=weight,
                    why=signal.why[lang],
                    law=signal.law,
                )
            )
        return items, left_out

    def _words(self, analysis: Analysis) -> tuple[Word, ...]:
        """One item a phrase with a weight, one more where it also stands in the closing clauses, and one for each stretch
        whose n-grams speak the same way."""
        words: list[Word] = []
        normalized = analysis.normalized
        original, span, moved = normalized.original, normalized.span, normalized.starts is not None
        for places, products in zip((analysis.phrases, analysis.ending), self._products, strict=True):
            norm = self._extractor.norm(places)
            for place, (start, end) in places.items():
                product = products[place]
                if product:
                    if moved:
                        start, end = span(start, end)
                    words.append(Word(original[start:end], start, end, product / norm))
        for start, end, weight in stretches(analysis.ngrams, analysis.start, analysis.end):
            if moved:
                start, end = span(start, end)
            words.append(Word(original[start:end], start, end, weight))
        return tuple(words)


def check_text(text: str) -> None:
    """Raises InputError where there is nothing to score: blank text, or no Chinese character in its scored part."""
    if not text.strip():
        raise InputError("the text is empty: paste an ad")
    if not any(_HAN[0] <= ord(character) <= _HAN[1] for character in text[:MAX_CHARACTERS]):
        raise InputError("the text holds no Chinese characters: debtad reads Chinese advertising only")


def check_debt(debt: float | None) -> None:
    """Raises InputError where a debt is given that is no amount: not above 0, above :data:`MOST_DEBT`, or not a number."""
    if debt is not None and not 0 < debt <= MOST_DEBT:
        raise InputError(f"debt {debt:g}: not an amount of yuan, for example 50000")


def sigmoid(value: float) -> float:
    """Log-odds → probability, without overflow."""
    if value >= 0:
        return 1.0 / (1.0 + math.exp(-value))
    small = math.exp(value)
    return small / (1.0 + small)


def _limits(weighed: Weighed, left_out: bool) -> tuple[str, ...]:
    """What was left out of a verdict, and why."""
    read = weighed.whole.normalized
    said = {
        f"only the first {MAX_CHARACTERS} characters were scored": weighed.truncated and not read.cut,
        f"only the first {len(read.original)} characters were scored: they hide {MOST_UNDONE} terms": read.cut,
        f"only the first {MOST_PLACES} places of a signal are shown; all were weighed": left_out,
    }
    return tuple(limit for limit, reached in said.items() if reached)


def _speaks_against(item: Evidence) -> bool:
    return _against(item.contribution, item.role, item.stance)


def _against(weight: float, role: str, stance: Stance) -> bool:
    return weight < 0 or (weight == 0 and (role == "protective" or stance != "asserted"))
