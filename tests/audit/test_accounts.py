"""Accounts are ranked by what their own posts say, and few posts count for little."""

from __future__ import annotations

from debtad.audit.accounts import AccountTally, rank_accounts


def rows(account: str, high: int, review: int, low: int, platform: str = "抖音") -> list[dict[str, str]]:
    levels = ["high"] * high + ["review"] * review + ["low"] * low
    return [
        {"account": account, "platform": platform, "time": f"2026-05-{n + 1:02d}", "level": x}
        for n, x in enumerate(levels)
    ]


def test_many_flagged_of_many_stand_before_one_of_one_and_before_few_of_very_many() -> None:
    ranking = rank_accounts(
        rows("一条", 1, 0, 0) + rows("老手", 15, 5, 0) + rows("大号", 0, 3, 27) + rows("清白", 0, 0, 9)
    )
    assert [entry.account for entry in ranking] == ["老手", "一条", "大号"]
    first = ranking[0]
    assert (first.posts, first.flagged, first.high, first.review, first.share) == (20, 20, 15, 5, 1.0)
    assert (first.first_seen, first.last_seen) == ("2026-05-01", "2026-05-20")


def test_the_same_name_on_two_platforms_is_two_accounts() -> None:
    ranking = rank_accounts(rows("小王", 2, 0, 0, "抖音") + rows("小王", 1, 0, 0, "快手"))
    assert [(entry.platform, entry.flagged) for entry in ranking] == [("抖音", 2), ("快手", 1)]


def test_rows_without_an_account_are_counted_apart() -> None:
    tally = AccountTally()
    for row in rows(" ", 2, 0, 1) + rows("甲", 1, 0, 0):
        tally.add(row)
    assert (tally.unnamed, len(tally)) == (3, 1)


def test_least_and_most_limit_the_ranking() -> None:
    posts = rows("甲", 3, 0, 0) + rows("乙", 2, 0, 0) + rows("丙", 1, 0, 0)
    assert [entry.account for entry in rank_accounts(posts, least=2)] == ["甲", "乙"]
    assert [entry.account for entry in rank_accounts(posts, most=1)] == ["甲"]
