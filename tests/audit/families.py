"""Composed advertisements in families: a template each, in variants as senders make them. Names and numbers are made up."""

from __future__ import annotations

import random

#: Ten templates by different "senders", as sentences whose order may change. {n} is a number, {c} a contact.
TEMPLATES: tuple[tuple[str, ...], ...] = (
    (
        "网贷逾期还不上别硬扛",
        "我们法务团队全程代谈停息挂账",
        "最长可以分{n}期慢慢还",
        "先付{n}元服务费就能建档",
        "需要的朋友添加{c}",
    ),
    (
        "信用卡欠了{n}万被催收逼到崩溃",
        "找对方法一通电话就能让催收闭嘴",
        "内部渠道直接对接银行总部",
        "收费只要总欠款的{n}%",
        "联系老师{c}",
    ),
    (
        "征信花了黑了都能洗白",
        "专业修复不成功全额退款",
        "{n}天出结果可以先看案例",
        "押金{n}元做完再付尾款",
        "想修复的来{c}",
    ),
    (
        "退保全额返还现金",
        "买错的保单我们帮你维权要回来",
        "已经帮{n}位客户拿回保费",
        "只收回款的{n}%作为辛苦费",
        "保单拍照发给{c}",
    ),
    (
        "招募债务优化城市合伙人",
        "一单提成{n}元当天结算",
        "不需要经验总部提供话术和客户资源",
        "加盟费{n}元名额有限",
        "有意向的扫码或找{c}",
    ),
    (
        "前律师亲自教你写延期还款申请",
        "整套课程原价{n}现在只要{n}元",
        "学会以后三年不用还本金",
        "买课送一对一辅导和全套模板",
        "课程链接在{c}",
    ),
    (
        "征信白户可以背债拿钱",
        "公司安排房产过户不用你出一分钱",
        "到手{n}万以上月供有人垫付",
        "年龄{n}岁以内户口不限",
        "名额先到先得详谈{c}",
    ),
    (
        "老哥们我去年负债{n}万今年全部谈妥了",
        "就是靠这家机构帮我跟平台协商",
        "利息全免只还本金而且分{n}个月",
        "他们说没谈下来一分不要",
        "把他们老师的方式给大家{c}",
    ),
    (
        "手机贷消费贷担保费通通可以退",
        "多收的利息和手续费是你应得的",
        "平均每人退回{n}元",
        "资料交给我们{n}个工作日到账",
        "退费登记请找{c}",
    ),
    (
        "出售高质量负债客户名单",
        "全部实名有电话有欠款金额",
        "每条{n}元一千条起",
        "老客户复购{n}折",
        "要货的私聊{c}",
    ),
)

#: Different wordings, each its own sender: none belongs to a family.
UNRELATED: tuple[str, ...] = (
    "银行内部有人，停息挂账一次办好，先交定金500，合同后补，私聊发资料。",
    "停息挂账哪家强？我们律所直签，费用按欠款8%收，逾期三个月以上都能接。",
    "逾期朋友看过来，教你三句话让催收不敢再打，进群领取完整话术，群费99。",
    "不上征信不看流水，有身份证就能下款，前期只收包装费，微信详聊。",
    "花呗借呗还不上？有专人帮你申请二次分期，成功后收两千，谈不下来退一半。",
    "想做法务代理的看这里，月入三万不是梦，缴纳1980元成为联创，手把手带。",
    "保险买贵了买错了，全国接单退全款，业务员不配合也能办，事成收三成。",
    "征信上的逾期记录五个工作日消除，按条收费，异地可办，资料邮寄即可。",
    "担保费服务费全退！只要结清过的平台都能追，做一个赚一个，快来登记。",
    "专收电话卡银行卡，高价租用，一天三百日结，会开网银的优先，来聊。",
    "我是做债务的，负债三十万也有办法，先把通讯录和身份证发我评估一下。",
    "医院证明失业证明贫困证明都能出，帮你申请减免用，一份三百包过。",
    "欠款人注意了，新政策出台，所有网贷可以合法不还，名额只有二十个，速来。",
    "大额低息帮你置换高息债务，只要有房有车有社保，当天放款，服务费三个点。",
    "协商还款成功率百分之九十八，已帮助三万人上岸，首次咨询免费，签约再收。",
)

_CONTACTS = (
    "微信fawu{a}",
    "vx：zw_{a}",
    "加V shangan{a}",
    "薇❤debt{a}",
    "138{b}",
    "Q群：{c}",
    "电话 139-{d}-{e}",
    "➕微信 law_{a}",
)
_EMOJI = ("🔥", "✅", "💰", "‼️", "⭐", "📢", "👉", "")
_SWAPS = (
    ("停息挂账", "停*息*挂*账"),
    ("停息挂账", "亭息卦账"),
    ("信用卡", "信 用 卡"),
    ("法务", "氵去务"),
    ("征信", "征.信"),
    ("催收", "催·收"),
)
_FILLERS = ("真实有效", "手慢无", "欢迎转发", "随时在线", "亲测可以", "名额不多")


def contact(chance: random.Random) -> str:
    """A made-up way of contact."""
    form = chance.choice(_CONTACTS)
    number = [str(chance.randrange(10**k, 10 ** (k + 1))) for k in (3, 7, 8, 3, 3)]
    return form.format(a=number[0], b=number[1], c=number[2], d=number[3], e=number[4])


def variant(template: tuple[str, ...], chance: random.Random) -> str:
    """One variant: other numbers, contacts, emoji, punctuation and order, evasive spelling, a sentence dropped or put in."""
    sentences = list(template)
    if chance.random() < 0.25:
        sentences.pop(chance.randrange(1, len(sentences) - 1))
    if chance.random() < 0.4:
        chance.shuffle(sentences)
    if chance.random() < 0.35:
        sentences.insert(chance.randrange(len(sentences) + 1), chance.choice(_FILLERS))
    parts: list[str] = []
    for sentence in sentences:
        while "{n}" in sentence:
            sentence = sentence.replace("{n}", str(chance.choice((3, 8, 12, 36, 60, 98, 298, 500, 1980))), 1)
        if chance.random() < 0.4:
            sentence = sentence.replace(*chance.choice(_SWAPS))
        parts.append(chance.choice(_EMOJI) + sentence.replace("{c}", contact(chance)) + chance.choice("，。！ ~\n"))
    return "".join(parts)


def families(seed: int = 1) -> list[tuple[str, int]]:
    """(text, family) mixed: ten families of 10–30 variants, and texts of no family, each with a number of its own below 0."""
    chance = random.Random(seed)
    posts = [(variant(t, chance), number) for number, t in enumerate(TEMPLATES) for _ in range(chance.randint(10, 30))]
    posts += [(text, -1 - place) for place, text in enumerate(UNRELATED)]
    chance.shuffle(posts)
    return posts
