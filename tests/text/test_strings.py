"""Fixed strings are found the same way by dictionary and by automaton."""

from __future__ import annotations

import gc
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtad.text import strings
from debtad.text.strings import Hit, StringFinder

STRINGS = st.lists(st.text("停息挂", min_size=1, max_size=4), max_size=8)


def by_automaton(wanted: Sequence[str], text: str) -> list[Hit]:
    """The hits of a finder that has run out of patience."""
    finder = StringFinder(wanted)
    finder.find("停" * (strings.PATIENCE + 1))
    return finder.find(text)


def test_overlapping_strings_are_all_found_in_order_of_their_ends() -> None:
    wanted = ("停息", "息挂账", "停息挂账", "账")
    hits = [(0, 0, 2), (2, 0, 4), (1, 1, 4), (3, 3, 4)]
    assert StringFinder(wanted).find("停息挂账") == hits
    assert by_automaton(wanted, "停息挂账") == hits


@given(STRINGS, st.text("停息挂账😀", max_size=30))
def test_both_ways_give_the_same_hits_in_the_same_order(wanted: list[str], text: str) -> None:
    """The order matters: sums of floats, and so scores, would otherwise change once the automaton takes over."""
    assert StringFinder(wanted).find(text) == by_automaton(wanted, text)


@given(STRINGS, st.text("停息挂账", max_size=30))
def test_every_hit_is_there_and_none_is_missing(wanted: list[str], text: str) -> None:
    every = {
        (number, start, start + len(string))
        for number, string in enumerate(wanted)
        for start in range(len(text))
        if text.startswith(string, start)
    }
    hits = StringFinder(wanted).find(text)
    assert set(hits) == every
    assert len(hits) == len(every)


@pytest.mark.parametrize("text", ["", "停息"])
def test_nothing_wanted_is_nothing_found(text: str) -> None:
    assert StringFinder(()).find(text) == by_automaton((), text) == []


def test_what_only_a_look_up_needs_is_let_go_once_there_is_an_automaton() -> None:
    wanted = [f"停息{number}" for number in range(2000)]
    finder = StringFinder(wanted)

    def kept() -> int:
        """How many lists of numbers the finder holds."""
        return sum(len(held) for held in gc.get_referents(finder) if isinstance(held, dict))

    assert finder.find("停息7挂账") == [(7, 0, 3)]
    assert kept() == len(wanted)
    finder.find("停" * (strings.PATIENCE + 1))
    assert kept() == 0
    assert finder.look_up("停息7挂账") == [(7, 0, 3)], "another thread may still be looking up"
