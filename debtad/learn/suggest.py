"""Which posts to label next, and why each.

Four ways to pick, each with its share: *uncertain* (the score is near 0.5), *novel* (far from every text the model has
learned from, the more so where many posts are alike), *disagree* (signals and learned wording speak for opposite
sides) and *random* (a control: a plain draw over the whole audit, by which the others can be judged). One post a
campaign: a text that nearly repeats one already picked, already labelled, or of the frozen test split is passed over.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfTransformer

from debtad.errors import InputError
from debtad.learn.corpus import NEAR, grams, grams_of
from debtad.learn.label_check import plain
from debtad.learn.label_files import Labelled
from debtad.learn.labels import Row
from debtad.learn.pool import draw, uncertainty
from debtad.learn.spans import LabelSpan
from debtad.model.score import Detector
from debtad.text.normalize import normalize
from debtad.verdict import Verdict

#: Way of picking → its share of the whole, in the order of picking.
SHARES: Mapping[str, float] = {"random": 0.15, "uncertain": 0.4, "novel": 0.25, "disagree": 0.2}

#: Two posts that share so much (Jaccard of 3-grams) count as one campaign.
CAMPAIGN = 0.5

#: Novelty is measured for so many posts, the likeliest to matter first.
_MOST_NOVEL = 3000

#: Posts with such a cosine are alike.
_ALIKE = 0.3

#: Signals and wording disagree where each is so sure (log-odds) of its side.
_SURE = 0.7

_BLANKS = re.compile(r"\s\s+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A post of an audit: its row of ``verdicts`` and its text."""

    row: Mapping[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class SuggestOptions:
    """``n``: how many posts. ``seed``: of the random draws. ``shares``: see :data:`SHARES`; made to sum to 1."""

    n: int = 200
    seed: int = 0
    shares: Mapping[str, float] = field(default_factory=lambda: dict(SHARES))


@dataclass(frozen=True, slots=True)
class _Looked:
    """A candidate looked at: its verdict and how far each way of picking wants it (0 = not at all), with the reason."""

    candidate: Candidate
    verdict: Verdict
    grams: frozenset[str]
    worth: dict[str, float]
    why: dict[str, str]


def suggest(
    candidates: Iterable[Candidate],
    detector: Detector,
    known: Sequence[str],
    frozen: Sequence[str] = (),
    options: SuggestOptions | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> list[Labelled]:
    """Unlabelled rows to label, in the order picked; column ``picked_by`` names the way, ``why`` tells the reason.

    ``known`` are texts already labelled (without any, novelty goes by the model's vocabulary), ``frozen`` the test
    split. The same input in any order gives the same answer. ``say`` is told what takes long. Raises InputError where
    nothing can be suggested.
    """
    options = options or SuggestOptions()
    candidates = list(candidates)
    say(f"looking at {len(candidates)} posts")
    looked = _look(candidates, detector, options.seed)
    if known or frozen:
        say(f"comparing them with {len(known) + len(frozen)} labelled texts")
    learned = [normalize(text).text for text in known]
    _novel(looked, learned, detector)
    passed_over = Near(wanted=frozenset().union(*(item.grams for item in looked)))
    for normal in learned:
        passed_over.add(grams_of(normal))
    passed_over.add_all(frozen)
    picked = _pick(looked, passed_over, _quotas(options))
    if not picked:
        raise InputError("nothing to suggest: every post is labelled already, or cannot be scored")
    named = Counter(str(item.candidate.row.get("id") or "") for item, _ in picked)
    return [_row(item, way, unique=named[str(item.candidate.row.get("id") or "")] == 1) for item, way in picked]


def _look(candidates: Iterable[Candidate], detector: Detector, seed: int) -> list[_Looked]:
    looked: list[_Looked] = []
    seen: set[str] = set()
    ordered = sorted(candidates, key=lambda c: (str(c.row.get("source")), int(c.row.get("row", 0))))
    for candidate in ordered:
        text = plain(candidate.text)
        if text in seen:
            continue
        seen.add(text)
        try:
            verdict = detector.score(candidate.text)
        except InputError:
            continue
        item = _Looked(candidate, verdict, grams(candidate.text), {}, {})
        item.worth["random"] = draw(seed, candidate.row)
        item.why["random"] = "random control: drawn from all posts, whatever their score"
        _uncertain(item, detector)
        _disagree(item)
        looked.append(item)
    return looked


def _uncertain(item: _Looked, detector: Detector) -> None:
    levels = detector.model.thresholds
    item.worth["uncertain"] = uncertainty(item.verdict.score)
    item.why["uncertain"] = (
        f"uncertain: score {item.verdict.score:.2f} (review from {levels['review']:.2f}, high from {levels['high']:.2f})"
    )


def _disagree(item: _Looked) -> None:
    """The lesser of the two certainties, where signals and wording point opposite ways."""
    verdict = item.verdict
    found = (*verdict.evidence, *verdict.counter)
    signals = math.fsum(e.contribution for e in found)
    wording = verdict.intercept + math.fsum(w.contribution for w in verdict.words)
    if signals * wording >= 0 or min(abs(signals), abs(wording)) < _SURE:
        return
    strongest = max(found, key=lambda e: abs(e.contribution))
    item.worth["disagree"] = min(abs(signals), abs(wording))
    item.why["disagree"] = (
        f"signals and wording disagree: signals {signals:+.1f} ({strongest.signal} “{strongest.quote}”), "
        f"wording {wording:+.1f}"
    )


def _novel(looked: Sequence[_Looked], known: Sequence[str], detector: Detector) -> None:
    """Distance from the nearest learned text (0..1), more where many posts of the audit are alike (a wording family that is
    on its way), less where the model is sure: what is plainly an advertisement, or plainly none, teaches little. ``known``
    are normalised texts."""
    ranked = sorted(looked, key=lambda item: (-item.verdict.score, item.worth["random"]))[:_MOST_NOVEL]
    if not ranked:
        return
    texts = [item.candidate.text for item in ranked]
    far, crowd = distances(known, [normalize(text).text for text in texts])
    if not known:
        far = _unseen(texts, detector)
    for item, distance, alike in zip(ranked, far.tolist(), crowd.tolist(), strict=True):
        sure = uncertainty(item.verdict.score) ** 0.25
        item.worth["novel"] = distance * sure * (1.0 + 0.25 * math.log2(1.0 + alike))
        unlike = "unlike the nearest labelled text" if known else "of its wording new to the model"
        item.why["novel"] = (
            f"novel: {distance:.0%} {unlike}, {alike} posts of the audit are like it, score {item.verdict.score:.2f}"
        )


def distances(known: Sequence[str], texts: Sequence[str]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """For each text, 1 - its greatest cosine with any known one (1 without any), and how many of the other texts have a
    cosine of at least :data:`_ALIKE` with it; over TF-IDF of characters 2–3 of normalised texts, each of shape
    (len(texts),)."""
    whole = TfidfTransformer(sublinear_tf=True).fit_transform(_counts([*known, *texts]))
    learned, asked = whole[: len(known)].T.tocsr(), whole[len(known) :]
    nearest, crowd = np.zeros(len(texts)), np.zeros(len(texts), dtype=int)
    for start in range(0, len(texts), 512):
        part = asked[start : start + 512]
        if known:
            nearest[start : start + 512] = _row_max((part @ learned).tocsr())
        alike = (part @ asked.T).tocsr()
        alike.data = (alike.data >= _ALIKE).astype(np.float32)
        crowd[start : start + 512] = np.asarray(alike.sum(axis=1)).ravel().astype(int) - 1
    return 1.0 - np.clip(nearest, 0.0, 1.0), np.maximum(crowd, 0)


def _counts(texts: Sequence[str]) -> sp.csr_matrix:
    """How often each run of two or three characters stands in each text, as ``CountVectorizer(analyzer="char")`` counts, in
    a quarter of its time; a column a run, in no order that matters."""
    shapes = [_BLANKS.sub(" ", text.lower()) for text in texts]
    points = np.frombuffer("".join(shapes).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64) + 1
    owners = np.repeat(np.arange(len(shapes)), [len(text) for text in shapes])
    runs, places = [points], [owners]
    for _ in range(2):  # a run is its last run but one character, and that character
        longer = owners[: -len(runs)] == owners[len(runs) :]
        runs.append(np.where(longer, runs[-1][: len(longer)] << 21 | points[len(runs) :], 0))
        places.append(owners[: len(longer)])
    found, rows = np.concatenate(runs[1:]), np.concatenate(places[1:])
    found, rows = found[found > 0], rows[found > 0]
    names, columns = np.unique(found, return_inverse=True)
    shape = (len(shapes), max(len(names), 1))
    return sp.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)


def _row_max(matrix: sp.csr_matrix) -> np.ndarray[Any, Any]:
    return np.asarray(matrix.max(axis=1).todense()).ravel()


def _unseen(texts: Sequence[str], detector: Detector) -> np.ndarray[Any, Any]:
    """Share of a text's pairs of characters that no phrase of the model holds."""
    pairs = {p[i : i + 2] for p in detector.model.phrases for i in range(len(p) - 1)}
    shares = []
    for text in texts:
        letters = "".join(c for c in normalize(text).text if c.isalnum())
        own = [letters[i : i + 2] for i in range(len(letters) - 1)]
        shares.append(sum(pair not in pairs for pair in own) / len(own) if own else 0.0)
    return np.array(shares)


class Near:
    """Texts that can be asked for the one most like another (Jaccard of 3-grams, by a table of grams). Only such may be
    asked about whose grams are all ``wanted`` (None: any)."""

    def __init__(self, texts: Iterable[str] = (), wanted: frozenset[str] | None = None) -> None:
        self._wanted = wanted
        self._sizes: list[int] = []
        self._holders: dict[str, list[int]] = defaultdict(list)
        self.add_all(texts)

    def add_all(self, texts: Iterable[str]) -> None:
        """Add texts."""
        for text in texts:
            self.add(grams(text))

    def add(self, one: frozenset[str]) -> None:
        """Add a text by its grams."""
        for gram in one if self._wanted is None else one & self._wanted:
            self._holders[gram].append(len(self._sizes))
        self._sizes.append(len(one))

    def likeness(self, one: frozenset[str]) -> float:
        """The greatest Jaccard of ``one`` with any text added; 0 where there is none."""
        shared: dict[int, int] = defaultdict(int)
        for gram in one:
            for holder in self._holders.get(gram, ()):
                shared[holder] += 1
        return max((n / (len(one) + self._sizes[h] - n) for h, n in shared.items()), default=0.0)


def _quotas(options: SuggestOptions) -> dict[str, int]:
    """How many each way may pick; what is left by rounding goes to the first ways."""
    total = sum(options.shares.values())
    if options.n < 1 or total <= 0 or min(options.shares.values()) < 0 or not set(options.shares) <= set(SHARES):
        raise InputError(f"shares should name {', '.join(SHARES)} with numbers above 0, and n be at least 1")
    shares = {way: options.shares.get(way, 0.0) / total for way in SHARES}
    quotas = {way: int(options.n * share) for way, share in shares.items()}
    wanting = sorted(SHARES, key=lambda way: quotas[way] - options.n * shares[way])
    for way in wanting[: options.n - sum(quotas.values())]:
        quotas[way] += 1
    return quotas


def _pick(looked: Sequence[_Looked], known: Near, quotas: Mapping[str, int]) -> list[tuple[_Looked, str]]:
    """Each way takes its quota, best first; what a way cannot fill the others may, in turn."""
    chosen: list[tuple[_Looked, str]] = []
    taken: set[int] = set()
    campaigns = Near()

    def take(item: _Looked, way: str) -> bool:
        if campaigns.likeness(item.grams) >= CAMPAIGN or known.likeness(item.grams) >= NEAR:
            return False
        campaigns.add(item.grams)
        chosen.append((item, way))
        return True

    queues = {way: _queue(looked, way) for way in quotas}
    missing = 0
    for way, quota in quotas.items():
        missing += quota - _drain(queues[way], way, quota, taken, take)
    for way in ("uncertain", "novel", "disagree", "random"):
        missing -= _drain(queues[way], way, missing, taken, take)
    return chosen


def _queue(looked: Sequence[_Looked], way: str) -> Iterator[_Looked]:
    return iter(sorted((item for item in looked if way in item.worth), key=lambda item: -item.worth[way]))


def _drain(
    queue: Iterator[_Looked], way: str, quota: int, taken: set[int], take: Callable[[_Looked, str], bool]
) -> int:
    """Take up to ``quota`` from a queue; returns how many were taken."""
    done = 0
    while done < quota:
        item = next(queue, None)
        if item is None:
            break
        if id(item) not in taken:
            taken.add(id(item))
            done += take(item, way)
    return done


def _row(item: _Looked, way: str, *, unique: bool) -> Labelled:
    """A row without a label; what the model found as evidence is a hint to annotators, never a label. Its id is the post's
    where no other has it (``unique``), else its place; posts of several files may count alike, and are no group."""
    verdict, given = item.verdict, item.candidate.row
    others = [item.why[other] for other in SHARES if other in ("disagree",) and other != way and other in item.why]
    extra = {
        "picked_by": way,
        "why": "; ".join([item.why[way], *others]),
        "score": round(verdict.score, 4),
        "level": verdict.level,
        "row": given.get("row"),
        **{name: given[name] for name in ("account", "time", "platform", "url") if given.get(name)},
    }
    place = f"{given.get('source')}:{given.get('row')}"
    identity = str(given["id"]) if unique and given.get("id") else place
    found = {
        LabelSpan(e.start, e.end, e.signal) for e in verdict.evidence if e.stance == "asserted" and e.start < e.end
    }
    row = Row(item.candidate.text, "", id=identity, group=place, source=str(given.get("source", "")))
    return Labelled(row, tuple(sorted(found)), extra, place)
