"""Which strings must a text hold for a pattern to match at all?

The scorer looks up every such string in one pass and runs a pattern only where enough of them occur. The strings are
worked out from the pattern's syntax tree when a catalog is compiled, never while scoring.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from debtad.errors import CatalogError
from debtad.signals.alternatives import alternatives

_MAX_EXACT = 96
_MAX_CLASS = 24

#: At most so many sets are kept for an alternative; the most telling ones.
MOST_SETS = 3

#: The sets of strings that one alternative of a pattern needs.
Alternative = tuple[tuple[str, ...], ...]

_Strings = frozenset[str]
_Needs = list[_Strings]


def required_literals(pattern: str) -> tuple[Alternative, ...]:
    """For each alternative of ``pattern`` its :func:`needed_strings`; every match contains at least one string of each set of
    some alternative.

    Raises CatalogError where there is none (a pattern that can match without any fixed string).
    """
    found = [needed_strings(alternative) for alternative in alternatives(pattern)]
    if not all(found):
        raise CatalogError(f"pattern {pattern!r} can match without any fixed string: give every alternative one")
    return tuple(found)


def needed_strings(pattern: str) -> Alternative:
    """The most telling sets of strings, :data:`MOST_SETS` at most, of which every match holds one each; none where it can
    match without any. Raises CatalogError for a pattern that cannot be read."""
    try:
        tree = _parser.parse(pattern)
    except re.error as error:
        raise CatalogError(f"pattern {pattern!r} cannot be read: {error}") from error
    exact, needs = _sequence(tree)
    if exact is not None:
        needs = [exact, *needs]
    ranked = sorted({_minimal(strings) for strings in needs if _quality(strings) > (0, 0)}, key=_rank)
    return tuple(tuple(sorted(strings)) for strings in ranked[:MOST_SETS])


def _minimal(strings: Iterable[str]) -> _Strings:
    """Without strings that contain another one of the set."""
    kept: set[str] = set()
    for text in sorted(set(strings), key=len):
        if not any(shorter in text for shorter in kept):
            kept.add(text)
    return frozenset(kept)


def _quality(strings: _Strings | None) -> tuple[int, int]:
    """Strings of two characters or more first, then fewer of them; nothing or an empty string is worthless."""
    if not strings or "" in strings:
        return (0, 0)
    return (min(2, min(map(len, strings))), -len(strings))


def _rank(strings: _Strings) -> tuple[int, int, list[str]]:
    length, count = _quality(strings)
    return (-length, -count, sorted(strings))


def _best(exact: _Strings | None, needs: _Needs) -> _Strings | None:
    candidates = [strings for strings in (exact, *needs) if _quality(strings) > (0, 0)]
    return max(candidates, key=_quality) if candidates else None


def _sequence(items: Iterable[Any]) -> tuple[_Strings | None, _Needs]:
    """(every string the sequence can be, or None; sets of which one string each must occur)."""
    run: _Strings = frozenset({""})
    whole = True
    needs: _Needs = []
    for item in items:
        exact, inner = _node(item)
        needs += inner
        if exact is not None and len(exact) * len(run) <= _MAX_EXACT:
            run = frozenset(a + b for a, b in product(run, exact))
            continue
        whole = False
        needs.append(run)
        run = exact if exact is not None else frozenset({""})
    if whole:
        return run, needs
    return None, [strings for strings in (*needs, run) if _quality(strings) > (0, 0)]


def _node(item: Any) -> tuple[_Strings | None, _Needs]:
    code, value = item
    if code is op.LITERAL:
        return frozenset({chr(value)}), []
    if code is op.IN:
        return _class(value), []
    if code is op.BRANCH:
        return _branch(value[1])
    if code is op.SUBPATTERN:
        return _sequence(value[-1])
    if code in (op.MAX_REPEAT, op.MIN_REPEAT):
        return _repeat(*value)
    if code is op.AT:
        return frozenset({""}), []
    return None, []


def _class(members: Iterable[Any]) -> _Strings | None:
    characters: set[str] = set()
    for code, value in members:
        if code is op.LITERAL:
            characters.add(chr(value))
        elif code is op.RANGE and value[1] - value[0] < _MAX_CLASS:
            characters.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return None
    return frozenset(characters) if len(characters) <= _MAX_CLASS else None


def _branch(alternatives: Iterable[Any]) -> tuple[_Strings | None, _Needs]:
    exacts: set[str] = set()
    all_exact = True
    needed: set[str] = set()
    all_needed = True
    for alternative in alternatives:
        exact, inner = _sequence(alternative)
        if exact is None:
            all_exact = False
        else:
            exacts |= exact
        best = _best(exact, inner)
        if best is None:
            all_needed = False
        else:
            needed |= best
    exact_set = frozenset(exacts) if all_exact and len(exacts) <= _MAX_EXACT else None
    return exact_set, ([frozenset(needed)] if all_needed else [])


def _repeat(low: int, high: Any, body: Any) -> tuple[_Strings | None, _Needs]:
    exact, inner = _sequence(body)
    if low == 0:
        if high == 1 and exact is not None and len(exact) < _MAX_EXACT:
            return exact | {""}, []
        return None, []
    if low == high == 1:
        return exact, inner
    best = _best(exact, inner)
    return None, ([best] if best else [])
