"""`debtad signals`: list, show and test the catalog."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from debtad.signals.catalog import load_catalog
from tests.support import SOUND, run, write_catalog


def test_list_names_every_signal_in_both_languages(capsys: Any) -> None:
    ran = run(capsys, "signals", "list")
    lines = ran.out.splitlines()
    assert ran.code == 0
    assert [line.split()[0] for line in lines] == [signal.id for signal in load_catalog()]
    assert any("先交钱再办" in line and "Payment before any work" in line for line in lines)


def test_list_can_be_limited_to_some(capsys: Any) -> None:
    assert len(run(capsys, "signals", "list", "upfront_fee", "question_or_help").out.splitlines()) == 2


def test_show_tells_all_about_one(capsys: Any) -> None:
    out = run(capsys, "signals", "show", "upfront_fee").out
    assert out.startswith("upfront_fee\n")
    assert all(word in out for word in ("weight decisive", "  pattern ", "  hit ", "  miss ", "law "))


def test_an_unknown_signal_is_named_with_a_remedy(capsys: Any) -> None:
    ran = run(capsys, "signals", "show", "lottery")
    assert ran.code == 3
    assert ran.error == "debtad: no signal 'lottery': `debtad signals list` names them all"


def test_the_shipped_catalog_passes_its_test(capsys: Any) -> None:
    ran = run(capsys, "signals", "test")
    assert (ran.code, ran.err) == (0, "")
    assert all(line.startswith("ok ") for line in ran.out.splitlines())


def test_markdown_goes_with_list_only(capsys: Any) -> None:
    page = run(capsys, "signals", "list", "upfront_fee", "--markdown").out
    assert "### `upfront_fee`" in page
    assert "1 signals in 1 groups" in page
    ran = run(capsys, "signals", "show", "upfront_fee", "--markdown")
    assert ran.code == 3
    assert ran.error == "debtad: --markdown goes with `debtad signals list`, not with show"


def test_a_failing_example_is_reported_and_exits_with_five(capsys: Any, tmp_path: Path) -> None:
    write_catalog(tmp_path, SOUND.replace("先交300定金", "后交300定金"))
    ran = run(capsys, "signals", "test", "--catalog", tmp_path)
    assert ran.code == 5
    assert "BAD pay_first" in ran.out
    assert "hit example does not match: 后交300定金" in ran.out
    assert "1 problems in the signal catalog" in ran.error


def test_a_catalog_of_ones_own(capsys: Any, tmp_path: Path) -> None:
    write_catalog(tmp_path, SOUND)
    ran = run(capsys, "signals", "test", "--catalog", tmp_path)
    assert (ran.code, ran.out) == (0, "ok  pay_first                      6 hits, 4 misses\n")


def test_a_catalog_that_does_not_load_exits_with_five(capsys: Any, tmp_path: Path) -> None:
    write_catalog(tmp_path, SOUND.replace('group = "fee"', 'group = "money"'))
    ran = run(capsys, "signals", "list", "--catalog", tmp_path)
    assert ran.code == 5
    assert "fee.toml: signal pay_first: group is 'money'" in ran.error


def test_a_missing_catalog_exits_with_five(capsys: Any, tmp_path: Path) -> None:
    ran = run(capsys, "signals", "list", "--catalog", tmp_path / "nowhere")
    assert ran.code == 5
    assert "cannot be read" in ran.error
