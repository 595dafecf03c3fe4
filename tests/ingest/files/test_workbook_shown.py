"""A sheet's values are what a person sees, in every format alike."""

import os
import re
import struct
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt
from formats import Styled, change_parts, read_sheets, write_book, write_ods
from openpyxl.styles import Font as OpenpyxlFont
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color

from analysis.ingest.files.cell_styles import ALTERED, NOTE_SET, REPLACED, ROUNDED, STRUCK
from analysis.ingest.files.sheet import Sheet
from analysis.ingest.files.workbook import read_file
from analysis.model.faults import Faults
from analysis.model.hidden_matter import HiddenKind

pytestmark = pytest.mark.costly

CASES = os.environ.get("FOI_CASES")
KINDS = [".xlsx", ".xls", ".ods"]


def put(tmp_path, kind: str, value: Styled) -> Sheet:
    """The sheet `Q1` of a book whose cell B2 is styled, between figures and a label."""
    rows = [["Year", "Officers", "Staff"], ["2018", value, 3], ["2019", 10, 5]]
    return read_sheets(write_book(tmp_path / f"a{kind}", {"Q1": rows}))["Q1"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("runs", "text", "notice"),
    [
        ((("9", ""), ("1", "raised")), "9¹", NOTE_SET),
        ((("<5", ""), ("1", "raised")), "<5¹", NOTE_SET),
        ((("1", "raised"), ("Officers", "")), "¹Officers", NOTE_SET),
        ((("CO", ""), ("2", "lowered")), "CO₂", NOTE_SET),
        ((("31", ""), ("st", "raised"), (" March", "")), "31st March", ""),
        ((("12", "struck"), ("15", "")), "15", STRUCK),
        ((("1", ""), ("2", "struck"), ("3", "")), "1 3", STRUCK),
    ],
)
def test_runs_of_letters_are_read_as_they_are_seen(tmp_path, kind, runs, text, notice):
    sheet = put(tmp_path, kind, Styled(runs=runs))
    assert sheet.rows[1] == ("2018", text, 3)
    assert dict(sheet.notices) == ({(1, 1): notice} if notice else {})
    assert not sheet.remarks


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("form", "value", "shown", "read", "notice"),
    [
        ('"<5"', 3, "<5", "<5", REPLACED),
        ('"*"', 4, "*", "*", REPLACED),
        ('[<5]"<5";0', 3, "<5", "<5", REPLACED),
        ('[<5]"<5";0', 7, "7", 7, ""),
        ("£#,##0", 900, "£900", "£900", ""),
        ("0%", 0.12, "12%", "12%", ""),
        ('0000"/"00', 201819, "2018/19", "2018/19", ""),
        ('0"*"', 9, "9*", "9*", ""),
        ("#,##0", 1234, "1,234", 1234, ""),
        ("0.0", 12.345, "12.3", 12.3, ROUNDED),
        ("0", 2.5, "3", 3, ROUNDED),
        ('_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', 1234, " 1,234 ", 1234, ""),
        ("General", 9.5, "9.5", 9.5, ""),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(tmp_path, kind, form, value, shown, read, notice):
    sheet = put(tmp_path, kind, Styled(value, form, shown))
    assert sheet.rows[1] == ("2018", read, 3)
    assert dict(sheet.notices) == ({(1, 1): notice} if notice else {})
    assert dict(sheet.unrounded) == ({(1, 1): value} if notice == ROUNDED else {})


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_shown_in_thousands_has_to_be_settled(tmp_path, kind):
    sheet = put(tmp_path, kind, Styled(9123, "#,##0,", "9"))
    assert sheet.cell(1, 1).text == "9"
    assert dict(sheet.remarks) == {(1, 1): ALTERED}


@pytest.mark.parametrize("kind", [".xlsx", ".xls"])
@pytest.mark.parametrize(("form", "read"), [('"0"', "0"), ("\\0", "0"), ('#"0"', "30")])
def test_digits_that_are_words_of_a_format_are_no_digits_of_its_number(tmp_path, kind, form, read):
    sheet = put(tmp_path, kind, Styled(3, form))
    assert sheet.rows[1] == ("2018", read, 3)
    assert dict(sheet.remarks) == {(1, 1): ALTERED}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "value",
    [
        Styled(3, ";;;", ""),
        Styled(3, colour="white"),
        Styled("Quorvex", colour="white"),
        Styled(3, colour="red", ground="red"),
    ],
)
def test_what_shows_nothing_is_invisible(tmp_path, kind, value):
    rows = [["Year", "Officers", "Staff"], ["2018", value, 3]]
    book = read_file(write_book(tmp_path / f"a{kind}", {"Q1": rows}))
    assert book.sheets["Q1"].rows[1] == ("2018", "", 3)
    (matter,) = book.hidden
    assert (matter.kind, matter.count) == (HiddenKind.INVISIBLE, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_white_letters_on_a_dark_ground_are_seen(tmp_path, kind):
    assert put(tmp_path, kind, Styled(9, colour="white", ground="black")).rows[1][1] == 9


@pytest.mark.parametrize(
    ("ground", "read"), [("black", "Officers¹"), ("", ""), ("white", ""), ("red", "Officers¹")]
)
@pytest.mark.parametrize("kind", KINDS)
def test_runs_of_letters_are_judged_on_the_ground_of_their_cell(tmp_path, kind, ground, read):
    runs = (("Officers", "white"), ("1", "white raised"))
    head = Styled(runs=runs, colour="white", ground=ground)
    assert put(tmp_path, kind, head).rows[1][1] == read
    inside = Styled(runs=(("9", ""), ("12", "red")), ground="red")
    assert put(tmp_path, kind, inside).rows[1][1] == "9"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("font", "read", "notice"),
    [("raised", "⁹", NOTE_SET), ("lowered", "₉", NOTE_SET), ("struck", "", STRUCK)],
)
@pytest.mark.parametrize("value", [9, "9"])
def test_the_font_of_a_whole_cell_counts(tmp_path, kind, font, read, notice, value):
    sheet = put(tmp_path, kind, Styled(value, font=font))
    assert sheet.rows[1] == ("2018", read, 3)
    assert dict(sheet.notices) == {(1, 1): notice}


@pytest.mark.parametrize("kind", [".xlsx", ".xls"])
def test_a_date_is_text_where_no_day_is_shown(tmp_path, kind):
    day = date(2018, 4, 1)
    assert put(tmp_path, kind, Styled(day)).rows[1][1] == day
    assert put(tmp_path, kind, Styled(day, "mmm-yy")).rows[1][1] == "Apr-18"
    assert put(tmp_path, kind, Styled(day, "yyyy")).rows[1][1] == "2018"
    assert put(tmp_path, kind, Styled(day, "d-mmm")).rows[1][1] == day
    assert put(tmp_path, kind, Styled(1.5, "[h]:mm")).rows[1][1] == "36:00"
    assert put(tmp_path, kind, Styled(9, "dd/mm/yyyy")).rows[1][1] == date(1900, 1, 9)


@pytest.mark.parametrize("kind", KINDS)
def test_the_stored_number_under_words_goes_nowhere(tmp_path, kind):
    rows = [["Year", "Officers"], ["2018", Styled(73519, '"<5"', "<5")], ["2019", 10]]
    book = read_file(write_book(tmp_path / f"a{kind}", {"Q1": rows}))
    assert "73519" not in repr(book)
    assert any(remark.cells == ("B2",) for remark in book.remarks)


def test_rounded_numbers_are_told_in_one_line_of_the_workbook(tmp_path):
    rows = [["a", Styled(1.25, "0.0"), Styled(2.25, "0.0")], ["b", 3, Styled(4.75, "0")]]
    book = read_file(write_book(tmp_path / "a.xlsx", {"Q1": rows, "Q2": rows}))
    (line,) = book.remarks
    assert str(line) == f"sheet Q1, B1: {ROUNDED}, as 5 more are"


# .xlsx alone


@pytest.mark.parametrize(
    ("font", "fill", "seen"),
    [
        (Color(theme=0), None, False),  # the theme's light colour on paper
        (Color(theme=1), None, True),
        (Color(theme=0), Color(theme=1), True),
        (Color(theme=0, tint=-0.5), None, True),
        (Color(indexed=9), None, False),
        (Color(indexed=65), None, False),
        (Color(rgb="FFFEFEFE"), None, False),
        (None, Color(rgb="FF000000"), False),  # automatic letters are black
        (Color(theme=4), Color(theme=4), False),
        (Color(theme=4, tint=0.8), Color(theme=4), True),
    ],
)
def test_colours_are_known_however_they_are_named(tmp_path, font, fill, seen):
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Year", "Officers"])
    page.append(["2018", 3])
    page["B2"].font = OpenpyxlFont(color=font) if font else OpenpyxlFont()
    if fill:
        page["B2"].fill = PatternFill("solid", fgColor=fill)
    book.save(tmp_path / "a.xlsx")
    (sheet,) = read_sheets(tmp_path / "a.xlsx").values()
    assert len(sheet.rows[1]) == 1 + seen


def test_runs_and_styles_of_texts_in_the_sheet_itself_are_read(tmp_path):
    path = write_book(tmp_path / "a.xlsx", {"Q1": [["Year", "Officers"], ["2018", 9]]})
    text = (
        '<c r="B2" t="inlineStr"><is><r><t>9</t></r><r><rPr><vertAlign val="superscript"/></rPr>'
        '<t>1</t></r><rPh sb="0" eb="1"><t>nine</t></rPh></is></c>'
    )
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        xml = archive.read(sheet).decode()
    changed = xml.replace('<c r="B2"><v>9</v></c>', text)
    assert changed != xml
    other = change_parts(path, tmp_path / "b.xlsx", {sheet: changed})
    assert read_sheets(other)["Q1"].rows[1] == ("2018", "9¹")


def test_numbers_of_the_1904_calendar_are_shown_by_it(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True}) as book:
        page = book.add_worksheet()
        page.write(0, 0, 41729, book.add_format({"num_format": "mmm-yy"}))
    (sheet,) = read_sheets(tmp_path / "a.xlsx").values()
    assert sheet.rows == (("Apr-18",),)


def test_a_formula_is_shown_by_its_format_as_well(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write_formula(0, 0, "=1+2", book.add_format({"num_format": '"<5"'}), 3)
        page.write_formula(0, 1, '="9"', book.add_format({"font_script": 1}), "9")
    (sheet,) = read_sheets(tmp_path / "a.xlsx").values()
    assert sheet.rows == (("<5", "⁹"),)


# .xls alone


def test_texts_that_run_on_from_record_to_record_keep_their_runs(tmp_path):
    """Shared texts are cut at 8,224 bytes, within a text and between letters and runs."""
    book = xlwt.Workbook()
    page = book.add_sheet("Q1")
    up = xlwt.Font()
    up.escapement = 1
    plain = xlwt.Font()
    for row in range(600):
        words = f"{'Wörk' if row % 3 else 'Work'} {'x' * (row % 37)} {row}"
        page.write_rich_text(row, 0, [(words, plain), ("1", up)])
        page.write(row, 1, "語" * (row % 50))
    book.save(str(tmp_path / "a.xls"))
    sheet = read_sheets(tmp_path / "a.xls")["Q1"]
    assert sheet.height == 600
    for row in range(600):
        words = f"{'Wörk' if row % 3 else 'Work'} {'x' * (row % 37)} {row}¹"
        assert sheet.cell(row, 0).value == words
        assert sheet.cell(row, 1).text == "語" * (row % 50)


def test_small_numbers_side_by_side_each_have_their_style(tmp_path):
    book = xlwt.Workbook()
    page = book.add_sheet("Q1")
    forms = ["General", '"<5"', "0.0", "£#,##0", "0%"]
    styles = [xlwt.easyxf(num_format_str=form) for form in forms]
    for row, value in enumerate((3, 12.25, 70000, 0.01)):
        for column, style in enumerate(styles):
            page.write(row, column, value, style)
    book.save(str(tmp_path / "a.xls"))
    assert read_sheets(tmp_path / "a.xls")["Q1"].rows == (
        (3, "<5", 3, "£3", "300%"),
        (12.25, "<5", 12.3, "£12", "1225%"),
        (70000, "<5", 70000, "£70,000", "7000000%"),
        (0.01, "<5", 0.0, "£0", "1%"),
    )


def test_a_formula_of_an_xls_is_shown_by_its_format(tmp_path):
    book = xlwt.Workbook()
    book.add_sheet("Q1").write(0, 0, xlwt.Formula("1+2"), xlwt.easyxf(num_format_str='"<5"'))
    book.save(str(tmp_path / "a.xls"))
    raw = bytearray((tmp_path / "a.xls").read_bytes())
    # Row, column and style; then the result, an empty text, and when to calculate.
    record = re.search(rb"\x00{4}..(\x03\x00{5}\xff\xff..)", raw, re.DOTALL)
    raw[record.start(1) : record.end(1)] = struct.pack("<dH", 3.0, 0)
    (tmp_path / "a.xls").write_bytes(raw)
    assert read_sheets(tmp_path / "a.xls")["Q1"].rows == (("<5",),)


# .ods alone


def read_ods_cell(tmp_path, cell: str, styles: str = "", before: str = "") -> Sheet:
    table = (
        f'<table:table table:name="Q1">{before}<table:table-row><table:table-cell '
        f'office:value-type="string"><text:p>2018</text:p></table:table-cell>{cell}'
        '<table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p>'
        "</table:table-cell></table:table-row></table:table>"
    )
    return read_sheets(write_ods(tmp_path / "a.ods", table, styles=styles))["Q1"]


def spell_text(words: str, more: str = "") -> str:
    return (
        f'<table:table-cell{more} office:value-type="string"><text:p>{words}</text:p>'
        "</table:table-cell>"
    )


BOX = "<draw:frame><draw:text-box><text:p>8</text:p></draw:text-box></draw:frame>"
DRAWN = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("12<text:line-break/>3", "12\n3"),
        ("12<text:tab/>3", "12\t3"),
        ('12<text:s text:c="2"/>3', "12  3"),
        ("12</text:p><text:p>3", "12\n3"),
        ("Police <text:span>officers</text:span>", "Police officers"),
        ('<text:a xlink:href="https://example.org">Officers</text:a>', "Officers"),
        (f'1{BOX.replace("<draw:frame>", f"""<draw:frame xmlns:draw="{DRAWN}">""")}', "1"),
        (
            "1<office:annotation><text:p>2</text:p></office:annotation>",
            "1",
        ),
    ],
)
def test_the_words_of_an_ods_cell_are_kept_apart(tmp_path, words, read):
    assert read_ods_cell(tmp_path, spell_text(words)).rows[0] == ("2018", read, 3)


def test_a_box_that_lies_in_a_cell_of_an_ods_is_none_of_its_text(tmp_path):
    box = BOX.replace("<draw:frame>", f'<draw:frame xmlns:draw="{DRAWN}">')
    alone = f"<table:table-cell>{box}</table:table-cell>"
    assert read_ods_cell(tmp_path, alone).rows[0] == ("2018", "", 3)
    beside = (
        f'<table:table-cell office:value-type="string">{box}<text:p>1</text:p></table:table-cell>'
    )
    assert read_ods_cell(tmp_path, beside).rows[0] == ("2018", "1", 3)


def test_deleted_cells_of_an_ods_are_no_cells(tmp_path):
    changes = (
        "<table:tracked-changes><table:deletion><table:deletions><table:cell-content-deletion>"
        '<table:change-track-table-cell office:value-type="float" office:value="8"><text:p>8'
        "</text:p></table:change-track-table-cell></table:cell-content-deletion>"
        "</table:deletions></table:deletion></table:tracked-changes>"
    )
    table = (
        '<table:table table:name="Q1"><table:table-row>'
        f"{spell_text('2018')}</table:table-row></table:table>"
    )
    path = write_ods(tmp_path / "a.ods", changes + table)
    assert read_sheets(path)["Q1"].rows == (("2018",),)


def test_what_is_shown_of_a_repeated_cell_is_shown_of_each(tmp_path):
    cell = (
        '<table:table-cell table:number-columns-repeated="2" office:value-type="float" '
        'office:value="4"><text:p>*</text:p></table:table-cell>'
    )
    sheet = read_ods_cell(tmp_path, cell)
    assert sheet.rows[0] == ("2018", "*", "*", 3)
    assert set(sheet.notices) == {(0, 1), (0, 2)}


def test_a_cell_that_is_repeated_without_end_is_refused(tmp_path):
    cell = (
        '<table:table-cell table:number-columns-repeated="9000" office:value-type="float" '
        'office:value="4"><text:p>*</text:p></table:table-cell>'
    )
    row = f'<table:table-row table:number-rows-repeated="500">{cell}</table:table-row>'
    path = write_ods(tmp_path / "a.ods", f'<table:table table:name="Q1">{row}</table:table>')
    with pytest.raises(Faults, match="the cell A1 is repeated over 4,500,000 cells"):
        read_file(path)


def test_a_cell_of_an_ods_without_text_of_its_own_has_its_value(tmp_path):
    cell = '<table:table-cell office:value-type="float" office:value="4"/>'
    assert read_ods_cell(tmp_path, cell).rows[0] == ("2018", 4, 3)


WHITE = (
    '<style:style style:name="{}" style:family="table-cell"{}>'
    '<style:text-properties fo:color="#ffffff"/></style:style>'
)


@pytest.mark.parametrize(
    ("more", "before", "styles"),
    [
        (' table:style-name="w"', "", WHITE.format("w", "")),
        (
            ' table:style-name="v"',
            "",
            WHITE.format("w", "") + '<style:style style:name="v" style:family="table-cell" '
            'style:parent-style-name="w"/>',
        ),
        (
            "",
            '<table:table-column/><table:table-column table:default-cell-style-name="w"/>',
            WHITE.format("w", ""),
        ),
    ],
)
def test_the_style_of_an_ods_cell_is_its_own_its_parents_or_its_columns(
    tmp_path, more, before, styles
):
    sheet = read_ods_cell(tmp_path, spell_text("Quorvex", more), styles, before)
    assert sheet.rows[0] == ("2018", "", 3)


DAY_STYLES = (
    '<number:date-style xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
    'style:name="n"><number:month/><number:year/>{}</number:date-style><style:style '
    'style:name="d" style:family="table-cell" style:data-style-name="n"/>'
)


@pytest.mark.parametrize(("day", "read"), [("", "Apr-18"), ("<number:day/>", date(2018, 4, 1))])
def test_a_date_of_an_ods_is_text_where_no_day_is_shown(tmp_path, day, read):
    cell = (
        '<table:table-cell table:style-name="d" office:value-type="date" '
        f'office:date-value="2018-04-01"><text:p>{"1-" * bool(day)}Apr-18</text:p>'
        "</table:table-cell>"
    )
    value = read_ods_cell(tmp_path, cell, DAY_STYLES.format(day)).rows[0][1]
    assert (value if isinstance(value, str) else date(*value.timetuple()[:3])) == read


def test_a_duration_of_an_ods_is_its_text(tmp_path):
    cell = (
        '<table:table-cell office:value-type="time" office:time-value="PT36H00M00S">'
        "<text:p>36:00</text:p></table:table-cell>"
    )
    assert read_ods_cell(tmp_path, cell).rows[0][1] == "36:00"


@pytest.mark.skipif(not CASES, reason="FOI_CASES names no folder of small sheets")
@pytest.mark.parametrize(
    ("case", "shown"),
    [
        ("x01-raised-digit-on-count.xlsx", {"B3": "9¹"}),
        ("x01b-raised-digit-no-totals.xlsx", {"B3": "9¹"}),
        ("x02-raised-digit-on-label.xlsx", {"B2": "Officers²", "A5": "2020¹"}),
        ("o04-raised-digit.ods", {"B3": "5¹"}),
        ("l01-raised-digit.xls", {"B3": "9¹", "A5": "2020²"}),
        ("y17_under5.xlsx", {"C4": "<5¹"}),
        ("y6_break.ods", {"C3": "12 3"}),
        ("x04-format-shows-lt5.xlsx", {"C3": "<5"}),
        ("l02-format-shows-lt5.xls", {"C3": "<5", "C5": "<5"}),
        ("o05-shown-as-lt5.ods", {"B4": "<5", "C4": "*"}),
        ("x04b-format-hides-value.xlsx", {"C3": ""}),
        ("x04g-white-on-white.xlsx", {"C3": ""}),
        ("s01b-currency.xlsx", {"B3": "£900", "C3": "£300"}),
        ("x04e-format-fin-year.xlsx", {"A3": "2018/19", "A4": "2019/20"}),
        ("s11-count-in-date-format.xlsx", {"B3": "1900-01-09"}),
        ("x06-bands-as-dates.xlsx", {"A3": "2023-05-01"}),
    ],
)
def test_the_small_sheets_are_read_as_they_are_seen(case, shown):
    (sheet,) = read_sheets(Path(CASES) / case).values()
    for address, text in shown.items():
        assert sheet.cell(*sheet.numbering.find_place(address)).text == text
