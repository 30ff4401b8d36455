"""Any fitted pipeline with a linear classifier → a model that debtad scores with, without scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from debtad.errors import ModelError
from debtad.features import END
from debtad.learn.labels import RISKY, SAFE
from debtad.learn.pipeline import FeatureExtractor
from debtad.model.artifact import Model
from debtad.verdict import ModelRef

#: Where nothing better is known.
THRESHOLDS: Mapping[str, float] = {"high": 0.75, "review": 0.5}


def to_model(
    pipeline: Pipeline,
    name: str,
    *,
    slope: float = 1.0,
    offset: float = 0.0,
    thresholds: Mapping[str, float] = THRESHOLDS,
    segment_discount: float = 1.0,
    training: Mapping[str, Any] | None = None,
) -> Model:
    """A fitted :func:`debtad.learn.pipeline.build_pipeline`, whatever its linear classifier, as a model for
    :class:`debtad.model.score.Detector` and :func:`debtad.model.artifact.write_model`.

    The score is the sigmoid of ``slope`` × decision value + ``offset``. The decisions of the pipeline's own classifier, as of
    LinearSVC, RidgeClassifier or Perceptron, are no log-odds: take both from a calibration such as Platt's. For logistic
    regression 1 and 0 give its own ``predict_proba``.
    ``thresholds`` are scores 0..1 for ``high`` and ``review``; ``segment_discount`` (log-odds) is what a segment of a long
    text loses before it may outdo the whole; ``training`` is kept in the model as its record. The pipeline
    itself is left as it is. The subtype of every flagged text is ``debt_relief``, as no subtypes are learned here,
    and its facts are those of the rules.

    Raises ModelError where the pipeline is not fitted, not linear, not binary, or uses features that scoring has not.
    """
    try:
        check_is_fitted(pipeline)
    except NotFittedError:
        raise ModelError("the pipeline is not fitted: call fit(texts, labels) first") from None
    features, classifier = pipeline[0], pipeline[-1]
    if len(pipeline) != 2 or not isinstance(features, FeatureExtractor):
        raise ModelError("only a pipeline of FeatureExtractor and a classifier can be exported: use build_pipeline()")
    if not 0.0 <= thresholds["review"] <= thresholds["high"] <= 1.0 or not slope > 0:
        raise ModelError("thresholds must satisfy 0 <= review <= high <= 1, and slope be above 0")
    coefficients, intercept = _linear(classifier)
    names = features.get_feature_names_out()
    if len(coefficients) != len(names):
        raise ModelError(f"the classifier has {len(coefficients)} weights for {len(names)} features: fit it again")
    if features.use_signals and not features.use_stance:
        raise ModelError("signals without stance are not known to scoring: fit with use_stance=True to export")
    weights = coefficients * features.column_scales() * slope
    return Model(
        ref=ModelRef(name, ""),
        **learned_fields(features, weights),
        intercept=float(intercept * slope + offset),
        thresholds=dict(thresholds),
        segment_discount=segment_discount,
        fact_weights={},
        subtypes={},
        training=dict(training or {"classifier": type(classifier).__name__, "slope": slope, "offset": offset}),
    )


def learned_fields(features: FeatureExtractor, weights: np.ndarray[Any, Any]) -> dict[str, Any]:
    """The fields of a Model that come from fitted features and one weight (log-odds) a column."""
    table = dict(zip(features.get_feature_names_out(), weights.tolist(), strict=True))
    return {
        "catalog": features.cache_.catalog,
        "phrases": tuple(features.phrases_),
        "idf": tuple(float(value) for value in features.idf_),
        "weights": tuple(table["p:" + phrase] for phrase in features.phrases_),
        "end_weights": tuple(table.get(f"p:{phrase}{END}", 0.0) for phrase in features.phrases_),
        **_ngram_fields(features.ngrams_, weights[len(weights) - len(features.ngrams_) :]),
        "class_weights": {name: table[name] for name in features.class_names_ if table[name]},
        "signal_weights": {name: table[name] for name in features.signal_names_ if table[name]},
    }


def _ngram_fields(ngrams: Sequence[str], weights: np.ndarray[Any, Any]) -> dict[str, Any]:
    """N-grams that weigh anything."""
    kept = [(ngram, weight) for ngram, weight in zip(ngrams, weights.tolist(), strict=True) if weight]
    return {"ngrams": tuple(ngram for ngram, _ in kept), "ngram_weights": tuple(weight for _, weight in kept)}


def _linear(classifier: Any) -> tuple[np.ndarray[Any, Any], float]:
    """Weights and intercept for the risky class. Raises ModelError."""
    kind = type(classifier).__name__
    if not hasattr(classifier, "coef_") or not hasattr(classifier, "intercept_"):
        raise ModelError(f"{kind} is not linear: only classifiers with coef_ and intercept_ can be exported")
    coefficients = classifier.coef_
    if hasattr(coefficients, "toarray"):  # after sparsify()
        coefficients = coefficients.toarray()
    coefficients = np.atleast_2d(np.asarray(coefficients, dtype=float))
    classes = list(classifier.classes_)
    if len(classes) != 2 or len(coefficients) != 1:
        raise ModelError(
            f"{kind} tells {len(classes)} classes apart: only two (risky and safe, or 1 and 0) can be exported"
        )
    if not np.isfinite(coefficients).all():
        raise ModelError(f"{kind} has weights that are no finite numbers: fit it again")
    return coefficients.ravel() * _sign(classes), float(np.ravel(classifier.intercept_)[0]) * _sign(classes)


def _sign(classes: list[Any]) -> float:
    """1 where ``classes[1]`` is the risky class, -1 where ``classes[0]`` is."""
    if set(map(str, classes)) == {RISKY, SAFE}:
        return 1.0 if str(classes[1]) == RISKY else -1.0
    numbers = isinstance(classes[0], (int, float, np.number, np.bool_))
    if numbers and [float(one) for one in classes] in ([0.0, 1.0], [-1.0, 1.0]):
        return 1.0
    raise ModelError(f"the classes are {classes!r}: use risky and safe, 1 and 0, or True and False")
