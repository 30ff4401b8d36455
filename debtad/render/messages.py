"""Messages of errors and limits in Chinese, by their English wording.

Whatever raises an error says in English what was wrong, where, and what to do. A person who reads Chinese gets the same
from this table. A message that it does not know stays as it is; a test holds the table to every message that a debtor meets.
"""

from __future__ import annotations

import re
from functools import cache

#: English pattern → Chinese template. Groups are put in as they stand; ``{error}`` is looked up itself.
_TABLE: tuple[tuple[str, str], ...] = (
    # limits
    (r"only the first (\d+) characters were scored", "只读了前 {0} 字"),
    (
        r"only the first (\d+) characters were scored: they hide (\d+) terms",
        "只读了前 {0} 字：里面已经有 {1} 处变形写法",
    ),
    (
        r"only the first (\d+) places of a signal are shown; all were weighed",
        "同一种信号只列出前 {0} 处，但都已计入分数",
    ),
)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.DOTALL), chinese) for pattern, chinese in _TABLE)


def message(english: str, lang: str) -> str:
    """``english`` in ``lang`` ("zh" or "en").

    >>> message("only the first 20000 characters were scored", "zh")
    '只读了前 20000 字'
    """
    if lang == "en":
        return english
    known = _known(english)
    if known is not None:
        return known
    # PLACE: MESSAGE, where the place may hold colons of its own.
    for colon in re.finditer(": ", english):
        known = _known(english[colon.end() :])
        if known is not None:
            return f"{english[: colon.start()]}：{known}"
    parts = english.split("; ")
    told = [_known(part) for part in parts]
    return "；".join(part or parts[at] for at, part in enumerate(told)) if any(told) else english


def _known(english: str) -> str | None:
    for pattern, chinese in _patterns():
        found = pattern.fullmatch(english)
        if found:
            named = {name: message(part, "zh") for name, part in found.groupdict().items()}
            return chinese.format(*found.groups(), **named)
    return None
