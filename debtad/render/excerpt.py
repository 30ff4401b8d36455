"""Which stretches of a long text to show: its beginning and what stands around the places that matter."""

from __future__ import annotations

from collections.abc import Iterable

#: A marker for what was left out of an excerpt needs at least so many characters to be worth it.
_LEAST_CUT = 12


def windows(length: int, spans: Iterable[tuple[int, int]], most: int, context: int) -> list[tuple[int, int]]:
    """Stretches ``[start, end)`` of a text of ``length`` characters, in order and apart: the beginning, then ``context``
    characters around each span while there is room, at most about ``most`` in all. All of a text that is no longer."""
    if length <= most:
        return [(0, length)]
    found = [(0, min(length, max(context, most // 4)))]
    room = most - found[0][1]
    for start, end in spans:
        low, high = max(0, start - context), min(length, min(end, start + most // 4) + context)
        if any(a <= low and high <= b for a, b in found):
            continue
        if high - low > room:
            break
        room -= high - low
        found.append((low, high))
    found.sort()
    merged = [found[0]]
    for low, high in found[1:]:
        if low <= merged[-1][1] + _LEAST_CUT:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    if length - merged[-1][1] < _LEAST_CUT:
        merged[-1] = (merged[-1][0], length)
    return merged
