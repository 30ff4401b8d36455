"""Who says what in a pasted chat, and which texts are none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from debtad.text.speakers import side, turns
from tests.support import pasted


def spoken(text: str) -> list[tuple[str, str]]:
    return [(turn.speaker, text[turn.start : turn.end]) for turn in turns(text)]


@pytest.mark.parametrize(
    "text",
    [
        "客服：您好\n我：要钱吗\n客服：先付500",
        "客服: 您好\n我: 要钱吗\n客服: 先付500",
        "[10:22] 客服：您好\n[10:23] 我：要钱吗\n[10:24] 客服：先付500",
        "【客服】：您好\n【我】：要钱吗\n【客服】：先付500",
        "客服 10:22\n您好\n我 10:23\n要钱吗\n客服 10:24\n先付500",
        "2024-05-01 10:22:33 客服\n您好\n2024-05-01 10:22:40 我\n要钱吗\n2024-05-01 10:23:00 客服\n先付500",
        "聊天记录：\n客服：您好\n\n昨天 10:22\n我：要钱吗\n客服：先付500\n",
    ],
)
def test_marks_of_common_messengers(text: str) -> None:
    assert spoken(text) == [("客服", "您好"), ("我", "要钱吗"), ("客服", "先付500")]


def test_two_turns_are_enough_where_both_speakers_are_named_by_what_they_are() -> None:
    assert spoken("客服：您好\n客户：在吗") == [("客服", "您好"), ("客户", "在吗")]
    assert spoken("小周：您好\n小李：在吗") == []


def test_a_turn_runs_on_over_lines() -> None:
    assert spoken("小周：停息挂账\n延期三年\n我：多少钱\n小周：498") == [
        ("小周", "停息挂账\n延期三年"),
        ("我", "多少钱"),
        ("小周", "498"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "停息挂账找我们法务，先付500元定金",
        "流程：先付500\n费用：8%\n电话：问我",
        "问：要钱吗\n答：先付500\n问：多久\n答：三年",
        "大家看看骗子怎么说\n客服：先付500\n我：不付\n客服：随你",
        "客服：先付500\n我：不付\n客服：随你\n（已报警，大家别上当）",
        "客户：真停了！\n我：说到做到\n客户：我介绍朋友来",
        "客服：一个人说的话\n客服：不是对话",
        "",
    ],
)
def test_what_is_no_conversation(text: str) -> None:
    assert turns(text) == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("我", "debtor"),
        ("客户A", "debtor"),
        ("妈妈", "debtor"),
        ("客服小周", "seller"),
        ("客户经理", "seller"),
        ("对方", "seller"),
        ("阿芳", ""),
    ],
)
def test_what_a_name_tells(name: str, expected: str) -> None:
    assert side(name) == expected


@given(pasted)
def test_turns_lie_in_order_within_the_text(text: str) -> None:
    found = turns(text)
    assert all(0 <= turn.start < turn.end <= len(text) for turn in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
