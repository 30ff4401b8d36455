"""The catalog as a model carries it: plain data, with the literals that let a pattern be skipped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count, pairwise

from debtad.errors import CatalogError, ModelError
from debtad.records import TYPE_CHECKING, NamedTuple, overload
from debtad.signals.stance import CUE_KINDS
from debtad.signals.strings import MARK, Rows

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

#: For each alternative of a pattern the sets of strings; every match holds one of each set of some alternative.
Needs = Sequence[Sequence[Sequence[str]]]


#: More sets than any training writes for an alternative.
_MOST_SETS = 16


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


class Signals(Sequence[CompiledSignal]):
    """The signals of a catalog, each made when first asked for.

    ``counts`` are the numbers of their patterns; ``edited`` the signals that have edits.
    """

    def __init__(self, make: Callable[[int], CompiledSignal], counts: Sequence[int], edited: Sequence[int]) -> None:
        self._make = make
        self._made: list[CompiledSignal | None] = [None] * len(counts)
        self.counts = counts
        self.edited = edited

    @classmethod
    def of(cls, signals: Sequence[CompiledSignal]) -> Signals:
        """Signals that are there already."""
        edited = [number for number, signal in enumerate(signals) if signal.edits]
        made = cls(signals.__getitem__, [len(signal.patterns) for signal in signals], edited)
        made._made = list(signals)
        return made

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, number: int) -> CompiledSignal: ...
    @overload
    def __getitem__(self, number: slice) -> list[CompiledSignal]: ...
    def __getitem__(self, number: int | slice) -> CompiledSignal | list[CompiledSignal]:
        """Raises ModelError for a signal that cannot be read."""
        if isinstance(number, slice):
            return [self[place] for place in range(len(self))[number]]
        signal = self._made[number]
        if signal is None:
            try:
                signal = self._make(number)
                if len(signal.patterns) != self.counts[number]:
                    raise ValueError("another number of patterns")
            except (KeyError, TypeError, ValueError, RecursionError) as error:
                raise _malformed(error) from error
            self._made[number] = signal
        return signal

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Signals) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self.counts))

    def __reduce__(self) -> tuple[Callable[[Sequence[CompiledSignal]], Signals], tuple[list[CompiledSignal]]]:
        return Signals.of, (list(self),)


class CompiledCatalog:
    """All signals, and what strings of a text say about them.

    Patterns, and the alternatives of patterns, are numbered through the catalog. ``sets`` holds, for each pattern, how many
    sets of strings each of its alternatives needs; one can match only in a text with a string of each. A row of ``index``
    is a string, then ``alternative.set`` for each set it is in, then the kinds of the cues it is (see
    :data:`debtad.signals.stance.CUE_KINDS`).
    """

    def __init__(
        self, signals: tuple[CompiledSignal, ...] | Signals, sets: tuple[tuple[int, ...], ...], index: Rows
    ) -> None:
        self.signals = signals if isinstance(signals, Signals) else Signals.of(signals)
        self.sets = sets
        self.index = index

    @classmethod
    def build(
        cls, signals: Iterable[CompiledSignal], needs: Iterable[Needs], cues: Mapping[str, Sequence[str]]
    ) -> CompiledCatalog:
        """``needs`` are those of every pattern of every signal, in order; ``cues`` the cue words by kind."""
        said: dict[str, list[str]] = {}
        sets: list[tuple[int, ...]] = []
        alternatives = count()
        for needed in needs:
            sets.append(tuple(map(len, needed)))
            for groups in needed:
                alternative = next(alternatives)
                for place, strings in enumerate(groups):
                    for text in strings:
                        said.setdefault(text, []).append(f"{alternative}.{place}")
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
        return hash((self.signals, self.sets))

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
            "sets": [list(counts) for counts in self.sets],
            "index": self.index.texts(),
        }


_WRITTEN, _OPTIONAL = ("id", "group", "weight"), ("subtype", "fact", "value", "context")
_LISTED = ("law", "edits", "patterns")


def _malformed(error: Exception) -> ModelError:
    return ModelError(f"signals in the model are malformed ({error!r}): train it again")


def from_dict(data: Mapping[str, Any]) -> CompiledCatalog:
    """Read what :meth:`CompiledCatalog.to_dict` wrote. Raises ModelError where the shape is wrong."""
    try:
        given = data["signals"]
        signals = given if isinstance(given, Signals) else Signals.of([_signal(signal) for signal in given])
        sets = tuple(map(_counts, data["sets"]))
        if len(sets) != sum(signals.counts):
            raise ValueError("sets and patterns differ in number")
        index = data["index"] if isinstance(data["index"], Rows) else Rows.of(data["index"])
    except (KeyError, TypeError, ValueError) as error:
        raise _malformed(error) from error
    return CompiledCatalog(signals, sets, index)


def _counts(given: Any) -> tuple[int, ...]:
    """How many sets the alternatives of a pattern have; older models know of one alternative a pattern. Raises ValueError or
    TypeError where it is no list of small numbers."""
    counts = tuple(map(int, given)) if isinstance(given, list) else (int(given),)
    if counts and not 0 <= min(counts) <= max(counts) <= _MOST_SETS:
        raise ValueError("sets that no pattern has")
    return counts


def _signal(s: Mapping[str, Any]) -> CompiledSignal:
    """Raises KeyError, TypeError or ValueError where a field is missing or of another kind."""
    written = [s[name] for name in _WRITTEN]
    title, why = s["title"], s["why"]
    written += [table[lang] for table in (title, why) for lang in ("zh", "en")]
    for name in _LISTED:
        if not isinstance(s[name], list):
            raise TypeError(f"{name} is no list")
        written += s[name]
    optional = [s[name] for name in _OPTIONAL]
    if not all(isinstance(text, str) for text in (*written, *(text for text in optional if text is not None))):
        raise TypeError("what should be text is none")
    return CompiledSignal(
        s["id"],
        title,
        why,
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


_SIGNAL, _PATTERNS, _NO_EDITS, _SETS = b'{"id":"', b',"patterns":[', b',"edits":[]', b'],"sets":['


def laid_out(data: bytes, start: int, end: int) -> dict[str, Any] | None:
    """What :func:`from_dict` takes, from the JSON object that ``data[start:end]`` holds as :func:`json.dumps` writes it
    without blanks; its signals are read when asked for. None for what is written in another way.

    A quotation mark that begins or ends a string is never behind a backslash, so that what is looked for here cannot stand
    within one.
    """
    sets = data.rfind(_SETS, start, end)
    first = start + len('{"signals":[')
    if sets < 0 or data[start:first] != b'{"signals":[' or data.find(b'\\\\"', first, sets) >= 0:
        return None
    places: list[int] = []
    at = first
    while data.startswith(_SIGNAL, at):
        places.append(at)
        at = data.find(b"," + _SIGNAL, at, sets) + 1 or sets
    counts: list[int] = []
    edits: list[int] = []
    for number, (low, high) in enumerate(pairwise([*places, sets])):
        patterns = data.find(_PATTERNS, low, high)
        if patterns < 0:
            return None
        counts.append((data.count(b'"', patterns, high) - data.count(b'\\"', patterns, high)) // 2 - 1)
        if data.find(_NO_EDITS, low, patterns) < 0:
            edits.append(number)
    stretches = [(low, high - (high != sets)) for low, high in pairwise([*places, sets])]
    found = Signals(lambda number: _signal(json.loads(data[slice(*stretches[number])].decode())), counts, edits)
    return {"signals": found, "sets": json.loads(data[sets + len(_SETS) - 1 : end - 1].decode())}


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
