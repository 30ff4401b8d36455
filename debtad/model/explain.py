"""What follows from a verdict: what the service would cost, who alone can grant what is promised, what to do instead.

Words and facts come from ``guidance.json``; every law and channel in it is of grade A or B (text or official reprint
read, see docs/law.md). Nothing here changes a score.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from debtad.records import TYPE_CHECKING
from debtad.signals.match import Match
from debtad.verdict import Evidence, Level

if TYPE_CHECKING:
    from typing import Any


@cache
def guidance() -> Mapping[str, Any]:
    """The tables of guidance.json, read once."""
    with open(os.path.join(os.path.dirname(__file__), "guidance.json"), encoding="utf-8") as file:
        data: Mapping[str, Any] = json.load(file)
    return data


def law_title(code: str, lang: str) -> str | None:
    """What a law code stands for, or None where it may not be shown (unknown or below grade B)."""
    entry = guidance()["laws"].get(code)
    return str(entry[lang]) if entry else None


def cost_of(facts: Mapping[str, Any], matches: Sequence[Match], debt: float | None, lang: str) -> dict[str, Any]:
    """What the advertised service would cost beside doing it oneself, in 元.

    Keys: ``debt`` (元 or None); ``items``, each with ``fact``, ``label``, ``percent`` ([low, high] of the debt, or None),
    ``low`` and ``high`` (元; None where a percentage meets no debt); ``low`` and ``high``, their sums (None where an item is
    open); ``self``: 0; ``authority``: who alone can grant each promise. A share of what is saved or refunded comes to
    something between nothing and that share of the whole debt.
    """
    labels = guidance()["costs"]
    items: list[dict[str, Any]] = []
    for fact in ("upfront_fee", "nonrefundable_deposit"):
        items += [
            {"fact": fact, "label": labels[fact][lang], "percent": None, "low": yuan, "high": yuan}
            for yuan in facts.get(fact, ())
        ]
    percents = facts.get("percentage_fee") or ()
    if percents:
        saved = any(match.signal.id == _SAVED and match.stance == "asserted" for match in matches)
        low, high = 0.0 if saved else min(percents), max(percents)
        items.append(
            {
                "fact": "percentage_fee",
                "label": labels["percentage_of_saved" if saved else "percentage_fee"][lang],
                "percent": [low, high],
                "low": None if debt is None else round(debt * low / 100, 2),
                "high": None if debt is None else round(debt * high / 100, 2),
            }
        )
    return {
        "debt": debt,
        "items": items,
        "low": _sum(item["low"] for item in items),
        "high": _sum(item["high"] for item in items),
        "self": 0,
        "self_label": labels["self"][lang],
        "authority": _authority(matches, lang),
    }


#: The signal of a fee that is a share of what is saved or refunded.
_SAVED = "share_of_saved_amount"


def _sum(values: Iterable[float | None]) -> float | None:
    known = list(values)
    return None if None in known else float(sum(value for value in known if value is not None))


def _authority(matches: Sequence[Match], lang: str) -> list[dict[str, str]]:
    """Each promise the seller makes, and who alone can grant it."""
    tables = guidance()
    owners: dict[str, list[str]] = {}
    for match in matches:
        owner = tables["grants"].get(match.signal.id)
        if owner and match.stance == "asserted" and match.signal.id not in owners.setdefault(owner, []):
            owners[owner].append(match.signal.id)
    return [
        {"promise": tables["promises"][owner][lang], "who": tables["authority"][owner][lang], "signals": ",".join(ids)}
        for owner, ids in owners.items()
    ]


_POLICE = {"sim_card_handover", "id_docs_handover", "professional_debt_bearing"}
_PAID = {"upfront_fee", "nonrefundable_deposit", "course_or_member_fee", "contract_after_payment", "misc_fee"}
_LAWYER = {"fake_lawyer_or_legal_team"}
_FORGERY = {"fake_hardship_documents", "malicious_complaint", "impersonate_debtor"}
_CRIME = {"debt_bearing", "agent_recruit", "lead_trading"}


def advise(level: Level, subtype: str, evidence: Sequence[Evidence], lang: str) -> tuple[str, ...]:
    """What to do instead, most urgent first; always at least one official way out."""
    words = guidance()["advice"]
    if level == "low":
        return (words["low"][lang],)
    found = {item.signal for item in evidence if item.stance == "asserted"}
    keys: list[str] = [level]
    if found & _FORGERY:
        keys.append("forgery")
    if found & _POLICE:
        keys.append("police")
    if subtype in _CRIME:
        keys += ["crime", "police"]
    elif subtype == "credit_repair":
        keys.append("bureau")
    elif subtype == "insurance_surrender":
        keys.append("insurer")
    else:
        keys += ["bank", "platform"]
    if found & _LAWYER:
        keys.append("lawyer")
    if found & _PAID or subtype in {"debt_relief", "fee_refund"}:
        keys.append("market")
    keys.append("complain")
    return tuple(words[key][lang] for key in dict.fromkeys(keys))
