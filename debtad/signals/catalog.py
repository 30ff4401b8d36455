"""The signal catalog: one TOML table a signal, read and checked.

A signal is data: titles and reasons in two languages, how much it weighs to a human eye, the law it may touch, RE2
patterns over normalised text, and examples that must hit and must miss. ``_macros.toml`` holds shorthand used in
patterns. See ``docs/contributing.md`` for how to add one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from debtad.errors import CatalogError
from debtad.text.normalize import EVASIONS
from debtad.verdict import FACTS, SUBTYPES

CATALOG = Path(__file__).parent / "catalog"

GROUPS = ("lure", "promise", "fee", "identity", "demand", "pressure", "recruit", "evasion", "counter")
WEIGHTS = ("decisive", "strong", "weak", "protective")
VALUES = ("money", "percent", "months")

_MACRO = re.compile(r"<([A-Z][A-Z_]*)>")
_GAP = re.compile(r"<G(\d{1,2})>")
_FIELDS = {
    "title",
    "why",
    "group",
    "weight",
    "subtype",
    "fact",
    "value",
    "law",
    "context",
    "patterns",
    "edits",
    "hits",
    "misses",
}


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing to look for.

    ``patterns`` are RE2 expressions with macros already expanded. ``edits`` names normalisation edits whose presence is
    itself the signal. ``context`` "debt" means that the signal counts only where the text speaks of debt. ``value``
    says which kind of amount inside the match is its value (money 元, percent, months); ``fact`` which core fact an
    asserted match establishes.
    """

    id: str
    title: Mapping[str, str]
    why: Mapping[str, str]
    group: str
    weight: str
    patterns: tuple[str, ...]
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    subtype: str | None = None
    fact: str | None = None
    value: str | None = None
    law: tuple[str, ...] = ()
    context: str | None = None
    edits: tuple[str, ...] = field(default=())

    @property
    def counter(self) -> bool:
        """True where the signal speaks against a risky ad."""
        return self.weight == "protective"


def load_macros(folder: Path = CATALOG) -> dict[str, str]:
    """Macro name → expanded RE2 source. Raises CatalogError on an unknown macro."""
    macros: dict[str, str] = {}
    for name, source in _read(folder / "_macros.toml").items():
        macros[name] = expand(str(source), macros)
    return macros


def expand(pattern: str, macros: Mapping[str, str]) -> str:
    """Replace ``<NAME>`` and ``<G8>`` in a pattern. Raises CatalogError on a name that is not a macro."""

    def gap(found: re.Match[str]) -> str:
        return f"[^。!?\\n]{{0,{int(found[1])}}}"

    def macro(found: re.Match[str]) -> str:
        if found[1] not in macros:
            raise CatalogError(f"unknown macro <{found[1]}> in pattern {pattern!r}: define it in _macros.toml")
        return macros[found[1]]

    return _MACRO.sub(macro, _GAP.sub(gap, pattern))


def load_catalog(folder: Path = CATALOG) -> tuple[Signal, ...]:
    """Every signal of the folder's TOML files, in the order of file names and tables.

    Raises CatalogError naming file and signal where a field is missing, unknown or of the wrong kind.
    """
    macros = load_macros(folder)
    signals: dict[str, Signal] = {}
    for path in sorted(folder.glob("[!_]*.toml")):
        for name, table in _read(path).items():
            if name in signals:
                raise CatalogError(f"{path.name}: signal {name} is defined twice: rename one")
            signals[name] = _signal(path.name, name, table, macros)
    if not signals:
        raise CatalogError(f"no signals in {folder}: it should hold *.toml files")
    return tuple(signals.values())


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(f"{path.name}: cannot be read as TOML: {error}") from error


def _signal(file: str, name: str, table: Any, macros: Mapping[str, str]) -> Signal:
    where = f"{file}: signal {name}"
    if not isinstance(table, dict):
        raise CatalogError(f"{where}: should be a table")
    unknown = set(table) - _FIELDS
    if unknown:
        raise CatalogError(f"{where}: unknown field {sorted(unknown)[0]!r}: known are {', '.join(sorted(_FIELDS))}")
    for key in ("title", "why"):
        if not {"zh", "en"} <= set(table.get(key) or {}):
            raise CatalogError(f"{where}: {key} needs both zh and en")
    _one_of(where, "group", table.get("group"), GROUPS)
    _one_of(where, "weight", table.get("weight"), WEIGHTS)
    for key, allowed in (("subtype", SUBTYPES), ("fact", FACTS), ("value", VALUES), ("context", ("debt",))):
        if key in table:
            _one_of(where, key, table[key], allowed)
    patterns = tuple(expand(text, macros) for text in _texts(where, table, "patterns"))
    edits = tuple(_texts(where, table, "edits"))
    for kind in edits:
        _one_of(where, "edits", kind, EVASIONS)
    if not patterns and not edits:
        raise CatalogError(f"{where}: needs patterns or edits")
    return Signal(
        id=name,
        title=table["title"],
        why=table["why"],
        group=table["group"],
        weight=table["weight"],
        patterns=patterns,
        hits=tuple(_texts(where, table, "hits")),
        misses=tuple(_texts(where, table, "misses")),
        subtype=table.get("subtype"),
        fact=table.get("fact"),
        value=table.get("value"),
        law=tuple(_texts(where, table, "law")),
        context=table.get("context"),
        edits=edits,
    )


def _texts(where: str, table: Mapping[str, Any], key: str) -> Iterable[str]:
    values = table.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise CatalogError(f"{where}: {key} should be a list of strings")
    return values


def _one_of(where: str, key: str, value: Any, allowed: Iterable[str]) -> None:
    if value not in allowed:
        raise CatalogError(f"{where}: {key} is {value!r}: should be one of {', '.join(allowed)}")
