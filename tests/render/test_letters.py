"""What a reader may send: nothing in it is said that does not fit the business."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from debtad.model.explain import own_way
from debtad.model.score import Detector
from debtad.render.letters import complaint, reply
from debtad.verdict import SUBTYPES
from tests.support import AD


@pytest.mark.parametrize("subtype", SUBTYPES)
def test_a_reply_names_ones_own_way_where_there_is_one(detector: Detector, subtype: str) -> None:
    letter = reply(replace(detector.score(AD), subtype=subtype))
    own = subtype not in ("debt_bearing", "agent_recruit", "lead_trading")
    assert (own_way(subtype, "zh") in letter.zh) is own
    assert ("代办的书面材料" in letter.zh) is own
    assert (own_way(subtype, "en").replace("yourself", "myself") in letter.en) is own
    assert "不会付款" in letter.zh
    assert "yourself" not in letter.en.rpartition("\n")[2]  # what the writer says of himself


def test_letters_in_english_have_english_punctuation(detector: Detector) -> None:
    verdict = detector.score("先付888元，合同再收2880元，停息挂账，延期一到三年，法务代谈，加微信", lang="en")
    drafts = [re.sub("“[^”]*”", "", letter(verdict).en) for letter in (reply, complaint)]
    assert verdict.facts["upfront_fee"] == [888.0, 2880.0]
    assert re.search("[，。；：、（）]", "".join(drafts)) is None
    assert "888 and 2,880 yuan; promises" in drafts[1]
