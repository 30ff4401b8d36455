"""`debtad labels`: from a labelling tool to a label file and back, checked, doubted; and what to label next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debtad.learn.doubts import Doubt, Reason
from debtad.learn.labels import Row, read_labels
from tests.support import AD, CALM, SMALL, run


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["x.json", "x.jsonl", "x.csv", "x.xlsx", "x.parquet"])
def test_labels_go_out_and_come_back(capsys: Any, tmp_path: Path, name: str) -> None:
    form = ("--format", "doccano") if name == "x.jsonl" else ()
    out = run(capsys, "labels", "export", SMALL, "--out", tmp_path / name, *form)
    assert (out.code, out.out) == (0, "")
    assert "62 rows" in out.err
    back = run(capsys, "labels", "import", tmp_path / name, "--out", tmp_path / "back" / "new.jsonl")
    assert back.code == 0
    assert read_labels([tmp_path / "back"])[0] == read_labels([SMALL])[0]


def test_the_labelling_interface_is_written_beside(capsys: Any, tmp_path: Path) -> None:
    assert (
        run(capsys, "labels", "export", SMALL, "--out", tmp_path / "x.json", "--interface", tmp_path / "x.xml").code
        == 0
    )
    text = (tmp_path / "x.xml").read_text(encoding="utf-8")
    assert '<Choices name="label"' in text
    assert '<Label value="upfront_fee"' in text


def test_bad_rows_stop_an_import_unless_skipped(capsys: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "text,label\n停息挂账,1\n还清了,maybe\n,0\n没标,\n")
    ran = run(capsys, "labels", "import", path, "--out", tmp_path / "y.jsonl")
    assert ran.code == 3
    assert "x.csv:3: unknown label 'maybe'" in ran.err
    assert "x.csv:4: has no text" in ran.err
    assert not (tmp_path / "y.jsonl").exists()
    ran = run(capsys, "labels", "import", path, "--out", tmp_path / "y.jsonl", "--skip-bad")
    assert ran.code == 0
    assert "1 rows, 0 spans of evidence, jsonl, 1 without a label left out" in ran.err


def test_check_names_each_row_and_exits_with_three(capsys: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", f"text,label,group\n{AD},1,a\n{AD},0,b\n{CALM},0,c\n坏,huh,d\n")
    ran = run(capsys, "labels", "check", path, "--no-base")
    assert ran.code == 3
    assert "must be mended" in ran.error
    lines = [line.split()[:3] for line in ran.out.splitlines()]
    assert [f"{path}:5", "error", "unreadable"] in lines
    assert [f"{path}:3", "error", "conflict"] in lines
    assert [f"{path}:3", "warning", "disagreement"] in lines


def test_check_as_json(capsys: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", f"text,label\n{AD},1\n{AD},1\n")
    ran = run(capsys, "labels", "check", path, "--no-base", "--no-model", "--json")
    assert ran.code == 0
    report = json.loads(ran.out)
    assert (report["rows"], report["counts"], report["labels"]) == (2, {"duplicate": 1}, {"risky": 2})
    assert len(report["files"][0]["sha256"]) == 64
    assert run(capsys, "labels", "check", path, "--no-base", "--no-model", "--strict").code == 3


def test_check_names_the_files_of_a_folder_that_it_read(capsys: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", f"text,label\n{AD},1\n")
    write(tmp_path / "notes.txt", "x")
    (tmp_path / ".git").mkdir()
    write(tmp_path / ".git" / "pack", "x")
    ran = run(capsys, "labels", "check", tmp_path, "--no-base", "--no-model", "--json")
    assert json.loads(ran.out)["files"] == [
        {"path": str(path), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    ]


def test_check_knows_the_frozen_split_of_a_corpus(capsys: Any, tmp_path: Path) -> None:
    (tmp_path / "corpus" / "test").mkdir(parents=True)
    write(tmp_path / "corpus" / "test" / "t.jsonl", json.dumps({"text": AD, "label": 1, "id": "t1"}))
    path = write(tmp_path / "x.csv", f"text,label\n{AD}！,1\n")
    ran = run(capsys, "labels", "check", path, "--base", tmp_path / "corpus", "--no-model")
    assert ran.code == 3
    assert "stands in the test split as t1" in ran.out


def test_sound_labels_pass(capsys: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", f"text,label\n{AD},1\n{CALM},0\n")
    ran = run(capsys, "labels", "check", path, "--no-base")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("nothing to mend\n")


@pytest.mark.slow
def test_doubts_are_printed_and_written_for_relabelling(capsys: Any, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in SMALL.read_text(encoding="utf-8").splitlines()]
    rows[4]["label"] = "safe"
    path = write(tmp_path / "x.jsonl", "\n".join(json.dumps(r, ensure_ascii=False) for r in rows))
    ran = run(capsys, "labels", "doubt", path, "--quiet", "--n", "3", "--out", tmp_path / "again.csv")
    assert (ran.code, ran.err) == (0, "")
    assert "safe → risky?" in ran.out
    assert "facts_on_safe: labelled safe" in ran.out
    again = read_labels([tmp_path / "again.csv"])[0]
    assert rows[4]["id"] in {row.id for row in again}


@pytest.mark.slow
def test_doubts_as_json(capsys: Any, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in SMALL.read_text(encoding="utf-8").splitlines()]
    for row in rows[4:7]:
        row["label"] = "safe" if row["label"] == "risky" else "risky"
    path = write(tmp_path / "x.jsonl", "\n".join(json.dumps(r, ensure_ascii=False) for r in rows))
    ran = run(capsys, "labels", "doubt", path, "--quiet", "--json", "--n", "2")
    report = json.loads(ran.out)
    assert (report["schema"], report["rows"], len(report["doubts"])) == ("debtad.labels-doubt/1", 62, 2)
    assert set(report["doubts"][0]) >= {"id", "where", "label", "suggested", "score", "quality", "reasons"}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("import", "nowhere.csv", "--out", "x.jsonl"), 3, "nowhere.csv: no such file"),
        (("import", SMALL, "--out", "x.txt"), 3, "pass --format"),
        (("import", SMALL, "--out", SMALL / "x.csv"), 6, "cannot be written"),
        (("suggest", "nowhere", "--out", "x.csv"), 3, "nowhere: no such folder"),
        (("suggest", SMALL.parent, "--out", "x.csv"), 3, "holds no verdicts"),
        (("doubt", SMALL, "--n", "-1"), 3, "--n must be 0"),
    ],
)
def test_mistakes_are_one_line(
    capsys: Any, monkeypatch: Any, tmp_path: Path, arguments: tuple[Any, ...], code: int, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(capsys, "labels", *arguments)
    assert ran.code == code
    assert message in ran.error


def audit(folder: Path, texts: list[str]) -> Path:
    """What `debtad audit` would have left of a file of posts."""
    from debtad import load

    posts = write(
        folder / "posts.csv", "id,text,copy\n" + "".join(f"p{n},没有这一句,{text}\n" for n, text in enumerate(texts))
    )
    rows = [
        {"id": f"p{n}", "source": str(posts), "row": n + 1, "score": load().score(text).score}
        for n, text in enumerate(texts)
    ]
    summary = {"inputs": [{"path": str(posts)}], "columns": {str(posts): {"text": ["copy"], "id": "id"}}}
    (folder / "audit").mkdir()
    write(folder / "audit" / "verdicts.jsonl", "\n".join(json.dumps(row) for row in rows))
    write(folder / "audit" / "summary.json", json.dumps(summary))
    return folder / "audit"


def corpus(folder: Path) -> Path:
    """A corpus of one row, so that the shipped one is not compared with."""
    (folder / "corpus").mkdir()
    return write(folder / "corpus" / "k.jsonl", json.dumps({"text": "账单还清", "label": 0})).parent


@pytest.mark.parametrize("name", ["todo.json", "todo.xlsx", "todo.csv", "todo.jsonl"])
def test_suggest_reads_the_audited_posts_again(capsys: Any, tmp_path: Path, name: str) -> None:
    pytest.importorskip("debtad.audit.readers")
    folder = audit(tmp_path, [AD, CALM, "先付一杯奶茶钱的诚意金，老周带你慢慢还", "请问停息挂账是真的吗"])
    ran = run(capsys, "labels", "suggest", folder, "--n", "3", "--base", corpus(tmp_path), "--out", tmp_path / name)
    assert ran.code == 0, ran.err
    assert "3 posts to label" in ran.err
    assert (tmp_path / name).stat().st_size > 0
    back = run(capsys, "labels", "export", tmp_path / name, "--out", tmp_path / "back.jsonl")
    assert back.code == 0, back.err
    records = [json.loads(line) for line in (tmp_path / "back.jsonl").read_text(encoding="utf-8").splitlines()]
    assert all(record["label"] is None and record["why"] and record["text"] != "没有这一句" for record in records)


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
def test_suggest_reads_what_a_real_audit_left(capsys: Any, tmp_path: Path, form: str) -> None:
    """Ids of nineteen figures are cells with an apostrophe in ``verdicts.csv``; the column of text is no usual one."""
    posts = write(tmp_path / "posts.csv", f"id,words,copy\n7312345678901234567,没有这一句,{AD}\n")
    more = ("--out", tmp_path / "out", "--format", form, "--text", "copy", "--jobs", "1", "--no-report")
    assert run(capsys, "audit", posts, *more).code == 0
    more = ("--n", "1", "--base", corpus(tmp_path), "--out", tmp_path / "x.jsonl")
    ran = run(capsys, "labels", "suggest", tmp_path / "out", *more)
    assert ran.code == 0, ran.err
    assert AD in (tmp_path / "x.jsonl").read_text(encoding="utf-8")


def test_suggest_finds_posts_that_moved(capsys: Any, tmp_path: Path) -> None:
    pytest.importorskip("debtad.audit.readers")
    folder = audit(tmp_path, [AD, CALM])
    (tmp_path / "posts.csv").rename(tmp_path / "elsewhere.csv")
    missing = run(capsys, "labels", "suggest", folder, "--n", "1", "--out", tmp_path / "x.csv")
    assert missing.code == 3
    assert "posts.csv" in missing.error
    for name in ("new", "posts"):
        (tmp_path / name).mkdir()
    moved = tmp_path / "posts" / "posts.csv"
    (tmp_path / "elsewhere.csv").rename(moved)
    write(tmp_path / "new" / "k.jsonl", json.dumps({"text": "账单还清", "label": 0}))
    more = ("--base", tmp_path / "new", "--input", moved)
    ran = run(capsys, "labels", "suggest", folder, "--n", "1", *more, "--out", tmp_path / "x.xlsx")
    assert ran.code == 0, ran.err


def doubted(monkeypatch: pytest.MonkeyPatch, *ids: str) -> None:
    """The rows of these ids are doubted, and no model is trained to find that out."""

    def find(rows: list[Row], base: list[Row], say: Callable[[str], None]) -> list[Doubt]:
        say("fold 1 of 1")
        reasons = (Reason("facts_on_safe", "labelled safe, names a fee"),)
        return [Doubt(row, 0.9, 0.1 + n / 10, "risky", reasons) for n, row in enumerate(rows) if row.id in ids]

    monkeypatch.setattr("debtad.learn.doubts.find_doubts", find)


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    rows = [{"id": f"r{n}", "text": text, "label": "safe"} for n, text in enumerate((AD, CALM, AD + "很久" * 60))]
    return write(tmp_path / "x.jsonl", "\n".join(json.dumps(row) for row in rows))


def test_doubts_are_shown_with_their_place_and_reasons(
    capsys: Any, monkeypatch: pytest.MonkeyPatch, labelled: Path
) -> None:
    doubted(monkeypatch, "r0", "r2")
    ran = run(capsys, "labels", "doubt", labelled, "--n", "1")
    assert (ran.code, ran.err) == (0, "fold 1 of 1\n")
    first, why, text, total = ran.out.splitlines()
    assert first == f"0.100  safe → risky?    {labelled}:1  r0"
    assert why.strip() == "facts_on_safe: labelled safe, names a fee"
    assert text.strip() == AD
    assert total.startswith("2 of 3 labels are doubted, 1 shown")
    assert run(capsys, "labels", "doubt", labelled, "--n", "0", "--quiet").out.splitlines()[-2].endswith("很…")


def test_doubts_are_handed_to_machines_and_to_relabellers(
    capsys: Any, monkeypatch: pytest.MonkeyPatch, labelled: Path, tmp_path: Path
) -> None:
    doubted(monkeypatch, "r0", "r2")
    ran = run(capsys, "labels", "doubt", labelled, "--json", "--n", "1", "--out", tmp_path / "again.jsonl")
    assert ran.err.splitlines()[-1] == f"{tmp_path / 'again.jsonl'}: 2 doubted rows, jsonl"
    report = json.loads(ran.out)
    assert (report["rows"], report["doubted"]) == (3, 2)
    assert [(one["id"], one["where"], one["suggested"]) for one in report["doubts"]] == [
        ("r0", f"{labelled}:1", "risky")
    ]
    again = [json.loads(line) for line in (tmp_path / "again.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in again] == ["r0", "r2"]
    assert again[0]["why"] == "facts_on_safe: labelled safe, names a fee"


def test_labels_none_of_which_can_be_used(capsys: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "text,label\n没标,\n")
    ran = run(capsys, "labels", "import", path, "--out", tmp_path / "y.jsonl")
    assert ran.code == 3
    assert "no usable rows: every row needs text and label" in ran.err
    ran = run(capsys, "labels", "check", SMALL, "--base", tmp_path / "none", "--no-model")
    assert ran.code == 3
    assert "none: no such folder" in ran.error


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("verdicts.jsonl", "\n{", "verdicts.jsonl:2: not JSON"),
        ("verdicts.jsonl", '{"source": "x"}', "verdicts row 1: has no source, row and score"),
        ("verdicts.jsonl", "[]", "verdicts.jsonl:1: not a row of verdicts"),
        ("summary.json", "{", "summary.json: cannot be read"),
        ("summary.json", "[]", "summary.json names no inputs: name the audited files with --input"),
        ("posts.csv", "id,copy\nq1,别的帖子\n", "none of the audited posts stand in"),
    ],
)
def test_suggest_names_what_is_wrong_with_an_audit(
    capsys: Any, tmp_path: Path, name: str, content: str, message: str
) -> None:
    folder = audit(tmp_path, [AD, CALM])
    write(tmp_path / name if name == "posts.csv" else folder / name, content)
    ran = run(capsys, "labels", "suggest", folder, "--n", "1", "--out", tmp_path / "x.csv")
    assert ran.code == 3
    assert message in ran.error


def test_suggest_without_a_summary_needs_to_be_told_the_files(capsys: Any, tmp_path: Path) -> None:
    folder = audit(tmp_path, [AD, CALM])
    (folder / "summary.json").unlink()
    ran = run(capsys, "labels", "suggest", folder, "--n", "1", "--out", tmp_path / "x.csv")
    assert "name the audited files with --input" in ran.error
    more = ("--input", tmp_path / "posts.csv", "--text", "copy", "--base", corpus(tmp_path))
    ran = run(capsys, "labels", "suggest", folder, "--n", "1", *more, "--out", tmp_path / "x.csv")
    assert ran.code == 0, ran.err


def test_suggest_reads_verdicts_in_csv_and_leaves_out_labelled_posts(capsys: Any, tmp_path: Path) -> None:
    folder = audit(tmp_path, [AD, CALM, "先付一杯奶茶钱的诚意金，老周带你慢慢还"])
    rows = [json.loads(line) for line in (folder / "verdicts.jsonl").read_text(encoding="utf-8").splitlines()]
    (folder / "verdicts.jsonl").unlink()
    write(
        folder / "verdicts.csv",
        "id,source,row,score\n" + "".join("{id},{source},{row},{score}\n".format(**r) for r in rows),
    )
    labels = write(tmp_path / "done.csv", f"text,label\n{AD},1\n")
    more = ("--labels", labels, "--interface", tmp_path / "x.xml", "--base", corpus(tmp_path))
    ran = run(capsys, "labels", "suggest", folder, "--n", "3", *more, "--out", tmp_path / "todo.json")
    assert ran.code == 0, ran.err
    assert "debtad: 3 were asked for: no more posts differ from these and from labelled ones" in ran.err
    assert AD not in (tmp_path / "todo.json").read_text(encoding="utf-8")
    assert "<Choices" in (tmp_path / "x.xml").read_text(encoding="utf-8")


def audited(capsys: Any, folder: Path, form: str, **posts: list[tuple[str, str]]) -> Path:
    """An audit of files ``a/posts.csv``, ``b/posts.csv``… with these (id, text) in each."""
    for name, rows in posts.items():
        (folder / name).mkdir()
        write(folder / name / "posts.csv", "id,text\n" + "".join(f"{id_},{text}\n" for id_, text in rows))
    files = [folder / name / "posts.csv" for name in posts]
    ran = run(capsys, "audit", *files, "--out", folder / "audit", "--format", form, "--no-report", "--jobs", "1")
    assert ran.code == 0, ran.err
    return folder / "audit"


def suggested(path: Path) -> set[tuple[str, str]]:
    """(folder of the audited file, text) of each post to label."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {(Path(row["source"]).parent.name, row["text"]) for row in rows}


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_posts_of_two_files_of_one_name_keep_their_own_texts(capsys: Any, tmp_path: Path, form: str) -> None:
    folder = audited(capsys, tmp_path, form, a=[("7312345678901234567", AD)], b=[("7312345678901234567", CALM)])
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "posts.csv").rename(tmp_path / "two" / "posts.csv")
    (tmp_path / "b" / "posts.csv").rename(tmp_path / "one" / "renamed.csv")
    moved = ("--input", tmp_path / "one", tmp_path / "two", "--base", corpus(tmp_path))
    ran = run(capsys, "labels", "suggest", folder, "--n", "2", *moved, "--out", tmp_path / "x.jsonl")
    assert ran.code == 0, ran.err
    assert suggested(tmp_path / "x.jsonl") == {("a", AD), ("b", CALM)}


def test_a_file_that_is_not_what_was_audited_is_refused(capsys: Any, tmp_path: Path) -> None:
    folder = audited(capsys, tmp_path, "jsonl", a=[("1", AD)])
    write(tmp_path / "a" / "posts.csv", f"id,text\n1,{CALM}\n")
    ran = run(capsys, "labels", "suggest", folder, "--n", "1", "--out", tmp_path / "x.jsonl")
    assert ran.code == 3
    assert "posts.csv: is not what was audited: name the file as it was with --input" in ran.error


def test_files_that_cannot_be_told_apart_are_refused(capsys: Any, tmp_path: Path) -> None:
    folder = audited(capsys, tmp_path, "jsonl", a=[("1", AD)], b=[("1", CALM)])
    (folder / "summary.json").unlink()
    (tmp_path / "c").mkdir()
    (tmp_path / "a" / "posts.csv").rename(tmp_path / "c" / "posts.csv")
    ran = run(capsys, "labels", "suggest", folder, "--n", "1", "--out", tmp_path / "x.csv", "--input", tmp_path / "c")
    assert ran.code == 3
    assert "the audit read 2 files of that name" in ran.error
    both = ("--input", tmp_path / "b" / "posts.csv", tmp_path / "c" / "posts.csv")
    rows = (folder / "verdicts.jsonl").read_text(encoding="utf-8").splitlines()
    write(folder / "verdicts.jsonl", rows[1])
    ran = run(capsys, "labels", "suggest", folder, "--n", "1", *both, "--out", tmp_path / "x.csv")
    assert ran.code == 3
    assert "either may be" in ran.error


def test_suggest_says_how_many_posts_are_gone(capsys: Any, tmp_path: Path) -> None:
    folder = audit(tmp_path, [AD, CALM])
    write(tmp_path / "posts.csv", f"id,text,copy\np0,没有这一句,{AD}\n")
    ran = run(capsys, "labels", "suggest", folder, "--n", "1", "--base", corpus(tmp_path), "--out", tmp_path / "x.csv")
    assert ran.code == 0
    assert "debtad: 1 audited posts are no longer in their files" in ran.err


@pytest.mark.parametrize(
    ("option", "message"),
    [(("--n", "0"), "--n and --pool must be at least 1"), (("--shares", "all"), "is not like uncertain=0.4")],
)
def test_suggest_refuses_options_without_a_meaning(
    capsys: Any, tmp_path: Path, option: tuple[str, str], message: str
) -> None:
    ran = run(capsys, "labels", "suggest", tmp_path, *option, "--out", tmp_path / "x.csv")
    assert ran.code != 0
    assert message in ran.err


@pytest.mark.parametrize(
    ("header", "code", "said"),
    [
        ("内容,标签", 0, "text=内容, label=标签"),
        ("text,结论", 3, "no column label; columns are text, 结论"),
        ("正 文,label", 3, "no column text; columns are 正 文, label"),
    ],
)
def test_headings_are_known_or_named_once(capsys: Any, tmp_path: Path, header: str, code: int, said: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{header}\n停息挂账找我,风险\n还清了,正常\n", encoding="utf-8")
    ran = run(capsys, "labels", "check", path, "--no-base", "--no-model")
    assert ran.code == code
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.fixture
def own_names(tmp_path: Path) -> Path:
    rows = [("诈骗", f"{AD}{n}") for n in range(2)] + [("非诈骗", f"{CALM}{n}") for n in range(2)]
    return write(
        tmp_path / "own.csv", "text,label\n" + "".join(f"{text},{label}\n" for label, text in rows) + "没标,\n"
    )


def test_all_commands_know_the_names_of_labels(capsys: Any, own_names: Path, small_model: Path) -> None:
    said = "labels: '诈骗' is to be found, '非诈骗' is the rest"
    checked = run(capsys, "labels", "check", own_names, "--no-base", "--no-model")
    assert (checked.code, said in checked.err) == (0, True)
    assert "5 rows: 2 risky, 2 safe, 1 unlabelled" in checked.out
    rest = ("--model", small_model, "--rounds", "0")
    ran = run(capsys, "evaluate", own_names, *rest)
    assert (ran.code, said in ran.err) == (0, True)
    assert "2 risky, 2 safe, 0 review" in ran.out
    assert f"debtad: skipped {own_names}: 1 rows without a label" in ran.err
    turned = run(capsys, "evaluate", own_names, "--positive", "非诈骗", *rest)
    assert "'非诈骗' is to be found" in turned.err
    ran = run(capsys, "compare", small_model, small_model, own_names, "--rounds", "0")
    assert "2 risky, 2 safe, 0 review" in ran.out
    bad = run(capsys, "labels", "check", own_names, "--positive", "广告", "--no-base", "--no-model")
    assert (bad.code, "--positive '广告' is no label of these rows" in bad.err) == (3, True)


def test_names_of_labels_that_cannot_be_told_are_still_bad_rows(capsys: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", f"text,label\n{AD},risky\n{CALM},huh\n")
    ran = run(capsys, "labels", "check", path, "--no-base", "--no-model")
    assert ran.code == 3
    assert "unknown label 'huh'" in ran.out


def table(*rows: tuple[str, str]) -> str:
    return "text,label\n" + "".join(f"{text},{label}\n" for text, label in rows)


def doccano(*rows: tuple[str, str]) -> str:
    return "\n".join(json.dumps({"text": text, "cats": [label]}) for text, label in rows)


def label_studio(*rows: tuple[str, str]) -> str:
    chosen = [{"result": [{"from_name": "verdict", "value": {"choices": [label]}}]} for _, label in rows]
    return json.dumps(
        [{"data": {"text": text}, "annotations": [one]} for (text, _), one in zip(rows, chosen, strict=True)]
    )


@pytest.mark.parametrize(("to_be_found", "rest"), [("诈骗", "非诈骗"), ("猫", "狗"), ("0", "1")])
@pytest.mark.parametrize(("name", "form"), [("x.csv", table), ("x.jsonl", doccano), ("x.json", label_studio)])
def test_positive_names_the_label_to_be_found_in_every_format(
    capsys: Any, tmp_path: Path, name: str, form: Callable[..., str], to_be_found: str, rest: str
) -> None:
    path = write(tmp_path / name, form((AD, to_be_found), (CALM, rest)))
    ran = run(capsys, "labels", "import", path, "--positive", to_be_found, "--out", tmp_path / "out.jsonl")
    assert ran.code == 0, ran.err
    assert f"'{to_be_found}' is to be found, '{rest}' is the rest (--positive says so)" in ran.err
    assert [(row.text, row.label) for row in read_labels([tmp_path / "out.jsonl"])[0]] == [
        (AD, "risky"),
        (CALM, "safe"),
    ]
    ran = run(capsys, "labels", "check", path, "--positive", "nothing", "--no-base", "--no-model")
    assert ran.code == 3
    assert "--positive 'nothing' is no label of these rows: they have " in ran.error
