"""Cut a pattern down to what can match in one given text.

Compiling a long pattern costs far more than running it once. Most of its alternatives name characters that the text at
hand does not hold; without them the pattern matches that text at the very same places and compiles in no time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

#: Patterns with these are left as they are: flags, names, back references, escapes of more than one character.
_FOREIGN = ("(?i", "(?s", "(?m", "(?U", "(?P", "(?<", "(?=", "(?!", "(?-", "[[:")
_FOREIGN_ESCAPES = frozenset("0123456789QEpPxuUC")

_Branch = list[str] | None


@cache
def _atoms(named: bool) -> re.Pattern[str]:
    """An atom and its repetition. A group of plain words is one atom; a run of plain characters is one unless its last one is
    repeated; capital letters, which stand for masked figures, are atoms of their own, and so are ``<NAMES>`` where there
    are any."""
    plain = r"[^\\()\[\]|?*+{}.^$A-Z<]" if named else r"[^\\()\[\]|?*+{}.^$A-Z]"
    name = r"|<\w+>" if named else ""
    return re.compile(
        rf"(\(\?:[^\\()\[\]?*+{{}}.^$A-Z<]*\)|{plain}+(?![?*+{{])|{plain}|\(\?:|[()|]|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[.^$A-Z]{name})"
        r"((?:[?*+]|\{[0-9,]*\})\??)?",
        re.S,
    )


class Pruner:
    """Prunes patterns for one ``text`` and all stretches of it. ``words`` are patterns that others name as ``<NAME>``."""

    __slots__ = ("_characters", "_classes", "_groups", "_text", "_words")

    def __init__(self, text: str, words: Mapping[str, str] | None = None) -> None:
        self._text = text
        self._words = words
        self._characters = frozenset(text)
        self._classes: dict[str, str] = {}
        self._groups: dict[str, str] = {}

    def prune(self, pattern: str) -> str | None:
        """A pattern with the same matches in the text, or None where it cannot match there.

        RE2 syntax. The matches are the same place by place, because an alternative that cannot match never wins. A pattern
        whose brackets do not pair comes back as it is, for RE2 to refuse. Raises KeyError for a name that is not among the
        words.
        """
        if _is_foreign(pattern):
            return pattern
        text, classes = self._text, self._classes
        done: list[str] = []  # alternatives of the group at hand that can match
        out: _Branch = []  # the alternative at hand; None once it cannot match
        outer: list[tuple[str, list[str], _Branch]] = []
        for atom, times in _atoms(self._words is not None).findall(pattern):
            first = atom[0]
            if first == "(" and atom[-1] == ")":
                if out is not None:
                    words = [word for word in atom[3:-1].split("|") if word in text]
                    if words:
                        out.append(f"(?:{'|'.join(words)}){times}")
                    elif _must(times):
                        out = None
            elif first == "(":
                outer.append((atom, done, out))
                done, out = [], []
            elif first == "|":
                if out is not None:
                    done.append("".join(out))
                out = []
            elif first == ")":
                if out is not None:
                    done.append("".join(out))
                if not outer:
                    return pattern
                alive = done
                opening, done, out = outer.pop()
                if out is not None:
                    if alive:
                        out.append(f"{opening}{'|'.join(alive)}){times}")
                    elif _must(times):
                        out = None
            elif out is not None:
                if first == "[":
                    kept = classes.get(atom)
                    if kept is None:
                        kept = classes[atom] = self._class(atom)
                elif first == "\\":
                    kept = atom if atom[1].isalnum() or atom[1] in text else ""
                elif first == "<" and self._words is not None and len(atom) > 1:
                    kept = self._group(atom[1:-1])
                else:
                    kept = atom if atom in text or first in ".^$" else ""
                if kept:
                    out.append(kept + times)
                elif _must(times):
                    out = None
        if outer:
            return pattern
        if out is not None:
            done.append("".join(out))
        return "|".join(done) if done else None

    def _group(self, name: str) -> str:
        """The words of a name that can occur, as a group; "" where none can."""
        kept = self._groups.get(name)
        if kept is None:
            assert self._words is not None
            pruned = self.prune(self._words[name])
            kept = self._groups[name] = "" if pruned is None else f"(?:{pruned})"
        return kept

    def _class(self, atom: str) -> str:
        """A character class with the members that the text holds; "" where it holds none."""
        if "\\" in atom or atom[1] in "^]":
            return atom
        members = atom[1:-1]
        kept: list[str] = []
        at = 0
        while at < len(members):
            if members[at + 1 : at + 2] == "-" and at + 2 < len(members):
                low, high = members[at], members[at + 2]
                if any(low <= character <= high for character in self._characters):
                    kept.append(members[at : at + 3])
                at += 3
            else:
                if members[at] in self._characters:
                    kept.append(members[at])
                at += 1
        if "-" in kept or "^" in kept:  # signs whose meaning depends on their place
            return atom
        return f"[{''.join(kept)}]" if kept else ""


def _must(times: str) -> bool:
    """Whether what has this repetition has to occur."""
    return not times or times[0] == "+" or (times[0] == "{" and times[1] != "0")


def _is_foreign(pattern: str) -> bool:
    if "\\" in pattern and not _FOREIGN_ESCAPES.isdisjoint([piece[:1] for piece in pattern.split("\\")[1:]]):
        return True
    return any(mark in pattern for mark in _FOREIGN)
