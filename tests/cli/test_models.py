"""`debtad models`: list, show and verify."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from debtad.model.artifact import FILE, read_model
from tests.support import forge, run


def test_list_shows_the_shipped_model_with_its_hash(capsys: Any) -> None:
    ran = run(capsys, "models", "list")
    assert (ran.code, ran.err) == (0, "")
    assert any(line.startswith("default ") and read_model().ref.sha256[:16] in line for line in ran.out.splitlines())


def test_show_prints_the_card(capsys: Any, small_model: Path) -> None:
    ran = run(capsys, "models", "show", small_model)
    assert ran.code == 0
    assert "# Model card: small" in ran.out


def test_show_prints_a_card_in_another_encoding_as_far_as_it_can_be_read(
    capsys: Any, small_model: Path, tmp_path: Path
) -> None:
    shutil.copy(small_model / FILE, tmp_path)
    (tmp_path / "card.md").write_bytes(b"# Card \xff")
    ran = run(capsys, "models", "show", tmp_path)
    assert ran.code == 0
    assert r"# Card \xff" in ran.out


def test_show_without_a_card_says_what_to_do(capsys: Any, small_model: Path, tmp_path: Path) -> None:
    shutil.copy(small_model / FILE, tmp_path)
    ran = run(capsys, "models", "show", tmp_path)
    assert ran.code == 4
    assert "has no card.md: train it again" in ran.error


def test_verify_accepts_a_whole_model(capsys: Any, small_model: Path) -> None:
    ran = run(capsys, "models", "verify", small_model)
    assert ran.code == 0
    assert "29 risky, 30 safe, 3 review" in ran.out


def test_verify_without_a_name_checks_the_shipped_model(capsys: Any) -> None:
    assert run(capsys, "models", "verify").out.startswith("default ")


def test_verify_refuses_a_damaged_model(capsys: Any, small_model: Path, tmp_path: Path) -> None:
    data = bytearray((small_model / FILE).read_bytes())
    data[-10] ^= 4
    (tmp_path / FILE).write_bytes(data)
    ran = run(capsys, "models", "verify", tmp_path)
    assert (ran.code, ran.out) == (4, "")
    assert "does not match its SHA-256" in ran.error


def test_verify_reads_every_number(capsys: Any, small_model: Path, tmp_path: Path) -> None:
    shutil.copy(small_model / FILE, tmp_path)
    forge(tmp_path, lambda content: content["vocabulary"].__setitem__(-1, "词=1 inf 0"))
    ran = run(capsys, "models", "verify", tmp_path)
    assert ran.code == 4
    assert "not a finite number" in ran.err


def test_verify_names_a_missing_model(capsys: Any) -> None:
    ran = run(capsys, "models", "verify", "nowhere")
    assert ran.code == 4
    assert "no model at nowhere" in ran.error


def summary(folder: Path, sha256: str, ads: int, **signals: int) -> Path:
    """What an audit of ten thousand posts leaves."""
    content = {
        "schema": "debtad.summary/1",
        "model": {"name": "small", "sha256": sha256},
        "counts": {"high": ads, "review": 0},
        "signals": signals,
        "score_histogram": [10_000 - ads, *[0] * 18, ads],
        "phrases": {"seen": 5, "unseen_share": 0.5},
    }
    folder.mkdir()
    (folder / "summary.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_drift_says_what_moved_and_what_to_do(capsys: Any, small_model: Path, tmp_path: Path) -> None:
    sha256 = read_model(small_model).ref.sha256
    audits = [
        summary(tmp_path / "jan", sha256, 2_000, upfront_fee=1_900),
        summary(tmp_path / "feb", sha256, 2_000, agent_recruitment=1_900),
    ]
    ran = run(capsys, "models", "drift", *audits, "--model", small_model)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{audits[1]}: 10000 posts, 2000 flagged\nmodel small ({sha256[:12]})\n")
    assert f"shift    signals  against {audits[0]}: PSI" in ran.out
    assert "agent_recruitment              0.000 → 0.950 of flagged posts" in ran.out
    assert ran.out.endswith(
        "shift: new labels are due: pick them with `debtad labels suggest`, then train and compare\n"
    )
    report = json.loads(run(capsys, "models", "drift", *audits, "--model", small_model, "--json").out)
    assert (report["state"], report["due"]) == ("shift", True)


def test_drift_of_one_small_audit_tells_nothing(capsys: Any, small_model: Path, tmp_path: Path) -> None:
    audit = summary(tmp_path / "jan", read_model(small_model).ref.sha256, 1, upfront_fee=1)
    assert run(capsys, "models", "drift", audit, "--model", small_model).out.endswith(
        "unknown: too few posts to tell\n"
    )


def test_list_names_a_model_that_cannot_be_read(
    capsys: Any, small_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(small_model, tmp_path / "good")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / FILE).write_text("{}")
    (tmp_path / "current").write_text("nonsense")
    monkeypatch.setenv("DEBTAD_MODELS", str(tmp_path))
    lines = run(capsys, "models", "list").out.splitlines()
    assert any(line.startswith("bad ") and "not a debtad model" in line for line in lines)
    assert any(line.startswith("small ") or line.startswith("good ") for line in lines)
