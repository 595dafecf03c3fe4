"""What `inspect` does with a workbook: what it prints, what it writes, what it refuses."""

import io
import json
import os
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from examples import list_figures, read_rows, write_csv, write_xlsx
from found_samples import RANK_TABLE, RANKS, make_workbook

from analysis.ingest import inspect as inspecting
from analysis.ingest.clean import clean_reply
from analysis.ingest.detection.question_kinds import OpenQuestion
from analysis.ingest.detection.workbook_tables import find_tables
from analysis.ingest.inspect import inspect_as_json, inspect_workbook, list_findings
from analysis.model.faults import Faults
from analysis.model.reply import load_reply
from analysis.model.store.paths import RAW

CORPUS = os.environ.get("FOI_CORPUS")
GRID = [
    ["Complaints by rank"],
    ["Rank", 2019, 2020, "Total"],
    ["PC", 5, 6, 11],
    ["Sergeant", 4, 2, 6],
    ["Inspector", 1, 7, 8],
    ["Total", 10, 15, 25],
]
LETTER = {
    "reference": "FOI 1",
    "provenance": "illustrative",
    "requested": "2021-01-04",
    "answered": "unstated",
    "supplied": "2019-01-01 to 2020-12-31",
    "unit": "complaints",
    "population": "all employees",
    "definition": "complaint",
    "stage": "unstated",
    "topic": "unstated",
    "raised_by": "unstated",
    "date_basis": "unstated",
    "withheld": "[]",
    "caveats": "[]",
}
ILLUSTRATIVE = [("metropolitan", "01-foi-23-029010"), ("staffordshire", "foi-15350")]


def inspect(path, tmp_path, **options) -> list[str]:
    raw = tmp_path / "raw"
    return list(inspect_workbook(path, build=tmp_path / "build", raw=raw, **options))


def find_folder(path: Path, build: Path) -> Path:
    digest = sha256(path.read_bytes()).hexdigest()
    return build / "inspect" / f"{path.stem}-{digest[:6]}"


def read_draft(folder: Path) -> list[dict]:
    text = (folder / "response.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.BaseLoader)["tables"]


def read_json(path, sheet="") -> dict:
    stream = io.StringIO()
    inspect_as_json(path, stream, sheet)
    return json.loads(stream.getvalue())


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_workbook_is_listed_drafted_and_drawn(tmp_path, ending):
    path = tmp_path / f"reply.{ending}"
    write_csv(path, GRID) if ending == "csv" else write_xlsx(path, {"Q1": GRID})
    lines = inspect(path, tmp_path)
    folder = find_folder(path, tmp_path / "build")
    assert lines[-2:] == ["draft    response.yaml", "picture  sheet.html"]
    assert any(line.startswith("  A2:D6       Complaints by rank") for line in lines)
    [recipe] = read_draft(folder)
    assert (recipe["rows"], recipe["columns"]) == ("rank", "year")
    text = (folder / "response.yaml").read_text(encoding="utf-8")
    assert lines[-3].startswith(f"blanks   {text.count(': ???')} blanks (???) in the draft")
    assert "# Open questions: none, besides what only the letter says" in text
    picture = (folder / "sheet.html").read_text(encoding="utf-8")
    assert "PC › 2019: 5, data (B3)" in picture and "Total › Total: 25, total (D6)" in picture


def test_nothing_is_written_outside_build_unless_asked(tmp_path):
    path = write_csv(tmp_path / "reply.csv", GRID)
    inspect(path, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["build", "reply.csv"]


def test_a_reply_is_started_in_its_own_folder_and_never_overwritten(tmp_path):
    path = write_csv(tmp_path / "reply.csv", GRID)
    folder = tmp_path / "raw" / "kent" / "r1"
    lines = inspect(path, tmp_path, into=folder)
    assert (folder / "reply.csv").read_bytes() == path.read_bytes()
    assert "response.yaml" in lines[-2] and read_draft(folder)
    (folder / "response.yaml").write_text("mine")
    with pytest.raises(Faults, match="yaml already"):
        inspect(path, tmp_path, into=folder)
    assert (folder / "response.yaml").read_text() == "mine"


def test_a_draft_whose_blanks_are_filled_in_place_is_cleaned(tmp_path):
    path = write_csv(tmp_path / "reply.csv", [*GRID[:3], ["Sergeant", "*", 2, 6], *GRID[4:]])
    folder = tmp_path / "raw" / "kent" / "r1"
    inspect(path, tmp_path, into=folder)
    text = (folder / "response.yaml").read_text(encoding="utf-8")
    assert "\nforce: kent" in text
    for key, value in {**LETTER, "'*'": "suppressed 1 to 4"}.items():
        text, filled = re.subn(rf"({re.escape(key)}): \?\?\?", rf"\1: {value}", text)
        assert filled == 1
    (folder / "response.yaml").write_text(text, encoding="utf-8")
    reply = clean_reply("kent", "r1", tmp_path / "raw")
    figures = list_figures(reply.observations)
    assert figures[("sergeant", "2019-01-01", "2020-01-01", "")] == (1, 4, "B4")
    assert set(reply.checks["verdict"]) <= {"agrees", "not decided"}


def test_another_file_of_that_name_is_not_overwritten(tmp_path):
    path = write_csv(tmp_path / "reply.csv", GRID)
    folder = tmp_path / "raw" / "kent" / "r1"
    folder.mkdir(parents=True)
    (folder / "reply.csv").write_text("theirs")
    with pytest.raises(Faults, match="lies there already"):
        inspect(path, tmp_path, into=folder)


@pytest.mark.parametrize("name", ["response.yaml", "reply.csv"])
def test_nothing_is_written_through_a_link_that_leads_nowhere(tmp_path, name):
    path = write_csv(tmp_path / "reply.csv", GRID)
    folder = tmp_path / "raw" / "kent" / "r1"
    folder.mkdir(parents=True)
    (folder / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Faults, match=r"yaml already|is a link there"):
        inspect(path, tmp_path, into=folder)
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_where_a_folder_should_be_is_one_clear_fault(tmp_path):
    path = write_csv(tmp_path / "reply.csv", GRID)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "kent").write_text("a file")
    with pytest.raises(Faults, match="r1: cannot be written: not a directory -> see that"):
        inspect(path, tmp_path, into=tmp_path / "raw" / "kent" / "r1")
    assert not (tmp_path / "build").exists()
    (tmp_path / "build").write_text("a file")
    with pytest.raises(Faults, match="cannot be written: "):
        inspect(path, tmp_path)


def test_two_files_of_one_name_are_drafted_apart(tmp_path):
    folders = [tmp_path / "a", tmp_path / "b"]
    for number, folder in enumerate(folders):
        folder.mkdir()
        inspect(write_csv(folder / "reply.csv", [*GRID, [], [f"note {number}"]]), tmp_path)
    for number, folder in enumerate(folders):
        page = find_folder(folder / "reply.csv", tmp_path / "build") / "sheet.html"
        assert f"note {number}" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("place", ["", "kent", "kent/r1/more"])
def test_only_a_replys_folder_is_started(tmp_path, place):
    path = write_csv(tmp_path / "reply.csv", GRID)
    with pytest.raises(Faults, match="no folder for a reply"):
        inspect(path, tmp_path, into=tmp_path / "raw" / place)


def test_one_sheet_alone(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", {"Q1": GRID, "Q2": [["Other"], *GRID[1:]]})
    lines = inspect(path, tmp_path, sheet="Q2")
    assert "Sheet Q2, A1:D6" in lines and "Sheet Q1, A1:D6" not in lines
    assert {cell["sheet"] for cell in read_json(path, "Q2")["cells"]} == {"Q2"}
    with pytest.raises(Faults, match="there is no sheet 'Q3'"):
        inspect(path, tmp_path, sheet="Q3")


def test_questions_about_the_file_stand_apart_from_those_of_a_table(tmp_path, monkeypatch):
    def ask(workbook):
        return replace(find_tables(workbook), questions=(OpenQuestion("is it a copy?"),))

    monkeypatch.setattr(inspecting, "find_tables", ask)
    path = write_csv(tmp_path / "a.csv", GRID)
    assert read_json(path)["questions"] == ["is it a copy?"]
    assert inspect(path, tmp_path)[1] == "  ? is it a copy?"


def test_json_tells_the_same_tables_and_questions(tmp_path):
    path = write_csv(tmp_path / "a.csv", [*GRID[:3], ["Wizard", "?", 2, 6], *GRID[4:]])
    read = read_json(path)
    [table] = read["tables"]
    assert table["range"] == "A2:D6" and table["questions"]
    figure = next(cell for cell in read["cells"] if cell["cell"] == "C3")
    assert (figure["role"], figure["value"], figure["table"]) == ("data", 6, 0)
    lines = " ".join(" ".join(inspect(path, tmp_path)).split())
    assert all(" ".join(q.partition(": ")[2].split())[:40] in lines for q in table["questions"])


@pytest.mark.parametrize("reply", ILLUSTRATIVE, ids=lambda reply: reply[0])
def test_a_recipe_drafted_without_a_question_is_the_one_confirmed(tmp_path, reply):
    folder = RAW / reply[0] / reply[1]
    response = load_reply(*reply)
    told = {t.find: (t.rows, t.columns, set(t.totals)) for t in response.tables}
    path = folder / response.workbook
    list(inspect_workbook(path, build=tmp_path))
    sure = [t["range"] for t in read_json(path)["tables"] if not t["questions"]]
    drafts = {
        recipe["find"]: (recipe["rows"], recipe["columns"], set(recipe.get("totals", ())))
        for recipe in read_draft(find_folder(path, tmp_path))
    }
    right = [title for title, recipe in drafts.items() if told.get(title) == recipe]
    assert len(right) >= len(sure) >= 4


def test_a_workbook_that_cannot_be_read_is_one_clear_fault(tmp_path):
    with pytest.raises(Faults, match=r"there is no such workbook -> put .* or mend its name"):
        inspect(tmp_path / "none.xlsx", tmp_path)


def test_an_empty_sheet_says_so(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", {"Q1": []})
    lines = inspect(path, tmp_path)
    assert "Sheet Q1, empty" in lines
    assert read_draft(find_folder(path, tmp_path / "build")) == "???"


def test_patches_of_words_are_no_tables(tmp_path):
    lines = inspect(write_csv(tmp_path / "a.csv", [["Dear Sir"], [], ["PC", "few"]]), tmp_path)
    assert "  no table; 3 cells of words" in lines


@pytest.mark.costly
@pytest.mark.skipif(not CORPUS, reason="FOI_CORPUS names no folder of real workbooks")
@pytest.mark.parametrize(
    "name",
    [
        "home-office-taser-2016.ods",
        "nca-missing-people.xlsx",
        "libraries-borrowing-cr-only.csv",
        "iopc-deaths-2018-19.ods",
    ],
)
def test_real_workbooks_are_drafted_as_yaml_and_drawn_whole(tmp_path, name):
    path = Path(CORPUS) / name
    list(inspect_workbook(path, build=tmp_path))
    folder = find_folder(path, tmp_path)
    assert all(recipe["find"] for recipe in read_draft(folder))
    picture = (folder / "sheet.html").read_text(encoding="utf-8")
    linked = set(re.findall(r'href="#(s\d+-[A-Z]+\d+)"', picture))
    assert linked <= set(re.findall(r'id="(s\d+-[A-Z]+\d+)"', picture))


def test_a_table_is_told_in_a_few_lines():
    assert list(list_findings(make_workbook(RANKS, RANK_TABLE), ["Q1"])) == [
        "reply.xlsx: 1 sheet, 1 table, 0 open questions",
        "",
        "Sheet Q1, A1:D7",
        "  A3:D6       Complaints by rank",
        "    rows        rank, 2 labels: PC, Sergeant",
        "    columns     year, 2 labels: 2019, 2020",
        "    totals      row 6, column D",
        "    marks       * suppressed 1 to 4",
        "    confidence  0.90",
        "  in no table: 2 cells of words",
    ]


def test_questions_are_listed_with_the_first_of_their_cells():
    cells = tuple(f"B{row}" for row in range(1, 31))
    table = replace(RANK_TABLE, questions=(OpenQuestion("these are blank " * 9, cells),))
    workbook = replace(
        make_workbook(RANKS, table), questions=(OpenQuestion("is it the right file?"),)
    )
    lines = list(list_findings(workbook, ["Q1"]))
    assert lines[0].endswith("2 open questions") and lines[1] == "  ? is it the right file?"
    assert any(line.startswith("    ? B1, B2, B3, B4, B5, B6 and 24 more: these") for line in lines)
    assert max(map(len, lines)) <= 80


def test_nothing_in_the_listing_steers_the_terminal():
    name = "Q\x1b]0;x\x07\n1"
    words = "rank\x1b[2J\u202e"
    table = replace(RANK_TABLE, sheet=name, title=words, questions=(OpenQuestion(words),))
    table = replace(table, row_labels={3: (words,)}, marks={"\x9b": words})
    workbook = make_workbook(RANKS, table, file="a\x7f.xlsx", name=name)
    lines = list(list_findings(workbook, [name]))
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202e]", "".join(lines))
    assert lines[0].startswith("a\ufffd.xlsx:") and "Sheet Q\ufffd]0;x\ufffd 1, A1:D7" in lines


@pytest.mark.parametrize(("named", "near"), [("kentt", "kent"), ("the-met", "metropolitan")])
def test_a_folder_named_after_no_force_is_refused_with_the_nearest(tmp_path, named, near):
    path = write_csv(tmp_path / "reply.csv", GRID)
    with pytest.raises(Faults) as caught:
        inspect(path, tmp_path, into=tmp_path / "raw" / named / "r1")
    (fault,) = caught.value.faults
    assert f"no force {named!r} is in data/vocabulary/forces.csv; nearest: " in fault.problem
    assert near in fault.problem.split("nearest: ")[1]
    assert not (tmp_path / "raw").exists() and not (tmp_path / "build").exists()
    inspect(path, tmp_path, into=tmp_path / "raw" / near / "r1")
    assert read_draft(tmp_path / "raw" / near / "r1")


ALONE = [["Officers investigated for misuse of social media"], ["Number investigated", 74]]


def read_alone(tmp_path, rows, *, ending="csv"):
    """The lines, and the recipes drafted for a sheet of few rows."""
    path = tmp_path / f"alone.{ending}"
    (write_csv(path, rows) if ending == "csv" else write_xlsx(path, {"Sheet1": rows}))
    lines = inspect(path, tmp_path)
    return lines, read_draft(find_folder(path, tmp_path / "build"))


@pytest.mark.parametrize("between", [0, 1, 2])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_one_label_and_one_number_is_drafted_as_what_a_recipe_reads(tmp_path, ending, between):
    rows = [ALONE[0], *[[]] * between, ALONE[1]]
    lines, (recipe,) = read_alone(tmp_path, rows, ending=ending)
    assert recipe == {"find": ALONE[0][0], "rows": "total", "columns": "count"}
    assert any("one label and one number: is it what the reply counts?" in line for line in lines)
    reply = read_rows(tmp_path, rows, recipe)
    assert reply.observations[["dimension", "low"]].values.tolist() == [["total", 74]]


@pytest.mark.parametrize(
    "rows",
    [
        ALONE[1:],  # no recipe finds it: nothing stands above
        [ALONE[0], ["Page", "of", 3]],
    ],
)
def test_a_number_that_may_be_anything_is_asked_about_and_not_drafted(tmp_path, rows):
    lines, drafted = read_alone(tmp_path, rows)
    assert drafted == "???"
    assert any("figures in no table" in line for line in lines)


def test_a_total_under_a_head_that_says_who_was_counted_is_a_count(tmp_path):
    rows = [["Social media misuse"], ["Outcome", "Officers"], ["Total investigated", 412]]
    _, (recipe,) = read_alone(tmp_path, rows)
    assert (recipe["rows"], recipe["columns"]) == ("total", "count")
    own = recipe | {"unit": "people", "definition": "officer investigated"}
    (row,) = read_rows(tmp_path, rows, own).observations.to_dict("records")
    assert (row["dimension"], row["low"]) == ("total", 412)


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        ("Officers", "count"),
        ("Police staff", "count"),
        ("PCSOs", "count"),
        ("Complaints", "count"),
        ("Sergeant", "???"),
        ("Facebook", "???"),
    ],
)
def test_a_lone_column_is_a_count_where_its_head_is_a_unit_or_a_population(tmp_path, head, columns):
    rows = [["Social media misuse"], ["Outcome", head], ["Total investigated", 412]]
    _, (recipe,) = read_alone(tmp_path, rows)
    assert recipe["columns"] == columns
