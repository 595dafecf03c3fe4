"""How tables are laid out."""

from analysis.publish.tables.layout import lay_out, measure_column


def test_headings_come_from_the_rows_and_numbers_stand_to_the_right():
    table = lay_out("x", "Caption", [{"Reply": "A", "Count": "3"}], numeric=["Count"])
    head, rule, row, _, caption = table.split("\n")
    assert (head, row, caption) == ("| Reply | Count |", "| A | 3 |", ": Caption {#tbl:x}")
    left, right = rule.strip("| ").split(" | ")
    assert left.startswith(":-") and right.endswith("-:")


def test_a_table_without_rows_says_so():
    assert "| none |" in lay_out("x", "Caption", [])


def test_a_table_of_words_shows_no_provenance():
    assert lay_out("x", "C", [{"a": "b"}], of_words=True).endswith('{#tbl:x provenance="none"}')


def test_a_column_is_as_wide_as_what_readers_see_not_as_its_links():
    assert measure_column(["Count", r"1,510 to 1,750[\[117\]](#line-117){.trace}"]) == len(
        "1,510 to 1,750[117]"
    )
    assert measure_column(["a"]) == 4


def test_a_long_text_asks_for_more_room_but_not_for_all_of_it():
    short, long = measure_column(["word " * 8]), measure_column(["word " * 200])
    assert 20 < short < long <= 90
