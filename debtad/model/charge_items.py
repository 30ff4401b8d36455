"""One charge of a seller, and the words it was read from (:mod:`debtad.model.charges`)."""

from __future__ import annotations

from debtad.model.charge_terms import Back, Tier
from debtad.model.charge_words import finds
from debtad.model.figures import Figure
from debtad.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Literal

    Per = Literal["", "account", "month"]
    Bound = Literal["", "floor", "cap"]
else:
    Per = Bound = str

#: The fact of what is due on success, which is none of the six.
SUCCESS_FEE = "success_fee"


class Charge(NamedTuple):
    """One charge of the seller, from ``low`` to ``high``: 元, or percent points where ``percent``.

    ``late`` where it is due on success or at the end only; of charges with the same ``choice`` (0 is none) one is paid;
    ``per`` says what it is due for each of; ``then`` that it is paid on top of the one before; ``saved`` whether words
    right before a percentage speak of what is saved or got back, ``of_saved`` whether they call it a share of that.
    ``bound`` where it is the least or the most that is paid for a share, ``open`` where it may be more (3000起), ``back``
    where the seller promises it back, at the end or on failure; ``currency`` is the code of its money, "" for 元, and ``tier``
    for which debts it is due (None: all). ``counted`` where the choice is one of a first payment and the whole that it counts
    towards.
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
    bound: Bound = ""
    open: bool = False
    back: Back = ""
    currency: str = ""
    tier: Tier | None = None
    counted: bool = False


class Read(NamedTuple):
    """A charge, the words around it, and what the sum that it is a part of is due for each of."""

    charge: Charge
    figure: Figure
    before: str
    behind: str
    per: Per = ""

    def says(self, name: str) -> bool:
        return finds(name, self.before)

    def goes_on(self, name: str) -> bool:
        return finds(name, self.behind)
