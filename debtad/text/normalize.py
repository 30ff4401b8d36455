"""Normalised text whose every character knows its place in the original.

**The canonical form**, against which signal patterns are written:

- lower case; full-width and other compatibility forms folded (NFKC), so digits and Latin letters are ASCII;
- traditional characters and common variants become simplified ones (帳, 賬 and 帐 all become 账);
- punctuation is ``, ! ? ; : ( ) ~ %`` in ASCII, while ``。 、 … 《 》 【 】 · —`` stay; double and corner quotes
  become ``“`` and ``”``, an ASCII ``"`` and single quotes stay;
- invisible characters are gone; any run of blanks is one space; every line break is ``\\n``; a lone surrogate is
  U+FFFD;
- domain terms that were spelled to evade (停*息*挂*账, 亭息卦账, ting息gua账, txgz, 某呗, 加V) read as the term.

A text that hides :data:`MOST_UNDONE` terms is read up to the last of them, and ``cut`` says so.

Symbols and emoji that hide nothing stay. Normalising twice is normalising once.

What was changed is kept as :class:`Edit` records, whose kinds are :data:`TYPOGRAPHY`, which is ordinary, and
:data:`EVASIONS`. Case, blanks and full-width punctuation are too common to record.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from debtad.records import NamedTuple
from debtad.text import evasion, tables
from debtad.text.edits import Change
from debtad.text.patterns import pattern
from debtad.verdict import Span

#: Edit kinds that say nothing about intent, and those that do.
TYPOGRAPHY = frozenset({"fullwidth", "traditional"})
EVASIONS = (
    *("invisible", "keycap", "separator", "split", "homophone", "lookalike"),
    *("initials", "codeword", "brand", "repeat"),
)

_KEYCAP = "\u20e3"
#: Blocks of radicals, compatibility characters and extensions beside the main block.
_RARE_HAN = ((0x2E80, 0x2FE0), (0xF900, 0xFB00), (0x20000, 0x40000))
_ASCII_WORD = r"[0-9a-z]"
#: Superscript and subscript digits are typography of units (m²), not enclosed digits.
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉")
#: Accents that decomposed Latin text carries; strokes through a letter (U+0334–0338) are not among them.
_ACCENTS = r"[\u0300-\u0333\u0339-\u036f]+"
#: Passes over evasions; each settles what the one before made readable. Real text needs one or two.
_MAX_PASSES = 8
#: A text is read up to so many hidden terms; no post holds a tenth of that.
MOST_UNDONE = 300


class Edit(NamedTuple):
    """One thing undone: the ``original`` at code points ``[start, end)`` reads as ``replacement``."""

    kind: str
    start: int
    end: int
    original: str
    replacement: str


class Normalized(NamedTuple):
    """The canonical ``text`` of ``original``, and where each of its characters came from.

    Character ``i`` of ``text`` stands for ``original[starts[i]:ends[i]]``; both are None where nothing moved.
    ``cut`` says that this is but the beginning of what was given, in which :data:`MOST_UNDONE` terms are hidden.
    """

    original: str
    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None
    edits: tuple[Edit, ...] = ()
    cut: bool = False

    def span(self, start: int, end: int) -> Span:
        """Code points of the original for ``text[start:end]``; an empty stretch gives an empty span."""
        if self.starts is None or self.ends is None:
            return Span(start, end)
        if start < end:
            return Span(self.starts[start], self.ends[end - 1])
        place = self.starts[start] if start < len(self.starts) else self.ends[-1] if self.ends else len(self.original)
        return Span(place, place)

    @property
    def evasions(self) -> tuple[Edit, ...]:
        """The edits that undo hiding; full-width forms, traditional script and blanks are none."""
        return tuple(edit for edit in self.edits if edit.kind not in TYPOGRAPHY)


def normalize(text: str) -> Normalized:
    """``text`` in canonical form (see the module). Any string is accepted, lone surrogates too; nothing is raised."""
    current = characters(text)
    for _ in range(_MAX_PASSES):
        found, end = evasion.changes_until(current.text, MOST_UNDONE)
        if end < len(current.text):
            return normalize(text[: current.span(0, end).end])._replace(cut=True)
        if not found:
            break
        current = _apply(current, found)
    return current


def characters(text: str) -> Normalized:
    """The layer that looks at one character at a time."""
    table = tables.chars()
    plain = text.translate(table.plain)
    if "\x00" in plain or "  " in plain:
        return _characters_with_records(text, table)
    return Normalized(text, plain)


def _characters_with_records(text: str, table: tables.CharTable) -> Normalized:
    """The same for text with full-width or traditional characters."""
    full = text.translate(table.full)
    if "\x00" in full or "  " in full:
        return _characters_slowly(text, table)
    light = text.translate(table.light)
    marks = [_mark(char, new) if char != new else "" for char, new in zip(light, full, strict=True)]
    return Normalized(text, full, edits=_character_edits(text, full, range(len(full)), marks))


def _characters_slowly(text: str, table: tables.CharTable) -> Normalized:
    """The same for text in which something vanishes, grows or runs together."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    places: list[int] = []  # for each character of the original, where the result stood when it was read
    marks: list[str] = []  # for each character of the original, the kind of its change, "" for none
    for index, char in enumerate(text):
        point = ord(char)
        folded = chr(table.full[point])
        if folded == "\x00":
            several = table.special(char)
            folded = "\n" if several is None else several  # what is left is the carriage return
        places.append(len(out))
        if folded == "":
            marks.append("invisible")
            continue
        light = chr(table.light[point])
        marks.append("" if folded in (light, " ", "\n") else _mark(char, folded))
        joins = out and out[-1] == folded and (folded == " " or (char == "\n" and text[starts[-1]] == "\r"))
        if joins and (folded == " " or text[ends[-1] - 1] == "\r"):
            ends[-1] = index + 1
            continue
        out.extend(folded)
        starts.extend([index] * len(folded))
        ends.extend([index + 1] * len(folded))
    full = "".join(out)
    return Normalized(text, full, starts, ends, _character_edits(text, full, places, marks))


def _mark(char: str, folded: str) -> str:
    """The kind of a recorded change of one character."""
    if _is_han(folded):
        return "traditional" if _is_han(char) else "fullwidth"
    enclosed = folded.isdecimal() and folded.isascii() and not char.isdecimal() and char not in _RAISED
    return "keycap" if enclosed else "fullwidth"


def _is_han(text: str) -> bool:
    if len(text) != 1:
        return False
    if "\u3400" <= text < "\ua000":
        return True
    return any(low <= ord(text) < high for low, high in _RARE_HAN)


def _character_edits(text: str, full: str, places: Sequence[int], marks: list[str]) -> tuple[Edit, ...]:
    """Neighbouring changes of one kind make one record.

    An enclosed digit that stands alone numbers a list and is ``fullwidth``; beside another letter or digit it is
    ``keycap``. Something invisible is recorded only inside a word: elsewhere it ends an emoji or is a stray mark.
    """
    edits = []
    for kind, group in groupby(range(len(text)), marks.__getitem__):
        if not kind:
            continue
        run = list(group)
        start, end = run[0], run[-1] + 1
        low = places[start]
        high = places[end] if end < len(text) else len(full)
        if kind == "invisible":
            kind = _invisible_kind(text[start:end], full, low)
        elif kind == "keycap" and not (
            (pattern(_ASCII_WORD).match(full, low - 1) and low) or pattern(_ASCII_WORD).match(full, high)
        ):
            kind = "keycap" if high - low > 1 and end - start > 1 else "fullwidth"
        if kind:
            edits.append(Edit(kind, start, end, text[start:end], full[low:high]))
    return tuple(edits)


def _invisible_kind(dropped: str, full: str, place: int) -> str:
    before, after = full[place - 1 : place] if place else "", full[place : place + 1]
    if _KEYCAP in dropped and before.isdecimal():
        return (
            "keycap"
            if pattern(_ASCII_WORD).match(after) or (place > 1 and pattern(_ASCII_WORD).match(full[place - 2]))
            else "fullwidth"
        )
    if pattern(_ACCENTS).fullmatch(dropped) and not _is_han(before):
        return ""
    return "invisible" if all(_is_han(char) or pattern(_ASCII_WORD).match(char) for char in (before, after)) else ""


def _apply(current: Normalized, changes: list[Change]) -> Normalized:
    """``current`` with ``changes`` (sorted, not overlapping) made to its text."""
    text, edits = current.text, list(current.edits)
    old_starts = current.starts if current.starts is not None else range(len(text))
    old_ends = current.ends if current.ends is not None else range(1, len(text) + 1)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for change in changes:
        pieces += text[done : change.start], change.replacement
        starts += old_starts[done : change.start]
        ends += old_ends[done : change.start]
        starts += [old_starts[a] for a, _ in change.anchors]
        ends += [old_ends[b - 1] for _, b in change.anchors]
        done = change.end
        low, high = old_starts[change.start], old_ends[change.end - 1]
        edits.append(Edit(change.kind, low, high, current.original[low:high], change.replacement))
    pieces.append(text[done:])
    starts += old_starts[done:]
    ends += old_ends[done:]
    return Normalized(current.original, "".join(pieces), starts, ends, tuple(edits))
