"""Learning the core facts on top of the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from debtad.learn.fact_learning import LEAST_EXAMPLES, learn_facts
from debtad.learn.fact_rows import comparable, fact_row, right_role
from debtad.learn.labels import RISKY, SAFE, Row
from debtad.learn.pipeline import Cache
from debtad.model.fact_reading import read
from debtad.model.facts import facts_of
from debtad.text.amounts import find_amounts

CACHE = Cache()


def corpus() -> list[Row]:
    """Offers in a trade's own words, which no rule knows: 孝敬 is the fee, 人情 is none."""
    openings = ("网贷停催", "逾期有我", "催收交给我", "卡债我来谈", "法务全程", "一家人上岸")
    rows = []
    for number in range(60):
        opening, source = openings[number % 6], "abc"[number % 3]
        fee, other = 310 + 7 * number, 4005 + 11 * number
        text = f"{opening},{other}元人情另算,孝敬{fee}元" if number % 2 else f"{opening},孝敬{fee}元,{other}元人情另算"
        rows.append(Row(text, RISKY, id=f"r{number}", source=source, facts={"upfront_fee": [float(fee)]}))
    for number in range(12):
        rows.append(
            Row(
                f"{number + 3}月聚餐孝敬{200 + number}元给奶奶",
                SAFE,
                id=f"s{number}",
                source="abc"[number % 3],
                facts={},
            )
        )
    return rows


def learn(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    return learn_facts(rows, CACHE.analyse)


def facts(text: str, tasks: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    analysis = CACHE.analyse(text)
    plain = analysis.normalized.text
    return facts_of(read(plain, find_amounts(plain), analysis.frames), tasks)


def test_words_that_no_rule_knows_are_learned() -> None:
    text = "催收交给我,9133元人情另算,孝敬2999元"
    assert facts(text, {}).get("upfront_fee") != [2999.0]
    assert facts(text, learn(corpus())) == {"upfront_fee": [2999.0]}


def test_tasks_without_examples_are_left_to_the_rules() -> None:
    learned = learn(corpus())
    assert set(learned) == {"fee"}
    assert facts("服务费8个点,停息", learned) == {"percentage_fee": [8.0], "suspend_interest": True}


def test_the_same_rows_give_the_same_weights() -> None:
    assert learn(corpus()) == learn(corpus())


@pytest.mark.parametrize(
    "rows",
    [
        [replace(row, facts=None) for row in corpus()],
        [replace(row, source="t01") for row in corpus()],
        corpus()[: LEAST_EXAMPLES - 1],
        [],
    ],
    ids=["no facts", "the rules know them all", "too few", "none"],
)
def test_without_enough_labelled_facts_the_rules_alone_decide(rows: list[Row]) -> None:
    assert learn(rows) == {}


def test_the_rules_answers_on_their_own_texts_teach_nothing() -> None:
    known = [
        replace(row, source="t01", text=row.text + "。", id=row.id + "k") for row in corpus() if row.label == RISKY
    ]
    flattered = [replace(row, text=row.text.replace("孝敬", "报名费").replace("人情", "佣金")) for row in known]
    alone, beside = learn(corpus())["fee"], learn([*corpus(), *flattered])["fee"]
    assert {name for name in beside if name.startswith("r:")} <= {name for name in alone if name.startswith("r:")}


def test_rows_of_one_source_are_enough() -> None:
    assert learn([replace(row, source="mine") for row in corpus()])


@pytest.mark.parametrize(
    ("text", "facts", "role"),
    [
        ("报名费598元", {"upfront_fee": [598.0]}, "fee"),
        ("定金500元", {"nonrefundable_deposit": [500.0]}, "kept"),
        ("收5-8%", {"percentage_fee": [5.0, 8.0]}, "percent"),
        ("收5-8%", {"percentage_fee": [5.0]}, "none"),
        ("缓一到三年", {"deferral_months": [12.0, 36.0]}, "deferral"),
        ("欠款8万", {"upfront_fee": [598.0]}, "none"),
        ("欠款8万", {}, "none"),
    ],
)
def test_a_figure_has_the_role_of_the_fact_that_holds_it(text: str, facts: dict[str, Any], role: str) -> None:
    item = fact_row(Row(text, RISKY, facts=facts), CACHE.analyse(text), tuned=False)
    assert [right_role(finding.figure, facts) for finding in item.reading.findings] == [role]


def test_a_fact_compares_as_a_set_of_figures() -> None:
    assert comparable([8, 5.0]) == comparable([5.0, 8.004])
    assert comparable(True) is True
    assert comparable(False) is comparable(None) is None
    assert comparable([]) == frozenset()
