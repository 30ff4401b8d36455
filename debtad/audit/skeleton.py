"""What stays of an advertisement when the parts that senders vary are taken out: numbers, contacts, emoji, punctuation.

Two copies of one template have nearly the same skeleton, whatever figure, account name, decoration or order of sentences
they use. It is made from debtad's normalised text, so evasive spellings (停*息*挂*账, 亭息卦账) have been undone before.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from debtad.audit.contacts import Contact, contact_spans
from debtad.text.normalize import normalize

#: Only the first so many code points of a post are compared: advertisements are shorter, and a long one stays recognisable.
LOOK = 4_000

NUMBER, CONTACT = "#", "@"

_NUMBER = r"[0-9][0-9.,:/~%-]*[0-9%]|[0-9]|[零〇一二两三四五六七八九十百千万亿半]+"
#: A noncharacter, which no text of a person holds, keeps the place of a contact.
_HOLE = "\ufdd0"
#: The word that says what kind of contact follows varies as freely as the contact.
_KIND = r"(?:添?加? ?(?:微信|wechat|vx|wx|qq|扣扣|电话|手机|热线|电报|tg)[号群]? ?[:：]? ?)?"
_TOKEN = re.compile(rf"(?P<contact>{_KIND}{_HOLE})|(?P<number>{_NUMBER})|(?P<letter>[^\W_])|(?P<cut>.)", re.DOTALL)
#: A text without any punctuation is cut all the same: laying two clauses beside each other takes the square of their length.
_LONGEST_CLAUSE = 60
#: Characters in a shingle. Three tell unrelated debt advertisements apart; two do not, as they share the trade's words.
SHINGLE = 3


class Token(NamedTuple):
    """A character, a number or a contact. ``value`` is how it reads, ``key`` what it is compared by."""

    key: str
    value: str


class Skeleton(NamedTuple):
    """A post without its varying parts.

    ``clauses`` are its tokens, cut at emoji, blanks and punctuation; ``text`` the letters and placeholders of all of
    them, joined.
    """

    text: str
    clauses: tuple[tuple[Token, ...], ...]
    contacts: tuple[Contact, ...]


def skeleton_of(text: str) -> Skeleton:
    """The skeleton of a post's original text. Any string is accepted; nothing is raised."""
    plain = normalize(text[:LOOK]).text
    contacts = contact_spans(plain)
    marked = _with_contacts(plain, contacts)
    clauses: list[list[Token]] = [[]]
    place = 0
    for match in _TOKEN.finditer(marked):
        if match.lastgroup == "contact":
            clauses[-1].append(Token(CONTACT, contacts[place].masked))
            place += 1
        elif match.lastgroup == "number":
            clauses[-1].append(Token(NUMBER, match.group()))
        elif match.lastgroup == "letter":
            clauses[-1].append(Token(match.group(), match.group()))
        if clauses[-1] and (match.lastgroup == "cut" or len(clauses[-1]) >= _LONGEST_CLAUSE):
            clauses.append([])
    whole = tuple(tuple(clause) for clause in clauses if clause)
    return Skeleton("".join(token.key for clause in whole for token in clause), whole, contacts)


def _with_contacts(plain: str, contacts: tuple[Contact, ...]) -> str:
    parts: list[str] = []
    done = 0
    for contact in contacts:
        parts += plain[done : contact.start].replace(_HOLE, " "), _HOLE
        done = contact.end
    return "".join([*parts, plain[done:].replace(_HOLE, " ")])


def shingles(skeleton: str) -> set[str]:
    """The overlapping stretches of :data:`SHINGLE` characters; a shorter text is one stretch."""
    return {skeleton[at : at + SHINGLE] for at in range(max(1, len(skeleton) - SHINGLE + 1))}
