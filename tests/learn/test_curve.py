"""What a curve and a time split are measured on is never learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from debtad.learn import curve
from debtad.learn.join import moment
from debtad.learn.labels import Row, read_labels
from debtad.learn.near import untied
from tests.support import SMALL


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read_labels([SMALL])[0]


def copies(rows: Sequence[Row]) -> list[Row]:
    """The rows as another corpus has them: half word for word, half with an end added, each in a group of its own."""
    return [
        replace(row, id=f"b{n}", group=f"b{n}", text=row.text + "！！" * (n % 2), source="base")
        for n, row in enumerate(rows)
    ]


def plain(text: str) -> str:
    return text.rstrip("！")


class FittedError(Exception):
    """Stops at the first fit, with the texts it was to learn from."""


def stop(rows: Any) -> None:
    raise FittedError({plain(row.text) for row in rows})


def test_rows_of_the_base_that_repeat_what_is_held_out_are_dropped(rows: list[Row]) -> None:
    base = copies(rows)
    left = untied(base, rows[:10])
    assert not {plain(row.text) for row in left} & {row.text for row in rows[:10]}
    assert len(left) > len(base) / 2
    assert untied(base, []) == base


def test_a_group_of_the_base_goes_as_a_whole(rows: list[Row]) -> None:
    one, other, third = (replace(row, group=group) for row, group in zip(copies(rows), "aab", strict=False))
    assert untied([one, other, third], [rows[0]]) == [third]


def test_a_time_split_learns_nothing_from_its_future(monkeypatch: pytest.MonkeyPatch, rows: list[Row]) -> None:
    monkeypatch.setattr(curve, "train", lambda rows, *_: stop(rows))
    dated = [replace(row, time=f"2026-01-{1 + n % 28:02d}") for n, row in enumerate(rows)]
    with pytest.raises(FittedError) as learned:
        curve.time_split(dated, moment("2026-01-20"), base=copies(rows))
    measured = {row.text for row in dated if row.time >= "2026-01-20" and row.label != "review"}
    assert not measured & learned.value.args[0]
    assert learned.value.args[0]


def test_a_curve_learns_nothing_from_what_is_held_out(monkeypatch: pytest.MonkeyPatch, rows: list[Row]) -> None:
    seen: list[set[str]] = []

    def fit(pipeline: Any, given: list[Row], options: Any) -> Any:
        seen.append({plain(row.text) for row in given})

        class Scored:
            def predict_proba(self, texts: list[str]) -> Any:
                raise FittedError(set(texts))

        return Scored()

    monkeypatch.setattr(curve, "fit", fit)
    with pytest.raises(FittedError) as held:
        curve.learning_curve(rows, copies(rows))
    assert held.value.args[0]
    assert seen[0]
    assert not held.value.args[0] & seen[0]
