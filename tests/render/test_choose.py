"""Which evidence is told in full."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from debtad.model.score import Detector
from debtad.render.choose import MOST_ITEMS, chosen
from debtad.render.terminal import print_verdict
from debtad.verdict import Evidence, Stance
from tests.support import AD


def item(signal: str, start: int, end: int, contribution: float, stance: Stance = "asserted") -> Evidence:
    return Evidence(signal, signal, "risk", "x" * (end - start), start, end, None, stance, contribution, "", ())


def test_each_signal_is_told_once_at_its_weightiest_place() -> None:
    first, second = item("a", 0, 4, 0.1), item("a", 10, 14, 0.5)
    assert chosen([first, second]) == [second]


@pytest.mark.parametrize(
    "other",
    [item("b", 2, 8, 0.2), item("b", 0, 4, 0.2), item("b", 3, 5, 0.1)],
    ids=["most of it", "the same words", "within"],
)
def test_of_several_that_read_the_same_words_the_weightiest_is_told(other: Evidence) -> None:
    strongest = item("a", 0, 6, 0.9)
    assert chosen([other, strongest]) == [strongest]


@pytest.mark.parametrize(
    "other",
    [item("b", 4, 9, 0.2), item("b", 0, 6, 0.2, "asked"), replace(item("b", 0, 6, -0.2), role="protective")],
    ids=["hardly any of it", "in another stance", "to the other end"],
)
def test_what_says_something_else_is_told_besides(other: Evidence) -> None:
    strongest = item("a", 0, 6, 0.9)
    assert set(map(id, chosen([other, strongest]))) == {id(other), id(strongest)}


def test_a_risky_claim_that_counts_against_the_rest_is_left_to_the_sum() -> None:
    assert chosen([item("a", 0, 6, 0.9), item("b", 8, 12, -0.3)]) == [item("a", 0, 6, 0.9)]


def test_a_signal_whose_weightiest_place_is_told_of_already_is_told_at_another() -> None:
    strongest, same, elsewhere = item("a", 0, 6, 0.9), item("b", 1, 6, 0.5), item("b", 20, 26, 0.1)
    assert chosen([strongest, same, elsewhere]) == [strongest, elsewhere]


def test_a_decisive_sign_is_told_however_little_it_weighs() -> None:
    decisive = replace(item("d", 0, 6, 0.0), role="decisive")
    rest = [item(f"s{number}", 10 * number, 10 * number + 3, 1.0) for number in range(1, MOST_ITEMS + 5)]
    assert decisive in chosen([*rest, decisive])
    assert chosen([item("weak", 0, 6, 0.9), decisive]) == [decisive]


def test_a_decisive_sign_that_is_asked_about_is_weighed_like_any_other() -> None:
    asked, told = replace(item("d", 0, 6, 0.0, "asked"), role="decisive"), item("s", 0, 6, 0.9, "asked")
    assert chosen([asked, told]) == [told]


def test_only_so_many_are_told_in_order_of_place() -> None:
    items = [item(f"s{number}", 10 * number, 10 * number + 3, number / 10) for number in range(MOST_ITEMS + 5)]
    told = chosen(items[::-1])
    assert [one.signal for one in told] == [f"s{number}" for number in range(5, MOST_ITEMS + 5)]


def test_a_law_is_cited_in_full_once(detector: Detector) -> None:
    drawn = io.StringIO()
    laws = ("L-AD14",)
    items = (replace(item("a", 0, 3, 0.5), law=laws), replace(item("b", 4, 7, 0.4), law=laws))
    print_verdict(replace(detector.score(AD), evidence=items), file=drawn, width=200)
    assert drawn.getvalue().count("广告法第十四条") == 2
    assert drawn.getvalue().count("广告法第十四条：") == 1
