"""`debtad audit` stopped, killed or interrupted: what is left behind, what resumes it, and what it then refuses."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.make_posts import write_csv
from debtad.audit.again import read_again
from debtad.audit.places import STATE_FOLDER
from debtad.audit.posts import Post
from debtad.audit.request import Request
from debtad.audit.run import audit
from debtad.audit.state import State
from debtad.errors import InputError, OutputError
from debtad.model.artifact import find_model
from tests.audit.runs import lines, results, write_posts
from tests.support import AD, CALM, ROOT, environment, forge, run


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


class Pipe:
    """Standard input that holds these bytes."""

    def __init__(self, data: bytes, terminal: bool = False) -> None:
        self.buffer, self._terminal = io.BytesIO(data), terminal

    def isatty(self) -> bool:
        return self._terminal


def test_a_pipe_can_be_resumed(tmp_path: Path) -> None:
    data = "\n".join(f'{{"text": "第{n}条，{AD}"}}' for n in range(9)).encode()
    command = [sys.executable, "-m", "debtad", "audit", "-", "--out", str(tmp_path / "out"), "--jobs", "1", "--quiet"]
    done = subprocess.run(
        command, input=data, env=environment(), check=False, timeout=60, capture_output=True, cwd=ROOT
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert [row["source"] for row in lines(tmp_path / "out" / "verdicts.jsonl")] == ["-"] * 9


def test_a_pipe_of_plain_lines_is_a_post_a_line(capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    piped = f"{AD}\n{CALM}\n".encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(piped)))
    refused = run(capsys, "audit", "-", "--out", tmp_path / "1", "--jobs", "1", "--quiet")
    assert refused.code == 3
    assert "or say --from lines if every line is a post" in refused.error
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(piped)))
    ran = run(capsys, "audit", "-", "--from", "lines", "--out", tmp_path / "2", "--jobs", "1", "--quiet")
    assert ran.code == 0
    assert [(row["id"], row["level"]) for row in lines(tmp_path / "2" / "verdicts.jsonl")] == [
        ("-:1", "high"),
        ("-:2", "low"),
    ]
    kept = tmp_path / "kept"
    kept.write_bytes(piped)
    (post,) = read_again(tmp_path / "2", [("-", 1)], inputs=[str(kept)])  # read as it was then
    assert isinstance(post, Post)
    assert post.text == AD


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


def start(scrape: Path, out: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "debtad", "audit", str(scrape), "--out", str(out), "--quiet", "--no-report", *more]
    # Where the tests run in the background of a shell, Ctrl-C is ignored, and what they start would inherit that.
    asked = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(command, env=environment(), cwd=ROOT, stderr=subprocess.PIPE)
    finally:
        signal.signal(signal.SIGINT, asked)


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
    write_csv(scrape, 60_000)
    process = start(scrape, tmp_path / "out", "--jobs", "2", "--chunk", "200")
    while committed(tmp_path / "out") < 50_000:
        time.sleep(0.01)
    assert process.poll() is None, "it should still be running"
    os.kill(process.pid, signal.SIGINT)
    assert process.communicate(timeout=120)[1].decode().splitlines() == [
        "debtad: interrupted: the same command with --resume goes on"
    ]
    assert process.returncode == 130
    assert audit(Request((str(scrape),), tmp_path / "out", resume=True, report=False)).counts["rows"] == 60_000


def test_an_interrupted_audit_says_how_to_go_on(capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("debtad.audit.run.audit", interrupted)
    ran = run(capsys, "audit", tmp_path, "--out", tmp_path / "out")
    assert (ran.code, ran.error) == (130, "debtad: interrupted: the same command with --resume goes on")


def test_a_run_that_was_finished_says_so(capsys: Any, tmp_path: Path) -> None:
    command = ("audit", write_posts(tmp_path / "a.jsonl", AD), "--out", tmp_path / "out", "--jobs", "1", "--no-report")
    assert run(capsys, *command).code == 0
    assert "was finished already: nothing to do" in run(capsys, *command, "--resume").err
