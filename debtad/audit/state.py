"""What an audit remembers between its chunks, so that a killed run goes on where it stopped.

Rows are appended to journals (``verdicts``, ``flagged``, ``rejects``). After each chunk they are forced to disk, and one
transaction of a SQLite database then notes how long each journal is, how far the input was read, and all counts: either
the whole chunk is there or nothing of it. A resumed run cuts the journals to the noted lengths. The database also holds
what is too much for memory: results by hash of text, and counts by account.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import orjson

from debtad.audit.accounts import Counts
from debtad.audit.disk import writing
from debtad.audit.worker import Result
from debtad.errors import OutputError

JOURNALS = ("verdicts", "flagged", "rejects")
_LOCK = "lock"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value BLOB);
CREATE TABLE IF NOT EXISTS seen (hash BLOB PRIMARY KEY, result) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS accounts (
    account TEXT, platform TEXT, posts INTEGER, high INTEGER, review INTEGER, first_seen TEXT, last_seen TEXT,
    PRIMARY KEY (account, platform)
) WITHOUT ROWID;
"""
_UPSERT = """
INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
    posts = posts + excluded.posts, high = high + excluded.high, review = review + excluded.review,
    first_seen = CASE WHEN first_seen = '' THEN excluded.first_seen WHEN excluded.first_seen = '' THEN first_seen
        ELSE MIN(first_seen, excluded.first_seen) END,
    last_seen = MAX(last_seen, excluded.last_seen)
"""


class Lock:
    """One audit a folder at a time. The operating system lets go of the lock when the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        """Raises OutputError where another audit holds the folder."""
        path = folder / _LOCK
        with writing(path):
            folder.mkdir(parents=True, exist_ok=True)
            self._file = open(path, "a+b")  # noqa: SIM115 - held open as long as the lock
        try:
            _lock(self._file)
        except OSError as error:
            self._file.close()
            raise OutputError(
                f"{folder.parent}: another audit is writing there: wait for it, or choose another --out"
            ) from error

    def release(self) -> None:
        """Let others in."""
        self._file.close()


def _lock(file: IO[bytes]) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class State:
    """The journals and the database of one audit in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = folder / "state.sqlite"
        with writing(self._path):
            self._database = sqlite3.connect(self._path, isolation_level=None)
            self._database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-4000;")
            self._database.executescript(_SCHEMA)
        self._files: dict[str, IO[bytes]] = {}

    def get(self, key: str) -> Any:
        """What was noted under ``key``, or None. Raises OutputError where the state itself is damaged."""
        with writing(self._path):
            row = self._database.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
        return None if row is None else orjson.loads(row[0])

    def note(self, **values: Any) -> None:
        """Keep values by name, at once."""
        with writing(self._path):
            self._note(values)

    def _note(self, values: Mapping[str, Any]) -> None:
        rows = [(key, orjson.dumps(value)) for key, value in values.items()]
        self._database.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", rows)

    def journal(self, name: str) -> Path:
        """Where a journal lies."""
        return self.folder / f"{name}.jsonl"

    def open_journals(self) -> None:
        """Open the journals for writing, cut to what was committed. Raises OutputError where some of that is gone."""
        sizes: Mapping[str, int] = self.get("sizes") or {}
        for name in JOURNALS:
            path, size = self.journal(name), sizes.get(name, 0)
            with writing(path):
                there = path.stat().st_size if path.exists() else 0
                if there < size:
                    raise OutputError(f"{path}: is shorter than when the audit stopped: start again with --overwrite")
                file = open(path, "ab", buffering=1 << 20)  # noqa: SIM115 - kept open from chunk to chunk
                file.truncate(size)
                file.seek(size)
            self._files[name] = file

    def append(self, name: str, lines: Iterable[bytes]) -> None:
        """Add lines to a journal; they count once :meth:`commit` was called."""
        with writing(self.journal(name)):
            self._files[name].writelines(lines)

    def known(self, hashes: Sequence[bytes]) -> set[bytes]:
        """Which of these texts were scored before."""
        return set(self._select("hash", hashes))

    def results(self, hashes: Sequence[bytes]) -> dict[bytes, Result]:
        """The results of texts scored before."""
        return dict(self._select("hash, result", hashes))

    def _select(self, what: str, hashes: Sequence[bytes]) -> Iterator[Any]:
        with writing(self._path):
            for start in range(0, len(hashes), 500):
                part = hashes[start : start + 500]
                marks = ",".join("?" * len(part))
                found = self._database.execute(f"SELECT {what} FROM seen WHERE hash IN ({marks})", part)
                yield from (row if len(row) > 1 else row[0] for row in found)

    def commit(self, results: Mapping[bytes, Result], accounts: Iterable[Counts], **values: Any) -> None:
        """Make everything appended so far last, together with new results, counts by account and noted values."""
        sizes: dict[str, int] = {}
        for name, file in self._files.items():
            with writing(self.journal(name)):
                file.flush()
                os.fsync(file.fileno())
                sizes[name] = file.tell()
        with writing(self._path):
            self._database.execute("BEGIN")
            try:
                self._database.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", results.items())
                self._database.executemany(_UPSERT, accounts)
                self._note({**values, "sizes": sizes})
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    def accounts(self) -> Iterator[Counts]:
        """The counts of every account with a flagged post."""
        with writing(self._path):
            yield from self._database.execute("SELECT * FROM accounts WHERE high + review > 0")

    def forget(self) -> None:
        """Drop what only a running audit needs: results by text, counts by account."""
        with writing(self._path):
            self._database.executescript("DELETE FROM seen; DELETE FROM accounts; VACUUM;")

    def close(self) -> None:
        """Let go of all files. Never raises: what matters was committed."""
        for file in self._files.values():
            try:
                file.close()
            except OSError:
                continue  # what could not be written was not committed either
        self._files.clear()
        self._database.close()


class Lines(Iterable[dict[str, Any]]):
    """The objects of a JSON-lines file, and how many they are, without holding any of them in memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with open(path, "rb") as file:
            self._count = sum(1 for _ in file)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[dict[str, Any]]:
        with open(self._path, "rb") as file:
            for line in file:
                yield orjson.loads(line)
