"""What is wrong with a set of labels, row by row, before anything is learned from it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from debtad.errors import InputError
from debtad.learn.corpus import NEAR, grams, similar
from debtad.learn.join import same_text, unread_time
from debtad.learn.kinds import KINDS
from debtad.learn.label_files import Labelled, Problem, Read
from debtad.learn.labels import RISKY, SAFE, Row
from debtad.model.score import Detector
from debtad.text.normalize import normalize
from debtad.verdict import SUBTYPES, Verdict

SCHEMA = "debtad.labels-check/1"

#: kind of finding → whether it must be mended before training, and what it means.
FINDINGS = {
    "unreadable": (True, "rows that cannot be read: unknown label, empty text, malformed facts or evidence"),
    "unlabelled": (False, "rows without a label"),
    "conflict": (True, "the same text with different labels"),
    "test_split": (True, "texts that stand in the frozen test split, or nearly so"),
    "unknown_value": (False, "kinds, subtypes or signals that debtad does not know, facts or subtypes that do not fit"),
    "unread_time": (False, "times that cannot be read, so that they do not tell which label is newer"),
    "repeated_id": (False, "ids that stand more than once"),
    "duplicate": (False, "the same text, written alike or disguised, more than once"),
    "near_duplicate": (False, "texts that nearly repeat another in another group, or with another label"),
    "disagreement": (False, "rows whose label the model contradicts"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with one row. ``where`` is file:line; ``other`` the row it clashes with, if any; ``error`` says
    whether it must be mended."""

    where: str
    id: str
    kind: str
    message: str
    other: str = ""

    @property
    def error(self) -> bool:
        """Whether training on the row as it is would be a mistake."""
        return FINDINGS[self.kind][0]


def check_labels(
    read: Read, *, test: Sequence[Row] = (), detector: Detector | None = None, signals: Iterable[str] = ()
) -> list[Finding]:
    """Every finding, in the order of the rows. ``test`` are the rows of the frozen split that must not be learned from;
    ``detector`` is asked for its verdicts (None: not asked); ``signals`` are the known ids (none: not checked)."""
    items = [item for item in read.items if item.row.label]
    found = [_unreadable(problem) for problem in read.problems]
    found += [Finding(i.where, i.row.id, "unlabelled", "has no label") for i in read.items if not i.row.label]
    known = frozenset(signals)
    for item in items:
        found += _values(item, known)
    found += _repeated_ids(items)
    found += _alike(items, test)
    if detector is not None:
        for item in items:
            found += _disagreement(item, detector)
    order = {where: place for place, where in enumerate(i.where for i in read.items)}
    return sorted(found, key=lambda f: (order.get(f.where, -1), list(FINDINGS).index(f.kind)))


def report(read: Read, findings: Sequence[Finding], files: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The whole check as plain data (``debtad.labels-check/1``)."""
    return {
        "schema": SCHEMA,
        "files": list(files),
        "rows": len(read.items) + len(read.problems),
        "labels": dict(sorted(Counter(item.row.label or "unlabelled" for item in read.items).items())),
        "errors": sum(finding.error for finding in findings),
        "warnings": sum(not finding.error for finding in findings),
        "counts": {kind: count for kind in FINDINGS if (count := sum(f.kind == kind for f in findings))},
        "findings": [{**asdict(finding), "severity": "error" if finding.error else "warning"} for finding in findings],
        "notes": list(read.notes),
    }


def _unreadable(problem: Problem) -> Finding:
    return Finding(problem.where, "", "unreadable", problem.what)


def _values(item: Labelled, signals: frozenset[str]) -> Iterator[Finding]:
    row = item.row
    says: list[str] = []
    if row.kind and row.kind not in KINDS:
        says.append(f"unknown kind {row.kind!r}")
    if row.subtype and row.subtype not in (*SUBTYPES, "none"):
        says.append(f"unknown subtype {row.subtype!r}: use {', '.join(SUBTYPES)} or none")
    if row.label == SAFE and row.subtype in SUBTYPES:
        says.append(f"a safe row has subtype {row.subtype}")
    if row.label == SAFE and row.facts:
        says.append(f"a safe row asserts facts ({', '.join(row.facts)})")
    unknown = sorted({span.signal for span in item.spans} - signals) if signals else []
    if unknown:
        says.append(f"evidence of unknown signals: {', '.join(unknown)}")
    for what in says:
        yield Finding(item.where, row.id, "unknown_value", what)
    if unread_time(row):
        yield Finding(
            item.where, row.id, "unread_time", f"time {row.time[:40]!r} cannot be read: write 2026-03-01 09:00"
        )


def _repeated_ids(items: Sequence[Labelled]) -> Iterator[Finding]:
    first: dict[str, Labelled] = {}
    for item in items:
        one = first.setdefault(item.row.id, item)
        if one is not item:
            yield Finding(item.where, item.row.id, "repeated_id", f"id also stands at {one.where}", one.where)


def plain(text: str) -> str:
    """A text with spelling, signs and blanks undone: what two disguises of the same text have in common."""
    normal = "".join(c for c in normalize(text).text if c.isalnum())
    return normal or text.strip()


def _alike(items: Sequence[Labelled], test: Sequence[Row]) -> Iterator[Finding]:
    """Conflicts, duplicates, near-duplicates, and rows of the test split."""
    same: dict[str, list[Labelled]] = defaultdict(list)
    for item in items:
        same[plain(item.row.text)].append(item)
    tested = {plain(row.text): row for row in test}
    for text, group in same.items():
        yield from _same(group)
        if text in tested:
            for item in group:
                yield Finding(item.where, item.row.id, "test_split", f"stands in the test split as {tested[text].id}")
    plains, groups, frozen = list(same), list(same.values()), list(tested.values())
    firsts = [group[0] for group in groups]
    sets = [grams(row.text) for row in (*(item.row for item in firsts), *frozen)]
    nearest: dict[int, tuple[bool, float, int]] = {}
    leaked: set[int] = set()
    for one, other, share in similar(sets, NEAR):
        low, high = sorted((one, other))
        if high >= len(firsts) > low:
            if plains[low] in tested or low in leaked:
                continue
            leaked.add(low)
            for item in groups[low]:
                message = f"nearly repeats {frozen[high - len(firsts)].id} of the test split (Jaccard {share:.2f})"
                yield Finding(item.where, item.row.id, "test_split", message)
        elif high < len(firsts) and _noteworthy(firsts[low].row, firsts[high].row):
            found = (firsts[low].row.label != firsts[high].row.label, share, low)
            nearest[high] = max(nearest.get(high, found), found)
    for high, (differ, share, low) in nearest.items():
        yield _near(firsts[low], firsts[high], share, differ)


def _same(group: Sequence[Labelled]) -> Iterator[Finding]:
    first = group[0]
    for item in group[1:]:
        if _pair(first.row, item.row):
            continue
        how = "repeats" if item.row.text == first.row.text else "repeats, spelled otherwise,"
        if item.row.label != first.row.label and same_text(item.row.text) != same_text(first.row.text):
            yield _near(first, item, 1.0, True)  # other signs may be another sentence: 延期？ and 延期，
        elif item.row.label != first.row.label:
            message = f"is labelled {item.row.label}, and {first.where} with the same text {first.row.label}"
            yield Finding(item.where, item.row.id, "conflict", message, first.where)
        else:
            yield Finding(item.where, item.row.id, "duplicate", f"{how} {first.where}", first.where)


def _noteworthy(first: Row, second: Row) -> bool:
    """Near-duplicates of one group with one label are as they should be, and so are declared pairs."""
    return not _pair(first, second) and (first.group != second.group or first.label != second.label)


def _near(first: Labelled, second: Labelled, share: float, differ: bool) -> Finding:
    message = f"nearly repeats {first.where} (Jaccard {share:.2f})"
    message += f", which is labelled {first.row.label}, not {second.row.label}" if differ else " in another group"
    return Finding(second.where, second.row.id, "near_duplicate", message, first.where)


def _pair(first: Row, second: Row) -> bool:
    return bool(first.pair) and first.pair == second.pair and first.source == second.source


def _disagreement(item: Labelled, detector: Detector) -> Iterator[Finding]:
    row = item.row
    try:
        verdict = detector.score(row.text)
    except InputError as error:
        yield Finding(item.where, row.id, "disagreement", f"cannot be scored: {error}")
        return
    if (row.label == RISKY and verdict.level == "low") or (row.label == SAFE and verdict.level == "high"):
        what = f"labelled {row.label}, scored {verdict.score:.3f} ({verdict.level}){_because(verdict)}"
        yield Finding(item.where, row.id, "disagreement", what)


def _because(verdict: Verdict) -> str:
    """The strongest evidence for the model's view, quoted."""
    found = verdict.evidence if verdict.level == "high" else verdict.counter
    strongest = sorted(found, key=lambda item: -abs(item.contribution))[:2]
    return ": " + ", ".join(f"{item.signal} “{item.quote}”" for item in strongest) if strongest else ""


def frozen_rows(corpus: Path) -> list[Row]:
    """The rows of a corpus's frozen test split; none where it has no such folder."""
    from debtad.learn.labels import read_labels

    return read_labels([corpus / "test"])[0] if (corpus / "test").is_dir() else []
