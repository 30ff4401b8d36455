"""Opening a file whatever it is packed in, and finding out what it holds."""

from __future__ import annotations

import codecs
import gzip
import io
import lzma
import re
import unicodedata
from bz2 import BZ2File
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import IO, BinaryIO, cast

from debtad.errors import InputError

#: Bytes read to learn encoding and format; more where these are all ASCII.
_SAMPLE = 1 << 18
_MOST_SAMPLE = 1 << 26

_PACKED = (
    (b"\x1f\x8b", ".gz"),
    (b"\x28\xb5\x2f\xfd", ".zst"),
    (b"BZh", ".bz2"),
    (b"\xfd7zXZ\x00", ".xz"),
)
PACKED_SUFFIXES = tuple(suffix for _, suffix in _PACKED)
_FORMATS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".txt": "lines",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xlsx",
    ".ods": "xlsx",
    ".db": "sqlite",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
}
#: Between the cells of a line: neither byte is ever part of a character of GB18030 or UTF-8.
_CELL_END = re.compile(rb'[",]+')
#: The last character of UTF-8, of which bytes may be lacking.
_CUT = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{0,2}\Z")
#: What a folder is searched for.
SUFFIXES = tuple(_FORMATS)
#: Control characters that text does not hold.
_CONTROLS = bytes(code for code in range(1, 32) if code not in b"\t\n\x0b\x0c\r\x1b")
_BINARY = (
    (b"PAR1", "parquet"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"PK\x03\x04", "xlsx"),
    (b"\xd0\xcf\x11\xe0", "xlsx"),
)


def suffix_of(path: str) -> str:
    """The suffix that tells the format, lower case, with that of a compression taken off."""
    name = PurePath(path)
    if name.suffix.lower() in PACKED_SUFFIXES:
        name = name.with_suffix("")
    return name.suffix.lower()


def is_url(path: str) -> bool:
    """Is it an address for fsspec (``s3://…``, ``hdfs://…``, ``file://…``) rather than a path?"""
    return "://" in path


def open_raw(path: str) -> BinaryIO:
    """The bytes of a file or address as they are. Raises InputError."""
    try:
        if is_url(path):
            import fsspec

            return cast(BinaryIO, fsspec.open(path, "rb").open())
        return open(path, "rb")
    except ModuleNotFoundError as error:
        raise InputError(f"{path}: needs {error.name}: pip install 'debtad[dask]' {error.name}") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, ImportError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error


@contextmanager
def open_binary(path: str, watch: Callable[[IO[bytes]], None] | None = None) -> Iterator[BinaryIO]:
    """The unpacked bytes of a file. ``watch`` is given the file itself, to see how far it was read. Raises InputError."""
    with open_raw(path) as raw:
        try:
            start = raw.read(8)
            raw.seek(0)
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
        if watch is not None:
            watch(raw)
        with _unpacked(raw, next((suffix for magic, suffix in _PACKED if start.startswith(magic)), "")) as file:
            yield file


def _unpacked(raw: BinaryIO, kind: str) -> BinaryIO:
    if kind == ".gz":
        return cast(BinaryIO, gzip.GzipFile(fileobj=raw, mode="rb"))
    if kind == ".bz2":
        return cast(BinaryIO, BZ2File(raw))
    if kind == ".xz":
        return cast(BinaryIO, lzma.LZMAFile(raw))
    if kind == ".zst":
        import zstandard

        stream = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
        return cast(BinaryIO, io.BufferedReader(stream))
    return raw


def sniff(path: str) -> tuple[str, str]:
    """(format, encoding) of a file: ``csv``, ``tsv``, ``jsonl``, ``json``, ``lines``, ``parquet``, ``xlsx`` or
    ``sqlite``; the encoding is "" for the last three. Raises InputError for an empty or unreadable file, and for one that is
    no text or in another encoding.
    """
    with open_binary(path) as file:
        try:
            sample = file.read(_SAMPLE)
            while sample.isascii() and len(sample) < _MOST_SAMPLE:
                more = file.read(_SAMPLE)
                if not more:
                    break
                sample += more
        except (OSError, EOFError, ValueError, lzma.LZMAError) as error:
            raise InputError(f"{path}: cannot be unpacked: {error}") from error
        except Exception as error:  # zstandard.ZstdError, which is not imported for other files
            raise InputError(f"{path}: cannot be unpacked: {error}") from error
    if not sample.strip():
        raise InputError(f"{path}: is empty")
    for magic, form in _BINARY:
        if sample.startswith(magic):
            return form, ""
    encoding = guess_encoding(sample)
    if not _is_text(sample, encoding):
        raise InputError(f"{path}: is neither text nor a table that can be read")
    if encoding == "gb18030" and _is_big5(sample):
        raise InputError(f"{path}: is not UTF-8, GB18030 or UTF-16, perhaps Big5: save it as UTF-8")
    form = _FORMATS.get(suffix_of(path), "")
    if form in ("parquet", "xlsx", "sqlite"):
        raise InputError(f"{path}: is not a {form} file, whatever its name says")
    if not form or form == "json":
        start = sample.decode(encoding, "replace").lstrip("\ufeff \t\r\n")[:1]
        form = "json" if start == "[" or form == "json" else "jsonl" if start == "{" else "csv"
    return form, encoding


def guess_encoding(sample: bytes) -> str:
    """``utf-8-sig``, ``utf-16``, ``utf-16-le``, ``utf-16-be`` or ``gb18030``, by what most lines of a sample can be.

    A few broken lines do not make a UTF-8 file a GB18030 one: lines of GB18030 next to never pass for UTF-8.
    """
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    zeros = sample.count(0)
    if zeros * 20 > len(sample):
        return "utf-16-le" if sample[1::2].count(0) * 2 > zeros else "utf-16-be"
    *lines, last = re.split(rb"[\r\n]+", sample)
    good, bad = _utf8(lines if len(sample) >= _SAMPLE else [*lines, last])
    if not good + bad:  # JSON on one line that goes on behind the sample
        good, bad = _utf8(_CELL_END.split(_CUT.sub(b"", last)))
    return "utf-8-sig" if good >= bad else "gb18030"


def _utf8(pieces: Iterable[bytes]) -> tuple[int, int]:
    """How many of the pieces that are not ASCII alone are UTF-8, and how many are not."""
    good = bad = 0
    for piece in pieces:
        if piece.isascii():
            continue
        try:
            piece.decode("utf-8")
            good += 1
        except UnicodeDecodeError:
            bad += 1
    return good, bad


def _is_text(sample: bytes, encoding: str) -> bool:
    """Control characters, of which text has next to none, are a tenth of what is packed, drawn or compiled. NUL does not
    count: some programs pad with it. (Broken bytes alone make no other file of a text.)
    """
    if sample.startswith(b"%PDF-"):
        return False
    if encoding.startswith("utf-16"):
        written = sample.decode(encoding, "replace")
        odd = sum(char == "\ufffd" or unicodedata.category(char) in ("Cc", "Cn", "Co") for char in written)
        return (odd - sum(map(written.count, "\t\r\n\0"))) * 10 <= len(written)
    return len(sample) - len(sample.translate(None, _CONTROLS)) <= len(sample) // 50


def _is_big5(sample: bytes) -> bool:
    """Is it Chinese of Taiwan or Hong Kong? As GB18030 such bytes are characters, too, but rare ones and kana."""
    sample = b"\n".join(line for line in sample.splitlines() if not line.isascii())[:_SAMPLE]
    as_big5 = _beyond_ascii(sample.decode("big5hkscs", "replace"))
    if as_big5.count("\ufffd") * 50 > len(as_big5) + 50:
        return False
    common = _share(as_big5, "big5hkscs", range(0xA4, 0xC7), 0x40)
    return (
        common > 0.75
        and _share(_beyond_ascii(sample.decode("gb18030", "replace")), "gbk", range(0xB0, 0xD8), 0xA1) < 0.75
    )


def _beyond_ascii(text: str) -> str:
    """What is neither ASCII nor a mark: of marks both encodings have many."""
    return "".join(char for char in text if not char.isascii() and (char.isalpha() or char == "\ufffd"))


def _share(text: str, encoding: str, leads: range, least: int) -> float:
    """The share of characters that an encoding has among its common ones: led by one of ``leads``, followed by ``least``
    or more.
    """
    pairs = [char.encode(encoding, "replace") for char in text]
    common = sum(len(pair) == 2 and pair[0] in leads and pair[1] >= least for pair in pairs)
    return common / len(pairs) if pairs else 0.0
