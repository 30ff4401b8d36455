"""What a debtor would pay: every charge of a text, and how charges stand to one another.

Facts name the figures; a cost also needs to know which of them are two ends of a range, which are alternatives of which
one is paid, which are due for each card or month, and which only once something is achieved. All of it is read from the
masked words around a figure (:mod:`debtad.model.figures`); nothing here changes a fact or a score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from itertools import pairwise

from debtad.model.fact_reading import Reading, Role
from debtad.model.fact_roles import is_after_success
from debtad.model.figures import Figure
from debtad.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Literal

    Per = Literal["", "account", "month"]
else:
    Per = str

#: The fact of a role; what is due on success is none of the six.
_FACTS: Mapping[Role, str] = {"fee": "upfront_fee", "kept": "nonrefundable_deposit", "percent": "percentage_fee"}
SUCCESS_FEE = "success_fee"

#: So many masked characters before a figure, and behind it, are looked at.
_BEFORE, _BEHIND = 24, 12
#: No smaller percentage is taken for what is promised back.
_MOST_FEE = 50.0
#: So many charges before and behind a sum of all may be parts of it.
_PARTS = 4
_SENTENCE_ENDS = "。!?;\n"
#: What a reader is asked to do with a code.
_WRITE = ("留言", "评论", "回复", "弹幕", "公屏", "刷屏", "扣", "留言个", "回个", "打个", "刷个", "扣个", "留个")

_WORDS = r"[^,。!?;:\nA-Z]"
_TAKE = r"(?:只收|就收|都收|各收|收取|收|抽|按|给|要|是|为|的|只要|只需|一?口价|统一|价|费|:| )*"
PATTERNS = {
    # Read on what stands before the figure, back to the charge before it or the end of a sentence.
    "tier": r"[MN](?:的)?(?:以内|以下|以上|之内|之下|往上|内)(?!的?部分)"
    r"|(?:超过?|不到|不足|低于|高于|大于|小于|满)[MN](?!的?部分)"
    rf"|(?:以上|以下|以内|超出|超过)(?!的?部分),?{_TAKE}$|[MN]{_TAKE}$",
    "tier_open": rf"(?:超过?|满|高于|大于)[MN](?!的?部分)|(?:以上|超出|超过|往上)(?!的?部分),?{_TAKE}$",
    "package": rf"(?:套餐|套装|版|班|档|级|年卡|月卡|季卡){_TAKE}$",
    "bundle": rf"(?:打包|全包|一起|不限|封顶){_TAKE}$",
    "bundle_behind": r"^(?:打包|全包|包干|不限)",
    "down": rf"(?:首期|首付|首款){_TAKE}$",
    "list": rf"(?:原价|门市价|标价|划线价|市场价|日常价){_TAKE}$",
    "done": r"(?:谈成|办成|做成|成功|成了|下来|到账|下款|批款|办好|办完|做完|结束|完事)(?:之?后|以后|了)?,?(?:再|才|后)"
    rf"(?:付|收|给|交|结){_WORDS}{{0,6}}$",
    "kind": r"(?:信用卡|网贷|车贷|房贷|花呗|借呗|呆账|征信|单卡|多卡|单平台|多平台|新客户?|老客户?|个人|企业)"
    rf"{_WORDS}{{0,4}}$",
    "or": r"或|要么|二选一|任选",
    "either": r"^[^。!?;\n]{0,6}(?:二选一|任选|两种都|都可以选|选一)",
    "one_of_all": r"^[^。!?;\n]{0,6}(?:[三四五六]选一|任选其一|选其一)",
    "bound": rf"(?:最低|最少|保底|起步|不低于|不少于|封顶|最高|上限|不超过?){_TAKE}$",
    "bound_behind": r"^(?:起步|保底|封顶)",
    "total": rf"(?:总价|总共|一共|全款|总费用|全程|合计|共计|总计){_TAKE}$",
    "stage": rf"(?:先|首|前期|定金|订金|押金|预付|再|另|然后|后期|后续|还要|尾款|余款|剩){_WORDS}{{0,6}}$",
    "first": rf"(?:先|首|前期|预付){_WORDS}{{0,6}}$",
    "then": rf"(?:再|另|还要|还得|然后|后期|剩下?|余下){_WORDS}{{0,8}}$",
    "account": rf"(?:每|一|单|按)个?(?:张卡?|家|平台|户|笔|条|处|账户){_WORDS}{{0,4}}$",
    "account_behind": r"^(?:/|每|一)个?(?:张|家|平台|户|笔|条|处)",
    "month": rf"(?:每个?月|月费|包月|按月){_WORDS}{{0,6}}$",
    "month_behind": r"^(?:/|每|一)个?月",
    "payout": rf"(?:返|奖|送|补贴|佣金|提成|[给发](?:你|您)){_WORDS}{{0,3}}$",
    "payout_behind": r"^(?:给你|给您|返给|打给你|红包|返现|奖励|佣金|提成|到手)",
    # Read on the whole text: nothing is due where nothing is achieved.
    "only_success": r"不(?:成功?|下款|通过),?(?:就)?不(?:收|要)"
    r"|[办谈退做](?:不成|不下来|不了|不掉),?(?:就)?(?:不|一分不)(?:收|要)"
    r"|没[办谈退做]成,?(?:就)?不(?:收|要)|(?:不成|失败),?(?:就)?(?:不收|免费)"
    r"|(?:成功|办成|谈成|事)(?:之?后|了)再?(?:收费|付款|付费)|先办后付",
    "saved": r"(?:减|省|免|豁|(?<!不)退|追|返|拿回|要回|讨回|回款|回来|差额|赔)[^。!?;\nA-Z]{0,14}$",
    "part_saved": r"(?:减免|减掉|减下来|省下来?|省|免掉|追回来?|退回来?|要回来?)的?(?:部分|金额|差额|钱)"
    r"(?:里|中|,|按|只|再|我们|统一|就| )*(?:服务费|收费|收取|收|抽|提|分)?(?:取)?$",
    "back": r"(?:退保|退费|退款|退回来?|能退|可退|可以退|退还?|退到|追回|拿回|要回|挽回|返还)(?:保费|比例|率|金额|的)?"
    r"(?:最高|最多|至少|可达|可以|高达|达到?|约|到|能|可|在| )*$",
    "not_back": r"^(?:以上|左右|起)?(?:归(?:我|公司)|给我|作为?(?:服务|手续)费|当(?:服务|手续)费|的?(?:服务费|手续费|佣金))",
}


#: A match of each holds one of these characters; a text without them spares its compilation, which costs more than a score.
KEYS = {
    "tier": frozenset("MN上下内出过"),
    "tier_open": frozenset("MN上出过"),
    "package": frozenset("餐装版班档级卡"),
    "bundle": frozenset("包起限顶"),
    "bundle_behind": frozenset("包限"),
    "down": frozenset("首"),
    "list": frozenset("价"),
    "done": frozenset("再才后"),
    "kind": frozenset("卡贷呗账信台客人业"),
    "or": frozenset("或么选"),
    "either": frozenset("选种"),
    "one_of_all": frozenset("选"),
    "bound": frozenset("低少底步超限顶高"),
    "bound_behind": frozenset("步底顶"),
    "total": frozenset("总共全计"),
    "stage": frozenset("先首期金付再另后要款剩"),
    "first": frozenset("先首期付"),
    "then": frozenset("再另要得后剩余"),
    "account": frozenset("每一单按"),
    "account_behind": frozenset("/每一"),
    "month": frozenset("月"),
    "month_behind": frozenset("月"),
    "payout": frozenset("返奖送补佣提给发"),
    "payout_behind": frozenset("给返红奖佣提到"),
    "only_success": frozenset("不没失收付"),
    "saved": frozenset("减省免豁退追返拿要讨回差赔"),
    "part_saved": frozenset("部金差钱"),
    "back": frozenset("退回还"),
    "not_back": frozenset("归给费佣"),
}


@cache
def _pattern(name: str) -> re.Pattern[str]:
    # Bounded stretches of at most 24 characters: no pattern has room to backtrack far.
    return re.compile(PATTERNS[name])


def _finds(name: str, text: str) -> bool:
    return not KEYS[name].isdisjoint(text) and _pattern(name).search(text) is not None


class Charge(NamedTuple):
    """One charge of the seller, from ``low`` to ``high``: 元, or percent points where ``percent``.

    ``late`` where it is due on success or at the end only; of charges with the same ``choice`` (0 is none) one is paid;
    ``per`` says what it is due for each of; ``then`` that it is paid on top of the one before; ``saved`` whether words
    right before a percentage speak of what is saved or got back, ``of_saved`` whether they call it a share of that.
    """

    fact: str
    low: float
    high: float
    percent: bool = False
    late: bool = False
    choice: int = 0
    per: Per = ""
    then: bool = False
    saved: bool = True
    of_saved: bool = False


class _Read(NamedTuple):
    """A charge, the words around it, and what the sum that it is a part of is due for each of."""

    charge: Charge
    figure: Figure
    before: str
    behind: str
    per: Per = ""

    def says(self, name: str) -> bool:
        return _finds(name, self.before)

    def goes_on(self, name: str) -> bool:
        return _finds(name, self.behind)


def promised_back(reading: Reading, given: Mapping[Figure, Role]) -> set[Figure]:
    """The percentages that the seller promises to get back (退保90%，收30%), where another one is his fee."""
    percents = [figure for figure in reading.masked.figures if figure.kind == "percent" and given[figure] == "percent"]
    if len(percents) < 2:
        return set()
    back = {figure for figure in percents if _is_promised_back(reading.masked.text, figure)}
    return back if len(back) < len(percents) else set()


def list_prices(reading: Reading, given: Mapping[Figure, Role]) -> set[Figure]:
    """The sums that are called the price of before (原价1980元，限时498元), where a lower one stands behind it."""
    text = reading.masked.text
    fees = [figure for figure in reading.masked.figures if given[figure] == "fee"]
    return {
        figure
        for figure, price in pairwise(fees)
        if price.value < figure.value
        and price.place - figure.place < _BEFORE
        and _finds("list", _around(text, figure.place, 0)[0])
    }


def comment_codes(reading: Reading, given: Mapping[Figure, Role]) -> set[Figure]:
    """Figures that a reader is asked to write (留言666): no sums."""
    text = reading.masked.text
    return {
        figure
        for figure, role in given.items()
        if role in ("fee", "kept") and figure.kind == "bare" and text.endswith(_WRITE, 0, figure.place)
    }


def _is_promised_back(text: str, figure: Figure) -> bool:
    before, behind = _around(text, figure.place, 0)
    return figure.value >= _MOST_FEE and _finds("back", before) and not _finds("not_back", behind)


def charges_of(reading: Reading, given: Mapping[Figure, Role], facts: Mapping[str, object]) -> tuple[Charge, ...]:
    """The charges of a text in order of place; ``given`` is the role of each figure, ``facts`` what follows from them."""
    found = list(_read(reading, given))
    late = any(charge.charge.percent for charge in found) and _is_only_on_success(reading)
    found = _without_wholes(found)
    for number, group in enumerate(_choices(found), start=1):
        # Groups that share a charge are one.
        known = {found[place].charge.choice for place in group} - {0}
        for place in group:
            if not found[place].charge.choice:
                charge = found[place].charge._replace(choice=min(known, default=number))
                found[place] = found[place]._replace(charge=charge)
    charges = [_told(item, only_on_success=late) for item in found]
    shares = facts.get("percentage_fee")
    if isinstance(shares, list) and not any(charge.fact == "percentage_fee" for charge in charges):
        charges.append(Charge("percentage_fee", min(shares), max(shares), percent=True))
    return tuple(charges)


def _is_only_on_success(reading: Reading) -> bool:
    """Does the seller say that nothing is due where nothing is achieved?"""
    if not _finds("only_success", reading.text):
        return False
    return any(reading.voice.sells(*match.span()) for match in _pattern("only_success").finditer(reading.text))


def _told(item: _Read, *, only_on_success: bool) -> Charge:
    """The charge with what stands elsewhere in the text: a percentage is due on success where the seller says so anywhere,
    unless it is paid first."""
    charge = item.charge
    if only_on_success and charge.percent and not item.says("first"):
        charge = charge._replace(late=True)
    return charge._replace(per=charge.per or item.per)


def _read(reading: Reading, given: Mapping[Figure, Role]) -> Iterator[_Read]:
    """Each charge once, with the words around it: none that only repeats a kept deposit or an earlier one."""
    text = reading.masked.text
    kept = {value for figure, role in given.items() if role == "kept" for value in figure.values}
    why = {finding.figure: finding.why for finding in reading.findings}
    seen: set[tuple[str, float, float]] = set()
    done = 0
    for figure in reading.masked.figures:
        role = given[figure]
        before, behind = _around(text, figure.place, done)
        fact = _FACTS.get(role)
        if fact is None and why[figure] == "-after_success" and _is_due_later(reading, figure, before, behind):
            fact = SUCCESS_FEE
        if fact is None or (role == "fee" and kept.issuperset(figure.values)):
            continue
        done = figure.place + 1
        charge = _charge(reading, fact, figure, before, behind)
        if (fact, charge.low, charge.high) not in seen:
            seen.add((fact, charge.low, charge.high))
            yield _Read(charge, figure, before, behind)


def _is_due_later(reading: Reading, figure: Figure, before: str, behind: str) -> bool:
    """Does the seller ask this sum once it is done, and not promise to pay it out?"""
    payout = _finds("payout", before) or _finds("payout_behind", behind)
    return not payout and reading.voice.sells(figure.start, figure.end)


def _charge(reading: Reading, fact: str, figure: Figure, before: str, behind: str) -> Charge:
    def says(name: str) -> bool:
        return _finds(name, before) or _finds(f"{name}_behind", behind)

    low, high = figure.value, figure.value if figure.high is None else figure.high
    percent = figure.kind == "percent"
    per: Per = "" if percent else "account" if says("account") else "month" if says("month") else ""
    return Charge(
        fact,
        low,
        high,
        percent=percent,
        late=fact == SUCCESS_FEE or (percent and (is_after_success(reading.masked, figure) or _finds("done", before))),
        per=per,
        then=_finds("then", before),
        saved=not percent or _finds("saved", before),
        of_saved=percent and _finds("part_saved", before),
    )


def _around(text: str, place: int, done: int) -> tuple[str, str]:
    """The masked words before a figure, from ``done`` and the end of a sentence on, and those behind it."""
    before = text[max(done, place - _BEFORE) : place]
    cut = max(before.rfind(sign) for sign in _SENTENCE_ENDS) + 1
    return before[cut:], text[place + 1 : place + 1 + _BEHIND]


def _choices(found: Sequence[_Read]) -> Iterator[list[int]]:
    """The places of charges of which one is paid: a group each."""
    if len(found) < 2:
        return
    free = [place for place, item in enumerate(found) if item.charge.fact != "nonrefundable_deposit"]
    tiers = [place for place in free if found[place].says("tier")]
    if len(tiers) == 1 and found[tiers[0]].says("tier_open"):
        tiers = [place for place in free if place == tiers[0] - 1 and _unstaged(found[place])] + tiers
    yield from _several(tiers)
    for place, following in pairwise(free):
        if found[following].says("or") or found[following].goes_on("either"):
            yield [place, following]
    if any(found[place].goes_on("one_of_all") for place in free):
        yield from _several(free)
    yield from _several([place for place in free if found[place].says("package") and _unstaged(found[place])])
    yield from _several([place for place in free if found[place].charge.per])
    yield from _bundles(found, free)
    yield from _several([place for place in free if found[place].says("kind") and _unstaged(found[place])])
    yield from _bounded(found, set(free))
    yield from _totals(found)


def _without_wholes(found: list[_Read]) -> list[_Read]:
    """Without the sums whose parts are named right behind: 一条800, 先付200, 尾款600 is 800 for each."""
    kept: list[_Read] = []
    per: Per = ""
    parts = 0
    for place, item in enumerate(found):
        count = _parts_behind(found, place)
        if count:
            per, parts = item.charge.per, count
            continue
        if parts:
            parts -= 1
            item = item._replace(per=per)
        kept.append(item)
    return kept


def _parts_behind(found: Sequence[_Read], place: int) -> int:
    """How many of the charges behind this one add up to it; 0 where none do."""
    whole = found[place].charge
    total = 0.0
    for count, item in enumerate(found[place + 1 : place + 1 + _PARTS], start=1):
        if item.charge.percent or whole.percent:
            return 0
        total += item.charge.high
        if count > 1 and total == whole.high == whole.low:
            return count
    return 0


def _bundles(found: Sequence[_Read], free: Sequence[int]) -> Iterator[list[int]]:
    """A price for everything, and those of single things."""
    if any(found[place].says("bundle") or found[place].goes_on("bundle_behind") for place in free):
        yield from _several([place for place in free if _is_lump(found[place])])


def _is_lump(item: _Read) -> bool:
    """Is it a sum that no word calls a stage of paying?"""
    return item.charge.fact == "upfront_fee" and not item.charge.percent and _unstaged(item)


def _several(group: list[int]) -> Iterator[list[int]]:
    if len(group) > 1:
        yield group


def _unstaged(item: _Read) -> bool:
    return not item.says("stage")


def _bounded(found: Sequence[_Read], free: Set[int]) -> Iterator[list[int]]:
    """A least or highest sum beside a percentage: what is paid is one of both."""
    for place in free:
        item = found[place]
        if item.charge.percent or not (item.says("bound") or item.goes_on("bound_behind")):
            continue
        shares = [other for other in (place - 1, place + 1) if other in free and found[other].charge.percent]
        yield from _several(sorted([*shares[:1], place]))


def _totals(found: Sequence[_Read]) -> Iterator[list[int]]:
    """A sum of all, and the parts of it that are named besides: who goes on pays the whole, who stops has paid a part."""
    for place, (whole, part) in enumerate(pairwise(found)):
        if part.says("down") and _is_lump(whole) and part.charge.high < whole.charge.low:
            yield [place, place + 1]
    for place, item in enumerate(found):
        charge = item.charge
        if charge.percent or charge.per or not item.says("total"):
            continue
        near = range(max(0, place - _PARTS), min(len(found), place + _PARTS + 1))
        parts = [o for o in near if not found[o].charge.percent and found[o].charge.high < charge.high]
        if parts and sum(found[other].charge.high for other in parts) <= charge.high:
            yield sorted([*parts, place])
