"""Heads over the columns: depth, banners, years, numbers, and what stands between them."""

import pytest
from sheets_by_hand import find_drawn_tables, list_drawn_cells, list_labels, list_questions

WORDS = ["PC", "PCSO", "Other"]
TWO_BANNERS = """
Complaints by outcome
Rank|Received|||Finalised||
|2018|2019|2020|2018|2019|2020
PC|21|18|25|20|15|11
Sergeant|4|7|6|3|5|6
"""
BANNERS_APART = """
Cases and people
Division|Cases||||People|||
|Open|Closed|All||Open|Closed|All
North|12|30|42||14|41|55
South|9|17|26||9|20|29
"""
SPARE_COLUMN_UNDER_A_BANNER = """
Cases and shares
Division|Number||||||Percentage||||
|Open|Closed||Lost|Won||Open|Closed||Lost|Won
North|12|30||4|2||25.5|63.1||8.4|4.2
South|9|17||3|1||30.1|56.2||9.7|3.2
"""


def test_a_banner_reaches_to_the_next_one():
    labels = list_labels(TWO_BANNERS, "D4", "E4", "G5")
    assert labels == [
        (("PC",), ("Received", "2020")),
        (("PC",), ("Finalised", "2018")),
        (("Sergeant",), ("Finalised", "2020")),
    ]


def test_a_blank_column_where_banners_end_is_no_end_of_the_table():
    workbook = find_drawn_tables(BANNERS_APART)
    (table,) = workbook.tables
    assert table.range == "A2:H5"
    assert table.column_labels[7] == ("People", "All")
    assert table.total_columns == {3, 7}


def test_a_banner_over_a_blank_column_is_asked_about():
    assert list_labels(SPARE_COLUMN_UNDER_A_BANNER, "E4") == [
        (("North",), ("Number", "Lost")),
    ]
    assert "reach over the blank column" in list_questions(SPARE_COLUMN_UNDER_A_BANNER)


def test_a_merged_head_reaches_over_its_span_alone():
    drawing = TWO_BANNERS.replace("|||Finalised", "||Finalised|")
    labels = list_labels(drawing, "C4", "D4", merged=((1, 1, 1, 2), (1, 3, 1, 6)))
    assert labels == [(("PC",), ("Received", "2019")), (("PC",), ("Finalised", "2020"))]


@pytest.mark.parametrize(
    "years",
    ["2018|2019|2020", "2020|2019|2018", "2018/19|2019/20|2020/21", "2018*|2019|2020^", "Q1|Q2|Q3"],
)
def test_years_over_figures_are_heads(years):
    drawing = f"\nComplaints\n|{years}\nPC|3|8|1\nSergeant|2|0|4\n"
    assert list_labels(drawing, "B3") == [(("PC",), (years.split("|")[0],))]


def test_counts_that_look_like_years_are_figures_where_the_heads_are_words():
    drawing = "\nStops\nDivision|Car|Foot\nNorth|2019|2018\nSouth|1999|310\n"
    assert list_drawn_cells(drawing)["B3"].role == "data"
    assert list_labels(drawing, "B3") == [(("North",), ("Car",))]


def test_quarters_as_numbers_under_years_are_heads_and_asked_about():
    drawing = (
        "\nStops\n|2018||||2019||\nPlace|1|2|3|4|1|2|3\nNorth|7|4|9|9|4|2|3\nSouth|2|2|1|8|0|1|1\n"
    )
    assert list_labels(drawing, "C4", "H5") == [
        (("North",), ("2018", "2")),
        (("South",), ("2019", "3")),
    ]
    assert "are these numbers heads" in list_questions(drawing)


def test_a_head_parted_from_its_figures_by_a_blank_row_still_heads_them():
    drawing = (
        "\nStaff\n|As at:||\n\n"
        "|2017-09-30|2018-03-31|2018-09-30\nNorth|56.5|54.2|51\nSouth|12|11|9.5\n"
    )
    assert list_labels(drawing, "B5") == [(("North",), ("As at:", "2017-09-30"))]


def test_a_unit_in_the_corner_heads_no_column():
    drawing = """
Staff by region
England|||Headcount
|2016|2017|2018
North|56|54|51
South|12|11|9
"""
    told = list_drawn_cells(drawing)
    assert told["D4"].column_labels == ("2018",)
    assert told["D2"].role == "note"


def test_a_second_row_of_heads_below_the_total_names_the_columns_left_bare():
    drawing = """
Force used
||Age||
||Under 18|18 to 64|65 and over
All incidents||519|28709|163

Type|Tactic||||Incidents a tactic
Restraint|Handcuffs|199|19879|77|20155
Restraint|Ground|94|4238|20|4352
"""
    assert list_labels(drawing, "F7", "C4", "D8") == [
        (("Restraint", "Handcuffs"), ("Incidents a tactic",)),
        (("All incidents",), ("Age", "Under 18")),
        (("Restraint", "Ground"), ("Age", "18 to 64")),
    ]
    assert "heads stand below figures" in list_questions(drawing)


def test_figures_over_the_only_heads_belong_to_the_columns_under_them():
    drawing = "\nForce used\nAll incidents|313137\n\nTactic|Total\nHandcuffs|218810\nBaton|5026\n"
    assert list_labels(drawing, "B2") == [(("All incidents",), ("Total",))]
    assert "stand above the heads" in list_questions(drawing)


def test_a_column_without_a_head_is_asked_about():
    drawing = "\nComplaints\nRank|2018|2019|\nPC|3|8|11\nSergeant|2|0|2\n"
    told = list_drawn_cells(drawing)
    assert told["D3"].role in ("data", "total")
    assert told["D3"].column_labels == ()
    assert "D2: these columns have no head" in list_questions(drawing)


def test_a_list_without_heads_is_a_table_with_a_question():
    drawing = "\nComplaints by platform\nFacebook|12\nTwitter|5\nWhatsApp|9\n"
    assert list_labels(drawing, "B3") == [(("Twitter",), ())]
    assert "no heads stand over these figures" in list_questions(drawing)


def test_one_row_of_figures_under_years_is_a_table():
    drawing = "\nOfficers dismissed\n2018|2019|2020\n5|0|7\n"
    assert list_labels(drawing, "C3") == [((), ("2020",))]
    assert "have no label" in list_questions(drawing)


def test_small_counts_that_happen_to_count_on_are_no_heads():
    drawing = """
Outcomes
Outcome|Male|Female|Other
Pre-court
Reprimand|1|2|3
Warning|0|1|0
"""
    assert list_labels(drawing, "B4") == [(("Pre-court", "Reprimand"), ("Male",))]


def test_a_lone_band_or_year_over_one_column_is_its_head():
    for head in ("Under 18", "2018", "Not recorded"):
        drawing = f"\nComplaints\n|{head}\nPC|31\nSergeant|4\nInspector|2\n"
        assert list_labels(drawing, "B4") == [(("Sergeant",), (head,))]


def test_a_count_under_a_head_is_no_year():
    drawing = "\nComplaints\nRank|Number\nPC|2018\nSergeant|4\nInspector|2\n"
    assert list_labels(drawing, "B3") == [(("PC",), ("Number",))]


def test_heads_do_not_reach_over_the_title_of_another_table():
    drawing = """
By outcome
Advice|Dismissed|Other
602|180|605

By rank
Rank|2018|2019|2020
PC|3|8|9
Sergeant|1|0|4
"""
    assert list_labels(drawing, "A3", "B7") == [((), ("Advice",)), (("PC",), ("2018",))]


NOTE_UNDER_ITS_TITLE = """
Complaints by year
Year|2019|2020
Complaints|14|16

Complaints by rank
* a number from 1 to 4
Rank|2019|2020
PC|12|16
Sergeant|*|21
"""


def test_a_note_between_a_title_and_its_table_leaves_the_title_where_it_is():
    tables = find_drawn_tables(NOTE_UNDER_ITS_TITLE).tables
    assert [table.title for table in tables] == ["Complaints by year", "Complaints by rank"]
    assert tables[1].marks == {"*": "suppressed 1 to 4"}


BANNERS_IN_THE_MIDDLE = """
Outcomes by year
|||2020/21|||2021/22|
Rank|Upheld|Dismissed|Resigned|Retired|Advice|No action|Other
PC|1|4|2|3|5|6|1
Sergeant|2|6|1|1|9|2|3
"""


def test_banners_over_the_middle_of_their_columns_are_asked_about():
    assert "over which columns do these banners reach" in list_questions(BANNERS_IN_THE_MIDDLE)
    over_the_first = BANNERS_IN_THE_MIDDLE.replace("|||2020/21", "|2020/21||")
    assert "over which columns" not in list_questions(over_the_first)


@pytest.mark.parametrize("numbers", ["(1)|(2)|(3)", "|(1)|(2)", "a|b|c", "[1]|[2]|[3]"])
def test_a_line_that_numbers_the_columns_is_one_of_the_heads(numbers):
    drawing = f"\nComplaints\nForce|Officers|Staff\n{numbers}\nKent|3|8\nDurham|2|0\n"
    (table,) = find_drawn_tables(drawing).tables
    assert table.rows == (3, 4)
    assert [labels[0] for labels in table.column_labels.values()] == ["Officers", "Staff"]


@pytest.mark.parametrize("word", ["Not recorded", "None", "Other"])
def test_labels_said_once_more_at_the_right_make_no_header_of_the_first_row(word):
    drawing = f"""
Complaints by platform
Type|Number of cases
WhatsApp|242|WhatsApp
{word}|25|{word}
Instagram|53|Instagram
Facebook|320|Facebook
"""
    (table,) = find_drawn_tables(drawing).tables
    assert (table.headers, len(table.rows)) == ((1,), 4)


@pytest.mark.parametrize("years", ["2016/17|2017/18", "2016|2017", "Q1|Q2"])
def test_a_total_beside_periods_under_merged_banners_heads_its_column(years):
    drawing = f"""
Complaints by rank
Outcome|Grade|PCSO|||PC||
||{years}|Total|{years}|Total
Proven|Dismissed|4|3|7|2|4|6
Proven|Warning|5|8|13|6|4|10
"""
    (table,) = find_drawn_tables(drawing, merged=((1, 2, 1, 4), (1, 5, 1, 7))).tables
    assert table.headers == (1, 2)
    assert table.column_labels[4] == ("PCSO", "Total")


@pytest.mark.parametrize(
    "items", [("1.1", "1.2", "2.1"), ("1", "1.1", "1.2"), ("2.8", "2.9", "3.1")]
)
def test_numbers_of_items_before_their_words_are_labels(items):
    rows = "\n".join(f"{item}|{word}|3|8" for item, word in zip(items, WORDS, strict=True))
    (table,) = find_drawn_tables(f"\nComplaints\nItem|Description|2018|2019\n{rows}\n").tables
    assert table.columns == (2, 3)
    assert [labels[-1] for labels in table.row_labels.values()] == WORDS


def test_rates_are_no_numbers_of_items():
    drawing = "\nRates\nForce|2018|2019\nKent|1.1|1.2\nDurham|1.3|1.9\nGwent|2.4|2.1\n"
    (table,) = find_drawn_tables(drawing).tables
    assert table.columns == (1, 2)


def test_heads_said_again_inside_a_group_printed_once_head_one_table():
    drawing = """
Complaints
Year|Month|Officers|Staff
2016|April|4|8
|May|7|3
2017|April|2|6
Year|Month|Officers|Staff
|May|5|9
2018|April|1|2
|May|3|4
"""
    (table,) = find_drawn_tables(drawing).tables
    assert table.row_labels[6] == ("2017", "May")
    assert len(table.rows) == 6


def test_words_alone_under_a_whole_line_of_heads_are_asked_about():
    heads = "Rank|Under 18|18 - 20\n\n|Males||||Please read the letter"
    drawing = f"\nComplaints\n{heads}\nPC|4|8\nPCSO|7|3\nOther|1|2\n"
    assert "B4: do these words head their column alone" in list_questions(drawing)


@pytest.mark.parametrize("total", ["", "Total|15|9|14\n"])
def test_a_column_that_counts_on_behind_the_names_is_asked_about(total):
    rows = "".join(f"{name}|{n}|{n * 7 % 5}|4\n" for n, name in enumerate(WORDS, start=1))
    drawing = f"\nComplaints\nRank|Line|2018|2019\n{rows}{total}"
    assert "are these codes or places in an order, not counts?" in list_questions(drawing)


def test_one_hidden_count_all_the_way_down_is_no_column_of_labels():
    drawing = """
Complaints
Rank|Upheld|Not upheld|Open
PC|<5|10|25
Sergeant|<5|33|19
Inspector|<5|37|5
"""
    assert list_labels(drawing, "B3", "C4") == [
        (("PC",), ("Upheld",)),
        (("Sergeant",), ("Not upheld",)),
    ]


def test_heads_in_bands_stand_over_counts_that_are_nearly_all_hidden():
    drawing = """
Complaints
||Upheld|Upheld|Open|Open
Region|Force|Under 18|18 - 20|Under 18|18 - 20
North|Durham|<5|<5|<5|6
North|Cleveland|<5|6|<5|<5
Wales|Gwent|<5|<5|5|<5
"""
    assert list_labels(drawing, "C4") == [(("North", "Durham"), ("Upheld", "Under 18"))]


def test_heads_that_repeat_but_for_their_notes_are_one_header():
    drawing = """
Complaints
|Number||Officers|
|1-99|100-299|1-99|100-299
Force|Gwent|Kent¹²|Gwent|Kent²
PC|4|7|8|2
Sergeant|3|9|1|6
"""
    assert list_labels(drawing, "C5") == [(("PC",), ("Number", "100-299", "Kent¹²"))]


BLANK_COLUMN = """
Complaints
|Number of cases||
Rank|{}|February|March
PC||3252|2581
Sergeant||1713|580
"""


def test_a_column_left_blank_under_its_head_belongs_to_the_table_and_is_asked_about():
    drawing = BLANK_COLUMN.format("January")
    (table,) = find_drawn_tables(drawing).tables
    assert table.columns == (1, 2, 3)
    assert "B4:B5" in list_questions(drawing)


def test_a_blank_column_for_comments_is_none_of_figures():
    (table,) = find_drawn_tables(BLANK_COLUMN.format("Comments")).tables
    assert table.columns == (2, 3)


def test_a_banner_over_a_column_blank_at_first_is_no_title():
    drawing = """
Table 2: Complaints

|Financial year||
Type|Dismissed|Ongoing|Written warning
2005||5|6
2006||3|3
2007||5|2
2008|2|6|6
"""
    assert list_labels(drawing, "C5", "B8") == [
        (("2005",), ("Financial year", "Ongoing")),
        (("2008",), ("Financial year", "Dismissed")),
    ]


@pytest.mark.parametrize("words", ["Refused", "Ask the Quorvex unit"])
def test_words_under_a_head_like_those_of_figures_are_asked_about(words):
    drawing = f"\nCases\n2018|2019|2020\n{words}|750|335\n"
    assert "A3: do these words label the rows, or say that there is no figure?" in (
        list_questions(drawing)
    )


def test_counts_kept_back_beside_counts_label_no_rows():
    drawing = """
Complaints
Force|Complaints|Officers
Avon|1-4|12
Kent|5-9|13
Essex|1-4|14
Surrey|1-4|15
Sussex|5-9|25
"""
    assert list_labels(drawing, "B3") == [(("Avon",), ("Complaints",))]


@pytest.mark.parametrize("place", [2, 3, 4])
def test_a_row_of_counts_kept_back_below_unlike_limits_heads_nothing(place):
    rows = ["Avon|12|9", "Surrey|7|30", "Sussex|8|11"]
    rows.insert(place - 2, "Essex|<5|<10")
    drawing = "\n".join(["", "Complaints", "Force|2018|2019", *rows, ""])
    (table,) = find_drawn_tables(drawing).tables
    assert table.headers == (1,)
    assert list_labels(drawing, f"C{place + 1}") == [(("Essex",), ("2019",))]


def test_numbers_in_brackets_tell_heads_apart():
    drawing = """
Misconduct
Rank|Level 1|Level 2 (1)
Constable|4|5
Sergeant|3|2
Rank|Level 1|Level 2 (2)
Inspector|1|2
Superintendent|6|1
"""
    assert list_labels(drawing, "C6") == [(("Inspector",), ("Level 2 (2)",))]


def test_rising_rates_are_figures_and_number_no_items():
    drawing = "\nCases\nForce|Rate|Cases\nAvon|0.1|4\nKent|0.4|13\nEssex|0.9|22\nSurrey|0.91|30\n"
    (table,) = find_drawn_tables(drawing).tables
    assert (table.stubs, table.columns) == ((0,), (1, 2))


def test_no_outcome_is_a_head_of_figures_though_its_column_is_blank():
    drawing = "\nCases\nRank|Dismissed|No outcome|Resigned\nPC|4||5\nSergeant|3||2\n"
    assert find_drawn_tables(drawing).tables[0].columns == (1, 2, 3)
