"""Rows of CSV files, and quotation marks that would swallow rows."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtad.errors import LabelError
from debtad.learn.label_csv import csv_records
from debtad.learn.labels import read_labels


def texts(content: str) -> list[str]:
    return [record["text"] for _, record in csv_records(content, "x.csv")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('text,label\n甲,1\n"先付500,1\n乙,0\n', 3),
        ('text,label\n甲,1\n"先付500,1\n乙,0', 3),
        ('text,label\n甲,1\n"先付500,1\n乙,0\n"丙,丁",1\n', 3),
        ('text,label\n甲,1\n"先付500,1\n乙,0\n他说"好的",1\n', 3),
        ('text,label\n甲,1\n"先付500,1\n乙5",0\n', 3),
        ('text,label\n甲,1\n"先付500,1\n乙,0\n丙5",0\n', 3),
        ('text,label\n"先付500,risky\n乙5",safe\n丙,risky\n', 2),
        ('id,text,label\n1,"两\n行",1\n2,"先付500,1\n3,乙,0\n', 4),
        ('id,text,label\n1,"两\n行","先付500,1\n3,乙,0\n', 3),
        ('text,label\n甲,1\n"先付500,1\n', 3),
        ('"text,label\n甲,1\n', 1),
        ('text,label\r\n甲,1\r\n"先付500,1\r\n乙,0\r\n', 3),
        ('text,label\n甲,1\n\n"先付500,1\n' + "乙,0\n" * 40_000, 4),
        ("text,label\n" + "甲,1\n" * 5 + '"' + "乙,0\n" * 40_000, 7),
    ],
)
def test_a_mark_that_swallows_rows_is_named_by_its_line(content: str, line: int) -> None:
    with pytest.raises(LabelError, match=rf"^x\.csv:{line}: a quotation mark opens here and takes in"):
        texts(content)


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ('text,label\n"第一行\n第二行",1\n乙,0\n', ["第一行\n第二行", "乙"]),
        ('text,label\n"他说""好""\n就这样",1', ['他说"好"\n就这样']),
        ('text,label\n他说"好",1\n"5""屏",0\n', ['他说"好"', '5"屏']),
        ('text,label\n"免费"咨询,1\n乙,0\n', ["免费咨询", "乙"]),
        ('text,label\n"姓名,电话\n张三,138",1\n乙,0\n', ["姓名,电话\n张三,138", "乙"]),
        ('label,text\n1,"1,先付\n0,后办"\n0,乙\n', ["1,先付\n0,后办", "乙"]),
        ('text,label,note\n甲,1,"第一行\n第二行"\n乙,1,好', ["甲", "乙"]),
        ('text,label,note\n甲,,"第一行,,\n第二行,,"\n乙,,', ["甲", "乙"]),
        ('text,label\n甲,"1"', ["甲"]),
        ('text,label\n甲,"1\n"\n', ["甲"]),
        ("text,label\n\n\n甲,1\n", ["甲"]),
        ("text,label\n", []),
        ("", []),
    ],
)
def test_sound_rows_are_read_as_ever(content: str, kept: list[str]) -> None:
    assert texts(content) == kept


def test_a_text_too_long_for_a_field_is_no_swallowed_row(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('text,label\n"' + "长" * 70_000 + "\n" + "长" * 70_000 + '",1\n', encoding="utf-8")
    with pytest.raises(LabelError, match="cannot be read as csv: field larger than field limit"):
        read_labels([path])


def test_rows_that_may_be_skipped_do_not_hide_it(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('text,label\n甲,1\n"先付500,1\n乙,0\n', encoding="utf-8")
    with pytest.raises(LabelError, match=r"x\.csv:3: a quotation mark"):
        read_labels([path], skip_bad=True)


@pytest.mark.parametrize("header", ["text,label", "text" + "," * 20_001 + "label"])
def test_many_texts_over_lines_in_one_row_take_no_longer_than_in_many(header: str) -> None:
    row = ",".join(['"甲\n乙"'] * 20_000)
    start = time.process_time()
    assert texts(f"{header}\n{row}\n") == ["甲\n乙"]
    assert time.process_time() - start < 2  # by the square of the texts it was a minute


@given(st.text(alphabet='ab,"\r\n1'))
def test_any_text_gives_rows_or_one_error(content: str) -> None:
    with suppress(LabelError):
        list(csv_records(content, "x.csv"))
