"""The current model: a pointer that is checked, a history that is only appended to, and the way back."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from debtad.errors import InputError, ModelError
from debtad.model import current
from debtad.model.artifact import FILE, POINTER, find_model, read_model
from debtad.model.score import Detector
from tests.support import forge

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def home(small_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of models with two that differ."""
    for name in ("first", "second"):
        shutil.copytree(small_model, tmp_path / "models" / name)
        forge(tmp_path / "models" / name, lambda content, name=name: content.update(name=name))
    monkeypatch.setenv("DEBTAD_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def test_without_a_pointer_the_shipped_model_is_current(home: Path) -> None:
    assert read_model(None).ref == read_model("default").ref


def test_a_chosen_model_is_what_scores_and_rollback_goes_back_step_by_step(home: Path) -> None:
    for name in ("first", "second"):
        current.use(current.place_of(name), [], NOW)
        assert Detector.load().model.ref.name == name
        assert current.current().folder == name
    assert current.rollback(NOW).folder == "first"
    assert read_model(None).ref.name == "first"
    assert read_model(current.rollback(NOW).folder).ref == read_model("default").ref == read_model(None).ref
    with pytest.raises(InputError, match="nothing to roll back"):
        current.rollback(NOW)
    assert [entry["action"] for entry in current.history()] == ["use", "use", "rollback", "rollback"]


def test_overrides_stay_in_the_history(home: Path) -> None:
    current.use(current.place_of("first"), ["test: recall fell"], NOW)
    lines = list(current.describe(current.history()))
    assert lines[0].startswith("2026-03-01T09:00:00+00:00  use      ")
    assert lines[0].endswith("overriding 1 refusals")
    assert lines[1].strip() == "test: recall fell"


def test_a_model_outside_the_folder_is_pointed_at_by_its_full_path(home: Path, small_model: Path) -> None:
    current.use(current.place_of(small_model), [], NOW)
    assert Path(find_model(None)) == small_model.resolve()


def test_a_current_model_that_was_trained_over_is_not_taken_quietly(home: Path) -> None:
    current.use(current.place_of("first"), [], NOW)
    forge(home / "first", lambda content: content.update(name="other"))
    with pytest.raises(ModelError, match=r"changed since it was made the current model.*models rollback"):
        Detector.load()
    assert read_model("first").ref.name == "other"
    current.rollback(NOW)
    assert read_model(None).ref == read_model("default").ref


def test_a_current_model_that_is_gone_says_how_to_go_back(home: Path) -> None:
    current.use(current.place_of("first"), [], NOW)
    shutil.rmtree(home / "first")
    with pytest.raises(ModelError, match=r"is gone from .*debtad models rollback"):
        Detector.load()
    current.rollback(NOW)
    assert Detector.load().model.ref.name == "default"


def test_rollback_refuses_a_past_model_that_has_changed(home: Path) -> None:
    for name in ("first", "second"):
        current.use(current.place_of(name), [], NOW)
    forge(home / "first", lambda content: content.update(name="other"))
    with pytest.raises(ModelError, match="is not the model that was current before"):
        current.rollback(NOW)
    assert read_model(None).ref.name == "second"


@pytest.mark.parametrize("content", ["", "nonsense", "0" * 64, "\x00" * 80])
def test_a_damaged_pointer_is_named(home: Path, content: str) -> None:
    (home / POINTER).write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match="should hold a SHA-256 and a folder"):
        find_model(None)


def test_a_pointer_that_cannot_be_read_is_named(home: Path) -> None:
    (home / POINTER).mkdir()
    with pytest.raises(ModelError, match=r"current: cannot be read: .*: remove it, or choose a model again"):
        find_model(None)


def test_a_damaged_history_is_named_with_its_line(home: Path) -> None:
    (home / current.HISTORY).write_text('{"action":"use"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"history\.jsonl:1: not a line of a history"):
        current.rollback(NOW)


def test_a_history_that_is_no_text_is_named(home: Path) -> None:
    (home / current.HISTORY).write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match=r"history\.jsonl: not a history, as it is no UTF-8"):
        current.history()


def test_an_installed_package_has_the_shipped_model_only(
    small_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = tmp_path / "_models"
    shutil.copytree(small_model, packaged / "default")
    (packaged / POINTER).write_text("0" * 64 + " elsewhere\n", encoding="utf-8")
    monkeypatch.delenv("DEBTAD_MODELS", raising=False)
    monkeypatch.setattr("debtad.model.files._PACKAGED", str(packaged))
    assert find_model(None) == str(packaged / "default")
    with pytest.raises(ModelError, match="only the shipped model: set DEBTAD_MODELS"):
        current.home()


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        (lambda content: content.update(schema="debtad.model/5"), "from a newer debtad: update debtad"),
        (lambda content: content.update(schema="debtad.model/0"), "train it again from its labels"),
        (lambda content: content.update(phrases=["停息"], idf=[1.0]), "earlier debtad.*train it again from its labels"),
    ],
    ids=["newer schema", "older schema", "earlier layout"],
)
def test_a_model_of_another_schema_is_refused_with_the_remedy(home: Path, change: object, remedy: str) -> None:
    forge(home / "first", change)  # type: ignore[arg-type]
    with pytest.raises(ModelError, match=remedy):
        read_model("first")


def test_a_model_without_the_newer_records_is_read(home: Path) -> None:
    def old(content: dict) -> None:
        content["training"] = {"rows": content["training"]["rows"]}

    forge(home / "first", old)
    assert (home / "first" / FILE).is_file()
    assert Detector.load("first").score("停息挂账找我们").score > 0
