"""The model card: what a reader needs before trusting a model, and the same text every time."""

from __future__ import annotations

import re
from pathlib import Path

from debtad.learn.card import model_card
from debtad.learn.train import Trained
from debtad.model.artifact import read_model
from tests.support import ROOT


def test_the_card_names_the_very_model_beside_it(small_model: Path) -> None:
    card = (small_model / "card.md").read_text(encoding="utf-8")
    assert f"`{read_model(small_model).ref.sha256}`" in card


def test_the_shipped_card_names_the_shipped_model() -> None:
    card = (ROOT / "models" / "default" / "card.md").read_text(encoding="utf-8")
    assert f"`{read_model().ref.sha256}`" in card


def test_the_card_says_what_it_is_for_and_what_not(small_model: Path) -> None:
    card = (small_model / "card.md").read_text(encoding="utf-8")
    for words in (
        "intended use",
        "not for: legal decisions",
        "not a proof",
        "29 risky, 30 safe, 3 for review, in 10 groups",
    ):
        assert words in card
    assert re.findall("^## (.+)$", card, re.MULTILINE) == [
        "Data",
        "Thresholds",
        "Out of fold",
        "Slices",
        "Signals",
        "Phrases",
        "N-grams",
    ]


def test_tables_are_whole(small_model: Path) -> None:
    table = None
    for line in (small_model / "card.md").read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            table = None
            continue
        table = table or line.count("|")
        assert line.count("|") == table, line


def test_the_card_does_not_change_from_run_to_run(trained: Trained, small_model: Path) -> None:
    ref = read_model(small_model).ref
    assert model_card(trained, ref) == model_card(trained, ref) == (small_model / "card.md").read_text(encoding="utf-8")


def test_nothing_private_stands_in_the_card(small_model: Path) -> None:
    card = (small_model / "card.md").read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|work|tmp|Users)/|20\d\d-\d\d-\d\d", card)


def test_the_card_of_few_rows_says_that_its_thresholds_are_unsure(small_model: Path) -> None:
    card = (small_model / "card.md").read_text(encoding="utf-8")
    assert "Unsure: thresholds rest on 29 risky rows" in card
