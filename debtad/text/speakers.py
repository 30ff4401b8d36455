"""A pasted conversation, cut into turns with their speakers.

Known marks, each at the start of a line: ``客服：…``, ``[10:22] 客服: …``, ``客服 10:22`` or ``2024-05-01 10:22:33 客服`` on
a line of its own with the words below it. A text is a conversation only if it is one from its first line to its last:
a post that *shows* a chat between words of its own is its author's text, and so is a list of questions and answers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple

#: Which side a speaker's name puts him on; "" where it says nothing.
Side = Literal["seller", "debtor", ""]

_DAY = r"(?:\d{2,4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?"
_CLOCK = r"(?:上午|下午|晚上|凌晨|中午)?\s?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
_TIME = rf"(?:(?:{_DAY}\s?)?{_CLOCK}|{_DAY})"
_NAME = r"[^\s:：,，。.、;；!！?？…~～“”\"'()（）\[\]【】《》<>#@/|]{1,12}"
_ASIDE = r"(?:\s?[(（\[][^()（）\[\]\n]{1,20}[)）\]])?"

_MARK = re.compile(
    rf"[ \t]*(?:[\[(（【]?{_TIME}[\])）】]?\s?)?[【\[]?(?P<name>{_NAME})[】\]]?{_ASIDE}[ \t]?[:：][ \t]*"
)
_HEAD = re.compile(
    rf"[ \t]*(?:(?P<first>{_NAME}){_ASIDE}[ \t]+{_TIME}|{_TIME}[ \t]+(?P<last>{_NAME}){_ASIDE})[ \t]*[:：]?[ \t]*$"
)
_ONLY_TIME = re.compile(rf"[ \t]*[—-]*\s*(?:昨天|今天|星期.|周.)?\s?{_TIME}\s*[—-]*[ \t]*$")
_TITLE = re.compile(
    r"[ \t]*(?:以下|这)?是?(?:我?[和跟与].{1,6}的)?(?:微信|QQ)?(?:聊天|对话)(?:记录|内容)?(?:如下)?[:：]?"
)
#: How a line begins with which the author of a post speaks over the chat he shows.
_OVER = ("(", "（", "—", "【", "#")

_SELLER = re.compile(
    r"客服|老师|法务|顾问|经理|律师|专员|助理|主任|商家|卖家|机构|中介|代办|业务员|导师|销售|规划师|协商师|债务优化|助教|对方"
)
_DEBTOR = re.compile(
    r"客户(?!经理)|债务人|欠款人|负债人|粉丝|网友|学员|咨询者|用户|求助者?|顾客|买家|持卡人|借款人|连麦者|"
    r"(?:我|我的|老)?(?:爸|妈|爸爸|妈妈|公|婆|哥|姐|弟|妹|哥哥|姐姐|弟弟|妹妹|女儿|儿子|爷爷|奶奶)$"
)
_SELF = frozenset(("我", "本人", "自己"))
#: What stands before a colon without speaking: questions and answers of one author, and labels of a list.
_NOBODY = re.compile(
    r"[问答QAqa]\d*|(?:第.{1,2}|步骤|方法|要点|案例|场景).*|.*(?:电话|微信|地址|时间|费用|价格|流程|条件|资料|要求|标题|来源|提示|"
    r"注意|说明|备注|声明|如下|结果|原因|链接|http|https|编号|标签|话题|优势|适合|名称|日期|金额)|.*(?:聊天|对话|记录|全文|公告|通知).*|\d+"
)


#: Lines of more speakers than these are no talk that can be told apart; they are read as a whole.
MOST_SPEAKERS = 30


class Turn(NamedTuple):
    """What ``speaker`` says at code points ``[start, end)``, without the mark that names him."""

    speaker: str
    start: int
    end: int


def turns(text: str) -> tuple[Turn, ...]:
    """The turns of a conversation in order; empty where ``text`` is not one.

    There are two speakers or more, at most :data:`MOST_SPEAKERS`; one of them speaks again, or all are named by what they
    are (客服, 客户). A chat of 我 with 客户 is a seller's show of his own work, the customer's praise included, and so is none
    either.
    """
    if "\n" not in text.strip():
        return ()
    found: list[Turn] = []
    place = 0
    for line in text.splitlines(keepends=True):
        start, place = place, place + len(line)
        body = line.rstrip()
        if not body or _ONLY_TIME.fullmatch(body):
            continue
        head = _HEAD.match(body)
        mark = None if head else _MARK.match(body)
        name = (head["first"] or head["last"]) if head else mark["name"] if mark else ""
        if name and not _NOBODY.fullmatch(name):
            begin = start + (len(body) if head else mark.end() if mark else 0)
            found.append(Turn(name, begin, start + len(body)))
        elif found and not body.lstrip().startswith(_OVER):
            last = found[-1]
            begin = start if last.start >= last.end else last.start
            found[-1] = Turn(last.speaker, begin, start + len(body))
        elif found or not _TITLE.fullmatch(body):
            return ()
    said = [turn for turn in found if turn.start < turn.end]
    names = Counter(turn.speaker for turn in said)
    if not 2 <= len(names) <= MOST_SPEAKERS or _own_show(names):
        return ()
    known = all(side(name) for name in names) and len({side(name) for name in names}) > 1
    return tuple(said) if known or (len(said) > 2 and len(said) > len(names)) else ()


def side(name: str) -> Side:
    """The side that ``name`` tells of; 我 is the debtor who pastes his chat."""
    if name in _SELF or _DEBTOR.match(name):
        return "debtor"
    return "seller" if _SELLER.search(name) else ""


def _own_show(names: Iterable[str]) -> bool:
    names = set(names)
    return bool(names & _SELF) and any(name.startswith("客户") and side(name) == "debtor" for name in names)
