"""Labelled rows → a model: out-of-fold scores, calibration, thresholds, a final fit on everything, the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from joblib import Parallel, delayed
from scipy.special import expit
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from debtad.errors import LabelError
from debtad.features import OFF_TOPIC, domain_feature
from debtad.learn.augment import with_attacked
from debtad.learn.export import learned_fields
from debtad.learn.fact_learning import learn_facts
from debtad.learn.labels import REVIEW, RISKY, SAFE, Row
from debtad.learn.linear import INVERSE
from debtad.learn.pipeline import LEAN, Cache, build_pipeline, ngrams_told
from debtad.learn.record import parent_record, reference, training_record
from debtad.learn.thresholds import Choice, choose_thresholds, unsure_thresholds
from debtad.model.artifact import Model
from debtad.signals.compiled import CompiledCatalog
from debtad.verdict import SUBTYPES, ModelRef

Say = Callable[[str], None]

DEBT, OTHER, AUTO = "debt", "other", "auto"

#: Log-odds against a new text without any word of the domain while fitting. Such a text starts lower by ``off_topic`` when
#: it is scored, so wording that hides its trade would stay hidden if the fit did not have to overcome that start, with a
#: margin that lets what it learns carry over to the next text of its kind. Rows of the base are fitted without it.
HIDDEN = -5.0

#: Decimals kept of the weight of an n-gram: there are many, and each is divided by the root of the number of places.
NGRAM_DIGITS = 4

#: So many rows of each label are needed to say how sure a decision value is.
LEAST_CALIBRATED = 20

#: Of the corpus, 97 % of the risky rows speak of the domain.
LEAST_ON_TOPIC = 0.5


class OutOfFold(NamedTuple):
    """One number a row, each from a fit that saw no row of its group: a raw decision value on the whole text, the largest
    on any of its segments that speak of the domain and on any that do not (-inf where it has none), and the number of the
    fold."""

    whole: np.ndarray[Any, Any]
    strongest: np.ndarray[Any, Any]
    off_topic: np.ndarray[Any, Any]
    fold: np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """``C``: inverse regularisation. ``review_share``: how risky a ``review`` row counts (0..1). ``folds``: grouped
    folds. ``off_topic``: log-odds added where a text holds no word of the domain (class ``d:0``), because the world has
    far more such texts than the corpus. ``domain``: "debt", "other" (neither ``off_topic`` nor the signs that the catalog
    gives its signals hold), or "auto" (debt where half of the risky rows speak of money, debt or services).
    ``precision``: wanted precision of ``high`` (0..1). ``hard_share``: most share of safe rows at ``high``.
    ``flagged_share``: most share of safe rows at ``review`` or above; both of those safe rows that speak of the domain.
    ``segment_discount``: log-odds that a segment of a long text loses before it may outdo the whole. ``lean``: how far the
    weights may follow rows marked ``natural`` away from the others (0: not at all). ``digits``: decimals kept of a
    weight. ``attacked``: rewritten copies (:mod:`debtad.learn.augment`) of each training text, 0 for none;
    ``attacked_share``: their part of the text's weight (0..1); ``attacked_seed``: the draw."""

    C: float = INVERSE
    review_share: float = 0.5
    folds: int = 5
    precision: float = 0.96
    hard_share: float = 0.04
    flagged_share: float = 0.08
    off_topic: float = -2.25
    segment_discount: float = 1.75
    lean: float = LEAN
    domain: str = "debt"
    digits: int = 5
    attacked: int = 0
    attacked_share: float = 0.3
    attacked_seed: int = 0
    features: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, the fitted pipeline that gives the same scores, and the out-of-fold scores it was calibrated on.

    ``out_of_fold`` holds one score 0..1 a row of ``rows``. ``new_texts`` are those that joined a base.
    """

    model: Model
    pipeline: Pipeline
    rows: tuple[Row, ...]
    out_of_fold: np.ndarray[Any, Any]
    choice: Choice
    parent: Model | None = None
    new_texts: frozenset[str] = frozenset()

    def is_new(self, row: Row) -> bool:
        """Whether a row joined a base."""
        return row.text in self.new_texts


@contextmanager
def one_thread() -> Iterator[None]:
    """Adds up in one order: threads add up a part each, and the last digits of weights, so the bytes of a model, would
    depend on the cores of the machine."""
    with threadpool_limits(limits=1):
        yield


@one_thread()
def train(
    rows: Sequence[Row],
    name: str,
    options: TrainOptions | None = None,
    say: Say = lambda _: None,
    *,
    parent: Model | None = None,
    notes: Mapping[str, Any] | None = None,
    new_texts: frozenset[str] = frozenset(),
    catalog: CompiledCatalog | None = None,
) -> Trained:
    """Train on labelled rows. The same rows and options give the same model, on any number of cores.

    ``parent`` is the model that the new one is to follow; ``notes`` go into the record as they are;
    ``new_texts`` are those that joined a base; ``catalog`` holds the signals (default: the shipped ones). Raises
    LabelError where a class is missing or there are too few groups for the folds.
    """
    options = options or TrainOptions()
    kept = unique_rows(rows)
    labels = np.array([row.label for row in kept])
    for label in (RISKY, SAFE):
        if (labels == label).sum() < 2:
            raise LabelError(f"needs at least two rows labelled {label}, got {(labels == label).sum()}")
    cache = Cache(catalog)
    say(f"{len(kept)} rows: " + ", ".join(f"{(labels == label).sum()} {label}" for label in (RISKY, SAFE, REVIEW)))
    off_topic = np.array([domain_feature(cache.analyse(row.text)) == OFF_TOPIC for row in kept])
    options = _settle_domain(options, float(1 - off_topic[labels == RISKY].mean()), say)
    pipeline = build_pipeline(cache=cache, C=options.C, lean=options.lean, **options.features)
    if options.domain == OTHER:
        pipeline.set_params(classifier__signs=())
    hidden = frozenset(row.text for row, off in zip(kept, off_topic, strict=True) if off and row.text in new_texts)
    if options.domain == OTHER:
        hidden = frozenset()
    held = out_of_fold(pipeline, kept, options, say, hidden)
    clear = labels != REVIEW
    calibrated = _calibrated(clear, off_topic & (options.off_topic != 0), labels)
    slope, offset = _platt(held.whole[calibrated], labels[calibrated] == RISKY)
    whole = slope * held.whole + offset + options.off_topic * off_topic
    parts = slope * np.maximum(held.strongest, held.off_topic + options.off_topic / slope) + offset
    scores = expit(np.maximum(whole, parts - options.segment_discount))
    # Innocents about something else are many or few as the labels happen to be: they would hide what the others cost.
    counted = clear & ~(off_topic & (labels == SAFE)) if options.domain == DEBT else clear
    choice = choose_thresholds(
        scores[counted], labels[counted] == RISKY, options.precision, options.hard_share, options.flagged_share
    )
    say(f"high from {choice.high:.4f}, review from {choice.review:.4f}")
    for line in unsure_thresholds(labels[counted]):
        say(f"warning: {line}")
    fitted = fit(pipeline, kept, options, hidden)
    model = _export(fitted, slope, offset, choice, kept, name, options)
    say(f"{len(model.phrases)} phrases, {len(model.signal_weights)} signal weights")
    if options.domain != OTHER:
        model = model._replace(fact_weights=learn_facts(kept, cache.analyse, say))
    record = {
        **training_record(kept, options, choice, scores, held.fold),
        "labels": {"positive": RISKY, "negative": SAFE},
        "join": None,
        **(notes or {}),
        "parent": parent_record(parent),
        "reference": reference(kept, scores, [cache.analyse(row.text) for row in kept], choice.review),
    }
    return Trained(model._replace(training=record), fitted, tuple(kept), scores, choice, parent, new_texts)


def _settle_domain(options: TrainOptions, on_topic: float, say: Say) -> TrainOptions:
    """Options with a domain decided by ``on_topic`` (0..1), the share of risky rows that speak of the domain of debt."""
    domain = options.domain
    if domain not in (DEBT, OTHER, AUTO):
        raise ValueError(f"domain {domain!r}: use {DEBT}, {OTHER} or {AUTO}")
    if domain == AUTO:
        domain = DEBT if on_topic >= LEAST_ON_TOPIC else OTHER
        if domain == OTHER:
            say(
                f"{on_topic:.0%} of the texts to be found speak of money or debt: another domain, so its priors are off"
            )
    off_topic = 0.0 if domain == OTHER else options.off_topic
    return replace(options, domain=domain, off_topic=off_topic)


def unique_rows(rows: Sequence[Row]) -> list[Row]:
    """Rows without exact repeats of a text (the first stays), in a fixed order."""
    seen: dict[str, Row] = {}
    for row in rows:
        seen.setdefault(row.text, row)
    return sorted(seen.values(), key=lambda row: (row.source, row.id, row.text))


def out_of_fold(
    pipeline: Pipeline, rows: Sequence[Row], options: TrainOptions, say: Say, hidden: frozenset[str] = frozenset()
) -> OutOfFold:
    """Decision values for each row from fits that saw no row of its group."""
    groups = np.array([row.group for row in rows])
    folds = min(options.folds, len(set(groups)))
    if folds < 2:
        raise LabelError("all rows share one group: give a group column with at least two values")
    texts = [row.text for row in rows]
    parts: list[tuple[Any, Any, Any]] = []
    jobs = []
    for number, (inside, outside) in enumerate(GroupKFold(folds).split(texts, groups=groups), start=1):
        features = clone(pipeline[:-1])
        seen, targets, weights = _fit_on([rows[i] for i in inside], options)
        if len(set(targets)) < 2:
            raise LabelError("nearly all rows of one label share a group: spread risky and safe rows over more groups")
        matrix = features.fit_transform(seen, targets)
        unseen = features.transform([texts[i] for i in outside])
        segments = features[-1].transform_segments([texts[i] for i in outside])
        parts_unseen = [part for part in (unseen, segments.matrix) if part.shape[0]]
        known = {**_known([rows[i] for i in inside], seen, hidden), **ngrams_told(pipeline[-1], features[-1])}
        jobs.append(delayed(_decide)(clone(pipeline[-1]), matrix, targets, weights, parts_unseen, known))
        parts.append((outside, outside[segments.owners], segments.off_topic))
        say(f"features of fold {number} of {folds}")
    whole, fold_of = np.zeros(len(rows)), np.zeros(len(rows), dtype=int)
    strongest, aside = (np.full(len(rows), -np.inf) for _ in range(2))
    for fold, ((outside, owners, off_topic), decided) in enumerate(zip(parts, Parallel(n_jobs=2)(jobs), strict=True)):
        whole[outside], segments = np.split(decided, [len(outside)])
        np.maximum.at(strongest, owners[~off_topic], segments[~off_topic])
        np.maximum.at(aside, owners[off_topic], segments[off_topic])
        fold_of[outside] = fold
    return OutOfFold(whole, strongest, aside, fold_of)


@one_thread()
def _decide(
    classifier: Any, matrix: Any, targets: Any, weights: Any, unseen: Sequence[Any], known: Mapping[str, Any]
) -> np.ndarray[Any, Any]:
    """Decision values for the rows of ``unseen`` from a classifier fitted on ``matrix``; runs in a process of its own."""
    fitted = classifier.fit(matrix, targets, sample_weight=weights, **known)
    return np.concatenate([fitted.decision_function(part) for part in unseen]).astype(float)


def fit(
    pipeline: Pipeline, rows: Sequence[Row], options: TrainOptions, hidden: frozenset[str] = frozenset()
) -> Pipeline:
    """Fit on rows; a ``review`` row counts once as risky and once as safe, by ``review_share``.

    ``hidden`` are new texts without a word of the domain: see :data:`HIDDEN`.
    """
    texts, targets, weights = _fit_on(rows, options)
    known = {f"classifier__{name}": values for name, values in _known(rows, texts, hidden).items()}
    return pipeline.fit(texts, targets, classifier__sample_weight=weights, **known)


def _known(rows: Sequence[Row], texts: Sequence[str], hidden: frozenset[str]) -> dict[str, Any]:
    """What to tell the classifier's ``fit`` of ``texts`` beside their weights: which of them are hidden, and which are
    natural. Nothing is told where there are none, so that any classifier may stand in the pipeline."""
    known: dict[str, Any] = {}
    if hidden:
        known["offset"] = np.array([HIDDEN if text in hidden else 0.0 for text in texts])
    natural = {row.text for row in rows if row.natural}
    if natural:
        known["target"] = np.array([text in natural for text in texts])
    return known


def weighted(rows: Sequence[Row], review_share: float) -> tuple[list[str], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Texts, targets (1 risky) and weights of rows for a fit."""
    texts = [row.text for row in rows]
    targets = [int(row.label != SAFE) for row in rows]
    weights = [row.weight * (review_share if row.label == REVIEW else 1.0) for row in rows]
    doubtful = [row for row in rows if row.label == REVIEW]
    texts += [row.text for row in doubtful]
    targets += [0] * len(doubtful)
    weights += [row.weight * (1 - review_share) for row in doubtful]
    return texts, np.array(targets), np.array(weights)


def _fit_on(rows: Sequence[Row], options: TrainOptions) -> tuple[list[str], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """What a fit on rows sees: their texts, with rewritten copies where those are asked for."""
    texts, targets, weights = weighted(rows, options.review_share)
    if options.attacked <= 0:
        return texts, targets, weights
    return with_attacked(
        texts,
        targets,
        weights,
        copies=options.attacked,
        share=options.attacked_share,
        seed=options.attacked_seed,
    )


def _calibrated(
    clear: np.ndarray[Any, Any], off_topic: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """Which rows say how sure a decision value is: the clearly labelled that do not start lower for speaking of nothing of
    the domain; all the clearly labelled where that leaves too few of either label."""
    chosen = clear & ~off_topic
    few = min((labels[chosen] == label).sum() for label in (RISKY, SAFE)) < LEAST_CALIBRATED
    return clear if few else chosen


def _platt(raw: np.ndarray[Any, Any], risky: np.ndarray[Any, Any]) -> tuple[float, float]:
    """Slope and offset that turn decision values into calibrated log-odds.

    Targets are smoothed as Platt does, (n + 1) / (n + 2) instead of 1, so that few rows that separate well do not give
    scores without any doubt.
    """
    targets = np.where(risky, (risky.sum() + 1) / (risky.sum() + 2), 1 / ((~risky).sum() + 2))
    fitted = LogisticRegression(C=1e6, tol=1e-10, max_iter=1000).fit(
        np.tile(raw, 2).reshape(-1, 1),
        np.repeat([True, False], len(raw)),
        sample_weight=np.concatenate([targets, 1 - targets]),
    )
    slope = float(fitted.coef_[0, 0])
    return (slope, float(fitted.intercept_[0])) if slope > 0 else (1.0, 0.0)


def _export(
    pipeline: Pipeline,
    slope: float,
    offset: float,
    choice: Choice,
    rows: Sequence[Row],
    name: str,
    options: TrainOptions,
) -> Model:
    """The fitted pipeline as data. Its classifier is set to the very same rounded, calibrated weights."""
    features, classifier = pipeline.named_steps["features"], pipeline.named_steps["classifier"]
    scales = features.column_scales()
    weights = np.round(np.asarray(classifier.coef_).ravel() * slope * scales, options.digits)
    ngrams = slice(len(weights) - len(features.ngrams_), None)
    weights[ngrams] = np.round(weights[ngrams], NGRAM_DIGITS)
    intercept = round(float(classifier.intercept_[0]) * slope + offset, options.digits)
    names = features.get_feature_names_out()
    weights[names == OFF_TOPIC] += options.off_topic
    classifier.coef_ = (weights / scales).reshape(1, -1)
    classifier.intercept_ = np.array([intercept])
    return Model(
        ref=ModelRef(name, ""),
        **learned_fields(features, weights),
        intercept=intercept,
        thresholds={"high": choice.high, "review": choice.review},
        segment_discount=options.segment_discount,
        fact_weights={},
        subtypes=_subtypes(features, rows, options.digits),
        training={},
    )


def _subtypes(features: Any, rows: Sequence[Row], digits: int) -> dict[str, dict[str, float]]:
    """One sparse linear scorer a subtype, learned on the risky rows that carry one."""
    known = [row for row in rows if row.label != SAFE and row.subtype in SUBTYPES]
    names = sorted({row.subtype for row in known})
    if len(names) < 2:
        return {}
    columns = features.get_feature_names_out()
    columns = columns[: len(columns) - len(features.ngrams_)]
    matrix = features.transform([row.text for row in known])[:, : len(columns)]
    scales = features.column_scales()[: len(columns)]
    tables: dict[str, dict[str, float]] = {}
    for name in names:
        target = [row.subtype == name for row in known]
        model = LogisticRegression(
            l1_ratio=1.0, solver="liblinear", C=1.0, class_weight="balanced", random_state=0, tol=1e-4
        )
        model.fit(matrix, target)
        weights = np.round(model.coef_.ravel() * scales, digits)
        table = {str(columns[i]): float(weights[i]) for i in np.flatnonzero(weights)}
        tables[name] = {"": round(float(model.intercept_[0]), digits), **table}
    return tables
