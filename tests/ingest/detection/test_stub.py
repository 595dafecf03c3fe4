"""Labels beside the rows: groups, sections, totals, numbers as labels, right-to-left."""

import pytest
from sheets_by_hand import find_drawn_tables, list_drawn_cells, list_labels, list_questions

SECTIONS = """
Outcomes 2019
|Male|Female
Pre-court
Reprimand|40|12
Warning|9|3

Custody
Detention|5|1
Life|0|0

TOTAL|54|16
"""
NESTED = """
Disposals
|Male|Female
Nation

Pre-court
Reprimand|40|12
Warning|9|3

Custody
Detention|5|1

TOTAL|54|16

Derby

Pre-court
Reprimand|4|2
Warning|3|1

Custody
Detention|1|0

TOTAL|8|3
"""
GROUPS = """
Incidents
Region|Force|2018|2019
North|Cleveland|31|44
|Durham|12|15
|Total|43|59
South|Kent|70|61
|Sussex|23|28
|Total|93|89
"""


def test_a_section_heading_labels_its_rows_and_the_grand_total_stands_outside():
    assert list_labels(SECTIONS, "B4", "C9", "B11") == [
        (("Pre-court", "Reprimand"), ("Male",)),
        (("Custody", "Life"), ("Female",)),
        (("TOTAL",), ("Male",)),
    ]
    assert list_drawn_cells(SECTIONS)["A3"].role == "label"


def test_headings_one_after_the_other_are_nested():
    assert list_labels(NESTED, "B6", "B10", "B12", "C17", "C23") == [
        (("Nation", "Pre-court", "Reprimand"), ("Male",)),
        (("Nation", "Custody", "Detention"), ("Male",)),
        (("Nation", "TOTAL"), ("Male",)),
        (("Derby", "Pre-court", "Reprimand"), ("Female",)),
        (("Derby", "TOTAL"), ("Female",)),
    ]


def test_a_group_printed_once_labels_the_rows_beneath_and_is_asked_about():
    assert list_labels(GROUPS, "C4", "D7") == [
        (("North", "Durham"), ("2018",)),
        (("South", "Sussex"), ("2019",)),
    ]
    (table,) = find_drawn_tables(GROUPS).tables
    assert table.total_rows == {4, 7}
    assert "A3, A6: do these words name the rows beneath" in list_questions(GROUPS)


def test_a_group_filled_down_is_not_stretched_over_a_blank():
    drawing = GROUPS.replace("\n|Durham", "\nNorth|Durham").replace("\n|Sussex", "\nSouth|Sussex")
    assert list_labels(drawing, "C5") == [(("Total",), ("2018",))]


def test_words_at_the_ends_of_one_run_of_numbers_are_no_groups():
    drawing = "\nPupils\nIndex||Count\nMost deprived|1|344\n|2|306\n|3|263\nLeast deprived|4|199\n"
    assert list_labels(drawing, "C4", "C6") == [
        (("2",), ("Count",)),
        (("Least deprived", "4"), ("Count",)),
    ]


def test_years_ages_and_bands_beside_figures_are_labels():
    for labels in (("2018", "2019", "2020"), ("14", "15", "16"), ("10 - 14", "15 - 17", "18+")):
        rows = "\n".join(f"{label}|{n}|{n * 3}" for n, label in enumerate(labels, 25))
        assert list_labels(f"\nComplaints\n|Upheld|Not upheld\n{rows}\n", "C4") == [
            ((labels[1],), ("Not upheld",))
        ]


def test_labels_may_stand_at_the_right():
    drawing = "\nComplaints\n2019|2018|Rank\n8|3|PC\n0|2|Sergeant\n5|1|Inspector\n"
    assert list_labels(drawing, "A3", "B5") == [
        (("PC",), ("2019",)),
        (("Inspector",), ("2018",)),
    ]


def test_a_row_of_words_in_the_middle_of_a_narrow_table_is_taken_for_blank_and_asked():
    drawing = "\nComplaints\nRank|Number\nPC|30\nSergeant|4\nInspector|\nChief Inspector|2\n"
    assert list_labels(drawing, "B6") == [(("Chief Inspector",), ("Number",))]
    assert "A5:B5: no figures stand in this row" in list_questions(drawing)


def test_a_heading_that_may_be_a_blank_row_is_asked_about():
    drawing = """
Time in class
|With plan|With other need|Declared
All pupils|142|187|191
Time spent by pupils
All the time|80|179|25
Half of it|18|2|35
"""
    assert list_labels(drawing, "B6") == [
        (("Time spent by pupils", "Half of it"), ("With plan",)),
    ]
    assert "A4: are these words the heading" in list_questions(drawing)


def test_rows_without_a_label_and_labels_said_twice_are_asked_about():
    drawing = "\nComplaints\nRank|2018|2019\nPC|3|8\nPC|2|0\n|5|8\n"
    asked = list_questions(drawing)
    assert "B5: these rows of figures have no label" in asked
    assert "the same label stands beside several rows" in asked


@pytest.mark.parametrize("remark", ["(1) revised in May", "* see the letter", "Note: provisional"])
def test_a_footnote_between_tables_heads_nothing(remark):
    drawing = f"\nComplaints\nRank|2018|2019\nPC|3|8\nSergeant|2|0\n{remark}\nInspector|1|1\n"
    assert list_labels(drawing, "B6") == [(("Inspector",), ("2018",))]


def test_bands_that_come_again_under_each_heading_label_their_rows():
    drawing = """
Complaints
Age|2018|2019
Males
18 - 20|4|8
21 - 30|7|3
31 - 40|2|6
Females
18 - 20|5|9
21 - 30|1|2
31 - 40|3|4
"""
    (table,) = find_drawn_tables(drawing).tables
    assert table.row_labels[9] == ("Females", "31 - 40")


TWO_LEVELS = """
Complaints
|2018|2019
Volunteers
Off duty
Complaints|9|2
Cases|0|5
On duty
Complaints|28|35
Cases|562|82
Officers
Off duty
Complaints|3|25
Cases|4|8
On duty
Complaints|1|2
{}
"""


def test_lines_over_labels_that_come_again_head_their_sections():
    drawing = TWO_LEVELS.format("Cases|6|7")
    assert list_labels(drawing, "B5", "C9", "B13") == [
        (("Volunteers", "Off duty", "Complaints"), ("2018",)),
        (("Volunteers", "On duty", "Cases"), ("2019",)),
        (("Officers", "Off duty", "Cases"), ("2018",)),
    ]
    assert "blank" not in list_questions(drawing)


def test_a_label_of_other_sections_without_figures_is_a_blank_row_and_no_heading():
    drawing = TWO_LEVELS.format("Cases||")
    assert list_labels(drawing, "B15") == [(("Officers", "On duty", "Complaints"), ("2018",))]
    assert "A16:C16" in list_questions(drawing)


@pytest.mark.parametrize(
    "bands", [["0-4", "5-9", "10-14"], ["1-99", "100-299", "300-499"], ["Under 18", "18 - 20"]]
)
def test_bands_that_come_again_under_headings_label_rows_though_one_is_left_out(bands):
    rows = [f"{band}|{30 + n}|{50 + n}" for n, band in enumerate(bands)]
    sections = [line for heading in ("A", "B", "C", "D") for line in (heading, *rows)]
    told = list_drawn_cells("\n".join(["", "Officers", "Age|2018|2019", *sections[:-1], ""]))
    assert told["B5"].row_labels[-1:] == (bands[1],)
    assert told["B4"].row_labels == ("A", bands[0])
    assert not [cell for cell in told.values() if cell.text in bands and cell.role == "data"]
