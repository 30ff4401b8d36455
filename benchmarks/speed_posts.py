"""Posts to measure speed with: everyday talk, and a share of advertising, from texts that are there.

The same seed gives the same bytes. Nothing is downloaded, and nothing of it is kept.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Everyday posts beside the checkout, where there are any.
EVERYDAY = ROOT.parent / "shared" / "data" / "everyday_posts.jsonl.gz"
#: Share of posts about debt.
DEBT = 0.03
#: Everyday texts are joined up to about this length (code points).
LENGTH = 130


def corpus(label: str | None = None, kind: str | None = None) -> list[str]:
    """Texts of the training corpus, by label and kind of safe rows."""
    texts: list[str] = []
    for file in sorted((ROOT / "data" / "corpus").glob("*/*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if (label is None or row["label"] == label) and (kind is None or row.get("kind") == kind):
                texts.append(row["text"])
    return texts


def everyday(place: Path = EVERYDAY) -> tuple[list[str], str]:
    """Short everyday texts, and where they are from."""
    if place.exists():
        with gzip.open(place, "rt", encoding="utf-8") as file:
            return [json.loads(line)["text"] for line in file], "everyday posts of shared/data"
    return corpus("safe", "everyday_post"), "everyday rows of data/corpus"


def posts(count: int, seed: int = 1, debt: float = DEBT, place: Path = EVERYDAY) -> Iterator[str]:
    """``count`` posts, ``debt`` of them on debt (rows of the corpus), no two made alike on purpose."""
    draw = random.Random(seed)
    calm, about = everyday(place)[0], corpus()
    for number in range(count):
        if draw.random() < debt:
            yield f"{draw.choice(about)} {number}"
            continue
        text = draw.choice(calm)
        while len(text) < LENGTH - 15:
            text += "，" + draw.choice(calm)
        yield f"{text} {number}"


def write(path: Path, count: int, seed: int = 1, debt: float = DEBT, place: Path = EVERYDAY) -> None:
    """Posts as JSON lines with the columns of a scrape."""
    with open(path, "w", encoding="utf-8") as file:
        for number, text in enumerate(posts(count, seed, debt, place)):
            row = {
                "note_id": f"n{number:08d}",
                "desc": text,
                "user_id": f"u{number % 50_000}",
                "time": 1_700_000_000_000 + number * 1000,
                "note_url": f"https://example.org/{number}",
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
