"""Golden verdicts. The cases stand in ``golden/verdicts.json``; add one there for every text that was judged wrongly.

What a case may hold is told in ``debtad/learn/golden.py``; take a ``gap`` away when its case no longer fails.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from debtad.errors import InputError
from debtad.learn.golden import complaints, read_cases, several, text_of
from debtad.model.score import Detector
from debtad.verdict import FACTS, STANCES
from tests.support import AD, ROOT

CASES = json.loads((Path(__file__).parent / "golden" / "verdicts.json").read_text(encoding="utf-8"))
LEVELS = ("high", "review", "low")


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=pytest.mark.xfail(reason=case["gap"], strict=True) if "gap" in case else ())
        for case in CASES
    ],
    ids=lambda case: case["name"],
)
def test_verdict(detector: Detector, case: dict[str, Any]) -> None:
    verdict = detector.score(text_of(case, ROOT), debt=50_000)
    assert complaints(case, verdict) == []


def test_the_cases_are_well_formed(detector: Detector) -> None:
    known = {signal.id for signal in detector.model.catalog.signals}
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names)) >= 40
    for case in CASES:
        assert set(case) <= {"name", "text", "file", "level", "facts", "signals", "without", "gap"}, case["name"]
        assert ("text" in case) != ("file" in case), case["name"]
        assert set(several(case["level"])) <= set(LEVELS), case["name"]
        assert set(case.get("facts", ())) <= set(FACTS), case["name"]
        assert {*case.get("signals", ()), *case.get("without", ())} <= known, case["name"]
        assert all(set(several(stances)) <= set(STANCES) for stances in case.get("signals", {}).values()), case["name"]


def test_every_example_of_the_demo_is_a_case() -> None:
    shown = {str(path.relative_to(ROOT)) for path in (ROOT / "examples").glob("*/*.txt")}
    assert shown <= {case.get("file") for case in CASES}


def test_ads_and_innocent_texts_are_both_there_in_number() -> None:
    risky = [case for case in CASES if "low" not in several(case["level"])]
    safe = [case for case in CASES if "high" not in several(case["level"])]
    assert len(risky) >= 20
    assert len(safe) >= 20


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not JSON"),
        ("{}", "should be a list of cases"),
        ('[{"name": "x", "text": "y"}]', "case 1 needs name, level, and text or file"),
    ],
)
def test_cases_that_cannot_be_read_are_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "golden.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_cases(path)


def test_missing_cases_and_their_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be read: No such file.*--golden"):
        read_cases(tmp_path / "none.json")
    with pytest.raises(InputError, match=r"gone\.txt: cannot be read: .* \(case lost\)"):
        text_of({"name": "lost", "file": "gone.txt"}, tmp_path)


def test_what_is_wrong_with_a_verdict_is_said_part_by_part(detector: Detector) -> None:
    case = {
        "name": "x", "level": "low", "facts": {"upfront_fee": [1]},
        "signals": {"agent_recruitment": "asserted"}, "without": ["upfront_fee"],
    }  # fmt: skip
    level, facts, signal, without = complaints(case, detector.score(AD))
    assert level.startswith("level is high")
    assert facts.endswith("wanted {'upfront_fee': [1]}")
    assert signal == "signal agent_recruitment is missing, wanted asserted"
    assert without == "signal upfront_fee is asserted"
