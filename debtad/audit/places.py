"""Which files an audit reads: files, folders, patterns and standard input, in a fixed order."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from debtad.audit.opening import SUFFIXES, is_url, open_raw, suffix_of
from debtad.errors import InputError, OutputError
from debtad.outputs import replacing

STDIN = "-"

#: Where an audit keeps its state within its folder.
STATE_FOLDER = ".debtad-audit"


def find_files(places: Sequence[str], *, leave_out: Path | None = None) -> list[str]:
    """The files of all places, each once: files as they are given, folders and patterns (``*``, ``**``) in sorted order.

    ``leave_out`` is the folder of results, which is not read again. Raises InputError for a place that holds nothing.
    """
    found: dict[str, None] = {}
    for place in places:
        if place == STDIN or os.path.isfile(place):
            found[place] = None
            continue
        if is_url(place):
            found.update(dict.fromkeys(_at_url(place)))
            continue
        if os.path.isdir(place):
            inside = _known(Path(place).rglob("*"), leave_out)
            if not inside:
                raise InputError(f"{place}: holds no file that can be read ({', '.join(SUFFIXES)}, also packed)")
        elif glob.has_magic(place):
            matched = [Path(path) for path in glob.glob(place, recursive=True)]
            inside = [str(path) for path in sorted(matched) if path.is_file()]
            inside += [p for folder in sorted(matched) if folder.is_dir() for p in _known(folder.rglob("*"), leave_out)]
            if not inside:
                raise InputError(f"{place}: no file matches")
        elif os.path.exists(place):
            inside = [place]
        else:
            raise InputError(f"{place}: no such file or folder")
        found.update(dict.fromkeys(inside))
    return list(found)


def _at_url(place: str) -> list[str]:
    """The files at an address, which may be a folder or hold ``*``, as whole addresses."""
    try:
        import fsspec

        system, path = fsspec.core.url_to_fs(place)
        paths = system.glob(path) if "*" in path else system.find(path) if system.isdir(path) else [path]
        addresses = [system.unstrip_protocol(path) for path in sorted(paths)]
    except ModuleNotFoundError as error:
        raise InputError(f"{place}: needs {error.name}: pip install 'debtad[dask]' {error.name}") from error
    except (OSError, ValueError, ImportError) as error:
        raise InputError(f"{place}: cannot be listed: {error}") from error
    whole = place in addresses or len(addresses) == 1
    found = [address for address in addresses if whole or suffix_of(address) in SUFFIXES]
    if not found:
        raise InputError(f"{place}: no file matches")
    return found


def _known(paths: Iterable[Path], leave_out: Path | None) -> list[str]:
    out = leave_out.resolve() if leave_out is not None else None
    return [
        str(path)
        for path in sorted(paths)
        if suffix_of(str(path)) in SUFFIXES
        and path.is_file()
        and not any(part.startswith(".") for part in path.parts[-2:] if part not in (".", ".."))
        and (out is None or out not in path.resolve().parents)
    ]


def digest_file(path: str) -> tuple[str, int]:
    """(SHA-256 in hex, size in bytes) of a file. Raises InputError where it cannot be read."""
    try:
        with open_raw(path) as file:
            digest, size = hashlib.sha256(), 0
            while block := file.read(1 << 20):
                digest.update(block)
                size += len(block)
            return digest.hexdigest(), size
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error


def keep_stdin(stream: BinaryIO, path: Path) -> None:
    """Standard input as a file, so that an audit of it can be resumed. Raises OutputError."""
    try:
        with replacing(path) as part, open(part, "wb") as file:
            while block := stream.read(1 << 20):
                file.write(block)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}: free some space and start again") from error
