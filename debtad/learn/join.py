"""New labels joined to a base: one row a text, the newest label wins, and nothing of the frozen test split comes in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from debtad.learn.labels import Row
from debtad.learn.near import tie_groups
from debtad.text.normalize import normalize


@dataclass(frozen=True, slots=True)
class Conflict:
    """One text with two labels: the row whose label was taken and the one that gave way."""

    taken: Row
    dropped: Row

    def __str__(self) -> str:
        return (
            f"{self.dropped.source} {self.dropped.id} says {self.dropped.label}, "
            f"{self.taken.source} {self.taken.id} says {self.taken.label}: taken as {self.taken.label}"
        )


@dataclass(frozen=True, slots=True)
class Joined:
    """Rows to train on, and what joining them did.

    ``repeats``: rows left out because their text stands in another row. ``frozen``: new rows left out because their text
    stands in the test split. ``tied``: groups that near-duplicates made one with another.
    """

    rows: tuple[Row, ...]
    base_rows: int
    new_rows: int
    new_sha256: str
    weight: float
    repeats: int
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

    Of rows with the same text the newest stays: a new one before one of the base, then the later ``time`` where both
    carry one, then the one given last. New rows count ``weight`` times and, beside a base, as
    natural: they are what the model reads today. ``frozen`` rows are never learned from.
    """
    kept, repeats, conflicts = _newest([*base, *new], len(base))
    forbidden = {_plain(row.text) for row in frozen}
    rows: list[Row] = []
    shut_out: list[Row] = []
    added: list[Row] = []
    for is_new, row in kept:
        if is_new and _plain(row.text) in forbidden:
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
        repeats=repeats,
        conflicts=tuple(conflicts),
        frozen=tuple(shut_out),
        tied=tied,
        new_texts=frozenset(row.text for row in added) if base else frozenset(),
    )


def _newest(rows: Sequence[Row], base_rows: int) -> tuple[list[tuple[bool, Row]], int, list[Conflict]]:
    """(is new, row) for each text, in the order in which the texts first stand; rows left out; conflicts."""
    chosen: dict[str, tuple[bool, Row]] = {}
    conflicts: list[Conflict] = []
    for number, row in enumerate(rows):
        one = (number >= base_rows, row)
        known = chosen.setdefault(row.text, one)
        if known is one:
            continue
        winner, loser = (known, one) if _older(one, known) else (one, known)
        if winner[1].label != loser[1].label:
            conflicts.append(Conflict(winner[1], loser[1]))
        chosen[row.text] = winner
    return list(chosen.values()), len(rows) - len(chosen), conflicts


def _older(one: tuple[bool, Row], known: tuple[bool, Row]) -> bool:
    """Whether ``one``, given after ``known``, must nevertheless give way."""
    if one[0] != known[0]:
        return not one[0]
    ours, theirs = moment(one[1].time), moment(known[1].time)
    return ours is not None and theirs is not None and ours < theirs


def moment(time: str) -> datetime | None:
    """ISO 8601 → a moment (UTC where no zone is given); None where it is none."""
    try:
        found = datetime.fromisoformat(time.strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _plain(text: str) -> str:
    return "".join(normalize(text).text.split())


def rows_sha256(rows: Iterable[Row]) -> str:
    """SHA-256 (hex) of texts, labels, groups, weights and what is natural, in an order of their own."""
    digest = hashlib.sha256()
    for record in sorted((row.text, row.label, row.group, row.weight, row.natural) for row in rows):
        digest.update(json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
