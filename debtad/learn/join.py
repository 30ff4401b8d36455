"""New labels joined to a base: one row a text, the newest label wins, and nothing of the frozen test split comes in."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from debtad.learn.labels import Row
from debtad.learn.near import tie_groups
from debtad.text.normalize import normalize
from debtad.times import CHINA, iso_time, says_nothing

#: Which rule decided between two rows of one text → what it is called where people read.
RULES: Mapping[str, str] = {
    "new": "a new label before one of the base",
    "time": "the later time",
    "last": "the row given last, as times do not tell",
}

_FIGURES = re.compile(r"[\d.]+")


@dataclass(frozen=True, slots=True)
class Conflict:
    """One text with two labels: the row whose label was taken and the one that gave way, by which of :data:`RULES`."""

    taken: Row
    dropped: Row
    rule: str

    def __str__(self) -> str:
        return (
            f"{self.dropped.source} {self.dropped.id} says {self.dropped.label}, "
            f"{self.taken.source} {self.taken.id} says {self.taken.label}: taken as {self.taken.label} ({RULES[self.rule]})"
        )


@dataclass(frozen=True, slots=True)
class Joined:
    """Rows to train on, and what joining them did.

    ``repeats``: rows left out because their text stands in another row; ``decided``: how many of them by each of
    :data:`RULES`. ``unread``: rows whose time cannot be read. ``frozen``: new rows left out because their text
    stands in the test split. ``tied``: groups that near-duplicates made one with another.
    """

    rows: tuple[Row, ...]
    base_rows: int
    new_rows: int
    new_sha256: str
    weight: float
    repeats: int
    decided: Mapping[str, int]
    unread: tuple[Row, ...]
    conflicts: tuple[Conflict, ...]
    frozen: tuple[Row, ...]
    tied: int
    new_texts: frozenset[str]

    def record(self) -> dict[str, Any]:
        """What a model remembers of it."""
        return {
            "base_rows": self.base_rows,
            "new_rows": self.new_rows,
            "new_sha256": self.new_sha256,
            "new_weight": self.weight,
            "repeats": self.repeats,
            "conflicts": len(self.conflicts),
            "left_out_for_test_split": len(self.frozen),
            "groups_tied": self.tied,
        }


def join(base: Sequence[Row], new: Sequence[Row], *, frozen: Iterable[Row] = (), weight: float = 1.0) -> Joined:
    """Join ``new`` rows, in the order they were given, to ``base``.

    Of rows with the same text, and of rows that spell one text in several ways and differ in their labels, the newest
    stays: a new one before one of the base, then the later ``time`` where both
    carry one, then the one given last. New rows count ``weight`` times and, beside a base, as
    natural: they are what the model reads today. ``frozen`` rows are never learned from.
    """
    kept, decided, conflicts = _newest([*base, *new], len(base))
    kept = _settled(kept, decided, conflicts)
    forbidden = {same_text(row.text) for row in frozen}
    rows: list[Row] = []
    shut_out: list[Row] = []
    added: list[Row] = []
    for is_new, row in kept:
        if is_new and same_text(row.text) in forbidden:
            shut_out.append(row)
            continue
        if is_new:
            added.append(row)
        rows.append(replace(row, weight=row.weight * weight, natural=row.natural or bool(base)) if is_new else row)
    tied_rows, tied = tie_groups(rows)
    return Joined(
        rows=tuple(tied_rows),
        base_rows=len(rows) - len(added),
        new_rows=len(added),
        new_sha256=rows_sha256(added) if base else "",
        weight=weight,
        repeats=sum(decided.values()),
        decided=decided,
        unread=tuple(row for row in (*base, *new) if unread_time(row)),
        conflicts=tuple(conflicts),
        frozen=tuple(shut_out),
        tied=tied,
        new_texts=frozenset(row.text for row in added) if base else frozenset(),
    )


def _newest(rows: Sequence[Row], base_rows: int) -> tuple[list[tuple[bool, Row]], Counter[str], list[Conflict]]:
    """(is new, row) for each text, in the order in which the texts first stand; rows left out by rule; conflicts."""
    chosen: dict[str, tuple[bool, Row]] = {}
    decided: Counter[str] = Counter()
    conflicts: list[Conflict] = []
    for number, row in enumerate(rows):
        one = (number >= base_rows, row)
        known = chosen.setdefault(row.text, one)
        if known is one:
            continue
        older, rule = _compared(one, known)
        winner, loser = (known, one) if older else (one, known)
        decided[rule] += 1
        if winner[1].label != loser[1].label:
            conflicts.append(Conflict(winner[1], loser[1], rule))
        chosen[row.text] = winner
    return list(chosen.values()), decided, conflicts


def _settled(
    kept: Sequence[tuple[bool, Row]], decided: Counter[str], conflicts: list[Conflict]
) -> list[tuple[bool, Row]]:
    """``kept`` without the rows whose label is not that of the newest spelling of their text; declared pairs stay."""
    spellings: dict[str, list[tuple[bool, Row]]] = {}
    for one in kept:
        spellings.setdefault(same_text(one[1].text), []).append(one)
    dropped: set[str] = set()
    for group in spellings.values():
        if len({row.label for _, row in group}) < 2:
            continue
        winner = group[0]
        for one in group[1:]:
            if not _compared(one, winner)[0]:
                winner = one
        for one in group:
            row, first = one[1], winner[1]
            if row.label == first.label or (row.pair and (row.pair, row.source) == (first.pair, first.source)):
                continue
            rule = _compared(one, winner)[1]
            decided[rule] += 1
            conflicts.append(Conflict(first, row, rule))
            dropped.add(row.text)
    return [one for one in kept if one[1].text not in dropped]


def _compared(one: tuple[bool, Row], known: tuple[bool, Row]) -> tuple[bool, str]:
    """Whether ``one``, given after ``known``, must nevertheless give way, and which of :data:`RULES` says so."""
    if one[0] != known[0]:
        return not one[0], "new"
    ours, theirs = moment(one[1].time), moment(known[1].time)
    if ours is None or theirs is None or ours == theirs:
        return False, "last"
    return ours < theirs, "time"


def moment(time: str) -> datetime | None:
    """A moment (by China's clock where no zone is given) of a time in ISO 8601 or as platforms write it
    (``times.iso_time``); None where it is none.

    >>> moment("2026/9/30") == moment("2026年9月30日") == moment("2026-09-30")
    True
    """
    time = time.strip()
    if not _FIGURES.fullmatch(time):  # bare figures are an epoch or a day, which ISO 8601 may take for another
        found = _iso(time)
        if found is not None:
            return found
    return _iso(iso_time(time))


def _iso(time: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(time)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def unread_time(row: Row) -> bool:
    """Whether a row carries a time that cannot be read."""
    return not says_nothing(row.time) and moment(row.time) is None


def same_text(text: str) -> str:
    """A text with disguised spelling, blanks and signs undone: rows that have this in common are one text, and have one
    label. Question marks stay: a question may be another text."""
    return "".join(c for c in normalize(text).text if c.isalnum() or c in "?？") or text.strip()


def rows_sha256(rows: Iterable[Row]) -> str:
    """SHA-256 (hex) of texts, labels, groups, weights and what is natural, in an order of their own."""
    digest = hashlib.sha256()
    for record in sorted((row.text, row.label, row.group, row.weight, row.natural) for row in rows):
        digest.update(json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
