"""What the tests of whole audits share: the size of their made-up scrape, posts to audit, results to compare."""

from __future__ import annotations

import json
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
