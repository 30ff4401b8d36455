"""Find every signal of a compiled catalog in a normalised text, with its place and stance."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby
from operator import itemgetter

import re2

from debtad.errors import ModelError
from debtad.records import TYPE_CHECKING, NamedTuple, overload
from debtad.signals.alternatives import alternatives
from debtad.signals.compiled import CompiledCatalog, CompiledSignal, Signals
from debtad.signals.prune import Pruner
from debtad.signals.runs import spans
from debtad.signals.stance import Cue, Frames
from debtad.signals.strings import finder
from debtad.text.normalize import Normalized
from debtad.text.strings import Hit
from debtad.verdict import Stance

if TYPE_CHECKING:
    from typing import Any

#: A pattern is pruned for so many texts before it is compiled as a whole.
_PRUNED = 1

#: RE2 would write a pattern that it refuses to standard error as it is, controls and all.
_QUIET = re2.Options()
_QUIET.log_errors = False

#: Marks that a match neither begins nor ends with.
_OPENING = frozenset(' ,。!?;:…~\n“"(')
_CLOSING = frozenset(" ,。!?;:、…~\n")

#: What a figure ends with, and what may belong to it behind.
_FIGURES = frozenset("0123456789一二三四五六七八九十百千万")
_UNITS = _FIGURES | frozenset(
    "元块米两半圆多来余几个家条张笔单份套位名人户期年月日天点成折分角毛钱起费k w%¥".replace(" ", "")
)

#: 1 for a byte that begins a character of UTF-8, 0 for one that goes on with it.
_BEGUN = bytes(byte & 0xC0 != 0x80 for byte in range(256))


class Match(NamedTuple):
    """One signal at ``[start, end)`` of the normalised text."""

    signal: CompiledSignal
    start: int
    end: int
    stance: Stance


#: What a string of the index says: (alternative, number of its set) and cue kinds.
Said = tuple[tuple[tuple[int, int], ...], tuple[str, ...]]


class _Needs:
    """Which patterns could match, by the sets of which a text holds a string. All sets are bits of one number: those that
    are the n-th of their alternative stand together, each at the number of its alternative."""

    __slots__ = ("_always", "_any", "_most", "_owners", "_sets")

    def __init__(self, sets: Sequence[Sequence[int]]) -> None:
        self._sets = [count for counts in sets for count in counts]
        self._owners = owners(sets)
        self._most = max(self._sets, default=0)
        #: The alternatives that need anything; the others never run.
        self._any = _number(count > 0 for count in self._sets)
        #: The sets that alternatives with fewer sets than others do not have.
        self._always = _number(count <= place for place in range(self._most) for count in self._sets)

    def checked(self, alternative: int, place: int) -> tuple[int, int]:
        """The set itself. Raises IndexError where there is none."""
        if not (0 <= alternative < len(self._sets) and 0 <= place < self._sets[alternative]):
            raise IndexError(f"no set {alternative}.{place}")
        return alternative, place

    def alternatives(self, pattern: int) -> tuple[int, int]:
        """The number of the first alternative of a pattern, and how many it has."""
        first = bisect_left(self._owners, pattern)
        return first, bisect_right(self._owners, pattern) - first

    def bits(self, sets: Iterable[tuple[int, int]]) -> int:
        """Sets (alternative, place) as bits."""
        number = 0
        for alternative, place in sets:
            number |= 1 << (place * len(self._sets) + alternative)
        return number

    def met(self, held: int) -> list[tuple[int, int]]:
        """The alternatives of which every set is held, in order, each behind the number of its pattern."""
        held |= self._always
        met = self._any
        for place in range(self._most):
            met &= held >> (place * len(self._sets))
        found: list[tuple[int, int]] = []
        while met:
            lowest = met & -met
            alternative = lowest.bit_length() - 1
            found.append((self._owners[alternative], alternative))
            met ^= lowest
        return found


def _number(bits: Iterable[bool]) -> int:
    """Bits as a number, the lowest first."""
    return int("".join(["01"[bit] for bit in bits])[::-1] or "0", 2)


def owners(sets: Sequence[Sequence[int]]) -> list[int]:
    """The pattern of each alternative, from the counts of their sets."""
    return [pattern for pattern, counts in enumerate(sets) for _ in counts]


class _Sources(Sequence[tuple[int, str]]):
    """Every pattern of some signals, with the number of its signal."""

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        self._places = [(number, place) for number, count in enumerate(signals.counts) for place in range(count)]

    def __len__(self) -> int:
        return len(self._places)

    def signal(self, pattern: int) -> int:
        """The number of the signal of a pattern."""
        return self._places[pattern][0]

    @overload
    def __getitem__(self, pattern: int) -> tuple[int, str]: ...
    @overload
    def __getitem__(self, pattern: slice) -> list[tuple[int, str]]: ...
    def __getitem__(self, pattern: int | slice) -> tuple[int, str] | list[tuple[int, str]]:
        if isinstance(pattern, slice):
            return [self[place] for place in range(len(self))[pattern]]
        number, place = self._places[pattern]
        return number, self._signals[number].patterns[place]


class _Places:
    """Where patterns match in one text. RE2 works on bytes, so the text is encoded once, and the characters before each
    byte are counted when a pattern first matches."""

    __slots__ = ("_data", "_points")

    def __init__(self, text: str) -> None:
        self._data = text.encode()
        self._points: list[int] = []

    def of(self, engine: Any) -> list[tuple[int, int]]:
        """The matches that are not empty."""
        found = list(spans(engine, self._data))
        if not found:
            return found
        points = self._points = self._points or list(accumulate(self._data.translate(_BEGUN), initial=0))
        return [(points[start], points[end]) for start, end in found]


class Matcher:
    """Runs the patterns of a catalog. ``strings`` are what it looks up in a text, ``sources`` its patterns, each with the
    number of its signal."""

    def __init__(self, catalog: CompiledCatalog) -> None:
        self._catalog = catalog
        self.strings: Sequence[str] = catalog.index
        self._finder = finder(catalog.index)
        self._said: dict[int, tuple[int, tuple[str, ...]]] = {}
        self._needs = _Needs(catalog.sets)
        self.sources = _Sources(catalog.signals)
        self._by_edit: dict[str, list[int]] = {}
        for number in catalog.signals.edited:
            for kind in catalog.signals[number].edits:
                self._by_edit.setdefault(kind, []).append(number)
        self._compiled: dict[int, Any] = {}
        self._seen = [0] * len(self.sources)

    def find(self, normalized: Normalized, hits: Iterable[Hit] | None = None) -> tuple[list[Match], Frames]:
        """All matches in order of place, longest kept where matches of one signal overlap, and the text's frames.

        ``hits`` on ``strings`` may be given where they are known. Raises ModelError for a pattern that is not RE2.
        """
        text = normalized.text
        cues: list[Cue] = []
        said = self._said
        held = 0
        for number, start, end in self._finder.find(text) if hits is None else hits:
            bits, kinds = said.get(number) or self._heard(number)
            held |= bits
            for kind in kinds:
                cues.append(Cue(kind, start, end))
        cues.sort(key=itemgetter(1))
        frames = Frames(text, cues)
        in_debt = frames.mentions("debt")
        places: dict[int, list[tuple[int, int]]] = {}
        pruner, read = Pruner(text), _Places(text)
        for pattern, met in groupby(self._needs.met(held), itemgetter(0)):
            number = self.sources.signal(pattern)
            if not in_debt and self._catalog.signals[number].context == "debt":
                continue
            engine = self._compiled.get(pattern) or self._engine(pattern, met, pruner)
            if engine is not None:
                found = read.of(engine)
                if found:
                    places.setdefault(number, []).extend(found)
        return self.settle(normalized, places, frames), frames

    def settle(self, normalized: Normalized, places: dict[int, list[tuple[int, int]]], frames: Frames) -> list[Match]:
        """The matches that places of patterns, by number of their signal, and the edits of the text come to."""
        in_debt = frames.mentions("debt")
        for number, span in self._edited(normalized):
            if self._catalog.signals[number].context != "debt" or in_debt:
                places.setdefault(number, []).append(span)
        matches = [
            self._match(self._catalog.signals[number], span, frames)
            for number, found_spans in places.items()
            for span in _longest(self._bounded(number, found_spans, normalized.text))
        ]
        matches.sort(key=lambda match: (match.start, match.end, match.signal.id))
        return matches

    def _bounded(self, number: int, found: Sequence[tuple[int, int]], text: str) -> Sequence[tuple[int, int]]:
        """Spans of a signal, of a risky one without the marks around them."""
        signal = self._catalog.signals[number]
        if signal.counter:
            return found
        trimmed = [_trimmed(text, span) for span in found]
        return [_whole_words(text, span) for span in trimmed] if signal.value == "money" else trimmed

    def _match(self, signal: CompiledSignal, span: tuple[int, int], frames: Frames) -> Match:
        return Match(signal, *span, frames.stance(*span, sharing=not signal.counter))

    def _heard(self, number: int) -> tuple[int, tuple[str, ...]]:
        """What a string says, as bits of the needs it meets, and its kinds of cue; kept for the next time."""
        owners, kinds = self.said(number)
        heard = self._said[number] = self._needs.bits(owners), kinds
        return heard

    def said(self, number: int) -> Said:
        """What a string says. Raises ModelError."""
        owners: list[tuple[int, int]] = []
        kinds: list[str] = []
        try:
            for word in self._catalog.index.value(number).split(" "):
                pattern, point, place = word.partition(".")
                if point:
                    owners.append(self._needs.checked(int(pattern), int(place)))
                else:
                    kinds.append(word)
        except (ValueError, IndexError) as error:
            raise ModelError(f"row {number} of the index is malformed ({error}): train it again") from error
        return tuple(owners), tuple(kinds)

    def _engine(self, pattern: int, met: Iterable[tuple[int, int]], pruner: Pruner) -> Any:
        """The compiled pattern; at first only those alternatives that are met, and pruned. None where it cannot match."""
        self._seen[pattern] += 1
        if self._seen[pattern] > _PRUNED:
            return self.compiled(pattern)
        source = self.sources[pattern][1]
        first, count = self._needs.alternatives(pattern)
        written = alternatives(source) if count > 1 else []
        if written and len(written) == count:
            source = "|".join([written[alternative - first] for _, alternative in met])
        pruned = pruner.prune(source)
        return None if pruned is None else self._compile(pattern, pruned)

    def compiled(self, pattern: int) -> Any:
        """The whole pattern, compiled once. Raises ModelError for one that is not RE2."""
        engine = self._compiled.get(pattern)
        if engine is None:
            engine = self._compiled[pattern] = self._compile(pattern, self.sources[pattern][1])
        return engine

    def _compile(self, pattern: int, source: str) -> Any:
        try:
            return re2.compile(source, _QUIET)
        except (re2.error, UnicodeEncodeError) as error:
            number, whole = self.sources[pattern]
            name = self._catalog.signals[number].id
            raise ModelError(f"signal {name}: pattern {whole!r} is not RE2: {error}") from error

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
    low = max(bisect_right(starts, start) - 1, 0)
    high = max(bisect_left(starts, end), low + 1)
    return min(low, max(size - 1, 0)), min(high, size)


def _trimmed(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """A span without the marks around it. Patterns have no look-around, so they take the mark at which a word begins or ends
    with it; but a comma belongs to another clause, a quotation mark is not itself quoted, and a question mark asks."""
    start, end = span
    while end - start > 1 and text[start] in _OPENING and not (text[start] == "“" and "”" in text[start:end]):
        start += 1
    while end - start > 1 and text[end - 1] in _CLOSING:
        end -= 1
    return start, end


def _whole_words(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """A span about money without the one character behind its last figure by which the pattern saw that nothing else is
    counted: of 定金500不退 it took 定金500不. Units of what is paid or counted stay."""
    start, end = span
    if end - start > 2 and text[end - 2] in _FIGURES and text[end - 1] not in _UNITS:
        return start, end - 1
    return span


def _longest(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that do not overlap, in order; of those that do the longest stays, then the first."""
    if len(spans) == 1:
        return list(spans)
    kept: list[tuple[int, int]] = []
    for span in sorted(set(spans), key=lambda span: (span[0] - span[1], span[0])):
        place = bisect_left(kept, span)
        if (not place or kept[place - 1][1] <= span[0]) and (place == len(kept) or span[1] <= kept[place][0]):
            kept.insert(place, span)
    return kept
