"""Fixed words of the views, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from debtad.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

#: Weights (log-odds) below this are not told.
LEAST_TOLD = 0.05

WORDS: Mapping[str, Mapping[str, str]] = {
    "high": {"zh": "高风险", "en": "HIGH RISK"},
    "review": {"zh": "存疑，需人工看", "en": "UNCLEAR, needs a human"},
    "low": {"zh": "未见明显风险", "en": "LOW RISK"},
    "score": {"zh": "风险分", "en": "score"},
    "evidence": {"zh": "依据", "en": "What speaks for it"},
    "counter": {"zh": "反面依据", "en": "What speaks against it"},
    "facts": {"zh": "它自己说的", "en": "What the seller states"},
    "cost": {"zh": "要花多少钱", "en": "What it would cost"},
    "debt": {"zh": "欠款", "en": "debt"},
    "total": {"zh": "合计", "en": "total"},
    "of_debt": {"zh": "欠款的", "en": "of the debt:"},
    "open_refund": {"zh": "退多少才知道收多少", "en": "known only once money comes back"},
    "at_least": {"zh": "至少 {}", "en": "at least {}"},
    "left_open": {"zh": "说不准，0 或更多", "en": "left open, 0 or more"},
    "open": {"zh": "用 --debt 填欠款即可算出", "en": "give --debt to compute"},
    "authority": {"zh": "谁才能答应", "en": "Who alone can grant it"},
    "more": {
        "zh": "另有 {n} 处依据（合计 {sum:+.2f}），见 --json",
        "en": "further places: {n} ({sum:+.2f}), see --json",
    },
    "advice": {"zh": "该怎么办", "en": "What to do instead"},
    "account": {"zh": "这一分是怎么来的（对数几率，逐项相加）", "en": "How the score adds up (log-odds)"},
    "start": {"zh": "起点", "en": "start"},
    "signals": {"zh": "信号", "en": "signals"},
    "phrases": {"zh": "用词", "en": "wording"},
    "sum": {"zh": "合计", "en": "sum"},
    "unread": {
        "zh": "全文 {total:,} 字，只读了前 {read:,} 字，后面 {left:,} 字没有看：请分段再查",
        "en": "Of {total:,} characters the first {read:,} were read; not the {left:,} behind them: check those by themselves",
    },
    "left_out": {"zh": "……（略 {n:,} 字）……", "en": " … ({n:,} characters left out) … "},
    "only_wording": {
        "zh": "没有认出具体手法，只是整体措辞像这类广告，请结合上下文自己判断。",
        "en": "No known trick was recognised; only the wording resembles such advertising: judge by the context yourself.",
    },
    "segment": {"zh": "长文里这一段最像广告：", "en": "In this long text one passage carried the verdict:"},
    "segment_whole": {"zh": "全文单独看", "en": "the whole by itself"},
    "judged": {"zh": "读作对话，只判断这些人说的话：", "en": "Read as a conversation; judged is what these say:"},
    "note": {
        "zh": "这是自动判断，不是法律意见；被标出不等于违法，以官方渠道核实为准。",
        "en": "An automatic judgement, not legal advice; a flag proves no offence. Check with official channels.",
    },
    "quoted": {"zh": "转述", "en": "quoted"},
    "negated": {"zh": "否定", "en": "denied"},
    "asked": {"zh": "提问", "en": "asked"},
    "warned": {"zh": "警示", "en": "warned of"},
    "asserted": {"zh": "主张", "en": "asserted"},
    "; ": {"zh": "；", "en": "; "},
    ": ": {"zh": "：", "en": ": "},
    ", ": {"zh": "，", "en": ", "},
    "  ": {"zh": "　", "en": "  "},
    "()": {"zh": "（{}）", "en": " ({})"},
    "money": {"zh": "元", "en": "yuan"},
    "HKD": {"zh": "港元", "en": "HKD"},
    "TWD": {"zh": "新台币元", "en": "TWD"},
    "MYR": {"zh": "令吉", "en": "MYR"},
    "USD": {"zh": "美元", "en": "USD"},
    "mixed": {"zh": "币种不同，没有合计", "en": "no total of different currencies"},
    "months": {"zh": "个月", "en": "months"},
    "model": {"zh": "模型", "en": "model"},
    "upfront_fee": {"zh": "先交费用", "en": "fee before any work"},
    "nonrefundable_deposit": {
        "zh": "先付、不退或付后才给合同的钱",
        "en": "paid first: kept, or due before the contract",
    },
    "kept_deposit": {"zh": "不退的定金", "en": "deposit kept"},
    "percentage_fee": {"zh": "按比例收费", "en": "percentage fee"},
    "suspend_interest": {"zh": "承诺停息", "en": "promises to stop interest"},
    "deferral_months": {"zh": "承诺延期", "en": "promises deferral"},
    "no_consultation_fee": {"zh": "以免咨询费招揽", "en": "lures with free consultation"},
    "debt_relief": {"zh": "债务减免", "en": "debt relief"},
    "credit_repair": {"zh": "征信修复", "en": "credit repair"},
    "fee_refund": {"zh": "退息退费", "en": "fee refunds"},
    "insurance_surrender": {"zh": "代理退保", "en": "insurance surrender"},
    "loan_broker": {"zh": "贷款中介", "en": "loan broker"},
    "debt_bearing": {"zh": "背债", "en": "carrying others' loans"},
    "agent_recruit": {"zh": "招代理", "en": "recruiting agents"},
    "lead_trading": {"zh": "客资买卖", "en": "trading leads"},
    "none": {"zh": "", "en": ""},
}


def word(key: str, lang: str) -> str:
    """The word for ``key`` in ``lang`` ("zh" or "en")."""
    return WORDS[key][lang]


def listing(items: Iterable[str], lang: str) -> str:
    """Items one after another, as a sentence names them.

    >>> listing(["888", "2,880", "3,000"], "en"), listing(["888", "2,880"], "zh")
    ('888, 2,880 and 3,000', '888、2,880')
    """
    told = list(items)
    if lang == "zh" or len(told) < 2:
        return "、".join(told)
    return f"{', '.join(told[:-1])} and {told[-1]}"


def figure(value: float) -> str:
    """A number without needless decimals, thousands separated: 498, 1,200, 0.5."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text or "0"


def span_text(low: float, high: float | None, lang: str) -> str:
    """A span of money without its unit: 500, 500–800; where there is no highest, 至少 500, or that it is left open:
    at least nothing would read as if it cost nothing."""
    if high is None:
        return word("at_least" if low else "left_open", lang).format(figure(low))
    return figure(low) if low == high else f"{figure(low)}–{figure(high)}"


def subtype_text(subtype: str, cost: Mapping[str, object], lang: str) -> str:
    """The business of a text in a word; "" where there is none, or the text is of another trade."""
    return "" if cost.get("other_trade") else word(subtype, lang)


#: Facts of charges, which any trade may have.
_CHARGES = ("upfront_fee", "nonrefundable_deposit", "percentage_fee")


def facts_text(facts: Mapping[str, object], cost: Mapping[str, Any], lang: str) -> list[str]:
    """All core facts of a verdict in words. Two percentages are a range, unless the cost tells them as charges apart; sums
    are in the money of the cost, which also knows whether the seller says that money is kept. Of a text of another trade only
    what it charges: what it promises is about no debt."""
    if cost.get("other_trade"):
        facts = {fact: value for fact, value in facts.items() if fact in _CHARGES}
    items = cost.get("items", ())
    apart = sum(bool(item["percent"]) for item in items) > 1
    named = {item.get("currency", "") for item in items if not item["percent"]}
    money = "" if len(named) > 1 else max(named, default="") or "money"
    kept = bool(cost.get("kept"))
    return [fact_text(fact, value, lang, apart=apart, money=money, kept=kept) for fact, value in facts.items()]


def fact_text(
    fact: str, value: object, lang: str, *, apart: bool = False, money: str = "money", kept: bool = False
) -> str:
    """One core fact in words, with its unit (元, percent, months); ``apart`` where two percentages are no range, ``money`` the
    word for sums ("" for none, where they are of different money), ``kept`` where the seller says that money is kept."""
    title = word("kept_deposit" if kept and fact == "nonrefundable_deposit" else fact, lang)
    if not isinstance(value, (list, tuple)) or not value:
        return title
    figures = [figure(float(v)) for v in value]
    if fact == "percentage_fee":
        return f"{title} {listing(figures, lang) if apart else '–'.join(figures)} %"
    if fact == "deferral_months":
        return f"{title} {'–'.join(figures)} {word('months', lang)}"
    unit = f" {word(money, lang)}" if money else ""
    return f"{title} {listing(figures, lang)}{unit}"


def money_text(low: float, high: float | None, lang: str, currency: str = "") -> str:
    """A span of money with its unit, 元 unless a ``currency`` is given by its code."""
    return f"{span_text(low, high, lang)} {word(currency or 'money', lang)}"


def weight_text(weight: float) -> str:
    """What one reason adds to the log-odds; nothing for what hardly counts, which reads like a slip."""
    return f"{weight:+.2f}" if abs(weight) >= LEAST_TOLD else ""


def score_text(score: float) -> str:
    """A score of 0..1 with three decimals; 0 and 1 are never claimed.

    >>> score_text(0.5), score_text(0.99996), score_text(0.00001)
    ('0.500', '0.999', '0.001')
    """
    return f"{min(max(score, 0.001), 0.999):.3f}"
