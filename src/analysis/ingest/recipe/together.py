"""The tables of one reply together: each read once, and no column of any left unread."""

from analysis.ingest.recipe.unfold import Unfolded
from analysis.model.faults import Fault
from analysis.model.response import Response


def settle_columns(tables: list[Unfolded]) -> list[Fault]:
    """The columns beside a table that no recipe of the same title reads or leaves out."""
    read: dict[str, set[int]] = {}
    for table in tables:
        read.setdefault(table.title, set()).update(table.columns)
    lost = [f for t in tables for column, f in t.beside if column not in read[t.title]]
    return list(dict.fromkeys(lost))


def find_twins(response: Response, tables: list[Unfolded], file: str) -> list[Fault]:
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
