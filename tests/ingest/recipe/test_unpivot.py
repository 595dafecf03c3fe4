"""One table to observations: positions, totals, marks and part years, worked by hand."""

import pytest
from examples import (
    BY_RANK,
    BY_YEAR,
    FORCE,
    REFERENCE,
    YEARS_DOWN,
    drop_own_totals,
    list_faults,
    list_figures,
    make_letter,
    read_rows,
    write_letter,
    write_xlsx,
)

from analysis.ingest.clean import clean_reply
from analysis.model.faults import Faults

ACROSS = {"find": "Complaints by year", "rows": "total", "columns": "year", "totals": ["column"]}
GRID = {
    "find": "Complaints by rank",
    "rows": "rank",
    "columns": "year",
    "totals": ["row", "column"],
    "marks": {"*": "suppressed 1 to 4"},
}
GRID_ROWS = [
    ["Complaints by rank"],
    ["Rank", 2019, 2020, "Total"],
    ["PC", 5, 6, 11],
    ["Sergeant", "*", 2, "*"],
    ["Total", 8, 8, 16],
]
YEARS = {
    ("all", "2019-01-01", "2020-01-01", ""): (14, 14),
    ("all", "2020-01-01", "2021-01-01", ""): (16, 16),
    ("all", "2021-01-01", "2022-01-01", ""): (62, 62),
    ("all", "2022-01-01", "2023-01-01", ""): (92, 92),
    ("all", "2019-01-01", "2023-01-01", "printed total"): (184, 184),
}


def drop_cells(figures: dict) -> dict:
    return {key: (low, high) for key, (low, high, _) in figures.items()}


def test_years_down_give_each_year_and_the_total_for_all_of_them(tmp_path):
    figures = list_figures(read_rows(tmp_path, YEARS_DOWN, BY_YEAR).observations)
    assert drop_cells(figures) == YEARS
    assert [cell for _, _, cell in figures.values()] == ["B3", "B4", "B5", "B6", "B7"]


def test_years_across_give_the_same_as_years_down(tmp_path):
    rows = [
        ["Complaints by year"],
        ["Year", 2019, 2020, 2021, 2022, "Total"],
        ["Complaints", 14, 16, 62, 92, 184],
    ]
    figures = list_figures(read_rows(tmp_path, rows, ACROSS).observations)
    assert drop_cells(figures) == YEARS
    assert [cell for _, _, cell in figures.values()] == ["B3", "C3", "D3", "E3", "F3"]


@pytest.mark.parametrize("above", [0, 1, 7])
def test_rows_inserted_above_move_the_addresses_and_nothing_else(tmp_path, above):
    rows = [["a line of the letter"]] * above + YEARS_DOWN
    figures = list_figures(read_rows(tmp_path, rows, BY_YEAR).observations)
    assert drop_cells(figures) == YEARS
    assert figures[("all", "2019-01-01", "2020-01-01", "")][2] == f"B{3 + above}"


def test_a_merged_title_and_a_merged_banner_are_read_from_a_workbook(tmp_path):
    rows = [[], [], ["Rank", 2019, 2020, "Total"], *GRID_ROWS[2:]]
    folder = write_letter(tmp_path, make_letter(GRID, workbook="reply.xlsx"))
    merged = {"A1:D1": "Complaints by rank", "B2:D2": "Year of complaint"}
    write_xlsx(folder / "reply.xlsx", {"Q1": rows}, merged)
    reply = clean_reply(FORCE, REFERENCE, tmp_path)
    assert set(reply.observations["sheet"]) == {"Q1"}
    assert list_figures(reply.observations)[("constable", "2019-01-01", "2020-01-01", "")] == (
        5,
        5,
        "B4",
    )


def test_a_grid_counts_no_total_twice_and_keeps_marks_as_ranges(tmp_path):
    reply = read_rows(tmp_path, GRID_ROWS, GRID)
    assert list_figures(reply.observations) == {
        ("constable", "2019-01-01", "2020-01-01", ""): (5, 5, "B3"),
        ("constable", "2020-01-01", "2021-01-01", ""): (6, 6, "C3"),
        ("sergeant", "2019-01-01", "2020-01-01", ""): (1, 4, "B4"),
        ("sergeant", "2020-01-01", "2021-01-01", ""): (2, 2, "C4"),
        ("constable", "2019-01-01", "2021-01-01", "printed total"): (11, 11, "D3"),
        ("sergeant", "2019-01-01", "2021-01-01", "printed total"): (1, 4, "D4"),
    }
    hidden = reply.observations[reply.observations["text"] == "*"]
    assert set(hidden["status"]) == {"suppressed"}
    verdicts = dict(zip(reply.checks["first_cell"], reply.checks["verdict"], strict=True))
    assert {
        cell: verdicts[cell]
        for cell in ("reply.csv#csv!D3", "reply.csv#csv!B5", "reply.csv#csv!C5")
    } == {
        "reply.csv#csv!D3": "agrees",
        "reply.csv#csv!B5": "not decided",
        "reply.csv#csv!C5": "agrees",
    }


def test_a_total_over_years_with_a_gap_is_checked_but_is_no_figure(tmp_path):
    rows = [["Complaints by year"], ["Year", "Complaints"], [2019, 1], [2021, 2], ["Total", 3]]
    reply = read_rows(tmp_path, rows, BY_YEAR)
    assert "printed total" not in set(reply.observations["note"])
    assert "agrees" in set(reply.checks["verdict"])


def test_a_total_row_may_stand_first_or_between(tmp_path):
    head, *rows = YEARS_DOWN[1:]
    for order in ([rows[-1], *rows[:-1]], [*rows[:2], rows[-1], *rows[2:-1]]):
        reply = read_rows(tmp_path, [["Complaints by year"], head, *order], BY_YEAR)
        assert drop_cells(list_figures(reply.observations)) == YEARS


def test_part_years_keep_their_days_and_their_open_end(tmp_path):
    rows = [
        ["Complaints by year"],
        ["Year", "2018 (from 1 March)", 2019, "2020 (to 1 March)", "Total"],
        ["Complaints", 1, 2, 3, 6],
    ]
    observed = read_rows(tmp_path, rows, ACROSS).observations
    spans = observed[["start", "end", "end_latest"]].astype(str).values.tolist()
    assert spans == [
        ["2018-03-01", "2019-01-01", "2019-01-01"],
        ["2019-01-01", "2020-01-01", "2020-01-01"],
        ["2020-01-01", "2020-03-01", "2020-03-02"],
        ["2018-03-01", "2020-03-01", "2020-03-02"],
    ]
    assert list(observed["label"]) == list(map(str, rows[1][1:]))


def test_categories_without_years_take_the_window_of_the_table_or_of_the_letter(tmp_path):
    rows = [["Complaints by rank"], ["PC", 3], ["Total", 3]]
    window = {"window": "2019-04-01 to 2020-03-31"}
    for extra, days in ({}, ("2018-01-01", "2024-01-01")), (window, ("2019-04-01", "2020-04-01")):
        figures = list_figures(read_rows(tmp_path, rows, BY_RANK | extra).observations)
        assert list(figures) == [("constable", *days, "")]


def test_text_digits_are_numbers_and_the_printed_text_is_kept(tmp_path):
    rows = [["Complaints by rank"], ["PC", "1,204"], ["Total", " 1204 "]]
    observed = drop_own_totals(read_rows(tmp_path, rows, BY_RANK).observations)
    assert list(observed[["low", "text"]].itertuples(index=False, name=None)) == [(1204, "1,204")]


def test_a_cell_that_does_not_apply_is_listed_and_neither_zero_nor_in_a_sum(tmp_path):
    rows = [["Complaints by rank"], ["PC", "n/a"], ["Sergeant", 0], ["Total", 0]]
    table = BY_RANK | {"marks": {"n/a": "not applicable"}}
    read = read_rows(tmp_path, rows, table)
    own = drop_own_totals(read.observations)
    assert dict(zip(own["category"], own["status"], strict=True)) == {
        "sergeant": "exact",
        "constable": "not_applicable",
    }
    assert list(read.checks["verdict"]) == ["agrees"]  # the total is that of the others


def test_a_blank_that_the_recipe_explains_is_no_number_and_no_end_of_the_table(tmp_path):
    rows = [["Complaints by rank"], ["PC", ""], ["Sergeant", ""], ["Inspector", 2], ["Total", 9]]
    (fault, *_) = list_faults(tmp_path / "a", rows, BY_RANK)
    assert 'where blanks mean one thing, say it: `marks: {"": not answered}`' in fault
    read = read_rows(tmp_path / "b", rows, BY_RANK | {"marks": {"": "not answered"}})
    statuses = list(drop_own_totals(read.observations)["status"])
    assert statuses == ["not_answered", "not_answered", "exact"]


@pytest.mark.parametrize("meaning", ["withheld", "not answered", "not applicable", "zero"])
@pytest.mark.parametrize("merged", ["B2:B3", "B2:C2", "B2:C3"])
def test_a_merged_mark_stands_for_every_cell_that_it_covers(tmp_path, meaning, merged):
    rows = [["Complaints by rank", 2019, 2020], ["PC"], ["Sergeant"], ["Inspector", 2, 3]]
    for line in (1, 2):
        rows[line] += [5, 6]
    table = {"find": "Complaints by rank", "rows": "rank", "columns": "year"}
    folder = write_letter(
        tmp_path, make_letter(table | {"marks": {"Quorvex": meaning}}, workbook="reply.xlsx")
    )
    write_xlsx(folder / "reply.xlsx", {"csv": rows}, {merged: "Quorvex"})
    read = clean_reply(FORCE, REFERENCE, tmp_path).observations
    said = read[read["text"] == "Quorvex"]
    covered = {"B2:B3": ["B2", "B3"], "B2:C2": ["B2", "C2"], "B2:C3": ["B2", "B3", "C2", "C3"]}
    assert sorted(said["cell"]) == covered[merged]
    assert len(read) == 6


def test_a_merged_mark_of_a_range_is_of_the_cells_together_and_a_fault(tmp_path):
    rows = [["Complaints by rank", 2019, 2020], ["PC"], ["Sergeant", 1, 2]]
    table = {"find": "Complaints by rank", "rows": "rank", "columns": "year"}
    recipe = table | {"marks": {"*": "suppressed 1 to 4"}}
    folder = write_letter(tmp_path, make_letter(recipe, workbook="reply.xlsx"))
    write_xlsx(folder / "reply.xlsx", {"csv": rows}, {"B2:C2": "*"})
    with pytest.raises(Faults, match="merged over several figures"):
        clean_reply(FORCE, REFERENCE, tmp_path)


def test_a_withheld_count_may_be_anything(tmp_path):
    rows = [["Complaints by rank"], ["PC", "s.40"], ["Total", 9]]
    table = BY_RANK | {"marks": {"s.40": "withheld"}}
    row, total = read_rows(tmp_path, rows, table).observations.to_dict("records")
    assert (row["low"], row["high"], row["status"]) == (0, float("inf"), "withheld")
    assert (total["dimension"], total["low"], total["cell"]) == ("total", 9, "B3")


def test_a_table_has_its_own_unit_and_population_where_the_recipe_says_so(tmp_path):
    rows = [*YEARS_DOWN, [], ["Complaints by rank"], ["PC", 3], ["Total", 3]]
    own = {"unit": "people", "population": "officers", "definition": "d", "date_basis": "received"}
    own |= {"stage": "proven", "topic": "any misconduct", "raised_by": ""}
    table = BY_RANK | {name: word for name, word in own.items() if word}
    observed = read_rows(tmp_path, rows, BY_YEAR, table, raised_by="public").observations
    named = observed.set_index("table")[[*own]].drop_duplicates().to_dict("index")
    assert named["Complaints by rank"] == own
    assert named["Complaints by year"]["unit"] == "complaints"
    assert named["Complaints by year"]["raised_by"] == "public"


def test_provenance_reaches_every_observation_and_check(tmp_path):
    for word in ("disclosed", "illustrative"):
        reply = read_rows(tmp_path, YEARS_DOWN, BY_YEAR, provenance=word)
        assert set(reply.observations["provenance"]) == set(reply.checks["provenance"]) == {word}


def test_a_single_figure_is_read_with_or_without_a_header(tmp_path):
    table = {"find": "All complaints", "rows": "total", "columns": "count"}
    for rows in (
        [["All complaints"], ["Complaints", 7]],
        [["All complaints"], ["Period", "Number"], ["2018 to 2023", 7]],
        [["All complaints"], ["a note"], ["Complaints", 7], ["a note below"]],
    ):
        figures = list_figures(read_rows(tmp_path, rows, table).observations)
        assert drop_cells(figures) == {("all", "2018-01-01", "2024-01-01", ""): (7, 7)}
