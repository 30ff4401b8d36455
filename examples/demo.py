"""Score the texts in this folder with the shipped model and print each verdict in full."""

from pathlib import Path

import debtad
from debtad.render.terminal import print_verdict
from debtad.render.words import score_text

DEBT = 50_000  # yuan, so that a percentage fee can be turned into money


def main() -> None:
    here = Path(__file__).parent
    summary = []
    for path in sorted(here.glob("*/*.txt")):
        verdict = debtad.score(path.read_text(encoding="utf-8").strip(), debt=DEBT)
        print(f"\n===== examples/{path.parent.name}/{path.name}\n")
        print_verdict(verdict)
        summary.append((f"{path.parent.name}/{path.name}", verdict))
    print("\n===== in short\n")
    for name, verdict in summary:
        print(f"{verdict.level:<7} {score_text(verdict.score)}  {name:<34} {verdict.facts}")


if __name__ == "__main__":
    main()
