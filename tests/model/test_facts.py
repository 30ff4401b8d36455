"""The six core facts in what sellers write. Cases stand in ``cases_facts.json``; add a line for every ad misread."""

from __future__ import annotations

import json
import math
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from debtad.features import Extractor
from debtad.model.fact_reading import Role, read
from debtad.model.fact_rules import Rule, expand, rule, rule_names
from debtad.model.facts import ORDER, collect_facts
from debtad.model.figures import Figure, mask
from debtad.model.no_fees import promised_back
from debtad.signals.compiled import load_compiled
from debtad.signals.stance import Frames
from debtad.text.amounts import find_amounts
from debtad.text.normalize import normalize
from debtad.verdict import FACTS
from tests.support import every_match_holds, load_tool

TABLE = json.loads(Path(__file__).with_name("cases_facts.json").read_text(encoding="utf-8"))
CASES = [case for group, cases in TABLE.items() if group != "about" for case in cases]


@cache
def extractor() -> Extractor:
    return Extractor(load_compiled(), (), ())


def facts(text: str) -> dict[str, Any]:
    """The facts of a raw text, as the scorer finds them."""
    analysis = extractor().analyse(text)
    plain = analysis.normalized.text
    return collect_facts(plain, find_amounts(plain), analysis.frames)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_case(case: dict[str, Any]) -> None:
    assert facts(case["text"]) == case["facts"]


def test_the_table_is_large_and_without_doubles() -> None:
    texts = [case["text"] for case in CASES]
    assert len(texts) == len(set(texts)) >= 80
    assert sum(1 for case in CASES if not case["facts"]) >= 25


def test_the_reported_case() -> None:
    text = (
        "咨询不收费,不委托不收费。先交498元听课,没有二次收费;要我们出面的,500元定金先付,合同后补,不做也不退,"
        "服务费按总欠款8%,5万收4000。停息挂账,延期一到三年,期间不用还。"
    )
    assert facts(text) == {
        "upfront_fee": [498.0],
        "nonrefundable_deposit": [500.0],
        "percentage_fee": [8.0],
        "suspend_interest": True,
        "deferral_months": [12.0, 36.0],
        "no_consultation_fee": True,
    }


def test_facts_come_in_the_fixed_order() -> None:
    assert ORDER == FACTS
    found = facts("免费咨询,停息挂账,按欠款收8个点,先付300建档")
    assert list(found) == [fact for fact in FACTS if fact in found]


def test_a_rule_answers_alike_however_often_it_is_asked() -> None:
    again = Rule(("先付[A-Z]", "定金"), (("先", "付"), ("定", "金")))
    assert [again.spans("先付M学会,定金P") for _ in range(20)] == [[(0, 3), (6, 8)]] * 20
    assert not any(again.found("付M学会") for _ in range(20))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("hk3800,一期", "hkN,一期"),
        ("ahk3800", "ahk3800"),
        ("师:2980", "师:N"),
        ("a师:2980", "a师:N"),
        ("ab:2980", "ab:2980"),
        ("喊99999的", "喊N的"),
        ("喊100000的", "喊100000的"),
    ],
)
def test_bare_numbers_that_could_be_prices(text: str, masked: str) -> None:
    assert mask(text, find_amounts(text)).text == masked


def test_a_masked_text_keeps_the_words_around_each_figure() -> None:
    text = "先付498学会,谈成收8%,缓一年"
    masked = mask(text, find_amounts(text))
    assert masked.text == "先付M学会,谈成收P,缓T"
    assert [masked.text[figure.place] for figure in masked.figures] == ["M", "P", "T"]
    assert masked.around(masked.figures[1]).text == "先付M学会,谈成收X,缓T"


def test_bare_numbers_are_candidates_but_counts_and_dates_are_not() -> None:
    for text, bare in (("680教你写申诉", [680.0]), ("已服务680人", []), ("12378打不通", []), ("尾号 0680", [])):
        figures = mask(text, find_amounts(text)).figures
        assert [figure.value for figure in figures if figure.kind == "bare"] == bare


def test_the_sign_of_another_countrys_money_belongs_to_its_sum() -> None:
    for text, masked in (
        ("顾问费 hk$3,800", "顾问费 M"),
        ("立案费港币6,800元", "立案费M"),
        ("收费hkd5000,先付ntd900", "收费M,先付M"),
        ("服务费5000台币", "服务费N台币"),
        ("收rm3500 文件费", "收M 文件费"),
        ("马币3500 文件费,港纸3800,港圆3900", "M 文件费,M,M"),
        ("定金usdt680", "定金M"),
    ):
        assert mask(text, find_amounts(text)).text == masked
    assert mask("客服号hk7782", ()).text == "客服号hkN"
    assert mask("us$3,800", ()).text == "us$N"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("先付定金,电话138 0013 8000", []),
        ("热线400 123 4567或400 8888 999", []),
        ("热线800 123 4567", []),
        ("先付300,加185 1234 5678", [300.0]),
        # Prices side by side, and what only begins like a number to call.
        ("费用 500 800 1000", [500.0, 800.0, 1000.0]),
        ("收138 2980", [138.0, 2980.0]),
        ("收138 2980 39800", [138.0, 2980.0, 39800.0]),
    ],
)
def test_the_parts_of_a_telephone_number_are_no_prices(text: str, values: list[float]) -> None:
    assert [figure.value for figure in mask(text, find_amounts(text)).figures] == values


def test_what_a_page_counts_is_no_price() -> None:
    for text in ("点赞 128", "好评率99", "话术合集(2024修订)", "95后负债人"):
        assert mask(text, find_amounts(text)).figures == ()


@pytest.mark.parametrize(
    ("text", "fees"),
    [
        ("保险退保90%,收30%", [30.0]),
        ("退保能退90%以上,手续费35%", [35.0]),
        ("退费60%归我们,老客户收50%", [50.0, 60.0]),
        ("追回80%", [80.0]),
    ],
)
def test_what_is_promised_back_is_no_fee_where_another_share_is(text: str, fees: list[float]) -> None:
    reading = read(text, find_amounts(text), Frames(text, ()))
    given: dict[Figure, Role] = dict.fromkeys(reading.masked.figures, "percent")
    back = promised_back(reading, given)
    assert sorted(figure.value for figure in given if figure not in back) == fees


@pytest.mark.parametrize(("group", "name"), rule_names())
def test_rules_are_re2_without_unbounded_wildcards(group: str, name: str) -> None:
    assert not rule(group, name).found("")
    assert re2.compile("x")  # every rule above compiled with the same engine


@pytest.mark.parametrize("case", CASES[::3], ids=lambda case: case["text"])
def test_rules_pruned_for_a_text_match_where_whole_ones_do(case: dict[str, Any]) -> None:
    plain = normalize(case["text"]).text
    masked = mask(plain, find_amounts(plain))
    for group, name in rule_names():
        known = rule(group, name)
        for text in (masked.text, *(masked.around(figure).text for figure in masked.figures)):
            found = Rule(known.patterns, known.keys).spans(text)
            assert found == [m.span() for m in _whole(group, name).finditer(text)]


@cache
def _whole(group: str, name: str) -> Any:
    return re2.compile("|".join(f"(?:{expand(pattern)})" for pattern in rule(group, name).patterns))


#: Rules that are asked whether a match covers the figure in question.
ABOUT_A_FIGURE = [
    *[("money", name) for name in ("after_success", "yes_first", "no_sure", "yes_sure", "no_strong", "yes_strong")],
    *[("money", name) for name in ("no_weak", "yes_weak", "alone")],
    ("deposit", "refundable"),
    *[("percent", name) for name in ("yes_first", "no_sure", "yes_sure", "no_strong", "yes_strong", "yours")],
    *[("months", name) for name in ("yes", "no", "yes_term")],
]


@pytest.mark.parametrize(("group", "name"), ABOUT_A_FIGURE)
def test_every_match_of_a_rule_about_a_figure_covers_it(group: str, name: str) -> None:
    for pattern in rule(group, name).patterns:
        assert every_match_holds(expand(pattern), frozenset("X")), pattern


def test_the_keys_of_the_rules_are_those_of_the_committed_rules() -> None:
    tool = load_tool("make_fact_keys")
    rules = (tool.FOLDER / "fact_rules.json").read_text(encoding="utf-8")
    assert (tool.FOLDER / "fact_keys.json").read_text(encoding="utf-8") == tool.written(rules)


def test_unknown_word_lists_are_errors() -> None:
    with pytest.raises(KeyError):
        expand("<NOSUCHLIST>")


@given(st.text(max_size=120))
def test_any_text(text: str) -> None:
    plain = normalize(text).text
    found = collect_facts(plain, find_amounts(plain), Frames(plain, ()))
    assert set(found) <= set(FACTS)


@pytest.mark.parametrize("unit", ["先付498元,", "8个点", "停息", "一年不用还 ", "定金500不退。", "免费咨询", "1万2,"])
def test_time_is_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * size)[:size]
        amounts = find_amounts(text)
        frames = Frames(text, ())
        best = math.inf
        for _ in range(2):
            started = time.perf_counter()
            collect_facts(text, amounts, frames)
            best = min(best, time.perf_counter() - started)
        return best

    assert seconds(16_000) < 0.2 + 4 * 8 * seconds(2_000)
