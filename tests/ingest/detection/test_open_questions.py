"""Every question says what to write where, and is gone once that is written as it is printed."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from examples import FORCE, REFERENCE, make_letter, write_letter
from formats import Grid, Hidden, Styled, write_book, write_ruled
from openpyxl.utils import coordinate_to_tuple
from surveyed import SHEET, Survey, survey, survey_rows

from analysis.ingest.clean import clean_reply
from analysis.ingest.detection.question_kinds import QuestionKind
from analysis.model.faults import Faults

pytestmark = pytest.mark.costly

TITLE = ["Complaints about social media use by rank"]
HEAD = ["Rank", "2019", "2020"]
RANKS = [["Constable", 4, 2], ["Sergeant", 3, 1], ["Inspector", 1, 0], ["PCSO", 5, 0]]
FORCES = [["Avon", 4, 2], ["Beds", 2, 1], ["Kent", 3, 1], ["Essex", 3, 3]]
# What stands in backticks; what is joined by commas or `and` is typed together.
TOGETHER = re.compile(r"`[^`]+`(?:(?:,| and) `[^`]+`)*")
TYPED = re.compile(r"`([^`]+)`")
Kind = QuestionKind


QUARTERS = [("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31")]


def by_rank(*rows, head=HEAD) -> Grid:
    return [TITLE, [None], head, *(rows or RANKS)]


@dataclass(frozen=True)
class Case:
    """A sheet that raises a question, and which of the remedies printed is taken.

    `typed` counts what is typed together; `copied` are cells that are changed in a copy instead.
    """

    rows: Grid
    typed: int = 0
    copied: dict[str, Any] | None = None
    merged: tuple[str, ...] = ()
    hidden: Hidden | None = None
    ruled: str = ""  # cells with a conditional format


def survey_case(folder: Path, case: Case, changed: dict[str, Any] | None = None) -> Survey:
    rows = [list(row) for row in case.rows]
    for address, value in (changed or {}).items():
        row, column = coordinate_to_tuple(address)
        while len(rows) < row:
            rows.append([None])
        rows[row - 1] += [None] * (column - len(rows[row - 1]))
        rows[row - 1][column - 1] = value
    folder.mkdir(parents=True, exist_ok=True)
    if case.ruled and not changed:
        return survey(write_ruled(folder / "reply.xlsx", rows, case.ruled, Styled(form='"<5"')))
    return survey_rows(folder, ".xlsx", rows, case.hidden, merged=() if changed else case.merged)


def merge(recipe: dict[str, Any], typed: dict[str, Any]) -> None:
    """A recipe with what was typed: of a mapping and of `ignore` what it had stays as well."""
    for key, value in typed.items():
        if isinstance(value, dict) and isinstance(recipe.get(key), dict):
            recipe[key] = recipe[key] | value
        elif key == "ignore":
            recipe[key] = [*recipe.get(key, []), *value]
        else:
            recipe[key] = value


def fill_in(line: str) -> str:
    """A typed line with the days and reasons that the force has given, in place of `???`."""
    for number, label in enumerate(re.findall(r'"([^"]*)": \?\?\? to \?\?\?', line)):
        year = (re.findall(r"(?:19|20)\d\d", label) or ["2019"])[0]
        first, last = QUARTERS[number % 4]
        line = line.replace("??? to ???", f"{year}-{first} to {year}-{last}", 1)
    return line.replace("reason: ???", "reason: the force said so")


def type_in(remedies: str) -> dict[str, Any]:
    """What a recipe says with these remedies, each typed on a line of its own, blanks filled in."""
    typed = map(fill_in, TYPED.findall(remedies))
    lines = ["- find: Quorvex", *(f"  {line}" for line in typed)]
    (recipe,) = yaml.safe_load("\n".join(lines))
    return {key: value for key, value in recipe.items() if value != "Quorvex"}


def read_strictly(folder: Path, case: Case, recipes: list[dict], **facts) -> list[str]:
    """The faults of the workbook read by these recipes."""
    letter = make_letter(*recipes, workbook="reply.xlsx", **facts)
    window = {"window": {"supplied": "1900-01-01 to 2100-12-31"}}
    write_book(
        write_letter(folder, letter | window) / "reply.xlsx",
        {SHEET: case.rows},
        {SHEET: case.merged},
        {SHEET: case.hidden} if case.hidden else None,
    )
    try:
        clean_reply(FORCE, REFERENCE, folder)
    except Faults as faults:
        return [str(fault) for fault in faults.faults]
    return []


Q = QuestionKind
LIST = [
    ["Case list"],
    ["Ref", "Rank", "Platform", "Outcome", "Received"],
    ["A1", "Constable", "Facebook", "Dismissed", "2019-03-01"],
    ["A2", "Sergeant", "Twitter", "Dismissed", "2019-04-01"],
    ["A3", "Constable", "Twitter", "Written warning", "2020-03-01"],
    ["A4", "Constable", "Facebook", "Dismissed", "2020-05-01"],
]


def with_first(*cells) -> Grid:
    """Ranks by year, the first of them with other cells."""
    return by_rank(["Constable", *cells], *RANKS[1:])


def by_force(*rows) -> Grid:
    return [["Complaints by force"], ["Force", "2019", "2020"], *rows]


CASES = {
    Q.UNIT_OF_RECORDS: Case(LIST),
    Q.NO_TITLE: Case([HEAD, *RANKS]),
    Q.NO_NAME: Case([TITLE, HEAD, *RANKS, [], HEAD, *RANKS], copied={"A7": "Allegations"}),
    Q.RIVAL_TITLES: Case([["Table 1 Complaints"], ["Table 2 Allegations"], HEAD, *RANKS]),
    Q.NO_HEADS: Case([TITLE, *([name, count] for name, count, _ in RANKS)]),
    Q.NO_HEAD: Case(
        by_rank(*([*row, 7] for row in RANKS), head=[*HEAD, None]), copied={"D3": "2021"}
    ),
    Q.ABOVE_HEADS: Case(
        [TITLE, ["Total", 13, 3], HEAD, *RANKS], copied={"A2": None, "B2": None, "C2": None}
    ),
    Q.CROSSING_BANNER: Case(
        [
            TITLE,
            [None, "Upheld", None, None, None, "Dismissed"],
            ["Rank", "2018", "2019", None, "2020", "2018", "2019"],
            *([name, 1, 2, None, 3, 4, 5] for name, _, _ in RANKS),
        ]
    ),
    Q.DISPLACED_BANNERS: Case(
        [
            TITLE,
            [None, None, "Quorvex", None, "Vornt"],
            ["Rank", "Male", "Female", "Male", "Female"],
            *([name, 1, 2, 3, 4] for name, _, _ in RANKS),
        ],
        copied={"B2": "Quorvex", "C2": None, "D2": "Vornt", "E2": None},
    ),
    Q.ABSENT_HEADS: Case(with_first("Refused", "Grelb")),
    Q.HEADS_UNDER_FIGURES: Case(
        [
            ["Table 1"],
            *([["Rank", "2019", "2020"], *RANKS[:2]]),
            ["Grade", "Upheld", "Not known"],
            ["Inspector", 3, 1],
            ["PCSO", 1, 1],
        ],
        copied={"A5": "Table 2", "A6": "Grade", "B6": "Upheld", "B5": None, "C5": None,
                "C6": "Not known", "A7": "Inspector", "B7": 3, "C7": 1},
    ),
    Q.DAYS_AS_HEADS: Case(by_rank(head=["Rank", 43466, 43497])),
    Q.DAYS_AS_LABELS: Case(
        [
            TITLE,
            ["Quorv", "Male", "Female"],
            *([43466 + 31 * number, number + 1, 2] for number in range(3)),
        ]
    ),
    Q.GUESSED_TITLE: Case([["Complaints", "Year", None], HEAD, *RANKS]),
    Q.SAME_HEADS: Case(
        [TITLE, ["Rank", "Male", "Male", "Female"], *([*row, 3] for row in RANKS)],
        copied={"B2": "Male staff"},
    ),
    Q.LONE_WORDS: Case(
        [TITLE, ["Rank", "Male", "Female"], [None], [None, "Quorv", *[None] * 3, "Read"], *RANKS],
        copied={"A4": "Quorv", "B4": None},
    ),
    Q.HEADS_BELOW: Case(
        [
            ["Force used"],
            [None, None, "Age"],
            [None, None, "Under 18", "18 to 64", "65 and over"],
            ["All incidents", None, 519, 28709, 163],
            [None],
            ["Type", "Tactic", None, None, None, "Incidents a tactic"],
            ["Restraint", "Handcuffs", 199, 19879, 77, 20155],
            ["Restraint", "Ground", 94, 4238, 20, 4352],
        ],
        copied={"A5": "Table 2 Force used"},
    ),
    Q.NUMBERS_AS_HEADS: Case(
        [TITLE, ["", 1, 2, 3, 4], *([name, 1, 4, 3, 8] for name, _, _ in RANKS)],
        copied={"B2": "Male", "C2": "Female", "D2": "Other", "E2": "Staff"},
    ),
    Q.NUMBERS_AS_LABELS: Case(
        [TITLE, [None, "Upheld", "Not upheld"], *([str(age), age, 40] for age in (14, 15, 16))],
        copied={"A3": "14 years", "A4": "15 years", "A5": "16 years"},
    ),
    Q.CODES_OR_YEARS: Case(
        [
            TITLE,
            ["Force code", "Rank", "Male"],
            *([1999 + one * two, name, one] for name, one, two in RANKS),
        ]
    ),
    Q.NO_LABEL: Case(by_rank(*RANKS[:2], [None, 3, 3], *RANKS[2:]), copied={"A6": "Chief"}),
    Q.SAME_LABEL: Case(by_rank(*RANKS, RANKS[0]), copied={"A8": "Chief Constable"}),
    Q.STRETCHED_LABELS: Case(
        by_rank(
            ["North", "Constable", 1, 2],
            [None, "Sergeant", 3, 4],
            ["South", "Inspector", 5, 6],
            [None, "PCSO", 7, 8],
            head=["Area", "Rank", "2019", "2020"],
        )
    ),
    Q.HEADING_OR_BLANK: Case(by_rank(*RANKS[:2], ["Chief"], *RANKS[2:])),
    Q.BLANK_ROW: Case(by_force(FORCES[0], ["Beds", None, None], *FORCES[2:])),
    Q.LABELS_OR_NONE: Case(
        [
            ["Complaints by rank"],
            ["Rank", "Others", "2019", "2020"],
            *([name, "Case open", *counts] for name, *counts in RANKS),
        ]
    ),
    Q.STRAY_FIGURES: Case(
        with_first(4, 2, None, 8), copied={"E4": None}
    ),
    Q.REMARKS: Case(
        by_rank(*([*row, "Ask the Quorvex"] for row in RANKS), head=[*HEAD, "Comments"])
    ),
    Q.LOST_WORDS: Case(
        [
            TITLE,
            [*HEAD, "2021"],
            *([*row, 1] for row in RANKS[:2]),
            ["Source:", None, "Ask the Quorvex", None],
            *([*row, 1] for row in RANKS[2:]),
        ],
        typed=1,
    ),
    Q.GOES_ON: Case(by_rank(*RANKS[:2], [None], [None], *RANKS[2:])),
    Q.TOTAL: Case(by_rank(*RANKS, ["Total", 14, 3])),
    Q.HIDDEN: Case(by_rank(), hidden=Hidden(rows=frozenset({4}))),
    Q.STATED: Case(with_first("Not held", "Not held")),
    Q.UNSETTLED_WORDS: Case(with_first("Under investigation", "Under investigation")),
    Q.MERGED_FIGURE: Case(with_first(4, 2), copied={"B5": 4}, merged=("B4:B5",)),
    Q.BLANK_FIGURE: Case(with_first(None, 2)),
    Q.OTHER_WORDS: Case(with_first("see the letter", 2)),
    Q.UNEXPLAINED_MARK: Case(with_first("*", 2)),
    Q.OPEN_RANGE: Case(by_rank(RANKS[0], ["Sergeant", "<5", 1], ["Inspector", 1, "<3"], RANKS[3])),
    Q.UNEXPLAINED_NOTE: Case(with_first("3~", 2)),
    Q.RULED_FIGURE: Case(
        [["Complaints"], ["Rank", "2019", "2020"], ["Constable", 4, 12], ["Sergeant", 3, 9]],
        ruled="B3:C4",
        copied={"B3": "<5", "B4": "<5"},
    ),
    Q.DOUBTFUL_FIGURE: Case(with_first("(12)", 2)),
    Q.NO_COUNTS: Case(by_rank(*([name, f"£{one}", two] for name, one, two in RANKS))),
    Q.DATED_LINES: Case(
        [*LIST[:2], [2019, *[None] * 4], *LIST[2:4], [2020, *[None] * 4], *LIST[4:]],
    ),
    Q.LISTED_COUNTS: Case(
        [["Officers"], ["", "2018", "2019"], ["No of officers", 1, 3],
         ["Outcomes", "1x Written warning", "1x Dismissed, 2x Written warning"]],
    ),
    Q.LONE_FIGURE: Case(
        [["Officers investigated"], [None], ["Investigated", 74]],
        copied={"A2": "Answer", "B2": "Number"},
    ),
    Q.FIGURES_IN_NO_TABLE: Case(
        [*by_rank(), [None], [None], [None], [None], [None], [None, None, None, None, 77]],
        copied={"E13": None},
    ),
    Q.NO_FIGURES_SAID: Case(
        [["Complaints by rank"], ["No information held"], [None], ["Complaints by year"],
         ["", "Number"], ["2019", 4], ["2020", 5]]
    ),
}  # fmt: skip


def fill_blanks(found: Survey, known: dict[str, Any]) -> list[dict[str, Any]]:
    """The drafted recipes with what is printed for each of their blanks, but those `known`."""
    recipes = []
    for recipe, draft in zip(found.drafts, found.drafted.recipes, strict=True):
        recipe = dict(recipe)
        for question in draft.ask_for_blanks():
            for typed in map(type_in, TOGETHER.findall(question.remedy)):
                recipe |= {} if typed.keys() & known.keys() else typed
        recipes.append(recipe)
    return recipes


@pytest.mark.parametrize("kind", Q, ids=lambda kind: kind.name)
def test_a_question_is_gone_once_its_remedy_is_written(tmp_path, kind):
    case = CASES[kind]
    found = survey_case(tmp_path / "asked", case)
    asked = [q for q in found.questions if q.kind == kind.name]
    assert asked, found.asked
    question = asked[0]
    assert "response.yaml" in question.remedy or "in a copy" in question.remedy
    if case.copied:
        after = survey_case(tmp_path / "copied", case, case.copied)
        assert [q for q in after.questions if q.kind == kind.name] == []
        return
    said = type_in(TOGETHER.findall(question.remedy)[case.typed])
    recipes = fill_blanks(found, said)
    facts = {}
    if question.sheet:
        facts = said
    else:
        tables = [t for t in found.drafted.workbook.tables if question in t.questions]
        for recipe, draft in zip(recipes, found.drafted.recipes, strict=True):
            if draft.table.range == tables[0].range:
                merge(recipe, said)
    if "under" in said:  # one recipe reads all columns
        recipes = recipes[:1]
    assert read_strictly(tmp_path / "typed", case, recipes, **facts) == []


def cross(*heads: str, rows=RANKS) -> Grid:
    """Labels down, and under each head a count; the first head is that of the labels."""
    return [TITLE, [*heads], *([row[0], *range(1, len(heads))] for row in rows)]


DATED = [
    ["A1", "Constable", "2019-03-01", "2019-05-01"],
    ["A2", "Sergeant", "2019-04-01", "2019-05-02"],
    ["A3", "Constable", "2020-03-01", "2020-05-02"],
]
MIXED = [
    ["A1", "Constable", "03/04/2019"],
    ["A2", "Sergeant", "04/25/2019"],
    ["A3", "Constable", "03/05/2020"],
]
DRAFTED = {
    "fill in rows": Case(cross("Grelb", "2019", "2020", rows=[["Quorv"], ["Vornt"], ["Plim"]])),
    "fill in columns": Case(cross("Rank", *(f"Quorv {letter}" for letter in "abcdefgh"))),
    "fill in pick": Case(by_force(*FORCES)),
    "fill in find": Case([HEAD, *RANKS]),
    "fill in marks": Case(with_first("*", 2)),
    "fill in periods": Case(cross("Rank", "2019", "2020 to date")),
    "fill in unit, definition": Case(cross("Rank", "Complaints", "People")),
    "`year` is drafted as": Case([["List"], ["Ref", "Rank", "Received", "Closed"], *DATED]),
    "a month may stand first": Case(
        [["List"], ["Ref", "Rank", "Received"], *MIXED],
        copied={"C3": "2019-04-03", "C4": "2019-04-25", "C5": "2020-05-03"},
    ),
    "a day, a month or a year ending then": Case(cross("Rank", "2019-01-01", "2020-01-01")),
    "'2019' takes in Q1 2019": Case(cross("Rank", "2019", "Q1 2019")),
    "Q1 2019, Q2 2019: each has quarters": Case(cross("Rank", "Q1 2019", "Q2 2019")),
    "these stand among shorter periods": Case(cross("Rank", "2018", "2019", "2018 to 2019")),
}


@pytest.mark.parametrize("text", DRAFTED)
def test_what_a_draft_asks_is_gone_once_its_remedy_is_written(tmp_path, text):
    case = DRAFTED[text]
    found = survey_case(tmp_path / "asked", case)
    asked = [q for q in found.questions if q.text.startswith(text)]
    assert asked, found.asked
    if case.copied:
        after = survey_case(tmp_path / "copied", case, case.copied)
        assert [q for q in after.questions if q.text.startswith(text)] == []
        return
    said = type_in(asked[0].remedy)
    recipes = fill_blanks(found, said)
    for recipe in recipes:
        merge(recipe, said)
        days = recipe.get("periods", {})
        recipe["periods"] = {k: days[k] for k in days.keys() - {*recipe.get("ignore", [])}}
    assert read_strictly(tmp_path / "typed", case, recipes) == []


def test_every_group_of_columns_is_read_by_a_copy_of_the_recipe(tmp_path):
    heads = [f"Class {number}" for number in range(7)]
    over = [text for head in heads for text in (head, None)]
    ranks = ([name, *range(1, 15)] for name, _, _ in RANKS)
    case = Case([TITLE, [None, *over], ["Rank", *["2018", "2019"] * 7], *ranks])
    found = survey_case(tmp_path / "asked", case)
    (asked,) = (q for q in found.questions if "one of 7 groups" in q.text)
    typed = type_in(asked.remedy)
    (recipe,) = found.drafts
    assert typed["under"][0] in heads[1:]
    copies = [recipe, *(recipe | {"under": [head]} for head in heads[1:])]
    assert read_strictly(tmp_path / "typed", case, copies) == []


def test_the_marks_of_a_recipe_are_one_line_in_every_remedy(tmp_path):
    head = ["Rank", "2019¹", "2020"]
    found = survey_case(tmp_path, Case(by_rank(RANKS[0], ["Sergeant", "3²", 1], head=head)))
    lines = {line for asked in found.asked for line in TYPED.findall(asked) if "marks" in line}
    assert lines == {'marks: {"¹": footnote, "²": footnote}'}
    assert [asked for asked in found.asked if "in place of those drafted" in asked]


def test_a_remedy_says_what_of_the_draft_stays_beside_it(tmp_path):
    rows = [RANKS[0], ["Sergeant", "Not held", None], *RANKS[2:], ["Notes"], ["PC", 1, 2]]
    found = survey_case(tmp_path, Case(by_rank(*rows)))
    (blank,) = (q for q in found.questions if q.kind == Q.BLANK_FIGURE.name)
    assert blank.remedy.endswith("; the marks drafted stay beside them")


def test_a_remedy_says_whether_the_draft_has_its_line_already(tmp_path):
    found = survey_case(tmp_path, Case(by_rank(*RANKS, ["Total", 14, 3])))
    (total,) = (q for q in found.questions if q.kind == Q.TOTAL.name)
    assert found.drafts[0]["totals"] == ["row"]
    assert total.remedy.endswith("; it is in the draft's totals already")


@pytest.mark.parametrize("legend", ["<5 means between 1 and 4", "<5 = 1 to 4"])
def test_a_range_that_the_legend_explains_is_read_by_it_and_not_asked_about(tmp_path, legend):
    rows = by_rank(RANKS[0], ["Sergeant", "<5", 1], *RANKS[2:])
    found = survey_case(tmp_path, Case([*rows, [None], [legend]]))
    assert found.asks_about("B5") == []
    assert found.count("B5") == (1, 4)
    assert found.drafts[0]["marks"] == {"<5": "suppressed 1 to 4"}


@pytest.mark.parametrize("legend", [None, "<5 means fewer than 5"])
def test_a_range_without_its_lowest_count_is_asked_about_once(tmp_path, legend):
    rows = by_rank(RANKS[0], ["Sergeant", "<5", 1], *RANKS[2:])
    found = survey_case(tmp_path, Case([*rows, [None], [legend]]))
    assert found.asks_about("B5") == ["<5: is 0 in it too?"]
    assert found.count("B5") == (0, 4)


def test_a_total_that_does_not_add_up_says_in_which_column(tmp_path):
    found = survey_case(tmp_path / "row", Case(by_rank(*RANKS, ["Total", 14, 3])))
    assert [q.text for q in found.questions if q.kind == Q.TOTAL.name and "in column B" in q.text]
    rows = [[name, one, two, one + two] for name, one, two in RANKS]
    rows[1][3] += 1
    found = survey_case(tmp_path / "column", Case(by_rank(*rows, head=[*HEAD, "Total"])))
    assert [q.text for q in found.questions if q.kind == Q.TOTAL.name and "in row 5" in q.text]


@pytest.mark.parametrize("note", ["2 Now called Quorvex.", "2 Quorvex"])
@pytest.mark.parametrize("label", ["Sergeant²", "Sergeant"])
def test_a_line_that_begins_with_a_raised_number_is_a_note(tmp_path, note, label):
    rows = [RANKS[0], [label, 3, 1], *RANKS[2:], [None], [note]]
    found = survey_case(tmp_path, Case(by_rank(*rows)))
    asked = [q.kind for q in found.questions if "A9" in q.cells]
    assert asked == ([] if label == "Sergeant²" else [Q.FIGURES_IN_NO_TABLE.name])


def test_a_note_with_the_next_number_is_one_as_well(tmp_path):
    rows = [["Constable¹", 4, 2], *RANKS[1:], [None], ["1 Each complaint once."], ["2 Quorvex"]]
    found = survey_case(tmp_path, Case(by_rank(*rows)))
    assert [q.kind for q in found.questions if "A10" in q.cells] == []


@pytest.mark.parametrize("case", [*CASES.values(), *DRAFTED.values()])
def test_no_question_is_without_a_remedy(tmp_path, case):
    found = survey_case(tmp_path, case)
    assert found.questions
    assert [str(question) for question in found.questions if not question.remedy] == []
