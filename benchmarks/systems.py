"""What one might build instead of debtad, and debtad with parts switched off, all trained on the same rows.

Each system gives a text a score 0..1 and has a threshold ``high``, chosen by one rule for all: the lowest that keeps
debtad's wanted precision on scores of rows that its fit had not seen (grouped folds).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import expit
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import LinearSVC

from debtad.learn.labels import REVIEW, RISKY, Row
from debtad.learn.robustness import Score, detector_scores
from debtad.learn.segment import Segmenter
from debtad.learn.thresholds import choose_thresholds
from debtad.learn.train import Trained, TrainOptions, train, unique_rows, weighted
from debtad.model.score import Detector
from debtad.text import evasion

#: Rows scored at a time by a pipeline that keeps what it analysed.
_CHUNK = 5_000
KEYWORDS = Path(__file__).with_name("keywords.txt")


@dataclass(frozen=True, slots=True)
class System:
    """``score`` maps texts to 0..1. ``own`` is False for an ablation, whose speed says nothing."""

    name: str
    title: dict[str, str]
    score: Score
    high: float
    own: bool = True


def keyword_systems() -> Iterator[System]:
    """Flagging by the number of different trade words."""
    words = KEYWORDS.read_text(encoding="utf-8").split()

    def score(texts: Sequence[str]) -> np.ndarray[Any, Any]:
        return np.array([min(sum(word in text for word in words), 10) / 10 for text in texts], dtype=float)

    for least in (1, 2):
        yield System(
            f"keywords_{least}",
            {
                "en": f"{len(words)} keywords, {least} hit{'s' * (least > 1)}",
                "zh": f"{len(words)} 个关键词，命中 {least} 个",
            },
            lambda texts, least=least: (score(texts) >= least / 10).astype(float),
            0.5,
        )


@cache
def _segmenter() -> Segmenter:
    return Segmenter()


def cut_words(text: str) -> list[str]:
    """jieba's words, by its own dictionary."""
    return _segmenter().cut(text)


#: Names of the usual text classifiers.
PLAIN = ("words_lr", "chars_lr", "chars_svm", "chars_nb")


def plain_system(name: str, rows: Sequence[Row]) -> System:
    """One of :data:`PLAIN`, with scikit-learn's defaults but for the settings that suit short texts."""
    runs: dict[str, Any] = {"analyzer": "char", "ngram_range": (2, 4), "min_df": 2, "sublinear_tf": True}
    if name == "words_lr":
        words: dict[str, Any] = {"tokenizer": cut_words, "token_pattern": None, "min_df": 2, "sublinear_tf": True}
        title = {"en": "TF-IDF of jieba words + logistic regression", "zh": "jieba 词 TF-IDF + 逻辑回归"}
        pipeline = make_pipeline(TfidfVectorizer(**words), _regression())
    elif name == "chars_lr":
        title = {"en": "TF-IDF of characters 2–4 + logistic regression", "zh": "2–4 字 TF-IDF + 逻辑回归"}
        pipeline = make_pipeline(TfidfVectorizer(**runs), _regression())
    elif name == "chars_svm":
        title = {"en": "TF-IDF of characters 2–4 + linear SVM", "zh": "2–4 字 TF-IDF + 线性 SVM"}
        pipeline = make_pipeline(TfidfVectorizer(**runs), LinearSVC(C=1.0, class_weight="balanced"))
    else:
        title = {"en": "TF-IDF of characters 2–4 + multinomial naive Bayes", "zh": "2–4 字 TF-IDF + 多项式朴素贝叶斯"}
        pipeline = make_pipeline(TfidfVectorizer(**runs), MultinomialNB(alpha=0.1))
    return _folded(name, title, rows, lambda part: _fitted(clone(pipeline), part))


def _regression() -> LogisticRegression:
    return LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000)


def characters_lr(rows: Sequence[Row]) -> Score:
    """TF-IDF of characters 2–4 and logistic regression, fitted on ``rows``, without a threshold."""
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), min_df=2, sublinear_tf=True)
    return _fitted(make_pipeline(vectors, _regression()), unique_rows(rows))


def fasttext_systems(rows: Sequence[Row], folder: Path) -> Iterator[System]:
    """fastText on jieba words, where its wheel is installed; ``folder`` takes its training file."""
    try:
        import fasttext
    except ImportError:
        return

    def line(text: str) -> str:
        return " ".join(word for word in cut_words(text) if word.strip())

    def fit(part: Sequence[Row]) -> Score:
        place = folder / "fasttext.txt"
        clear = [row for row in part if row.label != REVIEW]
        place.write_text("".join(f"__label__{row.label} {line(row.text)}\n" for row in clear), encoding="utf-8")
        settings = {"dim": 100, "epoch": 25, "lr": 0.5, "wordNgrams": 2, "thread": 1, "seed": 0, "verbose": 0}
        model = fasttext.train_supervised(str(place), **settings)

        def score(texts: Sequence[str]) -> np.ndarray[Any, Any]:
            if not len(texts):
                return np.zeros(0)
            # Of several labels a text, a list of texts gets the share of the first for all of them.
            labels, shares = model.predict([line(text) for text in texts], k=1)
            first = np.clip([float(share[0]) for share in shares], 0.0, 1.0)
            return np.where([names[0] == f"__label__{RISKY}" for names in labels], first, 1.0 - first)

        return score

    yield _folded("fasttext", {"en": "fastText, jieba words and pairs", "zh": "fastText（jieba 词及词对）"}, rows, fit)


def _fitted(pipeline: Pipeline, rows: Sequence[Row]) -> Score:
    texts, targets, weights = weighted(rows, TrainOptions().review_share)
    pipeline.fit(texts, targets, **{f"{pipeline.steps[-1][0]}__sample_weight": weights})

    def score(some: Sequence[str]) -> np.ndarray[Any, Any]:
        if not len(some):
            return np.zeros(0)
        if hasattr(pipeline, "predict_proba"):
            return np.asarray(pipeline.predict_proba(list(some))[:, 1])
        return np.asarray(expit(pipeline.decision_function(list(some))))

    return score


def _folded(name: str, title: dict[str, str], rows: Sequence[Row], fit: Callable[[Sequence[Row]], Score]) -> System:
    """A system fitted on all rows, with a threshold from scores of rows that a fit had not seen."""
    kept = unique_rows(rows)
    options = TrainOptions()
    unseen = np.zeros(len(kept))
    groups = [row.group for row in kept]
    for inside, outside in GroupKFold(options.folds).split(kept, groups=groups):
        unseen[outside] = fit([kept[i] for i in inside])([kept[i].text for i in outside])
    labels = np.array([row.label for row in kept])
    clear = labels != REVIEW
    choice = choose_thresholds(
        unseen[clear], labels[clear] == RISKY, options.precision, options.hard_share, options.flagged_share
    )
    return System(name, title, fit(kept), choice.high)


@contextmanager
def without_evasion_handling() -> Iterator[None]:
    """Inside, no evasive spelling is undone; characters are still folded."""
    undo = evasion.changes_until
    evasion.changes_until = lambda text, most: ([], len(text))
    try:
        yield
    finally:
        evasion.changes_until = undo


#: name, titles, options of the features, whether evasive spellings are undone
ABLATIONS: tuple[tuple[str, dict[str, str], dict[str, Any], bool], ...] = (
    (
        "signals",
        {"en": "debtad, signals alone", "zh": "debtad，只用信号"},
        {"use_phrases": False, "use_ngrams": False},
        True,
    ),
    ("no_signals", {"en": "debtad without signals", "zh": "debtad，去掉信号"}, {"use_signals": False}, True),
    ("no_stance", {"en": "debtad without stance", "zh": "debtad，不分说话人立场"}, {"use_stance": False}, True),
    ("no_ngrams", {"en": "debtad without n-grams", "zh": "debtad，去掉字符 n-gram"}, {"use_ngrams": False}, True),
    ("no_evasion", {"en": "debtad without evasion handling", "zh": "debtad，不还原变形写法"}, {}, False),
)


def ablation(name: str, rows: Sequence[Row]) -> System:
    """debtad trained with a part switched off, scored by its pipeline."""
    titles, features, undo = {one[0]: one[1:] for one in ABLATIONS}[name]
    options = TrainOptions(features=features)
    if undo:
        trained = train(rows, name, options)
        return System(name, titles, pipeline_scores(trained), trained.choice.high, own=False)
    with without_evasion_handling():
        trained = train(rows, name, options)
    inner = pipeline_scores(trained)

    def score(texts: Sequence[str]) -> np.ndarray[Any, Any]:
        with without_evasion_handling():
            return inner(texts)

    return System(name, titles, score, trained.choice.high, own=False)


def pipeline_scores(trained: Trained) -> Score:
    """Scoring by the fitted pipeline, which after training holds the calibrated weights."""
    cache = trained.pipeline.named_steps["features"].cache_

    def score(texts: Sequence[str]) -> np.ndarray[Any, Any]:
        parts = [np.zeros(0)]
        for start in range(0, len(texts), _CHUNK):
            parts.append(expit(trained.pipeline.decision_function(list(texts[start : start + _CHUNK]))))
            cache.forget()
        return np.concatenate(parts)

    return score


def debtad(detector: Detector) -> System:
    """The model itself."""
    return System("debtad", {"en": "**debtad**", "zh": "**debtad**"}, detector_scores(detector), _high(detector))


def _high(detector: Detector) -> float:
    return float(detector.model.thresholds["high"])
