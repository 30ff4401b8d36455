"""The front door: help, versions, usage errors, closed pipes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import debtad
from debtad import errors
from debtad.cli.main import COMMANDS, main
from tests.support import AD, environment, run, spawn


def test_help_names_every_command(capsys: Any) -> None:
    for flag in ("-h", "--help"):
        ran = run(capsys, flag)
        assert ran.code == 0
        assert all(re.search(rf"^  {name} ", ran.out, re.MULTILINE) for name in COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help_of_its_own(capsys: Any, command: str) -> None:
    ran = run(capsys, command, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"usage: debtad {command}")


@pytest.mark.parametrize("flag", ["-V", "--version"])
def test_version(capsys: Any, flag: str) -> None:
    assert run(capsys, flag).out == f"debtad {debtad.__version__}\n"


def test_no_command_is_a_usage_error(capsys: Any) -> None:
    ran = run(capsys)
    assert ran.code == errors.USAGE
    assert "usage: debtad COMMAND" in ran.err


def test_an_unknown_command_is_named(capsys: Any) -> None:
    ran = run(capsys, "skore")
    assert ran.code == errors.USAGE
    assert "no command 'skore'" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("score", "--colour"),
        ("score", AD, "another"),
        ("score", AD, "--lang", "fr"),
        ("score", AD, "--fail-on", "low"),
        ("train",),
        ("train", "labels.csv"),
        ("train", "labels.csv", "--out", "x", "--base", "y", "--no-base"),
        ("evaluate",),
        ("evaluate", "labels.csv", "--curve", "--repeats", "0"),
        ("evaluate", "labels.csv", "--rounds", "-1"),
        ("compare", "a", "b", "labels.csv", "--flips", "some"),
        ("labels", "suggest", "audit", "--out", "x.csv", "--seed", "-1"),
        ("signals", "delete"),
        ("models", "burn"),
        ("corpus", "check"),
    ],
)
def test_usage_errors_exit_with_two(capsys: Any, arguments: tuple[str, ...]) -> None:
    ran = run(capsys, *arguments)
    assert ran.code == errors.USAGE
    assert ran.err.startswith("usage: debtad")


def test_exit_codes_are_the_documented_ones() -> None:
    assert (errors.OK, errors.FLAGGED, errors.USAGE, errors.INTERNAL) == (0, 1, 2, 70)
    named = {kind.__name__: kind.code for kind in errors.DebtadError.__subclasses__()}
    assert named == {"InputError": 3, "UsageError": 2, "ModelError": 4, "CatalogError": 5, "OutputError": 6}
    assert errors.LabelError.code == errors.DecodeError.code == 3


def test_an_interrupt_ends_quietly(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("debtad.cli.models.run", interrupted)
    ran = run(capsys, "models", "list")
    assert (ran.code, ran.error) == (130, "debtad: interrupted")


@pytest.mark.parametrize(
    ("command", "words"),
    [(("models", "list"), "please report it"), (("score", AD), "请报告"), (("score", ""), "请报告")],
)
def test_a_fault_of_debtad_is_one_line_and_no_flag(
    capsys: Any, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], words: str
) -> None:
    def broken(options: object) -> int:
        raise ValueError("two\nlines\x1b[2J")

    monkeypatch.delenv("DEBTAD_TRACEBACK", raising=False)
    monkeypatch.setattr(f"debtad.cli.{command[0]}.run", broken)
    ran = run(capsys, *command)
    assert (ran.code, ran.out) == (errors.INTERNAL, "")
    assert r"ValueError: two lines\x1b[2J" in ran.err
    assert words in ran.err
    assert ran.err.count("\n") == 1
    monkeypatch.setenv("DEBTAD_TRACEBACK", "1")
    ran = run(capsys, *command)
    assert ran.code == errors.INTERNAL
    assert ran.err.startswith("Traceback (most recent call last)")
    assert "in broken" in ran.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
@pytest.mark.parametrize("arguments", [("score", AD), ("score", AD, "--json", "--fail-on", "high"), ("--help",)])
def test_output_that_cannot_be_written_is_no_flag(arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "debtad", *arguments]
    for unbuffered in ("", "1"):
        env = {**environment(), "PYTHONUNBUFFERED": unbuffered}
        with open("/dev/full", "wb") as full:
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=env, check=False)
        assert done.returncode == errors.OutputError.code
        assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    "arguments", [("score", AD), ("score", AD, "--json"), ("signals", "list"), ("models", "list"), ("--help",)]
)
def test_a_closed_pipe_is_no_error(arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "debtad", *arguments],
            stdout=writing,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_mistake_shows_no_traceback_in_a_real_process(tmp_path: Path) -> None:
    done = spawn("score", "--lang", "en", "--file", str(tmp_path / "no.txt"))
    assert done.returncode == 3
    assert done.stdout == b""
    assert done.stderr.decode().splitlines() == [
        f"debtad: {tmp_path / 'no.txt'}: cannot be read: No such file or directory"
    ]


def test_the_entry_point_is_main() -> None:
    assert spawn("--version").stdout.decode() == f"debtad {debtad.__version__}\n"
    assert callable(main)


def test_who_reads_no_further_still_learns_that_a_text_is_flagged() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "debtad", "score", "--json", "--fail-on", "high", AD]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, env=environment(), check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")
