"""How charges stand to one another: the patterns that tell."""

from __future__ import annotations

import pytest

from debtad.model.charge_words import KEYS, PATTERNS
from tests.support import every_match_holds


def test_every_pattern_has_keys() -> None:
    assert KEYS.keys() == PATTERNS.keys()


@pytest.mark.parametrize("name", PATTERNS)
def test_a_text_without_the_keys_has_no_match(name: str) -> None:
    assert every_match_holds(PATTERNS[name], KEYS[name])
