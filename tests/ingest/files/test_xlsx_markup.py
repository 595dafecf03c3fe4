"""What tables, rules and views of an .xlsx sheet make of its cells."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from formats import change_parts, read_sheets
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from analysis.ingest.files.cell_styles import NO_ZERO, RULED
from analysis.ingest.files.workbook import Workbook, read_file


def write(tmp_path: Path, change: Callable, cell: dict | None = None) -> Path:
    """A book with the numbers 3 and 70 in B2 and B3, which `change` adds to."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet("Q1")
        page.write_row(0, 0, ["Year", "Officers"])
        page.write_row(1, 0, ["2018"])
        page.write_row(2, 0, ["2019"])
        for row, number in ((1, 3), (2, 70)):
            page.write(row, 1, number, book.add_format(cell or {}))
        change(book, page)
    return tmp_path / "a.xlsx"


def set_rule(tmp_path: Path, rule: dict, look: dict | None, cell: dict | None = None) -> Workbook:
    def change(book, page):
        form = {"format": book.add_format(look)} if look else {}
        page.conditional_format("A1:B9", rule | form)

    return read_file(write(tmp_path, change, cell))


BELOW = {"type": "cell", "criteria": "<", "value": 5}
WHITE, NAVY, RED = "#FFFFFF", "#000080", "#C00000"


@pytest.mark.parametrize(
    ("rule", "look", "asks"),
    [
        (BELOW, {"num_format": '"<5"'}, True),
        (BELOW, {"num_format": ";;;"}, True),
        (BELOW, {"num_format": "0%"}, True),
        (BELOW, {"font_color": WHITE}, True),
        (BELOW, {"font_color": RED, "bg_color": RED}, True),
        ({"type": "formula", "criteria": "=$B2<5"}, {"font_color": "#FEFEFE"}, True),
        ({"type": "data_bar", "bar_only": True}, None, True),
        (BELOW, {"num_format": "#,##0"}, False),
        (BELOW, {"font_color": "#9C0006", "bg_color": "#FFC7CE"}, False),
        (BELOW, {"font_color": WHITE, "bg_color": RED}, False),
        (BELOW, {"bold": True}, False),
        ({"type": "errors"}, {"font_color": WHITE}, False),
        ({"type": "blanks"}, {"num_format": ";;;"}, False),
        ({"type": "data_bar"}, None, False),
        ({"type": "3_color_scale"}, None, False),
        ({"type": "icon_set", "icon_style": "3_arrows"}, None, False),
    ],
)
def test_numbers_under_a_rule_that_may_hide_them_are_asked_about_at_once(
    tmp_path, rule, look, asks
):
    book = set_rule(tmp_path, rule, look)
    sheet = book.sheets["Q1"]
    assert sheet.rows[1:] == (("2018", 3), ("2019", 70))
    assert dict(sheet.remarks) == ({(1, 1): RULED, (2, 1): RULED} if asks else {})
    told = [(remark.text, remark.cells) for remark in book.remarks]
    assert told == ([(RULED, ("B2:B3",))] if asks else [])


def test_a_rule_hides_letters_that_have_the_colour_of_their_own_ground(tmp_path):
    book = set_rule(tmp_path, BELOW, {"font_color": NAVY}, {"bg_color": NAVY, "font_color": WHITE})
    assert set(book.sheets["Q1"].remarks) == {(1, 1), (2, 1)}


@pytest.mark.parametrize(
    ("rule", "look", "seen"),
    [
        (BELOW, {"bg_color": RED}, True),
        ({"type": "3_color_scale"}, None, True),
        (BELOW, {"bold": True}, False),
    ],
)
def test_white_numbers_are_seen_where_a_rule_may_colour_the_ground(tmp_path, rule, look, seen):
    book = set_rule(tmp_path, rule, look, {"font_color": WHITE})
    assert book.sheets["Q1"].cell(1, 1).text == ("3" if seen else "")
    assert bool(book.hidden) is not seen


def test_rules_of_later_programs_count_as_well(tmp_path):
    path = write(tmp_path, lambda book, page: None)
    name = "xl/worksheets/sheet1.xml"
    rules = (
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        'uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings>'
        '<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:cfRule type="expression" priority="1" id="{1}"><xm:f>Other!A1&lt;5</xm:f><x14:dxf>'
        '<font><color theme="0"/></font></x14:dxf></x14:cfRule><xm:sqref>B2 D9</xm:sqref>'
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>"
    )
    with zipfile.ZipFile(path) as archive:
        xml = archive.read(name).decode()
    other = change_parts(path, tmp_path / "b.xlsx", {name: xml.replace("</worksheet>", rules)})
    assert dict(read_sheets(other)["Q1"].remarks) == {(1, 1): RULED}


@pytest.mark.parametrize(
    ("style", "seen"),
    [
        ("Table Style Medium 9", True),
        ("Table Style Dark 1", True),
        ("Table Style Light 9", True),
        ("Table Style Light 1", False),
        ("Table Style Light 15", False),
        (None, False),
    ],
)
def test_white_letters_are_seen_where_a_table_may_colour_the_ground(tmp_path, style, seen):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        white = book.add_format({"font_color": "white"})
        columns = [{"header": name, "header_format": white} for name in ("Year", "Officers")]
        page.add_table(0, 0, 3, 1, {"columns": columns, "style": style, "total_row": True})
        page.write_column(1, 0, ["2018", "2019"])
        page.write_column(1, 1, [3, 4], white)
        page.write(3, 1, 7, white)
    (sheet,) = read_sheets(tmp_path / "a.xlsx").values()
    read = [sheet.cell(row, 1).text for row in range(4)]
    assert read == (["Officers", "3", "4", "7"] if seen else [""] * 4)


def test_letters_of_the_colour_that_a_cell_of_a_table_has_are_invisible(tmp_path):
    def change(book, page):
        same = book.add_format({"font_color": NAVY, "bg_color": NAVY})
        page.add_table("A1:B3", {"columns": [{"header": "Year"}, {"header": "Officers"}]})
        page.write(1, 1, 3, same)

    assert read_sheets(write(tmp_path, change))["Q1"].cell(1, 1).text == ""


@pytest.mark.parametrize("form", ["", "0", "#,##0"])
def test_zeros_that_the_sheet_does_not_show_are_no_hidden_matter(tmp_path, form):
    def change(book, page):
        page.hide_zero()
        page.write(1, 1, 0, book.add_format({"num_format": form}))

    book = read_file(write(tmp_path, change))
    assert book.sheets["Q1"].rows[1:] == (("2018",), ("2019", 70))
    assert dict(book.sheets["Q1"].notices) == {(1, 1): NO_ZERO}
    assert not book.hidden


@pytest.mark.parametrize(
    ("theme", "tint", "seen"), [(0, 0.0, False), (1, 0.0, True), (99, 0.0, True)]
)
def test_a_book_without_a_theme_has_the_usual_colours(tmp_path, theme, tint, seen):
    book = openpyxl.Workbook()
    book.active.append(["Officers"])
    book.active["A1"].font = Font(color=Color(theme=theme, tint=tint))
    book.save(tmp_path / "a.xlsx")
    path = change_parts(tmp_path / "a.xlsx", tmp_path / "b.xlsx", {"xl/theme/theme1.xml": None})
    (sheet,) = read_sheets(path).values()
    assert sheet.rows == ((("Officers",),) if seen else ())


def test_a_font_whose_colour_is_not_known_is_not_black(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Officers"])
    book.active["A1"].font = Font(color=Color(theme=99))
    book.active["A1"].fill = PatternFill("solid", fgColor="FF000000")
    book.save(tmp_path / "a.xlsx")
    (sheet,) = read_sheets(tmp_path / "a.xlsx").values()
    assert sheet.rows == (("Officers",),)


@pytest.mark.parametrize("tint", ["1", "9.9999E-1", "+1"])
def test_a_tint_may_be_spelt_with_an_exponent(tmp_path, tint):
    path = write(tmp_path, lambda book, page: None, {"font_color": "#FFFFFE"})
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/styles.xml").decode()
    changed = xml.replace('rgb="FFFFFFFE"', f'theme="1" tint="{tint}"')
    assert changed != xml
    other = change_parts(path, tmp_path / "b.xlsx", {"xl/styles.xml": changed})
    assert read_sheets(other)["Q1"].cell(1, 1).text == ""
