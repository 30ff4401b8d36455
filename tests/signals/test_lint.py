"""The lint: every signal of the catalog keeps its own examples, and a broken one is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from debtad.signals.lint import MIN_HITS, MIN_MISSES, Finder, Report, lint
from tests.support import SOUND, write_catalog

HITS = ["先交500", "先交1000办", "要先交800", "先交300定金", "您先交20", "得先交9000"]
MISSES = ["后交500", "先交谈", "不收钱", "免费"]


def report(folder: Path, **changes: object) -> Report:
    """The lint of the sound catalog with some of its fields changed."""
    values = {"group": "fee", "weight": "strong", "patterns": ["先交<SUM>"], "hits": HITS, "misses": MISSES, **changes}
    head = SOUND[: SOUND.index("group")]
    fields = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
    (only,) = lint(write_catalog(folder, head + fields))
    return only


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    return list(lint())


def test_the_shipped_catalog_has_no_problems(reports: list[Report]) -> None:
    assert {r.signal: r.problems for r in reports if r.problems} == {}


def test_every_signal_has_enough_examples_that_hold(reports: list[Report]) -> None:
    assert all(r.hits >= MIN_HITS and r.misses >= MIN_MISSES for r in reports)


def test_a_sound_signal_has_no_problems(tmp_path: Path) -> None:
    assert report(tmp_path) == Report("pay_first", 6, 4, ())


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"hits": HITS[:5]}, "needs at least 6 different hit examples, has 5"),
        ({"hits": [*HITS[:5], HITS[0]]}, "needs at least 6 different hit examples, has 5"),
        ({"misses": MISSES[:3]}, "needs at least 4 different miss examples, has 3"),
        ({"hits": [*HITS, "后交500"]}, "hit example does not match: 后交500"),
        ({"misses": [*MISSES, "先交500"]}, "miss example matches: 先交500"),
        ({"weight": "protective"}, "weight protective and group counter belong together"),
        ({"patterns": ["先交.*<SUM>"]}, "unbounded repeat"),
        ({"patterns": ["先交.{0,99}[0-9]+"]}, "unbounded repeat"),
        ({"patterns": ["先交钱{2,}"]}, "unbounded repeat"),
        ({"patterns": ["先交钱+"]}, "unbounded repeat"),
    ],
)
def test_a_problem_is_named(tmp_path: Path, changes: dict[str, object], problem: str) -> None:
    assert any(problem in line for line in report(tmp_path, **changes).problems)


def test_a_hit_example_must_be_the_authors_own_claim(tmp_path: Path) -> None:
    problems = report(tmp_path, hits=[*HITS, "警惕先交500的骗局"]).problems
    assert problems == ("hit example does not match: 警惕先交500的骗局",)


def test_a_counter_signal_may_hit_in_any_voice(tmp_path: Path) -> None:
    changes = {"group": "counter", "weight": "protective", "hits": [*HITS, "警惕先交500的骗局"]}
    assert report(tmp_path, **changes).problems == ()


def test_a_finder_reads_raw_text(tmp_path: Path) -> None:
    report(tmp_path)
    (match,) = Finder(tmp_path).find("請先交４９８")
    assert (match.signal.id, match.start, match.end) == ("pay_first", 1, 6)
