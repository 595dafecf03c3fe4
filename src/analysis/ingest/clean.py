"""One reply from folder to observations: everything read, every fault shown, then written."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.ingest.cross_checks import check_reply
from analysis.ingest.files.sheet import Sheet
from analysis.ingest.files.workbook import read_file
from analysis.ingest.recipe.axis_labels import Recipe
from analysis.ingest.recipe.unpivot import Unfolded, unfold_table
from analysis.ingest.records.record_counts import unfold_records
from analysis.ingest.revisions import Edition, Revision, compare_editions
from analysis.ingest.words.vocabulary import Vocabulary, bare_force, read_forces
from analysis.model.csv_file import write_table
from analysis.model.faults import Fault, Faults
from analysis.model.observation import as_observations, write_observations
from analysis.model.paths import PROCESSED, RAW, format_path
from analysis.model.provenance import list_weaker
from analysis.model.reply import Reply, load_reply

# What a workbook says its figures are, beside what the reply's recipe declares.

LONGEST_CLAIM = 200  # characters; in a longer text the word is one of many
REMEDY = "put the right workbook in place, or say what it is"


def find_false_claims(response: Reply, sheets: dict[str, Sheet], file: str) -> list[Fault]:
    """Cells and sheets that call the figures weaker than `provenance`: the worst mistake of all."""
    weaker = list_weaker(response.provenance)
    return [
        Fault(
            file,
            f"the sheet calls itself {word.upper()}, response.yaml {response.provenance}",
            REMEDY,
            sheet,
            address,
        )
        for sheet, address, text in _list_texts(sheets)
        for word in weaker
        if _claims(text, word)
    ]


def _list_texts(sheets: dict[str, Sheet]) -> Iterator[tuple[str, str, str]]:
    for sheet in sheets.values():
        yield sheet.name, "", sheet.name
        for cell in sheet.filled():
            yield sheet.name, cell.address, cell.text


def _claims(text: str, word: str) -> bool:
    """Whether words say that figures are `word`: not that they are not, nor of what else they are.

    The first word of a text claims it whatever follows.
    """
    words = text.lower()
    if words.startswith(word):
        return True
    inside = rf"(?<!\bnot )(?<![a-z]){word}(?![a-z]|\s+of\b)"
    return len(words) <= LONGEST_CLAIM and word in words and bool(re.search(inside, words))


# The tables of one reply together: each read once, and no column of any left unread.


def settle_columns(tables: list[Unfolded]) -> list[Fault]:
    """The columns beside a table that no recipe of the same title reads or leaves out."""
    read: dict[str, set[int]] = {}
    for table in tables:
        read.setdefault(table.title, set()).update(table.columns)
    lost = [f for t in tables for column, f in t.beside if column not in read[t.title]]
    return list(dict.fromkeys(lost))


def find_twins(response: Reply, tables: list[Unfolded], file: str) -> list[Fault]:
    """Recipes that cannot be told apart, read the same cells, or compare with what is not read."""
    names = [table.name for table in response.tables]
    twins = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    faults = [Fault(file, f"two tables find {name!r}", "read each table once") for name in twins]
    found: dict[str, set[str]] = {}
    for table, read in zip(response.tables, tables, strict=True):
        found.setdefault(read.title, set()).add(table.find)
    faults += [
        Fault(file, f"more than one `find` leads to {title}", "write out the words of each title")
        for title, words in found.items()
        if title and len(words) > 1 and not twins
    ]
    if not faults:
        faults = _find_read_twice(tables)
    for table in response.tables:
        if table.compare_total_with and table.compare_total_with not in names:
            problem = (
                f"{table.name!r} is to be compared with {table.compare_total_with!r}, not read"
            )
            faults.append(Fault(file, problem, "write the `find` of a table of this reply"))
    return faults


def _find_read_twice(tables: list[Unfolded]) -> list[Fault]:
    """Figures that two recipes take from one cell: they would be counted twice."""
    readers: dict[tuple[str, str, str], int] = {}
    for table in tables:
        for place in {(f["file"], f["sheet"], f["cell"]) for f in table.observations}:
            readers[place] = readers.get(place, 0) + 1
    remedy = "make `under` or `pick` of the two differ"
    return [
        Fault(file, "two tables read this figure", remedy, sheet, cell)
        for (file, sheet, cell), times in sorted(readers.items())
        if times > 1
    ]


# Whose figures these are: the force of a reply against the rows that its recipe picks.


def find_other_forces(response: Reply, file: str) -> Iterator[Fault]:
    """Faults of a force that nobody knows, and of picked rows that name another force.

    A recipe copied from one force's folder to the next reads the first one's row, unless its
    `pick` is changed as well.
    """
    forces = read_forces()
    if response.force not in forces.values():
        near = difflib.get_close_matches(response.force, set(forces.values()), n=1)
        hint = f"; nearest is {near[0]!r}" if near else ""
        problem = f"no force {response.force!r} in data/vocabulary/forces.csv{hint}"
        yield Fault(file, problem, "mend `force` and the folder's name, or add a line for it")
        return
    for table in response.tables:
        for label in table.pick:
            force = forces.get(bare_force(label), response.force)
            if force != response.force:
                problem = f"{table.name!r} picks {label!r}, which is {force}, not {response.force}"
                yield Fault(file, problem, "write the row of this reply's own force as `pick`")


@dataclass(frozen=True)
class CleanReply:
    """A reply read whole: its letter's facts, its observations, and what it says twice.

    `changes` says what the workbook revised in its earlier edition; it has no row without one.
    `edition` is the workbook with each table as it was read, for its picture.
    """

    response: Reply
    observations: pd.DataFrame
    checks: pd.DataFrame
    changes: pd.DataFrame
    edition: Edition


def clean_reply(force: str, reference: str, raw: Path = RAW) -> CleanReply:
    """Read the reply in `data/raw/<force>/<reference>`.

    Raises Faults with every fault of the reply at once; nothing is written here.
    """
    response = load_reply(force, reference, raw)
    vocabulary = Vocabulary()
    folder = Path(raw) / force / reference
    later = _read_edition(response, folder / response.workbook, vocabulary)
    editions = [later]
    if response.earlier:
        editions.append(_read_edition(response, folder / response.earlier, vocabulary))
    tables = later.tables
    faults = [fault for table in tables for fault in table.faults]
    faults += settle_columns(tables)
    for edition in editions:
        faults += find_false_claims(response, edition.sheets, edition.file)
    faults += find_twins(response, tables, format_path(folder / "response.yaml"))
    faults += find_other_forces(response, format_path(folder / "response.yaml"))
    if not faults and _count_replies(folder.parent) == 1:
        faults += vocabulary.find_unused(force)
    observations = [row for table in tables for row in table.observations]
    if not faults and not observations:
        faults.append(Fault(later.file, "no figure was read", "mend the tables in response.yaml"))
    if faults:
        raise Faults(f"{force} {reference}", faults)
    revision = compare_editions(response, editions[1], later) if editions[1:] else Revision()
    checks = check_reply(
        response,
        observations,
        [total for table in tables for total in table.totals],
        [*(row for table in tables for row in table.checks), *revision.checks],
    )
    return CleanReply(response, as_observations(observations), checks, revision.changes, later)


def _count_replies(folder: Path) -> int:
    """How many replies a force has: what one of them never says, another may."""
    return len(list(folder.glob("*/response.yaml")))


def _read_edition(response: Reply, path: Path, vocabulary: Vocabulary) -> Edition:
    """One edition of the workbook, read by the reply's recipes; its faults stay with its tables."""
    if not path.resolve().is_relative_to(path.parent.resolve()):
        # Only the reply's folder is hashed: the file it points to could change and nobody see it.
        problem = f"workbook {path.name!r} is a link out of the reply's folder"
        remedy = "put the file itself beside response.yaml"
        outside = Fault(format_path(path.parent / "response.yaml"), problem, remedy)
        raise Faults(f"{response.force} {path.parent.name}", [outside])
    book = read_file(path)
    tables = [
        (unfold_records if table.records else unfold_table)(
            Recipe(table, response, vocabulary), book.sheets, format_path(path)
        )
        for table in response.tables
    ]
    return Edition(format_path(path), book.sheets, tables, book.remarks)


def write_reply(
    clean: CleanReply, force: str, reference: str, processed: Path = PROCESSED
) -> tuple[Path, Path]:
    """Write observations.csv and checks.csv of a reply; returns their paths."""
    folder = Path(processed) / force / reference
    write_table(clean.checks, folder / "checks.csv")
    write_observations(clean.observations, folder / "observations.csv")
    return folder / "observations.csv", folder / "checks.csv"
