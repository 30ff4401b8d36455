"""The committed tables hang together."""

from __future__ import annotations

import json

import pytest

from debtad.text import tables
from debtad.text.normalize import normalize
from tests.support import load_tool

FORMS = tables.variants()["forms"]
CONDITIONS = {"always", "debt", "clause"}
KINDS = {"brand", "homophone", "initials", "codeword", "split", "separator"}


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row[0])
def test_known_spellings_are_written_canonically(row: list[str]) -> None:
    form, target, kind, condition = row
    table = tables.chars()
    assert form.translate(table.full).replace("\x00", "") == form
    assert form != target
    assert kind in KINDS
    assert condition in CONDITIONS


def test_terms_are_left_as_they_are() -> None:
    terms = tables.terms()
    for term in terms["debt"] + terms["other"] + terms["spaced"]:
        assert normalize(f"网贷，{term}，网贷").text == f"网贷,{term},网贷"


def test_initials_stand_for_terms() -> None:
    terms = tables.terms()
    assert set(terms["weak_initials"]) <= set(terms["initials"])
    assert set(terms["initials"].values()) <= set(terms["debt"] + terms["other"])


@pytest.mark.slow
def test_generated_tables_are_current() -> None:
    for package in ("opencc", "pypinyin", "jieba"):
        pytest.importorskip(package)
    tool = load_tool("make_tables")
    committed = json.loads((tool.TABLES / "pinyin.json").read_text(encoding="utf-8"))
    assert committed["syllables"] == tool.make_pinyin(tool.readings())
