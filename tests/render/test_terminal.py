"""The view for a person: marks, figures, reasons, the account, and nothing that could fool a terminal."""

from __future__ import annotations

import io
import math
import re
from dataclasses import replace

import pytest
from hypothesis import given

from debtad.model.charge_items import Charge
from debtad.model.explain import cost_of
from debtad.model.score import Detector
from debtad.render.terminal import print_verdict
from debtad.render.view import view
from debtad.render.visible import visible
from debtad.render.words import WORDS, fact_text, facts_text, figure, money_text, score_text, weight_text
from debtad.signals.catalog import load_catalog
from debtad.verdict import FACTS, STANCES, SUBTYPES, Level, Verdict
from tests.support import AD, CALM, ROOT, scorable


def drawn(detector: Detector, text: str, lang: str = "zh", debt: float | None = None, width: int = 100) -> str:
    out = io.StringIO()
    print_verdict(detector.score(text, debt=debt, lang=lang), lang=lang, file=out, width=width)
    return out.getvalue()


def example(name: str) -> str:
    return (ROOT / "examples" / name).read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "zh",
            ("高风险", "债务减免", "停息挂账", "12–36 个月", "依据", "谁才能答应", "该怎么办", "12378", "不是法律意见"),
        ),
        ("en", ("HIGH RISK", "debt relief", "停息挂账", "12–36 months", "What speaks for it", "not legal advice")),
    ],
)
def test_an_ad_is_explained_in_both_languages(detector: Detector, lang: str, words: tuple[str, ...]) -> None:
    text = re.sub(r"\s+", " ", drawn(detector, AD, lang))
    assert [word for word in words if word not in text] == []


CHINESE_MARKS = re.compile("[，。；：、（）　]")


@pytest.mark.parametrize("debt", [None, 50_000])
def test_english_has_english_punctuation(detector: Detector, debt: float | None) -> None:
    text = "先付888元 合同再收2880元 服务费8% 停息挂账 延期一到三年 法务代谈 加微信"
    assert CHINESE_MARKS.findall(drawn(detector, text, "en", debt)) == []


def test_the_cost_is_computed_beside_doing_it_oneself(detector: Detector) -> None:
    text = drawn(detector, example("ads/deposit_500_percent_8.txt"), debt=50_000)
    assert re.search(r"50,000 × 8 % = 4,000 元", text)
    assert re.search(r"合计 4,500 元", text)
    assert re.search(r"自己.* 0 元", text)


def with_cost(verdict: Verdict, *charges: Charge, subtype: str = "none", lang: str = "zh") -> Verdict:
    """The verdict with the cost of these charges for a debt of 50,000 元."""
    return replace(verdict, cost=cost_of(charges, (), 50_000, lang, subtype))


LATE = Charge("success_fee", 3000, 3000, late=True)
EITHER = Charge("upfront_fee", 1500, 1500, choice=1), Charge("percentage_fee", 5, 5, percent=True, choice=1)
MONTHLY = Charge("upfront_fee", 300, 300, per="month")
REFUNDED = Charge("percentage_fee", 30, 30, percent=True)


@pytest.mark.parametrize(
    ("charges", "subtype", "words", "total"),
    [
        ((*EITHER, LATE), "none", ("几种收法之一", "说办成后或最后才收的费用", "3,000 元"), "1,500–5,500 元"),
        ((MONTHLY, Charge("upfront_fee", 500, 800)), "none", ("至少 300 元", "500–800 元"), "至少 800 元"),
        ((Charge("upfront_fee", 99, 99), REFUNDED), "fee_refund", ("30 %", "退多少才知道收多少"), "至少 99 元"),
    ],
)
def test_open_late_and_alternative_sums_are_told_alike_everywhere(
    detector: Detector, charges: tuple[Charge, ...], subtype: str, words: tuple[str, ...], total: str
) -> None:
    verdict = with_cost(detector.score(AD), *charges, subtype=subtype)
    out = io.StringIO()
    print_verdict(verdict, lang="zh", file=out, width=200)
    seen = view(verdict)
    told = " ".join(
        f"{row.label} {figure(row.percent[0]) if row.percent else ''} % {row.sum}" for row in seen.cost.rows
    )
    for page in (re.sub(r"\s+", " ", out.getvalue()), re.sub(r"\s+", " ", told)):
        assert [word for word in words if word not in page] == []
    assert f"合计 {total}" in out.getvalue()
    assert seen.cost.sum == total
    assert seen.cost.depends_on_debt == (subtype == "none" and len(charges) == 3)


def test_other_money_is_named_and_not_added_to_yuan(detector: Detector) -> None:
    hong_kong = Charge("upfront_fee", 3800, 3800, currency="HKD")
    for charges, total in (
        ((hong_kong,), "3,800 港元"),
        ((hong_kong, Charge("upfront_fee", 500, 500)), "币种不同，没有合计"),
    ):
        verdict = with_cost(detector.score(AD), *charges)
        out = io.StringIO()
        print_verdict(verdict, lang="zh", file=out, width=200)
        assert "3,800 港元" in out.getvalue()
        assert view(verdict, "zh").cost.sum == total
        assert "合计 4" not in out.getvalue()


def test_what_comes_back_is_told_and_left_out_of_the_total(detector: Detector) -> None:
    deposit, fee = Charge("upfront_fee", 500, 500, back="end"), Charge("upfront_fee", 3000, 3000)
    verdict = with_cost(detector.score(AD), deposit, fee)
    seen = view(verdict, "zh").cost
    assert [("说最后会退" in row.label, row.returned) for row in seen.rows] == [(True, True), (False, False)]
    assert seen.sum == "3,000 元"


def test_a_share_of_a_loan_without_a_debt_is_none_of_the_debt(detector: Detector) -> None:
    cost = cost_of([Charge("percentage_fee", 8, 8, percent=True, late=True)], (), None, "zh", "loan_broker")
    out = io.StringIO()
    print_verdict(replace(detector.score(AD), cost=cost), lang="zh", file=out, width=200)
    assert "按下款金额收" in out.getvalue()
    assert "欠款的 8" not in out.getvalue()


def test_without_a_debt_the_reader_is_told_how_to_give_one(detector: Detector) -> None:
    assert "用 --debt 填欠款" in drawn(detector, example("ads/deposit_500_percent_8.txt"))


@pytest.mark.parametrize(("level", "told"), [("high", True), ("review", True), ("low", False)])
def test_a_flag_that_only_wording_speaks_for_says_so(detector: Detector, level: Level, told: bool) -> None:
    for verdict, expected in (
        (replace(detector.score(AD), level=level, evidence=()), told),
        (replace(detector.score(AD), level=level), False),
    ):
        out = io.StringIO()
        print_verdict(verdict, lang="en", file=out, width=200)
        assert (WORDS["only_wording"]["en"] in out.getvalue()) == expected
        assert bool(view(verdict, "en").only_wording) == expected


def test_the_account_adds_up_to_the_score_shown(detector: Detector) -> None:
    text = re.sub(r"\s+", " ", drawn(detector, AD))
    start, signals, words, total, score = map(
        float, re.findall(r"起点 (\S+) 信号 (\S+) 用词 (\S+) 合计 (\S+) → (\S+)", text)[0]
    )
    assert start + signals + words == pytest.approx(total, abs=0.02)
    assert score == pytest.approx(1 / (1 + math.exp(-total)), abs=0.002)
    assert f"{score:.3f}" == score_text(detector.score(AD).score)


def test_no_score_is_shown_as_certain() -> None:
    assert [score_text(score) for score in (0.0, 0.0004, 0.25, 0.9996, 1.0)] == [
        "0.001",
        "0.001",
        "0.250",
        "0.999",
        "0.999",
    ]


@pytest.mark.parametrize(("weight", "told"), [(0.049, ""), (-0.049, ""), (0.05, "+0.05"), (-1.234, "-1.23")])
def test_what_hardly_counts_gets_no_figure(weight: float, told: str) -> None:
    assert weight_text(weight) == told


def test_evidence_is_marked_in_the_text_and_numbered_in_order(detector: Detector) -> None:
    text = drawn(detector, AD, width=200)
    marked, _, reasons = text.partition("依据")
    numbers = re.findall("[①-⑳]", marked)
    assert re.search("停息挂账[①-⑳]", marked)
    evidence = reasons.partition("反面依据")[0]
    shown = re.findall("^ *([①-⑳])", evidence, re.MULTILINE)
    assert [number for number in numbers if number in shown] == shown == sorted(shown)
    assert re.findall("^ *([①-⑳])", reasons, re.MULTILINE) == sorted(numbers)


def test_a_pipe_gets_no_colours(detector: Detector) -> None:
    assert "\x1b" not in drawn(detector, AD)


def test_counter_evidence_and_stance_are_shown(detector: Detector) -> None:
    text = drawn(detector, example("innocent/news_report.txt"))
    assert "反面依据" in text
    assert "(转述)" in text


def test_a_quiet_text_draws_too(detector: Detector) -> None:
    assert "未见明显风险" in drawn(detector, CALM)


def test_a_cut_text_is_said_aloud(detector: Detector) -> None:
    assert "只读了前 20000 字" in drawn(detector, CALM + "好" * 20_000)


LONG = "今天路过菜市场，顺手买了两斤橘子，回家煮了面。\n" * 300


def test_a_long_text_is_shown_around_its_evidence_with_the_advice_on_the_first_screen(detector: Detector) -> None:
    text = LONG + AD + "\n" + LONG
    shown = drawn(detector, text, width=80)
    told, _, rest = shown.partition("该怎么办")
    assert len(told.splitlines()) < 18
    whole = re.sub(r"\s", "", told)
    assert re.search("停息挂账[①-⑳]", whole)
    assert re.search(r"……（略7,\d\d\d字）……", whole)
    assert "依据" in rest
    assert shown.count("该怎么办") == 1


def test_a_long_text_without_evidence_is_shown_by_its_beginning(detector: Detector) -> None:
    shown = drawn(detector, LONG, "en", width=80)
    assert "characters left out) …" in " ".join(shown.split())
    assert len(shown.splitlines()) < 30


def test_every_number_of_a_long_text_in_its_excerpt_has_a_reason(detector: Detector) -> None:
    shown = drawn(detector, AD + LONG + "定金500元不退，私信我。" + LONG, width=100)
    marked, _, rest = shown.partition("该怎么办")
    assert set(re.findall("[①-⑳]", marked)) <= set(re.findall("^ *([①-⑳])", rest, re.MULTILINE))
    assert re.findall("[①-⑳]", marked) != []


@pytest.mark.parametrize(
    "sign",
    [
        *("\x1b", "\x00", "\x07", "\x7f", "\x9b", "\r", "\u202e", "\u2066", "\u200b", "\u200f", "\ud800"),
        *("\u00ad", "\u2060", "\u2028", "\u2029", "\u180e", "\U000e0041"),
    ],
    ids=ascii,
)
def test_what_could_fool_a_terminal_is_shown_as_a_mark(sign: str) -> None:
    assert visible(f"甲{sign}乙") == "甲\ufffd乙"


@pytest.mark.parametrize("text", ["停息挂账\n498元", "😀👍", "４９８ Ａ", "é", "⚠️"])
def test_ordinary_text_stays(text: str) -> None:
    assert visible(text) == text


def test_markup_of_the_drawing_library_is_not_obeyed(detector: Detector) -> None:
    assert "[red]信用卡[/red]" in drawn(detector, "[red]信用卡[/red]:smile:").replace("\n", "")


@given(scorable)
def test_any_verdict_can_be_drawn_without_control_characters(detector: Detector, text: str) -> None:
    shown = drawn(detector, text, width=40)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)


@pytest.mark.parametrize(
    ("value", "text"),
    [(498.0, "498"), (0.5, "0.5"), (1200.0, "1,200"), (4000.25, "4,000.25"), (0.0, "0"), (100.0, "100")],
)
def test_figures_carry_no_needless_decimals(value: float, text: str) -> None:
    assert figure(value) == text


@pytest.mark.parametrize(
    ("fact", "value", "text"),
    [
        ("upfront_fee", [498.0, 1200.0], "先交费用 498、1,200 元"),
        ("nonrefundable_deposit", [], "先付、不退或付后才给合同的钱"),
        ("percentage_fee", [5.0, 8.0], "按比例收费 5–8 %"),
        ("suspend_interest", True, "承诺停息"),
        ("deferral_months", [12.0, 36.0], "承诺延期 12–36 个月"),
        ("no_consultation_fee", True, "以免咨询费招揽"),
    ],
)
def test_facts_are_told_with_their_units(fact: str, value: object, text: str) -> None:
    assert fact_text(fact, value, "zh") == text


def test_every_word_that_a_view_needs_exists_in_both_languages() -> None:
    needed = {*FACTS, *SUBTYPES, *STANCES, "none", "high", "review", "low"}
    assert needed <= set(WORDS)
    assert all(set(words) == {"zh", "en"} for words in WORDS.values())
    assert all(signal.title["zh"] and signal.title["en"] for signal in load_catalog())


def test_two_percentages_are_a_range_only_where_they_are_one_charge() -> None:
    first, last = Charge("percentage_fee", 2, 2, percent=True), Charge("percentage_fee", 6, 6, percent=True, then=True)
    apart = cost_of([first, last], (), None, "zh", "none")
    ranged = cost_of([first._replace(high=6)], (), None, "zh", "none")
    assert facts_text({"percentage_fee": [2.0, 6.0]}, apart, "zh") == ["按比例收费 2、6 %"]
    assert facts_text({"percentage_fee": [2.0, 6.0]}, ranged, "zh") == ["按比例收费 2–6 %"]


@pytest.mark.parametrize(
    ("low", "high", "zh", "en"),
    [
        (500, 500, "500 元", "500 yuan"),
        (500, 800, "500–800 元", "500–800 yuan"),
        (0, 800, "0–800 元", "0–800 yuan"),
        (500, None, "至少 500 元", "at least 500 yuan"),
        (0, None, "说不准，0 或更多 元", "left open, 0 or more yuan"),
    ],
)
def test_a_span_with_an_open_end_never_reads_as_nothing(low: float, high: float | None, zh: str, en: str) -> None:
    assert (money_text(low, high, "zh"), money_text(low, high, "en")) == (zh, en)
