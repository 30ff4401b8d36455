"""What sellers write instead of what they mean, as data: one table to measure with, another, disjoint one to train with.

``terms.txt`` lists what a seller may think is filtered; ``sounds.json`` is made from it by ``tools/make_attack_tables.py``;
``evaluate.json`` and ``train.json`` are kept by hand. None of them is read by scoring, and the text layer's own tables
are not made from them: what undoes an evasion must not have seen the test of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: The two sides; they share no substitute.
SIDES = ("evaluate", "train")

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class AttackTables:
    """The substitutes of one side.

    ``syllables`` maps a term to its syllables (both sides). The others map a character or term to its substitutes:
    ``homophones`` and ``lookalikes`` (each a string of characters), ``parts`` (the pieces of the character side by side),
    ``traditional`` (one character), ``brands``, ``synonyms`` and ``codewords`` (lists). ``marks`` holds what is put
    between characters (``punctuation``, ``emoji``, ``spaces``, ``invisible``) and how digits are dressed (``keycap`` a
    format; ``circled`` and ``wide`` strings of ten digits).
    """

    syllables: Mapping[str, Sequence[str]]
    homophones: Mapping[str, str]
    lookalikes: Mapping[str, str]
    parts: Mapping[str, str]
    traditional: Mapping[str, str]
    brands: Mapping[str, Sequence[str]]
    synonyms: Mapping[str, Sequence[str]]
    codewords: Mapping[str, Sequence[str]]
    punctuation: Sequence[str]
    emoji: Sequence[str]
    spaces: Sequence[str]
    invisible: Sequence[str]
    keycap: str
    circled: Sequence[str]
    wide: Sequence[str]


@cache
def attack_tables(side: str) -> AttackTables:
    """The tables of ``side``. Raises ValueError for another name than those of :data:`SIDES`."""
    if side not in SIDES:
        raise ValueError(f"no attack tables {side!r}: use one of {', '.join(SIDES)}")
    own = json.loads((_FOLDER / f"{side}.json").read_text(encoding="utf-8"))
    sounds = json.loads((_FOLDER / "sounds.json").read_text(encoding="utf-8"))
    script = sounds["traditional"][side]
    return AttackTables(
        syllables={term: tuple(spelled.split()) for term, spelled in sounds["syllables"].items()},
        homophones={char: others for char, others in sounds["homophones"][side].items() if others},
        lookalikes=own["lookalike"],
        parts=own["parts"],
        traditional=dict(zip(script[0::2], script[1::2], strict=True)),
        brands=own["brands"],
        synonyms=own["synonyms"],
        codewords=own["codewords"],
        **own["marks"],
    )
