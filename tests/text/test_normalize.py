"""What normalised text looks like, what counts as an evasion, and that every character knows where it came from."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtad.text import tables
from debtad.text.normalize import MOST_UNDONE, Normalized, normalize
from debtad.verdict import Span

CASES = json.loads(Path(__file__).with_name("cases_normalize.json").read_text(encoding="utf-8"))
TERMS = tables.terms()
INVISIBLE = "\u200b\u200c\u200d\u200e\u202e\u2060\ufeff\ufe0f\u00ad\u0336\u0338\u20e3\U000e0041\u0301"
#: Characters from which disguised terms, contact words and ordinary talk are made.
PIECES = st.sampled_from(
    [
        *"停息挂账催收征信正修复协商伤还款债务责逾余期雨分网贷花呗借某微威薇围加私我你的了法律师",
        *"*·|/ ,。、!~_-…\n\r\txvwtcqszhkd①７賬掛債\ud800",
        *["ting", "gua", "txgz", "wx", "➕", "❤️", "🐧", "💳", "👋", "氵去", "企鹅", "加V", "1️⃣"],
        *INVISIBLE,
    ]
)
COMPOSED = st.lists(PIECES, max_size=24).map("".join)
ANY_TEXT = st.one_of(COMPOSED, st.text(st.characters(exclude_categories=[]), max_size=30))


@pytest.mark.parametrize(("text", "reads", "kinds"), CASES["undone"])
def test_evasions_are_undone_and_named(text: str, reads: str, kinds: list[str]) -> None:
    result = normalize(text)
    assert result.text == reads
    assert [edit.kind for edit in result.evasions] == kinds


@pytest.mark.parametrize(("text", "reads"), CASES["typography"])
def test_typography_is_no_evasion(text: str, reads: str) -> None:
    result = normalize(text)
    assert result.text == reads
    assert result.evasions == ()


@pytest.mark.parametrize(("text", "why"), CASES["unchanged"])
def test_ordinary_text_is_left_alone(text: str, why: str) -> None:
    result = normalize(text)
    assert result.evasions == (), why
    assert len(result.text) == len(text)


def test_share_of_known_spellings_undone() -> None:
    missed = {}
    count = 0
    for row in CASES["variants"]:
        for spelling in row["spellings"]:
            count += 1
            result = normalize(row["frame"].format(spelling)).text
            if row["reads"] not in result:
                missed[spelling] = result
    assert 1 - len(missed) / count >= CASES["floor"], missed


def test_edits_quote_the_original() -> None:
    result = normalize("想停*催的，加V")
    assert [(e.kind, e.original, e.replacement) for e in result.edits] == [
        ("separator", "停*催", "停催"),
        ("codeword", "V", "微信"),
    ]
    assert all(result.original[e.start : e.end] == e.original for e in result.edits)


def test_traditional_script_is_recorded_but_is_no_evasion() -> None:
    result = normalize("債務協談了")
    assert [(e.kind, e.start, e.end) for e in result.edits] == [("traditional", 0, 4)]
    assert result.evasions == ()


def test_spans_lead_back_to_the_original() -> None:
    result = normalize("我要停*息*挂*账吗")
    at = result.text.index("停息挂账")
    assert result.span(at, at + 4) == Span(2, 9)
    assert result.span(at, at + 2) == Span(2, 5)
    assert result.span(at, at) == Span(2, 2)
    assert result.span(len(result.text), len(result.text)) == Span(10, 10)


def test_plain_text_has_no_maps() -> None:
    assert normalize("信用卡逾期，怎么办？").starts is None
    assert normalize("abc").span(1, 3) == Span(1, 3)


def test_lone_surrogates_and_nothing_are_accepted() -> None:
    assert normalize("").text == ""
    assert normalize("好\ud800人").text == "好\ufffd人"
    assert normalize("停\ud800息").original == "停\ud800息"


@given(ANY_TEXT)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalize(text).text
    assert normalize(once).text == once


@given(ANY_TEXT)
def test_spans_are_in_bounds_and_monotone(text: str) -> None:
    result = normalize(text)
    spans = [result.span(i, i + 1) for i in range(len(result.text))]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.start <= b.start and a.end <= b.end for a, b in pairwise(spans))
    assert all(0 <= result.span(i, i).start <= len(text) for i in range(len(result.text) + 1))
    assert all(text[e.start : e.end] == e.original and e.start < e.end for e in result.edits)


@given(ANY_TEXT, st.data())
def test_invisible_characters_change_nothing(text: str, data: st.DataObject) -> None:
    expected = normalize(text).text
    places = data.draw(st.lists(st.integers(0, len(text)), max_size=5))
    for place in sorted(places, reverse=True):
        text = text[:place] + data.draw(st.sampled_from(INVISIBLE)) + text[place:]
    assert normalize(text).text == expected


def _disguised(data: st.DataObject, term: str) -> str:
    mark = data.draw(st.sampled_from(["*", "👋", "_", "·", "|", " ", "\u200b"]))
    return mark.join(term)


@given(st.sampled_from([term for term in TERMS["debt"] if len(term) > 1]), st.data())
def test_a_quoted_match_reads_the_same_alone(term: str, data: st.DataObject) -> None:
    result: Normalized = normalize(f"好的，{_disguised(data, term)}。好的")
    at = result.text.index(term)
    span = result.span(at, at + len(term))
    assert term in normalize(result.original[span.start : span.end]).text


def test_a_text_that_hides_very_many_terms_is_read_up_to_there() -> None:
    text = "亭息卦账" * 2_000 + "停息挂账"
    found = normalize(text)
    assert found.cut
    assert found.original == text[: len(found.original)]
    assert len(found.original) < len(text)
    assert found.text == "停息挂账" * MOST_UNDONE
    assert not normalize("亭息卦账" * (MOST_UNDONE // 4)).cut
