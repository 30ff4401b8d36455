"""Golden verdicts. The cases stand in ``golden/verdicts.json``; add one there for every text that was judged wrongly.

A case holds a ``text`` (or the ``file`` that holds it), the ``level`` that any honest reader would give it (or a list of
levels that are all right), and what else must be so:

- ``facts``: exactly these; leave it out where facts are open;
- ``signals``: ids that must be found, each with its stance or a list of stances that are all right;
- ``without``: ids that must not be found as the author's own claim;
- ``gap``: why the case is known to fail. Such a case may fail; take the line away when it no longer does.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from debtad.model.score import Detector
from debtad.verdict import FACTS, STANCES, Verdict
from tests.support import ROOT

CASES = json.loads((Path(__file__).parent / "golden" / "verdicts.json").read_text(encoding="utf-8"))
LEVELS = ("high", "review", "low")


def text_of(case: dict[str, Any]) -> str:
    return case["text"] if "text" in case else (ROOT / case["file"]).read_text(encoding="utf-8").strip()


def several(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def complaints(case: dict[str, Any], verdict: Verdict) -> list[str]:
    """What is wrong with a verdict, a line each, readable without knowing the code."""
    found = {(item.signal, item.stance) for item in (*verdict.evidence, *verdict.counter)}
    wrong = []
    if verdict.level not in several(case["level"]):
        wrong.append(f"level is {verdict.level} ({verdict.score:.3f}), wanted {case['level']}")
    if "facts" in case and verdict.facts != case["facts"]:
        wrong.append(f"facts are {verdict.facts}, wanted {case['facts']}")
    for signal, stances in case.get("signals", {}).items():
        if not any((signal, stance) in found for stance in several(stances)):
            has = sorted(stance for name, stance in found if name == signal)
            wrong.append(f"signal {signal} is {has or 'missing'}, wanted {stances}")
    wrong += [f"signal {name} is asserted" for name in case.get("without", ()) if (name, "asserted") in found]
    return wrong


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=pytest.mark.xfail(reason=case["gap"], strict=False) if "gap" in case else ())
        for case in CASES
    ],
    ids=lambda case: case["name"],
)
def test_verdict(detector: Detector, case: dict[str, Any]) -> None:
    verdict = detector.score(text_of(case), debt=50_000)
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
