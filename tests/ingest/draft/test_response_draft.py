"""A drafted response.yaml: valid YAML, refused while blanks are left, read once filled."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from examples import drop_own_totals, write_csv
from found_samples import RANK_TABLE, RANKS, list_cells_by_hand, make_workbook, write_folder
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.ingest.clean import clean_reply
from analysis.ingest.detection.question_kinds import OpenQuestion
from analysis.ingest.draft import rehearsal
from analysis.ingest.draft.response_draft import (
    DraftRecipe,
    RecipeEntry,
    find_force,
    format_response,
)
from analysis.ingest.inspect import draft_tables
from analysis.model.faults import Faults
from analysis.model.reply import FACETS, load_reply

MESSAGES = "social media and messages"
LETTER = {
    "force": "staffordshire",
    "reference": "R 1",
    "provenance": "illustrative",
    "requested": "2021-01-04",
    "answered": "unstated",
    "window": {"supplied": "2019-01-01 to 2020-12-31"},
    "unit": "complaints",
    "population": "all employees",
    "definition": "complaint",
    "stage": "unstated",
    "topic": "unstated",
    "raised_by": "unstated",
    "date_basis": "unstated",
    "withheld": [],
    "caveats": [],
}


@pytest.fixture(autouse=True)
def _listed_by_hand(monkeypatch):
    monkeypatch.setattr(rehearsal, "list_cells", list_cells_by_hand)


def tell_unexplained(workbook, name):
    """The cells of a sheet whose marks nobody explains."""
    for cell in list_cells_by_hand(workbook, name):
        yield replace(cell, low=None, high=None, status="") if cell.text == "*" else cell


def draft(table=RANK_TABLE, rows=RANKS, path="reply.xlsx", **facts):
    """The workbook with its questions, and the draft's text."""

    drafted = draft_tables(make_workbook(rows, table, **facts), ["Q1"])
    return drafted.workbook, format_response(drafted.workbook, drafted.recipes, Path(path))


def read_recipes(text: str) -> list[dict]:
    return yaml.load(text, Loader=yaml.BaseLoader)["tables"]


def test_a_two_dimensional_table_takes_seven_lines():
    workbook, text = draft()
    assert read_recipes(text) == [
        {
            "find": "Complaints by rank",
            "rows": "rank",
            "columns": "year",
            "totals": ["row", "column"],
            "marks": {"*": "suppressed 1 to 4"},
        }
    ]
    recipe = text[text.index("  - find") :].splitlines()
    assert len([line for line in recipe if not line.lstrip().startswith("#")]) <= 7
    assert workbook.tables[0].questions == ()


def test_every_guess_has_its_evidence_beside_it():
    _, text = draft()
    assert "# Q1, A3:D6, titled in A1, confidence 0.90" in text
    assert "rows: rank  # rank, 2 labels: PC, Sergeant" in text
    assert "# * “1 to 4” (A7)" in text
    assert "the labels run from 2019-01-01 to 2020-12-31" in text


def test_a_draft_is_refused_blank_by_blank_and_read_once_they_are_filled(tmp_path):
    folder = write_folder(tmp_path)
    write_csv(folder / "reply.csv", RANKS)
    _, text = draft(path=str(folder / "reply.csv"))
    (folder / "response.yaml").write_text(text)
    with pytest.raises(Faults) as refused:
        load_reply("staffordshire", "r1", tmp_path)
    assert all("to be filled in" in fault.problem for fault in refused.value.faults)
    assert len(refused.value.faults) == text.count(": ???")
    filled = yaml.load(text, Loader=yaml.BaseLoader) | LETTER
    (folder / "response.yaml").write_text(yaml.safe_dump(filled))
    reply = clean_reply("staffordshire", "r1", tmp_path)
    assert list(drop_own_totals(reply.observations)["low"]) == [5, 6, 1, 2, 11, 4]


def test_a_mark_without_a_legend_is_a_blank_and_a_question(monkeypatch):
    monkeypatch.setattr(rehearsal, "list_cells", tell_unexplained)
    workbook, text = draft(replace(RANK_TABLE, marks={"*": ""}))
    assert read_recipes(text)[0]["marks"] == {"*": "???"}
    asked = "fill in marks in its recipe -> in response.yaml, in place of ???, such as"
    assert [str(q) for q in workbook.tables[0].questions] == [
        f'{asked} `marks: {{"*": suppressed 1 to 4}}`'
    ]
    assert "# Open questions: 1" in text and "fill in marks" in text


def test_a_table_of_an_unknown_dimension_is_drafted_with_its_labels():
    _, text = draft(replace(RANK_TABLE, row_kind=""))
    assert read_recipes(text)[0]["rows"] == "???"
    assert "not known, 2 labels: PC, Sergeant" in text


def test_a_title_that_stands_nowhere_is_a_blank():
    _, text = draft(replace(RANK_TABLE, title="", title_cell=""))
    assert read_recipes(text)[0]["find"] == "???"


def test_rows_of_forces_pick_the_one_whose_folder_it_is():
    table = replace(RANK_TABLE, row_kind="force", row_labels={3: ("Kent",), 4: ("Essex",), 5: ()})
    workbook = make_workbook([["Complaints by rank"], *RANKS[1:]], table)
    for force, picked in (("kent", ["Kent"]), ("dorset", "???")):
        drafted = draft_tables(workbook, ["Q1"], force)
        recipe = {e.key: e.value for e in drafted.recipes[0].entries}
        assert recipe["rows"] == "total" and recipe["pick"] == picked


BANNERS = [
    ["Complaints by rank"],
    [],
    ["", "Received", "", "Closed", ""],
    ["Rank", 2019, 2020, 2019, 2020],
    ["PC", 5, 6, 3, 4],
    ["Sergeant", 1, 2, 1, 1],
]
BANNER_TABLE = replace(
    RANK_TABLE,
    headers=(2, 3),
    rows=(4, 5),
    columns=(1, 2, 3, 4),
    row_labels={4: ("PC",), 5: ("Sergeant",)},
    column_labels={
        1: ("Received", "2019"),
        2: ("Received", "2020"),
        3: ("Closed", "2019"),
        4: ("Closed", "2020"),
    },
    total_rows=frozenset(),
    total_columns=frozenset(),
    marks={},
    notes=(),
)


def test_each_banner_has_a_recipe_of_its_own():
    _, text = draft(BANNER_TABLE, BANNERS)
    recipes = read_recipes(text)
    assert [recipe["under"] for recipe in recipes] == [["Received"], ["Closed"]]
    assert {recipe["columns"] for recipe in recipes} == {"year"}


def test_a_total_column_under_a_head_of_its_own_belongs_to_the_only_banner():
    labels = {1: ("Year", "2019"), 2: ("Year", "2020"), 3: ("Total cases",)}
    [recipe] = read_recipes(draft(replace(RANK_TABLE, column_labels=labels))[1])
    assert "under" not in recipe and recipe["columns"] == "year"
    assert recipe["totals"] == ["row", "column"]


def test_of_many_banners_one_is_drafted_and_the_others_are_named():
    table = replace(
        BANNER_TABLE,
        columns=tuple(range(1, 9)),
        column_labels={c: (f"Class {(c + 1) // 2}", f"Count {c}") for c in range(1, 9)},
        column_kind="",
    )
    rows = [*BANNERS[:2], ["", *"abcdefgh"], ["Rank", *"abcdefgh"], ["PC", *range(8)]]
    workbook, text = draft(replace(table, rows=(4,)), rows)
    assert [recipe["under"] for recipe in read_recipes(text)] == [["Class 1", "Count 1"]]
    [question] = [str(q) for q in workbook.tables[0].questions if "groups of columns" in q.text]
    assert "one of 8" in question and "Class 1 › Count 2" in question
    assert 'reads each, with its heads, `under: ["Class 1", "Count 2"]`' in question


def test_columns_of_unlike_counts_are_read_one_by_one():
    labels = {1: ("Received",), 2: ("Allegations",), 3: ("Closed",), 4: ("Open",)}
    table = replace(BANNER_TABLE, headers=(3,), column_labels=labels, column_kind="measure")
    recipes = read_recipes(draft(table, BANNERS)[1])
    assert [recipe["under"] for recipe in recipes] == [[label] for (label,) in labels.values()]
    assert {recipe["columns"] for recipe in recipes} == {"count"}


def test_counts_under_periods_are_read_one_by_one_too():
    labels = {1: ("2019", "Cases"), 2: ("2019", "People"), 3: ("2020", "Cases")}
    table = replace(BANNER_TABLE, column_labels={**labels, 4: ("2020", "People")}, column_kind="")
    recipes = read_recipes(draft(table, BANNERS)[1])
    assert [r["under"] for r in recipes][::3] == [["2019", "Cases"], ["2020", "People"]]


def test_shares_beside_counts_are_left_out_by_name():
    labels = {1: ("Received",), 2: ("% of all",), 3: ("Closed",), 4: ("Rate per 1,000",)}
    table = replace(BANNER_TABLE, headers=(3,), column_labels=labels, column_kind="measure")
    recipes = read_recipes(draft(table, BANNERS)[1])
    assert [r["under"] for r in recipes] == [["Received"], ["Closed"]]
    assert recipes[0]["ignore"] == ["% of all", "Rate per 1,000"]


def test_blank_lines_and_headings_inside_a_table_are_told():
    rows = [*RANKS[:3], ["Officers"], *RANKS[3:5], [], *RANKS[5:]]
    labels = {4: ("Officers", "PC"), 5: ("Officers", "Sergeant"), 7: ("Total",)}
    table = replace(RANK_TABLE, rows=(4, 5, 7), row_labels=labels, total_rows=frozenset({7}))
    table = replace(table, rows=(4, 5, 7), headers=(2,))
    [recipe] = read_recipes(draft(replace(table, rows=(4, 5, 7)), rows)[1])
    assert recipe["gaps"] == ["row"]


def test_a_list_of_records_says_which_column_is_what():
    rows = [["Complaint data"], ["Rank", "Site"], ["PC", "Facebook"], ["Sergeant", "Twitter"]]
    table = replace(
        RANK_TABLE,
        title="Complaint data",
        headers=(1,),
        stubs=(),
        rows=(2, 3),
        columns=(0, 1),
        row_labels={},
        column_labels={0: ("Rank",), 1: ("Site",)},
        orientation="records",
        marks={},
    )
    [recipe] = read_recipes(draft(table, rows)[1])
    assert recipe == {"find": "Complaint data", "records": {"rank": "Rank", "platform": "Site"}}


def test_two_crossed_dimensions_are_read_by_their_total_column_alone():
    table = replace(RANK_TABLE, column_kind="platform", column_labels={3: ("Total",)})
    [recipe] = read_recipes(draft(table)[1])
    assert (recipe["rows"], recipe["columns"], recipe["under"]) == ("rank", "count", ["Total"])


def test_parts_of_another_row_are_left_out_by_name():
    rows = [*RANKS[:4], ["of which on duty", 1, 1, 2], *RANKS[4:]]
    table = replace(
        RANK_TABLE,
        rows=(3, 4, 5, 6),
        row_labels={3: ("PC",), 4: ("of which on duty",), 5: ("Sergeant",), 6: ("Total",)},
        total_rows=frozenset({6}),
        of_which_rows=frozenset({4}),
    )
    [recipe] = read_recipes(draft(table, rows)[1])
    assert recipe["ignore"] == ["of which on duty"] and recipe["totals"] == ["row", "column"]


def test_a_period_without_an_end_asks_for_its_days():
    rows = [*RANKS[:2], ["Rank", 2019, "2020 to date", "Total"], *RANKS[3:]]
    labels = {1: ("2019",), 2: ("2020 to date",), 3: ("Total",)}
    [recipe] = read_recipes(draft(replace(RANK_TABLE, column_labels=labels), rows)[1])
    assert recipe["periods"] == {"2020 to date": "???"}


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=40), st.text(max_size=300))
def test_whatever_a_sheet_says_the_draft_is_yaml_that_says_it_too(words, note):
    rows = [[words], *RANKS[1:]]
    title = make_workbook(rows).sheets["Q1"].cell(0, 0).text
    table = replace(RANK_TABLE, title=title, questions=(OpenQuestion(note, ("B4",)),), marks={})
    _, text = draft(table, rows)
    found = read_recipes(text)[0]["find"]
    assert found == (title or "???")


def test_the_force_is_the_folder_under_raw(tmp_path):
    assert find_force(tmp_path / "kent" / "r1" / "a.xlsx", tmp_path) == "kent"
    assert find_force(tmp_path / "a.xlsx", tmp_path) == ""
    assert find_force(tmp_path.parent / "kent" / "r1" / "a.xlsx", tmp_path) == ""


def draft_years(*years, notes=(), title="Complaints by rank", marks=()):
    """The one recipe drafted for two years across, its text, and its questions."""
    rows = [[title], [], ["Rank", *years], ["PC", 5, 6], ["Sergeant", 1, 2], *[[n] for n in notes]]
    table = replace(
        RANK_TABLE,
        title=title,
        rows=(3, 4),
        columns=(1, 2),
        row_labels={3: ("PC",), 4: ("Sergeant",)},
        column_labels={n: (str(year),) for n, year in enumerate(years, start=1)},
        total_rows=frozenset(),
        total_columns=frozenset(),
        notes=tuple(f"A{6 + n}" for n in range(len(notes))),
        marks=dict(marks),
    )
    workbook, text = draft(table, rows)
    [recipe] = read_recipes(text)
    return recipe, text, [question.text for question in workbook.tables[0].questions]


@pytest.mark.parametrize(
    ("note", "periods", "marks"),
    [
        ("* to 28 February 2022 only", {"2021/22*": "???"}, None),
        ("* = part year", {"2021/22*": "???"}, None),
        ("* = revised", None, {"*": "footnote"}),
        ("nothing of it", None, {"*": "???"}),
    ],
)
def test_a_glyph_on_a_period_is_drafted_as_its_note_says(note, periods, marks):
    recipe, text, _ = draft_years("2020/21", "2021/22*", notes=[note])
    assert (recipe.get("periods"), recipe.get("marks")) == (periods, marks)
    assert marks == {"*": "???"} or note.removeprefix("* ").removeprefix("= ") in text


def test_a_glyph_that_hides_figures_leaves_the_days_of_a_period_open():
    marks = {"*": "suppressed 1 to 4"}
    recipe, *_ = draft_years("2020/21", "2021/22*", marks=marks)
    assert recipe["periods"] == {"2021/22*": "???"} and recipe["marks"] == marks


@pytest.mark.parametrize(
    ("years", "title"),
    [((2019, 2020), "Complaints by financial year"), (("Q1 2019", "Q2 2019"), "Complaints")],
)
def test_years_that_may_be_financial_are_asked_about(years, title):
    recipe, _, questions = draft_years(*years, title=title)
    assert recipe["periods"] == {str(year): "???" for year in years}
    assert any(f"{years[0]}, {years[1]}: each" in question for question in questions)


def test_changes_and_shares_beside_years_are_left_out_and_no_open_periods():
    for label in ("% change between 2015 to 2016", "Numeric change between 2015 to 2016"):
        recipe, *_ = draft_years(2015, label)
        assert recipe["ignore"] == [label] and "periods" not in recipe


def test_instructions_are_never_cut():
    labels = {row: (f"{'long ' * 30}{row}",) for row in (3, 4, 5)}
    _, text = draft(replace(RANK_TABLE, row_kind="", row_labels=labels))
    flat = " ".join(text.replace("#", "").split())
    assert "or for one row alone total, with its label as `pick`" in flat


def test_no_label_is_both_picked_and_ignored():
    labels = {3: ("Kent",), 4: ("Essex",), 5: ("Total",)}
    table = replace(RANK_TABLE, row_kind="force", row_labels=labels, of_which_rows=frozenset({3}))
    workbook = make_workbook([["Complaints by rank"], *RANKS[1:]], table)
    recipe = {e.key: e.value for e in draft_tables(workbook, ["Q1"], "kent").recipes[0].entries}
    assert recipe["pick"] == ["Kent"] and "Kent" not in recipe.get("ignore", ())


def draft_titles(*titles):
    """The facts of a letter drafted for tables of these titles, and the draft's text."""
    tables = [replace(RANK_TABLE, title=title) for title in titles]
    workbook = make_workbook(RANKS, *tables)
    drafts = [DraftRecipe(table, (1, 2), (RecipeEntry("find", table.title),)) for table in tables]
    text = format_response(workbook, drafts, Path("reply.xlsx"))
    return yaml.load(text, Loader=yaml.BaseLoader), text


@pytest.mark.parametrize(
    ("title", "facets"),
    [
        ("Officers investigated for misuse of social media", ("investigated", "social media", "")),
        ("Officers dismissed", ("dismissed", "", "")),
        ("Complaints from the public about WhatsApp messages", ("", MESSAGES, "public")),
        ("Facebook complaints by a colleague", ("", "social media", "colleagues")),
        ("Allegations not upheld", ("alleged", "", "")),
        ("Complaints by rank", ("", "", "")),
        ("Alleged and proven gross misconduct", ("", "any misconduct", "")),
    ],
)
def test_a_facet_is_guessed_where_a_title_says_it_and_else_asked(title, facets):
    drafted, text = draft_titles(title)
    asked = dict(zip(("stage", "topic", "raised_by"), facets, strict=True))
    assert {name: drafted[name] for name in asked} == {k: v or "???" for k, v in asked.items()}
    for name, guess in asked.items():
        assert (f"# the sheet says '{title}'; else {FACETS[name][0]}, " in text) or not guess


def test_a_facet_that_only_some_tables_say_is_asked_with_what_they_say():
    drafted, text = draft_titles("Complaints by rank", "Officers dismissed")
    assert drafted["stage"] == "???"
    comments = " ".join(text.replace("#", " ").split())  # long ones are wrapped
    assert "or unstated; dismissed? the sheet says 'Officers dismissed'" in comments
    drafted, _ = draft_titles("Officers investigated", "Officers dismissed")
    assert drafted["stage"] == "???"


def test_the_categories_of_a_dimension_are_no_facet():
    outcomes = {3: ("Dismissed",), 4: ("Written warning",), 5: ("Total",)}
    _, text = draft(replace(RANK_TABLE, row_labels=outcomes))
    assert "stage: ???" in text and "dismissed?" not in text
