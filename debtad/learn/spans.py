"""Evidence that a person marked: spans in code points, whatever unit the tool that made them counts in.

Label Studio counts code points since its 2022 releases and UTF-16 code units before, and keeps the quoted text beside
each span. doccano counts UTF-16 code units and keeps no quote. The two differ after every character beyond U+FFFF
(emoji, rare Chinese characters), so a reading is chosen by what can be checked: quotes, limits, characters cut in two.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Units = Literal["codepoints", "utf16"]
UNITS: tuple[Units, ...] = ("codepoints", "utf16")

#: How far (in code points) from its stated place a quote may stand to be found again.
_DRIFT = 200


@dataclass(frozen=True, slots=True, order=True)
class LabelSpan:
    """Evidence at ``[start, end)``, in code points of the text as given; ``signal`` is what it shows."""

    start: int
    end: int
    signal: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A span as a tool wrote it, in unknown units. ``quote`` is the text the tool says it covers ("" if it does not)."""

    start: int
    end: int
    signal: str
    quote: str = ""


def to_utf16(text: str, offset: int) -> int:
    """A code point offset as an offset in UTF-16 code units."""
    return offset + sum(character > "\uffff" for character in text[:offset])


def from_utf16(text: str, offset: int) -> int | None:
    """A UTF-16 offset as a code point offset; None where it cuts a character in two or lies outside the text."""
    units = 0
    for place, character in enumerate(text):
        if units >= offset:
            return place if units == offset else None
        units += 2 if character > "\uffff" else 1
    return len(text) if units == offset else None


def read_span(text: str, marked: Marked, units: Units) -> LabelSpan | None:
    """``marked`` read in ``units``; None where that makes no sense in ``text``."""
    start: int | None = marked.start
    end: int | None = marked.end
    if units == "utf16":
        start, end = from_utf16(text, marked.start), from_utf16(text, marked.end)
    if start is None or end is None or not 0 <= start < end <= len(text):
        return None
    return LabelSpan(start, end, marked.signal)


def settle(text: str, marked: Marked, units: Units) -> LabelSpan | None:
    """The span that ``marked`` means: where its quote tells, there; else as ``units`` says; None where nothing fits.

    A quote that stands under neither reading is looked for near its stated place, because both tools miscount around
    line breaks and repeated blanks.
    """
    order = (units, *(u for u in UNITS if u != units))
    readings = [span for u in order if (span := read_span(text, marked, u)) is not None]
    if not marked.quote:
        return readings[0] if readings and read_span(text, marked, units) == readings[0] else None
    for quote in _wordings(marked.quote):
        for span in readings:
            if text[span.start : span.end] == quote:
                return span
    for quote in _wordings(marked.quote):
        for span in readings:
            if _blankless(text[span.start : span.end]) == _blankless(quote):
                return span
    for quote in _wordings(marked.quote):
        places = [p for p in _places(text, quote) if abs(p - marked.start) <= _DRIFT]
        if places:
            start = min(places, key=lambda place: (abs(place - marked.start), place))
            return LabelSpan(start, start + len(quote), marked.signal)
    return None


def votes(text: str, marked: Iterable[Marked]) -> dict[Units, int]:
    """How many spans speak for each unit and against the other: by quote, limits, or characters cut in two."""
    found: dict[Units, int] = dict.fromkeys(UNITS, 0)
    for one in marked:
        readings = {u: read_span(text, one, u) for u in UNITS}
        if readings["codepoints"] == readings["utf16"]:
            continue
        fits = {u for u, span in readings.items() if span is not None and _fits(text, span, one.quote)}
        if len(fits) == 1:
            found[fits.pop()] += 1
    return found


def ambiguous(text: str, marked: Iterable[Marked]) -> bool:
    """Whether the unit matters for any of these spans and nothing in them tells it."""
    for one in marked:
        readings = [read_span(text, one, u) for u in UNITS]
        if None not in readings and readings[0] != readings[1] and not one.quote:
            return True
    return False


def edge_votes(text: str, marked: Sequence[Marked], edges: frozenset[int]) -> dict[Units, int]:
    """How many ends of spans fall on ``edges`` (code points where known evidence begins or ends), by unit."""
    found: dict[Units, int] = dict.fromkeys(UNITS, 0)
    for one in marked:
        for units in UNITS:
            span = read_span(text, one, units)
            if span is not None:
                found[units] += (span.start in edges) + (span.end in edges)
    return found


def to_plain(text: str, spans: Iterable[LabelSpan]) -> list[dict[str, Any]]:
    """Spans as plain data, each with its quote, for label files."""
    return [{"start": s.start, "end": s.end, "signal": s.signal, "quote": text[s.start : s.end]} for s in spans]


def from_plain(text: str, given: Any) -> tuple[LabelSpan, ...]:
    """The ``evidence`` column of a label file: a list (or its JSON) of ``{start, end, signal}`` or ``[start, end, signal]``
    in code points. Words (:func:`names_no_places`) give nothing.

    Raises ValueError with what is wrong.
    """
    if isinstance(given, str):
        if not given.strip() or names_no_places(given):
            return ()
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            raise ValueError("evidence is not JSON") from None
    if given is None:
        return ()
    if isinstance(given, Mapping) or not isinstance(given, Iterable):
        raise ValueError("evidence should be a list of spans")
    spans = []
    for number, item in enumerate(given, start=1):
        start, end, signal, quote = _parts(item, number)
        span = settle(text, Marked(start, end, signal, quote), "codepoints")
        if span is None:
            what = f"does not say {quote!r}" if quote else f"lies outside the text of {len(text)} characters"
            raise ValueError(f"evidence {number}: [{start}, {end}) {what}")
        spans.append(span)
    return tuple(sorted(spans))


def names_no_places(given: Any) -> bool:
    """Whether an ``evidence`` column holds words (ids of signals joined by commas, a remark) instead of spans.

    >>> names_no_places("upfront_fee, contact"), names_no_places('{"start": 0}'), names_no_places("")
    (True, False, False)
    """
    return isinstance(given, str) and bool(given.strip()) and given.lstrip()[0] not in '[{"'


def _parts(item: Any, number: int) -> tuple[int, int, str, str]:
    parts: list[Any] = []
    if isinstance(item, Mapping):
        parts = [item.get("start"), item.get("end"), item.get("signal"), item.get("quote")]
    elif isinstance(item, Iterable) and not isinstance(item, str):
        parts = [*item, None]
    if len(parts) != 4 or not _whole(parts[0]) or not _whole(parts[1]) or not isinstance(parts[2], str) or not parts[2]:
        raise ValueError(f"evidence {number} should be an object with start, end and signal")
    return int(parts[0]), int(parts[1]), parts[2], parts[3] if isinstance(parts[3], str) else ""


def _whole(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, (int, float)) and float(value).is_integer()


def _fits(text: str, span: LabelSpan, quote: str) -> bool:
    said = _blankless(text[span.start : span.end])
    return not quote or any(said == _blankless(wording) for wording in _wordings(quote))


def _wordings(quote: str) -> Iterable[str]:
    """A quote as it is, for the text itself may hold a backslash and an n, or half a character; then with line breaks that
    a tool wrote as a backslash and an n, and halves of characters, made whole."""
    joined = quote.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return dict.fromkeys((quote, joined.replace("\\n", "\n")))


def _blankless(text: str) -> str:
    return "".join(text.split())


def _places(text: str, quote: str) -> Iterable[int]:
    place = text.find(quote)
    while place >= 0:
        yield place
        place = text.find(quote, place + 1)
