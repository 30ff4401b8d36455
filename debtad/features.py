"""One text → named features. Training and scoring both come through here; there is no second way.

- ``s:<signal>:<stance>`` is 1 where the signal occurs in that stance, ``s:<signal>:<stance>@end`` where it does so in the
  closing clauses, in which an advertisement calls to action.
- ``p:<phrase>`` is the phrase's idf where it occurs as a substring of the normalised text, divided by the Euclidean norm
  over all phrases that occur, so that long texts do not shout; ``p:<phrase>@end`` likewise within the closing clauses.
- ``d:<n>`` is 1 where the text holds n different words of the domain (debt, money, papers, services; 4 stands for more) or
  asserted risk signals; ``d:0`` is a text about something else.
- ``l:<n>`` is 1 where the normalised text has 2ⁿ to 2ⁿ⁺¹-1 characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from typing import NamedTuple, Protocol

from debtad.signals.compiled import CompiledCatalog
from debtad.signals.match import Match, Matcher
from debtad.signals.stance import Frames
from debtad.signals.strings import finder
from debtad.text.normalize import Normalized, normalize

Place = tuple[int, int]


class Numbers(Protocol):
    """One number a phrase."""

    def __getitem__(self, place: int, /) -> float: ...


#: The last so many clauses are the closing of a text.
CLOSING_CLAUSES = 2

#: Domain classes stop at this number of words.
MOST_DOMAIN = 4

#: Length classes stop at this power of two.
LONGEST = 9

END = "@end"

#: The domain class of a text about something else.
OFF_TOPIC = "d:0"


class Analysis(NamedTuple):
    """What was found in one text, before any weight is known.

    ``closing`` is where the closing clauses begin in the normalised text. ``phrases`` maps a phrase's number to its first
    place ``(start, end)`` there, ``ending`` to its first place within the closing clauses.
    """

    normalized: Normalized
    matches: tuple[Match, ...]
    frames: Frames
    closing: int
    phrases: Mapping[int, Place]
    ending: Mapping[int, Place]


class Extractor:
    """Finds signals and vocabulary phrases. ``idf`` holds one weight a phrase."""

    def __init__(self, catalog: CompiledCatalog, phrases: Sequence[str], idf: Numbers) -> None:
        self.phrases = phrases
        self.idf = idf
        self._matcher = Matcher(catalog)
        self._finder = finder(phrases)
        self._names: dict[int, str] = {}

    def analyse(self, text: str) -> Analysis:
        """Normalise ``text`` and find every signal and phrase in it. Never raises on any str, if the model is sound."""
        normalized = normalize(text)
        matches, frames = self._matcher.find(normalized)
        closing = frames.closing(CLOSING_CLAUSES)
        phrases: dict[int, Place] = {}
        ending: dict[int, Place] = {}
        for place, start, end in self._finder.find(normalized.text):
            if place not in phrases:
                phrases[place] = (start, end)
            if start >= closing and place not in ending:
                ending[place] = (start, end)
        return Analysis(normalized, tuple(matches), frames, closing, phrases, ending)

    def features(self, analysis: Analysis) -> dict[str, float]:
        """The named features of an analysed text."""
        found = {length_feature(analysis): 1.0, domain_feature(analysis): 1.0}
        for match in analysis.matches:
            for name in signal_features(match, analysis.closing):
                found[name] = 1.0
        for places, suffix in ((analysis.phrases, ""), (analysis.ending, END)):
            norm = self.norm(places)
            for place in places:
                phrase = self._names.get(place)
                if phrase is None:
                    phrase = self._names[place] = f"p:{self.phrases[place]}"
                found[phrase + suffix] = self.idf[place] / norm
        return found

    def norm(self, places: Iterable[int]) -> float:
        """The Euclidean norm of the idf of these phrases; 1 where there is none."""
        return sqrt(sum(self.idf[place] ** 2 for place in places)) or 1.0

    def extract(self, text: str) -> dict[str, float]:
        """``features(analyse(text))``."""
        return self.features(self.analyse(text))


def signal_features(match: Match, closing: int) -> tuple[str, ...]:
    """The feature names of a match in a text whose closing clauses begin at ``closing``."""
    name = f"s:{match.signal.id}:{match.stance}"
    return (name, name + END) if match.end > closing else (name,)


def length_feature(analysis: Analysis) -> str:
    """The length class of a text."""
    return f"l:{min(max(len(analysis.normalized.text), 1).bit_length() - 1, LONGEST)}"


def domain_feature(analysis: Analysis) -> str:
    """How much a text speaks of what debtad knows about."""
    words = analysis.frames.variety("debt", "trade")
    signals = {m.signal.id for m in analysis.matches if m.stance == "asserted" and not m.signal.counter}
    return f"d:{min(words + len(signals), MOST_DOMAIN)}"
