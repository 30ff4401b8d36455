"""How far scores fall: counted only over rows that the attack changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from debtad.learn.labels import RISKY, SAFE, Row
from debtad.learn.robustness import detector_scores, robustness
from debtad.model.score import Detector
from tests.support import AD

ROWS = [
    Row("停息挂账找我们", RISKY),
    Row("网贷逾期谈分期", RISKY),
    Row("先付500元", RISKY),
    Row("警方提示：停息挂账是骗局", SAFE),
]


def by_words(texts: Sequence[str]) -> np.ndarray:
    """A filter that knows two words."""
    return np.array([0.9 if "停息挂账" in text or "逾期" in text else 0.1 for text in texts], dtype=float)


def test_a_word_filter_falls_to_the_first_emoji() -> None:
    report = robustness(ROWS, by_words, 0.5, attacks=("emoji", "keycap"), strengths=(2, 3))
    emoji = report["attacks"]["emoji"]["3"]
    assert emoji["changed"] == 2
    assert (emoji["recall_before"], emoji["recall"], emoji["drop"]) == (1.0, 0.0, 1.0)
    assert emoji["median_drop"] == emoji["mean_drop"] == 0.8
    assert report["attacks"]["keycap"]["2"]["changed"] == 1
    assert report["attacks"]["keycap"]["2"]["drop"] == 0.0
    assert report["all"]["3"]["changed"] == 3


def test_innocent_rows_are_rewritten_at_strength_two_only() -> None:
    report = robustness(ROWS, by_words, 0.5, attacks=("emoji",))
    assert report["attacks"]["emoji"]["2"]["safe_high_before"] == 1.0
    assert report["attacks"]["emoji"]["2"]["safe_high"] == 0.0
    assert "safe_high" not in report["attacks"]["emoji"]["3"]


def test_a_text_that_cannot_be_scored_gives_nought(detector: Detector) -> None:
    scores = detector_scores(detector)(["abc", AD])
    assert scores[0] == 0.0
    assert scores[1] > 0.5


def test_nothing_to_attack_gives_noughts() -> None:
    report = robustness([Row("你好", RISKY)], by_words, 0.5, attacks=("emoji",))
    assert report["all"]["2"]["changed"] == 0
    assert report["all"]["2"]["drop"] == 0.0
