"""Joining new labels to a base: the newest label wins, the test split stays out, near-duplicates share a group."""

from __future__ import annotations

from dataclasses import replace

import pytest

from debtad.learn.corpus import grams, similar
from debtad.learn.join import RULES, join, moment
from debtad.learn.labels import RISKY, SAFE, Row
from debtad.learn.near import tie_groups

BASE = [Row("停息挂账找我们", RISKY, id="b1", group="b"), Row("账单还清了", SAFE, id="b2", group="b")]


def labels(rows: object) -> dict[str, str]:
    return {row.text: row.label for row in rows}  # type: ignore[attr-defined]


def test_a_new_label_wins_over_the_base_and_the_conflict_is_told() -> None:
    new = [Row("账单还清了", RISKY, id="n1", group="n", source="mine"), Row("作业休学", RISKY, id="n2", group="m")]
    joined = join(BASE, new, weight=3)
    assert labels(joined.rows) == {"停息挂账找我们": RISKY, "账单还清了": RISKY, "作业休学": RISKY}
    assert [row.weight for row in joined.rows] == [1, 3, 3]
    assert [row.natural for row in joined.rows] == [False, True, True]
    assert (joined.base_rows, joined.new_rows, joined.repeats) == (1, 2, 1)
    assert (
        str(joined.conflicts[0])
        == " b2 says safe, mine n1 says risky: taken as risky (a new label before one of the base)"
    )
    assert joined.new_texts == {"账单还清了", "作业休学"}


def test_the_later_time_wins_and_without_times_the_one_given_last() -> None:
    early, late = "2026-01-01", "2026-02-01T00:00:00+08:00"
    rows = [Row("甲方", RISKY, time=late), Row("甲方", SAFE, time=early), Row("乙方", RISKY), Row("乙方", SAFE)]
    assert labels(join((), rows).rows) == {"甲方": RISKY, "乙方": SAFE}
    assert labels(join((), [Row("甲方", SAFE, time=early), Row("甲方", RISKY, time=late)]).rows) == {"甲方": RISKY}


def test_repeats_with_one_label_are_no_conflict() -> None:
    joined = join(BASE, [BASE[0]])
    assert (joined.repeats, joined.conflicts) == (1, ())


def test_rows_of_the_frozen_test_split_are_left_out_in_any_spelling() -> None:
    frozen = [Row("先付 500 元定金", RISKY)]
    joined = join(BASE, [Row("先付５００元定金", RISKY, id="leak"), Row("别的话", SAFE)], frozen=frozen)
    assert [row.id for row in joined.frozen] == ["leak"]
    assert "先付５００元定金" not in labels(joined.rows)


def test_near_duplicates_come_into_one_group_and_others_keep_theirs() -> None:
    ad = "网贷逾期别慌法务全程代谈停息挂账延期一到三年期间不用还"
    rows = [Row(ad, RISKY, group="z"), Row(ad + "私", RISKY, group="a"), Row("今天吃火锅看电影", SAFE, group="q")]
    tied, count = tie_groups(rows)
    assert [row.group for row in tied] == ["a", "a", "q"]
    assert count == 1
    assert tie_groups(rows[1:]) == (rows[1:], 0)


def test_ties_are_those_of_all_pairs(small_rows: list[Row]) -> None:
    """Against the plain search over all pairs, on texts that are mutilated copies of one another."""
    rows = [
        Row(row.text[: len(row.text) - cut], row.label, group=f"{number}-{cut}")
        for number, row in enumerate(small_rows)
        for cut in (0, 1, 3, 6)
    ]
    together = {row.group: {row.group} for row in rows}
    for one, other, _ in similar([grams(row.text) for row in rows], 0.7):
        union = together[rows[one].group] | together[rows[other].group]
        for name in union:
            together[name] = union
    tied, count = tie_groups(rows)
    assert [row.group for row in tied] == [min(together[row.group]) for row in rows]
    assert count == len(rows) - len({row.group for row in tied}) > 60


def test_moments() -> None:
    zoned, plain = moment("2026-03-01T00:00:00+08:00"), moment("2026-03-01")
    assert zoned == plain is not None
    assert moment("") is moment("yesterday") is None


@pytest.mark.parametrize(
    "time",
    [
        "2026/9/30",
        "2026-9-30",
        "2026.09.30",
        "2026年9月30日",
        "20260930",
        "Wed, 30 Sep 2026 00:00:00 +0800",
        " 2026-09-30 ",
    ],
)
def test_moments_as_platforms_write_them(time: str) -> None:
    assert moment(time) == moment("2026-09-30T00:00:00+08:00")


def test_figures_are_an_epoch_before_they_are_anything_else() -> None:
    assert moment("1712051301234") == moment("2024-04-02T17:48:21+08:00")
    assert moment("1759630000.0") == moment("2025-10-05T10:06:40+08:00")


@pytest.mark.parametrize(
    ("first", "second", "taken", "rule"),
    [
        ("2026/10/05", "2026/09/30", "first", "time"),
        ("2026-10-05", "2026-9-30", "first", "time"),
        ("2026年9月30日", "2026-10-05", "second", "time"),
        ("2026-10-05", "", "second", "last"),
        ("next week", "2026-10-05", "second", "last"),
        ("2026-10-05", "2026/10/05", "second", "last"),
    ],
)
def test_a_conflict_tells_which_rule_decided(first: str, second: str, taken: str, rule: str) -> None:
    rows = [Row("文", "risky", id="first", time=first), Row("文", "safe", id="second", time=second)]
    joined = join([], rows)
    (conflict,) = joined.conflicts
    assert (conflict.taken.id, conflict.rule, joined.decided) == (taken, rule, {rule: 1})
    assert [row.id for row in joined.unread] == ["first"] * (first == "next week")
    assert RULES[rule] in str(conflict)


def test_spellings_of_one_text_have_one_label_as_the_check_says() -> None:
    older = Row("先付500，停息挂账", "risky", id="a", group="a", source="s")
    newer = Row("先付500 停*息*挂*账。", "safe", id="b", group="b", source="s")
    joined = join([], [older, newer])
    assert [row.id for row in joined.rows] == ["b"]
    (conflict,) = joined.conflicts
    assert (conflict.taken.id, conflict.dropped.id, conflict.rule) == ("b", "a", "last")
    assert joined.repeats == 1
    alike = replace(newer, label="risky")
    assert {row.id for row in join([], [older, alike]).rows} == {"a", "b"}  # one label: both spellings are learned
    asked = replace(newer, text="先付500，停息挂账？")
    assert {row.id for row in join([], [older, asked]).rows} == {"a", "b"}
    pair = [replace(row, pair="p") for row in (older, newer)]
    assert {row.id for row in join([], pair).rows} == {"a", "b"}
    dated = [replace(older, time="2026-03-02"), replace(newer, time="2026-03-01")]
    assert [row.id for row in join([], dated).rows] == ["a"]


def test_a_time_without_a_zone_is_one_of_china_as_in_audits() -> None:
    by_hand, audited = moment("2026-03-01 10:00"), moment("2026-03-01T10:30:00+08:00")
    assert by_hand is not None
    assert audited is not None
    assert by_hand < audited
    assert by_hand == moment("2026-03-01T02:00:00Z")
