"""The doors through which strangers' bytes come in. Each takes any bytes and may refuse them with a DebtadError of one line.

Anything else a door raises, and any input that keeps it busy for more than a second, is a defect.
"""

from __future__ import annotations

import io
import json
import sqlite3
import tempfile
import warnings
from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from debtad.errors import DebtadError, ModelError
from debtad.model.score import Detector
from tests.fuzz.mutate import as_json, mutate, nested, random_json, replaced
from tests.support import AD, CALM

#: Seconds of processor time that one input may take.
MOST_SECONDS = 1.0

CHAT = "我：要钱吗，能停息？\n客服：停息挂账，先付500定金不退，法务代谈，加微信"
TEXTS = (AD, CALM, CHAT, "警方提示：停息挂账是骗局。", "房贷1k2月供，8%-10个点，半年到2年后再还", "債務協商，請致電")


@cache
def _detector() -> Detector:
    return Detector.load()


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="debtad-fuzz-"))


def _file(name: str, data: bytes) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path


def one_line(message: str) -> None:
    """A message for the user is one line without controls that a terminal obeys."""
    assert message.strip(), "an error without a word"
    assert "Traceback" not in message
    assert not {"\n", "\r", "\x1b", "\x00"} & set(message), repr(message)


class Door:
    """``take`` is the door; ``seeds`` are inputs it takes; ``json``: its seeds are JSON, to be changed by value too."""

    def __init__(
        self, name: str, take: Callable[[bytes], object], seeds: Callable[[], list[bytes]], json: bool = False
    ):
        self.name = name
        self.json = json
        self._take = take
        self._seeds = seeds
        self._kept: list[bytes] | None = None

    @property
    def seeds(self) -> list[bytes]:
        """Inputs that the door takes, made when first asked for."""
        if self._kept is None:
            self._kept = self._seeds()
        return self._kept

    def draw(self, dice: Random) -> bytes:
        """The next input."""
        seed = dice.choice(self.seeds)
        if self.json:
            kind = dice.randrange(8)
            if kind == 0 and dice.random() < 0.2:
                return seed + b"\n" + nested(dice) + b"\n" + seed
            if kind < 4:
                lines = [json.loads(line) for line in seed.split(b"\n") if line.strip()]
                return b"\n".join(as_json(replaced(line, dice)) for line in lines)
            if kind == 4:
                return b"\n".join(as_json(random_json(dice)) for _ in range(dice.randrange(1, 4)))
        return mutate(seed, dice)

    def take(self, data: bytes) -> str:
        """``taken``, or the line with which it was refused. Raises whatever else the door raises."""
        try:
            self._take(data)
        except DebtadError as error:
            for message in (str(error), *getattr(error, "problems", ())):
                one_line(message)
            return str(error)
        return "taken"


def _sound(verdict: Any) -> None:
    """A verdict that can be drawn in every way and whose quotes are where it says."""
    from debtad.render.html import verdict_html
    from debtad.render.json import to_json
    from debtad.render.terminal import print_verdict

    assert 0.0 <= verdict.score <= 1.0
    for item in (*verdict.evidence, *verdict.counter, *verdict.words):
        quote = item.quote if hasattr(item, "quote") else item.text
        assert verdict.text[item.start : item.end] == quote
    to_json(verdict).encode()
    verdict_html(verdict)
    shown = io.StringIO()
    print_verdict(verdict, file=shown, width=80)
    assert "\u202e" not in shown.getvalue()


def _text(data: bytes) -> None:
    from debtad.model.conversation import judge

    try:  # bytes that are no text but for lone surrogates, which a str can hold
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    _sound(judge(_detector(), text, debt=50_000.0))


def _bytes(data: bytes) -> None:
    from debtad.text.decode import decode

    _sound(_detector().score(decode(data)))


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


def _model(data: bytes) -> None:
    """Bytes as they are must be refused; signed anew, as somebody who means harm would, they are refused or score."""
    import hashlib

    from debtad.model.artifact import parse_model
    from debtad.model.files import DIGEST_AT

    if data not in _MODEL.seeds:
        try:
            parse_model(data, "m")
        except ModelError as error:
            one_line(str(error))
        else:
            raise AssertionError("a changed model was taken")
    zeroed = data[:DIGEST_AT] + b"0" * 64 + data[DIGEST_AT + 64 :]
    signed = data[:DIGEST_AT] + hashlib.sha256(zeroed).hexdigest().encode() + data[DIGEST_AT + 64 :]
    detector = Detector(parse_model(signed, "m"))
    _sound(detector.score(AD, lang="zh"))
    _sound(detector.score(CALM + AD * 4, lang="en"))


@cache
def _client() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from fastapi.testclient import TestClient

    from debtad.web.app import create_app

    return TestClient(create_app(_detector()), raise_server_exceptions=True)


def _api(path: str, kind: str) -> Callable[[bytes], None]:
    def take(data: bytes) -> None:
        answer = _client().post(path, content=data, headers={"content-type": kind})
        assert answer.status_code < 500, answer.text[:300]
        assert "Traceback" not in answer.text
        if kind.endswith("json"):
            answer.json()

    return take


def _pack(data: bytes) -> None:
    from debtad.pack import verify_pack

    verify_pack(data, _detector())


def _allow(data: bytes) -> None:
    from debtad.audit.allow import read_allow_list

    read_allow_list(_file("allow.csv", data), date(2026, 1, 1))


def _pointer(data: bytes) -> None:
    """``models/current`` and ``history.jsonl`` with these bytes in them."""
    import os

    from debtad.model import current

    home = _folder() / "models"
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


def _lines(records: list[Any]) -> list[bytes]:
    return [b"\n".join(json.dumps(r, ensure_ascii=False).encode() for r in records)]


def _csv(records: list[dict[str, Any]]) -> list[bytes]:
    names = list(records[0])
    rows = [",".join(names)] + [
        ",".join('"' + str(r.get(n, "")).replace('"', '""') + '"' for n in names) for r in records
    ]
    text = "\n".join(rows)
    return [text.encode(), text.encode("gb18030"), text.encode("utf-16")]


def _tables(suffix: str, records: list[dict[str, Any]]) -> list[bytes]:
    import pandas as pd

    path = _folder() / f"seed{suffix}"
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


def _model_seeds() -> list[bytes]:
    """The shipped model with a handful of its phrases."""
    from debtad.model.artifact import write_model

    model, some = _detector().model, slice(0, None, 100)
    small = model._replace(
        phrases=list(model.phrases)[some],
        idf=list(model.idf)[some],
        weights=list(model.weights)[some],
        end_weights=list(model.end_weights)[some],
        ngrams=list(model.ngrams)[some],
        ngram_weights=list(model.ngram_weights)[some],
    )
    write_model(small, _folder() / "model")
    return [(_folder() / "model" / "model.json").read_bytes()]


def _pack_seeds() -> list[bytes]:
    from debtad.pack import Source, build_pack

    return [build_pack(_detector(), AD, source=Source(kind="text", file=""), debt=5e4, lang="zh")[0]]


def _texts() -> list[bytes]:
    return [text.encode() for text in TEXTS] + ["\n".join(TEXTS).encode() * 3]


class _ModelDoor(Door):
    """A model's seed is large: it is changed line by line, or by value within its head."""

    def draw(self, dice: Random) -> bytes:
        seed = dice.choice(self.seeds)
        if dice.random() < 0.5:
            lines = seed.split(b"\n")
            place = dice.randrange(len(lines))
            lines[place] = mutate(lines[place], dice, most=10**7)
            return b"\n".join(lines)
        content = json.loads(seed)
        key = dice.choice(list(content))
        content[key] = replaced(content[key], dice)
        if dice.random() < 0.1:
            content["../x"] = 1
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


_MODEL = _ModelDoor("model", _model, _model_seeds)
_FORM = b"text=" + b"".join(b"%%%02X" % byte for byte in AD.encode()) + b"&debt=50000&lang=zh"
_PLACES = {"from": {"folder": "a", "sha256": "0" * 64}, "to": {"folder": "b", "sha256": "1" * 64}}
_HISTORY = [{"time": "t", "action": action, **_PLACES} for action in ("use", "rollback")]

DOORS: dict[str, Door] = {
    door.name: door
    for door in (
        Door("text", _text, _texts),
        Door("bytes", _bytes, lambda: [text.encode(name) for text in TEXTS for name in ("utf-8", "gb18030", "utf-16")]),
        Door("posts.csv", _posts(".csv"), lambda: _csv(_POSTS)),
        Door("posts.jsonl", _posts(".jsonl"), lambda: _lines(_POSTS), json=True),
        Door("posts.json", _posts(".json"), lambda: [as_json(_POSTS), as_json({"data": _POSTS})], json=True),
        Door("posts.txt", _posts(".txt"), _texts),
        Door("posts.xlsx", _posts(".xlsx"), lambda: _tables(".xlsx", _POSTS)),
        Door("posts.parquet", _posts(".parquet"), lambda: _tables(".parquet", _POSTS)),
        Door("posts.sqlite", _posts(".sqlite"), lambda: _tables(".sqlite", _POSTS)),
        Door("labels.csv", _labels(".csv"), lambda: _csv(_RECORDS)),
        Door("labels.jsonl", _labels(".jsonl"), lambda: _lines(_RECORDS), json=True),
        Door("labels.xlsx", _labels(".xlsx"), lambda: _tables(".xlsx", _RECORDS)),
        Door("labels.parquet", _labels(".parquet"), lambda: _tables(".parquet", _RECORDS)),
        Door("doccano", _labels(".jsonl", "doccano"), lambda: _lines(_DOCCANO), json=True),
        Door(
            "label-studio",
            _labels(".json"),
            lambda: [as_json(_STUDIO), as_json([{"id": 1, "text": AD, "label": "risky"}])],
            json=True,
        ),
        _MODEL,
        Door("pointer", _pointer, lambda: [*_lines(_HISTORY), b"0" * 64 + b" small\n"]),
        Door(
            "api",
            _api("/api/score", "application/json"),
            lambda: [as_json({"text": t, "debt": 5e4}) for t in TEXTS],
            json=True,
        ),
        Door("api-batch", _api("/api/score-batch", "application/json"), lambda: [as_json({"texts": TEXTS})], json=True),
        Door("form", _api("/", "application/x-www-form-urlencoded"), lambda: [_FORM]),
        Door("pack", _pack, _pack_seeds),
        Door(
            "allow",
            _allow,
            lambda: [
                b"sha256,signal,reason,expires\n" + b"a" * 64 + b",*,why,2026-12-31\n",
                *_lines([{"sha256": "b" * 64, "signal": "*", "reason": "r", "expires": None}]),
            ],
        ),
    )
}
