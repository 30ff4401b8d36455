"""Spellings that are known one by one (某呗, 余7, 氵去务) and the words that stand for a way of contact (加V, 企鹅)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from debtad.records import NamedTuple
from debtad.text import tables
from debtad.text.disguise import NEAR
from debtad.text.edits import Change, whole
from debtad.text.lexicon import Surroundings, is_pair, lexicon
from debtad.text.patterns import pattern
from debtad.text.strings import StringFinder

#: After 某条 something must show that a loan is meant, not a line of text.
_OWED = r"[逾欠都上分还、,。!?)” ]|$"
_UNIT = r"[元块万千百天年月个钱]"
_ADD = r"(?:加?[➕+]{1,3}|加)[ ]?$"
_INTRO = r"(?:联系|私|找|搜|扫|留|发|添加|换|聊)[我个下]?[ ]?$"
_OUTRO = r" ?(?:同号|同步|同v|同|:|=|(?=[a-z_]*[0-9])[a-z0-9_-]{4,})"
_ID = r" ?:? ?[a-z0-9_-]{4,}|$|[ ,。!?~、)”:]"
_GLUED = r"(?=[a-z_]*[0-9])[a-z0-9_-]{4,}"
_VERIFIED = r"认证|用户|博主|大佬|账号|大v"
_MEME = r"我 ?(?:\d|五十|一|1)"
_REACH = 8
#: Beside these, letters belong to an address or to code.
_ADDRESS = frozenset("./@_-=")


class _Form(NamedTuple):
    text: str
    target: str
    kind: str
    condition: str


@cache
def _forms() -> tuple[StringFinder, tuple[_Form, ...]]:
    data = tables.variants()
    forms = [_Form(*row) for row in data["forms"]]
    forms += [_Form(parts, char, "split", "part") for parts, char in (tables.pieces() | data["parts"]).items()]
    forms += [_Form(form, target, "codeword", "outright") for form, target in data["outright"]]
    taken = {form.text for form in forms}
    for target, words in data["contact"].items():
        forms += [_Form(word, target, "codeword", "contact") for word in words if word not in taken]
    return StringFinder([form.text for form in forms]), tuple(forms)


def table_forms() -> tuple[str, ...]:
    """All spellings that :func:`by_table` looks for."""
    return tuple(form.text for form in _forms()[1])


def by_table(around: Surroundings) -> Iterator[Change]:
    """Changes for the spellings of ``variants.json``."""
    for index, start, end in _forms()[0].find(around.text):
        change = read_form(index, start, end, around)
        if change is not None:
            yield change


def read_form(index: int, start: int, end: int, around: Surroundings) -> Change | None:
    """What the spelling with this number (see :func:`table_forms`) at ``[start, end)`` reads as, if it hides anything."""
    text, form = around.text, _forms()[1][index]
    if _inside_latin_word(text, start, end) and not (form.condition == "contact" and _before_id(text, start, end)):
        return None
    if form.condition == "part":
        meant = _completes_a_term(text, start, end, form.target)
        return whole("split", start, end, form.target) if meant else None
    if form.condition in ("contact", "outright"):
        return _contact(form, start, end, around)
    return whole(form.kind, start, end, form.target) if _holds(form, start, end, around) else None


def _inside_latin_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return (_letter(text[start]) and _letter(before)) or (_letter(text[end - 1]) and _letter(after))


def _before_id(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is glued between an invitation and an account name (加v1380)."""
    return (
        pattern(_ADD).search(text, max(0, start - _REACH), start) is not None
        and pattern(_GLUED).match(text, end) is not None
    )


def _letter(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _holds(form: _Form, start: int, end: int, around: Surroundings) -> bool:
    text = around.text
    if around.cuts_a_term(start, end) or text.startswith(form.target, start) or text.endswith(form.target, 0, end):
        return False
    if _letter(text[end - 1]) and pattern(_UNIT).match(text, end):
        return False
    if around.touches_a_word(start, end) or around.names_a_firm(end):
        return False
    if form.condition == "clause" and not pattern(_OWED).match(text, end):
        return False
    if form.text == "💳" and "信用卡" in (text[max(0, start - 3) : start], text[end : end + 3]):
        return False
    return form.condition == "always" or around.speaks_of_debt(start, end, NEAR)


def _completes_a_term(text: str, start: int, end: int, char: str) -> bool:
    low = max(0, start - _REACH)
    window = text[low:start] + char + text[end : end + _REACH]
    at = start - low
    return any(a <= at < b for _, a, b in lexicon().exact.find(window))


def _contact(form: _Form, start: int, end: int, around: Surroundings) -> Change | None:
    text = around.text
    before = text[max(0, start - _REACH) : start]
    if form.text.isascii() and (before[-1:] in _ADDRESS or text[end : end + 1] in _ADDRESS):
        return None
    add = pattern(_ADD).search(before)
    if add and add.group()[0] == "+" and _letter(before[: add.start()][-1:]):
        add = None
    if add and add.group().strip() != "加":
        start -= len(add.group())
        target = "加" + form.target
    else:
        target = form.target
    if text[start:end] == target:
        return None
    if form.condition == "outright" or _invites(form.text, bool(add), before, end, around):
        return whole("codeword", start, end, target)
    return None


def _invites(word: str, add: bool, before: str, end: int, around: Surroundings) -> bool:
    """Whether the words around ``word`` ask the reader to get in touch."""
    text = around.text
    start = end - len(word)
    if len(word) == 1 and is_pair(text, end - 1):
        return False
    if word == "v" and pattern(_VERIFIED).match(text, end):
        return False
    if word == "v" and text[end : end + 1] == "我":
        return not pattern(_MEME).match(text, end) and around.speaks_of_debt(start, end, NEAR)
    if add:
        return True
    introduced = pattern(_INTRO).search(before) is not None
    if len(word) == 1 and word != "🐧":
        return (introduced and pattern(_ID).match(text, end) is not None) or (
            pattern(_OUTRO).match(text, end) is not None and not pattern(_HAN_BEFORE).search(before)
        )
    if introduced or pattern(_OUTRO).match(text, end):
        return True
    return word.isascii() and around.speaks_of_debt(start, end, NEAR)


_HAN_BEFORE = r"[^\W\da-z_]$"
