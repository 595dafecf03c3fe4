"""Where tables lie: stacked, side by side, under captions, far apart, or nowhere."""

import pytest
from sheets_by_hand import draw_sheet, find_drawn_tables, list_drawn_cells, list_questions

from analysis.ingest.detection.workbook_tables import find_sheet_tables
from analysis.ingest.files.sheet import format_ranges

STACKED = """
Table 1: Complaints by rank
Rank|2018|2019
PC|3|8
Sergeant|2|0
* revised in May
Table 2: Complaints by platform
Platform|2018|2019
Facebook|1|5
Twitter|4|3
"""
BESIDE = """
Complaints by rank||||Complaints by platform
Rank|2018|2019||Platform|Number
PC|3|8||Facebook|5
Sergeant|2|0||Twitter|3
Inspector|1|1||WhatsApp|9
Total|6|9
"""


def ranges(drawing: str) -> list[tuple[str, str]]:
    return [(table.title, table.range) for table in find_drawn_tables(drawing).tables]


def test_stacked_tables_part_at_the_title_and_the_footnote_stays_above():
    assert ranges(STACKED) == [
        ("Table 1: Complaints by rank", "A2:C4"),
        ("Table 2: Complaints by platform", "A7:C9"),
    ]
    assert find_drawn_tables(STACKED).tables[0].notes == ("A5",)


def test_tables_part_at_new_heads_without_a_title_or_a_blank_row():
    drawing = (
        "\nComplaints\nRank|2018|2019\nPC|3|8\nSergeant|2|0\nPlatform|2018|2019\nFacebook|1|5\n"
    )
    assert [place for _, place in ranges(drawing)] == ["A2:C4", "A5:C6"]


def test_a_column_of_codes_before_the_names_is_no_table_that_touches():
    drawing = "\nComplaints\nCode|Force|2018|2019\n4101|Kent|3|8\n4102|Durham|2|0\n4103|Gwent|7|5\n"
    assert len(ranges(drawing)) == 1


def test_a_raised_digit_that_was_typed_is_no_digit_of_a_number():
    drawing = "\nComplaints\nForce|2018|2019\n26³|3|8\n27|2|0\n28|4|5\n"
    assert len(ranges(drawing)) == 1
    drawing = "\nComplaints\nForce|2018|2019|2020\n26³|27|28|29\nKent|2|0|4\nDurham|4|5|1\n"
    assert len(ranges(drawing)) == 1


def test_tables_side_by_side_part_at_the_labels_of_the_second():
    assert ranges(BESIDE) == [
        ("Complaints by rank", "A2:C6"),
        ("Complaints by platform", "E2:F5"),
    ]


def test_a_table_without_a_title_takes_the_one_beside_it_and_asks():
    drawing = BESIDE.replace("Complaints by platform", "")
    assert [title for title, _ in ranges(drawing)] == ["Complaints by rank"] * 2
    assert "A1: is this the title of the table?" in list_questions(drawing)


def test_tables_that_touch_part_where_labels_stand_between_figures():
    drawing = (
        "\nRank|Number|Platform|Number\nPC|31|Facebook|5\n"
        "Sergeant|4|Twitter|3\nInspector|2|Other|1\n"
    )
    assert [place for _, place in ranges(drawing)] == ["A1:B4", "C1:D4"]


def test_lists_without_heads_part_at_their_titles():
    drawing = (
        "\nBy platform\nFacebook|12\nTwitter|5\n\nBy outcome\nDismissed|2\nWords of advice|15\n"
    )
    assert ranges(drawing) == [("By platform", "A2:B3"), ("By outcome", "A6:B7")]


def test_a_total_after_a_blank_row_belongs_to_the_table():
    drawing = "\nComplaints\nRank|2018|2019\nPC|3|8\nSergeant|2|5\n\nTotal|5|13\n"
    (table,) = find_drawn_tables(drawing).tables
    assert (table.range, table.total_rows) == ("A2:C6", {5})


def test_figures_far_below_are_a_table_of_their_own_or_asked_about():
    drawing = "\nComplaints\nRank|2018|2019\nPC|3|8\nSergeant|2|5\n\n\n\n\nchecked|7\nagain|9\n"
    assert [place for _, place in ranges(drawing)] == ["A2:C4", "A9:B10"]


def test_flags_belong_to_the_figures_beside_them():
    drawing = "\nUses\n|2015||2016|\nDrawn|2457|R|2829|\nAimed|630||719|R\nFired|104||98|\n"
    (table,) = find_drawn_tables(drawing).tables
    assert table.columns == (1, 3)
    assert table.flags == (2, 4)
    assert list_drawn_cells(drawing)["E4"].role == "flag"


def test_a_note_beside_a_table_is_a_note_with_a_question():
    drawing = "\nComplaints\nRank|2018|2019\nPC|3|8||see the letter\nSergeant|2|5\nInspector|1|1\n"
    told = list_drawn_cells(drawing)
    assert told["E3"].role == "note"
    assert told["C4"].row_labels == ("Sergeant",)
    assert "E3: these words stand beside the figures" in list_questions(drawing)


def test_a_stray_number_beside_a_table_is_asked_about():
    rows = "\n".join(f"rank {n}|{n + 3}|{n + 9}" for n in range(12))
    drawing = f"\nComplaints\nRank|2018|2019\n{rows}||17\n"
    assert list_drawn_cells(drawing)["E14"].role == "note"
    assert "E14: these figures stand under no head" in list_questions(drawing)


def test_prose_with_numbers_in_it_is_no_table():
    drawing = (
        "\nIn 2019 the force held 340 records.\n\nThe search took 18 hours.\nReference|12345\n"
    )
    assert not find_drawn_tables(drawing).tables
    assert "sheet Sheet, B4: figures in no table" in list_questions(drawing)


def test_a_list_of_the_other_sheets_is_no_table():
    sheet = draw_sheet("\nTable|Title|Period\n1|Officers by rank|2018\n2|Officers by force|2018\n")
    assert find_sheet_tables(sheet, ["Table_1", "Table_2"]).tables == ()


def test_an_empty_sheet_holds_nothing():
    assert find_sheet_tables(draw_sheet("\n\n")).tables == ()


def test_a_list_of_records_has_heads_and_no_row_labels():
    drawing = """
Complaints recorded
Ref|Year|Rank|Platform|Outcome
CM/1|2018|PC|Facebook|Advice
CM/2|2018|Sergeant|Twitter|Dismissed
CM/3|2019|PC|Facebook|Advice
CM/4|2019|PC|WhatsApp|Advice
CM/5|2020|Inspector|Facebook|Resigned
"""
    (table,) = find_drawn_tables(drawing).tables
    told = list_drawn_cells(drawing)["C4"]
    assert (table.orientation, table.title) == ("records", "Complaints recorded")
    assert (told.role, told.row_labels, told.column_labels) == ("data", (), ("Rank",))


def test_a_list_of_records_ends_at_the_next_caption():
    drawing = """
Ref|Rank|Platform|Outcome
CM/1|PC|Facebook|Advice
CM/2|Sergeant|Twitter|Dismissed
CM/3|PC|Facebook|Advice
CM/4|PC|WhatsApp|Advice
Table 2: Complaints|||back
Rank|Number
PC|31
Sergeant|4
"""
    assert [place for _, place in ranges(drawing)] == ["A1:D5", "A7:B9"]


def test_labels_said_again_at_the_right_are_no_table_and_no_figures():
    drawing = "\nRank|2018|2019|\nPC|31|30|PC\nSergeant|4|5|Sergeant\nInspector|2|1|Inspector\n"
    (table,) = find_drawn_tables(drawing).tables
    assert (table.stubs, table.columns) == ((0,), (1, 2))


def test_captions_part_tables_that_share_a_row():
    drawing = """
Table 1: By rank|||Table 2: By year
Rank|Number||2018|2019|2020
PC|31||3|5|8
Sergeant|4
"""
    assert ranges(drawing) == [
        ("Table 1: By rank", "A2:B4"),
        ("Table 2: By year", "D2:F3"),
    ]


def test_cells_are_spelt_as_few_ranges():
    assert format_ranges([(4, 1), (4, 2), (5, 1), (5, 2), (9, 0)]) == ("B5:C6", "A10")
    assert format_ranges([]) == ()


def test_a_row_of_negatives_or_powers_of_ten_stays_a_row_of_its_table():
    """They were words once, and the row a heading, a header or a note."""
    for first, second in (("-1\u00a0165", "−1 165"), ("-15,99", "(1 165)"), ("'1E2", "'1.2E3")):
        drawing = f"\nComplaints\nForce|2018|2019\nDurham|3|8\nKent|{first}|{second}\nEssex|2|0\n"
        assert ranges(drawing) == [("Complaints", "A2:C5")]
        found = find_drawn_tables(drawing)
        assert found.tables[0].rows == (2, 3, 4)
        assert "B4" in list_questions(drawing)


def test_a_column_of_numbers_before_the_labels_is_looked_at_without_a_fall():
    assert ranges("\nComplaints\nCode|Force|2018|2019\n11|Durham|3|8\n46|Kent|2|0\n42|Essex|7|1\n")


@pytest.mark.parametrize(
    "drawing",
    [
        "Complaint number|Rank\nCM/1|PC\nCM/2|\nCM/3|Sgt\nCM/4|PC",
        "Case ref|Officer ID\n1001|55\n1002|56\n1002|57",
        "URN|Date received\nU1|3 March 2018\nU2|5 May 2018",
        "Year|Platform\n2018|Facebook\n2018|Twitter\n2018|Facebook\n2019|Facebook",
        "Year|Rank|Platform\n2018|PC|Facebook\n2019|Sergeant|Twitter",
        "Officer rank|Site\nPC|Facebook\npc|FB\nSgt|Facebook\nP.C.|Twitter",
        "No|Year|Grade|Site\n1|2018|A|Quorvex\n2|2018|B|Zant\n3|2018|A|Zant\n4|2019|A|Quorvex",
    ],
)
def test_a_few_columns_that_name_date_or_class_records_are_a_list(drawing):
    (table,) = find_drawn_tables(f"\n{drawing}\n").tables
    assert table.orientation == "records"
    assert table.rows == tuple(range(1, drawing.count("\n") + 1))


@pytest.mark.parametrize(
    "drawing",
    [
        "Term|Definition\nPSD|Professional standards\nPC|Police constable\nIOPC|Independent office",
        "Abbreviation|Meaning|Source\nPSD|Standards|Force\nPC|Constable|Force\nIOPC|Office|Act",
        "Our ref|FOI 123/20\nYour ref|A/12\nDate|1 May 2020\nOfficer|PC 12",
        "Freedom of Information Unit|Headquarters\nPO Box 12|High Street\nQuorvex|AB1 2CD",
        "Month|Status\nJanuary 2018|Published\nFebruary 2018|Published\nMarch 2018|Draft",
        "Question no.|Answer\nQ1|Yes\nQ2|No\nQ3|Yes\nQ4|Yes",
        "Force|Contact|Address\nKent|Press office|High Way\nEssex|Unit|Low Way\nAvon|Unit|Old Way",
        "Force code|Region code\nE23000001|E12000001\nE23000002|E12000001\nE23000003|E12000002",
        "Version|Date|Change\nv1|3 May 2018|First\nv2|4 May 2018|Second\nv3|5 May 2018|Third",
    ],
)
def test_rows_that_are_no_records_are_no_list(drawing):
    assert find_drawn_tables(f"\n{drawing}\n").tables == ()


@pytest.mark.parametrize(
    "drawing",
    [
        "Table number|Title|Period\nTable 1|Officers by rank|2018\nTable 2|Officers by force|2018",
        "Year|Rank|Number\n2018|PC|Withheld\n2018|Sergeant|Withheld\n2019|PC|Withheld",
        "Year|Rank|Number\n2018|PC|3\n2018|Sergeant|4\n2019|PC|1\n2019|Sergeant|2",
        "Rank|Complaints\nPC|2010\nSergeant|1990\nInspector|1999\nOther|2001",
    ],
)
def test_a_table_of_counts_is_no_list(drawing):
    assert "records" not in {t.orientation for t in find_drawn_tables(f"\n{drawing}\n").tables}


NUMBERED = """
Cases
Ref|Area|{}
1|Durham|{}
2|Gwent|{}
3|Kent|{}
"""


def test_references_that_other_sheets_have_for_numbers_make_no_list_of_contents():
    others = ["Table 1", "Table 2", "Table 3"]
    counts = draw_sheet(NUMBERED.format("Number of cases", 134, 2111, 1897))
    (table,) = find_sheet_tables(counts, others).tables
    assert table.columns == (2,)
    pages = draw_sheet(NUMBERED.format("Page", 2, 5, 9))
    assert not find_sheet_tables(pages, others).tables


def test_a_list_of_references_with_counts_kept_back_is_a_table_of_counts():
    drawing = """
Cases
Platform|Ref|Number of cases
Facebook|70|6
WhatsApp|73|<5
TikTok|76|<5
Instagram|79|<5
"""
    (table,) = find_drawn_tables(drawing).tables
    assert (table.orientation, table.columns) == ("no years", (2,))


def test_rows_with_totals_are_no_records():
    drawing = """
Cases
Description|Grade|January|Comments
South West|Dorset|2866|Referred to the office
South West|Cornwall|2465|Referred to the office
South West|Total South West|5331|
Proven|Written warning|66|Two officers
Proven|Dismissed|32|Two officers
Proven|Total|98|Referred to the office
"""
    (table,) = find_drawn_tables(drawing).tables
    assert table.columns == (2,)
    assert table.orientation != "records"


@pytest.mark.parametrize("line", ["2019/20", "24/7 Response", "31/03/2019", "Sheet 2", "P.2"])
def test_a_line_that_names_what_is_beneath_is_no_line_of_a_page(line):
    drawing = f"""
2018/19
Rank|Upheld|Open
Constable|4|5
Sergeant|3|2
{line}
Rank|Upheld|Open
Inspector|1|2
Superintendent|6|1
"""
    first, second = find_drawn_tables(drawing).tables
    assert (first.title, second.title) == ("2018/19", line)


def test_heads_again_with_labels_that_stand_above_are_no_page_break():
    drawing = """
Officers
Rank|Upheld|Open
Constable|4|5
Sergeant|3|2
Total|7|7
Officers
Rank|Upheld|Open
Inspector|1|2
Sergeant|6|1
Total|7|3
"""
    assert len(find_drawn_tables(drawing).tables) == 2


def test_pages_that_a_table_counts_are_its_rows():
    drawing = "\nViews\nPage|2018|2019\nPage 1|4|5\nPage 2||\nPage 3|3|2\n"
    assert "A4:C4" in list_questions(drawing)


def test_the_first_heads_of_another_table_are_no_row_without_figures():
    drawing = "\nBy rank\nRank|Number\nPC|4\nSergeant|3\nOutcome|Total\nDismissed|4\nResigned|3\n"
    told = list_drawn_cells(drawing)
    assert told["B6"].column_labels == ("Total",)
    assert told["B5"].role == "header"


def test_the_answers_to_numbered_questions_are_no_list_of_contents():
    sheet = draw_sheet("\nQuestion|Answer|Number\nQ1|Complaints?|2\nQ2|Upheld?|2\nQ3|Officers?|5\n")
    assert find_sheet_tables(sheet, ["Q1", "Q2", "Q3"]).tables


def test_an_outcome_that_begins_with_total_is_no_total():
    drawing = """
Cases
Ref|Rank|Nature|Outcome
1|PC|Racist post|Total ban
2|Sergeant|Abuse|Dismissed
3|PC|Abuse|Dismissed
4|PC|Racist post|Warning
"""
    (table,) = find_drawn_tables(drawing).tables
    assert table.orientation == "records"


def test_a_column_of_counts_kept_back_names_no_records():
    drawing = "\nOfficers\nArea|Number\n2005/06|<5\n2006/07|<5\n2007/08|<5\n2008/09|<5\n"
    told = list_drawn_cells(drawing)
    assert (told["B3"].row_labels, told["B3"].role) == (("2005/06",), "data")


def test_an_open_statement_over_a_lone_column_is_asked_about():
    drawing = "\nCases\n\nTwitter|Under investigation\nTikTok|168\nFacebook|3783\n"
    assert "B3: are these heads of columns" in list_questions(drawing)
