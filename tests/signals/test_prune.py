"""A pruned pattern matches a text exactly where the whole one does."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import re2
from hypothesis import given

from debtad.signals.compiled import load_compiled
from debtad.signals.prune import Pruner
from debtad.text.normalize import normalize
from tests.support import scorable


@pytest.mark.parametrize(
    ("pattern", "text", "pruned"),
    [
        ("停息|挂账", "停息", "停息"),
        ("停息|挂账", "协商", None),
        ("先(?:付|交)(?:定金|押金)?", "先付", "先(?:付)"),
        ("先(?:付|交){0,2}款", "先款", "先款"),
        ("先(?:付|交)+款", "先款", None),
        ("先付?款", "先款", "先款"),
        ("先付[0-9]{2,4}元", "先付元", None),
        ("[一二三]+元", "三元", "[三]+元"),
        ("[0-9,]{2}", "5,", "[0-9,]{2}"),
        ("[^,]{0,3}停", "停", "[^,]{0,3}停"),
        (r"1\.5", "15", None),
        (r"(?:^|\n)停$", "停", r"(?:^|\n)停$"),
        ("(?i)AB", "ab", "(?i)AB"),
        ("(?:甲|)乙", "乙", "(?:)乙"),
        ("付X元", "付M元", None),
        ("付X元", "付元X", "付X元"),
        ("付(?:元|款))费", "付元费", "付(?:元|款))费"),
        ("付(?:元|款.", "付元费", "付(?:元|款."),
    ],
)
def test_what_cannot_match_is_cut(pattern: str, text: str, pruned: str | None) -> None:
    assert Pruner(text).prune(pattern) == pruned


def test_word_lists_are_pruned_by_name() -> None:
    words = {"FEE": "学费|定金|<SUM>", "SUM": "[0-9]元", "g3": "[^,]{0,3}"}
    pruner = Pruner("先付定金", words)
    assert pruner.prune("先付<g3><FEE>") == "先付(?:[^,]{0,3})(?:定金)"
    assert pruner.prune("先付<SUM>") is None
    assert pruner.prune("先付<SUM>?") == "先付"
    with pytest.raises(KeyError):
        pruner.prune("<NOSUCHLIST>")


@given(scorable)
def test_every_pattern_of_the_catalog_matches_at_the_same_places(text: str) -> None:
    plain = normalize(text).text
    pruner = Pruner(plain)
    for source, engine in _engines():
        pruned = pruner.prune(source)
        found = [] if pruned is None else [match.span() for match in re2.compile(pruned).finditer(plain)]
        assert found == [match.span() for match in engine.finditer(plain)], source


@cache
def _engines() -> list[tuple[str, Any]]:
    sources = [source for signal in load_compiled().signals for source in signal.patterns]
    return [(source, re2.compile(source)) for source in sources[::5]]
