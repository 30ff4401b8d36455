"""The words and patterns that say which role a figure plays, read from ``fact_rules.json`` when first needed.

Patterns run on a *masked* stretch of normalised text: the figure in question is ``X``; other sums are ``M``, bare
numbers ``N``, percentages ``P``, stretches of time ``T``. Normalised text has no capital letters, so no mask can be
mistaken for text. ``<NAME>`` stands for a word list of the file, ``<g8>`` for up to 8 characters within a clause,
``<h8>`` for the same without another figure, ``<G8>`` for up to 8 within a sentence. RE2 only: time is linear in the
text.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import re2

_BREAKS = {"g": ",。!?;\\n", "h": ",。!?;\\nA-Z", "G": "。!?\\n"}


@cache
def _tables() -> dict[str, dict[str, Any]]:
    data: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("fact_rules.json").read_text("utf-8"))
    return data


@cache
def rule(group: str, name: str) -> Any:
    """The compiled RE2 of one rule: any of its patterns."""
    patterns = _tables()[group][name]
    return re2.compile("|".join(f"(?:{expand(pattern)})" for pattern in patterns))


def rule_names() -> list[tuple[str, str]]:
    """Every (group, name) there is a rule for."""
    return [(group, name) for group, rules in _tables().items() if group not in ("about", "words") for name in rules]


def expand(pattern: str) -> str:
    """``pattern`` with its ``<NAME>`` replaced; raises KeyError for an unknown name."""
    words = _tables()["words"]
    out: list[str] = []
    rest = pattern
    while True:
        before, mark, rest = rest.partition("<")
        out.append(before)
        if not mark:
            return "".join(out)
        name, _, rest = rest.partition(">")
        if name[0] in _BREAKS and name[1:].isdigit():
            breaks = _BREAKS[name[0]]
            out.append(f"[^{breaks}]{{0,{name[1:]}}}")
        else:
            out.append("(?:" + expand(words[name]) + ")")


def found(group: str, name: str, text: str) -> bool:
    """Does the rule match anywhere in ``text``?"""
    return rule(group, name).search(text) is not None
