"""Every match of a pattern holds a string of each set of some alternative; or else the scorer would skip a pattern that
matches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from debtad.errors import CatalogError
from debtad.signals.catalog import load_catalog
from debtad.signals.literals import Alternative, required_literals
from debtad.text.normalize import normalize


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("停息挂账", [[{"停息挂账"}]]),
        ("停(?:息|催)", [[{"停息", "停催"}]]),
        ("停息(?:挂账)?", [[{"停息"}]]),
        ("[^。]{0,8}不退", [[{"不退"}]]),
        ("^先付|先转$", [[{"先付"}], [{"先转"}]]),
        ("法务.{0,3}|法务团队", [[{"法务"}], [{"法务团队"}]]),
        ("先付[^。]{0,8}不退|(?:交|付)钱", [[{"先付"}, {"不退"}], [{"交钱", "付钱"}]]),
    ],
)
def test_literals_of(pattern: str, literals: list[list[set[str]]]) -> None:
    found = [sorted(map(sorted, sets)) for sets in required_literals(pattern)]
    assert found == [sorted(map(sorted, sets)) for sets in literals]


@pytest.mark.parametrize("pattern", ["", "[^a]*", "(?:停息)?", ".", "[0-9]*|停息", r"\d{3}"])
def test_a_pattern_without_any_fixed_string_is_refused(pattern: str) -> None:
    with pytest.raises(CatalogError, match="can match without any fixed string"):
        required_literals(pattern)


def test_an_unreadable_pattern_is_refused() -> None:
    with pytest.raises(CatalogError, match="cannot be read"):
        required_literals("停息(")


def satisfied(literals: tuple[Alternative, ...], text: str) -> bool:
    """Does the text hold a string of every set of some alternative?"""
    return any(all(any(string in text for string in strings) for strings in sets) for sets in literals)


def _catalog_patterns() -> list[str]:
    return [pattern for signal in load_catalog() for pattern in signal.patterns]


def test_every_match_in_the_corpus_holds_its_literals() -> None:
    """The gate may not lose a match: RE2 alone and RE2 behind the gate agree on real texts."""
    path = Path(__file__).resolve().parents[2] / "data" / "corpus" / "validation" / "v01.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [normalize(row["text"]).text for row in rows[:120]]
    for pattern in _catalog_patterns():
        compiled, literals = re2.compile(pattern), required_literals(pattern)
        for text in texts:
            match = compiled.search(text)
            if match and match.group():
                assert satisfied(literals, match.group()), (pattern, match.group())


@given(st.data())
def test_every_string_that_a_pattern_makes_holds_its_literals(data: st.DataObject) -> None:
    pattern = data.draw(
        st.sampled_from(
            ["停(?:息|催)挂?账", "(?:先|预)[付交]了?(?:定金|押金)", "(?:a|b)c?d{1,3}|e[fg]", "(?:xy){2,3}z?"]
        )
    )
    text = data.draw(st.from_regex(pattern, fullmatch=True))
    assert satisfied(required_literals(pattern), text)
