"""debtad from Python: one text, a column of texts, a model of one's own."""

from __future__ import annotations

import doctest
import importlib
import json
import pkgutil
from pathlib import Path

import pandas as pd
import pytest

import debtad
from debtad.errors import DebtadError, InputError, ModelError
from debtad.model.score import Detector
from debtad.web.page import EXAMPLES
from tests.support import AD, CALM


def test_one_text(detector: Detector) -> None:
    assert debtad.score(AD) == detector.score(AD)
    assert debtad.score(AD, debt=50_000, lang="en") == detector.score(AD, debt=50_000, lang="en")


def test_the_model_is_loaded_once(small_model: Path) -> None:
    assert debtad.load() is debtad.load()
    assert debtad.load(str(small_model)) is debtad.load(str(small_model))


def test_a_model_of_ones_own_by_path(small_model: Path) -> None:
    assert debtad.score(AD, model=small_model).model.name == "small"


def test_errors_are_named_and_share_a_base() -> None:
    with pytest.raises(InputError):
        debtad.score("   ")
    with pytest.raises(ModelError):
        debtad.score(AD, model="nowhere")
    assert issubclass(InputError, DebtadError)
    assert issubclass(ModelError, DebtadError)


def test_a_verdict_cannot_be_changed() -> None:
    verdict = debtad.score(AD)
    with pytest.raises(AttributeError):
        verdict.score = 0.0  # type: ignore[misc]


def test_a_column_of_texts_keeps_its_index() -> None:
    frame = pd.DataFrame({"content": [AD, CALM, "", None, "no Chinese"]}, index=list("abcde"))
    scored = debtad.score_frame(frame, text="content")
    assert list(scored.columns) == ["score", "level", "subtype", "facts", "evidence"]
    assert list(scored.index) == list("abcde")
    assert scored.loc["a", "score"] == debtad.score(AD).score
    assert scored.loc["a", "level"] == "high"
    assert json.loads(scored.loc["a", "facts"])["deferral_months"] == [12, 36]
    assert "stop_interest_promise" in scored.loc["a", "evidence"].split(",")
    assert list(scored["score"].isna()) == [False, False, True, True, True]
    assert list(frame.columns) == ["content"]


def test_a_column_is_read_as_an_audit_reads_it_and_one_text_speaker_by_speaker(detector: Detector) -> None:
    chat = dict(EXAMPLES)["example_3"]
    (score,) = debtad.score_frame(pd.DataFrame({"text": [chat]}))["score"]
    assert score == detector.score(chat).score != debtad.score(chat).score


def test_an_empty_column_gives_an_empty_frame() -> None:
    scored = debtad.score_frame(pd.DataFrame({"text": []}))
    assert list(scored.columns) == ["score", "level", "subtype", "facts", "evidence"]
    assert len(scored) == 0


def test_a_column_without_any_scorable_text_keeps_its_rows() -> None:
    scored = debtad.score_frame(pd.DataFrame({"text": ["", None]}))
    assert scored["score"].isna().tolist() == [True, True]


def test_a_missing_column_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        debtad.score_frame(pd.DataFrame({"content": [AD]}))


MODULES = sorted(
    info.name for info in pkgutil.walk_packages(debtad.__path__, "debtad.") if not info.name.endswith("__main__")
)


@pytest.mark.parametrize("name", ["debtad", *MODULES])
def test_examples_in_docstrings_hold(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__, f"{name} has no docstring"
    assert doctest.testmod(module).failed == 0
