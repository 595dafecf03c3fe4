"""What each further key of a recipe reads, and the fault where the sheet does not fit it."""

import re
import shutil
from itertools import product

import pytest
import yaml
from examples import (
    BY_RANK,
    BY_YEAR,
    FORCE,
    REFERENCE,
    drop_own_totals,
    list_faults,
    list_figures,
    make_letter,
    read_rows,
    write_letter,
    write_xlsx,
)

from analysis.ingest.clean import clean_reply
from analysis.ingest.words.vocabulary import StandsForNone, Vocabulary
from analysis.model.store.paths import VOCABULARY

TITLE = "Complaints by rank"
CALENDAR = "Rank, by calendar year"
COUNTS = {"find": TITLE, "rows": "rank", "columns": "count"}
YEARS = {"find": TITLE, "rows": "rank", "columns": "year"}
TWO = [[TITLE], ["Rank", "Complaints", "Officers"], ["PC", 5, 4], ["Sergeant", 3, 2]]
GROUPS = [
    [TITLE],
    ["", "Numbers", "", "", "Percentages", ""],
    ["", 2019, 2020, "", 2019, 2020],
    ["PC", 5, 4, "", 50.5, 40.5],
]


def figures(tmp_path, rows, *tables, **facts) -> dict:
    observed = read_rows(tmp_path, rows, *tables, **facts).observations
    return {
        (row.table, row.category, row.start.year): (row.low, row.cell, row.note)
        for row in observed.itertuples(index=False)
    }


def test_the_columns_below_a_banner_are_read_and_the_others_left_out_by_name(tmp_path):
    table = YEARS | {"under": "Numbers", "ignore": "Percentages"}
    assert figures(tmp_path, GROUPS, table) == {
        (f"{TITLE}, Numbers", "constable", 2019): (5, "B4", ""),
        (f"{TITLE}, Numbers", "constable", 2020): (4, "C4", ""),
    }


def test_columns_of_another_banner_that_nobody_reads_are_faults(tmp_path):
    faults = list_faults(tmp_path, GROUPS, YEARS | {"under": "Numbers"})
    assert [f.split("cell ")[1][:2] for f in faults] == ["E3", "F3"]
    assert "stands behind a blank column and would not be read" in faults[0]


def test_two_recipes_of_one_title_read_a_group_each(tmp_path):
    rows = [row[:] for row in GROUPS]
    rows[3] = ["PC", 5, 4, "", 3, 2]
    tables = [YEARS | {"under": banner} for banner in ("Numbers", "Percentages")]
    found = figures(tmp_path, rows, *tables)
    assert found[(f"{TITLE}, Percentages", "constable", 2019)] == (3, "E4", "")
    assert len(found) == 4


def test_banners_merged_in_a_workbook_reach_as_far_as_their_span(tmp_path):
    rows = [[TITLE], [], [], *GROUPS[2:]]
    table = YEARS | {"under": ["Numbers", "Incidents"], "ignore": ["Percentages"]}
    folder = write_letter(tmp_path, make_letter(table, workbook="reply.xlsx"))
    merged = {"B2:C2": "Numbers", "E2:F2": "Percentages", "B3:C3": "Incidents"}
    write_xlsx(folder / "reply.xlsx", {"Q1": rows}, merged)
    observed = clean_reply(FORCE, REFERENCE, tmp_path).observations
    assert list(observed["cell"]) == ["B5", "C5"]
    assert set(observed["table"]) == {f"{TITLE}, Numbers, Incidents"}


def test_a_column_of_counts_is_chosen_by_its_own_head(tmp_path):
    one, other = (COUNTS | {"under": head} for head in ("Complaints", "Officers"))
    assert figures(tmp_path / "a", TWO, one, other | {"unit": "people"}) == {
        (f"{TITLE}, Complaints", "constable", 2018): (5, "B3", ""),
        (f"{TITLE}, Complaints", "sergeant", 2018): (3, "B4", ""),
        (f"{TITLE}, Officers", "constable", 2018): (4, "C3", ""),
        (f"{TITLE}, Officers", "sergeant", 2018): (2, "C4", ""),
    }
    (fault,) = list_faults(tmp_path / "b", TWO, one)
    assert "cell C2: 'Officers' stands directly beside" in fault
    assert not list_faults(tmp_path / "c", TWO, one | {"ignore": "officers"})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"under": "Staff"}, "no banner says 'Staff' under this title"),
        ({"under": ["Complaints", "PC"]}, "no banner says 'PC' below 'Complaints'"),
        ({"ignore": ["Officers", "Rates"]}, "`ignore` names 'Rates', which this table never says"),
        ({"labels": "Grade"}, "no column of labels is headed 'Grade'"),
        ({"pick": "Inspector"}, "`pick` names 'Inspector', which this table never says"),
        ({"gaps": ["row"]}, "no blank row stands inside this table"),
        ({"where": "Page"}, "no column is headed 'Page'"),
        ({"periods": {"2018": "2018-03-01 to 2018-12-31"}}, "`periods` names '2018'"),
    ],
)
def test_words_of_a_recipe_that_are_never_met_are_faults(tmp_path, change, says):
    table = COUNTS | {"under": "Complaints", "ignore": "Officers"} | change
    assert any(says in fault and " -> " in fault for fault in list_faults(tmp_path, TWO, table))


def test_a_mark_of_the_legend_that_a_table_never_uses_is_no_fault(tmp_path):
    marks = {"marks": {"~": "suppressed 1 to 4"}, "under": "Complaints", "ignore": "Officers"}
    assert not list_faults(tmp_path, TWO, COUNTS | marks)


def test_a_banner_that_is_a_year_gives_its_figures_that_year(tmp_path):
    rows = [[TITLE], ["", 2019, "", 2020, ""], ["", "All", "New", "All", "New"], ["PC", 1, 2, 3, 4]]
    tables = [COUNTS | {"under": [year, "All"], "ignore": "New"} for year in ("2019", "2020")]
    found = figures(tmp_path, rows, *tables)
    assert {key[2]: told[:2] for key, told in found.items()} == {2019: (1, "B4"), 2020: (3, "D4")}


def test_a_year_over_figures_that_the_recipe_reads_without_a_year_is_a_fault(tmp_path):
    rows = [["Complaints by year"], ["", "2019/20"], ["", "PC", "Sergeant"], ["Complaints", 3, 4]]
    table = {"find": "Complaints by year", "rows": "total", "columns": "rank"}
    (fault,) = list_faults(tmp_path, rows, table)
    assert "cell B2: '2019/20' stands over figures that the recipe reads without a period" in fault
    assert not list_faults(tmp_path, rows, table | {"under": "2019/20"})


def test_quarters_have_their_year_from_the_banner_over_them(tmp_path):
    rows = [[TITLE], ["", 2019, "", "2020", ""], [CALENDAR, "Q1", "Q2", "Q1", "Q2"]]
    rows.append(["PC", 1, 2, 3, 4])
    observed = read_rows(tmp_path, rows, YEARS).observations
    assert [str(day.date()) for day in observed["start"]] == [
        "2019-01-01",
        "2019-04-01",
        "2020-01-01",
        "2020-04-01",
    ]
    rows[1][3] = ""
    faults = list_faults(tmp_path, rows, YEARS)
    assert any("cell D3: 'Q1' says what B3 says as well" in fault for fault in faults)
    rows[1][1] = ""
    assert any(
        "cell B3: 'Q1' is no period" in fault for fault in list_faults(tmp_path, rows, YEARS)
    )


FORCES = [
    ["Table 4: Complaints by force"],
    ["Region", "Police force", "2019", "2020"],
    ["Midlands", "Total Midlands", 30, 40],
    ["Midlands", "Staffordshire", 10, 15],
    ["Midlands", "Warwickshire", 20, 25],
]
PICKED = {
    "find": "Complaints by force",
    "rows": "total",
    "columns": "year",
    "labels": "Police force",
    "pick": "Staffordshire",
}


def test_one_row_of_a_table_of_many_forces_is_picked(tmp_path):
    found = figures(tmp_path, FORCES, PICKED)
    assert found == {
        ("Complaints by force, Staffordshire", "all", 2019): (10, "C4", ""),
        ("Complaints by force, Staffordshire", "all", 2020): (15, "D4", ""),
    }


def test_a_picked_row_may_be_a_total_and_its_label_stand_in_any_column_of_labels(tmp_path):
    rows = [FORCES[0], ["", "", 2019, 2020], ["England", "", 50, 60], *FORCES[2:]]
    plain = {key: value for key, value in PICKED.items() if key != "labels"}
    for pick, cell in (("England", "C3"), ("Total Midlands", "C4"), ("Staffordshire", "C5")):
        found = figures(tmp_path / pick, rows, plain | {"pick": pick})
        assert next(told[1] for told in found.values()) == cell


def test_a_force_that_stands_twice_is_a_fault(tmp_path):
    faults = list_faults(tmp_path, [*FORCES, FORCES[3]], PICKED)
    assert any("cell B6: more than one row" in fault for fault in faults)


def test_flags_beside_the_figures_go_into_their_notes(tmp_path):
    rows = [[TITLE], ["", 2019, "", 2020, ""], ["PC", 1, "R", 2, ""], ["Sergeant", 3, "", 4, "R"]]
    table = YEARS | {"marks": {"R": "footnote"}}
    notes = {told[1]: told[2] for told in figures(tmp_path, rows, table).values()}
    assert notes == {"B3": "R", "D3": "", "B4": "", "D4": "R"}


@pytest.mark.parametrize("flag", ["P", 7, "R P"])
def test_anything_else_in_a_column_of_flags_is_a_fault(tmp_path, flag):
    rows = [[TITLE], ["", 2019, "", 2020, ""], ["PC", 1, "R", 2, ""], ["Sergeant", 3, flag, 4, "R"]]
    faults = list_faults(tmp_path, rows, YEARS | {"marks": {"R": "footnote"}})
    assert any(f"cell C{row}:" in fault for fault in faults for row in (3, 4))


SPACED = [
    [TITLE],
    ["Rank", 2019, "", 2020, "", "Total"],
    [],
    ["PC", 1, "", 2, "", 3],
    [],
    ["Sergeant", 4, "", 5, "", 9],
    [],
    ["Total", 5, "", 7, "", 12],
]


def test_blank_rows_and_columns_are_passed_over_where_the_recipe_says_so(tmp_path):
    table = YEARS | {"gaps": ["row", "column"], "totals": ["row", "column"]}
    reply = read_rows(tmp_path / "a", SPACED, table)
    cells = list(drop_own_totals(reply.observations)["cell"])
    assert cells == ["B4", "D4", "B6", "D6", "F4", "F6"]
    totals = reply.checks[reply.checks["check"] == "printed total"]
    assert list(totals["verdict"]) == ["agrees"] * 5
    for gaps in (["row"], ["column"], []):
        assert list_faults(tmp_path / "b", SPACED, table | {"gaps": gaps})


def test_a_neighbour_is_not_read_through_a_gap(tmp_path):
    years = [["Complaints by year"], ["Year", "Complaints"], [2019, 5], [2020, 6], ["Total", 11]]
    mine = [[TITLE], ["Rank", 2019, "", 2020], ["PC", 1, "", 2], ["Sergeant", 3, "", 4], []]
    rows = [
        [*left, *[""] * (5 - len(left)), *right] for left, right in zip(mine, years, strict=True)
    ]
    reply = read_rows(tmp_path, rows, YEARS | {"gaps": "column"}, BY_YEAR)
    own = reply.observations[reply.observations["table"] == TITLE]
    assert list(own["cell"]) == ["B3", "D3", "B4", "D4"]


def test_headings_and_parts_are_left_out_by_name_and_are_faults_unnamed(tmp_path):
    rows = [
        [TITLE],
        ["Rank", "Number"],
        ["Officers"],
        ["PC", 5],
        ["of which on duty", 2],
        [],
        ["Staff members"],
        ["Police staff", 3],
    ]
    ignored = ["Officers", "of which on duty", "Staff members"]
    found = figures(tmp_path / "a", rows, COUNTS | {"ignore": ignored})
    assert {key[1]: told[0] for key, told in found.items()} == {"constable": 5, "police_staff": 3}
    for number in range(3):
        some = ignored[:number] + ignored[number + 1 :]
        assert list_faults(tmp_path / "b", rows, COUNTS | {"ignore": some})


OUTCOMES = [
    ["Officers who broke the policy"],
    ["", 2018, 2019, 2020],
    ["No of Officers", 3, 2, 0],
    ["Outcomes", "1x Written warning\n2x Learning", "2x written warning", "None"],
]
LISTED = {
    "find": "Officers who broke the policy",
    "rows": "total",
    "columns": "year",
    "pick": "Outcomes",
    "cells": "outcome",
    "marks": {"None": "zero"},
}


def test_a_cell_that_lists_counts_gives_each_category_its_own(tmp_path):
    counts = {key: value for key, value in LISTED.items() if key in ("find", "rows", "columns")}
    reply = read_rows(tmp_path, OUTCOMES, counts | {"pick": "No of Officers"}, LISTED)
    listed = reply.observations[reply.observations["dimension"] == "outcome"]
    told = listed[["category", "label", "low", "cell"]].values.tolist()
    assert told == [
        ["written_warning", "Written warning", 1, "B4"],
        ["learning", "Learning", 2, "B4"],
        ["written_warning", "written warning", 2, "C4"],
    ]
    assert listed["start"].dt.year.tolist() == [2018, 2018, 2019]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1x Written warning, 2x written warning", "of one cell are both written_warning"),
        ("1x Written telling off", "mapped to nothing in dimension outcome"),
        ("Written warning", "is no count with words"),
        ("", "blank"),
        ("*", "hides a whole list"),
    ],
)
def test_a_list_that_cannot_be_read_is_a_fault_at_its_cell(tmp_path, text, says):
    rows = [*OUTCOMES[:3], [*OUTCOMES[3][:2], text, "None"]]
    marks = LISTED["marks"] | {"*": "suppressed 1 to 4"}
    (fault,) = list_faults(tmp_path, rows, LISTED | {"marks": marks})
    assert "cell C4:" in fault and says in fault


def test_the_page_of_a_letter_goes_into_the_note(tmp_path):
    rows = [
        [TITLE],
        ["Rank", "Number", "Page"],
        ["PC", 5, "page 2, paragraph 3"],
        ["Sergeant", 3, 4],
    ]
    notes = {
        told[1]: told[2] for told in figures(tmp_path, rows, COUNTS | {"where": "Page"}).values()
    }
    assert notes == {"B3": "page 2, paragraph 3", "B4": "Page 4"}
    rows[3][2] = ""
    (fault,) = list_faults(tmp_path, rows, COUNTS | {"where": "Page"})
    assert "cell C4: nothing says under 'Page' where this figure stood" in fault


QUARTERS = [
    ["Complaints by quarter"],
    ["Calendar year", "Quarter", "Complaints"],
    [2018, "Q3", 1],
    ["", "Q4", 2],
    [2019, "Q1", 3],
    ["", "Q2", 4],
]
BY_QUARTER = {
    "find": "Complaints by quarter",
    "rows": "year",
    "columns": "count",
    "labels": "Quarter",
}


def test_quarters_down_have_their_year_from_the_column_left_of_them(tmp_path):
    observed = read_rows(tmp_path, QUARTERS, BY_QUARTER).observations
    assert [str(day.date()) for day in observed["start"]] == [
        "2018-07-01",
        "2018-10-01",
        "2019-01-01",
        "2019-04-01",
    ]


def test_quarters_that_follow_the_wrong_year_are_a_fault(tmp_path):
    rows = [row[:] for row in QUARTERS]
    rows[4][0] = ""
    (fault,) = list_faults(tmp_path, rows, BY_QUARTER)
    assert "cell B3: the periods below '2018' are out of order" in fault
    across = [
        [TITLE],
        ["", 2018, "", "", ""],
        [CALENDAR, "Q3", "Q4", "Q1", "Q2"],
        ["PC", 1, 2, 3, 4],
    ]
    (fault,) = list_faults(tmp_path, across, YEARS)
    assert "cell B3: the periods below '2018' are out of order" in fault


def test_recipes_of_one_title_that_read_the_same_cells_are_a_fault(tmp_path):
    tables = [YEARS | {"under": "Numbers"}, YEARS | {"under": "Numbers", "pick": "PC"}]
    rows = [row[:3] for row in GROUPS]
    faults = list_faults(tmp_path, rows, *tables)
    assert len(faults) == 2 and all("two tables read this figure" in fault for fault in faults)


def test_a_joint_label_is_neither_split_nor_dropped(tmp_path):
    rows = [["Platform used"], ["Facebook", 2], ["Facebook and Twitter", 3]]
    table = {"find": "Platform used", "rows": "platform", "columns": "count"}
    found = {key[1]: told[:2] for key, told in figures(tmp_path, rows, table).items()}
    assert found == {"facebook": (2, "B2"), "facebook+twitter": (3, "B3")}


def test_total_rows_may_say_what_they_total(tmp_path):
    rows = [[TITLE], ["PC", 5], ["Sergeant", 3], ["Total OFFICERS", 8]]
    reply = read_rows(tmp_path, rows, BY_RANK)
    assert list(reply.checks["verdict"]) == ["agrees"]
    assert len(list_figures(reply.observations)) == 2


def test_the_title_may_be_the_corner_of_its_own_header(tmp_path):
    rows = [["Rank", 2019, 2020], ["PC", 1, 2]]
    found = figures(tmp_path, rows, {"find": "Rank", "rows": "rank", "columns": "year"})
    assert [told[:2] for told in found.values()] == [(1, "B2"), (2, "C2")]


def test_a_banner_of_words_and_a_year_is_read_with_the_window_that_its_fault_proposes(tmp_path):
    rows = [[TITLE], ["", "Complaints 2021-22"], ["PC", 3], ["Sergeant", 4]]
    table = COUNTS | {"under": ["Complaints 2021-22"]}
    (fault,) = list_faults(tmp_path, rows, table)
    assert "say `under" not in fault
    (days,) = re.findall(r"`window: (.*?)`", fault)
    assert days == "2021-04-01 to 2022-03-31"
    assert not list_faults(tmp_path, rows, table | {"window": days})


PARTS = (
    [],
    ["Outcome", "Officers"],
    ["Resigned", 2],
    ["Dismissed", 1],
    ["", 7],
    ["Total investigated", 5],
    ["Period", 2018],
    ["2018", 4],
    ["as at the day of the answer"],
)
RECIPES = (("total", "count"), ("outcome", "count"), ("year", "count"), ("total", "year"))


@pytest.mark.costly
@pytest.mark.parametrize("axes", RECIPES, ids=" by ".join)
def test_gaps_are_advised_only_where_they_work(tmp_path, axes):
    """Every sheet of three rows with a blank one among them, and what its fault proposes."""
    table = {"find": "Officers", "rows": axes[0], "columns": axes[1]}
    advised = 0
    for number, rows in enumerate(product(PARTS, repeat=3)):
        if [] not in rows:
            continue
        sheet = [["Officers investigated"], *rows]
        told = list_faults(tmp_path / f"{number} a", sheet, table | {"find": sheet[0][0]})
        if not any("`gaps: [row]`" in fault for fault in told):
            continue
        advised += 1
        wider = table | {"find": sheet[0][0], "gaps": ["row"]}
        faults = list_faults(tmp_path / f"{number} b", sheet, wider)
        assert not any("no blank row" in f or "below the end" in f for f in faults), rows
    assert advised or axes[0] != "outcome"


WORKERS = [
    ["Workers investigated"],
    ["", "Workers"],
    ["Investigated", ">50"],
    ["Case to answer", 36],
    ["Resigned", 2],
]


def test_a_label_that_stands_for_no_category_is_read_by_a_recipe_of_its_own(tmp_path):
    recipe = {"find": WORKERS[0][0], "rows": "outcome", "columns": "count"}
    recipe |= {"ignore": ["Investigated"]}
    (fault,) = list_faults(tmp_path / "asked", WORKERS, recipe)
    assert "'Case to answer' stands for no outcome: a stage" in fault
    ignore, rows, pick, line = re.findall("`([^`]+)`", fault)
    out = recipe | {"ignore": [*recipe["ignore"], *yaml.safe_load(ignore)["ignore"]]}
    own = {key: recipe[key] for key in ("find", "columns")} | yaml.safe_load(f"{rows}\n{pick}")
    facts = {"definition": "worker with a case to answer"}
    read = read_rows(tmp_path / "mended", WORKERS, out, own | facts).observations
    assert read[["dimension", "low"]].values.tolist() == [["outcome", 2], ["total", 36]]
    # What is printed for labels.csv is a row that it takes, before the one for any force.
    folder = tmp_path / "vocabulary"
    shutil.copytree(VOCABULARY, folder)
    with (folder / "labels.csv").open("a", encoding="utf-8") as stream:
        stream.write(line.replace("<code>", "dismissed") + "\n")
    meant = Vocabulary(folder).look_up("outcome", "Case to answer", "staffordshire")
    assert meant.code == "dismissed"
    with pytest.raises(StandsForNone):
        Vocabulary(folder).look_up("outcome", "Case to answer", "kent")


@pytest.mark.parametrize("is_turned", [False, True], ids=["in a row", "in a column"])
def test_a_line_of_lists_is_told_and_read_as_it_says(tmp_path, is_turned):
    body = [["", 2018, 2019], ["No of officers", 1, 3]]
    body.append(["Outcomes", "1x Written warning", "1x Dismissed, 2x Written warning"])
    if is_turned:
        body = [list(row) for row in zip(*body, strict=True)]
    sheet = [["Officers"], *body]
    axes = {"rows": "total", "columns": "year"}
    counts = {"find": "Officers"} | axes
    if is_turned:
        counts = {"find": "Officers", "rows": "year", "columns": "count"}
        counts["under"] = ["Outcomes"]
    else:
        counts |= {"pick": ["Outcomes"]}
    faults = list_faults(tmp_path / "asked", sheet, counts)
    told = [fault for fault in faults if "lists counts with their words" in fault]
    assert len(told) == 2
    (typed,) = set(re.findall("`([^`]+)`", " ".join(told)))
    assert typed == "cells: outcome"
    other = counts | yaml.safe_load(typed) | {"unit": "outcomes"}
    plain = dict(counts, **{("under" if is_turned else "pick"): ["No of officers"]})
    read = read_rows(tmp_path / "mended", sheet, plain, other).observations
    listed = read[read["dimension"].eq("outcome")]
    assert listed[["category", "low"]].values.tolist() == [
        ["written_warning", 1], ["dismissed", 1], ["written_warning", 2],
    ]  # fmt: skip


def test_lists_in_a_table_of_categories_go_to_a_recipe_of_their_own(tmp_path):
    sheet = [["Officers"], ["Rank", 2018, 2019], ["Constable", 1, 3],
             ["Sergeant", "1x Dismissed", "1x Dismissed, 2x Written warning"]]  # fmt: skip
    recipe = {"find": "Officers", "rows": "rank", "columns": "year"}
    faults = list_faults(tmp_path / "asked", sheet, recipe)
    typed = list(dict.fromkeys(re.findall("`([^`]+)`", " ".join(faults))))
    assert typed == ["rows: total", 'pick: ["Sergeant"]', "cells: outcome", 'ignore: ["Sergeant"]']
    own = {"find": "Officers", "columns": "year"} | yaml.safe_load("\n".join(typed[:3]))
    out = recipe | yaml.safe_load(typed[3])
    read = read_rows(tmp_path / "mended", sheet, out, own | {"unit": "outcomes"}).observations
    assert sorted(read["dimension"].unique()) == ["outcome", "rank"]
    # One list among plain counts is a slip, and no table of lists.
    sheet[3][1] = 4
    (fault,) = list_faults(tmp_path / "slip", sheet, recipe)
    assert "correct the cell, or say what it means under `marks`" in fault


def test_a_word_in_a_list_has_the_remedy_of_a_label(tmp_path):
    rows = [*OUTCOMES[:3], [*OUTCOMES[3][:2], "1x Case to answer, 1x Gazumped", "None"]]
    (fault,) = list_faults(tmp_path, rows, LISTED)
    assert "`outcome,Case to answer,<code>,staffordshire,,,`" in fault and "pick" not in fault
