"""Lists with one row a complaint, as `inspect` reads them in every format."""

import pytest
from examples import read_rows
from surveyed import survey_rows

FILES = (".xlsx", ".xls", ".ods", ".csv")


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("names", [("Case Ref", "Subject Ref"), ("Complaint ID", "Officer ID")])
def test_a_list_of_identifiers_alone_is_a_list(tmp_path, form, names):
    body = [[f"case {n // 2}", f"subject {(7 * n) % 50}"] for n in range(20)]
    found = survey_rows(tmp_path, form, [list(names), *body])
    (table,) = found.drafted.workbook.tables
    assert table.orientation == "records"
    assert table.range == "A1:B21"
    assert found.asked


@pytest.mark.parametrize("form", FILES)
def test_alike_records_of_three_columns_are_a_list(tmp_path, form):
    body = [["2018", "Constable", "Facebook"]] * 3 + [["2018", "Sergeant", "Twitter"]]
    body += [["2019", "Constable", "Twitter"]] * 2
    found = survey_rows(
        tmp_path, form, [["Complaint data"], ["Year received", "Officer rank", "Site"], *body]
    )
    (table,) = found.drafted.workbook.tables
    assert (table.orientation, table.range) == ("records", "A2:C8")


@pytest.mark.parametrize("form", FILES)
def test_spellings_in_a_list_are_gathered_for_a_person(tmp_path, form):
    body = [
        ["2018", "PC", "facebook"],
        ["2018", "pc ", "Face book"],
        ["2018", "Police Constable", "FB"],
        ["2018", "Const.", "Facebook "],
        ["2019", "SGT", "X"],
        ["2019", "Sergeant", "X (formerly Twitter)"],
    ]
    found = survey_rows(
        tmp_path, form, [["Complaint data"], ["Year received", "Officer rank", "Site"], *body]
    )
    (table,) = found.drafted.workbook.tables
    assert table.orientation == "records"
    assert found.asked


@pytest.mark.parametrize("form", [".csv", ".xlsx"])
def test_days_of_two_orders_in_a_list_are_told(tmp_path, form):
    rows = [
        ["Complaint data"],
        ["Ref", "Date received", "Officer rank"],
        ["A1", "02/03/2018", "Constable"],
        ["A2", "13/06/2018", "Sergeant"],
        ["A3", "06/25/2019", "Constable"],
        ["A4", "12/20/2019", "Inspector"],
    ]
    found = survey_rows(tmp_path, form, rows)
    (table,) = found.drafted.workbook.tables
    assert table.orientation == "records"
    assert any("month" in text for text in found.asked)


HEADS = ["Ref", "Rank", "Outcome", "Received"]
FIRST = [
    ["A1", "Constable", "Dismissed", "2019-03-01"],
    ["A2", "Sergeant", "Dismissed", "2019-04-01"],
]
LATER = [
    ["A3", "Constable", "Dismissed", "2020-03-01"],
    ["A4", "Sergeant", "Written warning", "2020-03-02"],
]
BREAKS = [
    [],
    [["Page 2"]],
    [["Page 2 of 2"], ["Case list"]],
    [["Case list (continued)"]],
    [[None] * 4 + ["Page 2"]],
]


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("between", BREAKS)
def test_a_list_goes_on_beneath_a_page_break(tmp_path, form, between):
    rows = [["Case list"], HEADS, *FIRST, *between, HEADS, *LATER, ["Page 3"]]
    found = survey_rows(tmp_path, form, rows)
    (table,) = found.drafted.workbook.tables
    assert [found.cells[f"A{row + 1}"].text for row in table.rows] == ["A1", "A2", "A3", "A4"]
    assert "a page break" in found.listing
    assert [q.kind for q in found.questions] == ["UNIT_OF_RECORDS"], found.asked
    (recipe,) = found.drafts
    read = read_rows(tmp_path, rows, recipe)
    ranks = read.observations[read.observations["dimension"] == "rank"]
    assert ranks["low"].sum() == 4
    assert "left out: " in " ".join(ranks["note"])


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("years", [(2019, 2020), ("2018/19", "2019/20")])
def test_lines_of_a_year_stand_within_a_list_and_none_of_its_records_is_lost(tmp_path, form, years):
    body = [
        [years[0]],
        ["Constable", "rude words on Facebook", "Dismissed"],
        ["Sergeant", "rude words on Facebook", "Management action"],
        ["Constable", "a picture of a scene", "Management action"],
        [years[1]],
        ["Constable", "rude words on Facebook", "Written warning"],
    ]
    rows = [["Complaint data"], ["Officer rank", "Nature", "Result"], *body]
    found = survey_rows(tmp_path, form, rows)
    (table,) = found.drafted.workbook.tables
    assert (table.orientation, table.range, table.rows) == ("records", "A2:C8", (3, 4, 5, 7))
    assert any("do these lines date the records beneath them?" in text for text in found.asked)
    (recipe,) = found.drafts
    assert recipe["records"] == {"rank": "Officer rank", "outcome": "Result"}
    assert recipe["ignore"] == [str(year) for year in years]
    read = read_rows(tmp_path / "read", rows, recipe).observations
    assert read[read["dimension"].eq("total")]["low"].tolist() == [4]
