"""One door under atheris, guided by coverage: ``python -m tests.fuzz.atheris_door NAME [options]``; see ``make fuzz``."""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["debtad"]):
    from tests.fuzz.doors import DOORS
    from tests.fuzz.run import CRASHES, attempt

    for seed in DOORS[sys.argv[1]].seeds:  # doors import what they need when they are used
        attempt(DOORS[sys.argv[1]], seed)


def main() -> None:
    """Seeds go into the corpus folder, crashes into ``tests/fuzz/crashes``."""
    door = DOORS[sys.argv[1]]
    corpus = Path("build") / "fuzz" / door.name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(door.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [
        sys.argv[0],
        str(corpus),
        f"-artifact_prefix={CRASHES}/{door.name}-",
        "-timeout=20",
        "-len_control=0",
        *sys.argv[2:],
    ]
    atheris.Setup(options, door.take)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
