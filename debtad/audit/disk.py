"""Writing that says, in one line, what went wrong and that the work is not lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from debtad import outputs
from debtad.errors import OutputError


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns failures to write into OutputError. What was committed stays, so the advice is to resume."""
    try:
        yield
    except sqlite3.Error as error:
        raise OutputError(f"{path}: cannot be written: {error}: free some space and run again with --resume") from error
    except OSError as error:
        name = error.filename if isinstance(error.filename, str) else path
        raise OutputError(
            f"{name}: cannot be written: {error.strerror or error}: mend that (space, permissions) and run again "
            "with --resume"
        ) from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """:func:`debtad.outputs.replacing`, whose failures are told as those of :func:`writing`."""
    with writing(path), outputs.replacing(path) as part:
        yield part
