"""Flagged records and a summary as the audit makes them, from composed posts scored with the shipped model."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from typing import Any

from debtad import __version__
from debtad.model.score import Detector
from tests.audit.families import families

PLATFORMS = ("小红书", "抖音", "快手", "微博", "贴吧")

#: Texts that try to break out of a page, a cell, a terminal or a line.
HOSTILE = (
    "<script>alert('停息挂账')</script><img src=x onerror=alert(1)> 法务代谈停息挂账，先付500元定金不退，加微信 abc_12345",
    '=HYPERLINK("http://zhaiwu.example.com","点我") 逾期找我们法务停息挂账，先付498元，收8% &lt;b&gt; {{ 7*7 }} {% raw %}',
    "\x1b[31m停息挂账\x1b[0m\x07 找法务\x00，先付500元，合同不满意也不退 ]]> --></style></svg>",
    "\u202e账挂息停\u202c 网贷逾期 \u2066停息挂账\u2069，先交498元 \u200b停\u200b息\u200b挂\u200b账 \ud83d \udfff \ufdd0",
    "停息挂账" + "\u0336\u0335\u0337\u0338\u0334\u0330\u0331" * 40 + "，先付500元定金，谈不下来也不退，法务团队代办",
    "https://zhaiwu.top/pay?id=1 javascript:alert(1) 法务代谈停息挂账，先付498元。"
    + "今天天气很好我们去公园散步。" * 1_500,
)


def scored(posts: Iterable[tuple[str, dict[str, Any]]], detector: Detector) -> list[dict[str, Any]]:
    """Verdict rows with their text, as in the contract of the audit: at most five asserted items, strongest first."""
    rows = []
    for number, (text, given) in enumerate(posts, start=1):
        verdict = detector.score(text)
        items = [item for item in verdict.to_dict()["evidence"] if item["stance"] == "asserted"]
        items.sort(key=lambda item: -item["contribution"])
        keys = ("signal", "title", "role", "quote", "start", "end", "value", "stance", "contribution")
        rows.append(
            {
                "id": str(7_000_000_000_000_000_000 + number), "source": "posts/xhs_contents.csv", "row": number,
                "account": "", "time": "", "platform": "", "url": "", **given, "score": verdict.score,
                "level": verdict.level, "subtype": verdict.subtype, "facts": verdict.facts,
                "evidence": [] if verdict.level == "low" else [{k: item[k] for k in keys} for item in items[:5]],
                "text": text,
            }
        )  # fmt: skip
    return rows


def composed(detector: Detector, seed: int = 3) -> list[dict[str, Any]]:
    """Some two hundred rows of ten campaigns, ads of no campaign, hostile texts and calm posts."""
    chance = random.Random(seed)
    texts = [text for text, _ in families(seed)] + list(HOSTILE)
    texts += [f"今天把第{n}期信用卡账单还清了，晚上和家人吃火锅" for n in range(60)]
    chance.shuffle(texts)
    given = [
        {
            "account": f"上岸小助手{chance.randrange(1, 45)}",
            "platform": chance.choice(PLATFORMS),
            "time": f"2026-{chance.randint(4, 6):02d}-{chance.randint(1, 30):02d}T{chance.randrange(24):02d}:15:00",
            "url": f"https://www.example.com/explore/{chance.randrange(10**12)}",
        }
        for _ in texts
    ]
    return scored(zip(texts, given, strict=True), detector)


def summary_of(rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """summary.json for such rows."""
    levels = Counter(row["level"] for row in rows)
    flagged = [row for row in rows if row["level"] != "low"]
    days: dict[str, list[int]] = {}
    platforms: dict[str, list[int]] = {}
    yuan: Counter[float] = Counter()
    percent: Counter[float] = Counter()
    bins = [0] * 20
    for row in rows:
        for counts in (days.setdefault(row["time"][:10], [0, 0]), platforms.setdefault(row["platform"], [0, 0])):
            counts[0] += 1
            counts[1] += row["level"] != "low"
        for fact in ("upfront_fee", "nonrefundable_deposit"):
            yuan.update(row["facts"].get(fact, []))
        percent.update(row["facts"].get("percentage_fee", []))
        bins[min(19, int(row["score"] * 20))] += 1
    return {
        "schema": "debtad.summary/1",
        "model": {"name": "default", "sha256": "7b0c08141b9738ef4155455c99c64833916547ec7560cbc097b760deb47a0707"},
        "inputs": [{"path": "posts/xhs_contents.csv", "sha256": "ab" * 32, "bytes": 1_234_567, "rows": len(rows)}],
        "columns": {"text": ["title", "desc"], "id": "note_id", "account": "nickname", "time": "time"},
        "counts": {
            "rows": len(rows) + 3, "scored": len(rows) - 4, "duplicates": 4, "high": levels["high"],
            "review": levels["review"], "low": levels["low"], "rejected": 3, "allowed": 1,
        },
        "signals": dict(Counter(s for row in flagged for s in {item["signal"] for item in row["evidence"]})),
        "subtypes": dict(Counter(row["subtype"] for row in flagged)),
        "fees": {"yuan": sorted(map(list, yuan.items())), "percent": sorted(map(list, percent.items()))},
        "score_histogram": bins,
        "phrases": {"seen": 812, "unseen_share": 0.037},
        "timeline": [[day, *counts] for day, counts in sorted(days.items()) if day],
        "platforms": {name: counts for name, counts in platforms.items() if name},
        "campaigns": [],
        "accounts": [],
        "version": __version__,
        **more,
    }  # fmt: skip


REJECTS = (
    {"source": "posts/xhs_contents.csv", "row": 17, "reason": "没有正文"},
    {"source": "posts/xhs_contents.csv", "row": 90, "reason": "<b>不是文字</b>\x1b[31m"},
    {"source": "posts/\u202evsc.csv", "row": 91, "reason": "没有正文"},
)
