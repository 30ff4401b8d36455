"""Golden cases: texts with the verdict that any honest reader would give, kept as a JSON list of objects.

A case has a ``name``, a ``text`` (or the ``file`` that holds it), the ``level`` wanted (or a list of levels that are all
right), and what else must be so:

- ``facts``: exactly these; left out where facts are open;
- ``signals``: ids that must be found, each with its stance or a list of stances that are all right;
- ``without``: ids that must not be found as the author's own claim;
- ``gap``: why the case is known to fail. Such a case may fail.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from debtad.errors import InputError
from debtad.model.score import Detector
from debtad.verdict import Verdict

#: The debt that a case's cost is computed for, in 元.
DEBT = 50_000


@dataclass(frozen=True, slots=True)
class Judged:
    """How a model did on one case; ``wrong`` holds a line for each complaint."""

    name: str
    text: str
    wrong: tuple[str, ...]
    excused: bool


def read_cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a file. Raises InputError where it cannot be read or a case lacks what it needs."""
    try:
        cases = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}: name the golden cases with --golden") from error
    except ValueError as error:
        raise InputError(f"{path}: not JSON: {error}") from error
    if not isinstance(cases, list):
        raise InputError(f"{path}: should be a list of cases")
    for number, case in enumerate(cases, start=1):
        if not isinstance(case, dict) or not {"name", "level"} <= set(case) or not {"text", "file"} & set(case):
            raise InputError(f"{path}: case {number} needs name, level, and text or file")
    return cases


def text_of(case: Mapping[str, Any], root: Path) -> str:
    """The text of a case; a ``file`` stands below ``root``. Raises InputError where it cannot be read."""
    if "text" in case:
        return str(case["text"])
    try:
        return (root / case["file"]).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise InputError(f"{root / case['file']}: cannot be read: {error.strerror} (case {case['name']})") from error


def judge(cases: Iterable[Mapping[str, Any]], detector: Detector, root: Path) -> list[Judged]:
    """Every case against a model. Raises InputError for a case that cannot be scored."""
    judged = []
    for case in cases:
        text = text_of(case, root)
        wrong = complaints(case, detector.score(text, debt=DEBT))
        judged.append(Judged(str(case["name"]), text, tuple(wrong), "gap" in case))
    return judged


def complaints(case: Mapping[str, Any], verdict: Verdict) -> list[str]:
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


def several(value: str | Sequence[str]) -> list[str]:
    """A value that may stand alone or in a list, as a list."""
    return [value] if isinstance(value, str) else list(value)


def broken(old: Sequence[Judged], new: Sequence[Judged]) -> list[Judged]:
    """Cases that the old model passed and the new one fails, but for those with a known gap."""
    passed = {case.name for case in old if not case.wrong}
    return [case for case in new if case.wrong and case.name in passed and not case.excused]
