"""Editions of the workforce joined to one table, or every fault that they have."""

from datetime import date

import pytest
from examples import write_csv
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.faults import Faults
from analysis.model.store.paths import REFERENCE
from analysis.reconcile.replies.snapshots import MEASURES, read_snapshots

HEAD = ["year", "geo_code", "force", "region", "worker_type", "headcount", "fte"]
OFFICERS = ["2018", "E23000015", "Staffordshire", "", "police officer", "1667", "1590.4"]


def write(folder, name, *rows, head=HEAD):
    return write_csv(folder / f"home-office-workforce{name}.csv", [head, *rows])


def change(row, **values):
    return [values.get(name, cell) for name, cell in zip(HEAD, row, strict=True)]


def list_faults(folder) -> list[str]:
    with pytest.raises(Faults) as caught:
        read_snapshots(folder)
    return [str(fault) for fault in caught.value.faults]


def test_editions_are_joined_by_day_and_force_and_each_row_keeps_its_cells(tmp_path):
    write(tmp_path, "", OFFICERS)
    head = ["fte", "worker_type", "date", "geo_code", "headcount"]
    write(tmp_path, "-sep", ["1605", "police officer", "2018-09-30", "E23000015", ""], head=head)
    write_csv(tmp_path / "ons-population.csv", [["PFA23CD"], ["E23000015"]])  # no edition
    first, second = read_snapshots(tmp_path).to_dict("records")
    if first["day"] > second["day"]:
        first, second = second, first
    assert (first["day"], second["day"]) == (date(2018, 3, 31), date(2018, 9, 30))
    assert first["force"] == second["force"] == "staffordshire"
    assert (first["headcount_cell"], first["fte_cell"]) == ("F2", "G2")
    assert (second["headcount_cell"], second["fte_cell"]) == ("E2", "A2")
    assert second["file"].endswith("home-office-workforce-sep.csv")
    assert (first["fte"], second["fte"]) == (1590.4, 1605) and second["headcount"] != 0


def test_a_row_that_two_editions_have_alike_counts_once(tmp_path):
    write(tmp_path, "-1", OFFICERS)
    write(tmp_path, "-2", change(OFFICERS, force="Staffs", fte="1590.401"))
    (row,) = read_snapshots(tmp_path).to_dict("records")
    assert row["file"].endswith("-1.csv")


def test_two_editions_that_contradict_each_other_are_told_with_both_cells(tmp_path):
    write(tmp_path, "-1", OFFICERS, change(OFFICERS, year="2019"))
    later = change(OFFICERS, year="2019", fte="1")
    write(tmp_path, "-2", change(OFFICERS, headcount="1700"), later)
    one, other = list_faults(tmp_path)
    assert "home-office-workforce-2.csv, cell F2: 31 March 2018, staffordshire" in one
    assert "headcount 1667 against 1700 in" in one
    assert one.endswith("home-office-workforce-1.csv, cell F2 -> keep the row of the edition "
                        "that counts, and take out the other")  # fmt: skip
    assert "cell G3" in other and "fte 1590.4 against 1" in other


def test_a_row_twice_in_one_file_is_a_fault(tmp_path):
    write(tmp_path, "", OFFICERS, OFFICERS)
    (fault,) = list_faults(tmp_path)
    assert "the row stands twice" in fault and "cell F3" in fault and "cell F2" in fault


def test_a_number_that_only_one_of_two_editions_gives_is_no_agreement(tmp_path):
    write(tmp_path, "-1", OFFICERS)
    write(tmp_path, "-2", change(OFFICERS, fte=""))
    assert len(list_faults(tmp_path)) == 1


def test_every_fault_of_every_edition_is_told_at_once(tmp_path):
    write(tmp_path, "-1", change(OFFICERS, year="18/19"), change(OFFICERS, headcount="many"))
    write(tmp_path, "-2", change(OFFICERS, geo_code="E99999999"), change(OFFICERS, fte="-1"))
    write(tmp_path, "-3", ["2018"], head=["year"])
    write(tmp_path, "-4", [*OFFICERS, "2018-03-31"], head=[*HEAD, "date"])
    faults = list_faults(tmp_path)
    for place, words in (
        ("-1.csv, cell A2", "'18/19' is no year and no date"),
        ("-1.csv, cell F3", "'many' is no number of people"),
        ("-2.csv, cell B2", "the code 'E99999999' (Staffordshire) is of no force"),
        ("-2.csv, cell G3", "'-1' is no number of people"),
        ("-3.csv", "it lacks the columns geo_code, worker_type, headcount, fte"),
        ("-4.csv", "it lacks the columns either year or date"),
    ):
        assert any(place in fault and words in fault for fault in faults), place
    assert len(faults) == 6


def test_an_edition_mended_is_read_anew(tmp_path):
    path = write(tmp_path, "", change(OFFICERS, headcount="many"))
    list_faults(tmp_path)
    path.write_text(path.read_text().replace("many", "1667"))
    assert read_snapshots(tmp_path)["headcount"].tolist() == [1667]


def test_the_shipped_editions_leave_no_year_and_no_force_out():
    table = read_snapshots(REFERENCE)
    types = table[table["rank"].eq("") & table["worker_type"].eq("police officer")]
    assert sorted({day.year for day in types["day"]}) == list(range(2007, 2024))
    assert types.groupby("day")["force"].nunique().eq(43).all()
    ranks = table[table["rank"].ne("")]
    by_rank = ranks.groupby(["day", "force"])["headcount"].sum()
    assert by_rank.equals(types.set_index(["day", "force"])["headcount"].sort_index())


@given(st.permutations(range(6)), st.integers(1, 5))
def test_how_editions_are_cut_changes_nothing(tmp_path_factory, order, cut):
    folder = tmp_path_factory.mktemp("editions")
    rows = [change(OFFICERS, year=str(2010 + n), headcount=str(100 + n)) for n in order]
    write(folder, "-1", *rows[:cut])
    write(folder, "-2", *rows[cut - 1 :])  # one row in both
    table = read_snapshots(folder).sort_values("day")
    assert table["headcount"].tolist() == [100 + n for n in range(6)]


@pytest.mark.parametrize(
    ("more", "cells"),
    [(1, ("E2", "F2")), (22, ("Z2", "AA2")), (48, ("AZ2", "BA2")), (698, ("ZZ2", "AAA2"))],
)
def test_cells_are_named_as_a_spreadsheet_does_however_many_columns(tmp_path, more, cells):
    head = ["year", *(f"more {n}" for n in range(more)), "geo_code", "worker_type", *MEASURES]
    row = ["2018", *[""] * more, "E23000015", "police officer", "1667", "1590.4"]
    write(tmp_path, "", row, head=head)
    (read,) = read_snapshots(tmp_path).to_dict("records")
    assert (read["headcount_cell"], read["fte_cell"]) == cells
    write(tmp_path, "", [*row[:-2], "many", "some"], head=head)
    assert f"cell {cells[0]}:" in " ".join(list_faults(tmp_path))
