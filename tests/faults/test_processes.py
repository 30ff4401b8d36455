"""Closed pipes, killed workers, files that cannot be read, folders that are taken: one line, nothing lost."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from debtad.audit.processes import beside
from debtad.audit.request import Request
from debtad.audit.run import audit
from debtad.audit.state import Lock
from debtad.audit.worker import ProcessScorer
from debtad.errors import DebtadError, OutputError
from debtad.model.artifact import find_model
from tests.support import AD, ROOT, environment, run


def start(*arguments: str, **changes: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "debtad", *arguments],
        env=environment(**changes),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("arguments", [("score", AD), ("score", AD, "--json"), ("signals", "list"), ("--help",)])
def test_a_closed_pipe_ends_quietly(arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "debtad", *arguments],
        env=environment(),
        cwd=ROOT,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writing)
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr
    assert done.returncode == 0


def again_and_again(scorer: ProcessScorer) -> None:
    """Until the death of the worker is noticed."""
    for _ in range(50):
        scorer.submit([AD])()
        time.sleep(0.1)


def test_a_worker_that_dies_is_said_and_the_run_can_go_on(tmp_path: Path) -> None:
    scorer = ProcessScorer(find_model(), 1)
    try:
        assert scorer.submit([AD])().results
        for process in multiprocessing.active_children():
            os.kill(process.pid or 0, signal.SIGKILL)
        with pytest.raises(DebtadError, match=r"a worker process was killed.*--resume"):
            again_and_again(scorer)
    finally:
        scorer.close()


def refuse(path: Path) -> None:
    raise OutputError(f"{path}: cannot be written")


def end_at_once(path: Path) -> None:
    os._exit(9)


@pytest.mark.parametrize("apart", [True, False])
def test_work_that_fails_beside_an_audit_fails_the_audit(apart: bool, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"), beside(apart, refuse, tmp_path):
        pass


def test_the_death_of_work_beside_an_audit_is_said(tmp_path: Path) -> None:
    with (
        pytest.raises(DebtadError, match=r"a worker process was killed.*--resume"),
        beside(True, end_at_once, tmp_path),
    ):
        pass


def test_two_audits_into_one_folder(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "1", "text": AD}), encoding="utf-8")
    out = tmp_path / "out"
    audit(Request((str(path),), out, report=False))
    before = {file.name: file.read_bytes() for file in out.iterdir() if file.is_file()}
    lock = Lock(next(folder for folder in out.iterdir() if folder.is_dir()))
    try:
        ran = run(capsys, "audit", path, "--out", out, "--overwrite", "--jobs", "1", "--quiet")
    finally:
        lock.release()
    assert ran.code == OutputError.code
    assert "another audit is writing there" in ran.error
    assert {file.name: file.read_bytes() for file in out.iterdir() if file.is_file()} == before


@pytest.mark.parametrize("command", ["score", "audit", "train", "evaluate", "labels"])
def test_what_cannot_be_read_is_named_in_one_line(command: str, tmp_path: Path, capsys: Any) -> None:
    place = tmp_path / "posts.jsonl"
    place.symlink_to(tmp_path / "gone")
    arguments = {
        "score": ("score", "--file", place),
        "audit": ("audit", place, "--out", tmp_path / "out", "--jobs", "1", "--quiet"),
        "train": ("train", place, "--no-base", "--out", tmp_path / "out"),
        "evaluate": ("evaluate", place),
        "labels": ("labels", "check", place),
    }[command]
    ran = run(capsys, *arguments)
    assert ran.code == 3, ran.err
    assert "posts.jsonl" in ran.err.splitlines()[-1]
    assert "Traceback" not in ran.err


def test_names_of_files_and_columns_cannot_command_a_terminal(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "a\x1b[2J\u202e.csv"
    path.write_text("\x1b]0;owned\x07a,b\n1,2\n", encoding="utf-8")
    ran = run(capsys, "audit", path, "--out", tmp_path / "out", "--jobs", "1")
    assert ran.code == 3
    assert not set(ran.err) & set("\x1b\x07\u202e")


def test_a_model_is_written_whole_or_not_at_all(
    small_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk ends while each of the files is written: the old model stays."""
    import errno

    from debtad.model.artifact import read_model, write_model

    model = read_model(small_model)
    old = write_model(model, tmp_path)

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for call in ("os.fsync", "os.replace"):
        with monkeypatch.context() as patch:
            patch.setattr(call, full)
            with pytest.raises(OutputError, match="No space left on device"):
                write_model(model._replace(intercept=model.intercept + 1), tmp_path)
        assert read_model(tmp_path).ref == old
