"""Look into a workbook: survey it, draft its recipe, draw it. Nothing is read into observations."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from analysis.ingest.draft.draft import Drafted, draft_tables, write_draft
from analysis.ingest.draft.letter import find_force
from analysis.ingest.overview import list_survey
from analysis.ingest.picture.page import draw_page
from analysis.ingest.survey.serial import write_json
from analysis.ingest.survey.survey import survey_workbook
from analysis.model.faults import Fault, Faults
from analysis.model.paths import BUILD, RAW, show
from analysis.model.printable import make_printable


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
    folder = Path(build) / "inspect" / f"{path.stem}-{drafted.survey.sha256[:6]}"
    text = write_draft(drafted.survey, drafted.drafts, home, raw)
    if into:
        with _refuse_in_words(Path(into)):
            kept = _place(Path(into), path, text)
    with _refuse_in_words(folder):
        draft = _write(folder / "response.yaml", [text])
        picture = _write(folder / "sheet.html", draw_page(drafted.survey, sheets))
    yield from list_survey(drafted.survey, sheets)
    yield ""
    yield make_printable(f"draft    {show(kept if into else draft)}")
    yield make_printable(f"picture  {show(picture)}")


def inspect_as_json(path: Path, stream: TextIO, sheet: str = "") -> None:
    """The same result for programs, written to the stream; Faults where the file is unreadable."""
    drafted, sheets = _draft(Path(path), sheet, find_force(path))
    write_json(drafted.survey, sheets, stream)


def _draft(path: Path, sheet: str, force: str) -> tuple[Drafted, list[str]]:
    survey = survey_workbook(path)
    if sheet and sheet not in survey.sheets:
        problem = f"there is no sheet {sheet!r}"
        remedy = f"name one of: {', '.join(survey.sheets)}"
        raise Faults(show(path), [Fault(show(path), problem, remedy)])
    sheets = [sheet] if sheet else list(survey.sheets)
    return draft_tables(survey, sheets, force), sheets


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
    raise Faults(show(folder), [Fault(show(folder), problem, remedy)])


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
        refused = Fault.of_system(show(folder), "written", error, remedy)
        raise Faults(show(folder), [refused]) from None


def _write(path: Path, pieces: Iterable[str], mode: str = "w") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    # A workbook can hold half a letter that no encoding has: it is shown as a question mark.
    with path.open(mode, encoding="utf-8", errors="replace", newline="\n") as stream:
        stream.writelines(pieces)
    return path
