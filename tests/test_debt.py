"""A debt as people write it: what is read, and what is rather refused than guessed."""

from __future__ import annotations

import pytest
from hypothesis import given

from debtad.debt import read_debt
from debtad.model.score import MOST_DEBT
from debtad.text.numerals import CAP
from tests.support import pasted


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        *((text, 200_000) for text in ("20万", "20w", "20W", "200000元", "200 000", "200,000", "200，000", "20 万")),
        *(
            (text, 200_000)
            for text in ("２０万", "20萬", "贰拾万元整", "约20万", "20多万", "20万左右", "欠20万", "20个w")
        ),
        *(("十二万", 120_000), ("十二万三千", 123_000), ("3万5", 35_000), ("5万5千元", 55_000), ("1.5万", 15_000)),
        *(("5千", 5_000), ("5k", 5_000), ("半万", 5_000), ("一千二", 1_200), ("2千万", 20_000_000), ("2亿", 2e8)),
        *(("50000", 50_000), ("50000.5", 50_000.5), ("1e5", 1e5), ("10,0000", 100_000), ("¥50000", 50_000)),
        *(
            ("RMB 50000", 50_000),
            ("50万人民币", 500_000),
            ("５０，０００ 元", 50_000),
            ("1\u00a0000\u00a0000", 1_000_000),
        ),
    ],
)
def test_a_sum_is_read(text: str, amount: float) -> None:
    assert read_debt(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-5", "0", "nan", "inf", "1e13", "12345678901234", "9" * 60, "很多", "five", "viel"),
        *("10-20万", "三五万", "几万", "1,5", "1,2,3", "2 0万", "20万8%", "5000美元", "$5000", "半", "亿"),
    ],
)
def test_what_is_no_one_sum_is_refused(text: str) -> None:
    assert read_debt(text) is None


@given(pasted)
def test_anything_is_a_sum_that_is_believed_or_none(text: str) -> None:
    amount = read_debt(text)
    assert amount is None or 0 < amount <= MOST_DEBT


def test_no_more_is_read_than_is_believed() -> None:
    assert CAP == MOST_DEBT
