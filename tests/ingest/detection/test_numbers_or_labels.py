"""Numbers that are labels, labels that look like numbers, and what stays open between them."""

import os
import re
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from formats import FORMATS, write_book
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.detection.found_tables import WorkbookTables
from analysis.ingest.detection.workbook_tables import find_sheet_tables, find_tables
from analysis.ingest.files.sheet import Sheet
from analysis.ingest.files.workbook import read_file
from analysis.ingest.inspect import draft_tables

pytestmark = pytest.mark.costly

CASES = os.environ.get("FOI_CASES")
TITLE = ["Complaints"]
FORCES = ["Durham", "Kent", "Essex", "Surrey"]


def find(*rows) -> WorkbookTables:
    width = max(map(len, rows))
    sheet = Sheet("S", tuple((*row, *[""] * (width - len(row))) for row in rows))
    found = find_sheet_tables(sheet)
    return WorkbookTables("drawn", "", {"S": sheet}, found.tables, found.questions)


def ask(workbook: WorkbookTables) -> str:
    tables = [str(question) for table in workbook.tables for question in table.questions]
    return "\n".join((*tables, *map(str, workbook.questions)))


def put_beside(labels: list) -> list[list]:
    """Three rows of counts, each after its label."""
    counts = [[12, 14, 9], [3, 35, 8], [9, 7, 17]]
    return [[label, *line] for label, line in zip(labels, counts, strict=True)]


def draw_beside(head: str, codes: list, after: bool = False) -> WorkbookTables:
    """Codes beside the names of forces and two columns of counts."""
    counts = [(12, 30), (7, 4), (9, 16), (21, 2)]
    pairs = [(f, c) if after else (c, f) for c, f in zip(codes, FORCES, strict=True)]
    heads = ["Force", head] if after else [head, "Force"]
    lines = [[*pair, *count] for pair, count in zip(pairs, counts, strict=True)]
    return find(TITLE, [*heads, "2018", "2019"], *lines)


CODES = {
    "numbers in no order": [11, 46, 42, 45],
    "long numbers": [1001, 1004, 1010, 1013],
    "in order": [1, 2, 3, 4],
    "letters": ["E23000013", "E23000032", "E23000028", "E23000031"],
    "leading zeros": ["0011", "0046", "0042", "0045"],
    "typed as text": ["11", "46", "42", "45"],
}
HEADS = ["Code", "Force code", "ID", "Ref.", "Ref no.", "Reference number", "Rank", "Position"]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("codes", CODES.values(), ids=CODES)
@pytest.mark.parametrize("head", HEADS)
def test_a_column_of_codes_is_no_column_of_counts(head, codes, after):
    workbook = draw_beside(head, codes, after)
    (table,) = workbook.tables
    assert table.columns == (2, 3)
    assert [labels[-1] for labels in table.row_labels.values()] in (FORCES, list(map(str, codes)))
    (recipe,) = draft_tables(workbook, ["S"]).recipes
    assert "is no period" not in "".join(map(str, recipe.questions))


@pytest.mark.parametrize("head", [*HEADS, "Station"])
def test_codes_alone_at_the_left_label_their_rows_or_are_asked_about(head):
    workbook = find(TITLE, [head, "2018", "2019"], [1001, 12, 3], [1004, 9, 14], [1010, 3, 5])
    (table,) = workbook.tables
    if table.columns == (1, 2):
        assert list(table.row_labels.values()) == [("1001",), ("1004",), ("1010",)]
    else:
        assert "these rows of figures have no label" in ask(workbook)


@pytest.mark.parametrize("head", ["Rank", "Position", "Force code"])
def test_places_in_an_order_right_of_the_counts_are_asked_about_and_not_drafted(head):
    rows = [
        [force, n, p] for force, n, p in zip(FORCES, (12, 90, 30, 3), (3, 1, 2, 4), strict=True)
    ]
    workbook = find(TITLE, ["Force", "Complaints", head], *rows)
    assert "C3:C6: are these codes or places in an order, not counts?" in ask(workbook)
    (recipe,) = draft_tables(workbook, ["S"]).recipes
    assert {entry.key: entry.value for entry in recipe.entries}["ignore"] == [head]


def test_a_head_that_counts_codes_or_ranks_is_left_alone():
    heads = ["Force", "Number of ranks", "Breaches of the code"]
    workbook = find(TITLE, heads, ["Durham", 12, 3], ["Kent", 9, 14], ["Essex", 3, 5])
    assert workbook.tables[0].columns == (1, 2)
    assert "codes or places" not in ask(workbook)


@pytest.mark.parametrize("head", ["Year", "", "Calendar year"])
@pytest.mark.parametrize("as_text", [False, True])
def test_bare_years_beside_counts_label_them(head, as_text):
    years = [2018, 2019, 2020]
    shown = list(map(str, years)) if as_text else years
    counts = [12, 9, 30]
    workbook = find(TITLE, [head, "Complaints"], *map(list, zip(shown, counts, strict=True)))
    (table,) = workbook.tables
    assert [labels for labels in table.row_labels.values()] == [(str(y),) for y in years]
    assert (table.columns, table.row_kind) == ((1,), "year")


def test_years_that_are_codes_by_their_head_are_asked_about():
    workbook = find(TITLE, ["Code", "Men", "Women"], [2001, 12, 3], [2004, 9, 14], [2010, 3, 5])
    assert "A3:A5: are these codes, or years?" in ask(workbook)


PERIOD_HEADS = [
    ["2008/1", "2008/2", "2008/3"],
    ["2008/01", "2008/02", "2008/03"],
    ["2008/1", "2008/9", "2008/12"],
    ["Sep. 2009", "Oct. 2009", "Nov. 2009"],
    ["Sept 09", "Oct 09", "Nov 09"],
    ["Q1 2019/20", "Q2 2019/20", "Q3 2019/20"],
    ["2019Q1", "2019Q2", "2019Q3"],
    ["H1 2018", "H2 2018", "H1 2019"],
    ["2008", "2009r", "2010 (p)"],
    ["FY18", "FY19", "FY20"],
    ["Week 12", "Week 13", "Wk 14"],
    ["w/e 4 March 2018", "w/e 11 March 2018", "w/e 18 March 2018"],
    ["Week ending 04/03/2018", "Week ending 11/03/2018", "Week ending 18/03/2018"],
]


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("labels", PERIOD_HEADS, ids=lambda labels: labels[0])
def test_parts_of_years_are_labels_along_either_side(labels, down):
    counts = [[12, 14, 9], [3, 35, 8], [9, 7, 17]]
    if down:
        rows = [
            ["", *FORCES[:3]],
            *([label, *line] for label, line in zip(labels, counts, strict=True)),
        ]
    else:
        rows = [["Force", *labels], *([f, *line] for f, line in zip(FORCES, counts, strict=False))]
    (table,) = find(TITLE, *rows).tables
    side = table.row_labels if down else table.column_labels
    assert list(side.values()) == [(label,) for label in labels]
    assert (table.row_kind if down else table.column_kind) in ("year", "quarter", "month")


BANDS = [
    ["1-99", "100-299", "300+"],
    ["1-5", "6-10", "11-15"],
    ["0 to 4", "5 to 9", "10 or more"],
    ["<1 year", "1-5", "6-10"],
    ["Under 18", "18-20", "21 and over"],
    ["1", "2", "3"],
    [1, 2, 3],
]


@pytest.mark.parametrize("stub", ["Force", ""])
@pytest.mark.parametrize("over", [["Staff", "", ""], ["Staff", "Staff", "Staff"], ["2018", "", ""]])
@pytest.mark.parametrize("bands", BANDS, ids=lambda bands: str(bands[0]))
def test_bands_in_a_second_row_of_heads_are_heads(bands, over, stub):
    rows = [
        [f, *line] for f, line in zip(FORCES, [[12, 14, 9], [3, 35, 8], [9, 7, 17]], strict=False)
    ]
    (table,) = find(TITLE, ["", *over], [stub, *bands], *rows).tables
    assert table.headers == (1, 2)
    assert [labels[-1] for labels in table.column_labels.values()] == list(map(str, bands))


@pytest.mark.parametrize("band", ["Under 18", "18 - 20", "100-299", "65+"])
def test_one_band_heads_one_column(band):
    workbook = find(TITLE, ["Force", band], ["Durham", 12], ["Kent", 3], ["Essex", 9])
    assert workbook.tables[0].headers == (1,)
    assert "B2: are these numbers heads of columns, not counts?" in ask(workbook)


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.sampled_from([1, 3, 12]))
def test_days_without_their_format_head_columns_and_rows_and_are_asked_about(day, months):
    first = day.replace(day=1)
    numbers = []
    for step in range(3):
        month = first.month - 1 + step * months
        later = date(first.year + month // 12, month % 12 + 1, 1)
        numbers.append((later - date(1899, 12, 30)).days)
    across = find(TITLE, ["Force", *numbers], ["Durham", 12, 3, 4], ["Kent", 3, 9, 5])
    down = find(
        TITLE,
        ["Month", "Men", "Women"],
        *([n, c, 3] for n, c in zip(numbers, (12, 4, 8), strict=True)),
    )
    assert list(across.tables[0].column_labels.values()) == [(str(n),) for n in numbers]
    assert list(down.tables[0].row_labels.values()) == [(str(n),) for n in numbers]
    said = f"are these days without their format, as {numbers[0]} is {first}?"
    assert said in ask(across)
    assert said in ask(down)


@pytest.mark.parametrize("labels", [[201712, 201801, 201802], [201718, 201819, 201920]])
def test_months_and_years_written_as_numbers_are_labels_and_asked_about(labels):
    across = find(TITLE, ["Force", *labels], *put_beside(FORCES[:3]))
    down = find(TITLE, ["Period", *FORCES[:3]], *put_beside(labels))
    for workbook in (across, down):
        assert "are these months or years, as" in ask(workbook)
        assert workbook.tables[0].columns == (1, 2, 3)
    assert list(down.tables[0].row_labels.values()) == [(str(label),) for label in labels]


@pytest.mark.parametrize("page", ["Page 2 of 3", "page 2", "- P. 2 -", "(Sheet 2/3)"])
def test_a_number_of_a_page_is_no_title(page):
    rows = [["Year", "Men", "Women"], ["2018", 4, 5], ["2019", 6, 7]]
    assert [table.title for table in find([page], *rows).tables] == [""]
    assert [table.title for table in find([page], TITLE, *rows).tables] == ["Complaints"]


def test_cells_with_one_doubt_are_asked_about_once():
    rows = [["Durham", "(12)", 3], ["Kent", "(1,165)", 4], ["Essex", 5, "7-"]]
    asked = ask(find(TITLE, ["Force", "2018", "2019"], *rows))
    text = "B3:B4, C5: 3 cells: a negative number, or a note? ((12), (1,165), 7-)"
    assert text in asked


def test_a_band_that_became_the_number_of_a_day_is_asked_about():
    day = (date(2018, 5, 1) - date(1899, 12, 30)).days
    workbook = find(TITLE, ["Force", "2018", "2019"], ["Durham", day, 3], ["Kent", 3, 9])
    assert "B3: a count, or 1-5 or" in ask(workbook)
    large = find(TITLE, ["Force", "2018", "2019"], ["Durham", day, 3000], ["Kent", 3, 9])
    assert "the number of" not in ask(large)


@pytest.mark.parametrize("ending", [e for e in FORMATS if e != ".csv"])
def test_counts_and_bands_that_became_days_are_asked_about_likeliest_first(tmp_path, ending):
    rows = [
        TITLE,
        ["Length of service", "2018", "2019"],
        [date(2023, 5, 1), date(1900, 3, 14), 3],
        [date(2023, 10, 6), 3, 9],
        ["11-15", 5, 6],
        ["Over 15", 7, 8],
    ]
    workbook = find_tables(read_file(write_book(tmp_path / f"reply{ending}", {"S": rows})))
    assert "B3: 1900-03-14: is the count 74?" in ask(workbook)
    asked = ask(draft_tables(workbook, ["S"]).workbook)
    assert "A3, A4: dates among other labels: was 1-5, 6-10 typed?" in asked


NEGATIVES = ["-1\u00a0165", "−1 165", "-15,99", "(1 165)", "1,165-", "-3", "‑12", "1E2", "1.2E3"]


@pytest.mark.parametrize("ending", FORMATS)
def test_negatives_and_powers_as_text_stay_figures_and_are_asked_about(tmp_path, ending):
    rows = [TITLE, ["Force", "2018", "Change"], ["Durham", "12", "3"]]
    rows += [[f"Force {n}", str(20 + 3 * n), text] for n, text in enumerate(NEGATIVES)]
    workbook = find_tables(read_file(write_book(tmp_path / f"reply{ending}", {"S": rows})))
    (table,) = workbook.tables
    assert (table.columns, len(table.rows)) == ((1, 2), len(NEGATIVES) + 1)
    asked = {cell for question in table.questions for cell in question.cells}
    spread = {f"C{n}" for cell in asked for n in _list_rows(cell)}
    assert spread >= {f"C{row}" for row in range(4, 4 + len(NEGATIVES))}


def _list_rows(cells: str) -> range:
    first, _, last = cells.partition(":")
    return range(int(first[1:]), int((last or first)[1:]) + 1)


@pytest.mark.skipif(not CASES, reason="FOI_CASES names no folder of small sheets")
def test_the_cases_of_numbers_and_labels():
    powers = find_tables(read_file(Path(CASES) / "c07-exponent-words.csv"))
    assert powers.tables[0].columns == (1, 2)
    assert "B3, B5: 2 cells: a power of ten, or a code? (1E2, 1.4E1)" in ask(powers)
    days = find_tables(read_file(Path(CASES) / "s11-count-in-date-format.xlsx"))
    assert "is the count 9 " in ask(days)
    bands = find_tables(read_file(Path(CASES) / "x06-bands-as-dates.xlsx"))
    assert "was 1-5, 6-10 typed" in ask(draft_tables(bands, list(bands.sheets)).workbook)


@pytest.mark.parametrize("ending", [".xlsx", ".xls"])
def test_a_count_in_a_format_for_dates_is_asked_about_by_the_number_stored(tmp_path, ending):
    """Written as Excel stores it: the number itself, with a format that shows a day."""
    counts = [1, 9, 14, 58, 61, 74, 365, 10_000]
    path = tmp_path / f"reply{ending}"
    if ending == ".xlsx":
        with xlsxwriter.Workbook(path) as book:
            page, day = book.add_worksheet("S"), book.add_format({"num_format": "dd/mm/yyyy"})
            page.write_row(0, 0, TITLE)
            page.write_row(1, 0, ["Force", "2018", "2019"])
            for row, count in enumerate(counts, start=2):
                page.write(row, 0, f"Force {row}")
                page.write(row, 1, count, day)
                page.write(row, 2, row)
    else:
        book, day = xlwt.Workbook(), xlwt.easyxf(num_format_str="DD/MM/YYYY")
        page = book.add_sheet("S")
        for column, head in enumerate(["Force", "2018", "2019"]):
            page.write(1, column, head)
        page.write(0, 0, TITLE[0])
        for row, count in enumerate(counts, start=2):
            page.write(row, 0, f"Force {row}")
            page.write(row, 1, count, day)
            page.write(row, 2, row)
        book.save(str(path))
    workbook = find_tables(read_file(path))
    (table,) = workbook.tables
    assert table.columns == (1, 2)
    for row, count in enumerate(counts, start=3):
        assert f"B{row}: " in ask(workbook)
        assert re.search(rf"B{row}: \S+: is the count {count}\b", ask(workbook))
