"""What a learned decision about facts looks at. Training and scoring both come through here.

Features are plain names; each counts 1 where it holds. Those that begin with ``r:`` tell what the hand-written rules
answered, all others are the masked words around a figure (``<`` to its left, ``>`` to its right), its size, or the words
of the clauses that hold a trigger.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from debtad.model.fact_reading import Finding, Reading

#: The names of features that tell what the rules answered begin so.
RULE = "r:"

#: Bounds of the classes of size, in the unit of the figure (元, percent points, months).
_SIZES = (0.5, 2, 5, 9, 12, 20, 36, 50, 99, 200, 300, 500, 1000, 2000, 5000, 8000, 20_000, 100_000)
#: Masked characters on either side: those right beside the figure, near it, and in reach.
_BESIDE, _NEAR, _REACH = 5, 4, 20
_BREAKS = ",。!?;:\n 、|/"
#: Words anywhere in the opening of a text that say what kind of offer it is.
_TOPICS = ("退", "合同", "不退", "学员", "课", "代理", "提成", "客资", "佣金", "欠", "月供", "贷", "背", "征信", "保单")
_OPENING = 160
#: Counts of figures stop here.
_MANY = 4

#: Characters whose clauses decide a promise without figures.
TRIGGERS = {
    "suspend_interest": "息利本滚",
    "no_consultation_fee": "免费钱收咨询0零无白",
    "deposit_named": "退押定留扣归还",
}


def figure_features(reading: Reading, number: int) -> list[str]:
    """The features of the figure of ``reading.findings[number]``."""
    finding = reading.findings[number]
    figure = finding.figure
    text, place = reading.masked.text, figure.place
    left, right = text[max(0, place - 30) : place], text[place + 1 : place + 31]
    features = set(_rules(reading, number))
    features.update(
        (
            f"k:{figure.kind}",
            f"u:{figure.unit}",
            f"v:{bisect_right(_SIZES, figure.value)}",
            f"l:{len(text).bit_length()}",
            f"a:{reading.frames.stance(figure.start, figure.end)}",
        )
    )
    if figure.high is not None:
        features.add("range")
    rank, count = reading.ranks[number]
    features.add(f"n:{min(count, _MANY)}")
    features.add(f"i:{min(rank, _MANY)}")
    opening = text[:_OPENING]
    features.update(f"t:{word}" for word in _TOPICS if word in opening)
    for size in range(1, _BESIDE + 1):
        features.add(f"<1{left[-size:]}")
        features.add(f">1{right[:size]}")
    features.update(_words("<", left[::-1], backwards=True))
    features.update(_words(">", right, backwards=False))
    return sorted(features)


def _rules(reading: Reading, number: int) -> Iterator[str]:
    finding = reading.findings[number]
    yield f"r:why{finding.why}"
    yield f"r:{finding.role}"
    yield f"r:{finding.role}{finding.why}"
    if reading.named:
        yield "r:named"
    for step, side in ((-1, "before"), (1, "after")):
        other = _beside(reading, number, step)
        if other is not None:
            yield f"r:{side}:{other.role}"
            if other.figure.kind == finding.figure.kind:
                yield f"r:{side}:same:{other.role}"
        else:
            yield f"r:{side}:"


def _beside(reading: Reading, number: int, step: int) -> Finding | None:
    at = number + step
    return reading.findings[at] if 0 <= at < len(reading.findings) else None


def _words(side: str, text: str, *, backwards: bool) -> Iterator[str]:
    """n-grams of the words on one side; ``text`` begins at the figure."""
    step = -1 if backwards else 1
    end = next((i for i, character in enumerate(text) if character in _BREAKS), len(text))
    clause = text[:end]
    for size in (1, 2, 3):
        for at in range(len(clause) - size + 1):
            gram = clause[at : at + size][::step]
            yield f"{side}c{gram}"
            if at < _NEAR:
                yield f"{side}n{gram}"
    for size in (2, 3):
        for at in range(min(len(text), _REACH) - size + 1):
            yield f"{side}b{text[at : at + size][::step]}"


def text_features(reading: Reading, task: str) -> list[str]:
    """The features of the text for a promise without figures; none where it holds no trigger of the task."""
    text = reading.masked.text
    triggers = TRIGGERS[task]
    features: set[str] = set()
    start = 0
    for end in [*(i for i, character in enumerate(text) if character in _BREAKS), len(text)]:
        clause = text[start:end]
        if any(trigger in clause for trigger in triggers):
            before = text[max(0, start - 9) : max(0, start - 1)]
            after = text[end + 1 : end + 9]
            features.update(f"c{clause[i:j]}" for i, j in _grams(len(clause), 4))
            features.update(f"<{before[i:j]}" for i, j in _grams(len(before), 3))
            features.update(f">{after[i:j]}" for i, j in _grams(len(after), 3))
        start = end + 1
    if not features:
        return []
    if task == "deposit_named":
        features.add(f"r:{reading.named}")
        features.update(f"r:{finding.role}" for finding in reading.findings)
    else:
        features.add(f"r:{reading.claims(task)}")
    features.add(f"l:{len(text).bit_length()}")
    return sorted(features)


def _grams(length: int, longest: int) -> Iterator[tuple[int, int]]:
    for size in range(1, longest + 1):
        for at in range(length - size + 1):
            yield at, at + size
