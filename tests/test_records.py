"""Records behave as those of the standard library, which they stand in for."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from debtad.records import replace
from debtad.verdict import ModelRef, Span, SpokenTurn, Verdict, Word

WORD = Word("停息", 1, 3, 0.5)


def test_a_record_is_compared_hashed_and_shown_by_its_fields() -> None:
    assert Word("停息", 1, 3, 0.5) == WORD != Word("停息", 1, 3, 0.6)
    assert hash(Word("停息", 1, 3, contribution=0.5)) == hash(WORD)
    assert repr(WORD) == "Word(text='停息', start=1, end=3, contribution=0.5)"
    assert pickle.loads(pickle.dumps(WORD)) == copy.deepcopy(WORD) == WORD


def test_a_record_stays_as_it_is() -> None:
    with pytest.raises(AttributeError, match="frozen"):
        WORD.start = 2  # type: ignore[misc]
    with pytest.raises(AttributeError, match="frozen"):
        del WORD.start
    assert replace(WORD, start=2) == dataclasses.replace(WORD, start=2) == Word("停息", 2, 3, 0.5)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((), {}),
        (("停息", 1, 3), {}),
        (("停息", 1, 3, 0.5, 7), {}),
        (("停息", 1, 3, 0.5), {"speaker": "x"}),
        ((), {"x": 1}),
    ],
)
def test_other_fields_than_its_own_are_refused(values: tuple[object, ...], named: dict[str, object]) -> None:
    with pytest.raises(TypeError, match=r"SpokenTurn\(\)"):
        SpokenTurn(*values, **named)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"Word\.__init__\(\)"):
        Word(*values, **{"text" if name == "speaker" else name: value for name, value in named.items()})  # type: ignore[arg-type]


def test_dataclasses_knows_the_fields() -> None:
    verdict = Verdict(ModelRef("m", "0"), "停", False, 0.5, "low", "none", {}, (), (), (WORD,), 0.0)
    assert dataclasses.is_dataclass(verdict)
    assert [field.name for field in dataclasses.fields(WORD)] == ["text", "start", "end", "contribution"]
    assert dataclasses.asdict(verdict)["words"] == (dataclasses.asdict(WORD),)
    assert verdict.cost == {}
    assert verdict.cost is not dataclasses.replace(verdict, cost={}).cost


def test_a_named_tuple_is_a_tuple_with_names() -> None:
    assert Span(1, 2) == (1, 2) == Span(start=1, end=2)._replace(end=2)
    assert Span._fields == ("start", "end")
    assert pickle.loads(pickle.dumps(Span(1, 2))) == Span(1, 2)
