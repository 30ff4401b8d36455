"""A wording family that no training text has: debt as homework, lenders as a school, a freeze as leave of absence.

Composed for the walk-through of docs/retraining.md, without the names of lenders. Every held-out advertisement opens with
a clause that no labelled one has; what follows is taken from the clauses of both, as it is when a trade passes its jargon
on. The innocent texts use the same words for what they mean.
"""

from __future__ import annotations

import random

_OPENINGS = {
    "labels": (
        "作业堆成山的同学看过来",
        "十几门功课一起压着",
        "每月二十号就怕点名",
        "老师天天打电话到家里",
        "两门主课跟不上了",
        "五六门作业都断更了",
        "补作业补到想哭的姐妹",
        "功课越写越多怎么回事",
        "欠了半年作业没交",
        "交不动作业别硬撑",
    ),
    "held_out": (
        "作业写不动的兄弟",
        "手里七八门功课都红灯了",
        "班主任又上门点名",
        "功课利滚利越积越厚",
        "作业逾了三个月",
        "天天躲老师电话的朋友",
        "副科主科一起挂的",
        "同学们作业交不上不要慌",
    ),
}
_MIDDLES = {
    "labels": (
        "我们帮你跟学校办休学",
        "休学一到三年期间不用交",
        "我这边教务处有人能批休学",
        "学籍冻住老师不再点名",
        "走内部通道办休学手续",
        "作业分六十次慢慢交",
        "办完休学家里再也接不到电话",
        "休学期间不加新作业",
    ),
    "held_out": (
        "休学名额我来申请最长三年",
        "办个休学老师就不催了",
        "教务那边打过招呼包休学",
        "休学手续不用你自己到校",
        "休学两年作业不再涨",
        "替你跟学校谈休学",
    ),
}
_CLOSINGS = {
    "labels": (
        "想休学的扣1",
        "学费498一次收齐",
        "先交定金五百占名额",
        "头像进来领休学表",
        "办成收一成学费",
        "私我发你流程",
        "名额不多先来先办",
        "后台回复休学",
    ),
    "held_out": (
        "要办的评论区打休学",
        "学费公道",
        "戳我主页看案例",
        "满意再说谢谢",
        "进群找教务",
        "有意滴滴",
    ),
}
_INNOCENT = {
    "labels": (
        ("孩子作业写到十一点", "功课多得看着心疼", "今天数学作业又忘带了", "开学第一周作业不多", "老师布置了手抄报"),
        ("班主任在群里点名", "老师让家长签字", "打算跟老师谈谈", "下周还有月考", "同桌借他抄了一页"),
        ("大家有什么好办法", "周末带他去爬山", "先吃饭再说", "希望早点放假", "晚上陪他一起补"),
    ),
    "held_out": (
        ("女儿病了要休学一年", "暑假作业还剩大半", "辅导功课辅导到血压高", "大三想休学去当兵", "教务处通知补考"),
        ("学校要医院证明", "辅导员说下月前交表", "学费已经交过了", "老师电话里挺客气", "同学都回家了"),
        ("有经历过的吗", "记录一下", "希望一切顺利", "明天再去问问", "先这样吧"),
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
