"""Rows, columns, cells and tables that say there is no figure: data with a status, and asked."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sampling import take
from sheets_by_hand import find_drawn_tables, list_drawn_cells, list_questions

from analysis.ingest.detection.workbook_tables import find_tables
from analysis.ingest.files.workbook import read_file

pytestmark = pytest.mark.costly

# Each wording with its status; blank where only a person can tell.
WORDINGS = {
    "Not disclosed": "withheld",
    "Exempt under section 40(2)": "withheld",
    "Information withheld under section 31, as its release would harm an inquiry": "withheld",
    "Refused": "withheld",
    "Not held": "not_held",
    "No information held": "not_held",
    "Refused: cost limit (section 12)": "not_held",
    "We do not record this": "not_recorded",
    "No record kept": "not_recorded",
    "No response": "not_answered",
    "Did not respond": "not_answered",
    "Response overdue": "not_answered",
    "Awaiting reply": "not_answered",
    "Not applicable": "not_applicable",
    "Nil": "exact",
    "None": "exact",
    "Under investigation": "",
    "Quorvex": "",
    "Still with Quorvex": "",
}
HEADS = ["2018", "2019", "2020", "2021"]
BODIES = ["Eastshire", "Westshire", "Southham", "Midham", "Lowham"]
RANKS = ["PC", "Sergeant", "Inspector", "Chief Inspector", "Superintendent"]


def draw_table(labels, width, without, statement, total=False, kinds=()):
    """A sheet of counts whose rows in `without` hold `statement`, a text or a list of cells."""
    lines = ["Complaints", "", "|".join(["Name", *(["Type"] if kinds else []), *HEADS[:width]])]
    sums = [0] * width
    for number, label in enumerate(labels):
        counts = [(3 * number + 7 * column) % 11 + 1 for column in range(width)]
        stub = [label, kinds[number % len(kinds)]] if kinds else [label]
        if number in without:
            cells = [statement] * width if isinstance(statement, str) else statement
        else:
            cells = [str(count) for count in counts]
            sums = [one + other for one, other in zip(sums, counts, strict=True)]
        lines.append("|".join([*stub, *cells]))
    if total:
        lines.append("|".join(["Total", *([""] if kinds else []), *map(str, sums)]))
    return "\n" + "\n".join(lines) + "\n"


def check_rows(drawing, labels, kinds=()):
    """Every label is a row of the only table, and no figure has the name of another."""
    (table,) = find_drawn_tables(drawing).tables
    told = [words for row, words in table.row_labels.items() if words != ("Total",)]
    expected = [(label, *kinds[n % len(kinds) : n % len(kinds) + 1]) if kinds else (label,)
                for n, label in enumerate(labels)]  # fmt: skip
    assert told == expected
    return table


@pytest.mark.parametrize("words", take(list(WORDINGS), fewest=5))
@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize("width", [1, 2, 4])
def test_a_row_of_words_is_a_row_with_its_status(words, place, width):
    for labels in (BODIES, RANKS):
        for total in (False, True):
            drawing = draw_table(labels, width, {place}, words, total)
            table = check_rows(drawing, labels)
            cells = list_drawn_cells(drawing)
            for column in "BCDE"[:width]:
                cell = cells[f"{column}{place + 4}"]
                assert (cell.role, cell.status) == ("data", WORDINGS[words])
                assert cell.row_labels == (labels[place],)
            asked = [question for question in table.questions if repr(words)[:20] in question.text]
            last = f":{'BCDE'[width - 1]}{place + 4}" if width > 1 else ""
            assert [question.cells for question in asked] == [(f"B{place + 4}{last}",)]
            assert table.confidence < 1


@pytest.mark.parametrize("words", take(list(WORDINGS), fewest=5))
@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_word_in_one_column_and_a_blank_in_the_other_keep_one_table(words, place):
    drawing = draw_table(BODIES, 2, {place}, [words, ""], kinds=("County", "City"))
    if place == 0 and not WORDINGS[words]:
        assert "Quorvex" in words or "Under" in words  # it may be a second line of heads
        return
    table = check_rows(drawing, BODIES, ("County", "City"))
    assert list(table.column_labels.values()) == [("2018",), ("2019",)]
    cells = {cell: question.text for question in table.questions for cell in question.cells}
    assert {f"C{place + 4}", f"D{place + 4}"} <= set(cells)
    assert cells[f"D{place + 4}"].startswith("blank")


@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize("width", [1, 2, 4])
@pytest.mark.parametrize("kinds", [(), ("County", "City")])
def test_a_body_with_blank_counts_is_a_row_and_heads_nothing(place, width, kinds):
    drawing = draw_table(BODIES, width, {place}, "", kinds=kinds).replace("Name", "Force")
    table = check_rows(drawing, BODIES, kinds)
    assert any("blank is not 0" in question.text for question in table.questions)


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_rank_with_blank_counts_is_a_row_under_any_head(place):
    for head in ("Rank", "", "Grade"):
        drawing = draw_table(RANKS, 3, {place}, "").replace("Name", head)
        check_rows(drawing, RANKS)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_body_that_did_not_answer_never_names_the_bodies_after_it(data):
    names = data.draw(
        st.lists(st.sampled_from(["Ash", "Bram", "Cole", "Dun", "Elm", "Fern", "Gorse", "Hythe",
                                  "Ivy", "Juniper", "Kelp", "Larch"]),
                 min_size=5, max_size=12, unique=True)
    )  # fmt: skip
    labels = [f"{name} {data.draw(st.sampled_from(['Council', 'City Council']))}" for name in names]
    width = data.draw(st.integers(2, 4))
    answers = data.draw(st.lists(st.sampled_from(["", *WORDINGS, "figures", "figures", "figures"]),
                                 min_size=len(labels), max_size=len(labels)))  # fmt: skip
    answers[data.draw(st.integers(0, len(labels) - 1))] = "figures"
    lines = ["Replies", "", "|".join(["Council", *HEADS[:width]])]
    for number, (label, answer) in enumerate(zip(labels, answers, strict=True)):
        counts = [str((number * 5 + column) % 9 + 1) for column in range(width)]
        lines.append("|".join([label, *(counts if answer == "figures" else [answer] * width)]))
    drawing = "\n" + "\n".join(lines) + "\n"
    for cell in list_drawn_cells(drawing).values():
        if cell.role in ("data", "total"):
            assert cell.row_labels == (labels[int(cell.cell[1:]) - 4],)
            assert cell.column_labels == (HEADS["BCDE".index(cell.cell[0])],)
    asked = list_questions(drawing)
    assert asked or set(answers) == {"figures"}


MERGED = """
Complaints
Rank|2018|2019|2020
PC|3|4|5
Sergeant|Information withheld under section 40(2)||
Inspector|1|2|3
"""


def test_a_sentence_merged_over_the_counts_stands_for_each():
    cells = list_drawn_cells(MERGED, merged=((3, 1, 3, 3),))
    for name in ("B4", "C4", "D4"):
        assert (cells[name].status, cells[name].row_labels) == ("withheld", ("Sergeant",))
    assert "B4:D4: words say" in list_questions(MERGED, merged=((3, 1, 3, 3),))


@pytest.mark.parametrize("merged", [(), ((2, 1, 4, 1),)])
def test_a_whole_column_may_say_so(merged):
    rest = "" if merged else "Not held"
    drawing = f"\nComplaints\nRank|2018|2019\nPC|Not held|4\nSgt|{rest}|2\nInsp|{rest}|9\n"
    cells = list_drawn_cells(drawing, merged=merged)
    assert [cells[f"B{row}"].status for row in (3, 4, 5)] == ["not_held"] * 3
    assert {cells[f"B{row}"].column_labels for row in (3, 4, 5)} == {("2018",)}


def test_a_whole_table_may_say_so():
    drawing = "\nComplaints\nRank|2018|2019\nPC|Not held|Not held\nSgt|Not held|Not held\n"
    cells = list_drawn_cells(drawing)
    assert {cells[name].status for name in ("B3", "C3", "B4", "C4")} == {"not_held"}
    merged = "\nComplaints\nRank|2018|2019\nPC|No information held|\nSgt||\n"
    cells = list_drawn_cells(merged, merged=((2, 1, 3, 2),))
    assert {cells[name].status for name in ("B3", "C3", "B4", "C4")} == {"not_held"}


@pytest.mark.parametrize("merged", [(), ((2, 0, 2, 2),)])
def test_one_line_under_the_heads_speaks_for_the_table(merged):
    drawing = "\nComplaints by rank\nRank|2018|2019\nNo information held||\n"
    (table,) = find_drawn_tables(drawing, merged).tables
    assert table.columns == (1, 2)
    cells = list_drawn_cells(drawing, merged)
    assert {cells[name].status for name in ("B3", "C3")} == {"not_held"}
    assert any("no figure" in question.text for question in table.questions)


def test_a_title_and_a_line_without_heads_are_asked_about():
    drawing = (
        "\nComplaints by rank\nNo information held\n\nComplaints by year\n|Number\n2019|4\n2020|5\n"
    )
    asked = "sheet Sheet, A2: these words say that there are no figures"
    assert asked in list_questions(drawing)


HEADINGS = [
    "\nOutcomes\n|Male|Female\nPre-court:\nReprimand|40|12\nCustody:\nDetention|5|1\n",
    "\nOutcomes\n|2018|2019\nNorthshire\nMale|4|1\nFemale|4|2\nEastshire\nMale|5|1\nFemale|5|1\n",
    "\nOutcomes\n|2018|2019\nOFFICERS\nConstable|4|1\nSergeant|4|2\nCIVILIANS\nClerk|5|1\nDriver|5|1\n",
    "\nOutcomes\nForce|2018|2019\nNorth West\nCheshire|4|1\nCumbria|4|2\nNorth East\nDurham|5|1\n"
    "Cleveland|5|1\n",
]


@pytest.mark.parametrize("drawing", HEADINGS)
def test_headings_of_groups_stay_headings(drawing):
    (table,) = find_drawn_tables(drawing).tables
    assert len(table.sections) == 2
    assert all(len(words) == 2 for words in table.row_labels.values())


@pytest.mark.parametrize("below", ["", "\nSource: annual return", "\nIncludes Quorvex\n* revised"])
@pytest.mark.parametrize("gap", ["||", "|"])
def test_a_last_row_that_says_so_behind_a_blank_one_is_a_row(below, gap):
    lines = [
        "Rank|2018|2019",
        "PC|3|8",
        "Inspector|1|1",
        "",
        "Sergeant|Not disclosed|Not disclosed",
    ]
    drawing = "\nComplaints\n" + "\n".join(lines).replace("|", gap) + below + "\n"
    (table,) = find_drawn_tables(drawing).tables
    assert table.row_labels[5] == ("Sergeant",)
    assert set(table.absent.values()) == {"Not disclosed"}
    assert "taken for withheld: is that what they mean?" in list_questions(drawing)


def test_a_second_table_right_beneath_is_no_row_of_the_first():
    drawing = (
        "\nCases\nRank|2018|2019\nPC|3|4\nSgt|1|2\nOutcome|Proven|Not proven\nPC|1|2\nSgt|3|1\n"
    )
    assert len(find_drawn_tables(drawing).tables) == 2


def test_words_in_a_column_of_remarks_stand_for_no_figure():
    drawing = """
Complaints
Force|Officers|Staff|Comments
Eastshire|1|2|
Westshire|||Refused under section 12
Southham|3|4|
Midham|||No response
"""
    (table,) = find_drawn_tables(drawing).tables
    assert table.columns == (1, 2)
    assert list(table.row_labels.values()) == [
        ("Eastshire",), ("Westshire",), ("Southham",), ("Midham",),
    ]  # fmt: skip
    assert not table.marks


CASES = Path(os.environ.get("FOI_CASES", ""))


@pytest.mark.skipif("FOI_CASES" not in os.environ, reason="FOI_CASES names no folder of cases")
@pytest.mark.parametrize(
    ("name", "rows", "marks"),
    [
        ("k3-rank-mid", 4, {"Not disclosed": "withheld"}),
        ("k2-both-No_response", 5, {"No response": "not answered"}),
        ("k1-noanswer-word", 6, {"Refused": "withheld", "No response": "not answered"}),
        ("k1-noanswer-1label", 6, {}),
    ],
)
def test_the_case_files_keep_every_row(name, rows, marks):
    (table,) = find_tables(read_file(CASES / f"{name}.xlsx")).tables
    assert (len(table.rows), dict(table.marks)) == (rows, marks)
    assert table.questions
    outer = [words[0] for words in table.row_labels.values()]
    assert len(set(outer)) == rows


FIRST_ROWS = {
    "under a region and three rows of heads": (
        "\nCases\nForce|Number||Officers|\n|Q1||Q1|\n|Upheld|Open|Upheld|Open\nWales\n"
        "Gwent|{0}|{0}|{0}|{0}\nKent|4|7|2|3\nSurrey|5|1|6|8\n",
        ["B6", "C6", "D6", "E6"],
    ),
    "with a head a row higher": (
        "\nCases\n|Financial year|||Total\n|2018|2019|2020|\nGwent|{0}|{0}|{0}|{0}\n"
        "Kent|4|7|2|13\nSurrey|5|1|6|12\n",
        ["B4", "C4", "D4", "E4"],
    ),
    "after a blank row and a heading": (
        "\nCases\n\nForce|04/05|05/06|06/07\n\n|Females\nGwent|{0}|{0}|{0}\nKent|57|3|25\n"
        "Surrey|7|1|3\n",
        ["B6", "C6", "D6"],
    ),
}


@pytest.mark.parametrize("place", FIRST_ROWS)
@pytest.mark.parametrize("words", ["Not disclosed", "Awaiting reply", "Exempt (s40)"])
def test_a_first_row_that_says_one_thing_is_no_row_of_heads(place, words):
    drawing, cells = FIRST_ROWS[place]
    told = list_drawn_cells(drawing.format(words))
    assert {told[cell].role for cell in cells} <= {"data", "total"}
    assert {told[cell].status for cell in cells} == {WORDINGS.get(words, "withheld")}
    assert not [c for c in told.values() if words in c.column_labels]


def test_bands_with_a_total_under_banners_are_heads():
    drawing = """
Cases
|Number||||Officers|||
Force|0-4|5-9|10-14|Total|0-4|5-9|10-14|Total
Gwent|1|2|3|6|4|5|6|15
Kent|2|3|4|9|5|6|7|18
"""
    told = list_drawn_cells(drawing)
    assert told["C4"].column_labels == ("Number", "5-9")


def test_a_merged_heading_with_a_remark_far_beside_it_is_no_row_without_figures():
    drawing = """
Cases
Type|2018|2019||
City forces|||Please read with the letter
Dismissed|761|533||
Ongoing|612|737||
"""
    told = list_drawn_cells(drawing, merged=((2, 0, 2, 2),))
    assert told["B4"].row_labels == ("City forces", "Dismissed")


@pytest.mark.parametrize("words", ["Under investigation", "Ask the Quorvex unit"])
def test_a_last_row_apart_that_says_one_thing_stands_for_figures(words):
    drawing = f"\nCases\nQuarter|2005|2006\nQ1|13|24\nQ2|58|33\nQ3|17|31\n\nQ4|{words}|{words}\n"
    told = list_drawn_cells(drawing)
    assert {told[cell].role for cell in ("B7", "C7")} == {"data"}
    assert "B7:C7" in list_questions(drawing)


def test_words_just_before_the_first_figures_are_asked_about():
    drawing = "\nType|New|Closed\n|(1)|(2)\nFemale|Ask Quorvex|Ask Quorvex\nMale|12|93\nOther|5|3\n"
    assert "B3:C3" in list_questions(drawing)


def test_counts_that_may_be_years_let_words_beneath_stand_for_figures():
    drawing = "\nCases\nType|Number of cases\nRacist|1866\nSexual|1959\nBreach|Exempt (s40)\n"
    assert list_drawn_cells(drawing)["B5"].status == "withheld"


def test_heads_over_figures_after_a_table_all_of_words_begin_another():
    drawing = """
Outcome of complaints
Outcome|2020|2021
No further action|Under investigation|Under investigation
Dismissed|Under investigation|Under investigation

Complaints received by year
Year|Number
2020|55
2021|63
"""
    told = list_drawn_cells(drawing)
    assert [told[cell].value for cell in ("B8", "B9")] == [55, 63]
    assert told["B8"].column_labels == ("Number",)
    assert told["B3"].table != told["B8"].table


def test_rows_of_heads_apart_from_their_figures_are_heads():
    drawing = """
Cases
|Number|Number|Officers|Officers
|Q1|Q2|Q1|Q2
Force|Male|Not known|Male|Not known

Gwent|4|5|3|4
Kent|3|0|0|5
"""
    assert list_drawn_cells(drawing)["C6"].column_labels == ("Number", "Q2", "Not known")
