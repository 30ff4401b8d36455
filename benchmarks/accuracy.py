"""``make benchmark-accuracy``: debtad, what one might build instead, and debtad with parts switched off, measured on the
same test rows after training on the same rows, in one run; and the tables in the documents.

    python -m benchmarks.accuracy [--corpus data/corpus] [--everyday PATH] [--cache DIR] [--quick] [--no-write]

The rows to learn from are the corpus's train and validation splits. The shipped model is measured as it is where it was
trained on these very rows; otherwise a model is trained. ``--cache`` keeps what one run measured for the next; an entry
is used only while rows, posts and every file of the package and of this folder are the same.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import measures, systems, tables
from debtad.errors import DebtadError
from debtad.learn.corpus import read_corpus
from debtad.learn.evaluate import evaluate, score_rows
from debtad.learn.join import rows_sha256
from debtad.learn.labels import Row
from debtad.learn.robustness import detector_scores, robustness
from debtad.learn.train import train, unique_rows
from debtad.model.score import Detector

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "README.zh-CN.md", "docs/accuracy.md")
RESULT = ROOT / "benchmarks" / "accuracy.json"


class Kept:
    """What was measured, by name, in ``folder`` if there is one; ``state`` says of what it was measured."""

    def __init__(self, folder: Path | None, state: str) -> None:
        self._folder = folder
        self._state = state

    def get(self, name: str, measure: Callable[[], Any]) -> Any:
        """What ``measure()`` gives, or gave under the same state."""
        place = self._folder / f"{name}-{self._state}.json" if self._folder else None
        if place is not None and place.is_file():
            return json.loads(place.read_text(encoding="utf-8"))
        started = time.monotonic()
        found = measure()
        print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
        if place is not None:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(json.dumps(found), encoding="utf-8")
        return found


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the table, write it into the documents."""
    parser = argparse.ArgumentParser(prog="benchmarks.accuracy", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--corpus", type=Path, default=ROOT / "data" / "corpus", help="folder with train, validation, test"
    )
    parser.add_argument("--model", default=str(ROOT / "models" / "default"), help="the model to measure as debtad")
    parser.add_argument(
        "--everyday",
        type=Path,
        default=ROOT.parent / "shared" / "data" / "everyday_posts.jsonl.gz",
        help="posts without advertisements (gzipped JSON Lines with text); left out where there is no such file",
    )
    parser.add_argument("--cache", type=Path, help="folder to keep measurements in between runs")
    parser.add_argument("--halves", type=int, default=3, help="how many halves of the real-style sites to hold out")
    parser.add_argument("--quick", action="store_true", help="only debtad itself, without held-out sites")
    parser.add_argument("--no-write", action="store_true", help="print, and leave the documents as they are")
    options = parser.parse_args(arguments)
    try:
        result = measure(options)
        print("\n".join(tables.terminal(result)))
        if not options.no_write and not options.quick:
            RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            for name in DOCUMENTS:
                tables.write_blocks(ROOT / name, result)
    except DebtadError as error:
        print(f"benchmarks.accuracy: {error}", file=sys.stderr)
        return error.code
    return 0


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Everything that the tables show, as plain data."""
    splits = read_corpus(options.corpus)
    known = unique_rows([*splits["train"], *splits.get("validation", [])])
    test = splits["test"]
    posts = measures.everyday_posts(options.everyday)
    kept = Kept(options.cache, _state(known, test, posts, options.model))
    detector, shipped = _detector(options.model, known)
    report = kept.get("report", lambda: evaluate(score_rows(test, detector), detector))
    result: dict[str, Any] = {
        "model": {"name": detector.model.ref.name, "sha256": detector.model.ref.sha256, "shipped": shipped},
        "trained_on": len(known),
        "test_sources": len({row.source for row in test}),
        "everyday": kept.get("everyday", lambda: measures.everyday_levels(posts, detector)),
        "report": report,
        "evasion": kept.get(
            "evasion", lambda: robustness(test, detector_scores(detector), detector.model.thresholds["high"])
        ),
        "systems": [],
        "held_out": [],
    }
    for name, make in _makers(known, detector, options.quick):
        before = _measured_before(result) if name == "debtad" else None
        found = kept.get(name, lambda make=make, before=before: _measured(make(), test, posts, before))
        if found is not None:
            result["systems"].append(found)
    if not options.quick:
        for seed in range(options.halves):
            half = kept.get(f"held-out-{seed}", lambda seed=seed: measures.held_out_sites(known, seed))
            result["held_out"].append(half)
    return result


def _measured(
    system: systems.System | None, test: list[Row], posts: list[str], before: dict[str, Any] | None
) -> dict[str, Any] | None:
    if system is None:
        return None
    return {"name": system.name, "title": system.title, **measures.columns(system, test, posts, before)}


def _measured_before(result: dict[str, Any]) -> dict[str, Any]:
    """What the report on debtad itself holds already."""
    everyday = result["everyday"]
    return {
        "alarms": everyday["high"] if everyday else None,
        "evasion_recall": result["evasion"]["all"][str(measures.STRENGTH)]["recall"],
    }


def _makers(
    rows: list[Row], detector: Detector, quick: bool
) -> Iterator[tuple[str, Callable[[], systems.System | None]]]:
    """Name and maker of each system, in the order of the table; a maker gives None where a library is missing."""
    if not quick:
        for number in (1, 2):
            yield f"keywords_{number}", lambda number=number: list(systems.keyword_systems())[number - 1]
        yield "signals", lambda: systems.ablation("signals", rows)
        for name in systems.PLAIN:
            yield name, lambda name=name: systems.plain_system(name, rows)
        yield "fasttext", lambda: _fasttext(rows)
        for name in ("no_signals", "no_stance", "no_ngrams", "no_evasion"):
            yield name, lambda name=name: systems.ablation(name, rows)
    yield "debtad", lambda: systems.debtad(detector)


def _fasttext(rows: list[Row]) -> systems.System | None:
    with tempfile.TemporaryDirectory() as folder:
        return next(systems.fasttext_systems(rows, Path(folder)), None)


def _detector(place: str, rows: list[Row]) -> tuple[Detector, bool]:
    """The model at ``place`` if it learned from these very rows, else one trained on them now."""
    shipped = Detector.load(place)
    if shipped.model.training.get("data_sha256") == rows_sha256(rows):
        return shipped, True
    print(f"{place} was trained on other rows: training a model on these", file=sys.stderr, flush=True)
    return Detector(train(rows, "default").model), False


def _state(known: list[Row], test: list[Row], posts: list[str], model: str) -> str:
    """A digest of all that a measurement depends on."""
    digest = hashlib.sha256(f"{rows_sha256(known)}{rows_sha256(test)}{len(posts)}".encode())
    code = [ROOT / "benchmarks", ROOT / "debtad"]
    for place in sorted(
        p for folder in code for p in folder.rglob("*") if p.suffix in {".py", ".toml", ".json", ".txt"}
    ):
        if place != RESULT and "_models" not in place.parts:
            digest.update(place.read_bytes())
    digest.update((Path(model) / "model.json").read_bytes() if (Path(model) / "model.json").is_file() else b"")
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main())
