"""What every reader gives: tables of raw rows, from which only the columns asked for are taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple


class Raw(NamedTuple):
    """One raw row: its values in the order asked for, or None and the ``problem``. ``line`` is the line of a text file on
    which it ends, 0 where there are no lines.
    """

    line: int
    values: Sequence[Any] | None
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """One table of a file. ``part`` is "" or the name of a sheet or database table; ``names`` are its columns, and
    ``rows(names)`` reads its rows once, from the first.
    """

    part: str
    names: tuple[str, ...]
    rows: Callable[[Sequence[str]], Iterator[Raw]]
