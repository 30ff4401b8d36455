"""`debtad corpus`: counts, and the rules that a corpus keeps."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support import ROOT, SMALL, run

LOOSE = ("--rows", "1", "--risky", "1", "--pairs", "0", "--facts", "1", "--kind", "0")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus whose training split is the small rows."""
    (tmp_path / "train").mkdir()
    shutil.copy(SMALL, tmp_path / "train")
    return tmp_path


def test_a_corpus_that_keeps_the_rules(capsys: Any, corpus: Path) -> None:
    ran = run(capsys, "corpus", "check", corpus, *LOOSE)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith(": all rules hold\n")


def test_broken_rules_are_listed_and_exit_with_three(capsys: Any, corpus: Path) -> None:
    ran = run(capsys, "corpus", "check", corpus, "--rows", "100", "--kind", "0", "--pairs", "0")
    assert ran.code == 3
    assert "62 rows, at least 100 wanted" in ran.out
    assert "broken rules in" in ran.error


def test_a_malformed_row_is_named(capsys: Any, corpus: Path) -> None:
    (corpus / "train" / "bad.jsonl").write_text('{"text":"停息","label":null}\n{"te', encoding="utf-8")
    ran = run(capsys, "corpus", "check", corpus, *LOOSE)
    assert ran.code == 3
    assert "bad.jsonl:1: unknown label None" in ran.err
    assert "bad.jsonl:2: not JSON" in ran.err


def test_counts_by_kind_and_split(capsys: Any, corpus: Path) -> None:
    ran = run(capsys, "corpus", "count", corpus)
    assert ran.code == 0
    head, *lines, total = ran.out.splitlines()
    assert head.split() == ["kind", "train", "risky", "safe", "review"]
    assert total.split() == ["all", "62", "29", "30", "3"]
    assert any(line.split() == ["bank_notice", "3", "0", "3", "0"] for line in lines)


@pytest.mark.parametrize("action", ["check", "count"])
def test_a_folder_that_is_no_corpus_is_named(capsys: Any, tmp_path: Path, action: str) -> None:
    (tmp_path / "empty").mkdir()
    for name, said in (
        ("nowhere", "nowhere: no such folder"),
        ("empty", "empty: is no corpus: it holds none of the folders train, validation, test"),
    ):
        ran = run(capsys, "corpus", action, tmp_path / name)
        assert (ran.code, ran.out) == (3, "")
        assert ran.error.endswith(said)


def test_the_shipped_corpus_can_be_counted(capsys: Any) -> None:
    ran = run(capsys, "corpus", "count", ROOT / "data" / "corpus")
    assert ran.code == 0
    assert int(ran.out.splitlines()[-1].split()[1]) > 2000
