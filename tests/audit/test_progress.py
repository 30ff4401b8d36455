"""How far an audit is, said by the clock: nothing too often, and a share and time left that are right."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from debtad.audit.allow import AllowList
from debtad.audit.posts import Post
from debtad.audit.progress import Bar, Meter, Plain, Silent, progress_for
from debtad.audit.state import State
from debtad.audit.stream import Item, run_stream
from debtad.audit.tally import Tally
from debtad.audit.worker import LocalScorer
from debtad.model.artifact import find_model


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
    assert (meter.total, meter.read, meter.done) == (150, 0, 0)
    (tmp_path / "b").write_bytes(b"x" * 50)
    meter.start(1)
    with open(tmp_path / "b", "rb") as file:
        meter.watch(file)
        file.read(20)
        assert meter.read == 120
    assert meter.read == 150  # closed: it was read to its end


def test_a_line_every_ten_seconds_with_rate_and_time_left() -> None:
    said: list[str] = []
    clock, meter = Clock(), Meter([1_000])
    with Plain(meter, 500, said.append, clock) as shown:
        shown.show(500, 0)
        clock.now, meter.done = 9.9, 200
        shown.show(1_000, 1)
        assert said == []
        clock.now, meter.done = 20.0, 250
        shown.show(2_500, 10)
        clock.now = 25.0
        shown.show(3_000, 11)
    assert said == ["2,500 rows, 10 flagged, 25%, 100 rows/s, 0:01:00 left"]


def test_what_is_read_ahead_is_not_done(tmp_path: Path) -> None:
    rows = "".join(f"第{number}条，今天天气真好\n" for number in range(40))
    path = tmp_path / "a.txt"
    path.write_text(rows, encoding="utf-8")
    size = path.stat().st_size
    shares: list[tuple[int, float]] = []
    meter = Meter([size])

    class Ahead(LocalScorer):
        ahead = 3

    def items() -> Iterator[Item]:
        meter.start(0)
        with open(path, "rb") as file:
            meter.watch(file)
            for row in range(1, 41):
                text = file.readline().decode().strip()
                yield 0, Post(text=text, id="", account="", time="", platform="", url="", source="a.txt", row=row)

    def committed(tally: Tally) -> None:
        shares.append((tally.counts["rows"], meter.done / size))
        assert meter.done <= meter.read

    with closing(State(tmp_path)) as state:
        state.open_journals()
        scorer = Ahead(str(find_model(None)))
        run_stream(items(), state, scorer, Tally(), AllowList({}), 10, meter, committed, [[0, 0]])
    assert [rows for rows, _ in shares] == [10, 20, 30, 40]
    assert all(abs(share - rows / 40) < 0.05 for rows, share in shares)


def test_nothing_is_divided_by_nothing() -> None:
    said: list[str] = []
    clock = Clock()
    shown = Plain(Meter([]), 0, said.append, clock)
    clock.now = 10.0
    shown.show(0, 0)
    assert said == ["0 rows, 0 flagged, 0%, 0 rows/s"]


def test_a_terminal_gets_a_bar_that_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    meter = Meter([10])
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
