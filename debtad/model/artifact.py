"""``model.json``: read, checked, written. JSON only; nothing in it is ever executed or unpickled.

The file begins with its schema and the SHA-256 (hex) of its own bytes with that digest zeroed, so that one hash over
the bytes as read tells a damaged file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from math import isfinite

from debtad.errors import ModelError, OutputError
from debtad.model.columns import COLUMNS, NGRAM_COLUMNS, columns, to_rows
from debtad.model.fact_weights import TASKS
from debtad.model.files import DIGEST_AT, EARLIER, SCHEMA, WITHOUT_NGRAMS, Hashing, Opened, digest_of, open_model
from debtad.model.files import FILE as FILE
from debtad.model.files import POINTER as POINTER
from debtad.model.files import find_model as find_model
from debtad.model.files import models_home as models_home
from debtad.model.tables import Stretch, Tables, finite, laid_out, read_tables
from debtad.records import TYPE_CHECKING, NamedTuple
from debtad.signals import compiled
from debtad.signals.compiled import CompiledCatalog, from_dict
from debtad.signals.strings import Rows
from debtad.verdict import SUBTYPES, ModelRef

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

#: How the long tables are laid out; outside them, and those of :mod:`debtad.model.tables`, the file has no line breaks.
_INDEX, _NGRAMS, _VOCABULARY = b'"index":[\n', b'\n],"ngrams":[\n', b'\n],"vocabulary":[\n'
_END, _NEXT = b"\n]}\n", b",\n"

_FIELDS = {
    "schema",
    "sha256",
    "name",
    "catalog",
    "index",
    "ngrams",
    "vocabulary",
    "class_weights",
    "signal_weights",
    "intercept",
    "thresholds",
    "segment_discount",
    "fact_weights",
    "subtypes",
    "training",
}

#: How models of debtad before 0.1.0 carried their vocabulary.
_EARLIER_FIELDS = {"phrases", "idf", "weights", "end_weights", "length_weights"}
_RETRAIN = "train it again from its labels with `debtad train LABELS --out DIR`"


class Model(NamedTuple):
    """Everything needed to score.

    ``idf``, ``weights`` and ``end_weights`` hold one number a phrase, ``ngram_weights`` one an n-gram
    (:mod:`debtad.ngrams`). In a model that was read they are columns of rows that are read, and checked, when asked for
    (see :mod:`debtad.model.columns`). ``signal_weights`` go by feature name,
    ``class_weights`` by length, domain and frame class. All weights and ``intercept`` are in calibrated log-odds.
    ``thresholds`` are scores 0..1 for the levels ``high`` and ``review``. ``segment_discount`` is what a segment of a long
    text loses (log-odds) before it may outdo the whole. ``fact_weights`` are the learned weights of the core facts by
    task (see :mod:`debtad.model.fact_weights`), empty where the rules alone decide. ``subtypes`` maps a subtype to its
    own linear weights by feature name (``""`` is its intercept). ``training`` records how the model came to be.
    """

    ref: ModelRef
    catalog: CompiledCatalog
    phrases: Sequence[str]
    idf: Sequence[float]
    weights: Sequence[float]
    end_weights: Sequence[float]
    ngrams: Sequence[str]
    ngram_weights: Sequence[float]
    class_weights: Mapping[str, float]
    signal_weights: Mapping[str, float]
    intercept: float
    thresholds: Mapping[str, float]
    segment_discount: float
    fact_weights: Tables
    subtypes: Tables
    training: Mapping[str, Any]


def read_model(place: str | os.PathLike[str] | Opened | None = None) -> Model:
    """Read and check a model, or check one that was opened. Raises ModelError naming the file, what is wrong and what to
    do."""
    opened = place if isinstance(place, Opened) else open_model(place)
    model = _parse(opened.data, opened.path, opened.hashing)
    if opened.wanted not in (None, model.ref.sha256):
        raise ModelError(
            f"{opened.path}: changed since it was made the current model: check it with "
            f"`debtad models use {os.path.dirname(opened.path)}`, or go back with `debtad models rollback`"
        )
    return model


def parse_model(data: bytes, where: str) -> Model:
    """Check bytes and turn them into a model; ``where`` names them in errors. Raises ModelError."""
    return _parse(data, where, Hashing(data))


def _parse(data: bytes, where: str, hashing: Hashing) -> Model:
    remedy = "train it again or fetch a fresh copy"
    claimed = data[DIGEST_AT : DIGEST_AT + 64]
    if not data.startswith(b'{"schema":"debtad.model/'):
        raise ModelError(f"{where}: not a debtad model (no schema at its start): give a folder made by `debtad train`")
    if not data.startswith(tuple(f'{{"schema":"{known}","sha256":"'.encode() for known in (SCHEMA, *EARLIER))):
        raise ModelError(f"{where}: {_other_schema(data)}")
    try:
        content, wrong = _content(data), None
    except (ValueError, RecursionError) as error:
        content, wrong = {}, error
    digest = hashing.digest()
    if claimed != digest.encode():
        raise ModelError(f"{where}: its content does not match its SHA-256, so it was changed or damaged: {remedy}")
    if wrong is not None:
        raise ModelError(f"{where}: not valid JSON: {remedy}") from wrong
    if content["schema"] == WITHOUT_NGRAMS:
        content.setdefault("ngrams", [])
    unknown = set(content) ^ _FIELDS
    if set(content) & _EARLIER_FIELDS:
        raise ModelError(
            f"{where}: a model of an earlier debtad, whose signals were read in another way, so its scores could not be "
            f"kept: {_RETRAIN}"
        )
    if unknown:
        raise ModelError(f"{where}: field {sorted(unknown)[0]!r} is missing or unknown: {remedy}")
    try:
        model = _build(content, digest)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ModelError(f"{where}: malformed ({error!r}): {remedy}") from error
    return model


def _other_schema(data: bytes) -> str:
    """What to do with a model of another schema than ours."""
    written = data[len(b'{"schema":"debtad.model/') :].partition(b'"')[0].decode("ascii", "replace")[:12]
    number = written.partition(".")[0]
    if number.isdecimal() and int(number) > int(SCHEMA.rpartition("/")[2]):
        return f"a model of schema {written}, another schema than {SCHEMA}, from a newer debtad: update debtad"
    return f"a model of schema {written}, another schema than {SCHEMA}: {_RETRAIN}"


def _content(data: bytes) -> dict[str, Any]:
    """The JSON object of a file. Its long tables, if they are laid out one row a line, stay bytes."""
    index = data.find(_INDEX)
    ngrams = data.find(_NGRAMS, index)
    vocabulary = data.find(_VOCABULARY, max(ngrams, index))
    if index < 0 or vocabulary < 0 or not data.endswith(_END):
        content: dict[str, Any] = json.loads(data)
        return content
    content = _head(data, index)
    if ngrams < 0:  # of a debtad that had none
        content["index"] = Rows.within(data, index + len(_INDEX), vocabulary)
    else:
        content["index"] = Rows.within(data, index + len(_INDEX), ngrams)
        content["ngrams"] = Rows.within(data, ngrams + len(_NGRAMS), vocabulary)
    content["vocabulary"] = Rows.within(data, vocabulary + len(_VOCABULARY), len(data) - len(_END))
    return content


def _head(data: bytes, end: int) -> dict[str, Any]:
    """What stands before the long tables. Of a file in the order in which :func:`write_model` writes it, weights that not
    every text needs, and the signals, stay unread."""
    at = {name: data.rfind(f',"{name}":{{'.encode(), 0, end) for name in ("subtypes", "class_weights", "catalog")}
    facts = data.find(b',"fact_weights":{', 0, end)
    training = data.find(b',"training":{', facts, end)
    if not 0 < facts < training < at["subtypes"] < at["class_weights"] < at["catalog"]:
        whole: dict[str, Any] = json.loads((data[:end] + b'"index":0,"vocabulary":0}').decode())
        return whole
    pieces = data[:facts], data[training : at["subtypes"]], data[at["class_weights"] : at["catalog"]]
    content: dict[str, Any] = json.loads((b"".join(pieces) + b',"index":0,"vocabulary":0}').decode())
    content["fact_weights"] = Stretch(data, facts + len(',"fact_weights":'), training)
    content["subtypes"] = Stretch(data, at["subtypes"] + len(',"subtypes":'), at["class_weights"])
    catalog = at["catalog"] + len(',"catalog":')
    content["catalog"] = compiled.laid_out(data, catalog, end - 1) or json.loads(data[catalog : end - 1].decode())
    return content


def _build(content: Mapping[str, Any], digest: str) -> Model:
    vocabulary, ngrams = _rows(content["vocabulary"]), _rows(content["ngrams"])
    class_weights, signal_weights = finite(content["class_weights"]), finite(content["signal_weights"])
    intercept = float(content["intercept"])
    thresholds = {level: float(content["thresholds"][level]) for level in ("high", "review")}
    if not 0.0 <= thresholds["review"] <= thresholds["high"] <= 1.0:
        raise ValueError("thresholds must satisfy 0 <= review <= high <= 1")
    segment_discount = float(content["segment_discount"])
    if segment_discount < 0:
        raise ValueError("segment_discount must not be negative")
    if not (isfinite(intercept) and isfinite(segment_discount)):
        raise ValueError("a weight is not a finite number")
    return Model(
        ref=ModelRef(str(content["name"]), digest),
        catalog=from_dict({**content["catalog"], "index": content["index"]}),
        phrases=vocabulary,
        **columns(vocabulary),
        ngrams=ngrams,
        **columns(ngrams, NGRAM_COLUMNS),
        class_weights=class_weights,
        signal_weights=signal_weights,
        intercept=intercept,
        thresholds=thresholds,
        segment_discount=segment_discount,
        fact_weights=read_tables(content["fact_weights"], TASKS, "an unknown fact task"),
        subtypes=read_tables(content["subtypes"], SUBTYPES, "an unknown subtype"),
        training=dict(content["training"].items()),
    )


def _rows(rows: Any) -> Rows:
    return rows if isinstance(rows, Rows) else Rows.of(rows)


def write_model(model: Model, folder: Path) -> ModelRef:
    """Write ``model.json`` into ``folder``; the same model gives the same bytes. Raises OutputError."""
    catalog = model.catalog.to_dict()
    del catalog["index"]
    first: dict[str, Any] = {
        "schema": SCHEMA,
        "sha256": "0" * 64,
        "name": model.ref.name,
        "intercept": model.intercept,
        "thresholds": dict(model.thresholds),
        "segment_discount": model.segment_discount,
    }
    last: dict[str, Any] = {
        "class_weights": dict(model.class_weights),
        "signal_weights": dict(model.signal_weights),
        "catalog": catalog,
    }
    pieces = (
        _members(first),
        b'"fact_weights":' + laid_out(model.fact_weights),
        _members({"training": dict(model.training)}),
        b'"subtypes":' + laid_out(model.subtypes),
        _members(last),
    )
    head = b"{" + b",".join(pieces) + b","
    vocabulary = to_rows(model.phrases, *(getattr(model, column) for column in COLUMNS))
    ngrams = to_rows(model.ngrams, model.ngram_weights)
    index, read, known = (_NEXT.join(rows.lines) for rows in (model.catalog.index, ngrams, vocabulary))
    data = head + _INDEX + index + _NGRAMS + read + _VOCABULARY + known + _END
    digest = digest_of(data)
    data = data[:DIGEST_AT] + digest.encode() + data[DIGEST_AT + 64 :]
    from debtad.outputs import replacing  # scoring writes nothing

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(folder / FILE) as part:
            part.write_bytes(data)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror}: choose another --out") from error
    return ModelRef(model.ref.name, digest)


def _members(content: Mapping[str, Any]) -> bytes:
    """The members of a JSON object, without its brackets. Raises ValueError for a number that is not finite."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()[1:-1]
