"""One reply from folder to observations: everything read, every fault shown, then written."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.ingest.checks import check_reply
from analysis.ingest.claims import find_false_claims
from analysis.ingest.editions.editions import Edition, Revision, compare_editions
from analysis.ingest.files.workbook import read_file
from analysis.ingest.recipe.labels import Recipe
from analysis.ingest.recipe.together import find_twins, settle_columns
from analysis.ingest.recipe.unfold import unfold_table
from analysis.ingest.recipe.whose import find_other_forces
from analysis.ingest.records.records import unfold_records
from analysis.ingest.words.vocabulary import Vocabulary
from analysis.model.faults import Fault, Faults
from analysis.model.observation import as_observations, write_observations
from analysis.model.paths import PROCESSED, RAW, show
from analysis.model.response import Response, load_response
from analysis.model.tables import write_table


@dataclass(frozen=True)
class CleanReply:
    """A reply read whole: its letter's facts, its observations, and what it says twice.

    `changes` says what the workbook revised in its earlier edition; it has no row without one.
    `edition` is the workbook with each table as it was read, for its picture.
    """

    response: Response
    observations: pd.DataFrame
    checks: pd.DataFrame
    changes: pd.DataFrame
    edition: Edition


def clean_reply(force: str, reference: str, raw: Path = RAW) -> CleanReply:
    """Read the reply in `data/raw/<force>/<reference>`.

    Raises Faults with every fault of the reply at once; nothing is written here.
    """
    response = load_response(force, reference, raw)
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
    faults += find_twins(response, tables, show(folder / "response.yaml"))
    faults += find_other_forces(response, show(folder / "response.yaml"))
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


def _read_edition(response: Response, path: Path, vocabulary: Vocabulary) -> Edition:
    """One edition of the workbook, read by the reply's recipes; its faults stay with its tables."""
    if not path.resolve().is_relative_to(path.parent.resolve()):
        # Only the reply's folder is hashed: the file it points to could change and nobody see it.
        problem = f"workbook {path.name!r} is a link out of the reply's folder"
        remedy = "put the file itself beside response.yaml"
        outside = Fault(show(path.parent / "response.yaml"), problem, remedy)
        raise Faults(f"{response.force} {path.parent.name}", [outside])
    book = read_file(path)
    tables = [
        (unfold_records if table.records else unfold_table)(
            Recipe(table, response, vocabulary), book.sheets, show(path)
        )
        for table in response.tables
    ]
    return Edition(show(path), book.sheets, tables, book.remarks)


def write_reply(
    clean: CleanReply, force: str, reference: str, processed: Path = PROCESSED
) -> tuple[Path, Path]:
    """Write observations.csv and checks.csv of a reply; returns their paths."""
    folder = Path(processed) / force / reference
    write_table(clean.checks, folder / "checks.csv")
    write_observations(clean.observations, folder / "observations.csv")
    return folder / "observations.csv", folder / "checks.csv"
