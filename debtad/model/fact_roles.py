"""What a figure is to the seller: his fee, a deposit he keeps, a deferral he promises, or something else.

Each decision reads the masked words around one figure (:mod:`debtad.model.figures`), nearest first: what is paid only
after success is no fact, nor is what the reader is promised, what stands right beside a debt, an income or somebody
else's price is none either, what stands beside a word of paying or charging is one; the rest of the clause decides what
remains.
"""

from __future__ import annotations

from debtad.model.fact_rules import found, rule
from debtad.model.figures import Around, Figure, Masked

#: Fees are seldom larger; a larger sum needs a word of paying right beside it.
_SMALLEST, _LARGE, _LARGEST = 5.0, 30_000.0, 100_000.0
#: A sum that only loosely fits a price must be a usual one.
_USUAL, _LONE = 8_000.0, 20.0
#: Things sold from a shelf (letters, recordings, an hour on the phone) cost this much.
_SHELF, _SHELF_TOP = 9.0, 2_000.0
#: A lead or a customer's data costs less.
_LEAD = 1_000.0
#: Longer texts tell stories, whose sums are many things.
_OFFER = 110
#: Units of a percentage that is a fee where nothing says otherwise.
_FEE_UNITS = ("个点", "个半点", "点", "+", "抽", "个", "个点位", "万", "千")
_SPLIT_UNITS = ("对半", "分", "开", "分成", "分账", "分钱", "倒分", "拆")
#: The units of a sum charged per amount (一万收一百, 十抽一), which say themselves whose it is.
_PER_AMOUNT = ("收", "抽")
_SENTENCE_END = "。!?;\n"


def fee(masked: Masked, figure: Figure, *, offer: bool) -> str:
    """Does the seller charge this sum (元) before anything is achieved? The name of the rule that decided: ``+`` for yes,
    ``-`` for no.

    ``offer`` says that the text as a whole offers help with debt: then a sum that nothing explains is its price.
    """
    around = masked.around(figure)
    if figure.value > _LARGEST:
        return "-largest"
    if _holds("money", "after_success", around):
        return "-after_success"
    if _holds("money", "yes_first", around):
        return "+yes_first"
    if _is_for_the_reader(around):
        return "-to_reader"
    if figure.value < _SMALLEST:
        return "-smallest"
    if _holds("money", "no_sure", around):
        return "-no_sure"
    if _holds("money", "yes_sure", around):
        return "+yes_sure"
    other = _otherwise(figure, around)
    if other or figure.value > _LARGE:
        return "-" + (other or "large")
    if _holds("money", "yes_strong", around):
        return "+yes_strong"
    if figure.value > _USUAL:
        return "-unusual"
    if _holds("money", "no_weak", around):
        return "-no_weak"
    if _holds("money", "yes_weak", _clause(around)):
        return "+yes_weak"
    if _is_on_the_shelf(masked, figure, around):
        return "+shelf"
    return "+lone" if offer and _is_lone_price(masked, figure, around) else "-"


def _is_on_the_shelf(masked: Masked, figure: Figure, around: Around) -> bool:
    """A figure that stands alone, or right behind a thing to buy, in a short text that sells things."""
    if figure.high is not None or not _SHELF <= figure.value <= _SHELF_TOP or len(masked.text) > _OFFER:
        return False
    return _holds("money", "alone", around) and found("money", "product", masked.text)


def _is_lone_price(masked: Masked, figure: Figure, around: Around) -> bool:
    """A sum of money of usual size that nothing explains, in a short offer, is its price."""
    if figure.kind != "money" or figure.high is not None or figure.value < _LONE or len(masked.text) > _OFFER:
        return False
    return not found("money", "no_default", around.text)


def is_not_fee(masked: Masked, figure: Figure) -> bool:
    """Does the sum stand beside a debt, a loan, an income, a saving or somebody else's price?"""
    around = masked.around(figure)
    return (
        _holds("money", "after_success", around)
        or _is_for_the_reader(around)
        or _holds("money", "no_sure", around)
        or bool(_otherwise(figure, around))
    )


def _is_for_the_reader(around: Around) -> bool:
    """Is the sum promised to the reader, and no price in words of a gift (您可以享受2980元的打包价)?"""
    return _holds("money", "to_reader", around) and not _holds("money", "to_reader_price", around)


def is_after_success(masked: Masked, figure: Figure) -> bool:
    """Is this sum or percentage due only once something is achieved, or at the end?"""
    return _holds("money", "after_success", masked.around(figure))


def is_refundable(masked: Masked, figure: Figure) -> bool:
    """Does the seller say that this sum can be had back?"""
    return _holds("deposit", "refundable", masked.around(figure))


def _otherwise(figure: Figure, around: Around) -> str:
    """The weaker rule that tells what else the sum is, or ""."""
    if _holds("money", "no_strong", around):
        return "no_strong"
    return "leads" if figure.value < _LEAD and found("money", "leads", around.text) else ""


def percentage_fee(masked: Masked, figure: Figure, *, shared: bool) -> str:
    """Is this percentage the seller's own fee? The name of the rule that decided: ``+`` for yes, ``-`` for no.

    ``shared`` says that the text shares loans or commissions out: then 三七分 is no fee.
    """
    if not 0 < figure.value < 100:
        return "-bounds"
    around = masked.around(figure)
    if _holds("percent", "yes_first", around):
        return "+yes_first"
    if _holds("percent", "no_sure", around):
        return "-no_sure"
    if figure.unit in _PER_AMOUNT:
        return "+unit"
    if figure.unit in _SPLIT_UNITS:
        return "-shared" if shared else "+split"
    if _holds("percent", "yes_sure", around):
        return "+yes_sure"
    if _holds("percent", "no_strong", around):
        return "-no_strong"
    if _holds("percent", "yes_strong", around):
        return "+yes_strong"
    return "+unit" if figure.unit in _FEE_UNITS else "-"


def is_customers_share(masked: Masked, figure: Figure) -> bool:
    """Is this the part of recovered money that the customer keeps?"""
    around = masked.around(figure)
    return _holds("percent", "yours", around)


def deferral(masked: Masked, figure: Figure) -> str:
    """Does the seller promise that nothing is paid for this long? The name of the rule that decided: ``+`` for yes, ``-``
    for no."""
    around = masked.around(figure)
    if figure.unit == "期":
        return "+yes" if _holds("months", "yes_term", around) else "-instalments"
    if not _holds("months", "yes", around):
        return "-"
    return "-no" if _holds("months", "no", around) else "+yes"


def _clause(around: Around) -> Around:
    """The sentence of the figure within what stands around it."""
    text = around.text
    at = text.index("X")
    start = max(text.rfind(sign, 0, at) for sign in _SENTENCE_END) + 1
    ends = [end for sign in _SENTENCE_END if (end := text.find(sign, at)) >= 0]
    return Around.of(text[start:at], text[at + 1 : min(ends, default=len(text))])


def _holds(group: str, name: str, around: Around) -> bool:
    """Does a match of the rule cover the figure?"""
    return rule(group, name).covers(around)
