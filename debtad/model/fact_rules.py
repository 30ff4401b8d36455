"""The words and patterns that say which role a figure plays, read from ``fact_rules.json`` when first needed; what they
need at least is in ``fact_keys.json`` (``tools/make_fact_keys.py``).

Patterns run on a *masked* stretch of normalised text: the figure in question is ``X``; other sums are ``M``, 0 元 is
``Z``, bare numbers ``N``, percentages ``P``, stretches of time ``T``. Normalised text has no capital letters, so no
mask can be mistaken for text. ``<NAME>`` stands for a word list of the file, ``<g8>`` for up to 8 characters within a
clause, ``<h8>`` for the same without another figure, ``<G8>`` for up to 8 within a sentence. RE2 only: time is linear
in the text.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

import re2

from debtad.records import TYPE_CHECKING
from debtad.signals.prune import Pruner
from debtad.signals.runs import matches, spans

if TYPE_CHECKING:
    from typing import Any

    from debtad.model.figures import Around

    Span = tuple[int, int]

_BREAKS = {"g": ",。!?;\\n", "h": ",。!?;\\nA-Z", "G": "。!?\\n"}

#: A rule is pruned so many times before it is compiled as a whole.
_PRUNED = 4


@cache
def _tables(name: str) -> dict[str, dict[str, Any]]:
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as file:
        data: dict[str, dict[str, Any]] = json.load(file)
    return data


def _rules() -> dict[str, dict[str, Any]]:
    return _tables("fact_rules.json")


class _Words(dict[str, str]):
    """Patterns by name: the word lists, and the gaps, which are made when first asked for."""

    def __missing__(self, name: str) -> str:
        if name[:1] not in _BREAKS or not name[1:].isdigit():
            raise KeyError(name)
        gap = self[name] = f"[^{_BREAKS[name[0]]}]{{0,{name[1:]}}}"
        return gap


@cache
def _words() -> Mapping[str, str]:
    return _Words(_rules()["words"])


class Rule:
    """Any of some patterns, as far as they can match the text at hand; compiled as a whole when asked for more often.

    ``keys`` are sets of characters for each pattern; a match holds one of each.
    """

    __slots__ = ("_asked", "_whole", "keys", "patterns")

    def __init__(self, patterns: Sequence[str], keys: Sequence[Sequence[str]]) -> None:
        self.patterns = patterns
        self.keys = keys
        self._asked = 0
        self._whole: Any = None

    def spans(self, text: str) -> list[Span]:
        """The matches in ``text`` that are not empty, in order, without overlaps."""
        engine = self._whole or self._engine(text)
        if engine is None:
            return []
        data = text.encode()
        found: list[Span] = []
        done = place = 0
        for start, end in spans(engine, data):
            first = place + len(data[done:start].decode())
            place = first + len(data[start:end].decode())
            found.append((first, place))
            done = end
        return found

    def covers(self, around: Around) -> bool:
        """Does a match cover the figure?"""
        engine = self._whole or self._engine(around.text)
        if engine is None:
            return False
        at = around.at
        return any(start <= at < end for start, end in spans(engine, around.data))

    def found(self, text: str) -> bool:
        """Does it match anywhere in ``text``?"""
        engine = self._whole or self._engine(text)
        return engine is not None and matches(engine, text.encode())

    def _engine(self, text: str) -> Any:
        self._asked += 1
        if self._asked > _PRUNED:
            self._whole = re2.compile(expand(_any(self.patterns)))
            return self._whole
        lacks = frozenset(text).isdisjoint
        hopeful = [pattern for pattern, keys in zip(self.patterns, self.keys, strict=True) if not any(map(lacks, keys))]
        pruned = _pruner(text).prune(_any(hopeful)) if hopeful else None
        return None if pruned is None else re2.compile(pruned)


def _any(patterns: Iterable[str]) -> str:
    return "|".join([f"(?:{pattern})" for pattern in patterns])


@lru_cache(maxsize=4)
def _pruner(text: str) -> Pruner:
    return Pruner(text, _words())


@cache
def rule(group: str, name: str) -> Rule:
    """One rule: any of its patterns."""
    return Rule(_rules()[group][name], _tables("fact_keys.json")[group][name])


def rule_names() -> list[tuple[str, str]]:
    """Every (group, name) there is a rule for."""
    return [(group, name) for group, rules in _rules().items() if group not in ("about", "words") for name in rules]


def expand(pattern: str) -> str:
    """``pattern`` with its ``<NAME>`` replaced; raises KeyError for an unknown name."""
    out: list[str] = []
    rest = pattern
    while True:
        before, mark, rest = rest.partition("<")
        out.append(before)
        if not mark:
            return "".join(out)
        name, _, rest = rest.partition(">")
        out.append("(?:" + expand(_words()[name]) + ")")


def found(group: str, name: str, text: str) -> bool:
    """Does the rule match anywhere in ``text``?"""
    return rule(group, name).found(text)
