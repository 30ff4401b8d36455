"""`debtad train NEW --base`: what the command says about joining, and what the model remembers of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from debtad.cli.train import _account
from debtad.learn.join import join
from debtad.learn.labels import Row
from debtad.model.artifact import read_model
from tests.support import SMALL, run, unlike

NEW = "作业太多写不完，我们帮你办休学，两年不用交"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """The small rows as a corpus with a frozen test split of one row."""
    (tmp_path / "corpus" / "train").mkdir(parents=True)
    (tmp_path / "corpus" / "test").mkdir()
    shutil.copy(SMALL, tmp_path / "corpus" / "train")
    frozen = {"text": "测试集里的一句话，先付498元", "label": "risky"}
    (tmp_path / "corpus" / "test" / "t.jsonl").write_text(json.dumps(frozen), encoding="utf-8")
    return tmp_path / "corpus"


def write(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_new_labels_join_a_base(capsys: Any, base: Path, tmp_path: Path, small_model: Path) -> None:
    first = json.loads(SMALL.read_text(encoding="utf-8").splitlines()[0])
    other = "safe" if first["label"] == "risky" else "risky"
    new = write(
        tmp_path / "new.jsonl",
        {"text": NEW, "label": "risky", "id": "n1"},
        {"text": NEW + "的", "label": "risky", "id": "n2"},
        {"text": first["text"], "label": other, "id": "n3"},
        {"text": "测试集里的一句话，先付４９８元", "label": "risky", "id": "n4"},
    )
    ran = run(capsys, "train", new, "--base", base, "--out", tmp_path / "mine", "--parent", small_model)
    assert ran.code == 0, ran.err
    assert "3 new rows, each counting 10, join 61 rows of the base" in ran.err
    assert f"new n3 says {other}: taken as {other}" in ran.err
    assert "1 new rows stand in the frozen test split and were left out: n4" in ran.err
    assert "near-duplicates tied 1 groups to others" in ran.err
    record = read_model(tmp_path / "mine").training
    assert record["parent"] == {"name": "small", "sha256": read_model(small_model).ref.sha256}
    assert (record["join"]["new_rows"], record["join"]["conflicts"], record["join"]["new_weight"]) == (3, 1, 10)
    assert {"numpy", "scipy", "scikit-learn", "jieba", "debtad"} == set(record["versions"])
    assert sum(record["splits"]["rows"]) == 64
    card = (tmp_path / "mine" / "card.md").read_text(encoding="utf-8")
    assert "## Since the parent" in card
    assert "| new rows | n | flagged by the parent |" in card

    again = run(capsys, "train", new, "--base", base, "--out", tmp_path / "twice" / "mine", "--parent", small_model)
    assert again.code == 0
    assert unlike(tmp_path / "twice" / "mine", tmp_path / "mine", "model.json", "card.md") == []


def test_what_is_said_of_repeats_names_the_rules_that_decided() -> None:
    rows = [
        Row("甲", "risky", id="1", time="2026/10/05"),
        Row("甲", "safe", id="2", time="2026/09/30"),
        Row("乙", "safe", id="3", source="mine", time="last week"),
        Row("乙", "risky", id="4", time="2026/09/30"),
    ]
    assert _account(join([], rows)) == [
        "2 rows repeat a text: of each text was taken the later time (1), the row given last, as times do not tell (1)",
        "1 times cannot be read, the first of mine 3: 'last week'",
        "conflict:  2 says safe,  1 says risky: taken as risky (the later time)",
        "conflict: mine 3 says safe,  4 says risky: taken as risky (the row given last, as times do not tell)",
    ]


def test_other_label_names_beside_a_base_are_bad_rows_unless_positive_says_more(
    capsys: Any, base: Path, tmp_path: Path
) -> None:
    new = write(tmp_path / "new.jsonl", {"text": NEW, "label": "spam"}, {"text": "今天吃饭", "label": "ham"})
    ran = run(capsys, "train", new, "--base", base, "--out", tmp_path / "mine")
    assert ran.code == 3
    assert "new.jsonl:1: unknown label 'spam'" in ran.err


@pytest.mark.parametrize(
    ("options", "message"),
    [(["--weight", "0"], "not a weight"), (["--base", "x", "--no-base"], "not allowed with")],
)
def test_options_that_make_no_sense(capsys: Any, tmp_path: Path, options: list[str], message: str) -> None:
    ran = run(capsys, "train", SMALL, "--out", tmp_path / "m", *options)
    assert ran.code == 2
    assert message in ran.err


def test_a_weight_needs_a_base(capsys: Any, tmp_path: Path) -> None:
    assert "give --base too" in run(capsys, "train", SMALL, "--out", tmp_path / "m", "--weight", "3").error


def test_curve_and_time_split(capsys: Any, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in SMALL.read_text(encoding="utf-8").splitlines()]
    dated = [{**row, "time": f"2026-01-{1 + n % 28:02d}"} for n, row in enumerate(lines)]
    labels = write(tmp_path / "dated.jsonl", *dated)
    ran = run(capsys, "evaluate", labels, "--time-split", "2026-01-20", "--rounds", "20")
    assert ran.code == 0, ran.err
    assert "rows before 2026-01-20T00:00:00+08:00, measured on" in ran.out
    points = json.loads(run(capsys, "evaluate", labels, "--curve", "--repeats", "1", "--json").out)
    assert [point["labels"] for point in points] == sorted(point["labels"] for point in points)
    assert 0 < points[-1]["pr_auc"] <= 1
    assert "no row carries a time" in run(capsys, "evaluate", SMALL, "--time-split").error
    undated = write(tmp_path / "undated.jsonl", *({**row, "time": "soon"} for row in lines))
    assert "times can be read, the first 'soon'" in run(capsys, "evaluate", undated, "--time-split").error
    assert "not a date" in run(capsys, "evaluate", labels, "--time-split", "soon").error
