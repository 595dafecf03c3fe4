import pytest

from analysis.ingest.files.sheet import Sheet, fold
from analysis.ingest.recipe.block import CellTests, Misplaced
from analysis.ingest.recipe.locate import find_title, locate_block

RANKS = ("pc", "sergeant", "inspector")
LOOKS = CellTests(
    header=lambda cell: cell.text.startswith("20"),
    label=lambda cell: fold(cell.text) in RANKS,
    value=lambda cell: cell.text.isdigit() or cell.text == "*",
    title=lambda cell: cell.text == "Other title",
)


def sheet(*rows) -> Sheet:
    return Sheet("s", tuple(tuple(row) for row in rows))


def locate(page: Sheet, one_column: bool = False, words: str = "Title"):
    _, title = find_title({"s": page}, words)
    block = locate_block(page, title, LOOKS, one_column)
    return [c.address for c in block.columns], [c.address for c in block.rows]


def test_a_title_is_found_by_its_words_on_any_sheet():
    sheets = {"a": sheet(["x"]), "b": Sheet("b", (("", ""), ("", "Title")))}
    page, cell = find_title(sheets, "title")
    assert (page.name, cell.address) == ("b", "B2")


def test_the_whole_title_goes_before_a_title_with_a_remark():
    page = sheet(["Title (old)"], ["Title"])
    assert find_title({"s": page}, "Title")[1].address == "A2"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["Title"], ["", "Title"]], r"more than one cell \(s!A1, s!B2\)"),
        ([["Table 1: Title"], ["Table 2: Title"]], r"more than one cell \(s!A1, s!A2\)"),
        ([["Titel"]], "no cell says 'Title'; nearest is 'Titel' in s!A1"),
        ([["quite other words"]], "no cell says 'Title'$"),
    ],
)
def test_a_title_that_is_not_one_cell_is_refused(rows, says):
    with pytest.raises(ValueError, match=says):
        find_title({"s": sheet(*rows)}, "Title")


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(ValueError, match="there is no sheet 'Q2'; there are: s"):
        find_title({"s": sheet(["Title"])}, "Title", "Q2")


def test_notes_a_banner_and_a_blank_row_may_stand_above_the_header():
    page = sheet(
        ["Title"],
        ["a note"],
        ["another note"],
        [],
        ["", "Year of complaint", ""],
        ["Rank", "2018", "2019"],
        ["PC", "1", "2"],
    )
    assert locate(page) == (["B6", "C6"], ["A7"])


def test_a_table_ends_at_a_blank_row_a_note_or_the_next_title():
    for last in ([""], ["Note: * is hidden"], ["Other title"]):
        page = sheet(["Title"], ["Rank", "2018"], ["PC", "1"], ["Sergeant", "*"], last, [""])
        assert locate(page) == (["B2"], ["A3", "A4"])


def test_a_row_whose_figures_are_blank_still_belongs_to_its_table():
    page = sheet(["Title"], ["Rank", "2018"], ["PC", ""], ["Sergeant", "2"], ["Total", ""])
    assert locate(page)[1] == ["A3", "A4", "A5"]


def test_a_column_of_counts_needs_no_header():
    with_header = sheet(["Title"], ["Rank", "Number"], ["PC", "1"], ["Sergeant", "2"])
    assert locate(with_header, one_column=True) == (["B2"], ["A3", "A4"])
    without = sheet(["Title"], ["PC", "1"], ["Sergeant", "2"])
    assert locate(without, one_column=True)[1] == ["A2", "A3"]


@pytest.mark.parametrize("first", [["PC", ""], ["PC", "~"], ["Pcc", "~"], ["Pcc", "1"]])
def test_a_first_row_with_a_wrong_cell_is_not_taken_for_a_header(first):
    page = sheet(["Title"], first, ["Sergeant", "2"])
    assert locate(page, one_column=True)[1] == ["A2", "A3"]


@pytest.mark.parametrize("one_column", [True, False])
@pytest.mark.parametrize(
    "between", [[["Not held."], [], ["New title"]], [["Other title"]], [[], ["New title"]]]
)
def test_a_table_that_is_not_there_is_not_read_from_the_next_one(one_column, between):
    page = sheet(["Title"], *between, ["Rank", "2018"], ["PC", "1"])
    with pytest.raises(Misplaced, match="stands between 'Title' and the next figures"):
        locate(page, one_column)


def test_figures_without_a_header_stop_the_search_for_one():
    page = sheet(["Title"], ["Rank", "20l8"[::-1]], ["PC", "1"], ["Rank", "2018"], ["PC", "9"])
    with pytest.raises(Misplaced, match="no header above") as caught:
        locate(page)
    assert caught.value.fault.cell.address == "B3"


def test_a_header_more_than_ten_rows_below_is_not_looked_for():
    page = sheet(["Title"], *[["note"]] * 10, ["Rank", "2018"], ["PC", "1"])
    with pytest.raises(ValueError, match="no header row"):
        locate(page)


@pytest.mark.parametrize("rows", [[["Rank", "2018"]], [["Rank", "2018"], [], ["PC", "1"]]])
def test_a_header_without_rows_is_refused(rows):
    with pytest.raises(ValueError, match="no row of figures follows the header"):
        locate(sheet(["Title"], *rows))


def test_a_qualified_title_is_not_the_title_and_is_named_with_its_cell():
    other = "Table 2: Title - officers dismissed only, as held on the day of the request"
    with pytest.raises(ValueError) as caught:
        find_title({"s": sheet(["Notes"], [other], ["PC", "1"])}, "Title")
    assert str(caught.value) == f"no cell says 'Title'; nearest is {other!r} in s!A2"


def test_a_title_is_found_beside_its_qualified_neighbour():
    page = sheet(["Title - dismissed only"], ["PC", "1"], [], ["Title (2018 to 2022)"], ["PC", "2"])
    assert find_title({"s": page}, "Title")[1].address == "A4"
