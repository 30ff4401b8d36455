"""Which strings must a text hold for a pattern to match at all?

The scorer looks up every such string in one automaton pass and runs a pattern only where one of them occurs. The
strings are worked out from the pattern's syntax tree when a catalog is compiled, never while scoring.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from debtad.errors import CatalogError

_MAX_EXACT = 96
_MAX_CLASS = 24

_Strings = frozenset[str]


def required_literals(pattern: str) -> tuple[str, ...]:
    """The strings of which every match of ``pattern`` contains at least one, sorted.

    Raises CatalogError where no such set exists (a pattern that can match without any literal).
    """
    try:
        tree = _parser.parse(pattern)
    except re.error as error:
        raise CatalogError(f"pattern {pattern!r} cannot be read: {error}") from error
    exact, needed = _sequence(tree)
    best = _better(exact, needed)
    if best is None:
        raise CatalogError(f"pattern {pattern!r} can match without any fixed string: give every alternative one")
    return tuple(sorted(_minimal(best)))


def _minimal(strings: Iterable[str]) -> set[str]:
    kept: set[str] = set()
    for text in sorted(set(strings), key=len):
        if not any(shorter in text for shorter in kept):
            kept.add(text)
    return kept


def _quality(strings: _Strings | None) -> tuple[int, int]:
    """Longer shortest string first, then fewer strings; nothing or an empty string is worthless."""
    if not strings or "" in strings:
        return (0, 0)
    return (min(3, min(map(len, strings))), -len(strings))


def _better(one: _Strings | None, other: _Strings | None) -> _Strings | None:
    best = one if _quality(one) >= _quality(other) else other
    return best if _quality(best) > (0, 0) else None


def _sequence(items: Iterable[Any]) -> tuple[_Strings | None, _Strings | None]:
    """(every string the sequence can be, or None; a set of which one must occur, or None)."""
    run: _Strings | None = frozenset({""})
    whole = True
    needed: _Strings | None = None
    for item in items:
        exact, inner = _node(item)
        needed = _better(needed, inner)
        if exact is not None and run is not None and len(exact) * len(run) <= _MAX_EXACT:
            run = frozenset(a + b for a, b in product(run, exact))
            continue
        whole = False
        needed = _better(needed, run)
        run = exact if exact is not None else frozenset({""})
    needed = _better(needed, run)
    return (run if whole else None), needed


def _node(item: Any) -> tuple[_Strings | None, _Strings | None]:
    code, value = item
    if code is op.LITERAL:
        return frozenset({chr(value)}), None
    if code is op.IN:
        return _class(value), None
    if code is op.BRANCH:
        return _branch(value[1])
    if code is op.SUBPATTERN:
        return _sequence(value[-1])
    if code in (op.MAX_REPEAT, op.MIN_REPEAT):
        return _repeat(*value)
    if code is op.AT:
        return frozenset({""}), None
    return None, None


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


def _branch(alternatives: Iterable[Any]) -> tuple[_Strings | None, _Strings | None]:
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
        best = _better(exact, inner)
        if best is None:
            all_needed = False
        else:
            needed |= best
    exact_set = frozenset(exacts) if all_exact and len(exacts) <= _MAX_EXACT else None
    return exact_set, (frozenset(needed) if all_needed else None)


def _repeat(low: int, high: Any, body: Any) -> tuple[_Strings | None, _Strings | None]:
    exact, inner = _sequence(body)
    if low == 0:
        if high == 1 and exact is not None and len(exact) < _MAX_EXACT:
            return exact | {""}, None
        return None, None
    best = _better(exact, inner)
    if low == high == 1:
        return exact, best
    return None, best
