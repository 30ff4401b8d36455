"""Accounts and addresses of posts as they are shown to others: a contact within them is masked, the rest stays.

A seller's account is often named after his contact (小王 vx debt88999), and his address may hold it. That an address leads
somewhere is no secret, so links themselves stay, and so do the figures by which platforms number accounts and posts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from debtad.audit.contacts import find_contacts, mask_text

#: What an address is made of. Looked at one by one, for the whole of it would be one contact, a link.
_PIECE = re.compile(r"[^/?&#]+")
#: Kinds that an account's number or a host is by chance.
_KEPT = ("link", "bank_card")


def mask_field(text: str) -> str:
    """An account or address with its contacts masked, one character for one.

    >>> mask_field("https://example.org/u/13800138000?p=1"), mask_field("7312345678901234567")
    ('https://example.org/u/138*****000?p=1', '7312345678901234567')
    """
    return _PIECE.sub(_masked, text)


def _masked(piece: re.Match[str]) -> str:
    found = tuple(contact for contact in find_contacts(piece.group()) if contact.kind not in _KEPT)
    return mask_text(piece.group(), found)


def masked_post(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record whose ``account`` and ``url`` can be shown."""
    return {**record, **{name: mask_field(str(record.get(name) or "")) for name in ("account", "url")}}


def masked_account(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of the ranking whose ``account`` can be shown."""
    return {**entry, "account": mask_field(str(entry.get("account") or ""))}


def masked_campaign(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A campaign whose ``accounts`` can be shown."""
    return {**entry, "accounts": [[mask_field(str(name)), posts] for name, posts in entry.get("accounts") or ()]}
