"""Scoring a batch of texts: the one function behind every engine, and the processes that run it.

A *result* is what is kept of a scored text: its score alone (a float) where the level is low, or else the bytes of the
judgement (see :func:`pack`). Either can be stored and sent cheaply, and gives the same bytes in every row that has the
text.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import orjson

from debtad.audit.contacts import find_contacts
from debtad.audit.posts import judgement
from debtad.audit.processes import Helpers
from debtad.audit.safe import inert_json
from debtad.model.score import Detector, Weighed
from debtad.verdict import Verdict

if TYPE_CHECKING:
    from debtad.audit.batch import BatchScorer

Result = float | bytes

#: So many texts are scored one by one before the tables for scoring in bulk are built.
PATIENCE = 500

#: Between the judgement of a flagged text, the ids of all signals asserted in it, and its contacts.
_MARK = b"\n"


class Batch(NamedTuple):
    """Results of some texts, in their order, and the numbers of the model's phrases that occurred in any of them, as a
    bitmap (bit ``n & 7`` of byte ``n >> 3``).
    """

    results: list[Result]
    phrases: bytes


class Found(NamedTuple):
    """A result read back: the end of a JSON row, from ``"score"`` on, and for flagged texts the parsed judgement, all
    signals asserted, and the contacts as JSON ([kind, value, start, end] each; "" where the text was not read whole).
    """

    score: float
    level: str
    tail: bytes
    judged: dict[str, Any]
    signals: tuple[str, ...]
    contacts: bytes


def score_batch(detector: Detector, texts: Sequence[str]) -> Batch:
    """Results of ``texts``, none of which may be blank or without Chinese (see ``debtad.model.score.check_text``).

    Only what reaches level ``review`` is explained; nearly all posts of a scrape do not.
    """
    return _bulk(detector).score(texts)


class _Bulk:
    """Scores one by one at first; when enough texts have gone by to pay for it, in bulk. The results are the same."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._asked = 0
        self._batches: BatchScorer | None = None

    def score(self, texts: Sequence[str]) -> Batch:
        """A batch."""
        self._asked += len(texts)
        if self._batches is None:
            if self._asked < PATIENCE:
                return _one_by_one(self._detector, texts)
            from debtad.audit.batch import BatchScorer

            self._batches = BatchScorer(self._detector)
        explain = self._detector.explain
        with _uncollected():
            results: list[Result] = [
                score if weighed is None else pack(explain(weighed, brief=True), weighed)
                for score, weighed in self._batches.score(texts)
            ]
        return Batch(results, self._batches.seen())


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for cyclic garbage, of which a batch leaves next to none: the search is a tenth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@lru_cache(maxsize=1)
def _bulk(detector: Detector) -> _Bulk:
    return _Bulk(detector)


def _one_by_one(detector: Detector, texts: Sequence[str]) -> Batch:
    seen: set[int] = set()
    results: list[Result] = []
    review = detector.model.thresholds["review"]
    for text in texts:
        weighed = detector.weigh(text)
        seen.update(weighed.whole.phrases)
        results.append(weighed.score if weighed.score < review else pack(detector.explain(weighed), weighed))
    bitmap = bytearray((len(detector.model.phrases) + 7) // 8)
    for number in seen:
        bitmap[number >> 3] |= 1 << (number & 7)
    return Batch(results, bytes(bitmap))


def pack(verdict: Verdict, weighed: Weighed) -> bytes:
    """The judgement on a flagged text as the end of a JSON row, and behind it the asserted signals and the contacts."""
    row = inert_json(orjson.dumps(judgement(verdict)))
    signals = dict.fromkeys(item.signal for item in verdict.evidence if item.stance == "asserted")
    read = weighed.whole.normalized
    contacts = b"" if weighed.truncated or read.cut else orjson.dumps([astuple(c) for c in find_contacts(read)])
    return _MARK.join((row[1:], ",".join(signals).encode(), contacts))


def unpack(result: Result) -> Found:
    """A result as it goes into a row."""
    if isinstance(result, float):
        tail = b'"score":' + orjson.dumps(result) + b',"level":"low","subtype":"none","facts":{},"evidence":[]}'
        return Found(result, "low", tail, {}, (), b"")
    tail, signals, contacts = result.split(_MARK)
    judged: dict[str, Any] = orjson.loads(b"{" + tail)
    asserted = tuple(filter(None, signals.decode().split(",")))
    return Found(judged["score"], judged["level"], tail, judged, asserted, contacts)


class Scorer(Protocol):
    """Runs batches, here or elsewhere. ``ahead`` batches may be under way while others are read."""

    ahead: int

    def submit(self, texts: Sequence[str]) -> Callable[[], Batch]:
        """Start a batch; call what is returned for its results."""
        ...

    def close(self) -> None:
        """End all processes."""
        ...


class LocalScorer:
    """Scores in this process."""

    ahead = 0

    def __init__(self, model: str) -> None:
        self._detector = Detector.load(model)

    def submit(self, texts: Sequence[str]) -> Callable[[], Batch]:
        """The batch is scored when it is asked for."""
        return lambda: score_batch(self._detector, texts)

    def close(self) -> None:
        """Nothing to end."""


class ProcessScorer:
    """Scores in ``jobs`` processes, each of which loads the model by its path."""

    def __init__(self, model: str, jobs: int) -> None:
        self.ahead = jobs + 1
        self._helpers = Helpers(jobs, _load, model)

    def submit(self, texts: Sequence[str]) -> Callable[[], Batch]:
        """Hand the batch to the next free process."""
        return self._helpers.submit(_score, list(texts))

    def close(self) -> None:
        """End the processes at once; what they were scoring is scored again by a resumed run."""
        self._helpers.close()


#: The detector of a worker process, loaded once by ``_load``. Nothing else writes it.
_worker: list[Detector] = []


def _load(model: str) -> None:
    _worker[:] = [Detector.load(model)]
    gc.collect()
    gc.freeze()  # the model lives as long as the process: no use searching it for garbage


def _score(texts: list[str]) -> Batch:
    return score_batch(_worker[0], texts)
