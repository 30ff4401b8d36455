"""The documents: links lead somewhere, what is written by tools is up to date, the index names every page."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from debtad.model.explain import guidance
from debtad.model.files import EARLIER
from debtad.model.score import Detector
from tests.support import ROOT, load_tool, run

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.S)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.M)
_PAGE = re.compile(r"\bdocs/[\w/-]+\.md\b")
_SKIPPED = {"build", "dist", "node_modules"}


def pages() -> list[Path]:
    """All Markdown files of the repository, by git where there is one."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.md"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode == 0 and listed.stdout:
        return [ROOT / line for line in sorted(listed.stdout.splitlines()) if (ROOT / line).exists()]
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*.md"))
    return [
        ROOT / path
        for path in sorted(found)
        if not any(part.startswith(".") or part in _SKIPPED for part in path.parts)
    ]


@cache
def anchors(page: Path) -> frozenset[str]:
    """What GitHub makes of the page's headings."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    titles = (re.sub(r"[`*]", "", found[1]) for found in _HEADING.finditer(text))
    return frozenset(re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-") for title in titles)


def broken(page: Path, text: str) -> list[str]:
    """Links of ``text``, as it stands in ``page``, that lead nowhere inside the repository."""
    wrong = []
    for target in _LINK.findall(_CODE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        place, _, anchor = unquote(target).partition("#")
        file = (page.parent / place).resolve() if place else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            wrong.append(target)
    return wrong


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_heading_that_exist(page: Path) -> None:
    assert broken(page, page.read_text(encoding="utf-8")) == []


def test_a_link_that_leads_nowhere_is_found() -> None:
    text = (
        "[a](nowhere.md) [b](docs/labels.md#check) [c](docs/labels.md#nothing) `[d](e.md)` [f](https://example.org/g)"
    )
    assert broken(ROOT / "README.md", text) == ["nowhere.md", "docs/labels.md#nothing"]


def test_every_page_that_code_refers_to_exists() -> None:
    files = [path for folder in ("debtad", "benchmarks", "examples", "tools") for path in (ROOT / folder).rglob("*.py")]
    named = {(path.name, page) for path in files for page in _PAGE.findall(path.read_text(encoding="utf-8"))}
    assert named
    assert sorted(f"{name}: {page}" for name, page in named if not (ROOT / page).is_file()) == []


def test_the_schemas_that_are_still_read_are_told() -> None:
    last = EARLIER[-1].rpartition("/")[2]
    assert f"Models of schemas 1 to {last} are still read" in (ROOT / "docs" / "retraining.md").read_text(
        encoding="utf-8"
    )


def test_the_signals_page_is_that_of_the_catalog(capsys: Any) -> None:
    page = (ROOT / "docs" / "signals.md").read_text(encoding="utf-8")
    assert run(capsys, "signals", "list", "--markdown").out == page, "the catalog has changed: run `make docs`"


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_transcripts_are_those_of_the_shipped_model(name: str) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    assert page.count("<!-- transcript -->") == 1
    assert load_tool("write_transcripts").written(page) == page, "the model or its words have changed: run `make docs`"
    shown = page.partition("```text\n")[2].partition("```")[0]
    assert 10 <= shown.count("\n") <= 24, "a first screen holds no more"


def test_the_index_names_every_page_and_notebook() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    targets = {(ROOT / "docs" / target).resolve() for target in _LINK.findall(index)}
    wanted = {path.resolve() for path in [*(ROOT / "docs").rglob("*.md"), *(ROOT / "notebooks").glob("*.ipynb")]}
    assert wanted - targets == {(ROOT / "docs" / "README.md").resolve()}


def test_the_map_names_every_module() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    house = page.partition("## The house")[2].partition("\n## ")[0]
    named = {name.rpartition("/")[2] for name in re.findall(r"`([\w/]+?)(?:\.py)?`", house)}
    modules = {path.stem for path in (ROOT / "debtad").rglob("*.py")} - {"__init__"}
    assert sorted(modules - named) == []


def test_every_option_of_make_in_the_contributing_page_exists() -> None:
    page = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = set(re.findall(r"`make ([a-z-]+)`", page))
    assert named
    assert named <= targets


@pytest.mark.parametrize("page", ["docs/zh/quick-start.md", "docs/zh/how-it-decides.md"])
def test_only_hotlines_that_were_checked_are_named(page: str) -> None:
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.S)
    known = str(guidance())
    assert [number for number in re.findall(r"\b(?:1[12]\d{0,3}|96110)\b", text) if number not in known] == []


@pytest.mark.parametrize("page", ["docs/how-it-decides.md", "docs/zh/how-it-decides.md"])
def test_what_a_cost_may_hold_besides_is_described(page: str, detector: Detector) -> None:
    alert = Detector(detector.model._replace(thresholds={"high": 0.0, "review": 0.0}))
    texts = ("信用卡逾期停息挂账，先付港币500定金，不退", "装修半包，定金5000，不退，尾款20%，全屋定制")
    always = alert.score("专业法务代谈，加微信").cost.keys()
    more = {key for text in texts for key in alert.score(text).cost} - always
    assert more == {"currency", "kept", "own_debts", "other_trade"}
    described = (ROOT / page).read_text(encoding="utf-8")
    assert [key for key in sorted(more) if f"`{key}`" not in described] == []
