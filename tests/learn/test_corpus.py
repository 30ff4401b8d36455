"""The rules of a corpus: kinds, counts, groups that stay on one side, and no near-duplicates."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtad.learn.corpus import NEAR, by_kind, check_corpus, near_duplicates, read_corpus, similar, training_places
from debtad.learn.kinds import HARD_SAFE_KINDS, KINDS
from debtad.learn.labels import Row
from tests.support import SMALL

LOOSE = {"rows": 1, "risky": 1, "pairs": 0, "facts": 0, "kind": 0}
AD = "信用卡逾期找我们停息挂账分期慢慢还"


def row(text: str, **changes: Any) -> Row:
    values = {"id": text[:8], "kind": "short_video_ad", "subtype": "debt_relief", "group": text[:4], "source": "x"}
    return Row(text, changes.pop("label", "risky"), **{**values, **changes})


def write(root: Path, **splits: list[dict[str, Any]]) -> Path:
    for name, records in splits.items():
        (root / name).mkdir()
        lines = [json.dumps(record, ensure_ascii=False) for record in records]
        (root / name / "x.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return root


def small(**changes: Any) -> list[dict[str, Any]]:
    """The small rows, with changes to the first."""
    records = [json.loads(line) for line in SMALL.read_text(encoding="utf-8").splitlines()]
    records[0] |= changes
    return records


def test_the_small_corpus_keeps_the_rules(tmp_path: Path) -> None:
    assert list(check_corpus(write(tmp_path, train=small()), LOOSE)) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"kind": "poem"}, "s01: unknown kind 'poem'"),
        ({"subtype": "poetry"}, "s01: unknown subtype 'poetry'"),
        ({"id": "s02"}, "id s02 stands 2 times"),
        ({"pair": "z"}, "pair z of small has 1 rows"),
        ({"label": "safe"}, "s01: a safe row asserts no facts"),
    ],
)
def test_a_broken_row_is_named(tmp_path: Path, changes: dict[str, Any], problem: str) -> None:
    assert problem in list(check_corpus(write(tmp_path, train=small(**changes)), LOOSE))


@pytest.mark.parametrize(
    ("least", "problem"),
    [
        ({"rows": 63}, "62 rows, at least 63 wanted"),
        ({"risky": 30}, "29 risky, at least 30 wanted"),
        ({"pairs": 3}, "2 pairs, at least 3 wanted"),
        ({"facts": 99}, "facts, at least 99 wanted"),
        ({"kind": 1}, "kind collection_threat has 0 rows, at least 1 wanted"),
    ],
)
def test_a_missing_number_is_named(tmp_path: Path, least: dict[str, int], problem: str) -> None:
    found = list(check_corpus(write(tmp_path, train=small()), {**LOOSE, **least}))
    assert any(problem in line for line in found)


def test_most_risky_rows_must_not_be_long(tmp_path: Path) -> None:
    records = [
        {**r, "text": r["text"] + "。" + "".join(chr(0x4E00 + 61 * n + i) for i in range(45))}
        for n, r in enumerate(small())
    ]
    assert any("have fewer than 45 characters" in p for p in check_corpus(write(tmp_path, train=records), LOOSE))


def test_a_group_on_both_sides_of_a_split_is_named(tmp_path: Path) -> None:
    records = small()
    root = write(tmp_path, train=records[:30], test=records[30:])
    moved = {r["group"] for r in records[:30]} & {r["group"] for r in records[30:]}
    found = [line for line in check_corpus(root, LOOSE) if "stands in" in line]
    assert found == [f"group {group} stands in test and train" for group in sorted(moved)]


def test_near_duplicates_of_different_groups_are_named() -> None:
    one, other = row(AD, id="a", group="g"), row(AD + "哦", id="b", group="h")
    (problem,) = near_duplicates([one, other])
    assert problem.startswith("a and b are near-duplicates (Jaccard 0.9")


def test_a_disguised_copy_is_a_near_duplicate_too() -> None:
    copy = AD.replace("停息挂账", "停*息*挂*账").replace("信用卡", "信\u200b用卡")
    assert list(near_duplicates([row(AD, id="a", group="g"), row(copy, id="b", group="h")]))


def test_groups_and_declared_pairs_may_be_alike() -> None:
    one, other = row(AD, id="a", group="g"), row(AD + "哦", id="b", group="h")
    assert list(near_duplicates([one, replace(other, group="g")])) == []
    assert list(near_duplicates([replace(one, pair="p"), replace(other, pair="p")])) == []
    assert list(near_duplicates([replace(one, pair="p"), replace(other, pair="p", source="y")]))


GRAMS = st.lists(st.frozensets(st.text("abc", min_size=1, max_size=2), min_size=1, max_size=8), max_size=12)


@given(GRAMS, st.sampled_from([0.5, NEAR, 0.9, 1.0]))
def test_similar_finds_the_very_pairs_that_comparing_all_with_all_finds(
    grams: list[frozenset[str]], least: float
) -> None:
    every = {
        (i, j)
        for j in range(len(grams))
        for i in range(j)
        if len(grams[i] & grams[j]) / len(grams[i] | grams[j]) >= least
    }
    found = [(i, j) for i, j, _ in similar(grams, least)]
    assert sorted(found) == sorted(every)


def test_training_never_reads_the_test_split(tmp_path: Path) -> None:
    root = write(tmp_path, train=[], validation=[], test=[])
    assert training_places(root) == [root / "train", root / "validation"]
    assert training_places(SMALL) == [SMALL]


def test_splits_are_read_apart(tmp_path: Path) -> None:
    records = small()
    splits = read_corpus(write(tmp_path, train=records[:40], test=records[40:]))
    assert {name: len(part) for name, part in splits.items()} == {"train": 40, "test": 22}


def test_rows_by_kind_stand_in_the_order_of_the_guide(small_rows: list[Row]) -> None:
    kinds = list(by_kind(small_rows))
    assert kinds == [kind for kind in KINDS if kind in kinds]


def test_the_kinds_cover_the_guide() -> None:
    assert set(KINDS.values()) == set(range(46))
    assert set(KINDS) >= HARD_SAFE_KINDS
