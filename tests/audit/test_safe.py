"""Hostile text does nothing to a terminal, a spreadsheet or a reader, and is not lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtad.audit.safe import cell, id_cell, inert, inert_json, restore


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\u200b@", "'"])
def test_what_a_spreadsheet_would_compute_stays_text(start: str) -> None:
    assert cell(start + "1+1")[0] == "'"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Cn", "Co"])))
def test_the_original_comes_back(text: str) -> None:
    assert restore(cell(text)) == text
    assert restore(id_cell(text)) == text


@pytest.mark.parametrize("plain", ["先付500元", "a=b", "", "5", "1、先交钱"])
def test_ordinary_text_is_left_alone(plain: str) -> None:
    assert cell(plain) == plain


@pytest.mark.parametrize("figure", ["7312345678901234567", "007", "1e5", "3-4", "12:30", "１２３４５６７８９０１２"])
def test_ids_that_a_spreadsheet_would_spoil_stay_text(figure: str) -> None:
    assert id_cell(figure) == "'" + figure


@pytest.mark.parametrize("text", ["\x1b[31m红", "a\u202eb", "a\x9bb", "\x00", "\u2066x", "\u2028"])
def test_control_characters_become_signs_of_the_same_length(text: str) -> None:
    shown = inert(text)
    assert len(shown) == len(text)
    assert not set(shown) & {"\x1b", "\u202e", "\x9b", "\x00", "\u2066", "\u2028"}


def test_line_breaks_and_tabs_stay() -> None:
    assert inert("a\r\nb\tc\n") == "a\r\nb\tc\n"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_says_the_same_and_shows_no_marks(text: str) -> None:
    data = inert_json(json.dumps(text, ensure_ascii=False).encode())
    assert json.loads(data) == text
    assert not set(data.decode()) & set("\x1b\x7f\x9b\u200e\u200f\u202a\u202e\u2066\u2069\u061c\u2028")
