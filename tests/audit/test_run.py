"""`debtad audit` from end to end: what comes out of it."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from benchmarks.make_posts import HEADER, rows, write_csv
from debtad.audit import writers
from debtad.audit.allow import text_digest
from debtad.audit.flagged import fragments
from debtad.audit.request import Request
from debtad.audit.run import audit
from debtad.audit.safe import restore
from debtad.audit.writers import write_verdicts
from debtad.errors import FLAGGED
from debtad.model.score import Detector
from tests.audit.runs import COUNT, from_arrow, lines, results, write_posts
from tests.support import AD, CALM, ROOT, environment, run


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


def test_columns_and_counts_are_printed_unless_silence_is_asked_for(capsys: Any, tmp_path: Path) -> None:
    path = write_posts(tmp_path / "a.jsonl", AD, CALM)
    ran = run(capsys, "audit", path, "--out", tmp_path / "1", "--jobs", "1")
    assert (ran.code, ran.out) == (0, "")
    assert "text=text, id=id, account=account" in ran.err
    assert "2 rows: 1 high" in ran.err
    assert run(capsys, "audit", path, "--out", tmp_path / "2", "--jobs", "1", "--quiet").err == ""


def test_options_that_mean_nothing_for_a_file_are_named(capsys: Any, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"id,text\n1,{AD}\n", encoding="utf-8")
    pq.write_table(pa.table({"text": [AD]}), tmp_path / "b.parquet")
    write_csv(tmp_path / "c.csv", 3)  # an export of xhs
    options = ("--table", "t", "--from", "csv", "--preset", "xhs", "--text", "text", "--jobs", "1")
    said = run(capsys, "audit", tmp_path / "a.csv", tmp_path / "b.parquet", "--out", tmp_path / "1", *options).err
    for line in (
        "a.csv: is no database or workbook: --table is ignored",
        "b.parquet: is no database or workbook: --table is ignored",
        "b.parquet: is a parquet file and no text: --from is ignored",
        "a.csv: has not the columns of an export of xhs: --preset is ignored",
    ):
        assert line in said
    assert "a.csv: is a csv" not in said
    said = run(capsys, "audit", tmp_path / "c.csv", "--out", tmp_path / "2", "--preset", "xhs", "--jobs", "1").err
    assert "ignored" not in said


def test_times_that_are_not_understood_are_counted_and_shown(capsys: Any, tmp_path: Path) -> None:
    times = ("01-05 09:03", "01-05 09:03", "3小时前", "13800138000打我", "\x1b[2J昨天", "", "-", "2024-05-01")
    table = "".join(f"{AD}{number},{time}\n" for number, time in enumerate(times))
    (tmp_path / "a.csv").write_text(f"text,time\n{table}", encoding="utf-8")
    ran = run(capsys, "audit", tmp_path / "a.csv", "--out", tmp_path / "1", "--jobs", "1")
    said = "5 times not understood (for example '01-05 09:03', '3小时前', '138*****000打我'): those posts have no time"
    assert said in ran.err
    summary = json.loads((tmp_path / "1" / "summary.json").read_text(encoding="utf-8"))
    assert summary["times_unread"] == {"posts": 5, "examples": ["01-05 09:03", "3小时前", "138*****000打我"]}
    assert [row["time"] for row in lines(tmp_path / "1" / "verdicts.jsonl")] == [""] * 7 + ["2024-05-01"]
    page = (tmp_path / "1" / "report.html").read_text(encoding="utf-8")
    assert "5 条帖子的时间读不懂" in page
    assert all(f"“<bdi>{time}</bdi>”" in page for time in summary["times_unread"]["examples"])


@pytest.mark.parametrize(("texts", "level", "code"), [((AD,), "high", FLAGGED), (("今天天气真好",), "review", 0)])
def test_fail_on(capsys: Any, tmp_path: Path, texts: tuple[str, ...], level: str, code: int) -> None:
    path = write_posts(tmp_path / "a.jsonl", *texts)
    assert run(capsys, "audit", path, "--out", tmp_path / "out", "--jobs", "1", "--fail-on", level).code == code


def test_a_cleared_post_is_counted_and_not_flagged(tmp_path: Path) -> None:
    path = write_posts(tmp_path / "a.jsonl", AD, AD + "！")
    allow = tmp_path / "allow.csv"
    allow.write_text(f"sha256,signal,reason,expires\n{text_digest(AD)},*,警方账号,\n", encoding="utf-8")
    counts = audit(Request((str(path),), tmp_path / "out", allow=allow, report=False)).counts
    assert (counts["allowed"], counts["high"]) == (1, 1)
    assert [row.get("allowed") for row in lines(tmp_path / "out" / "verdicts.jsonl")] == ["警方账号", None]
    assert (tmp_path / "out" / "flagged.csv").read_text(encoding="utf-8-sig").count("\n") == 2


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


def test_entries_that_have_expired_clear_nothing_and_are_counted(tmp_path: Path) -> None:
    allow = tmp_path / "allow.csv"
    allow.write_text(f"sha256,signal,reason,expires\n{text_digest(AD)},*,警方账号,2020-01-01\n", encoding="utf-8")
    said: list[str] = []
    request = Request((str(write_posts(tmp_path / "a.jsonl", AD)),), tmp_path / "out", allow=allow, report=False)
    assert audit(request, said.append).counts["high"] == 1
    assert f"{allow}: 1 entries have expired and clear nothing any more" in said


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


def test_a_number_of_comments_is_no_text(tmp_path: Path) -> None:
    posts = tmp_path / "posts.csv"
    posts.write_text(f"标题,评论\n{AD},128\n{AD},1.2万\n求助,{AD}\n", encoding="utf-8")
    audit(Request((str(posts),), tmp_path / "out", report=False, quiet=True))
    first, second, third = lines(tmp_path / "out" / "verdicts.jsonl")
    assert first["score"] == second["score"] != third["score"]
    assert third["level"] == "high"


def test_titles_alone_are_said_to_be_that(capsys: Any, tmp_path: Path) -> None:
    posts = tmp_path / "posts.csv"
    posts.write_text(f"标题,详情\n求助,{AD}\n", encoding="utf-8")
    ran = run(capsys, "audit", posts, "--out", tmp_path / "out", "--jobs", "1", "--no-report")
    assert f"{posts}: only titles are read; if the text stands in one of 详情: name it with --text" in ran.err


def test_an_audit_that_rejects_every_row_is_no_success(capsys: Any, tmp_path: Path) -> None:
    posts = tmp_path / "posts.csv"
    posts.write_text("评论,点赞\n12,3\n8,1\n", encoding="utf-8")
    ran = run(capsys, "audit", posts, "--out", tmp_path / "out", "--jobs", "1", "--no-report", "--quiet")
    assert ran.code == 3
    assert "all 2 rows were rejected: see" in ran.error
    assert (tmp_path / "out" / "summary.json").is_file()


def test_sheets_that_are_passed_over_are_named(capsys: Any, tmp_path: Path) -> None:
    with pd.ExcelWriter(tmp_path / "a.xlsx", engine="xlsxwriter") as book:
        pd.DataFrame({"text": [AD]}).to_excel(book, sheet_name="一", index=False)
        pd.DataFrame({"导出时间 2026": [AD]}).to_excel(book, sheet_name="<b>二", index=False)
    ran = run(capsys, "audit", tmp_path / "a.xlsx", "--out", tmp_path / "out", "--jobs", "1")
    source = f"{tmp_path / 'a.xlsx'}#<b>二"
    why = "no column of text among its columns (导出时间 2026): name it with --text"
    assert f"debtad: {source}: passed over: {why}" in ran.err
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["skipped"] == [{"source": source, "why": why}]
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "没有读：" in page
    assert "&lt;b&gt;二" in page


def test_posts_that_were_read_in_part_are_counted(capsys: Any, tmp_path: Path) -> None:
    path = write_posts(tmp_path / "a.jsonl", "很长" * 10_001 + AD, "很长" * 10_000, AD)
    ran = run(capsys, "audit", path, "--out", tmp_path / "out", "--jobs", "1")
    assert "1 posts are longer than 20,000 characters: only their beginning was scored" in ran.err
    assert json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["truncated"] == 1
    assert "1 条帖子超过 20,000 字，只看了开头" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
