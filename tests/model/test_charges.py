"""How charges stand to one another: the patterns that tell."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest

from debtad.features import Extractor
from debtad.model.charge_words import BEFORE, PATTERNS, Words, clause_behind, finds, matches, words
from debtad.model.fact_reading import read
from debtad.signals.compiled import load_compiled
from debtad.text.amounts import find_amounts
from tests.support import ROOT, load_tool

_TOOL = load_tool("make_fact_keys")
CHARGE_KEYS = _TOOL.charge_keys(PATTERNS)


def test_the_keys_of_the_patterns_are_those_of_the_committed_patterns() -> None:
    assert (_TOOL.FOLDER / "charge_keys.json").read_text(encoding="utf-8") == _TOOL.written_charges(PATTERNS)


@cache
def stretches() -> tuple[str, ...]:
    """What stands around the figures of real texts, and some of the texts as a whole."""
    extractor = Extractor(load_compiled(), (), ())
    lines = (ROOT / "data" / "corpus" / "validation" / "v01.jsonl").read_text(encoding="utf-8").splitlines()
    found: set[str] = set()
    for line in lines[::4]:
        analysis = extractor.analyse(json.loads(line)["text"])
        text = analysis.normalized.text
        masked = read(text, find_amounts(text), analysis.frames).masked
        found.add(masked.text)
        for figure in masked.figures:
            found |= {masked.text[max(0, figure.place - BEFORE) : figure.place], masked.text[figure.place + 1 :]}
    return tuple(sorted(found))


@pytest.mark.parametrize("name", PATTERNS)
def test_no_match_is_lost_to_the_keys_of_a_pattern(name: str) -> None:
    pattern = re.compile(PATTERNS[name])
    for text in stretches():
        expected = [found.span() for found in pattern.finditer(text)]
        first = words(name).ready(text)  # as it is once another text has needed it
        fresh = Words(PATTERNS[name], CHARGE_KEYS[name]).ready(text)
        for ready in (first, fresh):
            assert expected == ([] if ready is None else [found.span() for found in ready.finditer(text)]), text
        assert [found.span() for found in matches(name, text)] == expected
        assert finds(name, text) is bool(expected)


def test_a_pattern_waits_for_a_text_that_it_may_match() -> None:
    late = Words(PATTERNS["late"], CHARGE_KEYS["late"])
    assert late.ready("你好,先付") is None
    assert late.ready("先付500,谈成再付") is not None
    assert late.ready("你好,先付") is not None  # it is there by now
    assert late.ready("") is None


@pytest.mark.parametrize(
    ("text", "clause"),
    [("先付M,谈不成退。别的", ",谈不成退。"), ("先付M,余款M", ",余款M"), ("先付M", ""), ("M" + "字" * 40, "字" * 32)],
)
def test_the_clause_behind_a_figure_ends_with_the_next_or_the_sentence(text: str, clause: str) -> None:
    assert clause_behind(text, text.index("M")) == clause
