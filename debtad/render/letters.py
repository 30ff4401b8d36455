"""Two letters to copy: a reply to the seller, and the draft of a complaint. The reader checks, fills in and sends them.

They quote the advertisement, say 涉嫌 and 可能, and name only laws and channels of guidance.json. They are in Chinese, as
those who get them read Chinese; an English rendering is for the sender.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from debtad.model.advice import TO_POLICE, told_as
from debtad.model.explain import guidance, law_title, own_way
from debtad.render.grounds import for_complaint
from debtad.render.quotes import quotes
from debtad.render.words import facts_text, word
from debtad.verdict import Verdict

#: So many quotations and laws at most.
MOST_QUOTES, MOST_LAWS = 5, 6

#: Businesses that offer nothing which anybody could do for himself.
_NOTHING_TO_DO = ("debt_bearing", "agent_recruit", "lead_trading")
#: Businesses about which there is nothing to ask.
_NO_DEAL = ("debt_bearing", "lead_trading")
#: The sign of those who call themselves lawyers.
_LAWYERS = "fake_lawyer_or_legal_team"
#: Facts of money that is gone before anything is done.
_TAKEN = frozenset(("upfront_fee", "nonrefundable_deposit"))


@dataclass(frozen=True)
class Letter:
    """A letter in Chinese (``zh``) and what it says in English (``en``)."""

    zh: str
    en: str


def reply(verdict: Verdict) -> Letter:
    """What a debtor may answer the seller: questions that any honest firm can answer, and that nothing is paid yet."""
    quoted = quotes(verdict, 3)
    other = bool(verdict.cost.get("other_trade"))
    to_do = verdict.subtype not in _NOTHING_TO_DO and not other
    who = {lang: _authorities(verdict, lang) for lang in ("zh", "en")}
    debts = bool(verdict.cost.get("own_debts"))
    own = {
        lang: own_way("none" if debts and not to_do else verdict.subtype, lang, debts=debts) for lang in ("zh", "en")
    }
    lawyers = any(item.signal == _LAWYERS and item.stance == "asserted" for item in verdict.evidence)
    ask = other or verdict.subtype not in _NO_DEAL
    said = "、".join(f"“{quote}”" for quote in quoted)
    start = f"您提到{said}，" if quoted else ""
    asked = [
        "公司全称、统一社会信用代码" + ("；既称律师或法务，请提供律所和律师执业证号。" if lawyers else "。"),
        "请先把合同全文发给我看：收多少钱、什么时候收、不满意怎么退，都写在里面。",
        *(["请提供有权办理的机构同意由您代办的书面材料。"] if to_do else []),
    ]
    zh = [
        f"您好。{start}" + ("我先核实以下几点：" if ask else "我不参与，请不要使用或转给别人我的信息。"),
        *((f"{number}. {line}" for number, line in enumerate(asked, start=1)) if ask else ()),
        *(f"据我了解：{line}。" for line in (who["zh"] if ask else ())),
        ("在核实清楚之前，" if ask else "")
        + "我不会付款，也不会提供身份证、电话卡和验证码。"
        + (f"我会先{own['zh']}，自己办 0 元。" if to_do or (debts and ask) else ""),
    ]
    asked = [
        "The full name and registration number of your company"
        + ("; as you call yourselves lawyers, the licence numbers of the firm and of the lawyer." if lawyers else "."),
        "The whole contract before anything else: how much, when, and what is paid back.",
        *(["Written proof that whoever decides lets you act for me."] if to_do else []),
    ]
    en = [
        "Hello. "
        + ("You mention " + ", ".join(f"“{quote}”" for quote in quoted) + ". " if quoted else "")
        + ("First I want to check:" if ask else "I will not take part; do not use my data or pass it on."),
        *((f"{number}. {line}" for number, line in enumerate(asked, start=1)) if ask else ()),
        *(f"As far as I know: {line}." for line in (who["en"] if ask else ())),
        ("Until then " if ask else "")
        + "I pay nothing and hand over no ID, phone card or code."
        + (f" I will start by {_of_me(own['en'])}, which costs nothing." if to_do or (debts and ask) else ""),
    ]
    return Letter("\n".join(zh), "\n".join(en))


def complaint(verdict: Verdict) -> Letter:
    """The draft of a complaint about the advertisement, with blanks (____) for what only the sender knows."""
    found = {item.signal for item in verdict.evidence if item.stance == "asserted"}
    quoted, laws = quotes(verdict, MOST_QUOTES), for_complaint(verdict)[:MOST_LAWS]
    advice, business = guidance()["advice"], guidance()["business"][_business(verdict, found)]
    urgent = found & TO_POLICE or verdict.subtype in _NO_DEAL or not _TAKEN.isdisjoint(verdict.facts)
    lenders = () if verdict.cost.get("other_trade") else ("complain",)
    channels = [advice[key] for key in ("market", *lenders, *(("police_channel",) if urgent else ()))]
    facts = {lang: word("; ", lang).join(facts_text(verdict.facts, verdict.cost, lang)) for lang in ("zh", "en")}
    zh = [
        "投诉举报（草稿，请核实、补全后自行提交）",
        "投诉人：____　联系电话：____",
        "被投诉方（账号/公司/平台）：____　发现时间和网址：____",
        f"事实：对方发布的内容可能涉及{business['zh']}" + ("，其中写有：" if quoted else "。"),
        *(f"　· “{quote}”" for quote in quoted),
        *([f"其中说明的收费和承诺：{facts['zh']}。"] if facts["zh"] else []),
        "本人是否付款：____　金额：____元　付款方式和时间：____",
        "理由：上述内容涉嫌虚假或引人误解的宣传，可能侵害消费者权益，具体由主管部门认定。"
        + ("可能涉及的规定：" if laws else ""),
        *(f"　· {law_title(code, 'zh')}" for code in laws),
        "请求：1. 依法调查处理；2. 责令退还已付款项（如有）；3. 书面答复处理结果。",
        "附：原文（或截图）及其 SHA-256、付款凭证、聊天记录。",
        "提交渠道：",
        *(f"　· {line['zh']}" for line in channels),
    ]
    en = [
        "Complaint (a draft: check it, fill in the blanks, and submit it yourself)",
        "From: ____  Phone: ____",
        "About (account, company, platform): ____  Seen when and where: ____",
        f"Facts: what they published may concern {business['en']}." + (" It says:" if quoted else ""),
        *(f"  · “{quote}”" for quote in quoted),
        *([f"Charges and promises stated: {facts['en']}."] if facts["en"] else []),
        "Did I pay: ____  How much: ____ yuan  How and when: ____",
        "Grounds: this may be false or misleading promotion and may infringe consumers' rights; that is for the authority"
        " to find." + (" Rules it may touch:" if laws else ""),
        *(f"  · {law_title(code, 'en')}" for code in laws),
        "Request: 1. investigate; 2. order repayment of what was paid, if anything; 3. answer in writing.",
        "Enclosed: the original text or picture with its SHA-256, proof of payment, the chat.",
        "Where to send it:",
        *(f"  · {line['en']}" for line in channels),
    ]
    return Letter("\n".join(zh), "\n".join(en))


def _business(verdict: Verdict, found: Set[str]) -> str:
    """The business that a verdict whose asserted signs are ``found`` is told as."""
    cost = verdict.cost
    return told_as(verdict.subtype, found, debts=bool(cost.get("own_debts")), other=bool(cost.get("other_trade")))


def _of_me(way: str) -> str:
    """One's own way in English as its reader says it himself."""
    return way.replace("yourself", "myself").replace("your own", "my own")


def _authorities(verdict: Verdict, lang: str) -> list[str]:
    """Who alone can grant what was promised, in ``lang`` whatever the language of the verdict."""
    tables = guidance()
    owners = [
        owner
        for owner, texts in tables["authority"].items()
        if any(entry["who"] in texts.values() for entry in verdict.cost.get("authority", ()))
    ]
    return [tables["authority"][owner][lang] for owner in owners]
