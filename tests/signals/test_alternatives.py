"""A pattern matches where one of its alternatives does, and nowhere else."""

from __future__ import annotations

import pytest
import re2

from debtad.model import fact_rules
from debtad.signals.alternatives import alternatives
from debtad.signals.catalog import load_catalog


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("停息", ["停息"]),
        ("停息|挂账", ["停息", "挂账"]),
        ("停(?:息|催)|挂账|", ["停(?:息|催)", "挂账", ""]),
        ("(?:停息|挂账)", ["(?:停息|挂账)"]),
        ("(停|(?:息|催)){1,2}|账", ["(停|(?:息|催)){1,2}", "账"]),
        (r"[|)(]|\||[^]|]|a", ["[|)(]", r"\|", "[^]|]", "a"]),
        (r"[\]|]x|y", [r"[\]|]x", "y"]),
        ("(?i)a|b", ["(?i)a|b"]),
        ("(?P<name>a)|b", ["(?P<name>a)|b"]),
    ],
)
def test_alternatives_of(pattern: str, expected: list[str]) -> None:
    assert alternatives(pattern) == expected


def test_the_alternatives_of_every_signal_and_rule_are_patterns_and_make_up_the_whole() -> None:
    patterns = [pattern for signal in load_catalog() for pattern in signal.patterns]
    rules = [fact_rules.expand(p) for name in fact_rules.rule_names() for p in fact_rules.rule(*name).patterns]
    assert patterns
    assert rules
    for pattern in [*patterns, *rules]:
        parts = alternatives(pattern)
        assert "|".join(parts) == pattern
        for part in parts:
            re2.compile(part)
