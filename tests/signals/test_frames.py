"""The quick frames say what the plain ones say, for any cues in any text."""

from __future__ import annotations

import random
from typing import SupportsIndex

from debtad.signals.stance import CUE_KINDS, Cue, Frames
from debtad.verdict import Stance
from tests.signals.plain_frames import PlainFrames

_PIECES = (
    "停",
    "息",
    "吗",
    "?",
    "。",
    ",",
    "、",
    "\n",
    "“",
    "”",
    "‘",
    "’",
    '"',
    " ",
    "!",
    "不",
    "我",
    "能",
    "不贵",
    "靠谱",
)


def test_frames_are_the_plain_ones() -> None:
    draw = random.Random(4)
    stances: set[Stance] = set()
    for _ in range(1500):
        text = "".join(draw.choices(_PIECES, k=draw.randint(1, 40)))
        size = len(text)
        cues = []
        for _ in range(draw.randint(0, 8)):
            start = draw.randrange(size)
            cues.append(Cue(draw.choice(CUE_KINDS), start, min(size, start + draw.randint(1, 4))))
        cues.sort(key=lambda cue: cue.start)
        quick, plain = Frames(text, cues), PlainFrames(text, cues)
        for _ in range(12):
            start = draw.randrange(size)
            end = draw.randint(start + 1, size)
            for sharing in (False, True):
                stance = quick.stance(start, end, sharing=sharing)
                stances.add(stance)
                assert stance == plain.stance(start, end, sharing=sharing), (text, cues, start, end, sharing)
            assert quick.variety(("debt", "trade"), start, end) == plain.variety(("debt", "trade"), start, end)
            assert quick.closing(2, start, end) == plain.closing(2, start, end)
            assert quick.sentence(start) == plain.sentence(start)
        assert quick.units(6) == plain.units(6)
        assert [quick.mentions(kind) for kind in CUE_KINDS] == [plain.mentions(kind) for kind in CUE_KINDS]
    assert len(stances) == 5


def test_frames_of_a_long_text_cost_as_it_grows() -> None:
    text = "不停息吗" * 5000
    cues = [Cue(kind, start, start + 1) for start in range(0, len(text), 4) for kind in ("negate", "ask", "turn")]
    frames = Frames(text, cues)
    assert {frames.stance(start + 1, start + 3) for start in range(0, len(text), 4)} == {"negated"}
    assert {frames.stance(start + 2, start + 3) for start in range(8, len(text), 400)} == {"negated"}


class Counted(str):
    """A text that counts the characters cut out of it."""

    __slots__ = ("cut",)
    cut: int

    def __getitem__(self, key: SupportsIndex | slice[SupportsIndex | None]) -> str:
        piece = super().__getitem__(key)
        self.cut += len(piece)
        return piece


def test_a_long_sentence_is_read_once_however_many_of_its_words_are_asked() -> None:
    text = Counted("停息,先付," * 3000 + "行吗?")
    text.cut = 0
    size = len(text)
    frames = Frames(text, [Cue("close", size - 3, size - 1), Cue("ask", size - 2, size - 1)])
    assert {frames.stance(start, start + 2) for start in range(0, size - 6, 3)} == {"asserted"}
    read = text.cut
    assert read < 3 * size
