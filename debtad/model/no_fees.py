"""Figures that look like a seller's fees and are none: what a customer asks about, sums promised to the reader, prices of
before, rebates, codes to write, what is promised back, parts of a fee that is named itself, worked examples, and what is
due on success only.

They are found by the words around them and by what figures come to. Nothing here is learned from: a model's decisions are
corrected by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from debtad.model.charge_terms import is_late
from debtad.model.charge_words import BEFORE, around, clause_behind, finds, since_figure
from debtad.model.fact_reading import Reading, Role
from debtad.model.figures import Figure
from debtad.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Literal

    #: A role, or that of a sum that is due on success, or for each so much that comes back.
    Told = Literal[Role, "late", "share"]
else:
    Told = str

#: No smaller percentage is taken for what is promised back.
_MOST_FEE = 50.0
#: For each so much that comes back a fee is said: 退1000收300; of another sum it is an example.
_EACH = (10.0, 100.0, 1_000.0, 10_000.0)
#: A fee is paid in so many parts at most; so many figures before and behind one are looked at.
_PARTS = 4
#: What is given back of a sum paid before, what is left of it, and that it is kept.
_GIVEN_BACK = ("退", "退你", "退您", "退给你", "退给您", "退还", "退回", "返还", "返你", "返您", "还你", "还您")
_LEFT = ("剩下", "剩下的", "余下", "余下的", "其余", "其余的", "剩余", "剩余的", "另外", "那")
_KEPT = ("不退", "不予退", "不返", "不还", "扣下", "归我", "留下", "作废")
#: What a reader is asked to do with a code.
_WRITE = ("留言", "评论", "回复", "弹幕", "公屏", "刷屏", "扣", "留言个", "回个", "打个", "刷个", "扣个", "留个")


def no_fees(reading: Reading, given: Mapping[Figure, Role], turns: Sequence[int] = ()) -> dict[Figure, Told]:
    """The roles of the figures, with those that are no fee after all as ``none``, fees due on success as ``late``
    and those for each so much that comes back as ``share``. ``turns`` are the places where the turns of a conversation
    begin."""
    roles = dict(given)
    for rule in _RULES:
        roles |= dict.fromkeys(rule(reading, roles), "none")
    told: dict[Figure, Told] = dict(roles)
    told |= dict.fromkeys(due_later(reading, roles), "late")
    if len(turns) > 1:  # only a conversation has turns, and nothing more is imported for a text without
        from debtad.model.haggling import haggled

        told |= haggled(reading, told, turns)
    return told | dict.fromkeys(paybacks(reading), "share")


def asked_about(reading: Reading, given: Mapping[Figure, Role]) -> set[Figure]:
    """The figures that somebody asks about: 请问先付500靠谱吗."""
    return {f for f, role in given.items() if role != "none" and reading.voice.asks(f.start, f.end)}


def to_reader(reading: Reading, given: Mapping[Figure, Role]) -> set[Figure]:
    """The sums that the reader is promised: 给您补偿2000元; 可减免逾期费用58元."""
    return {item.figure for item in reading.findings if item.why == "-to_reader" and given[item.figure] != "none"}


def left_of_paid(reading: Reading, given: Mapping[Figure, Role]) -> set[Figure]:
    """What is left of a sum paid before when the part promised back is gone: 先付1000, 谈不成退你500, 剩下500不退."""
    text, figures = reading.masked.text, reading.masked.figures
    return {
        rest
        for paid, back, rest in zip(figures, figures[1:], figures[2:], strict=False)
        if given[rest] != "none"
        and back.value + rest.value == paid.value
        and text[max(0, back.place - 4) : back.place].endswith(_GIVEN_BACK)
        and text[max(0, rest.place - 4) : rest.place].endswith(_LEFT)
        and text[rest.place + 1 : rest.place + 8].lstrip("元块钱,就也都概 ").startswith(_KEPT)
    }


def paybacks(reading: Reading) -> dict[Figure, float]:
    """The sums that are the fee for each so much that comes back, and what that is in percent: 退1000收300."""
    text, figures = reading.masked.text, reading.masked.figures
    found: dict[Figure, float] = {}
    for whole, fee in pairwise(figures):
        if (
            {whole.kind, fee.kind} <= {"money", "bare"}
            and whole.high is None
            and whole.value in _EACH
            and fee.value < whole.value
        ):
            words = text[max(0, whole.place - 4) : fee.place]
            if finds("payback", words):
                share = round(100 * fee.value / whole.value, 2)
                found[fee] = round(100 - share, 2) if finds("payback_yours", words) else share
    return {figure: share for figure, share in found.items() if reading.voice.sells(figure.start, figure.end)}


def due_later(reading: Reading, given: Mapping[Figure, Role]) -> set[Figure]:
    """The sums that a clause before or behind them makes due on success: 3000元, 等方案下来再付; 收2000, 谈不成不收."""
    text = reading.masked.text
    fees = [figure for figure in reading.masked.figures if given[figure] == "fee"]
    late = {figure for figure in fees if is_late(reading.masked, figure)}
    if len(fees) == 1 and fees[0] not in late and "percent" not in given.values():
        before, behind = around(text, fees[0].place, 0)[0], clause_behind(text, fees[0].place)
        ahead = any(finds(name, before) for name in ("first", "deposit", "own_step")) or finds("back_failure", behind)
        if not ahead and (finds("only_success", before) or finds("only_success", behind)):
            late.add(fees[0])
    return late


def promised_back(reading: Reading, given: Mapping[Figure, Role]) -> set[Figure]:
    """The percentages that the seller promises to get back (退保90%，收30%), where another one is his fee."""
    percents = [figure for figure in reading.masked.figures if figure.kind == "percent" and given[figure] == "percent"]
    if len(percents) < 2:
        return set()
    back = {figure for figure in percents if _is_promised_back(reading.masked.text, figure)}
    return back if len(back) < len(percents) else set()


def list_prices(reading: Reading, given: Mapping[Figure, Role]) -> set[Figure]:
    """The figures that are called the price of before, where a lower one of their kind stands behind (原价1980元，限时498元),
    and those that a lower one behind is the price of now for (4500元，活动价3600元)."""
    text = reading.masked.text

    def is_old(figure: Figure, price: Figure) -> bool:
        return (
            price.value < figure.value
            and price.place - figure.place < BEFORE
            and (
                finds("list", around(text, figure.place, 0)[0])
                or finds("now", around(text, price.place, figure.place + 1)[0])
            )
        )

    found: set[Figure] = set()
    for role in ("fee", "percent"):
        figures = [figure for figure in reading.masked.figures if given[figure] == role]
        found |= {figure for figure, price in pairwise(figures) if is_old(figure, price)}
    return found | _before_rebates(reading.masked.figures, given)


def _before_rebates(figures: Sequence[Figure], given: Mapping[Figure, Role]) -> set[Figure]:
    """The prices of which a lower one behind is what is left after a rebate between them: 3000，减500，实付2500."""
    sums = [figure for figure in figures if figure.kind in ("money", "bare") and figure.high is None]
    return {
        whole
        for place, price in enumerate(sums)
        if given[price] == "fee"
        for back, whole in enumerate(sums[max(0, place - _PARTS) : place], start=max(0, place - _PARTS))
        if given[whole] == "fee" and any(whole.value - off.value == price.value for off in sums[back + 1 : place])
    }


def rebates(reading: Reading, given: Mapping[Figure, Role]) -> set[Figure]:
    """The sums that are taken off a higher price named before (服务费5000元，老客户优惠500元) or part of it
    (3000元，含资料费200元)."""
    text = reading.masked.text
    fees = [figure for figure in reading.masked.figures if given[figure] == "fee" and figure.kind != "percent"]
    found: set[Figure] = set()
    highest = 0.0
    for figure in fees:
        before, behind = around(text, figure.place, 0)
        off = finds("rebate", before) and not finds("not_rebate", behind)
        if highest > figure.value and (off or finds("within", before)):
            found.add(figure)
        highest = max(highest, figure.value)
    return found


def comment_codes(reading: Reading, given: Mapping[Figure, Role]) -> set[Figure]:
    """Figures that a reader is asked to write (留言666): no sums."""
    text = reading.masked.text
    return {
        figure
        for figure, role in given.items()
        if role in ("fee", "kept") and figure.kind == "bare" and text.endswith(_WRITE, 0, figure.place)
    }


def refund_terms(reading: Reading, given: Mapping[Figure, Role]) -> set[Figure]:
    """The percentages that are given back or kept of a price where nothing is achieved: 办不下来扣10%手续费，其余退."""
    text = reading.masked.text
    percents = {figure for figure, role in given.items() if role == "percent"}
    others = any(role in ("fee", "kept") for role in given.values())
    terms = {figure for figure in percents if finds("refund_term", around(text, figure.place, 0)[0])}
    return terms if others or terms < percents else set()


def _is_promised_back(text: str, figure: Figure) -> bool:
    before, behind = around(text, figure.place, 0)
    return figure.value >= _MOST_FEE and finds("back", before) and not finds("not_back", behind)


def stage_shares(reading: Reading, given: Mapping[Figure, Role]) -> set[Figure]:
    """The percentages that say when a fee is paid, and come to all of it: 签约付30%，出方案付30%，成功付40%."""
    text = reading.masked.text
    found: set[Figure] = set()
    for run, _, _ in percent_runs(reading):
        whole = sum(figure.value for figure in run) == 100.0
        if whole and all(is_stage(text, figure) for figure in run):
            found.update(run)
    return {figure for figure in found if given[figure] == "percent"}


def is_stage(text: str, figure: Figure) -> bool:
    """Do the words beside a percentage say at which stage it is paid?"""
    before, _ = around(text, figure.place, 0)
    return finds("stage_share", before) or finds("stage_share_behind", clause_behind(text, figure.place))


def parts_of_shares(reading: Reading, given: Mapping[Figure, Role]) -> set[Figure]:
    """The percentages that one right before or behind them is the whole of: 欠款的5%，先付2%，办成付3%."""
    found: set[Figure] = set()
    for run, before, behind in percent_runs(reading):
        total = sum(figure.value for figure in run)
        if any(whole and given[whole] == "percent" and whole.value == total for whole in (before, behind)):
            found.update(run)
    found.update(first_shares(reading, given))
    found.update(_range_parts(reading, given))
    return {figure for figure in found if given[figure] == "percent"}


def _range_parts(reading: Reading, given: Mapping[Figure, Role]) -> set[Figure]:
    """The parts of a range that come to it at both ends: 服务费6%-10%，前期2%，后期4%-8%."""
    percents = [figure for figure in reading.masked.figures if figure.kind == "percent" and given[figure] == "percent"]
    found: set[Figure] = set()
    for place, whole in enumerate(percents):
        for end in range(place + 3, min(place + 1 + _PARTS, len(percents)) + 1):
            parts = percents[place + 1 : end]
            ends = sum(part.value for part in parts), sum(part.values[-1] for part in parts)
            if whole.high is not None and ends == (whole.value, whole.high):
                found.update(parts)
    return found


def first_shares(reading: Reading, given: Mapping[Figure, Told]) -> dict[Figure, Figure]:
    """The percentages that are paid first of the one before, and that one: 欠款的6%，先收30%作为启动金; 收8%，先付3%."""
    text = reading.masked.text
    percents = [figure for figure in reading.masked.figures if figure.kind == "percent"]
    found: dict[Figure, Figure] = {}
    for whole, part in pairwise(percents):
        if given[whole] != "percent" or whole.high or part.high or part.place - whole.place > BEFORE:
            continue
        before, behind = around(text, part.place, whole.place + 1)
        own = since_figure(before, "MNTZ")
        first = finds("share_first", own) or finds("share_first_behind", behind)
        ahead = around(text, whole.place, 0)[0]
        if first and part.value != whole.value and not finds("kind", own) and not finds("share_first", ahead):
            found[part] = whole
    return found


def worked_examples(reading: Reading, given: Mapping[Figure, Role]) -> set[Figure]:
    """The sums that a percentage nearby comes to for a sum nearby that is no fee: 8万按6%收，就是4800."""
    text = reading.masked.text
    figures = [figure for figure in reading.masked.figures if figure.high is None]
    found: set[Figure] = set()
    for place, fee in enumerate(figures):
        if given[fee] != "fee" or not finds("comes_to", around(text, fee.place, 0)[0]):
            continue
        near = figures[max(0, place - _PARTS) : place + 1 + _PARTS]
        shares = [figure.value / 100 for figure in near if given[figure] == "percent"]
        bases = [figure.value for figure in near if figure.kind == "money" and given[figure] == "none"]
        if any(abs(base * share - fee.value) < 0.5 for share in shares for base in bases):
            found.add(fee)
    return found


def percent_runs(reading: Reading) -> Iterator[tuple[Sequence[Figure], Figure | None, Figure | None]]:
    """Every two to four neighbouring percentages, with the one before and the one behind them."""
    percents = [figure for figure in reading.masked.figures if figure.kind == "percent" and figure.high is None]
    for start in range(len(percents)):
        for end in range(start + 2, min(start + _PARTS, len(percents)) + 1):
            before = percents[start - 1] if start else None
            yield percents[start:end], before, percents[end] if end < len(percents) else None


#: Each tells figures that are no fee, by the roles that the text gives them.
_RULES = (
    asked_about,
    to_reader,
    left_of_paid,
    promised_back,
    refund_terms,
    rebates,
    list_prices,
    comment_codes,
    stage_shares,
    parts_of_shares,
    worked_examples,
)
