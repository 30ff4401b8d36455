"""Labels that are probably wrong: planted errors are found, each with its reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import joblib
import pytest

from debtad.errors import LabelError
from debtad.learn.doubts import RULES, Doubt, Seen, find_doubts
from debtad.learn.labels import RISKY, SAFE, Row
from debtad.learn.pipeline import Cache


@pytest.fixture(scope="module", autouse=True)
def _threads() -> Iterator[None]:
    """Folds as threads: starting processes takes longer than these few rows."""
    with joblib.parallel_config(backend="threading"):
        yield


@pytest.fixture(scope="module")
def cache() -> Cache:
    return Cache()


def planted(rows: Sequence[Row]) -> tuple[list[Row], str]:
    """The rows with the first plain ad, which has facts, labelled safe."""
    wrong = next(row for row in rows if row.label == RISKY and row.facts and not row.pair)
    return [replace(row, label=SAFE) if row is wrong else row for row in rows], wrong.id


@pytest.fixture(scope="module")
def doubts(small_rows: list[Row], cache: Cache) -> list[Doubt]:
    return find_doubts(planted(small_rows)[0], cache=cache)


def test_a_planted_error_stands_at_the_top_with_its_reasons(small_rows: list[Row], doubts: list[Doubt]) -> None:
    first = doubts[0]
    assert first.row.id == planted(small_rows)[1]
    assert (first.row.label, first.suggested) == (SAFE, RISKY)
    rules = [reason.rule for reason in first.reasons]
    assert {"facts_on_safe", "subtype_differs"} <= set(rules)
    assert all(reason.text and "\n" not in reason.text for reason in first.reasons)


def test_doubts_are_ranked_and_in_bounds(doubts: list[Doubt]) -> None:
    assert [d.quality for d in doubts] == sorted(d.quality for d in doubts)
    assert all(0 <= d.quality <= 1 and 0 <= d.score <= 1 and d.reasons for d in doubts)


def test_the_order_of_rows_changes_nothing_and_base_rows_are_not_doubted(
    small_rows: list[Row], doubts: list[Doubt], cache: Cache
) -> None:
    rows, wrong = planted(small_rows)
    asked = [row for row in rows if row.id == wrong]
    base = [row for row in rows if row.id != wrong]
    (only,) = find_doubts(asked, base[::-1], cache=cache)
    assert only == doubts[0]


def test_the_same_text_with_two_labels_is_doubted_on_both_sides(small_rows: list[Row], cache: Cache) -> None:
    one = next(row for row in small_rows if row.label == RISKY and not row.pair)
    twin = replace(one, label=SAFE, id="twin", group="elsewhere", facts=None, subtype="")
    found = {d.row.id: [r.rule for r in d.reasons] for d in find_doubts([*small_rows, twin], cache=cache)}
    assert "twin_differs" in found["twin"]
    assert "twin_differs" in found[one.id]


def test_a_pair_must_differ(small_rows: list[Row], cache: Cache) -> None:
    pair = [row for row in small_rows if row.pair == "a"]
    same = [replace(row, label=RISKY) if row in pair else row for row in small_rows]
    found = {d.row.id: [r.rule for r in d.reasons] for d in find_doubts(same, cache=cache)}
    assert all("pair_agrees" in found[row.id] for row in pair)


@pytest.mark.parametrize(
    ("rule", "row", "score", "says"),
    [
        ("all_reported", Row("记者报道，该公司声称“停息挂账，先付500元定金”", RISKY), 0.1, "its signals are only"),
        ("nothing_sold", Row("今天天气真好，去爬山吧", RISKY), 0.1, "no signal and no word"),
        ("facts_on_safe", Row("学费498元", SAFE, facts={"upfront_fee": [498.0]}), 0.5, "(upfront_fee)"),
        ("subtype_differs", Row("停息挂账", SAFE, subtype="debt_relief"), 0.5, "subtype is debt_relief"),
        ("subtype_differs", Row("停息挂账", RISKY, subtype="none"), 0.5, "subtype is none"),
        ("figure_missing", Row("先付498元学费", RISKY, facts={"upfront_fee": [598.0]}), 0.9, "upfront_fee 598 is not"),
    ],
)
def test_each_rule_says_what_it_saw(cache: Cache, rule: str, row: Row, score: float, says: str) -> None:
    (text,) = RULES[rule](Seen(row, cache.analyse(row.text), score))
    assert says in text


@pytest.mark.parametrize(
    ("rule", "row", "score"),
    [
        ("all_reported", Row("记者报道，该公司声称“停息挂账，先付500元定金”", SAFE), 0.1),
        ("all_reported", Row("停息挂账找我，先付500元", RISKY), 0.1),
        ("nothing_sold", Row("今天天气真好，去爬山吧", RISKY), 0.9),
        ("facts_on_safe", Row("学费498元", RISKY, facts={"upfront_fee": [498.0]}), 0.5),
        ("figure_missing", Row("先付四百九十八学费", RISKY, facts={"upfront_fee": [498.0]}), 0.9),
        ("figure_missing", Row("延期一到三年", RISKY, facts={"deferral_months": [12.0, 36.0]}), 0.9),
        ("sells_openly", Row("账单还清了", SAFE), 0.5),
    ],
)
def test_rules_keep_silent_where_the_label_stands(cache: Cache, rule: str, row: Row, score: float) -> None:
    assert list(RULES[rule](Seen(row, cache.analyse(row.text), score))) == []


def test_an_ad_labelled_safe_sells_openly(cache: Cache) -> None:
    row = Row("先付500元定金，按总欠款8%收服务费，合同不满意定金也不退，保证停息挂账成功", SAFE)
    (text,) = RULES["sells_openly"](Seen(row, cache.analyse(row.text), 0.5))
    assert text.startswith("labelled safe, but it asserts ")


def test_too_little_to_learn_from(cache: Cache) -> None:
    with pytest.raises(LabelError):
        find_doubts([Row("停息挂账", RISKY, group="g"), Row("还清了", SAFE, group="g")], cache=cache)
