"""Two models on the same rows: differences, and whether chance explains them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from debtad.learn.compare import because, by_kind, compare, metric_changes, sign_test
from debtad.learn.evaluate import Scored, score_rows
from debtad.learn.gate import everyday_gate, golden_gate, split_gate
from debtad.learn.golden import Judged
from debtad.learn.labels import RISKY, SAFE, Row
from debtad.learn.metrics import binary_metrics
from debtad.learn.weighted_metrics import WeightedMetrics
from debtad.model.score import Detector
from tests.support import AD, CALM

AT = {"high": 0.7, "review": 0.4}


def drawn(noise: float, seed: int = 1, rows: int = 600) -> tuple[np.ndarray, np.ndarray]:
    """Scores that tell risky rows apart the better the smaller ``noise`` is."""
    generator = np.random.default_rng(seed)
    truth = np.arange(rows) % 2 == 0
    return np.clip(0.25 + 0.5 * truth + noise * generator.standard_normal(rows), 0, 1), truth


def test_a_model_is_the_same_as_itself() -> None:
    scores, truth = drawn(0.2)
    changes = metric_changes(scores, scores, truth, AT, AT, rounds=50)
    assert {change.verdict for change in changes.values()} == {"same"}
    assert all(change.old == change.new and change.low == change.high == 0 for change in changes.values())


def test_a_worse_model_is_worse_both_in_gains_and_in_costs() -> None:
    (good, truth), (bad, _) = drawn(0.2), drawn(0.5)
    worse = metric_changes(good, bad, truth, AT, AT, rounds=100)
    better = metric_changes(bad, good, truth, AT, AT, rounds=100)
    for name in ("pr_auc", "roc_auc", "brier", "f1", "flagged_safe_share"):
        assert worse[name].verdict == "worse"
        assert better[name].verdict == "better"
        assert worse[name].low <= worse[name].new - worse[name].old <= worse[name].high


def test_each_model_is_judged_at_its_own_thresholds() -> None:
    scores, truth = drawn(0.05)
    changes = metric_changes(scores, scores / 2, truth, AT, {"high": 0.35, "review": 0.2}, rounds=20)
    assert changes["recall"].old == changes["recall"].new
    assert changes["brier"].new > changes["brier"].old


def test_rows_of_one_label_have_no_intervals_and_none_have_no_metrics() -> None:
    ones = np.ones(4)
    change = metric_changes(ones, ones, ones.astype(bool), AT, AT, rounds=5)["recall"]
    assert np.isnan(change.low)
    assert change.verdict == "same"
    assert metric_changes(ones[:0], ones[:0], ones[:0].astype(bool), AT, AT) == {}


def test_the_fast_metrics_are_the_plain_ones_of_repeated_rows() -> None:
    scores, truth = drawn(0.3, rows=80)
    scores = np.round(scores, 1)  # many ties
    times = np.random.default_rng(2).integers(0, 4, 80)
    fast = WeightedMetrics(scores, truth, AT).measure(times.astype(float))
    plain = binary_metrics(np.repeat(scores, times), np.repeat(truth, times), AT["high"])
    assert {name: fast[name] for name in plain} == pytest.approx(plain)
    flagged = np.repeat(scores, times) >= AT["review"]
    assert fast["flagged_recall"] == pytest.approx(flagged[np.repeat(truth, times)].mean())
    assert fast["flagged_safe_share"] == pytest.approx(flagged[~np.repeat(truth, times)].mean())


def test_the_sign_test_is_exact() -> None:
    assert sign_test(0, 0) == 1
    assert sign_test(5, 5) == 1
    assert sign_test(6, 0) == pytest.approx(2 / 64)
    assert sign_test(6, 0, "greater") == pytest.approx(1 / 64)
    assert sign_test(0, 6, "greater") == 1


def test_flips_say_whether_they_are_right_and_why(detector: Detector, small_model: Path) -> None:
    rows = [Row(AD, RISKY, id="ad"), Row(CALM, SAFE, id="calm"), Row("no Chinese", SAFE, id="odd")]
    old, scored = score_rows(rows, Detector.load(small_model)), score_rows(rows, detector)
    report = compare(old, scored, AT, detector.model.thresholds, rounds=5)
    for item in report["flips"]["items"]:
        rose = item["new"] > item["old"]
        assert item["toward"] == ("right" if rose == (item["label"] == RISKY) else "wrong")
    assert report["flips"]["right"] + report["flips"]["wrong"] == len(report["flips"]["items"])


def test_the_reasons_of_a_flip_are_the_largest_changes(detector: Detector) -> None:
    verdict = detector.score(AD)
    found = because(None, verdict)
    parts = [item.contribution for item in (*verdict.evidence, *verdict.counter, *verdict.words)]
    assert abs(found[0]["change"]) >= max(map(abs, parts)) - 0.001
    assert because(verdict, verdict) == []


def test_kinds_count_rows_that_came_and_went(detector: Detector) -> None:
    high, low = detector.score(AD), detector.score(CALM)
    row = Row(AD, RISKY, kind="sms_ad")
    old = [Scored(row, high), Scored(row, low), Scored(row, low)]
    new = [Scored(row, low), Scored(row, high), Scored(row, high)]
    part = by_kind(old, new)["sms_ad"][RISKY]
    assert (part["n"], part["came"], part["went"]) == (3, 2, 1)
    assert part["new"] == pytest.approx(2 / 3)


def test_the_golden_gate_blames_only_what_the_new_model_broke() -> None:
    old = [Judged("a", "t", (), False), Judged("b", "t", ("level",), False), Judged("c", "t", (), True)]
    new = [Judged(case.name, "t", ("level is low",), case.excused) for case in old]
    assert [str(refusal) for refusal in golden_gate(old, new)] == ["golden: breaks 'a': level is low"]


def test_the_everyday_gate_wants_more_than_chance() -> None:
    calm = ["low"] * 400
    assert everyday_gate(calm, ["review"] * 3 + calm[3:]) == []
    found = everyday_gate(calm, ["review"] * 12 + calm[12:])
    assert [str(refusal) for refusal in found] == ["everyday: flagged rose from 0 to 12 of 400 posts"]
    assert everyday_gate(["high"] * 12 + calm[12:], calm) == []


def test_the_gate_of_the_test_split_names_what_fell(detector: Detector) -> None:
    ad, calm = detector.score(AD), detector.score(CALM)
    rows = [Row(AD, RISKY), Row(CALM, SAFE)] * 60
    good = [Scored(row, ad if row.label == RISKY else calm) for row in rows]
    bad = [Scored(item.row, calm) if i % 4 == 0 else item for i, item in enumerate(good)]
    assert split_gate(good, good, detector, detector, rounds=50) == []
    reasons = [str(refusal) for refusal in split_gate(good, bad, detector, detector, rounds=50)]
    assert any(reason.startswith("test: recall fell from 1.0000 to 0.5000 on 120 rows") for reason in reasons)
