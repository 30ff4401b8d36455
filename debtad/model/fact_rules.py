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

#: So many patterns are asked together whether any of them matches. RE2 keeps what it works out about a pattern in a few
#: megabytes; about a hundred at once it would have so much to keep that it begins anew over and over, at five times the cost.
_TOGETHER = 12
#: Bytes that it may keep where the very matches are wanted, and so all patterns are one.
_ROOM = 32 << 20


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
    """Any of some patterns, as far as they can match the text at hand; compiled for good when asked for more often.

    ``keys`` are sets of characters for each pattern; a match holds one of each.
    """

    __slots__ = ("_asked", "_groups", "_whole", "keys", "patterns")

    def __init__(self, patterns: Sequence[str], keys: Sequence[Sequence[str]]) -> None:
        self.patterns = patterns
        self.keys = keys
        self._asked = 0
        self._groups: list[Any] = []
        self._whole: Any = None

    def spans(self, text: str) -> list[Span]:
        """The matches in ``text`` that are not empty, in order, without overlaps."""
        if self._is_new():
            engine = self._pruned(text)
        else:
            engine = self._whole = self._whole or re2.compile(expand(_any(self.patterns)), _roomy())
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
        """Does a match cover the figure? Every match of a rule about figures does, so it is enough that there is one."""
        return self._matches(around.text, around.data)

    def found(self, text: str) -> bool:
        """Does it match anywhere in ``text``?"""
        return self._matches(text, text.encode())

    def _matches(self, text: str, data: bytes) -> bool:
        if self._is_new():
            engine = self._pruned(text)
            return engine is not None and matches(engine, data)
        if not self._groups:
            bounds = range(0, len(self.patterns), _TOGETHER)
            self._groups = [re2.compile(expand(_any(self.patterns[at : at + _TOGETHER]))) for at in bounds]
        return any(matches(engine, data) for engine in self._groups)

    def _is_new(self) -> bool:
        self._asked += 1
        return self._asked <= _PRUNED

    def _pruned(self, text: str) -> Any:
        """What of the rule could match the text, compiled; None where nothing could."""
        lacks = frozenset(text).isdisjoint
        hopeful = [pattern for pattern, keys in zip(self.patterns, self.keys, strict=True) if not any(map(lacks, keys))]
        pruned = _pruner(text).prune(_any(hopeful)) if hopeful else None
        return None if pruned is None else re2.compile(pruned)


@cache
def _roomy() -> Any:
    options = re2.Options()
    options.max_mem = _ROOM
    return options


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
