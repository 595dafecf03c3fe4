import pytest
from examples import YEARS_DOWN, write_csv, write_xlsx

from analysis.ingest.inspect import inspect_workbook
from analysis.model.faults import Faults
from analysis.model.paths import RAW
from analysis.model.response import load_response

GRID = [
    ["Complaints by rank"],
    ["a note"],
    ["Rank", 2019, 2020, "Total"],
    ["PC", 5, 6, 11],
    ["Sergeant", "*", 2, 3],
    ["Total", 8, 8, 16],
]
ACROSS = [["All complaints"], ["Year", 2019, 2020], ["Complaints", 14, 16]]


def suggest(path) -> str:
    return " ".join(inspect_workbook(path).split())


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (YEARS_DOWN, "find: Complaints by year rows: year, columns: count, totals: [row]"),
        (GRID, "find: Complaints by rank rows: rank, columns: year, totals: [row, column]"),
        (ACROSS, "find: All complaints rows: total, columns: year"),
    ],
)
def test_a_table_of_a_known_layout_is_given_its_recipe(tmp_path, ending, rows, says):
    path = tmp_path / f"a.{ending}"
    write_csv(path, rows) if ending == "csv" else write_xlsx(path, {"Q1": rows})
    assert says in suggest(path)


def test_the_recipes_of_the_illustrative_workbook_are_the_ones_suggested():
    response = load_response("staffordshire", "foi-15350")
    listing = suggest(RAW / "staffordshire" / "foi-15350" / response.workbook)
    for table in response.tables:
        totals = f", totals: [{', '.join(table.totals)}]" if table.totals else ""
        assert f"find: {table.find} rows: {table.rows}, columns: {table.columns}{totals}" in listing


def test_a_patch_of_words_is_listed_and_given_no_recipe(tmp_path):
    listing = suggest(write_csv(tmp_path / "a.csv", [["Dear Sir"], [], ["PC", "few"]]))
    assert "A1:A1 Dear Sir" in listing and "Try" not in listing


def test_a_workbook_that_cannot_be_read_is_one_clear_fault(tmp_path):
    with pytest.raises(Faults, match="there is no such workbook"):
        inspect_workbook(tmp_path / "none.xlsx")


def test_an_empty_sheet_says_so(tmp_path):
    assert "no filled cell" in suggest(write_xlsx(tmp_path / "a.xlsx", {"Q1": []}))
