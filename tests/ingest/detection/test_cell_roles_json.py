"""Found tables as JSON: the keys that programs were promised, and nothing that JSON cannot hold."""

import io
import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from found_samples import RANK_TABLE, RANKS, list_cells_by_hand, make_workbook

from analysis.ingest.detection import cell_roles as serial
from analysis.ingest.detection.cell_roles import write_json
from analysis.ingest.detection.found_tables import FoundCell, WorkbookTables
from analysis.ingest.detection.question_kinds import OpenQuestion
from analysis.ingest.files.sheet import Sheet

TABLE_KEYS = ["sheet", "range", "title", "orientation", "confidence", "questions"]
CELL_KEYS = ["sheet", "cell", "role", "text", "value", "low", "high", "status"]
CELL_KEYS += ["row_labels", "column_labels", "table"]


def refuse(name: str):
    raise AssertionError(f"{name} is no JSON")


def write(workbook, sheets, tell, monkeypatch) -> dict:
    monkeypatch.setattr(serial, "list_cells", tell)
    stream = io.StringIO()
    write_json(workbook, sheets, stream)
    return json.loads(stream.getvalue(), parse_constant=refuse)


def write_cell(monkeypatch, **facts) -> dict:
    told = FoundCell("Q1", "B4", "data", "x", **facts)
    read = write(
        make_workbook(RANKS, RANK_TABLE), ["Q1"], lambda workbook, name: [told], monkeypatch
    )
    return read["cells"][0]


def test_tables_and_cells_have_the_promised_keys(monkeypatch):
    table = replace(RANK_TABLE, questions=(OpenQuestion("why?", ("B4", "B5")),))
    workbook = replace(
        make_workbook(RANKS, table), questions=(OpenQuestion("what is it?", ("A9",)),)
    )
    read = write(workbook, ["Q1"], list_cells_by_hand, monkeypatch)
    assert read["questions"] == ["A9: what is it?"]
    assert list(read) == ["file", "sha256", "hidden", "tables", "questions", "cells"]
    assert read["tables"] == [
        dict(
            zip(
                TABLE_KEYS,
                ["Q1", "A3:D6", "Complaints by rank", "years across", 0.9, ["B4, B5: why?"]],
                strict=True,
            )
        )
    ]
    assert len(read["cells"]) == 19 and all(list(cell) == CELL_KEYS for cell in read["cells"])
    hidden = next(cell for cell in read["cells"] if cell["cell"] == "B5")
    assert (hidden["low"], hidden["high"], hidden["status"]) == (1, 4, "suppressed")
    assert (hidden["row_labels"], hidden["column_labels"]) == (["Sergeant"], ["2019"])
    assert hidden["table"] == 0


def test_no_upper_end_is_null(monkeypatch):
    cell = write_cell(monkeypatch, low=0, high=float("inf"), status="withheld", table=0)
    assert (cell["low"], cell["high"], cell["status"]) == (0, None, "withheld")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (17.0, 17),
        (0.5, 0.5),
        (True, True),
        (None, None),
        ("17~", "17~"),
        (date(2018, 3, 1), "2018-03-01"),
        (datetime(2018, 3, 1), "2018-03-01"),
        (datetime(2018, 3, 1, 9, 30), "2018-03-01T09:30:00"),
        (time(9, 30), "09:30:00"),
        (timedelta(hours=1), "1:00:00"),
        (float("nan"), None),
        ("\ud800 half a letter", "\ud800 half a letter"),
    ],
)
def test_values_are_what_json_can_hold(monkeypatch, value, written):
    assert write_cell(monkeypatch, value=value)["value"] == written


def test_one_sheet_alone_counts_its_tables_from_0(monkeypatch):
    sheets = {name: Sheet(name, tuple(map(tuple, RANKS))) for name in ("Q1", "Q2")}
    tables = (RANK_TABLE, replace(RANK_TABLE, sheet="Q2"))
    workbook = WorkbookTables("reply.xlsx", "", sheets, tables)

    def tell(workbook, name):
        return [replace(FoundCell(name, "B4", "data", "5"), table=list(sheets).index(name))]

    read = write(workbook, ["Q2"], tell, monkeypatch)
    assert [cell["table"] for cell in read["cells"]] == [0] and len(read["tables"]) == 1
    assert [c["table"] for c in write(workbook, list(sheets), tell, monkeypatch)["cells"]] == [0, 1]


def test_a_workbook_without_tables_is_json_too(monkeypatch):
    read = write(make_workbook([[]]), ["Q1"], lambda workbook, name: [], monkeypatch)
    assert (read["tables"], read["cells"]) == ([], [])
