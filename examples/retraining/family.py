"""A wording family that no training text has: debts as fish to be fed, lenders as their keepers, a freeze as a rest.

Composed for the walk-through of docs/retraining.md, without the names of lenders. Every held-out advertisement opens with
a clause that no labelled one has; what follows is taken from the clauses of both, as it is when a trade passes its jargon
on. The innocent texts use the same words for what they mean.
"""

from __future__ import annotations

import random

_OPENINGS = {
    "labels": (
        "家里养了十几缸鱼的看过来",
        "鱼越养越多喂不动了",
        "每月二十号就怕鱼馆喊喂",
        "馆里天天来人敲缸",
        "两缸大鱼断食了",
        "五六缸一起翻肚皮",
        "喂鱼喂到想哭的姐妹",
        "一缸一缸倒着喂的",
        "断食半年缸还在涨水",
        "喂不起别硬撑",
    ),
    "held_out": (
        "鱼粮跟不上的兄弟",
        "手里七八缸都亮红灯",
        "馆里的人又来敲玻璃",
        "鱼苗生鱼苗越养越满",
        "断食三个月的缸",
        "天天躲着喂鱼铃的",
        "大缸小缸一起停的",
        "养鱼人喂不上不要慌",
    ),
}
_MIDDLES = {
    "labels": (
        "我们去跟鱼馆谈静养",
        "静养一到三年一粒鱼粮不投",
        "我这边有馆里的老师傅点头",
        "水封住了没人再来敲缸",
        "走老馆员的路子排静养",
        "一缸鱼粮分六十把慢慢撒",
        "静养以后缸边清清静静",
        "静养期间缸里不再添水",
    ),
    "held_out": (
        "静养的位子我去排最长三年",
        "排上静养铃就不响了",
        "馆里那边打过招呼包静养",
        "静养不用你自己去馆里",
        "静养两年鱼不再长个",
        "替你跟鱼馆说静养",
    ),
}
_CLOSINGS = {
    "labels": (
        "想静养的吐个泡泡",
        "鱼食498一袋管到底",
        "先放五百进桶占位",
        "鱼头像里领静养单",
        "静下来收一成鱼粮",
        "吐泡泡发你图",
        "缸位不多先来先静",
        "后台回复静养",
    ),
    "held_out": (
        "要静的打个泡泡",
        "鱼食公道",
        "到我鱼池看别人的缸",
        "静下来再谢",
        "进塘找老师傅",
        "有意吐泡",
    ),
}
_INNOCENT = {
    "labels": (
        ("阳台上的鱼缸长绿藻了", "新买的孔雀鱼生了一窝", "今天给鱼缸换了水", "鱼粮买多了吃不完", "金鱼肚子翻上来了"),
        ("鱼店老板说先静养两天", "喂食改成一天一次", "打算换个大缸", "下周去水族馆看看", "邻居送来两条小的"),
        ("大家有什么好办法", "周末带孩子去看", "先观察着吧", "希望挺过来", "晚上再看一次"),
    ),
    "held_out": (
        ("乌龟冬天不吃东西了", "鱼缸灯坏了一盏", "给爸妈家的鱼池清了底", "斗鱼尾巴裂了", "出差一周没人喂鱼"),
        ("卖家让我隔离静养", "水温降到二十度", "同事借了我一个加热棒", "鱼馆的人很客气", "滤棉也该洗了"),
        ("有养过的吗", "记录一下", "希望一切顺利", "明天再去问问", "先这样吧"),
    ),
}


def family(part: str, risky: int, safe: int) -> list[dict[str, str]]:
    """Rows ``{id, text, label, kind, subtype, time}`` of a ``part`` ("labels" or "held_out"), the same every time."""
    picked = random.Random(7)
    rows: list[dict[str, str]] = []
    middles, closings = list(_MIDDLES["labels"]), list(_CLOSINGS["labels"])
    if part == "held_out":
        middles, closings = middles + list(_MIDDLES[part]), closings + list(_CLOSINGS[part])
    ads = [f"{a}，{b}，{c}" for a in _OPENINGS[part] for b in middles for c in closings]
    first, second, third = _INNOCENT[part]
    calm = [f"{a}，{b}，{c}" for a in first for b in second for c in third]
    for label, texts, count in (("risky", ads, risky), ("safe", calm, safe)):
        for number, text in enumerate(picked.sample(texts, count)):
            risk = label == "risky"
            rows.append(
                {
                    "id": f"{part}-{label}-{number:03d}",
                    "text": text,
                    "label": label,
                    "kind": "short_video_ad" if risk else "everyday_post",
                    "subtype": "debt_relief" if risk else "none",
                    "time": f"2026-03-{1 + number % 28:02d}T09:00:00+08:00",
                }
            )
    return rows
