"""The corpus on disk: ``train/``, ``validation/`` and ``test/`` folders of JSONL files, and the checks that keep it honest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from debtad.errors import LabelError
from debtad.learn.kinds import KINDS
from debtad.learn.labels import RISKY, SAFE, Row, read_labels
from debtad.text.normalize import normalize
from debtad.verdict import SUBTYPES

SPLITS = ("train", "validation", "test")

#: Two texts of different groups may not share more of their character 3-grams than this (Jaccard).
NEAR = 0.7


def training_places(place: Path) -> list[Path]:
    """The folders to learn from: a corpus gives its ``train`` and ``validation``, never its ``test``."""
    splits = [place / name for name in ("train", "validation") if (place / name).is_dir()]
    return splits or [place]


def splits_learned(place: Path) -> bool:
    """Is ``place`` a corpus, one of the splits of one that training learns from, or a file in such a split? (Of a corpus, a
    folder has a test split beside the others.)"""
    here = place.resolve()
    if (here / "test").is_dir() and training_places(here) != [here]:
        return True
    return any(
        folder.name in ("train", "validation") and folder.is_dir() and (folder.parent / "test").is_dir()
        for folder in (here, *here.parents)
    )


def read_corpus(root: Path) -> dict[str, list[Row]]:
    """Rows by split. Raises LabelError where the folder is no corpus, and as :func:`read_labels` does."""
    if not root.is_dir():
        raise LabelError(f"{root}: no such folder")
    splits = [name for name in SPLITS if (root / name).is_dir()]
    if not splits:
        raise LabelError(f"{root}: is no corpus: it holds none of the folders {', '.join(SPLITS)}")
    return {name: read_labels([root / name])[0] for name in splits}


def check_corpus(root: Path, least: dict[str, int]) -> Iterator[str]:
    """A line for each rule of the corpus that is broken.

    ``least`` holds the least numbers wanted: ``rows``, ``risky``, ``pairs``, ``facts`` (rows with at least one) and
    ``kind`` (rows a kind).
    """
    splits = read_corpus(root)
    rows = [row for part in splits.values() for row in part]
    yield from _shape(rows)
    yield from _counts(rows, least)
    yield from _group_leaks(splits)
    yield from near_duplicates(rows)


def _shape(rows: Sequence[Row]) -> Iterator[str]:
    for identity, count in Counter(row.id for row in rows).items():
        if count > 1:
            yield f"id {identity} stands {count} times"
    for row in rows:
        if row.kind not in KINDS:
            yield f"{row.id}: unknown kind {row.kind!r}"
        if row.subtype not in (*SUBTYPES, "none"):
            yield f"{row.id}: unknown subtype {row.subtype!r}"
        if not row.group or not row.source:
            yield f"{row.id}: needs group and source"
        if row.label == SAFE and row.facts:
            yield f"{row.id}: a safe row asserts no facts"


def _counts(rows: Sequence[Row], least: dict[str, int]) -> Iterator[str]:
    risky = [row for row in rows if row.label == RISKY]
    pairs = Counter((row.source, row.pair) for row in rows if row.pair)
    found = {
        "rows": len(rows),
        "risky": len(risky),
        "pairs": sum(count == 2 for count in pairs.values()),
        "facts": sum(bool(row.facts) for row in rows),
    }
    for name, count in found.items():
        if count < least.get(name, 0):
            yield f"{count} {name}, at least {least[name]} wanted"
    for key, count in pairs.items():
        if count != 2:
            yield f"pair {key[1]} of {key[0]} has {count} rows"
    kinds = Counter(row.kind for row in rows)
    for kind in KINDS:
        if kinds[kind] < least.get("kind", 1):
            yield f"kind {kind} has {kinds[kind]} rows, at least {least.get('kind', 1)} wanted"
    short = sum(len(row.text) < 45 for row in risky)
    if risky and short < 0.45 * len(risky):
        yield f"{short} of {len(risky)} risky rows have fewer than 45 characters, at least 45 % wanted"


def _group_leaks(splits: dict[str, list[Row]]) -> Iterator[str]:
    homes: dict[str, set[str]] = defaultdict(set)
    for name, rows in splits.items():
        for row in rows:
            homes[row.group].add(name)
    for group, names in homes.items():
        if len(names) > 1:
            yield f"group {group} stands in {' and '.join(sorted(names))}"


def near_duplicates(rows: Sequence[Row]) -> Iterator[str]:
    """Pairs of rows whose normalised texts share at least :data:`NEAR` of their 3-grams, but for declared pairs."""
    sets = [grams(row.text) for row in rows]
    for first, second, share in similar(sets, NEAR):
        one, other = rows[first], rows[second]
        if not (one.pair and one.pair == other.pair and one.source == other.source) and one.group != other.group:
            yield f"{one.id} and {other.id} are near-duplicates (Jaccard {share:.2f})"


def grams(text: str) -> frozenset[str]:
    """Character 3-grams of the letters, digits and Chinese characters of the normalised text."""
    return grams_of(normalize(text).text)


def grams_of(normal: str) -> frozenset[str]:
    """The same of a text that is normalised already."""
    plain = "".join(c for c in normal if c.isalnum())
    return frozenset(plain[i : i + 3] for i in range(max(len(plain) - 2, 1)))


def similar(
    sets: Sequence[frozenset[str]], least: float, tied: Callable[[int, int], bool] = lambda one, other: False
) -> Iterator[tuple[int, int, float]]:
    """Pairs of sets with Jaccard ≥ ``least``, exactly: by prefix filtering over rare grams first.

    Pairs of which ``tied`` says at their turn that they belong together anyhow are not compared, so that thousands of
    copies cost little more than their number.
    """
    frequency = Counter(gram for one in sets for gram in one)
    index: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(sets):
        ordered = sorted(one, key=lambda gram: (frequency[gram], gram))
        prefix = ordered[: len(ordered) - int(-(-least * len(ordered) // 1)) + 1]
        seen: set[int] = set()
        for gram in prefix:
            seen.update(index[gram])
        for other in sorted(seen):
            if tied(other, number):
                continue
            shared = len(one & sets[other])
            share = shared / (len(one) + len(sets[other]) - shared)
            if share >= least:
                yield other, number, share
        for gram in prefix:
            index[gram].append(number)


def by_kind(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by kind, in the guide's order."""
    groups: dict[str, list[Row]] = {kind: [] for kind in KINDS}
    for row in rows:
        groups.setdefault(row.kind, []).append(row)
    return {kind: found for kind, found in groups.items() if found}
