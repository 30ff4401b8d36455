"""report.html: whole, inert on hostile text, the same every time, and honest about what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from debtad.audit import charts
from debtad.audit.accounts import rank_accounts
from debtad.audit.campaigns import find_campaigns
from debtad.audit.report import render_report, write_report
from debtad.audit.shown import MOST_POSTS
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
