"""What follows from a verdict: cost in 元, who alone can grant a promise, what to do instead."""

from __future__ import annotations

import pytest

from debtad.features import Extractor
from debtad.model.explain import advise, cost_of, guidance, law_title
from debtad.signals.catalog import load_catalog
from debtad.signals.compiled import load_compiled
from debtad.verdict import SUBTYPES, Evidence, Stance

EXTRACTOR = Extractor(load_compiled(), (), ())


def found(signal: str, stance: Stance = "asserted") -> Evidence:
    return Evidence(signal, signal, "strong", "", 0, 1, None, stance, 0.5, "")


def costs(facts: dict[str, object], debt: float | None = None, lang: str = "zh") -> dict[str, object]:
    return cost_of(facts, (), debt, lang)


def test_eight_percent_of_fifty_thousand_is_four_thousand() -> None:
    cost = costs({"nonrefundable_deposit": [500.0], "percentage_fee": [8.0]}, 50_000)
    assert [(item["fact"], item["low"], item["high"]) for item in cost["items"]] == [
        ("nonrefundable_deposit", 500.0, 500.0),
        ("percentage_fee", 4000.0, 4000.0),
    ]
    assert (cost["low"], cost["high"], cost["self"]) == (4500.0, 4500.0, 0)


def test_a_range_of_percentages_gives_a_range_of_money() -> None:
    cost = costs({"percentage_fee": [5.0, 8.0]}, 100_000)
    assert (cost["low"], cost["high"]) == (5000.0, 8000.0)
    assert cost["items"][0]["percent"] == [5.0, 8.0]


def test_a_share_of_what_is_saved_comes_to_that_share_of_the_debt_at_most() -> None:
    matches = EXTRACTOR.analyse("网贷找我们谈，按减免金额的15%收费").matches
    assert "share_of_saved_amount" in {match.signal.id for match in matches}
    item = cost_of({"percentage_fee": [15.0]}, matches, 50_000, "en")["items"][0]
    assert (item["percent"], item["low"], item["high"]) == ([0.0, 15.0], 0.0, 7500.0)
    assert "at most" in item["label"]


def test_a_percentage_without_a_debt_leaves_the_sum_open() -> None:
    cost = costs({"upfront_fee": [498.0], "percentage_fee": [8.0]})
    assert cost["debt"] is None
    assert (cost["low"], cost["high"]) == (None, None)


def test_fixed_fees_add_up_without_a_debt() -> None:
    assert costs({"upfront_fee": [498.0, 100.0]})["low"] == 598.0


def test_no_facts_cost_nothing() -> None:
    cost = costs({})
    assert (cost["items"], cost["low"], cost["high"], cost["self"]) == ([], 0.0, 0.0, 0)


@pytest.mark.parametrize("debt", [0.01, 33_333.33, 1e12])
def test_sums_of_money_have_no_more_than_two_decimals(debt: float) -> None:
    (item,) = costs({"percentage_fee": [8.0]}, debt)["items"]
    assert item["low"] == round(item["low"], 2) == pytest.approx(debt * 0.08, abs=0.01)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("信用卡逾期，我们办停息挂账", "发卡银行"),
        ("征信修复，逾期记录洗白", "征信中心"),
        ("代办全额退保，保费全退", "保险公司"),
    ],
)
def test_each_promise_names_who_alone_can_grant_it(text: str, who: str) -> None:
    matches = EXTRACTOR.analyse(text).matches
    assert any(who in entry["who"] for entry in cost_of({}, matches, None, "zh")["authority"])


def test_a_promise_that_is_only_reported_is_not_answered() -> None:
    matches = EXTRACTOR.analyse("记者调查：所谓停息挂账").matches
    assert matches
    assert cost_of({}, matches, None, "zh")["authority"] == []


def test_one_authority_is_named_once() -> None:
    matches = EXTRACTOR.analyse("停息挂账，分60期，停息分期都能办").matches
    authority = cost_of({}, matches, None, "en")["authority"]
    assert len({entry["who"] for entry in authority}) == len(authority)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("level", ["high", "review", "low"])
@pytest.mark.parametrize("subtype", [*SUBTYPES, "none"])
def test_there_is_always_an_official_way_out(lang: str, level: str, subtype: str) -> None:
    lines = advise(level, subtype, (), lang)  # type: ignore[arg-type]
    assert lines
    assert len(lines) == len(set(lines))
    words = ("12378", "官方", "征信中心") if lang == "zh" else ("12378", "official", "bureau")
    assert any(word in line for line in lines for word in words)


def test_advice_fits_what_was_found() -> None:
    def lines(*signals: str, subtype: str = "debt_relief") -> str:
        return "".join(advise("high", subtype, [found(signal) for signal in signals], "zh"))

    assert "96110" in lines("sim_card_handover")
    assert "96110" not in lines("debtor_callout")
    assert "司法局" in lines("fake_lawyer_or_legal_team")
    assert "假材料" in lines("fake_hardship_documents")
    assert "12315" in lines("upfront_fee", subtype="loan_broker")
    assert "征信中心" in lines(subtype="credit_repair")
    assert "保险公司" in lines(subtype="insurance_surrender")
    assert "不要参与" in lines(subtype="debt_bearing")


def test_what_is_only_warned_of_brings_no_advice() -> None:
    assert advise("high", "debt_relief", [found("sim_card_handover", "warned")], "zh") == advise(
        "high", "debt_relief", [], "zh"
    )


def test_every_law_that_a_signal_cites_can_be_shown_or_is_left_out_on_purpose() -> None:
    cited = {code for signal in load_catalog() for code in signal.law}
    shown = {code for code in cited if law_title(code, "zh")}
    assert shown
    assert all(law_title(code, "en") for code in shown)


def test_an_unknown_law_has_no_title() -> None:
    assert law_title("L-NONE", "zh") is None


def test_guidance_speaks_both_languages_throughout() -> None:
    tables = guidance()
    for name in ("laws", "authority", "promises", "costs", "advice"):
        for key, words in tables[name].items():
            assert words["zh"].strip(), (name, key)
            assert words["en"].strip(), (name, key)
    assert set(tables["grants"].values()) <= set(tables["authority"])
    assert set(tables["grants"]) <= {signal.id for signal in load_catalog()}


def test_no_advice_holds_a_link_or_a_private_contact() -> None:
    text = str(dict(guidance()))
    assert "http" not in text
    assert "微信" not in text
