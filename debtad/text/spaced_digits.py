"""A price with a blank between all of its digits (费用 2 9 8 0 元), as those write it who hide it from filters."""

from __future__ import annotations

from itertools import pairwise

from debtad.text.patterns import pattern

#: A price has so many digits.
_LEAST, _MOST = 3, 5
_ARABIC = frozenset("0123456789")
#: One digit and a blank after another.
_RUN = r"[0-9](?: [0-9](?![0-9]|[.:/][0-9])){2,24}"
#: A run that goes on with another number, or is part of a word or a decimal, is none; a colon may introduce it.
_ALONE = r"(?<![0-9a-z./~+-])(?<![0-9a-z]:)[0-9](?: [0-9]){2,24}(?! ?(?!r(?:mb)?(?![a-z]))[0-9a-z.:/~+\-])"
_YUAN = r" ?(?:元(?![旦素宵])|块|圆|人民币|r(?:mb)?(?![a-z]))"
#: What makes a number many times larger: a price of so many digits is not told in 万.
_MULTIPLIED = r" ?(?:[万千百亿]|[kw](?![a-z]))"
_DATE = r" ?[年月日号届]"
_COUNTED = r" ?(?:个|点|[%‰]|折|成|[期天家张条笔]|小时|分钟)"
#: What stands right before a price.
_PRICED = r"(?:费用?|[价款金]格?|¥|￥|[付交收缴]|只要|仅需|一共|共计|总共|合计)(?:是|为|了|[你您])?[ :]{0,2}$"


def spelled_out(text: str, start: int) -> tuple[int, float | None] | None:
    """Where a run of three or more digits with a blank between each two, which begins at ``start``, ends, and the sum that it
    spells: None where nothing beside it shows that it is one, for it may as well be a telephone number, a date or a list
    (回复 1 2 3), or where it is a part of something longer (3 0 0 0-5 0 0 0). None where no such run begins there, or where
    its digits count something each (收 3 5 8 个点)."""
    if text[start + 1 : start + 2] != " " or text[start + 2 : start + 3] not in _ARABIC:
        return None
    run = pattern(_RUN).match(text, start)
    if run is None or pattern(_COUNTED).match(text, run.end()):
        return None
    behind_another = start > 1 and text[start - 1] == " " and text[start - 2] in _ARABIC
    if behind_another or not pattern(_ALONE).match(text, start) or pattern(_MULTIPLIED).match(text, run.end()):
        return run.end(), None  # its last digit by itself is no sum either
    digits = run.group()[::2]
    is_sum = pattern(_YUAN).match(text, run.end()) is not None
    named = pattern(_PRICED).search(text, max(0, start - 12), start) is not None and not _is_list(digits)
    fits = _LEAST <= len(digits) <= _MOST and digits[0] != "0"
    dated = pattern(_DATE).match(text, run.end()) is not None
    return run.end(), float(digits) if fits and (is_sum or named) and not dated else None


def _is_list(digits: str) -> bool:
    """Are these steps of a list, 1 2 3 or 9 8 7?"""
    steps = {int(after) - int(before) for before, after in pairwise(digits)}
    return steps in ({1}, {-1})
