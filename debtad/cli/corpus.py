"""``debtad corpus check``: does a corpus keep its own rules?"""

from __future__ import annotations

import argparse
from pathlib import Path

from debtad.errors import OK, LabelError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("action", choices=("check", "count"), help="what to do")
    parser.add_argument("corpus", type=Path, metavar="DIR", help="a folder with train/, validation/ and test/")
    for name, default in (("rows", 2000), ("risky", 800), ("pairs", 100), ("facts", 200), ("kind", 10)):
        parser.add_argument(f"--{name}", type=int, default=default, help=f"least {name} wanted (default {default})")


def run(options: argparse.Namespace) -> int:
    """Print every broken rule, or counts by split and kind. Raises LabelError where a rule is broken."""
    from debtad.learn.corpus import by_kind, check_corpus, read_corpus

    if options.action == "count":
        splits = read_corpus(options.corpus)
        print(f"{'kind':<28}" + "".join(f"{name:>12}" for name in splits) + f"{'risky':>9}{'safe':>9}{'review':>9}")
        rows = [row for part in splits.values() for row in part]
        for kind, found in by_kind(rows).items():
            counts = "".join(f"{sum(r.kind == kind for r in part):12d}" for part in splits.values())
            labels = "".join(f"{sum(r.label == x for r in found):9d}" for x in ("risky", "safe", "review"))
            print(f"{kind:<28}{counts}{labels}")
        total = "".join(f"{len(part):12d}" for part in splits.values())
        labels = "".join(f"{sum(r.label == x for r in rows):9d}" for x in ("risky", "safe", "review"))
        print(f"{'all':<28}{total}{labels}")
        return OK
    least = {name: getattr(options, name) for name in ("rows", "risky", "pairs", "facts", "kind")}
    problems = list(check_corpus(options.corpus, least))
    for problem in problems:
        print(problem)
    if problems:
        raise LabelError(f"{len(problems)} broken rules in {options.corpus}: mend or drop the rows named above")
    print(f"{options.corpus}: all rules hold")
    return OK
