"""A workbook of any of five formats as sheets of cells, with what a person should know of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from analysis.ingest.files.containers import (
    OLE,
    ZIP,
    Kind,
    Refused,
    open_ole,
    pack,
    refuse_foreign,
    tell_package,
    unpack,
)
from analysis.ingest.files.encodings import read_csv_rows
from analysis.ingest.files.markup import BookMarkup
from analysis.ingest.files.markup_ods import read_ods_markup
from analysis.ingest.files.markup_xls import read_xls_markup
from analysis.ingest.files.markup_xlsx import read_xlsx_markup
from analysis.ingest.files.remarks import remark_on
from analysis.ingest.files.sheet import Cell, Sheet, Span, fold, show_value
from analysis.ingest.files.values import read_sheets, tidy_rows
from analysis.model.faults import Fault, Faults
from analysis.model.paths import show

__all__ = ["Cell", "Sheet", "Span", "Workbook", "fold", "read_file", "read_workbook", "show_value"]

ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")


@dataclass(frozen=True)
class Workbook:
    """The sheets of a file by name, and what was assumed or met while it was read."""

    sheets: dict[str, Sheet]
    remarks: tuple[str, ...] = ()


def read_workbook(path: Path) -> dict[str, Sheet]:
    """The sheets of `read_file`, by name."""
    return read_file(path).sheets


def read_file(path: Path) -> Workbook:
    """Read every sheet of an .xlsx, .xlsm, .xls, .ods or .csv file.

    Raises Faults in one line where the file is missing, locked, kept from us, cut short, too large
    once unpacked, or not what its name says.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise Refused("this is a folder, not a workbook", "name the file in it")
        if not path.is_file():
            raise Refused(
                "there is no such workbook", "put the force's file there, or mend `workbook`"
            )
        if path.suffix.lower() not in ENDINGS:
            ending = path.suffix.lower() or "nothing"
            raise Refused(f"files ending in {ending} are not read", "save it as .xlsx")
        book = _read_text(path) if path.suffix.lower() == ".csv" else _read_book(path)
    except Refused as refusal:
        fault = Fault(show(path), refusal.problem, refusal.remedy)
        raise Faults(show(path), [fault]) from None
    except OSError as error:
        remedy = "see that you may open it, or copy it where you may"
        raise Faults(show(path), [Fault.of_system(show(path), "read", error, remedy)]) from None
    said = [line for sheet in book.sheets.values() for line in remark_on(sheet)]
    return Workbook(book.sheets, (*book.remarks, *said))


def _read_text(path: Path) -> Workbook:
    content = path.read_bytes()
    refuse_foreign(content, ".csv")
    if content.startswith((ZIP, OLE)):
        raise Refused("this is a spreadsheet named .csv", "give it its own ending")
    rows, remarks = read_csv_rows(content)
    return Workbook({"csv": Sheet("csv", tidy_rows(rows, {}))}, tuple(remarks))


def _read_book(path: Path) -> Workbook:
    kind, markup, source = _open_book(path)
    remarks = []
    if path.suffix.lower().replace("xlsm", "xlsx") != f".{kind}":
        remarks.append(f"it is an .{kind} workbook, though named {path.suffix}")
    if markup.linked:
        remarks.append("formulas read other workbooks; the values they last had are used")
    with source:
        return Workbook(read_sheets(source, markup), tuple(remarks))


def _open_book(path: Path) -> tuple[Kind, BookMarkup, BinaryIO]:
    """What a workbook is, its markup, and what to read its values from.

    The content and its parts are let go before the values are read: they are the larger share of
    the memory that a workbook takes.
    """
    content = path.read_bytes()
    refuse_foreign(content, path.suffix.lower())
    if content.startswith(OLE):
        return "xls", read_xls_markup(open_ole(content)), path.open("rb")
    parts = unpack(content)
    kind = tell_package(parts)
    markup = read_ods_markup(parts) if kind == "ods" else read_xlsx_markup(parts)
    return kind, markup, pack(parts)
