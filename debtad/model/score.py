"""A text and a model → a verdict. The score is a sigmoid of a plain sum, and the sum is shown."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from typing import Any

from debtad.errors import InputError
from debtad.features import Analysis, Extractor, domain_feature, length_feature, signal_features
from debtad.model.artifact import Model, read_model
from debtad.model.columns import cells
from debtad.model.explain import advise, cost_of
from debtad.model.facts import collect_facts, match_value
from debtad.signals.match import Match
from debtad.text.amounts import find_amounts
from debtad.text.normalize import Normalized
from debtad.verdict import SUBTYPES, Evidence, Level, Verdict, Word

#: Only this many code points of a text are scored; the rest is left out and ``truncated`` says so.
MAX_CHARACTERS = 20_000

_HAN = (0x3400, 0x9FFF)


class Detector:
    """Scores texts with one model, loaded once."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._idf, self._weights, self._end_weights = cells(model.idf), cells(model.weights), cells(model.end_weights)
        self._extractor = Extractor(model.catalog, model.phrases, self._idf)
        # A model of another domain than debt relief (spam, say) has neither facts nor advice to give.
        self._foreign = model.training.get("domain") == "other"

    @classmethod
    def load(cls, place: str | os.PathLike[str] | None = None) -> Detector:
        """The detector for a model folder or name (default: the shipped model). Raises ModelError."""
        return cls(read_model(place))

    def score(self, text: str, *, debt: float | None = None, lang: str = "zh") -> Verdict:
        """The verdict on one text.

        ``debt`` is the reader's debt in 元, used to compute what a percentage fee would come to. ``lang`` ("zh" or
        "en") is the language of titles, reasons and advice. Raises InputError for blank text or text without Chinese.
        """
        check_text(text)
        truncated = len(text) > MAX_CHARACTERS
        if truncated:
            text = text[:MAX_CHARACTERS]
        analysis = self._extractor.analyse(text)
        amounts = find_amounts(analysis.normalized.text)
        evidence = self._evidence(analysis, amounts, lang)
        words = self._words(analysis)
        classes = self.model.class_weights
        intercept = math.fsum(
            [
                self.model.intercept,
                classes.get(length_feature(analysis), 0.0),
                classes.get(domain_feature(analysis), 0.0),
            ]
        )
        total = math.fsum([intercept, *(e.contribution for e in evidence), *(w.contribution for w in words)])
        score = sigmoid(total)
        level = self.level(score)
        silent = level == "low" or self._foreign
        subtype = "none" if silent else self._subtype(analysis)
        facts = {} if silent else collect_facts(analysis.normalized.text, amounts, analysis.frames)
        return Verdict(
            model=self.model.ref,
            text=text,
            truncated=truncated,
            score=score,
            level=level,
            subtype=subtype,
            facts=facts,
            evidence=tuple(e for e in evidence if not _speaks_against(e)),
            counter=tuple(e for e in evidence if _speaks_against(e)),
            words=words,
            intercept=intercept,
            cost=cost_of(facts, () if self._foreign else analysis.matches, debt, lang),
            advice=() if self._foreign else advise(level, subtype, evidence, lang),
        )

    def level(self, score: float) -> Level:
        """The level of a score under the model's thresholds."""
        if score >= self.model.thresholds["high"]:
            return "high"
        return "review" if score >= self.model.thresholds["review"] else "low"

    def _evidence(self, analysis: Analysis, amounts: Any, lang: str) -> list[Evidence]:
        """One item a match. A feature's whole weight stands at its first match, so that the sum is exact."""
        spent: set[str] = set()
        items: list[Evidence] = []
        for match in analysis.matches:
            fresh = [name for name in signal_features(match, analysis.closing) if name not in spent]
            weight = math.fsum(self.model.signal_weights.get(name, 0.0) for name in fresh)
            spent.update(fresh)
            span = analysis.normalized.span(match.start, match.end)
            signal = match.signal
            items.append(
                Evidence(
                    signal=signal.id,
                    title=signal.title[lang],
                    role=signal.weight,
                    quote=analysis.normalized.original[span.start : span.end],
                    start=span.start,
                    end=span.end,
                    value=match_value(match, amounts),
                    stance=match.stance,
                    contribution=weight,
                    why=signal.why[lang],
                    law=signal.law,
                )
            )
        return items

    def _words(self, analysis: Analysis) -> tuple[Word, ...]:
        """One item a phrase with a weight, and one more where it also stands in the closing clauses."""
        words: list[Word] = []
        for places, weights in ((analysis.phrases, self._weights), (analysis.ending, self._end_weights)):
            norm = self._extractor.norm(places)
            words += [
                _word(analysis.normalized, start, end, weights[place] * self._idf[place] / norm)
                for place, (start, end) in places.items()
                if weights[place]
            ]
        return tuple(words)

    def _subtype(self, analysis: Analysis) -> str:
        if not self.model.subtypes:
            return "debt_relief"
        features = self._extractor.features(analysis)
        return max(
            (name for name in SUBTYPES if name in self.model.subtypes),
            key=lambda name: _linear(self.model.subtypes[name], features),
        )


def check_text(text: str) -> None:
    """Raises InputError where there is nothing to score: blank text, or no Chinese character in its scored part."""
    if not text.strip():
        raise InputError("the text is empty: paste an ad, name a file with --file, or pipe text in")
    if not any(_HAN[0] <= ord(character) <= _HAN[1] for character in text[:MAX_CHARACTERS]):
        raise InputError("the text holds no Chinese characters: debtad reads Chinese advertising only")


def sigmoid(value: float) -> float:
    """Log-odds → probability, without overflow."""
    if value >= 0:
        return 1.0 / (1.0 + math.exp(-value))
    small = math.exp(value)
    return small / (1.0 + small)


def _word(normalized: Normalized, start: int, end: int, contribution: float) -> Word:
    span = normalized.span(start, end)
    return Word(normalized.original[span.start : span.end], span.start, span.end, contribution)


def _speaks_against(item: Evidence) -> bool:
    return item.contribution < 0 or (
        item.contribution == 0 and (item.role == "protective" or item.stance != "asserted")
    )


def _linear(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    return weights.get("", 0.0) + math.fsum(weights.get(name, 0.0) * value for name, value in features.items())


def score_many(detector: Detector, texts: Iterable[str]) -> Iterable[Verdict]:
    """Verdicts in order, one a text; raises as :meth:`Detector.score` does."""
    return (detector.score(text) for text in texts)


__all__ = ["MAX_CHARACTERS", "Detector", "Match", "check_text", "score_many", "sigmoid"]
