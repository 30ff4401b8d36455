"""Variants of one advertisement are one campaign, whatever was changed; different advertisements stay apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import pytest

from debtad.audit.campaigns import CampaignFinder, find_campaigns
from debtad.audit.template import Part
from tests.audit.families import TEMPLATES, UNRELATED, families

AD = "网贷逾期别硬扛，法务团队代谈停息挂账，先付{}元服务费就能建档，需要的加{}"


def record(text: str, **given: Any) -> dict[str, Any]:
    return {"text": text, "id": "", "account": "", "time": "", "platform": "", "level": "high", "score": 0.9} | given


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_families_are_found_whole_and_unmixed(seed: int) -> None:
    posts = families(seed)
    place = {m: c.id for c in find_campaigns([record(text) for text, _ in posts]) for m in c.members}
    pairs: Counter[tuple[bool, bool]] = Counter()
    for one, other in combinations(range(len(posts)), 2):
        together = one in place and place.get(one) == place.get(other)
        pairs[(posts[one][1] == posts[other][1], together)] += 1
    precision = pairs[True, True] / (pairs[True, True] + pairs[False, True])
    recall = pairs[True, True] / (pairs[True, True] + pairs[True, False])
    assert precision >= 0.99
    assert recall >= 0.97


def test_unrelated_advertisements_make_no_campaign() -> None:
    assert find_campaigns([record(text) for text in UNRELATED * 1], least=2) == []


def line_of(template: Sequence[Part]) -> str:
    """A template on one line, its varying parts in 〔〕."""
    slots = {"number": "〔数字〕", "contact": "〔联系方式〕", "words": "〔…〕"}
    return "".join(slots.get(part.kind, part.text) for part in template)


def test_evasive_spelling_does_not_break_a_campaign_up() -> None:
    texts = (
        AD.format(498, "微信fawu123"),
        AD.format("６８８", "薇❤shangan_77").replace("停息挂账", "停*息*挂*账"),
        "🔥" + AD.format("九百八", "vx：zw_88991").replace("停息挂账", "亭息卦账").replace("，", "！！ ✅"),
        AD.format(298, "138-0013-8000").replace("停息挂账", "停\u200b息\u200b掛\u200b賬"),
    )
    (campaign,) = find_campaigns([record(text) for text in texts])
    assert campaign.members == (0, 1, 2, 3)
    assert campaign.texts == 4
    line = line_of(campaign.template)
    assert line == "网贷逾期别硬扛，法务团队代谈停息挂账，先付〔数字〕元服务费就能建档，需要的〔联系方式〕"


def test_a_campaign_tells_who_when_and_how_to_reach_them() -> None:
    days = ("2026-05-03T08:00:00", "", "2026-04-30T10:00:00", "2026-05-01")
    posts = [
        record(
            AD.format(n, "电话13800138000"), id=f"p{n}", account=f"号{n % 3}", platform="抖音", time=day,
            subtype="debt_relief", level="review" if n == 2 else "high", score=0.5 + n / 10,
            evidence=[{"signal": "upfront_fee"}, {"signal": "upfront_fee"}, {"signal": "stop_interest_promise"}],
        )
        for n, day in enumerate(days)
    ]  # fmt: skip
    (campaign,) = find_campaigns(posts)
    assert (campaign.size, campaign.texts, campaign.account_count) == (4, 4, 3)
    assert (campaign.high, campaign.review, campaign.top_score) == (3, 1, 0.8)
    assert (campaign.first_seen, campaign.last_seen) == ("2026-04-30T10:00:00", "2026-05-03T08:00:00")
    assert campaign.accounts == (("号0", 2), ("号1", 1), ("号2", 1))
    assert campaign.platforms == (("抖音", 4),)
    assert campaign.signals == (("stop_interest_promise", 4), ("upfront_fee", 4))
    assert campaign.contacts == (("phone", "138****8000", 4),)
    assert campaign.examples == ("p0", "p1", "p2", "p3")
    assert "13800138000" not in str(campaign.to_dict())


def test_campaigns_that_share_a_contact_point_at_each_other() -> None:
    first = [record(AD.format(n, "微信fawu_20261")) for n in range(3)]
    other = "保单退全款找我们，业务员不配合也能办，事成收{}成，资料发微信fawu_20261"
    second = [record(other.format(n)) for n in range(3)]
    one, two = find_campaigns(first + second)
    assert (one.related, two.related) == ((two.id,), (one.id,))


def test_the_same_posts_give_the_same_campaigns() -> None:
    posts = [record(text, account=str(n % 9)) for n, (text, _) in enumerate(families(4))]
    assert find_campaigns(posts) == find_campaigns(iter(posts))


def test_a_short_text_joins_only_its_copies() -> None:
    posts = [record(f"加微信fawu{n:03d}") for n in range(5)] + [record("债务找我")] * 3
    (campaign,) = find_campaigns(posts)
    assert campaign.members == (5, 6, 7)


def test_least_and_empty_input() -> None:
    posts = [record(AD.format(n, "微信fawu123")) for n in range(2)]
    assert find_campaigns(posts) == []
    assert [campaign.size for campaign in find_campaigns(posts, least=2)] == [2]
    assert find_campaigns([]) == []


def test_hostile_and_very_long_texts_are_taken() -> None:
    ad = "法务代谈停息挂账，先付五百元定金合同下午给\ud800\x1b[31m\ufdd0" + "逾期" * 10_000
    posts = [record(text) for text in ("", "\ud800", "\ufdd0\x00", ad, ad + "一", "=" + ad)]
    (campaign,) = find_campaigns(posts)
    assert campaign.members == (3, 4, 5)


def test_one_finder_may_be_asked_more_than_once() -> None:
    finder = CampaignFinder()
    for number in range(3):
        finder.add(record(AD.format(number, "微信fawu123")))
    assert [campaign.size for campaign in finder.campaigns()] == [3]
    finder.add(record(AD.format(77, "微信fawu123")))
    assert [campaign.size for campaign in finder.campaigns()] == [4]


def test_a_template_names_every_sentence_of_its_family() -> None:
    posts = families(5)
    campaigns = find_campaigns([record(text) for text, _ in posts])
    assert len(campaigns) == len(TEMPLATES)
    for campaign in campaigns:
        template = TEMPLATES[posts[campaign.members[0]][1]]
        line = line_of(campaign.template)
        fixed = [max(sentence.replace("{c}", "{n}").split("{n}"), key=len) for sentence in template]
        assert sum(part in line for part in fixed) >= len(fixed) - 1, line
