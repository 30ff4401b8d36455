"""A model file is data: what was written is read back, and anything else is refused by name."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debtad.errors import ModelError, OutputError
from debtad.model import files
from debtad.model.artifact import FILE, find_model, parse_model, read_model, write_model
from debtad.model.score import Detector
from debtad.text.normalize import normalize
from debtad.verdict import ModelRef
from tests.support import AD, forge, unlike


@pytest.fixture
def folder(small_model: Path, tmp_path: Path) -> Path:
    """A copy of a small model that may be broken."""
    return Path(shutil.copytree(small_model, tmp_path / "model"))


def test_what_was_written_is_read_back(small_model: Path, tmp_path: Path) -> None:
    model = read_model(small_model)
    ref = write_model(model, tmp_path / "copy")
    assert ref == model.ref == ModelRef("small", ref.sha256)
    assert unlike(tmp_path / "copy", small_model, FILE) == []
    assert read_model(tmp_path / "copy") == model


def test_the_shipped_model_is_the_default(detector: Detector) -> None:
    assert find_model() == find_model("default")
    assert read_model("default").ref == detector.model.ref


def test_nothing_is_left_behind_by_writing(small_model: Path, tmp_path: Path) -> None:
    write_model(read_model(small_model), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_place_that_cannot_be_written_is_named(small_model: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match=r"file/model: cannot be written: .*choose another --out"):
        write_model(read_model(small_model), tmp_path / "file" / "model")


@pytest.mark.parametrize("place", ["nowhere", "/no/such/folder", "", "..", "x" * 5000], ids=lambda place: place[:20])
def test_a_missing_model_is_named_with_a_remedy(place: str) -> None:
    with pytest.raises(ModelError, match=r"give a folder that holds model\.json"):
        read_model(place)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not a debtad model"),
        (b"{}", "not a debtad model"),
        (b"\x80\x04pickled", "not a debtad model"),
        (b'{"schema":"other/1","weights":[]}', "not a debtad model"),
        (b'{"schema":"debtad.model/9","sha256":"' + b"0" * 64 + b'"}', "another schema than debtad.model/4"),
        (b'{"schema":"debtad.model/4","sha256":"', "does not match its SHA-256"),
        (b'{"schema":"debtad.model/4","sha256":"' + b"0" * 64 + b'"}', "does not match its SHA-256"),
    ],
)
def test_a_foreign_file_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ModelError, match=message) as raised:
        parse_model(data, "some/model.json")
    assert str(raised.value).startswith("some/model.json: ")


def test_any_flipped_byte_is_noticed(folder: Path) -> None:
    path = folder / FILE
    data = path.read_bytes()
    places = random.Random(7).sample(range(len(data)), 60)
    for place in [0, 12, 36, 40, 99, 100, len(data) - 1, *places]:
        damaged = bytearray(data)
        damaged[place] ^= 1 << (place % 8)
        with pytest.raises(ModelError):
            parse_model(bytes(damaged), "m")


@pytest.mark.parametrize("change", [lambda d: d[:-1], lambda d: d + b"\n", lambda d: d[: len(d) // 2]])
def test_a_shortened_or_lengthened_file_is_noticed(folder: Path, change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ModelError, match="SHA-256"):
        parse_model(change((folder / FILE).read_bytes()), "m")


def _set(key: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda content: content.__setitem__(key, value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c["signal_weights"].__setitem__("s:x:asserted", float("-inf")), "not a finite number"),
        (_set("intercept", float("nan")), "not a finite number"),
        (_set("intercept", 10**400), "malformed"),
        (lambda c: c["vocabulary"].__setitem__(0, 7), "malformed"),
        (lambda c: c["catalog"]["sets"].pop(), "sets and patterns differ in number"),
        (lambda c: c["catalog"]["sets"].__setitem__(0, [10**9]), "sets that no pattern has"),
        (lambda c: c["catalog"]["sets"].__setitem__(0, [-1]), "sets that no pattern has"),
        (lambda c: c["catalog"]["sets"].__setitem__(0, [[1]]), "malformed"),
        (_set("training", []), "malformed"),
        (_set("thresholds", {"high": 0.2, "review": 0.5}), "0 <= review <= high <= 1"),
        (_set("thresholds", {"high": float("nan"), "review": 0.5}), "0 <= review <= high <= 1"),
        (_set("thresholds", {"high": 0.9}), "malformed"),
        (_set("subtypes", {"lottery": {}}), "unknown subtype"),
        (_set("fact_weights", {"lottery": {}}), "unknown fact task"),
        (_set("fact_weights", {"fee": {"": float("nan")}}), "not a finite number"),
        (_set("fact_weights", {"fee": {"": "1"}}), "malformed"),
        (_set("fact_weights", None), "malformed"),
        (lambda c: c.pop("fact_weights"), "field 'fact_weights' is missing or unknown"),
        (_set("vocabulary", None), "malformed"),
        (_set("signal_weights", []), "malformed"),
        (_set("catalog", {}), "signals in the model are malformed"),
        (lambda c: c["catalog"]["signals"][0].__setitem__("title", []), "signals in the model are malformed"),
        (lambda c: c["catalog"]["signals"][0]["why"].pop("en"), "signals in the model are malformed"),
        (lambda c: c["catalog"]["signals"][0]["patterns"].__setitem__(0, ["x"]), "what should be text is none"),
        (lambda c: c["catalog"]["signals"][0].__setitem__("law", "PC"), "law is no list"),
        (lambda c: c["catalog"]["signals"][0].__setitem__("context", {}), "what should be text is none"),
        (lambda c: c.pop("index"), "field 'index' is missing or unknown"),
        (_set("extra", 1), "field 'extra' is missing or unknown"),
    ],
)
def test_a_well_signed_but_malformed_model_is_refused(
    folder: Path, change: Callable[[dict[str, Any]], None], message: str
) -> None:
    with pytest.raises(ModelError, match=message):
        read_model(forge(folder, change))


@pytest.mark.parametrize("pattern", [r"(停)\1", "停(\x1b[2J", "停|\ud800"])
def test_a_pattern_that_is_no_re2_is_a_model_error_and_no_noise(folder: Path, pattern: str, capfd: Any) -> None:
    def spoil(content: dict[str, Any]) -> None:
        for signal in content["catalog"]["signals"]:
            signal["patterns"] = [pattern for _ in signal["patterns"]]

    detector = Detector.load(forge(folder, spoil))
    with pytest.raises(ModelError, match="is not RE2"):
        [detector.score(AD) for _ in range(2)]  # for the first text patterns are cut down to what can match it
    assert capfd.readouterr() == ("", "")


def test_a_huge_file_is_refused_unread(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    with pytest.raises(ModelError, match="larger than 1000 bytes"):
        read_model(folder)


def test_a_model_file_is_json_that_begins_with_its_schema_and_hash(small_model: Path) -> None:
    data = (small_model / FILE).read_bytes()
    assert data.startswith(b'{"schema":"debtad.model/4","sha256":"')
    assert json.loads(data)["sha256"] == read_model(small_model).ref.sha256
    assert b"\\u" not in data


def test_the_long_tables_stand_one_row_a_line_and_other_layouts_are_read_too(folder: Path) -> None:
    laid_out = read_model(folder)
    lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    tables = [*laid_out.fact_weights.values(), *laid_out.subtypes.values()]
    long = len(laid_out.phrases) + len(laid_out.ngrams) + len(laid_out.catalog.index)
    assert len(lines) == long + 4 + sum(len(table) + 1 for table in tables)
    model = read_model(forge(folder, lambda content: None))
    assert model.phrases == laid_out.phrases
    assert model.ngrams == laid_out.ngrams
    assert model.ngram_weights == laid_out.ngram_weights
    assert model.catalog == laid_out.catalog
    assert model.weights == laid_out.weights
    assert Detector(model).score(AD).score == Detector(laid_out).score(AD).score


def test_a_model_whose_tables_are_objects_is_read(folder: Path) -> None:
    """So models trained before carry the weights of facts and subtypes."""

    def back(content: dict[str, Any]) -> None:
        content["schema"] = "debtad.model/3"
        for field in ("fact_weights", "subtypes"):
            content[field] = {
                name: {row.rpartition("=")[0]: float(row.rpartition("=")[2]) for row in rows}
                for name, rows in content[field].items()
            }

    now = read_model(folder)
    model = read_model(forge(folder, back))
    assert model._replace(ref=now.ref) == now
    assert write_model(model, folder) == now.ref


def test_a_model_of_the_first_schema_scores_without_ngrams(folder: Path) -> None:
    def back(content: dict[str, Any]) -> None:
        content["schema"] = "debtad.model/1"
        del content["ngrams"]

    now = read_model(folder)
    model = read_model(forge(folder, back))
    assert list(model.ngrams) == []
    text = AD + "".join(now.ngrams)
    assert Detector(model).score(text).score != Detector(now).score(text).score


def test_tables_that_are_read_when_asked_for_are_checked_then(folder: Path) -> None:
    head, table, rest = (folder / FILE).read_bytes().rpartition(b',"subtypes":{')
    data = head + table + b'"lottery":1' + (b"" if rest.startswith(b"}") else b",") + rest
    model = parse_model(data[: files.DIGEST_AT] + files.digest_of(data).encode() + data[files.DIGEST_AT + 64 :], "m")
    with pytest.raises(ModelError, match=r"a table of the model is malformed .*unknown subtype.*: train it again"):
        dict(model.subtypes)


def test_a_malformed_index_is_a_model_error(folder: Path) -> None:
    def spoil(content: dict[str, Any]) -> None:
        content["index"] = [row.rpartition("=")[0] + "=1.x" for row in content["index"]]

    with pytest.raises(ModelError, match="index is malformed"):
        Detector.load(forge(folder, spoil)).score(AD)


def test_a_renamed_copy_of_a_model_still_scores(folder: Path) -> None:
    forged = forge(folder, _set("name", "mine"))
    assert Detector.load(forged).score(AD).model.name == "mine"


def test_a_model_that_knows_of_one_alternative_a_pattern_is_read(folder: Path) -> None:
    """Models trained before needed the strings of a pattern as a whole; they say so with a number instead of a list."""

    def older(content: dict[str, Any]) -> None:
        catalog = content["catalog"]
        catalog["sets"] = [1] * len(catalog["sets"])
        content["index"] = ["债=debt", f"停={' '.join(f'{pattern}.0' for pattern in range(len(catalog['sets'])))}"]

    detector = Detector(read_model(forge(folder, older)))
    found = {match.signal.id for match in detector.matcher.find(normalize("债务停息挂账,法务协商"))[0]}
    assert "stop_interest_promise" in found


def test_a_folder_called_default_beside_the_user_is_not_the_shipped_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = find_model()
    (tmp_path / "default").mkdir()
    (tmp_path / "default" / FILE).write_text("{}")
    monkeypatch.chdir(tmp_path)
    assert find_model() == shipped
