"""The command `inspect`: find the tables of a workbook, draft its recipe, draw its sheets.

Nothing is read into observations.
"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from openpyxl.utils import get_column_letter

from analysis.ingest.detection.cell_roles import write_json
from analysis.ingest.detection.found_tables import FoundTable, WorkbookTables
from analysis.ingest.detection.table_summary import (
    describe_columns,
    describe_marks,
    describe_question,
    describe_rows,
    describe_totals,
    find_extent,
    format_amount,
)
from analysis.ingest.detection.workbook_tables import find_tables
from analysis.ingest.draft.response_draft import Drafted, draft_tables, find_force, format_draft
from analysis.ingest.files.sheet import Sheet
from analysis.ingest.picture import draw_page
from analysis.model.faults import Fault, Faults, make_printable
from analysis.model.paths import BUILD, RAW, format_path

# A survey as lines for the terminal: each sheet, each table, what was not understood.

FACTS = 12  # width of the names at the left
LONGEST = 300  # letters of one fact


def list_findings(
    workbook: WorkbookTables, sheets: Sequence[str], width: int = 80
) -> Iterator[str]:
    """The listing that `inspect` prints, in lines of `width` letters as far as words allow."""
    # Line by line, so that no words of a workbook reach the terminal another way.
    return map(make_printable, _list_all(workbook, sheets, width))


def _list_all(workbook: WorkbookTables, sheets: Sequence[str], width: int) -> Iterator[str]:
    tables = [table for table in workbook.tables if table.sheet in sheets]
    questions = sum(len(table.questions) for table in tables) + len(workbook.questions)
    yield f"{workbook.file}: " + ", ".join(
        (
            format_amount(len(sheets), "sheet"),
            format_amount(len(tables), "table"),
            format_amount(questions, "open question"),
        )
    )
    for question in workbook.questions:
        yield from _wrap("?", describe_question(question), width, "  ", 2)
    for name in sheets:
        sheet = workbook.sheets[name]
        yield ""
        yield f"Sheet {name}, {_tell_size(sheet)}"
        own = [table for table in tables if table.sheet == name]
        for table in own:
            yield from _list_table(table, width)
        yield from _wrap("", _tell_rest(sheet, own), width, "  ")


def _tell_size(sheet: Sheet) -> str:
    if not sheet.width:
        return "empty"
    size = f"A1:{get_column_letter(sheet.width)}{sheet.height}"
    return size if sheet.visible else f"{size}, hidden in the workbook"


def _list_table(table: FoundTable, width: int) -> Iterator[str]:
    yield from _wrap(table.range, table.title or "(no title above it)", width, "  ")
    facts = [
        ("rows", describe_rows(table)),
        ("columns", describe_columns(table)),
        ("totals", describe_totals(table)),
        ("marks", "; ".join(describe_marks(table))),
        ("confidence", f"{table.confidence:.2f}"),
    ]
    for name, said in facts:
        if said:
            yield from _wrap(name, said, width, "    ")
    for question in table.questions:
        yield from _wrap("?", describe_question(question), width, "    ", 2)


def _tell_rest(sheet: Sheet, tables: Sequence[FoundTable]) -> str:
    """What stands on the sheet outside every table and its title."""
    spans = [find_extent(table) for table in tables]
    titles = {table.title_cell for table in tables}
    left = sum(
        not any(cell.row in down and cell.column in across for down, across in spans)
        and cell.address not in titles
        for cell in sheet.filled()
    )
    where = "in no table: " if tables else "no table; "
    return f"{where}{format_amount(left, 'cell')} of words" if left or not tables else ""


def _wrap(name: str, text: str, width: int, indent: str, gap: int = FACTS) -> Iterator[str]:
    said = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    if said:
        start = indent + (f"{name:<{gap - 1}} " if name else "")
        yield from textwrap.wrap(
            " ".join(said.split()),
            width,
            initial_indent=start,
            subsequent_indent=indent + " " * gap * bool(name),
        )


def inspect_workbook(
    path: Path, sheet: str = "", into: Path | None = None, build: Path = BUILD, raw: Path = RAW
) -> Iterator[str]:
    """The lines that `inspect` prints, once the draft and the picture are written.

    Both go to a folder of the file's own in `build/inspect/`, and the draft to the reply's folder
    `into` as well where one is named. Raises Faults where the file cannot be read, has no such
    sheet, `into` is no folder for a reply or has a response.yaml already, or nothing can be
    written there.
    """
    path = home = Path(path)
    if into:
        with _refuse_in_words(Path(into)):
            _check_folder(Path(into), path, raw)
        home = Path(into) / path.name
    drafted, sheets = _draft(path, sheet, find_force(home, raw))
    # Two files of one name have two folders, so that neither's picture is taken for the other's.
    folder = Path(build) / "inspect" / f"{path.stem}-{drafted.workbook.sha256[:6]}"
    text = format_draft(drafted.workbook, drafted.drafts, home, raw)
    if into:
        with _refuse_in_words(Path(into)):
            kept = _place(Path(into), path, text)
    with _refuse_in_words(folder):
        draft = _write(folder / "response.yaml", [text])
        picture = _write(folder / "sheet.html", draw_page(drafted.workbook, sheets))
    yield from list_findings(drafted.workbook, sheets)
    yield ""
    yield make_printable(f"draft    {format_path(kept if into else draft)}")
    yield make_printable(f"picture  {format_path(picture)}")


def inspect_as_json(path: Path, stream: TextIO, sheet: str = "") -> None:
    """The same result for programs, written to the stream; Faults where the file is unreadable."""
    drafted, sheets = _draft(Path(path), sheet, find_force(path))
    write_json(drafted.workbook, sheets, stream)


def _draft(path: Path, sheet: str, force: str) -> tuple[Drafted, list[str]]:
    workbook = find_tables(path)
    if sheet and sheet not in workbook.sheets:
        problem = f"there is no sheet {sheet!r}"
        remedy = f"name one of: {', '.join(workbook.sheets)}"
        raise Faults(format_path(path), [Fault(format_path(path), problem, remedy)])
    sheets = [sheet] if sheet else list(workbook.sheets)
    return draft_tables(workbook, sheets, force), sheets


def _check_folder(folder: Path, path: Path, raw: Path) -> None:
    """A reply lies in data/raw/<force>/<reference>, and what a person wrote there is kept."""
    recipe, copy = folder / "response.yaml", folder / path.name
    if folder.resolve().parent.parent != Path(raw).resolve():
        problem, remedy = "this is no folder for a reply", "name data/raw/<force>/<reference>"
    elif recipe.exists() or recipe.is_symlink():  # a link that leads nowhere exists() denies
        problem, remedy = "there is a response.yaml already", "move it away, or leave out --into"
    elif copy.is_symlink():
        problem, remedy = f"{path.name!r} is a link there", "put the file itself in its place"
    elif copy.exists() and path.is_file() and copy.read_bytes() != path.read_bytes():
        problem, remedy = f"another {path.name!r} lies there already", "give one of them a new name"
    else:
        return
    raise Faults(format_path(folder), [Fault(format_path(folder), problem, remedy)])


def _place(folder: Path, path: Path, text: str) -> Path:
    """The draft and the workbook in the reply's own folder."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / path.name).exists():
        with (folder / path.name).open("xb") as stream:
            stream.write(path.read_bytes())
    return _write(folder / "response.yaml", [text], mode="x")


@contextmanager
def _refuse_in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        remedy = "see that this is a folder you may write to"
        refused = Fault.of_system(format_path(folder), "written", error, remedy)
        raise Faults(format_path(folder), [refused]) from None


def _write(path: Path, pieces: Iterable[str], mode: str = "w") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    # A workbook can hold half a letter that no encoding has: it is shown as a question mark.
    with path.open(mode, encoding="utf-8", errors="replace", newline="\n") as stream:
        stream.writelines(pieces)
    return path
