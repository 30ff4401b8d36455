"""A text of another trade that is flagged all the same: what is told of it speaks of no debts."""

from __future__ import annotations

import pytest

from debtad.model.advice import Told, advise, is_of_other_trade, speaks_of_other_trade, told_as
from debtad.model.explain import guidance
from debtad.model.score import Detector
from debtad.render.view import view
from debtad.verdict import Evidence, Level, Stance


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("装修半包,定金5000,不退,尾款20%", True),
        ("植发 0首付分60期 免息", True),
        ("文物鉴定拍卖,服务费5个点,成交后付", True),
        ("机票退改,退多少收一成", True),
        ("装修贷还不上,停息挂账收20%", False),
        ("健身卡的钱帮你要回来,收两成", False),
        ("二手车分期,征信花也能做", False),
        ("收8个点,先付500", False),
        ("法拍房要被执行的,帮您跟银行谈", False),
        ("驾校学费代办退款,成功后收30%", False),
        ("学历提升机构交的学费要不回来?先付498元", False),
        ("健身卡不给退?先付300", False),
        ("加盟减肥训练营,加盟费9800", False),
        ("公积金提取,装修提取包过", False),
        ("驾照代考的钱讨不回,讨薪也做", False),
        ("museo 先付500定金", False),
        ("官方网站登录先付500定金", False),
        ("网站seo,先付500定金", True),
        ("网站建设,先付500定金", True),
        ("减肥训练营,定金500,无效退款", True),
        ("专升本包过,定金500,不退", True),
    ],
)
def test_another_trade_is_one_that_is_named_where_nothing_of_debts_is(text: str, other: bool) -> None:
    assert speaks_of_other_trade(text) is other


def sign(signal: str, role: str = "decisive", stance: Stance = "asserted") -> Evidence:
    return Evidence(signal, signal, role, "", 0, 1, None, stance, 1.0, "", ())


@pytest.mark.parametrize(
    ("subtype", "other"),
    [
        *[("debt_relief", True), ("agent_recruit", True), ("lead_trading", True)],
        *[("fee_refund", False), ("insurance_surrender", False), ("loan_broker", False)],
        *[("debt_bearing", False), ("credit_repair", False)],
    ],
)
def test_a_business_that_need_not_name_debts_is_never_of_another_trade(subtype: str, other: bool) -> None:
    assert is_of_other_trade("装修半包,定金5000,不退", subtype, []) is other


@pytest.mark.parametrize(
    ("evidence", "other"),
    [
        (sign("sim_card_handover"), False),
        (sign("insurance_full_refund"), False),
        (sign("agent_recruitment"), False),
        (sign("sim_card_handover", stance="negated"), True),
        (sign("sixty_installments", "weak"), True),
        (sign("upfront_fee"), True),
        (sign("nonrefundable_deposit"), True),
        (sign("percent_of_total_debt"), True),
        (sign("guaranteed_outcome"), True),
    ],
)
def test_a_decisive_sign_of_this_trade_is_not_of_another(evidence: Evidence, other: bool) -> None:
    assert is_of_other_trade("装修半包,定金5000,不退", "debt_relief", [evidence]) is other


@pytest.mark.parametrize(
    ("text", "subtype"),
    [
        ("驾校学费代办退款，专业团队处理，成功后收30%，先付300元资料费，加微信", "fee_refund"),
        ("机票退改，退多少收一成", "fee_refund"),
        ("招城市合伙人，各类补贴项目，加盟费9800，三天回本，日入过千", "agent_recruit"),
    ],
)
def test_a_scam_without_debts_is_told_as_what_it_is(detector: Detector, text: str, subtype: str) -> None:
    verdict = detector.score(text)
    assert (verdict.level, verdict.subtype) == ("high", subtype), "the text no longer tries this"
    assert "other_trade" not in verdict.cost
    assert view(verdict).subtype != ""
    assert "别的生意" not in "".join(verdict.advice)
    percents = [item["percent"] for item in verdict.cost["items"] if item["percent"]]
    assert bool(percents) is ("percentage_fee" in verdict.facts)


@pytest.fixture(scope="module")
def alert(detector: Detector) -> Detector:
    """A detector that flags nearly everything: what is told does not hang on a score."""
    return Detector(detector.model._replace(thresholds={"high": 0.01, "review": 0.005}))


def test_a_text_of_another_trade_is_told_no_share_of_a_debt_and_no_bank(alert: Detector) -> None:
    verdict = alert.score("装修半包，定金5000，不退，尾款20%，全屋定制", debt=80_000)
    assert verdict.level == "high", "the text no longer tries this"
    assert verdict.cost["other_trade"] is True
    assert verdict.cost["authority"] == []
    assert verdict.facts["percentage_fee"] == [20.0], "the text no longer tries this"
    assert [(item["fact"], item["percent"], item["high"]) for item in verdict.cost["items"]] == [
        ("nonrefundable_deposit", None, 5000.0)
    ]
    assert "合同" in verdict.advice[0]
    assert not any(word in "".join(verdict.advice) for word in ("银行卡", "12378", "停息"))
    assert [item.title for item in verdict.evidence if item.signal == "percent_of_total_debt"] == ["按比例抽成"]
    assert view(verdict).subtype == ""


@pytest.mark.parametrize(
    ("text", "fact", "told"),
    [
        ("植发，免费咨询，先付500，不退", "no_consultation_fee", ["不退的定金 500 元"]),
        ("植发 0首付分60期 免息", "suspend_interest", []),
    ],
)
def test_promises_of_another_trade_are_not_told_as_promises_about_debts(
    alert: Detector, text: str, fact: str, told: list[str]
) -> None:
    verdict = alert.score(text)
    assert verdict.cost["other_trade"] is True
    assert fact in verdict.facts, "the text no longer tries this"
    assert list(view(verdict).facts) == told


def test_advice_about_another_trade_names_where_to_complain_of_shops() -> None:
    levels: tuple[Level, ...] = ("high", "review")
    for level in levels:
        first, *rest = advise(level, "insurance_surrender", [], "zh", Told(other=True))
        assert "别的生意" in first
        assert rest == [guidance()["advice"]["market"]["zh"]]
    assert told_as("agent_recruit", set(), debts=True, other=True) == "other"
