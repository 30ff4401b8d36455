"""A cluster gives the rows that one machine gives, also when one of its workers dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from benchmarks.make_posts import write_csv
from debtad.audit.dask_engine import DaskScorer
from debtad.audit.request import Request
from debtad.audit.run import audit
from debtad.errors import InputError
from debtad.model.artifact import find_model
from tests.audit.runs import from_arrow, lines, results
from tests.support import AD

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")


def test_no_scheduler_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debtad.audit.dask_engine._PATIENCE", 0.2)
    with pytest.raises(InputError, match=r"--dask tcp://127\.0\.0\.1:9: no scheduler answers"):
        DaskScorer(find_model(), "tcp://127.0.0.1:9", 1)


@pytest.mark.slow
def test_two_workers_give_the_rows_of_one_machine(tmp_path: Path) -> None:
    scrape = tmp_path / "posts.csv"
    write_csv(scrape, 3_000)
    audit(Request((str(scrape),), tmp_path / "here", report=False))
    audit(Request((str(scrape),), tmp_path / "there", jobs=2, chunk=100, dask="local", format="parquet", report=False))
    table = pq.read_table(tmp_path / "there" / "verdicts.parquet").to_pylist()
    assert [from_arrow(row) for row in table] == lines(tmp_path / "here" / "verdicts.jsonl")
    here, there = results(tmp_path / "here"), results(tmp_path / "there")
    assert all(there[name] == here[name] for name in there)


@pytest.mark.slow
def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    scrape = tmp_path / "posts.csv"
    write_csv(scrape, 6_000)
    audit(Request((str(scrape),), tmp_path / "here", report=False))
    killed: list[int] = []
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:

        def kill() -> None:
            state = tmp_path / "there" / ".debtad-audit" / "verdicts.jsonl"
            while not state.exists() or state.stat().st_size < 100_000:
                time.sleep(0.01)
            worker: Any = next(iter(cluster.workers.values()))
            killed.append(worker.process.pid)
            os.kill(killed[0], signal.SIGKILL)

        thread = threading.Thread(target=kill, daemon=True)
        thread.start()
        request = Request(
            (str(scrape),), tmp_path / "there", chunk=50, dask=cluster.scheduler_address, format="parquet", report=False
        )
        audit(request)
        thread.join(5)
    assert killed, "a worker should have been killed while the audit ran"
    table = pq.read_table(tmp_path / "there" / "verdicts.parquet").to_pylist()
    assert [from_arrow(row) for row in table] == lines(tmp_path / "here" / "verdicts.jsonl")


def test_a_batch_on_a_worker_is_a_batch_here() -> None:
    from debtad.audit.dask_engine import score_on_worker
    from debtad.audit.worker import score_batch
    from debtad.model.score import Detector

    model = find_model()
    assert score_on_worker(model, [AD, "今天天气真好"]) == tuple(
        score_batch(Detector.load(model), [AD, "今天天气真好"])
    )
