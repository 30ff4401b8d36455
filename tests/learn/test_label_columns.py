"""Headings under which label files may hold texts, labels, times and ids."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from debtad.audit.flagged import write_flagged
from debtad.errors import LabelError
from debtad.learn.label_check import check_labels
from debtad.learn.label_columns import HEADINGS
from debtad.learn.label_files import ReadOptions, read_file
from debtad.learn.labels import RISKY, SAFE, Row, count_labels, read_labels


def csv(folder: Path, header: str, *rows: str) -> Path:
    path = folder / "mine.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("label", ["label", "标签", "标注", " Label "])
@pytest.mark.parametrize("text", ["text", "内容", "正文", "文案", "文本", "content", "Text", "标题"])
def test_headings_of_people_are_known(tmp_path: Path, text: str, label: str) -> None:
    path = csv(tmp_path, f"{text},{label}", "停息挂账,风险", "还清了,正常")
    rows, problems = read_labels([path])
    assert [(row.text, row.label) for row in rows] == [("停息挂账", RISKY), ("还清了", SAFE)]
    assert problems == ()
    assert [item.row for item in read_file(path).items] == rows
    assert count_labels([path]) == {"风险": 1, "正常": 1}


def test_a_column_with_its_own_name_comes_before_all_others(tmp_path: Path) -> None:
    path = csv(tmp_path, "内容,text,标签,label,日期,time,编号,id", "甲,乙,正常,风险,2020,2026,x,y")
    (row,) = read_labels([path])[0]
    assert row == Row("乙", RISKY, id="y", group="y", source="mine", time="2026")


def test_the_remarks_of_a_reviewer_are_not_the_text(tmp_path: Path) -> None:
    path = csv(tmp_path, "comment,评论,内容,标签,发布时间", "像广告,是吧,停息挂账,风险,2026/9/30")
    (row,) = read_labels([path])[0]
    assert (row.text, row.time) == ("停息挂账", "2026/9/30")
    (item,) = read_file(path).items
    assert item.extra == {"comment": "像广告", "评论": "是吧", "time": "2026/9/30"}


def test_what_was_read_as_what_is_told_where_it_is_not_plain(tmp_path: Path) -> None:
    path = csv(tmp_path, "正文,标签", "停息挂账,风险")
    assert read_file(path).notes == (f"{path}: text=正文, label=标签",)
    assert read_file(csv(tmp_path, "text,label", "停息挂账,风险")).notes == ()


def test_a_title_is_part_of_the_text_as_in_an_audit(tmp_path: Path) -> None:
    path = csv(
        tmp_path, "标题,正文,标签", "停息挂账,先付498元,风险", "还清了,还清了！,正常", "征信修复,,风险", ",日常,正常"
    )
    read = read_file(path)
    assert read.notes == (f"{path}: text=标题+正文, label=标签",)
    assert [item.row.text for item in read.items] == ["停息挂账\n先付498元", "还清了！", "征信修复", "日常"]
    assert [row.text for row in read_labels([path])[0]] == [item.row.text for item in read.items]
    assert read.items[0].extra == {"标题": "停息挂账"}


@pytest.mark.parametrize(
    "header",
    ["标题,text,标签", "title,正文（依据已标出）,label", "备注,标题,标签", "evidence,标题,标签", "标题,正文,evidence"],
)
def test_a_title_is_not_joined_where_the_text_is_whole(tmp_path: Path, header: str) -> None:
    read = read_file(csv(tmp_path, header, "甲,乙,"), options=ReadOptions(keep_unlabelled=True))
    assert [item.row.text for item in read.items] == ["乙"]


def test_a_body_that_is_no_text_is_not_hidden_by_its_title(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    records = [{"title": "甲", "content": body, "label": 1} for body in (None, ["乙"], "丙")]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    rows, problems = read_labels([path], skip_bad=True)
    assert [row.text for row in rows] == ["甲", "甲\n丙"]
    assert problems == (f"{path}:2: has no text",)


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("甲,label", "no column text; columns are 甲, label: name one text"),
        ("text,结论", "no column label; columns are text, 结论: name one label"),
        ("text;label", "no column text; columns are text;label: name one text"),
    ],
)
def test_a_column_that_is_not_there_is_said_once(tmp_path: Path, header: str, what: str) -> None:
    path = csv(tmp_path, header, "停息挂账,风险", "还清了,正常")
    for skip_bad in (False, True):
        with pytest.raises(LabelError) as raised:
            read_labels([path], skip_bad=skip_bad)
        assert f"{path}: {what}" in str(raised.value)
        assert raised.value.problems == ()
    with pytest.raises(LabelError, match="no column"):
        read_file(path, options=ReadOptions(need_label=True))


def test_posts_without_a_column_of_labels_can_be_labelled(tmp_path: Path) -> None:
    read = read_file(csv(tmp_path, "内容,结论", "停息挂账,风险"), options=ReadOptions(keep_unlabelled=True))
    assert [(item.row.text, item.row.label) for item in read.items] == [("停息挂账", "")]


def test_lines_of_json_may_differ_in_their_fields(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    records = [{"text": "停息挂账", "label": 1}, {"content": "还清了", "标签": "正常"}, {"url": "x"}]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    rows, problems = read_labels([path], skip_bad=True)
    assert [row.text for row in rows] == ["停息挂账", "还清了"]
    assert problems == (f"{path}:3: has no text",)


def test_a_table_of_many_columns_is_not_told_in_full(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match=r"columns are c0, c1, .* and 8 more: name one"):
        read_labels([csv(tmp_path, ",".join(f"c{n}" for n in range(20)), "x")])


def test_no_heading_stands_for_two_fields() -> None:
    headings: list[Any] = [heading for names in HEADINGS.values() for heading in names]
    assert len(headings) == len(set(headings))


POSTS = [
    {
        **{"level": "high", "score": 0.97, "id": "7312345678901234567", "account": "u1", "time": "2026-09-30T08:00:00"},
        **{"platform": "xhs", "url": "", "source": "posts.csv", "row": 1, "subtype": "debt_relief"},
        **{"facts": {"upfront_fee": [498.0]}, "text": "+停息挂账，先付498元"},
        "evidence": [{"start": 1, "end": 5, "title": "停息挂账"}],
    },
    {
        **{"level": "review", "score": 0.5, "id": "2", "account": "", "time": "", "platform": "", "url": ""},
        **{"source": "posts.csv", "row": 2, "subtype": "debt_relief", "facts": {}, "text": "还清了", "evidence": []},
    },
]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_flagged_posts_of_an_audit_with_a_column_of_labels_are_a_label_file(tmp_path: Path, suffix: str) -> None:
    write_flagged(tmp_path, POSTS, len(POSTS))
    path = tmp_path / f"flagged{suffix}"
    frame = pd.read_excel(path, dtype=str, engine="calamine") if suffix == ".xlsx" else pd.read_csv(path, dtype=str)
    frame["label"] = ["risky", "safe"]
    mine = tmp_path / f"mine{suffix}"
    frame.to_excel(mine, index=False) if suffix == ".xlsx" else frame.to_csv(mine, index=False)
    first, second = read_labels([mine])[0]
    assert (first.text, first.label, first.id) == ("+停息挂账，先付498元", RISKY, "7312345678901234567")
    assert first.time == "2026-09-30T08:00:00"
    assert (second.text, second.label, second.id) == ("还清了", SAFE, "2")
    assert [(row.facts, row.subtype) for row in (first, second)] == [(None, "")] * 2, "the model's, not the reviewer's"
    assert [finding.kind for finding in check_labels(read_file(mine))] == []


def test_headings_are_the_same_as_in_an_audit(tmp_path: Path) -> None:
    path = csv(tmp_path, "帖子編號,標題,貼文內容,評論,是否违规", "a,求助,停息挂账,12,是")
    (row,) = read_labels([path])[0]
    assert (row.text, row.label, row.id) == ("求助\n停息挂账", RISKY, "a")
