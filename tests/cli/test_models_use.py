"""`debtad models use|rollback|history` and `debtad compare` on models of some sixty rows."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from debtad.cli import gates as gates_of_use
from debtad.model.artifact import FILE, POINTER
from tests.support import AD, SMALL, forge, run


@pytest.fixture
def home(small_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of models: `good`, `same` (another name for it) and `bad`, which sees nothing."""
    models = tmp_path / "models"
    for name in ("good", "same", "bad"):
        shutil.copytree(small_model, models / name)
        forge(models / name, lambda content, name=name: content.update(name=name))
    forge(models / "bad", lambda content: content.update(intercept=-30.0))
    monkeypatch.setenv("DEBTAD_MODELS", str(models))
    return models


@pytest.fixture
def gates(tmp_path: Path) -> list[str]:
    """Options of `models use` that name small gates."""
    golden = tmp_path / "golden.json"
    golden.write_text(json.dumps([{"name": "plain ad", "text": AD, "level": ["high", "review"]}]), encoding="utf-8")
    posts = tmp_path / "posts.txt"
    posts.write_text("\n".join(f"今天第{n}次去公园散步，天气真好" for n in range(30)), encoding="utf-8")
    return ["--golden", str(golden), "--test", str(SMALL), "--everyday", str(posts)]


def test_a_model_that_is_no_worse_is_used_and_rolled_back(capsys: Any, home: Path, gates: list[str]) -> None:
    assert run(capsys, "models", "use", "good", "--force", *gates).code == 0
    ran = run(capsys, "models", "use", "same", *gates)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("current model: same (")
    assert run(capsys, "models", "use", "same", *gates).out.startswith("already the current model: same")
    assert "same " in next(line for line in run(capsys, "models", "list").out.splitlines() if "current" in line)
    assert json.loads(run(capsys, "score", AD, "--json").out)["model"]["name"] == "same"
    assert run(capsys, "models", "rollback").out.startswith("current model: good (")
    assert json.loads(run(capsys, "score", AD, "--json").out)["model"]["name"] == "good"
    assert [line.split()[1] for line in run(capsys, "models", "history").out.splitlines() if "→" in line] == [
        "use",
        "use",
        "rollback",
    ]


def test_a_worse_model_is_refused_with_every_reason_and_force_records_them(
    capsys: Any, home: Path, gates: list[str]
) -> None:
    run(capsys, "models", "use", "good", "--force", *gates)
    ran = run(capsys, "models", "use", "bad", *gates)
    assert ran.code == 4
    assert "golden: breaks 'plain ad': level is low" in ran.err
    assert "test: recall fell from" in ran.err
    assert "or override with --force" in ran.err.splitlines()[-1]
    assert json.loads(run(capsys, "score", AD, "--json").out)["model"]["name"] == "good"
    assert run(capsys, "models", "use", "bad", "--force", *gates).code == 0
    assert "golden: breaks 'plain ad'" in run(capsys, "models", "history").out
    assert json.loads(run(capsys, "score", AD, "--json").out)["model"]["name"] == "bad"


def test_too_few_everyday_posts_are_no_check(capsys: Any, home: Path, gates: list[str], tmp_path: Path) -> None:
    run(capsys, "models", "use", "good", "--force", *gates)
    few = tmp_path / "few.jsonl"
    few.write_text('{"text": "今天散步"}\n', encoding="utf-8")
    ran = run(capsys, "models", "use", "same", *gates[:-1], few)
    assert ran.code == 4
    assert "everyday: only 1 everyday posts to check: name more with --everyday" in ran.err


@pytest.mark.parametrize(("content", "where"), [("{", ":1: not JSON"), ('{"id": 1}', ":1: has no text")])
def test_posts_that_cannot_be_read_are_named(
    capsys: Any, home: Path, gates: list[str], tmp_path: Path, content: str, where: str
) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text(content, encoding="utf-8")
    ran = run(capsys, "models", "use", "good", *gates[:-1], path)
    assert ran.code == 3
    assert where in ran.err


def test_rollback_without_a_use(capsys: Any, home: Path) -> None:
    ran = run(capsys, "models", "rollback")
    assert ran.code == 3
    assert "nothing to roll back" in ran.error


def test_compare_for_people_and_machines(capsys: Any, home: Path) -> None:
    ran = run(capsys, "compare", "good", "bad", SMALL, "--rounds", "20")
    assert (ran.code, ran.err) == (0, "")
    for words in ("recall", "worse", "levels changed: 0 for the better", "start -", "golden cases:", "texts/s"):
        assert words in ran.out, words
    report = json.loads(run(capsys, "compare", "good", "bad", SMALL, "--rounds", "20", "--json").out)
    assert report["schema"] == "debtad.comparison/1"
    assert report["metrics"]["recall"]["verdict"] == "worse"
    assert report["old"]["bytes"] > 0
    assert {item["new_level"] for item in report["flips"]["items"]} == {"low"}
    assert report["golden"]["broken"]


def test_compare_names_a_missing_model(capsys: Any) -> None:
    ran = run(capsys, "compare", "default", "nowhere", SMALL)
    assert ran.code == 4
    assert "no model at nowhere" in ran.error


def test_gates_that_are_not_there_must_be_named(
    capsys: Any, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates_of_use, "GOLDEN", tmp_path / "none.json")
    monkeypatch.setattr(gates_of_use, "TEST_SPLIT", tmp_path / "none")
    ran = run(capsys, "models", "use", "good")
    assert ran.code == 4
    assert "golden: no golden cases here: name them with --golden" in ran.err
    assert "test: no frozen test split here: name labelled rows with --test" in ran.err


def test_everyday_posts_that_are_gone_are_named(capsys: Any, home: Path, gates: list[str], tmp_path: Path) -> None:
    ran = run(capsys, "models", "use", "good", *gates[:-1], tmp_path / "gone.txt")
    assert ran.code == 3
    assert "gone.txt: cannot be read" in ran.err


def test_a_damaged_current_model_can_be_left_by_force(capsys: Any, home: Path, gates: list[str]) -> None:
    run(capsys, "models", "use", "good", "--force", *gates)
    (home / "good" / FILE).write_text("{}")
    assert run(capsys, "models", "use", "same", *gates).code == 4
    ran = run(capsys, "models", "use", "same", "--force", *gates)
    assert ran.code == 0
    assert "not a debtad model" in ran.err
    assert ran.err.endswith(": forced\n")
    assert ran.out.startswith("current model: same (")


def test_compare_shows_as_many_changes_as_asked_for_and_skips_bad_rows(
    capsys: Any, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("debtad.cli.compare.GOLDEN", tmp_path / "none.json")
    rows = SMALL.read_text(encoding="utf-8") + '{"text": "", "label": "risky"}\n'
    (tmp_path / "rows.jsonl").write_text(rows, encoding="utf-8")
    ran = run(capsys, "compare", "good", "bad", tmp_path / "rows.jsonl", "--rounds", "20", "--flips", "1", "--skip-bad")
    assert ran.code == 0
    assert "debtad: skipped " in ran.err
    assert "more (--flips N, or --json)" in ran.out
    assert "golden cases: none here (name them with --golden)" in ran.out


@pytest.mark.parametrize("pointed_at", ["", "a model that is gone"])
def test_force_makes_no_unsound_model_the_current_one(
    capsys: Any, home: Path, gates: list[str], pointed_at: str
) -> None:
    """A model of sound bytes whose weights cannot be read, after a sound current model and after one that is gone."""
    run(capsys, "models", "use", "good", "--force", *gates)
    if pointed_at:
        shutil.rmtree(home / "good")

    def spoil(content: dict[str, Any]) -> None:
        content["ngrams"][-1] = content["ngrams"][-1].partition("=")[0] + "=x"

    forge(home / "bad", spoil)
    before = (home / POINTER).read_bytes()
    assert run(capsys, "models", "verify", "bad").code == 4
    ran = run(capsys, "models", "use", "bad", "--force", *gates)
    assert (ran.code, ran.out) == (4, "")
    assert (home / POINTER).read_bytes() == before


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_a_pointer_that_is_no_text_can_be_left_by_force(
    capsys: Any, home: Path, gates: list[str], content: bytes | None
) -> None:
    if content is None:
        (home / POINTER).mkdir()
    else:
        (home / POINTER).write_bytes(content)
    assert run(capsys, "models", "use", "good", *gates).code == 4
    ran = run(capsys, "models", "use", "good", "--force", *gates)
    if content is None:
        assert ran.code == 6
        assert "current: cannot be written" in ran.err
    else:
        assert ran.out.startswith("current model: good (")
        assert r"\xff\xfe" in run(capsys, "models", "history").out


def test_damaged_packed_posts_are_named(capsys: Any, home: Path, gates: list[str], tmp_path: Path) -> None:
    path = tmp_path / "posts.txt.gz"
    packed = bytearray(gzip.compress("今天散步".encode() * 100))
    packed[10:20] = bytes(10)
    path.write_bytes(packed)
    ran = run(capsys, "models", "use", "good", *gates[:-1], path)
    assert ran.code == 3
    assert "posts.txt.gz: cannot be read" in ran.err
