"""Matches asked of RE2 directly are those that its documented functions give."""

from __future__ import annotations

import pytest
import re2

from debtad.signals import runs

TEXT = "停息挂账，先付五百元😀，停息停息，收费8%，停" * 3
PATTERNS = ("停息", "停.{0,4}账", "[0-9]+%", "(?:先付|收费)[^，]{1,6}", "x*", "账$", "无此", "停(?:息)?")


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("direct", [True, False])
def test_places_are_those_of_finditer(pattern: str, direct: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not direct:
        monkeypatch.setattr(runs, "_ANYWHERE", None)
    engine, data = re2.compile(pattern), TEXT.encode()
    wanted = [match.span() for match in engine.finditer(data) if match.group()]
    assert list(runs.spans(engine, data)) == wanted
    assert runs.matches(engine, data) == (engine.search(data) is not None)
