"""A workbook that would fill the memory is refused before it is read."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from debtad.audit.readers_tables import sheet_tables
from debtad.errors import InputError, LabelError
from debtad.learn.labels import read_labels
from debtad.text.workbook import check_extent


def workbook(path: Path, *cells: str) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for cell in cells:
            sheet.write(cell, "text")
    return path


def test_two_cells_at_the_ends_of_a_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "wide.xlsx", "A1", "XFD1048576")
    message = "1,048,576 rows and 16,384 columns, nearly all of them empty"
    with pytest.raises(InputError, match=message):
        list(sheet_tables(str(path)))
    with pytest.raises(LabelError, match=message):
        read_labels([path])


def test_a_last_cell_not_too_far_off_is_no_matter(tmp_path: Path) -> None:
    check_extent(str(workbook(tmp_path / "long.xlsx", "A1", "C60000")))


def test_what_is_no_zip_is_left_to_its_reader(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    check_extent(str(path))


def test_a_damaged_zip_is_a_value_error(tmp_path: Path) -> None:
    path = workbook(tmp_path / "cut.xlsx", "A1")
    data = path.read_bytes()
    path.write_bytes(data[:60] + b"\xff" * 40 + data[100:])
    with pytest.raises(ValueError, match="not a sound zip"):
        check_extent(str(path))
