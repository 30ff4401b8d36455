"""`debtad audit` from end to end: what comes out, what a killed run leaves behind, and how each mistake is told."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from benchmarks.make_posts import HEADER, rows, write_csv
from debtad.audit import flagged as flagged_tables
from debtad.audit import writers
from debtad.audit.allow import text_digest
from debtad.audit.flagged import fragments
from debtad.audit.places import STATE_FOLDER
from debtad.audit.request import Request
from debtad.audit.run import Source, audit, check_unchanged
from debtad.audit.safe import restore
from debtad.audit.state import Lock, State
from debtad.audit.writers import from_arrow, write_verdicts
from debtad.errors import FLAGGED, DebtadError, InputError, OutputError
from debtad.model.artifact import find_model
from debtad.model.score import Detector
from tests.support import AD, CALM, ROOT, environment, forge, run

COUNT = 300


@pytest.fixture(scope="module")
def scrape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small export in GB18030, some rows broken, many repeated."""
    path = tmp_path_factory.mktemp("scrape") / "search_contents.csv"
    write_csv(path, COUNT)
    return path


@pytest.fixture(scope="module")
def undisturbed(scrape: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a run that nothing disturbed."""
    out = tmp_path_factory.mktemp("undisturbed")
    audit(Request((str(scrape),), out, chunk=20, report=False))
    return out


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def results(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir()) if path.is_file()}


def write_posts(path: Path, *texts: str, **more: str) -> Path:
    records = [{"id": str(n), "text": text, "account": "a1", **more} for n, text in enumerate(texts)]
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    return path


def test_every_row_is_a_verdict_or_a_reject(scrape: Path, undisturbed: Path) -> None:
    verdicts, rejected = lines(undisturbed / "verdicts.jsonl"), lines(undisturbed / "rejects.jsonl")
    broken = [number for number, (_, kind) in enumerate(rows(COUNT), start=1) if kind]
    assert broken
    assert [item["row"] for item in rejected] == broken
    assert sorted([row["row"] for row in verdicts] + broken) == list(range(1, COUNT + 1))
    assert [row["row"] for row in verdicts] == sorted(row["row"] for row in verdicts)


def test_verdicts_are_those_of_debtad_score(undisturbed: Path, detector: Detector) -> None:
    texts = {cells[0]: f"{cells[2]}\n{cells[3]}" for cells, _ in rows(COUNT)}
    for row in lines(undisturbed / "verdicts.jsonl")[:80]:
        verdict = detector.score(texts[row["id"]])
        assert (row["score"], row["level"], row["facts"]) == (verdict.score, verdict.level, verdict.facts)


def test_the_summary_adds_up(scrape: Path, undisturbed: Path) -> None:
    summary = json.loads((undisturbed / "summary.json").read_text(encoding="utf-8"))
    counts = summary["counts"]
    assert counts["rows"] == COUNT == counts["scored"] + counts["duplicates"] + counts["rejected"]
    assert (
        counts["high"] + counts["review"] + counts["low"] + counts["allowed"] == counts["scored"] + counts["duplicates"]
    )
    assert sum(summary["score_histogram"]) == counts["scored"] + counts["duplicates"]
    assert counts["duplicates"] > COUNT // 5
    assert summary["inputs"][0]["rows"] == COUNT
    assert summary["columns"][str(scrape)]["preset"] == "xhs posts"
    assert sum(day[1] for day in summary["timeline"]) == sum(n for n, _ in summary["platforms"].values())
    assert summary["fees"]["yuan"]
    assert 0 < summary["phrases"]["unseen_share"] < 1


def test_flagged_tables_hold_the_flagged_rows(undisturbed: Path) -> None:
    flagged = [row for row in lines(undisturbed / "verdicts.jsonl") if row["level"] != "low"]
    data = (undisturbed / "flagged.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [restore(row["id"]) for row in table] == [row["id"] for row in flagged]
    assert all(row["id"].startswith("'7") for row in table)
    sheet = CalamineWorkbook.from_path(undisturbed / "flagged.xlsx").get_sheet_by_index(0).to_python()
    assert [row[9] for row in sheet[1:]] == [row["id"] for row in flagged]


def test_evidence_is_highlighted_in_the_workbook(undisturbed: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(undisturbed / "flagged.xlsx", tmp_path, "zip")
    sheet = (tmp_path / "xl" / "worksheets" / "sheet1.xml").read_text(encoding="utf-8")
    quote = next(row for row in lines(undisturbed / "verdicts.jsonl") if row["evidence"])["evidence"][0]["quote"]
    assert "<r><rPr><b/>" in sheet
    assert quote[:4] in sheet
    assert "<f>" not in sheet


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_other_formats_say_the_same(form: str, scrape: Path, undisturbed: Path, tmp_path: Path) -> None:
    audit(Request((str(scrape),), tmp_path / "out", format=form, report=False))
    wanted = lines(undisturbed / "verdicts.jsonl")
    path = tmp_path / "out" / f"verdicts.{form}"
    if form == "parquet":
        assert [from_arrow(row) for row in pq.read_table(path).to_pylist()] == wanted
        return
    table = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    assert [(restore(row["id"]), float(row["score"]), json.loads(row["evidence"])) for row in table] == [
        (row["id"], row["score"], row["evidence"]) for row in wanted
    ]


def test_two_processes_give_the_same_bytes(scrape: Path, undisturbed: Path, tmp_path: Path) -> None:
    audit(Request((str(scrape),), tmp_path / "out", jobs=2, chunk=40, report=False))
    assert results(tmp_path / "out") == results(undisturbed)


class StopError(Exception):
    """Stands for the end of the process."""


def stopping(monkeypatch: pytest.MonkeyPatch, commits: int) -> None:
    """After so many commits the next chunk is written but never committed."""
    commit = State.commit
    left = [commits]

    def stop(self: State, *arguments: Any, **values: Any) -> None:
        if left[0] == 0:
            raise StopError
        left[0] -= 1
        commit(self, *arguments, **values)

    monkeypatch.setattr(State, "commit", stop)


@pytest.mark.parametrize("commits", [0, 1, 7, 14])
def test_a_stopped_run_ends_as_if_undisturbed(
    commits: int, scrape: Path, undisturbed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = Request((str(scrape),), tmp_path / "out", chunk=20, report=False)
    with monkeypatch.context() as patch:
        stopping(patch, commits)
        with pytest.raises(StopError):
            audit(request)
    with open(tmp_path / "out" / STATE_FOLDER / "verdicts.jsonl", "ab") as torn:
        torn.write(b'{"id": "torn')
    audit(Request((str(scrape),), tmp_path / "out", chunk=50, resume=True, report=False))
    assert results(tmp_path / "out") == results(undisturbed)


def test_a_run_stopped_at_its_end_is_finished_by_resume(
    scrape: Path, undisturbed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = Request((str(scrape),), tmp_path / "out", report=False)
    with monkeypatch.context() as patch:
        patch.setattr("debtad.audit.finish.write_flagged", lambda *_: (_ for _ in ()).throw(StopError))
        with pytest.raises(StopError):
            audit(request)
    again = Request((str(scrape),), tmp_path / "out", resume=True, report=False)
    assert not audit(again).already
    assert results(tmp_path / "out") == results(undisturbed)
    assert audit(again).already
    assert results(tmp_path / "out") == results(undisturbed)


@pytest.fixture
def stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Request]:
    """An audit of ``a.jsonl`` that was stopped before its first commit, and how to ask for it again."""
    path = write_posts(tmp_path / "a.jsonl", AD, CALM)
    with monkeypatch.context() as patch:
        stopping(patch, 0)
        with pytest.raises(StopError):
            audit(Request((str(path),), tmp_path / "out", report=False))

    def again(**changes: Any) -> Request:
        return Request(**{"inputs": (str(path),), "out": tmp_path / "out", "resume": True, "report": False, **changes})

    return again


def test_a_changed_input_is_refused(stopped: Callable[..., Request], tmp_path: Path) -> None:
    write_posts(tmp_path / "a.jsonl", AD, CALM, AD)
    with pytest.raises(InputError, match=r"cannot resume: .*a\.jsonl has changed since \(sha256"):
        audit(stopped())


def test_another_model_is_refused(stopped: Callable[..., Request], tmp_path: Path) -> None:
    other = forge(Path(shutil.copytree(find_model(), tmp_path / "model")), lambda content: content.update(name="other"))
    with pytest.raises(InputError, match=r"cannot resume: the model is another one \([0-9a-f]{12} then"):
        audit(stopped(model=str(other)))


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"format": "csv"}, "another --format"), ({"show_contacts": True}, "--show-contacts differs")],
)
def test_other_options_are_refused(changes: dict[str, Any], why: str, stopped: Callable[..., Request]) -> None:
    with pytest.raises(InputError, match=f"cannot resume: {why}.*--overwrite"):
        audit(stopped(**changes))


def test_another_file_is_refused(stopped: Callable[..., Request], tmp_path: Path) -> None:
    more = write_posts(tmp_path / "b.jsonl", AD)
    with pytest.raises(InputError, match=r"b\.jsonl was not there when the audit began"):
        audit(stopped(inputs=(str(tmp_path / "a.jsonl"), str(more))))


def test_an_unfinished_or_finished_audit_is_not_overwritten_unasked(stopped: Callable[..., Request]) -> None:
    with pytest.raises(OutputError, match="holds an unfinished audit: --resume goes on"):
        audit(stopped(resume=False))
    audit(stopped())
    with pytest.raises(OutputError, match=r"holds a finished audit \(summary.json\)"):
        audit(stopped(resume=False))
    (stopped().out / "my_notes.txt").write_text("mine")
    assert audit(stopped(resume=False, overwrite=True)).counts["rows"] == 2
    assert (stopped().out / "my_notes.txt").exists()


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


def test_columns_and_counts_are_printed_unless_silence_is_asked_for(capsys: Any, tmp_path: Path) -> None:
    path = write_posts(tmp_path / "a.jsonl", AD, CALM)
    ran = run(capsys, "audit", path, "--out", tmp_path / "1", "--jobs", "1")
    assert (ran.code, ran.out) == (0, "")
    assert "text=text, id=id, account=account" in ran.err
    assert "2 rows: 1 high" in ran.err
    assert run(capsys, "audit", path, "--out", tmp_path / "2", "--jobs", "1", "--quiet").err == ""


@pytest.mark.parametrize(("texts", "level", "code"), [((AD,), "high", FLAGGED), (("今天天气真好",), "review", 0)])
def test_fail_on(capsys: Any, tmp_path: Path, texts: tuple[str, ...], level: str, code: int) -> None:
    path = write_posts(tmp_path / "a.jsonl", *texts)
    assert run(capsys, "audit", path, "--out", tmp_path / "out", "--jobs", "1", "--fail-on", level).code == code


def test_a_pipe_can_be_resumed(tmp_path: Path) -> None:
    data = "\n".join(f'{{"text": "第{n}条，{AD}"}}' for n in range(9)).encode()
    command = [sys.executable, "-m", "debtad", "audit", "-", "--out", str(tmp_path / "out"), "--jobs", "1", "--quiet"]
    done = subprocess.run(
        command, input=data, env=environment(), check=False, timeout=60, capture_output=True, cwd=ROOT
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert [row["source"] for row in lines(tmp_path / "out" / "verdicts.jsonl")] == ["-"] * 9


def test_a_cleared_post_is_counted_and_not_flagged(tmp_path: Path) -> None:
    path = write_posts(tmp_path / "a.jsonl", AD, AD + "！")
    allow = tmp_path / "allow.csv"
    allow.write_text(f"sha256,signal,reason,expires\n{text_digest(AD)},*,警方账号,\n", encoding="utf-8")
    counts = audit(Request((str(path),), tmp_path / "out", allow=allow, report=False)).counts
    assert (counts["allowed"], counts["high"]) == (1, 1)
    assert [row.get("allowed") for row in lines(tmp_path / "out" / "verdicts.jsonl")] == ["警方账号", None]
    assert (tmp_path / "out" / "flagged.csv").read_text(encoding="utf-8-sig").count("\n") == 2


HOSTILE = ("<script>alert(1)</script>", '=HYPERLINK("http://x","y")', "\x1b[31m\x07", "\u202e", "@SUM(A1)", "＝1+1")


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


def start(scrape: Path, out: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "debtad", "audit", str(scrape), "--out", str(out), "--quiet", "--no-report", *more]
    return subprocess.Popen(command, env=environment(), cwd=ROOT, stderr=subprocess.PIPE)


def committed(out: Path) -> int:
    path = out / STATE_FOLDER / "verdicts.jsonl"
    return path.stat().st_size if path.exists() else 0


@pytest.mark.slow
def test_killed_three_times_and_resumed(tmp_path: Path) -> None:
    scrape = tmp_path / "posts.csv"
    write_csv(scrape, 12_000)
    audit(Request((str(scrape),), tmp_path / "whole", report=False))
    for share in (0.2, 0.45, 0.8):
        process = start(scrape, tmp_path / "out", "--resume", "--jobs", "2", "--chunk", "200")
        wanted = share * (tmp_path / "whole" / "verdicts.jsonl").stat().st_size
        while committed(tmp_path / "out") < wanted and process.poll() is None:
            time.sleep(0.01)
        assert process.poll() is None, "it should still be running"
        process.send_signal(signal.SIGKILL)
        process.communicate()
    last = start(scrape, tmp_path / "out", "--resume", "--jobs", "2", "--chunk", "200")
    assert last.communicate()[1] == b""
    assert last.returncode == 0
    assert results(tmp_path / "out") == results(tmp_path / "whole")


@pytest.mark.slow
def test_interrupted_by_the_user(tmp_path: Path) -> None:
    scrape = tmp_path / "posts.csv"
    write_csv(scrape, 12_000)
    process = start(scrape, tmp_path / "out", "--jobs", "2", "--chunk", "200")
    while committed(tmp_path / "out") < 50_000:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGINT)
    assert process.communicate(timeout=30)[1].decode().splitlines() == [
        "debtad: interrupted: the same command with --resume goes on"
    ]
    assert process.returncode == 130
    assert audit(Request((str(scrape),), tmp_path / "out", resume=True, report=False)).counts["rows"] == 12_000


PEAK = """
import sys
from pathlib import Path
from debtad.audit.request import Request
from debtad.audit.run import audit
audit(Request((sys.argv[1],), Path(sys.argv[2]), report=False))
# what getrusage tells includes the process that started this one
print(next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc to tell the peak")
def test_memory_is_flat(tmp_path: Path) -> None:
    """Four times the rows, at most 15 % more memory. (``benchmarks/make_posts.py`` makes larger files.)"""
    peaks = []
    for count in (50_000, 200_000):
        write_csv(tmp_path / "posts.csv", count)
        command = [sys.executable, "-c", PEAK, str(tmp_path / "posts.csv"), str(tmp_path / str(count))]
        done = subprocess.run(command, env=environment(), capture_output=True, check=True, cwd=ROOT)
        peaks.append(int(done.stdout))
        assert len(lines(tmp_path / str(count) / "rejects.jsonl")) == sum(bool(kind) for _, kind in rows(count))
    assert peaks[1] < 1.15 * peaks[0], peaks
    assert peaks[1] < 350_000


def test_the_made_up_scrape_is_what_it_says(tmp_path: Path) -> None:
    assert len(HEADER) == len(next(rows(1))[0])
    assert write_csv(tmp_path / "a.csv", 2_000) == sum(bool(kind) for _, kind in rows(2_000))


def test_overlapping_evidence_is_shown_once() -> None:
    evidence = [{"start": 2, "end": 5}, {"start": 4, "end": 6}, {"start": 8, "end": 9}]
    assert list(fragments("0123456789", evidence)) == [
        ("01", False),
        ("2345", True),
        ("67", False),
        ("8", True),
        ("9", False),
    ]


class Pipe:
    """Standard input that holds these bytes."""

    def __init__(self, data: bytes, terminal: bool = False) -> None:
        self.buffer, self._terminal = io.BytesIO(data), terminal

    def isatty(self) -> bool:
        return self._terminal


def test_what_was_piped_in_is_kept_for_a_resumed_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = "\n".join(json.dumps({"text": text}) for text in (AD, CALM)).encode()
    request = Request(("-",), tmp_path / "out", report=False)
    monkeypatch.setattr(sys, "stdin", Pipe(data))
    with monkeypatch.context() as patch:
        stopping(patch, 0)
        with pytest.raises(StopError):
            audit(request)
    monkeypatch.setattr(sys, "stdin", None)
    assert audit(dataclasses.replace(request, resume=True)).counts["rows"] == 2


@pytest.mark.parametrize("stdin", [None, Pipe(b"", terminal=True)])
def test_nothing_on_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stdin: Pipe | None) -> None:
    monkeypatch.setattr(sys, "stdin", stdin)
    with pytest.raises(InputError, match="nothing on standard input: pipe the posts in, or name a file"):
        audit(Request(("-",), tmp_path / "out"))


def test_entries_that_have_expired_clear_nothing_and_are_counted(tmp_path: Path) -> None:
    allow = tmp_path / "allow.csv"
    allow.write_text(f"sha256,signal,reason,expires\n{text_digest(AD)},*,警方账号,2020-01-01\n", encoding="utf-8")
    said: list[str] = []
    request = Request((str(write_posts(tmp_path / "a.jsonl", AD)),), tmp_path / "out", allow=allow, report=False)
    assert audit(request, said.append).counts["high"] == 1
    assert f"{allow}: 1 entries have expired and clear nothing any more" in said


def test_a_file_that_goes_while_it_is_read(tmp_path: Path) -> None:
    gone = Source("a.jsonl", str(tmp_path / "a.jsonl"), "", 3)
    with pytest.raises(InputError, match=r"a\.jsonl: was changed while it was read: start again with --overwrite"):
        check_unchanged(gone)


def test_files_in_another_order_or_fewer_of_them_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (str(write_posts(tmp_path / name, AD, CALM)) for name in ("a.jsonl", "b.jsonl"))
    with monkeypatch.context() as patch:
        stopping(patch, 0)
        with pytest.raises(StopError):
            audit(Request((first, second), tmp_path / "out", report=False))
    with pytest.raises(InputError, match=r"b\.jsonl was read then and is not named now"):
        audit(Request((first,), tmp_path / "out", resume=True))
    with pytest.raises(InputError, match="the files come in another order"):
        audit(Request((second, first), tmp_path / "out", resume=True))


def test_files_that_were_committed_are_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = tuple(str(write_posts(tmp_path / f"{name}.jsonl", AD, CALM, AD + name)) for name in "abc")
    whole = audit(Request(files, tmp_path / "whole", chunk=2, report=False))
    with monkeypatch.context() as patch:
        stopping(patch, 3)
        with pytest.raises(StopError):
            audit(Request(files, tmp_path / "out", chunk=2, report=False))
    resumed = audit(Request(files, tmp_path / "out", chunk=2, resume=True, report=False))
    assert resumed.counts == whole.counts
    assert results(tmp_path / "out") == results(tmp_path / "whole")


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


def test_a_cluster_likes_its_verdicts_in_partitions(
    undisturbed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "PARTITION", 25)
    rows = lines(undisturbed / "verdicts.jsonl")
    for _ in range(2):  # an earlier one is replaced
        write_verdicts(tmp_path / "verdicts.parquet", undisturbed / "verdicts.jsonl", "parquet", partitions=True)
    parts = sorted((tmp_path / "verdicts.parquet").iterdir())
    assert [part.name for part in parts] == [f"part-{number:05d}.parquet" for number in range(-(-len(rows) // 25))]
    read = [row for part in parts for row in pq.read_table(part).to_pylist()]
    assert [(row["id"], row["score"]) for row in read] == [(row["id"], row["score"]) for row in rows]


def test_a_run_that_was_finished_says_so(capsys: Any, tmp_path: Path) -> None:
    command = ("audit", write_posts(tmp_path / "a.jsonl", AD), "--out", tmp_path / "out", "--jobs", "1", "--no-report")
    assert run(capsys, *command).code == 0
    assert "was finished already: nothing to do" in run(capsys, *command, "--resume").err


@pytest.mark.parametrize("jobs", ["0", "many", "1.5"])
def test_a_number_that_is_none_is_named(capsys: Any, tmp_path: Path, jobs: str) -> None:
    ran = run(capsys, "audit", tmp_path, "--out", tmp_path / "out", "--jobs", jobs)
    assert ran.code != 0
    assert f"'{jobs}' is not a whole number from 1 to" in ran.err


def test_an_interrupted_audit_says_how_to_go_on(capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("debtad.audit.run.audit", interrupted)
    ran = run(capsys, "audit", tmp_path, "--out", tmp_path / "out")
    assert (ran.code, ran.error) == (130, "debtad: interrupted: the same command with --resume goes on")
