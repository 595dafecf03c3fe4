import os
from pathlib import Path

import pytest
from formats import read_sheets

from analysis.ingest.files.sheet import Cell
from analysis.ingest.words.legend import fold_glyph, read_legend
from analysis.model.reply import read_mark

CORPUS = os.environ.get("FOI_CORPUS")
needs_corpus = pytest.mark.skipif(not CORPUS, reason="FOI_CORPUS names no folder of real files")


def read(*notes):
    return read_legend(Cell(row, 0, note) for row, note in enumerate(notes))


def meanings(*notes):
    return {glyph: meaning.words for glyph, meaning in read(*notes).items()}


@pytest.mark.parametrize(
    ("note", "glyph", "words"),
    [
        ("* stands for 1 to 4", "*", "suppressed 1 to 4"),
        ("* a number from 1 to 4, hidden to avoid identification", "*", "suppressed 1 to 4"),
        ("'*' denotes fewer than 5", "*", "suppressed 0 to 4"),
        ("* fewer than five (but not zero)", "*", "suppressed 1 to 4"),
        ("* = more than zero but fewer than 5", "*", "suppressed 1 to 4"),
        ("Figures below 5 are shown as *", "*", "suppressed 0 to 4"),
        ("Where there are fewer than 5 cases these are shown as *", "*", "suppressed 0 to 4"),
        ("Numbers under five have been replaced by an asterisk", "*", "suppressed 0 to 4"),
        ("An asterisk (*) denotes a figure of between 1 and 4 inclusive", "*", "suppressed 1 to 4"),
        ("~ = more than 50", "~", "suppressed 51 or more"),
        ("( * ) = suppressed", "*", "suppressed"),
        ("[c] confidential", "[c]", "suppressed"),
        ("* = withheld under section 40", "*", "withheld"),
        (".. not available", "..", "not held"),
        ("x = not recorded", "x", "not recorded"),
        (": = data not collected", ":", "not recorded"),
        ("'..' Denotes data not available", "..", "not held"),
        (". = Not applicable.", ".", "not applicable"),
        ("N/A = not applicable", "n/a", "not applicable"),
        ("- means zero", "-", "zero"),
        ("– denotes nil", "-", "zero"),
        ("- = No cases", "-", "zero"),
        ("<5 means 1 to 4", "<5", "suppressed 1 to 4"),
        ("R Revised", "r", "footnote"),
        ("3. R Revised since the last edition", "r", "footnote"),
        ("~ This table was revised", "~", "footnote"),
        ("* For one of these incidents, another force is under investigation.", "*", "footnote"),
        ("[1] Excludes two cases transferred from elsewhere", "[1]", "footnote"),
        ('" From 2015 this group has been counted elsewhere', '"', "footnote"),
    ],
)
def test_a_note_gives_its_glyph_a_meaning_that_a_recipe_takes(note, glyph, words):
    assert meanings(note) == {glyph: words}
    read_mark(words)


@pytest.mark.parametrize("note", ["* figures between 2018 and 2019", "* figures from 3 to 5 June"])
def test_years_and_days_are_no_hidden_counts(note):
    assert meanings(note)["*"] in ("", "footnote")


@pytest.mark.parametrize(
    "note",
    [
        "* = zero or negligible",
        "* = not available/not applicable",
        "* = not recorded or not held",
        "* Figures rounded to the nearest 5",
        "* = fewer than 5 or not recorded",
        "* less than 0.5",
        "* = estimated",
        "# = could not be calculated",
    ],
)
def test_a_note_of_two_meanings_or_none_settles_nothing_and_is_quoted(note):
    (meaning,) = read(note).values()
    assert meaning.words == ""
    assert note.removeprefix("* ").removeprefix("# ").removeprefix("= ") in str(meaning)


def test_hidden_for_its_size_or_to_protect_others_has_no_limits():
    note = "* = suppressed as between 1 and 4 or where other values could be worked out"
    assert meanings(note) == {"*": "suppressed"}


def test_an_age_in_a_note_is_no_range_of_the_figure():
    assert meanings("^ Includes children under 5") == {"^": "footnote"}
    assert meanings("* Number of children under 5 at the scene") == {"*": "footnote"}
    assert meanings("* under 18 years of age when it happened") == {"*": "footnote"}


def test_several_glyphs_in_one_note_and_a_glyph_in_a_cell_of_its_own():
    assert meanings("* 1 to 4; - = zero; .. not available") == {
        "*": "suppressed 1 to 4",
        "-": "zero",
        "..": "not held",
    }
    assert meanings("z = not applicable, x = not available").keys() == {"z", "x"}
    assert meanings("Key: * = 1 to 4\n# = not applicable").keys() == {"*", "#"}
    beside = read_legend([Cell(0, 0, "*"), Cell(0, 1, "1 to 4")])
    assert beside["*"].words == "suppressed 1 to 4"


def test_a_glyph_explained_in_two_ways_has_no_meaning_and_both_are_quoted():
    legend = read("* = 1 to 4", "* = revised since last year")
    assert legend["*"].words == ""
    assert legend["*"].cells == ("A1", "A2")
    assert "1 to 4" in str(legend["*"])
    assert "revised" in str(legend["*"])


def test_a_glyph_explained_twice_alike_keeps_its_meaning():
    assert meanings("* = 1 to 4", "* stands for 1 to 4") == {"*": "suppressed 1 to 4"}
    assert read("* = 1 to 4").get("*").floor_unsaid is False
    assert read("* = fewer than 5").get("*").floor_unsaid is True


@pytest.mark.parametrize(
    "note",
    [
        *("- This is the first point", "• Deaths in custody", "Source: Home Office", "1. Notes"),
        *("RPRP = Reflective Practice Review Process", "In 2018 there were 5", "(2) Schools"),
        *("Figures are shown as reported", "A class is a group of pupils", "x", "*", ""),
    ],
)
def test_other_notes_define_no_glyph(note):
    assert read(note) == {}


def test_one_name_for_the_ways_a_glyph_is_printed():
    assert fold_glyph("(R)") == fold_glyph("r") == "r"
    assert fold_glyph("–") == fold_glyph("-") == "-"
    assert fold_glyph("( * )") == "*"
    assert fold_glyph("[C]") == "[c]"


@needs_corpus
@pytest.mark.parametrize(
    ("file", "sheet", "legend"),
    [
        (
            "scotland-pupil-census-2021.xlsx",
            "Background Notes",
            {":": "not held", "#": "not applicable", "*": "suppressed"},
        ),
        ("nca-missing-people.xlsx", "Missing people", {".": "not applicable", "x": "not held"}),
        ("home-office-workforce-sep-2018.ods", "Table_3", {"..": "not held"}),
        ("home-office-use-of-force-2017-18.ods", "Table_15", {"r": "footnote"}),
    ],
)
def test_legends_of_real_sheets(file, sheet, legend):
    cells = [c for c in read_sheets(Path(CORPUS) / file)[sheet].filled() if len(c.text) > 3]
    found = {glyph: meaning.words for glyph, meaning in read_legend(cells).items()}
    assert {glyph: words for glyph, words in found.items() if not glyph.isdigit()} == legend


@pytest.mark.parametrize("note", ["1 {}", "1. {}", "(1) {}", "¹ {}", "¹{}"])
def test_a_note_with_its_number_in_front_explains_the_raised_digit(note):
    legend = read(note.format("Includes one officer on secondment."))
    assert legend[fold_glyph("¹")].words == "footnote"
    assert legend[fold_glyph("¹")].cells == ("A1",)


def test_a_glyph_behind_a_number_is_explained_and_the_number_is_none():
    assert meanings("3. R Revised since the last edition") == {"r": "footnote"}
