"""Bytes that are nearly right: seeds cut, spliced, flipped and sprinkled with what has broken readers before."""

from __future__ import annotations

import json
from random import Random
from typing import Any

#: What breaks readers: marks of formats, numbers at the edges, characters that are two or none.
TOKENS = (
    *(
        token.encode("utf-8", "surrogatepass")
        for token in (
            *(
                '"',
                "'",
                ",",
                "\n",
                "\r\n",
                "\r",
                "\t",
                ";",
                "|",
                "\\",
                "{",
                "}",
                "[",
                "]",
                ":",
                "\x00",
                "\ufeff",
                "\x1a",
            ),
            *(
                "NaN",
                "Infinity",
                "-1",
                "1e999",
                "99999999999999999999",
                "1e-400",
                "null",
                "true",
                "0x10",
                "-0",
                "¥",
                "％",
            ),
            *(
                '"\\ud83d"',
                "\ud83d",
                "\u202e",
                "\u200b" * 9,
                "👩‍💻",
                "e\u0301" * 5,
                "４９８",
                "㊿",
                "½",
                "〇",
                "亿" * 20,
            ),
            *(
                "停息挂账",
                "先付500元",
                "法务",
                "私信我",
                "8%",
                "一到三年",
                "“",
                "”",
                "（",
                "。",
                "？",
                "不",
                "警惕",
                "记者",
            ),
            *(
                "../../etc/passwd",
                "text",
                "label",
                "risky",
                "=1+1",
                "<script>",
                "客服：",
                "我：",
                "{{7*7}}",
                "%s",
                "' OR 1=1",
            ),
        )
    ),
    *(b"\xff", b"\xfe\xff", b"\xff\xfe", b"\x80", b"\xc0\xaf", b"\x81\x30\x81\x30", b"\x1f\x8b\x08", b"PK\x03\x04"),
)

_KEYS = (
    "text",
    "label",
    "id",
    "evidence",
    "facts",
    "entities",
    "cats",
    "data",
    "annotations",
    "result",
    "value",
    "debtad",
)
_LEAVES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 10**30, 0.5, 1e308, "", " ", "risky", "safe", "review", "1", "停息挂账，先付500元"),
    *("债", "私信我办停息", "2024-05-01", [], {}, float("nan"), float("inf"), "\ud800", "👩‍💻债"),
)


def mutate(seed: bytes, dice: Random, most: int = 20_000) -> bytes:
    """``seed`` after one to eight changes, at most ``most`` bytes of it."""
    data = bytearray(seed)
    for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
        size = len(data)
        at = dice.randrange(size + 1)
        length = min(dice.choice((1, 1, 2, 4, 16, 200)), size - at)
        kind = dice.randrange(8)
        if kind == 0 and size:
            data[min(at, size - 1)] ^= 1 << dice.randrange(8)
        elif kind == 1:
            del data[at : at + length]
        elif kind in (2, 3):
            data[at : at + (length if kind == 3 else 0)] = dice.choice(TOKENS)
        elif kind == 4:
            data[at:at] = data[at : at + length] * dice.choice((1, 2, 40))
        elif kind == 5:
            data[at:at] = dice.choice(TOKENS) * dice.choice((2, 30, 400))
        elif kind == 6:
            other = dice.randrange(size + 1)
            data[at : at + length] = data[other : other + length]
        else:
            del data[at:]
    return bytes(data[:most])


def random_json(dice: Random, depth: int = 0) -> Any:
    """A JSON value that looks a little like a label, a post or a request."""
    kind = dice.randrange(5 if depth < 4 else 2)
    if kind < 2:
        return dice.choice(_LEAVES)
    if kind == 2:
        return [random_json(dice, depth + 1) for _ in range(dice.randrange(4))]
    return {dice.choice(_KEYS): random_json(dice, depth + 1) for _ in range(dice.randrange(5))}


def replaced(value: Any, dice: Random) -> Any:
    """``value`` with something in it replaced, dropped or added."""
    if isinstance(value, dict) and value and dice.random() < 0.8:
        key = dice.choice(list(value))
        kind = dice.randrange(6)
        if kind == 0:
            return {k: v for k, v in value.items() if k != key}
        if kind == 1:
            return {**value, dice.choice(_KEYS): random_json(dice)}
        return {**value, key: replaced(value[key], dice)}
    if isinstance(value, list) and value and dice.random() < 0.8:
        place = dice.randrange(len(value))
        return [*value[:place], replaced(value[place], dice), *value[place + 1 :]]
    return random_json(dice)


def nested(dice: Random) -> bytes:
    """JSON nested so deeply that a reader's stack may end."""
    depth = dice.choice((50, 900, 5_000, 60_000))
    return dice.choice((b"[" * depth, b'{"text":' * depth, b"[" * depth + b"]" * depth))


def as_json(value: Any) -> bytes:
    """JSON bytes; lone surrogates come as escapes or as themselves."""
    return json.dumps(value).encode()
