"""How far an audit is, said by the clock: nothing too often, and a share and time left that are right."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest

from debtad.audit.progress import Bar, Meter, Plain, Silent, progress_for


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_meter_counts_bytes_over_all_files(tmp_path: Path) -> None:
    meter = Meter([100, 50])
    meter.start(0)
    assert (meter.total, meter.done) == (150, 0)
    (tmp_path / "b").write_bytes(b"x" * 50)
    meter.start(1)
    with open(tmp_path / "b", "rb") as file:
        meter.watch(file)
        file.read(20)
        assert meter.done == 120
    assert meter.done == 150  # closed: it was read to its end


def test_a_line_every_ten_seconds_with_rate_and_time_left() -> None:
    said: list[str] = []
    clock, meter = Clock(), Meter([1_000])
    meter.start(0)
    file = io.BytesIO(bytes(1_000))
    meter.watch(file)
    with Plain(meter, 500, said.append, clock) as shown:
        shown.show(500, 0)
        clock.now, _ = 9.9, file.seek(200)
        shown.show(1_000, 1)
        assert said == []
        clock.now, _ = 20.0, file.seek(250)
        shown.show(2_500, 10)
        clock.now = 25.0
        shown.show(3_000, 11)
    assert said == ["2,500 rows, 10 flagged, 25%, 100 rows/s, 0:01:00 left"]


def test_nothing_is_divided_by_nothing() -> None:
    said: list[str] = []
    clock = Clock()
    shown = Plain(Meter([]), 0, said.append, clock)
    clock.now = 10.0
    shown.show(0, 0)
    assert said == ["0 rows, 0 flagged, 0%, 0 rows/s, 0:00:00 left"]


def test_a_terminal_gets_a_bar_that_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    meter = Meter([10])
    meter.start(0)
    meter.watch(io.BytesIO(bytes(10)))
    shown = progress_for(meter, 0, quiet=False, say=print)
    assert isinstance(shown, Bar)
    with shown:
        shown.show(1_234, 5)
        terminal.truncate(0)
    assert "\x1b[2K" in terminal.getvalue()  # the line is wiped


@pytest.mark.parametrize(("stream", "kind"), [(io.StringIO(), Plain), (None, Plain), (Terminal(), Bar)])
def test_what_is_shown_fits_where_it_goes(monkeypatch: pytest.MonkeyPatch, stream: Any, kind: type) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    assert type(progress_for(Meter([1]), 0, quiet=False, say=print)) is kind
    assert type(progress_for(Meter([1]), 0, quiet=True, say=print)) is Silent
