"""Words and phrases that jieba and character runs propose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtad.learn.segment import Segmenter, domain_terms
from debtad.learn.vocabulary import Proposer

SEGMENTER = Segmenter(domain_terms())


def propose(texts: list[str], least: int = 1, longest: int = 0) -> list[str]:
    return Proposer(SEGMENTER, longest).propose(texts, least)


@given(st.text("停息挂账信用卡ab1 ，。\n", max_size=30))
def test_cutting_loses_nothing(text: str) -> None:
    assert "".join(SEGMENTER.cut(text)) == text


def test_domain_terms_stay_whole() -> None:
    assert "停息挂账" in SEGMENTER.cut("我们办停息挂账")
    assert {"停息挂账", "个性化分期"} <= set(domain_terms())


def test_words_and_neighbouring_pairs_are_proposed() -> None:
    found = propose(["信用卡逾期"])
    assert found == ["信用卡", "信用卡逾期", "逾期"]


def test_punctuation_and_bare_numbers_are_not_words() -> None:
    assert propose(["498，。！ 12"]) == []


def test_runs_of_characters_join_the_words() -> None:
    found = propose(["停催诉"], longest=3)
    assert {"停", "催", "诉", "停催", "催诉", "停催诉"} <= set(found)
    assert not any("\n" in run or run.isdigit() for run in propose(["停\n催12"], longest=3))


def test_a_phrase_must_occur_in_enough_texts() -> None:
    texts = ["信用卡逾期", "信用卡账单", "花呗逾期"]
    assert propose(texts, least=2) == ["信用卡", "逾期"]
    assert propose(["信用卡 信用卡"], least=2) == []


def test_nothing_is_proposed_from_nothing() -> None:
    assert propose([]) == []
    assert propose([""], longest=3) == []


def test_the_same_texts_in_any_order_propose_the_same() -> None:
    texts = ["信用卡逾期找我", "停息挂账", "法务代谈信用卡"]
    assert propose(texts, longest=3) == propose(texts[::-1], longest=3)


@pytest.mark.parametrize("times", [1, 3])
def test_a_proposer_may_be_asked_again(times: int) -> None:
    proposer = Proposer(SEGMENTER, 2)
    answers = [proposer.propose(["信用卡逾期", "信用卡"], 2) for _ in range(times)]
    assert all(answer == answers[0] for answer in answers)
    assert "账单" not in proposer.propose(["信用卡"], 1)
