"""Batches join the corpus without what it holds already, and the datasheet counts what there is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from debtad.learn.corpus import read_corpus
from debtad.learn.labels import Row
from tests.support import ROOT
from tools.add_batch import counted, fresh, read_batch, write_batch

KNOWN = Row("网贷逾期不用慌，停息挂账找我们法务，分期五年", "risky", group="t1", source="t1")


def batch(tmp_path: Path, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows as a batch gives them."""
    path = tmp_path / "t9.jsonl"
    lines = [json.dumps({"label": "safe", "kind": "news_report", **row}, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    return read_batch(path)


def test_fields_that_a_batch_leaves_out_are_given(tmp_path: Path) -> None:
    (row,) = batch(tmp_path, {"text": " 银行发布公告 ", "pair": "a"})
    assert row["text"] == "银行发布公告"
    assert (row["subtype"], row["group"], row["source"], row["facts"]) == ("none", "t9", "t9", {})
    assert row["pair"] == "t9-a"


def test_near_duplicates_are_left_out_with_their_partners(tmp_path: Path) -> None:
    rows = batch(
        tmp_path,
        {"text": KNOWN.text + "。", "pair": "a"},
        {"text": "法院昨天开庭审理了一起案件", "pair": "a"},
        {"text": "银行发布公告说明个性化分期怎么申请"},
        {"text": "银行发布公告说明个性化分期怎么申请！"},
    )
    assert [row["text"] for row in fresh(rows, [KNOWN])] == ["银行发布公告说明个性化分期怎么申请"]


def test_partners_may_be_alike(tmp_path: Path) -> None:
    rows = batch(
        tmp_path,
        {"text": "我们498包教会,交完马上发你网盘链接", "pair": "a"},
        {"text": "他们498包教会,交完马上发你网盘链接", "pair": "a"},
    )
    assert len(fresh(rows, [])) == 2


def test_rows_are_numbered_in_order(tmp_path: Path) -> None:
    write_batch(batch(tmp_path, {"text": "一则新闻"}, {"text": "另一则新闻"}), tmp_path / "t8.jsonl")
    written = [json.loads(line) for line in (tmp_path / "t8.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in written] == ["t8-0001", "t8-0002"]


def test_the_datasheet_counts_what_there_is() -> None:
    sheet = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert counted(read_corpus(ROOT / "data" / "corpus"), sheet) == sheet
