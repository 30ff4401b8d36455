"""The scikit-learn side: a transformer from texts to features, and the pipeline around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_selection import chi2
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted, has_fit_parameter

from debtad.features import (
    END,
    LEAST_NORM,
    LONGEST,
    MOST_DOMAIN,
    OFF_TOPIC,
    Analysis,
    Extractor,
    class_features,
    domain_feature,
    frame_classes,
    signal_features,
)
from debtad.learn.linear import INVERSE, SignedLinearClassifier, catalog_signs
from debtad.learn.ngram_counts import NgramCounter
from debtad.learn.segment import Segmenter, domain_terms
from debtad.learn.vocabulary import Proposer
from debtad.signals.compiled import CompiledCatalog, load_compiled
from debtad.text.strings import StringFinder
from debtad.verdict import STANCES

#: How far the weights may follow natural rows, how much less rare words are held back than frequent ones, and what the
#: reading of n-grams and that by stochastic gradients count beside that of words: chosen on sites and batches that the fit
#: did not see.
LEAN, RARITY, NGRAM_SHARE, DESCENT_SHARE = 4.0, 0.25, 0.75, 0.6


class Cache:
    """Analyses by text, so that folds and refits share the costly part. Copies are the same object."""

    def __init__(self, catalog: CompiledCatalog | None = None) -> None:
        self.catalog = catalog or load_compiled()
        self._segmenter = Segmenter(domain_terms())
        self._proposers: dict[int, Proposer] = {}
        self._plain = Extractor(self.catalog, (), ())
        self._known: dict[str, Analysis] = {}
        self.counter = NgramCounter()

    def __deepcopy__(self, memo: Any) -> Cache:
        return self

    def proposer(self, longest_run: int) -> Proposer:
        """The one proposer of words, word pairs and character runs up to ``longest_run`` characters."""
        if longest_run not in self._proposers:
            self._proposers[longest_run] = Proposer(self._segmenter, longest_run)
        return self._proposers[longest_run]

    def analyse(self, text: str) -> Analysis:
        """The signals of a text, without phrases."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._plain.analyse(text)
        return known

    def segments(self, text: str) -> list[Analysis]:
        """The segments of a text, without phrases."""
        return list(self._plain.segments(self.analyse(text)))

    def forget(self) -> None:
        """Drop the analyses, for whoever scores more texts than memory should hold."""
        self._known.clear()
        self.counter.forget()


class NgramsTold(Pipeline):
    """Features and a classifier; one that treats n-grams in a way of their own is told which columns they are."""

    def fit(self, X: Any, y: Any = None, **params: Any) -> NgramsTold:
        """As :meth:`sklearn.pipeline.Pipeline.fit`."""
        features, classifier = self.steps[0][1], self.steps[-1][1]
        if len(self.steps) != 2 or not has_fit_parameter(classifier, "ngrams"):
            super().fit(X, y, **params)
            return self
        matrix = features.fit_transform(X, y)
        own = {name.removeprefix("classifier__"): value for name, value in params.items()}
        classifier.fit(matrix, y, **{**ngrams_told(classifier, features), **own})
        return self


def ngrams_told(classifier: Any, features: FeatureExtractor) -> dict[str, int]:
    """What to tell a classifier's ``fit`` of the columns of fitted ``features``: how many of the last are n-grams, if it
    treats those in a way of their own."""
    return {"ngrams": len(features.ngrams_)} if has_fit_parameter(classifier, "ngrams") else {}


class Segments(NamedTuple):
    """Segments of texts: the number of the text of each, whether it holds no word of the domain, and its features, of shapes
    (n segments,), (n segments,) and (n segments, n columns)."""

    owners: np.ndarray[Any, Any]
    off_topic: np.ndarray[Any, Any]
    matrix: sp.csr_matrix


class FeatureExtractor(TransformerMixin, BaseEstimator):
    """Texts → sparse matrix. Blocks of columns, in order: signals by stance, the same in the closing clauses, length,
    domain and frame classes, phrases, phrases in the closing clauses, n-grams.

    Parameters: ``min_texts``: a phrase must be proposed in so many training texts; ``longest_run``: character runs of 1
    to so many characters are proposed beside jieba's words, 0 for none; ``most``: at most so many phrases are kept;
    ``ngram_texts``: an n-gram must stand in so many training texts; ``signal_scale``, ``end_scale`` and ``class_scale``
    (a larger one lets the fit lean more on that block); ``use_signals``, ``use_stance``, ``use_phrases``,
    ``use_closing`` and ``use_ngrams`` switch parts off for ablations; ``cache`` shares analyses.
    """

    def __init__(
        self,
        min_texts: int = 3,
        longest_run: int = 3,
        most: int = 60_000,
        ngram_texts: int = 3,
        signal_scale: float = 0.4,
        end_scale: float = 0.7,
        class_scale: float = 0.5,
        use_signals: bool = True,
        use_stance: bool = True,
        use_phrases: bool = True,
        use_closing: bool = True,
        use_ngrams: bool = True,
        cache: Cache | None = None,
    ) -> None:
        self.min_texts = min_texts
        self.longest_run = longest_run
        self.most = most
        self.ngram_texts = ngram_texts
        self.signal_scale = signal_scale
        self.end_scale = end_scale
        self.class_scale = class_scale
        self.use_signals = use_signals
        self.use_stance = use_stance
        self.use_phrases = use_phrases
        self.use_closing = use_closing
        self.use_ngrams = use_ngrams
        self.cache = cache

    def fit(self, X: Sequence[str], y: Any = None) -> FeatureExtractor:
        """Choose the vocabulary on texts ``X`` with binary labels ``y`` (without labels, by frequency alone)."""
        self._choose(_texts(X), y)
        return self

    def fit_transform(self, X: Sequence[str], y: Any = None, **_: Any) -> sp.csr_matrix:
        """``fit(X, y).transform(X)`` without counting the phrases of ``X`` twice."""
        texts = _texts(X)
        counts = self._choose(texts, y)
        return self._matrix([self.cache_.analyse(text) for text in texts], counts)

    def _choose(self, texts: list[str], y: Any) -> sp.csr_matrix | None:
        """Set the vocabulary; returns the phrase counts of ``texts`` over it (None without phrases)."""
        self.cache_ = self.cache or Cache()
        signals = self.cache_.catalog.signals if self.use_signals else ()
        stances: Sequence[str] = STANCES if self.use_stance else ("any",)
        names = [f"s:{s.id}:{stance}" for s in signals for stance in stances]
        self.signal_names_ = names + [name + END for name in names] if self.use_closing else names
        self.signal_columns_ = {name: column for column, name in enumerate(self.signal_names_)}
        lengths = [f"l:{size}" for size in range(LONGEST + 1)]
        frames = frame_classes() if self.use_signals and self.use_stance else []
        self.class_names_ = lengths + [f"d:{count}" for count in range(MOST_DOMAIN + 1)] + frames
        plain = [self.cache_.analyse(text).text for text in texts]
        self._set_ngrams(self.cache_.counter.common(plain, self.ngram_texts) if self.use_ngrams else [])
        phrases: list[str] = []
        if self.use_phrases:
            phrases = self.cache_.proposer(self.longest_run).propose(plain, self.min_texts)
        self._set(phrases, np.ones(len(phrases)))
        if not phrases:
            return None
        counts = self._phrase_matrix([self.cache_.analyse(text) for text in texts], closing=False)
        kept = _best(counts, y, self.most)
        counts = counts[:, kept]
        idf = np.log((1 + len(texts)) / (1 + np.asarray(counts.sum(axis=0)).ravel())) + 1
        self._set([phrases[i] for i in kept], np.round(idf, 4))
        return counts

    def transform(self, X: Sequence[str]) -> sp.csr_matrix:
        """Features of texts, each as a whole, shape (n texts, n columns)."""
        check_is_fitted(self, "phrases_")
        return self._matrix([self.cache_.analyse(text) for text in _texts(X)])

    def transform_segments(self, X: Sequence[str]) -> Segments:
        """Each segment of each text (:func:`debtad.features.segments`)."""
        segments = [(number, part) for number, text in enumerate(X) for part in self.cache_.segments(str(text))]
        owners = np.array([number for number, _ in segments], dtype=int)
        off_topic = np.array([domain_feature(part) == OFF_TOPIC for _, part in segments], dtype=bool)
        return Segments(owners, off_topic, self._matrix([part for _, part in segments]))

    def _matrix(self, parts: Sequence[Analysis], counts: sp.csr_matrix | None = None) -> sp.csr_matrix:
        blocks = [self._signal_matrix(parts), self._class_matrix(parts)]
        if self.phrases_:
            blocks.append(self._weighed(self._phrase_matrix(parts, closing=False) if counts is None else counts))
            if self.use_closing:
                blocks.append(self._weighed(self._phrase_matrix(parts, closing=True)) * self.end_scale)
        if self.ngrams_:
            blocks.append(self.cache_.counter.matrix([part.text for part in parts], self._ngram_columns))
        return sp.hstack(blocks, format="csr")

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any]:
        """Names of the columns, as in :mod:`debtad.features`."""
        check_is_fitted(self, "phrases_")
        phrases = ["p:" + phrase for phrase in self.phrases_]
        endings = [name + END for name in phrases] if self.use_closing else []
        ngrams = ["g:" + ngram for ngram in self.ngrams_]
        return np.array([*self.signal_names_, *self.class_names_, *phrases, *endings, *ngrams], dtype=object)

    def column_scales(self) -> np.ndarray[Any, Any]:
        """What each column was multiplied with beyond the value that :mod:`debtad.features` gives it."""
        endings = len(self.phrases_) if self.use_closing else 0
        return np.concatenate(
            [
                np.full(len(self.signal_names_), self.signal_scale),
                np.full(len(self.class_names_), self.class_scale),
                np.ones(len(self.phrases_)),
                np.full(endings, self.end_scale),
                np.ones(len(self.ngrams_)),
            ]
        )

    def _signal_matrix(self, parts: Sequence[Analysis]) -> sp.csr_matrix:
        cells: set[tuple[int, int]] = set()
        for row, analysis in enumerate(parts):
            for match in analysis.matches:
                for name in signal_features(match, analysis.closing):
                    if not self.use_stance:
                        name = name.replace(f":{match.stance}", ":any")
                    column = self.signal_columns_.get(name)
                    if column is not None:
                        cells.add((row, column))
        ordered = sorted(cells)
        rows, columns = [row for row, _ in ordered], [column for _, column in ordered]
        shape = (len(parts), len(self.signal_names_))
        return sp.csr_matrix((np.full(len(ordered), self.signal_scale), (rows, columns)), shape=shape)

    def _class_matrix(self, parts: Sequence[Analysis]) -> sp.csr_matrix:
        numbers = {name: column for column, name in enumerate(self.class_names_)}
        rows, columns = [], []
        for row, analysis in enumerate(parts):
            for name in class_features(analysis):
                if name in numbers:
                    rows.append(row)
                    columns.append(numbers[name])
        shape = (len(parts), len(numbers))
        return sp.csr_matrix((np.full(len(rows), self.class_scale), (rows, columns)), shape=shape)

    def _set(self, phrases: list[str], idf: np.ndarray[Any, Any]) -> None:
        self.phrases_ = phrases
        self.idf_ = idf
        self._finder = StringFinder(phrases)

    def _set_ngrams(self, ngrams: list[str]) -> None:
        self.ngrams_ = ngrams
        self._ngram_columns = {ngram: column for column, ngram in enumerate(ngrams)}

    def _phrase_matrix(self, parts: Sequence[Analysis], *, closing: bool) -> sp.csr_matrix:
        """1 where a phrase occurs in the normalised text, or in its closing clauses."""
        indptr, indices = [0], []
        for analysis in parts:
            stretch = analysis.normalized.text[analysis.closing : analysis.end] if closing else analysis.text
            found = {hit[0] for hit in self._finder.find(stretch)}
            indices += sorted(found)
            indptr.append(len(indices))
        return sp.csr_matrix((np.ones(len(indices)), indices, indptr), shape=(len(parts), len(self.phrases_)))

    def _weighed(self, counts: sp.csr_matrix) -> sp.csr_matrix:
        """idf-weighted, each row of Euclidean norm 1 (less where few phrases are known)."""
        weighed = counts.multiply(self.idf_).tocsr()
        norms = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
        return sp.diags_array(1 / np.maximum(norms, LEAST_NORM)) @ weighed

    def __getstate__(self) -> Mapping[str, Any]:
        state = dict(super().__getstate__())
        state.pop("_finder", None)
        state.pop("_ngram_columns", None)
        state["cache"] = None
        if "cache_" in state:
            state["catalog_"] = state.pop("cache_").catalog
        return state

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        super().__setstate__(state)
        if "phrases_" in state:
            self.cache_ = Cache(state.get("catalog_"))  # the signals it was fitted with, not those of today
            self._finder = StringFinder(self.phrases_)
            self._set_ngrams(state.get("ngrams_", []))


def _texts(X: Any) -> list[str]:
    """The texts of a list, array or column. Raises ValueError for one string, which would count as a list of letters."""
    if isinstance(X, (str, bytes)):
        raise ValueError("expected a list of texts, got one text: put it in a list")
    return [str(text) for text in X]


def _best(counts: sp.csr_matrix, y: Any, most: int) -> list[int]:
    """Columns to keep: all if few enough, else the ``most`` with the largest chi² (or the most frequent)."""
    if counts.shape[1] <= most:
        return list(range(counts.shape[1]))
    worth = np.asarray(counts.sum(axis=0)).ravel() if y is None else np.nan_to_num(chi2(counts, y)[0])
    order = np.argsort(-worth, kind="stable")[:most]
    return sorted(int(i) for i in order)


def build_pipeline(cache: Cache | None = None, C: float = INVERSE, lean: float = LEAN, **options: Any) -> Pipeline:
    """Texts → features → linear classifier with signed signal weights, as a scikit-learn pipeline.

    The defaults are what ``debtad train`` uses. ``C`` and ``lean`` go to :class:`SignedLinearClassifier`, with
    :data:`RARITY`, :data:`NGRAM_SHARE` and :data:`DESCENT_SHARE`; ``options`` go to :class:`FeatureExtractor`. Any other
    classifier may be put in with ``set_params(classifier=…)``; a linear one becomes a model with
    :func:`debtad.learn.export.to_model`.
    """
    cache = cache or Cache()
    extractor = FeatureExtractor(cache=cache, **options)
    signed = extractor.use_signals and extractor.use_stance
    signs = catalog_signs(cache.catalog) if signed else ()
    classifier = SignedLinearClassifier(
        C=C, signs=signs, lean=lean, rarity=RARITY, ngram_share=NGRAM_SHARE, descent_share=DESCENT_SHARE
    )
    return NgramsTold([("features", extractor), ("classifier", classifier)])
