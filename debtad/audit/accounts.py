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


class AccountTally:
    """Counts verdict rows by account: takes *every* scored row, also those at ``low``, as the share needs them all."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], list[int]] = {}  # (platform, account) → [posts, high, review]
        self._times: dict[tuple[str, str], tuple[str, str]] = {}
        #: Scored rows that name no account.
        self.unnamed = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Count one verdict row (``account``, ``platform``, ``time``, ``level``)."""
        self.count(
            str(row.get("account") or ""), str(row.get("platform") or ""), str(row.get("time") or ""), str(row["level"])
        )

    def count(self, account: str, platform: str, time: str, level: str) -> None:
        """The same, from the values."""
        if not account.strip():
            self.unnamed += 1
            return
        key = (platform, account)
        counts = self._counts.setdefault(key, [0, 0, 0])
        counts[0] += 1
        if level not in ("high", "review"):
            return
        counts[1 if level == "high" else 2] += 1
        if time:
            first, last = self._times.get(key, (time, time))
            self._times[key] = (min(first, time), max(last, time))

    def __len__(self) -> int:
        return len(self._counts)

    def ranking(self, *, least: int = 1, most: int | None = None) -> list[Account]:
        """Accounts with at least ``least`` flagged posts: surest share first, then most flagged, then by name."""
        found = []
        for (platform, account), (posts, high, review) in self._counts.items():
            flagged = high + review
            if flagged < max(1, least):
                continue
            first, last = self._times.get((platform, account), ("", ""))
            lower, _ = wilson(flagged, posts)
            found.append(Account(account, platform, posts, flagged, high, review, flagged / posts, lower, first, last))
        found.sort(key=lambda entry: (-entry.lower, -entry.flagged, entry.platform, entry.account))
        return found[:most]


def rank_accounts(rows: Iterable[Mapping[str, Any]], *, least: int = 1, most: int | None = None) -> list[Account]:
    """The ranking of accounts over verdict rows, flagged and unflagged."""
    tally = AccountTally()
    for row in rows:
        tally.add(row)
    return tally.ranking(least=least, most=most)
