"""Long fuzzing in plain Python: ``python -m tests.fuzz.run --inputs 100000 [--door NAME] [--seed N]``.

What breaks a door is kept in ``tests/fuzz/crashes/`` and becomes a test (``tests/fuzz/test_doors.py`` replays them all).
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from random import Random

from tests.fuzz.door import MOST_SECONDS, Door
from tests.fuzz.doors import DOORS

CRASHES = Path(__file__).with_name("crashes")


def attempt(door: Door, data: bytes) -> str:
    """What is wrong with how a door takes ``data``, or ""."""
    started = time.process_time()
    try:
        door.take(data)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a panic of Rust is no Exception
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {str(error)[:200]}"
    spent = time.process_time() - started
    return f"took {spent:.1f} s" if spent > MOST_SECONDS else ""


def fuzz(
    door: Door, inputs: int, seed: int, seconds: float = float("inf"), *, keep: bool = True
) -> tuple[int, Counter[str]]:
    """How many inputs were tried, and what went wrong how often; the first input of each kind is kept (``keep``)."""
    dice = Random(f"{door.name}/{seed}")
    wrong: Counter[str] = Counter()
    attempt(door, door.seeds[0])  # what is built on first use is not the input's fault
    end = time.monotonic() + seconds
    tried = 0
    while tried < inputs and time.monotonic() < end:
        data = door.draw(dice)
        faulthandler.dump_traceback_later(60, exit=True)
        problem = attempt(door, data)
        faulthandler.cancel_dump_traceback_later()
        tried += 1
        if problem:
            kind = "slow" if problem.startswith("took ") else problem.partition(":")[0]
            if keep and not wrong[kind]:
                CRASHES.mkdir(exist_ok=True)
                path = CRASHES / f"{door.name}-{hashlib.sha256(data).hexdigest()[:12]}"
                path.write_bytes(data)
                print(f"{door.name}: {problem}\n  kept as {path}", flush=True)
            wrong[kind] += 1
    return tried, wrong


def main() -> int:
    """Fuzz every door, or one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000, help="inputs over all doors")
    parser.add_argument("--door", action="append", choices=tuple(DOORS))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="at most so long a door")
    options = parser.parse_args()
    doors = [DOORS[name] for name in options.door or DOORS]
    failed = 0
    for door in doors:
        started = time.process_time()
        tried, wrong = fuzz(door, -(-options.inputs // len(doors)), options.seed, options.seconds)
        failed += sum(wrong.values())
        spent = time.process_time() - started
        each = 1000 * spent / max(tried, 1)
        print(
            f"{door.name:<15} {tried:>8} inputs  {spent:6.0f} s  {each:6.2f} ms  {dict(wrong) or 'sound'}", flush=True
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
