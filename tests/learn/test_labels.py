"""Labelled rows from every kind of file: what is read, what is refused, and where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from debtad.errors import LabelError
from debtad.learn.labels import REVIEW, RISKY, SAFE, Row, read_labels

GOOD = [
    {"text": "停息挂账找我", "label": "risky", "group": "a", "facts": {"suspend_interest": True}},
    {"text": "账单还清了", "label": "safe", "group": "b", "facts": {}},
]
BAD = [{"text": "信用卡", "label": "perhaps"}, {"text": "  ", "label": "safe"}, {"text": None, "label": "risky"}]


def write(path: Path, records: list[dict[str, Any]]) -> Path:
    """The records as a file of the kind that the name tells."""
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
        return path
    flat = [{**r, "facts": json.dumps(r["facts"]) if "facts" in r else None} for r in records]
    frame = pd.DataFrame(flat)
    if path.suffix == ".csv":
        frame.to_csv(path, index=False)
    elif path.suffix == ".xlsx":
        frame.to_excel(path, index=False)
    else:
        frame.to_parquet(path)
    return path


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".xlsx", ".parquet"])
def test_the_same_rows_from_every_kind_of_file(tmp_path: Path, suffix: str) -> None:
    rows, problems = read_labels([write(tmp_path / f"mine{suffix}", GOOD)])
    assert problems == ()
    assert [(r.text, r.label, r.group, r.facts, r.source) for r in rows] == [
        ("停息挂账找我", RISKY, "a", {"suspend_interest": True}, "mine"),
        ("账单还清了", SAFE, "b", {}, "mine"),
    ]


@pytest.mark.parametrize(("suffix", "first"), [(".jsonl", 3), (".csv", 4), (".xlsx", 4), (".parquet", 3)])
def test_bad_rows_are_named_by_line_and_good_ones_survive(tmp_path: Path, suffix: str, first: int) -> None:
    path = write(tmp_path / f"mine{suffix}", GOOD + BAD)
    rows, problems = read_labels([path], skip_bad=True)
    assert [row.text for row in rows] == [row["text"] for row in GOOD]
    assert [problem.split(": ")[0] for problem in problems] == [f"{path}:{first + n}" for n in range(3)]
    assert "unknown label 'perhaps': use risky/safe, 1/0, 风险/正常, 是/否 or review/存疑" in problems[0]
    assert problems[1].endswith("has no text")
    assert problems[2].endswith("has no text")


def test_without_skip_bad_the_error_carries_every_bad_row(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.jsonl", GOOD + BAD)
    with pytest.raises(LabelError, match=r"3 bad rows, the first .*mine\.jsonl:3: unknown label") as raised:
        read_labels([path])
    assert len(raised.value.problems) == 3
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("written", "label"),
    [
        *[(w, RISKY) for w in ("risky", "Risky", " RISKY ", 1, 1.0, "1", True, "true", "风险", "是")],
        *[(w, SAFE) for w in ("safe", 0, 0.0, "0", False, "FALSE", "正常", "否")],
        *[(w, REVIEW) for w in ("review", "存疑")],
    ],
)
def test_labels_in_many_spellings(tmp_path: Path, written: object, label: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"text": "文字", "label": written}), encoding="utf-8")
    assert read_labels([path])[0][0].label == label


@pytest.mark.parametrize("written", ["2", "yes", "", None, [], {}, -1, "risky!", "高"])
def test_unknown_labels_are_not_guessed(tmp_path: Path, written: object) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"text": "文字", "label": written}), encoding="utf-8")
    with pytest.raises(LabelError, match=r"x\.jsonl:1: unknown label"):
        read_labels([path])


def test_a_text_over_several_lines_of_csv_is_one_row_and_later_lines_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('text,label\n"第一行\n第二行",1\n还清了,0\n\n坏行,huh\n', encoding="utf-8")
    rows, problems = read_labels([path], skip_bad=True)
    assert [row.text for row in rows] == ["第一行\n第二行", "还清了"]
    assert [problem.split(":")[1] for problem in problems] == ["6"]


@pytest.mark.parametrize("odd", ["\u2028", "\u0085", "\x0b", "\x0c"], ids=ascii)
def test_odd_separators_inside_a_text_do_not_end_a_row_of_csv(tmp_path: Path, odd: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(f"text,label\n停息{odd}挂账,1\n".encode())
    rows, problems = read_labels([path], skip_bad=True)
    assert [row.text for row in rows] == [f"停息{odd}挂账"]
    assert problems == ()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv_as_spreadsheets_save_it(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("text,label\r\n停息挂账找我办理,风险\r\n账单已经还清了,正常\r\n".encode(encoding))
    assert [row.label for row in read_labels([path])[0]] == [RISKY, SAFE]


@pytest.mark.parametrize(
    ("facts", "kept"),
    [
        (None, None),
        ({}, {}),
        ({"upfront_fee": [498]}, {"upfront_fee": [498.0]}),
        ({"upfront_fee": 498}, {"upfront_fee": [498.0]}),
        (
            {"deferral_months": [12, 36], "suspend_interest": True},
            {"deferral_months": [12.0, 36.0], "suspend_interest": True},
        ),
        ({"nonrefundable_deposit": []}, {"nonrefundable_deposit": []}),
        ({"suspend_interest": False, "percentage_fee": None}, {}),
        ('{"percentage_fee": [8]}', {"percentage_fee": [8.0]}),
        ("", None),
    ],
)
def test_facts_are_read_as_a_verdict_would_hold_them(tmp_path: Path, facts: object, kept: object) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"text": "文字", "label": 1, "facts": facts}), encoding="utf-8")
    assert read_labels([path])[0][0].facts == kept


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"price": [498]}, "facts should be an object with keys among"),
        ([498], "facts should be an object"),
        ("{498", "facts are not JSON"),
        ({"upfront_fee": "498"}, "fact upfront_fee should be a list of numbers"),
        ({"upfront_fee": ["498"]}, "fact upfront_fee should be a list of numbers"),
        ({"upfront_fee": True}, "fact upfront_fee should be a list of numbers"),
        ({"upfront_fee": [float("nan")]}, "fact upfront_fee should be a list of numbers"),
        ({"suspend_interest": [1]}, "fact suspend_interest should be true or false"),
    ],
)
def test_malformed_facts_are_named(tmp_path: Path, facts: object, message: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"text": "文字", "label": 1, "facts": facts}), encoding="utf-8")
    with pytest.raises(LabelError, match=message):
        read_labels([path])


@pytest.mark.parametrize("line", ['"停息"', "[1]", "7", "null"])
def test_a_line_that_is_no_object_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "x.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(LabelError, match=r"x\.jsonl:1: not an object with text and label"):
        read_labels([tmp_path / "x.jsonl"])


def test_a_line_that_is_no_json_is_named_and_blank_lines_are_not(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('\n{"text":"文字","label":1}\n\n{"text":\n', encoding="utf-8")
    rows, problems = read_labels([path], skip_bad=True)
    assert len(rows) == 1
    assert problems[0].startswith(f"{path}:4: not JSON: ")


def test_what_is_missing_is_filled_in_so_that_every_row_stands_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.jsonl", [{"text": "一", "label": 1}, {"text": "二", "label": 0, "id": 7}])
    first, second = read_labels([path])[0]
    assert first == Row("一", RISKY, id="mine-1", group="mine-1", source="mine")
    assert (second.id, second.group) == ("7", "7")


def test_folders_are_read_in_sorted_order(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.jsonl", "a.csv", "deep/c.jsonl"):
        write(tmp_path / name, [{"text": name, "label": 1}])
    (tmp_path / "notes.txt").write_text("not labels")
    assert [row.text for row in read_labels([tmp_path])[0]] == ["a.csv", "b.jsonl", "deep/c.jsonl"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("labels.txt", b"x", "label files end in .jsonl, .csv, .xlsx, .parquet"),
        ("x.xlsx", b"not a workbook", "cannot be read as xlsx"),
        ("x.parquet", b"PAR1", "cannot be read as parquet"),
        ("x.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "cannot be read: byte 0"),
        ("x.jsonl", b"\xff\xff\xff", "cannot be read: byte 0"),
        ("x.jsonl", b"", "no usable rows"),
        ("x.csv", b"text,label\n", "no usable rows"),
    ],
)
def test_files_that_hold_no_labels(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LabelError) as raised:
        read_labels([tmp_path / name])
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_empty_folder_and_a_missing_place(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="holds no label files"):
        read_labels([tmp_path])
    with pytest.raises(LabelError, match="no such file or folder"):
        read_labels([tmp_path / "nowhere"])


@pytest.mark.parametrize(("given", "weight"), [("", 1.0), ("3", 3.0), ("0.5", 0.5)])
def test_a_row_may_count_for_several(tmp_path: Path, given: str, weight: float) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(f"text,label,weight\n停息挂账找我,1,{given}\n", encoding="utf-8")
    assert read_labels([path])[0][0].weight == weight


@pytest.mark.parametrize("given", ["0", "-1", "nan", "inf", "viel", "1000"])
def test_a_senseless_weight_is_named(tmp_path: Path, given: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(f"text,label,weight\n停息挂账找我,1,{given}\n", encoding="utf-8")
    with pytest.raises(LabelError) as caught:
        read_labels([path])
    assert f"weight '{given}'" in caught.value.problems[0]


@pytest.mark.parametrize(("given", "natural"), [("", False), ("0", False), ("true", True), ("1", True)])
def test_a_row_may_be_of_the_world_that_the_model_will_read(tmp_path: Path, given: str, natural: bool) -> None:
    path = tmp_path / "new.csv"
    path.write_text(f"text,label,natural\n停息挂账找我,1,{given}\n", encoding="utf-8")
    assert read_labels([path])[0][0].natural is natural


def test_natural_is_yes_or_no(tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    path.write_text("text,label,natural\n停息挂账找我,1,perhaps\n", encoding="utf-8")
    with pytest.raises(LabelError) as caught:
        read_labels([path])
    assert "natural 'perhaps'" in caught.value.problems[0]


@pytest.mark.parametrize("extra", ['"weight": 1' + "0" * 400, '"facts": {"upfront_fee": [1' + "0" * 400 + "]}"])
def test_a_number_beyond_all_measure_is_named(tmp_path: Path, extra: str) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"text": "好的", "label": 1, {extra}}}')
    with pytest.raises(LabelError, match=r"a\.jsonl:1"):
        read_labels([tmp_path])


def test_upper_case_suffixes_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label\n停息挂账,1\n")
    (tmp_path / "B.CSV").write_text("text,label\n利息,0\n")
    assert len(read_labels([tmp_path])[0]) == 2
