# ruff: noqa: E402
"""How fast the API answers, in process and over a socket, counted in time of the processor; what the clock said
is printed."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("fastapi")
httpx = pytest.importorskip("httpx")
pytest.importorskip("uvicorn")

from debtad.model.score import Detector
from debtad.web.app import create_app
from tests.support import AD, ROOT, environment

#: Programs that share the caches and the cores slow each other down, in time of the processor too.
BUSY = os.getloadavg()[0] > 1.5 * (os.cpu_count() or 1)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(BUSY, reason="other programs keep this machine busy")]

TEXT = (AD * 4)[:120]


def test_p95_in_process_is_below_ten_milliseconds(detector: Detector) -> None:
    async def measure() -> list[tuple[float, float]]:
        transport = httpx.ASGITransport(app=create_app(detector))
        times = []
        async with httpx.AsyncClient(transport=transport, base_url="http://debtad") as client:
            for number in range(600):
                clock, used = time.perf_counter(), time.process_time()
                answer = await client.post("/api/score", json={"text": f"{TEXT[:117]}{number:03}"})
                times.append((time.process_time() - used, time.perf_counter() - clock))
                assert answer.status_code == 200
        return times[100:]

    times = asyncio.run(measure())
    used, clock = (sorted(column)[475] for column in zip(*times, strict=True))
    print(f"p95: {used * 1000:.1f} ms of the processor, {clock * 1000:.1f} ms by the clock")
    assert used < 0.010


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="needs /proc to count the server's time")
def test_two_hundred_requests_a_second_on_one_worker() -> None:
    command = [sys.executable, "-m", "debtad", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment(), cwd=ROOT) as server:
        assert server.stderr is not None
        found = re.search(r"http://\S+/", server.stderr.readline())
        assert found
        asyncio.run(_load(found.group(), 100))
        before = _used(server.pid)
        seconds, codes = asyncio.run(_load(found.group(), 1000))
        used = _used(server.pid) - before
        server.terminate()
    print(f"{1000 / used:.0f} requests a second of the processor, {1000 / seconds:.0f} by the clock")
    assert set(codes) == {200}
    assert 1000 / used > 200


def _used(pid: int) -> float:
    """Seconds of the processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _load(url: str, count: int) -> tuple[float, list[int]]:
    """Seconds, and the status of each of ``count`` requests over twenty connections."""
    async with httpx.AsyncClient(base_url=url, limits=httpx.Limits(max_connections=20), timeout=120) as client:
        start = time.perf_counter()
        texts = (f"{TEXT[:116]}{number:04}" for number in range(count))
        answers = await asyncio.gather(*(client.post("/api/score", json={"text": text}) for text in texts))
        return time.perf_counter() - start, [answer.status_code for answer in answers]
