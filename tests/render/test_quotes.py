"""How a letter quotes the seller: the worst terms first, in whole clauses, nothing twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtad.model.explain import guidance
from debtad.model.score import Detector
from debtad.render.quotes import quotes
from debtad.signals.catalog import load_catalog
from debtad.verdict import Evidence, ModelRef, Stance, Verdict


def quoted(text: str, *found: tuple[str, str], most: int = 5, stance: Stance = "asserted") -> list[str]:
    """The quotations of a text in which signals were found at the given words, all weighing the same."""
    evidence = []
    for signal, words in found:
        start = text.index(words)
        item = Evidence(signal, signal, "strong", words, start, start + len(words), None, stance, 0.5, "")
        evidence.append(item)
    verdict = Verdict(ModelRef("m", ""), text, False, 0.9, "high", "debt_relief", {}, tuple(evidence), (), (), 0.0)
    return quotes(verdict, most)


@pytest.mark.parametrize(
    ("text", "words", "quote"),
    [
        ("停息挂账，先交1000定金占名额，速来", "先交1000定", "先交1000定金占名额"),
        ("保费能拿回来，代理维权，成功收费", "拿回来，代理", "保费能拿回来，代理维权"),
        ("先付500元，合同后发", "，合同", "合同后发"),
        ("服务费1,500元起 名额不多", "500元", "服务费1,500元起"),
        ("加 VIP 5 群 先付500元", "先付500", "先付500元"),
        ("客服：先付500元再说", "500", "先付500元再说"),
        ("🔥先付500元🔥速来", "500", "先付500元"),
        ("先付\u202e500元", "500", "先付\ufffd500元"),
    ],
)
def test_a_quotation_is_widened_to_its_clauses(text: str, words: str, quote: str) -> None:
    assert quoted(text, ("upfront_fee", words)) == [quote]


def test_quotations_that_share_words_are_one() -> None:
    text = "先交1000定金占名额，定金不退，名额不多"
    found = (("upfront_fee", "先交1000定"), ("deposit_kept_terms", "定金占名额，定金不退"), ("misc_fee", "1000定金"))
    assert quoted(text, *found) == ["先交1000定金占名额，定金不退"]


def test_the_same_words_at_the_same_place_are_quoted_once() -> None:
    assert quoted("先付500元，速来", ("upfront_fee", "先付500元"), ("misc_fee", "先付500元")) == ["先付500元"]


def test_the_worst_terms_come_first_and_lures_last() -> None:
    text = "名额不多，成功率98%，寄电话卡过来，服务费8%，定金不退"
    found = (
        ("urgency_scarcity", "名额不多"),
        ("guaranteed_outcome", "成功率98%"),
        ("sim_card_handover", "寄电话卡"),
        ("percent_of_total_debt", "服务费8%"),
        ("deposit_kept_terms", "定金不退"),
    )
    assert quoted(text, *found) == ["定金不退", "服务费8%", "寄电话卡过来", "成功率98%", "名额不多"]
    assert quoted(text, *found, most=2) == ["定金不退", "服务费8%"]


def test_what_is_cut_is_marked() -> None:
    (quote,) = quoted("欠" * 90 + "先付500" + "款" * 90, ("upfront_fee", "先付500"))
    assert quote.startswith("…欠")
    assert quote.endswith("款…")
    assert "先付500" in quote
    assert len(quote) < 65


def test_only_what_the_seller_says_is_quoted() -> None:
    assert quoted("先付500元", ("upfront_fee", "先付500元"), stance="warned") == []


@given(
    st.lists(st.sampled_from(("先付", "500", "元", "，", " ", "定金不退", "：", "🔥", "a", "\n")), max_size=30).map(
        "".join
    )
)
def test_quotations_are_words_of_the_text_and_hold_no_other(text: str) -> None:
    found = [("upfront_fee", word) for word in ("先付", "500", "定金不退") if word in text]
    told = quoted(text, *found)
    assert len(told) == len(set(told))
    for quote in told:
        assert quote.strip("…").replace(" ", "") in " ".join(text.split()).replace(" ", "")


def test_the_ranks_name_known_signals_once() -> None:
    named = [signal for signals in guidance()["quoted"] for signal in signals]
    assert len(named) == len(set(named))
    assert set(named) <= {signal.id for signal in load_catalog()}
    assert guidance()["quoted"].count([]) == 1


def test_a_letter_prefers_terms_to_haste(detector: Detector) -> None:
    verdict = detector.score("先付500，合同后发，信用卡停息挂账，最长60期，服务费8%，名额不多，私信我")
    assert quotes(replace(verdict), 3) == ["先付500，合同后发", "服务费8%", "信用卡停息挂账"]
