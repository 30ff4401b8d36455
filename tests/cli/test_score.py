"""`debtad score`: where the text comes from, what is printed, and how every bad input is told."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest

from debtad.cli.score import add_arguments, plain_options
from debtad.errors import FLAGGED, InputError
from debtad.model.artifact import FILE
from debtad.model.score import MAX_CHARACTERS
from debtad.ocr.engine import Picture
from debtad.ocr.layout import arrange
from debtad.ocr.rects import Line
from tests.support import AD, CALM, forge, run, spawn

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def broken(small_model: Path, tmp_path: Path) -> Path:
    """A copy of a small model, to be broken."""
    return Path(shutil.copytree(small_model, tmp_path / "model"))


class Piped(io.TextIOWrapper):
    """Standard input as a pipe would give it."""

    def __init__(self, data: bytes, *, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def test_a_text_as_argument(capsys: Any) -> None:
    ran = run(capsys, "score", AD)
    assert (ran.code, ran.err) == (0, "")
    assert "高风险" in ran.out


def test_json_is_one_line_that_reads_back(capsys: Any) -> None:
    ran = run(capsys, "score", AD, "--json")
    assert ran.out.count("\n") == 1
    verdict = json.loads(ran.out)
    assert (verdict["schema"], verdict["text"], verdict["level"]) == ("debtad.verdict/1", AD, "high")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_in_any_usual_encoding(capsys: Any, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "ad.txt"
    path.write_bytes(AD.encode(encoding))
    assert json.loads(run(capsys, "score", "--file", path, "--json").out)["text"] == AD


def test_a_pipe(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Piped(AD.encode()))
    ran = run(capsys, "score", "--json")
    assert json.loads(ran.out)["text"] == AD
    assert ran.err == ""


def test_a_paste_at_the_prompt_is_asked_for(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Piped(AD.encode(), terminal=True))
    ran = run(capsys, "score", "--json")
    assert "paste the text" in ran.err
    assert json.loads(ran.out)["text"] == AD


def test_no_standard_input_at_all(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    ran = run(capsys, "score", "--lang", "en")
    assert ran.code == 3
    assert "give one as an argument" in ran.error


def test_a_real_pipe_and_a_real_argument_agree() -> None:
    piped, given = spawn("score", "--json", stdin=AD.encode()), spawn("score", AD, "--json")
    assert piped.returncode == given.returncode == 0
    assert piped.stdout == given.stdout


def test_debt_computes_the_cost(capsys: Any) -> None:
    text = "欠款找我们，先付500块定金，不满意这500也不退，服务费按总欠款的8%收"
    cost = json.loads(run(capsys, "score", text, "--json", "--debt", "50,000").out)["cost"]
    assert cost["debt"] == 50_000
    assert 4000 in [item["low"] for item in cost["items"]]
    assert cost["self"] == 0


@pytest.mark.parametrize("debt", ["20万", "20w", "200000元", "200 000", "２００，０００", "二十万", "约20万"])
def test_a_debt_as_people_write_it(capsys: Any, debt: str) -> None:
    text = "欠款找我们，先付500块定金，不满意这500也不退，服务费按总欠款的8%收"
    assert json.loads(run(capsys, "score", text, "--json", "--debt", debt).out)["cost"]["debt"] == 200_000


@pytest.mark.parametrize("debt", ["10-20万", "几万", "-5", "1,5", "five", "-1", "0", "nan", "inf", "1e13", ""])
def test_a_debt_that_is_no_amount_is_a_usage_error(capsys: Any, debt: str) -> None:
    ran = run(capsys, "score", "--lang", "en", AD, "--debt", debt)
    assert ran.code == 2
    assert "is not an amount of yuan, for example 50000" in ran.error


def test_english(capsys: Any) -> None:
    assert "HIGH RISK" in run(capsys, "score", AD, "--lang", "en").out


@pytest.mark.parametrize(
    ("text", "level", "code"), [(AD, "high", FLAGGED), (AD, "review", FLAGGED), (CALM, "review", 0)]
)
def test_fail_on_turns_a_flag_into_exit_code_one(capsys: Any, text: str, level: str, code: int) -> None:
    assert run(capsys, "score", text, "--fail-on", level).code == code


def test_without_fail_on_a_flagged_text_exits_with_zero(capsys: Any) -> None:
    assert run(capsys, "score", AD).code == 0


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u3000"])
def test_blank_text(capsys: Any, text: str) -> None:
    ran = run(capsys, "score", "--lang", "en", text)
    assert (ran.code, ran.out) == (3, "")
    assert "the text is empty: paste an ad" in ran.error


@pytest.mark.parametrize("text", ["hello", "498", "？！", "ローン"])
def test_text_without_chinese(capsys: Any, text: str) -> None:
    ran = run(capsys, "score", "--lang", "en", text)
    assert ran.code == 3
    assert "no Chinese characters" in ran.error


def test_undecodable_bytes_are_named_by_offset(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes("停息".encode() + b"\xff\xfe\x00\xd8\x01")
    ran = run(capsys, "score", "--lang", "en", "--file", path)
    assert ran.code == 3
    assert str(path) in ran.error
    assert "byte 6" in ran.error


def test_undecodable_standard_input_in_a_real_process() -> None:
    done = spawn("score", "--lang", "en", stdin=b"\x89PNG\r\n\x1a\n\x00\x00")
    assert done.returncode == 3
    assert done.stderr.decode().startswith("debtad: byte 0 ")
    assert done.stderr.count(b"\n") == 1


def test_a_missing_file(capsys: Any, tmp_path: Path) -> None:
    ran = run(capsys, "score", "--lang", "en", "--file", tmp_path / "no.txt")
    assert ran.code == 3
    assert "no.txt: cannot be read: No such file" in ran.error


def test_a_folder_is_not_a_file(capsys: Any, tmp_path: Path) -> None:
    ran = run(capsys, "score", "--lang", "en", "--file", tmp_path)
    assert ran.code == 3
    assert "cannot be read: Is a directory" in ran.error


def test_both_a_text_and_a_file(capsys: Any, tmp_path: Path) -> None:
    ran = run(capsys, "score", "--lang", "en", AD, "--file", tmp_path / "ad.txt")
    assert ran.code == 2
    assert "both a text and --file were given: give one of them" in ran.error


def test_a_megabyte_is_scored_on_its_beginning(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text(AD + "\n" + "今天天气真好。" * 50_000, encoding="utf-8")
    assert path.stat().st_size > 1_000_000
    ran = run(capsys, "score", "--lang", "en", "--file", path, "--json")
    verdict = json.loads(ran.out)
    assert verdict["truncated"] is True
    assert len(verdict["text"]) == MAX_CHARACTERS
    assert ran.code == 0
    assert ran.error == f"debtad: only the first {MAX_CHARACTERS} characters were scored"


def test_a_missing_model(capsys: Any) -> None:
    ran = run(capsys, "score", "--lang", "en", AD, "--model", "nowhere")
    assert (ran.code, ran.out) == (4, "")
    assert "no model at nowhere: give a folder" in ran.error


def test_a_foreign_model(capsys: Any, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"model_type": "bert"}')
    ran = run(capsys, "score", "--lang", "en", AD, "--model", tmp_path)
    assert ran.code == 4
    assert "not a debtad model" in ran.error


@pytest.mark.parametrize("place", [50, 500, 5000, -2])
def test_one_flipped_byte_in_a_model(capsys: Any, broken: Path, place: int) -> None:
    data = bytearray((broken / FILE).read_bytes())
    data[place] ^= 1
    (broken / FILE).write_bytes(data)
    ran = run(capsys, "score", "--lang", "en", AD, "--model", broken)
    assert ran.code == 4
    assert "does not match its SHA-256" in ran.error


def _spoil(content: dict[str, Any]) -> None:
    content["vocabulary"] = [row.rpartition("=")[0] + "=1 nan 1" for row in content["vocabulary"]]


def test_nan_weights(capsys: Any, broken: Path) -> None:
    forge(broken, _spoil)
    ran = run(capsys, "score", "--lang", "en", AD, "--model", broken)
    assert ran.code == 4
    assert "not a finite number" in ran.error


def test_a_model_of_ones_own(capsys: Any, small_model: Path) -> None:
    verdict = json.loads(run(capsys, "score", AD, "--model", small_model, "--json").out)
    assert verdict["model"]["name"] == "small"


def test_lone_surrogates_come_out_as_escapes(capsys: Any) -> None:
    ran = run(capsys, "score", AD + "\ud83d", "--json")
    assert json.loads(ran.out)["text"] == AD + "\ud83d"
    assert "�" in run(capsys, "score", AD + "\ud83d").out


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1"])
def test_json_stays_valid_where_the_terminal_knows_no_utf8(encoding: str) -> None:
    done = spawn("score", AD + "😀é", "--json", PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert json.loads(done.stdout.decode(encoding))["text"] == AD + "😀é"


def test_the_view_survives_a_terminal_that_knows_no_chinese() -> None:
    done = spawn("score", AD, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")


def test_undecodable_arguments_are_scored_as_they_are() -> None:
    done = spawn("score", AD + "\udcff", "--json")
    assert json.loads(done.stdout)["text"] == AD + "\udcff"


@pytest.mark.parametrize(
    "arguments",
    [[], [AD], ["--json", AD], [AD, "--json"], ["--file", "a.txt"], ["--model", "default", "--json", AD], [""]],
)
def test_a_plain_call_means_what_the_parser_would_make_of_it(arguments: list[str]) -> None:
    parser = ArgumentParser()
    add_arguments(parser)
    plain = plain_options(arguments)
    assert plain is not None
    assert vars(plain) == vars(parser.parse_args(arguments))


@pytest.mark.parametrize(
    "arguments", [["--js", AD], ["--file=a.txt"], ["--file"], ["--debt", "5"], [AD, AD], ["--", AD], ["-x"], ["--help"]]
)
def test_any_other_call_is_left_to_the_parser(arguments: list[str]) -> None:
    assert plain_options(arguments) is None


@pytest.fixture
def screenshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A picture whose bytes are the text that the engine sees in it, at a confidence of 0.55."""

    def read(data: bytes) -> Picture:
        if not data:
            raise InputError("no text was found in the picture")
        box = ((10.0, 10.0), (900.0, 10.0), (900.0, 40.0), (10.0, 40.0))
        reading = arrange([Line(data.decode(), box, 0.55)], 1000)
        return Picture(data, hashlib.sha256(data).hexdigest(), "image/png", 1000, 100, reading)

    monkeypatch.setattr("debtad.ocr.engine.read_picture", read)
    path = tmp_path / "shot.png"
    path.write_text(AD, encoding="utf-8")
    return path


def test_a_picture_is_scored_by_its_text_and_doubts_of_reading_are_said(
    capsys: Any, screenshot: Path, tmp_path: Path
) -> None:
    ran = run(capsys, "score", "--lang", "en", "--image", screenshot, "--json", "--pack", tmp_path / "pack.zip")
    verdict = json.loads(ran.out)
    assert (ran.code, verdict["text"], verdict["level"]) == (0, AD, "high")
    assert verdict["picture"]["sha256"] == hashlib.sha256(AD.encode()).hexdigest()
    doubt, written = ran.err.splitlines()
    assert "the picture was read with low confidence (0.55): compare the text below with it" in doubt
    assert f"“{AD}”" in doubt
    assert written.startswith(f"debtad: wrote {tmp_path / 'pack.zip'}  sha256 ")


def test_a_picture_with_its_evidence_boxed_is_written(
    capsys: Any, screenshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    monkeypatch.setattr("debtad.ocr.marked.marked_png", lambda picture, spans: seen.extend(spans) or b"PNG")
    assert run(capsys, "score", "--image", screenshot, "--marked", tmp_path / "marked.png").code == 0
    assert (tmp_path / "marked.png").read_bytes() == b"PNG"
    assert "停息挂账" in {AD[start:end] for start, end, speaks_for in seen if speaks_for}


def test_mistakes_with_pictures_are_one_line(capsys: Any, screenshot: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.png").write_bytes(b"")
    for arguments, message in (
        ((AD, "--image", screenshot), "both a text and --image were given"),
        (("--image", tmp_path / "no.png"), "no.png: cannot be read: No such file"),
        (("--image", tmp_path / "empty.png"), "empty.png: no text was found in the picture"),
        ((AD, "--marked", tmp_path / "x.png"), "--marked draws on a picture: give one with --image"),
    ):
        ran = run(capsys, "score", "--lang", "en", *arguments)
        assert ran.code == (3 if "png:" in message else 2)
        assert message in ran.error


def test_errors_are_chinese_as_the_rest_is(capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = tmp_path / "long.txt"
    long.write_text(CALM * 2_000, encoding="utf-8")
    for arguments, code, told in (
        (("",), 3, "debtad: 没有内容："),
        (("hello",), 3, "debtad: 里面没有中文："),
        (("--file", tmp_path / "no.txt"), 3, "no.txt: 读不了：没有这个文件"),
        ((AD, "--debt", "很多"), 2, "debtad: --debt：看不懂 '很多' 是多少钱"),
        ((AD, "--file", "x"), 2, "debtad: 既给了文字，又给了 --file"),
        (("--file", long, "--json"), 0, "debtad: 只读了前 20000 字"),
        (("", "--lang=zh"), 3, "debtad: 没有内容："),
        (("", "--lang", "en"), 3, "debtad: the text is empty"),
        (("", "--lang=en"), 3, "debtad: the text is empty"),
    ):
        ran = run(capsys, "score", *arguments)
        assert (ran.code, told in ran.error) == (code, True), ran.err
    assert "后面要跟一个值" in run(capsys, "score", AD, "--debt").err
    assert "expected one argument" in run(capsys, "score", AD, "--lang", "en", "--debt").err
    assert "no such file or folder" in run(capsys, "evaluate", tmp_path / "no.csv").err  # no debtor's command
