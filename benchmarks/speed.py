"""How fast debtad is beside what one might use instead: all in one run, each figure the median of several, with spread.

    make benchmark                                        # writes benchmarks/results.md
    python -m benchmarks.speed --rows 20000 --rounds 5

Absolute figures hang on the machine and on what else it does; the ratios are what to look at. Rounds of all systems take
turns, so that a busy minute hits them all.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from benchmarks.speed_posts import EVERYDAY, ROOT, corpus, everyday, posts, write
from benchmarks.systems import KEYWORDS
from debtad.audit.batch import BatchScorer
from debtad.audit.chunk import Normalizer
from debtad.errors import InputError
from debtad.model.score import Detector, check_text
from debtad.text.normalize import normalize

RESULTS = Path(__file__).with_name("results.md")
AD = "网贷逾期别慌，法务全程代谈停息挂账，延期一到三年，先付500元定金，点头像"
_PACKAGES = ("ahocorasick_rs", "google-re2", "numpy", "orjson", "scikit-learn", "jieba", "fasttext-wheel")


class Figure(NamedTuple):
    """Seconds: the median of the rounds, the fastest and the slowest."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Figure:
        return cls(statistics.median(seconds), min(seconds), max(seconds))


def in_turns(tasks: dict[str, Callable[[], Any]], rounds: int, clock: Callable[[], float]) -> dict[str, Figure]:
    """Each task once a round, in turns; one round before that is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds + 1):
        for name, task in tasks.items():
            began = clock()
            task()
            if number:
                taken[name].append(clock() - began)
    return {name: Figure.of(seconds) for name, seconds in taken.items()}


class Lines:
    """The report as it grows; printed as well."""

    def __init__(self) -> None:
        self.text = ""

    def add(self, line: str = "") -> None:
        print(line, flush=True)
        self.text += line + "\n"

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.add("| " + " | ".join(head) + " |")
        self.add("|" + "---|" * len(head))
        for row in rows:
            self.add("| " + " | ".join(row) + " |")
        self.add()


def pipelines(folder: Path) -> dict[str, Callable[[list[str]], Any]]:
    """What one might build: fitted on the training rows of the corpus; ``folder`` takes what they need."""
    import joblib
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    from benchmarks.speed_cut import cut

    risky, safe = corpus("risky")[:4000], corpus("safe")[:4000]
    texts, labels = risky + safe, [1] * len(risky) + [0] * len(safe)
    words = make_pipeline(TfidfVectorizer(tokenizer=cut, token_pattern=None), LogisticRegression(max_iter=500))
    runs = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(2, 4), min_df=2), LogisticRegression(max_iter=500)
    )
    words.fit(texts, labels)
    runs.fit(texts, labels)
    joblib.dump(words, folder / "words.joblib")
    systems: dict[str, Callable[[list[str]], Any]] = {
        "TF-IDF (jieba) + logistic regression": words.predict_proba,
        "TF-IDF (characters 2–4) + logistic regression": runs.predict_proba,
    }
    keywords = KEYWORDS.read_text(encoding="utf-8").split()
    systems["keyword scan"] = lambda batch: [sum(word in text for word in keywords) for text in batch]
    try:
        import fasttext
    except ImportError:
        return systems
    lines = (f"__label__{label} {' '.join(text)}".replace("\n", " ") for text, label in zip(texts, labels, strict=True))
    (folder / "train.txt").write_text("\n".join(lines), encoding="utf-8")
    model = fasttext.train_supervised(str(folder / "train.txt"), epoch=5, wordNgrams=3, verbose=0, thread=1)
    systems["fastText (characters), predict"] = lambda batch: model.predict(
        [" ".join(text).replace("\n", " ") for text in batch]
    )
    return systems


def cold_start(lines: Lines, folder: Path, rounds: int) -> None:
    code = f"import joblib; print(joblib.load({str(folder / 'words.joblib')!r}).predict_proba([{AD!r}]))"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def start(*arguments: str) -> Callable[[], Any]:
        return lambda: subprocess.run(
            [sys.executable, *arguments], check=True, capture_output=True, env=environment, cwd=ROOT
        )

    tasks = {
        "bare Python": start("-c", "pass"),
        "`debtad score --json`": start("-m", "debtad", "score", "--json", AD),
        "pickled TF-IDF (jieba) pipeline": start("-c", code),
    }
    took = in_turns(tasks, rounds, time.perf_counter)
    bare = took["bare Python"].median
    lines.add("## Cold start\n")
    lines.table(
        ("what", "ms (median)", "least–most", "× bare Python"),
        [
            (n, f"{f.median * 1e3:.0f}", f"{f.least * 1e3:.0f}–{f.most * 1e3:.0f}", f"{f.median / bare:.1f}")
            for n, f in took.items()
        ],
    )
    ratio = took["pickled TF-IDF (jieba) pipeline"].median / took["`debtad score --json`"].median
    lines.add(f"`debtad score` answers {ratio:.1f} × as fast as the pickled pipeline.\n")


def rates(
    lines: Lines,
    detector: Detector,
    systems: dict[str, Callable[[list[str]], Any]],
    texts: dict[str, list[str]],
    rounds: int,
) -> None:
    batches = BatchScorer(detector)
    ours: dict[str, Callable[[list[str]], Any]] = {
        "debtad, in bulk (score)": batches.score,
        "debtad, in bulk (score, flagged explained)": lambda some: [
            detector.explain(weighed) for _, weighed in batches.score(some) if weighed is not None
        ],
        "debtad, one by one (score)": lambda some: [detector.weigh(text) for text in some],
    }
    every = ours | systems
    for name, some in texts.items():
        took = in_turns(
            {key: lambda run=run, some=some: run(some) for key, run in every.items()}, rounds, time.process_time
        )
        base = took["TF-IDF (jieba) + logistic regression"].median
        mean = statistics.mean(map(len, some))
        lines.add(f"## Scoring: {name}\n\n{len(some):,} posts of {mean:.0f} characters, processor time, one process.\n")
        lines.table(
            ("what", "posts/s (median)", "least–most", "× TF-IDF (jieba)"),
            [
                (
                    key,
                    f"{len(some) / f.median:,.0f}",
                    f"{len(some) / f.most:,.0f}–{len(some) / f.least:,.0f}",
                    f"{base / f.median:.1f}",
                )
                for key, f in took.items()
            ],
        )


def stages(lines: Lines, detector: Detector, texts: list[str], rounds: int) -> None:
    normalizer, batches = Normalizer(), BatchScorer(detector)
    tasks: dict[str, Callable[[], Any]] = {
        "canonical forms, one by one": lambda: [normalize(text) for text in texts],
        "canonical forms, in bulk": lambda: [
            normalizer.normalize(texts[at : at + 400]) for at in range(0, len(texts), 400)
        ],
        "the whole score, in bulk": lambda: batches.score(texts),
    }
    took = in_turns(tasks, rounds, time.process_time)
    lines.add("## Stages\n")
    lines.table(("stage", "µs a post"), [(name, f"{f.median / len(texts) * 1e6:.0f}") for name, f in took.items()])


def end_to_end(lines: Lines, files: dict[int, Path], rate: float, rounds: int) -> None:
    """``rate``: seconds a post of the TF-IDF (jieba) pipeline."""

    def audit(path: Path) -> tuple[float, float]:
        with tempfile.TemporaryDirectory() as out:
            command = [sys.executable, "-m", "benchmarks.speed", "--measure", "debtad", "audit", str(path)]
            command += ["--out", f"{out}/audit", "--no-report", "--jobs", "1", "--quiet"]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
        seconds, kilobytes = done.stdout.split()[-2:]
        return float(seconds), float(kilobytes)

    def copy(path: Path) -> float:
        began = time.process_time()
        with open(path, "rb") as source, tempfile.TemporaryFile() as target:
            target.writelines(orjson.dumps(orjson.loads(line)) + b"\n" for line in source)
        return time.process_time() - began

    rows = []
    for count, path in files.items():
        runs = [(audit(path), copy(path)) for _ in range(rounds)]
        ours = Figure.of([seconds for (seconds, _), _ in runs])
        copied = Figure.of([seconds for _, seconds in runs])
        memory = statistics.median(kilobytes for (_, kilobytes), _ in runs) / 1024
        spread = f"{count / ours.most:,.0f}–{count / ours.least:,.0f}"
        rows.append(
            (
                f"{count:,}",
                f"{count / ours.median:,.0f}",
                spread,
                f"{count * rate / ours.median:.1f}",
                f"{ours.median / copied.median:.1f}",
                f"{memory:.0f}",
            )
        )
    lines.add(
        "## Audit, end to end\n\nJSON lines in and out, `--no-report --jobs 1`, start included, processor time.\n"
    )
    lines.table(
        (
            "rows",
            "rows/s (median)",
            "least–most",
            "× TF-IDF (jieba), scoring alone",
            "× the time of reading and rewriting",
            "peak MB",
        ),
        rows,
    )


def worst_case(lines: Lines, detector: Detector, count: int) -> None:
    """Long texts of repeated pieces: what costs most to weigh and explain?"""
    import random

    draw = random.Random(5)
    pieces = [word for text in corpus("risky")[:300] for word in (text[:6], text[6:14])] + list("，。？！“”\n *-息账停")
    fixed = (
        "停息挂账",
        "停息挂账吗？",
        "“停息挂账”",
        "不停息挂账，",
        "付500元",
        "息8%",
        "停*息*挂*账",
        "亭息卦账",
        "债txgz",
        "停停停息息",
    )
    took: list[tuple[float, str]] = []
    for number in range(count + len(fixed)):
        unit = fixed[number] if number < len(fixed) else "".join(draw.choices(pieces, k=draw.randint(1, 6)))
        text = ("好" + unit * 20_000)[:20_000]
        try:
            check_text(text)
        except InputError:
            continue
        began = time.process_time()
        detector.score(text)
        took.append((time.process_time() - began, unit))
    took.sort(reverse=True)
    middle = statistics.median(seconds for seconds, _ in took)
    lines.add(
        f"## Worst case\n\n{len(took)} texts of 20,000 characters, each one piece repeated; weighed and explained.\n"
    )
    lines.add(f"Median {middle * 1e3:.0f} ms. The slowest:\n")
    lines.table(("ms", "repeated"), [(f"{s * 1e3:.0f}", json.dumps(u[:30], ensure_ascii=False)) for s, u in took[:5]])


def machine() -> str:
    versions = []
    for name in _PACKAGES:
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            versions.append(f"{name} not installed")
    cores = os.cpu_count()
    return f"{date.today()}; {platform.machine()}, {cores} cores, Python {platform.python_version()}; {', '.join(versions)}"


def measure(arguments: list[str]) -> int:
    """Run a command of debtad; print its processor seconds and peak memory (KB)."""
    from debtad.cli.main import main as debtad

    code = debtad(arguments)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    # Not ru_maxrss: that of a child begins with its parent's.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(usage.ru_utime + usage.ru_stime, status.partition("VmHWM:")[2].split()[0])
    return code


def main() -> int:
    if sys.argv[1:3] == ["--measure", "debtad"]:
        return measure(sys.argv[3:])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000, help="rows of the largest audited file")
    parser.add_argument("--posts", type=int, default=3_000, help="posts a round of scoring")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--worst", type=int, default=200, help="long texts tried")
    parser.add_argument("--everyday", type=Path, default=EVERYDAY, help="short everyday posts, JSON lines, gzipped")
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    lines = Lines()
    lines.add(f"# Speed\n\n{machine()}. Made by `make benchmark`. Off-topic texts: {everyday(options.everyday)[1]}.\n")
    detector = Detector.load()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        systems = pipelines(folder)
        cold_start(lines, folder, options.rounds)
        texts = {
            "97 % off topic": list(posts(options.posts, 2, place=options.everyday)),
            "posts on debt": list(posts(options.posts // 2, 3, debt=1.0, place=options.everyday)),
        }
        rates(lines, detector, systems, texts, options.rounds)
        stages(lines, detector, texts["97 % off topic"], options.rounds)
        words = systems["TF-IDF (jieba) + logistic regression"]
        files = {count: folder / f"{count}.jsonl" for count in (options.rows // 10, options.rows)}
        for count, path in files.items():
            write(path, count, place=options.everyday)
        some = texts["97 % off topic"]
        rate = in_turns({"words": lambda: words(some)}, options.rounds, time.process_time)["words"].median / len(some)
        end_to_end(lines, files, rate, min(options.rounds, 5))
    worst_case(lines, detector, options.worst)
    options.out.write_text(lines.text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
