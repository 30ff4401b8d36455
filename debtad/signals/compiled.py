"""The catalog as a model carries it: plain data, with the literals that let a pattern be skipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from debtad.errors import CatalogError, ModelError
from debtad.records import TYPE_CHECKING, NamedTuple
from debtad.signals.stance import CUE_KINDS
from debtad.signals.strings import MARK, Rows

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

#: For each pattern the sets of strings of which every match holds one each.
Needs = Sequence[Sequence[str]]


class CompiledSignal(NamedTuple):
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
    patterns: tuple[str, ...]

    @property
    def counter(self) -> bool:
        """True where the signal speaks against a risky ad."""
        return self.weight == "protective"


class CompiledCatalog:
    """All signals, and what strings of a text say about them.

    Patterns are numbered through the catalog. ``sets`` holds, for each, how many sets of strings it needs; it can match
    only in a text with a string of each. A row of ``index`` is a string, then ``pattern.set`` for each set it is in,
    then the kinds of the cues it is (see :data:`debtad.signals.stance.CUE_KINDS`).
    """

    def __init__(self, signals: tuple[CompiledSignal, ...], sets: tuple[int, ...], index: Rows) -> None:
        self.signals = signals
        self.sets = sets
        self.index = index

    @classmethod
    def build(
        cls, signals: Iterable[CompiledSignal], needs: Iterable[Needs], cues: Mapping[str, Sequence[str]]
    ) -> CompiledCatalog:
        """``needs`` are those of every pattern of every signal, in order; ``cues`` the cue words by kind."""
        said: dict[str, list[str]] = {}
        sets: list[int] = []
        for pattern, groups in enumerate(needs):
            sets.append(len(groups))
            for place, strings in enumerate(groups):
                for text in strings:
                    said.setdefault(text, []).append(f"{pattern}.{place}")
        for kind, words in cues.items():
            for text in words:
                said.setdefault(text, []).append(kind)
        index = Rows.of(f"{text}{MARK}{' '.join(values)}" for text, values in said.items())
        return cls(tuple(signals), tuple(sets), index)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CompiledCatalog) and (self.signals, self.sets, self.index) == (
            other.signals,
            other.sets,
            other.index,
        )

    def __hash__(self) -> int:
        return hash((tuple(signal.id for signal in self.signals), self.sets))

    @cached_property
    def by_id(self) -> Mapping[str, CompiledSignal]:
        """Signals by id."""
        return {signal.id: signal for signal in self.signals}

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form, read back by :func:`from_dict`."""
        return {
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
                    "patterns": list(s.patterns),
                }
                for s in self.signals
            ],
            "sets": list(self.sets),
            "index": self.index.texts(),
        }


def from_dict(data: Mapping[str, Any]) -> CompiledCatalog:
    """Read what :meth:`CompiledCatalog.to_dict` wrote. Raises ModelError where the shape is wrong."""
    try:
        signals = tuple(
            CompiledSignal(
                s["id"],
                s["title"],
                s["why"],
                s["group"],
                s["weight"],
                s["subtype"],
                s["fact"],
                s["value"],
                tuple(s["law"]),
                s["context"],
                tuple(s["edits"]),
                tuple(s["patterns"]),
            )
            for s in data["signals"]
        )
        sets = tuple(map(int, data["sets"]))
        if len(sets) != sum(len(signal.patterns) for signal in signals):
            raise ValueError("sets and patterns differ in number")
        index = data["index"] if isinstance(data["index"], Rows) else Rows.of(data["index"])
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"signals in the model are malformed ({error!r}): train it again") from error
    return CompiledCatalog(signals, sets, index)


def load_compiled(folder: Path | None = None) -> CompiledCatalog:
    """The catalog of the package (or of ``folder``), compiled. Development and training only."""
    from debtad.signals.catalog import CATALOG, load_catalog
    from debtad.signals.literals import required_literals

    place = folder or CATALOG
    signals: list[CompiledSignal] = []
    needs: list[Needs] = []
    for s in load_catalog(place):
        try:
            needs += [required_literals(source) for source in s.patterns]
        except CatalogError as error:
            raise CatalogError(f"signal {s.id}: {error}") from error
        signals.append(
            CompiledSignal(
                s.id,
                s.title,
                s.why,
                s.group,
                s.weight,
                s.subtype,
                s.fact,
                s.value,
                tuple(s.law),
                s.context,
                s.edits,
                s.patterns,
            )
        )
    return CompiledCatalog.build(signals, needs, load_cues(place))


def load_cues(folder: Path) -> dict[str, tuple[str, ...]]:
    """Cue words by kind from ``_frames.toml`` and ``_domain.toml``."""
    import tomllib

    data: dict[str, list[str]] = {}
    for file in ("_frames.toml", "_domain.toml"):
        data |= tomllib.loads((folder / file).read_text(encoding="utf-8"))
    return {kind: tuple(dict.fromkeys(data[kind])) for kind in CUE_KINDS}
