"""Ways of contact in an advertisement: found however they are spelled, and masked before anybody else reads them.

Codewords (加V, 薇❤, 🐧, vx) are undone by :mod:`debtad.text.normalize`; digits written as 一三八, ①③⑧, l38oo or broken up by
blanks, dots and emoji are read here. A contact is known by its ``kind`` and ``value``; a phone number that serves as WeChat
name ("微信同号") is a phone, so that it is the same contact in every post.

Kinds: ``phone``, ``landline``, ``wechat``, ``qq``, ``qq_group``, ``telegram``, ``whatsapp``, ``line``, ``account`` (name or
number on a platform, or one that only 加我 or 联系方式 announces), ``email``, ``link``, and two that are nobody's contact but
must not be shown: ``id_card``, ``bank_card``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from debtad.text.normalize import Normalized, normalize

#: Kinds by which posts of one sender can be told.
REACHABLE = frozenset(
    {"phone", "landline", "wechat", "qq", "qq_group", "telegram", "whatsapp", "line", "account", "email", "link"}
)

KIND_TITLES = {
    "phone": "手机号",
    "landline": "座机或 400 电话",
    "wechat": "微信号",
    "qq": "QQ 号",
    "qq_group": "QQ 群",
    "telegram": "电报号",
    "whatsapp": "WhatsApp 号码",
    "line": "LINE 账号",
    "account": "平台或其他账号",
    "email": "邮箱",
    "link": "网址",
    "id_card": "身份证号",
    "bank_card": "银行卡号",
}


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact at code points ``[start, end)`` of the original; ``value`` is its plain, undisguised form."""

    kind: str
    value: str
    start: int
    end: int

    @property
    def masked(self) -> str:
        """``value`` with its middle hidden: 138****8000, li***88."""
        return mask_value(self.kind, self.value)


def find_contacts(text: str | Normalized) -> tuple[Contact, ...]:
    """The contacts of a text in order of place, none overlapping another. Any string is accepted; nothing is raised."""
    normalized = normalize(text) if isinstance(text, str) else text
    return tuple(
        Contact(found.kind, found.value, span.start, span.end)
        for found in contact_spans(normalized.text)
        for span in (normalized.span(found.start, found.end),)
    )


def contact_spans(text: str) -> tuple[Contact, ...]:
    """The contacts of a *normalised* text; offsets are code points of that text."""
    if not _HINT.search(text):
        return ()
    plain = text.translate(_DIGITS)
    taken: list[Contact] = []
    for find in _FINDERS:
        for found in find(text, plain):
            if all(found.end <= other.start or other.end <= found.start for other in taken):
                taken.append(found)
    return tuple(sorted(taken, key=lambda contact: contact.start))


def mask_value(kind: str, value: str) -> str:
    """A contact's value with its middle hidden; its length is not told, but for phones."""
    if kind in ("phone", "landline"):
        return value[:3] + "*" * max(3, len(value) - 7) + value[-4:] if len(value) > 8 else value[:2] + "***"
    if kind == "email":
        name, _, host = value.partition("@")
        return f"{name[: _told(name)]}***@{host}"
    if kind == "link":
        host = value.partition("/")[0]
        name, _, ending = host.rpartition(".")
        return f"{name[: min(3, len(name) // 2)]}***.{ending}"
    return value[:2] + "***" + (value[-2:] if len(value) > 5 else "")


def mask_text(text: str, contacts: tuple[Contact, ...] | None = None) -> str:
    """``text`` with the middle of every contact as ``*``, one for one: offsets into the text stay true."""
    found = find_contacts(text) if contacts is None else contacts
    if not found:
        return text
    characters = list(text)
    for contact in found:
        places = [at for at in range(contact.start, contact.end) if _tells(characters[at])]
        start = end = 1 if len(places) < 6 else 3 if contact.kind == "phone" else 2
        if len(places) < 6:
            end = 0
        if contact.kind == "email":
            start = _told(contact.value.partition("@")[0])
        for at in places[start : len(places) - end]:
            characters[at] = "*"
    return "".join(characters)


def _told(name: str) -> int:
    """How many letters may be shown of the name before an @: of a short one none, for the next are soon guessed."""
    return int(len(name) > 2)


def _tells(char: str) -> bool:
    """Can it be a part of a contact's value? Signs may be letters and digits in disguise: ⓓ, ○, 🅰."""
    return char.isalnum() or unicodedata.category(char) == "So"


# --- how each kind is found -------------------------------------------------------------------------------------------

_HAN_DIGITS = "零〇○一壹幺二贰两三叁四肆五伍六陆七柒八捌九玖"
_DIGITS = str.maketrans(_HAN_DIGITS, "00011122233445566778899")
#: Nothing is looked for in a text without one of these.
_HINT = re.compile(rf"[0-9@]|[{_HAN_DIGITS}]{{3}}|微信|qq|https?:|www\.|[a-z]{{4}}|[a-z]\.[a-z]")

#: (No character may be both a digit and a separator: hostile texts would make the search take forever.)
#: What may stand between the digits of one number: blanks, dots, dashes, symbols and emoji, but no comma, colon or letter.
_SEP = r"(?:[^\w\s,:;!?。、()（）“”\"'%¥￥$]|[ _]){0,3}"
_D = r"[0-9oli]"
_RUN = re.compile(rf"(?<![0-9a-z_])(?:(?:\+|00)?86[ -]?)?{_D}(?:{_SEP}{_D}){{10,12}}(?!{_SEP}[0-9a-z_])")
#: 138,1234,8000; not three of many figures: 139,2024,8000,5000.
_COMMA_PHONE = re.compile(r"(?<![0-9])(?<![0-9],)(1[3-9][0-9]),([0-9]{4}),([0-9]{4})(?!,?[0-9])")
_PHONE = re.compile(r"(?<![0-9])(?:(?:\+|00)?86[ -]?)?(1[3-9][0-9])([ -]?)([0-9]{4})\2([0-9]{4})(?![0-9])")
#: A figure before one of these is a sum, and no number to call or add.
_SUM = re.compile(r"[ ]?(?:元(?![宵旦])|块|%|万元|亿元|美元|港元|人民币)")
#: (138)12348000, 138(1234)8000
_BRACKETED_PHONE = re.compile(
    r"(?<![0-9])(?:\((1[3-9][0-9])\)[ -]?([0-9]{4})|(1[3-9][0-9])[ -]?\(([0-9]{4})\))[ -]?([0-9]{4})(?![0-9])"
)
_LANDLINE = re.compile(
    r"(?<![0-9])(?:(400|800)[ -]?([0-9]{3,4})[ -]?([0-9]{3,4})"
    r"|(?:(0[0-9]{2,3})[ -]|\((0[0-9]{2,3})\)[ -]?)([2-8][0-9]{2,3}[ -]?[0-9]{4}))(?![0-9-])"
)
_ID_CARD = re.compile(
    r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9x](?![0-9a-z])"
)
_BANK_CARD = re.compile(r"(?<![0-9])[3-6][0-9]{3}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?(?![0-9])")
#: What is announced as one is a card, whatever its check digit says: it may be mistyped, or made up.
_CARD_SAID = re.compile(r"卡号[ ]?[:是为→]?[ ]?([0-9](?:[ -]?[0-9]){12,19})(?![0-9])")
_EMAIL = re.compile(r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}")
_LINK = re.compile(
    r"(?:https?://|www\.)([a-z0-9.-]{1,120}\.[a-z]{2,12}(?:/[a-z0-9_./?=&%#-]{0,80})?)"
    r"|(?<![a-z0-9@.-])((?:[a-z0-9-]{1,60}\.){1,3}(?:com|cn|net|top|vip|xyz|cc|club|site|shop|info|org|link|icu|me|io)"
    r"(?:/[a-z0-9_./?=&%#-]{0,80})?)(?![a-z0-9.])"
)

_WECHAT = (
    r"(?:加微信?信?|微信)(?:x(?=[ ]?:))?|威信|威❤️?信?|(?<![a-z0-9])wei[ ]?[心信]"
    r"|薇信|徽信|微❤️?信?|薇❤️?信?|[微薇]?🧣|绿泡泡|卫星"
    r"|(?<=加)徽|(?<![国党校院警军队会团司安店])徽(?=[ ]?[:→➡️👉]{1,2}[ ]?[a-z0-9_-]{0,19}[0-9_])"
    r"|(?<![a-z0-9])(?:we ?chat|weixin|vx|wx|wxid|v❤️?信|v信|v)(?=[^a-z]|[a-z0-9_-]{0,30}[0-9_-])"
)
_QQ = r"qq|扣扣|企鹅|球球|叩叩|🐧|(?<![a-z0-9])q(?=[ :群号+])"
_TELEGRAM = r"电报|纸飞机|飞机|(?<![a-z])(?:telegram|tg)(?![a-z])"
_WHATSAPP = r"(?<![a-z])(?:whats ?app?|wtsapp|wts app)(?![a-z])"
_LINE = r"加赖|加line|(?<![a-z])line[ ]?(?=id|账?号|[:@]|[a-z0-9_-]*[0-9])"
_PLATFORM = r"抖音|快手|小红书|微博|知乎|b站|贴吧|头条|视频号|主页"
_PHONE_WORD = r"电话|手机|热线"
_LINKING = (
    r"(?:\((?:手机|电话)?同号\))?[ ]?"
    r"(?:(?:同?号码?|账[号户]|id|小号|群|裙|名|搜索?|联系|咨询|添加|请加|加|我|是|为|❤️?|➕)[ ]?){0,3}"
)
_GLUE = r"(?P<link>[ ]?[:：;→➡️👉=+“”\"【】\[\]()《|丨/-]{0,3}[ ]?@?)"
#: Marks after which any word may stand: 微信/alipay, (微信)alipay.
_LOOSE = " )”|丨/-"
_CUE = re.compile(
    rf"(?:(?P<qq_group>(?:{_QQ})[ ]?[群裙]|[加进入][群裙](?=号?[ ]?[:→]?[ ]?[0-9]{{6}}))"
    rf"|(?P<wechat>{_WECHAT})|(?P<qq>{_QQ})|(?P<telegram>{_TELEGRAM})"
    rf"|(?P<whatsapp>{_WHATSAPP})|(?P<line>{_LINE})"
    rf"|(?P<account>(?:{_PLATFORM})(?=[ ]?(?:账?号|id|小号|[:@]))|钉钉)){_LINKING}{_GLUE}"
)
_ANY_CUE = re.compile(rf"{_WECHAT}|{_QQ}|{_TELEGRAM}|{_WHATSAPP}|{_LINE}|{_PLATFORM}|{_PHONE_WORD}")
#: An account name as it may be written: letters, digits, digits in Chinese, with a little clutter between.
_NAME = re.compile(
    rf"[a-z0-9_](?:(?:{_SEP})(?:[a-z0-9_-]|[{_HAN_DIGITS}](?=[{_HAN_DIGITS}])|(?<=[{_HAN_DIGITS}])[{_HAN_DIGITS}])){{3,40}}"
)
_NUMBER = re.compile(rf"[0-9{_HAN_DIGITS}](?:{_SEP}[0-9{_HAN_DIGITS}]){{4,11}}(?![0-9])")
#: A phone number of any country: 6123 4567, +852 9123-4567.
_FOREIGN_NUMBER = re.compile(r"(?:\+?[0-9]{2,3}[ -]?)?[0-9](?:[ -]?[0-9]){6,10}(?![0-9])")
_WHOLE_NUMBER = re.compile(rf"[0-9{_HAN_DIGITS}]{{5,12}}(?![0-9{_HAN_DIGITS}])")
#: What a name of these kinds is written like: the first that is there.
_NUMBERS = {
    "qq": (_WHOLE_NUMBER, _NUMBER),
    "qq_group": (_WHOLE_NUMBER, _NUMBER),
    "whatsapp": (_FOREIGN_NUMBER,),
}
_PIECE = re.compile(r"[a-z0-9_-]+")
_DATE = re.compile(r"(?:19|20)[0-9]{2}-?(?:0?[1-9]|1[0-2])-?(?:0?[1-9]|[12][0-9]|3[01])")
#: Words that announce a name without saying of which messenger; the second kind only where a colon or arrow follows.
_NAMELESS = re.compile(
    r"(?:(?:加我们?|联系我们?|联[系络]方式|私信我|公众号|(?:客服|工作)号)(?P<mark>[ ]?[:;→➡️👉=“\"【\[(]{0,3}[ ]?@?)"
    r"|(?:联系|咨询|添加|搜索?|私[信聊]|客服|助理|老师|顾问|经理)[ ]?[:→➡️👉]{1,3}[ ]?@?)"
    r"(?P<name>(?=[a-z0-9_-]{0,19}[0-9_])[a-z0-9_][a-z0-9_-]{5,19})(?![a-z0-9_@-]|\.[a-z0-9])"
)
_MOST_NAME = 20


def _phones(text: str, plain: str) -> Iterator[Contact]:
    for match in _PHONE.finditer(plain):
        yield Contact("phone", match[1] + match[3] + match[4], match.start(), match.end())
    for match in _RUN.finditer(plain):
        written = match.group()
        if sum(char.isdecimal() for char in written) < 6:
            continue
        digits = "".join({"o": "0", "l": "1", "i": "1"}.get(char, char) for char in written if char in "0123456789oli")
        if len(digits) == 13 and digits.startswith("86"):
            digits = digits[2:]
        if len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789":
            yield Contact("phone", digits, match.start(), match.end())
    for match in _BRACKETED_PHONE.finditer(plain):
        if not _SUM.match(text, match.end()):
            yield Contact("phone", "".join(part for part in match.groups() if part), match.start(), match.end())
    for match in _COMMA_PHONE.finditer(plain):
        if not _SUM.match(text, match.end()):
            yield Contact("phone", "".join(match.groups()), match.start(), match.end())
    for match in _LANDLINE.finditer(plain):
        value = "".join(char for part in match.groups() if part for char in part if char.isdecimal())
        if len(value) >= 10:
            yield Contact("landline", value, match.start(), match.end())


def _documents(text: str, plain: str) -> Iterator[Contact]:
    for match in _ID_CARD.finditer(text):
        if _id_card_holds(match.group()):
            yield Contact("id_card", match.group(), match.start(), match.end())
    for match in _BANK_CARD.finditer(text):
        digits = "".join(char for char in match.group() if char.isdecimal())
        if _luhn_holds(digits):
            yield Contact("bank_card", digits, match.start(), match.end())
    for match in _CARD_SAID.finditer(plain):
        digits = "".join(char for char in match[1] if char.isdecimal())
        yield Contact("bank_card", digits, match.start(1), match.end(1))


def _addresses(text: str, plain: str) -> Iterator[Contact]:
    for match in _EMAIL.finditer(text):
        yield Contact("email", match.group().rstrip("."), match.start(), match.end())
    for match in _LINK.finditer(text):
        value = (match[1] or match[2]).rstrip("./")
        yield Contact("link", value.removeprefix("www."), match.start(), match.end())


def _names(text: str, plain: str) -> Iterator[Contact]:
    for cue in _CUE.finditer(text):
        kind = str(
            cue.lastgroup
            if cue.lastgroup != "link"
            else next(k for k, v in cue.groupdict().items() if v and k != "link")
        )
        stop = _ANY_CUE.search(text, cue.end())
        place = _written_name(text, cue.end(), stop.start() if stop else len(text), kind)
        if place is None:
            continue
        start, end = place
        value = "".join(char for char in plain[start:end] if char.isascii() and (char.isalnum() or char in "_-")).strip(
            "-"
        )
        if kind == "whatsapp":
            yield Contact(kind, value.replace("-", ""), start, end)
            continue
        # After 微信 a plain Latin word may be any word, and eight figures a day; something must show that a name is meant.
        written = cue.group().rstrip()
        named = cue["link"].strip(_LOOSE) or written.endswith(("号", "id", "加")) or written.startswith("加")
        if (value.isdecimal() and _SUM.match(text, end)) or (
            _DATE.fullmatch(value) and not (named and "-" not in value)
        ):
            continue
        if kind in ("qq", "qq_group"):
            if value.isdecimal() and 5 <= len(value) <= 12 and value[0] != "0":
                yield Contact(kind, value, start, end)
            continue
        if not 5 <= len(value) <= _MOST_NAME + 4:
            continue
        if value.isalpha() and not (named or text[max(0, cue.start() - 2) : cue.start()].rstrip().endswith("加")):
            continue
        yield Contact("qq" if kind == "wechat" and value.isdecimal() else kind, value, start, end)


def _nameless(text: str, plain: str) -> Iterator[Contact]:
    """Names after words that tell of no messenger: only such as no word, day, or sum is written like."""
    for match in _NAMELESS.finditer(plain):
        value = match["name"]
        if value.replace("-", "").isdecimal() and not _is_number_to_add(value, match, text):
            continue
        yield Contact("account", value, match.start("name"), match.end("name"))


def _is_number_to_add(value: str, match: re.Match[str], text: str) -> bool:
    """Is it no day, sum or watchword (私信我 666666)?"""
    announced = match["mark"] is None or match["mark"].strip() or match.group().startswith("联")
    figures = value.isdecimal() and value[0] != "0" and len(value) <= 12
    return bool(announced and figures and not _SUM.match(text, match.end()) and not _DATE.fullmatch(value))


def _written_name(text: str, start: int, limit: int, kind: str) -> tuple[int, int] | None:
    """Where the name at ``start`` ends. Pieces apart are one name only where the first is too short to be one."""
    if kind in _NUMBERS:
        numbers = (pattern.match(text, start, limit) for pattern in _NUMBERS[kind])
        return next((number.span() for number in numbers if number), None)
    match = _NAME.match(text, start, limit)
    if match is None:
        return None
    end = match.end()
    pieces = list(_PIECE.finditer(text, start, end))
    if len(pieces) > 1 and len(pieces[0].group()) >= 6 and " " in text[start:end]:
        blank = text.index(" ", start, end)
        end = max(blank, pieces[0].end()) if blank >= pieces[0].end() else pieces[0].end()
    return start, min(end, start + 3 * _MOST_NAME)


def _id_card_holds(number: str) -> bool:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True))
    return "10x98765432"[total % 11] == number[17]


def _luhn_holds(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


#: In this order: what is found first keeps its place.
_FINDERS: tuple[Callable[[str, str], Iterator[Contact]], ...] = (*(_documents, _addresses, _phones, _names, _nameless),)
