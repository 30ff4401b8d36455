"""``debtad labels suggest``: from an audit's verdicts to a file of posts to label."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

from debtad.cli.labels_files import check_places, corpus_at, write_interface
from debtad.errors import OK, InputError


def suggest_posts(options: argparse.Namespace) -> int:
    """Pick posts and write them. Raises InputError and OutputError."""
    from debtad.cli.labels_posts import audited_texts, verdicts
    from debtad.learn.label_files import format_of
    from debtad.learn.label_write import write_items
    from debtad.learn.pool import choose_pool
    from debtad.learn.suggest import SHARES, Candidate, SuggestOptions, suggest
    from debtad.model.score import Detector

    form = format_of(options.out, options.format)
    if options.n < 1 or options.pool < 1:
        raise InputError("--n and --pool must be at least 1")
    check_places(options, form, _read_places(options))
    detector = Detector.load(options.model)
    pool = choose_pool(verdicts(options.audit), options.pool, options.n, options.seed)
    posts = audited_texts(options.audit, options.input, options.text, pool)
    known, frozen = _labelled(options)
    wanted = SuggestOptions(n=options.n, seed=options.seed, shares=options.shares or dict(SHARES))
    candidates = [Candidate(pool[key], text) for key, text in posts.items()]
    items = suggest(candidates, detector, known, frozen, wanted, say=_say)
    if form not in ("doccano", "label-studio"):
        items = [
            replace(item, spans=()) for item in items
        ]  # nobody marks spans in a table: hints would pass for labels
    write_items(items, options.out, form, options.offsets)
    write_interface(options.interface, items)
    ways = Counter(item.extra["picked_by"] for item in items)
    said = ", ".join(f"{ways[way]} {way}" for way in SHARES if ways[way])
    print(f"{options.out}: {len(items)} posts to label ({said}), {form}", file=sys.stderr)
    if len(items) < options.n:
        print(
            f"debtad: {options.n} were asked for: no more posts differ from these and from labelled ones",
            file=sys.stderr,
        )
    return OK


def _read_places(options: argparse.Namespace) -> list[Path]:
    """Everything that is read for a suggestion, and what else the audit left."""
    from debtad.audit.again import places_read

    corpus = corpus_at(options.base)
    given = [Path(place) for place in options.input or ()]
    return [*places_read(options.audit), *given, *options.labels, *([corpus] if corpus else [])]


def _say(line: str) -> None:
    print(f"debtad: {line}", file=sys.stderr, flush=True)


def _labelled(options: argparse.Namespace) -> tuple[list[str], list[str]]:
    """Texts labelled already, and those of the frozen test split."""
    from debtad.learn.corpus import training_places
    from debtad.learn.label_check import frozen_rows
    from debtad.learn.label_files import read_all
    from debtad.learn.labels import read_labels

    corpus = corpus_at(options.base)
    known = [row.text for row in read_labels(training_places(corpus))[0]] if corpus else []
    if options.labels:
        known += [item.row.text for item in read_all(options.labels).items]
    return known, [row.text for row in frozen_rows(corpus)] if corpus else []
