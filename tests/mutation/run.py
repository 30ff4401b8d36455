"""Mutation testing: ``python -m tests.mutation.run [--mutants 320] [--seed 0] [--module NAME]... [--again]``.

Each mutant of a seeded sample is put into a copy of the repository under ``build/mutation/`` and run against the tests
that concern its module, one after the other. Results are kept in ``build/mutation/results.jsonl``; ``--again`` runs
those that survived anew, where the code is the same. What cannot be noticed by any test stands with its reason in
``equivalent.json`` and does not count.
"""

from __future__ import annotations

import argparse
import compileall
import difflib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import NamedTuple

import ahocorasick_rs  # noqa: F401
import hypothesis  # noqa: F401
import pytest
import re2  # noqa: F401

from tests.mutation.mutants import Mutant, mutated, sample

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "mutation"
TREE = WORK / "tree"
RESULTS = WORK / "results.jsonl"
EQUIVALENT = Path(__file__).with_name("equivalent.json")

#: Mutants of each package in a sample of all.
SHARES = {"text": 140, "signals": 60, "model": 120}

_AMOUNTS = "tests/text/test_amounts.py tests/model/test_facts.py"
_NORMALIZE = "tests/text/test_normalize.py tests/text/test_tables.py"
_FACTS = "tests/model/test_facts.py tests/model/test_fact_weights.py"
_WHOLE = "tests/test_golden.py tests/test_features.py"

#: The tests that concern each module, the nearest first.
TESTS = {
    "text/amount_money": _AMOUNTS,
    "text/amount_months": _AMOUNTS,
    "text/amount_parts": _AMOUNTS,
    "text/amount_per": _AMOUNTS,
    "text/amount_percent": _AMOUNTS,
    "text/amount_tables": _AMOUNTS,
    "text/amounts": _AMOUNTS,
    "text/clauses": f"tests/text/test_clauses.py tests/signals/test_frames.py tests/signals/test_stance.py {_WHOLE}",
    "text/codewords": _NORMALIZE,
    "text/decode": "tests/text/test_decode.py tests/text/test_tables.py",
    "text/disguise": _NORMALIZE,
    "text/edits": _NORMALIZE,
    "text/evasion": f"{_NORMALIZE} tests/test_golden.py",
    "text/lexicon": _NORMALIZE,
    "text/normalize": _NORMALIZE,
    "text/numerals": f"tests/text/test_amounts.py {_NORMALIZE}",
    "text/patterns": f"{_NORMALIZE} {_AMOUNTS}",
    "text/speakers": "tests/text/test_speakers.py tests/model/test_conversation.py",
    "signals/match": f"tests/signals/test_match.py tests/signals/test_stance.py tests/model/test_score.py {_WHOLE}",
    "signals/stance": f"tests/signals/test_stance.py tests/signals/test_frames.py {_WHOLE}",
    "model/artifact": "tests/model/test_artifact.py tests/model/test_score.py",
    "model/charges": "tests/model/test_explain.py tests/model/test_facts.py",
    "model/columns": "tests/model/test_columns.py tests/test_ngrams.py tests/model/test_score.py",
    "model/conversation": "tests/model/test_conversation.py tests/test_golden.py",
    "model/current": "tests/model/test_current.py",
    "model/explain": "tests/model/test_explain.py tests/model/test_score.py",
    "model/fact_features": _FACTS,
    "model/fact_reading": _FACTS,
    "model/fact_roles": _FACTS,
    "model/fact_rules": _FACTS,
    "model/fact_voice": _FACTS,
    "model/fact_weights": _FACTS,
    "model/facts": f"{_FACTS} tests/model/test_score.py",
    "model/figures": _FACTS,
    "model/files": "tests/model/test_current.py tests/model/test_artifact.py",
    "model/score": f"tests/model/test_score.py tests/model/test_conversation.py {_WHOLE}",
    "model/subtypes": "tests/model/test_score.py tests/model/test_artifact.py",
    "model/tables": "tests/model/test_tables.py tests/model/test_artifact.py",
}

#: A mutant may take so many times the processor time that the sound code takes, and so many seconds more.
PATIENCE, GRACE = 3.0, 10.0

#: Bytes of memory that a mutant may take.
MEMORY = 8 << 30


class Result(NamedTuple):
    """What became of a mutant: ``killed``, ``timeout`` (killed, too) or ``survived``."""

    mutant: Mutant
    was: str
    now: str
    outcome: str
    seconds: float


def main() -> int:
    """Run a sample, or again what survived, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", type=int, default=sum(SHARES.values()), help="over all packages")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--module", action="append", choices=tuple(TESTS), help="only of this module (repeatable)")
    parser.add_argument("--again", action="store_true", help="only those that survived the last time")
    options = parser.parse_args()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    make_tree()
    results = {result.mutant: result for result in read_results()} if options.again else {}
    survivors = [mutant for mutant, result in results.items() if result.outcome == "survived"]
    chosen = survivors if options.again else draw(options.mutants, options.seed)
    if options.module:
        chosen = [mutant for mutant in chosen if mutant.module in options.module]
    equivalent = known_equivalents()
    sound: dict[str, float] = {}
    for number, mutant in enumerate(chosen, 1):
        tests = TESTS[mutant.module]
        if tests not in sound:
            sound[tests] = check_sound(tests)
        result = attempt(mutant, sound[tests], equivalent)
        results[mutant] = result
        RESULTS.write_text("".join(map(_line, results.values())), encoding="utf-8")
        print(f"{number}/{len(chosen)} {mutant.module}:{mutant.line} {result.outcome}", flush=True)
        if result.outcome == "survived":
            print(f"    - {result.was}\n    + {result.now}", flush=True)
    print(table(results.values()))
    return 0


def draw(count: int, seed: int) -> list[Mutant]:
    """The sample: each package's share of ``count``."""
    found: list[Mutant] = []
    for package, share in SHARES.items():
        modules = {name: _path(name, ROOT).read_text("utf-8") for name in TESTS if name.startswith(f"{package}/")}
        found += sample(modules, round(count * share / sum(SHARES.values())), seed)
    return found


def make_tree() -> None:
    """The files of the repository, as they are now, in a folder of their own."""
    listed = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    shutil.rmtree(TREE, ignore_errors=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).exists():
            (TREE / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, TREE / name)
    # By hash, so that a mutant of the same size and second is not taken for the code that was compiled before.
    compileall.compile_dir(TREE / "debtad", quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)


def check_sound(tests: str) -> float:
    """Seconds of processor time that tests take with the sound code, which must pass them."""
    code, output, spent = run_tests(tests, 600.0)
    if code:
        raise SystemExit(f"the sound code fails: {tests}\n{output}")
    return spent


def attempt(mutant: Mutant, sound: float, equivalent: set[tuple[str, str, str, int]]) -> Result:
    """Put a mutant in, run its tests and take it out again."""
    path = _path(mutant.module, TREE)
    source = path.read_text("utf-8")
    changed = mutated(source, mutant)
    was, now = _difference(source, changed)
    if (mutant.module, was, now, nth(source, mutant.line)) in equivalent:
        return Result(mutant, was, now, "equivalent", 0.0)
    path.write_text(changed, encoding="utf-8")
    try:
        code, _, spent = run_tests(TESTS[mutant.module], PATIENCE * sound + GRACE)
    finally:
        path.write_text(source, encoding="utf-8")
    outcome = {0: "survived", 1: "killed", 2: "killed"}.get(code, "timeout" if code < 0 else "killed")
    return Result(mutant, was, now, outcome, round(spent, 1))


def run_tests(tests: str, seconds: float) -> tuple[int, str, float]:
    """The exit code of pytest (negative: ended by a signal), what it wrote, and the processor time it took.

    It runs in a fork of this process, which has imported what is slow to import and is not under test; it may take
    ``seconds`` of processor time.
    """
    output = WORK / "output.txt"
    child = os.fork()
    if not child:
        try:
            _become_pytest(tests, seconds, output)
        finally:
            os._exit(3)
    try:
        _, status, used = os.wait4(child, 0)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)  # workers that the tests began outlive them for minutes
    return os.waitstatus_to_exitcode(status), output.read_text("utf-8", "replace"), used.ru_utime + used.ru_stime


def _become_pytest(tests: str, seconds: float, output: Path) -> None:
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(int(10 * seconds))
    with output.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.chdir(TREE)
    os.environ["PYTHONPATH"] = str(TREE)
    sys.path[:] = [str(TREE), *(path for path in sys.path if Path(path).resolve() != ROOT)]
    for name in [name for name in sys.modules if name.partition(".")[0] in ("tests", "debtad")]:
        del sys.modules[name]
    options = ["-x", "--tb=line", "-p", "no:cacheprovider", "-m", "not slow and not browser"]
    os._exit(pytest.main([*options, *tests.split()]))


def _path(module: str, root: Path) -> Path:
    return root / "debtad" / f"{module}.py"


def _difference(source: str, changed: str) -> tuple[str, str]:
    """The lines that differ, as they were and as they are now."""
    lines = [line for line in difflib.ndiff(source.split("\n"), changed.split("\n")) if line[0] in "-+"]
    was, now = ([line[1:].strip() for line in lines if line[0] == sign] for sign in "-+")
    return "\n".join(was), "\n".join(now)


def known_equivalents() -> set[tuple[str, str, str, int]]:
    """Mutants that no test can notice: module, lines as they were and as they are now, and which of equal lines it is."""
    entries = json.loads(EQUIVALENT.read_text("utf-8"))
    return {(entry["module"], entry["was"], entry["now"], entry.get("nth", 1)) for entry in entries}


def nth(source: str, line: int) -> int:
    """Of lines that read alike, which one stands at ``line``."""
    lines = [text.strip() for text in source.split("\n")]
    return lines[:line].count(lines[line - 1])


def read_results() -> list[Result]:
    """What an earlier run found."""
    rows = [json.loads(line) for line in RESULTS.read_text("utf-8").splitlines()]
    return [Result(**(row | {"mutant": Mutant(**row["mutant"])})) for row in rows]


def _line(result: Result) -> str:
    return json.dumps(result._asdict() | {"mutant": result.mutant._asdict()}, ensure_ascii=False) + "\n"


def table(results: Iterable[Result]) -> str:
    """Scores by package and module, in Markdown."""
    counts: dict[str, dict[str, int]] = {}
    for result in results:
        module = result.mutant.module
        for name in (module.partition("/")[0], module, "together"):
            row = counts.setdefault(name, dict.fromkeys(("killed", "timeout", "survived", "equivalent"), 0))
            row[result.outcome] += 1
    lines = ["| | mutants | equivalent | killed | survived | score |", "|---|---|---|---|---|---|"]
    for name, row in sorted(counts.items()):
        killed = row["killed"] + row["timeout"]
        score = killed / max(killed + row["survived"], 1)
        lines.append(
            f"| {name} | {sum(row.values())} | {row['equivalent']} | {killed} | {row['survived']} | {score:.0%} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    started = time.monotonic()
    code = main()
    print(f"{time.monotonic() - started:.0f} s")
    raise SystemExit(code)
