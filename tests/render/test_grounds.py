"""Which laws are named: none of a criminal kind on one ambiguous word, and first what the text plainly does."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from debtad.model.explain import guidance
from debtad.model.score import Detector
from debtad.render.grounds import cited, for_complaint
from debtad.render.letters import complaint
from debtad.render.terminal import print_verdict
from debtad.render.view import view
from debtad.verdict import Evidence, Stance, Verdict
from tests.support import AD


def item(signal: str, start: int, end: int, *law: str, stance: Stance = "asserted") -> Evidence:
    return Evidence(signal, signal, "strong", "x" * (end - start), start, end, None, stance, 0.5, "", law)


@pytest.fixture(scope="module")
def ad(detector: Detector) -> Verdict:
    return replace(detector.score(AD), facts={})


PYRAMID = "L-CL224-1"


@pytest.mark.parametrize(
    ("subtype", "evidence", "named"),
    [
        ("insurance_surrender", [item("agent_recruitment", 0, 4, PYRAMID)], False),
        ("agent_recruit", [item("agent_recruitment", 0, 4, PYRAMID)], True),
        ("agent_recruit", [], False),
        ("debt_relief", [item("agent_recruitment", 0, 4, PYRAMID), item("agent_invite_hint", 2, 6)], False),
        ("debt_relief", [item("agent_recruitment", 0, 4, PYRAMID), item("agent_invite_hint", 9, 12)], True),
        ("agent_recruit", [item("agent_recruitment", 0, 4, PYRAMID, stance="warned")], False),
        ("fee_refund", [item("interest_refund_claim", 0, 4, "L-CL274")], False),
        ("fee_refund", [item("malicious_complaint", 0, 4, "L-CL274")], True),
        ("debt_relief", [item("percent_of_total_debt", 0, 4, "L-LS87")], False),
        ("debt_relief", [item("percent_of_total_debt", 0, 4, "L-LS87"), item("fake_lawyer_or_legal_team", 5, 9)], True),
    ],
)
def test_a_law_is_named_where_the_business_or_several_signs_bear_it_out(
    ad: Verdict, subtype: str, evidence: list[Evidence], named: bool
) -> None:
    assert bool(cited(replace(ad, subtype=subtype, evidence=tuple(evidence)))) is named


def test_what_the_text_plainly_does_comes_first_and_crime_last(ad: Verdict) -> None:
    items = (
        item("agent_recruitment", 0, 4, PYRAMID),
        item("guaranteed_outcome", 5, 9, "L-AD28"),
        item("fake_lawyer_or_legal_team", 10, 14, "L-LY13"),
        item("upfront_fee", 15, 19, "L-CP26"),
    )
    assert cited(replace(ad, subtype="agent_recruit", evidence=items)) == ["L-CP26", "L-LY13", "L-AD28", PYRAMID]


def test_a_complaint_names_no_rule_about_the_reader_himself(ad: Verdict) -> None:
    told = replace(ad, evidence=(item("cut_contact", 0, 4, "L-YK6"),))
    assert (cited(told), for_complaint(told)) == (["L-YK6"], [])


def test_every_criminal_statute_has_to_be_borne_out() -> None:
    for code, law in guidance()["laws"].items():
        assert ("刑法" in law["zh"]) is (law["about"] == "crime"), code
        assert law["about"] != "crime" or law["needs"]["least"] > 1, code


def test_no_view_names_a_crime_that_one_ambiguous_word_suggests(detector: Detector) -> None:
    verdict = detector.score("保险全额退保，办不成代理费返还，成功收费25%，先交500资料费")
    assert any(PYRAMID in item.law for item in verdict.evidence), "the text no longer tries this"
    drawn = io.StringIO()
    print_verdict(verdict, file=drawn, width=200)
    seen = view(verdict)
    shown = drawn.getvalue() + complaint(verdict).zh + "".join(law for item in seen.items for law in item.laws)
    assert "刑法" not in shown
    assert "消费者权益保护法" in shown


def test_money_taken_first_has_its_law_even_where_no_signal_stands(ad: Verdict) -> None:
    assert cited(replace(ad, evidence=(), facts={"upfront_fee": [498.0]})) == ["L-CP26"]
    assert cited(replace(ad, evidence=(), facts={})) == []


def test_the_price_of_names_touches_no_law_for_consumers(ad: Verdict) -> None:
    price = (item("per_account_price", 0, 4, "L-CP26"),)
    assert cited(replace(ad, subtype="lead_trading", evidence=price)) == []
    assert cited(replace(ad, subtype="credit_repair", evidence=price)) == ["L-CP26"]


def test_a_text_of_another_trade_is_told_with_the_laws_of_any_trade(ad: Verdict) -> None:
    evidence = (item("stop_interest_promise", 0, 4, "L-CC70"), item("upfront_fee", 6, 9, "L-CP26"))
    told = replace(ad, evidence=evidence)
    assert cited(told) == ["L-CP26", "L-CC70"]
    assert cited(replace(told, cost={**ad.cost, "other_trade": True})) == ["L-CP26"]
