"""The scikit-learn side keeps scikit-learn's contract, and its features are those of scoring."""

from __future__ import annotations

from pathlib import Path

import joblib
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score
from sklearn.pipeline import Pipeline

from debtad.features import Extractor
from debtad.learn.labels import RISKY, Row
from debtad.learn.pipeline import Cache, FeatureExtractor, build_pipeline

TEXTS = [
    "信用卡逾期，停息挂账找我，私信",
    "本行从未委托任何公司停息挂账",
    "信用卡账单已还清",
    "先付500元，定金不退，甲，乙，丙",
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


def test_fit_and_predict(cache: Cache, texts: list[str], labels: np.ndarray) -> None:
    pipeline = build_pipeline(cache=cache).fit(texts, labels)
    assert pipeline.predict_proba(TEXTS).shape == (4, 2)
    assert (pipeline.predict(texts) == labels).mean() > 0.9


def test_cross_validation(cache: Cache, small_rows: list[Row], texts: list[str], labels: np.ndarray) -> None:
    groups = [row.group for row in small_rows]
    scores = cross_val_score(build_pipeline(cache=cache), texts, labels, groups=groups, cv=GroupKFold(3))
    assert scores.shape == (3,)
    assert scores.mean() > 0.6


def test_grid_search(cache: Cache, texts: list[str], labels: np.ndarray) -> None:
    grid = {"classifier__C": [0.1, 3.0], "features__longest_run": [0, 2]}
    search = GridSearchCV(build_pipeline(cache=cache), grid, cv=2).fit(texts, labels)
    assert set(search.best_params_) == set(grid)
    assert search.best_estimator_.predict(TEXTS).shape == (4,)


def test_clone_is_unfitted_and_shares_the_cache(cache: Cache, texts: list[str], labels: np.ndarray) -> None:
    fitted = build_pipeline(cache=cache, C=2.0, min_texts=4).fit(texts, labels)
    copy = clone(fitted)
    assert copy.get_params()["classifier__C"] == 2.0
    assert copy.named_steps["features"].min_texts == 4
    assert copy.named_steps["features"].cache is cache
    assert not hasattr(copy.named_steps["features"], "phrases_")


def test_dump_and_load_keep_the_scores(tmp_path: Path, cache: Cache, texts: list[str], labels: np.ndarray) -> None:
    pipeline = build_pipeline(cache=cache).fit(texts, labels)
    joblib.dump(pipeline, tmp_path / "p.joblib")
    loaded: Pipeline = joblib.load(tmp_path / "p.joblib")
    assert np.array_equal(loaded.predict_proba(texts), pipeline.predict_proba(texts))


def test_an_unfitted_pipeline_can_be_stored_too(tmp_path: Path, cache: Cache) -> None:
    joblib.dump(build_pipeline(cache=cache), tmp_path / "p.joblib")
    assert joblib.load(tmp_path / "p.joblib").get_params()["features__min_texts"] == 3


def test_another_classifier_may_be_put_in(cache: Cache, texts: list[str], labels: np.ndarray) -> None:
    pipeline = build_pipeline(cache=cache).set_params(classifier=LogisticRegression())
    assert pipeline.fit(texts, labels).predict(TEXTS).shape == (4,)


def test_the_matrix_holds_the_features_of_scoring(cache: Cache, texts: list[str], labels: np.ndarray) -> None:
    """One feature path: column by column the matrix is what `Extractor.features` names, times the column's scale. (What
    n-grams hold is compared in tests/test_ngrams.py.)"""
    features = FeatureExtractor(cache=cache).fit(texts, labels)
    matrix = features.transform(texts + TEXTS) @ np.diag(1 / features.column_scales())
    names = features.get_feature_names_out()
    extractor = Extractor(cache.catalog, features.phrases_, features.idf_.tolist())
    for line, text in zip(np.asarray(matrix), texts + TEXTS, strict=True):
        found = {name: line[column] for column, name in enumerate(names) if line[column] and name[:2] != "g:"}
        wanted = extractor.extract(text)
        assert set(found) == set(wanted)
        assert all(found[name] == pytest.approx(wanted[name], abs=1e-12) for name in wanted)


def test_columns_are_named_once_each(cache: Cache, texts: list[str], labels: np.ndarray) -> None:
    features = FeatureExtractor(cache=cache).fit(texts, labels)
    names = list(features.get_feature_names_out())
    assert len(names) == len(set(names)) == features.transform(TEXTS).shape[1] == len(features.column_scales())


@pytest.mark.parametrize("off", ["use_signals", "use_stance", "use_phrases", "use_closing", "use_ngrams"])
def test_parts_can_be_switched_off_for_ablations(cache: Cache, texts: list[str], labels: np.ndarray, off: str) -> None:
    pipeline = build_pipeline(cache=cache, **{off: False}).fit(texts, labels)
    names = list(pipeline.named_steps["features"].get_feature_names_out())
    gone = {
        "use_signals": lambda name: name.startswith("s:"),
        "use_stance": lambda name: name.startswith("s:") and ":any" not in name,
        "use_phrases": lambda name: name.startswith("p:"),
        "use_closing": lambda name: name.endswith("@end"),
        "use_ngrams": lambda name: name.startswith("g:"),
    }[off]
    assert not any(map(gone, names))
    assert pipeline.predict(TEXTS).shape == (4,)


def test_the_vocabulary_is_limited_to_the_most_telling(cache: Cache, texts: list[str], labels: np.ndarray) -> None:
    features = FeatureExtractor(cache=cache, most=10).fit(texts, labels)
    assert len(features.phrases_) == 10
    assert len(FeatureExtractor(cache=cache, most=10).fit(texts).phrases_) == 10


def test_too_few_texts_for_any_phrase_still_fit(cache: Cache) -> None:
    pipeline = build_pipeline(cache=cache).fit(["信用卡停息挂账私信我", "账单还清了"], [1, 0])
    assert pipeline.named_steps["features"].phrases_ == []
    assert pipeline.predict(TEXTS).shape == (4,)


def test_any_texts_can_be_transformed(cache: Cache, texts: list[str], labels: np.ndarray) -> None:
    features = FeatureExtractor(cache=cache).fit(texts, labels)
    odd = ["", " ", "\ud800", "no Chinese", "停" * 3000]
    assert np.isfinite(features.transform(odd).toarray()).all()
    assert features.transform([]).shape[0] == 0


def test_segments_tell_whether_they_speak_of_the_domain(cache: Cache, texts: list[str], labels: np.ndarray) -> None:
    features = FeatureExtractor(cache=cache).fit(texts, labels)
    weather = "今天下午天气很好，公园里的樱花都开了，孩子们在草地上放风筝。" * 3
    offer = "网贷逾期不用慌，停息挂账找我们法务，分期五年。" * 3
    owners, off_topic, matrix = features.transform_segments(["短", f"{weather}\n{offer}"])
    columns = list(features.get_feature_names_out())
    starts_low = matrix[:, [columns.index("d:0")]].toarray().ravel() > 0
    assert set(owners) == {1}
    assert off_topic.tolist() == starts_low.tolist()
    assert off_topic.any()
    assert not off_topic.all()
