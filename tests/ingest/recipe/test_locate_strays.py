"""Layouts in which a reader of the sheet sees more figures than the block takes in."""

import pytest
from examples import BY_RANK, BY_YEAR, list_faults, list_figures, read_rows

pytestmark = pytest.mark.costly

ACROSS = {"find": "Complaints by rank", "rows": "rank", "columns": "year"}
COUNTS = {"find": "Complaints by rank", "rows": "rank", "columns": "count"}
TOTAL = {"find": "Complaints by year", "rows": "total", "columns": "year"}
TITLE = ["Complaints by rank"]
YEARS = ["Rank", 2018, 2019, 2020]
PC, SERGEANT, INSPECTOR = ["PC", 1, 2, 3], ["Sergeant", 4, 5, 6], ["Inspector", 7, 8, 9]

LOST = {
    "a column without header at the right end": ([TITLE, ["Rank", 2018, 2019, ""], PC], "D3"),
    "a column without header in the middle": ([TITLE, ["Rank", 2018, "", 2020], PC], "C3"),
    "a column without header at the left end": ([TITLE, ["Rank", "", 2019, 2020], PC], "B3"),
    "a column behind a gap": ([TITLE, ["Rank", 2018, "", 2020], ["PC", 1, "", 3]], "D2"),
    "a column of figures behind a gap": ([TITLE, ["Rank", 2018], ["PC", 1, "", 3]], "D3"),
    "a total behind a gap": ([TITLE, ["Rank", 2018, "", "Total"], ["PC", 1, "", 1]], "D2"),
    "a remark beside the table": ([TITLE, YEARS, [*PC, "revised"]], "E3"),
    "rows below a blank row": ([TITLE, YEARS, PC, [], SERGEANT], "B5"),
    "rows below two blank rows": ([TITLE, YEARS, PC, [], [], SERGEANT], "B6"),
    "rows below a subheading": ([TITLE, YEARS, PC, ["Support"], ["Police staff", 1, 1, 1]], "A4"),
    "rows below a wrong label without figures": ([TITLE, YEARS, PC, ["Sargent"], INSPECTOR], "A4"),
    "rows below a blank row and words": ([TITLE, YEARS, PC, [], ["Supervisors"], SERGEANT], "B6"),
    "a header repeated on the next page": ([TITLE, YEARS, PC, [], YEARS, SERGEANT], "B5"),
    "figures below with their label gone": ([TITLE, YEARS, PC, [], ["", 4, 5, 6]], "B5"),
    "a figure below in the last column": ([TITLE, YEARS, PC, [], ["Total", "", "", 9]], "D5"),
}


BODIES = [["North", 5, 1], ["South", 6, 2], ["East", 7, 3], ["West", 8, 4]]
OF_BODIES = {"find": "Complaints by body", "rows": "total", "columns": "count"}


def list_bodies(blanks, numbered=False) -> tuple[list[list], dict]:
    """A list of bodies where the cells at `blanks` (row, column) are blank, and its recipe's part.

    With `numbered` the column of the bodies is the second.
    """
    rows = [["Complaints by body"], [], ["Body", "Received", "Upheld"], *map(list, BODIES)]
    for row, column in blanks:
        rows[3 + row][column] = ""
    if numbered:
        rows = [[f"{number}" if number > 2 else "", *row] for number, row in enumerate(rows)]
        rows[2][0] = "No."
        rows[0] = ["Complaints by body"]
        return rows, OF_BODIES | {"labels": "Body"}
    return rows, OF_BODIES


BLANKS = {
    f"{which}, {many}": [(row, column) for column in columns]
    for which, row in (("first", 0), ("middle", 1), ("before the last", 2), ("last", 3))
    for many, columns in (("whole row", (1, 2)), ("one cell", (1,)), ("the other cell", (2,)))
} | {"two rows": [(1, 1), (1, 2), (2, 1), (2, 2)]}


@pytest.mark.parametrize("numbered", [False, True], ids=["first column", "second column"])
@pytest.mark.parametrize("blanks", BLANKS.values(), ids=BLANKS)
def test_a_labelled_row_that_is_blank_stays_in_its_table(tmp_path, blanks, numbered):
    rows, recipe = list_bodies(blanks, numbered)
    for row, body in enumerate(BODIES):
        folder, recipe["pick"] = tmp_path / f"{row}", body[0]
        tables = [recipe | {"under": [head]} for head in ("Received", "Upheld")]
        is_blank = [(row, column) in blanks for column in (1, 2)]
        told = list_faults(folder, rows, *tables)
        assert len(told) == sum(is_blank)
        assert all("blank" in fault and 'marks: {"": not answered}' in fault for fault in told)
        for table in tables if told else ():
            table["marks"] = {"": "not answered"}
        read = read_rows(folder, rows, *tables).observations
        wanted = ["not_answered" if blank else "exact" for blank in is_blank]
        assert list(read["status"]) == wanted
        low = zip(read["low"], body[1:], is_blank, strict=True)
        assert all(blank or figure == truth for figure, truth, blank in low)


def test_blank_cells_of_one_rank_are_named_until_a_mark_says_what_they_mean(tmp_path):
    rows = [TITLE, ["Rank", "Number"], ["PC", ""], ["Sergeant", ""], ["Inspector", 3]]
    told = list_faults(tmp_path / "a", rows, COUNTS)
    assert [
        f"cell {cell}: the cell is blank" in fault
        for cell, fault in zip(("B3", "B4"), told, strict=True)
    ] == [True, True]
    marked = COUNTS | {"marks": {"": "not answered"}}
    read = read_rows(tmp_path / "b", rows, marked).observations
    assert list(read["status"]) == ["not_answered", "not_answered", "exact"]


def test_a_heading_may_be_left_out_as_the_fault_says(tmp_path):
    rows = [TITLE, ["Rank", "Number"], ["PC", 1], ["Support"], ["Police staff", 2]]
    (fault,) = list_faults(tmp_path / "a", rows, COUNTS)
    assert "cell A4" in fault and "under `ignore`" in fault
    read = read_rows(tmp_path / "b", rows, COUNTS | {"ignore": ["Support"]}).observations
    assert list(read["low"]) == [1, 2]


@pytest.mark.parametrize(("rows", "cell"), LOST.values(), ids=LOST)
def test_figures_beyond_the_end_of_a_table_are_a_fault(tmp_path, rows, cell):
    faults = list_faults(tmp_path, rows, ACROSS)
    assert any(f"cell {cell}:" in fault for fault in faults), faults


COUNTS_LOST = {
    "a second column of counts": ([TITLE, ["Rank", "Officers", "Staff"], ["PC", 1, 2]], "C2"),
    "a second column without header": ([TITLE, ["PC", 1, 2]], "C2"),
    "rows below a blank row": ([TITLE, ["Rank", "Number"], ["PC", 1], [], ["Sergeant", 2]], "B5"),
    "rows below a subheading": ([TITLE, ["PC", 1], ["Staff:"], ["Police staff", 2]], "A3"),
    "rows below a blank row and a subheading": (
        [TITLE, ["PC", 1], [], ["Civilians"], ["Police staff", 2]],
        "B5",
    ),
}


@pytest.mark.parametrize(("rows", "cell"), COUNTS_LOST.values(), ids=COUNTS_LOST)
def test_counts_beyond_the_end_of_a_column_are_a_fault(tmp_path, rows, cell):
    faults = list_faults(tmp_path, rows, COUNTS)
    assert any(f"cell {cell}:" in fault for fault in faults), faults


def test_a_title_over_the_figures_does_not_make_the_first_column_the_labels(tmp_path):
    rows = [["", "Complaints by year"], ["Year", 2018, 2019], ["Complaints", 1, 2]]
    (fault,) = list_faults(tmp_path, rows, TOTAL)
    assert "cell B3: a figure stands where a label should" in fault
    rows[2][1] = ""
    assert list_faults(tmp_path, rows, TOTAL)


def test_a_title_over_a_column_of_percentages_does_not_make_it_the_counts(tmp_path):
    rows = [["", "Complaints by year"], ["All", 12, 100]]
    table = {"find": "Complaints by year", "rows": "total", "columns": "count"}
    (fault,) = list_faults(tmp_path, rows, table)
    assert "cell B2" in fault


@pytest.mark.parametrize(
    "neighbour",
    [
        [["Complaints by year"], ["Year", "Complaints"], [2018, 5], [2019, 6], ["Total", 11]],
        [["Complaints by year"], [2018, 5], [2019, 6], ["Total", 11]],
        [["Complaints by year"], [], ["", "Complaints"], [2018, 5], [2019, 6], ["Total", 11]],
        [[], ["Complaints by year"], [2018, 5], [2019, 6], ["Total", 11]],
    ],
)
def test_a_neighbour_behind_a_blank_column_is_not_part_of_the_table(tmp_path, neighbour):
    mine = [TITLE, YEARS, PC, SERGEANT]
    height = max(len(mine), len(neighbour))
    beside = [
        [*(mine[i] if i < len(mine) else []), *[""] * 9][:5]
        + (neighbour[i] if i < len(neighbour) else [])
        for i in range(height)
    ]
    reply = read_rows(tmp_path, beside, ACROSS, BY_YEAR)
    assert len(reply.observations) == 6 + 3
    assert set(reply.checks["verdict"]) <= {"agrees", "differs"}


@pytest.mark.parametrize("gap", [[[]], [[], ["Note: revised in May"], []], [["Note"], []]])
def test_a_table_below_is_not_part_of_the_one_above(tmp_path, gap):
    years = [["Complaints by year"], ["Year", "Complaints"], [2018, 5], [2019, 6], ["Total", 11]]
    rows = [TITLE, YEARS, PC, SERGEANT, *gap, *years]
    assert len(read_rows(tmp_path, rows, ACROSS, BY_YEAR).observations) == 6 + 3


def test_a_table_that_touches_the_title_of_the_next_is_read(tmp_path):
    rows = [TITLE, ["PC", 1], ["Total", 1], ["Complaints by year"], [2018, 1], ["Total", 1]]
    figures = list_figures(read_rows(tmp_path, rows, BY_RANK, BY_YEAR).observations)
    assert figures[("constable", "2018-01-01", "2024-01-01", "")] == (1, 1, "B2")
    assert figures[("all", "2018-01-01", "2019-01-01", "")] == (1, 1, "B5")


def test_a_table_below_that_nobody_asked_for_is_passed_over(tmp_path):
    other = [["Allegations by rank"], YEARS, PC]
    reply = read_rows(tmp_path, [TITLE, YEARS, PC, [], *other], ACROSS)
    assert set(reply.observations["cell"]) == {"B3", "C3", "D3"}


def test_a_count_table_that_goes_on_under_its_own_header_again_is_a_fault(tmp_path):
    head = ["Rank", "Number"]
    rows = [TITLE, head, ["PC", 1], [], ["rank ", "Number"], ["Sergeant", 2]]
    (fault,) = list_faults(tmp_path, rows, COUNTS)
    assert "cell B5: 'Number' stands below the end of the table" in fault
    rows[3:4] = [[], ["Complaints by gender"]]
    assert len(read_rows(tmp_path, rows, COUNTS).observations) == 1


def test_a_row_left_out_with_figures_of_its_own_joins_no_later_block(tmp_path):
    recipe = COUNTS | {"ignore": ["All ranks"]}
    rows = [TITLE, ["Rank", "Number"], ["PC", 1], [], ["All ranks", 9], ["Sergeant", 2]]
    faults = list_faults(tmp_path, rows, recipe)
    assert any("cell B5:" in fault for fault in faults), faults
    spoken = recipe | {"gaps": ["row"]}
    assert len(read_rows(tmp_path, rows, spoken).observations) == 2
    rows[4] = ["All ranks"]
    assert len(read_rows(tmp_path, rows, recipe).observations) == 2
