"""The allow-list: posts that a human looked at and cleared, by hash of text and signal, each with a reason and a last day.

A CSV, TSV or JSON-lines file with ``sha256`` (of the text in UTF-8, as ``flagged.csv`` shows it), ``signal`` (an id, or
``*`` for whatever was found), ``reason`` and ``expires`` (``YYYY-MM-DD``, the last day on which the entry holds; empty:
for good). An entry clears a post only while its signal is among those asserted in it, so that a changed model asks again.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from debtad.column_names import clean_name
from debtad.errors import InputError
from debtad.text.decode import decode

ANY = "*"
_DIGEST = re.compile(r"[0-9a-f]{64}")
#: What each field may be called, as people copy it from ``flagged.csv`` and ``flagged.xlsx``.
_HEADINGS = {
    "sha256": ("sha256", "text_sha256", "正文 sha256", "正文sha256"),
    "signal": ("signal", "信号"),
    "reason": ("reason", "理由", "原因"),
    "expires": ("expires", "到期", "有效期至"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One clearance."""

    signal: str
    reason: str
    expires: str


@dataclass(frozen=True)
class AllowList:
    """Entries by hash of text, those that had expired left out. ``expired`` says how many."""

    entries: Mapping[str, tuple[Entry, ...]]
    expired: int = 0

    def reason(self, text: str, signals: Collection[str]) -> str:
        """Why a text is cleared, or ""."""
        if not self.entries:
            return ""
        found = self.entries.get(text_digest(text), ())
        return next((entry.reason for entry in found if entry.signal == ANY or entry.signal in signals), "")


def text_digest(text: str) -> str:
    """SHA-256 (hex) of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_allow_list(path: Path, today: date, known: Collection[str] = ()) -> AllowList:
    """The entries that hold on ``today``. Raises InputError naming the line where one is not complete, or where its signal
    is none of those ``known`` (if any are given): it would clear nothing.
    """
    try:
        content = decode(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    entries: dict[str, list[Entry]] = {}
    expired = 0
    for line, record in _records(content, path):
        digest, signal, reason, expires = (record.get(field, "").strip() for field in _HEADINGS)
        digest = digest.lower()
        if not _DIGEST.fullmatch(digest):
            raise InputError(f"{path}:{line}: sha256 should be 64 hexadecimal digits, not {digest[:70]!r}")
        if not signal or not reason:
            raise InputError(f"{path}:{line}: signal (an id, or * for any) and reason must both be given")
        try:
            over = bool(expires) and date.fromisoformat(expires) < today
        except ValueError:
            raise InputError(f"{path}:{line}: expires should be a day like 2026-12-31, not {expires!r}") from None
        if not over and known and signal != ANY and signal not in known:
            near = difflib.get_close_matches(signal, known, 1)
            perhaps = f", perhaps {near[0]}" if near else ""
            raise InputError(f"{path}:{line}: the model knows no signal {signal!r}{perhaps}: see `debtad signals list`")
        expired += over
        if not over:
            entries.setdefault(digest, []).append(Entry(signal, reason, expires))
    return AllowList({digest: tuple(found) for digest, found in entries.items()}, expired)


def _records(content: str, path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    if content.lstrip().startswith("{"):
        for number, line in enumerate(content.split("\n"), start=1):
            if line.strip():
                try:
                    record = json.loads(line)
                    named = {key: "" if value is None else str(value) for key, value in record.items()}
                except (ValueError, AttributeError, RecursionError) as error:
                    raise InputError(f"{path}:{number}: not a JSON object: {error}") from error
                yield number, _fields(named, f"{path}:{number}")
        return
    if content.lstrip().startswith("["):
        raise InputError(f"{path}: is a JSON list: give one JSON object a line")
    if not content.strip():
        return
    reader = csv.DictReader(io.StringIO(content, newline=""), delimiter="\t" if "\t" in content.split("\n")[0] else ",")
    try:
        _fields(dict.fromkeys(reader.fieldnames or (), ""), str(path))  # a table without rows may lack columns, too
        for row in reader:
            named = {str(key): value if isinstance(value, str) else "" for key, value in row.items()}
            yield reader.line_num, _fields(named, str(path))
    except csv.Error as error:
        raise InputError(f"{path}:{reader.line_num}: not a row of a table: {error}") from error


def _fields(named: Mapping[str, str], where: str) -> dict[str, str]:
    """A record by the names of its fields. Raises InputError where one that an entry needs has no column."""
    by_heading = {clean_name(name): value for name, value in named.items()}
    found = {
        field: by_heading[heading]
        for field, headings in _HEADINGS.items()
        for heading in reversed(headings)
        if heading in by_heading
    }
    lacking = next((field for field in _HEADINGS if field not in found and field != "expires"), None)
    if lacking:
        listing = ", ".join(name[:40] for name in list(named)[:12])
        headings = " or ".join(_HEADINGS[lacking])
        raise InputError(f"{where}: has no column {headings}; its columns are {listing}")
    return found
