"""The knowing adversary: how far can who knows the rules push an advertisement's score down?

Two measurements on rows of the validation split (never the test split) that the model calls ``high``:

- *Padding*: 2,000 characters of news or of genuine warnings before, after or around the advertisement.
- *Search*: up to 200 edits, each kept where it lowers the score: the rewritings of :mod:`debtad.learn.evasion`, padding
  with innocent text, boilerplate of the police, and frames that call the advertisement a warning.

``python -m benchmarks.adversary --out build/adversary.json`` prints a table and writes the figures.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from debtad.learn.evasion import ATTACKS, attack
from debtad.learn.labels import RISKY, SAFE, Row, read_labels
from debtad.model.score import Detector

VALIDATION = Path(__file__).parent.parent / "data" / "corpus" / "validation"
NEWS = ("news_report",)
WARNINGS = ("police_warning", "regulator_warning", "bank_antifraud_notice")
PADDING = 2_000

#: Composed: what a seller may put before or behind his words to pass for somebody who warns.
FRAMES: tuple[tuple[str, str], ...] = (
    ("【反诈提醒】", ""),
    ("以下是警示案例，仅供学习：\n", ""),
    ("警惕骗局！", ""),
    ("记者调查发现，有人打出这样的广告：", ""),
    ("转发一则新闻：", ""),
    ("这是一条防骗提示，请勿当作广告：", "。以上为警示内容。"),
    ("", "\n以上内容仅为反诈宣传。"),
    ("", "\n警方提示：凡是先交费的都是诈骗，请拨打96110。"),
    ("", "\n谨防上当受骗，保护好个人信息。"),
    ("“", "”"),
    ("请问", "，靠谱吗？"),
    ("", "，有人办过吗？"),
    ("今天天气不错，带孩子去了公园，晚饭做了红烧鱼。\n", ""),
    ("", "\n周末去爬山，山顶的云很好看，下来吃了一碗面。"),
    ("", "\n据报道，本市地铁新线将于年底开通，沿线共设二十三座车站。"),
    ("本市图书馆发布公告，闭馆时间调整为晚上九点。", ""),
)


def highs(detector: Detector, rows: Sequence[Row], count: int, seed: int) -> list[str]:
    """A sample of the risky texts that are ``high``."""
    texts = [
        row.text for row in rows if row.label == RISKY and detector.level(detector.weigh(row.text).score) == "high"
    ]
    return Random(seed).sample(texts, min(count, len(texts)))


def padding_texts(detector: Detector, rows: Sequence[Row], kinds: Sequence[str]) -> list[str]:
    """Innocent rows of these kinds that are rightly ``low``."""
    found = [row.text for row in rows if row.label == SAFE and row.kind in kinds]
    return [text for text in found if detector.level(detector.weigh(text).score) == "low"]


def filled(texts: Sequence[str], size: int, dice: Random) -> str:
    """So many characters of texts, a line each."""
    found = ""
    while len(found) < size:
        found += dice.choice(texts) + "\n"
    return found[:size]


PLACES: dict[str, Callable[[str, str, str], str]] = {
    "before": lambda ad, pad, gap: pad + gap + ad,
    "after": lambda ad, pad, gap: ad + gap + pad,
    "around": lambda ad, pad, gap: pad[: len(pad) // 2] + gap + ad + gap + pad[len(pad) // 2 :],
}


def padding(detector: Detector, rows: Sequence[Row], ads: Sequence[str], seed: int) -> dict[str, Any]:
    """Levels of padded advertisements by kind and place of the padding, and whether it stands in lines of its own; and
    those of the paddings alone, which ought to be low."""
    dice = Random(seed)
    found: dict[str, Any] = {}
    for name, kinds in (("news", NEWS), ("warnings", WARNINGS)):
        texts = padding_texts(detector, rows, kinds)
        alone = Counter(detector.level(detector.weigh(filled(texts, PADDING, dice)).score) for _ in ads)
        found[f"{name} alone"] = dict(alone)
        for place, put in PLACES.items():
            for how, gap in (("own lines", "\n"), ("same line", "")):
                levels = Counter(
                    detector.level(detector.weigh(put(ad, filled(texts, PADDING, dice).rstrip("\n"), gap)).score)
                    for ad in ads
                )
                found[f"{name} {place}, {how}"] = dict(levels)
                print(f"{name} {place}, {how}: {dict(levels)}", flush=True)
    return found


def search(detector: Detector, ad: str, tries: int, seed: int, pads: Sequence[str]) -> tuple[float, int, list[str]]:
    """(score reached, edits tried, edits kept). Ends where the score falls below ``review``."""
    dice = Random(f"{seed}/{ad}")
    review = detector.model.thresholds["review"]
    best, score, kept = ad, detector.weigh(ad).score, []
    for number in range(1, tries + 1):
        kind = dice.randrange(10)
        if kind < 6:
            name = dice.choice(ATTACKS)
            draft = attack(best, name, dice.choice((1, 2, 3)), number)
        elif kind < 9:
            name = "frame"
            before, after = dice.choice(FRAMES)
            draft = before + best + after
        else:
            name = "padding"
            draft = dice.choice(tuple(PLACES.values()))(best, filled(pads, 200, dice), dice.choice(("\n", "")))
        if draft == best or len(draft) > 3_000:
            continue
        reached = detector.weigh(draft).score
        if reached < score:
            best, score = draft, reached
            kept.append(name)
        if score < review:
            return score, number, kept
    return score, tries, kept


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--model")
    parser.add_argument("--padded", type=int, default=100, help="advertisements to pad")
    parser.add_argument("--searched", type=int, default=60, help="advertisements to search")
    parser.add_argument("--tries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    detector = Detector.load(options.model)
    rows = read_labels([VALIDATION])[0]
    started = time.monotonic()
    report: dict[str, Any] = {"model": detector.model.ref.sha256}
    if options.padded:
        report["padding"] = padding(detector, rows, highs(detector, rows, options.padded, options.seed), options.seed)
    if options.searched:
        pads = padding_texts(detector, rows, (*NEWS, *WARNINGS))
        ads = highs(detector, rows, options.searched, options.seed)
        ends = [search(detector, ad, options.tries, options.seed, pads) for ad in ads]
        lost = [end for end in ends if end[0] < detector.model.thresholds["review"]]
        report["search"] = {
            "ads": len(ads),
            "tries": options.tries,
            "below_review": len(lost) / len(ads),
            "median_tries": sorted(end[1] for end in lost)[len(lost) // 2] if lost else None,
            "kept": dict(Counter(name for end in lost for name in end[2]).most_common()),
        }
        print(json.dumps(report["search"], ensure_ascii=False), flush=True)
    report["seconds"] = round(time.monotonic() - started)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
