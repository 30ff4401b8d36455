"""Generate debtad/learn/attack_tables/sounds.json (development only: needs opencc, pypinyin and jieba).

Run from the root of the repository: ``python tools/make_attack_tables.py``. For every term that a seller might hide
(``terms.txt``) it notes the syllables, and for every character of them the common characters of the same toneless
syllable, dealt in turn to the table that measures and the table that trains, so that the two share none. Likewise the
traditional shapes of common characters, of which every third goes to training.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import jieba
import opencc
from pypinyin import Style, pinyin

TABLES = Path(__file__).resolve().parent.parent / "debtad" / "learn" / "attack_tables"
#: A reader knows a character that jieba's dictionary counts at least this often.
COMMON = 30
MOST = 12
READINGS = {"率": "lv", "重": "chong", "还": "huan", "行": "hang", "呗": "bei"}


def syllable(text: str) -> list[str]:
    return [one[0].replace("ü", "v") for one in pinyin(text, style=Style.NORMAL)]


def traditional(counts: dict[str, int]) -> dict[str, str]:
    """Simplified and traditional shape side by side, as one string a side."""
    convert = opencc.OpenCC("s2t").convert
    pairs = [
        char + convert(char)
        for char in map(chr, range(0x4E00, 0x9FA6))
        if counts[char] >= COMMON and convert(char) != char
    ]
    return {"evaluate": "".join(p for i, p in enumerate(pairs) if i % 3), "train": "".join(pairs[::3])}


def main() -> None:
    jieba.initialize()
    terms = (TABLES / "terms.txt").read_text(encoding="utf-8").split()
    spelled = {term: syllable(term) for term in terms}
    alike: dict[str, list[str]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for word, count in jieba.dt.FREQ.items():
        for char in set(word):
            counts[char] += count
    for point in range(0x4E00, 0x9FA6):
        char = chr(point)
        if counts[char] >= COMMON:
            alike[READINGS.get(char, syllable(char)[0])].append(char)
    sounds: dict[str, dict[str, str]] = {"evaluate": {}, "train": {}}
    for term, syllables in spelled.items():
        for char, sound in zip(term, syllables, strict=True):
            others = sorted((c for c in alike[sound] if c != char), key=lambda c: (-counts[c], c))[: 2 * MOST]
            sounds["evaluate"][char] = "".join(others[0::2])
            sounds["train"][char] = "".join(others[1::2])
    path = TABLES / "sounds.json"
    data = {
        "syllables": {term: " ".join(s) for term, s in spelled.items()},
        "homophones": sounds,
        "traditional": traditional(counts),
    }
    path.write_text(json.dumps(data, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
