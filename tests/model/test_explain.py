"""What follows from a verdict: cost in 元, who alone can grant a promise, what to do instead."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from debtad.features import Extractor
from debtad.model.charges import Charge
from debtad.model.explain import advise, cost_of, guidance, law_title, tells_of_loss
from debtad.model.fact_reading import read
from debtad.model.facts import Said
from debtad.model.no_fees import no_fees
from debtad.model.score import Detector
from debtad.signals.catalog import load_catalog
from debtad.signals.compiled import load_compiled
from debtad.text.amounts import find_amounts
from debtad.verdict import SUBTYPES, Evidence, Stance

EXTRACTOR = Extractor(load_compiled(), (), ())


def found(signal: str, stance: Stance = "asserted") -> Evidence:
    return Evidence(signal, signal, "strong", "", 0, 1, None, stance, 0.5, "")


def costs(facts: dict[str, list[float]], debt: float | None = None, lang: str = "zh") -> dict[str, Any]:
    """The cost of facts alone: each sum is a charge, and the percentages are one."""
    charges = [
        Charge(fact, value, value, percent=fact == "percentage_fee")
        for fact, values in facts.items()
        for value in values
    ]
    return cost_of(charges, (), debt, lang)


def told(text: str, debt: float | None = None, subtype: str = "debt_relief", lang: str = "zh") -> dict[str, Any]:
    """The cost of a text as the rules read it; a figure behind ``_`` is a fee whatever they say, as learned weights may."""
    marked, text = {float(digits) for digits in re.findall(r"_(\d+)", text)}, text.replace("_", "")
    analysis = EXTRACTOR.analyse(text)
    plain = analysis.normalized.text
    said = Said.of(read(plain, find_amounts(plain), analysis.frames), {})
    roles = dict(said.roles)
    for figure in roles:
        if figure.value in marked:
            roles[figure] = "percent" if figure.kind == "percent" else "fee"
    roles = no_fees(said.reading, roles)
    return cost_of(said._replace(roles=roles).charges(), analysis.matches, debt, lang, subtype)


def sums(cost: dict[str, Any]) -> tuple[float | None, float | None]:
    return cost["low"], cost["high"]


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
    item = cost_of([Charge("percentage_fee", 15, 15, percent=True)], matches, 50_000, "en")["items"][0]
    assert (item["percent"], item["low"], item["high"]) == ([15, 15], 0.0, 7500.0)
    assert "at most" in item["label"]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        # Ranges.
        ("停息挂账，服务费一千到三千，看欠款多少", 1000, 3000),
        # Alternatives by the size of the debt, packages, kinds of debt, or by choice.
        ("停息挂账代办，服务费：欠款3万以内收_1500，以上收5%", 1500, 2500),
        ("停息挂账，服务费1万以下收_800，1到5万收_2000，5万以上收_3500", 800, 3500),
        ("停息挂账，先付500，3万以内收_1500，以上收5%", 2000, 3000),
        ("停息挂账，先付500，3万以上的再收5%", 3000, 3000),
        ("停息挂账，基础套餐收费998，尊享套餐收费2980", 998, 2980),
        ("停息挂账，信用卡收费1980，网贷收费980", 980, 1980),
        ("停息挂账，服务费收2000或者收欠款的6%", 2000, 3000),
        ("停息挂账，按欠款收5%服务费，最低收费2000", 2500, 2500),
        ("停息挂账，按欠款收5%服务费，最低收费_4000", 4000, 4000),
        ("停息挂账，按欠款收5%服务费，封顶_2000", 2000, 2000),
        ("停息挂账，按欠款收4%-6%服务费，最低_2200元，封顶_2800", 2200, 2800),
        # The same sum for another thing or at another time.
        ("停息挂账代办，签约付_1000，停催付_1000，出方案付_1000", 3000, 3000),
        ("停息挂账，资料费_100，公证费_100", 200, 200),
        ("停息挂账课程_498，只要_498", 498, 498),
        # What a fee is made of: shares of it, parts, a first payment that counts, a worked example.
        ("停息挂账总费用_6000元，签约付30%，出方案付30%，成功付40%", 6000, 6000),
        ("停息挂账，服务费为欠款的5%，先付2%，办成后付3%", 2500, 2500),
        ("停息挂账，收费按欠款5%，签合同先付_2000，剩余的银行同意后付清", 2000, 2500),
        ("停息挂账，先交_1000押金，这1000块后面算在总费用里，总费用按欠款5个点算", 1000, 2500),
        ("停息挂账费用_6000，先付_2000，后面每个月付_1000，四个月付清", 6000, 6000),
        ("停息挂账，首付_999元，尾款1999元，合计_2998元", 999, 2998),
        ("停息挂账，8万按6%收，就是_4800，先交_800", 3800, 3800),
        ("停息挂账收费_3000，分3期，每期_1000", 3000, 3000),
        ("停息挂账建档费_500元，每月收_400元", 900, None),
        # What is named beside the price: the price of before, what is taken off, a deposit that counts towards it.
        ("停息挂账服务费_4500，活动价_3600", 3600, 3600),
        ("停息挂账服务费_5000，老客户优惠_500", 5000, 5000),
        ("停息挂账服务费_3000，老客户优惠_500，实付_2500元", 2500, 2500),
        ("停息挂账，原价收8%，今天优惠只收5%，先付2%，办成再付3%", 2500, 2500),
        ("停息挂账，原收费8%，现在只收5%", 2500, 2500),
        ("停息挂账，定金_1000，总服务费_5000含定金", 1000, 5000),
        ("停息挂账收费_3000起", 3000, None),
        ("停催停息挂账：3个月_900元，6个月_1600元，12个月_2800元", 900, 2800),
        ("停息挂账包月_399元，包季_999元，包年_2999元", 399, None),
        ("征信修复一条_800元，三条_2000", 800, None),
        ("停催费_880/月，半年卡_4280，年卡_7980。停息挂账", 880, None),
        # What is paid one after the other adds up.
        ("停息挂账，资料费300，律师费1200，先交后办", 1500, 1500),
        ("停息挂账，先收_3%，谈成再收5%", 1500, 4000),
        ("停息挂账，前期500，后期再付2000", 2500, 2500),
        ("停息挂账，先付498，先付498", 498, 498),
        # For each card or month: open upwards.
        ("停息挂账，每张卡收费800", 800, None),
        ("停息挂账，每月会员费300元", 300, None),
        ("网贷停催收费499/家，停息挂账收费1500/张", 499, None),
        ("网贷停催，一个平台收费300，五个平台打包收费1200", 300, None),
        ("停息挂账，收费60元一份模板，收费500元全包", 60, 500),
        ("债务协商收费：欠款5万内一口价2000，5万至10万一口价_3500，10万以上按3.5%", 1750, 3500),
        ("停息挂账学员费3980，分期付也行，首期_980", 980, 3980),
        # So much of every 万 is a percentage.
        ("停息挂账，减免部分收费20%，前期只收800元建档费", 800, 10800),
        ("停息挂账，服务费收20%，前期只收800元建档费", 10800, 10800),
        ("停息挂账，信用卡5个点，网贷8个点，打包一口价4800，指导自己谈698，四选一", 698, 4800),
        ("课程299元教你停息挂账，想要的留言666", 299, 299),
        ("停息挂账，每万收800", 4000, 4000),
        ("停息挂账，先付500，每万收800，最低收费2000", 4500, 4500),
        # A sum and all of its parts are told once.
        ("征信修复，收费800，先付200，修好付尾款600", 200, 800),
        ("征信修复，一条收费800，先付200，修好付尾款600", 200, None),
        # A list price is none.
        ("停息挂账课，原价_1980元，限时_498元", 498, 498),
        ("停息挂账课，原价1980现价498", 498, 498),
    ],
)
def test_the_cost_is_what_a_debtor_would_pay(text: str, low: float, high: float | None) -> None:
    assert sums(told(text, 50_000)) == (low, high)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("停息挂账，首付1000，尾款2000谈成再付", 1000, 3000),
        ("征信修复，办成再付3000", 0, 3000),
        ("停息挂账，定金500不退，谈成收8%", 500, 4500),
        ("停息挂账，收8%，谈不成不收", 0, 4000),
        ("停息挂账，立项费300，协议下来再付欠款的6%", 300, 3300),
    ],
)
def test_what_is_due_on_success_is_told_and_left_out_of_the_least(text: str, low: float, high: float) -> None:
    cost = told(text, 50_000)
    assert sums(cost) == (low, high)
    (item,) = [item for item in cost["items"] if item.get("due") == "success"]
    assert "办成后" in item["label"]
    assert item["low"] > 0


def test_what_is_paid_out_to_the_reader_on_success_is_no_charge() -> None:
    assert told("介绍朋友来，办成后返500给你，停息挂账")["items"] == []
    assert told("带人来，办成再结500，网贷协商", subtype="agent_recruit")["items"] == []


@pytest.mark.parametrize("subtype", ["insurance_surrender", "fee_refund"])
@pytest.mark.parametrize("text", ["我们办，按30%收服务费", "退保90%，收30%", "保险退保拿回90%，收30%"])
def test_a_share_of_a_refund_is_never_one_of_the_debt(subtype: str, text: str) -> None:
    (item,) = told(text, 50_000, subtype)["items"]
    assert (item["percent"], item["low"], item["high"], item["base"]) == ([30.0, 30.0], 0.0, None, "refund")
    assert "不是欠款" in item["label"]


def test_a_share_of_a_loan_says_so() -> None:
    (item,) = told("黑户贷款，下款后收8个点", 50_000, "loan_broker")["items"]
    assert (item["low"], item["high"], item["base"], item["due"]) == (4000, 4000, "loan", "success")
    assert "下款金额" in item["label"]


def test_items_of_which_one_is_paid_say_so() -> None:
    first, second = told("停息挂账代办，服务费：欠款3万以内收_1500，以上收5%", 50_000, lang="en")["items"]
    assert first["choice"] == second["choice"] == 1
    assert "one of several" in first["label"]
    (item,) = told("停息挂账，服务费1万以下收_800，5万以上收_3500")["items"]
    assert (item["low"], item["high"], item.get("choice")) == (800, 3500, None)


@pytest.mark.parametrize(
    "unit", ["先付498元,", "每张卡800元,", "谈成再收5%,", "总共收费980元,", "3万以内收1500,最低收5%,"]
)
def test_time_is_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        text = "停息挂账" + (unit * size)[:size]
        started = time.perf_counter()
        told(text)
        return time.perf_counter() - started

    seconds(2_000)
    assert seconds(16_000) < 0.3 + 4 * 8 * seconds(2_000)


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
    assert any(who in entry["who"] for entry in cost_of((), matches, None, "zh")["authority"])


def test_a_promise_that_is_only_reported_is_not_answered() -> None:
    matches = EXTRACTOR.analyse("记者调查：所谓停息挂账").matches
    assert matches
    assert cost_of((), matches, None, "zh")["authority"] == []


def test_one_authority_is_named_once() -> None:
    matches = EXTRACTOR.analyse("停息挂账，分60期，停息分期都能办").matches
    authority = cost_of((), matches, None, "en")["authority"]
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


@pytest.mark.parametrize("subtype", SUBTYPES)
def test_the_first_line_names_the_business(subtype: str) -> None:
    first = advise("high", subtype, (), "zh")[0]
    named = {
        "debt_relief": "代办债务",
        "loan_broker": "贷款中介",
        "credit_repair": "征信",
        "fee_refund": "退费",
        "insurance_surrender": "退保",
        "agent_recruit": "招人",
        "debt_bearing": "背债",
        "lead_trading": "信息",
    }
    assert named[subtype] in first


def test_who_is_only_recruited_is_not_told_of_cards_he_never_sent() -> None:
    assert "96110" not in "".join(advise("high", "agent_recruit", (), "zh"))
    assert "96110" in "".join(advise("high", "debt_bearing", (), "zh"))


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("我已经给法务公司交了4980,电话卡也寄过去了,现在他们不退钱,怎么办?", True),
        ("我被一家法务公司骗了4980,怎么投诉?", True),
        ("我妈给了他们两千,现在联系不上", True),
        ("信用卡逾期了,银行说可以分期,我该怎么办", False),
        ("王女士付了钱", False),
        ("今天把账单付了,开心", False),
        ("我给银行打了三次电话,一直打不通怎么办", False),
    ],
)
def test_who_has_paid_already_is_told_how_to_get_it_back(text: str, lost: bool) -> None:
    assert tells_of_loss(text) is lost
    lines = "".join(advise("low", "none", (), "zh", lost=lost))
    assert ("12315" in lines) is lost


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


@pytest.mark.parametrize(
    "text", ["我朋友昨天在学校被人打了，已经报警处理", "老公给了孩子生日礼物，晚上追回了丢失的小狗"]
)
def test_who_lost_no_money_over_debts_is_not_told_how_to_get_it_back(detector: Detector, text: str) -> None:
    assert "12315" not in "".join(detector.score(text).advice)
