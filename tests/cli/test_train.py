"""`debtad train`: labels in, a model folder out; every bad row named, nothing written for a mistake."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from debtad.learn.write import CARD, ESTIMATOR
from debtad.model.artifact import FILE, read_model
from tests.support import AD, SMALL, SOUND, run, unlike, write_catalog


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in SMALL.read_text(encoding="utf-8").splitlines()]


def write_jsonl(path: Path, records: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


def test_labels_become_a_model_that_scores(capsys: Any, tmp_path: Path, small_model: Path) -> None:
    """Good rows survive bad ones with --skip-bad; the same good rows give the model of the fixture, byte for byte."""
    bad = {"text": "", "label": "risky"}
    labels = write_jsonl(tmp_path / "labels.jsonl", [*rows(), bad])
    ran = run(capsys, "train", labels, "--out", tmp_path / "new" / "model", "--name", "small", "--skip-bad")
    assert (ran.code, ran.out) == (0, "")
    lines = ran.err.splitlines()
    assert lines[0] == f"debtad: skipped {labels}:63: has no text"
    assert lines[1] == "62 rows: 29 risky, 30 safe, 3 review"
    assert lines[-1].endswith(read_model(tmp_path / "new" / "model").ref.sha256)
    assert {path.name for path in (tmp_path / "new" / "model").iterdir()} == {FILE, CARD, ESTIMATOR}
    assert unlike(tmp_path / "new" / "model", small_model, FILE) == []
    assert json.loads(run(capsys, "score", AD, "--json", "--model", tmp_path / "new" / "model").out)["score"] > 0


def test_a_catalog_of_ones_own_goes_into_the_model(capsys: Any, tmp_path: Path) -> None:
    catalog = write_catalog(tmp_path / "catalog")
    ran = run(capsys, "train", SMALL, "--out", tmp_path / "model", "--catalog", catalog, "--quiet")
    assert (ran.code, ran.err) == (0, "")
    model = read_model(tmp_path / "model")
    assert [signal.id for signal in model.catalog.signals] == ["pay_first"]
    scored = json.loads(run(capsys, "score", "逾期先交300", "--json", "--model", tmp_path / "model").out)
    assert [item["signal"] for item in scored["evidence"]] == ["pay_first"]
    write_catalog(tmp_path / "catalog", SOUND.replace('group = "fee"', 'group = "money"'))
    ran = run(capsys, "train", SMALL, "--out", tmp_path / "other", "--catalog", catalog)
    assert ran.code == 5
    assert "group is 'money'" in ran.error
    assert not (tmp_path / "other").exists()


def test_every_bad_row_is_named_and_nothing_is_written(capsys: Any, tmp_path: Path) -> None:
    records = [*rows(), {"text": "停息", "label": "maybe"}, {"label": "safe"}]
    labels = write_jsonl(tmp_path / "labels.jsonl", records)
    ran = run(capsys, "train", labels, "--out", tmp_path / "model")
    assert ran.code == 3
    assert "Traceback" not in ran.err
    first, second, last = ran.err.splitlines()
    assert first.startswith(f"debtad: {labels}:63: unknown label 'maybe'")
    assert second == f"debtad: {labels}:64: has no text"
    assert last.endswith("mend them or pass --skip-bad")
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize(
    ("records", "message"),
    [
        (
            [{"text": "停息挂账", "label": "risky"}, {"text": "停息", "label": "risky"}],
            "at least two rows labelled safe",
        ),
        ([{"text": "停息", "label": "review"}], "at least two rows labelled risky"),
        (
            [{"text": t, "label": x, "group": "g"} for t, x in zip("停息挂账", (1, 1, 0, 0), strict=True)],
            "share one group",
        ),
        ([{"text": t, "label": x, "group": x} for t, x in zip("停息挂账", (1, 1, 0, 0), strict=True)], "share a group"),
    ],
)
def test_labels_that_cannot_be_learned_from(
    capsys: Any, tmp_path: Path, records: list[dict[str, Any]], message: str
) -> None:
    labels = write_jsonl(tmp_path / "labels.jsonl", records)
    ran = run(capsys, "train", labels, "--out", tmp_path / "model", "--quiet")
    assert ran.code == 3
    assert message in ran.error


def test_missing_labels(capsys: Any, tmp_path: Path) -> None:
    ran = run(capsys, "train", tmp_path / "no.csv", "--out", tmp_path / "model")
    assert ran.code == 3
    assert "no.csv: no such file or folder" in ran.error


def test_a_place_that_is_a_file_cannot_hold_a_model(capsys: Any, tmp_path: Path) -> None:
    (tmp_path / "model").write_text("x")
    ran = run(capsys, "train", SMALL, "--out", tmp_path / "model")
    assert ran.code == 6
    assert "is not a folder: choose another --out" in ran.error
