"""Write the transcripts of the documents anew: what a command prints with the shipped model, cut to a first screen.

    python tools/write_transcripts.py

A transcript stands between ``<!-- transcript -->`` and ``<!-- /transcript -->`` as a code block whose first line is the
command, ``$ debtad score OPTIONS < FILE``. The command is run as it stands there. Of what it prints the document keeps the
headline and the text, the titles of the first reasons, the cost and the first piece of advice; ``…`` stands for the rest.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from debtad.render.words import word

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "README.zh-CN.md")

#: Columns of the terminal: what a code block shows on GitHub without scrolling.
WIDTH = 89

_BLOCK = re.compile(
    r"(<!-- transcript -->\n\n```text\n\$ (?P<command>[^\n]+)\n).*?(```\n\n<!-- /transcript -->)", re.DOTALL
)
#: Sections that are kept, and how many of their entries, where not all are.
_KEPT = {"evidence": 4, "cost": 0, "advice": 1}
_LEFT_OUT = "  …"


def main() -> None:
    """Write every transcript of every document."""
    for name in DOCUMENTS:
        path = ROOT / name
        path.write_text(written(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


def written(page: str) -> str:
    """The page with its transcripts as the shipped model gives them."""
    return _BLOCK.sub(
        lambda block: f"{block[1]}{excerpt(printed(block['command']), lang(block['command']))}{block[3]}", page
    )


def lang(command: str) -> str:
    """The language in which a command explains: "zh" or "en".

    >>> lang("debtad score --lang en < ad.txt"), lang("debtad score < ad.txt")
    ('en', 'zh')
    """
    return "en" if "--lang en" in command else "zh"


def printed(command: str) -> str:
    """What ``debtad … < FILE`` prints. Raises CalledProcessError where it fails."""
    asked, _, file = command.partition(" < ")
    model = str(ROOT / "models" / "default")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": str(WIDTH)}
    with open(ROOT / file, "rb") as text:
        ran = subprocess.run(
            [sys.executable, "-m", *shlex.split(asked), "--model", model],
            stdin=text,
            capture_output=True,
            env=environment,
            check=True,
        )
    return ran.stdout.decode()


def excerpt(shown: str, lang: str) -> str:
    """The lines of an explained verdict that a first screen has room for."""
    return "".join(f"{line}\n" for line in _excerpt([line.rstrip() for line in shown.splitlines()], lang))


def _excerpt(lines: list[str], lang: str) -> Iterator[str]:
    titles = {word(key, lang): key for key in _KEPT}
    section, told = "head", 0
    for line in lines:
        if line.endswith("──"):
            section, told = titles.get(line.rstrip("─").rstrip(), ""), 0
            if section:
                yield line
        elif section in ("evidence", "advice"):
            entry = line[2:3] == "•" or "①" <= line[2:3] <= "⑳"
            told += entry
            if told <= _KEPT[section] and (entry or section == "advice"):
                yield line
        elif section:
            yield line
    yield _LEFT_OUT


if __name__ == "__main__":
    main()
