import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.files.workbook import (
    decode,
    find_separator,
    is_garbled,
    read_csv_rows,
    read_file,
)

ROWS = [["Force", "2018", "2019"], ["Dyfed–Powys", "4", "1,204"], ["Café; bar", "0", "7"]]
BARE = "Force,2018\nDyfed–Powys,4\n"


def spell(rows, separator=",", end="\r\n") -> str:
    held = io.StringIO()
    csv.writer(held, delimiter=separator, lineterminator=end).writerows(rows)
    return held.getvalue()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_and_all_line_ends_are_read_without_a_remark(encoding, end):
    assert read_csv_rows(spell(ROWS, end=end).encode(encoding)) == (ROWS, [])


@pytest.mark.parametrize("encoding", ["Windows-1252", "UTF-16-LE", "UTF-16-BE"])
def test_an_encoding_that_nothing_in_the_file_names_is_assumed_and_said(encoding):
    rows, remarks = read_csv_rows(spell(ROWS).encode(encoding))
    assert rows == ROWS
    (remark,) = remarks
    assert remark.text == f"it was read as {encoding}, which is assumed: look at accents, dashes"


@pytest.mark.parametrize(
    ("separator", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")]
)
def test_other_separators_are_found_and_said(separator, name):
    titled = [["Complaints, by force, and year"], *ROWS]
    rows, remarks = read_csv_rows(spell(titled, separator).encode())
    assert rows == titled
    (remark,) = remarks
    assert remark.text == f"its columns are separated by {name}"


def test_a_decimal_comma_is_no_separator_and_words_with_semicolons_are_no_columns():
    assert find_separator("Force;Rate\nKent;1,5\nEssex;2,5\nSurrey;3,5\n") == ";"
    assert find_separator("Force,Count\nKent; Essex,4\nSurrey; Sussex,5\n") == ","
    assert find_separator("one column\nof words\n") == ","


sensible = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)


@given(st.lists(st.lists(sensible, min_size=3, max_size=3), min_size=1, max_size=8))
def test_any_table_of_three_columns_comes_back_or_its_separator_is_said(rows):
    read, remarks = read_csv_rows(("\ufeff" + spell(rows)).encode())
    assert read == rows or any("separated" in remark.text for remark in remarks)


def test_rows_swallowed_by_a_lost_quotation_mark_are_said():
    rows, remarks = read_csv_rows(b'Force,2018\n"Kent,4\nEssex,5\nSurrey",6\n')
    assert len(rows) == 2
    lost = "sheet csv, A2: line breaks and separators in one cell: a lost quote?"
    assert list(map(str, remarks)) == [lost]


def test_a_text_is_decoded_the_same_with_or_without_its_mark():
    assert decode(BARE.encode("utf-16")) == (BARE, [])
    assert decode(BARE.encode("utf-8-sig")) == (BARE, [])
    assert decode(BARE.encode("utf-8")) == (BARE, [])


@given(st.text(st.characters(min_codepoint=0xA0, max_codepoint=0x2FFF), min_size=1, max_size=6))
def test_text_read_with_the_wrong_encoding_is_seen(text):
    raw = text.encode("utf-8")
    read = "".join(
        chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252")
        for byte in raw
    )
    assert is_garbled(f"before {read} after")


@pytest.mark.parametrize("text", ["Dyfed–Powys", "café £5 §3", "naïve “quoted” …", "שנה", "½ – ¾"])
def test_text_that_is_in_order_is_not_called_garbled(text):
    assert not is_garbled(text)


def test_garbled_and_lost_letters_are_said_and_not_mended(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Force,2018\nDyfedâ€“Powys,4\nCaf\ufffd,5\nPrÃ©fecture,6\n", encoding="utf-8")
    book = read_file(path)
    assert book.sheets["csv"].cell(1, 0).text == "Dyfedâ€“Powys"
    assert tuple(map(str, book.remarks)) == (
        "sheet csv, A2, A4: letters garbled by a wrong encoding, read as they stand",
        "sheet csv, A3: letters were lost before this file was made",
    )
