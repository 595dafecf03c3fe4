"""Numbers that are labels, labels that are numbers, and parts of tables taken for one another."""

import zipfile
from datetime import date

import pytest
from formats import change_parts, write_book
from surveyed import SHEET, spread, survey, survey_rows

pytestmark = pytest.mark.costly

FILES = (".xlsx", ".xls", ".ods", ".csv")
NO_BREAK, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"


def figures(found):
    return {c for c, cell in found.cells.items() if cell.role in ("data", "total")}


# Negatives and decimals as text.


NEGATIVES = [
    f"-1{NO_BREAK}165",
    f"{MINUS}1{NO_BREAK}165",
    f"-1{NARROW}165",
    "-1 165",
    "-15,99",
    "-1,165",
    f"{NO_BREAK}-165",
    f"-{NO_BREAK}15",
    "(165)",
]


@pytest.mark.parametrize(("form", "text", "row"), spread(FILES, NEGATIVES, (0, 2, 4)))
def test_a_negative_typed_as_text_is_a_figure_that_is_asked_about(tmp_path, form, text, row):
    body = [[year, 1204 + n, 310 + n, 22 + n] for n, year in enumerate(range(2015, 2020))]
    body[row][2] = text
    rows = [["Change in complaints by year"], ["Year", "Received", "Change", "Closed"], *body]
    found = survey_rows(tmp_path, form, rows)
    cell = f"C{3 + row}"
    assert len(found.drafted.workbook.tables) == 1
    assert found.cells[cell].role == "data"
    assert found.labels(cell) == ((str(2015 + row),), ("Change",))
    assert found.count(cell) == (None, None)
    assert found.asks_about(cell)
    assert figures(found) == {f"{c}{n}" for c in "BCD" for n in range(3, 8)}


# Columns of codes, ranks and bare years.


CODES = {
    "codes": ("Code", [4101, 4102, 4103, 4104, 4105]),
    "codes as text": ("Area code", ["0041", "0042", "0043", "0051", "0052"]),
    "ranks": ("Rank", [1, 2, 3, 4, 5]),
    "numbers": ("No.", [1, 2, 3, 4, 5]),
    "years": ("Year", [2016, 2017, 2018, 2019, 2020]),
}
COUNTS = [(14, 6), (9, 31), (27, 2), (8, 8), (11, 5)]
NAMES = ["Northshire", "Eastshire", "Westshire", "Southham", "Midham"]


@pytest.mark.parametrize(("form", "kind", "first"), spread(FILES, CODES, (True, False)))
def test_a_column_of_numbers_that_names_rows_is_no_count(tmp_path, form, kind, first):
    head, numbers = CODES[kind]
    lead = ["Force", head][:: -1 if first else 1]
    body = [
        [*[name, number][:: -1 if first else 1], *counts]
        for name, number, counts in zip(NAMES, numbers, COUNTS, strict=True)
    ]
    rows = [["Complaints by force"], [*lead, "Officers", "Staff"], *body]
    found = survey_rows(tmp_path, form, rows)
    column = "A" if first else "B"
    wrong = [f"{column}{n}" for n in range(3, 8) if found.count(f"{column}{n}") is not None]
    assert not wrong or found.asks_about(wrong[0]), found.cells[wrong[0]]
    assert [found.count(f"C{n}") for n in range(3, 8)] == [(a, a) for a, _ in COUNTS]
    for n, name in enumerate(NAMES, 3):
        assert name in found.labels(f"C{n}")[0]


HEADS = [
    ("2008/1", "2008/2", "2009/1", "2009/2"),
    ("Sep. 2009", "Oct. 2009", "Nov. 2009", "Dec. 2009"),
    ("Sept 2009", "Oct 2009", "Nov 2009", "Dec 2009"),
    ("2008/Q1", "2008/Q2", "2008/Q3", "2008/Q4"),
    ("1-99", "100-299", "300-499", "500-999"),
    ("0 - 4", "5 - 9", "10 - 14", "15 +"),
]


@pytest.mark.parametrize(("form", "heads", "banner"), spread(FILES, HEADS, (True, False)))
def test_heads_that_look_like_numbers_are_heads(tmp_path, form, heads, banner):
    above = [[None, "Number of employees"]] if banner else []
    body = [["Northshire", 4, 2, 9, 1], ["Eastshire", 7, 1, 3, 0], ["Midham", 9, 3, 6, 12]]
    found = survey_rows(tmp_path, form, [["Complaints by force"], *above, ["Force", *heads], *body])
    first = 4 if banner else 3
    assert len(found.drafted.workbook.tables) == 1
    assert figures(found) == {f"{c}{n}" for c in "BCDE" for n in range(first, first + 3)}
    for n, row in enumerate(body, first):
        for column, head, count in zip("BCDE", heads, row[1:], strict=True):
            assert found.count(f"{column}{n}") == (count, count)
            labels, over = found.labels(f"{column}{n}")
            assert (labels, over[-1]) == ((row[0],), head)


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("labels", [["2008/1", "2008/2", "2009/1"], ["1-99", "100-299", "300-499"]])
def test_row_labels_that_look_like_numbers_are_labels(tmp_path, form, labels):
    body = [[label, *counts] for label, counts in zip(labels, COUNTS, strict=False)]
    rows = [["Complaints by group"], ["Group", "Officers", "Staff"], *body]
    found = survey_rows(tmp_path, form, rows)
    assert figures(found) == {f"{c}{n}" for c in "BC" for n in (3, 4, 5)}
    assert [found.labels(f"B{n}")[0] for n in (3, 4, 5)] == [(label,) for label in labels]


# Counts that a spreadsheet turned into dates, and powers of ten.


@pytest.mark.parametrize("form", [".xlsx", ".xls", ".ods"])
def test_a_day_among_counts_is_asked_about_with_its_cell(tmp_path, form):
    rows = [
        ["Complaints by year"],
        ["Year", "Officers", "Staff"],
        ["2018", date(2023, 1, 9), 3],
        ["2019", 10, 5],
        ["2020", 14, 7],
    ]
    found = survey_rows(tmp_path, form, rows)
    assert found.count("B3") in (None, (None, None))
    assert found.asks_about("B3")
    assert found.count("B4") == (10, 10)


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("texts", [("1E2", "1.4E1"), ("1E2", 14), ("2e3", "5E0"), ("1E+2", 14)])
def test_powers_of_ten_among_counts_are_asked_about(tmp_path, form, texts):
    rows = [
        ["Complaints by year"],
        ["Year", "Officers", "Staff"],
        ["2018", texts[0], 3],
        ["2019", 10, 5],
        ["2020", texts[1], 7],
    ]
    found = survey_rows(tmp_path, form, rows)
    assert len(found.drafted.workbook.tables) == 1
    for row, text in ((3, texts[0]), (5, texts[1])):
        if isinstance(text, str):
            assert found.cells[f"B{row}"].role == "data"
            assert found.asks_about(f"B{row}")
    assert [found.count(f"C{n}") for n in (3, 4, 5)] == [(3, 3), (5, 5), (7, 7)]
    assert found.labels("C3")[0] == ("2018",)
    assert found.count("B4") == (10, 10)


# The header once more at a page break.


@pytest.mark.parametrize(
    ("form", "breaks", "head", "blank"),
    spread(FILES, ((2,), (1, 3)), ("Year", "Rank", "Police force"), (False, True)),
)
def test_a_header_repeated_at_a_page_break_heads_one_table(tmp_path, form, breaks, head, blank):
    names = {
        "Year": ["2016", "2017", "2018", "2019", "2020"],
        "Rank": ["Constable", "Sergeant", "Inspector", "PCSO", "Other"],
        "Police force": NAMES,
    }[head]
    rows = [["Complaints by year"], [head, "Officers", "Staff"]]
    expected = {}
    for number, (name, counts) in enumerate(zip(names, COUNTS, strict=True)):
        if number in breaks:
            rows += [[None]] * blank + [[head, "Officers", "Staff"]]
        rows.append([name, *counts])
        expected[len(rows)] = name, counts
    found = survey_rows(tmp_path, form, rows)
    for row, (name, counts) in expected.items():
        assert [found.count(f"{c}{row}") for c in "BC"] == [(n, n) for n in counts]
        assert found.labels(f"B{row}") == ((name,), ("Officers",))
    if len(found.drafted.workbook.tables) == 1:
        assert len(found.drafts) == 1
        assert not [text for text in found.asked if "not accepted" in text]
    else:
        assert blank, "two tables where nothing stands between them"


# Part names in capitals; questions of the whole file.


@pytest.mark.parametrize("upper", [str.upper, str.title])
def test_part_names_in_capitals_are_found(tmp_path, upper):
    rows = [["Complaints by year"], ["Year", "Officers"], ["2018", 9], ["2019", 10], ["2020", 14]]
    plain = write_book(tmp_path / "plain.xlsx", {SHEET: rows})
    with zipfile.ZipFile(plain) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    renamed = {}
    for name, content in parts.items():
        is_sheet = name.startswith("xl/worksheets/")
        renamed |= {name: None, upper(name): content} if is_sheet else {name: content}
    found = survey(change_parts(plain, tmp_path / "reply.xlsx", renamed))
    assert [found.count(f"B{n}") for n in (3, 4, 5)] == [(9, 9), (10, 10), (14, 14)]


@pytest.mark.parametrize("form", FILES)
def test_a_figure_in_no_table_is_named_with_its_cell(tmp_path, form):
    rows = [["Complaints by year"], ["Year", "Officers"], ["2018", 9], ["2019", 10]]
    rows += [[None]] * 8 + [[None] * 7 + [37]]
    found = survey_rows(tmp_path, form, rows)
    assert found.asks_about("H13")
