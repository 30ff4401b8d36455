"""Doors that score: text, bytes, models, the HTTP API and packs."""

from __future__ import annotations

import asyncio
import atexit
import hashlib
import io
import json
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import cache
from random import Random
from typing import Any

from debtad.errors import ModelError
from debtad.model.artifact import Model
from debtad.model.score import Detector
from tests.fuzz.door import MOST_ZIPPED, TEXTS, Door, ZipDoor, all_texts, folder, one_line, texts
from tests.fuzz.mutate import as_json, mutate, replaced
from tests.support import AD, CALM


@cache
def _detector() -> Detector:
    return Detector.load()


def _sound(verdict: Any) -> None:
    """A verdict that can be drawn in every way and whose quotes are where it says."""
    from debtad.render.html import Mark, highlighted
    from debtad.render.json import to_json
    from debtad.render.terminal import print_verdict

    assert 0.0 <= verdict.score <= 1.0
    for item in (*verdict.evidence, *verdict.counter, *verdict.words):
        quote = item.quote if hasattr(item, "quote") else item.text
        assert verdict.text[item.start : item.end] == quote
    to_json(verdict).encode()
    highlighted(verdict.text, [Mark(item.start, item.end, 1) for item in verdict.evidence])
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


def _model(data: bytes) -> None:
    """Bytes as they are must be refused; signed anew, as somebody who means harm would, they are refused or score."""
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
    _sound(detector.score(CALM + AD * 3, lang="en"))


@cache
def _client() -> tuple[Any, asyncio.AbstractEventLoop]:
    """A client of the web application, and the loop both run in: fastapi's own starts a thread and a loop a request, which
    takes longer than most answers."""
    import httpx

    from debtad.web.app import create_app

    loop = asyncio.new_event_loop()
    atexit.register(loop.close)
    transport = httpx.ASGITransport(create_app(_detector()))
    return httpx.AsyncClient(transport=transport, base_url="http://testserver"), loop


def _api(path: str, kind: str) -> Callable[[bytes], None]:
    def take(data: bytes) -> None:
        client, loop = _client()
        answer = loop.run_until_complete(client.post(path, content=data, headers={"content-type": kind}))
        assert answer.status_code < 500, answer.text[:300]
        assert "Traceback" not in answer.text
        if kind.endswith("json"):
            answer.json()

    return take


def _pack(data: bytes) -> None:
    from debtad.pack import verify_pack

    for finding in verify_pack(data, _detector()):
        one_line(str(finding))


#: Signals of every kind: against an advertisement and for it, with and without figures, with edits.
_SIGNALS = (
    *("official_warning_frame", "quoted_refutation", "obfuscated_terms", "fake_lawyer_or_legal_team"),
    *("nonrefundable_deposit", "upfront_fee", "stop_interest_promise", "long_deferral_no_payment"),
)


def _written(model: Model) -> bytes:
    from debtad.model.artifact import write_model

    write_model(model, folder() / "model")
    return (folder() / "model" / "model.json").read_bytes()


def _rows(model: Model, strings: Container[str], step: int) -> Model:
    """A model with these of its phrases and n-grams, and every so many-th of the others."""

    def kept(*columns: Sequence[Any]) -> Iterable[list[Any]]:
        rows = enumerate(zip(*map(list, columns), strict=True))
        return map(list, zip(*(row for number, row in rows if row[0] in strings or not number % step), strict=True))

    phrases, idf, weights, ends = kept(model.phrases, model.idf, model.weights, model.end_weights)
    ngrams, ngram_weights = kept(model.ngrams, model.ngram_weights)
    return model._replace(
        phrases=phrases, idf=idf, weights=weights, end_weights=ends, ngrams=ngrams, ngram_weights=ngram_weights
    )


def _small_model() -> list[bytes]:
    """The shipped model with a handful of its signals and cues, and of its rows those that are read here, and a few more."""
    from debtad.signals.catalog import CATALOG
    from debtad.signals.compiled import CompiledCatalog, load_cues
    from debtad.signals.literals import required_literals

    model = _rows(_detector().model, CALM + AD, 3_000)
    signals = [
        signal._replace(patterns=signal.patterns[:4]) for signal in model.catalog.signals if signal.id in _SIGNALS
    ]
    needs = [required_literals(pattern) for signal in signals for pattern in signal.patterns]
    cues = {kind: words[:10] for kind, words in load_cues(CATALOG).items()}
    known = {name: weight for name, weight in model.signal_weights.items() if name.split(":")[1] in _SIGNALS}
    small = model._replace(
        catalog=CompiledCatalog.build(signals, needs, cues),
        signal_weights=known,
        fact_weights={task: _few(table) for task, table in model.fact_weights.items()},
        subtypes={name: _few(table) for name, table in model.subtypes.items()},
    )
    return [_written(small)]


def _few(table: Mapping[str, float]) -> dict[str, float]:
    return {name: weight for number, (name, weight) in enumerate(table.items()) if not name or not number % 50}


def _large_model() -> list[bytes]:
    """The shipped model with every hundredth of its rows."""
    return [_written(_rows(_detector().model, (), 100))]


@cache
def _content(model: bytes) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(model)
    return content


class _ModelDoor(Door):
    """A model is changed line by line, as often as not in the first one, which holds all but the tables; or by value."""

    def draw(self, dice: Random) -> bytes:
        """The bytes of a model, laid out as a model is written or in one line."""
        seed = self.seed(dice)
        if dice.random() < 0.5:
            lines = seed.split(b"\n")
            place = dice.choice((0, dice.randrange(len(lines))))
            lines[place] = mutate(lines[place], dice, most=10**7)
            return b"\n".join(lines)
        content = dict(_content(seed))
        key = dice.choice(list(content))
        content[key] = replaced(content[key], dice)
        if dice.random() < 0.1:
            content["../x"] = 1
        tables = {name: content.pop(name) for name in ("index", "ngrams", "vocabulary")}
        if key not in tables and dice.random() < 0.5:
            return _json(content, dice)[:-1] + seed[seed.index(b',"index":[\n') :]
        return _json({**content, **tables}, dice)


def _json(content: Any, dice: Random) -> bytes:
    """As a model is written; lone surrogates come as themselves or as escapes."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", dice.choice(("surrogatepass", "backslashreplace")))


def _packs() -> list[bytes]:
    """The packs of a text and of a picture."""
    from debtad.ocr.engine import Picture
    from debtad.ocr.layout import Reading, ReadLine
    from debtad.pack import Source, build_pack

    box = ((0.0, 0.0), (70.0, 1.0), (70.0, 15.0), (0.0, 14.0))
    reading = Reading(AD, (ReadLine(AD, 0, len(AD), box, 0.9),), False)
    picture = Picture(b"pixels", hashlib.sha256(b"pixels").hexdigest(), "image/png", 80, 20, reading)
    return [
        build_pack(_detector(), AD, source=Source(kind="text", file=""), debt=5e4, lang="zh")[0],
        build_pack(_detector(), picture, source=Source(kind="picture", row=2, recorded={"score": 0.9}), lang="en")[0],
    ]


class _PackDoor(ZipDoor):
    """A changed file is entered in the manifest anew, as often as not, so that its content is read at all."""

    def changed(self, files: Mapping[str, bytes], name: str, dice: Random) -> dict[str, bytes]:
        """The manifest changed half of the time, or else the file of this name: by value, where it is JSON."""
        name = dice.choice(("manifest.json", name))
        made = dict(files)
        if dice.random() < 0.1:
            del made[name]
        elif name.endswith(".json") and dice.random() < 0.7:
            made[name] = as_json(replaced(json.loads(files[name]), dice))
        else:
            made[name] = mutate(files[name], dice, MOST_ZIPPED)
        if name != "manifest.json" and dice.random() < 0.7:
            manifest = json.loads(files["manifest.json"])
            manifest["files"] = [
                {"path": path, "sha256": hashlib.sha256(data).hexdigest()}
                for path, data in made.items()
                if path != "manifest.json"
            ]
            made["manifest.json"] = as_json(manifest)
        return made

    def zipped(self, files: Mapping[str, bytes]) -> bytes:
        """As packs are zipped, which is checked to the byte."""
        from debtad.pack.archive import write_zip

        return write_zip(files)


_MODEL = _ModelDoor("model", _model, _small_model, heavy=_large_model)
_FORM = b"text=" + b"".join(b"%%%02X" % byte for byte in AD.encode()) + b"&debt=50000&lang=zh"

SERVICES = (
    Door("text", _text, texts, heavy=all_texts),
    Door("bytes", _bytes, lambda: [text.encode(name) for text in TEXTS for name in ("utf-8", "gb18030", "utf-16")]),
    _MODEL,
    Door(
        "api",
        _api("/api/score", "application/json"),
        lambda: [as_json({"text": t, "debt": 5e4}) for t in TEXTS],
        json=True,
    ),
    Door("api-batch", _api("/api/score-batch", "application/json"), lambda: [as_json({"texts": TEXTS})], json=True),
    Door("form", _api("/", "application/x-www-form-urlencoded"), lambda: [_FORM]),
    _PackDoor("pack", _pack, _packs),
)
