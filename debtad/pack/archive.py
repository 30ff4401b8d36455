"""The zip of a pack: the same files give the same bytes on any machine, and every byte of it can be accounted for.

Files are stored, not compressed (compressors differ between versions), with one fixed date, in a fixed order.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from debtad.errors import InputError

SCHEMA = "debtad.pack/1"
MANIFEST = "manifest.json"

#: A larger pack (bytes), or one with more files, is refused unread.
MAX_BYTES = 80_000_000
MAX_FILES = 20

_DATE = (1980, 1, 1, 0, 0, 0)


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """The zip of ``files`` in the order given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, data)
    return out.getvalue()


def read_zip(data: bytes, where: str) -> tuple[dict[str, bytes], list[tuple[str, str]]]:
    """The files of a pack, and what is wrong with them as ``(file, problem)``. Raises InputError for what is no pack."""
    if len(data) > MAX_BYTES:
        raise InputError(f"{where}: has {len(data):,} bytes, more than {MAX_BYTES:,}: not a pack of debtad")
    files: dict[str, bytes] = {}
    problems: list[tuple[str, str]] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_FILES or sum(info.file_size for info in infos) > MAX_BYTES:
                raise InputError(f"{where}: holds too many or too large files: not a pack of debtad")
            for info in infos:
                if info.filename in files:
                    problems.append((info.filename, "is in the zip twice"))
                try:
                    files[info.filename] = archive.read(info)
                except (
                    zipfile.BadZipFile,
                    zlib.error,
                    EOFError,
                    OSError,
                    ValueError,
                    NotImplementedError,
                    RuntimeError,
                    struct.error,
                ):
                    files[info.filename] = b""
                    problems.append((info.filename, "was changed: its content does not match the zip's checksum"))
    except InputError:
        raise
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        struct.error,
        OverflowError,
    ) as error:
        raise InputError(f"{where}: not a zip, or its directory is damaged ({error}): get a fresh copy") from error
    if MANIFEST not in files and not problems:
        raise InputError(f"{where}: has no {MANIFEST}: not a pack of debtad")
    return files, problems


def loose_bytes(data: bytes, files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Changes between the files' contents (names, dates, lengths), which no checksum covers, as ``(file, problem)``."""
    expected = write_zip(files)
    if data == expected:
        return []
    place = next(
        (i for i, (a, b) in enumerate(zip(data, expected, strict=False)) if a != b), min(len(data), len(expected))
    )
    owner = "the zip's directory"
    with zipfile.ZipFile(io.BytesIO(expected)) as archive:
        for info in archive.infolist():
            if info.header_offset <= place < info.header_offset + 30 + len(info.filename.encode()) + info.file_size:
                owner = info.filename
    return [(owner, f"byte {place} of the zip is not as debtad writes it")]


def to_json(content: Any) -> bytes:
    """Indented JSON; lone surrogates, which UTF-8 cannot carry, make it ASCII."""
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    try:
        return text.encode()
    except UnicodeEncodeError:
        return (json.dumps(content, ensure_ascii=True, indent=1, allow_nan=False) + "\n").encode()


def manifest(files: Mapping[str, bytes], head: Mapping[str, Any]) -> bytes:
    """``manifest.json`` for ``files``: ``head``, then each file with its length and SHA-256 (hex)."""
    listed = [
        {"path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()
    ]
    return to_json({"schema": SCHEMA, **head, "files": listed})
