"""Line and branch coverage of ``debtad/`` in a run of ``pytest -p tests.measure``, which fails below ``LEAST``.

slipcover puts probes into the code and takes each out again once it was hit, so that a run takes some tenth longer; a tracer
doubles it. Counted is what pytest's own processes run, not what tests start as processes of their own. It must be loaded
before debtad is, so it is named on the command line.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from slipcover.importer import FileMatcher, ImportManager
from slipcover.slipcover import Slipcover, merge_coverage

#: Percent of lines and branches together.
LEAST = 95.0

#: Lines that cannot be reached, each with what stands under it. What is under ``if TYPE_CHECKING:`` is left out unasked.
_NEVER = [
    "@overload",  # signatures for the type checker, without bodies
    "raise NotImplementedError",  # abstract: every class that is made has its own
]

_SOURCE = str(Path(__file__).resolve().parent.parent / "debtad")
_measured = Slipcover(branch=True, source=[_SOURCE], exclude_also=_NEVER)
ImportManager(_measured, FileMatcher(sources=[_SOURCE])).__enter__()

_parts: list[dict[str, Any]] = []


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a process of pytest-xdist has measured."""
    part = getattr(node, "workeroutput", {}).get("coverage")
    if part:
        _parts.append(json.loads(part))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over what was measured; the first process adds it up and judges."""
    own = _measured.get_coverage()
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["coverage"] = json.dumps(own)
        return
    _parts.insert(0, own)
    while len(_parts) > 1:
        merge_coverage(_parts[0], _parts.pop())
    if _total() < LEAST and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _total() -> float:
    return float(_parts[0]["summary"]["percent_covered"])


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The ten files with the most that is not covered, and the whole."""
    if not _parts:
        return
    found = _parts[0]
    worst = sorted(found["files"].items(), key=lambda item: (-_missing(item[1]["summary"]), item[0]))
    terminalreporter.section("coverage of lines and branches")
    for path, file in worst[:10]:
        lines = ", ".join(map(str, file["missing_lines"][:12])) + (" …" if len(file["missing_lines"]) > 12 else "")
        terminalreporter.write_line(f"{file['summary']['percent_covered']:5.1f} %  {path}: {lines}")
    whole = found["summary"]
    terminalreporter.write_line(
        f"{_total():.2f} % of debtad/: {_share(whole, 'lines')} of lines, {_share(whole, 'branches')} of branches"
    )
    if _total() < LEAST:
        terminalreporter.write_line(
            f"less than {LEAST:g} %: test what was added, or take away what nobody needs", red=True
        )


def _missing(summary: dict[str, int]) -> int:
    return summary["missing_lines"] + summary["missing_branches"]


def _share(summary: dict[str, int], what: str) -> str:
    covered, missing = summary[f"covered_{what}"], summary[f"missing_{what}"]
    return f"{100 * covered / (covered + missing or 1):.2f} %"
