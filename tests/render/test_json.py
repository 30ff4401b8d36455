"""One verdict, one line of JSON with the documented fields, whatever the text holds."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from debtad.model.score import Detector
from debtad.render.json import to_json
from debtad.verdict import SCHEMA
from tests.support import AD, scorable

FIELDS = [
    *("schema", "model", "text", "truncated", "score", "level", "subtype", "facts"),
    *("evidence", "counter", "words", "intercept", "cost", "advice"),
]
EVIDENCE = [
    *("signal", "title", "role", "quote", "start", "end", "value", "stance", "contribution", "why", "law"),
]


def test_the_documented_fields_in_their_order(detector: Detector) -> None:
    data = json.loads(to_json(detector.score(AD, debt=50_000)))
    assert list(data) == FIELDS
    assert data["schema"] == SCHEMA == "debtad.verdict/1"
    assert list(data["model"]) == ["name", "sha256"]
    assert data["evidence"]
    assert all(list(item) == EVIDENCE for item in (*data["evidence"], *data["counter"]))
    assert all(list(word) == ["text", "start", "end", "contribution"] for word in data["words"])
    assert {"debt", "items", "low", "high", "self", "authority"} <= set(data["cost"])


def test_facts_are_plain_numbers_and_truths(detector: Detector) -> None:
    facts = json.loads(to_json(detector.score(AD)))["facts"]
    assert facts["suspend_interest"] is True
    assert facts["deferral_months"] == [12, 36]


def test_chinese_stays_readable(detector: Detector) -> None:
    assert AD in to_json(detector.score(AD))


@pytest.mark.parametrize("odd", ["\ud83d", "\udc00停", "\x00", "\u2028", '"\\', "\x1b[31m"], ids=ascii)
def test_odd_characters_survive(detector: Detector, odd: str) -> None:
    line = to_json(detector.score(AD + odd))
    line.encode()
    assert json.loads(line)["text"] == AD + odd


@given(scorable)
def test_any_verdict_is_one_line_of_utf8_that_reads_back(detector: Detector, text: str) -> None:
    verdict = detector.score(text)
    line = to_json(verdict)
    line.encode()
    assert "\n" not in line
    assert json.loads(line) == json.loads(json.dumps(verdict.to_dict()))
    assert json.loads(line)["text"] == verdict.text


@given(scorable)
def test_the_same_text_gives_the_same_json(detector: Detector, text: str) -> None:
    assert to_json(detector.score(text)) == to_json(detector.score(text))
