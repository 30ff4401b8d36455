"""Find every signal of a compiled catalog in a normalised text, with its place and stance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import re2

from debtad.errors import ModelError
from debtad.signals.compiled import CompiledCatalog, CompiledSignal
from debtad.signals.stance import Cue, Frames
from debtad.signals.strings import Hit
from debtad.text.normalize import Normalized
from debtad.verdict import Stance


@dataclass(frozen=True, slots=True)
class Match:
    """One signal at ``[start, end)`` of the normalised text."""

    signal: CompiledSignal
    start: int
    end: int
    stance: Stance


class Matcher:
    """Runs the patterns of a catalog.

    ``strings`` are what an automaton has to look up: pattern literals first, then cue words. :meth:`find` takes the
    automaton's hits on them, so that one pass over the text can serve phrases, literals and cues together.
    """

    def __init__(self, catalog: CompiledCatalog) -> None:
        self._catalog = catalog
        owners: dict[str, list[tuple[int, int]]] = {}
        self._places: list[tuple[int, int]] = []
        self._full: list[int] = []
        for number, signal in enumerate(catalog.signals):
            for place, pattern in enumerate(signal.patterns):
                for bit, strings in enumerate(pattern.needs):
                    owner = (len(self._places), 1 << bit)
                    for text in strings:
                        owners.setdefault(text, []).append(owner)
                self._places.append((number, place))
                self._full.append((1 << len(pattern.needs)) - 1)
        cues: dict[str, list[str]] = {}
        for kind, words in catalog.cues.items():
            for word in words:
                cues.setdefault(word, []).append(kind)
        self.strings: tuple[str, ...] = tuple(dict.fromkeys([*owners, *cues]))
        self._owners = [tuple(owners.get(text, ())) for text in self.strings]
        self._cues = [tuple(cues.get(text, ())) for text in self.strings]
        self._by_edit: dict[str, list[int]] = {}
        for number, signal in enumerate(catalog.signals):
            for kind in signal.edits:
                self._by_edit.setdefault(kind, []).append(number)
        self._compiled: dict[tuple[int, int], Any] = {}

    def find(self, normalized: Normalized, hits: Iterable[Hit]) -> tuple[list[Match], Frames]:
        """All matches in order of place, longest kept where matches of one signal overlap, and the text's frames."""
        found_sets: dict[int, int] = {}
        cues: list[Cue] = []
        for number, start, end in hits:
            for pattern, bit in self._owners[number]:
                found_sets[pattern] = found_sets.get(pattern, 0) | bit
            for kind in self._cues[number]:
                cues.append(Cue(kind, start, end))
        cues.sort(key=lambda cue: cue.start)
        frames = Frames(normalized.text, cues)
        in_debt = frames.mentions("debt")
        spans: dict[int, list[tuple[int, int]]] = {}
        wanted = sorted(pattern for pattern, bits in found_sets.items() if bits == self._full[pattern])
        for pattern in wanted:
            number, place = self._places[pattern]
            signal = self._catalog.signals[number]
            if signal.context == "debt" and not in_debt:
                continue
            for found in self._pattern(number, place).finditer(normalized.text):
                if found.end() > found.start():
                    spans.setdefault(number, []).append(found.span())
        for number, span in self._edited(normalized):
            if self._catalog.signals[number].context != "debt" or in_debt:
                spans.setdefault(number, []).append(span)
        matches = [
            Match(self._catalog.signals[number], start, end, frames.stance(start, end))
            for number, found_spans in spans.items()
            for start, end in _longest(found_spans)
        ]
        matches.sort(key=lambda match: (match.start, match.end, match.signal.id))
        return matches, frames

    def _pattern(self, number: int, place: int) -> Any:
        key = (number, place)
        compiled = self._compiled.get(key)
        if compiled is None:
            source = self._catalog.signals[number].patterns[place].source
            try:
                compiled = self._compiled[key] = re2.compile(source)
            except re2.error as error:
                name = self._catalog.signals[number].id
                raise ModelError(f"signal {name}: pattern {source!r} is not RE2: {error}") from error
        return compiled

    def _edited(self, normalized: Normalized) -> Iterable[tuple[int, tuple[int, int]]]:
        if not self._by_edit:
            return
        for edit in normalized.edits:
            numbers = self._by_edit.get(edit.kind)
            if numbers:
                start, end = _to_normalized(normalized, edit.start, edit.end)
                for number in numbers:
                    yield number, (start, end)


def _to_normalized(normalized: Normalized, start: int, end: int) -> tuple[int, int]:
    """The normalised stretch that an original stretch became (never empty unless the text is)."""
    starts: Sequence[int] | None = normalized.starts
    size = len(normalized.text)
    if starts is None:
        return start, min(end, size)
    from bisect import bisect_left, bisect_right

    low = max(bisect_right(starts, start) - 1, 0)
    high = max(bisect_left(starts, end), low + 1)
    return min(low, max(size - 1, 0)), min(high, size)


def _longest(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= s or e <= start for s, e in kept):
            kept.append((start, end))
    return sorted(kept)
