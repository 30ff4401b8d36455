"""The seller's words as a letter quotes them: the worst terms first, in whole clauses, and nothing twice."""

from __future__ import annotations

from debtad.model.explain import guidance
from debtad.render.visible import visible
from debtad.verdict import Evidence, Verdict

#: Marks that end a clause, and those that stand at the edges of one.
_ENDS = frozenset("，。！？；!?;\n\r\t…~～|｜【】[]")
_EDGES = "，。！？；：、,.!?;:~～ \u3000\t\n\r…|｜【】[]-—·"
#: A clause is widened by so many code points at most, and a quotation is so long at most; what is cut is marked.
_MOST_WIDENED, _LONGEST = 24, 60
#: Emoji and pictures begin here, but for the ideographs of the planes below.
_PICTURES = (0x2600, 0x27BF), (0x1F000, 0x1FAFF)

Place = tuple[int, int]


def quotes(verdict: Verdict, most: int) -> list[str]:
    """At most ``most`` quotations of the seller himself, the worst first: what is paid and kept, what is asked, what is
    promised, and only then how the reader is lured."""
    asserted = [item for item in verdict.evidence if item.stance == "asserted" and item.contribution >= 0]
    ranks = {signal: rank for rank, signals in enumerate(guidance()["quoted"]) for signal in signals}
    rest = next(rank for rank, signals in enumerate(guidance()["quoted"]) if not signals)
    asserted.sort(key=lambda item: (ranks.get(item.signal, rest), -item.contribution, item.start))
    kept: list[Place] = []
    for item in asserted:
        _add(kept, _widened(verdict.text, item))
    texts = (_shown(verdict.text, place) for place in kept)
    return list(dict.fromkeys(text for text in texts if len(text) > 2))[:most]


def _add(kept: list[Place], place: Place) -> None:
    """Adds a place, or makes the first of those that it shares words with as wide as both, unless that grows too long."""
    touched = [other for other in kept if place[0] < other[1] and other[0] < place[1]]
    if not touched:
        kept.append(place)
        return
    start = min(place[0], *(other[0] for other in touched))
    end = max(place[1], *(other[1] for other in touched))
    if end - start <= _LONGEST:
        kept[kept.index(touched[0])] = (start, end)
        kept[:] = [other for other in kept if other not in touched or other == (start, end)]


def _widened(text: str, item: Evidence) -> Place:
    """The clauses that an item stands in."""
    start, end = item.start, item.end
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    least, most = max(0, start - _MOST_WIDENED), min(len(text), end + _MOST_WIDENED)
    while start > least and not (_ends(text, start - 1) or text[start - 1] in ":："):
        start -= 1
    while end < most and not _ends(text, end):
        end += 1
    return start, end


def _ends(text: str, place: int) -> bool:
    """Does a clause end at ``text[place]``? A comma between digits and a blank beside Latin letters or digits end none."""
    sign = text[place]
    if sign in _ENDS or any(low <= ord(sign) <= high for low, high in _PICTURES):
        return True
    if sign not in ", \u3000":
        return False
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return not (len(around) == 2 and (around.isdigit() if sign == "," else around.isascii()))


def _shown(text: str, place: Place) -> str:
    start, end = place
    quote = " ".join(visible(text[start : min(end, start + _LONGEST)]).split()).strip(_EDGES)
    before = start > 0 and not _is_edge(text, start - 1)
    behind = end - start > _LONGEST or (end < len(text) and not _is_edge(text, end))
    return ("…" if before else "") + quote + ("…" if behind else "")


def _is_edge(text: str, place: int) -> bool:
    return _ends(text, place) or text[place] in _EDGES
