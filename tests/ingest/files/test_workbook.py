import zipfile
from datetime import date

import openpyxl
import pytest
import xlsxwriter
import xlwt
from examples import YEARS_DOWN, write_csv
from formats import FORMATS, change_parts, read_sheets, spell_ods_cell, write_book, write_ods
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from analysis.ingest.files.sheet import Cell, Sheet, Span, fold, format_value
from analysis.ingest.files.workbook import read_file
from analysis.ingest.words.cell_count import read_count
from analysis.model.hidden_matter import HiddenKind

WITH_SPANS = [form for form in FORMATS if form != ".csv"]
NEVER = "a formula that was never calculated"


def list_words(sheet: Sheet) -> dict[str, str]:
    return {cell.address: cell.text for cell in sheet.filled()}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_gives_the_same_words_at_the_same_addresses(tmp_path, form):
    (sheet,) = read_sheets(write_book(tmp_path / f"a{form}", {"Q1": YEARS_DOWN})).values()
    assert list_words(sheet) == {
        "A1": "Complaints by year",
        **{"A2": "Year", "B2": "Complaints", "A3": "2019", "B3": "14", "A4": "2020", "B4": "16"},
        **{"A5": "2021", "B5": "62", "A6": "2022", "B6": "92", "A7": "Total", "B7": "184"},
    }


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]))
values = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.dates(date(1990, 1, 1), date(2050, 1, 1)),
    words.map(lambda text: f"t{text}"[:30]),
)
grids = st.lists(st.lists(values, max_size=5), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None)
@given(rows=grids, form=st.sampled_from(WITH_SPANS))
def test_any_grid_comes_back_from_every_format(rows, form, tmp_path_factory):
    path = tmp_path_factory.mktemp("grid") / f"a{form}"
    sheet = read_sheets(write_book(path, {"one": [["first"]], "two": rows}))["two"]
    put = {
        Cell(r, c, None).address: format_value(value)
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
        if format_value(value)
    }
    assert list_words(sheet) == put
    assert all(not row or row[-1] != "" for row in sheet.rows)


@pytest.mark.parametrize("form", WITH_SPANS)
def test_merged_spans_are_known_in_every_format_that_has_them(tmp_path, form):
    rows = [["Title"], [], [None, 2018, None, 2019], ["Rank", "Met", "Not", "Met"], ["PC", 1, 2, 3]]
    spans = {"Q1": ["B3:C3", "A1:D2"], "Q2": ["A4:A5"]}
    sheets = read_sheets(write_book(tmp_path / f"a{form}", {"Q1": rows, "Q2": rows}, spans))
    assert sorted(sheets["Q1"].merged) == [Span(0, 0, 1, 3), Span(2, 1, 2, 2)]
    assert sheets["Q2"].merged == (Span(3, 0, 4, 0),)


def test_repeated_rows_and_cells_of_an_ods_are_counted_out(tmp_path):
    wide = ' table:number-columns-spanned="2"'
    cells = "".join(
        [
            spell_ods_cell("a", ' table:number-columns-repeated="3"'),
            spell_ods_cell(None, ' table:number-columns-repeated="2"'),
            spell_ods_cell("b", wide),
            "<table:covered-table-cell/>",
        ]
    )
    rows = (
        '<table:table-row table:number-rows-repeated="4"><table:table-cell/></table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{cells}</table:table-row>'
    )
    path = write_ods(tmp_path / "a.ods", f'<table:table table:name="s">{rows}</table:table>')
    sheet = read_sheets(path)["s"]
    assert [sheet.cell(row, column).text for row, column in ((4, 2), (5, 5))] == ["a", "b"]
    assert sheet.merged == (Span(4, 5, 4, 6), Span(5, 5, 5, 6))


@pytest.mark.parametrize("form", [".xlsx", ".xls", ".ods"])
def test_hidden_rows_columns_and_sheets_are_not_in_the_sheet_and_told(tmp_path, form):
    path = write_book(tmp_path / f"a{form}", {"shown": YEARS_DOWN, "aside": [["x"]]})
    if form == ".xlsx":
        book = openpyxl.load_workbook(path)
        for row in (3, 4, 6):
            book["shown"].row_dimensions[row].hidden = True
        book["shown"].column_dimensions["B"].hidden = True
        book["aside"].sheet_state = "hidden"
        book.save(path)
    elif form == ".xls":
        book = xlwt.Workbook()
        page = book.add_sheet("shown")
        for number, row in enumerate(YEARS_DOWN):
            for column, value in enumerate(row):
                page.write(number, column, value)
        for row in (2, 3, 5):
            page.row(row).hidden = True
        page.col(1).hidden = True
        aside = book.add_sheet("aside")
        aside.write(0, 0, "x")
        aside.visibility = 1
        book.save(str(path))
    else:
        hide = 'table:visibility="collapse"'
        columns = f"<table:table-column/><table:table-column {hide}/>"
        rows = "".join(
            f"<table:table-row {hide if number in (2, 3, 5) else ''}>"
            f"{''.join(map(spell_ods_cell, row))}</table:table-row>"
            for number, row in enumerate(YEARS_DOWN)
        )
        write_ods(path, f'<table:table table:name="shown">{columns}{rows}</table:table>')
    book = read_file(path)
    shown = book.sheets["shown"]
    kept = [row for number, row in enumerate(YEARS_DOWN) if number not in (2, 3, 5)]
    seen = [[value for column, value in enumerate(row) if column != 1] for row in kept]
    assert [list(row) for row in shown.rows] == [row[: len(row)] for row in seen]
    assert shown.cell(2, 0).address == "A5"
    told = {(each.what, each.sheet, each.cells) for each in book.hidden}
    assert ("hidden rows", "shown", ("3:4", "6")) in told
    assert ("hidden columns", "shown", ("B",)) in told
    if form != ".ods":
        assert list(book.sheets) == ["shown"]
        assert ("hidden sheet", "sheet 2 of 2", ()) in told
    revealed = read_file(path, reveal="shown").sheets["shown"]
    assert [list(row) for row in revealed.rows] == YEARS_DOWN
    assert revealed.cell(2, 1).address == "B3" and (2, 1) in revealed.revealed
    if form != ".ods":
        for name in ("aside", "sheet 2 of 2"):
            aside = read_file(path, reveal=name).sheets[name]
            assert aside.rows == (("x",),) and aside.revealed == {(0, 0)}


def test_a_cell_outside_the_sheet_is_blank():
    sheet = Sheet("s", (("a",), ("b", "c")))
    assert [sheet.cell(*at).text for at in ((0, 1), (5, 0), (0, -1), (-1, 0))] == [""] * 4


@given(st.integers(0, 10**6), st.integers(0, 700))
def test_an_address_counts_rows_from_one_and_columns_in_letters(row, column):
    address = Cell(row, column, None).address
    letters = address.rstrip("0123456789")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    assert (number, int(address[len(letters) :])) == (column + 1, row + 1)


def test_a_value_is_shown_as_a_person_sees_it():
    shown = [format_value(v) for v in (None, "", 3.0, 3, 2.5, True, date(2018, 3, 1), " a \n b ")]
    assert shown == ["", "", "3", "3", "2.5", "TRUE", "2018-03-01", "a b"]
    assert fold(" Police  STAFF ") == "police staff"


def test_a_formula_gives_its_stored_result_and_an_error_its_name_with_a_remark(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet("s")
        page.write_formula(0, 0, "=1+2", None, 3)
        page.write_formula(0, 1, "=1/0", None, "#DIV/0!")
        page.write_formula(0, 2, '=""', None, "words")
    sheet = read_sheets(tmp_path / "a.xlsx")["s"]
    assert list_words(sheet) == {"A1": "3", "B1": "#DIV/0!", "C1": "words"}
    assert sheet.remarks == {(0, 1): "a formula that ends in the error #DIV/0!"}
    with pytest.raises(ValueError, match="ends in the error #DIV/0!"):
        read_count(sheet.cell(0, 1), {})
    assert read_count(sheet.cell(0, 1), {"#DIV/0!": None}) is None


def test_a_formula_nobody_calculated_is_no_figure(tmp_path):
    book = openpyxl.Workbook()
    book.active.append([1, "=A1+1", "=A1+2"])
    book.save(tmp_path / "python.xlsx")
    with xlsxwriter.Workbook(tmp_path / "zero.xlsx") as other:
        page = other.add_worksheet("Sheet")
        page.write(0, 0, 1)
        page.write_formula(0, 1, "=A1+1")  # written with the result 0, to be calculated later
        page.write_formula(0, 2, "=A1+2", None, 3)
    for name, unknown in (("python.xlsx", {"B1", "C1"}), ("zero.xlsx", {"B1"})):
        sheet = read_sheets(tmp_path / name)["Sheet"]
        remarked = {cell.address for cell in sheet.filled() if cell.remark == NEVER}
        assert remarked == unknown
        assert sheet.cell(0, 1).value is None
        with pytest.raises(ValueError, match="never calculated"):
            read_count(sheet.cell(0, 1), {"": None, "0": None})
    said = tuple(map(str, read_file(tmp_path / "python.xlsx").remarks))
    assert said == (f"sheet Sheet, B1:C1: {NEVER}",)


def test_a_formula_of_an_ods_or_xls_without_a_result_is_no_figure_either(tmp_path):
    formula = ' table:formula="of:=1+1"'
    error = ' table:formula="of:=1/0" office:value-type="string" office:string-value=""'
    row = (
        f"<table:table-row><table:table-cell{formula}/>{spell_ods_cell(2, formula)}"
        f"<table:table-cell{error}><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>"
    )
    path = write_ods(tmp_path / "a.ods", f'<table:table table:name="s">{row}</table:table>')
    sheet = read_sheets(path)["s"]
    assert sheet.remarks == {(0, 0): NEVER, (0, 2): "a formula that ends in the error #DIV/0!"}
    assert list_words(sheet) == {"A1": "", "B1": "2", "C1": "#DIV/0!"}
    book = xlwt.Workbook()
    page = book.add_sheet("s")
    page.write(0, 0, xlwt.Formula("1+1"))
    page.row(0).set_cell_error(1, 0x2A)
    book.save(str(tmp_path / "a.xls"))
    remarks = read_sheets(tmp_path / "a.xls")["s"].remarks
    assert remarks == {(0, 1): "a formula that ends in the error #N/A"}


def test_a_figure_under_a_merged_cell_is_hidden_and_a_copy_of_the_words_is_not(tmp_path):
    path = write_book(tmp_path / "a.xlsx", {"s": [["Rank", "Rank", 7], [1, 2, 3]]})
    span = '</sheetData><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>'
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        xml = archive.read(part).decode()
    changed = change_parts(path, tmp_path / "b.xlsx", {part: xml.replace("</sheetData>", span)})
    sheet = read_sheets(changed)["s"]
    assert sheet.rows == (("Rank",), (1, 2, 3))
    (told,) = read_file(changed).hidden
    assert (told.kind, told.cells, told.count) == (HiddenKind.COVERED, ("C1",), 1)


def test_dates_of_both_date_systems_are_days_and_dates_as_text_stay_text(tmp_path):
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([date(2020, 3, 1), "01/03/2020"])
    book.save(tmp_path / "a.xlsx")
    old = xlwt.Workbook()
    old.dates_1904 = True
    old.add_sheet("Sheet").write(0, 0, date(2020, 3, 1), xlwt.easyxf(num_format_str="D/M/YYYY"))
    old.save(str(tmp_path / "a.xls"))
    assert read_sheets(tmp_path / "a.xlsx")["Sheet"].rows == ((date(2020, 3, 1), "01/03/2020"),)
    assert list_words(read_sheets(tmp_path / "a.xls")["Sheet"]) == {"A1": "2020-03-01"}
    typed = Cell(0, 0, date(2020, 5, 1))  # what a spreadsheet made of 1-5
    with pytest.raises(ValueError, match="2020-05-01"):
        read_count(typed, {})


def test_numbers_stored_as_text_stay_text(tmp_path):
    for form in WITH_SPANS:
        sheet = read_sheets(write_book(tmp_path / f"a{form}", {"s": [["007", "17", 17]]}))["s"]
        assert sheet.rows[0][:2] == ("007", "17") and not isinstance(sheet.rows[0][2], str)


def test_a_macro_workbook_is_read_and_its_macros_reach_nobody(tmp_path):
    path = write_book(tmp_path / "a.xlsm", {"s": [["x"]]})
    assert b"vbaProject.bin" in path.read_bytes()
    assert read_file(path).sheets["s"].rows == (("x",),)


def test_a_right_to_left_sheet_keeps_its_columns(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet("s")
        page.right_to_left()
        page.write_row(0, 0, ["שנה", 2017])
    assert read_sheets(tmp_path / "a.xlsx")["s"].rows == (("שנה", 2017),)


def test_names_of_sheets_may_hold_signs_and_differ_by_case_alone(tmp_path):
    names = ["Q1", "q1", "it's #1!", "a & <b>"]
    for form in (".ods", ".xls", ".xlsx"):
        sheets = {name: [[name]] for name in (names if form == ".ods" else names[::2])}
        book = read_sheets(write_book(tmp_path / f"a{form}", sheets))
        assert {name: sheet.rows for name, sheet in book.items()} == {
            name: ((name,),) for name in sheets
        }


def test_a_chart_sheet_is_a_sheet_without_cells(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["x"])
    book.create_chartsheet("chart", 0)
    book.save(tmp_path / "a.xlsx")
    sheets = read_sheets(tmp_path / "a.xlsx")
    assert sheets["chart"].rows == () and sheets["Sheet"].rows == (("x",),)


def test_very_long_text_is_read_whole(tmp_path):
    text = "x" * 32_767
    for form in (".xlsx", ".ods", ".xls"):
        sheet = read_sheets(write_book(tmp_path / f"a{form}", {"s": [[text]]}))["s"]
        assert sheet.rows == ((text,),)


def test_blank_rows_keep_their_place(tmp_path):
    for form in FORMATS:
        rows = [[None], [None], [None, "x"]]
        (sheet,) = read_sheets(write_book(tmp_path / f"a{form}", {"s": rows})).values()
        assert list_words(sheet) == {"B3": "x"}


def test_links_to_other_workbooks_are_said(tmp_path):
    path = write_book(tmp_path / "a.xlsx", {"s": [[1]]})
    linked = change_parts(
        path, tmp_path / "b.xlsx", {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    )
    said = ("formulas read other workbooks; the values they last had are used",)
    assert tuple(map(str, read_file(linked).remarks)) == said
    other = " table:formula=\"of:=['file:///C:/other.ods'#$Sheet1.A1]\""
    row = f"<table:table-row>{spell_ods_cell(4, other)}</table:table-row>"
    ods = write_ods(tmp_path / "a.ods", f'<table:table table:name="s">{row}</table:table>')
    assert tuple(map(str, read_file(ods).remarks)) == said
    book = xlwt.Workbook()
    book.add_sheet("s").write(0, 0, 1)
    book.add_sheet("t").write(0, 0, xlwt.Formula("s!A1"))
    book.save(str(tmp_path / "a.xls"))
    assert read_file(tmp_path / "a.xls").remarks == ()
    itself = b"\xae\x01\x04\x00\x02\x00\x01\x04"  # the workbook that formulas read is this one
    content = (tmp_path / "a.xls").read_bytes()
    assert itself in content
    other = itself[:-2] + b"\x00\x00"
    (tmp_path / "b.xls").write_bytes(content.replace(itself, other))
    assert tuple(map(str, read_file(tmp_path / "b.xls").remarks)) == said
    assert read_file(write_csv(tmp_path / "a.csv", [["a", 1]])).remarks == ()
