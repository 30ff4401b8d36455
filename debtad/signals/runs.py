"""Where a compiled RE2 pattern matches, without what the wrapper of RE2 makes beside it.

``finditer`` encodes a text anew for each pattern and makes a generator and an object a match, which costs more than the
search does. Bytes go in here, and places among the bytes come out.
"""

from __future__ import annotations

from collections.abc import Iterator

import re2

from debtad.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    Span = tuple[int, int]

try:
    _ANYWHERE: Any = re2._re2.RE2.Anchor.UNANCHORED
except AttributeError:  # the wrapper's own way in is not documented: another version may lack it
    _ANYWHERE = None


def spans(engine: Any, data: bytes, at: int = 0) -> Iterator[Span]:
    """The matches in ``data`` from ``at`` on that are not empty, in order and without overlaps."""
    if _ANYWHERE is None:
        yield from (match.span() for match in engine.finditer(data, at) if match.end() > match.start())
        return
    search, end = engine._regexp.Match, len(data)
    while at <= end:
        span: Span = search(_ANYWHERE, data, at, end)[0]
        if span[0] < 0:
            return
        if span[1] > span[0]:
            yield span
        at = max(span[1], at + 1)


def matches(engine: Any, data: bytes) -> bool:
    """Whether it matches anywhere in ``data``."""
    if _ANYWHERE is None:
        return engine.search(data) is not None
    first: int = engine._regexp.Match(_ANYWHERE, data, 0, len(data))[0][0]
    return first >= 0
