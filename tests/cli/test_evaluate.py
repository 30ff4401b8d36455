"""`debtad evaluate`: the same report for people and for machines."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.support import CALM, ROOT, SMALL, run

pytestmark = pytest.mark.filterwarnings("error")


def test_the_report_for_people(capsys: Any, small_model: Path) -> None:
    ran = run(capsys, "evaluate", SMALL, "--model", small_model, "--rounds", "5")
    assert (ran.code, ran.err) == (0, "")
    assert "29 risky, 30 safe, 3 review" in ran.out
    for word in ("precision", "recall", "brier", "calibration_error", "core fact", "bank_notice", "evasive", "plain"):
        assert word in ran.out


def test_the_report_for_machines(capsys: Any, small_model: Path) -> None:
    ran = run(capsys, "evaluate", SMALL, "--model", small_model, "--rounds", "5", "--json")
    report = json.loads(ran.out)
    assert report["model"]["name"] == "small"
    assert report["rows"] == {"risky": 29, "safe": 30, "review": 3}
    assert set(report["intervals"]) == set(report["overall"])


@pytest.mark.parametrize("label", ["risky", "safe", "review"])
def test_rows_of_one_label_give_a_report_without_nan(capsys: Any, tmp_path: Path, label: str) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps({"text": "信用卡停息挂账", "label": label}))
    ran = run(capsys, "evaluate", path, "--json", "--rounds", "3")
    assert (ran.code, ran.err) == (0, "")
    assert "NaN" not in ran.out
    assert json.loads(ran.out)["rows"][label] == 1
    assert run(capsys, "evaluate", path, "--rounds", "3").code == 0


def test_bad_rows_are_named_and_skipped(capsys: Any, tmp_path: Path, small_model: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("text,label\n停息挂账找我,1\n,0\n信用卡账单,可能\n还清了,正常\n", encoding="utf-8")
    ran = run(capsys, "evaluate", path, "--model", small_model, "--skip-bad", "--json", "--rounds", "0")
    assert ran.code == 0
    assert [line.split(": ")[1] for line in ran.err.splitlines()] == [f"skipped {path}:3", f"skipped {path}:4"]
    assert json.loads(ran.out)["rows"] == {"risky": 1, "safe": 1, "review": 0}
    assert run(capsys, "evaluate", path, "--model", small_model).code == 3


def test_how_far_scores_fall_under_evasion(capsys: Any, tmp_path: Path, small_model: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    rows = [{"text": "信用卡逾期找我们停息挂账，私信", "label": "risky"}, {"text": "信用卡账单还清了", "label": "safe"}]
    labels.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    ran = run(capsys, "evaluate", labels, "--model", small_model, "--evasion", "--json", "--rounds", "0")
    emoji = json.loads(ran.out)["evasion"]["attacks"]["emoji"]
    assert set(emoji) == {"1", "2", "3"}
    assert emoji["2"]["changed"] == emoji["2"]["safe_changed"] == 1
    shown = run(capsys, "evaluate", labels, "--model", small_model, "--evasion", "--rounds", "0").out
    assert "median drop" in shown
    assert "masked_brand" in shown


def test_errors_are_written_as_a_page(capsys: Any, tmp_path: Path, small_model: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    labels.write_text('{"text":"今天天气好\\ud83d","label":"risky","id":"x1"}\n', encoding="utf-8")
    page = tmp_path / "errors.md"
    ran = run(capsys, "evaluate", labels, "--model", small_model, "--errors", page, "--rounds", "0")
    assert ran.code == 0
    assert "1 risky rows below high" in page.read_text(encoding="utf-8")
    assert "`x1`" in page.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written(capsys: Any, tmp_path: Path, small_model: Path) -> None:
    ran = run(capsys, "evaluate", SMALL, "--model", small_model, "--errors", tmp_path / "no" / "e.md", "--rounds", "0")
    assert ran.code == 6
    assert "cannot be written" in ran.error


def test_a_missing_model_exits_with_four(capsys: Any) -> None:
    ran = run(capsys, "evaluate", SMALL, "--model", "nowhere")
    assert ran.code == 4
    assert "no model at nowhere" in ran.error


@pytest.mark.parametrize(
    ("place", "said"), [("train", True), ("validation/k.jsonl", True), (".", True), ("test", False), ("mine", False)]
)
def test_rows_that_models_learn_from_are_said_to_be_that(
    capsys: Any, tmp_path: Path, small_model: Path, place: str, said: bool
) -> None:
    for split in ("train", "validation", "test", "mine"):
        (tmp_path / split).mkdir()
        rows = '{"text":"停息挂账找我们","label":"risky"}\n{"text":"账单还清了","label":"safe"}\n'
        (tmp_path / split / "k.jsonl").write_text(rows, encoding="utf-8")
    golden = tmp_path / "golden.json"
    golden.write_text(json.dumps([{"name": "calm", "text": CALM, "level": ["low"]}]), encoding="utf-8")
    for command in (
        ("evaluate", tmp_path / place, "--model", small_model),
        ("compare", small_model, small_model, tmp_path / place, "--golden", golden),
    ):
        ran = run(capsys, *command, "--rounds", "0")
        assert ran.code == 0
        assert ("learned from these rows, and look better here than they are" in ran.err) is said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--curve", "--errors", "errors.md"), "--errors is about one model, --curve trains its own"),
        (("--time-split", "--model", "default"), "--model is about one model, --time-split trains its own"),
        (("--time-split", "2026-03-01", "--evasion"), "--evasion is about one model, --time-split trains its own"),
        (("--curve", "--time-split"), "--curve and --time-split are two measurements"),
        (("--base", "data/corpus"), "--base is learned from: it goes with --curve or --time-split"),
    ],
)
def test_options_that_would_be_ignored_are_refused(capsys: Any, options: tuple[str, ...], said: str) -> None:
    ran = run(capsys, "evaluate", SMALL, *options)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.error


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "docs/retraining.md", "docs/zh/quick-start.md"])
def test_the_documents_measure_on_rows_that_no_model_has_seen(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    places = re.findall(r"^debtad (?:evaluate|compare \S+ \S+) (\S+)", text, re.MULTILINE)
    assert places
    assert not any("validation" in place or "train" in place for place in places)
