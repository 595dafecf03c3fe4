"""What is met in a file names its sheet and every cell, in the listing and in JSON."""

import io
import json

import pytest
from examples import write_csv
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.files.workbook import Remark, read_csv_rows, read_file
from analysis.ingest.inspect import inspect_as_json, inspect_workbook

ROWS = "Complaints;;\nForce;2018;2019\nCaf\xe9;4;5\nNa\xefve;6;7\n"


def test_an_encoding_and_a_separator_that_are_assumed_name_the_cells_they_show_in():
    _, remarks = read_csv_rows(ROWS.encode("cp1252"))
    assert [(remark.sheet, remark.cells) for remark in remarks] == [
        ("csv", ("A3:A4",)),
        ("csv", ("A1:C4",)),
    ]


def test_every_cell_is_in_the_json_and_the_first_few_in_the_listing(tmp_path):
    path = tmp_path / "reply.csv"
    names = [f"Pr\xc3\xa9fecture {n}" if n % 2 else f"Force {n}" for n in range(18)]
    path.write_text("Complaints\nName,2018\n" + "".join(f"{n},4\n" for n in names), "utf-8")
    stream = io.StringIO()
    inspect_as_json(path, stream)
    (asked,) = [q for q in json.loads(stream.getvalue())["questions"] if "garbled" in q]
    assert asked.startswith("sheet csv, A4, A6, A8, A10, A12, A14, A16, A18, A20: ")
    listed = " ".join(" ".join(inspect_workbook(path, build=tmp_path)).split())
    assert "sheet csv, A4, A6, A8, A10, A12, A14 and 3 more: letters garbled" in listed


@pytest.mark.parametrize("spoilt", [["-", "2 1"], ["12", "13"], ["", "7"]])
def test_figures_in_no_table_name_their_sheet_and_cells(tmp_path, spoilt):
    path = write_csv(tmp_path / "reply.csv", [["Words"], ["More words"], [], ["", *spoilt]])
    stream = io.StringIO()
    inspect_as_json(path, stream)
    questions = json.loads(stream.getvalue())["questions"]
    assert any(q.startswith("sheet csv, ") and "4: figures in no table" in q for q in questions)


@given(st.lists(st.integers(1, 99), min_size=1, max_size=12, unique=True))
def test_a_remark_names_the_first_of_its_cells_and_counts_the_others(rows):
    cells = tuple(f"B{row}" for row in rows)
    said = str(Remark("odd", "S", cells))
    named = said.removeprefix("sheet S, ").removesuffix(": odd").split(" and ")[0].split(", ")
    assert tuple(named) == cells[: len(named)]
    assert ("more" in said) == (len(cells) > len(named))
    assert str(Remark("odd")) == "odd"


def test_a_workbook_without_remarks_has_none(tmp_path):
    assert read_file(write_csv(tmp_path / "a.csv", [["Force", 2018], ["Kent", 4]])).remarks == ()
