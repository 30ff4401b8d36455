"""A verdict as one line of JSON, valid for any text, lone surrogates included."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring
from math import isfinite

from debtad.records import TYPE_CHECKING
from debtad.verdict import Verdict, Word

if TYPE_CHECKING:
    from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def to_json(verdict: Verdict, encoding: str = "utf-8", more: Mapping[str, Any] | None = None) -> str:
    """The ``debtad.verdict/1`` object; all but ASCII is escaped where ``encoding`` cannot carry it as it stands.
    ``more`` are optional keys beside those of the verdict.
    """
    line = _line(verdict, more or {})
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        line = json.dumps({**verdict.to_dict(), **(more or {})}, ensure_ascii=True, allow_nan=False)
    return line


def _line(verdict: Verdict, more: Mapping[str, Any]) -> str:
    """As ``json.dumps`` writes it, but for the words, which are put in as text: there are a hundred, all alike."""
    words = _words(verdict.words)
    # A quotation mark within a string has a backslash before it, and nothing before the words has a key of that name.
    before, empty, after = _ENCODER.encode({**verdict.dict_with_words([]), **more}).partition(' "words": []')
    return f"{before}{empty[:-1]}{words}]{after}"


def _words(words: Sequence[Word]) -> str:
    """Raises ValueError where a contribution is no finite number, as JSON does."""
    if not all(map(isfinite, [word.contribution for word in words])):
        raise ValueError("the contribution of a word is not a finite number")
    return ", ".join(
        [
            f'{{"text": {encode_basestring(word.text)}, "start": {word.start}, "end": {word.end}, '
            f'"contribution": {word.contribution!r}}}'
            for word in words
        ]
    )
