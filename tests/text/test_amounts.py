"""Amounts in normalised text. The cases stand in ``cases_amounts.json``; add a line there for every figure misread."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtad.text.amounts import Amount, find_amounts, near
from debtad.text.numerals import CAP, read_number

TABLE = json.loads(Path(__file__).with_name("cases_amounts.json").read_text(encoding="utf-8"))
GROUPS = ("money", "percent", "months", "mixed", "none")
CASES = [case for group in GROUPS for case in TABLE[group]]


def found(case: dict[str, Any]) -> list[dict[str, Any]]:
    """What is found in the text of a case, in the shape of the table (unit only where the table gives one)."""
    text = case["text"]
    rows = []
    for amount in find_amounts(text):
        row: dict[str, Any] = {
            "kind": amount.kind,
            "value": amount.value,
            "high": amount.high,
            "quote": text[amount.start : amount.end],
        }
        if amount.unit in ("rate", "share"):
            row["unit"] = amount.unit
        rows.append(row)
    return rows


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_case(case: dict[str, Any]) -> None:
    assert found(case) == case["amounts"]


@pytest.mark.parametrize("case", TABLE["gaps"], ids=lambda case: case["text"])
@pytest.mark.xfail(strict=True, reason="known gap")
def test_known_gap(case: dict[str, Any]) -> None:
    assert found(case) == case["amounts"]


def test_the_table_is_large_enough_and_without_doubles() -> None:
    texts = [case["text"] for case in CASES]
    assert len(texts) == len(set(texts)) >= 150
    assert len(TABLE["none"]) >= 60


def test_the_reported_case() -> None:
    text = "前期指导费498元,不二次收费,后面按总欠款8个点,5万收4000,延期1-3年不用还"
    assert [(a.kind, a.value, a.high) for a in find_amounts(text)] == [
        ("money", 498.0, None),
        ("percent", 8.0, None),
        ("percent", 8.0, None),
        ("months", 12.0, 36.0),
    ]


def test_unit_is_as_written_unless_it_is_no_fee() -> None:
    units = [a.unit for a in find_amounts("498元,只要498,年化3.2%,成功率99%,收8%,三年")]
    assert units == ["元", "", "rate", "share", "%", "年"]


def test_near_takes_the_largest_overlap_of_its_kind() -> None:
    first = Amount("money", 498.0, None, 2, 6, "元")
    second = Amount("money", 500.0, None, 8, 12, "元")
    other = Amount("percent", 8.0, None, 6, 8, "%")
    amounts = (first, other, second)
    assert near(amounts, "money", 0, 9) == first
    assert near(amounts, "money", 5, 12) == second
    assert near(amounts, "percent", 0, 20) == other
    assert near(amounts, "months", 0, 20) is None
    assert near(amounts, "money", 6, 8) is None
    assert near((), "money", 0, 9) is None


# --- properties -----------------------------------------------------------------------------------------
PIECES = st.sampled_from(
    [
        *"0123456789零一二两三四五六七八九十百千万亿半几壹佰元块%米rkw点成分年期个月折到至-~:./,+ ()对第多余把¥$",
        *"俩仨位家套口底嘛我你",
        "次性",
        "一次性",
        "大头",
        "三七",
        "百分之",
        "个点",
        "个月",
        "人民币",
        "rmb",
        "收费",
        "利率",
        "只要",
        "全套",
        "成功率",
        "年半",
        "5+8",
        "0.08",
        "12378",
    ]
)


def check(text: str) -> None:
    amounts = find_amounts(text)
    floor = 0
    for amount in amounts:
        assert floor <= amount.start < amount.end <= len(text)
        assert math.isfinite(amount.value)
        assert 0 <= amount.value <= CAP
        assert amount.high is None or amount.value <= amount.high <= CAP
        floor = amount.end


@given(st.text())
def test_any_text(text: str) -> None:
    check(text)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_of_figures_and_units(text: str) -> None:
    check(text)


def spoken(number: int) -> str:
    """``number`` (1..99999) in plain words: 10500 → 一万零五百, 110 → 一百一十."""
    words, gap = "", False
    for place, name in ((10_000, "万"), (1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            words += ("零" if gap and words else "") + "零一二三四五六七八九"[digit] + name
            gap = False
        else:
            gap = True
    return words.removeprefix("一") if 10 <= number < 20 else words


FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


@given(st.integers(1, 99_999), st.sampled_from(["{}元", "收费{}元", "{}块钱", "¥{}"]))
def test_arabic_and_chinese_numerals_agree(number: int, frame: str) -> None:
    words = spoken(number)
    written = (str(number), f"{number:,}", words, words.translate(FORMAL))
    answers = {tuple((a.kind, a.value, a.high) for a in find_amounts(frame.format(form))) for form in written}
    assert answers == {(("money", float(number), None),)}


@given(st.integers(1, 60))
def test_arabic_and_chinese_months_agree(number: int) -> None:
    for form in (str(number), spoken(number)):
        (amount,) = find_amounts(f"延{form}个月")
        assert (amount.kind, amount.value) == ("months", float(number))


def test_read_number_reads_words() -> None:
    for number in range(1, 100_000):
        words = spoken(number)
        read = read_number(words, 0)
        assert read is not None
        assert (words, read.value, read.end) == (words, float(number), len(words))


@pytest.mark.parametrize(
    "text", ["9" * 400 + "元", "九" * 400 + "元", "9999999999999元", "九千亿亿元", "1" + "万" * 50]
)
def test_absurd_numbers_are_read_over(text: str) -> None:
    assert find_amounts(text) == ()


# --- speed -----------------------------------------------------------------------------------------
def seconds(text: str, repeat: int = 1) -> float:
    best = math.inf
    for _ in range(3):
        started = time.perf_counter()
        for _ in range(repeat):
            find_amounts(text)
        best = min(best, time.perf_counter() - started)
    return best


def test_text_without_figures_costs_next_to_nothing() -> None:
    text = ("这个人天天逾期怎么办法务团队帮你处理债务不用还" * 6)[:130]
    assert 2_000 / seconds(text, repeat=2_000) >= 40_000


HOSTILE = [
    "9",
    "一",
    "半",
    "几",
    "千",
    "1-",
    "1:",
    "1.",
    "1,111",
    "1k",
    "1万1",
    "对半",
    "百分之",
    "三五",
    "1到",
    "只要了了1",
    "1年(",
    "5%-",
    "1 ",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_is_linear_in_hostile_text(unit: str) -> None:
    short, long = (unit * 1_000)[:1_000], (unit * 16_000)[:16_000]
    assert seconds(long) < 0.1 + 16 * 4 * seconds(short)  # quadratic would be 256 times as long
