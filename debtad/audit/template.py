"""The wording that variants of one advertisement share, with the parts that vary marked.

The fullest of the samples is the base. Each of its clauses is laid beside the likest clause of every other sample, so that a
changed order of sentences does no harm; what most samples have stays, the rest is a varying part with examples.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from debtad.audit.skeleton import CONTACT, NUMBER, Token

Clauses = Sequence[Sequence[Token]]

#: A token is shared where at least this share of the other samples has it.
SHARED = 0.6
#: Clauses with less in common than this ratio (2 × matching tokens / all tokens) are not laid beside each other.
ALIKE = 0.5
MOST_EXAMPLES = 4
#: Only so many clauses of a post go into a template, which is to be read by a person.
MOST_CLAUSES = 40


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a template.

    ``kind`` is ``fixed``, or for a varying part ``number``, ``contact`` or ``words``; then ``examples`` holds some of the
    values seen (contacts masked) and ``text`` the one of the base.
    """

    text: str
    kind: str
    examples: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain data for summary.json."""
        return {"text": self.text, "kind": self.kind, "examples": list(self.examples)}


def shared_template(samples: Sequence[Clauses]) -> tuple[Part, ...]:
    """The template of the samples' clauses (see :mod:`debtad.audit.skeleton`); one sample is wholly fixed but for contacts."""
    base = _medoid(samples)
    others = [sample[: 4 * MOST_CLAUSES] for sample in samples if sample is not base]
    parts: list[Part] = []
    for place, clause in enumerate(base[:MOST_CLAUSES]):
        if place:
            parts.append(Part("，", "fixed"))
        parts += _clause_parts(clause, [found for sample in others if (found := _likest(clause, sample))], len(others))
    if len(base) > MOST_CLAUSES:
        parts.append(Part("……", "fixed"))
    return tuple(_joined(parts))


def _medoid(samples: Sequence[Clauses]) -> Clauses:
    """The sample whose tokens are most common among all samples; the first of equals."""
    bags = [Counter(token.key for clause in sample for token in clause) for sample in samples]
    total: Counter[str] = Counter(key for bag in bags for key in bag)
    half = len(samples) / 2
    scores = [sum(1 if total[key] > half else -1 for key in bag) for bag in bags]
    return samples[max(range(len(samples)), key=lambda place: (scores[place], -place))]


def _likest(clause: Sequence[Token], sample: Clauses) -> Sequence[Token] | None:
    bag = Counter(token.key for token in clause)
    best, found = ALIKE, None
    for other in sample:
        common = sum((bag & Counter(token.key for token in other)).values())
        ratio = 2 * common / (len(clause) + len(other))
        if ratio > best:
            best, found = ratio, other
    return found


def _clause_parts(clause: Sequence[Token], others: Sequence[Sequence[Token]], samples: int) -> list[Part]:
    """``samples`` counts those without a like clause, too: a clause that few have is a varying part."""
    keys = [token.key for token in clause]
    votes = [0] * len(clause)
    values: list[dict[str, None]] = [{token.value: None} for token in clause]
    inserted: dict[int, dict[str, None]] = {}
    for other in others:
        matcher = SequenceMatcher(None, keys, [token.key for token in other], autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag == "equal":
                for offset in range(b - a):
                    votes[a + offset] += 1
                    values[a + offset].setdefault(other[c + offset].value)
            elif tag == "replace":
                inserted.setdefault(a, {}).setdefault("".join(token.value for token in other[c:d]))
    needed = SHARED * samples
    parts: list[Part] = []
    place = 0
    while place < len(clause):
        token = clause[place]
        if votes[place] < needed:
            start = place
            while place < len(clause) and votes[place] < needed:
                place += 1
            text = "".join(token.value for token in clause[start:place])
            seen = dict.fromkeys([text, *(value for at in range(start, place) for value in inserted.get(at, ()))])
            parts.append(Part(text, "words", tuple(list(seen)[:MOST_EXAMPLES])))
            continue
        if token.key == CONTACT or (token.key == NUMBER and len(values[place]) > 1):
            kind = "contact" if token.key == CONTACT else "number"
            parts.append(Part(token.value, kind, tuple(list(values[place])[:MOST_EXAMPLES])))
        else:
            parts.append(Part(token.value, "fixed"))
        place += 1
    return parts


def _joined(parts: Sequence[Part]) -> list[Part]:
    joined: list[Part] = []
    for part in parts:
        if joined and part.kind == joined[-1].kind == "fixed":
            joined[-1] = Part(joined[-1].text + part.text, "fixed")
        else:
            joined.append(part)
    return joined
