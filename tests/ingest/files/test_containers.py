"""The parts of a zip, whose names are compared without case."""

import os
import zipfile
from pathlib import Path

import pytest
from formats import read_sheets, write_book, write_zip
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.files.containers import SPELLED, Parts, spell
from analysis.model.faults import Faults

CASES = os.environ.get("FOI_CASES")
ROWS = [["Complaints by year"], ["Year", "Officers"], ["2018", 9], ["2019", "a & b"]]
SHEETS = {"First": ROWS, "Second": [["Other"], *ROWS[1:]]}


def read_parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("ending", [".xlsx", ".xlsm", ".ods"])
@pytest.mark.parametrize("respell", [str.upper, str.lower, str.swapcase, str.title])
def test_a_workbook_is_read_however_its_parts_are_spelt(tmp_path, ending, respell):
    plain = write_book(tmp_path / f"plain{ending}", SHEETS, {"First": ["A1:B1"]})
    parts = {respell(name): part for name, part in read_parts(plain).items()}
    other = read_sheets(write_zip(tmp_path / f"other{ending}", parts))
    assert other == read_sheets(plain)


def test_links_between_parts_may_be_spelt_otherwise_than_their_names(tmp_path):
    plain = write_book(tmp_path / "plain.xlsx", SHEETS)
    parts = read_parts(plain)
    links = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = links.replace(b"worksheets/sheet", b"WorkSheets/Sheet")
    other = write_zip(tmp_path / "other.xlsx", parts)
    assert read_sheets(other) == read_sheets(plain)


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
def test_two_parts_that_differ_in_capitals_alone_are_refused(tmp_path, ending):
    parts = read_parts(write_book(tmp_path / f"plain{ending}", SHEETS))
    name = "xl/worksheets/sheet1.xml" if ending == ".xlsx" else "content.xml"
    parts[name.upper()] = parts[name]
    with pytest.raises(Faults, match=f"it holds a part twice, {name}"):
        read_sheets(write_zip(tmp_path / f"twice{ending}", parts))


CASED = st.sampled_from(sorted(SPELLED.values()))


@given(CASED, st.text("ABCxyz.[]_ ", max_size=5), st.integers(0, 20))
def test_a_part_is_found_by_every_spelling_of_its_name(word, other, number):
    name = f"xl/{word}{number}.xml/{other}"
    parts = Parts({spell(name): b"part"})
    for spelling in (name, name.upper(), name.lower(), name.swapcase(), spell(name)):
        assert spelling in parts
        assert parts[spelling] == parts.get(spelling) == b"part"
    assert spell(spell(name.upper())) == spell(name)
    assert f"xl/{word}{number}.xml" == spell(f"XL/{word.upper()}{number}.XML")


@pytest.mark.skipif(not CASES, reason="FOI_CASES names no folder of small sheets")
def test_the_case_of_parts_in_capitals():
    (sheet,) = read_sheets(Path(CASES) / "p03-upper-case-parts.xlsx").values()
    assert sheet.rows[:2] == (("Complaints by year",), ("Year", "Officers", "Staff"))
