"""The words around a figure that tell what kind of charge it is (:mod:`debtad.model.charges`).

All are read on masked text (:mod:`debtad.model.figures`): M stands for a sum, N for a number without a unit, P for a
percentage, T for months. What a match of each pattern holds at least is in ``charge_keys.json`` (``tools/make_fact_keys.py``).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from functools import cache

#: So many masked characters before a figure, and behind it, are looked at.
BEFORE, BEHIND = 24, 12
#: ... and where the clause behind it is read, so many.
CLAUSE = 32
_SENTENCE_ENDS = "。!?;\n"
#: A sentence, or the words behind a figure, end here: at capital letters stand the figures of masked text.
_CLAUSE_ENDS = frozenset(f"ABCDEFGHIJKLMNOPQRSTUVWXYZ{_SENTENCE_ENDS}")

_WORDS = r"[^,。!?;:\nA-Z]"
#: ... none of which denies anything, or speaks of what is left to pay.
_PLAIN = r"(?:减免|[^,。!?;:\nA-Z不没无免未尾余剩另])"
#: ... nor of what is given back, or due before.
_THEN = r"(?:减免|[^,。!?;:\nA-Z不没无免未尾余剩另退前])"
#: What a seller calls done: the debt agreed on, the entry gone, the money there. Signing with himself is none of it, nor is
#: a plan of his own.
_DONE = (
    r"(?:(?<![不没未])成功(?!率|案)|[办做谈弄退修][成完好妥]|谈拢|搞定|[谈办批停退做审]下来|修好|修复好|[消删]掉|退到|到账|到手"
    r"|[下放批]款|批(?:了|复|准)|通过(?:了|后|之后|再|才)|过件|结案|见效|出了?结果|结果出来?|出了(?:方案|协议)|出分期"
    r"|(?:方案|协议|分期)(?:批|下来|签好?)|(?:协议|分期)出来|签(?:好|完|了|到|下)?(?:分期|还款|减免|停息|调解)"
    r"|(?:银行|平台|机构|对方|那边|网贷)[^,。!?;:\nA-Z不没无]{0,4}(?:同意|答应|点头)"
    r"|拿到(?:分期|合同|协议|方案|结果|结清|证明|钱|款)|见到效果|看到(?:结果|效果)|成了|事成|完事|事后|结束|上岸|(?<!方案)落地|撤诉)"
)
_AFTER = r"(?:之?后|以后|的话|当天|那天|时|再|才|了)"
_GIVE = r"(?:付款?|付费|支付|交|收取?|收费|给|结|补|拿|抽|提|按|转|打|算)"
_DEPOSIT = r"(?:定金|订金|押金|保证金|诚意金|意向金|启动金|履约金)"
#: Comes back: none of the things that such a trade gets back for its customers.
_BACK = (
    r"(?:(?<![能可])退还?|返还|归还|奉还|退回|退给)(?![保课费学息款订利几多少A-Z])"
    r"(?![^,。!?;\n]{0,3}(?:[MNP]|一半|部分|[一二三四五六七八九]成))"
)
#: Nothing is achieved.
_FAILS = r"不成功?|不下来|不了|不满意?|失败|没[办谈做]?成|没(?:有)?(?:效果|结果)|不(?:通)?过"
_TAKE = r"(?:只收|就收|都收|各收|收取|收|抽|按|给|要|是|为|的|只要|只需|一?口价|统一|价|费|一律|固定|:| )*"
#: Nothing is due where nothing is saved.
_NONE_SAVED = r"没(?:有)?(?:减免|减|省|降)(?:下来|掉|成|到)?,?(?:就|则)?(?:不(?:收|要)|分文不|一分钱?不)"
#: What one of several things to buy is called.
_ONE = (
    r"(?:[^,。!?;:、/| \nA-Z]{0,4}(?:版|班|套餐[a-z]?|套装|级|课|营|档|卡)"
    r"|普通|标准|基础|入门|进阶|加急|特急|加快|尊享|尊贵|至尊|豪华|旗舰"
    r"|s?vip|铂金|黄金|钻石|单人|双人|夫妻|家庭|私教|一对一|小班|指导|自助|代办|代谈|全程|全案|全托|半托|陪跑|托管|电子档?|纸质"
    r"|线上|线下|全年|半年|终身|包[年月季周]|T)"
)
PATTERNS = {
    # Read on what stands before the figure, back to the charge before it or the end of a sentence.
    "tier": r"[MN](?:的)?(?:以内|以下|以上|之内|之下|往上|内)(?!的?部分)"
    r"|(?:超过?|不到|不足|低于|高于|大于|小于|满)[MN](?!的?部分)"
    rf"|(?:以上|以下|以内|超出|超过)(?!的?部分),?{_TAKE}$|[MN]{_TAKE}$",
    "tier_price": rf"[MN](?:元|块)?的?(?:以内|以下|以上|之内|之下|之上|往上|内)?(?:的话|的)?,?{_TAKE}$",
    "tier_open": rf"(?:超过?|满|高于|大于)[MN](?!的?部分)|(?:以上|超出|超过|往上)(?!的?部分),?{_TAKE}$",
    "package": rf"(?:套餐[a-z]?|方案[a-z一二三]|套装|版|班|(?<![建立])档|级|年卡|月卡|季卡|T卡?|包[年月季]"
    rf"|(?<![下本这次])[年月季T]付|早鸟价?|团购价?|拼团价?|双人价?|夫妻|学员价|会员价|代理价|个人价|企业价){_TAKE}$",
    "bundle": rf"(?:打包|全包|一起|不限|封顶){_TAKE}$",
    "bundle_behind": r"^(?:打包|全包|包干|不限)",
    "down": rf"(?:首期|首付|首款){_TAKE}$",
    "list": rf"(?:原价(?:服务费|收费)?|门市价|标价|划线价|市场价|日常价|原服务费|原收费|原来|原本|平时|以前|之前){_TAKE}$",
    "now": rf"(?:报(?:我|[您你])?的?(?:名字|暗号)|实付|实收"
    r"|到手|现价|现在|如今|眼下|活动价|优惠价|特价|限时价|限时|券后|到手价|折后"
    rf"|前\d{{1,3}}[名位个]|今天|今日|立减后|优惠后|打折后){_TAKE}$",
    "rebate": r"(?:立减|直减|再减|减|优惠|便宜|返现|返还|抵|省)(?:了|掉|你|您)?$",
    "within": r"(?:其中|内含|包含|包括|含)(?:了|有)?$",
    "not_rebate": r"^(?:起|封顶|一口价|打包|全包)",
    "rest_of": rf"(?:尾款|余款|剩余?|剩下|余下|其余|后付|最后){_WORDS}{{0,6}}$",
    "floor": rf"不[足到满][MN](?:元|块)?的?,?(?:也|就|都)?按?收?$|(?:最低|最少|保底|起步|不低于|不少于)(?:消费|收费)?{_TAKE}$",
    "cap": rf"(?:封顶|最高|上限|不超过?){_TAKE}$",
    "floor_behind": r"^(?:起步|保底)",
    "cap_behind": r"^封顶",
    "open_behind": r"^(?:起(?![诉来源])|往上|以上|左右起|多(?:元|块|[,。!?;、 \n]|$)|\+(?:[,。!?;、 \n]|$))",
    "not_his": r"[欠贷借债额度减退补省下到赚拿还][^,。!?;\nA-Z]{0,6}$",
    "fee_name": r"([^,。!?;:\nA-Z 、的收交付给]{1,2}费)[^。!?;\nA-Z]*$",
    "fee_name_behind": r"^(?:元|块|的)*([^,。!?;:\nA-Z 、的]{1,2}费)",
    "own_step": r"(?:资料|材料|建档|开户|查询|评估|启动|诊断|审核|工本)[^,。!?;\nA-Z]{0,4}$|只收$",
    "named": r"([^,。!?;:\nA-Z 、]{1,6})费(?:用)?(?:是|要|收|各|:)?$",
    "staged": r"(签约?|签字|签合同|出方案|下?方案|停催|提交|立案|启动|面签|谈成|办成|成功|结案|到账|完成|第[一二三四]次)"
    r"(?:时|后|之后|以后|当天)?,?(?:再|先|就|又)?(?:付款?|交|收|给|结)?$"
    r"|([^,。!?;:\nA-Z]{1,3}(?:后|之后|以后|时|那天|当天)),?(?:再|先|就|又)?(?:付款?|交|收|给|结)$",
    "stage_share": r"(?:先付|先交|首付|首款|预付|签约|签合同|签字|方案|启动|提交|成功|办成|谈成|下来"
    r"|[一二三中]期|尾款|余款|剩余|剩下|余下|后付|再付|付|交)"
    r"[^,。;!?\nA-Z]{0,6}$",
    "stage_share_behind": rf"^(?:是|为|在|于|作为?)?(?:预付|先付|首付|签约|定金|订金|尾款"
    rf"|{_WORDS}{{0,8}}(?:付|交|结清?)(?:款|清)?(?:[,、。;!?) ]|$))",
    "gives": rf"{_GIVE}{_WORDS}{{0,6}}[MNP]$",
    "comes_to": rf"(?:就是|等于|相当于|也就|合|大概|差不多|约|才|就|=){_TAKE}$",
    # Of a price that is named already: what says it again, its parts, and what is no part of it.
    "says_again": r"^P的?(?:(?:来|去)?(?:收费?|收取|计算?|算|结算|服务费|费用|代理费|手续费)){0,2}[,、(: \n]?"
    r"(?:[您你]们?|客户)?(?:这边|的话|这个|总共|一共|费用|服务费)?"
    rf"(?:(?:就是|等于|相当于|也就|合计?|大概|差不多|约|才|就|即|=){_TAKE})?$",
    "bounded": rf"(?:最低|最少|保底|起步|不低于|不少于|封顶|最高|上限|不超过?|不[足到满])(?:消费|收费)?{_TAKE}$",
    "share_first": r"(?:先|首[付期款]|预付|定金|订金|启动金|签[约订字]|签合同)(?:[^,。!?;:\nA-Z话只]){0,6}$",
    "share_first_behind": rf"^(?:的|服务费|费用)*(?:作为?|当|做|是)?{_DEPOSIT}",
    "part_first": rf"(?:先|首[付期款]|预付|定金|订金|诚意金|意向金|启动金|签[约订字]|签合同){_WORDS}{{0,8}}$",
    "part_next": rf"(?:再|然后|后面|后期|中期|二期|三期|出方案|提交|立案|启动|另一半|成功|[谈办]成|下来){_WORDS}{{0,8}}$",
    "part_apart": rf"(?:资料|材料|建档|开户|查询|评估|诊断|审核|工本|律师|公证|会员|课程?|学|押|按金|保证|咨询|差旅|邮寄|快递"
    rf"|档案|立案|另外?|外加|加上|还[要得]|额外|此外|体验|试){_WORDS}{{0,6}}$",
    "part_apart_behind": r"^(?:元|块)?(?:的|做|作为)?(?:按金|资料|材料|建档|开户|查询|评估|诊断|审核|工本|律师|公证|会员|课"
    r"|押金|保证金|咨询|邮|快递|体验|不(?:算|含|计)|另"
    r"|[^,。!?;:\nA-Z 、]{1,3}(?<!服务|代办|手续|代理|委托|启动|办理)费|做?档案)",
    "rest_late": rf"{_DONE}[^,。!?;\nA-Z]{{0,8}}(?:(?:付|给|交|结|补)清?(?:余款|剩余的?|剩下的?|余下的?|尾款"
    r"|另一半|另外一半)|补[齐足清上])(?![^,。!?;\n]{0,3}[MNP])",
    "rest_word": r"余款|尾款|剩|余下|其余|另一半|另外一半",
    "rest": r"(?:余款|剩余的?|剩下的?|余下的?|尾款)[^,。;!?\nA-Z]{0,12}(?:付清?|结清?|给|交)(?:[,。;!?\n]|$)",
    "deposit_behind": rf"^的?{_DEPOSIT}",
    "count": rf"(?:[二两三四五六七八九十]|[2-9]|\d\d)(?:条|单|张卡?|家|个平台|台|个人)(?:起做?|打包)?(?:每条|每单)?{_TAKE}$",
    "instalment": rf"(?:每期|每次|每个?月|每周|一期|一次|各){_TAKE}(?:付|交|还)?$",
    "deposit": rf"(?:{_DEPOSIT}|预付款?|首付款?|首期){_TAKE}$",
    "included": r"含(?:首付|定金|订金|押金|诚意金|启动金)|(?:定金|订金|押金|诚意金|意向金|首付款?|启动金|预付款?)"
    r"[^。!?;\n]{0,10}(?<!不)(?<!不[可能])(?:抵扣|可抵|能抵|冲抵|抵服务费|抵尾款|计入|算在|包含在|在内)|从(?:服务费|总费用|总价|尾款|费用)(?:里|中|里面)?扣"
    r"|这[MN]?(?:笔钱?|个钱)?(?:后面|之后|以后|到时|再|会|都|可以?|能|也){0,3}(?:算在|算进|抵|计入)",
    "done": r"(?:谈成|办成|做成|成功|成了|下来|到账|下款|批款|办好|办完|做完|结束|完事)(?:之?后|以后|了)?,?(?:再|才|后)"
    rf"(?:付|收|给|交|结){_WORDS}{{0,6}}$",
    "late": rf"{_DONE}(?:{_THEN}{{0,5}}{_AFTER},?)?"
    rf"(?:[您你我咱]们?|就|再|才|只|只需|需|统一|一次性?|直接|按)*{_GIVE}{_PLAIN}{{0,10}}$"
    r"|(?<![不没未])成功(?:服务)?费(?:用)?(?:是|为|按|收|:)*$",
    "payback": r"(?:退回?来?|追回?来?|要回来?|拿回来?|返还?|省下?来?|减免?掉?|免掉?)(?:了|到|得)?[MN](?:元|块)?,?"
    r"(?:[您你我咱]们?|只|就|公司|统一)*(?:收取?|抽|给|付|拿|提|得|留)(?:[您你我咱]们?|走)?$",
    "payback_yours": r"(?:[您你]们?|客户)(?:自己)?(?:拿|得|留|到手)(?:走)?$",
    "kind": r"(?:信用卡|网贷|车贷|房贷|花呗|借呗|呆账|征信|单卡|多卡|单平台|多平台|新客户?|老客户?|个人|企业)"
    rf"{_WORDS}{{0,4}}$",
    "or": r"或|要么|二选一|任选",
    "either": r"^[^。!?;\n]{0,6}(?:二选一|任选|两种都|都可以选|选一)",
    "one_of_all": r"^[^。!?;\n]{0,6}(?:[三四五六]选一|任选其一|选其一)",
    "total": rf"(?:总价|总共|一共|全款|总费用|全程|合计|共计|总计){_TAKE}$",
    "stage": rf"(?:先|首|前期|定金|订金|押金|预付|再|另|然后|后期|后续|还要|尾款|余款|剩){_WORDS}{{0,6}}$",
    "first": rf"(?:先|首|前期|预付){_WORDS}{{0,6}}$",
    "ahead": r"(?:先(?![^,。!?;:\nA-Z]{0,4}后)|首|前期|预付)[^,。!?;:\nA-Z ]{0,6}$",
    "afterwards": r"^(?:的?后付|后结|事后)",
    "achieved": rf"{_DONE}|后付|事后",
    "then": rf"(?:再|另|还要|还得|然后|后期|剩下?|余下){_WORDS}{{0,8}}$",
    "account": rf"(?:每|一|单|按|(?<![0-9])1)个?(?:张卡?|家|平台|户|笔|条|单|处|账户){_WORDS}{{0,4}}$",
    "account_behind": r"^(?:/|每|一)个?(?:张|家|平台|户|笔|条|处)",
    "month": rf"(?:每个?月|月费|包月|按月|月付){_WORDS}{{0,6}}$",
    "month_behind": r"^(?:/|每|一)个?月",
    "payout": rf"(?:返|奖|送|补贴|佣金|提成|[给发](?:你|您)){_WORDS}{{0,3}}$",
    "payout_behind": r"^(?:给你|给您|你的|您的|归[你您]|返给|打给你|红包|返现|奖励|佣金|提成|到手)",
    # Read on what stands behind the figure, up to the next one or the end of the sentence.
    "late_clause": rf"^{_PLAIN}{{0,6}}[,、( ]?{_PLAIN}{{0,10}}{_DONE}{_THEN}{{0,8}}?(?:付款?|付费|支付|收费|收|给|(?<!提)交"
    r"|结(?:账|算|款)|(?<=[再才后])结清?|转|打)"
    r"(?:清|齐|钱|账|算|款|费|我们?|服务费|费用|就行|即可|都行|也行|就好|了|吧|的)*(?:[,。!?;:)~ ]|$)",
    "back_end": rf"^{_PLAIN}{{0,6}}[,、( ]?{_PLAIN}{{0,10}}(?:{_DONE}|完|后(?![面期续])){_PLAIN}{{0,8}}{_BACK}",
    "back_failure": rf"^{_PLAIN}{{0,6}}[,、( ]?[^,。!?;:\nA-Z]{{0,8}}(?:不成功?|不下来|不了|不满意?|失败"
    rf"|没[办谈做]?成|没(?:有)?(?:效果|结果)|不(?:通)?过)"
    rf"{_PLAIN}{{0,10}}(?:退(?![保课学息订利A-Z出掉群])|返还)"
    r"(?!(?:一半|部分|[MNP]))",
    "deposit_named": _DEPOSIT,
    "deposit_back": rf"{_DEPOSIT}{_PLAIN}{{0,4}}(?:{_DONE}|完|后(?![面期续])){_PLAIN}{{0,8}}{_BACK}",
    "back_free": rf"^{_PLAIN}{{0,5}}[,、( ]?(?:随时|可以?|能|全额?|都|支持)*(?:可退|能退|全额?退|随时退|可以退)"
    r"(?![保课费学息订利A-Z])",
    "halves": rf"(?:先|签约|签合同|前期|首付)[^,。!?;\nA-Z]{{0,6}}一半[MN]?(?:元|块)?[,、 ]?(?:{_PLAIN}{{0,4}}{_DONE}"
    rf"[^,。!?;\nA-Z]{{0,8}}一半|(?:另外?|剩下?)[^,。!?;\nA-Z]{{0,2}}一半{_PLAIN}{{0,3}}{_DONE})",
    "back_part": rf"^[^。!?;\n]{{0,10}}?(?:(?P<failure>{_FAILS})|{_DONE}|完|后(?![面期续]))[^。!?;:\nA-Z没]{{0,6}}?"
    rf"(?<![不没])(?:退还?|返还?|退回)(?:回|给|[你您]|其中|的)*(?P<part>[MNP]|一半|\d{{2,5}}(?!\d))",
    "kept_part": rf"^[^。!?;\n]{{0,10}}?(?:{_FAILS})[^。!?;:\nA-Z没不]{{0,6}}?"
    rf"扣(?:除|掉|[你您]|手续费|成本费?|材料费|服务费)*(?P<part>[MNP]|一半|\d{{2,5}}(?!\d))",
    # ... and before a price, from the beginning of its sentence: 不成功退80%，收费5000.
    "back_ahead": rf"^[^A-Z]*?(?:{_FAILS})[^。!?;:\nA-Z]{{0,6}}?(?:(?<![不没])(?:退还?|返还?|退回)(?:回|给|[你您]|其中|的)*"
    rf"(?P<part>[MNP]|一半)|扣(?:除|掉|[你您]|手续费|成本费?|材料费|资料费|服务费)*(?P<kept>[MNP]))[^A-Z。!?;\n]{{0,16}}$",
    "refund_term": rf"(?:{_FAILS})[^。!?;:\nA-Z]{{0,6}}?(?:扣|退还?|返还?|退回)(?:除|掉|[你您]|回|给|手续费|成本费?)*$",
    "remains": r"(?:剩|余|扣|其中)[^,。!?;:\nA-Z]{0,4}$",
    "each_more": rf"每(?:增加|多出?|超过?|加)[MN](?:元|块)?,?{_TAKE}(?:加收?|多收|增加|多加){_TAKE}$",
    "period": r"(?:[年季月T]|半年|全年)(?:付|卡|费|包)(?:只要|收|是|:)*$|包[年季月T](?:只要|收|是|:)*$",
    # Of a price and the sums that come to it (debtad.model.charge_splits).
    "all_told": rf"(?:共|总计?|合起?来?|加起来){_TAKE}$",
    "owed": r"[欠贷借债][^,。!?;:\nA-Z]{0,4}$",
    "paid_at": r"(?:先|首|头款|[办做谈签]前|[前中]期|签|面谈|启动|提交|发出|出来|结束|到期|立[案项]|[定订押诚]金|报名|办理|再"
    r"|后|尾|余|剩|另|其余|完|成|下来|同意|批|到账|[今明当][天日晚]|[本下这次]个?[月周]|月[初底]|第[一二三四]|[一二三]期|每期|协议"
    rf"|方案|结清|还清|上岸|撤诉|出账|一半){_WORDS}{{0,8}}$",
    "paid_at_behind": r"^(?:元|块|的)*(?:作为?|是|为)?"
    r"(?:先付|后付|现在|签[约合字]|[定订押诚]金|首[付款]|启动|尾款|[办做谈完]完?[成后])",
    "given_back": r"(?:退还?|返还?|减|省|免|扣|抵)(?:给|回|了|到|[您你]){0,2}$",
    "paid_done": rf"(?:{_DONE}|(?:银行|平台|机构|对方)下了?(?:协议|方案|分期)|(?:^|[,、 ])下来|还清|结清|上岸|撤诉)"
    rf"(?!前|之前|以前){_THEN}{{0,6}}$",
    # Of things side by side of which one is bought (debtad.model.charge_lists): between two sums, and before the first.
    "one_for": rf"(?:^|[,。!?;:、/|\n (]){_ONE}(?:的话|费用?|价格?|收费?|只要|是|为|:| )*$",
    "next_one": rf"^(?:元|块|包?[年季月]|/[年季月次]|起)?"
    rf"(?:[^,。!?;:、/|\nA-Z]{{0,8}}[,;、/|\n ]+){_ONE}(?:的话|费用?|价格?|收费?|只要|是|为|:| )*$",
    # Read on the whole text: nothing is due where nothing is achieved.
    "only_success": r"不(?:成功?|下款|通过),?(?:就)?不(?:收|要)"
    r"|[办谈退做](?:不成|不下来|不了|不掉),?(?:就)?(?:不|一分钱?不|分文不)(?:收|要)(?![紧急剩尾余])"
    r"|没[办谈退做]成,?(?:就)?不(?:收|要)(?![紧急剩尾余])|(?:不成|失败),?(?:就)?(?:不收|免费)"
    r"|(?:成功|办成|谈成|事)(?:之?后|了)再?(?:收费|付款|付费)|(?:谈|办|批|退|做)下来(?:了|之?后)?(?:再|才)收(?:费|[,。!;]|$)|先办后付"
    rf"|{_NONE_SAVED}"
    r"|先办(?:理|事|成)?,?(?:再|后|事后)(?:收|付)(?:钱|费|款)",
    "none_saved": _NONE_SAVED,
    "saved": r"(?:减|省|免|豁|(?<!不)退|追|返|拿回|要回|讨回|回款|回来|差额|赔)[^。!?;\nA-Z]{0,14}$",
    "part_saved": r"(?:(?:减免|减掉|减下来|降下来?|降掉|少还|省下来?|省|免掉|追回来?|退回来?|要回来?)的?"
    r"(?:那?部分|金额|差额|钱)|差额)(?:里面?|中|,|按|只|再|我们?|统一|就|的| )*(?:服务费|收费|收取|收|抽|提|分|拿)?(?:取)?$"
    r"|(?:减免?|省|免|退|追回|少还)了?多少,?(?:就|我们?|咱)?(?:收|抽|按|提|拿)?(?:多少|这)?的?$",
    "saved_behind": rf"^{_WORDS}{{0,6}}[,、( ]?{_WORDS}{{0,3}}(?:按|以|照|根据){_WORDS}{{0,4}}"
    rf"(?:减免|减掉|减下来|降下来|省|少还|免掉|退回|追回)(?!之?前|以前){_WORDS}{{0,8}}(?:算|计|收|为准|抽|结|部分|金额)",
    "of_each": r"(?:退|追|要|拿|减|省|免)(?:回来?|下来?|掉|到|了|免)?$",
    "back": r"(?:退保|退费|退款|退回来?|能退|可退|可以退|退还?|退到|追回|拿回|要回|挽回|返还)(?:保费|比例|率|金额|的)?"
    r"(?:最高|最多|至少|可达|可以|高达|达到?|约|到|能|可|在| )*$",
    "not_back": r"^(?:以上|左右|起)?(?:归(?:我|公司)|给我|作为?(?:服务|手续)费|当(?:服务|手续)费|的?(?:服务费|手续费|佣金))",
}


#: Between the strings of a set in ``charge_keys.json``; no pattern asks for one.
SEPARATOR = "\t"


class Words:
    """A pattern, compiled when a text first holds what a match needs: that costs more than a score.

    ``keys`` are the sets of strings of each of its alternatives. A match of one holds a string of each of its sets.
    """

    __slots__ = ("_ends", "_keys", "_pattern", "_source")

    def __init__(self, source: str, keys: Iterable[Iterable[str]]) -> None:
        self._source = source
        self._keys = [[some.split(SEPARATOR) for some in sets] for sets in keys]
        #: A match holds one of these characters.
        self._ends = frozenset[str]().union(*(min(map(_ends, sets), key=len) for sets in self._keys))
        self._pattern: re.Pattern[str] | None = None

    def ready(self, text: str) -> re.Pattern[str] | None:
        """The compiled pattern; None where it cannot match in ``text``."""
        if self._ends.isdisjoint(text):
            return None
        if self._pattern is None and any(all(_holds(text, some) for some in sets) for sets in self._keys):
            # Some are searched in whole texts. Stretches of any character are bounded: no pattern has room to backtrack far.
            self._pattern = re.compile(self._source)
        return self._pattern


def _ends(strings: Iterable[str]) -> frozenset[str]:
    return frozenset(string[-1] for string in strings)


def _holds(text: str, strings: Iterable[str]) -> bool:
    return any(string in text for string in strings)


@cache
def _keys() -> dict[str, list[list[str]]]:
    with open(os.path.join(os.path.dirname(__file__), "charge_keys.json"), encoding="utf-8") as file:
        keys: dict[str, list[list[str]]] = json.load(file)
    return keys


@cache
def words(name: str) -> Words:
    """What the pattern of this name and its keys are."""
    return Words(PATTERNS[name], _keys()[name])


def match(name: str, text: str) -> re.Match[str] | None:
    """The first match of the pattern of this name in ``text``."""
    pattern = words(name).ready(text)
    return None if pattern is None else pattern.search(text)


def matches(name: str, text: str) -> Iterable[re.Match[str]]:
    """All matches of the pattern of this name in ``text``."""
    pattern = words(name).ready(text)
    return () if pattern is None else pattern.finditer(text)


def finds(name: str, text: str) -> bool:
    """Does the pattern of this name match anywhere in ``text``?"""
    return match(name, text) is not None


def around(text: str, place: int, done: int) -> tuple[str, str]:
    """The masked words before a figure, from ``done`` and the end of a sentence on, and those behind it."""
    before = text[max(done, place - BEFORE) : place]
    cut = max(before.rfind(sign) for sign in _SENTENCE_ENDS) + 1
    return before[cut:], text[place + 1 : place + 1 + BEHIND]


def since_figure(words: str, signs: str = "MNPTZ") -> str:
    """What of the masked words before a figure stands behind the figure before it; ``signs`` are those of figures."""
    return words[max(words.rfind(sign) for sign in signs) + 1 :]


def clause_behind(text: str, place: int) -> str:
    """The masked words behind a figure, up to the next figure or the end of the sentence."""
    stretch = text[place + 1 : place + 1 + CLAUSE]
    end = next((at for at, character in enumerate(stretch) if character in _CLAUSE_ENDS), len(stretch))
    return stretch[: end + 1]
