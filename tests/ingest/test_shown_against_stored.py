"""What a person sees in a cell is what is taken: raised, struck, formatted, coloured, broken."""

import re
import zipfile
from datetime import date

import pytest
from formats import (
    FORMATS,
    STYLED_FORMATS,
    Styled,
    change_parts,
    hide_zeros,
    raise_notes,
    write_bars,
    write_book,
    write_ruled,
)
from surveyed import SHEET, survey, survey_rows

from analysis.ingest.files.cell_styles import NO_ZERO, RULED
from analysis.ingest.files.workbook import read_file

pytestmark = pytest.mark.costly

YEARS = ("2018", "2019", "2020")


def by_year(*rows, title="Complaints about social media use by year", notes=()):
    return [[title], ["Year", "Officers", "Staff"], *map(list, rows), [], *([n] for n in notes)]


def by_rank(figure, title="Complaints about social media by rank", notes=()):
    """A table of ranks by year whose figure of Sergeant in 2019/20, cell C4, is given."""
    return [
        [title],
        ["Rank", "2018/19", "2019/20", "2020/21"],
        ["Constable", 31, 32, 28],
        ["Sergeant", 9, figure, 11],
        ["Inspector", 7, 6, 8],
        [],
        *([note] for note in notes),
    ]


def no_number_is(found, *wrong):
    """No cell is taken for one of these numbers, and no line of the draft proposes one."""
    for cell in found.cells.values():
        assert not {cell.value, cell.low, cell.high} & set(wrong), cell
    drafts = [{**each, "marks": [*each.get("marks", {}).values()]} for each in found.drafts]
    proposed = str(drafts)  # a mark is quoted as it is shown, and proposes its meaning
    assert not [number for number in wrong if re.search(rf"(?<![\w.]){number}(?![\w.])", proposed)]


# A count with raised notes.


@pytest.mark.parametrize("form", STYLED_FORMATS)
@pytest.mark.parametrize(
    ("count", "notes", "wrong"),
    [(9, "1", 91), (14, "2", 142), (120, "12", 12012), (9, "1,2", 912), (0, "1", 1), (7, "a", 77)],
)
def test_a_raised_note_is_no_digit_of_the_count(tmp_path, form, count, notes, wrong):
    rows = by_rank(raise_notes(count, notes), notes=["1 Includes one officer on secondment."])
    found = survey_rows(tmp_path, form, rows)
    assert found.count("C4") == (count, count)
    assert found.cells["C4"].text != str(count), "the note is told"
    no_number_is(found, wrong)


@pytest.mark.parametrize("form", STYLED_FORMATS)
def test_a_raised_note_among_printed_totals_leaves_them_right(tmp_path, form):
    rows = [
        ["Complaints about social media use by year"],
        ["Year", "Officers", "Staff", "Total"],
        ["2018", raise_notes(9, "1"), 3, 12],
        ["2019", 10, 5, 15],
        ["2020", 14, 7, raise_notes(21, "2")],
        ["Total", 33, 15, 48],
        [],
        ["1 Includes one officer on secondment."],
    ]
    found = survey_rows(tmp_path, form, rows)
    assert (found.count("B3"), found.count("D5")) == ((9, 9), (21, 21))
    assert found.cells["B6"].role == found.cells["D5"].role == "total"
    no_number_is(found, 91, 212)


@pytest.mark.parametrize("form", STYLED_FORMATS)
@pytest.mark.parametrize("shown", ["raised", "Unicode"])
def test_a_suppressed_count_keeps_its_bound_beside_a_raised_note(tmp_path, form, shown):
    figure = raise_notes("<5", "1") if shown == "raised" else "<5¹"
    found = survey_rows(tmp_path, form, by_rank(figure, notes=["1 Two forces."]))
    low, high = found.count("C4")
    assert (low in (0, 1), high) == (True, 4)
    no_number_is(found, 50, 51)


@pytest.mark.parametrize("form", STYLED_FORMATS)
@pytest.mark.parametrize(
    ("words", "high"), [("5 or fewer", 5), ("fewer than 5", 4), ("less than five", 4), ("1-4", 4)]
)
def test_a_range_in_words_keeps_its_bound_beside_a_raised_note(tmp_path, form, words, high):
    rows = by_rank(raise_notes(words, "1"), notes=["1 Two forces were asked again."])
    found = survey_rows(tmp_path, form, rows)
    low, above = found.count("C4")
    assert (low in (0, 1), above) == (True, high)
    assert found.drafts[0]["marks"]["¹"] == "footnote"


@pytest.mark.parametrize("form", STYLED_FORMATS)
@pytest.mark.parametrize("where", ["B5", "D2", "A4"])
def test_raised_notes_in_other_places(tmp_path, form, where):
    """On a total with a sign for thousands, on a month over figures, on the label of a rank."""
    rows = [
        ["Complaints about social media by rank"],
        ["Rank", "Jan 2020", "Feb 2020", "Mar 2020"],
        ["Constable", 900, 31, 40],
        ["Sergeant", 304, 9, 5],
        ["Total", "1,204", 40, 45],
        [],
        ["2 Since the sixth of the month."],
    ]
    row, column = int(where[1]) - 1, "ABCD".index(where[0])
    rows[row][column] = raise_notes(rows[row][column], "2")
    found = survey_rows(tmp_path, form, rows)
    assert found.count("B5") == (1204, 1204)
    (label,), (head,) = found.labels("D4")
    assert label.startswith("Sergeant") and label != "Sergeant2"
    assert head.startswith("Mar 2020") and head != "Mar 20202"
    assert found.drafts[0]["columns"] == "year"
    no_number_is(found, 12042)


@pytest.mark.parametrize("form", STYLED_FORMATS)
@pytest.mark.parametrize("note", ["1", "a"])
def test_raised_notes_on_year_labels_and_heads(tmp_path, form, note):
    rows = [
        ["Complaints about social media use by year"],
        ["Year", raise_notes("Officers", "2"), "Staff", "Total"],
        ["2018", 9, 3, 12],
        ["2019", 10, 5, 15],
        [raise_notes(2020, note), 14, 7, 21],
        ["Total", 33, 15, 48],
        [],
        [f"{note} Up to 30 November."],
        ["2 Including special constables."],
    ]
    found = survey_rows(tmp_path, form, rows)
    (table,) = found.drafted.workbook.tables
    assert table.orientation == "years down"
    assert [found.count(f"{c}5") for c in "BCD"] == [(14, 14), (7, 7), (21, 21)]
    (label,), (head,) = found.labels("B5")
    assert label.startswith("2020")
    assert label != f"2020{note}"
    assert head.startswith("Officers")
    assert head != "Officers2"
    assert f"2020{note}" not in found.draft


@pytest.mark.parametrize("form", STYLED_FORMATS)
def test_struck_out_figures_are_not_read(tmp_path, form):
    rows = by_rank(Styled(runs=(("14", ""), ("15", "struck"))))
    found = survey_rows(tmp_path, form, rows)
    assert found.count("C4") == (14, 14)
    no_number_is(found, 1415, 15)


# A number whose format shows another text.


@pytest.mark.parametrize("form", STYLED_FORMATS)
@pytest.mark.parametrize(
    ("look", "shown", "high"),
    [
        ('"<5"', "<5", 4),
        ('[<5]"<5";0', "<5", 4),
        ('"< "0', "< 3", 2),
        ('"fewer than 5"', "fewer than 5", 4),
        ('"1-4"', "1-4", 4),
    ],
)
def test_a_count_that_a_format_hides_stays_hidden(tmp_path, form, look, shown, high):
    found = survey_rows(tmp_path, form, by_rank(Styled(3, look, shown)))
    low, above = found.count("C4")
    assert (low in (0, 1), above) == (True, high)
    assert found.cells["C4"].value is None
    assert found.cells["C4"].status == "suppressed"
    no_number_is(found, 3)


@pytest.mark.parametrize("form", STYLED_FORMATS)
@pytest.mark.parametrize("mark", ["*", "#", "[c]"])
def test_a_mark_that_a_format_shows_is_asked_about(tmp_path, form, mark):
    found = survey_rows(tmp_path, form, by_rank(Styled(3, f'"{mark}"', mark)))
    assert found.count("C4") == (None, None)
    assert found.asks_about("C4")
    assert mark in found.drafts[0]["marks"]
    no_number_is(found, 3)


@pytest.mark.parametrize("form", STYLED_FORMATS)
@pytest.mark.parametrize(
    "unseen",
    [
        Styled(77, ";;;", ""),
        Styled(77, colour="white"),
        Styled(77, colour="black", ground="black"),
        Styled(77, colour="red", ground="red"),
    ],
    ids=["format", "white on white", "black on black", "red on red"],
)
def test_a_count_that_nobody_sees_is_asked_about(tmp_path, form, unseen):
    found = survey_rows(tmp_path, form, by_rank(unseen))
    assert found.count("C4") in (None, (None, None))
    assert found.asks_about("C4")
    assert "77" not in found.listing + found.draft


@pytest.mark.parametrize("form", STYLED_FORMATS)
@pytest.mark.parametrize(
    ("look", "factor", "show"),
    [
        ("£#,##0", 100, "£{0:,}"),
        ("[$£-809]#,##0.00", 100, "£{0:,}.00"),
        ("[$€-2] #,##0", 100, "€ {0:,}"),
        ("0%", 0.01, "{1}%"),
        ("0.0%", 0.01, "{1}.0%"),
        ("[h]:mm", 1, "{2}:00"),
        ('0" days"', 1, "{0} days"),
    ],
    ids=["pounds", "pence", "euro", "percent", "tenths", "hours", "days"],
)
def test_a_unit_that_is_no_count_is_asked_never_counted(tmp_path, form, look, factor, show):
    figures = [(9, 3), (10, 5), (14, 7)]
    rows = by_year(
        *(
            (y, *(Styled(n * factor, look, show.format(n * factor, n, n * 24)) for n in pair))
            for y, pair in zip(YEARS, figures, strict=True)
        )
    )
    found = survey_rows(tmp_path, form, rows)
    for cell in ("B3", "C3", "B4", "C4", "B5", "C5"):
        assert found.count(cell) in (None, (None, None)), found.cells[cell]
    assert found.asks_about("B3") or not found.drafts


@pytest.mark.parametrize("form", STYLED_FORMATS)
def test_thousands_and_rounded_decimals_are_taken_as_shown(tmp_path, form):
    rows = by_year(
        ("2018", Styled(1204, "#,##0", "1,204"), Styled(3.0000001, "0", "3")),
        ("2019", Styled(1510, "#,##0", "1,510"), Styled(4.6, "0", "5")),
        ("2020", Styled(998, "#,##0", "998"), 7),
    )
    found = survey_rows(tmp_path, form, rows)
    expected = {"B3": 1204, "B4": 1510, "B5": 998, "C3": 3, "C4": 5, "C5": 7}
    assert {cell: found.count(cell) for cell in expected} == {
        c: (n, n) for c, n in expected.items()
    }
    no_number_is(found, 4.6, 4)


@pytest.mark.parametrize("form", STYLED_FORMATS)
def test_a_note_that_a_format_shows_is_a_note(tmp_path, form):
    rows = by_rank(Styled(9, '0"*"', "9*"), notes=["* includes one officer on secondment"])
    found = survey_rows(tmp_path, form, rows)
    assert found.count("C4") == (9, 9)
    assert found.cells["C4"].text == "9*"


@pytest.mark.parametrize("form", STYLED_FORMATS)
@pytest.mark.parametrize(
    ("look", "stored", "shown"),
    [
        (r"0000\/00", (201819, 201920, 202021), ("2018/19", "2019/20", "2020/21")),
        (r"0000\-00", (201819, 201920, 202021), ("2018-19", "2019-20", "2020-21")),
        (r"00\/00", (1819, 1920, 2021), ("18/19", "19/20", "20/21")),
        ('"FY "0', (2018, 2019, 2020), ("FY 2018", "FY 2019", "FY 2020")),
    ],
)
def test_years_are_labels_as_their_format_shows_them(tmp_path, form, look, stored, shown):
    years = [Styled(n, look, text) for n, text in zip(stored, shown, strict=True)]
    rows = by_year(*((y, *c) for y, c in zip(years, ((9, 3), (10, 5), (14, 7)), strict=True)))
    found = survey_rows(tmp_path, form, rows)
    assert [found.labels(f"B{row}")[0] for row in (3, 4, 5)] == [(text,) for text in shown]
    assert [found.count(f"C{row}") for row in (3, 4, 5)] == [(3, 3), (5, 5), (7, 7)]
    across = [["Complaints by rank"], ["Rank", *years], ["Constable", 9, 10, 14], ["PCSO", 3, 5, 7]]
    found = survey_rows(tmp_path, form, across)
    assert [found.labels(f"{c}3")[1] for c in "BCD"] == [(text,) for text in shown]
    (table,) = found.drafted.workbook.tables
    assert table.orientation == "years across"


@pytest.mark.parametrize("form", [*STYLED_FORMATS, ".csv"])
def test_a_count_in_a_format_of_dates_is_asked_with_the_number_first(tmp_path, form):
    stored = date(1900, 1, 9) if form == ".ods" else 9
    figure = Styled(stored, "dd/mm/yyyy", "09/01/1900")
    found = survey_rows(tmp_path, form, by_rank(figure))
    assert found.count("C4") in (None, (None, None))
    asked = "; ".join(found.asks_about("C4"))
    first = re.search(r"(?<![\d/-])9(?![\d/-])", asked)
    assert first, asked
    assert all(first.start() < other.start() for other in re.finditer("9-1|1-9", asked)), asked


@pytest.mark.parametrize("form", [f for f in FORMATS if f not in (".xlsm", ".csv")])
@pytest.mark.parametrize(
    ("days", "bands"),
    [
        ((date(2023, 5, 1), date(2023, 10, 6)), ("1-5", "6-10")),
        ((date(2022, 2, 1), date(2022, 4, 3)), ("1-2", "3-4")),
    ],
)
def test_bands_that_became_dates_are_offered_as_bands(tmp_path, form, days, bands):
    rows = [
        ["Complaints by length of service (years)"],
        ["Years", "2018", "2019"],
        [days[0], 4, 5],
        [days[1], 6, 7],
        ["11-15", 8, 9],
        ["Over 15", 2, 3],
    ]
    found = survey_rows(tmp_path, form, rows)
    said = found.listing + found.draft
    for cell, band in zip(("A3", "A4"), bands, strict=True):
        assert found.asks_about(cell)
        assert band in said


# Two figures in one cell.


@pytest.mark.parametrize("form", [".xlsx", ".xls", ".ods", ".csv"])
def test_two_lines_in_a_cell_are_two_figures(tmp_path, form):
    found = survey_rows(tmp_path, form, by_rank("12\n3"))
    assert found.count("C4") in (None, (None, None))
    assert found.asks_about("C4")
    no_number_is(found, 123)


@pytest.mark.parametrize("between", ["<text:line-break/>", "<text:tab/>"])
def test_a_break_or_tab_inside_a_paragraph_divides_too(tmp_path, between):
    plain = write_book(tmp_path / "plain.ods", {SHEET: by_rank("12|3")})
    content = change_content(plain, "12|3", f"12{between}3")
    found = survey(change_parts(plain, tmp_path / "reply.ods", {"content.xml": content}))
    assert found.count("C4") in (None, (None, None))
    assert found.asks_about("C4")
    no_number_is(found, 123)


def test_text_in_a_box_over_a_cell_is_none_of_its_text(tmp_path):
    plain = write_book(tmp_path / "plain.ods", {SHEET: by_rank(12)})
    drawn = 'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    box = f"<draw:frame {drawn}><draw:text-box><text:p>3</text:p></draw:text-box></draw:frame>"
    content = change_content(plain, "<text:p>12</text:p>", f"{box}<text:p>12</text:p>")
    found = survey(change_parts(plain, tmp_path / "reply.ods", {"content.xml": content}))
    assert found.count("C4") == (12, 12)
    no_number_is(found, 123, 312)


def change_content(path, old, new):
    """The content of an .ods with one piece of its XML changed."""
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    assert content.count(old) == 1
    return content.replace(old, new)


# Rules of the sheet, and zeros that its window leaves out.

BELOW_FIVE = by_rank(3)


@pytest.mark.parametrize("form", STYLED_FORMATS)
@pytest.mark.parametrize(
    ("look", "asks"),
    [
        (Styled(form='"<5"'), True),
        (Styled(form='"*"'), True),
        (Styled(colour="white"), True),
        (Styled(colour="red", ground="red"), True),
        (Styled(form="0"), False),
        (Styled(colour="red"), False),
        (Styled(colour="white", ground="red"), False),
        (Styled(ground="red"), False),
    ],
)
def test_counts_that_a_rule_may_show_otherwise_are_asked_about(tmp_path, form, look, asks):
    path = write_ruled(tmp_path / f"reply{form}", BELOW_FIVE, "C3:D4", look)
    sheet = read_file(path).sheets[SHEET]
    places = {(2, 2), (2, 3), (3, 2), (3, 3)}
    assert dict(sheet.remarks) == (dict.fromkeys(places, RULED) if asks else {})
    assert sheet.cell(3, 2).value == 3


@pytest.mark.parametrize("form", STYLED_FORMATS)
def test_white_counts_are_seen_where_a_rule_may_colour_the_ground(tmp_path, form):
    rows = by_rank(Styled(3, colour="white"))
    path = write_ruled(tmp_path / f"seen{form}", rows, "C3:D4", Styled(ground="red"))
    assert read_file(path).sheets[SHEET].cell(3, 2).value == 3
    path = write_ruled(tmp_path / f"unseen{form}", rows, "B3:B4", Styled(ground="red"))
    assert read_file(path).sheets[SHEET].cell(3, 2).text == ""


@pytest.mark.parametrize("form", STYLED_FORMATS)
@pytest.mark.parametrize("shows", [True, False])
def test_counts_in_whose_place_stand_bars_are_asked_about(tmp_path, form, shows):
    path = write_bars(tmp_path / f"reply{form}", BELOW_FIVE, "C3:C5", shows)
    places = {(2, 2), (3, 2), (4, 2)}
    assert dict(read_file(path).sheets[SHEET].remarks) == (
        {} if shows else dict.fromkeys(places, RULED)
    )


@pytest.mark.parametrize("size", range(6, 140, 11))
def test_a_rule_that_is_cut_short_is_asked_about_and_refuses_no_file(tmp_path, size):
    """The record of an .xls that says what a rule sets; what is cut may be what hides."""
    look = Styled(form="0", colour="white", ground="white")
    path = write_ruled(tmp_path / "reply.xls", BELOW_FIVE, "C3:C5", look)
    content = path.read_bytes()
    at = content.index(b"\xb1\x01", content.index(b"\xb0\x01"))
    whole = int.from_bytes(content[at + 2 : at + 4], "little")
    assert whole > size
    left = whole - size - 4  # made a record of its own that nobody knows
    cut = b"\xb1\x01" + size.to_bytes(2, "little") + content[at + 4 : at + 4 + size]
    cut += b"\xff\x0f" + left.to_bytes(2, "little") + bytes(left)
    path.write_bytes(content[:at] + cut + content[at + 4 + whole :])
    sheet = read_file(path).sheets[SHEET]
    assert set(sheet.remarks.values()) == {RULED}


@pytest.mark.parametrize("form", STYLED_FORMATS)
@pytest.mark.parametrize("shows", [True, False])
def test_a_zero_that_the_window_leaves_out_is_blank_and_told(tmp_path, form, shows):
    path = write_book(tmp_path / f"reply{form}", {SHEET: by_rank(0)})
    if not shows:
        hide_zeros(path)
    sheet = read_file(path).sheets[SHEET]
    assert sheet.cell(3, 2).text == ("0" if shows else "")
    assert dict(sheet.notices) == ({} if shows else {(3, 2): NO_ZERO})
    assert sheet.cell(3, 1).value == 9
