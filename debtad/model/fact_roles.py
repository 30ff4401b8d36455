"""What a figure is to the seller: his fee, a deposit he keeps, a deferral he promises, or something else.

Each decision reads the masked words around one figure (:mod:`debtad.model.figures`), nearest first: what is paid only
after success is no fact, what stands right beside a debt, an income or somebody else's price is none either, what
stands beside a word of paying or charging is one; the rest of the clause decides what remains.
"""

from __future__ import annotations

from debtad.model.fact_rules import found, rule
from debtad.model.figures import Figure, Masked
from debtad.text.clauses import sentences
from debtad.verdict import Span

#: Fees are seldom larger; a larger sum needs a word of paying right beside it.
_LARGE = 30_000.0
_SENTENCE_END = "。!?;\n"


def is_fee(masked: Masked, figure: Figure) -> bool:
    """Does the seller charge this sum (元) before anything is achieved?"""
    if figure.value <= 0:
        return False
    around = masked.around(figure)
    clause = _clause(around)
    if _hits("money", "after_success", around):
        return False
    no, yes = _nearest("money", "no_strong", around), _nearest("money", "yes_strong", around)
    if no and (not yes or no >= yes):
        return False
    if yes:
        return True
    if figure.value >= _LARGE or _hits("money", "no_weak", around):
        return False
    return found("money", "yes_weak", clause)


def is_percentage_fee(masked: Masked, figure: Figure) -> bool:
    """Is this percentage the seller's own fee?"""
    around = masked.around(figure)
    no, yes = _nearest("percent", "no_strong", around), _nearest("percent", "yes_strong", around)
    split = figure.unit in ("对半", "分", "开", "分成", "分账", "分钱")
    if split and found("percent", "split_no", masked.text):
        return False
    if no and (not yes or no >= yes):
        return False
    if yes:
        return True
    return split or figure.unit in ("个点", "个半点", "点", "+")


def is_deferral(masked: Masked, figure: Figure) -> bool:
    """Does the seller promise that nothing is paid for this long?"""
    around = masked.around(figure)
    if figure.unit == "期":
        return False
    no, yes = _nearest("months", "no", around), _nearest("months", "yes", around)
    return bool(yes) and not (no and no > yes)


def _clause(around: str) -> str:
    """The sentence of the figure within what stands around it."""
    at = around.index("X")
    start = max(around.rfind(sign, 0, at) for sign in _SENTENCE_END) + 1
    ends = [end for sign in _SENTENCE_END if (end := around.find(sign, at)) >= 0]
    return around[start : min(ends, default=len(around))]


def _hits(group: str, name: str, around: str) -> bool:
    return _nearest(group, name, around) > 0


def _nearest(group: str, name: str, around: str) -> int:
    """How tightly a rule holds the figure: 0 if no match covers it, more the closer its words stand."""
    at = around.index("X")
    best = 0
    for match in rule(group, name).finditer(around):
        if match.start() <= at < match.end():
            best = max(best, 100 - (match.end() - match.start()))
    return best


__all__ = ["Span", "is_deferral", "is_fee", "is_percentage_fee", "sentences"]
