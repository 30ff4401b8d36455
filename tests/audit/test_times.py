"""Times of every platform become ISO 8601."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from debtad.audit.times import day_of, iso_time


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        (1714521600, "2024-05-01T08:00:00+08:00"),
        ("1714521600", "2024-05-01T08:00:00+08:00"),
        ("1714521600.0", "2024-05-01T08:00:00+08:00"),
        (1714521600123, "2024-05-01T08:00:00+08:00"),
        ("2024-05-01 12:30", "2024-05-01T12:30:00"),
        ("2024/5/1 9:05:07", "2024-05-01T09:05:07"),
        ("2024年5月1日", "2024-05-01"),
        ("2024-05-01T12:30:00Z", "2024-05-01T12:30:00+00:00"),
        ("2024-05-01 12:30:00+08:00", "2024-05-01T12:30:00+08:00"),
        ("Wed, 01 May 2024 12:30:00 +0800", "2024-05-01T12:30:00+08:00"),
        (datetime(2024, 5, 1, 12, 30, 0, 99), "2024-05-01T12:30:00"),
        (date(2024, 5, 1), "2024-05-01"),
        ("", ""),
        (None, ""),
        (0, ""),
        ("昨天", ""),
        ("2024-13-45", ""),
        ("９９", ""),
    ],
)
def test_iso_time(written: object, iso: str) -> None:
    assert iso_time(written) == iso


def test_the_day_of_a_time() -> None:
    assert day_of("2024-05-01T08:00:00+08:00") == "2024-05-01"
