"""A price with a blank between all of its digits (费用 2 9 8 0 元), as those write it who hide it from filters."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

#: A price has so many digits.
_LEAST, _MOST = 3, 5
_ARABIC = frozenset("0123456789")


def spelled_out(text: str, start: int) -> tuple[int, float | None] | None:
    """Where a run of three or more digits with a blank between each two, which begins at ``start``, ends, and the sum that it
    spells: None where nothing beside it shows that it is one, for it may as well be a telephone number, a date or a list
    (回复 1 2 3), or where it is a part of something longer (3 0 0 0-5 0 0 0). None where no such run begins there, or where
    its digits count something each (收 3 5 8 个点)."""
    if text[start + 1 : start + 2] != " " or text[start + 2 : start + 3] not in _ARABIC:
        return None
    run = _run().match(text, start)
    if run is None or _counts().match(text, run.end()):
        return None
    behind_another = start > 1 and text[start - 1] == " " and text[start - 2] in _ARABIC
    if behind_another or not _stands_alone().match(text, start) or _multiplied().match(text, run.end()):
        return run.end(), None  # its last digit by itself is no sum either
    digits = run.group()[::2]
    is_sum = _yuan().match(text, run.end()) is not None
    named = _priced().search(text, max(0, start - 12), start) is not None and not _is_list(digits)
    fits = _LEAST <= len(digits) <= _MOST and digits[0] != "0"
    return run.end(), float(digits) if fits and (is_sum or named) and not _dates().match(text, run.end()) else None


def _is_list(digits: str) -> bool:
    """Are these steps of a list, 1 2 3 or 9 8 7?"""
    steps = {int(after) - int(before) for before, after in pairwise(digits)}
    return steps in ({1}, {-1})


@cache
def _run() -> re.Pattern[str]:
    return re.compile(r"[0-9](?: [0-9](?![0-9]|[.:/][0-9])){2,24}")


@cache
def _stands_alone() -> re.Pattern[str]:
    # A run that goes on with another number, or is part of a word or a decimal, is none; a colon may introduce it.
    return re.compile(
        r"(?<![0-9a-z./~+-])(?<![0-9a-z]:)[0-9](?: [0-9]){2,24}(?! ?(?!r(?:mb)?(?![a-z]))[0-9a-z.:/~+\-])"
    )


@cache
def _yuan() -> re.Pattern[str]:
    return re.compile(r" ?(?:元(?![旦素宵])|块|圆|人民币|r(?:mb)?(?![a-z]))")


@cache
def _multiplied() -> re.Pattern[str]:
    """What makes a number many times larger: a price of so many digits is not told in 万."""
    return re.compile(r" ?(?:[万千百亿]|[kw](?![a-z]))")


@cache
def _dates() -> re.Pattern[str]:
    return re.compile(r" ?[年月日号届]")


@cache
def _counts() -> re.Pattern[str]:
    return re.compile(r" ?(?:个|点|[%‰]|折|成|[期天家张条笔]|小时|分钟)")


@cache
def _priced() -> re.Pattern[str]:
    """What stands right before a price."""
    return re.compile(
        r"(?:费用?|[价款金]格?|¥|￥|[付交收缴]|只要|仅需|一共|共计|总共|合计)(?:是|为|了|[你您])?[ :]{0,2}$"
    )
