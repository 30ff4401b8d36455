"""Whose words they are: the seller's own, or a report's, a warning's, somebody else's.

The frames of :mod:`debtad.signals.stance` decide first. They are made for innocents' texts and see a report in 女士 or
a warning in 话术; where they object, the words of selling in the text and of reporting in the sentence are weighed.
"""

from __future__ import annotations

from functools import cached_property

from debtad.model.fact_rules import found, rule
from debtad.signals.stance import Frames
from debtad.verdict import Span

#: How many characters of its sentence a figure is judged by, on either side.
_REACH = 300
#: A question is told by the words of asking in its own line, so many characters before it at most.
_ASKED = 60


class Voice:
    """The voices of one normalised text."""

    def __init__(self, text: str, frames: Frames) -> None:
        self._text = text
        self._frames = frames
        self._questions: dict[tuple[int, int], bool] = {}

    @cached_property
    def _pitch(self) -> bool:
        return found("voice", "seller", self._text)

    @cached_property
    def _asking(self) -> bool:
        return found("voice", "asking", self._text)

    @property
    def offers(self) -> bool:
        """Does the text speak of debt, and somebody in it offer something?"""
        return self._frames.mentions("debt") and self._pitch

    def sentence(self, position: int) -> Span:
        """The sentence that holds a position."""
        return self._frames.sentence(position)

    def asks(self, start: int, end: int) -> bool:
        """Is what stands at ``[start, end)`` asked by one who wants to know?"""
        return self._asking and self._frames.stance(start, end) == "asked" and self._is_question(start, end)

    def _is_question(self, start: int, end: int) -> bool:
        """Asks the line what a customer or a colleague would ask? One who praises somebody in it asks for show."""
        low = max(self._text.rfind("\n", 0, start) + 1, start - _ASKED)
        high = max(end, min(self._frames.sentence(start).end, end + _REACH))
        known = self._questions.get((low, high))
        if known is None:
            words = self._text[low:high]
            known = self._questions[low, high] = found("voice", "asking", words) and not (
                found("voice", "turn", words) or found("voice", "praise", words)
            )
        return known

    def sells(self, start: int, end: int) -> bool:
        """Is what stands at ``[start, end)`` the seller's own claim?"""
        stance = self._frames.stance(start, end)
        if stance == "asserted":
            return True
        if stance == "asked" and not self._asking:
            return True
        if self.asks(start, end):
            return False
        span = self._frames.sentence(start)
        low, high = max(span.start, start - _REACH), min(span.end, end + _REACH)
        reports = [end for _, end in rule("voice", "outside").spans(self._text[low:start])]
        if reports:
            return found("voice", "turn", self._text[low + reports[-1] : end])
        if found("voice", "outside_after", self._text[end:high]):
            return found("voice", "turn", self._text[low:end])
        return self._pitch or not self._asking
