"""What `debtad labels check` finds, one rule at a time."""

from __future__ import annotations

from typing import Any

import pytest

from debtad.learn.label_check import FINDINGS, Finding, check_labels, report
from debtad.learn.label_files import Labelled, Problem, Read
from debtad.learn.labels import Row
from debtad.learn.spans import LabelSpan
from debtad.model.score import Detector

AD = "信用卡逾期找我们停息挂账分期慢慢还"


def item(text: str, label: str = "risky", where: str = "x.csv:2", **changes: Any) -> Labelled:
    spans = changes.pop("spans", ())
    values = {"id": where, "group": where, "source": "x", **changes}
    return Labelled(Row(text, label, **values), spans, {}, where)


def found(*items: Labelled, **options: Any) -> list[tuple[str, str]]:
    return [(one.where, one.kind) for one in check_labels(Read(items), **options)]


def test_sound_labels_have_no_findings() -> None:
    assert found(item(AD, kind="sms_ad", subtype="debt_relief"), item("账单还清了", "safe", "x.csv:3")) == []


def test_rows_that_cannot_be_read_come_first() -> None:
    read = Read((item(AD, ""),), (Problem("x.csv:9", "unknown label 'huh'"),))
    assert [(f.where, f.kind, f.error) for f in check_labels(read)] == [
        ("x.csv:9", "unreadable", True),
        ("x.csv:2", "unlabelled", False),
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "poem"}, "unknown kind 'poem'"),
        ({"subtype": "poetry"}, "unknown subtype 'poetry'"),
        ({"label": "safe", "subtype": "debt_relief"}, "a safe row has subtype debt_relief"),
        ({"label": "safe", "facts": {"upfront_fee": [5.0]}}, "a safe row asserts facts (upfront_fee)"),
        ({"spans": (LabelSpan(0, 2, "mood"),)}, "evidence of unknown signals: mood"),
    ],
)
def test_values_that_do_not_fit_are_named(changes: dict[str, Any], message: str) -> None:
    (finding,) = check_labels(Read((item(AD, **changes),)), signals=["upfront_fee"])
    assert (finding.kind, finding.error) == ("unknown_value", False)
    assert message in finding.message


def test_times_that_cannot_be_read_are_named() -> None:
    items = (item(AD, time="next week"), item("账单还清了", "safe", "x.csv:3", time="2026年9月30日"))
    (finding,) = check_labels(Read(items))
    assert (finding.where, finding.kind, finding.error) == ("x.csv:2", "unread_time", False)
    assert "time 'next week' cannot be read" in finding.message


@pytest.mark.parametrize("again", [AD, AD.replace("停息挂账", "停*息*挂*账"), f" {AD}。"])
def test_a_text_written_twice(again: str) -> None:
    assert found(item(AD), item(again, where="x.csv:3")) == [("x.csv:3", "duplicate")]
    assert found(item(AD), item(again, "safe", "x.csv:3")) == [("x.csv:3", "conflict")]


def test_near_duplicates_matter_across_groups_or_labels() -> None:
    twin = AD + "哦"
    assert found(item(AD), item(twin, where="x.csv:3")) == [("x.csv:3", "near_duplicate")]
    assert found(item(AD, group="g"), item(twin, where="x.csv:3", group="g")) == []
    assert found(item(AD, group="g"), item(twin, "safe", "x.csv:3", group="g")) == [("x.csv:3", "near_duplicate")]
    assert found(item(AD, pair="p"), item(twin, "safe", "x.csv:3", pair="p")) == []


def test_a_campaign_gives_one_finding_a_row() -> None:
    items = [item(AD + "一二三四五六七八九"[n], where=f"x.csv:{n}") for n in range(9)]
    assert len(found(*items)) == 8


def test_rows_of_the_test_split_are_errors_however_they_are_spelled() -> None:
    frozen = [Row(AD, "risky", id="t1"), Row("完全不同的一句话在这里", "safe", id="t2")]
    findings = check_labels(Read((item(AD + " "), item(AD + "哦", where="x.csv:3"))), test=frozen)
    leaks = [f for f in findings if f.kind == "test_split"]
    assert [f.where for f in leaks] == ["x.csv:2", "x.csv:3"]
    assert all(f.error and "t1" in f.message for f in leaks)


def test_repeated_ids() -> None:
    assert found(item(AD, id="a"), item("账单还清了", "safe", "x.csv:3", id="a")) == [("x.csv:3", "repeated_id")]


def test_labels_that_the_model_contradicts_come_with_its_evidence(detector: Detector) -> None:
    ad = "停息挂账找我们法务，先付500元定金，合同不满意也不退"
    findings = check_labels(
        Read(
            (
                item(ad, "safe"),
                item("今天天气很好", where="x.csv:3"),
                item(ad, "review", "x.csv:4"),
                item("abc", where="x.csv:5"),
            )
        ),
        detector=detector,
    )
    told = {f.where: f.message for f in findings if f.kind == "disagreement"}
    assert set(told) == {"x.csv:2", "x.csv:3", "x.csv:5"}
    assert "(high): " in told["x.csv:2"]
    assert "“" in told["x.csv:2"]
    assert "cannot be scored" in told["x.csv:5"]


def test_the_report_counts_what_it_lists() -> None:
    read = Read((item(AD), item(AD, "safe", "x.csv:3"), item(AD, where="x.csv:4")))
    given = report(read, check_labels(read), [{"path": "x.csv"}])
    assert given["schema"] == "debtad.labels-check/1"
    assert (given["errors"], given["warnings"]) == (1, 1)
    assert given["counts"] == {"conflict": 1, "duplicate": 1}
    assert [f["severity"] for f in given["findings"]] == ["error", "warning"]
    assert given["labels"] == {"risky": 2, "safe": 1}


def test_every_kind_of_finding_knows_whether_it_is_an_error() -> None:
    assert [kind for kind in FINDINGS if Finding("", "", kind, "").error] == ["unreadable", "conflict", "test_split"]
