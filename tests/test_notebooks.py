"""The notebooks as they are committed. `make test-notebooks` runs them; here is checked what readers see of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.support import ROOT

BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

#: Places of a machine: a home, a temporary folder, a worktree, a drive.
_PLACES = re.compile(r"/(?:home|Users|root|tmp|work|var|opt|usr)/|[A-Z]:\\\\?Users", re.I)


def cells(book: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(book.read_text(encoding="utf-8"))["cells"]
    return found


def shown(cell: dict[str, Any]) -> str:
    """The text of a cell's outputs, pictures left out."""
    parts: list[str] = []
    for output in cell["outputs"]:
        parts += output.get("text", [])
        parts += output.get("traceback", [])
        for kind, data in output.get("data", {}).items():
            if kind.startswith("text/"):
                parts += data
    return "".join(parts)


def test_there_are_four() -> None:
    assert [book.stem for book in BOOKS] == ["01_corpus", "02_training", "03_audit", "04_new_signal"]


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_it_was_run_from_top_to_bottom_without_errors(book: Path) -> None:
    code = [cell for cell in cells(book) if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell["outputs"]]
    assert outputs
    assert not [output for output in outputs if output["output_type"] == "error"]
    assert not [output for output in outputs if "Warning" in "".join(output.get("text", []))]


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_nothing_in_it_names_a_place_of_somebodys_machine(book: Path) -> None:
    for cell in cells(book):
        text = "".join(cell["source"]) + (shown(cell) if cell["cell_type"] == "code" else "")
        assert _PLACES.findall(text) == []


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_its_pictures_are_static_and_said_in_words(book: Path) -> None:
    for cell in cells(book):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            assert not [kind for kind in data if "vega" in kind or "javascript" in kind]
            if "image/png" in data:
                assert output["metadata"]["image/png"]["alt"]


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_its_links_lead_to_files(book: Path) -> None:
    text = "\n".join("".join(cell["source"]) for cell in cells(book) if cell["cell_type"] == "markdown")
    for target in re.findall(r"\]\(([^)#\s]+)\)", text):
        assert target.startswith("https:") or (book.parent / target).exists(), target
