"""No command writes over what it reads, over finished labels, or over a file of another kind."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from debtad.errors import OutputError
from debtad.outputs import check_output, replacing
from tests.support import AD, CALM, SMALL, run

LABELS = f"text,label\n{AD},1\n{CALM},0\n"


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(LABELS, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "command",
    [
        ("labels", "import", "mine.csv", "--out", "mine.csv"),
        ("labels", "import", "mine.csv", "--out", "mine.csv", "--force"),
        ("labels", "import", ".", "--out", "mine.csv", "--force"),
        ("labels", "export", "mine.csv", "--out", "./mine.csv", "--skip-bad"),
        ("labels", "export", "mine.csv", "--out", "x.json", "--interface", "mine.csv"),
        ("labels", "doubt", "mine.csv", "--quiet", "--out", "mine.csv", "--force"),
        ("evaluate", "mine.csv", "--errors", "mine.csv"),
        ("evaluate", ".", "--errors", "mine.csv"),
        ("score", "--file", "mine.csv", "--pack", "mine.csv", "--lang", "en"),
    ],
)
def test_an_input_is_never_written_over(
    capsys: Any, labels: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(labels.parent)
    ran = run(capsys, *command)
    assert ran.code == 6
    assert ran.err.count("\n") == 1
    assert "mine.csv: is an input of this command and would be lost: choose another" in ran.err
    assert labels.read_text(encoding="utf-8") == LABELS
    assert os.listdir() == ["mine.csv"]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(OSError, match="no space left"), replacing(path) as part:  # noqa: PT012
        part.write_text("half", encoding="utf-8")
        raise OSError("no space left")
    assert path.read_text(encoding="utf-8") == "old"
    with replacing(path) as part:
        part.write_text("new", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "old"
    assert path.read_text(encoding="utf-8") == "new"
    assert os.listdir(tmp_path) == ["labels.csv"]


def test_a_link_stays_and_a_device_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("file")
    for place in (tmp_path / "link", Path(os.devnull)):
        with replacing(place) as part:
            part.write_text("new", encoding="utf-8")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text(encoding="utf-8") == "new"
    assert not Path(os.devnull).is_file()


def test_links_do_not_hide_an_input(labels: Path) -> None:
    for name, link in (("soft", os.symlink), ("hard", os.link)):
        link(labels, labels.parent / name)
        with pytest.raises(OutputError, match=f"{name}: is an input"):
            check_output(labels.parent / name, [labels])
    check_output(labels.parent / "other", [labels])
    check_output(labels.parent / "new.csv", [labels.parent])  # beside what a folder holds, not over it


def test_finished_labels_are_replaced_with_force_alone(capsys: Any, labels: Path) -> None:
    more = labels.parent / "more.csv"
    more.write_text(LABELS, encoding="utf-8")
    refused = run(capsys, "labels", "export", SMALL, "--out", more)
    assert refused.code == 6
    assert f"{more}: holds 2 labelled rows that would be lost" in refused.err
    assert "choose another --out, or replace it with --force" in refused.err
    assert more.read_text(encoding="utf-8") == LABELS
    assert run(capsys, "labels", "export", SMALL, "--out", more, "--force").code == 0
    assert "62" in run(capsys, "labels", "import", more, "--out", labels.parent / "y.jsonl").err


def test_a_file_without_labels_yet_may_be_written_anew(capsys: Any, tmp_path: Path) -> None:
    todo = tmp_path / "todo.csv"
    todo.write_text(f"text,label\n{AD},\n", encoding="utf-8")
    assert run(capsys, "labels", "export", SMALL, "--out", todo).code == 0


def test_a_file_that_is_no_label_file_stays(capsys: Any, tmp_path: Path) -> None:
    note = tmp_path / "note.csv"
    note.write_text("账目,金额\n房租,3000\n", encoding="utf-8")
    ran = run(capsys, "labels", "export", SMALL, "--out", note)
    assert (ran.code, "is there already and is no csv file of labels" in ran.err) == (6, True)


def test_a_page_of_errors_replaces_its_like_alone(capsys: Any, labels: Path, small_model: Path) -> None:
    page, other = labels.parent / "e.md", labels.parent / "other.csv"
    other.write_text(LABELS, encoding="utf-8")
    rest = ("--model", small_model, "--rounds", "0", "--errors")
    assert run(capsys, "evaluate", labels, *rest, page).code == 0
    assert run(capsys, "evaluate", labels, *rest, page).code == 0
    ran = run(capsys, "evaluate", labels, *rest, other)
    assert (ran.code, "is no page of errors" in ran.err) == (6, True)
    assert other.read_text(encoding="utf-8") == LABELS


def test_a_pack_replaces_its_like_alone(capsys: Any, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    assert run(capsys, "labels", "export", SMALL, "--out", book).code == 0
    before = book.read_bytes()
    ran = run(capsys, "score", AD, "--pack", book)
    assert (ran.code, "已经有这个文件，而且不是证据包" in ran.err) == (6, True)
    assert book.read_bytes() == before
    pack = tmp_path / "pack.zip"
    assert run(capsys, "score", AD, "--pack", pack).code == 0
    assert run(capsys, "score", AD, "--pack", pack).code == 0


def test_a_pack_and_a_suggestion_spare_what_was_audited(capsys: Any, tmp_path: Path) -> None:
    posts, out = tmp_path / "posts.csv", tmp_path / "audit"
    posts.write_text(f"text\n{AD}\n", encoding="utf-8")
    before = posts.read_bytes()
    assert run(capsys, "audit", posts, "--out", out, "--jobs", "1", "--no-report", "--quiet").code == 0
    verdicts = (out / "verdicts.jsonl").read_bytes()
    for place in (posts, out / "verdicts.jsonl"):
        ran = run(capsys, "pack", "from-audit", out, "--row", "1", "--out", place, "--lang", "en")
        assert (ran.code, "is an input of this command" in ran.err) == (6, True)
        ran = run(capsys, "labels", "suggest", out, "--n", "1", "--out", place, "--force")
        assert (ran.code, "is an input of this command" in ran.err) == (6, True)
    assert (posts.read_bytes(), (out / "verdicts.jsonl").read_bytes()) == (before, verdicts)
