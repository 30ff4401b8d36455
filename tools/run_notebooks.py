"""Run the notebooks from top to bottom, each in a fresh kernel (needs the extra ``notebooks``).

``python tools/run_notebooks.py`` runs all of notebooks/ and throws the results away: it fails where a cell raises, or where
all together take longer than ``--most`` seconds. With ``--write`` the outputs are kept in the files. Names choose some
of them.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"

#: What all notebooks together may take, in seconds, on two cores that do nothing else.
MOST = 300.0

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def main(arguments: list[str]) -> int:
    """Run and tell; 1 where a notebook failed or all took too long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="for example 03 or 03_audit (default: all)")
    parser.add_argument("--write", action="store_true", help="keep the outputs in the files")
    parser.add_argument("--most", type=float, default=MOST, metavar="SECONDS", help=f"for all together ({MOST:g})")
    options = parser.parse_args(arguments)
    # The kernels import debtad from this checkout, whatever else is installed.
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(NOTEBOOKS.parent), os.environ.get("PYTHONPATH", "")]))
    failed, begun = [], time.monotonic()
    for path in chosen(options.names):
        start = time.monotonic()
        error = run(path, write=options.write)
        print(f"{path.name}: {time.monotonic() - start:.0f} s{'' if error is None else ', failed'}", flush=True)
        if error is not None:
            print(error, file=sys.stderr)
            failed.append(path.name)
    spent = time.monotonic() - begun
    print(f"{spent:.0f} s together, {options.most:.0f} allowed")
    return 1 if failed or spent > options.most else 0


def chosen(names: list[str]) -> Iterator[Path]:
    """The notebooks whose file names begin with one of ``names``, all where none is given."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if not names or any(path.name.startswith(name) for name in names):
            yield path


def run(path: Path, *, write: bool) -> str | None:
    """Run one notebook; what the failing cell said, or None. Outputs are stripped of what differs from run to run."""
    book = nbformat.read(path, as_version=4)
    client = NotebookClient(book, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(NOTEBOOKS)}})
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        return "\n".join(_COLOUR.sub("", str(error)).splitlines()[-30:])
    if write:
        for cell in book.cells:
            cell.metadata.pop("execution", None)  # the times at which cells ran
        book.metadata.language_info = {"name": "python"}
        nbformat.write(book, path)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
