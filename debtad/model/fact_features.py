"""What a learned decision about facts looks at. Training and scoring both come through here.

Features are plain names; each counts 1 where it holds. Those that begin with ``r:`` tell what the hand-written rules
answered, all others are the masked words around a figure (``<`` to its left, ``>`` to its right), its size, the words
of keeping and giving back about a sum, what sums come to together, or the words of the clauses that hold a trigger.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations
from operator import add

from debtad.model.fact_reading import FAMILIES, Finding, Reading
from debtad.model.figures import Figure

#: The names of features that tell what the rules answered begin so.
RULE = "r:"

#: Bounds of the classes of size, in the unit of the figure (元, percent points, months).
_SIZES = (0.5, 2, 5, 9, 12, 20, 36, 50, 99, 200, 300, 500, 1000, 2000, 5000, 8000, 20_000, 100_000)
#: Masked characters on either side: those right beside the figure, near it, and in reach.
_BESIDE, _NEAR, _REACH = 5, 4, 20
#: A clause is read so far from the figure.
_FAR = 30
_BREAKS = frozenset(",。!?;:\n 、|/")
#: Words anywhere in the opening of a text that say what kind of offer it is.
_TOPICS = ("退", "合同", "不退", "学员", "课", "代理", "提成", "客资", "佣金", "欠", "月供", "贷", "背", "征信", "保单")
_OPENING = 160
#: Counts of figures stop here.
_MANY = 4

#: Words of keeping what was paid (K), and of giving it back (B).
_FATES = {
    "K": (
        *("不退", "不予退", "不返", "不可退", "不能退", "不会退", "不得退", "不给退", "不再退", "不支持退", "不予返"),
        *("退不了", "退不出", "没法退", "没得退", "不还给", "不会还", "不抵", "恕不", "作废", "就没了"),
        *("归我", "归公司", "归平台", "归乙方"),
    ),
    "B": (
        *("全退", "可退", "能退", "退你", "退您", "退给", "原路退", "退回", "随时退", "退还"),
        *("无息退", "返还", "返给"),
    ),
}
#: Behind these nothing is given back: 不可退, 不予返还, 不支持退回.
_NOT_BACK = frozenset("不予再没法得持")
_ENDS = frozenset("。!?;\n")
#: More sums than that are not added up.
_MOST_SUMS = 12

#: Characters whose clauses decide a promise without figures.
TRIGGERS = {
    "suspend_interest": frozenset("息利本滚"),
    "no_consultation_fee": frozenset("免费钱收咨询0零无白Z"),
    "deposit_named": frozenset("退押定留扣归还合协签"),
}


def figure_features(reading: Reading, number: int) -> list[str]:
    """The features of the figure of ``reading.findings[number]``, in order, each once."""
    return sorted(set(Features(reading).of_figure(number)))


def text_features(reading: Reading, task: str) -> list[str]:
    """The features of the text for a promise without figures, in order, each once; none where it holds no trigger of the
    task."""
    return sorted(set(Features(reading).of_text(task)))


class Features:
    """The features of one text: what several decisions look at is worked out once. They come in no order, and may come
    twice."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._text = reading.masked.text
        self._clauses: dict[int, list[str]] = {}

    @cached_property
    def _breaks(self) -> list[int]:
        """Where clauses end."""
        return [place for place, character in enumerate(self._text) if character in _BREAKS]

    @cached_property
    def _common(self) -> list[str]:
        """What every figure of the text shares."""
        opening = self._text[:_OPENING]
        return [self._length, *(f"t:{word}" for word in _TOPICS if word in opening)]

    @cached_property
    def _grams(self) -> list[list[str]]:
        """By size and place all stretches of up to four characters."""
        text = self._text
        sizes = [[], list(text)]
        for size in (2, 3, 4):
            sizes.append(list(map(add, sizes[-1], text[size - 1 :])))
        return sizes

    def _named(self, mark: str, size: int, low: int, high: int) -> list[str]:
        """The stretches that begin in ``[low, high)``, with ``mark`` before them."""
        return [mark + gram for gram in self._grams[size][low:high]] if low < high else []

    @property
    def _length(self) -> str:
        return f"l:{len(self._text).bit_length()}"

    def of_figure(self, number: int) -> list[str]:
        """Those of the figure of ``reading.findings[number]``."""
        reading, text = self._reading, self._text
        figure = reading.findings[number].figure
        place = figure.place
        rank, count = reading.ranks[number]
        features = [
            *self._common,
            *_rules(reading, number),
            f"k:{figure.kind}",
            f"u:{figure.unit}",
            f"v:{bisect_right(_SIZES, figure.value)}",
            f"a:{reading.frames.stance(figure.start, figure.end)}",
            f"n:{min(count, _MANY)}",
            f"i:{min(rank, _MANY)}",
        ]
        if figure.high is not None:
            features.append("range")
        family = FAMILIES[figure.kind]
        if self._said[family, figure.value] > 1:
            features.append("m:same")
        if family == "money":
            features += self._fate(place)
            features += self._sums.get(number, ())
        for size in range(1, _BESIDE + 1):
            features += f"<1{text[max(0, place - size) : place]}", f">1{text[place + 1 : place + 1 + size]}"
        at = bisect_left(self._breaks, place)
        start = self._breaks[at - 1] + 1 if at else 0
        end = self._breaks[at] if at < len(self._breaks) else len(text)
        low, high = max(start, place - _FAR), min(end, place + 1 + _FAR)
        for size in (1, 2, 3):
            last = place - size + 1
            features += self._named("<c", size, low, last)
            features += self._named(">c", size, place + 1, high - size + 1)
            # What is near begins within the first few characters from the figure.
            features += self._named("<n", size, max(low, last - _NEAR), last)
            features += self._named(">n", size, place + 1, min(high - size, place + _NEAR) + 1)
            if size > 1:
                features += self._named("<b", size, max(0, place - _REACH), last)
                features += self._named(">b", size, place + 1, min(len(text), place + 1 + _REACH) - size + 1)
        return features

    @cached_property
    def _money(self) -> dict[int, Figure]:
        """Each sum by its number."""
        figures = enumerate(finding.figure for finding in self._reading.findings)
        return {number: figure for number, figure in figures if FAMILIES[figure.kind] == "money"}

    @cached_property
    def _said(self) -> Counter[tuple[str, float]]:
        """How often each figure is named."""
        return Counter((FAMILIES[finding.figure.kind], finding.figure.value) for finding in self._reading.findings)

    @cached_property
    def _fates(self) -> dict[str, list[int]]:
        """Where words of keeping and of giving back begin."""
        found = {fate: sorted(_places(self._text, words)) for fate, words in _FATES.items()}
        found["B"] = [place for place in found["B"] if self._text[place - 1 : place] not in _NOT_BACK]
        return found

    @cached_property
    def _stops(self) -> tuple[list[int], list[int]]:
        """Where sums stand, and where sentences end."""
        ends = [place for place, character in enumerate(self._text) if character in _ENDS]
        return [figure.place for figure in self._money.values()], ends

    def _fate(self, place: int) -> Iterator[str]:
        """Where the next words of keeping and of giving back stand, and how much stands between."""
        for fate, places in self._fates.items():
            at = bisect_left(places, place)
            if at:
                others, ends = self._between(places[at - 1], place)
                yield f"{fate}<{min(others, 2)}{min(ends, 2)}"
            if at < len(places):
                others, ends = self._between(place, places[at])
                yield f"{fate}>{min(others, 2)}{min(ends, 2)}"
                yield f"{fate}>l{min((places[at] - place).bit_length(), 7)}{min(others, 1)}"
            if not places:
                yield f"{fate}0"

    def _between(self, start: int, end: int) -> tuple[int, int]:
        """How many sums and ends of sentences stand between two places."""
        sums, ends = (bisect_left(places, end) - bisect_right(places, start) for places in self._stops)
        return sums, ends

    @cached_property
    def _sums(self) -> dict[int, list[str]]:
        """What each sum is to the others by number: all of some, a part, a half, the double."""
        if not 1 < len(self._money) <= _MOST_SUMS:
            return {}
        found: dict[int, list[str]] = {}
        for number, figure in self._money.items():
            value = figure.value
            others = [round(other.value, 2) for mine, other in self._money.items() if mine != number]
            holds = {
                "m:sum": any(round(value - low - high, 2) == 0 for low, high in combinations(others, 2)),
                "m:part": any(round(value + other, 2) in others for other in others),
                "m:half": round(2 * value, 2) in others,
                "m:double": round(value / 2, 2) in others,
            }
            found[number] = [name for name, true in holds.items() if true]
        return found

    def of_text(self, task: str) -> list[str]:
        """Those of the text for a promise without figures."""
        reading, text, triggers = self._reading, self._text, TRIGGERS[task]
        features: list[str] = []
        start = 0
        for end in [*self._breaks, len(text)]:
            if not triggers.isdisjoint(text[start:end]):
                features += self._clause(start, end)
            start = end + 1
        if not features:
            return features
        if task == "deposit_named":
            features.append(f"r:{reading.named}")
            features += [f"r:{finding.role}" for finding in reading.findings]
        else:
            features.append(f"r:{reading.claims(task)}")
        features.append(self._length)
        return features

    def _clause(self, start: int, end: int) -> list[str]:
        """The words of a clause that holds a trigger, and those on either side of it."""
        known = self._clauses.get(start)
        if known is None:
            known = self._clauses[start] = []
            for mark, low, high, longest in (
                ("c", start, end, 4),
                ("<", max(0, start - 9), start - 1, 3),
                (">", end + 1, min(end + 9, len(self._text)), 3),
            ):
                for size in range(1, longest + 1):
                    known += self._named(mark, size, low, high - size + 1)
        return known


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


def _places(text: str, words: Sequence[str]) -> Iterator[int]:
    """Where any of the words begins."""
    for word in words:
        at = text.find(word)
        while at >= 0:
            yield at
            at = text.find(word, at + 1)
