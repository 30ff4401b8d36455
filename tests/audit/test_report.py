"""report.html: whole, inert on hostile text, the same every time, and honest about what it leaves out."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from debtad.audit import charts, columns, opening, readers, readers_tables, readers_text, reasons
from debtad.audit.accounts import rank_accounts
from debtad.audit.campaigns import find_campaigns
from debtad.audit.posts import Reject
from debtad.audit.readers import read_posts
from debtad.audit.reasons import in_chinese
from debtad.audit.report import render_report, write_report
from debtad.audit.shown import MOST_POSTS, rejects_shown
from debtad.audit.tally import Tally
from debtad.errors import OutputError
from tests.audit.records import REJECTS, summary_of
from tests.render.test_html import OBEYED, Reader

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def page(rows: Rows, flagged: Rows) -> str:
    return render_report(summary_of(rows), flagged, find_campaigns(flagged), rank_accounts(rows), REJECTS)


def test_a_page_without_script_that_loads_nothing(page: str) -> None:
    reader = Reader(page)
    assert not {"script", "iframe", "object", "embed", "form", "base", "img", "foreignobject"} & set(reader.tags)
    names = {name for name, _ in reader.attributes}
    assert not {name for name in names if name.startswith("on")} | ({"src", "style", "srcdoc", "action"} & names)
    links = {value for name, value in reader.attributes if name in ("href", "xlink:href")}
    assert all(value in ("data:,",) or (value or "").startswith("#") for value in links)
    assert "default-src 'none'; style-src 'sha256-" in page
    assert re.search(r'<html lang="zh-CN">', page)


def test_hostile_posts_are_shown_and_stay_inert(page: str) -> None:
    assert "&lt;script&gt;alert(" in page
    assert "{{ 7*7 }} {% raw %}" in page
    assert 'title="U+202E">RLO</span>' in page
    assert 'title="U+001B">ESC</span>' in page
    assert "&lt;/style&gt;&lt;/svg&gt;" in page
    assert not OBEYED.search(page)
    assert page.encode("utf-8").decode() == page


def test_every_section_is_there(page: str) -> None:
    for heading in (
        "读了什么",
        "出现最多的信号",
        "出现的收费",
        "时间",
        "平台",
        "近似话术",
        "账号",
        "帖子与依据",
        "无法判断的行",
        "模型与局限",
    ):
        assert f"<h2>{heading}</h2>" in page
    for shown in (
        "7b0c08141b97",
        "posts/xhs_contents.csv",
        "先交钱再办",
        "按欠款比例收费",
        "小红书",
        "没有正文",
        "3.7%",
    ):
        assert shown in page
    assert page.count("<svg xmlns") == 4  # two of fees, timeline, scores
    assert page.count('class="campaign"') == 10


def test_ids_in_the_page_are_unique_and_every_reference_is_met(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)|href=\"#([^\"]+)\"", page)) <= {(i, "") for i in ids} | {
        ("", i) for i in ids
    }


def test_contacts_are_masked_unless_asked(rows: Rows, flagged: Rows) -> None:
    post = next(row for row in flagged if "加微信 abc_12345" in row["text"])
    assert "abc_12345" not in render_report(summary_of(rows), [post])
    assert "abc_12345" in render_report(summary_of(rows), [post], show_contacts=True)


def test_the_cap_is_said_and_keeps_the_highest_scores(rows: Rows, flagged: Rows) -> None:
    campaigns = find_campaigns(flagged)
    page = render_report(summary_of(rows), iter(flagged), campaigns, most_posts=10)
    assert page.count('<article class="post') == 10
    assert f"另有 {len(flagged) - 10} 条没有列出" in page
    assert max(page.count(f'话术 <code lang="en"><bdi>{c.id}') for c in campaigns) <= 2
    lone = [{**flagged[0], "score": n / 1000, "id": f"id{n}"} for n in range(300)]
    shown = re.findall(r"编号 <bdi>id(\d+)<", render_report(summary_of(rows), lone))
    assert shown == [str(n) for n in range(299, 299 - MOST_POSTS, -1)]


def test_a_score_of_0_or_1_is_never_claimed(rows: Rows, flagged: Rows) -> None:
    posts = [{**flagged[0], "score": score} for score in (0.9999992, 0.0002)]
    assert re.findall(r'class="score">(?:<bdi>)?(.+?)<', render_report(summary_of(rows), posts)) == ["0.999", "0.001"]


def test_two_of_a_campaign_are_its_highest(flagged: Rows, rows: Rows) -> None:
    texts = [{**flagged[0], "id": f"id{n}", "score": score} for n, score in enumerate((0.5, 0.7, 0.6, 0.9))]
    page = render_report(summary_of(rows), texts, find_campaigns(texts))
    assert re.findall(r"编号 <bdi>(id\d)<", page) == ["id3", "id1"]


def test_the_same_audit_gives_the_same_bytes(rows: Rows, flagged: Rows, page: str) -> None:
    assert render_report(summary_of(rows), flagged, find_campaigns(flagged), rank_accounts(rows), REJECTS) == page


def test_dictionaries_serve_as_well_as_objects(rows: Rows, flagged: Rows) -> None:
    campaigns = [campaign.to_dict() for campaign in find_campaigns(flagged)]
    accounts = [account.to_dict() for account in rank_accounts(rows)]
    page = render_report(summary_of(rows), flagged, campaigns, accounts)
    assert page.count('class="campaign"') == 10


def test_an_audit_that_found_nothing_says_so() -> None:
    page = render_report(summary_of([]), [])
    for words in ("没有帖子被标出", "没有发现信号", "帖子没有可用的时间", "没有可用的账号"):
        assert words in page


def test_hostile_names_stay_inert(rows: Rows, flagged: Rows) -> None:
    name = "\x1b[31m</text></svg><script>x</script>\u202e\ud800"
    odd = [
        {**row, "account": name, "platform": name, "time": name, "url": f"javascript:{name}", "source": name}
        for row in flagged
    ]
    summary = summary_of(
        odd, inputs=[{"path": name, "sha256": name, "bytes": 1, "rows": 1}], columns={"text": name, name: [name]}
    )
    summary |= {"signals": {name: 3}, "subtypes": {name: 3}, "model": {"name": name, "sha256": name}, "version": name}
    page = render_report(
        summary,
        odd,
        find_campaigns(odd),
        rank_accounts(odd),
        [{"source": name, "row": name, "reason": name}],
        title=name,
    )
    assert "script" not in Reader(page).tags
    assert not OBEYED.search(page)


def test_an_unwritable_place_is_named(tmp_path: Path, rows: Rows) -> None:
    with pytest.raises(OutputError, match=r"nowhere.report\.html: the report cannot be written"):
        write_report(tmp_path / "nowhere" / "report.html", summary_of([]), [])
    write_report(tmp_path / "report.html", summary_of([]), [])
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize(
    ("days", "period", "bars"),
    [
        ([["2026-01-31", 3, 1], ["2026-02-02", 4, 4]], "日", 3),
        ([["2026-01-01", 3, 1], ["2026-06-30", 4, 4]], "周", 27),
        ([["2020-01-15", 3, 1], ["2026-06-30", 4, 4]], "月", 78),
        ([["2026-05-01", 3, 1], ["", 9, 9], ["2026-02-31", 1, 1], ["\x1b[31m", 1, 1]], "日", 1),
    ],
)
def test_the_timeline_picks_its_period(days: list[list[Any]], period: str, bars: int) -> None:
    drawn = charts.timeline(days, label="时间")
    assert drawn is not None
    assert drawn[1] == period
    assert len(re.findall(r'aria-label="day: [^"]*kind: 被标出', drawn[0])) == bars


def test_no_known_day_no_timeline() -> None:
    assert charts.timeline([["", 3, 1]], label="时间") is None


@pytest.mark.parametrize(
    ("values", "bins"),
    [
        ([], []),
        ([[8, 3], [18.0, 2]], [("8–10%", 3), ("10–15%", 0), ("15–20%", 2)]),
        (
            [[1, 1], [80, 2]],
            [
                ("3%以下", 1),
                *((f"{a}–{b}%", 0) for a, b in ((3, 5), (5, 8), (8, 10), (10, 15), (15, 20), (20, 30), (30, 50))),
                ("50%以上", 2),
            ],
        ),
    ],
)
def test_fees_are_counted_by_step(values: list[list[float]], bins: list[tuple[str, int]]) -> None:
    assert charts.binned(values, charts.PERCENT_STEPS, "%") == bins


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        ({"text": ["title", "desc"], "id": "note_id", "url": ""}, ["正文：title + desc；编号：note_id"]),
        ({"a.csv": {"text": "desc"}, "b.csv": {"text": "desc"}}, ["各列取自", "正文：desc"]),
        (
            {"a.csv": {"text": "desc"}, "b.csv": {"text": "内容"}, "c.csv": {"text": "内容"}},
            ["b.csv 等 2 个文件", "正文：内容"],
        ),
    ],
)
def test_the_columns_that_were_read_are_named(columns: dict[str, Any], shown: list[str]) -> None:
    page = render_report(summary_of([], columns=columns), [])
    for words in shown:
        assert f"<bdi>{words}</bdi>" in page


def test_partial_summaries_are_drawn(flagged: Rows) -> None:
    summary: Mapping[str, Any] = {
        "counts": {"rows": 5, "scored": 5, "high": 5},
        "inputs": [{"path": "坏.csv", "error": "不是 CSV"}],
    }
    page = render_report(summary, flagged[:5], rejects=[{"source": "坏.csv", "row": 0, "reason": "bad file: byte 7"}])
    for words in ("涉嫌高风险", "没能读完：<bdi>不是 CSV", "整个文件"):
        assert words in page


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", b"id,text\n1,\n", "没有正文"),
        ("a.csv", "id,text\n1,hello\n2,好\n3,你,好\n".encode(), "有 3 个字段，表头有 2 个"),
        ("a.csv", b"id,text\n1,\xff\xfe\xe5\n2,\xe5\xa5\xbd\n", "编码损坏：正文里有不成文字的字节"),
        ("a.csv", ("id,text\n1," + "长" * 100_001 + "\n").encode(), "正文过长：有 100,001 字，超过 100,000 字"),
        ("a.csv", ("id,text\n1," + "长" * 140_000 + "\n").encode(), "不成表格的一行：一个字段超过 131072 个字符"),
        ("a.csv", ('id,text\n1,"' + "长\n" * 140_000 + '"\n').encode(), "不成表格的一行：一个字段超过 131072 个字符"),
        ("a.txt", ("长" * 4_000_001).encode(), "该行过长：超过 4,000,000 字"),
        ("a.csv", ('id,text\n0,好\n1,"没有关上\n' + "2,好\n" * 40_000).encode(), "引号没有关上"),
        ("a.csv", b"a,b\n1,2\n", "第一行（a, b）里没有认得的列名，请用 --text 指定正文列"),
        ("a.csv", b" ", "是空文件"),
        ("a.csv", b"%PDF-1.7", "既不是文本，也不是能读的表格"),
        ("a.csv", "欠了銀行的債務還不出來怎麼辦".encode("big5"), "编码不是 UTF-8、GB18030 或 UTF-16，可能是 Big5"),
        ("a.csv", b"id,text\n", "没有一行正文"),
        ("a.parquet", b"id,text\n1,\n", "文件名说是 parquet，内容不是"),
        ("a.parquet", b"PAR1 and no more", "不能按 Parquet 读："),
        ("a.xlsx", b"PK\x03\x04 and no more", "不能按表格文件读："),
        ("a.db", b"SQLite format 3\x00 and no more", "不能按 SQLite 数据库读："),
        ("a.jsonl", b'{"text": true}\n', "正文是真假值，不是文字"),
        ("a.jsonl", b'{"text": [1]}\n{"text": {"a": 1}}\n', "正文是对象，不是文字"),
        ("a.jsonl", b'{"text": "hello"}\n', "正文里没有中文"),
        ("a.jsonl", '{"text": "好"}\n[1]\n'.encode(), "不是 JSON 对象"),
        ("a.jsonl", '{"text": "好"}\n{"text" 1}\n'.encode(), "不是 JSON：此处应有 :（第 9 个字符）"),
        ("a.jsonl", '{"text": "好"}\n{"text": "'.encode() + b'\xff"}\n', "编码损坏：在该行第 "),
        ("a.jsonl", b'{"a": 1}\n', "没有找到正文列（各列：a），请用 --text 指定"),
        ("a.json", b"[1, 2]", "没有 JSON 对象，需要对象的列表或每行一个对象"),
        ("a.json", b'[{"text" 1}]', "不是 JSON：此处应有 :（第 9 个字符）（需要"),
        ("a.csv.gz", b"\x1f\x8b and no more", "不能解压："),
    ],
)
def test_why_a_row_was_rejected_is_said_in_chinese(name: str, data: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    rejects = [item.to_dict() for item in read_posts([str(tmp_path / name)]) if isinstance(item, Reject)]
    said = [in_chinese(item["reason"]) for item in rejects]
    assert any(line.startswith(words) for line in said), (said, rejects)
    page = render_report(summary_of([]), [], rejects=rejects)
    assert all(f"<bdi>{html.escape(line[:80], quote=True)}"[:40] in page for line in said)


def test_every_reason_that_is_translated_is_said_by_a_reader() -> None:
    modules = (columns, opening, readers, readers_tables, readers_text)
    said = "".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in modules)
    for pattern, _ in reasons._REASONS:
        words = max(re.findall(r"[A-Za-z][A-Za-z ,]+[a-z]", re.sub(r"\(.*?\)|\\.", "|", pattern)), key=len)
        assert words in said, pattern


def test_an_unknown_reason_stays_as_it_is() -> None:
    assert in_chinese("something new: 7") == "something new: 7"


def test_the_place_of_a_rejected_row_says_what_is_counted() -> None:
    rejects = [
        {"source": "a.csv", "row": 11, "line": 1012, "reason": "has no text"},
        {"source": "a.parquet", "row": 7, "line": 0, "reason": "has no text"},
        {"source": "b.csv", "row": 0, "line": 0, "reason": "not JSON: x"},
    ]
    page = render_report(summary_of([]), [], rejects=rejects)
    for words in ("第 1012 行（第 11 条）", "第 7 条", "整个文件", "没有正文", "不是 JSON"):
        assert f"<bdi>{words}</bdi>" in page
    assert "has no text" not in page


def test_rejects_are_counted_by_kind_and_files_apart_from_rows() -> None:
    said = [
        "has 3 fields where the header has 2",
        "has 4 fields where the header has 2",
        "the text has 100,001 characters, more than 100,000",
        "the text has 2,000,000 characters, more than 100,000",
        "broken encoding at byte 16 of the line",
        "broken encoding: the text holds bytes that are no characters",
    ]
    rejects = [Reject("a.csv", row, row + 1, "", reason) for row, reason in enumerate(said, start=1)]
    rejects += [Reject("b.csv", 0, 0, "", "is empty"), Reject("c.csv", 0, 0, "", "is empty")]
    tally = Tally()
    for reject in rejects:
        tally.reject(reject)
    summary = tally.summary(1)
    assert summary["rejects"] == {
        "broken encoding": 2,
        "has N fields where the header has N": 2,
        "the text has N characters, more than N": 2,
    }
    assert sum(summary["rejects"].values()) == summary["counts"]["rejected"] == summary["counts"]["rows"]
    assert rejects_shown([reject.to_dict() for reject in rejects])["kinds"] == [
        {"unit": "行数", "reasons": [("有 N 个字段，表头有 N 个", 2), ("正文过长", 2), ("编码损坏", 2)], "all": 3},
        {"unit": "文件数", "reasons": [("是空文件", 2)], "all": 1},
    ]
    page = render_report(summary_of([]), [], rejects=[reject.to_dict() for reject in rejects])
    for head in ("行数", "文件数"):
        assert f'<th class="num"><bdi>{head}</bdi></th>' in page
