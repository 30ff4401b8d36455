"""``debtad labels suggest``: from an audit's verdicts to a file of posts to label."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any

from debtad.cli.labels_files import corpus_at, write_interface
from debtad.errors import OK, InputError


def suggest_posts(options: argparse.Namespace) -> int:
    """Pick posts and write them. Raises InputError and OutputError."""
    from debtad.learn.label_files import format_of
    from debtad.learn.label_write import write_items
    from debtad.learn.pool import choose_pool
    from debtad.learn.suggest import SHARES, Candidate, SuggestOptions, suggest
    from debtad.model.score import Detector

    form = format_of(options.out, options.format)
    if options.n < 1 or options.pool < 1:
        raise InputError("--n and --pool must be at least 1")
    detector = Detector.load(options.model)
    pool = choose_pool(_verdicts(options.audit), options.pool, options.n, options.seed)
    posts = _posts(options, pool)
    known, frozen = _labelled(options)
    wanted = SuggestOptions(n=options.n, seed=options.seed, shares=options.shares or dict(SHARES))
    items = suggest([Candidate(pool[key], text) for key, text in posts.items()], detector, known, frozen, wanted)
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


def _verdicts(folder: Path) -> Iterator[Mapping[str, Any]]:
    """Rows of an audit's ``verdicts``. Raises InputError."""
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder: give one that `debtad audit` wrote")
    path = folder / "verdicts.jsonl"
    if path.is_file():
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                except ValueError as error:
                    raise InputError(f"{path}:{number}: not JSON: {error}: run `debtad audit` again") from error
                if not isinstance(row, dict):
                    raise InputError(f"{path}:{number}: not a row of verdicts: run `debtad audit` again")
                yield row
        return
    from debtad.learn.label_records import records

    for name in ("verdicts.parquet", "verdicts.csv"):
        if (folder / name).is_file():
            yield from (row for _, row in records(folder / name))
            return
    raise InputError(f"{folder}: holds no verdicts: give a folder that `debtad audit` wrote")


def _posts(options: argparse.Namespace, pool: Mapping[Any, Any]) -> dict[Any, str]:
    """The texts of pooled rows, read again from the audited files. Raises InputError where they are not what they were."""
    if find_spec("debtad.audit") is None or find_spec("debtad.audit.readers") is None:
        raise InputError("this installation has no `debtad audit`, which reads the posts again")
    from debtad.learn.pool import key_of

    readers, columns = import_module("debtad.audit.readers"), import_module("debtad.audit.columns")
    summary = _summary(options.audit)
    recorded = [str(one["path"]) for one in summary.get("inputs", ()) if isinstance(one, dict) and one.get("path")]
    paths = options.input or recorded
    if not paths:
        raise InputError(f"{options.audit}: summary.json names no inputs: name the audited files with --input")
    by_name = {(Path(source).name, row): (source, row) for source, row in pool}
    texts: dict[Any, str] = {}
    named = summary.get("columns")
    posts = chain.from_iterable(
        readers.read_posts([path], columns.Wanted(**_columns(path, options.text, named))) for path in paths
    )
    for post in posts:
        if not hasattr(post, "text"):
            continue
        key = key_of({"source": post.source, "row": post.row})
        if options.input and key not in pool:
            key = by_name.get((Path(post.source).name, post.row), key)
        row = pool.get(key)
        if row is not None and (not row.get("id") or str(row["id"]) == post.id):
            texts[key] = post.text
            if len(texts) == len(pool):
                break
    if not texts:
        raise InputError(f"none of the audited posts stand in {', '.join(paths)}: name the files with --input")
    if len(texts) < len(pool):
        print(f"debtad: {len(pool) - len(texts)} audited posts are no longer in their files", file=sys.stderr)
    return texts


def _columns(path: str, text: list[str] | None, named: Any) -> dict[str, Any]:
    """The columns of text and id in a file: as the user says, else as the audit recorded them for a file of that name."""
    if text:
        return {"text": tuple(text)}
    for source, columns in named.items() if isinstance(named, dict) else ():
        if Path(source).name == Path(path).name and isinstance(columns, dict) and columns.get("text"):
            return {"text": tuple(columns["text"]), "id": str(columns.get("id") or "")}
    return {}


def _summary(folder: Path) -> dict[str, Any]:
    path = folder / "summary.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read: {error}: run `debtad audit` again") from error
    return found if isinstance(found, dict) else {}
