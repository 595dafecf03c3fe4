"""What `inspect` makes of cells that show something else than they hold, in every format alike."""

import os
from pathlib import Path

import pytest
from formats import Styled, raise_notes, write_book

from analysis.ingest.files.cell_styles import ALTERED, NOTE_SET, REPLACED, STRUCK, UNIT
from analysis.ingest.inspect import inspect_workbook

pytestmark = pytest.mark.costly

CASES = os.environ.get("FOI_CASES")
KINDS = [".xlsx", ".xls", ".ods"]
ZERO_DASH = '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-'


def look(tmp_path, path: Path) -> tuple[str, str]:
    """What is printed, on one line, and all that is written."""
    said = " ".join(" ".join(inspect_workbook(path, build=tmp_path / "build")).split())
    written = [file for file in sorted((tmp_path / "build").rglob("*")) if file.is_file()]
    return said, "\n".join(file.read_text("utf-8") for file in written)


def look_at(tmp_path, kind: str, cell: Styled, *notes: str) -> tuple[str, str]:
    rows = [["Complaints by year"], ["Year", "Officers", "Staff"], ["2018", cell, 3]]
    rows += [["2019", 10, 5], ["2020", 14, 7], *([], *([note] for note in notes))]
    return look(tmp_path, write_book(tmp_path / f"a{kind}", {"Q1": rows}))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("cell", "asked"),
    [
        (raise_notes(9, "1"), ["what does '¹' beside a number mean?", NOTE_SET]),
        (raise_notes("<5", "1"), ["what does '¹' beside", "<5: is 0 in it too?"]),
        (Styled(runs=(("1", "raised"), ("9", ""))), ["words stand where a figure should"]),
        (Styled(9, font="raised"), ["what does '⁹' stand for?"]),
        (Styled(3, '"<5"', "<5"), ["<5: is 0 in it too?", REPLACED]),
        (Styled(4, '"*"', "*"), ["what does '*' stand for?", REPLACED]),
        (Styled(3, ";;;", ""), ["blank, and a blank is never 0", "words that nobody sees"]),
        (Styled(3, colour="white"), ["blank, and a blank is never 0", "words that nobody sees"]),
        (Styled(900, "£#,##0", "£900"), ["each is an amount of money, which is no count"]),
        (Styled(900, '#,##0 "€"', "900 €"), ["each is an amount of money, which is no count"]),
        (Styled(9, "0%", "900%"), ["each is a percentage, which is no count"]),
        (Styled(1.5, "[h]:mm", "36:00"), ["each is a duration, which is no count"]),
        (Styled(9, '0" days"', "9 days"), ["words stand where a figure should", UNIT]),
        (Styled(9123, "#,##0,", "9"), [ALTERED]),
        (Styled(0, ZERO_DASH, "-"), ["what does '-' stand for?"]),
        (Styled(12, font="struck"), [STRUCK, "blank, and a blank is never 0"]),
        (Styled(runs=(("12", "struck"), ("15", ""))), [STRUCK]),
    ],
)
def test_what_is_not_a_plain_count_is_asked_about(tmp_path, kind, cell, asked):
    said, _ = look_at(tmp_path, kind, cell)
    assert [words for words in asked if words not in said] == []
    assert "B3" in said


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cell", [Styled(73519, '"<5"', "<5"), Styled(73519, ";;;", "")])
def test_a_stored_number_that_is_not_shown_goes_nowhere(tmp_path, kind, cell):
    said, written = look_at(tmp_path, kind, cell)
    assert "73519" not in said + written.replace(",", "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_raised_digit_has_the_meaning_that_its_note_gives(tmp_path, kind):
    said, written = look_at(
        tmp_path, kind, raise_notes(9, "1"), "1 Includes one officer on secondment."
    )
    assert "¹ footnote" in said
    assert "confidence 1.00" in said
    assert "¹: footnote" in written


@pytest.mark.parametrize("kind", KINDS)
def test_a_raised_digit_on_a_year_whose_note_speaks_of_days_asks_for_them(tmp_path, kind):
    rows = [["Complaints by year"], ["Year", raise_notes("Officers", "2"), "Staff"]]
    rows += [["2018", 9, 3], ["2019", 10, 5], [raise_notes("2020", "1"), 14, 7], []]
    rows += [["1 Up to 30 November."], ["2 Including special constables."]]
    said, written = look(tmp_path, write_book(tmp_path / f"a{kind}", {"Q1": rows}))
    assert "2018, 2019, 2020¹" in said
    assert "Up to 30 November" in written
    assert "Officers²" in said


@pytest.mark.parametrize("kind", KINDS)
def test_years_that_a_format_makes_are_labels(tmp_path, kind):
    years = [(201819, "2018/19"), (201920, "2019/20"), (202021, "2020/21")]
    rows = [["Complaints by year"], ["Year", "Officers", "Staff"]]
    rows += [[Styled(year, '0000"/"00', shown), 10 + n, 5] for n, (year, shown) in enumerate(years)]
    said, _ = look(tmp_path, write_book(tmp_path / f"a{kind}", {"Q1": rows}))
    assert "year, 3 labels: 2018/19, 2019/20, 2020/21" in said
    assert "confidence 1.00" in said


@pytest.mark.skipif(not CASES, reason="FOI_CASES names no folder of small sheets")
@pytest.mark.parametrize(
    ("case", "asked"),
    [
        ("x01-raised-digit-on-count.xlsx", "¹ footnote"),
        ("x02-raised-digit-on-label.xlsx", "2018, 2019, 2020¹"),
        ("y17_under5.xlsx", 'marks: {"<5": suppressed 0 to 4, "¹": footnote}'),
        ("y6_break.ods", "12 3: which of these numbers is the count?"),
        ("x04-format-shows-lt5.xlsx", "<5: is 0 in it too?"),
        ("l02-format-shows-lt5.xls", "<5: is 0 in it too?"),
        ("o05-shown-as-lt5.ods", "what does '*' stand for?"),
        ("x04b-format-hides-value.xlsx", "words that nobody sees stand here"),
        ("x04g-white-on-white.xlsx", "words that nobody sees stand here"),
        ("s01b-currency.xlsx", "each is an amount of money, which is no count"),
    ],
)
def test_the_small_sheets_are_asked_about(tmp_path, case, asked):
    said, _ = look(tmp_path, Path(CASES) / case)
    assert asked in said
