import os
import re
from datetime import date, datetime
from pathlib import Path

import pytest
from formats import read_sheets
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.ingest.files.sheet import Cell
from analysis.ingest.words.cell_text import read_cell_text, read_plain_text
from analysis.model.count import Count, exactly

CORPUS = os.environ.get("FOI_CORPUS")
needs_corpus = pytest.mark.skipif(not CORPUS, reason="FOI_CORPUS names no folder of real files")


def look(value, remark=""):
    return read_cell_text(Cell(0, 0, value, remark))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("blank", [None, "", "  ", "\u200b"]),
        (
            "number",
            [17, 17.0, "17", "1,204", "1 204", "12.0", "Zero", "twenty-one", "17~", "2 x Officers"],
        ),
        (
            "decimal",
            [0.83, "0.83", "12.5%", "-3", -3, 10**12, "£1,204.50", "12k", "(12)", "1,23", "0,123"],
        ),
        ("range", ["<5", "less than 5", "1-5", "5 or fewer", ">5", "10+", "more than 10"]),
        ("mark", ["*", "**", "-", "–", "..", ".", ":", "x", "z", "#", "~", "[c]", "[low]", "(*)"]),
        ("mark", ["[1]", "[note 1]", "¹", "N / A", "Data not held", "No information held."]),
        ("mark", ["NIL", "None", "Nil return", "No cases", "no data", "N/A", "n/k", "not held"]),
        ("mark", ["withheld", "S40(2)", "exempt", "redacted", "Withheld under s.31(1)(g)", "R"]),
        (
            "several",
            ["1x Written warning, 2x RPRP", "12\n345", "45 (12%)", "1 (0.5%)", "12 (3)", "4/5"],
        ),
        ("period", ["2018/19", "04/05", "10/11*", "2023 to date", "Q1 2018/19", "13/04/2017"]),
        ("period", ["2012 total", "2018 complaints", "2018 x Officers"]),
        ("period", [date(2018, 3, 1), datetime(2018, 3, 1), "As at 31 March 2018", "2018-2019"]),
        ("error", ["#REF!", "#N/A", "#DIV/0!", "Err:502", "=SUM(A1:A3)", float("nan")]),
        ("words", ["Sergeant", "PC", "Other", "Not known", "S1", "P1", "Table: 2", "10 of 12"]),
        ("words", ["12 months", "2 hundred", "5 hours", "2 x", "M", True, "2018-", "007"]),
    ],
)
def test_every_form_has_its_kind(kind, values):
    assert {value: look(value).kind for value in values} == dict.fromkeys(values, kind)


def test_a_glyph_is_told_from_its_number():
    texts = {"17~": "~", "105**": "**", "12R": "R", "1,204 (r)": "(r)", "12 [1]": "[1]", "3²": "²"}
    assert {text: look(text).glyph for text in texts} == texts
    assert [look(text).count.low for text in texts] == [17, 105, 12, 1204, 12, 3]


def test_a_count_keeps_its_words_and_a_list_its_parts():
    assert (look("2 x Officers").count, look("2 x Officers").words) == (exactly(2), "Officers")
    assert look("two officers").count == exactly(2)
    parts = ((1, "Written warning"), (2, "RPRP"))
    assert look("1x Written warning\n2x RPRP").parts == parts
    assert look("1x Written warning, 2x RPRP").doubt == ""


def test_a_floor_left_unsaid_is_wide_and_asked_about():
    below = look("<5*")
    assert (below.count, below.floor_unsaid) == (Count(0, 4, "suppressed"), True)
    assert (below.glyph, "0" in below.doubt) == ("*", True)
    assert (look("1-4").count, look("1-4").doubt) == (Count(1, 4, "suppressed"), "")


def test_zero_is_read_from_a_number_and_never_from_a_mark():
    assert look("0").count == look("Zero").count == exactly(0)
    assert [look(text).count for text in ("NIL", "-", "None", "No cases")] == [None] * 4


def test_a_year_seen_alone_is_a_number_that_may_be_a_year():
    assert [look(value).may_be_year for value in (2018, 2018.0, "2018", "2018*")] == [True] * 4
    assert [look(value).may_be_year for value in (1899, "2,018", "20181", 12)] == [False] * 4


@pytest.mark.parametrize("value", [date(2018, 5, 1), "2023 YTD", "(12)", "12 (3)", "12 1", "c. 5"])
def test_two_readings_are_a_doubt_and_give_no_count(value):
    reading = look(value)
    assert reading.doubt
    assert reading.count is None


def test_a_date_among_figures_says_what_may_have_been_typed():
    assert look(datetime(2018, 5, 1)).day == date(2018, 5, 1)
    assert "1-5 or 5-18 or May-18 or 5-1" in look(datetime(2018, 5, 1)).doubt


def test_a_mark_of_words_may_be_a_label_and_a_glyph_may_not():
    assert look("Not recorded").words == "Not recorded"
    assert [look(text).words for text in ("*", "[c]", "..", "n/a")] == [""] * 4


def test_mangled_and_inkless_characters_are_seen_as_meant():
    assert (look("â€“").kind, look("â€“").glyph) == ("mark", "–")
    assert look("\u200f17\ufeff").count == exactly(17)


def test_what_the_workbook_remarks_is_a_doubt():
    assert look(None, "a formula never calculated").kind == "error"
    assert look(0, "a formula never calculated").doubt == "a formula never calculated"


def test_a_long_text_is_a_note_whatever_it_starts_with():
    warnings = "1x Written warning; " * 15
    assert (look(warnings).kind, look(warnings + "1x RPRP").kind) == ("several", "words")


def test_an_amount_keeps_its_sign_and_its_unit():
    assert (look("-14.60%").amount, look("-14.60%").words) == (-14.6, "%")
    assert (look("£1.5m").amount, look("£1.5m").words) == (1.5e6, "£")
    assert [look(text).amount for text in ("(12)", "<1%", "~5", "1,23")] == [None] * 4


GAPS = st.sampled_from(["", ",", " ", "\u00a0", "\u2007", "\u2009", "\u202f"])
MINUSES = st.sampled_from("-−–—‐‑")


@given(st.integers(1, 10**9), GAPS, MINUSES, st.sampled_from(["", " ", "\u00a0"]))
def test_a_negative_number_is_a_number_whatever_its_minus_and_its_gap(number, gap, minus, space):
    digits = f"{number:,}".replace(",", gap)
    assert look(f"{minus}{space}{digits}").amount == -number
    assert look(f"{minus}£{digits}.50").amount == -number - 0.5
    for doubtful in (f"({digits})", f"({minus}{digits})", f"(£{digits})", f"{digits}{minus}"):
        if not re.match(r"(19|20)\d\d\D", doubtful):  # `2018-` begins a period
            reading = look(doubtful)
            assert (reading.kind, reading.amount, reading.count) == ("decimal", None, None)
            assert "a negative number" in reading.doubt


@given(st.integers(0, 10**6), st.integers(0, 9), MINUSES, st.sampled_from(["", ".", "'", " "]))
def test_decimals_behind_a_comma_are_in_doubt_and_never_words(number, tenths, minus, gap):
    digits = f"{number:,}".replace(",", gap)
    for text in (f"{digits},{tenths}", f"{minus}{digits},{tenths}5", f"{digits},{tenths} %"):
        reading = look(text)
        assert (reading.kind, reading.amount, reading.count) == ("decimal", None, None)
        assert "decimals" in reading.doubt


@given(st.floats(1, 1e9), st.integers(0, 4), st.sampled_from("Ee"))
def test_a_power_of_ten_is_no_label_and_no_count(number, places, letter):
    text = f"{number:.{places}e}".replace("e", letter)
    for shown in (text, text.replace("+0", ""), text.replace("+", "")):
        reading = look(shown)
        assert (reading.kind, reading.count) == ("decimal", None)
        assert "a power of ten" in reading.doubt


@pytest.mark.parametrize("text", ["5\n.0", "5 .0", "12\n.50", "5\n.0\n7"])
def test_decimals_on_a_line_of_their_own_are_two_values(text):
    assert (look(text).kind, look(text).count) == ("several", None)
    assert "which of these numbers" in look(text).doubt


@pytest.mark.parametrize("text", ["-1\n165", "12\n345*", "1E2345", "E23000001", "1.2.3", "0012"])
def test_halves_of_numbers_and_codes_are_words(text):
    assert (look(text).kind, look(text).count) == ("words", None)


@given(st.dates(date(1900, 1, 1), date(1949, 12, 31)))
def test_a_day_that_no_reply_speaks_of_is_a_count_in_doubt(day):
    stored = (day - date(1899, 12, 30)).days
    likeliest = stored if stored > 60 else stored - 1
    for value in (day, f"{day:%d/%m/%Y}", f"{day}", f"{day:%d %B %Y}"):
        reading = look(value)
        assert (reading.kind, reading.count) == ("error", None)
        assert reading.doubt.endswith(
            (f": is the count {likeliest}?", f": is the count {likeliest} or {stored}?")
        )


def test_a_count_of_zero_shown_as_a_day_is_asked_about():
    for value in ("00/01/1900", "1/0/1900", date(1899, 12, 30)):
        assert (look(value).kind, "is the count 0?" in look(value).doubt) == ("error", True)


@given(st.integers(0, 10**9), st.sampled_from(["", "~", "*", "**", " (r)", " [1]", "²", " R", "^"]))
def test_a_printed_number_reads_back_with_its_glyph(number, glyph):
    for text in (f"{number}{glyph}", f"{number:,}{glyph}"):
        reading = look(text)
        assert (reading.kind, reading.count) == ("number", exactly(number))
        assert reading.glyph == glyph.strip()


@given(st.text(alphabet="0123456789 ,.-–~*<>x()[]%£+/\nrkm", min_size=1, max_size=9))
@example("1 2345")
@example("1,2345")
@example("12 345\n6")
@example("5.0")
@example("0.00*")
def test_no_text_is_read_as_a_number_that_is_not_all_of_it(text):
    """An exact count has every digit of its text, in order, but a note's and decimals of zero."""
    reading = read_plain_text(text)
    if reading.kind == "number":
        outside = text.split("[")[0] if "[" in text else text
        whole = re.sub(r"\.0+(?=\D*$)", "", outside)
        assert str(reading.count.low) == "".join(filter(str.isdigit, whole))


@needs_corpus
def test_real_cells_are_what_a_person_sees():
    deaths = read_sheets(Path(CORPUS) / "iopc-deaths-2018-19.ods")
    glyphs = {
        reading.glyph
        for sheet in deaths.values()
        for cell in sheet.filled()
        if (reading := read_cell_text(cell)).kind == "number" and isinstance(cell.value, str)
    }
    assert glyphs == {"", "~", "*", "^", "**", '"'}
