"""A chat is judged by what its sellers say; everything else is judged as before."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings

import debtad
from debtad.model.conversation import judge
from debtad.model.score import Detector
from tests.support import AD, CALM, scorable

SOLD = (
    "客户：我欠了五万，能停息吗？听说要交3000？\n客服：可以的，停息挂账，延期一到三年，我们法务全程代谈\n"
    "客户：收费吗\n客服：先转500定金，不满意也不退，谈成按8%收"
)
ASKED = (
    "我：你好，网上说停息挂账先交500定金，不满意也不退，谈成按总欠款8%收服务费，你们也这样吗\n"
    "客服：您好，您可以本人打信用卡背面的电话申请个性化分期，我行不收任何费用\n我：好的谢谢"
)


def test_the_sellers_lines_are_judged(detector: Detector) -> None:
    verdict = judge(detector, SOLD)
    assert verdict.level == "high"
    assert verdict.facts["nonrefundable_deposit"] == [500.0]
    assert verdict.facts["percentage_fee"] == [8.0]
    assert [(turn.speaker, turn.judged) for turn in verdict.conversation] == [("客户", False), ("客服", True)] * 2


def test_every_place_lies_in_a_sellers_line_of_the_whole_text(detector: Detector) -> None:
    verdict = judge(detector, SOLD)
    judged = [(turn.start, turn.end) for turn in verdict.conversation if turn.judged]
    assert verdict.text == SOLD
    for item in (*verdict.evidence, *verdict.counter):
        assert SOLD[item.start : item.end] == item.quote
        assert any(low <= item.start and item.end <= high for low, high in judged), item
    for word in verdict.words:
        assert SOLD[word.start : word.end] == word.text


def test_what_is_found_in_the_joined_lines_stands_where_they_were_said(detector: Detector) -> None:
    verdict = judge(detector, SOLD)
    turns = [SOLD[turn.start : turn.end] for turn in verdict.conversation if turn.judged]
    alone = detector.score("\n".join(turns))
    for found, meant in ((verdict.evidence, alone.evidence), (verdict.counter, alone.counter)):
        assert [item.quote for item in found] == [item.quote for item in meant]
    within = [(now.text, word.text) for now, word in zip(verdict.words, alone.words, strict=True)]
    assert len(within) > 20
    assert all(now == word for now, word in within if "\n" not in word)


def test_who_says_nothing_that_can_be_judged_is_passed_over(detector: Detector) -> None:
    verdict = judge(detector, SOLD.replace("收费吗", "OK"))
    assert verdict.level == "high"
    numbers = "客服：停息挂账，先转500定金，不满意也不退\n客户：OK\n客服：延期三年，谈成按8%收"
    assert [turn.judged for turn in judge(detector, numbers).conversation] == [True, False, True]


def test_the_sum_stays_exact(detector: Detector) -> None:
    verdict = judge(detector, SOLD)
    parts = [*(e.contribution for e in (*verdict.evidence, *verdict.counter)), *(w.contribution for w in verdict.words)]
    total = math.fsum([verdict.intercept, *parts])
    assert verdict.score == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-12)


def test_what_the_debtor_repeats_is_not_held_against_the_bank(detector: Detector) -> None:
    verdict = judge(detector, ASKED)
    assert verdict.level == "low"
    assert verdict.facts == {}


def test_a_name_does_not_hide_an_ad(detector: Detector) -> None:
    verdict = judge(detector, f"我：{AD}\n小李：好的\n我：{AD}")
    assert verdict.level == "high"


def test_the_json_tells_the_turns_of_a_conversation_only(detector: Detector) -> None:
    told = judge(detector, SOLD).to_dict()["conversation"]
    assert [turn["judged"] for turn in told] == [False, True, False, True]
    assert "conversation" not in judge(detector, AD).to_dict()


def test_from_python(detector: Detector) -> None:
    assert debtad.score(SOLD).conversation
    assert not debtad.score(AD).conversation


@pytest.mark.parametrize("text", [AD, CALM, f"{AD}\n{CALM}", "费用：先付500\n流程：停息挂账"])
def test_any_other_text_is_judged_as_before(detector: Detector, text: str) -> None:
    assert judge(detector, text) == detector.score(text)


@settings(max_examples=30)
@given(scorable)
def test_any_paste_gets_a_verdict(detector: Detector, text: str) -> None:
    verdict = judge(detector, text)
    assert all(text[item.start : item.end] == item.quote for item in verdict.evidence)


def test_the_passage_stands_where_it_was_said() -> None:
    idle = "法院判决被告人犯诈骗罪，判处有期徒刑三年，并处罚金。据了解，该团伙以债务优化为名收取费用。"
    sold = "停息挂账找我们法务，先付500元定金，合同不满意也不退，延期一到三年"
    said = [*[f"客服：{idle}\n客户：嗯嗯，后来呢"] * 6, f"客服：{sold}", "客户：我想想"]
    verdict = judge(debtad.load(), "\n".join(said))
    assert verdict.conversation
    assert verdict.segment is not None
    passage = verdict.text[verdict.segment.start : verdict.segment.end]
    assert passage == sold
    assert all(item.quote in passage for item in verdict.evidence if item.contribution)


def test_a_crowd_is_read_as_a_whole(detector: Detector) -> None:
    crowd = "\n".join(f"某{number}：好的" for number in range(31)) + "\n某0：停息挂账找我"
    assert judge(detector, crowd).conversation == ()


def test_a_customer_who_haggles_is_no_seller() -> None:
    said = "停息挂账60期，服务费6个点，先付1000"
    chat = f"小鱼：在吗\n王老师：{said}\n小鱼：别家才5个点，先付500就行\n王老师：那给您5个点，先付1000"
    verdict = judge(debtad.load(), chat)
    assert {turn.speaker for turn in verdict.conversation if turn.judged} == {"王老师"}
    assert verdict.facts["upfront_fee"] == [1000.0]
    assert verdict.facts["percentage_fee"] == [5.0]


@pytest.mark.parametrize(
    ("chat", "total"),
    [
        ("客户：怎么收费|客服：停息挂账服务费原价3000，今天优惠2500|客户：太贵了|客服：给你1800吧", 1800),
        (
            "客户：能停息挂账吗|客服：可以，停息挂账服务费3000元|客户：便宜点|客服：那2500|客户：再少|客服：最低2000了",
            2000,
        ),
        ("客服：停息挂账，先交定金1000|客户：贵|客服：定金给你800吧", 800),
        ("客户：咋收费|老师：停息挂账，先交498资料费|客户：能少吗|老师：资料费给你免一半，249", 249),
        ("客户：多少|客服：停息挂账方案费800，另外服务费3000|客户：有优惠吗|客服：服务费给您2400", 3200),
        # Another thing, or another time, is paid besides.
        ("客户：多少|顾问：停息挂账代办3000|客户：好的|顾问：另外资料费200|客户：哦|顾问：还有公证费300", 3500),
        # Nobody comes down so far.
        ("客户：多少|顾问：停息挂账服务费3000|客户：好的|顾问：那先交500订金", 3000),
    ],
)
def test_the_last_price_of_a_haggle_counts(chat: str, total: float) -> None:
    cost = judge(debtad.load(), chat.replace("|", "\n")).cost
    assert cost["high"] == total


def test_prices_of_one_text_are_not_haggled() -> None:
    assert judge(debtad.load(), "停息挂账服务费3000\n那2500").cost["high"] != 2500
