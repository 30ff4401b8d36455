"""`debtad audit` with hostile posts, bad files, a full disk and mistaken options: how each is told."""

from __future__ import annotations

import csv
import io
import json
import re
import resource
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from debtad.audit import flagged as flagged_tables
from debtad.audit.places import STATE_FOLDER
from debtad.audit.request import Request
from debtad.audit.run import Source, audit, check_unchanged
from debtad.audit.state import Lock
from debtad.errors import DebtadError, InputError, OutputError
from tests.audit.runs import lines, results, write_posts
from tests.support import AD, ROOT, environment, run

HOSTILE = ("<script>alert(1)</script>", '=HYPERLINK("http://x","y")', "\x1b[31m\x07", "\u202e", "@SUM(A1)", "＝1+1")


def test_two_audits_into_one_folder(tmp_path: Path) -> None:
    lock = Lock(tmp_path / STATE_FOLDER)
    with pytest.raises(OutputError, match="another audit is writing there"):
        audit(Request((str(write_posts(tmp_path / "a.jsonl", AD)),), tmp_path))
    lock.release()


def test_a_bad_file_is_named_and_the_rest_go_on(capsys: Any, tmp_path: Path) -> None:
    good = write_posts(tmp_path / "a.jsonl", AD)
    (tmp_path / "b.parquet").write_bytes(b"PAR1")
    ran = run(capsys, "audit", tmp_path / "b.parquet", good, "--out", tmp_path / "out", "--jobs", "1", "--quiet")
    assert ran.code == 3
    assert "b.parquet: cannot be read as Parquet" in ran.error
    assert len(lines(tmp_path / "out" / "verdicts.jsonl")) == 1
    assert lines(tmp_path / "out" / "rejects.jsonl")[0]["row"] == 0
    assert "error" in json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["inputs"][0]


def test_hostile_text_is_inert_in_every_output(tmp_path: Path) -> None:
    texts = [start + AD for start in HOSTILE]
    path = write_posts(tmp_path / "a.jsonl", *texts, account="=cmd|' /C calc'!A0", url="\x1b]8;;http://x\x07")
    audit(Request((str(path),), tmp_path / "out", report=False))
    for name, data in results(tmp_path / "out").items():
        if name != "flagged.xlsx":
            text = data.decode("utf-8-sig")
            assert not set(text) & set("\x1b\x07\u202e"), name
    table = list(
        csv.reader(io.StringIO((tmp_path / "out" / "flagged.csv").read_text(encoding="utf-8-sig"), newline=""))
    )
    assert not any(value[:1] in "=+-@＝＋－＠\t\r" for row in table for value in row if value)
    shutil.unpack_archive(tmp_path / "out" / "flagged.xlsx", tmp_path / "x", "zip")
    sheet = (tmp_path / "x" / "xl" / "worksheets" / "sheet1.xml").read_text(encoding="utf-8")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


@pytest.mark.parametrize("shown", [False, True])
def test_a_contact_in_the_name_or_address_of_an_account_is_masked(tmp_path: Path, shown: bool) -> None:
    """In all that is handed on; verdicts are data."""
    texts = [AD + "好" * n for n in range(4)]
    named = {"account": "法务小王 vx debt88999", "url": "https://example.org/u/13800138000"}
    path = write_posts(tmp_path / "a.jsonl", *texts, **named)
    out = tmp_path / "out"
    audit(Request((str(path),), out, show_contacts=shown))
    shutil.unpack_archive(out / "flagged.xlsx", tmp_path / "x", "zip")
    handed = [out / name for name in ("flagged.csv", "report.html", "summary.json")]
    handed.append(tmp_path / "x" / "xl" / "worksheets" / "sheet1.xml")
    for file in handed:
        held = file.read_text(encoding="utf-8")
        assert ("debt88999" in held) is shown, file.name
        assert shown or "13800138000" not in held, file.name
        assert "法务小王" in held
    assert all(row["account"] == named["account"] for row in lines(out / "verdicts.jsonl"))
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert len(summary["campaigns"]) == 1
    assert len(summary["accounts"]) == 1


def test_a_full_disk_ends_with_one_line_and_can_be_resumed(scrape: Path, undisturbed: Path, tmp_path: Path) -> None:
    """The limit on the size of a file stands for the end of the disk."""
    command = [sys.executable, "-m", "debtad", "audit", str(scrape), "--out", str(tmp_path / "out"), "--jobs", "1"]
    command += ["--chunk", "20", "--quiet", "--no-report"]

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    full = subprocess.run(
        command, env=environment(), capture_output=True, preexec_fn=little_room, check=False, timeout=60, cwd=ROOT
    )
    assert full.returncode == OutputError.code, full.stderr
    assert full.stderr.count(b"\n") == 1
    assert b"cannot be written" in full.stderr
    assert b"--resume" in full.stderr
    again = subprocess.run(
        [*command, "--resume"], env=environment(), capture_output=True, check=False, timeout=60, cwd=ROOT
    )
    assert again.returncode == 0, again.stderr
    assert results(tmp_path / "out") == results(undisturbed)


def test_a_folder_that_cannot_be_written(capsys: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = run(capsys, "audit", write_posts(tmp_path / "a.jsonl", AD), "--out", tmp_path / "file" / "out")
    assert ran.code == OutputError.code
    assert "cannot be written: Not a directory" in ran.error


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_posts(tmp_path / "a.jsonl", AD)
    monkeypatch.setattr("os.path.getsize", lambda _: 1)
    with pytest.raises(DebtadError, match="was changed while it was read"):
        audit(Request((str(path),), tmp_path / "out", report=False))


def test_a_file_that_goes_while_it_is_read(tmp_path: Path) -> None:
    gone = Source("a.jsonl", str(tmp_path / "a.jsonl"), "", 3)
    with pytest.raises(InputError, match=r"a\.jsonl: was changed while it was read: start again with --overwrite"):
        check_unchanged(gone)


def test_a_workbook_says_where_the_rest_of_its_rows_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flagged_tables, "MOST_SHEET_ROWS", 2)
    monkeypatch.setattr(flagged_tables, "_MOST_CELL", 60)
    path = write_posts(tmp_path / "a.jsonl", *(AD + "好" * n for n in range(0, 120, 30)))
    audit(Request((str(path),), tmp_path / "out", report=False))
    rows = CalamineWorkbook.from_path(tmp_path / "out" / "flagged.xlsx").get_sheet_by_index(0).to_python()
    assert len(rows) == 4  # a header, two rows, a note
    assert rows[2][3].endswith("……")
    assert rows[3][3] == "只列前 2 条，共 4 条；全部见 flagged.csv"
    assert len((tmp_path / "out" / "flagged.csv").read_text(encoding="utf-8-sig").splitlines()) == 5


def mistaken(tmp_path: Path) -> list[tuple[dict[str, Any], str]]:
    """Requests that cannot start, and what is said of each."""
    allow = tmp_path / "allow.csv"
    allow.write_text(f"sha256,signal,reason\n{'0' * 64},gone_signal,ok\n", encoding="utf-8")
    return [
        ({"inputs": (str(tmp_path / "gone.jsonl"),)}, "no such file"),
        ({"inputs": (str(tmp_path / "none*.csv"),)}, "no file matches"),
        ({"allow": tmp_path / "gone.csv"}, "gone.csv: cannot be read"),
        ({"model": str(tmp_path / "gone")}, "gone"),
        ({"inputs": (str(tmp_path / "out" / "verdicts.jsonl"),)}, "is a result of an audit into"),
        ({"inputs": (str(tmp_path / "out" / "*.csv"),)}, "flagged.csv: is a result of an audit into"),
        ({"allow": tmp_path / "out" / "flagged.csv"}, "flagged.csv: is a result of an audit into"),
        ({"allow": allow}, "allow.csv:2: the model knows no signal 'gone_signal': see `debtad signals list`"),
    ]


@pytest.mark.parametrize("case", range(8))
def test_an_audit_that_cannot_start_leaves_the_earlier_one(tmp_path: Path, case: int) -> None:
    request = Request((str(write_posts(tmp_path / "a.jsonl", AD)),), tmp_path / "out", report=False)
    audit(request)
    before = results(tmp_path / "out")
    changes, message = mistaken(tmp_path)[case]
    with pytest.raises(DebtadError, match=re.escape(message)):
        audit(replace(request, overwrite=True, **changes))
    assert results(tmp_path / "out") == before


def test_a_pipe_takes_the_place_of_an_earlier_audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    audit(Request((str(write_posts(tmp_path / "a.jsonl", AD)),), tmp_path / "out", report=False))
    piped = write_posts(tmp_path / "b.jsonl", AD, AD + "！").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(piped)))
    assert audit(Request(("-",), tmp_path / "out", overwrite=True, report=False)).counts["rows"] == 2
    assert len(lines(tmp_path / "out" / "verdicts.jsonl")) == 2


@pytest.mark.parametrize("jobs", ["0", "many", "1.5"])
def test_a_number_that_is_none_is_named(capsys: Any, tmp_path: Path, jobs: str) -> None:
    ran = run(capsys, "audit", tmp_path, "--out", tmp_path / "out", "--jobs", jobs)
    assert ran.code != 0
    assert f"'{jobs}' is not a whole number from 1 to" in ran.err
