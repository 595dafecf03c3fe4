"""One reply from its folder to its observations: the whole way, step by step.

1. Open: the letter's facts and recipes (`model.reply`), the workbook (`files.workbook`).
2. Read every table by its recipe (`recipe.table_reading`): find it (`recipe.locate`), translate
   its labels (`recipe.period_axis`, `words.vocabulary`), unfold its figures (`recipe.unpivot`), see
   that nothing is left unread (`recipe.coverage`). A list with one row a complaint is counted
   (`records.record_counts`).
3. Check: the faults of the whole reply, all shown at once; what it says twice (`reply_checks`);
   what it changed since its earlier edition (`revisions`).
4. Write (`model.observation`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.ingest.files.sheet import Sheet
from analysis.ingest.files.workbook import read_file
from analysis.ingest.hidden.clean_copy import find_original
from analysis.ingest.hidden.hidden_search import find_hidden_matter
from analysis.ingest.recipe.axis_labels import Recipe
from analysis.ingest.recipe.locate import find_title
from analysis.ingest.recipe.table_reading import read_by_recipe
from analysis.ingest.records.record_counts import read_records
from analysis.ingest.reply_checks import check_reply, count_printed_totals, find_faults
from analysis.ingest.revisions import Edition, Revision, compare_editions
from analysis.ingest.words.vocabulary import Vocabulary
from analysis.model.checks import CHECKS
from analysis.model.faults import Fault, Faults
from analysis.model.hidden_matter import HiddenMatter
from analysis.model.observation import as_observations, write_observations
from analysis.model.reply import Reply, Table, load_reply
from analysis.model.store.paths import PROCESSED, RAW, format_path


@dataclass(frozen=True)
class CleanReply:
    """A reply read whole: its letter's facts, its observations, and what it says twice.

    `changes` says what the workbook revised in its earlier edition; it has no row without one.
    `edition` is the workbook with each table as it was read, for its picture.
    """

    reply: Reply
    observations: pd.DataFrame
    checks: pd.DataFrame
    changes: pd.DataFrame
    edition: Edition


def clean_reply(force: str, reference: str, raw: Path = RAW) -> CleanReply:
    """Read the reply in `data/raw/<force>/<reference>`.

    Raises Faults with every fault of the reply at once; nothing is written here.
    """
    folder = Path(raw) / force / reference
    reply, vocabulary = load_reply(force, reference, raw), Vocabulary()
    editions = [
        _read_edition(reply, folder / name, vocabulary)
        for name in filter(None, (reply.workbook, reply.earlier))
    ]
    faults = (
        find_faults(reply, editions, format_path(folder / "response.yaml"))
        or _find_unused_words(vocabulary, force, folder.parent)
        or _find_nothing_read(editions[0])
    )
    if faults:
        raise Faults(f"{force} {reference}", faults)
    later, *earlier = editions
    observations = as_observations(
        [
            *(row for table in later.tables for row in (*table.observations, *table.void)),
            *count_printed_totals(later.tables),
        ]
    )
    revision = compare_editions(reply, earlier[0], later) if earlier else Revision()
    checks = check_reply(reply, later.tables, revision.checks)
    return CleanReply(reply, observations, checks, revision.changes, later)


def write_reply(
    clean: CleanReply, force: str, reference: str, processed: Path = PROCESSED
) -> tuple[Path, Path]:
    """Write observations.csv and checks.csv of a reply; returns their paths."""
    folder = Path(processed) / force / reference
    CHECKS.write(clean.checks, folder / "checks.csv")
    write_observations(clean.observations, folder / "observations.csv")
    return folder / "observations.csv", folder / "checks.csv"


def _read_edition(reply: Reply, path: Path, vocabulary: Vocabulary) -> Edition:
    """One edition of the workbook, read by the reply's recipes; its faults stay with its tables."""
    _check_inside(reply, path)
    book, file = read_file(path), format_path(path)
    tables, revealed = [], {}
    for table in reply.tables:
        recipe, source, sheets = Recipe(table, reply, vocabulary), path, book.sheets
        if table.hidden:
            if reply.original and path.name == reply.workbook:
                source = find_original(path.parent, reply.original)
            sheets = read_file(source, reveal=_choose_sheet(table, sheets)).sheets
            revealed |= {name: sheet for name, sheet in sheets.items() if sheet.revealed}
        read = read_records if table.records else read_by_recipe
        tables.append(read(recipe, sheets, format_path(source)))
    remarks = (*map(str, book.remarks), *_tell_hidden(file, find_hidden_matter(book)))
    return Edition(file, book.sheets, tuple(tables), remarks, revealed)


def _choose_sheet(table: Table, sheets: Mapping[str, Sheet]) -> str:
    """The sheet to read with what it hides: the recipe's own, or that of the title if it is seen.

    Otherwise all visible ones, "".
    """
    try:
        return table.sheet or find_title(sheets, table.find)[0].name
    except ValueError:
        return ""


def _tell_hidden(file: str, found: Sequence[HiddenMatter]) -> Iterator[str]:
    """One line where the workbook holds what should not lie in a folder that git takes."""
    kept = [matter for matter in found if matter.kind.is_kept_out]
    if kept:
        more = f" and {len(kept) - 1} finds more" if len(kept) > 1 else ""
        remedy = f"put its clean copy here, with `make clean-copy FILE={file}`"
        yield f"it hides what nobody reads and git would keep ({kept[0]}{more}): {remedy}"


def _check_inside(reply: Reply, path: Path) -> None:
    """Raises Faults where the workbook is a link out of the reply's folder.

    Only that folder is hashed: the file it points to could change and nobody see it.
    """
    if path.resolve().is_relative_to(path.parent.resolve()):
        return
    problem = f"workbook {path.name!r} is a link out of the reply's folder"
    remedy = "put the file itself beside response.yaml"
    outside = Fault(format_path(path.parent / "response.yaml"), problem, remedy)
    raise Faults(f"{reply.force} {path.parent.name}", [outside])


def _find_unused_words(vocabulary: Vocabulary, force: str, folder: Path) -> Sequence[Fault]:
    """The force's own words that its only reply never says: of two replies the other may say them.

    `folder` holds the replies of the force.
    """
    is_alone = len(list(folder.glob("*/response.yaml"))) == 1
    return vocabulary.find_unused(force) if is_alone else []


def _find_nothing_read(edition: Edition) -> Sequence[Fault]:
    if any(table.observations for table in edition.tables):
        return []
    return [Fault(edition.file, "no figure was read", "mend the tables in response.yaml")]
