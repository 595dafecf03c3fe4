"""The files of a reply's folder: the copy that is read and committed, the original that is not.

The original lies beside its SHA-256 in a folder that git ignores.
"""

from hashlib import sha256
from pathlib import Path

from analysis.ingest.files.containers import OLE, ZIP
from analysis.ingest.files.workbook import Workbook
from analysis.ingest.hidden.clean_copy import write_clean_copy
from analysis.model.faults import Fault, Faults
from analysis.model.paths import format_path
from analysis.model.reply import Original

ORIGINALS = "original"  # the folder's name, which .gitignore has as well


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
        if path.resolve().parent == folder.resolve() and path.name != name:
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
