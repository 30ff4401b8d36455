"""A made-up scrape to measure `debtad audit` with: posts of every kind, in a MediaCrawler export, some of them broken.

    python benchmarks/make_posts.py 200000 /tmp/posts.csv

The same seed gives the same bytes. All persons, accounts and figures are invented.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path

#: The columns of a MediaCrawler export of 小红书 posts.
HEADER = (
    *("note_id", "type", "title", "desc", "video_url", "time", "last_update_time", "user_id", "nickname", "avatar"),
    *("liked_count", "collected_count", "comment_count", "share_count", "ip_location", "image_list", "tag_list"),
    *("last_modify_ts", "note_url", "source_keyword", "xsec_token"),
)
BROKEN = 0.01
REPEATED = 0.30
RISKY = 0.06

_WHO = ("我", "闺蜜", "同事小林", "楼下阿姨", "室友", "老公", "表妹", "邻居家孩子", "我妈", "健身教练")
_WHERE = ("成都", "长沙的夜市", "小区门口", "公司楼下", "西湖边", "老家县城", "地铁口", "大学城", "海边民宿", "菜市场")
_WHAT = (
    *("吃了一碗牛肉粉", "买到打折的草莓", "学会了做提拉米苏", "把阳台改成小花园", "第一次跑完十公里", "换了新发型"),
    *("养的多肉开花了", "在追一部老剧", "给猫洗了澡", "整理了一整天衣柜", "带孩子去看恐龙展", "练了半小时八段锦"),
    *("把信用卡账单对了一遍", "还完了这个月的房贷", "在银行排了一小时队", "被推销办卡的拦住"),
)
_HOW = (
    "开心",
    "有点累",
    "居然没下雨",
    "真的绝了",
    "下次还来",
    "求推荐同款",
    "性价比不错",
    "踩雷了",
    "慢慢来",
    "值得记录",
)
_OFFERS = (
    "网贷逾期{n}个月怎么办？法务团队全程代谈{stop}，延期{years}年期间不用还，先付{fee}元",
    "信用卡还不上别慌，专业协商{stop}，收费{percent}个点，谈下来再收，想了解的{contact}",
    "征信花了也能做，内部渠道{n}天出结果，定金{fee}块，不成不退，{contact}",
    "欠{n}万的看过来，{stop}我们有方案，课程{fee}元教你自己谈，没有二次收费，{contact}",
)
_STOPS = ("停息挂账", "停.息.挂.账", "亭息卦账", "停息分期", "减免利息")
_CONTACTS = ("点头像私信", "评论区扣1", "加V聊", "主页有联系方式", "私我发资料")


def texts(seed: int) -> Iterator[tuple[str, str]]:
    """(title, text) without end; hardly any twice."""
    draw = random.Random(seed)
    while True:
        if draw.random() < RISKY:
            text = draw.choice(_OFFERS).format(
                n=draw.randint(2, 60),
                stop=draw.choice(_STOPS),
                years=draw.choice(("一到三", "两", "三到五")),
                fee=draw.choice((298, 498, 500, 680, 980, 1280)),
                percent=draw.choice((5, 6, 8, 10, 12)),
                contact=draw.choice(_CONTACTS),
            )
            yield "逾期怎么办", f"{text} 编号{draw.randint(1, 999_999)}"
            continue
        parts = [
            f"{draw.choice(_WHO)}在{draw.choice(_WHERE)}{draw.choice(_WHAT)}，{draw.choice(_HOW)}"
            for _ in range(draw.randint(1, 4))
        ]
        yield (
            f"{draw.choice(_WHO)}的{draw.randint(1, 31)}号日记",
            "。".join(parts) + f" #日常{draw.randint(1, 99_999)}#",
        )


def rows(count: int, seed: int = 4) -> Iterator[tuple[tuple[str, ...], str]]:
    """(cells, how the row is to be broken or ""). 30 % repeat an earlier text, as spam and reposts do."""
    draw = random.Random(seed)
    fresh = texts(seed)
    recent: list[tuple[str, str]] = []
    for number in range(count):
        if recent and draw.random() < REPEATED:
            title, text = recent[draw.randrange(len(recent))]
        else:
            title, text = next(fresh)
            if len(recent) < 5_000:
                recent.append((title, text))
            else:
                recent[draw.randrange(5_000)] = (title, text)
        note = str(7_300_000_000_000_000_000 + number * 7)
        when = str(1_735_700_000_000 + number * 61_000)
        user = str(5_000_000_000_000_000_000 + draw.randrange(max(1, count // 8)))
        figures = tuple(str(draw.randrange(1_000)) for _ in range(4))
        cells = (note, "normal", title, text, "", when, when, user, f"用户{user[-6:]}", "", *figures)
        cells += ("四川", "", "日常", when, f"https://example.org/{note}", "逾期", "token")
        kind = draw.choice(("empty", "bytes", "long", "fields")) if draw.random() < BROKEN else ""
        yield cells, kind


def write_csv(path: Path, count: int, seed: int = 4, encoding: str = "gb18030") -> int:
    """Write ``count`` rows; returns how many of them are broken."""
    broken = 0
    with open(path, "wb") as file:
        file.write(_line(HEADER).encode(encoding))
        for cells, kind in rows(count, seed):
            broken += bool(kind)
            row = list(cells)
            if kind == "empty":
                row[2] = row[3] = ""
            elif kind == "long":
                row[3] = "长" * 120_000
            elif kind == "fields":
                row += ["多", "出来"]
            data = _line(row).encode(encoding)
            if kind == "bytes":
                at = data.index(cells[3].encode(encoding)[:4])
                data = data[:at] + b"\xff\xff" + data[at:]
            file.write(data)
    return broken


def write_jsonl(path: Path, count: int, seed: int = 4) -> None:
    """The sound rows alone, as JSON lines."""
    with open(path, "w", encoding="utf-8") as file:
        for cells, kind in rows(count, seed):
            if not kind:
                file.write(json.dumps(dict(zip(HEADER, cells, strict=True)), ensure_ascii=False) + "\n")


def _line(cells: tuple[str, ...] | list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("rows", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=4)
    options = parser.parse_args()
    broken = write_csv(options.path, options.rows, options.seed)
    print(f"{options.path}: {options.rows:,} rows, {broken:,} of them broken")


if __name__ == "__main__":
    main()
