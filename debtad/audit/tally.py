"""Counts of a run, kept small enough to be written after every chunk: the matter of ``summary.json``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from debtad.audit.posts import Post, Reject
from debtad.audit.reasons import kind_of
from debtad.audit.worker import Found
from debtad.model.score import MAX_CHARACTERS
from debtad.times import day_of

#: Bins of the histogram of scores; each is 0.05 wide.
BINS = 20

#: So many of the times that cannot be read are given as examples.
_MOST_EXAMPLES = 3

_COUNTS = ("rows", "scored", "duplicates", "high", "review", "low", "rejected", "allowed")


class Tally:
    """Counts of posts by level, signal, subtype, fee, score, day and platform.

    ``rows`` = ``scored`` + ``duplicates`` + ``rejected``; each row that is not rejected is one of ``high``, ``review``,
    ``low`` and ``allowed`` (flagged, but cleared by the allow-list).
    """

    def __init__(self, saved: Mapping[str, Any] | None = None) -> None:
        saved = saved or {}
        self.counts: Counter[str] = Counter(saved.get("counts", {}))
        self.signals: Counter[str] = Counter(saved.get("signals", {}))
        self.subtypes: Counter[str] = Counter(saved.get("subtypes", {}))
        self.reasons: Counter[str] = Counter(saved.get("reasons", {}))
        self.histogram: list[int] = list(saved.get("histogram", [0] * BINS))
        self.yuan: Counter[float] = Counter(dict(saved.get("yuan", [])))
        self.percent: Counter[float] = Counter(dict(saved.get("percent", [])))
        self.days: dict[str, list[int]] = {day: list(pair) for day, pair in saved.get("days", {}).items()}
        self.platforms: dict[str, list[int]] = {name: list(pair) for name, pair in saved.get("platforms", {}).items()}
        self.truncated = int(saved.get("truncated", 0))
        self.times_unread = int(saved.get("times_unread", 0))
        self.unread_examples: list[str] = list(saved.get("unread_examples", []))
        self.phrases = int(saved.get("phrases", "0"), 16)

    def to_dict(self) -> dict[str, Any]:
        """Plain data from which a tally can be made again."""
        return {
            "counts": dict(self.counts),
            "signals": dict(self.signals),
            "subtypes": dict(self.subtypes),
            "reasons": dict(self.reasons),
            "histogram": self.histogram,
            "yuan": list(self.yuan.items()),
            "percent": list(self.percent.items()),
            "days": self.days,
            "platforms": self.platforms,
            "truncated": self.truncated,
            "times_unread": self.times_unread,
            "unread_examples": self.unread_examples,
            "phrases": f"{self.phrases:x}",
        }

    def reject(self, item: Reject) -> None:
        """Count a row that could not be scored, by the kind of its reason. (A whole file that could not be read is no row.)"""
        if item.row:
            self.counts["rows"] += 1
            self.counts["rejected"] += 1
            self.reasons[kind_of(item.reason)] += 1

    def post(self, post: Post, found: Found, *, duplicate: bool, allowed: bool) -> None:
        """Count a scored row."""
        flagged = found.level != "low" and not allowed
        counts = self.counts
        counts["rows"] += 1
        counts["duplicates" if duplicate else "scored"] += 1
        counts["allowed" if allowed else found.level] += 1
        self.histogram[min(int(found.score * BINS), BINS - 1)] += 1
        self.truncated += len(post.text) > MAX_CHARACTERS
        _count(self.platforms, post.platform, flagged)
        if post.time:
            _count(self.days, day_of(post.time), flagged)
        if post.time_unread:
            self.times_unread += 1
            if len(self.unread_examples) < _MOST_EXAMPLES and post.time_unread not in self.unread_examples:
                self.unread_examples.append(post.time_unread)
        if not flagged:
            return
        self.subtypes[found.judged["subtype"]] += 1
        self.signals.update(found.signals)
        facts = found.judged["facts"]
        self.yuan.update({*facts.get("upfront_fee", ()), *facts.get("nonrefundable_deposit", ())})
        self.percent.update(set(facts.get("percentage_fee", ())))

    def saw(self, phrases: bytes) -> None:
        """Note which phrases of the model occurred (a bitmap as of ``worker.Batch``)."""
        self.phrases |= int.from_bytes(phrases, "little")

    def summary(self, phrases: int) -> dict[str, Any]:
        """The counts as ``summary.json`` has them; ``phrases`` is how many the model knows."""
        seen = self.phrases.bit_count()
        return {
            "counts": {name: self.counts[name] for name in _COUNTS},
            "signals": _by_count(self.signals),
            "subtypes": _by_count(self.subtypes),
            "fees": {"yuan": _by_value(self.yuan), "percent": _by_value(self.percent)},
            "score_histogram": self.histogram,
            "phrases": {"seen": seen, "unseen_share": round(1 - seen / phrases, 4) if phrases else 0.0},
            "timeline": [[day, *pair] for day, pair in sorted(self.days.items())],
            "truncated": self.truncated,
            "times_unread": {"posts": self.times_unread, "examples": self.unread_examples},
            "platforms": dict(sorted(self.platforms.items())),
            "rejects": _by_count(self.reasons),
        }


def _count(table: dict[str, list[int]], key: str, flagged: bool) -> None:
    pair = table.get(key)
    if pair is None:
        pair = table[key] = [0, 0]
    pair[0] += 1
    pair[1] += flagged


def _by_count(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))


def _by_value(counter: Counter[float]) -> list[list[float]]:
    return [[value, posts] for value, posts in sorted(counter.items())]
