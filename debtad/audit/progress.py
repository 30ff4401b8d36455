"""How far an audit is: a bar on a terminal, a plain line now and then elsewhere, nothing when silence is asked for."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import IO, Any, Protocol

#: Seconds between plain lines.
_EVERY = 10.0


class Meter:
    """How many bytes of the files were read so far, and of how many all rows are done. Readers run ahead: chunks are under
    way to other processes, and of a small file the last byte is read long before its last row is scored.
    """

    def __init__(self, sizes: list[int]) -> None:
        self._sizes = sizes
        self.total = sum(sizes)
        self._file: IO[bytes] | None = None
        self._before = self._here = 0
        #: Bytes of which the rows are done; brought up to date by who commits them.
        self.done = 0

    def start(self, number: int) -> None:
        """File ``number`` is next."""
        self._file, self._before, self._here = None, sum(self._sizes[:number]), self._sizes[number]

    def watch(self, file: IO[bytes]) -> None:
        """This is that file."""
        self._file = file

    @property
    def read(self) -> int:
        """Bytes read."""
        if self._file is None:
            return self._before
        try:
            return self._before + self._file.tell()
        except (OSError, ValueError):  # closed: it was read to its end
            return self._before + self._here


class Progress(Protocol):
    """Shows rows and a share of the bytes."""

    def __enter__(self) -> Progress: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def show(self, rows: int, flagged: int) -> None:
        """Tell of ``rows`` rows done, ``flagged`` of them flagged."""
        ...


class Silent:
    """Shows nothing."""

    def __enter__(self) -> Silent:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def show(self, rows: int, flagged: int) -> None:
        """Nothing."""


class Plain(Silent):
    """A line every ten seconds, for logs."""

    def __init__(self, meter: Meter, already: int, say: Callable[[str], None], clock: Callable[[], float]) -> None:
        self._meter, self._already, self._say, self._clock = meter, already, say, clock
        self._began = self._last = clock()
        self._first: tuple[float, int] | None = None

    def show(self, rows: int, flagged: int) -> None:
        """A line, if the last is old enough."""
        now = self._clock()
        if self._first is None:  # what a resumed run passes over took no time worth counting
            self._first = now, self._meter.done
        if now - self._last < _EVERY:
            return
        self._last = now
        seconds = max(now - self._began, 1e-9)
        rate = (rows - self._already) / seconds
        share = self._meter.done / self._meter.total if self._meter.total else 0.0
        gone = self._meter.done - self._first[1]
        left = (self._meter.total - self._meter.done) * (now - self._first[0]) / gone if gone > 0 else None
        remaining = f", {_span(left)} left" if left is not None else ""
        self._say(f"{rows:,} rows, {flagged:,} flagged, {share:.0%}, {rate:,.0f} rows/s{remaining}")


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}"


class Bar(Silent):
    """A bar with rate and time left."""

    def __init__(self, meter: Meter, already: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        self._meter, self._already, self._began = meter, already, time.monotonic()
        self._bar: Any = RichProgress(
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            TextColumn("/"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=meter.total or None)

    def __enter__(self) -> Bar:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, rows: int, flagged: int) -> None:
        """Move the bar."""
        rate = (rows - self._already) / max(time.monotonic() - self._began, 1e-9)
        text = f"{rows:,} rows  {flagged:,} flagged  {rate:,.0f}/s"
        self._bar.update(self._task, completed=self._meter.done, description=text)


def progress_for(meter: Meter, already: int, *, quiet: bool, say: Callable[[str], None]) -> Progress:
    """What fits where standard error goes."""
    if quiet:
        return Silent()
    if sys.stderr is not None and sys.stderr.isatty():
        return Bar(meter, already)
    return Plain(meter, already, say, time.monotonic)
