"""Write the files of the walk-through: ``python write_family.py FOLDER``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from family import family


def main(folder: Path) -> None:
    """``labels.jsonl`` (200 rows), ``held_out.jsonl`` (220 rows) and ``posts.jsonl`` (the labels' texts, unlabelled)."""
    folder.mkdir(parents=True, exist_ok=True)
    labels, held_out = family("labels", 130, 70), family("held_out", 150, 70)
    posts = [{key: row[key] for key in ("id", "text", "time")} for row in labels]
    for name, rows in (("labels", labels), ("held_out", held_out), ("posts", posts)):
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
