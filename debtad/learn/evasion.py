"""Rewrites advertisements as their authors do to slip past a filter, to measure how far a model can be fooled.

Every attack is seeded and leaves the text readable to a person: it touches the words that a seller may think are
filtered, one character of a short term, never a whole sentence. ``strength`` is how many of those words it touches:
1 a third, 2 two thirds, 3 all (at least one each time), and from 3 on more of each.

>>> attack("逾期别慌，停息挂账找我们", "punctuation", 2, seed=1)
'逾期别慌，停.息.挂.账找我们'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from random import Random
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from debtad.learn.attack_tables import AttackTables, attack_tables

STRENGTHS = (1, 2, 3)

#: Letters for whole terms are read only where enough of the text stays: the share of terms by strength.
_LETTER_SHARE = {1: 0.2, 2: 0.35, 3: 0.5}
#: Longer terms are not recognised by their first letters.
_LONGEST_INITIALS = 5
_DIGITS = re.compile(r"[0-9]+")
_CLAUSE = re.compile(r"([，。！？；、,!?;\s]+)")


class _Target(NamedTuple):
    """``text[start:end]`` may be rewritten."""

    start: int
    end: int


#: What to write for a term, given the dice, the strength and the tables; None where this attack cannot hide it.
_Rewrite = Callable[[str, Random, int, AttackTables], str | None]


def attack(text: str, name: str, strength: int, seed: int, tables: str = "evaluate") -> str:
    """``text`` as the attack ``name`` (one of :data:`ATTACKS`) leaves it; unchanged where there is nothing to hide.

    The same arguments give the same text. ``tables`` is "evaluate" or "train": the two share neither substitutes nor
    random draws. Raises ValueError for an unknown attack, strength or table.
    """
    if name not in _ATTACKS:
        raise ValueError(f"no attack {name!r}: use one of {', '.join(ATTACKS)}")
    if strength not in STRENGTHS:
        raise ValueError(f"no strength {strength!r}: use 1, 2 or 3")
    known = attack_tables(tables)
    return _ATTACKS[name](text, Random(f"{tables}/{name}/{strength}/{seed}/{text}"), strength, known)


def _on_terms(rewrite: _Rewrite, share: Mapping[int, float] | None = None) -> Callable[..., str]:
    """An attack that rewrites the terms of ``terms.txt``."""
    return lambda text, dice, strength, tables: _rewritten(
        text, _terms(text, tuple(tables.syllables)), rewrite, dice, strength, tables, share
    )


def _on_entries(field: str) -> Callable[..., str]:
    """An attack that puts one of the table's substitutes for a term."""

    def run(text: str, dice: Random, strength: int, tables: AttackTables) -> str:
        table: Mapping[str, Sequence[str]] = getattr(tables, field)
        targets = _terms(text, tuple(table))
        return _rewritten(text, targets, lambda term, *_: dice.choice(table[term]), dice, strength, tables)

    return run


def _rewritten(
    text: str,
    targets: Iterable[_Target],
    rewrite: _Rewrite,
    dice: Random,
    strength: int,
    tables: AttackTables,
    share: Mapping[int, float] | None = None,
) -> str:
    """``text`` with a share of the targets rewritten, at least one where any can be."""
    drafts = [(t, rewrite(text[t.start : t.end], dice, strength, tables)) for t in targets]
    able = [(target, draft) for target, draft in drafts if draft is not None]
    if not able:
        return text
    wanted = max(1, round(len(able) * (share[strength] if share else strength / 3)))
    pieces, done = [], 0
    for target, draft in sorted(dice.sample(able, wanted)):
        pieces += [text[done : target.start], draft or ""]
        done = target.end
    return "".join([*pieces, text[done:]])


@cache
def _automaton(terms: tuple[str, ...]) -> AhoCorasick:
    return AhoCorasick(terms, matchkind=MatchKind.LeftmostLongest)


def _terms(text: str, terms: tuple[str, ...]) -> list[_Target]:
    return [_Target(start, end) for _, start, end in _automaton(terms).find_matches_as_indexes(text)]


def _by_character(table_of: Callable[[AttackTables], Mapping[str, str]], *, whole: bool = False) -> _Rewrite:
    """Replaces one character of a term, half of a long one's at strength 3, by one of its substitutes (``whole``: by the
    entry as it is)."""

    def rewrite(term: str, dice: Random, strength: int, tables: AttackTables) -> str | None:
        table = table_of(tables)
        able = [place for place, char in enumerate(term) if char in table]
        if not able:
            return None
        chosen = set(dice.sample(able, min(len(able), max(1, len(term) // 2) if strength == 3 else 1)))
        return "".join(
            (table[char] if whole else dice.choice(table[char])) if place in chosen else char
            for place, char in enumerate(term)
        )

    return rewrite


def _with_gaps(marks_of: Callable[[AttackTables], Sequence[str]], *, mixed: bool) -> _Rewrite:
    """Puts a mark between the characters of a term: in one gap at strength 1, in all from 2 on, now and then two marks at
    3. ``mixed``: every gap draws its own mark."""

    def rewrite(term: str, dice: Random, strength: int, tables: AttackTables) -> str | None:
        if len(term) < 2:
            return None
        marks = marks_of(tables)
        mark = dice.choice(marks)
        only = dice.randrange(1, len(term))
        out = term[0]
        for place, char in enumerate(term[1:], start=1):
            if strength > 1 or place == only:
                out += dice.choice(marks) if mixed else mark
                if strength == 3 and dice.random() < 0.3:
                    out += dice.choice(marks) if mixed else mark
            out += char
        return out

    return rewrite


def _initials(term: str, dice: Random, strength: int, tables: AttackTables) -> str | None:
    """停息挂账 → txgz; the training side writes T.X.G.Z."""
    letters = [syllable[0] for syllable in tables.syllables[term]]
    if not 2 <= len(letters) <= _LONGEST_INITIALS:
        return None
    return ".".join(letters).upper() if tables is attack_tables("train") else "".join(letters)


def _mixed_pinyin(term: str, dice: Random, strength: int, tables: AttackTables) -> str | None:
    """停息挂账 → ting息挂账, now and then 停息g账; the training side writes capitals (TING息挂账)."""
    syllables = tables.syllables[term]
    chosen = set(dice.sample(range(len(term)), max(1, len(term) // 2) if strength == 3 else 1))
    letter = dice.random() < 0.25
    out = "".join((syllables[i][0] if letter else syllables[i]) if i in chosen else c for i, c in enumerate(term))
    return out.upper() if tables is attack_tables("train") else out


def _stutter(term: str, dice: Random, strength: int, tables: AttackTables) -> str | None:
    """停催 → 停停催催; the training side triples one character."""
    if len(term) < 2:
        return None
    if tables is attack_tables("train"):
        place = dice.randrange(len(term))
        return term[:place] + term[place] * 3 + term[place + 1 :]
    doubled = set(range(len(term))) if strength > 1 or len(term) == 2 else set(dice.sample(range(len(term)), 2))
    return "".join(char * 2 if place in doubled else char for place, char in enumerate(term))


def _on_digits(dress: Callable[[AttackTables, Random], Sequence[str]]) -> Callable[..., str]:
    """An attack that writes runs of digits in another dress: ``dress`` gives what stands for 0 to 9."""

    def rewrite(run: str, dice: Random, strength: int, tables: AttackTables) -> str:
        row = dress(tables, dice)
        return "".join(row[int(digit)] for digit in run)

    return lambda text, dice, strength, tables: _rewritten(
        text, [_Target(*m.span()) for m in _DIGITS.finditer(text)], rewrite, dice, strength, tables
    )


def _traditional(text: str, dice: Random, strength: int, tables: AttackTables) -> str:
    """A share of the characters in traditional script."""
    return "".join(
        tables.traditional[char] if char in tables.traditional and dice.random() < strength / 3 else char
        for char in text
    )


def _invisible(text: str, dice: Random, strength: int, tables: AttackTables) -> str:
    """Zero-width characters in terms; at strength 3 anywhere."""
    if strength < 3:
        return _on_terms(_with_gaps(lambda known: known.invisible, mixed=True))(text, dice, strength, tables)
    return "".join(char + (dice.choice(tables.invisible) if dice.random() < 0.5 else "") for char in text)


def _reorder(text: str, dice: Random, strength: int, tables: AttackTables) -> str:
    """Neighbouring clauses change places, and the halves of four-character terms; at strength 3 nearly all do."""
    pieces = _CLAUSE.split(text)
    clauses = pieces[0::2]
    place = 0
    while place + 1 < len(clauses):
        if clauses[place] and clauses[place + 1] and dice.random() < strength / 3:
            clauses[place], clauses[place + 1] = clauses[place + 1], clauses[place]
            place += 1
        place += 1
    pieces[0::2] = clauses
    text = "".join(pieces)
    halves = [t for t in _terms(text, tuple(tables.syllables)) if t.end - t.start == 4]
    return _rewritten(text, halves, lambda term, *_: term[2:] + term[:2], dice, strength, tables)


_ATTACKS: dict[str, Callable[[str, Random, int, AttackTables], str]] = {
    "homophone": _on_terms(_by_character(lambda known: known.homophones)),
    "lookalike": _on_terms(_by_character(lambda known: known.lookalikes)),
    "split": _on_terms(_by_character(lambda known: known.parts, whole=True)),
    "invisible": _invisible,
    "punctuation": _on_terms(_with_gaps(lambda known: known.punctuation, mixed=False)),
    "emoji": _on_terms(_with_gaps(lambda known: known.emoji, mixed=True)),
    "spaces": _on_terms(_with_gaps(lambda known: known.spaces, mixed=False)),
    "keycap": _on_digits(lambda known, _: [known.keycap.format(digit) for digit in range(10)]),
    "circled": _on_digits(lambda known, dice: dice.choice(known.circled)),
    "fullwidth": _on_digits(lambda known, dice: dice.choice(known.wide)),
    "traditional": _traditional,
    "initials": _on_terms(_initials, _LETTER_SHARE),
    "mixed_pinyin": _on_terms(_mixed_pinyin),
    "stutter": _on_terms(_stutter),
    "masked_brand": _on_entries("brands"),
    "synonyms": _on_entries("synonyms"),
    "codewords": _on_entries("codewords"),
    "reorder": _reorder,
}

#: The names of the attacks, in the order of the reports.
ATTACKS = tuple(_ATTACKS)


def attacked(texts: Iterable[str], name: str, strength: int, seed: int, tables: str = "evaluate") -> list[str]:
    """:func:`attack` on every text, in order."""
    return [attack(text, name, strength, seed, tables) for text in texts]


__all__ = ["ATTACKS", "STRENGTHS", "attack", "attacked"]
