"""How fast the API answers: `python -m benchmarks.web`. In process (one request after another) and over a socket (twenty
connections, one worker), by the clock and in time of the processor. Medians of five rounds."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import httpx

from debtad.model.score import Detector
from debtad.web.app import create_app

ROUNDS = 5
IN_PROCESS, OVER_SOCKET = 400, 1000
TEXT = ("停息挂账一到三年不用还，专业法务团队，先付五百元，按欠款百分之八收费，不收咨询费。" * 4)[:116]


async def in_process(detector: Detector) -> float:
    """The 95th percentile of one request, in milliseconds."""
    transport = httpx.ASGITransport(app=create_app(detector))
    times = []
    async with httpx.AsyncClient(transport=transport, base_url="http://debtad") as client:
        for number in range(IN_PROCESS):
            start = time.perf_counter()
            answer = await client.post("/api/score", json={"text": f"{TEXT}{number:04}"})
            times.append(time.perf_counter() - start)
            assert answer.status_code == 200
    return sorted(times[50:])[int(0.95 * (IN_PROCESS - 50))] * 1000


async def load(url: str, count: int) -> float:
    """Seconds for ``count`` requests over twenty connections, all of which must succeed."""
    async with httpx.AsyncClient(base_url=url, limits=httpx.Limits(max_connections=20), timeout=120) as client:
        start = time.perf_counter()
        texts = (f"{TEXT}{number:04}" for number in range(count))
        answers = await asyncio.gather(*(client.post("/api/score", json={"text": text}) for text in texts))
        assert {answer.status_code for answer in answers} == {200}
        return time.perf_counter() - start


def used(process: int) -> float:
    """Seconds of the processor that a process has used (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print both figures."""
    detector = Detector.load()
    asyncio.run(in_process(detector))
    rounds = [asyncio.run(in_process(detector)) for _ in range(ROUNDS)]
    print(f"/api/score in process, 120 characters: p95 {median(rounds):.1f} ms ({min(rounds):.1f}-{max(rounds):.1f})")
    command = [sys.executable, "-m", "debtad", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        found = re.search(r"http://\S+/", server.stderr.readline())
        assert found is not None
        asyncio.run(load(found.group(), 200))
        rates, costs = [], []
        for _ in range(ROUNDS):
            before = used(server.pid)
            rates.append(OVER_SOCKET / asyncio.run(load(found.group(), OVER_SOCKET)))
            costs.append(OVER_SOCKET / (used(server.pid) - before))
        server.terminate()
    print(
        f"over a socket, one worker: {median(rates):.0f} requests/s by the clock ({min(rates):.0f}-{max(rates):.0f}),"
    )
    print(f"{median(costs):.0f} a second of the server's processor time")


if __name__ == "__main__":
    main()
