"""A verdict as one line of JSON, valid for any text, lone surrogates included."""

from __future__ import annotations

import json

from debtad.verdict import Verdict


def to_json(verdict: Verdict) -> str:
    """The ``debtad.verdict/1`` object. Characters that UTF-8 cannot carry are escaped."""
    line = json.dumps(verdict.to_dict(), ensure_ascii=False, allow_nan=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        line = json.dumps(verdict.to_dict(), ensure_ascii=True, allow_nan=False)
    return line
