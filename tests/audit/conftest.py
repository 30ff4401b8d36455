"""A small scrape audited once, and composed rows scored once, for all tests of the audit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.make_posts import write_csv
from debtad.audit.request import Request
from debtad.audit.run import audit
from debtad.model.score import Detector
from tests.audit.records import composed
from tests.audit.runs import COUNT


@pytest.fixture(scope="session")
def scrape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small export in GB18030, some rows broken, many repeated."""
    path = tmp_path_factory.mktemp("scrape") / "search_contents.csv"
    write_csv(path, COUNT)
    return path


@pytest.fixture(scope="session")
def undisturbed(scrape: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a run that nothing disturbed."""
    out = tmp_path_factory.mktemp("undisturbed")
    audit(Request((str(scrape),), out, chunk=20, report=False))
    return out


@pytest.fixture(scope="session")
def rows(detector: Detector) -> list[dict[str, Any]]:
    """Verdict rows with text: campaigns, lone ads, hostile texts, calm posts."""
    return composed(detector)


@pytest.fixture(scope="session")
def flagged(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those at high or review."""
    return [row for row in rows if row["level"] != "low"]
