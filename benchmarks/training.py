"""How long training takes and what memory it needs: ``python benchmarks/training.py [ROWS…]`` (default 1,000 10,000).

Rows are made from clauses of the corpus: each text joins clauses of two rows of one label, so that vocabulary and signals
grow as they do with real labels. Every size runs in a process of its own.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def write_rows(count: int, path: Path) -> None:
    """``count`` labelled rows in groups of 50."""
    from debtad.learn.labels import REVIEW, read_labels

    rows = [row for row in read_labels([ROOT / "data" / "corpus" / "train"])[0] if row.label != REVIEW]
    by_label = {label: [row.text for row in rows if row.label == label] for label in ("risky", "safe")}
    picked = random.Random(count)
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            label = "risky" if number % 5 < 2 else "safe"
            one, other = picked.sample(by_label[label], 2)
            text = one[: len(one) // 2] + other[len(other) // 2 :]
            record = {"id": str(number), "text": text, "label": label, "group": str(number // 50)}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def main(sizes: list[int]) -> None:
    """Print a line for each size."""
    print(f"{'rows':>8} {'seconds':>8} {'ms a row':>9} {'peak MB':>8}")
    for count in sizes:
        with tempfile.TemporaryDirectory() as folder:
            labels = Path(folder) / "labels.jsonl"
            write_rows(count, labels)
            begun = time.perf_counter()
            command = [sys.executable, "-m", "debtad", "train", str(labels), "--out", f"{folder}/model", "--quiet"]
            subprocess.run(command, check=True)
            spent = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{count:8d} {spent:8.1f} {spent / count * 1000:9.2f} {peak:8.0f}", flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main([int(size.replace(",", "")) for size in sys.argv[1:]] or [1_000, 10_000])
