"""The alternatives of a whole pattern, as they are written: ``ab|c(?:d|e)`` is ``ab`` or ``c(?:d|e)``."""

from __future__ import annotations

from itertools import pairwise

from debtad.text.patterns import pattern

#: What can hold a bar that divides nothing, and what opens, closes and divides.
_SIGNS = r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\??:?|[)|]"


def alternatives(source: str) -> list[str]:
    """The alternatives of an RE2 pattern, in order; one with flags or names stays whole."""
    if "|" not in source:
        return [source]
    depth = 0
    bars = [-1]
    for sign in pattern(_SIGNS).finditer(source):
        found = sign[0]
        if found[0] == "(":
            if found == "(?":
                return [source]
            depth += 1
        elif found == ")":
            depth -= 1
        elif found == "|" and not depth:
            bars.append(sign.start())
    return [source[low + 1 : high] for low, high in pairwise([*bars, len(source)])]
