"""The checks of a whole reply: faults that stop it, and what it says twice, set side by side.

A difference between two figures is kept and shown, never mended.
"""

import difflib
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import pandas as pd

from analysis.ingest.files.sheet import Sheet
from analysis.ingest.recipe.subtotals import (
    compare_sums,
    drop_tiled,
    fill_same_days,
    format_days,
    join_cells,
    merge_days,
)
from analysis.ingest.recipe.table_reading import TableReading
from analysis.ingest.recipe.unpivot import PrintedTotal
from analysis.ingest.revisions import Edition
from analysis.model.checks import AGREES, CHECKS, DIFFERS, OPEN, PRINTED_TOTAL, CheckKind
from analysis.model.count import ABSENT, Status, tells_of_absent
from analysis.model.faults import Fault
from analysis.model.force import bare_force, read_forces
from analysis.model.provenance import list_weaker
from analysis.model.reply import COUNTED, SEVERAL, Reply
from analysis.model.window import Window

ANSWERED = ("unit", "population")  # of what a table of totals says how many there were
OF_TABLE = "the total that its table prints"
LONGEST_CLAIM = 200  # characters; in a longer text the word is one of many


def find_faults(reply: Reply, editions: Sequence[Edition], file: str) -> list[Fault]:
    """Every fault of a reply; `file` is its response.yaml as faults show it.

    `editions` are the workbook and, if there is one, its earlier edition, of which only what its
    sheets call themselves is asked.
    """
    tables = editions[0].tables
    return [
        *(fault for table in tables for fault in table.faults),
        *find_unread_columns(tables),
        *(fault for edition in editions for fault in _find_false_claims(reply, edition)),
        *_find_twins(reply, tables, file),
        *find_other_forces(reply, file),
    ]


def find_unread_columns(tables: Sequence[TableReading]) -> list[Fault]:
    """The columns beside a table that no recipe of the same title reads or leaves out."""
    read: dict[str, set[int]] = {}
    for table in tables:
        read.setdefault(table.title, set()).update(table.columns)
    lost = [f for t in tables for column, f in t.beside if column not in read[t.title]]
    return list(dict.fromkeys(lost))


def _find_false_claims(reply: Reply, edition: Edition) -> list[Fault]:
    """Cells and sheets that call the figures weaker than `provenance`: the worst mistake of all."""
    weaker = list_weaker(reply.provenance)
    return [
        Fault(
            edition.file,
            f"the sheet calls itself {word.upper()}, response.yaml {reply.provenance}",
            "put the right workbook in place, or say what it is",
            sheet,
            address,
        )
        for sheet, address, text in _list_texts(edition.sheets)
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


def _find_twins(reply: Reply, tables: Sequence[TableReading], file: str) -> list[Fault]:
    """Recipes that cannot be told apart, read the same cells, or compare with what is not read."""
    names = [table.name for table in reply.tables]
    twins = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    faults = [Fault(file, f"two tables find {name!r}", "read each table once") for name in twins]
    found: dict[str, set[str]] = {}
    for table, read in zip(reply.tables, tables, strict=True):
        found.setdefault(read.title, set()).add(table.find)
    faults += [
        Fault(file, f"more than one `find` leads to {title}", "write out the words of each title")
        for title, words in found.items()
        if title and len(words) > 1 and not twins
    ]
    if not faults:
        faults = _find_read_twice(tables)
    for table in reply.tables:
        if table.compare_total_with and table.compare_total_with not in names:
            problem = (
                f"{table.name!r} is to be compared with {table.compare_total_with!r}, not read"
            )
            faults.append(Fault(file, problem, "write the `find` of a table of this reply"))
    return faults


def _find_read_twice(tables: Sequence[TableReading]) -> list[Fault]:
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


def find_other_forces(reply: Reply, file: str) -> Iterator[Fault]:
    """Faults of a force that nobody knows, and of picked rows that name another force.

    A recipe copied from one force's folder to the next reads the first one's row, unless its
    `pick` is changed as well.
    """
    forces = read_forces()
    if reply.force not in forces.values():
        near = difflib.get_close_matches(reply.force, set(forces.values()), n=1)
        hint = f"; nearest is {near[0]!r}" if near else ""
        problem = f"no force {reply.force!r} in data/vocabulary/forces.csv{hint}"
        yield Fault(file, problem, "mend `force` and the folder's name, or add a line for it")
        return
    for table in reply.tables:
        for label in table.pick:
            force = forces.get(bare_force(label), reply.force)
            if force != reply.force:
                problem = f"{table.name!r} picks {label!r}, which is {force}, not {reply.force}"
                yield Fault(file, problem, "write the row of this reply's own force as `pick`")


def check_reply(
    reply: Reply, tables: Sequence[TableReading], others: Iterable[dict] = ()
) -> pd.DataFrame:
    """Every check of one reply, one row each: two figures, their cells, and whether they agree.

    `others` are rows made by comparing editions. `verdict` is `agrees`, `differs`, or `not decided`
    where hidden counts, people counted more than once or unlike windows leave it open.
    """
    figures = _group_tables(tables)
    rows = [
        *(row for table in tables for row in table.checks),
        *others,
        *(_check_total(total) for table in tables for total in table.totals),
        *_check_against_totals({name: f for name, f in figures.items() if f}),
        *_check_declared(reply, figures),
        *_check_windows(reply, figures),
    ]
    facts = {"force": reply.force, "reference": reply.reference, "provenance": reply.provenance}
    return CHECKS.frame([facts | row for row in rows])


def _group_tables(tables: Sequence[TableReading]) -> dict[str, list[dict]]:
    """The figures of each table by its name, without printed totals.

    A printed total is the sum of figures that are here as well: it would count them twice.
    """
    found: dict[str, list[dict]] = {}
    for figure in (figure for table in tables for figure in table.observations):
        found.setdefault(figure["table"], [])
        if not figure["note"].startswith(PRINTED_TOTAL):
            found[figure["table"]].append(figure)
    return found


def _check_total(total: PrintedTotal) -> dict:
    table, parts = total.printed["table"], drop_tiled(total.parts)
    row = compare_sums(PRINTED_TOTAL, table, total.what, [total.printed], parts)
    return _ask_of_absent(row, [total.printed], parts)


def count_printed_totals(tables: Sequence[TableReading]) -> list[dict]:
    """The printed totals of categories that answer how many there were, as observations.

    Such a total is a count where no table of totals says how many of that unit there were in the
    same people and days, be it by a wider definition, and no earlier table of categories has a
    total of the same thing. Of platforms and kinds, of which one event may have several, only a
    total under their sum counts events.
    """
    known = [
        figure
        for table in tables
        for figure in (*table.observations, *table.void)
        if figure["dimension"] == "total"
    ]
    found: list[dict] = []
    for table in tables:
        own = []
        for total in table.totals if not table.faults else ():
            row = total.printed
            several = row["dimension"] in SEVERAL
            says_nothing = row["low"] == 0 and row["high"] == math.inf
            may_count_again = several and row["high"] >= sum(part["low"] for part in total.parts)
            if not total.is_whole or says_nothing or may_count_again:
                continue
            if not (_is_covered(row, known, ANSWERED) or _is_covered(row, found, COUNTED)):
                note = "; ".join(filter(None, (OF_TABLE, row["note"])))
                own.append(row | {"dimension": "total", "category": "all", "note": note})
        found += own
    return found


def _is_covered(figure: dict, others: Iterable[dict], kinds: Sequence[str]) -> bool:
    """Whether figures that share some facts with one fill its days."""
    alike = [one for one in others if all(one[kind] == figure[kind] for kind in kinds)]
    days = Window(figure["start"], figure["end"])
    return bool(alike) and any(window.covers(days) for window in merge_days(alike))


def _ask_of_absent(row: dict, totals: list[dict], parts: list[dict]) -> dict:
    """The check with a question, where a total does not say whether it includes absent cells."""
    absent = [part for part in parts if part["status"] in ABSENT and part["high"] == math.inf]
    if row["verdict"] != OPEN or not absent or not totals:
        return row
    visible = [part for part in parts if part not in absent]
    total, others = (
        (sum(f["low"] for f in some), sum(f["high"] for f in some)) for some in (totals, visible)
    )
    if total[1] == math.inf or tells_of_absent(total, others, [f["status"] for f in absent]):
        return row
    names = dict.fromkeys(
        f"{f['label']} ({str(Status(f['status'])).replace('_', ' ')})" for f in absent
    )
    question = f"does the total include {', '.join(names)}?"
    return row | {"note": "; ".join(filter(None, (row["note"], question)))}


def _check_against_totals(tables: dict[str, list[dict]]) -> list[dict]:
    """Each table beside the tables of totals that count alike, period by period."""
    rows = []
    totals = [name for name, figures in tables.items() if figures[0]["dimension"] == "total"]
    for name, figures in tables.items():
        # Two tables of totals are set side by side once, the later beside the earlier.
        earlier = totals[: totals.index(name)] if name in totals else totals
        check = CheckKind.TWO_TOTALS if name in totals else CheckKind.SUM_OF_CATEGORIES
        for other in earlier:
            if all(tables[other][0][kind] == figures[0][kind] for kind in COUNTED):
                rows += _set_side_by_side(check, name, other, tables[other], figures)
    return rows


def _set_side_by_side(
    check: str, name: str, other: str, first: list[dict], second: list[dict]
) -> list[dict]:
    """One row where every common period agrees, else one for each that does not.

    Grand sums can be equal while the years are not. They are set beside each other only where
    the tables fill the same days with other periods.
    """
    what = f"sum of this table beside {other}"
    periods, others = _group_periods(first), _group_periods(second)
    shared = [period for period in periods if period in others]
    rows = []
    for period in shared:
        both = periods[period], others[period]
        row = compare_sums(check, name, f"{what}, {Window(*period)}", *both)
        rows.append(_ask_of_absent(row, *both))
    if fill_same_days(first, second):
        whole = compare_sums(check, name, what, drop_tiled(first), drop_tiled(second))
        rows += [whole] if periods.keys() != others.keys() else []
    elif shared:
        first, second = ([f for p in shared for f in each[p]] for each in (periods, others))
        what = f"{what}, {format_days(first)}"
        whole = compare_sums(check, name, what, drop_tiled(first), drop_tiled(second))
    else:
        return []
    return [row for row in rows if row["verdict"] != AGREES] or [whole]


def _group_periods(figures: list[dict]) -> dict[tuple, list[dict]]:
    periods: dict[tuple, list[dict]] = {}
    for figure in figures:
        periods.setdefault((figure["start"], figure["end"]), []).append(figure)
    return periods


def _check_declared(reply: Reply, tables: dict[str, list[dict]]) -> list[dict]:
    """Tables whose recipe asks for their sum to be set beside another table's figure."""
    rows = []
    for table in reply.tables:
        if not table.compare_total_with:
            continue
        mine = drop_tiled(tables.get(table.name, []))
        other = drop_tiled(tables.get(table.compare_total_with, []))
        notes = []
        if mine and other and mine[0]["unit"] != other[0]["unit"]:
            notes.append(f"{other[0]['unit']} beside {mine[0]['unit']}: two units in one answer")
        unlike = bool(mine and other) and not fill_same_days(mine, other)
        if unlike:
            notes.append(f"{format_days(other)} beside {format_days(mine)}: not the same days")
        what = f"sum of this table beside {table.compare_total_with}"
        row = compare_sums(
            CheckKind.DECLARED_COMPARISON, table.name, what, other, mine, "; ".join(notes)
        )
        rows.append(row | ({"verdict": OPEN} if unlike else {}))
    return rows


def _check_windows(reply: Reply, tables: dict[str, list[dict]]) -> list[dict]:
    """The window the letter declares beside the one that the printed years fill."""
    rows = []
    declared = reply.window.supplied
    for own in reply.tables:
        name, figures = own.name, tables.get(own.name)
        if own.window or not figures or "year" not in (own.rows, own.columns, *own.records):
            continue
        filled = merge_days(figures)
        start, end = filled[0].start, filled[-1].end
        missing = _find_missing(declared, filled)
        agrees = start == declared.start and end in (declared.end, declared.end_latest)
        rows.append(
            {
                "check": CheckKind.DECLARED_WINDOW,
                "table": name,
                "what": "first and last day of the years",
                "first": f"{declared.start} to {declared.end}",
                "first_cell": "response.yaml window",
                "second": f"{start} to {end}",
                "second_cells": join_cells(figures),
                "verdict": AGREES if agrees and not missing else DIFFERS,
                "note": f"no figures for {' and '.join(map(str, missing))}" if missing else "",
            }
        )
    return rows


def _find_missing(declared: Window, filled: tuple[Window, ...]) -> list[Window]:
    """The days of the declared window that no figure fills."""
    edges = [declared.start, *(day for w in filled for day in (w.start, w.end)), declared.end]
    gaps = list(pairwise(edges))[::2]
    return [Window(start, end) for start, end in gaps if start < end]
