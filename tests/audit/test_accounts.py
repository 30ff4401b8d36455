"""Accounts are ranked by what their own posts say, and few posts count for little."""

from __future__ import annotations

import json
from pathlib import Path

from debtad.audit.accounts import count_accounts, rank_accounts
from debtad.audit.allow import text_digest
from debtad.audit.request import Request
from debtad.audit.run import audit
from tests.audit.runs import lines
from tests.support import AD, CALM


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


def test_posts_without_an_account_are_left_out() -> None:
    posts = [(row["account"], "", "", row["level"]) for row in rows(" ", 2, 0, 1) + rows("甲", 1, 0, 0)]
    assert count_accounts(posts) == [("甲", "", 1, 1, 0, "", "")]


def test_a_post_that_was_cleared_is_not_flagged() -> None:
    posts = [{**row, "allowed": "看过"} for row in rows("甲", 2, 0, 0)] + rows("甲", 1, 0, 0) + rows("乙", 1, 0, 0)
    assert [(entry.account, entry.flagged, entry.posts) for entry in rank_accounts(posts)] == [
        ("乙", 1, 1),
        ("甲", 1, 3),
    ]


def test_an_audit_ranks_accounts_by_all_of_their_posts(tmp_path: Path) -> None:
    """Over chunks, which are counted one by one and added up in the state."""
    shouts = ("！", "！！", "!?", "？！", "?!")
    cleared = AD + "看过"
    posts = [("一条", "2026-05-03", AD)]
    posts += [("老手", f"2026-05-{7 - n:02d}", AD + shout) for n, shout in enumerate(shouts)]
    posts += [("大号", "", AD)] + [("大号", "2026-05-09", f"{CALM}第{n}天") for n in range(9)]
    posts += [("清白", "2026-05-01", CALM), ("看过", "2026-05-01", cleared), ("", "2026-05-01", AD)]
    records = [{"account": name, "time": time, "text": text} for name, time, text in posts]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    (tmp_path / "allow.csv").write_text(
        f"sha256,signal,reason,expires\n{text_digest(cleared)},*,看过,\n", encoding="utf-8"
    )
    out = tmp_path / "out"
    audit(Request((str(tmp_path / "a.jsonl"),), out, chunk=2, allow=tmp_path / "allow.csv", report=False))
    found = json.loads((out / "summary.json").read_text(encoding="utf-8"))["accounts"]
    keys = ("account", "posts", "flagged", "high", "review", "first_seen", "last_seen")
    assert [tuple(entry[key] for key in keys) for entry in found] == [
        ("老手", 5, 5, 5, 0, "2026-05-03", "2026-05-07"),
        ("一条", 1, 1, 1, 0, "2026-05-03", "2026-05-03"),
        ("大号", 10, 1, 1, 0, "", ""),
    ]
    assert [entry.to_dict() for entry in rank_accounts(lines(out / "verdicts.jsonl"))] == found
