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
