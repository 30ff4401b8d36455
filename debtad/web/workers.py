"""Scoring in the server's own thread, reading pictures in another.

A text takes milliseconds, less than handing it to a thread and back costs where both want the interpreter; and a detector
warms up as it works, so that two threads must not share one. A picture takes a second, most of it outside the interpreter.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from debtad.errors import InputError
from debtad.model.conversation import judge
from debtad.model.score import Detector
from debtad.ocr.engine import Picture, read_picture
from debtad.pack import Source, build_pack
from debtad.verdict import Verdict

#: So many pictures may wait; each takes about a second.
MOST_PICTURES = 4


class BusyError(Exception):
    """Too many pictures are waiting."""


class Workers:
    """The detector, and the thread that reads pictures."""

    def __init__(self, detector: Detector) -> None:
        self.detector = detector
        self._reading = ThreadPoolExecutor(1, "read")
        self._waiting = 0

    def score(self, text: str, debt: float | None, lang: str) -> Verdict:
        """The verdict on a text. Raises InputError."""
        return judge(self.detector, text, debt=debt, lang=lang)

    async def score_batch(self, texts: Sequence[str], debt: float | None, lang: str) -> list[Verdict | InputError]:
        """A verdict or the reason why there is none, for each text in order."""
        found: list[Verdict | InputError] = []
        for text in texts:
            try:
                found.append(self.score(text, debt, lang))
            except InputError as error:
                found.append(error)
            await asyncio.sleep(0)  # others' requests come between
        return found

    async def read(self, data: bytes) -> Picture:
        """The reading of a picture. Raises InputError, and BusyError where too many wait."""
        if self._waiting >= MOST_PICTURES:
            raise BusyError
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._reading, lambda: read_picture(data))
        finally:
            self._waiting -= 1

    def pack(self, original: str | Picture, source: Source, debt: float | None, lang: str) -> bytes:
        """The evidence pack of a text or picture. Raises InputError."""
        return build_pack(self.detector, original, source=source, debt=debt, lang=lang)[0]

    def close(self) -> None:
        """End the thread."""
        self._reading.shutdown(wait=False, cancel_futures=True)
