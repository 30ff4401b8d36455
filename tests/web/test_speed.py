# ruff: noqa: E402
"""How fast the API answers, in process and over a socket. Slow: run when nothing else is."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

pytest.importorskip("fastapi")
httpx = pytest.importorskip("httpx")
uvicorn = pytest.importorskip("uvicorn")

from debtad.model.score import Detector
from debtad.web.app import create_app
from tests.support import AD

pytestmark = pytest.mark.slow

TEXT = (AD * 4)[:120]


def test_p95_in_process_is_below_ten_milliseconds(detector: Detector) -> None:
    async def measure() -> list[float]:
        transport = httpx.ASGITransport(app=create_app(detector))
        times = []
        async with httpx.AsyncClient(transport=transport, base_url="http://debtad") as client:
            for number in range(600):
                start = time.perf_counter()
                answer = await client.post("/api/score", json={"text": f"{TEXT[:117]}{number:03}"})
                times.append(time.perf_counter() - start)
                assert answer.status_code == 200
        return times[100:]

    times = sorted(asyncio.run(measure()))
    print(f"p50 {times[250] * 1000:.1f} ms, p95 {times[475] * 1000:.1f} ms")
    assert times[475] < 0.010


@contextlib.contextmanager
def serving(detector: Detector) -> Iterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(create_app(detector), log_level="error", access_log=False, lifespan="off")
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def test_two_hundred_requests_a_second_on_one_worker(detector: Detector) -> None:
    async def load(url: str) -> tuple[float, list[int]]:
        async with httpx.AsyncClient(base_url=url, limits=httpx.Limits(max_connections=20)) as client:
            start = time.perf_counter()
            answers = await asyncio.gather(
                *(
                    client.post("/api/score", json={"text": f"{TEXT[:116]}{number:04}"}, timeout=30)
                    for number in range(1000)
                )
            )
            return 1000 / (time.perf_counter() - start), [answer.status_code for answer in answers]

    with serving(detector) as url:
        rate, codes = asyncio.run(load(url))
    print(f"{rate:.0f} requests/s")
    assert set(codes) == {200}
    assert rate > 200
