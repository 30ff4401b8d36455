"""Put batches of composed texts into the corpus: ``python tools/add_batch.py BATCH.jsonl ... [--split train]``.

A row of a batch holds ``text``, ``label``, ``kind`` and, where there are any, ``subtype``, ``pair``, ``facts`` and ``group``;
the batch is named as its file. Rows that are near-duplicates of a row of the corpus, or of an earlier row of the batch that
is no partner of theirs, are left out, with their partners; identifiers are given in order. The counts of ``data/README.md``
are brought up to date; what the batch is like must be said there by hand.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from debtad.learn.corpus import NEAR, SPLITS, by_kind, grams, read_corpus, similar
from debtad.learn.labels import Row
from debtad.verdict import SUBTYPES

ROOT = Path(__file__).parent.parent
CORPUS, DATASHEET = ROOT / "data" / "corpus", ROOT / "data" / "README.md"


def read_batch(path: Path) -> list[dict[str, Any]]:
    """The rows of a batch with all their fields but ``id``. Raises KeyError where one has no text, label or kind."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            given = json.loads(line)
            row = {"text": given["text"].strip(), "label": given["label"], "kind": given["kind"]}
            row["subtype"] = given.get("subtype") or "none"
            row["group"] = given.get("group") or path.stem
            row["source"] = path.stem
            if given.get("pair"):
                row["pair"] = f"{path.stem}-{given['pair']}"
            row["facts"] = given.get("facts") or {}
            rows.append(row)
    return rows


def fresh(batch: Sequence[dict[str, Any]], corpus: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows of a batch that neither the corpus nor the batch itself holds already, each pair whole or not at all."""
    known = [grams(row.text) for row in corpus]
    left_out: set[int] = set()
    for first, second, _ in similar([*known, *(grams(row["text"]) for row in batch)], NEAR):
        one, other = first - len(known), second - len(known)
        if other < 0 or one in left_out:
            continue
        partners = one >= 0 and batch[one].get("pair") and batch[one].get("pair") == batch[other].get("pair")
        if not partners:
            left_out.add(other)
    single = {batch[number].get("pair") for number in left_out} - {None}
    return [row for number, row in enumerate(batch) if number not in left_out and row.get("pair") not in single]


def write_batch(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Write rows with identifiers in order."""
    with path.open("w", encoding="utf-8") as file:
        for number, row in enumerate(rows, 1):
            file.write(json.dumps({"id": f"{path.stem}-{number:04}", **row}, ensure_ascii=False) + "\n")


def counted(splits: dict[str, list[Row]], sheet: str) -> str:
    """The datasheet with the counts of the corpus of today."""
    whole = [row for name in SPLITS for row in splits[name]]
    lines = [
        "| split | rows | risky | safe | review | pairs | rows with facts | author batches |",
        "|---|---|---|---|---|---|---|---|",
        *(_split_line(name, rows) for name, rows in [*splits.items(), ("all", whole)]),
        "",
    ]
    risky = [row for row in whole if row.label == "risky"]
    short = sum(len(row.text) < 45 for row in risky) / len(risky)
    lines += [f"{short:.0%} of the risky rows have fewer than 45 characters.".replace("%", " %"), ""]
    lines += ["| kind | risky | safe | review |", "|---|---|---|---|"]
    for kind, rows in by_kind(whole).items():
        labels = Counter(row.label for row in rows)
        lines.append(f"| {kind} | {labels['risky']} | {labels['safe']} | {labels['review']} |")
    lines += ["", "| subtype of risky rows | rows |", "|---|---|"]
    subtypes = Counter(row.subtype for row in risky if row.subtype in SUBTYPES)
    lines += [f"| {name} | {count} |" for name, count in subtypes.most_common()]
    found = re.search(r"(?s)(?<=<!-- counts -->\n\n).*?(?=\n\n## )", sheet)
    if found is None:
        raise ValueError("the datasheet has no place for counts")
    return sheet[: found.start()] + "\n".join(lines) + sheet[found.end() :]


def _split_line(name: str, rows: Sequence[Row]) -> str:
    labels = Counter(row.label for row in rows)
    pairs = Counter((row.source, row.pair) for row in rows if row.pair)
    cells = [
        len(rows),
        *(labels[label] for label in ("risky", "safe", "review")),
        sum(count == 2 for count in pairs.values()),
        sum(bool(row.facts) for row in rows),
        len({row.source for row in rows}),
    ]
    return f"| {name} | " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    """Add the batches that the command line names."""
    parser = argparse.ArgumentParser(description="Put batches of composed texts into the corpus.")
    parser.add_argument("batches", nargs="*", type=Path, metavar="BATCH.jsonl")
    parser.add_argument("--split", choices=SPLITS, default="train")
    given = parser.parse_args()
    for path in given.batches:
        splits = read_corpus(CORPUS)
        batch = read_batch(path)
        rows = fresh(batch, (row for part in splits.values() for row in part if row.source != path.stem))
        write_batch(rows, CORPUS / given.split / f"{path.stem}.jsonl")
        print(f"{path.stem}: {len(rows)} rows added, {len(batch) - len(rows)} left out")
    DATASHEET.write_text(counted(read_corpus(CORPUS), DATASHEET.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
