"""What styles, formats and own words of an .ods make of its cells."""

import pytest
from formats import write_ods

from analysis.ingest.files.cell_styles import DAYLESS, NO_ZERO, REPLACED, RULED
from analysis.ingest.files.workbook import Workbook, read_file

NUMBER = 'office:value-type="float" office:value="{0}"'
PAPER = '<style:table-cell-properties fo:background-color="#C00000"/>'


def read(tmp_path, facts: str, words: str, styles: str = "") -> Workbook:
    cell = f"<table:table-cell {facts}><text:p>{words}</text:p></table:table-cell>"
    label = '<table:table-cell office:value-type="string"><text:p>2018</text:p></table:table-cell>'
    row = f"<table:table-row>{label}{cell}</table:table-row>"
    table = f'<table:table table:name="Q1">{row}</table:table>'
    return read_file(write_ods(tmp_path / "a.ods", table, styles=styles))


def style(name: str, inside: str = "", more: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="table-cell"{more}>{inside}</style:style>'
    )


def ink(colour: str) -> str:
    return f'<style:text-properties fo:color="{colour}"/>'


MAP = '<style:map style:condition="cell-content()&lt;5" style:apply-style-name="low"/>'
WORDS = '<number:number-style style:name="n"><number:text>&lt;5</number:text></number:number-style>'
PLAIN = '<number:number-style style:name="n"><number:number/></number:number-style>'
DASHED = (
    '<number:number-style style:name="n"><number:text>-</number:text><number:number/>'
    "</number:number-style>"
)
FORMED = ' style:data-style-name="n"'


@pytest.mark.parametrize(
    ("low", "more", "asks"),
    [
        (style("low", ink("#ffffff")), "", True),
        (style("low", PAPER + ink("#C00000")), "", True),
        (style("low", "", FORMED), WORDS, True),
        (style("low", "", FORMED), PLAIN, False),
        (style("low", "", FORMED), DASHED, False),
        (style("low", PAPER + ink("#ffffff")), "", False),
        (style("low", ink("#9c0006")), "", False),
    ],
)
def test_numbers_under_a_rule_that_may_hide_them_are_asked_about(tmp_path, low, more, asks):
    facts = f'table:style-name="c" {NUMBER.format(3)}'
    book = read(tmp_path, facts, "3", more + low + style("c", MAP))
    assert book.sheets["Q1"].rows == (("2018", 3),)
    assert dict(book.sheets["Q1"].remarks) == ({(0, 1): RULED} if asks else {})


def test_white_numbers_are_seen_where_a_rule_may_colour_the_ground(tmp_path):
    facts = f'table:style-name="c" {NUMBER.format(3)}'
    book = read(tmp_path, facts, "3", style("low", PAPER) + style("c", ink("#ffffff") + MAP))
    assert book.sheets["Q1"].rows == (("2018", 3),)


def test_the_ground_of_letters_is_not_that_of_their_cell(tmp_path):
    letters = '<style:text-properties fo:color="#ffffff" fo:background-color="#000000"/>'
    facts = f'table:style-name="c" {NUMBER.format(3)}'
    assert read(tmp_path, facts, "3", style("c", letters)).sheets["Q1"].rows == (("2018",),)


@pytest.mark.parametrize(
    ("form", "shown", "hidden"),
    [
        ("", "", True),
        ("<number:text>withheld</number:text>", "withheld", True),
        ("<number:text>x</number:text><number:text-content/>", "Quorvex", False),
        ("<number:text-content/>", "Quorvex", False),
    ],
)
def test_a_format_without_the_text_shows_its_own_words(tmp_path, form, shown, hidden):
    styles = f'<number:text-style style:name="n">{form}</number:text-style>'
    facts = 'table:style-name="c" office:value-type="string"'
    book = read(tmp_path, facts, "Quorvex", styles + style("c", "", FORMED))
    assert book.sheets["Q1"].cell(0, 1).text == shown
    assert bool(book.hidden) is hidden


@pytest.mark.parametrize(
    ("words", "read_as", "notice"),
    [
        ("07/03/1985", None, ""),
        ("7 Mar 85", None, ""),
        ("7. M\u00e4rz 1985", None, ""),
        ("1985-03-07", None, ""),
        ("Thursday 7th March 1985", None, ""),
        ("Mar-85", "Mar-85", DAYLESS),
        ("1985", "1985", DAYLESS),
        ("2020", "2020", REPLACED),
        ("&lt;5", "<5", REPLACED),
        ("&lt;7", "<7", REPLACED),
        ("*", "*", REPLACED),
        ("withheld", "withheld", REPLACED),
    ],
)
def test_a_date_is_read_as_its_own_words_show_it(tmp_path, words, read_as, notice):
    facts = 'office:value-type="date" office:date-value="1985-03-07"'
    sheet = read(tmp_path, facts, words).sheets["Q1"]
    value = sheet.rows[0][1]
    assert value == read_as if read_as else str(value)[:10] == "1985-03-07"
    assert dict(sheet.notices) == ({(0, 1): notice} if notice else {})


@pytest.mark.parametrize(
    ("number", "words", "shown", "told"),
    [
        ("8675309", "5", "5", True),
        ("0.05", "&lt;5%", "<5%", True),
        ("900", "\u00a3900.00", "\u00a3900.00", False),
        ("0.12", "12%", "12%", False),
        ("0", "", "", False),
    ],
)
def test_a_number_under_other_words_is_told_as_hidden(tmp_path, number, words, shown, told):
    book = read(tmp_path, NUMBER.format(number), words)
    assert book.sheets["Q1"].cell(0, 1).text == shown
    assert any(REPLACED in note for note in book.sheets["Q1"].notices.values()) is told
    assert any(NO_ZERO in note for note in book.sheets["Q1"].notices.values()) is (number == "0")
    assert bool(book.hidden) is told
