"""Where a command may write, never over what it reads and over another's file only where that is asked for; and how: whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from debtad.errors import OutputError

Place = str | os.PathLike[str]

#: So much of a file's beginning tells what it is (bytes).
_HEAD = 64


@contextmanager
def replacing(path: Place) -> Iterator[Path]:
    """A path beside ``path`` to write to, which takes its place when all went well: readers see the old file or the whole
    new one, also after a power cut. Where something fails, nothing is left of it. A link stays one; a device or a pipe is
    written to itself. Raises OSError.
    """
    place = Path(os.path.realpath(path))
    if place.exists() and not place.is_file():
        yield place
        return
    part = place.with_name(place.name + ".part")
    try:
        yield part
        with open(part, "r+b") as file:
            os.fsync(file.fileno())
        os.replace(part, place)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def check_output(
    out: Place, inputs: Iterable[Place] = (), *, ours: Callable[[bytes], bool] | None = None, kind: str = ""
) -> None:
    """Raises OutputError where ``out`` is one of ``inputs``, under whatever name, or stands already in a folder of them.

    ``ours`` tells from its first bytes whether a file that stands there is of the ``kind`` that will be written: one that
    is not stays as it is. An empty file is nobody's.
    """
    for place in inputs:
        if _same(out, place):
            raise OutputError(f"{out}: is an input of this command and would be lost: choose another place")
    if ours is None:
        return
    try:
        with open(out, "rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return  # nothing is there, or writing says why it cannot be
    if head and not ours(head):
        raise OutputError(f"{out}: is there already and is no {kind}: choose another place, or move it away")


def _same(out: Place, place: Place) -> bool:
    """One file under two names (through links, too), or a file that stands in a folder that is read."""
    try:
        if os.path.samefile(out, place):
            return True
    except OSError:
        pass  # one of them is not there
    try:
        there, given = Path(out).resolve(), Path(place).resolve()
    except (OSError, RuntimeError):
        return False
    return there == given or (os.path.isdir(given) and os.path.exists(there) and given in there.parents)
