"""The clean copy of a workbook: an .xlsx of what is seen, its values and layout, nothing besides.

Every cell keeps its address: hidden lines are there, empty and hidden. Reading the copy gives what
reading the workbook gave, and the same sheets give the same bytes. The copy is read and committed;
the original lies beside its SHA-256 in a folder that git ignores.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from analysis.ingest.files.containers import OLE, ZIP
from analysis.ingest.files.markup import NEVER_CALCULATED
from analysis.ingest.files.sheet import Sheet, format_value
from analysis.ingest.files.workbook import Workbook
from analysis.model.faults import Fault, Faults
from analysis.model.reply import Original
from analysis.model.store.paths import format_path

ORIGINALS = "original"  # the folder's name, which .gitignore has as well
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
NARROWEST, WIDEST = 9, 48  # of a column, in digits
SAMPLE = 200  # rows that the width of a column is judged by
DAY, MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm:ss"
FIRST_DAY = date(1900, 3, 1)  # before it spreadsheets count a day that never was
FIRST_FORMAT = 164  # numbers below are formats that a file need not spell
THOUSANDS = re.compile(r"-?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,14}|0)(?:\.[0-9]{1,9})?")
# What XML cannot hold is spelt as _x0001_, and so is what would be read as such a spelling.
UNSPELLABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def make_copy(book: Workbook) -> tuple[str, bytes]:
    """What is committed of a workbook, by name and content: its clean copy, or a CSV file itself.

    A workbook that is a clean copy already is its own. `book` holds nothing revealed. Raises
    Faults where nothing of it is seen.
    """
    content = book.path.read_bytes()
    if not content.startswith((ZIP, OLE)):
        return book.path.name, content
    if not book.sheets:
        named = format_path(book.path)
        problem, remedy = "every sheet of it is hidden", "ask the force for one that shows them"
        raise Faults(named, [Fault(named, problem, remedy)])
    return f"{book.path.stem}.xlsx", write_clean_copy(book.sheets)


def is_own_copy(path: Path, name: str, copy: bytes) -> bool:
    """Whether a file is what is committed of it, so that no original is kept aside."""
    return path.name == name and path.read_bytes() == copy


def put_files(folder: Path, path: Path, name: str, copy: bytes) -> None:
    """Write the copy into a reply's folder, once the original is kept where git does not look.

    An original that lay in the folder itself is gone from it then. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not is_own_copy(path, name, copy):
        _keep_original(folder / ORIGINALS, path)
        if path.resolve().parent == folder.resolve():
            path.unlink()
    if not (folder / name).exists() or (folder / name).read_bytes() != copy:
        (folder / name).write_bytes(copy)


def _keep_original(folder: Path, path: Path) -> None:
    content = path.read_bytes()
    folder.mkdir(exist_ok=True)
    (folder / path.name).write_bytes(content)
    told = f"{sha256(content).hexdigest()}  {path.name}\n"
    (folder / f"{path.name}.sha256").write_text(told, encoding="utf-8", newline="\n")


def find_original(folder: Path, original: Original) -> Path:
    """The workbook as the force sent it, which `hidden: read` needs.

    Raises Faults where it is not there, or is another than the reply names.
    """
    path = folder / ORIGINALS / original.file
    named = format_path(path)
    if not path.is_file():
        remedy = "put it there, or take `hidden: read` out of the tables"
        raise Faults(named, [Fault(named, "the original of this reply is not here", remedy)])
    if sha256(path.read_bytes()).hexdigest() != original.sha256:
        problem = "this is not the file whose SHA-256 `original` names in response.yaml"
        raise Faults(named, [Fault(named, problem, "put the force's own file back")])
    return path


def write_clean_copy(sheets: Mapping[str, Sheet]) -> bytes:
    """The .xlsx of these sheets, which must not be revealed ones."""
    formats = [DAY, MOMENT]
    pages = [_format_sheet(sheet, formats) for sheet in sheets.values()]
    numbers = range(1, len(pages) + 1)
    names = zip(numbers, sheets, strict=True)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + _format_override("/xl/workbook.xml", "sheet.main")
        + _format_override("/xl/styles.xml", "styles")
        + "".join(_format_override(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in numbers)
        + "</Types>",
        "_rels/.rels": _format_links([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(
            f'<sheet name={_quote_attribute(name)} sheetId="{n}" r:id="rId{n}"/>'
            for n, name in names
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _format_links(
            [
                *((f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers),
                (f"rId{len(pages) + 1}", "styles", "styles.xml"),
            ]
        ),
        "xl/styles.xml": _format_styles(formats),
        **{f"xl/worksheets/sheet{n}.xml": page for n, page in zip(numbers, pages, strict=True)},
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in parts.items():
            # A ZipInfo made by hand bears 1980, not this minute.
            about = zipfile.ZipInfo(name)
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, HEAD + text)
    return held.getvalue()


def _format_override(part: str, kind: str) -> str:
    return f'<Override PartName="{part}" ContentType="{KIND}.{kind}+xml"/>'


def _format_links(links: list[tuple[str, str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{link}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for link, kind, target in links
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def _format_styles(formats: list[str]) -> str:
    """The least that a program asks of styles; style 0 is plain, the others have a format each."""
    codes = "".join(
        f'<numFmt numFmtId="{number}" formatCode={_quote_attribute(code)}/>'
        for number, code in enumerate(formats, start=FIRST_FORMAT)
    )
    plain = 'fontId="0" fillId="0" borderId="0"'
    numbered = "".join(
        f'<xf numFmtId="{FIRST_FORMAT + n}" {plain} xfId="0" applyNumberFormat="1"/>'
        for n in range(len(formats))
    )
    return (
        f'<styleSheet xmlns="{SPREADSHEET}"><numFmts count="{len(formats)}">{codes}</numFmts>'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders>'
        f'<cellStyleXfs count="1"><xf numFmtId="0" {plain}/></cellStyleXfs>'
        f'<cellXfs count="{len(formats) + 1}"><xf numFmtId="0" {plain} xfId="0"/>{numbered}'
        '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
        "</cellStyles></styleSheet>"
    )


def _format_sheet(sheet: Sheet, formats: list[str]) -> str:
    columns = "".join(_format_columns(sheet))
    spans = "".join(
        f'<mergeCell ref="{place(span.top, span.left)}:{place(span.bottom, span.right)}"/>'
        for place in [sheet.numbering.format_place]
        for span in sheet.merged
    )
    return (
        f'<worksheet xmlns="{SPREADSHEET}">'
        + (f"<cols>{columns}</cols>" if columns else "")
        + f"<sheetData>{''.join(_format_rows(sheet, formats))}</sheetData>"
        + (f'<mergeCells count="{len(sheet.merged)}">{spans}</mergeCells>' if spans else "")
        + "</worksheet>"
    )


def _format_columns(sheet: Sheet) -> Iterator[str]:
    lines = sheet.numbering.columns
    widths = {}
    for column in range(sheet.width):
        cells = (sheet.cell(row, column).text for row in range(min(sheet.height, SAMPLE)))
        longest = max(map(len, cells), default=0) + 2
        widths[lines.number(column)] = min(max(longest, NARROWEST), WIDEST)
    hidden = {run.start: run for run in lines.hidden}
    for number in sorted({*widths, *hidden}):
        if run := hidden.get(number):
            yield f'<col min="{number + 1}" max="{run.stop}" width="9" hidden="1"/>'
        else:
            size = widths[number]
            yield f'<col min="{number + 1}" max="{number + 1}" width="{size}" customWidth="1"/>'


def _format_rows(sheet: Sheet, formats: list[str]) -> Iterator[str]:
    number = sheet.numbering.rows.number
    letters = [
        get_column_letter(sheet.numbering.columns.number(column) + 1)
        for column in range(sheet.width)
    ]
    after = 0
    for row, values in enumerate(sheet.rows):
        place = number(row)
        yield from (f'<row r="{hidden + 1}" hidden="1"/>' for hidden in range(after, place))
        after = place + 1
        cells = "".join(
            _format_cell(
                f"{letters[column]}{place + 1}",
                value,
                sheet.remarks.get((row, column), "") if sheet.remarks else "",
                formats,
            )
            for column, value in enumerate(values)
        )
        yield f'<row r="{place + 1}">{cells}</row>'


def _format_cell(address: str, value: Any, remark: str, formats: list[str]) -> str:
    """One cell; what has to be settled of it before its value is used stays to be settled."""
    if remark == NEVER_CALCULATED:
        return f'<c r="{address}"><f>NA()</f></c>'
    if value is None or value == "":
        return ""
    if remark:
        text = format_value(value)
        if text.startswith("#") or text.startswith("Err:"):
            return f'<c r="{address}" t="e"><v>{text if text in ERRORS else ERRORS[2]}</v></c>'
        return _format_doubted(address, text, formats)
    if isinstance(value, bool):
        return f'<c r="{address}" t="b"><v>{value:d}</v></c>'
    if isinstance(value, int | float):
        whole = abs(value) < 1e15 and float(value).is_integer()
        number = int(value) if whole else value  # alike, however it was kept
        return f'<c r="{address}"><v>{number!r}</v></c>'
    if isinstance(value, date) and (value.date() if isinstance(value, datetime) else value) >= (
        FIRST_DAY
    ):
        moment = isinstance(value, datetime) and value.time() != time()
        style = formats.index(MOMENT if moment else DAY) + 1
        return f'<c r="{address}" s="{style}"><v>{to_excel(value)!r}</v></c>'
    text = value if isinstance(value, str) else format_value(value)
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{_spell(text)}</t></is></c>'


def _format_doubted(address: str, text: str, formats: list[str]) -> str:
    """A number that is shown as another one, as it was in the workbook, whose own is not kept.

    It is held a thousand times as large as it is shown, so that nothing is hidden under it.
    """
    if THOUSANDS.fullmatch(text):
        grouped, decimals = "," in text, len(text.partition(".")[2])
        code = ("#,##0" if grouped else "0") + "." * bool(decimals) + "0" * decimals + ","
        number = f"{text.replace(',', '')}e3" if re.search("[1-9]", text) else f"1e-{decimals}"
    else:
        code, number = '"' + text.replace('"', '"\\""') + '"', "0"
    if code not in formats:
        formats.append(code)
    return f'<c r="{address}" s="{formats.index(code) + 1}"><v>{number}</v></c>'


def _spell(text: str) -> str:
    spelt = UNSPELLABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return escape(spelt)


def _quote_attribute(text: str) -> str:
    return quoteattr(UNSPELLABLE.sub("\ufffd", text))
