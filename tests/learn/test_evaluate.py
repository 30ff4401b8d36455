"""The report: every figure on rows and verdicts made by hand, so that each can be checked by eye."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from debtad.learn.errors_page import write_errors
from debtad.learn.evaluate import Scored, evaluate, fact_scores, pair_accuracy, score_rows, signal_scores
from debtad.learn.labels import REVIEW, RISKY, SAFE, Row
from debtad.model.score import Detector
from debtad.verdict import Evidence, ModelRef, Verdict


def scored(label: str, score: float, level: str = "", **row: Any) -> Scored:
    """A row of this label with a verdict of this score; ``found`` are its facts, ``signals`` its evidence."""
    found, signals = row.pop("found", {}), row.pop("signals", ())
    level = level or ("high" if score >= 0.9 else "review" if score >= 0.5 else "low")
    evidence = tuple(Evidence(s, s, "strong", "", 0, 1, None, st, 0.1, "") for s, st in signals)
    verdict = Verdict(ModelRef("m", ""), "x", False, score, level, "debt_relief", found, evidence, (), (), 0.0)  # type: ignore[arg-type]
    return Scored(Row(row.pop("text", "信用卡"), label, **row), verdict)


def test_slices_count_risky_and_safe_apart(detector: Detector) -> None:
    items = [
        scored(RISKY, 0.95, kind="sms_ad", subtype="debt_relief", source="a"),
        scored(RISKY, 0.60, kind="sms_ad", subtype="loan_broker", source="a", text="停*息*挂*账" + "字" * 30),
        scored(SAFE, 0.10, kind="bank_notice", source="b"),
        scored(SAFE, 0.97, kind="bank_notice", source="b"),
        scored(REVIEW, 0.55, kind="landing_page"),
    ]
    report = evaluate(items, detector, rounds=10)
    assert report["rows"] == {RISKY: 2, SAFE: 2, REVIEW: 1}
    assert report["levels"][RISKY] == {"n": 2, "high": 0.5, "flagged": 1.0}
    assert report["levels"][SAFE] == {"n": 2, "high": 0.5, "flagged": 0.5}
    assert report["levels"][REVIEW] == {"n": 1, "high": 0.0, "flagged": 1.0}
    assert report["hard_safe"] == {"n": 2, "high": 0.5, "flagged": 0.5}
    assert report["by_kind"]["sms_ad"][RISKY]["n"] == 2
    assert set(report["by_subtype"]) == {"debt_relief", "loan_broker"}
    assert set(report["by_evasion"]) == {"plain", "evasive"}
    assert report["by_length"]["<045"][RISKY]["n"] == 1
    assert report["subtype_accuracy"] == {"n": 2, "share": 0.5}
    json.dumps(report)


def test_review_rows_count_neither_for_nor_against(detector: Detector) -> None:
    clear = [scored(RISKY, 0.95), scored(SAFE, 0.1)]
    with_review = evaluate([*clear, scored(REVIEW, 0.99)], detector, rounds=0)["overall"]
    assert with_review == evaluate(clear, detector, rounds=0)["overall"]
    assert with_review["precision"] == with_review["recall"] == 1.0


def test_intervals_surround_their_figures(detector: Detector) -> None:
    items = [scored(RISKY, 0.3 + i / 60) for i in range(40)] + [scored(SAFE, i / 60) for i in range(40)]
    report = evaluate(items, detector, rounds=100)
    for name, (low, high) in report["intervals"].items():
        assert low <= high
        if name not in ("calibration_error", "recall_at_precision_098"):  # biased upwards by resampling
            assert low - 1e-9 <= report["overall"][name] <= high + 1e-9


@pytest.mark.parametrize(
    ("labelled", "found", "right"),
    [
        ({"upfront_fee": [498.0]}, {"upfront_fee": [498.0]}, True),
        ({"upfront_fee": [498.0, 100.0]}, {"upfront_fee": [100.0, 498.0]}, True),
        ({"upfront_fee": [498.0]}, {"upfront_fee": [499.0]}, False),
        ({"upfront_fee": [498.0]}, {}, False),
        ({"upfront_fee": [498.0]}, {"upfront_fee": [498.0, 8.0]}, False),
    ],
)
def test_a_fact_is_right_only_with_the_very_figures(labelled: Any, found: Any, right: bool) -> None:
    fact = fact_scores([scored(RISKY, 0.9, facts=labelled, found=found)])["upfront_fee"]
    assert fact["n"] == 1
    assert fact["recall"] == fact["f1"] == float(right)


def test_an_invented_fact_costs_precision() -> None:
    items = [
        scored(RISKY, 0.9, facts={"suspend_interest": True}, found={"suspend_interest": True}),
        scored(SAFE, 0.9, facts={}, found={"suspend_interest": True}),
        scored(SAFE, 0.9, facts=None, found={"suspend_interest": True}),
    ]
    fact = fact_scores(items)["suspend_interest"]
    assert (fact["precision"], fact["recall"], fact["f1"]) == (0.5, 1.0, pytest.approx(2 / 3))


def test_a_deposit_without_a_sum_differs_from_no_deposit() -> None:
    items = [scored(RISKY, 0.9, facts={"nonrefundable_deposit": []}, found={"nonrefundable_deposit": []})]
    assert fact_scores(items)["nonrefundable_deposit"]["f1"] == 1.0
    items = [scored(RISKY, 0.9, facts={"nonrefundable_deposit": []}, found={})]
    assert fact_scores(items)["nonrefundable_deposit"]["recall"] == 0.0


def test_pairs_are_ordered_and_decided() -> None:
    def pair(name: str, risky: float, safe: float) -> list[Scored]:
        return [scored(RISKY, risky, pair=name, source="x"), scored(SAFE, safe, pair=name, source="x")]

    items = [*pair("p1", 0.95, 0.1), *pair("p2", 0.95, 0.93), *pair("p3", 0.2, 0.4), scored(RISKY, 0.9, pair="p4")]
    assert pair_accuracy(items) == {"n": 3, "ordered": 2 / 3, "decided": 1 / 3}
    assert pair_accuracy([]) == {"n": 0, "ordered": 0.0, "decided": 0.0}


def test_signals_count_once_a_row_and_only_where_asserted() -> None:
    items = [
        scored(RISKY, 0.9, signals=[("a", "asserted"), ("a", "asserted"), ("b", "quoted")]),
        scored(SAFE, 0.1, signals=[("a", "asserted")]),
        scored(RISKY, 0.9),
        scored(REVIEW, 0.5, signals=[("a", "asserted")]),
    ]
    assert signal_scores(items) == {"a": {"risky": 1.0, "safe": 1.0, "precision": 0.5, "recall": 0.5}}


def test_a_text_that_cannot_be_scored_counts_as_low(detector: Detector) -> None:
    (item,) = score_rows([Row("no Chinese", RISKY)], detector)
    assert (item.verdict, item.score, item.level) == (None, 0.0, "low")
    report = evaluate([item], detector, rounds=0)
    assert report["levels"][RISKY] == {"n": 1, "high": 0.0, "flagged": 0.0}


def test_rows_are_scored_in_order(detector: Detector, small_rows: list[Row]) -> None:
    assert [item.row for item in score_rows(small_rows[:5], detector)] == small_rows[:5]


def test_the_errors_page_lists_the_worst_first(tmp_path: Path) -> None:
    items = [
        scored(RISKY, 0.4, id="missed-a"),
        scored(RISKY, 0.1, id="missed-b", signals=[("upfront_fee", "quoted")]),
        scored(SAFE, 0.8, id="alarm", text="两行\n文字"),
        scored(RISKY, 0.99, id="fine"),
        scored(REVIEW, 0.99, id="doubtful"),
    ]
    write_errors(items, tmp_path / "e.md")
    page = (tmp_path / "e.md").read_text(encoding="utf-8")
    assert page.index("missed-b") < page.index("missed-a") < page.index("alarm")
    assert "upfront_fee:quoted +0.10" in page
    assert "两行 / 文字" in page
    assert "fine" not in page
    assert "doubtful" not in page
