"""Learned weights on top of the rules: what they see, and how they overrule."""

from __future__ import annotations

import json
import math
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from debtad.features import Extractor
from debtad.model.fact_features import RULE, TRIGGERS, figure_features, text_features
from debtad.model.fact_reading import Reading, read
from debtad.model.fact_weights import TASKS, Tasks, decision
from debtad.model.facts import collect_facts, facts_of
from debtad.signals.compiled import load_compiled
from debtad.text.amounts import find_amounts

#: All features of some texts, as the weights of shipped models were learned for them. Who changes them trains anew.
FEATURES = json.loads(Path(__file__).with_name("cases_features.json").read_text(encoding="utf-8"))


@cache
def extractor() -> Extractor:
    return Extractor(load_compiled(), (), ())


def reading(text: str) -> Reading:
    analysis = extractor().analyse(text)
    plain = analysis.normalized.text
    return read(plain, find_amounts(plain), analysis.frames)


def facts(text: str, tasks: Tasks) -> dict[str, Any]:
    return facts_of(reading(text), tasks)


def test_a_figure_is_seen_with_its_words_its_size_and_the_answer_of_the_rules() -> None:
    read_ = reading("网贷逾期找我,先付498元,月供还能减")
    names = figure_features(read_, 0)
    assert {"k:money", "r:fee", "<1付", "<1先付", ">1,月供", "<c先付", "n:1", "i:0", "t:月供"} <= set(names)
    assert names == sorted(set(names))


def test_other_figures_are_masked_so_that_only_the_words_count() -> None:
    one, two = (
        figure_features(reading(f"欠款{debt},律师函一份{price}元"), 1) for debt, price in (("8万", 600), ("9万", 650))
    )
    assert one == two


@pytest.mark.parametrize("bound", [5, 9, 12, 20, 36, 50, 99, 200, 300, 500, 1000, 2000, 5000, 8000, 20_000, 100_000])
def test_a_bound_of_size_begins_a_class(bound: int) -> None:
    def size(value: int) -> list[str]:
        return [name for name in figure_features(reading(f"先付{value}元"), 0) if name.startswith("v:")]

    assert size(bound - 1) != size(bound) == size(bound + 1)


@pytest.mark.parametrize("case", FEATURES["figures"], ids=lambda case: f"{case['number']} of {case['text']}")
def test_what_weights_were_learned_for_is_what_they_are_asked_for(case: dict[str, Any]) -> None:
    assert figure_features(reading(case["text"]), case["number"]) == case["features"]


@pytest.mark.parametrize("case", FEATURES["texts"], ids=lambda case: f"{case['task']} in {case['text']}")
def test_so_it_is_for_promises_without_figures(case: dict[str, Any]) -> None:
    assert text_features(reading(case["text"]), case["task"]) == case["features"]


@pytest.mark.parametrize(
    ("text", "number", "told"),
    [
        ("先付500元,不退", 0, {"K>00", "K>l20", "B0"}),
        ("先付500元,余款2000元。定金不退", 0, {"K>11", "K>l41", "B0"}),
        ("不退定金500元", 0, {"K<00", "B0"}),
        ("押金300元全退,资料费99元", 1, {"B<00", "K0"}),
        ("学费三千八", 0, {"K0", "B0"}),
        ("定金500元,不可退", 0, {"K>00", "K>l20", "B0"}),
    ],
)
def test_the_words_of_keeping_are_seen_with_what_stands_between(text: str, number: int, told: set[str]) -> None:
    assert {name for name in figure_features(reading(text), number) if name[0] in "KB"} == told


@pytest.mark.parametrize(
    ("text", "number", "told"),
    [
        ("一共3000元,先付1000元,余款2000元", 0, {"m:sum"}),
        ("一共3000元,先付1000元,余款2000元", 1, {"m:part", "m:half"}),
        ("一共3000元,先付1000元,余款2000元", 2, {"m:part", "m:double"}),
        ("押金500元,500元不退", 0, {"m:same"}),
        ("押金500元,500不退", 1, {"m:same"}),
        ("先缓12个月,满12个月再还", 1, {"m:same"}),
        ("一项99元", 0, set()),
    ],
)
def test_what_sums_come_to_is_seen(text: str, number: int, told: set[str]) -> None:
    assert {name for name in figure_features(reading(text), number) if name.startswith("m:")} == told


@pytest.mark.parametrize(("count", "added"), [(12, True), (13, False)])
def test_many_sums_are_not_added_up(count: int, added: bool) -> None:
    prices = ",".join(f"{number}00元" for number in range(1, count + 1))
    assert ("m:double" in figure_features(reading(prices), 1)) is added


def test_neighbours_tell_how_the_rules_read_them() -> None:
    assert "r:after:same:fee" in figure_features(reading("基础版98元,报名费598元"), 0)
    assert "r:before:" in figure_features(reading("报名费598元"), 0)


@pytest.mark.parametrize("task", sorted(TRIGGERS))
def test_a_text_without_a_trigger_has_no_features(task: str) -> None:
    assert text_features(reading("催款电话天天响,找我们法务谈"), task) == []


def test_the_clauses_of_a_trigger_are_seen_and_the_others_are_not() -> None:
    names = text_features(reading("找我们聊聊,利息从此不长,放心上班"), "suspend_interest")
    assert {"c利息", "c从此不长", ">放心", f"{RULE}True"} <= set(names)
    assert "c放心" not in names


def test_without_weights_the_rules_decide() -> None:
    text = "先付498元听课,8个点,停息,一年不用还,咨询免费"
    analysis = extractor().analyse(text)
    plain = analysis.normalized.text
    assert facts(text, {}) == collect_facts(plain, find_amounts(plain), analysis.frames)
    assert facts(text, {})["upfront_fee"] == [498.0]


def test_a_task_without_weights_is_left_to_the_rules() -> None:
    found = facts("先付498元听课,服务费8个点", {"percent": {"": -1.0}})
    assert found == {"upfront_fee": [498.0]}


def test_weights_overrule_the_rules_in_both_directions() -> None:
    text = "六十六块随喜,网贷停催"
    assert "upfront_fee" not in facts(text, {"fee": {"": -0.5, ">c随喜": 0.4}})
    assert facts(text, {"fee": {"": -0.5, ">c随喜": 0.6}})["upfront_fee"] == [66.0]


@pytest.mark.parametrize(("value", "kept"), [(1, True), (20_000, True), (20_001, False)])
def test_a_kept_deposit_keeps_to_its_bounds(value: int, kept: bool) -> None:
    found = facts(f"先付{value}元,网贷停催", {"fee": {"": 0.5}, "kept": {"": 1.0}})
    assert found == ({"nonrefundable_deposit": [value]} if kept else {"upfront_fee": [value]})


def test_what_can_be_had_back_is_not_kept() -> None:
    assert facts("先付500元定金,谈不成全退,网贷停催", {"fee": {"": 0.5}, "kept": {"": 1.0}}) == {"upfront_fee": [500.0]}
    assert facts("先付500元定金,概不退,网贷停催", {"fee": {"": 0.5}, "kept": {"": 1.0}}) == {
        "nonrefundable_deposit": [500.0]
    }


def test_of_two_roles_the_likelier_wins() -> None:
    text = "先付500元,网贷停催"
    assert facts(text, {"fee": {"": 1.0}, "kept": {"": 0.5}}) == {"upfront_fee": [500.0]}
    assert facts(text, {"fee": {"": 0.5}, "kept": {"": 1.0}}) == {"nonrefundable_deposit": [500.0]}


def test_a_deposit_may_be_named_without_its_sum() -> None:
    text = "押金交了就没有往外退的,网贷停催"
    assert facts(text, {"deposit_named": {"": -1.0, "c往外退": 2.0}}) == {"nonrefundable_deposit": []}
    assert facts(text, {"deposit_named": {"": -1.0}}) == {}


def test_promises_without_figures_are_decided_by_the_words_of_their_clauses() -> None:
    text = "看账单不花钱,利息让它睡着"
    assert facts(text, {"suspend_interest": {"": -1.0, "c睡着": 1.5}, "no_consultation_fee": {"": -1.0}}) == {
        "suspend_interest": True
    }


def test_where_no_clause_can_be_learned_from_the_rules_decide() -> None:
    text = "找我们谈,平台不会再给你加钱"
    assert text_features(reading(text), "suspend_interest") == []
    assert facts(text, {"suspend_interest": {"": -9.0}}) == {"suspend_interest": True}


def test_what_costs_nothing_is_a_sign_of_a_free_consultation_and_no_sum() -> None:
    text = "网贷停催,首次面谈0元,律师函300元"
    assert reading(text).masked.text == "网贷停催,首次面谈Z,律师函M"
    assert facts(text, {"no_consultation_fee": {"": -1.0, "cZ": 2.0}})["no_consultation_fee"] is True
    assert facts(text, {"fee": {"": 1.0}})["upfront_fee"] == [300.0]


def test_the_rules_answer_is_one_sign_among_others() -> None:
    names = figure_features(reading("先付498元听课"), 0)
    assert [name for name in names if name.startswith(RULE)]
    assert decision({"": -1.0, "r:fee": 2.5, "t:课": -0.5}, names) == 1.0


def test_a_figure_plays_at_most_one_role() -> None:
    tasks = {task: {"": 1.0} for task in TASKS}
    found = facts("定金500元,收8%,缓12个月", tasks)
    assert [
        found.get(name) for name in ("upfront_fee", "nonrefundable_deposit", "percentage_fee", "deferral_months")
    ] == [
        None,
        [500.0],
        [8.0],
        [12.0],
    ]


@pytest.mark.parametrize("text", ["办成后再付我们500元", "欠款30万元"])
def test_learned_weights_keep_to_the_bounds_of_the_rules(text: str) -> None:
    assert facts(text, {"fee": {"": 1.0}, "kept": {"": 1.0}}) == {}


@pytest.mark.parametrize("unit", ["先付498元,", "8个点", "停息", "一年不用还 ", "定金500不退。", "免费咨询", "1万2,"])
def test_time_is_linear(unit: str) -> None:
    tasks = {task: {"": -1.0, "c停息": 2.0, "<1付": 1.0} for task in TASKS}

    def seconds(size: int) -> float:
        text = (unit * size)[:size]
        given = reading(text)
        best = math.inf
        for _ in range(2):
            started = time.perf_counter()
            facts_of(given, tasks)
            best = min(best, time.perf_counter() - started)
        return best

    assert seconds(16_000) < 0.2 + 4 * 8 * seconds(2_000)
