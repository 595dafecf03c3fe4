"""Figures read from hidden rows, columns and sheets are named: nobody looking sees them."""

import pytest
import xlsxwriter
from examples import BY_YEAR, FORCE, REFERENCE, YEARS_DOWN, make_letter, write_letter

from analysis.ingest.clean import clean_reply


@pytest.mark.parametrize(
    ("hide", "cells"),
    [
        (lambda page: page.set_row(3, None, None, {"hidden": True}), "A4 reply.xlsx#Years!B4"),
        (lambda page: page.set_row(0, None, None, {"hidden": True}), None),
        (lambda page: page.set_column(3, 3, None, None, {"hidden": True}), None),
        (lambda page: page.hide(), "B2"),
        (lambda page: page.set_column(0, 0, None, None, {"hidden": True}), "A3"),
    ],
)
def test_cells_read_where_nobody_sees_them_are_named(tmp_path, hide, cells):
    letter = make_letter(BY_YEAR, workbook="reply.xlsx")
    folder = write_letter(tmp_path, letter)
    with xlsxwriter.Workbook(folder / "reply.xlsx") as book:
        page, other = book.add_worksheet("Years"), book.add_worksheet("Other")
        for number, row in enumerate(YEARS_DOWN):
            page.write_row(number, 0, row)
        page.write("D3", "beside")
        other.activate()
        other.set_first_sheet()
        hide(page)
    checks = clean_reply(FORCE, REFERENCE, tmp_path).checks
    told = checks[checks["check"] == "hidden cells"]
    assert set(told["verdict"]) == ({"not decided"} if cells else set())
    assert all(cells.split()[0] in named for named in told["second_cells"])
