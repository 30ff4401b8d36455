"""A pasted conversation is judged by what its sellers say; what the debtor says or repeats is left out.

A text that is no conversation gets exactly the verdict of :meth:`debtad.model.score.Detector.score`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from debtad.errors import InputError
from debtad.model.score import MAX_CHARACTERS, Detector, check_text
from debtad.records import replace
from debtad.text.speakers import Turn, side, turns
from debtad.verdict import Evidence, SpokenTurn, Verdict, Word

#: Signals of somebody who wants to be contacted; a debtor who retells an offer asserts none of them.
_CALLS = frozenset(
    (
        "agent_recruitment",
        "cta_comment_keyword",
        "cta_form_quote",
        "cta_private_contact",
        "cta_profile_or_swipe",
        "offers_to_act",
    )
)


def judge(detector: Detector, text: str, *, debt: float | None = None, lang: str = "zh") -> Verdict:
    """The verdict on ``text``, speaker by speaker if it is a conversation (:func:`debtad.text.speakers.turns`).

    The verdict's ``text`` is the whole conversation and its offsets are code points of it; score, facts, evidence and
    words are those of the selling speakers' lines, and ``conversation`` holds every turn with whether it was judged.
    Raises as :meth:`Detector.score` does.
    """
    check_text(text)
    spoken = turns(text[:MAX_CHARACTERS])
    lines: dict[str, list[Turn]] = {}
    for turn in spoken:
        lines.setdefault(turn.speaker, []).append(turn)
    verdicts = {name: _of(detector, text, said, debt, lang) for name, said in lines.items()}
    sellers = selling(verdicts)
    if not sellers:
        return detector.score(text, debt=debt, lang=lang)
    judged = [turn for turn in spoken if turn.speaker in sellers]
    verdict = verdicts[sellers[0]] if len(sellers) == 1 else _of(detector, text, judged, debt, lang)
    assert verdict is not None
    return replace(
        _placed(verdict, text[:MAX_CHARACTERS], judged),
        truncated=bool(limits := _limits(verdict, text)),
        limits=limits,
        conversation=tuple(SpokenTurn(t.speaker, t.start, t.end, t.speaker in sellers) for t in spoken),
    )


def selling(verdicts: dict[str, Verdict | None]) -> tuple[str, ...]:
    """Which speakers sell, from their names and the verdict on each one's lines (None where nothing can be judged).

    Whoever is not named as the debtor and whose lines are flagged sells; beside one who is named as a seller only those
    whose lines call the reader to act, too, as a customer haggles with the seller's words. Where nobody's are flagged, all
    who are not named as the debtor are judged, so that the answer is about them. Nobody is returned, and the text is to be
    read as a whole, where all are named as debtors, or where only such a speaker's lines are ``high`` and call the reader
    to act: a name is easily given, and an advertisement stays one.
    """
    heard = {name: verdict for name, verdict in verdicts.items() if verdict is not None}
    others = {name: verdict for name, verdict in heard.items() if side(name) != "debtor"}
    flagged = tuple(name for name, verdict in others.items() if verdict.flagged)
    if any(side(name) == "seller" for name in flagged):
        flagged = tuple(name for name in flagged if side(name) == "seller" or _calls(others[name]))
    if flagged or any(_calls(verdict) for name, verdict in heard.items() if name not in others):
        return flagged
    return tuple(others)


def _calls(verdict: Verdict) -> bool:
    """High, and the speaker offers to act or asks to be contacted."""
    asserted = {item.signal for item in verdict.evidence if item.stance == "asserted"}
    return verdict.level == "high" and not asserted.isdisjoint(_CALLS)


def _limits(verdict: Verdict, text: str) -> tuple[str, ...]:
    """The limits that the whole conversation and the lines of its sellers reached."""
    cut = (f"only the first {MAX_CHARACTERS} characters were scored",) if len(text) > MAX_CHARACTERS else ()
    return tuple(dict.fromkeys((*cut, *verdict.limits)))


def _joined(text: str, said: Sequence[Turn]) -> str:
    return "\n".join(text[turn.start : turn.end] for turn in said)


def _starts(said: Sequence[Turn]) -> list[int]:
    """Where each turn begins in the joined lines, and where one more would."""
    starts = [0]
    for turn in said:
        starts.append(starts[-1] + turn.end - turn.start + 1)
    return starts


def _of(detector: Detector, text: str, said: Sequence[Turn], debt: float | None, lang: str) -> Verdict | None:
    try:
        return detector.score(_joined(text, said), debt=debt, lang=lang, turns=_starts(said)[:-1])
    except InputError:
        return None  # somebody who only says "OK" or sends a number


def _placed(verdict: Verdict, text: str, said: Sequence[Turn]) -> Verdict:
    """``verdict`` on the joined lines, with its places moved to where the lines stand in ``text``."""
    starts = _starts(said)

    def moved(start: int, end: int) -> tuple[int, int]:
        index = min(bisect_right(starts, start) - 1, len(said) - 1)
        turn = said[index]
        low = min(turn.start + start - starts[index], turn.end)
        return low, max(low, min(turn.start + end - starts[index], turn.end))

    def evidence(item: Evidence) -> Evidence:
        start, end = moved(item.start, item.end)
        return replace(item, start=start, end=end, quote=text[start:end])

    def word(item: Word) -> Word:
        start, end = moved(item.start, item.end)
        return replace(item, start=start, end=end, text=text[start:end])

    part = verdict.segment
    if part is not None:  # it may go through several turns
        part = replace(part, start=moved(part.start, part.start)[0], end=moved(part.end - 1, part.end)[1])
    return replace(
        verdict,
        text=text,
        segment=part,
        evidence=tuple(map(evidence, verdict.evidence)),
        counter=tuple(map(evidence, verdict.counter)),
        words=tuple(map(word, verdict.words)),
    )
