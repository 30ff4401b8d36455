"""The score: exact, additive, stable, and never an exception for what can be scored."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtad.errors import DebtadError, InputError
from debtad.features import signal_names
from debtad.model.score import MAX_CHARACTERS, MOST_PLACES, Detector, check_text, sigmoid
from debtad.text.decode import decode
from debtad.text.normalize import normalize
from debtad.verdict import FACTS, STANCES, SUBTYPES, Verdict
from tests.support import AD, CALM, INVISIBLE, pasted, scorable

VALIDATION = Path(__file__).resolve().parents[2] / "data" / "corpus" / "validation"


def corpus(count: int) -> list[str]:
    """Risky texts of the validation split, evenly spread."""
    lines = [line for path in sorted(VALIDATION.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    rows = map(json.loads, lines)
    risky = [row["text"] for row in rows if row["label"] == "risky"]
    return risky[:: max(len(risky) // count, 1)][:count]


def total(verdict: Verdict) -> float:
    """The log-odds that the verdict's own account adds up to."""
    items = (*verdict.evidence, *verdict.counter, *verdict.words)
    return math.fsum([verdict.intercept, *(item.contribution for item in items)])


def hold_together(detector: Detector, text: str, **options: Any) -> None:
    """What is true of every verdict. Raises what scoring raises."""
    verdict = detector.score(text, **options)
    assert verdict.text == text[:MAX_CHARACTERS]
    assert 0.0 <= verdict.score <= 1.0
    assert verdict.score == sigmoid(total(verdict))
    if abs(total(verdict)) < 12:  # beyond that a probability has too few digits left to be turned back
        assert math.log(verdict.score) - math.log1p(-verdict.score) == pytest.approx(total(verdict), abs=1e-9)
    for item in (*verdict.evidence, *verdict.counter):
        assert 0 <= item.start < item.end <= len(verdict.text)
        assert item.quote == verdict.text[item.start : item.end]
        assert item.stance in STANCES
        assert math.isfinite(item.contribution)
    for word in verdict.words:
        assert 0 <= word.start < word.end <= len(verdict.text)
        assert word.text == verdict.text[word.start : word.end]
        assert word.contribution != 0
    assert all(item.contribution >= 0 for item in verdict.evidence)
    assert all(item.contribution <= 0 for item in verdict.counter)
    assert verdict.level == detector.level(verdict.score)
    assert verdict.flagged == (verdict.level != "low")
    assert verdict.subtype in ((*SUBTYPES,) if verdict.flagged else ("none",))
    assert list(verdict.facts) == [fact for fact in FACTS if fact in verdict.facts]
    assert verdict.advice


@given(scorable)
@settings(max_examples=300)
def test_any_text_with_a_chinese_character_is_scored(detector: Detector, text: str) -> None:
    hold_together(detector, text)


@given(pasted)
def test_any_other_text_is_an_input_error_and_nothing_else(detector: Detector, text: str) -> None:
    with suppress(InputError):
        hold_together(detector, text)


@given(st.one_of(st.binary(max_size=200), scorable.map(lambda t: t.encode("gb18030", "replace"))))
@settings(max_examples=300)
def test_any_bytes_are_scored_or_refused_by_name(detector: Detector, data: bytes) -> None:
    with suppress(DebtadError):
        detector.score(decode(data))


@pytest.mark.parametrize("text", corpus(150), ids=range(150))
def test_verdicts_on_corpus_ads_hold_together(detector: Detector, text: str) -> None:
    hold_together(detector, text, debt=50_000, lang="en")


@given(scorable)
def test_the_same_text_twice_gives_the_same_verdict(detector: Detector, text: str) -> None:
    assert detector.score(text) == detector.score(text)


def test_a_detector_gives_the_same_verdicts_cold_and_warm(detector: Detector) -> None:
    """Cold texts are searched by dictionary, later ones by automaton: not one bit may differ."""
    for start in range(0, 60, 20):
        cold = Detector(detector.model)
        for text in corpus(60)[start : start + 20]:
            assert cold.score(text) == detector.score(text)
    detector.score("一" * MAX_CHARACTERS)
    detector.score("一" * MAX_CHARACTERS)
    cold = Detector(detector.model)
    assert [cold.score(text) for text in corpus(60)[::6]] == [detector.score(text) for text in corpus(60)[::6]]


@given(st.sampled_from(corpus(150)), st.sampled_from(INVISIBLE), st.data())
@settings(max_examples=300)
def test_an_invisible_character_anywhere_never_lowers_the_score(
    detector: Detector, text: str, mark: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(text)))
    assert detector.score(text[:place] + mark + text[place:]).score >= detector.score(text).score


@given(st.sampled_from(corpus(150)), st.sampled_from(INVISIBLE))
def test_invisible_characters_everywhere_never_lower_the_score(detector: Detector, text: str, mark: str) -> None:
    assert detector.score(mark + mark.join(text) + mark).score >= detector.score(text).score


def test_a_word_reads_as_its_phrase_when_it_is_normalised(detector: Detector) -> None:
    detector = Detector(detector.model._replace(ngrams=(), ngram_weights=()))  # which are told by stretches
    phrases = set(detector.model.phrases)
    for text in corpus(60):
        if normalize(text).edits:
            continue
        for word in detector.score(text).words:
            assert normalize(word.text).text in phrases


def test_an_ad_scores_above_an_everyday_post(detector: Detector) -> None:
    ad, calm = detector.score(AD), detector.score(CALM)
    assert ad.score > calm.score
    assert (ad.level, calm.level) == ("high", "low")
    assert calm.facts == {}
    assert calm.subtype == "none"


@pytest.mark.parametrize("text", ["", " ", "\n\t\u3000", "\u00a0"])
def test_blank_text_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(InputError, match="the text is empty: paste an ad"):
        check_text(text)


@pytest.mark.parametrize("text", ["debt relief 498", "\u200b", "？！", "ひらがな", "\ud800", "😀"])
def test_text_without_chinese_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no Chinese characters"):
        check_text(text)


def test_long_text_is_scored_on_its_beginning_and_says_so(detector: Detector) -> None:
    text = AD + "。" + "好" * (MAX_CHARACTERS * 2)
    verdict = detector.score(text)
    assert verdict.truncated
    assert len(verdict.text) == MAX_CHARACTERS
    assert not detector.score("好" * MAX_CHARACTERS).truncated
    assert detector.score("好" * (MAX_CHARACTERS + 1)).truncated


def test_chinese_only_behind_the_scored_part_is_refused(detector: Detector) -> None:
    with pytest.raises(InputError, match="no Chinese characters"):
        detector.score("a" * MAX_CHARACTERS + "停息挂账")


def test_levels_begin_at_their_thresholds(detector: Detector) -> None:
    high, review = detector.model.thresholds["high"], detector.model.thresholds["review"]
    assert [
        detector.level(s) for s in (high, math.nextafter(high, 0), review, math.nextafter(review, 0), 1.0, 0.0)
    ] == [*("high", "review", "review", "low", "high", "low")]


def test_language_changes_words_and_nothing_else(detector: Detector) -> None:
    zh, en = detector.score(AD), detector.score(AD, lang="en")
    assert (zh.score, zh.facts, zh.words) == (en.score, en.facts, en.words)
    assert [e.quote for e in zh.evidence] == [e.quote for e in en.evidence]
    assert all(a.title != b.title and a.why != b.why for a, b in zip(zh.evidence, en.evidence, strict=True))


def test_the_readers_debt_changes_the_cost_and_nothing_else(detector: Detector) -> None:
    without, with_debt = detector.score(AD), detector.score(AD, debt=50_000)
    assert without.cost["debt"] is None
    assert with_debt.cost["debt"] == 50_000
    assert (without.score, without.facts, without.evidence) == (with_debt.score, with_debt.facts, with_debt.evidence)


def test_evidence_carries_the_figure_it_speaks_of(detector: Detector) -> None:
    values = {item.signal: item.value for item in detector.score(AD).evidence}
    assert values["upfront_fee"] == 500.0
    assert values["long_deferral_no_payment"] == [12.0, 36.0]
    assert values["stop_interest_promise"] is None


def test_words_behind_a_disguise_stand_where_they_were_written(detector: Detector) -> None:
    plain, hidden = "停息挂账，", "停*息*挂*账，"
    found = [
        {(word.text, word.start - len(first)) for word in detector.score(first + AD).words if word.start >= len(first)}
        for first in (plain, hidden)
    ]
    assert found[0] == found[1] != set()


def test_a_segment_must_outdo_the_whole(detector: Detector) -> None:
    assert detector.score("\n".join([AD] * 4)).segment is None
    verdict = detector.score("\n".join([*[CALM] * 9, AD, *[CALM] * 9]))
    assert verdict.segment is not None
    assert verdict.segment.whole < verdict.score


def test_what_stands_around_a_passage_that_carries_the_verdict_is_not_laid_to_its_account(detector: Detector) -> None:
    report = (
        "记者了解到，市民王女士此前交了3800元培训费，对方承诺停息挂账，至今没有下文，警方已立案侦查，提醒市民谨防受骗。"
    )
    more = "法院经审理查明，该公司并无法律服务资质，其所称内部渠道纯属虚构，判决其退还全部费用。"
    ad = "网贷逾期别硬扛，找我们谈，先付500元定金，不退，主页有联系方式"
    verdict = detector.score("\n".join([report, more, ad, more, report]))
    assert verdict.segment is not None
    assert verdict.segment.whole < detector.model.thresholds["review"] <= verdict.score
    start, end = verdict.segment.start, verdict.segment.end
    assert all(start <= item.start < item.end <= end for item in (*verdict.evidence, *verdict.counter))
    assert verdict.facts == detector.score(ad).facts == {"nonrefundable_deposit": [500.0]}
    assert 3800.0 not in [item["high"] for item in verdict.cost["items"]]


def test_a_signal_said_early_and_late_weighs_once_and_once_more_for_the_end(detector: Detector) -> None:
    weights = detector.model.signal_weights
    everywhere, closing = (weights[name] for name in signal_names("stop_interest_promise", "asserted"))
    text = "停息挂账，我们办理，网贷逾期别慌，全程代谈，停息挂账"
    said = [item for item in detector.score(text).evidence if item.signal == "stop_interest_promise"]
    assert [item.stance for item in said] == ["asserted", "asserted"]
    assert [item.contribution for item in said] == [everywhere, closing]


@pytest.mark.parametrize(("value", "probability"), [(0.0, 0.5), (800.0, 1.0), (-800.0, 0.0), (math.log(3), 0.75)])
def test_sigmoid_does_not_overflow(value: float, probability: float) -> None:
    assert sigmoid(value) == pytest.approx(probability)


def test_a_limit_that_is_reached_is_said(detector: Detector) -> None:
    shown = detector.score("停息挂账，" * 300)
    assert shown.truncated
    assert shown.truncated_reason == f"only the first {MOST_PLACES} places of a signal are shown; all were weighed"
    assert shown.to_dict()["truncated_reason"] == shown.truncated_reason
    assert shown.score == sigmoid(total(shown))
    later = detector.score("停息挂账，" * 300 + "先付500元定金")
    assert "upfront_fee" in {item.signal for item in later.evidence}
    hidden = detector.score("亭息卦账，" * 4_000)
    assert f"only the first {len(hidden.text)} characters were scored: they hide 300 terms" in hidden.truncated_reason
    assert hidden.score == sigmoid(total(hidden))
    assert detector.score(AD).limits == ()


@pytest.mark.parametrize(
    "tail", ["\n " * 100, "~ " * 60, "签到 " * 50, "签到 " * 300, "= " * 20, "还款" * 30, "_" * 80]
)
def test_a_repeated_tail_says_nothing(detector: Detector, tail: str) -> None:
    assert detector.score(CALM + tail).level != "high"
    assert detector.score(AD + tail).flagged


@pytest.mark.parametrize("debt", [-5.0, 0.0, float("nan"), float("inf"), 2e12])
def test_a_debt_that_is_no_amount_is_refused(detector: Detector, debt: float) -> None:
    with pytest.raises(InputError, match="not an amount of yuan"):
        detector.score(AD, debt=debt)
