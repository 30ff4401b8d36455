"""Binary labels of any name: which one is to be found."""

from __future__ import annotations

import pytest

from debtad.errors import LabelError
from debtad.learn.label_names import name_labels
from debtad.learn.labels import RISKY, SAFE


@pytest.mark.parametrize(
    ("counts", "positive"),
    [
        ({"spam": 50, "ham": 10}, "spam"),
        ({"normal": 5, "垃圾": 50}, "垃圾"),
        ({"猫": 30, "狗": 70}, "猫"),  # neither is known: the rarer one
        ({"正常": 5, "推广": 50}, "推广"),  # known by what the other one is
    ],
)
def test_a_guess(counts: dict[str, int], positive: str) -> None:
    names = name_labels(counts)
    assert names.positive == positive
    assert names.values()[positive] == RISKY
    assert names.values()[names.negative] == SAFE


@pytest.mark.parametrize("counts", [{"risky": 3, "safe": 3}, {"1": 3, "0": 9}, {"风险": 1, "正常": 1, "存疑": 2}, {}])
def test_debtads_own_labels_are_taken_as_they_are(counts: dict[str, int]) -> None:
    assert name_labels(counts).standard


def test_positive_decides() -> None:
    assert name_labels({"猫": 30, "狗": 70}, "狗").positive == "狗"
    assert name_labels({"1": 3, "0": 9}, "0").values()["1"] == SAFE


def test_what_cannot_be_settled() -> None:
    with pytest.raises(LabelError, match=r"--positive 'x' is no label of these rows: they have 'a' \(2\), 'b' \(1\)"):
        name_labels({"a": 2, "b": 1}, "x")
    with pytest.raises(LabelError, match="needs two label names, found 3"):
        name_labels({"a": 2, "b": 1, "c": 1})
