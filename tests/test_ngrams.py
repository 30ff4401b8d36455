"""The reading of character n-grams: the same sums however they are added up, and told to the last bit."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtad.audit.ngram_sums import NgramScorer, TextNgrams
from debtad.audit.ngrams import BETWEEN, codes_of
from debtad.errors import ModelError
from debtad.learn.ngram_counts import NgramCounter
from debtad.model.columns import NGRAM_COLUMNS, columns
from debtad.ngrams import LEAST, MOST_STRETCHES, NONE, SIZES, UNIT, NgramReader, in_units, log_odds, places, stretches
from debtad.signals.strings import Rows

WEIGHTS = {"停息": 0.5, "息挂": 0.25, "停息挂": -0.125, "。\n": 0.75, "啊啊": -1.0, "啊啊啊": 0.0625}
READER = NgramReader(tuple(WEIGHTS), tuple(WEIGHTS.values()))
texts = st.text(st.sampled_from("停息挂账。\n啊x"), max_size=40)


def plain_sum(text: str, start: int = 0, end: int | None = None) -> float:
    """The definition, n-gram by n-gram: those of a stretch that stand nowhere before."""
    last = len(text) if end is None else end
    return sum(
        WEIGHTS.get(text[at : at + size], 0.0)
        for size in SIZES
        for at in range(start, last - size + 1)
        if text.find(text[at : at + size]) == at
    )


@given(texts, st.data())
def test_any_stretch_has_the_sum_of_its_ngrams(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert READER.read(text).units(start, end) * UNIT == plain_sum(text, start, end)


@pytest.mark.parametrize("times", [2, 50, 900])
def test_what_is_repeated_says_no_more(times: int) -> None:
    once, often = READER.read("停息挂账，" * 2), READER.read("停息挂账，" * times)
    assert often.units(0, 5 * times) == once.units(0, 10)


@given(texts)
def test_a_text_gets_the_sum_over_the_root_of_its_places(text: str) -> None:
    assert places(len(text)) == max((len(text) - 1) + (len(text) - 2), LEAST)
    assert log_odds(READER.read(text).units(0, len(text)), len(text)) == pytest.approx(
        plain_sum(text) / math.sqrt(places(len(text)))
    )


@given(texts, st.data())
def test_stretches_explain_the_sum(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    sums = READER.read(text)
    told = list(stretches(sums, start, end))
    assert math.fsum(weight for *_, weight in told) == log_odds(sums.units(start, end), end - start)
    assert all(start <= low < high <= end and weight for low, high, weight in told)
    assert all(one[1] <= other[0] for one, other in pairwise(told))


def test_a_stretch_is_told_in_the_words_that_stand_there() -> None:
    text = "啊啊，停息挂账"
    told = [(text[start:end], weight > 0) for start, end, weight in stretches(READER.read(text), 0, len(text))]
    assert told == [("啊啊", False), ("停息挂", True)]


@given(st.lists(texts, max_size=6))
def test_many_texts_at_once_have_the_very_sums(many: list[str]) -> None:
    codes = np.array([code for text in many for code in (*codes_of(text).tolist(), BETWEEN)], np.uint32)
    ends = np.cumsum([len(text) + 1 for text in many], dtype=np.int64) - 1
    begins = ends - np.array([len(text) for text in many], np.int64)
    owner = np.repeat(np.arange(len(many)), ends - begins + 1)
    sums = NgramScorer(tuple(WEIGHTS), tuple(WEIGHTS.values())).read(codes, owner)
    alone = [READER.read(text) for text in many]
    assert sums.log_odds(begins, ends).tolist() == [
        log_odds(one.units(0, len(text)), len(text)) for one, text in zip(alone, many, strict=True)
    ]
    bounds = sums.bounds(begins, ends)
    for number, text in enumerate(many):
        here = TextNgrams(sums, int(begins[number]))
        for start in range(len(text)):
            for end in range(start, len(text) + 1):
                assert here.units(start, end) == alone[number].units(start, end)
                assert log_odds(here.units(start, end), end - start) <= bounds[number] + 1e-9
        for size in SIZES:
            last = max(len(text) - size + 1, 0)
            assert list(here.each(size, 0, last)) == list(alone[number].each(size, 0, last))


def test_a_model_without_ngrams_adds_nothing() -> None:
    assert NONE.units(0, 9) == 0
    assert list(stretches(NONE, 0, 9)) == []
    sums = NgramScorer((), ()).read(codes_of("停息挂账"), np.zeros(4, np.int64))
    assert sums.log_odds(np.array([0]), np.array([4])).tolist() == [0.0]


@given(st.floats(-50, 50))
def test_weights_are_whole_units(weight: float) -> None:
    assert in_units(weight) * UNIT == pytest.approx(weight, abs=UNIT)


@pytest.mark.parametrize("weight", [math.nan, math.inf, 1e300, -3e9])
def test_a_weight_that_no_fit_gives_is_refused(weight: float) -> None:
    with pytest.raises(ModelError, match="out of bounds"):
        NgramReader(("停息",), (weight,)).read("停息")
    with pytest.raises(ModelError, match="out of bounds"):
        NgramScorer(("停息",), (weight,))


@given(st.lists(st.sampled_from(["停息=1.5", "停=2", "息\n=-1", '"息=3', "==4", "停息挂=x"]), unique=True), texts)
def test_a_file_is_looked_up_as_it_is_read(rows: list[str], text: str) -> None:
    table = Rows.of(rows)
    weights = columns(table, NGRAM_COLUMNS)["ngram_weights"]
    cold, warm = NgramReader(table, weights), NgramReader(table, weights)
    warm._patience = -1
    found = []
    for reader in (cold, warm):
        try:
            found.append(reader.read(text).units(0, len(text)))
        except ModelError:
            found.append(None)
    if None not in found:
        assert found[0] == found[1]
    elif found[0] is None:  # what cannot be read is met when a text holds it, or when all are read
        assert found[1] is None


def test_a_long_text_is_told_in_few_stretches() -> None:
    text = "".join(chr(0x4E00 + at) for at in range(3000))
    reader = NgramReader(*zip(*[(text[at : at + 2], (-1.0) ** at) for at in range(0, 3000, 3)], strict=True))
    sums = reader.read(text)
    told = stretches(sums, 0, len(text))
    assert 100 <= len(told) <= MOST_STRETCHES
    assert math.fsum(weight for *_, weight in told) == log_odds(sums.units(0, len(text)), len(text))


class TestCounts:
    def test_common_ones_are_those_of_enough_texts(self) -> None:
        counter = NgramCounter()
        assert counter.common(["停息停息", "停息", "挂账"], 2) == ["停息"]
        assert counter.common([], 1) == []

    def test_one_character_repeated_is_none(self) -> None:
        assert NgramCounter().common(["____", "____"], 1) == []

    @given(st.lists(texts, max_size=5))
    def test_the_matrix_is_what_scoring_sums(self, many: list[str]) -> None:
        columns = {name: column for column, name in enumerate(WEIGHTS)}
        matrix = NgramCounter().matrix(many, columns)
        assert matrix.shape == (len(many), len(WEIGHTS))
        assert (matrix @ np.array(list(WEIGHTS.values()))).tolist() == pytest.approx(
            [log_odds(READER.read(text).units(0, len(text)), len(text)) for text in many], abs=1e-9
        )

    def test_a_forgetful_counter_counts_anew(self) -> None:
        counter = NgramCounter()
        before = counter.matrix(["停息挂账"], {"停息": 0}).toarray()
        counter.forget()
        assert (counter.matrix(["停息挂账"], {"停息": 0}).toarray() == before).all()
