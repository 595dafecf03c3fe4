"""How tables are laid out."""

from analysis.publish.tables.layout import format_table


def test_headings_come_from_the_rows_and_numbers_stand_to_the_right():
    table = format_table("x", "Caption", [{"Reply": "A", "Count": "3"}], numeric=["Count"])
    head, rule, row, _, caption = table.split("\n")
    assert (head, row, caption) == ("| Reply | Count |", "| A | 3 |", ": Caption {#tbl:x}")
    assert rule == "| :-- | --: |"


def test_a_table_without_rows_says_so():
    assert "| none |" in format_table("x", "Caption", [])


def test_a_table_of_words_shows_no_provenance():
    assert format_table("x", "C", [{"a": "b"}], of_words=True).endswith(
        '{#tbl:x provenance="none"}'
    )
