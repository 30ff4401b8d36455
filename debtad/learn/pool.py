"""Which of an audit's rows to look at more closely: a pool of fixed size, drawn in one pass over any number of rows."""

from __future__ import annotations

import hashlib
import heapq
import math
from collections.abc import Iterable, Mapping
from typing import Any

from debtad.errors import InputError

Key = tuple[str, int]

#: Worth, key, number among the rows read, and the row.
_Ranked = tuple[float, Key, int, dict[str, Any]]


def key_of(row: Mapping[str, Any]) -> Key:
    """What names a post in an audit: its source as given and its row there.

    Raises KeyError, TypeError or ValueError where it has none.
    """
    return str(row["source"]), int(row["row"])


def draw(seed: int, row: Mapping[str, Any]) -> float:
    """A number in (0, 1) that hangs on the seed and the row alone, whatever the order of rows."""
    digest = hashlib.blake2b(f"{seed}\0{row.get('source')}\0{row.get('row')}".encode("utf-8", "surrogatepass"))
    return (int.from_bytes(digest.digest()[:7], "big") + 0.5) / 2**56


def uncertainty(score: float) -> float:
    """1 where a calibrated score is 0.5, 0 where it is 0 or 1."""
    return 1.0 - abs(2.0 * score - 1.0)


def choose_pool(rows: Iterable[Mapping[str, Any]], size: int, n: int, seed: int) -> dict[Key, dict[str, Any]]:
    """At most about ``size`` rows worth a closer look, by key: the most uncertain, a random draw that leans towards
    higher scores, and a plain random draw of at least ``2 n`` for the control share.

    Raises InputError where a row is not one of an audit.
    """
    uncertain: list[_Ranked] = []
    leaning: list[_Ranked] = []
    plain: list[_Ranked] = []
    for number, given in enumerate(rows, start=1):
        try:
            row = dict(given)
            key, score = key_of(row), float(row["score"])
        except (KeyError, TypeError, ValueError):
            raise InputError(f"verdicts row {number}: has no source, row and score: run `debtad audit` again") from None
        if not 0.0 <= score <= 1.0:
            raise InputError(f"verdicts row {number}: score {score} is not in 0..1: run `debtad audit` again")
        chance = draw(seed, row)
        _keep(uncertain, (uncertainty(score), key, number, row), size - size // 2)
        _keep(leaning, (math.log(chance) / (0.02 + score), key, number, row), size // 2)
        _keep(plain, (-chance, key, number, row), max(2 * n, 50))
    return {
        key: row for heap in (plain, leaning, uncertain) for _, key, _, row in sorted(heap, key=lambda item: item[:2])
    }


def _keep(heap: list[_Ranked], item: _Ranked, size: int) -> None:
    """Push, and drop the least where the heap is full. No two have one number, so that rows themselves are never compared,
    not even where an audit's verdicts hold one post twice."""
    if len(heap) < size:
        heapq.heappush(heap, item)
    elif heap and item[:2] > heap[0][:2]:
        heapq.heapreplace(heap, item)
