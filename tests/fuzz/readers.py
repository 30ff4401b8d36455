"""Doors for files: what the readers of audits, labels, allow-lists and the pointer make of a file's bytes."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from debtad.errors import DebtadError
from tests.fuzz.door import TEXTS, Door, ZipDoor, all_texts, folder, lines, one_line, texts
from tests.fuzz.mutate import as_json
from tests.support import AD, CALM


def _file(name: str, data: bytes) -> Path:
    path = folder() / name
    path.write_bytes(data)
    return path


def _posts(suffix: str) -> Callable[[bytes], None]:
    """What the readers of an audit make of a file: posts, and rejects that say where and why."""

    def take(data: bytes) -> None:
        from debtad.audit.posts import Post
        from debtad.audit.readers import read_posts
        from debtad.model.score import check_text

        for item in read_posts([str(_file(f"posts{suffix}", data))]):
            if isinstance(item, Post):
                check_text(item.text)
                json.dumps([item.text, item.id, item.account, item.url], ensure_ascii=False).encode()
            else:
                one_line(item.reason)
                # Of a text file, a bad row must not cost the rows behind it; a broken container may end early.
                assert not (
                    suffix in (".csv", ".jsonl", ".json", ".txt")
                    and item.reason.startswith("cannot be read to its end")
                ), item.reason

    return take


def _labels(suffix: str, given: str | None = None) -> Callable[[bytes], None]:
    def take(data: bytes) -> None:
        from debtad.learn.label_files import ReadOptions, dumps, plain_record, read_file
        from debtad.learn.labels import read_labels

        path = _file(f"labels{suffix}", data)
        try:
            read = read_file(path, given, ReadOptions(disagree="review", keep_unlabelled=True))
        except DebtadError as error:
            one_line(str(error))
        else:
            for problem in read.problems:
                one_line(problem.what)
            for item in read.items:
                json.loads(dumps(plain_record(item)))
        if given is None and suffix != ".json":
            for problem in read_labels([path], skip_bad=True)[1]:
                one_line(problem)

    return take


def _allow(data: bytes) -> None:
    from debtad.audit.allow import read_allow_list

    read_allow_list(_file("allow.csv", data), date(2026, 1, 1))


def _pointer(data: bytes) -> None:
    """``models/current`` and ``history.jsonl`` with these bytes in them."""
    from debtad.model import current

    home = folder() / "models"
    home.mkdir(exist_ok=True)
    before = os.environ.get("DEBTAD_MODELS")
    os.environ["DEBTAD_MODELS"] = str(home)
    try:
        (home / "history.jsonl").write_bytes(data)
        (home / "current").write_bytes(data)
        try:
            list(current.describe(current.history()))
        finally:
            current.current()
    finally:
        if before is None:
            del os.environ["DEBTAD_MODELS"]
        else:
            os.environ["DEBTAD_MODELS"] = before


_RECORDS = [
    {"id": "1", "text": AD, "label": "risky", "facts": {"nonrefundable_deposit": [500]}, "evidence": [[0, 4, "a"]]},
    {"id": "2", "text": CALM, "label": "safe", "time": "2024-05-01", "user_id": "7", "url": "https://example.org/1"},
]
_POSTS = [{"note_id": n, "title": "停息挂账", "desc": text, "time": 1714521600000} for n, text in enumerate(TEXTS)]
_DOCCANO = [
    {"id": 1, "text": AD, "cats": ["risky"], "entities": [[0, 4, "collection_fear"]]},
    {"id": 2, "text": CALM, "label": [[0, 2, "x"]], "Comments": ["好"]},
    {"id": 3, "text": "😀😀" + AD, "cats": ["risky"], "entities": [[2, 4, "collection_fear"]]},
]
_STUDIO = [
    {
        "id": 3,
        "data": {"text": AD},
        "annotations": [
            {
                "result": [
                    {"from_name": "label", "type": "choices", "value": {"choices": ["risky"]}},
                    {"from_name": "evidence", "value": {"start": 0, "end": 4, "text": AD[:4], "labels": ["x"]}},
                ],
                "updated_at": "2024-01-01",
            }
        ],
    }
]


def _csv(records: list[dict[str, Any]]) -> list[bytes]:
    names = list(records[0])
    rows = [",".join(names)] + [
        ",".join('"' + str(r.get(n, "")).replace('"', '""') + '"' for n in names) for r in records
    ]
    text = "\n".join(rows)
    return [text.encode(), text.encode("gb18030"), text.encode("utf-16")]


def _tables(suffix: str, records: list[dict[str, Any]]) -> list[bytes]:
    import pandas as pd

    path = folder() / f"seed{suffix}"
    path.unlink(missing_ok=True)
    frame = pd.DataFrame([{k: v if isinstance(v, (str, int)) else None for k, v in r.items()} for r in records])
    if suffix == ".xlsx":
        frame.to_excel(path, index=False, engine="xlsxwriter")
    elif suffix == ".parquet":
        frame.to_parquet(path)
    else:
        with closing(sqlite3.connect(path)) as database:
            frame.to_sql("note", database, index=False)
    return [path.read_bytes()]


_PLACES = {"from": {"folder": "a", "sha256": "0" * 64}, "to": {"folder": "b", "sha256": "1" * 64}}
_HISTORY = [{"time": "t", "action": action, **_PLACES} for action in ("use", "rollback")]

READERS = (
    Door("posts.csv", _posts(".csv"), lambda: _csv(_POSTS)),
    Door("posts.jsonl", _posts(".jsonl"), lambda: lines(_POSTS), json=True),
    Door("posts.json", _posts(".json"), lambda: [as_json(_POSTS), as_json({"data": _POSTS})], json=True),
    Door("posts.txt", _posts(".txt"), texts, heavy=all_texts),
    ZipDoor("posts.xlsx", _posts(".xlsx"), lambda: _tables(".xlsx", _POSTS)),
    Door("posts.parquet", _posts(".parquet"), lambda: _tables(".parquet", _POSTS)),
    Door("posts.sqlite", _posts(".sqlite"), lambda: _tables(".sqlite", _POSTS)),
    Door("labels.csv", _labels(".csv"), lambda: _csv(_RECORDS)),
    Door("labels.jsonl", _labels(".jsonl"), lambda: lines(_RECORDS), json=True),
    ZipDoor("labels.xlsx", _labels(".xlsx"), lambda: _tables(".xlsx", _RECORDS)),
    Door("labels.parquet", _labels(".parquet"), lambda: _tables(".parquet", _RECORDS)),
    Door("doccano", _labels(".jsonl", "doccano"), lambda: lines(_DOCCANO), json=True),
    Door(
        "label-studio",
        _labels(".json"),
        lambda: [as_json(_STUDIO), as_json([{"id": 1, "text": AD, "label": "risky"}])],
        json=True,
    ),
    Door("pointer", _pointer, lambda: [*lines(_HISTORY), b"0" * 64 + b" small\n"]),
    Door(
        "allow",
        _allow,
        lambda: [
            b"sha256,signal,reason,expires\n" + b"a" * 64 + b",*,why,2026-12-31\n",
            *lines([{"sha256": "b" * 64, "signal": "*", "reason": "r", "expires": None}]),
        ],
    ),
)
