"""What the tests of whole audits share: the size of their made-up scrape, posts to audit, results to compare."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

#: Rows of the made-up scrape.
COUNT = 300


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def results(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir()) if path.is_file()}


def write_posts(path: Path, *texts: str, **more: str) -> Path:
    records = [{"id": str(n), "text": text, "account": "a1", **more} for n, text in enumerate(texts)]
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    return path


def from_arrow(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON has it, from what Parquet gives back."""
    evidence = [{**item, "value": _value(item["value"])} for item in row["evidence"]]
    facts = {name: value for name, value in row["facts"].items() if value is not None}
    return {
        **{k: v for k, v in row.items() if k not in ("truncated", "allowed") or v},
        "facts": facts,
        "evidence": evidence,
    }


def _value(numbers: Sequence[float] | None) -> float | list[float] | None:
    if not numbers:
        return None
    return numbers[0] if len(numbers) == 1 else list(numbers)
