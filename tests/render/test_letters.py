"""What a reader may send: nothing in it is said that does not fit the business."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from debtad.model.explain import guidance, own_way
from debtad.model.score import Detector
from debtad.render.letters import complaint, reply
from debtad.verdict import SUBTYPES
from tests.support import AD


@pytest.mark.parametrize("subtype", SUBTYPES)
def test_a_reply_names_ones_own_way_where_there_is_one(detector: Detector, subtype: str) -> None:
    verdict = detector.score(AD)
    letter = reply(replace(verdict, subtype=subtype, cost={**verdict.cost, "own_debts": False}))
    own = subtype not in ("debt_bearing", "agent_recruit", "lead_trading")
    assert (f"我会先{own_way(subtype, 'zh')}" in letter.zh) is own
    assert ("代办的书面材料" in letter.zh) is own
    assert (own_way(subtype, "en").replace("yourself", "myself") in letter.en) is own
    assert "yourself" not in letter.en.split("Until then")[-1]
    assert "不会付款" in letter.zh


@pytest.mark.parametrize("subtype", [name for name in SUBTYPES if name not in ("debt_bearing", "lead_trading")])
def test_who_has_debts_answers_with_the_way_of_a_debt(detector: Detector, subtype: str) -> None:
    verdict = detector.score(AD)
    assert verdict.cost["own_debts"] is True
    letter = reply(replace(verdict, subtype=subtype))
    assert "行" in letter.zh.splitlines()[-1]
    assert "bank or lender myself" in letter.en


@pytest.mark.parametrize("subtype", [*SUBTYPES, "none"])
def test_a_complaint_names_the_business(detector: Detector, subtype: str) -> None:
    verdict = detector.score(AD)
    letter = complaint(replace(verdict, subtype=subtype, cost={**verdict.cost, "own_debts": False}))
    words = guidance()["business"]
    assert [name for name in words if f"可能涉及{words[name]['zh']}，其中写有" in letter.zh] == [subtype]
    assert [name for name in words if f"may concern {words[name]['en']}. It says" in letter.en] == [subtype]


def test_a_complaint_without_quotations_promises_none(detector: Detector) -> None:
    letter = complaint(replace(detector.score(AD), evidence=()))
    assert "写有" not in letter.zh
    assert "It says" not in letter.en


@pytest.mark.parametrize(
    ("subtype", "facts", "named"),
    [("credit_repair", {}, False), ("credit_repair", {"upfront_fee": [500.0]}, True), ("lead_trading", {}, True)],
)
def test_the_police_is_named_where_money_papers_or_names_are_at_stake(
    detector: Detector, subtype: str, facts: dict[str, list[float]], named: bool
) -> None:
    letter = complaint(replace(detector.score(AD), subtype=subtype, facts=facts, evidence=()))
    assert ("96110" in letter.zh) is named
    assert "马上拨" not in letter.zh
    assert "12315" in letter.zh


def test_only_who_calls_himself_a_lawyer_is_asked_for_a_licence(detector: Detector) -> None:
    verdict = detector.score(AD)
    assert "执业证号" in reply(verdict).zh
    assert "执业证号" not in reply(replace(verdict, evidence=())).zh
    assert "licence" not in reply(replace(verdict, evidence=())).en


@pytest.mark.parametrize("subtype", ["debt_bearing", "lead_trading"])
def test_nothing_is_asked_about_a_deal_that_is_none(detector: Detector, subtype: str) -> None:
    letter = reply(replace(detector.score(AD), subtype=subtype))
    assert "我不参与" in letter.zh
    assert "合同" not in letter.zh
    assert "will not take part" in letter.en


def test_letters_in_english_have_english_punctuation(detector: Detector) -> None:
    verdict = detector.score("先付888元，合同再收2880元，停息挂账，延期一到三年，法务代谈，加微信", lang="en")
    drafts = [re.sub("“[^”]*”", "", letter(verdict).en) for letter in (reply, complaint)]
    assert verdict.facts["upfront_fee"] == [888.0, 2880.0]
    assert re.search("[，。；：、（）]", "".join(drafts)) is None
    assert "888 and 2,880 yuan; promises" in drafts[1]


@pytest.mark.parametrize("subtype", [*SUBTYPES, "none"])
def test_letters_about_another_trade_speak_of_no_debts(detector: Detector, subtype: str) -> None:
    verdict = detector.score(AD)
    cost = {"items": (), "authority": (), "other_trade": True}
    told = replace(verdict, subtype=subtype, cost=cost, evidence=(), facts={"upfront_fee": [500.0]})
    drafted, answer = complaint(told), reply(told)
    assert "可能涉及先收费的服务" in drafted.zh
    assert "a service that is paid for first" in drafted.en
    assert "12378" not in drafted.zh
    assert "12315" in drafted.zh
    assert "代办" not in answer.zh
    assert "合同全文" in answer.zh
    assert "自己办 0 元" not in answer.zh
