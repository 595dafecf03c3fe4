"""Files that lie, break or overreach: one clear line each, in bounded time and memory.

Each stands for a file of any size, but none here would trouble another reader: all stay below
100 kB unpacked and a few hundred rows and columns, and the limit is lowered to meet them.
"""

import csv
import errno
import io
import random
import struct
import tracemalloc
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path

import pytest
import xlwt
from examples import YEARS_DOWN, write_xlsx
from formats import change_parts, read_sheets, spell_ods_cell, write_book, write_ods, write_zip

from analysis.ingest.files import containers, markup, workbook, xls_markup
from analysis.ingest.files.ods_markup import read_ods_markup
from analysis.ingest.files.workbook import read_file
from analysis.ingest.files.xlsx_markup import read_xlsx_markup
from analysis.model.faults import Faults

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"
SPREADSHEETS = [".xlsx", ".xlsm", ".xls", ".ods"]


def refuse(path) -> str:
    with pytest.raises(Faults) as caught:
        read_sheets(path)
    (fault,) = caught.value.faults
    assert fault.file == path.name and fault.remedy and "\n" not in str(fault)
    return str(fault)


@contextmanager
def measure_peak():
    """Gives a function that says the bytes Python held at most inside the block."""
    tracemalloc.start()
    peaks = []
    try:
        yield lambda: peaks[0]
    finally:
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()


def make_ole(path, stream: str):
    """An OLE file whose one stream has another name than an .xls gives it."""
    write_book(path, {"s": [["x"]]})
    entry = "Workbook".encode("utf-16-le") + b"\0\0"
    name = stream.encode("utf-16-le") + b"\0\0"
    content = path.read_bytes()
    start = content.index(entry)
    content = bytearray(content)
    content[start : start + 64] = name.ljust(64, b"\0")
    content[start + 64 : start + 66] = len(name).to_bytes(2, "little")
    path.write_bytes(content)
    return path


def write_sheet_xml(path, xml: str):
    """An .xlsx whose one sheet has this XML."""
    whole = write_xlsx(path.with_name("whole.xlsx"), {"s": [["x"]]})
    return change_parts(whole, path, {SHEET: f"<worksheet>{xml}</worksheet>"})


def test_a_missing_workbook_and_a_folder_are_refused(tmp_path):
    assert "there is no such workbook" in refuse(tmp_path / "none.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    assert "this is a folder" in refuse(tmp_path / "folder.xlsx")


@pytest.mark.parametrize("ending", [".xlsx", ".xlsm", ".xls", ".ods"])
def test_a_workbook_locked_in_an_ole_file_is_refused(tmp_path, ending):
    path = make_ole(tmp_path / "a.xls", "EncryptedPackage")
    assert "locked with a password" in refuse(path.rename(tmp_path / f"b{ending}"))


def test_a_locked_ods_xls_and_zip_are_refused(tmp_path):
    entry = '<manifest:file-entry full-path="content.xml"><manifest:encryption-data/>'
    assert "locked with a password" in refuse(write_ods(tmp_path / "a.ods", "", entry))

    path = write_book(tmp_path / "b.xls", {"s": [["x"]]})
    writing_access = b"\x5c\x00\x70\x00"  # a record that readers pass over
    locked = path.read_bytes().replace(writing_access, b"\x2f\x00\x70\x00", 1)
    path.write_bytes(locked)
    assert "locked with a password" in refuse(path)

    path = write_xlsx(tmp_path / "c.xlsx", {"s": [["x"]]})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the directory calls its first part encrypted
    path.write_bytes(content)
    assert "locked with a password" in refuse(path)


@pytest.mark.parametrize("ending", SPREADSHEETS)
@pytest.mark.parametrize("share", [0, 0.01, 0.3, 0.6, 0.9, 0.99])
def test_a_workbook_cut_short_is_refused(tmp_path, share, ending):
    content = write_book(tmp_path / f"whole{ending}", {"Q1": YEARS_DOWN * 40}).read_bytes()
    path = tmp_path / f"cut{ending}"
    path.write_bytes(content[: int(len(content) * share)])
    assert "cannot be opened" in refuse(path)


def test_a_workbook_with_a_damaged_sheet_is_refused(tmp_path):
    whole = write_xlsx(tmp_path / "whole.xlsx", {"Q1": YEARS_DOWN})
    with zipfile.ZipFile(whole) as archive:
        xml = archive.read(SHEET)
    half = change_parts(whole, tmp_path / "damaged.xlsx", {SHEET: xml[: len(xml) // 2]})
    assert "cannot be opened" in refuse(half)
    lost = change_parts(whole, tmp_path / "lost.xlsx", {SHEET: None})
    assert "cannot be opened" in refuse(lost)


@pytest.mark.parametrize("ending", SPREADSHEETS)
def test_bytes_changed_at_random_end_in_a_reading_or_in_one_line(tmp_path, ending):
    """One bit of a byte: more may become a size that readers without a guard allot memory by."""
    content = write_book(tmp_path / f"whole{ending}", {"Q1": YEARS_DOWN * 10}).read_bytes()
    chance = random.Random(ending)
    path = tmp_path / f"a{ending}"
    for _ in range(40):
        changed = bytearray(content)
        for _ in range(chance.choice([1, 4, 30])):
            changed[chance.randrange(len(changed))] ^= 1
        path.write_bytes(changed)
        try:
            read_sheets(path)
        except Faults as faults:
            assert len(faults.faults) == 1


def test_a_zip_that_would_unpack_to_too_much_is_refused_before_it_is_unpacked(
    tmp_path, monkeypatch
):
    """Stands for a few kB that unpack to gigabytes."""
    path = write_xlsx(tmp_path / "a.xlsx", {"Q1": YEARS_DOWN})
    with zipfile.ZipFile(path) as archive:
        size = sum(item.file_size for item in archive.infolist())
    monkeypatch.setattr(containers, "MOST_UNPACKED", size)
    assert read_sheets(path)["Q1"].rows
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/more.xml", "<")
    monkeypatch.setattr(containers, "_read_part", lambda *_: pytest.fail("it was unpacked"))
    assert f"unpacks to {size + 1:,} bytes" in refuse(path)


def test_a_zip_that_lies_about_its_sizes_is_not_unpacked_further_than_it_says(tmp_path):
    """Stands for a part that says 100 bytes and holds gigabytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<" + b" " * 90_000)
    content = bytearray(held.getvalue())
    said, crc = (100).to_bytes(4, "little"), zlib.crc32(b"<" + b" " * 99).to_bytes(4, "little")
    entry = content.index(b"PK\x01\x02")
    content[entry + 16 : entry + 20], content[entry + 24 : entry + 28] = crc, said
    with measure_peak() as peak:
        parts = containers.unpack(bytes(content))
    assert parts == {"xl/workbook.xml": b"<" + b" " * 99}
    assert peak() < 80_000
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert "cannot be opened" in refuse(path)


def test_a_part_that_is_there_twice_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", {"s": [["x"]]})
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, "<worksheet/>")
    assert "holds a part twice" in refuse(path)


# A guard that refuses every declaration need not be shown entities that grow or read files.
DECLARED = ["<!DOCTYPE a>", '<!DOCTYPE a [<!ENTITY a "b">]>']


@pytest.mark.parametrize("entities", DECLARED)
@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", SHEET, "xl/workbook.xml"])
def test_xml_that_defines_entities_is_refused(tmp_path, entities, part):
    whole = write_xlsx(tmp_path / "whole.xlsx", {"s": [["x"]]})
    with zipfile.ZipFile(whole) as archive:
        head, body = archive.read(part).decode().split("?>", 1)
    path = change_parts(whole, tmp_path / "a.xlsx", {part: f"{head}?>{entities}{body}"})
    assert "defines entities of its own" in refuse(path)


def test_empty_formatted_rows_are_passed_over_however_many(tmp_path, monkeypatch):
    """Stands for formats down to the last row of a sheet, which programs leave behind."""
    monkeypatch.setattr(markup, "MOST_CELLS", 1)
    rows = "".join(f'<row r="{n}" s="1" hidden="1"/>' for n in range(2, 301))
    xml = f'<dimension ref="A1:Z300"/><sheetData><row r="1"><c r="A1"><v>7</v></c></row>{rows}'
    xlsx = write_sheet_xml(tmp_path / "a.xlsx", f"{xml}</sheetData>")
    empty = '<table:table-cell table:number-columns-repeated="26" table:style-name="x"/>'
    repeated = ' table:number-rows-repeated="299" table:visibility="collapse"'
    ods = write_ods(
        tmp_path / "a.ods",
        f'<table:table table:name="s"><table:table-row>{spell_ods_cell(7)}</table:table-row>'
        f"<table:table-row{repeated}>{empty}</table:table-row></table:table>",
    )
    readers = {xlsx: read_xlsx_markup, ods: read_ods_markup}
    for path, read_markup in readers.items():
        assert read_sheets(path)["s"].rows == ((7,),)
        (sheet,) = read_markup(containers.unpack(path.read_bytes())).sheets
        assert (sheet.height, sheet.width) == (1, 1)
        assert sheet.hidden_rows == [range(1, 300)]  # one run, not a row each


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".ods"])
def test_one_cell_far_from_all_others_is_refused_by_its_address(tmp_path, ending, monkeypatch):
    """Stands for a cell in the last row and column, with all that lies between held as blanks."""
    path = tmp_path / f"far{ending}"
    if ending == ".xlsx":
        cells = '<row r="1"><c r="A1"><v>1</v></c></row>'
        far = '<row r="40"><c r="T40"><v>1</v></c></row>'
        write_sheet_xml(path, f"<sheetData>{cells}{far}</sheetData>")
    elif ending == ".ods":
        many = ' table:number-rows-repeated="40"'
        cell = spell_ods_cell(1, ' table:number-columns-repeated="20"')
        row = f"<table:table-row{many}>{cell}</table:table-row>"
        write_ods(path, f'<table:table table:name="s">{row}</table:table>')
    else:
        book = xlwt.Workbook()
        book.add_sheet("s").write(39, 19, 1)
        book.save(str(path))
    assert markup.MOST_CELLS < 65_536 * 256  # less than the smallest format has
    monkeypatch.setattr(markup, "MOST_CELLS", 800)
    assert read_sheets(path)["s"].cell(39, 19).text == "1"
    monkeypatch.setattr(markup, "MOST_CELLS", 799)
    assert "its cells reach as far as T40" in refuse(path)


@pytest.mark.parametrize("place", ["A0", "7", "A51", "U1", "-1"])
def test_a_cell_without_an_address_is_refused(tmp_path, place, monkeypatch):
    """The last row and column stand for those of a spreadsheet program, XFD1048576."""
    assert (markup.LAST_ROW, markup.LAST_COLUMN) == (1_048_576, 16_384)
    monkeypatch.setattr(markup, "LAST_ROW", 50)
    monkeypatch.setattr(markup, "LAST_COLUMN", 20)
    row = place.strip("AU")
    xml = f'<sheetData><row r="{row}"><c r="{place}"><f>1+1</f></c></row></sheetData>'
    assert "a cell has no address" in refuse(write_sheet_xml(tmp_path / "a.xlsx", xml))


def test_the_last_cell_of_a_sheet_has_an_address(tmp_path, monkeypatch):
    monkeypatch.setattr(markup, "LAST_ROW", 50)
    monkeypatch.setattr(markup, "LAST_COLUMN", 20)
    xml = '<sheetData><row r="50"><c r="T50"><v>1</v></c></row></sheetData>'
    assert read_sheets(write_sheet_xml(tmp_path / "a.xlsx", xml))["s"].cell(49, 19).text == "1"


@pytest.mark.parametrize("limit", ["MOST_ROWS", "MOST_COLUMNS"])
def test_an_xls_that_says_it_is_larger_than_a_sheet_can_be_is_refused(tmp_path, limit, monkeypatch):
    """A reader allots memory by what DIMENSIONS says."""
    path = write_book(tmp_path / "a.xls", {"s": YEARS_DOWN})
    assert read_sheets(path)["s"].rows
    monkeypatch.setattr(xls_markup, limit, 1)
    assert "a record of it is damaged" in refuse(path)


def test_an_xls_that_says_it_holds_more_texts_than_bytes_is_refused(tmp_path):
    """A reader allots memory by how many texts the record says there are."""
    path = write_book(tmp_path / "a.xls", {"s": YEARS_DOWN})
    content = bytearray(path.read_bytes())
    number = content.index(b"Complaints by year") - 7  # of texts, of which this is the first
    assert struct.unpack_from("<I", content, number) == (4,)
    struct.pack_into("<I", content, number, len(content) + 1)
    path.write_bytes(content)
    assert "a record of it is damaged" in refuse(path)


def test_spans_that_overlap_or_reach_over_the_whole_sheet_cost_nothing(tmp_path):
    """Stands for spans over every cell a sheet may have: only filled ones are gone through."""
    cells = '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row></sheetData>'
    spans = '<mergeCell ref="A1:T40"/>'
    whole = write_sheet_xml(tmp_path / "a.xlsx", f"{cells}<mergeCells>{spans}</mergeCells>")
    assert read_sheets(whole)["s"].merged[0].right == 19
    twice = write_sheet_xml(tmp_path / "b.xlsx", f"{cells}<mergeCells>{spans * 3}</mergeCells>")
    assert "cell A1: its merged cells overlap" in refuse(twice)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"PK\x03\x04rest", "a spreadsheet named .csv"),
        ("a.csv", OLE + b"rest", "a spreadsheet named .csv"),
        ("a.csv", b"caf\x81,1\n", "no encoding fits"),
        ("a.csv", b'a,"b\nc,d\n', "sheet csv, cell A1: it cannot be read as CSV: unexpected end"),
        ("a.csv", b'a,b\n"c"d,e\n', "sheet csv, cell A2: it cannot be read as CSV"),
        (
            "a.csv",
            b"a,b\nc\0c,d\n",
            "cell A2: it cannot be read as CSV: here stands the character 0x00",
        ),
        ("a.csv", b'a;"b\nc";\x07\nc;d\n', "cell C1: it cannot be read as CSV: here stands the"),
        ("a.csv", b"\x01", "cell A1: it cannot be read as CSV: here stands the"),
        ("a.csv", b"a" * 200_000 + b"\x01", "sheet csv: it cannot be read as CSV: here stands"),
        ("a.csv", b"", "nothing in it"),
        ("a.csv", b"\xef\xbb\xbf<HTML><table></table>", "a web page named .csv"),
        ("a.xlsx", b"Year,Complaints\n2018,4\n", "if it is plain text, name it .csv"),
        ("a.xlsx", b"%PDF-1.7\n", "a PDF named .xlsx"),
        ("a.xlsx", OLE + b"\0" * 600, "cannot be opened"),
        ("a.xls", b"\n <html><table></table></html>", "a web page named .xls"),
        ("a.xls", b'<?xml version="1.0"?><Workbook/>', "one XML file named .xls"),
        ("a.ods", b"", "nothing in it"),
        ("a.pdf", b"%PDF-1.7\n", "files ending in .pdf are not read -> a letter is transcribed"),
        ("a.docx", b"PK", "files ending in .docx are not read -> a letter is transcribed"),
        ("a.xlsx", b"%PDF-1.7\n", "`Place` that says where each figure stood (`page 2"),
        ("a", b"x", "files ending in nothing are not read"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path, name, content, says):
    path = tmp_path / name
    path.write_bytes(content)
    assert says in refuse(path)


def test_a_csv_with_a_field_longer_than_any_text_is_refused(tmp_path, monkeypatch):
    """Stands for a quotation mark that never closes in a long file."""
    monkeypatch.setattr(workbook, "SAMPLE", 1000)
    path = tmp_path / "a.csv"
    path.write_text(f"a,{'x' * 1001}")
    assert csv.field_size_limit() == 131_072  # that of the csv module: reading raises no limit
    usual = csv.field_size_limit(1000)
    try:
        assert "field larger than field limit" in refuse(path)
    finally:
        csv.field_size_limit(usual)
    assert read_sheets(path)["csv"].rows == (("a", "x" * 1001),)


def test_a_zip_or_ole_file_that_is_no_workbook_is_refused(tmp_path):
    letter = write_zip(tmp_path / "a.xlsx", {"letter.txt": "Dear Sir"})
    assert "no .xlsx, .xlsm or .ods workbook" in refuse(letter)
    binary = write_zip(tmp_path / "b.xlsx", {"xl/workbook.bin": b"\x83\x01"})
    assert "no .xlsx, .xlsm or .ods workbook" in refuse(binary)
    assert "holds no workbook" in refuse(make_ole(tmp_path / "c.xls", "WordDocument"))


def test_a_workbook_under_another_workbooks_ending_is_read_and_this_is_said(tmp_path):
    for real, ending in ((".xlsx", ".xls"), (".xls", ".xlsx"), (".ods", ".xlsx")):
        path = write_book(tmp_path / f"a{real}", {"s": [["x", 1]]})
        book = read_file(path.rename(tmp_path / f"b{ending}"))
        assert book.sheets["s"].rows == (("x", 1),)
        assert tuple(map(str, book.remarks)) == (
            f"it is an {real} workbook, though named {ending}",
        )


def test_a_workbook_whose_sheets_share_a_name_is_refused(tmp_path):
    table = '<table:table table:name="s"><table:table-row/></table:table>'
    assert "its sheets 1 and 2 have one name" in refuse(write_ods(tmp_path / "a.ods", table * 2))
    assert "there is no sheet in it" in refuse(write_ods(tmp_path / "b.ods", ""))


def test_memory_stays_below_ten_times_the_unpacked_size(tmp_path):
    rows = [[f"label {r}", *(r * 31 + c for c in range(20))] for r in range(40)]
    path = write_xlsx(tmp_path / "a.xlsx", {f"sheet {n}": rows for n in range(3)})
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(item.file_size for item in archive.infolist())
    read_file(path)  # modules and caches are no part of it
    with measure_peak() as peak:
        book = read_file(path)
    assert len(book.sheets) == 3
    assert peak() < 5 * unpacked  # the library's own share comes on top


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_file_that_we_may_not_read_is_one_clear_line(tmp_path, monkeypatch, ending):
    path = write_book(tmp_path / f"a{ending}", {"s": [["x", 1]]})

    def deny(self):
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", deny)
    assert f"a{ending}: cannot be read: permission denied -> " in refuse(path)


def test_a_name_longer_than_the_system_takes_is_one_clear_line(tmp_path):
    assert "cannot be read: file name too long" in refuse(tmp_path / f"{'a' * 300}.csv")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("number", ["1e999", "-inf", "nan"])
def test_a_number_without_end_is_remarked_and_never_a_figure(tmp_path, number):
    cells = f'<c r="A1"><v>{number}</v></c><c r="B1"><v>2</v></c>'
    xml = f'<sheetData><row r="1">{cells}</row></sheetData>'
    write_sheet_xml(tmp_path / "reply.xlsx", xml)
    file = read_file(tmp_path / "reply.xlsx")
    (sheet,) = file.sheets.values()
    assert [(c.address, c.text, c.remark) for c in sheet.filled()] == [
        ("A1", "#NUM!", "no finite number"),
        ("B1", "2", ""),
    ]
    assert any("A1: no finite number" in str(remark) for remark in file.remarks)
