"""A text of another trade that is flagged all the same: what is told of it speaks of no debts."""

from __future__ import annotations

import pytest

from debtad.model.advice import Told, advise, speaks_of_other_trade, told_as
from debtad.model.explain import guidance
from debtad.model.score import Detector
from debtad.render.view import view
from debtad.verdict import Level


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
    ],
)
def test_another_trade_is_one_that_is_named_where_nothing_of_debts_is(text: str, other: bool) -> None:
    assert speaks_of_other_trade(text) is other


def test_a_text_of_another_trade_is_told_no_share_of_a_debt_and_no_bank(detector: Detector) -> None:
    said = detector.model._replace(thresholds={"high": 0.01, "review": 0.005})
    verdict = Detector(said).score("装修半包，定金5000，不退，尾款20%，全屋定制", debt=80_000)
    assert verdict.level == "high", "the text no longer tries this"
    assert verdict.cost["other_trade"] is True
    assert verdict.cost["authority"] == []
    assert [item["percent"] for item in verdict.cost["items"]] == [None] * len(verdict.cost["items"])
    assert "合同" in verdict.advice[0]
    assert not any(word in "".join(verdict.advice) for word in ("银行卡", "12378", "停息"))
    assert [item.title for item in verdict.evidence if item.signal == "percent_of_total_debt"] in ([], ["按比例抽成"])
    seen = view(verdict)
    assert seen.subtype == ""
    assert all("停息" not in fact for fact in seen.facts)


def test_advice_about_another_trade_names_where_to_complain_of_shops() -> None:
    levels: tuple[Level, ...] = ("high", "review")
    for level in levels:
        first, *rest = advise(level, "insurance_surrender", [], "zh", Told(other=True))
        assert "别的生意" in first
        assert rest == [guidance()["advice"]["market"]["zh"]]
    assert told_as("agent_recruit", set(), debts=True, other=True) == "other"
