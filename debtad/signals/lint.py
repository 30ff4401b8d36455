"""Check every signal against its own examples and the rules of the catalog.

Each problem names the signal, the rule and the example. ``debtad signals test`` prints the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]

import re2

from debtad.errors import CatalogError
from debtad.signals.catalog import CATALOG, Signal, load_catalog
from debtad.signals.compiled import load_compiled
from debtad.signals.literals import required_literals
from debtad.signals.match import Match, Matcher
from debtad.text.normalize import normalize

MIN_HITS = 6
MIN_MISSES = 4


@dataclass(frozen=True, slots=True)
class Report:
    """One signal's lint: ``problems`` is empty where all is well; ``hits`` and ``misses`` count examples that hold."""

    signal: str
    hits: int
    misses: int
    problems: tuple[str, ...]


class Finder:
    """A matcher on its own, for lint and tools."""

    def __init__(self, folder: Path = CATALOG) -> None:
        self._matcher = Matcher(load_compiled(folder))

    def find(self, text: str) -> list[Match]:
        """All matches in a raw text."""
        return self._matcher.find(normalize(text))[0]


def lint(folder: Path = CATALOG) -> Iterator[Report]:
    """A report for each signal of the catalog. Raises CatalogError where the catalog does not load at all."""
    finder = Finder(folder)
    for signal in load_catalog(folder):
        yield _lint_signal(signal, finder)


def _lint_signal(signal: Signal, finder: Finder) -> Report:
    problems = list(_form(signal))
    hits = [text for text in signal.hits if _matches(finder, signal, text)]
    misses = [text for text in signal.misses if not _matches(finder, signal, text)]
    problems += [f"hit example does not match: {text}" for text in signal.hits if text not in hits]
    problems += [f"miss example matches: {text}" for text in signal.misses if text not in misses]
    return Report(signal.id, len(hits), len(misses), tuple(problems))


def _matches(finder: Finder, signal: Signal, text: str) -> bool:
    return any(
        match.signal.id == signal.id and (signal.counter or match.stance == "asserted") for match in finder.find(text)
    )


def _form(signal: Signal) -> Iterable[str]:
    if len(set(signal.hits)) < MIN_HITS:
        yield f"needs at least {MIN_HITS} different hit examples, has {len(set(signal.hits))}"
    if len(set(signal.misses)) < MIN_MISSES:
        yield f"needs at least {MIN_MISSES} different miss examples, has {len(set(signal.misses))}"
    if signal.counter != (signal.group == "counter"):
        yield "weight protective and group counter belong together"
    for pattern in signal.patterns:
        try:
            re2.compile(pattern)
            required_literals(pattern)
            if "MAXREPEAT" in repr(_parser.parse(pattern)):
                yield f"pattern {pattern!r}: unbounded repeat: write <G8> or {{0,8}} instead"
        except (re2.error, CatalogError) as error:
            yield f"pattern {pattern!r}: {error}"
    for text in (*signal.title.values(), *signal.why.values()):
        if not text.strip():
            yield "title and why must not be empty"
