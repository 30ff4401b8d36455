"""A debt as people write one in a field or behind an option → 元."""

from __future__ import annotations

import re

from debtad.text.normalize import normalize
from debtad.text.numerals import CAP, read_number

#: No debt takes more characters to write.
_LONGEST = 40
_ABOUT = re.compile("(?:一?共|总共|总计|合计|大?约|大概|差不多|快|欠款?|负债|¥|￥|rmb|cny|人民币|[: ])*")
_UNIT = re.compile(r"(?:多|余|来|整|[块元圆]钱?|人民币|rmb|cny|yuan|左右|上下|吧|[ .。])*")
_GROUPED = re.compile(r"[0-9]{1,4}(?:[, ][0-9]{3,4})+")
_GROUPS = re.compile(r"[0-9]{1,3}(?:([, ])[0-9]{3}(?:\1[0-9]{3})*)|[0-9]{1,4}(?:([, ])[0-9]{4}(?:\2[0-9]{4})*)")


def read_debt(text: str) -> float | None:
    """The sum in 元; None where ``text`` is no one sum above 0 and at most 10¹².

    >>> [read_debt(text) for text in ("20万", "20w", "200000元", "200 000", "２００，０００", "十二万", "约3万5", "20万整")]
    [200000.0, 200000.0, 200000.0, 200000.0, 200000.0, 120000.0, 35000.0, 200000.0]
    >>> [read_debt(text) for text in ("-5", "10-20万", "三五万", "几万", "nan", "不知道", "1,5")]
    [None, None, None, None, None, None, None]
    """
    amount = _plain(text)
    if amount is None and len(text) <= _LONGEST:
        amount = _written(normalize(text).text.strip())
    return amount if amount is not None and 0 < amount <= CAP else None


def _plain(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _written(text: str) -> float | None:
    begin = _ABOUT.match(text)
    text = text[begin.end() if begin else 0 :]
    group = _GROUPED.match(text)
    if group:
        if not _GROUPS.fullmatch(group.group()):
            return None
        text = re.sub("[, ]", "", group.group()) + text[group.end() :]
    text = text.replace("个万", "万").replace("个w", "w")
    number = read_number(text, 0)
    if number is None or number.form in ("none", "half") or number.high is not None:
        return None
    return number.value if _UNIT.fullmatch(text, number.end) else None
