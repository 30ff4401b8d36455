"""The walk-through of docs/retraining.md runs, and keeps what it promises."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT, environment

SCRIPT = ROOT / "examples" / "retraining" / "walkthrough.sh"


@pytest.mark.slow
def test_a_new_wording_family_is_learned_from_200_labels_and_nothing_else_gets_worse(tmp_path: Path) -> None:
    command = ["sh", str(SCRIPT), str(tmp_path)]
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment(PYTHON=sys.executable), check=False, timeout=3600
    )
    assert done.returncode == 0, done.stderr
    assert len((tmp_path / "labels.jsonl").read_text(encoding="utf-8").splitlines()) <= 200
    before, after = (json.loads((tmp_path / name).read_text())["overall"] for name in ("before.json", "after.json"))
    assert before["flagged_recall"] < 0.5
    assert after["flagged_recall"] > 0.9
    compared = json.loads((tmp_path / "compare.json").read_text(encoding="utf-8"))
    whole = ("pr_auc", "roc_auc", "f1", "brier", "recall", "flagged_recall", "flagged_safe_share")
    assert "worse" not in {compared["metrics"][name]["verdict"] for name in whole}  # `models use` guards precision too
    assert compared["golden"]["broken"] == []
    actions = [json.loads(line)["action"] for line in (tmp_path / "models" / "history.jsonl").read_text().splitlines()]
    assert actions == ["use", "rollback"]


def test_the_page_shows_the_commands_of_the_script() -> None:
    page = (ROOT / "docs" / "retraining.md").read_text(encoding="utf-8")
    assert os.access(SCRIPT, os.X_OK)
    for line in SCRIPT.read_text(encoding="utf-8").splitlines():
        if line.startswith(("debtad train", "debtad compare", "debtad models")):
            assert " ".join(line.split()[: 3 if line.startswith("debtad models") else 2]) in page, line
