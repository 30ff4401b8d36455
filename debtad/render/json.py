"""A verdict as one line of JSON, valid for any text, lone surrogates included."""

from __future__ import annotations

import json

from debtad.verdict import Verdict


def to_json(verdict: Verdict, encoding: str = "utf-8") -> str:
    """The ``debtad.verdict/1`` object; all but ASCII is escaped where ``encoding`` cannot carry it as it stands."""
    line = json.dumps(verdict.to_dict(), ensure_ascii=False, allow_nan=False)
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        line = json.dumps(verdict.to_dict(), ensure_ascii=True, allow_nan=False)
    return line
