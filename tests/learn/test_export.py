"""A data scientist's own pipeline: any linear classifier in it becomes a model that scores alike without scikit-learn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import expit
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression, Perceptron, RidgeClassifier, SGDClassifier
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.naive_bayes import BernoulliNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler
from sklearn.svm import LinearSVC

from debtad.errors import ModelError
from debtad.learn import build_pipeline, to_model
from debtad.learn.labels import RISKY, Row
from debtad.learn.pipeline import Cache, FeatureExtractor
from debtad.model.artifact import read_model, write_model
from debtad.model.score import Detector

TEXTS = ["信用卡逾期，停息挂账找我，私信", "本行从未委托任何公司停息挂账😀", "先付500元，定金不退，甲，乙，丙"]

LINEAR = [
    LogisticRegression(),
    LinearSVC(),
    RidgeClassifier(),
    SGDClassifier(random_state=0),
    Perceptron(random_state=0),
]


@pytest.fixture(scope="module")
def cache() -> Cache:
    return Cache()


@pytest.fixture(scope="module")
def texts(small_rows: list[Row]) -> list[str]:
    return [row.text for row in small_rows]


@pytest.fixture(scope="module")
def labels(small_rows: list[Row]) -> np.ndarray:
    return np.array([int(row.label == RISKY) for row in small_rows])


def fitted(cache: Cache, classifier: Any, texts: list[str], labels: Any) -> Any:
    return build_pipeline(cache=cache).set_params(classifier=classifier).fit(texts, labels)


@pytest.mark.parametrize("classifier", LINEAR, ids=lambda c: type(c).__name__)
def test_any_linear_classifier_scores_alike_once_written_and_read(
    tmp_path: Path, cache: Cache, texts: list[str], labels: np.ndarray, classifier: Any
) -> None:
    pipeline = fitted(cache, classifier, texts, labels)
    write_model(to_model(pipeline, "mine", slope=1.5, offset=-0.25), tmp_path)
    detector = Detector(read_model(tmp_path))
    wanted = expit(1.5 * pipeline.decision_function(TEXTS) - 0.25)
    assert [detector.score(text).score for text in TEXTS] == pytest.approx(list(wanted), abs=1e-9)


def test_logistic_regression_keeps_its_probabilities(cache: Cache, texts: list[str], labels: np.ndarray) -> None:
    pipeline = fitted(cache, LogisticRegression(), texts, labels)
    detector = Detector(to_model(pipeline, "mine"))
    given = [detector.score(text).score for text in TEXTS]
    assert given == pytest.approx(list(pipeline.predict_proba(TEXTS)[:, 1]), abs=1e-9)


@pytest.mark.parametrize("names", [("risky", "safe"), (True, False), (1, -1)])
def test_the_risky_class_is_known_by_its_name(
    cache: Cache, texts: list[str], labels: np.ndarray, names: tuple[Any, Any]
) -> None:
    """scikit-learn sorts classes: of risky and safe, the positive one would be safe."""
    numbers = Detector(to_model(fitted(cache, LogisticRegression(), texts, labels), "numbers"))
    named = np.array([names[0] if label else names[1] for label in labels])
    other = Detector(to_model(fitted(cache, LogisticRegression(), texts, named), "named"))
    for text in TEXTS:
        assert other.score(text).score == pytest.approx(numbers.score(text).score, abs=1e-4)


def test_the_pipeline_itself_is_left_as_it_is(cache: Cache, texts: list[str], labels: np.ndarray) -> None:
    pipeline = fitted(cache, LogisticRegression(), texts, labels)
    before = pipeline.decision_function(TEXTS)
    to_model(pipeline, "mine", slope=3.0)
    assert np.array_equal(pipeline.decision_function(TEXTS), before)


@pytest.mark.parametrize("off", [{"use_phrases": False}, {"use_signals": False}, {"use_closing": False}])
def test_ablations_can_be_exported_too(
    cache: Cache, texts: list[str], labels: np.ndarray, off: dict[str, bool]
) -> None:
    pipeline = build_pipeline(cache=cache, **off).fit(texts, labels)
    detector = Detector(to_model(pipeline, "mine"))
    wanted = pipeline.predict_proba(TEXTS)[:, 1]
    assert [detector.score(text).score for text in TEXTS] == pytest.approx(list(wanted), abs=1e-9)


def test_the_best_of_a_grid_can_be_exported(cache: Cache, texts: list[str], labels: np.ndarray) -> None:
    grid = {"classifier": [LogisticRegression(), LinearSVC()], "classifier__C": [0.1, 1.0]}
    search = GridSearchCV(build_pipeline(cache=cache), grid, cv=2, scoring="average_precision").fit(texts, labels)
    assert to_model(search.best_estimator_, "best").phrases


def test_what_cannot_be_exported_is_refused_with_a_reason(cache: Cache, texts: list[str], labels: np.ndarray) -> None:
    def refused(pipeline: Any, message: str, **options: Any) -> None:
        with pytest.raises(ModelError, match=message) as raised:
            to_model(pipeline, "mine", **options)
        assert "\n" not in str(raised.value)

    refused(build_pipeline(cache=cache), "not fitted: call fit")
    refused(
        fitted(cache, RandomForestClassifier(2, random_state=0), texts, labels), "RandomForestClassifier is not linear"
    )
    refused(fitted(cache, BernoulliNB(), texts, labels), "BernoulliNB is not linear")
    refused(fitted(cache, LogisticRegression(), texts, np.arange(len(labels)) % 3), "tells 3 classes apart")
    refused(fitted(cache, LogisticRegression(), texts, np.where(labels, "spam", "ham")), "use risky and safe")
    stanceless = build_pipeline(cache=cache, use_stance=False).fit(texts, labels)
    refused(stanceless, "fit with use_stance=True")
    scaled = make_pipeline(FeatureExtractor(cache=cache), MaxAbsScaler(), LogisticRegression()).fit(texts, labels)
    refused(scaled, "only a pipeline of FeatureExtractor and a classifier")
    good = fitted(cache, LogisticRegression(), texts, labels)
    refused(good, "thresholds must satisfy", thresholds={"high": 0.2, "review": 0.5})
    refused(good, "slope be above 0", slope=-1.0)


def test_texts_may_come_as_arrays_and_columns(cache: Cache, texts: list[str], labels: np.ndarray) -> None:
    import pandas as pd

    from_list = fitted(cache, LogisticRegression(), texts, labels).decision_function(TEXTS)
    for given in (np.array(texts, dtype=object), pd.Series(texts, index=range(5, 5 + len(texts)))):
        pipeline = fitted(cache, LogisticRegression(), given, labels)
        assert np.array_equal(pipeline.decision_function(np.array(TEXTS)), from_list)
    assert cross_val_score(build_pipeline(cache=cache), pd.Series(texts), labels, cv=2).shape == (2,)


def test_misuse_is_named(cache: Cache, texts: list[str], labels: np.ndarray) -> None:
    with pytest.raises(NotFittedError):
        FeatureExtractor(cache=cache).transform(TEXTS)
    with pytest.raises(ValueError, match="got one text: put it in a list"):
        fitted(cache, LogisticRegression(), texts, labels).predict(TEXTS[0])


@pytest.mark.slow
def test_folds_run_in_processes_of_their_own(texts: list[str], labels: np.ndarray) -> None:
    alone = cross_val_score(build_pipeline(), texts, labels, cv=2)
    assert list(cross_val_score(build_pipeline(), texts, labels, cv=2, n_jobs=2)) == list(alone)
