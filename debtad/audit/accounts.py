"""Accounts by how much of what they post was flagged. Every post is judged by its own text; the account adds nothing to it.

The ranking answers where a reviewer should look first. One flagged post of one is no pattern, so accounts are ordered by the
lower bound of the Wilson 95 % interval of their flagged share (E. B. Wilson, 1927): 20 flagged of 20 stand before 1 of 1, and
before 30 of 600.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from debtad.intervals import wilson

#: Of one account: account, platform, posts, high, review, first and last time of its flagged posts.
Counts = tuple[str, str, int, int, int, str, str]


@dataclass(frozen=True, slots=True)
class Account:
    """One account on one platform. ``posts`` counts what was scored, ``share`` is flagged ÷ posts, ``lower`` its lower bound.

    ``first_seen`` and ``last_seen`` are the times of its flagged posts as given, "" where none has one.
    """

    account: str
    platform: str
    posts: int
    flagged: int
    high: int
    review: int
    share: float
    lower: float
    first_seen: str
    last_seen: str

    def to_dict(self) -> dict[str, Any]:
        """The entry of ``accounts`` in summary.json."""
        return {
            "account": self.account,
            "platform": self.platform,
            "posts": self.posts,
            "flagged": self.flagged,
            "high": self.high,
            "review": self.review,
            "share": round(self.share, 6),
            "lower": round(self.lower, 6),
            "first_seen": self.first_seen,
            "last_seen": self.last_seen,
        }


def count_accounts(posts: Iterable[tuple[str, str, str, str]]) -> list[Counts]:
    """Counts by account of scored posts as (account, platform, time, level), also of those at ``low``, as the share needs
    them all. Posts that name no account are left out.
    """
    table: dict[tuple[str, str], list[Any]] = {}
    for account, platform, time, level in posts:
        if not account.strip():
            continue
        row = table.setdefault((account, platform), [0, 0, 0, "", ""])
        row[0] += 1
        if level == "low":
            continue
        row[1 if level == "high" else 2] += 1
        if time:
            row[3] = min(row[3] or time, time)
            row[4] = max(row[4], time)
    return [(*key, *row) for key, row in table.items()]


def ranking(counted: Iterable[Counts]) -> list[Account]:
    """The accounts with a flagged post: surest share first, then most flagged, then by name."""
    found = [_account(*counts) for counts in counted if counts[3] or counts[4]]
    return sorted(found, key=lambda entry: (-entry.lower, -entry.flagged, entry.platform, entry.account))


def _account(account: str, platform: str, posts: int, high: int, review: int, first: str, last: str) -> Account:
    flagged = high + review
    lower, _ = wilson(flagged, posts)
    return Account(account, platform, posts, flagged, high, review, flagged / posts, lower, first, last)


def rank_accounts(rows: Iterable[Mapping[str, Any]]) -> list[Account]:
    """The ranking of accounts over verdict rows (``account``, ``platform``, ``time``, ``level``, ``allowed``), flagged and
    unflagged; a post that a human cleared is not flagged.
    """
    return ranking(count_accounts(map(_of_row, rows)))


def _of_row(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    account, platform, time = (str(row.get(key) or "") for key in ("account", "platform", "time"))
    return account, platform, time, "low" if row.get("allowed") else str(row["level"])
