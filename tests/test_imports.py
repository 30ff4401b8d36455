"""Scoring starts in a blink: nothing of the learning side, and nothing that only a terminal needs, is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support import AD, ROOT, environment

HEAVY = {
    *("numpy", "pandas", "scipy", "sklearn", "jieba", "joblib", "rich", "pyarrow", "openpyxl"),
    *("jinja2", "markupsafe", "altair", "vl_convert", "rensa"),
}


def imported(*arguments: str) -> set[str]:
    """Top-level packages that a command imports, as Python itself reports them."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments], capture_output=True, env=environment(), check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr.decode()
    names = [line.rsplit("|", 1)[-1].strip() for line in done.stderr.decode().splitlines() if "|" in line]
    return {name.split(".")[0] for name in names}


def test_scoring_to_json_imports_nothing_heavy() -> None:
    found = imported("-m", "debtad", "score", "文字", "--json")
    assert "re2" in found
    assert found & HEAVY == set()


def test_scoring_an_ad_imports_nothing_heavy_either_and_builds_no_automaton() -> None:
    found = imported("-m", "debtad", "score", AD, "--json", "--debt", "50000")
    assert "re2" in found
    assert found & {*HEAVY, "ahocorasick_rs"} == set()


def test_a_terminal_view_adds_only_rich() -> None:
    assert imported("-m", "debtad", "score", "文字") & HEAVY == {"rich"}


@pytest.mark.parametrize("arguments", [("--help",), ("models", "list"), ("signals", "list")])
def test_other_light_commands_stay_light(arguments: tuple[str, ...]) -> None:
    assert imported("-m", "debtad", *arguments) & HEAVY == set()


def test_importing_debtad_imports_next_to_nothing() -> None:
    assert imported("-c", "import debtad") & {*HEAVY, "re2", "ahocorasick_rs", "json"} == set()


def test_the_scorer_never_unpickles() -> None:
    found = imported("-c", "import sys, debtad; debtad.score('信用卡停息挂账'); sys.exit('pickle' in sys.modules)")
    assert "pickle" not in found
