"""What a style makes of a stored value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.files.cell_styles import (
    ALTERED,
    AS_STORED,
    DAYLESS,
    NO_ZERO,
    NOTE_SET,
    NOTHING,
    REPLACED,
    ROUNDED,
    STRUCK,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    UNINKED,
    UNIT,
    CellStyle,
    Font,
    Shown,
    look_alike,
    show_displayed,
    show_number,
    show_rich_text,
    show_text,
    weigh_text,
)
from analysis.ingest.words.footnote_marks import split_glyph

PLAIN = CellStyle()
ACCOUNTS = '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-'
UP, DOWN, OUT = Font(raised=True), Font(lowered=True), Font(struck=True)
WHITE = Font(colour="ffffff")


@pytest.mark.parametrize(
    ("runs", "text", "notice"),
    [
        ([("9", None), ("1", UP)], "9¹", NOTE_SET),
        ([("<5", None), ("1", UP)], "<5¹", NOTE_SET),
        ([("Officers", None), (" a", UP)], "Officers ᵃ", NOTE_SET),
        ([("9", None), ("1,2", UP)], "9¹ ²", NOTE_SET),
        ([("9", None), ("(1)", UP)], "9¹", NOTE_SET),
        ([("9", None), ("[2]", UP)], "9²", NOTE_SET),
        ([("1", UP), ("Officers", None)], "¹Officers", NOTE_SET),
        ([("CO", None), ("2", DOWN)], "CO₂", NOTE_SET),
        ([("9", None), ("*", UP)], "9*", ""),
        ([("31", None), ("st", UP), (" March 2018", None)], "31st March 2018", ""),
        ([("1", None), ("ST", UP)], "1ST", ""),
        ([("Rest", None), ("st", UP)], "Restˢᵗ", NOTE_SET),
        ([("Total", None), ("see the note below", UP)], "Total see the note below", ""),
        ([("12", OUT), ("15", None)], "15", STRUCK),
        ([("1", None), ("2", OUT), ("3", None)], "1 3", STRUCK),
        ([("1", None), ("2", WHITE), ("3", None)], "1 3", UNINKED),
        ([("12", OUT), ("15", None), ("1", UP)], "15¹", f"{STRUCK}; {NOTE_SET}"),
        ([("12", OUT)], "", STRUCK),
        ([("R", UP)], "R", ""),
    ],
)
def test_runs_are_read_as_they_are_seen(runs, text, notice):
    shown = show_rich_text(runs, PLAIN)
    stored = "".join(words for words, _ in runs)
    assert shown == (Shown(text, notice) if text != stored or notice else AS_STORED)


@given(st.text("0123456789", min_size=1, max_size=4), st.text("0123456789", min_size=1, max_size=2))
def test_a_raised_note_never_becomes_a_part_of_the_number(number, note):
    text = show_rich_text([(number, None), (note, UP)], PLAIN).value
    assert split_glyph(text) == (number, "".join(SUPERSCRIPTS[digit] for digit in note))


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ('"<5"', 3, Shown("<5", REPLACED)),
        ('"*"', 4, Shown("*", REPLACED)),
        (";;;", 3, NOTHING),
        ("0;-0;;@", 0, Shown("", NO_ZERO)),
        ("#,###", 0, Shown("", NO_ZERO)),
        (";;;", 0, Shown("", NO_ZERO)),
        ("£#,##0", 900, Shown("£900")),
        ("0%", 0.12, Shown("12%")),
        ('0000"/"00', 201819, Shown("2018/19")),
        ('0"*"', 9, Shown("9*")),
        ("#,##0", 1234, AS_STORED),
        ("0.00", 9, AS_STORED),
        ("0;[Red](0)", -5, AS_STORED),
        ("0;[Red]0", -5, AS_STORED),
        ("0", 12.345, Shown(12, ROUNDED, unrounded=12.345)),
        ("0.0", -12.345, Shown(-12.3, ROUNDED, unrounded=-12.345)),
        ("0.00", 0.1 + 0.2, Shown(0.3)),
        ("#,##0,", 9123, Shown("9", "", ALTERED)),
        ("5", 3, Shown("5", REPLACED, ALTERED)),
        ('0"1"', 9, Shown("91", REPLACED, ALTERED)),
        ('"5"', 5123, Shown("5", REPLACED, ALTERED)),
        ('"0"', 3, Shown("0", REPLACED, ALTERED)),
        ("0,", 3, Shown("0", "", ALTERED)),
        ('"<5%"', 0.05, Shown("<5%", REPLACED)),
        ('[<=5]"<=5";0', 5, Shown("<=5", REPLACED)),
        ('"under 5"', 5, Shown("under 5", REPLACED)),
        ('"5 or fewer"', 5, Shown("5 or fewer", REPLACED)),
        ("00000", 42, Shown("00042")),
        ('#,##0,"k"', 12345, Shown("12k")),
        ('£0.0,,"m"', 12345678, Shown("£12.3m")),
        ("0E+00", 1234, Shown("1E+03")),
        ("# ?/?", 0.5, Shown("1/2")),
        ("£#,##0.00", 900, Shown("£900.00")),
        ("0%", 0, Shown("0%")),
        ("0.0%", 0.1234, Shown("12.3%")),
        ("[Red]0", 3, AS_STORED),
        ('"<5"d', 43000, Shown("<522", REPLACED)),
        ('d"th" mmm yyyy', 43000, AS_STORED),
        ("yyyy", 2958465.99999999, AS_STORED),
        ("[s]", 1e300, Shown(f"{864 * 10**302}")),
        ("0.00E+00", 5e-290, Shown("5.00E-290")),
        ("0.00E+00", 5e-324, Shown("4.94E-324", REPLACED)),
        ("[<.]0", 3, AS_STORED),
        ("[h]:mm", 1.5, Shown("36:00")),
        ("mmm-yy", 43191, Shown("Apr-18")),
        ("yyyy", 43191, Shown("2018")),
        ("dd/mm/yyyy", 9, AS_STORED),
        ("[White]0", 3, NOTHING),
        ("[Color2]0", 3, NOTHING),
        ('0" days"', 9, Shown("9 days", UNIT)),
        (ACCOUNTS, 0, Shown("-")),
        (ACCOUNTS, 9, AS_STORED),
        ("mmm-yy", 43190, Shown("Mar-18", DAYLESS)),  # the 31st
        ("mmm-yy", 0, Shown(0, "", ALTERED)),
        ("dd/mm/yyyy", 0, Shown(0, "", ALTERED)),
        ("h:mm", 0, Shown("0:00")),
        ("mmm-yy", 9, AS_STORED),  # a count in a format for dates: the library's date tells it
        ("h:mm", 9, AS_STORED),
        ("h:mm", 0.5, Shown("12:00")),
        ("@", 9, AS_STORED),
        ("General", 9.5, AS_STORED),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(code, value, shown):
    assert show_number(float(value), CellStyle(code)) == shown


def test_numbers_that_no_sheet_can_show_are_left_to_the_reader():
    for number in (float("inf"), float("-inf"), float("nan")):
        assert show_number(number, CellStyle("0.00E+00")) == AS_STORED
        assert show_displayed(number, (("<5", None),), PLAIN) == AS_STORED


def test_a_count_in_a_format_for_dates_of_the_1904_calendar_has_to_be_settled():
    assert show_number(9.0, CellStyle("dd/mm/yyyy"), True) == Shown(9, "", ALTERED)
    assert show_number(41729.0, CellStyle("dd/mm/yyyy"), True) == AS_STORED


@pytest.mark.parametrize(
    ("code", "font", "ground", "seen"),
    [
        ("[Blue]0", "ffffff", "ffffff", True),
        ("[Red]0", "000000", "ff0000", False),
        ("[Color3]0", "000000", "ff0000", False),
        ("[Color40]0", "ffffff", "ffffff", True),  # a colour that is not known
        ("[White]0", "000000", "000000", True),
        ("0;[White]0", "000000", "ffffff", True),  # of negative numbers
        ("[White]0", "000000", "", True),
    ],
)
def test_the_colour_of_a_format_goes_before_that_of_the_font(code, font, ground, seen):
    style = CellStyle(code, Font(colour=font), ground)
    assert show_number(3.0, style) == (AS_STORED if seen else NOTHING)
    assert style.shows_whole_numbers <= seen


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("[White]@", NOTHING),
        ("0;0;0;[White]@", NOTHING),
        ("[White]0;0;0;@", AS_STORED),
        (';;;"withheld"', Shown("withheld", REPLACED)),
        (";;;**", Shown("*", REPLACED)),
        ("@*.", AS_STORED),
        ('@"*"', Shown("Sergeant*")),
    ],
)
def test_a_text_is_read_as_its_format_shows_it(code, shown):
    assert show_text("Sergeant", CellStyle(code)) == shown
    assert CellStyle(code).keeps_text is (shown == AS_STORED)


def test_a_format_that_the_library_may_take_for_a_date_gives_the_number_anew():
    """`"days" 0` is none, whatever letters it has."""
    assert show_number(9.0, CellStyle("[Red]_d0")).value == 9


@pytest.mark.parametrize(
    ("font", "shown"),
    [
        (UP, Shown("⁹", NOTE_SET)),
        (DOWN, Shown("₉", NOTE_SET)),
        (OUT, Shown("", STRUCK)),
        (WHITE, NOTHING),
    ],
)
def test_the_font_of_a_whole_cell_counts(font, shown):
    style = CellStyle(font=font)
    assert show_number(9.0, style) == shown
    assert show_text("9", style) == shown


def test_words_of_the_colour_of_their_ground_are_invisible_and_others_are_not():
    assert show_text("x", CellStyle(font=WHITE)) == NOTHING
    assert show_text("x", CellStyle(font=WHITE, ground="1f3864")) == AS_STORED
    assert show_text("x", CellStyle(font=Font(colour="1f3864"), ground="1f3864")) == NOTHING
    assert show_text("x", CellStyle(font=WHITE, ground="")) == AS_STORED  # a pattern: not known
    assert show_text("x", CellStyle(";;;")) == NOTHING


ALIKE = [("ffffff", True), ("f9f9f9", True), ("d9d9d9", False)]


@pytest.mark.parametrize(("other", "alike"), ALIKE)
def test_colours_that_nobody_tells_apart_are_alike(other, alike):
    assert look_alike("ffffff", other) is alike


@pytest.mark.parametrize(
    ("value", "text", "shown"),
    [
        (1234.5, "1,234.5", AS_STORED),
        (1234.5, "1.234,5", AS_STORED),
        (1234.0, "1.234", AS_STORED),
        (1234.0, "1 234", AS_STORED),
        (-5.0, "(5)", AS_STORED),
        (1234.5678, "1.234,57", Shown(1234.57, ROUNDED, unrounded=1234.5678)),
        (3.0, "<5", Shown("<5", REPLACED)),
        (1234.0, "1", Shown("1", "", ALTERED)),
        (8675309.0, "5", Shown("5", REPLACED, ALTERED)),
        (3.0, "0", Shown("0", REPLACED, ALTERED)),
        (0.05, "<5%", Shown("<5%", REPLACED)),
        (0.05, "1E9999", Shown("1E9999", REPLACED)),
        (0.05, "7 " * 5000, Shown("7 " * 5000, REPLACED)),
        (0.05, "5,0 %", Shown("5,0 %")),
        (7.0, "007", Shown("007")),
        (7.0, "seven", Shown("seven", REPLACED)),
        (1000.0, "1.000 kg", Shown("1.000 kg", UNIT)),
    ],
)
def test_a_text_is_weighed_against_the_number_beside_it(value, text, shown):
    assert weigh_text(value, text) == shown


def test_signs_off_the_line_are_each_one_sign():
    for signs in (SUPERSCRIPTS, SUBSCRIPTS):
        assert len(set(signs.values())) == len(signs)
        assert all(len(sign) == 1 and sign != plain for plain, sign in signs.items())
