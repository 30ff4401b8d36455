"""Processes that help an audit: they end with it, leave Ctrl-C to it, and their death is told in one line."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, TypeVar

from debtad.errors import DebtadError

Value = TypeVar("Value")


class Helpers:
    """``count`` processes, each begun anew (none inherits the state of this one) and prepared by ``prepare(*args)``."""

    def __init__(self, count: int, prepare: Callable[..., None] | None = None, *args: Any) -> None:
        self._pool = ProcessPoolExecutor(
            count, mp_context=multiprocessing.get_context("spawn"), initializer=_begin, initargs=(prepare, args)
        )

    def submit(self, work: Callable[..., Value], *args: Any) -> Callable[[], Value]:
        """Hand ``work(*args)`` to the next free process; call what is returned for its value.

        Either raises DebtadError where a process was killed, and the latter whatever the work raised."""
        try:
            future: Future[Value] = self._pool.submit(work, *args)
        except BrokenProcessPool as error:
            raise _died() from error
        return lambda: _value(future)

    def close(self) -> None:
        """End the processes at once, whatever they are doing."""
        processes = list((self._pool._processes or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


@contextmanager
def beside(apart: bool, work: Callable[..., None], *args: Any) -> Iterator[None]:
    """Do ``work(*args)`` in a process of its own while the body runs, or before it where not ``apart``. Both are done at
    the end; raises what either raises."""
    if not apart:
        work(*args)
        yield
        return
    helpers = Helpers(1)
    try:
        done = helpers.submit(work, *args)
        yield
        done()
    finally:
        helpers.close()


def _value(future: Future[Value]) -> Value:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise _died() from error


def _died() -> DebtadError:
    return DebtadError(
        "a worker process was killed, perhaps for want of memory: run again with --resume, and fewer --jobs"
    )


def _begin(prepare: Callable[..., None] | None, args: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if prepare is not None:
        prepare(*args)


def _end_with_parent() -> None:
    """A process whose parent was killed has nobody to work for."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
