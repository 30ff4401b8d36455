"""A human's clearance holds for one text, for named signals, and until its day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from debtad.audit.allow import read_allow_list, text_digest
from debtad.errors import InputError

TODAY = date(2026, 6, 1)
DIGEST = text_digest("停息挂账")


def write(path: Path, *rows: str) -> Path:
    path.write_text("sha256,signal,reason,expires\n" + "\n".join(rows), encoding="utf-8")
    return path


def test_an_entry_clears_its_text_while_its_signal_is_there(tmp_path: Path) -> None:
    allow = read_allow_list(write(tmp_path / "a.csv", f"{DIGEST},upfront_fee,法院科普号,2026-06-01"), TODAY)
    assert allow.reason("停息挂账", ("upfront_fee", "other")) == "法院科普号"
    assert allow.reason("停息挂账", ("other",)) == ""
    assert allow.reason("停息挂账！", ("upfront_fee",)) == ""


def test_a_star_stands_for_any_signal(tmp_path: Path) -> None:
    assert read_allow_list(write(tmp_path / "a.csv", f"{DIGEST},*,看过,"), TODAY).reason("停息挂账", ()) == "看过"


def test_expired_entries_clear_nothing_and_are_counted(tmp_path: Path) -> None:
    allow = read_allow_list(write(tmp_path / "a.csv", f"{DIGEST},*,看过,2026-05-31"), TODAY)
    assert allow.reason("停息挂账", ()) == ""
    assert allow.expired == 1


def test_json_lines_too(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"sha256": "{DIGEST}", "signal": "*", "reason": "ok", "expires": null}}\n')
    assert read_allow_list(tmp_path / "a.jsonl", TODAY).reason("停息挂账", ()) == "ok"


@pytest.mark.parametrize(
    "header",
    ["text_sha256,signal,reason", "正文 sha256,信号,理由", "\ufeffSHA256,Signal,原因", "id,正文sha256,signal,reason"],
)
def test_the_headings_of_the_flagged_tables_are_known(header: str, tmp_path: Path) -> None:
    cells = ["1"] * header.startswith("id") + [DIGEST, "upfront_fee", "看过"]
    (tmp_path / "a.csv").write_text(f"{header}\n{','.join(cells)}\n", encoding="utf-8")
    assert read_allow_list(tmp_path / "a.csv", TODAY).reason("停息挂账", ("upfront_fee",)) == "看过"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("hash,signal,reason\n1,*,ok\n", "a.csv: has no column sha256 or .*; its columns are hash, signal, reason"),
        (f"sha256,reason\n{DIGEST},ok\n", "a.csv: has no column signal or 信号; its columns are sha256, reason"),
        ('{"signal": "*", "reason": "ok"}', "a.csv:1: has no column sha256 or"),
        ("hash;signal;reason", "a.csv: has no column sha256 or .*; its columns are hash;signal;reason"),
        (f"{DIGEST},*,ok\n", "a.csv: has no column sha256 or"),
    ],
)
def test_a_column_that_is_not_there_is_named(content: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=why):
        read_allow_list(tmp_path / "a.csv", TODAY)


@pytest.mark.parametrize(
    "content", ["[]", f'[{{"sha256": "{DIGEST}", "signal": "*", "reason": "ok"}}]', "\ufeff \n[\n]\n"]
)
def test_a_json_list_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.json: is a JSON list: give one JSON object a line"):
        read_allow_list(tmp_path / "a.json", TODAY)


@pytest.mark.parametrize("content", ["", "\n", "sha256,signal,reason", "sha256,signal,reason,expires\n"])
def test_a_list_may_be_empty(content: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    assert not read_allow_list(tmp_path / "a.csv", TODAY).entries


def test_a_signal_that_the_model_does_not_know_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"{DIGEST},upfront_fee,ok,", f"{DIGEST},*,ok,", f"{DIGEST},upfrontfee,ok,")
    known = ("upfront_fee", "percentage_fee")
    with pytest.raises(InputError, match=r"a.csv:4: the model knows no signal 'upfrontfee', perhaps upfront_fee: see"):
        read_allow_list(path, TODAY, known)
    write(path, f"{DIGEST},upfrontfee,ok,2026-05-31")  # over: whatever it named, it clears nothing
    assert read_allow_list(path, TODAY, known).expired == 1


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("abc,*,ok,", "sha256 should be 64 hexadecimal digits"),
        (f"{DIGEST},,ok,", "must both be given"),
        (f"{DIGEST},*,,", "must both be given"),
        (f"{DIGEST},*,ok,soon", "expires should be a day like 2026-12-31, not 'soon'"),
    ],
)
def test_an_incomplete_entry_is_named_by_line(row: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"a.csv:2: .*{why}"):
        read_allow_list(write(tmp_path / "a.csv", row), TODAY)
