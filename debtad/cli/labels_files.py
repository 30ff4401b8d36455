"""``debtad labels check``, ``import`` and ``export``, and what its other actions share."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from debtad.errors import OK, LabelError, one_line

if TYPE_CHECKING:
    from debtad.learn.label_files import Labelled, Read


def read_labelled(options: argparse.Namespace, *, unlabelled: bool = False) -> Read:
    """Every row of LABELS; notes go to standard error."""
    from debtad.learn.label_files import ReadOptions, labels_in, read_all

    wanted = ReadOptions(
        values=values_of(options.labels, options.positive, lambda places: labels_in(places, options.source)),
        units=options.offsets_in,
        disagree=options.disagree,
        keep_unlabelled=unlabelled,
        need_label=options.action != "export",
    )
    read = read_all(options.labels, options.source, wanted)
    for note in read.notes:
        print(f"debtad: {note}", file=sys.stderr)
    return read


def values_of(
    labels: Sequence[Path],
    positive: str | None,
    count: Callable[[Sequence[Path]], Mapping[str, int]] | None = None,
) -> Mapping[str, str]:
    """What each value of ``label`` in these files means, as ``debtad train`` takes it; says so where it is not plain.

    ``count`` gives how many rows have each value (default: those of tables, ``labels.count_labels``). Raises LabelError
    where ``positive`` is none of them."""
    from debtad.learn.label_names import OWN_NAMES, names_among
    from debtad.learn.labels import count_labels

    try:
        names = names_among((count or count_labels)(labels), positive)
    except LabelError:
        if positive is not None:
            raise
        names = OWN_NAMES  # who reads the files says what is wrong with them
    if not names.standard:
        said = f"labels: {names.positive!r} is to be found, {names.negative!r} is the rest ({names.why})"
        print(f"debtad: {one_line(said)}", file=sys.stderr)
    return names.values()


def say_what_was_learned(labels: Iterable[Path]) -> None:
    """A line for each of ``labels`` that is, lies in, or holds a split of a corpus that ``debtad train`` learns from."""
    from debtad.learn.corpus import splits_learned

    for place in filter(splits_learned, labels):
        said = (
            f"{place}: models that learned from this corpus learned from these rows, and look better here than they are: "
            "measure on its test split, or on labels of your own"
        )
        print(f"debtad: {one_line(said)}", file=sys.stderr)


def good_items(read: Read, skip_bad: bool) -> list[Labelled]:
    """The items of what was read. Raises LabelError where rows are bad or there are none."""
    problems = tuple(f"{problem.where}: {problem.what}" for problem in read.problems)
    if problems and not skip_bad:
        raise LabelError(f"{len(problems)} bad rows, the first {problems[0]}: mend them or pass --skip-bad", problems)
    for problem in problems:
        print(f"debtad: skipped {one_line(str(problem))}", file=sys.stderr)
    if not read.items:
        raise LabelError("no usable rows: every row needs text and label")
    return list(read.items)


def corpus_at(given: Path | None) -> Path | None:
    """The corpus as given, else that of a checkout, where there is one."""
    if given is not None:
        if not given.is_dir():
            raise LabelError(f"{given}: no such folder")
        return given
    home = Path(__file__).resolve().parents[2] / "data" / "corpus"
    return home if home.is_dir() else None


def check(options: argparse.Namespace) -> int:
    """Print the report; raises LabelError where something must be mended."""
    from debtad.learn.label_check import check_labels, frozen_rows, report
    from debtad.model.score import Detector
    from debtad.signals.catalog import load_catalog

    read = read_labelled(options, unlabelled=True)
    corpus = None if options.no_base else corpus_at(options.base)
    findings = check_labels(
        read,
        test=frozen_rows(corpus) if corpus else (),
        detector=None if options.no_model else Detector.load(options.model),
        signals=[signal.id for signal in load_catalog()],
    )
    found = report(read, findings, _digests(options.labels))
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_check_lines(found)))
    bad = found["errors"] + (found["warnings"] if options.strict else 0)
    if bad:
        raise LabelError(f"{bad} findings in {found['rows']} rows must be mended: change or drop the rows named above")
    return OK


def _check_lines(found: Mapping[str, Any]) -> Iterator[str]:
    from debtad.learn.label_check import FINDINGS

    for one in found["findings"]:
        yield f"{one['where']:<24} {one['severity']:<8} {one['kind']:<15} {one['message']}"
    labels = ", ".join(f"{count} {label}" for label, count in found["labels"].items())
    yield f"{found['rows']} rows: {labels or 'none usable'}"
    for kind, count in found["counts"].items():
        yield f"{count:7d}  {kind:<15} {FINDINGS[kind][1]}"
    if not found["findings"]:
        yield "nothing to mend"


def _digests(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Path and SHA-256 (hex) of each file that was read."""
    import hashlib

    from debtad.learn.label_files import files_of

    found = []
    for path in files_of(paths):
        with path.open("rb") as file:
            found.append({"path": str(path), "sha256": hashlib.file_digest(file, "sha256").hexdigest()})
    return found


def convert(options: argparse.Namespace) -> int:
    """Read LABELS and write them as another format."""
    from debtad.learn.label_files import format_of
    from debtad.learn.label_write import write_items

    form = format_of(options.out, options.format)
    check_places(options, form, options.labels)
    read = read_labelled(options, unlabelled=options.action == "export")
    items = good_items(read, options.skip_bad)
    write_items(items, options.out, form, options.offsets)
    write_interface(options.interface, items)
    spans = sum(len(item.spans) for item in items)
    left = f", {read.unlabelled} without a label left out" if read.unlabelled else ""
    print(f"{options.out}: {len(items)} rows, {spans} spans of evidence, {form}{left}", file=sys.stderr)
    return OK


def check_places(options: argparse.Namespace, form: str, inputs: Iterable[Path]) -> None:
    """Raises OutputError where ``--out`` or ``--interface`` would cost an input, finished labels, or one another."""
    from debtad.learn.label_write import check_label_output
    from debtad.outputs import check_output

    inputs = list(inputs)
    check_label_output(options.out, form, inputs, force=options.force)
    interface = getattr(options, "interface", None)
    if interface is not None:
        check_output(
            interface, [options.out, *inputs], ours=lambda head: head.startswith(b"<View"), kind="labelling interface"
        )


def write_interface(place: Path | None, items: Iterable[Labelled]) -> None:
    """Write the labelling interface for these items, if a place is given."""
    if place is None:
        return
    from debtad.learn.label_studio import interface
    from debtad.learn.label_write import write_bytes
    from debtad.signals.catalog import load_catalog

    signals = {signal.id for signal in load_catalog() if not signal.counter}
    write_bytes(place, interface(signals | {span.signal for item in items for span in item.spans}).encode())
