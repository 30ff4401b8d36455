"""Scoring and reading pictures in one thread each: requests wait their turn, and the server stays answerable.

A detector warms up as it works, so two threads must not share one; one thread scores some hundreds of texts a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from debtad.errors import InputError
from debtad.model.conversation import judge
from debtad.model.score import Detector
from debtad.ocr.engine import Picture, read_picture
from debtad.pack import Source, build_pack
from debtad.verdict import Verdict

T = TypeVar("T")

#: So many pictures may wait; each takes about a second.
MOST_PICTURES = 4


class BusyError(Exception):
    """Too many pictures are waiting."""


class Workers:
    """The two threads, with the detector that they serve."""

    def __init__(self, detector: Detector) -> None:
        self.detector = detector
        self._scoring = ThreadPoolExecutor(1, "score")
        self._reading = ThreadPoolExecutor(1, "read")
        self._waiting = 0

    async def score(self, text: str, debt: float | None, lang: str) -> Verdict:
        """The verdict on a text. Raises InputError."""
        return await self._run(self._scoring, lambda: judge(self.detector, text, debt=debt, lang=lang))

    async def score_batch(self, texts: Sequence[str], debt: float | None, lang: str) -> list[Verdict | InputError]:
        """A verdict or the reason why there is none, for each text in order."""
        found: list[Verdict | InputError] = []
        for text in texts:  # one by one, so that others' single texts come between
            try:
                found.append(await self.score(text, debt, lang))
            except InputError as error:
                found.append(error)
        return found

    async def read(self, data: bytes) -> Picture:
        """The reading of a picture. Raises InputError, and BusyError where too many wait."""
        if self._waiting >= MOST_PICTURES:
            raise BusyError
        self._waiting += 1
        try:
            return await self._run(self._reading, lambda: read_picture(data))
        finally:
            self._waiting -= 1

    async def pack(self, original: str | Picture, source: Source, debt: float | None, lang: str) -> bytes:
        """The evidence pack of a text or picture. Raises InputError."""
        return await self._run(
            self._scoring, lambda: build_pack(self.detector, original, source=source, debt=debt, lang=lang)[0]
        )

    def close(self) -> None:
        """End the threads."""
        self._scoring.shutdown(wait=False, cancel_futures=True)
        self._reading.shutdown(wait=False, cancel_futures=True)

    @staticmethod
    async def _run(pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, work)
