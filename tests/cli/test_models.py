"""`debtad models`: list, show and verify."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

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
