"""Scoring on a Dask cluster: the same stream, its batches scored by the workers of a scheduler.

Reading, order, duplicates, counts and commits stay with the one machine that started the audit, so a cluster gives the
very rows that one machine gives. A worker that dies loses nothing: the scheduler hands its batches to another.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import debtad
from debtad.audit.worker import Batch, score_batch
from debtad.errors import DebtadError, InputError

LOCAL = "local"

#: Seconds to wait for a scheduler to answer.
_PATIENCE = 20
#: How often a batch may meet the death of a worker before the batch itself is held to be the cause.
_DEATHS = 10


class DaskScorer:
    """Scores on the workers of ``address``, or of ``jobs`` processes on this machine for ``local``.

    ``model`` is a folder that every worker can read; each loads it by that path, once.
    """

    def __init__(self, model: str, address: str, jobs: int) -> None:
        """Raises InputError where Dask is not installed or no scheduler answers."""
        try:
            import dask
            from distributed import Client, LocalCluster
        except ModuleNotFoundError as error:
            raise InputError(f"--dask: {error.name} is not installed: pip install 'debtad[dask]'") from error
        self._model = model
        self._cluster: Any = None
        dask.config.set({"distributed.scheduler.allowed-failures": _DEATHS})
        try:
            if address == LOCAL:
                self._cluster = LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    processes=True,
                    dashboard_address=None,
                    host="127.0.0.1",
                    memory_limit=0,
                )
            self.client: Any = Client(self._cluster or address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise InputError(
                f"--dask {address}: no scheduler answers: {error}: start one with `dask scheduler`"
            ) from error
        workers = sum(self.client.nthreads().values()) or jobs
        self.ahead = 3 * workers

    def submit(self, texts: Sequence[str]) -> Callable[[], Batch]:
        """Hand the batch to the scheduler."""
        future = self.client.submit(score_on_worker, self._model, list(texts), pure=False, retries=2)

        def result() -> Batch:
            try:
                return Batch(*future.result())
            except DebtadError:
                raise
            except Exception as error:
                what = (str(error).splitlines() or [type(error).__name__])[0]
                raise DebtadError(f"--dask: a batch could not be scored: {what}: run again with --resume") from error

        return result

    def close(self) -> None:
        """Leave the cluster; one that was started here ends."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.client.close()
            if self._cluster is not None:
                self._cluster.close()


def score_on_worker(model: str, texts: list[str]) -> tuple[list[float | bytes], bytes]:
    """What a worker does with a batch."""
    return tuple(score_batch(debtad.load(model), texts))  # type: ignore[return-value]
