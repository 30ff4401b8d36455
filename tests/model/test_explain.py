"""What follows from a verdict: cost in 元, who alone can grant a promise, what to do instead."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import Any

import pytest

from debtad.features import Extractor
from debtad.model.advice import Told, advise, speaks_of_debts, tells_of_loss, told_as
from debtad.model.charge_items import Charge
from debtad.model.explain import cost_of, guidance, law_title, own_way, says_kept, with_bases
from debtad.model.fact_reading import read
from debtad.model.facts import Said
from debtad.model.no_fees import no_fees
from debtad.model.score import Detector
from debtad.render.words import facts_text
from debtad.signals.catalog import load_catalog
from debtad.signals.compiled import load_compiled
from debtad.text.amounts import find_amounts
from debtad.verdict import SUBTYPES, Evidence, Level, Stance

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
        ("停息挂账代办，服务费：欠款3万以内收_1500，以上收5%", 2500, 2500),
        ("停息挂账，服务费1万以下收_800，1到5万收_2000，5万以上收_3500", 2000, 2000),
        ("停息挂账，先付500，3万以内收_1500，以上收5%", 3000, 3000),
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
        ("停息挂账总费用_6000元，签约付30%，出方案付30%，成功付40%", 3600, 6000),
        ("停息挂账，服务费为欠款的5%，先付2%，办成后付3%", 1000, 2500),
        ("停息挂账，收费按欠款5%，签合同先付_2000，剩余的银行同意后付清", 2000, 2500),
        ("停息挂账，先交_1000押金，这1000块后面算在总费用里，总费用按欠款5个点算", 1000, 2500),
        ("停息挂账费用_6000，先付_2000，后面每个月付_1000，四个月付清", 6000, 6000),
        ("停息挂账，首付_999元，尾款1999元，合计_2998元", 999, 2998),
        ("停息挂账，8万按6%收，就是_4800，先交_800", 3000, 3000),
        ("停息挂账收费_3000，分3期，每期_1000", 3000, 3000),
        ("停息挂账建档费_500元，每月收_400元", 900, None),
        # What is named beside the price: the price of before, what is taken off, a deposit that counts towards it.
        ("停息挂账服务费_4500，活动价_3600", 3600, 3600),
        ("停息挂账服务费_5000，老客户优惠_500", 5000, 5000),
        ("停息挂账服务费_3000，老客户优惠_500，实付_2500元", 2500, 2500),
        ("停息挂账，原价收8%，今天优惠只收5%，先付2%，办成再付3%", 1000, 2500),
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
        ("债务协商收费：欠款5万内一口价2000，5万至10万一口价_3500，10万以上按3.5%", 2000, 2000),
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
    ("text", "debt", "low", "high"),
    [
        # The sum that a share comes to, and its parts.
        ("停息挂账，咱们是按总欠款的百分之六收费，_9000。先付_4500启动，方案出来付剩下的", 150_000, 9000, 9000),
        ("停息挂账总欠款的8%，也就是_4000块，先付一半_2000，剩下2000谈成付", 50_000, 2000, 4000),
        ("停息挂账总欠款的8%，也就是_4000块，先付一半_2000，剩下2000谈成付", 100_000, 4000, 8000),
        ("停息挂账按总欠款8%，您8万就是_6400，介绍人另返您500元，先付_3000", 80_000, 6400, 6400),
        ("停息挂账我们按6%收，您15万的话是_9000，先付_1800，后面付_7200", 150_000, 9000, 9000),
        ("停息挂账收8%，先付_3000，剩余5000成功后支付", 100_000, 3000, 8000),
        ("停息挂账按总欠款8%\n就是_6400，先打一半_3200，另外_3200办好给", 80_000, 3200, 6400),
        ("停息掛賬按總欠款5%收費，10萬就是_5000元，先付_1500元啟動", 100_000, 5000, 5000),
        ("停息挂账收8个点。算下来您要给_6400，定金_2000", 80_000, 6400, 6400),
        # A first payment is a part of the price before it.
        ("停息挂账服务费_6000，先付_2000", 50_000, 6000, 6000),
        ("停息挂账，服务费_3000到8000不等，先付_1000", 50_000, 3000, 8000),
        ("停息挂账按欠款5%收费，最低_3000，最高_15000，先付_2000", 300_000, 15_000, 15_000),
        ("停息挂账收8%，先付_2000，谈成付剩下的", 80_000, 2000, 6400),
        ("网贷协商费_3980元，先交_980元报名费，剩3000协商成功后交", 50_000, 980, 3980),
        # ... but not what has a name of its own, nor what is asked before a share of what comes back.
        ("停息挂账收6%，8万就是_4800，资料费_400", 80_000, 5200, 5200),
        ("停息挂账，收8%，先付_500材料费", 50_000, 4500, 4500),
        # Shares of the fee.
        ("停息挂账总欠款的6%，先收_30%作为启动金", 70_000, 4200, 4200),
        ("停息挂账收费是总欠款的8%，首付_4%", 50_000, 4000, 4000),
        ("停息挂账按欠款8%收费，先付_30%定金，余款谈成付", 80_000, 1920, 6400),
        ("停息挂账按欠款8%收费，签约付_50%，成功付_50%", 80_000, 3200, 6400),
        ("停息挂账收6个点，签约付一半_2400，另一半办成付", 80_000, 2400, 4800),
        ("停息挂账，先办后付要收15%。先付的话只收_8%", 80_000, 6400, 12_000),
        # Prices of longer times, caps of open shares, prices for debts of a size.
        ("停息挂账月费_680，半年付_3500", 50_000, 680, None),
        ("停息挂账_5个点起，最高不超过_8000元，先付定金_500", 50_000, 2500, 8000),
        ("停息挂账5万以内收_2800，5到10万收_4800，10万以上按5个点", 300_000, 15_000, 15_000),
        ("停息挂账，欠款5万以内_1500，5万以上每增加1万加_200", 40_000, 1500, 1500),
        ("停息挂账，欠款5万以内_1500，5万以上每增加1万加_200", 80_000, 1500, None),
        ("停息挂账，10万以内_3500，10到20万_5500，您超过20万了，按_7000", 250_000, 7000, 7000),
    ],
)
def test_a_price_and_its_parts_are_one_charge(text: str, debt: float, low: float, high: float | None) -> None:
    assert sums(told(text, debt)) == (low, high)


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


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("停息挂账，谈下来按7个点结", 0, 3500),
        ("停息挂账，先聊，出结果再付5000", 0, 5000),
        ("停息挂账，办成了再收8%", 0, 4000),
        ("停息挂账，3000块，等方案下来你再付", 0, 3000),
        ("停息挂账，服务费6000，银行同意分期以后你再给我", 0, 6000),
        ("停息挂账，费用4500元，签好分期协议当天付", 0, 4500),
        ("停息挂账收费5%，出了协议才交钱", 0, 2500),
        ("停息挂账，服务费总额5%，等银行那边批下来再一次性付清", 0, 2500),
        ("帮你和银行谈停息挂账，收2000，谈不下来一分不要", 0, 2000),
        ("停息挂账，协商成功按本金5%收", 0, 2500),
        ("停息挂账，成功费6%，前期资料费300", 300, 3300),
        ("我们三七开，到账再给我三成，停息挂账", 0, 15000),
        # What is named before or behind belongs to another sum.
        ("停息挂账总费用_6000，先付_2000，办成付4000", 2000, 6000),
        ("停息挂账，980开户，成了再付，看家数收5-8个点", 3480, 4980),
        ("停息挂账，五千起做，两千五先付两千五后付", 2500, 5000),
        # Not what is due if nothing is achieved, at once, or before.
        ("停息挂账，不成功只收材料费200", 200, 200),
        ("停息挂账，一家收600，谈不下来不要紧", 600, None),
        ("停息挂账资料_1500，下款前付清", 1500, 1500),
        ("停息挂账，方案出来付4000", 4000, 4000),
    ],
)
def test_a_clause_beside_a_fee_may_make_it_due_on_success(text: str, low: float, high: float | None) -> None:
    assert sums(told(text, 50_000)) == (low, high)


@pytest.mark.parametrize(
    ("text", "base", "low", "high"),
    [
        # The base stands behind the percentage, or in a question before it.
        ("债务减免，收15个点，按减下来的算", "saved", 0, 9000),
        ("债务减免，服务费12%，以实际减免金额为准", "saved", 0, 7200),
        ("债务减免，10个点，按省下的利息收", "saved", 0, 6000),
        ("债务减免，省多少抽多少的_30%", "saved", 0, 18_000),
        ("债务减免，少还多少，我们抽20%", "saved", 0, 12_000),
        # The whole debt is the base.
        ("停息挂账，8个点，按减免前的欠款算", None, 4800, 4800),
        ("停息挂账，按欠款收5%，减免另谈", None, 3000, 3000),
        # ... and nothing is due without savings.
        ("停息挂账，收6个点，没减下来不收", None, 0, 3600),
        ("停息挂账，收5个点，没省到一分钱不要", None, 0, 3000),
    ],
)
def test_a_share_of_savings_is_none_of_the_debt(text: str, base: str | None, low: float, high: float) -> None:
    cost = told(text, 60_000)
    assert ([item.get("base") for item in cost["items"]], sums(cost)) == ([base], (low, high))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        # Terms of a refund before the price.
        ("停息挂账，谈不成扣300资料费，其余退，收费_2400", 300, 2400),
        ("停息挂账，不成功退70%，收费_4000", 1200, 4000),
        ("停息挂账，办不下来扣15%手续费，剩下全退，收费_2000", 300, 2000),
        ("停息挂账，没谈成退一半，服务费_3000", 1500, 3000),
        ("停息挂账，不成功不退，收费_2200", 2200, 2200),
        ("停息挂账，先付_1000，不成功退500，公证费_200", 700, 1200),
        # Ranges that are paid in parts, what is left, and the price for who names the seller.
        ("停息挂账服务费_5%-9%，前期_2%，后期_3%-7%", 3000, 5400),
        ("停息挂账，先付_1200，剩2800办妥付", 1200, 4000),
        ("停息挂账，活动价_5800，报名字_4800", 4800, 4800),
        # Work first; one entry; open ends.
        ("停息挂账，先办事后收钱，代办_1800", 0, 1800),
        ("征信修复 1条_2400 3条_6300", 2400, None),
        ("停息挂账，收费_2600+", 2600, None),
        ("停息挂账，收费3千多", 3000, None),
        ("停息挂账，渠道费_1000+服务费_2000", 3000, 3000),
    ],
)
def test_terms_of_a_price_wherever_they_stand(text: str, low: float, high: float | None) -> None:
    assert sums(told(text, 60_000)) == (low, high)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("停催套餐：入门版_580，旗舰版_2680，至尊版_6680，均不退", 580, 6680),
        ("停息挂账，甲套餐_780 乙套餐_1880 概不退款", 780, 1880),
        ("停息挂账，标准_700元，加急_1300元，费用不退", 700, 1300),
        ("停息课程，体验课_89 正课_1680 私教_4280，售出不予退款", 89, 4280),
        ("停催包，周卡_59 季卡_459 年卡_1299 付款后不退", 59, 1299),
        ("停息挂账 单人_1600 夫妻_2600", 1600, 2600),
        ("停息挂账，代办_5980、指导_1280", 1280, 5980),
        ("停催，一个月_49，半年_219，全年_389", 49, 389),
        ("停息挂账，黄金档_199可退，钻石档_1299不可退", 199, 1299),
        # What is paid by the month stays open.
        ("停催，包月_188，三个月_500", 188, None),
        # What is paid one after the other, or for another thing, adds up.
        ("停息挂账，启动_1500，提交_3000", 4500, 4500),
        ("停息挂账，建档费_300，代理费_2000", 2300, 2300),
        ("停息挂账，诚意金_200、首付款_1000、提交款_1500", 2700, 2700),
        ("停息挂账，先付_500不退，代办_3000", 3500, 3500),
        ("停息挂账，定金_800不抵服务费，服务费_2200", 3000, 3000),
        ("停息挂账，预付款_600不可抵扣，服务费_2400", 3000, 3000),
    ],
)
def test_of_things_side_by_side_one_is_bought(text: str, low: float, high: float | None) -> None:
    assert sums(told(text, 60_000)) == (low, high)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        # Parts that are equal, and a price that has a role or none.
        ("停息挂账，代谈_3600，签合同_1800，完事_1800", 1800, 3600),
        ("停息挂账收费_5000，今天付_2500，下月付_2500", 5000, 5000),
        ("停息挂账一单_2400，前期_1200后期_1200", 2400, 2400),
        ("停息挂账总价_9000，签约_3000，提交材料_3000，函发出_3000", 9000, 9000),
        ("停息挂账，收_3200，先给_1600，下来了再给_1600", 1600, 3200),
        ("欠6万收_2800，停息挂账分60期，先付_1400，银行下协议再付_1400", 1400, 2800),
        # The sum of all may stand behind.
        ("停息挂账，办前_1000，办完_1000，共_2000", 1000, 2000),
        ("停息挂账，签约_700 下协议_700 出账再交_700 合起来_2100", 2100, 2100),
        # ... and parts that differ.
        ("停息挂账费用_4800，先付_800定金（包含在内），出方案付_4000", 4800, 4800),
        ("停息挂账，最低_4500，先付_1500，余下_3000等协议", 4500, 4500),
        ("停息挂账，总欠10万以内_1.2万，先付_6000，剩_6000在结清方案下来后付", 6000, 12_000),
        # What is named again is the same sum.
        ("停息挂账收_2600，先付_1000，余下_1600月底给，_1000到了就开工", 2600, 2600),
        # Sums that come to another by chance: things to buy, a rebate, what is given back, another's price.
        ("停息挂账一家_1000，两家_2000，三家_3000", 1000, None),
        ("停息挂账_3000，优惠_1000，实付_2000", 2000, 2000),
        ("停息挂账，先付_1000，谈不成退你_500，剩下_500不退", 500, 1000),
        ("停息挂账，先交_1600，办不成退还_600，剩余的_1000元概不退", 1000, 1600),
        ("停息挂账，先付_1000，谈不成退你_400，剩下_500不退", 600, 1500),
        ("停息挂账，人家要5000，我收_3000，资料费_200", 3200, 3200),
    ],
)
def test_sums_that_come_to_a_price_are_its_parts(text: str, low: float, high: float | None) -> None:
    assert sums(told(text, 60_000)) == (low, high)


@pytest.mark.parametrize(
    ("text", "first", "late"),
    [
        ("停息挂账，总费用8%，先付3%，成功付5%", (3, 1500), (5, 2500)),
        ("停息挂账，收费10%，前期付4%，办成付剩下的6%", (4, 2000), (6, 3000)),
        ("停息挂账收8个点，先收4个点，另外4个点办成收", (4, 2000), (4, 2000)),
        ("停息挂账，收8%，签约先付一半，谈成付一半", (4, 2000), (4, 2000)),
        ("停息挂账服务费_8000元，首付30%，成功后付70%", (None, 2400), (None, 5600)),
    ],
)
def test_a_price_with_a_late_part_is_told_in_parts_that_add_up(text: str, first: Any, late: Any) -> None:
    items = told(text, 50_000)["items"]
    assert [(item["percent"] and item["percent"][0], item["low"]) for item in items] == [first, late]
    assert ["due" in item for item in items] == [False, True]


@pytest.mark.parametrize(
    ("text", "debt", "low"),
    [
        ("停息挂账，欠20万以内收_3000，20万以上_5000", 150_000, 3000),
        ("停息挂账，欠20万以内收_3000，20万以上_5000", 250_000, 5000),
        ("停息挂账收费10万以下8%，10万以上6%", 50_000, 4000),
        ("停息挂账收费10万以下8%，10万以上6%", 200_000, 12_000),
        ("停息挂账，总欠款小于5万收8个点，5万-20万7个点，大于20万5个点", 100_000, 7000),
        ("停息挂账，10万内_1980，20万内_2980，30万内_3980", 150_000, 2980),
        ("停息挂账：欠款满10万收5%，不满10万一律_6000元", 50_000, 6000),
        ("停息挂账，3万以上的再收5%，先付500", 20_000, 500),
    ],
)
def test_of_prices_by_the_size_of_the_debt_the_one_for_it_counts(text: str, debt: float, low: float) -> None:
    assert sums(told(text, debt)) == (low, low)


def test_the_price_for_a_debt_says_for_which_and_others_stay_without_one() -> None:
    text = "停息挂账，欠20万以内收_3000，20万以上_5000"
    (item,) = told(text, 250_000)["items"]
    assert "200,000 元以上" in item["label"]
    assert sums(told(text)) == (3000, 5000)
    assert sums(told("网课退费，退六千以下我收三成，六千以上收两成五", 50_000, "fee_refund")) == (0, None)


@pytest.mark.parametrize(
    ("text", "back", "low", "high"),
    [
        ("停息挂账，押金_500，办完退", "end", 0, 0),
        ("停息挂账，先交1000保证金，谈成后全额退还", "end", 0, 0),
        ("停息挂账押金_1000，事情办完如数奉还", "end", 0, 0),
        ("停息挂账，先交_600押金，服务费_3000，押金办好退给你", "end", 3000, 3000),
        ("停息挂账，定金_800，办不成全退", "failure", 0, 800),
        ("停息挂账，学费_2980，不满意7天内全额退", "failure", 0, 2980),
        ("停息挂账，交_500保证金（可退）", "failure", 0, 500),
        # Not all of it.
        ("停息挂账培训费_399，结业后退一半", "end", 199.5, 199.5),
        ("停息挂账，押金_300，完事退你200", "end", 100, 100),
        ("停息挂账，定金_1000，不成功退500", "failure", 500, 1000),
        ("停息挂账，先交_1000定金，办不成退还一半", "failure", 500, 1000),
        ("停息挂账，先付_2000，做不成退七成", "failure", 600, 2000),
        ("停息挂账，定金_1000，不成功只扣200", "failure", 200, 1000),
        ("停息挂账，先付1500，没谈成退1000，剩500不退", "failure", 500, 1500),
        # Something else, or nothing comes back.
        ("停息挂账认证金_350（认证金不退），返还后扣除15%", None, 350, 350),
        ("退费，查询费_69，查完告诉你能退几千", None, 69, 69),
        ("停息挂账，定金_1000，谈成不退", None, 1000, 1000),
    ],
)
def test_what_is_promised_back_is_not_told_as_lost(text: str, back: str | None, low: float, high: float) -> None:
    cost = told(text, 50_000)
    assert {item["back"] for item in cost["items"] if "back" in item} == ({back} if back else set())
    assert sums(cost) == (low, high)


@pytest.mark.parametrize(
    ("text", "currency", "total"),
    [
        ("债务舒緩，手續費_3800港幣", "HKD", 3800),
        ("债务重组，收费HK$_3800", "HKD", 3800),
        ("卡債協商，代辦費NT$_15000", "TWD", 15_000),
        ("卡債協商，服務費台幣_5000，先付_1000", "TWD", 5000),
        ("停息挂账，收你四千蚊", "HKD", 4000),
        ("债务整合，手续费RM_680", "MYR", 680),
        ("停息挂账服务费_3000元", None, 3000),
        ("卡債協商，顧問費_18000 TWD", "TWD", 18_000),
        ("债务整合，马来西亚客户收费rm_900", "MYR", 900),
        # Letters beside a Chinese name are of another word,
        ("停息挂账，vip港币_5000定金", "HKD", 5000),
        ("停息挂账，收费_18000台币vip套餐", "TWD", 18_000),
        ("停息挂账，收费_3800HK$vip套餐", "HKD", 3800),
        # ... each name is known to whoever asks for it,
        ("停息挂账，定金usd_680", "USD", 680),
        ("停息挂账，定金USDT_680", "USD", 680),
        # ... and rm within other letters is none.
        ("停息挂账，费用：RMB_5000", None, 5000),
        ("停息挂账，服务费 rmb _4200，协议后补", None, 4200),
        ("停息挂账，只收_1200RMB", None, 1200),
        ("停息挂账，找law farm _2600办", None, 2600),
    ],
)
def test_other_money_is_named(text: str, currency: str | None, total: float) -> None:
    cost = told(text)
    assert (cost.get("currency"), cost["high"]) == (currency, total)
    assert {item.get("currency") for item in cost["items"]} == {currency}


def test_different_money_is_not_added_up() -> None:
    cost = told("停息挂账服务费_3000元，香港客户HK$_3500")
    assert [item.get("currency") for item in cost["items"]] == [None, "HKD"]
    assert (sums(cost), "currency" in cost) == ((None, None), False)


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("网课退费，退1000收300", 30),
        ("退费维权，每退1000收250", 25),
        ("网贷退息，退一千我们拿三百", 30),
        ("网贷退息，退一千你拿六百", 40),
        ("退费维权，退1万收3000", 30),
    ],
)
def test_so_much_for_each_sum_that_comes_back_is_a_percentage(text: str, percent: float) -> None:
    (item,) = told(text, 50_000, "fee_refund")["items"]
    assert (item["percent"], item["base"]) == ([percent, percent], "refund")


def test_so_much_for_each_sum_that_is_saved_is_no_share_of_the_debt() -> None:
    (item,) = told("停息挂账，减免1万收2000", 50_000)["items"]
    assert (item["percent"], item["base"], item["low"], item["high"]) == ([20, 20], "saved", 0, 10_000)


@pytest.mark.parametrize(
    ("text", "bound", "total"),
    [
        ("停息挂账，收费6%，上限2万", {"cap": 20_000}, 20_000),
        ("停息挂账服务费按欠款6个点，最高不超过20000元", {"cap": 20_000}, 20_000),
        ("停息挂账收费6%，最低2000，最高20000", {"cap": 20_000}, 20_000),
        ("停息挂账，服务费2%，最低收费1.5万", {"floor": 15_000}, 15_000),
        ("停息挂账收2%，不足15000按15000收", {"floor": 15_000}, 15_000),
        ("停息挂账，每万抽六百，不满一万按一万算", {}, 30_000),
    ],
)
def test_a_bound_of_any_size_is_no_fee_of_its_own(text: str, bound: dict[str, float], total: float) -> None:
    (item,) = told(text, 500_000)["items"]
    assert item.items() >= bound.items()
    assert item["high"] == total


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("停息挂账套餐A _1980，套餐B _3980，套餐C _6980", 1980, 6980),
        ("停息挂账，5家_1500，10家_2500，20家_4000", 1500, 4000),
        ("停息挂账服务费_2980，限前20名_1980", 1980, 1980),
        ("停息挂账，代办费_3000（含_200资料费）", 3000, 3000),
    ],
)
def test_packages_first_comers_and_what_is_within_a_price_do_not_add_up(text: str, low: float, high: float) -> None:
    assert sums(told(text, 50_000)) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "停息挂账，先付_600定金，算在总费用里，总费用按欠款7个点算",
        "停息挂账，先交_299诚意金，可抵服务费，服务费收6个点",
    ],
)
def test_a_deposit_that_counts_towards_the_whole_is_no_other_way_to_pay(text: str) -> None:
    items = told(text, 60_000)["items"]
    assert len(items) == 2
    assert all("算在总价里" in item["label"] and "几种收法" not in item["label"] for item in items)


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
    first, second = told("停息挂账代办，服务费：欠款3万以内收_1500，以上收5%", lang="en")["items"]
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


@pytest.mark.parametrize(
    ("signal", "quote", "base", "title"),
    [
        ("percent_of_total_debt", "收费25%", "refund", "退回"),
        ("percent_of_total_debt", "收8个点", "loan", "下款"),
        ("percent_of_total_debt", "收30%", "saved", "减免"),
        ("percent_of_loan_fee", "下来收30%", "refund", "退回"),
        ("percent_of_loan_fee", "收8个点", None, "欠款总额"),
        ("percent_of_total_debt", "收8%", None, "percent_of_total_debt"),
        ("share_of_saved_amount", "退多少收四成", "refund", "share_of_saved_amount"),
    ],
)
def test_a_reason_tells_of_the_base_that_the_cost_computes(
    signal: str, quote: str, base: str | None, title: str
) -> None:
    item: dict[str, Any] = {"percent": [8, 8], **({"base": base} if base else {})}
    (told,) = with_bases([replace(found(signal), quote=quote)], {"items": [item]}, "zh")
    assert title in told.title


def test_a_reason_without_a_percentage_in_the_cost_names_no_base_unless_its_words_do() -> None:
    def title(signal: str, quote: str) -> str:
        return with_bases([replace(found(signal), quote=quote)], {"items": []}, "zh")[0].title

    assert title("percent_of_total_debt", "收费25%") == "按比例抽成"
    assert title("percent_of_total_debt", "按欠款收8%") == "percent_of_total_debt"
    assert title("percent_of_loan_fee", "下款收8个点") == "percent_of_loan_fee"
    assert title("upfront_fee", "先付500") == "upfront_fee"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_reasons_and_cost_of_one_text_agree_on_what_a_percentage_is_of(detector: Detector, lang: str) -> None:
    verdict = detector.score("保险全额退保，代理维权，成功收费25%，先交500资料费", lang=lang)
    assert [item["base"] for item in verdict.cost["items"] if item["percent"]] == ["refund"]
    reasons = [item.title + item.why for item in verdict.evidence if item.signal == "percent_of_total_debt"]
    assert reasons
    assert not any("欠款总额" in reason or "everything you owe" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("text", "whatever"), [("停息挂账，谈成后才按欠款的8%收费", False), ("停息挂账，签约按欠款的8%收费", True)]
)
def test_reasons_and_cost_of_one_text_agree_on_when_a_percentage_is_due(
    detector: Detector, text: str, whatever: bool
) -> None:
    verdict = detector.score(text)
    assert [item.get("due") for item in verdict.cost["items"]] == [None if whatever else "success"]
    (reason,) = [item.why for item in verdict.evidence if item.signal == "percent_of_total_debt"]
    assert ("不管谈没谈成" in reason) is whatever


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
    assert "假证明" in lines("fake_hardship_documents")
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
    lines = "".join(advise("low", "none", (), "zh", Told(lost=lost)))
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


@pytest.mark.parametrize(
    ("signal", "line"),
    [
        ("fake_hardship_documents", "假证明"),
        ("malicious_complaint", "编造投诉"),
        ("impersonate_debtor", "冒充你"),
        ("cut_contact", "不要失联"),
        ("stop_paying_advice", "停还"),
        ("sim_card_handover", "96110"),
    ],
)
def test_each_sign_calls_for_its_own_line_alone(signal: str, line: str) -> None:
    lines = {
        sign: "".join(advise("high", "debt_relief", [found(sign)], "zh"))
        for sign in (
            *("fake_hardship_documents", "malicious_complaint", "impersonate_debtor"),
            *("cut_contact", "stop_paying_advice", "sim_card_handover"),
        )
    }
    assert [sign for sign, told in lines.items() if line in told] == [signal]


@pytest.mark.parametrize("subtype", SUBTYPES)
def test_no_headline_warns_of_forgery_that_nothing_shows(subtype: str) -> None:
    lines = "".join(advise("high", subtype, (), "zh"))
    assert not any(word in lines for word in ("假证明", "假材料", "编造", "包装", "流水"))


def test_a_broker_who_dresses_up_papers_is_answered() -> None:
    sign = replace(found("loan_offer_jargon"), quote="流水不够我们来做")
    assert "假流水" in "".join(advise("high", "loan_broker", [sign], "zh"))
    assert "假流水" not in "".join(advise("high", "loan_broker", [found("loan_offer_jargon")], "zh"))


@pytest.mark.parametrize("subtype", ["agent_recruit", "debt_bearing", "lead_trading"])
def test_a_crime_is_warned_of_by_the_business(subtype: str) -> None:
    words = {"agent_recruit": "传销", "debt_bearing": "背贷款", "lead_trading": "公民个人信息"}
    lines = "".join(advise("high", subtype, (), "zh"))
    assert [name for name, word in words.items() if word in lines] == [subtype]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_low_score_does_not_talk_away_what_the_text_asks_of_the_reader(lang: str) -> None:
    signs = [replace(found("upfront_fee"), title="A"), replace(found("isolation_rules"), title="B", contribution=0.9)]
    first, way = advise("low", "none", signs, lang)
    assert ("“B”、“A”" if lang == "zh" else "“B”, “A”") in first
    assert guidance()["advice"]["low"][lang] not in (first, way)
    assert ("官方" if lang == "zh" else "official") in way


@pytest.mark.parametrize(
    "sign",
    [
        found("upfront_fee", "warned"),
        replace(found("upfront_fee"), contribution=-0.1),
        replace(found("cut_contact"), role="weak"),
        found("cta_private_contact"),
    ],
    ids=["warned of", "against the rest", "weak", "asks nothing harmful"],
)
def test_what_is_no_plain_demand_leaves_a_low_text_as_it_is(sign: Evidence) -> None:
    assert advise("low", "none", [sign], "zh") == (guidance()["advice"]["low"]["zh"],)


def test_one_sign_in_a_text_that_also_warns_is_left_out() -> None:
    signs = [found("upfront_fee"), replace(found("official_warning_frame"), role="protective", contribution=-1.0)]
    assert advise("low", "none", signs, "zh") == (guidance()["advice"]["low"]["zh"],)
    assert "分数不高" in advise("low", "none", [*signs, found("cut_contact")], "zh")[0]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("信用卡网贷还不上的,498元协商课程", True),
        ("征信有逾期也能修", True),
        ("负债人看过来", True),
        ("招募债务优化代理,推一单返500", False),
        ("收逾期客资,网贷负债名单", False),
        ("全额退保,保费拿回来", False),
    ],
)
def test_a_text_may_speak_of_the_readers_own_debts(text: str, own: bool) -> None:
    assert speaks_of_debts(text) is own


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("level", ["high", "review"])
@pytest.mark.parametrize("subtype", SUBTYPES)
def test_who_has_debts_is_told_the_official_way_whatever_the_business(subtype: str, level: Level, lang: str) -> None:
    lines = advise(level, subtype, (), lang, Told(debts=True))
    assert sum(("银行卡背面" if lang == "zh" else "back of your card") in line for line in lines) == 1
    assert ("行" if lang == "zh" else "bank") in own_way(subtype, lang, debts=True)


def test_a_course_filed_as_recruiting_keeps_the_official_way(detector: Detector) -> None:
    verdict = detector.score("信用卡网贷还不上的，498元协商课程，学完自己谈，也可以做代理，介绍一个学员返180")
    assert verdict.subtype == "agent_recruit", "the text no longer tries this"
    assert "银行卡背面" in "".join(verdict.advice)
    assert "发卡行" in verdict.cost["self_label"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("定金500不退", True),
        ("先付500,概不退还", True),
        ("不做了这钱也不予退", True),
        ("先付500,合同后发", False),
        ("谈不成全额退", False),
        ("信用卡不退出江湖", False),
    ],
)
def test_a_seller_says_that_money_is_kept_or_not(text: str, kept: bool) -> None:
    assert says_kept(text) is kept


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("信用卡停息挂账，先付500，合同后发，名额不多，私信我", "付后才给合同"),
        ("信用卡停息挂账，先付500占名额，定金不退，私信我", "不退的定金"),
    ],
)
def test_a_deposit_is_only_called_kept_where_the_seller_says_so(detector: Detector, text: str, title: str) -> None:
    verdict = detector.score(text)
    assert "nonrefundable_deposit" in verdict.facts, "the text no longer tries this"
    assert title in facts_text(verdict.facts, verdict.cost, "zh")[0]
    assert [title in item["label"] for item in verdict.cost["items"]] == [True]


def test_recruiting_that_no_sign_shows_is_told_as_a_service_to_a_debtor() -> None:
    assert told_as("agent_recruit", {"upfront_fee"}, debts=True) == "debt_relief"
    assert told_as("agent_recruit", {"upfront_fee"}, debts=False) == "agent_recruit"
    assert told_as("agent_recruit", {"agent_recruitment"}, debts=True) == "agent_recruit"
    assert told_as("lead_trading", set(), debts=True) == "lead_trading"
    lines = "".join(advise("high", "agent_recruit", [found("upfront_fee")], "zh", Told(debts=True)))
    assert "传销" not in lines
    assert "银行卡背面" in lines


def test_a_guarantee_fee_of_a_loan_is_no_premium() -> None:
    matches = EXTRACTOR.analyse("保险全额退保，保费全退").matches
    assert cost_of((), matches, None, "zh", "insurance_surrender")["authority"]
    assert cost_of((), matches, None, "zh", "fee_refund")["authority"] == []
