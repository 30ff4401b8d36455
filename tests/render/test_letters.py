"""What a reader may send: nothing in it is said that does not fit the business."""

from __future__ import annotations

from dataclasses import replace

import pytest

from debtad.model.explain import own_way
from debtad.model.score import Detector
from debtad.render.letters import reply
from debtad.verdict import SUBTYPES
from tests.support import AD


@pytest.mark.parametrize("subtype", SUBTYPES)
def test_a_reply_names_ones_own_way_where_there_is_one(detector: Detector, subtype: str) -> None:
    verdict = detector.score(AD)
    letter = reply(replace(verdict, subtype=subtype, cost={**verdict.cost, "own_debts": False}))
    own = subtype not in ("debt_bearing", "agent_recruit", "lead_trading")
    assert (own_way(subtype, "zh") in letter.zh) is own
    assert ("代办的书面材料" in letter.zh) is own
    assert (own_way(subtype, "en") in letter.en) is own
    assert "不会付款" in letter.zh


@pytest.mark.parametrize("subtype", SUBTYPES)
def test_who_has_debts_answers_with_the_way_of_a_debt(detector: Detector, subtype: str) -> None:
    verdict = detector.score(AD)
    assert verdict.cost["own_debts"] is True
    letter = reply(replace(verdict, subtype=subtype))
    assert "行" in letter.zh.splitlines()[-1]
    assert "bank or lender yourself" in letter.en
