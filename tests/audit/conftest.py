"""Composed rows scored once for all tests of the report."""

from __future__ import annotations

from typing import Any

import pytest

from debtad.model.score import Detector
from tests.audit.records import composed


@pytest.fixture(scope="session")
def rows(detector: Detector) -> list[dict[str, Any]]:
    """Verdict rows with text: campaigns, lone ads, hostile texts, calm posts."""
    return composed(detector)


@pytest.fixture(scope="session")
def flagged(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those at high or review."""
    return [row for row in rows if row["level"] != "low"]
