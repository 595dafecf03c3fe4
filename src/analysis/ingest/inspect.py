"""The command `inspect`: find the tables of a workbook, draft its recipes, draw its sheets.

Nothing is read into observations.
"""

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TextIO

from analysis.ingest.detection.cell_roles import write_json
from analysis.ingest.detection.found_tables import (
    FoundTable,
    WorkbookTables,
    clip,
    describe_columns,
    describe_marks,
    describe_repeated,
    describe_rows,
    describe_totals,
    format_amount,
)
from analysis.ingest.detection.question_kinds import OpenQuestion, describe_question
from analysis.ingest.detection.workbook_tables import find_tables
from analysis.ingest.draft.recipes import draft_recipes
from analysis.ingest.draft.rehearsal import rehearse
from analysis.ingest.draft.response_draft import (
    DraftRecipe,
    find_force,
    format_response,
    format_scalar,
)
from analysis.ingest.files.sheet import Sheet
from analysis.ingest.files.workbook import Workbook, read_file
from analysis.ingest.hidden.clean_copy import ORIGINALS, is_own_copy, make_copy, put_files
from analysis.ingest.hidden.force_letter import format_force_letter
from analysis.ingest.hidden.hidden_search import find_hidden_matter
from analysis.ingest.picture import draw_page
from analysis.model.faults import Fault, Faults, make_printable
from analysis.model.force import read_nations, suggest_forces
from analysis.model.hidden_matter import is_kept_out
from analysis.model.store.paths import BUILD, RAW, format_path
from analysis.model.yaml_file import BLANK

NAMES = 12  # width of the names of facts at the left
LONGEST = 300  # letters of one fact
LONGEST_QUESTION = 900  # its remedy is of no use cut off


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
            _check_folder(Path(into), raw)
    book, tables = _look_into(path)
    original = None
    if into:
        name, copy = make_copy(book)
        with _refuse_in_words(Path(into)):
            _check_copy(Path(into), path, name, copy)
        home = Path(into) / name
        if not is_own_copy(path, name, copy):
            original = {"file": path.name, "sha256": tables.sha256}

    sheets = _choose_sheets(tables, sheet)
    drafted = draft_tables(tables, sheets, find_force(home, raw))
    text = format_response(drafted.workbook, drafted.recipes, home, raw, original)
    picture = draw_page(drafted.workbook, sheets)

    if into:
        with _refuse_in_words(Path(into)):
            put_files(Path(into), path, name, copy)
            kept = _write_text(Path(into) / "response.yaml", [text], mode="x")
    # Two files of one name have two folders, so that neither's picture is taken for the other's.
    folder = Path(build) / "inspect" / f"{path.stem}-{tables.sha256[:6]}"
    with _refuse_in_words(folder):
        draft = _write_text(folder / "response.yaml", [text])
        page = _write_text(folder / "sheet.html", picture)
        letter = folder / "letter.txt"
        letter.unlink(missing_ok=True)
        if is_kept_out(tables.hidden):
            _write_text(letter, format_force_letter(path.name, tables.hidden))
    yield from list_findings(drafted.workbook, sheets)
    yield ""
    blanks = format_amount(text.count(f": {BLANK}"), "blank")
    yield f"blanks   {blanks} ({BLANK}) in the draft, most of them for what only the letter says"
    yield make_printable(f"draft    {format_path(kept if into else draft)}")
    yield make_printable(f"picture  {format_path(page)}")
    if original:
        yield make_printable(f"copy     {format_path(home)}")
        yield make_printable(f"original {format_path(Path(into) / ORIGINALS / path.name)}")
    if is_kept_out(tables.hidden):
        yield make_printable(f"letter   {format_path(letter)}, for the force")


def replace_by_copy(path: Path) -> Iterator[str]:
    """Put a workbook's clean copy in its place and the original aside; yields lines to print.

    The copy has the name that response.yaml is to have; a file that is such a copy is left as it
    is. Raises Faults where the file cannot be read, or another file has the copy's name.
    """
    path = Path(path)
    name, copy = make_copy(read_file(path))
    if is_own_copy(path, name, copy):
        yield make_printable(f"{format_path(path)} is a clean copy already, and stays as it is")
        return
    digest = sha256(path.read_bytes()).hexdigest()
    with _refuse_in_words(path.parent):
        _check_copy(path.parent, path, name, copy)
        put_files(path.parent, path, name, copy)
    yield make_printable(f"copy     {format_path(path.parent / name)}")
    yield make_printable(f"original {format_path(path.parent / ORIGINALS / path.name)}")
    yield "say in response.yaml:"
    yield make_printable(f"workbook: {format_scalar(name)}")
    yield make_printable(f"original: {{file: {format_scalar(path.name)}, sha256: {digest}}}")


def _look_into(path: Path) -> tuple[Workbook, WorkbookTables]:
    """The workbook and its tables; what it hides is looked for first."""
    book = read_file(path)
    hidden = find_hidden_matter(book)
    return book, replace(find_tables(book), hidden=hidden)


def inspect_as_json(path: Path, stream: TextIO, sheet: str = "") -> None:
    """The same result for programs, written to the stream; Faults where the file is unreadable."""
    _, tables = _look_into(Path(path))
    sheets = _choose_sheets(tables, sheet)
    write_json(draft_tables(tables, sheets, find_force(path)).workbook, sheets, stream)


@dataclass(frozen=True)
class DraftedTables:
    """The tables of a workbook with all that their recipes ask, and these recipes."""

    workbook: WorkbookTables
    recipes: tuple[DraftRecipe, ...]


def draft_tables(workbook: WorkbookTables, sheets: Sequence[str], force: str = "") -> DraftedTables:
    """The recipes of all tables on these sheets, rehearsed where nothing blocks them.

    A recipe is tried by reading the workbook with it in memory; where that reading and detection
    differ on a cell, or the reader stops, it is one more question of the table. `force` is known
    where the workbook lies in its folder.
    """
    drafts = draft_recipes(workbook, sheets, force)
    raised = rehearse(drafts, workbook, force)
    recipes = tuple(map(_add_questions, drafts, raised))
    return DraftedTables(_collect_questions(workbook, recipes), recipes)


def _choose_sheets(workbook: WorkbookTables, sheet: str) -> list[str]:
    if sheet and sheet not in workbook.sheets:
        problem = f"there is no sheet {sheet!r}"
        remedy = f"name one of: {', '.join(workbook.sheets)}"
        raise Faults(workbook.file, [Fault(workbook.file, problem, remedy)])
    return [sheet] if sheet else list(workbook.sheets)


def _add_questions(draft: DraftRecipe, raised: Sequence[OpenQuestion]) -> DraftRecipe:
    """The draft with a question for its blanks and those that its rehearsal raised."""
    own, others = draft.fit_remedies(draft.questions), draft.fit_remedies(raised)
    return replace(draft, questions=_merge_questions((*own, *draft.ask_for_blanks(), *others)))


def _collect_questions(workbook: WorkbookTables, recipes: Iterable[DraftRecipe]) -> WorkbookTables:
    """The workbook whose tables have the questions of their recipes in place of their own."""
    asked: dict[int, list[OpenQuestion]] = defaultdict(list)
    for recipe in recipes:
        asked[id(recipe.table)] += recipe.questions
    tables = (
        replace(table, questions=_merge_questions(asked.get(id(table), table.questions)))
        for table in workbook.tables
    )
    return replace(workbook, tables=tuple(tables))


def _merge_questions(questions: Iterable[OpenQuestion]) -> tuple[OpenQuestion, ...]:
    """Each question once, with all the cells that it is asked about."""
    same: dict[OpenQuestion, list[str]] = {}
    for question in questions:
        same.setdefault(replace(question, cells=()), []).extend(question.cells)
    return tuple(replace(each, cells=tuple(dict.fromkeys(cells))) for each, cells in same.items())


def list_findings(
    workbook: WorkbookTables, sheets: Sequence[str], width: int = 80
) -> Iterator[str]:
    """The listing that `inspect` prints: each sheet, each table, and what was not understood.

    Lines are of `width` letters as far as words allow.
    """
    # Line by line, so that no words of a workbook reach the terminal another way.
    return map(make_printable, _list_all(workbook, sheets, width))


def _list_all(workbook: WorkbookTables, sheets: Sequence[str], width: int) -> Iterator[str]:
    if workbook.hidden:
        yield f"{workbook.file}: hidden matter, none of which is read, drawn or copied"
        for matter in workbook.hidden:
            yield from _wrap("!", str(matter), width, "  ", 2)
        yield ""
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
        yield from _wrap("?", describe_question(question), width, "  ", 2, LONGEST_QUESTION)
    for name in sheets:
        sheet = workbook.sheets[name]
        yield ""
        yield f"Sheet {name}, {_describe_size(sheet)}"
        own = [table for table in tables if table.sheet == name]
        for table in own:
            yield from _list_table(table, width)
        yield from _wrap("", _describe_rest(sheet, own), width, "  ")


def _describe_size(sheet: Sheet) -> str:
    if not sheet.width:
        return "empty"
    return f"A1:{sheet.numbering.format_place(sheet.height - 1, sheet.width - 1)}"


def _list_table(table: FoundTable, width: int) -> Iterator[str]:
    yield from _wrap(table.range, table.title or "(no title above it)", width, "  ")
    facts = {
        "rows": describe_rows(table),
        "columns": describe_columns(table),
        "totals": describe_totals(table),
        "passed over": describe_repeated(table),
        "marks": "; ".join(describe_marks(table)),
        "confidence": f"{table.confidence:.2f}",
    }
    for name, fact in facts.items():
        if fact:
            yield from _wrap(name, fact, width, "    ")
    for question in table.questions:
        yield from _wrap("?", describe_question(question), width, "    ", 2, LONGEST_QUESTION)


def _describe_rest(sheet: Sheet, tables: Sequence[FoundTable]) -> str:
    """What stands on the sheet outside every table and its title."""
    extents = [table.extent for table in tables]
    titles = {table.title_cell for table in tables}
    left = sum(
        not any(cell.row in down and cell.column in across for down, across in extents)
        and cell.address not in titles
        for cell in sheet.filled()
    )
    where = "in no table: " if tables else "no table; "
    return f"{where}{format_amount(left, 'cell')} of words" if left or not tables else ""


def _wrap(
    name: str, text: str, width: int, indent: str, gap: int = NAMES, most: int = LONGEST
) -> Iterator[str]:
    if short := clip(text, most):
        start = indent + (f"{name:<{gap - 1}} " if name else "")
        yield from textwrap.wrap(
            " ".join(short.split()),
            width,
            initial_indent=start,
            subsequent_indent=indent + " " * gap * bool(name),
        )


@contextmanager
def _refuse_in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        remedy = "see that this is a folder you may write to"
        refused = Fault.of_system(format_path(folder), "written", error, remedy)
        raise Faults(format_path(folder), [refused]) from None


def _check_folder(folder: Path, raw: Path) -> None:
    """A reply lies in data/raw/<force>/<reference>, and what a person wrote there is kept."""
    recipe = folder / "response.yaml"
    if folder.resolve().parent.parent != Path(raw).resolve():
        problem, remedy = "this is no folder for a reply", "name data/raw/<force>/<reference>"
    elif folder.resolve().parent.name not in read_nations():
        force = folder.resolve().parent.name
        problem = f"no force {force!r} is in data/vocabulary/forces.csv{suggest_forces(force)}"
        remedy = "name data/raw/<force>/<reference> as forces.csv has it, or add a row for it first"
    elif recipe.exists() or recipe.is_symlink():  # a link that leads nowhere exists() denies
        problem = "there is a response.yaml already"
        remedy = "move it away, or leave out --into (with make INTO=)"
    else:
        return
    raise Faults(format_path(folder), [Fault(format_path(folder), problem, remedy)])


def _check_copy(folder: Path, path: Path, name: str, copy: bytes) -> None:
    """No other file is overwritten, but the workbook itself by its clean copy."""
    there, kept = folder / name, folder / ORIGINALS / path.name
    if there.is_symlink():
        problem, remedy = f"{name!r} is a link there", "put the file itself in its place"
    elif there.exists() and there.resolve() != path.resolve() and there.read_bytes() != copy:
        problem, remedy = f"another {name!r} lies there already", "give one of them a new name"
    elif kept.exists() and kept.read_bytes() != path.read_bytes():
        problem, remedy = f"another {path.name!r} lies in its {ORIGINALS}/", "give it a new name"
    else:
        return
    raise Faults(format_path(folder), [Fault(format_path(folder), problem, remedy)])


def _write_text(path: Path, pieces: Iterable[str], mode: str = "w") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    # A workbook can hold half a letter that no encoding has: it is shown as a question mark.
    with path.open(mode, encoding="utf-8", errors="replace", newline="\n") as stream:
        stream.writelines(pieces)
    return path
