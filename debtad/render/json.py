"""A verdict as one line of JSON, valid for any text, lone surrogates included."""

from __future__ import annotations

import json
from collections.abc import Mapping

from debtad.records import TYPE_CHECKING
from debtad.verdict import Verdict

if TYPE_CHECKING:
    from typing import Any


def to_json(verdict: Verdict, encoding: str = "utf-8", more: Mapping[str, Any] | None = None) -> str:
    """The ``debtad.verdict/1`` object; all but ASCII is escaped where ``encoding`` cannot carry it as it stands.
    ``more`` are optional keys beside those of the verdict.
    """
    content = {**verdict.to_dict(), **(more or {})}
    line = json.dumps(content, ensure_ascii=False, allow_nan=False)
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        line = json.dumps(content, ensure_ascii=True, allow_nan=False)
    return line
