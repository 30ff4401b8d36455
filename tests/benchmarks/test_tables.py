"""The accuracy tables: written between markers, in the language of the document, from one result."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks.accuracy import DOCUMENTS, RESULT
from benchmarks.tables import _BLOCKS, terminal, write_blocks
from debtad.errors import OutputError
from debtad.verdict import FACTS
from tests.support import ROOT

INTERVALS = ("precision", "recall", "flagged_recall")


def system(name: str, pr_auc: float) -> dict[str, Any]:
    figures = dict.fromkeys(("f1", "recall_at_precision_098", "evasion_recall", "pairs_ordered"), 0.8)
    title = {"en": name, "zh": f"中文{name}"}
    rest = {"hard_safe_high": 0.02, "everyday_high": None, "posts_per_second": 5000.0}
    return {"name": name, "title": title, "pr_auc": pr_auc, **figures, **rest}


def result() -> dict[str, Any]:
    part = {"changed": 40, "recall": 0.9, "recall_before": 0.91, "drop": 0.01, "median_drop": 0.002}
    half = dict.fromkeys(("ads_flagged", "roc_auc", "plain_roc_auc"), 0.93)
    rates = {"n": 12, "high": 0.01, "flagged": 0.05}
    levels = {"risky": {**rates, "high": 0.9, "flagged": 0.95}, "safe": rates}
    overall = dict.fromkeys((*INTERVALS, "pr_auc", "roc_auc"), 0.97) | {"calibration_error": 0.02, "brier": 0.05}
    return {
        "trained_on": 15900,
        "test_sources": 4,
        "everyday": {"posts": 60000, "high": 1, "review": 40},
        "report": {
            "overall": overall,
            "intervals": {name: [0.95, 0.99] for name in INTERVALS},
            "rows": {"risky": 645, "safe": 986, "review": 90},
            "levels": levels,
            "hard_safe": rates,
            "pairs": {"n": 145, "ordered": 0.97, "decided": 0.9},
            "subtype_accuracy": {"n": 600, "share": 0.9},
            "facts": {name: {"f1": 0.8} for name in FACTS},
            "by_kind": {"news_report": levels},
        },
        "evasion": {"attacks": {"emoji": {"1": part, "2": part, "3": part}}, "all": {"1": part, "2": part, "3": part}},
        "systems": [system("plain", 0.95), system("debtad", 0.96)],
        "held_out": [{**half, "seed": 0, "ads": 80, "innocents": 90, "innocents_high": 0.0, "innocents_flagged": 0.03}],
    }


@pytest.mark.parametrize(("name", "word"), [("page.md", "wanted"), ("page.zh-CN.md", "要求")])
def test_what_stands_between_markers_is_written_anew(tmp_path: Path, name: str, word: str) -> None:
    page = tmp_path / name
    page.write_text("before\n\n<!-- accuracy:bars -->\n\nold\n\n<!-- /accuracy:bars -->\nafter\n", encoding="utf-8")
    write_blocks(page, result())
    once = page.read_text(encoding="utf-8")
    assert once.startswith("before\n\n<!-- accuracy:bars -->\n\n| ")
    assert once.endswith("<!-- /accuracy:bars -->\nafter\n")
    assert word in once
    assert "old" not in once
    write_blocks(page, result())
    assert page.read_text(encoding="utf-8") == once


@pytest.mark.parametrize("name", _BLOCKS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_table_is_well_formed(name: str, lang: str) -> None:
    lines = [line for line in _BLOCKS[name](result(), lang) if line.startswith("|")]
    assert len(lines) >= 3
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1, name


def test_bars_say_what_is_reached() -> None:
    lines = list(_BLOCKS["bars"](result(), "en"))
    assert any(line.startswith("| recall of `high`") and line.endswith("| yes |") for line in lines)
    assert any(line.startswith("| F1 of every core fact") and line.endswith("| no |") for line in lines)
    assert any(line.startswith("| first in PR-AUC | 0.960; plain 0.950 | yes |") for line in lines)


def test_chinese_tables_name_systems_in_chinese() -> None:
    assert "| PR-AUC 第一 | 0.960；中文plain 0.950 | 是 |" in list(_BLOCKS["bars"](result(), "zh"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_rounds_to_nothing_has_no_sign_of_loss(lang: str) -> None:
    slightly = result()
    for part in (slightly["evasion"]["all"], slightly["evasion"]["attacks"]["emoji"]):
        part.update({strength: {**part[strength], "drop": -0.0001, "median_drop": -0.0002} for strength in part})
    shown = "\n".join(line for block in _BLOCKS.values() for line in block(slightly, lang))
    assert "0.000" in shown
    assert "-0.000" not in shown


def test_the_terminal_shows_all_systems() -> None:
    shown = "\n".join(terminal(result()))
    assert "plain" in shown
    assert "debtad" in shown


def test_an_unknown_table_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- accuracy:magic -->\n<!-- /accuracy:magic -->\n", encoding="utf-8")
    with pytest.raises(OutputError, match="no table 'magic'"):
        write_blocks(page, result())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_documents_have_a_place_for_figures(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    opened = re.findall(r"<!-- accuracy:([a-z_]+) -->", text)
    assert opened == re.findall(r"<!-- /accuracy:([a-z_]+) -->", text)
    assert opened
    assert set(opened) <= set(_BLOCKS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_documents_quote_the_result_that_is_kept(tmp_path: Path, name: str) -> None:
    page = tmp_path / Path(name).name
    page.write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    write_blocks(page, json.loads(RESULT.read_text(encoding="utf-8")))
    assert page.read_text(encoding="utf-8") == (ROOT / name).read_text(encoding="utf-8"), "run make benchmark-accuracy"
