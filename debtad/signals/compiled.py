"""The catalog as a model carries it: plain data, with the literals that let a pattern be skipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from debtad.errors import CatalogError, ModelError
from debtad.signals.stance import CUE_KINDS


@dataclass(frozen=True, slots=True)
class CompiledPattern:
    """An RE2 source and sets of strings; a matching text holds at least one string of each set."""

    source: str
    needs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class CompiledSignal:
    """A signal without its examples, ready to run; fields as in :class:`debtad.signals.catalog.Signal`."""

    id: str
    title: Mapping[str, str]
    why: Mapping[str, str]
    group: str
    weight: str
    subtype: str | None
    fact: str | None
    value: str | None
    law: tuple[str, ...]
    context: str | None
    edits: tuple[str, ...]
    patterns: tuple[CompiledPattern, ...]

    @property
    def counter(self) -> bool:
        """True where the signal speaks against a risky ad."""
        return self.weight == "protective"


@dataclass(frozen=True)
class CompiledCatalog:
    """All signals, and the cue words by kind (see :data:`debtad.signals.stance.CUE_KINDS`)."""

    signals: tuple[CompiledSignal, ...]
    cues: Mapping[str, tuple[str, ...]]

    @cached_property
    def by_id(self) -> Mapping[str, CompiledSignal]:
        """Signals by id."""
        return {signal.id: signal for signal in self.signals}

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form, read back by :func:`from_dict`."""
        return {
            "cues": {kind: list(words) for kind, words in self.cues.items()},
            "signals": [
                {
                    "id": s.id,
                    "title": dict(s.title),
                    "why": dict(s.why),
                    "group": s.group,
                    "weight": s.weight,
                    "subtype": s.subtype,
                    "fact": s.fact,
                    "value": s.value,
                    "law": list(s.law),
                    "context": s.context,
                    "edits": list(s.edits),
                    "patterns": [[p.source, [list(strings) for strings in p.needs]] for p in s.patterns],
                }
                for s in self.signals
            ],
        }


def from_dict(data: Mapping[str, Any]) -> CompiledCatalog:
    """Read what :meth:`CompiledCatalog.to_dict` wrote. Raises ModelError where the shape is wrong."""
    try:
        signals = tuple(
            CompiledSignal(
                id=s["id"],
                title=s["title"],
                why=s["why"],
                group=s["group"],
                weight=s["weight"],
                subtype=s["subtype"],
                fact=s["fact"],
                value=s["value"],
                law=tuple(s["law"]),
                context=s["context"],
                edits=tuple(s["edits"]),
                patterns=tuple(CompiledPattern(source, tuple(map(tuple, needs))) for source, needs in s["patterns"]),
            )
            for s in data["signals"]
        )
        cues = {kind: tuple(data["cues"][kind]) for kind in CUE_KINDS}
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"signals in the model are malformed ({error!r}): train it again") from error
    return CompiledCatalog(signals, cues)


def load_compiled(folder: Path | None = None) -> CompiledCatalog:
    """The catalog of the package (or of ``folder``), compiled. Development and training only."""
    from debtad.signals.catalog import CATALOG, load_catalog
    from debtad.signals.literals import required_literals

    place = folder or CATALOG
    signals: list[CompiledSignal] = []
    for s in load_catalog(place):
        try:
            patterns = tuple(CompiledPattern(source, required_literals(source)) for source in s.patterns)
        except CatalogError as error:
            raise CatalogError(f"signal {s.id}: {error}") from error
        signals.append(
            CompiledSignal(
                s.id, s.title, s.why, s.group, s.weight, s.subtype, s.fact, s.value, s.law, s.context, s.edits, patterns
            )
        )
    return CompiledCatalog(tuple(signals), load_cues(place))


def load_cues(folder: Path) -> dict[str, tuple[str, ...]]:
    """Cue words by kind from ``_frames.toml`` and ``_domain.toml``."""
    import tomllib

    data: dict[str, list[str]] = {}
    for file in ("_frames.toml", "_domain.toml"):
        data |= tomllib.loads((folder / file).read_text(encoding="utf-8"))
    return {kind: tuple(dict.fromkeys(data[kind])) for kind in CUE_KINDS}
