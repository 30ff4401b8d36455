"""Whose a figure is: of a seller who opens with a question or a customer who wants to know, paid or promised to the reader."""

from __future__ import annotations

import math
import time

import pytest

from debtad.model.fact_reading import read
from debtad.model.no_fees import no_fees
from debtad.text.amounts import find_amounts
from tests.model.test_facts import extractor


def roles(text: str) -> list[str]:
    """The role of each figure of a text, by the rules."""
    analysis = extractor().analyse(text)
    plain = analysis.normalized.text
    reading = read(plain, find_amounts(plain), analysis.frames)
    told = no_fees(reading, {item.figure: item.role for item in reading.findings})
    return [told[figure] for figure in reading.masked.figures]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请问您需要停息挂账吗？收8个点，先付500，行吗？", ["percent", "fee"]),
        ("您好，请问需要停息挂账吗？先付500定金可以吗？", ["fee"]),
        ("您好，我可以帮您停息挂账，先付500吗？", ["fee"]),
        ("请问有需要停息的吗？先付600定金，行吗？", ["fee"]),
        ("请问是否需要停息挂账？先付300建档，可以吗？", ["fee"]),
        ("请问哪位想办停息挂账？定金500，行不行？", ["fee"]),
        ("你好，我能帮你们全家停息挂账，先交800行吗？", ["fee"]),
    ],
)
def test_a_seller_who_opens_with_a_question_names_his_price(text: str, expected: list[str]) -> None:
    assert roles(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "请问先付500停息挂账靠谱吗",
        "请问你们停息挂账要先付500吗？",
        "请问需要先付500定金才停息吗？",
        "请问有没有做过停息挂账的，先付600对吗？",
        "请问大家，停息挂账先付500行吗？",
        "请问，停息挂账要先交800吗？",
        "客服您好，我想停息挂账，你们先收500吗？",
        "请问是先付500再停息吗？",
        "请问哪位办过停息，先付500吗？",
    ],
)
def test_what_a_customer_asks_about_is_no_fee(text: str) -> None:
    assert roles(text) == ["none"]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("停息挂账，您可以享受2980元的打包价", "fee"),
        ("停息挂账，您将获得2980元全程服务", "fee"),
        ("停息挂账，优惠价2980元给您。", "fee"),
        ("停息挂账，您拿到2980元会员价", "fee"),
        ("停息挂账，赔付金2980元先交", "fee"),
        ("停息挂账，退款金额2980元手续费", "fee"),
        ("停息挂账，帮您退学费2980起", "fee"),
        ("给您补偿2000元", "none"),
        ("您可获得2980元补偿", "none"),
        ("您将收到退款2980元", "none"),
        ("赔偿金3000元，已到账", "none"),
        ("您可以享受2980元减免", "none"),
        ("您将获得2980元服务费退款", "none"),
        ("给您补偿2000元起", "none"),
        ("帮您减免500元手续费", "none"),
        ("您可获得500元，先付给你", "none"),
        ("帮您退学费2980元", "none"),
    ],
)
def test_a_price_in_words_of_a_gift_is_told_from_a_gift(text: str, role: str) -> None:
    assert roles(text) == [role]


def test_a_long_question_is_judged_in_linear_time() -> None:
    def seconds(count: int) -> float:
        analysis = extractor().analyse("请问大家，" + "先付500定金停息挂账，" * count + "靠谱吗？")
        plain = analysis.normalized.text
        amounts = find_amounts(plain)
        best = math.inf
        for _ in range(2):
            started = time.perf_counter()
            reading = read(plain, amounts, analysis.frames)
            no_fees(reading, {item.figure: item.role for item in reading.findings})
            best = min(best, time.perf_counter() - started)
        return best

    assert seconds(1_600) < 0.2 + 4 * 8 * seconds(200)
