"""CSV, TSV, JSON lines, JSON arrays and plain lines, in any usual encoding, row by row.

Bytes that are not valid in the file's encoding come through as lone surrogates (``surrogateescape``), so that one broken
row spoils no other; who makes posts of the rows refuses those.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, BinaryIO

import orjson

from debtad.audit.columns import Wanted, looks_like_header
from debtad.audit.tables import Raw, Table
from debtad.errors import InputError

#: A line longer than this (characters) is no row of a table.
LONGEST_LINE = 4_000_000

#: Records looked at to learn the columns of JSON.
_PEEK = 200
_BLOCK = 1 << 20
#: A JSON value not ended after so many characters is broken, or no list of posts.
_MOST_VALUE = 1 << 25
_BETWEEN = re.compile(r"[\s,\[\]]*")
_NEXT_OBJECT = re.compile(r"\}\s*,?\s*(?=\{)")
_DECODER = json.JSONDecoder()
#: Within an object: up to its first key, between key and value, up to the next key; a list of objects up to the first.
_OPENING = re.compile(r'\{\s*"')
_COLON = re.compile(r"\s*:\s*")
_FOLLOWING = re.compile(r'\s*,\s*"')
_LIST_OF_OBJECTS = re.compile(r"\[\s*(?=\{)")


_UNCLOSED = "a quotation mark is opened and not closed"

#: What stands for bytes of UTF-16 that are no characters; ``surrogateescape`` knows only bytes of 128 and more.
_BROKEN = "\udcff"


def _mark_broken(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        return _BROKEN, error.end
    raise error


codecs.register_error("debtad-broken", _mark_broken)


def text_tables(path: str, form: str, file: BinaryIO, encoding: str, wanted: Wanted) -> Iterator[Table]:
    """The one table of a text file, as ``form`` (``csv``, ``tsv``, ``jsonl``, ``json`` or ``lines``) says."""
    if form == "jsonl" and not encoding.startswith("utf-16"):
        yield _json_table(path, _json_lines(iter(lambda: file.readline(LONGEST_LINE), b""), encoding))
        return
    with _text(file, encoding) as text:
        if form in ("csv", "tsv"):
            yield _csv_table(path, form, text, wanted)
        elif form == "lines":
            yield Table("", ("text",), lambda names: _plain(text))
        elif form == "jsonl":
            lines = (line.encode("utf-8", "surrogateescape") for line in _lines(text))
            yield _json_table(path, _json_lines(lines, "utf-8"))
        else:
            yield _json_table(path, _json_values(text))


def _text(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    errors = "debtad-broken" if encoding.startswith("utf-16") else "surrogateescape"
    return io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")


def _lines(file: io.TextIOWrapper) -> Iterator[str]:
    """Line by line; of one that is too long its beginning, without an end."""
    readline = file.readline
    while line := readline(LONGEST_LINE):
        yield line
        while _is_cut(line):
            line = readline(LONGEST_LINE)


def _is_cut(line: str) -> bool:
    return len(line) >= LONGEST_LINE and not line.endswith(("\n", "\r"))


def _plain(file: io.TextIOWrapper) -> Iterator[Raw]:
    for number, line in enumerate(_lines(file), start=1):
        if _is_cut(line):
            yield Raw(number, None, f"the line is longer than {LONGEST_LINE:,} characters")
        elif line.strip():
            yield Raw(number, (line.rstrip("\r\n"),))


class _Feed:
    """Lines for ``csv.reader`` that can be given again: those of a record that an unclosed quote swallowed."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: list[str] = []
        self.number = 0
        self.taken: list[str] = []
        self.ended = False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._lines, "")
        self.ended = not line
        if not line:
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        """All but the first line of the record at hand come again."""
        back = self.taken[1:]
        self._again += reversed(back)
        self.number -= len(back)

    def is_open(self, delimiter: str) -> bool:
        """Is a quoted cell of the record at hand open behind its last line?"""
        within = False
        for line in self.taken:
            after = _is_open(line, delimiter, within)
            if after is None:
                return False
            within = after
        return within

    def goes_to_its_end(self, delimiter: str) -> bool:
        """Take the rest of a record whose long cell was read in part. False where that cell is not closed as it should be:
        then its quotation mark is a stray one, and the lines behind it are rows of their own.
        """
        within = False
        size = place = 0
        while place < len(self.taken) or next(self, None) is not None:
            line = self.taken[place]
            size, place = size + len(line), place + 1
            after = _is_open(line, delimiter, within)
            if not after or size > LONGEST_LINE:
                return after is False
            within = after
        return False


def _is_open(line: str, delimiter: str, within: bool) -> bool | None:
    """Is a quoted cell open behind this line, if one is before it (``within``)? None where a quotation mark in a quoted
    cell neither ends it nor stands doubled for itself, or where the line was cut.
    """
    if _is_cut(line):
        return None
    at = 0
    while True:
        if within:
            at = line.find('"', at) + 1
            following = line[at : at + 1]
            if not at:
                return True
            if following in ("", "\r", "\n"):
                return False
            if following not in ('"', delimiter):
                return None
            within = following == '"'
            at += 1
        elif line.startswith('"', at):
            within, at = True, at + 1
        else:
            at = line.find(delimiter, at) + 1
            if not at:
                return False


def _csv_table(path: str, form: str, file: io.TextIOWrapper, wanted: Wanted) -> Table:
    lines = _lines(file)
    first = next(lines, "")
    while first and not first.strip():
        first = next(lines, "")
    delimiter = "\t" if form == "tsv" else max(",\t;|", key=first.count)
    feed = _Feed(chain([first], lines))
    reader = csv.reader(feed, delimiter=delimiter)
    try:
        names = tuple(next(reader))
    except (csv.Error, StopIteration) as error:
        raise InputError(f"{path}: its first line is no header: {error}") from error
    if not looks_like_header(names) and not wanted.text:
        listing = ", ".join(name[:40] for name in names[:12])
        raise InputError(
            f"{path}: its first line ({listing}) holds no column name that is known: name the text with --text, or say "
            "--from lines if every line is a post"
        )

    def rows(wanted_names: Sequence[str]) -> Iterator[Raw]:
        places = [names.index(name) for name in wanted_names]
        width = len(names)
        while True:
            feed.taken.clear()
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                alone = len(feed.taken) == 1
                if feed.goes_to_its_end(delimiter):
                    yield Raw(feed.number, None, f"not a row of a table: {error}")
                    continue
                feed.give_back()
                yield Raw(feed.number, None, f"not a row of a table: {error}" if alone else _UNCLOSED)
                continue
            if feed.ended and len(feed.taken) > 1 and feed.is_open(delimiter):
                feed.give_back()
                yield Raw(feed.number, None, _UNCLOSED)
                continue
            size = len(record)
            if size == width:
                yield Raw(feed.number, [record[place] for place in places])
            elif not size:
                continue
            elif (size > width and any(record[width:])) or size <= places[0]:
                yield Raw(feed.number, None, f"has {size} fields where the header has {width}")
            else:
                yield Raw(feed.number, [record[place] if place < size else "" for place in places])

    return Table("", names, rows)


def _json_table(path: str, records: Iterator[tuple[int, Any, str]]) -> Table:
    """A table of JSON objects; its columns are the keys of the first of them."""
    peeked = list(islice(records, _PEEK))
    names = tuple(dict.fromkeys(key for _, record, _ in peeked if isinstance(record, dict) for key in record))
    if not names:
        what = next((problem for _, _, problem in peeked if problem), "holds no objects")
        raise InputError(f"{path}: {what}: give a list or lines of JSON objects")

    def rows(wanted_names: Sequence[str]) -> Iterator[Raw]:
        for line, record, problem in chain(peeked, records):
            if problem:
                yield Raw(line, None, problem)
            elif isinstance(record, Mapping):
                yield Raw(line, [record.get(name) for name in wanted_names])
            else:
                yield Raw(line, None, "not a JSON object")

    return Table("", names, rows)


def _json_lines(lines: Iterator[bytes], encoding: str) -> Iterator[tuple[int, Any, str]]:
    """(line, object or None, problem) of each line that is not blank."""
    number, within = 0, False
    for line in lines:
        whole, goes_on = not within, not line.endswith(b"\n") and len(line) >= LONGEST_LINE
        number += whole
        within = goes_on
        if not whole:
            continue
        if goes_on:
            yield number, None, f"the line is longer than {LONGEST_LINE:,} bytes"
            continue
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            yield number, orjson.loads(line if encoding != "gb18030" else line.decode("gb18030")), ""
        except ValueError:
            yield number, *_second_try(line, encoding)


def _second_try(line: bytes, encoding: str) -> tuple[Any, str]:
    """What orjson refuses may be NaN or half an emoji, which Python's own reader takes."""
    try:
        return json.loads(line.decode(encoding)), ""
    except UnicodeDecodeError as error:
        return None, f"broken encoding at byte {error.start} of the line"
    except (ValueError, RecursionError) as error:
        return None, f"not JSON: {error}"


def _json_values(file: io.TextIOWrapper) -> Iterator[tuple[int, Any, str]]:
    """The objects of a JSON array, or one after the other; (0, object or None, problem).

    A single object that holds the list (``{"data": [...]}``) is opened; if it is too long to be read at once, or broken,
    its list is read item by item. After a broken object, goes on with the next.
    """
    decode = _DECODER.raw_decode
    buffer, place, ended, first, wrapped = "", 0, False, True, False
    while True:
        between = _BETWEEN.match(buffer, place)
        place = between.end()  # type: ignore[union-attr]
        if wrapped and "]" in between.group():  # type: ignore[union-attr]
            return
        if place < len(buffer):
            try:
                value, place = decode(buffer, place)
            except (ValueError, RecursionError) as error:
                if ended or len(buffer) - place > _MOST_VALUE:
                    inner_place = _into_list(buffer, place) if first else None
                    if inner_place is not None:
                        place, first, wrapped = inner_place, False, True
                        continue
                    yield 0, None, f"not JSON: {error}"
                    following = _NEXT_OBJECT.search(buffer, place)
                    if following is None:
                        return
                    place, first = following.end(), False
                    continue
            else:
                inner = _inner_list(value) if first else None
                first = False
                yield from ((0, item, "") for item in (inner if inner is not None else [value]))
                continue
        elif ended:
            return
        block = file.read(max(_BLOCK, (len(buffer) - place) // 2))
        ended = not block
        buffer, place = buffer[place:] + block, 0


def _into_list(buffer: str, place: int) -> int | None:
    """Behind the opening of the list that makes the object at ``place`` too long or broken; None where it wraps none."""
    opening = _OPENING.match(buffer, place)
    while opening is not None:
        try:
            key, place = _DECODER.raw_decode(buffer, opening.end() - 1)
            colon = _COLON.match(buffer, place)
            if colon is None:
                return None
            try:
                value, place = _DECODER.raw_decode(buffer, colon.end())
            except (ValueError, RecursionError):
                inner = _LIST_OF_OBJECTS.match(buffer, colon.end())
                if inner is not None:
                    return inner.end()
                opening = _OPENING.match(buffer, colon.end())
                continue
        except (ValueError, RecursionError):
            return None
        if isinstance(value, str) and looks_like_header([key]):
            return None  # it is a post itself
        opening = _FOLLOWING.match(buffer, place)
    return None


def _inner_list(value: Any, depth: int = 3) -> list[Any] | None:
    """The longest list of objects within an object that wraps one, or within the objects that it wraps."""
    if not isinstance(value, dict) or looks_like_header([k for k, v in value.items() if isinstance(v, str)]):
        return None
    lists = [item for item in value.values() if isinstance(item, list) and item and isinstance(item[0], dict)]
    if not lists and depth:
        lists = [inner for item in value.values() if (inner := _inner_list(item, depth - 1))]
    return max(lists, key=len) if lists else None
