"""From lines on a picture to one text: columns, bubbles, wrapped lines, boxes. No engine is needed."""

from __future__ import annotations

import math

from debtad.ocr.layout import Reading, arrange
from debtad.ocr.marks import boxes
from debtad.ocr.rects import Line, Point


def line(text: str, x: float, y: float, size: float = 30, confidence: float = 0.99, lean: float = 0.0) -> Line:
    """A line of ``size`` pixels whose upper left corner is at (x, y), leaning by so many degrees about the origin."""
    width = size * sum(0.55 if c.isascii() else 1.0 for c in text)
    cos, sin = math.cos(math.radians(lean)), math.sin(math.radians(lean))

    def turned(px: float, py: float) -> Point:
        return (px * cos - py * sin, px * sin + py * cos)

    corners = (turned(x, y), turned(x + width, y), turned(x + width, y + size), turned(x, y + size))
    return Line(text, corners, confidence)


def text(*lines: Line, width: float = 1000) -> str:
    return arrange(lines, width).text


def test_wrapped_lines_run_on_and_sentences_end() -> None:
    found = text(
        line("卡上还不动的朋友先别划走赶紧联", 50, 100),
        line("系我们的老师。", 50, 145),
        line("咨询不收费", 50, 190),
    )
    assert found == "卡上还不动的朋友先别划走赶紧联系我们的老师。\n咨询不收费"


def columns(lean: float = 0.0) -> list[Line]:
    left = ["停息挂账找法务延期", "一到三年期间不用还"]
    right = ["咨询不收费，不成功", "不收费，点头像了解"]
    title = line("信用卡逾期怎么办", 250, 20, size=56, lean=lean)
    return [
        title,
        *(
            line(words, x, 150 + 45 * row, lean=lean)
            for x, side in ((60, left), (560, right))
            for row, words in enumerate(side)
        ),
    ]


def test_columns_are_read_one_after_the_other() -> None:
    expected = "信用卡逾期怎么办\n停息挂账找法务延期一到三年期间不用还\n咨询不收费，不成功不收费，点头像了解"
    assert text(*columns()) == expected
    assert text(*reversed(columns())) == expected


def test_a_leaning_picture_reads_the_same() -> None:
    assert text(*columns(lean=3)) == text(*columns()) == text(*columns(lean=-3))


def test_labels_read_with_their_values() -> None:
    found = text(line("定金", 50, 100), line("500元", 400, 100), line("尾款", 50, 160), line("8%", 400, 160))
    assert found == "定金 500元\n尾款 8%"


def chat(*, shift: float = 0) -> Reading:
    return arrange(
        [
            line("债务规划小周", 360, 20),
            line("10:22", 424, 70, size=20),
            line("0", 850, 120),
            line("能停息吗", 660, 120),
            line("可以停息挂账，先付500定", 100, 200 + shift),
            line("金，不满意也不退", 100, 240 + shift),
            line("要不要合同", 630, 320),
        ],
        900,
    )


def test_bubbles_become_turns() -> None:
    found = chat()
    assert found.chat
    assert found.text == "10:22\n我：能停息吗\n对方：可以停息挂账，先付500定金，不满意也不退\n我：要不要合同"


def test_lines_know_their_place_in_the_text() -> None:
    found = chat()
    for part in found.lines:
        assert found.text[part.start : part.end] in (part.text, "")
    assert [part.text for part in found.lines if part.start == part.end] == ["债务规划小周", "0"]


def test_bubbles_side_by_side_are_columns() -> None:
    assert not arrange(columns(), 1000).chat


def test_no_lines_no_text() -> None:
    found = arrange([], 100)
    assert (found.text, found.confidence, found.low) == ("", 0.0, True)


def test_low_confidence_is_told() -> None:
    sure = arrange([line("停息挂账找法务", 10, 10, confidence=0.97)], 500)
    unsure = arrange(
        [line("停息挂账找法务", 10, 10, confidence=0.97), line("先付五百定金", 10, 60, confidence=0.6)], 500
    )
    assert not sure.low
    assert unsure.low
    assert [part.text for part in unsure.unsure] == ["先付五百定金"]


def test_a_box_covers_its_words_on_every_line() -> None:
    found = arrange([line("卡上还不动的朋友先别划走赶紧联", 50, 100), line("系我们的老师。", 50, 145)], 1000)
    start = found.text.index("联系")
    first, second = boxes(found, start, start + 2)
    assert first == ((470, 100), (500, 100), (500, 130), (470, 130))
    assert second == ((50, 145), (80, 145), (80, 175), (50, 175))
    assert boxes(found, 0, 0) == ()
