"""Which unit a file's offsets count in, from what its spans themselves show."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from debtad.features import Extractor
from debtad.learn.spans import UNITS, Marked, Units, ambiguous, edge_votes, votes
from debtad.signals.compiled import load_compiled


def choose_units(
    rows: Sequence[tuple[str, Sequence[Marked]]], default: Units, name: str, given: Units | None = None
) -> tuple[Units, tuple[str, ...]]:
    """The unit of a file's spans, and a note where it had to be guessed.

    ``rows`` are texts with their spans, ``default`` what the tool is known to write, ``given`` what the user or the
    file itself says. In order: what is given; spans that make sense in one unit only; the unit in which spans begin and
    end where debtad itself finds evidence; the default.
    """
    if given is not None:
        return given, ()
    found = dict.fromkeys(UNITS, 0)
    for text, marked in rows:
        for units, count in votes(text, marked).items():
            found[units] += count
    if found["codepoints"] != found["utf16"]:
        return max(UNITS, key=lambda units: found[units]), ()
    open_rows = [(text, marked) for text, marked in rows if ambiguous(text, marked)]
    if not open_rows:
        return default, ()
    extractor = _reader()
    for text, marked in open_rows:
        for units, count in edge_votes(text, marked, _edges(extractor, text)).items():
            found[units] += count
    best = max(UNITS, key=lambda units: (found[units], units == default))
    words = {"codepoints": "code points", "utf16": "UTF-16 code units"}
    return best, (
        f"{name}: offsets in {len(open_rows)} texts with emoji or rare characters were read as {words[best]}: "
        f"if the spans are shifted, pass --offsets-in {'utf16' if best == 'codepoints' else 'codepoints'}",
    )


@cache
def _reader() -> Extractor:
    """What finds evidence by the catalog of this debtad; made once, as compiling the catalog takes a second."""
    return Extractor(load_compiled(), (), ())


def _edges(extractor: Extractor, text: str) -> frozenset[int]:
    """Where debtad's own evidence begins and ends in ``text``."""
    analysis = extractor.analyse(text)
    spans = [analysis.normalized.span(match.start, match.end) for match in analysis.matches]
    return frozenset(edge for span in spans for edge in (span.start, span.end))
