"""Every door stands rubbish: what once broke it, and some of what may. ``make fuzz`` tries much more."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.door import Door
from tests.fuzz.doors import DOORS
from tests.fuzz.run import CRASHES, attempt, fuzz

#: Doors whose one input takes long, and how many they get here; a test has twenty seconds for all.
FEW = {"model": 2, "text": 10}
USUAL = 25


@pytest.mark.parametrize("path", sorted(CRASHES.iterdir()), ids=lambda path: path.name)
def test_what_once_broke_a_door_does_so_no_more(path: Path) -> None:
    door = DOORS[path.name.rpartition("-")[0]]
    attempt(door, door.seeds[0])
    assert attempt(door, path.read_bytes()) == ""


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_a_door_takes_its_seeds(door: Door) -> None:
    attempt(door, door.seeds[0])  # what is built on first use is not the input's fault
    assert [attempt(door, seed) for seed in door.seeds] == [""] * len(door.seeds)
    if door.name != "pointer":  # whose models are nowhere
        assert "taken" in {door.take(seed) for seed in door.seeds}


@pytest.mark.parametrize("name", DOORS)
def test_rubbish_is_taken_or_refused_in_one_line(name: str) -> None:
    tried, wrong = fuzz(DOORS[name], FEW.get(name, USUAL), seed=7, keep=False)
    assert tried == FEW.get(name, USUAL)
    assert wrong == {}


@pytest.mark.parametrize(
    "name", ["bytes", "posts.csv", "posts.jsonl", "labels.jsonl", "doccano", "label-studio", "api", "allow"]
)
@settings(max_examples=12)
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_at_all(name: str, data: bytes) -> None:
    assert attempt(DOORS[name], data) == ""


def test_a_defect_of_a_door_is_seen_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The net itself: a door that raises, and one that prints two lines at the user."""
    from debtad.errors import InputError

    def raising(data: bytes) -> None:
        raise ValueError("no error of ours")

    class TwoLinesError(InputError):
        def __str__(self) -> str:
            return "one\ntwo"

    def shouting(data: bytes) -> None:
        raise TwoLinesError

    monkeypatch.setattr("tests.fuzz.run.CRASHES", tmp_path)
    assert attempt(Door("x", raising, lambda: [b"a"]), b"a").startswith("ValueError at test_doors.py")
    assert attempt(Door("x", shouting, lambda: [b"a"]), b"a").startswith("AssertionError")
    assert fuzz(Door("x", raising, lambda: [b"abc"]), 5, seed=1)[1].total() == 5
    assert len(list(tmp_path.iterdir())) == 1


def test_draws_are_the_same_every_time() -> None:
    door = DOORS["posts.jsonl"]
    drawn = [[door.draw(dice) for _ in range(20)] for dice in (Random(3), Random(3))]
    assert drawn[0] == drawn[1]
    assert len(set(drawn[0])) > 10
