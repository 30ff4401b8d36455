"""How fast the API answers: `python -m benchmarks.web`. In process (one request after another) and over a socket (twenty
connections, one worker), by the clock and in time of the processor. Medians of five rounds, for texts as they come (rows of
the validation split of about 120 characters) and for the worst of that length: a pitch with all six facts, four times over.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import httpx

from debtad.learn.labels import read_labels
from debtad.model.score import Detector
from debtad.web.app import create_app

ROUNDS = 5
IN_PROCESS, OVER_SOCKET = 400, 1000
CONNECTIONS = 20
VALIDATION = Path(__file__).parent.parent / "data" / "corpus" / "validation"
LENGTHS = range(110, 131)
PITCH = ("停息挂账一到三年不用还，专业法务团队，先付五百元，按欠款百分之八收费，不收咨询费。" * 4)[:116]


def texts() -> dict[str, list[str]]:
    """What is asked, by name. Each gets a number behind it, so that no two requests are the same."""
    rows = [row.text for row in read_labels([VALIDATION])[0] if len(row.text) in LENGTHS]
    return {"rows of the validation split": rows, "one dense pitch": [PITCH]}


async def in_process(detector: Detector, asked: Sequence[str]) -> float:
    """The 95th percentile of one request, in milliseconds."""
    transport = httpx.ASGITransport(app=create_app(detector))
    times = []
    async with httpx.AsyncClient(transport=transport, base_url="http://debtad") as client:
        for number in range(IN_PROCESS):
            start = time.perf_counter()
            answer = await client.post("/api/score", json={"text": f"{asked[number % len(asked)]}{number:04}"})
            times.append(time.perf_counter() - start)
            assert answer.status_code == 200
    return sorted(times[50:])[int(0.95 * (IN_PROCESS - 50))] * 1000


async def load(url: str, count: int, asked: Sequence[str]) -> float:
    """Seconds for ``count`` requests over twenty connections, all of which must succeed. The requests are written and the
    answers read as bytes: a client of a library would take longer than the server, and be what is measured."""
    host, port = url.removeprefix("http://").rstrip("/").split(":")
    numbers = iter(range(count))

    async def ask_on() -> None:
        reader, writer = await asyncio.open_connection(host, int(port))
        for number in numbers:
            body = json.dumps({"text": f"{asked[number % len(asked)]}{number:04}"}).encode()
            head = f"POST /api/score HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n"
            writer.write(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 200 "), answer[:80]
            length = re.search(rb"content-length: ([0-9]+)", answer)
            assert length is not None
            assert b'"score"' in await reader.readexactly(int(length[1]))
        writer.close()

    start = time.perf_counter()
    await asyncio.gather(*(ask_on() for _ in range(CONNECTIONS)))
    return time.perf_counter() - start


def used(process: int) -> float:
    """Seconds of the processor that a process has used (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the figures."""
    detector = Detector.load()
    command = [sys.executable, "-m", "debtad", "serve", "--port", "0"]
    for name, asked in texts().items():
        asyncio.run(in_process(detector, asked))
        rounds = [asyncio.run(in_process(detector, asked)) for _ in range(ROUNDS)]
        print(f"{name}: /api/score in process, p95 {median(rounds):.1f} ms ({min(rounds):.1f}-{max(rounds):.1f})")
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
            try:
                assert server.stderr is not None
                found = re.search(r"http://\S+/", server.stderr.readline())
                assert found is not None
                time.sleep(1)  # the address is told before the server listens
                asyncio.run(load(found.group(), 200, asked))
                rates, costs = [], []
                for _ in range(ROUNDS):
                    before = used(server.pid)
                    rates.append(OVER_SOCKET / asyncio.run(load(found.group(), OVER_SOCKET, asked)))
                    costs.append(OVER_SOCKET / (used(server.pid) - before))
            finally:
                server.terminate()
        print(
            f"{name}: over a socket, one worker, {median(rates):.0f} requests/s by the clock "
            f"({min(rates):.0f}-{max(rates):.0f}), {median(costs):.0f} a second of the server's processor time",
            flush=True,
        )


if __name__ == "__main__":
    main()
