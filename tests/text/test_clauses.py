"""Clauses and sentences of normalised text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtad.text.clauses import clauses, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("停息挂账,我来办。私信!", ["停息挂账,", "我来办。", "私信!"]),
        ("花呗、借呗、网贷都行", ["花呗、借呗、网贷都行"]),
        ("费用4,000元,利率0.8%", ["费用4,000元,", "利率0.8%"]),
        ("欠5万,3年还清", ["欠5万,", "3年还清"]),
        ("警方说:“别信。”他说", ["警方说:“别信。”", "他说"]),
        ("真的?!“不收费”", ["真的?!", "“不收费”"]),
        ("逾期别怕 专业团队 加abc def", ["逾期别怕", "专业团队", "加abc def"]),
        ("等等……再说\n下一行", ["等等……", "再说", "下一行"]),
        ("先还;再谈", ["先还;", "再谈"]),
        ("  \n ", []),
        ("", []),
    ],
)
def test_clauses(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in clauses(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("停息挂账,我来办。私信!", ["停息挂账,我来办。", "私信!"]),
        ("他说“别信。”对", ["他说“别信。”", "对"]),
        ("费用0.8%,再谈 好吗", ["费用0.8%,再谈 好吗"]),
        ("一\n二;三", ["一", "二;", "三"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in sentences(text)] == expected


@pytest.mark.parametrize("cut", [clauses, sentences])
@given(text=st.text(st.sampled_from("停息我a1,。!?;、…. \n”“\"'(")))
def test_spans_are_ordered_trimmed_and_cover_all(cut, text: str) -> None:
    spans = cut(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    pieces = [text[span.start : span.end] for span in spans]
    assert all(piece and piece == piece.strip() for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
