"""How right detection is: every figure of sheets whose truth is known, against what was found.

A printed number must be told as that number. A mark is right as the range its legend gives, or as
no number at all where its table raises a question or names its status; as any other number it is
wrong. Wrong is a figure missed, or told with other labels, another value or the wrong role, and a
cell told as a figure that is none. Wrong is silent where its table raises no question and, where
no table holds it, no question about the file names its sheet. A question that only the letter
answers, of the title or the unit, is no warning: with no other, wrong is silent.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from detected import FIGURES, Detected
from known import TrueFigure, TrueTable
from matching import names_match, value_matches
from openpyxl.utils import coordinate_to_tuple
from score_card import JudgedTable, Misread, Score


def score(
    truth: Iterable[TrueTable],
    told: Detected,
    empty: Iterable[str] = (),
    placed: Iterable[TrueTable] = (),
) -> Score:
    """Score the sheets that the truth speaks of, and `empty` ones, known to hold no table.

    Of `placed` tables only the place of the figures is known: whether they are found is judged.
    """
    read, placed = list(truth), list(placed)
    truth = read + placed
    known = {table.sheet for table in truth} | set(empty)
    result = Score()
    homes = [find_homes(table, told) for table in truth]
    for table, home in zip(read, homes, strict=False):
        before = result.wrong
        for cell, figure in table.figures.items():
            _judge_figure(result, told, (table.sheet, cell), figure, set(home))
        result.counts["tables exact"] += result.wrong == before
        asked = any(told.tables[number].asked for number in home)
        result.counts["blanks silent"] += bool(table.blanks) and bool(home) and not asked
    _judge_tables(result, told, truth, homes, known)
    _judge_totals(result, told, read, homes)
    expected = {
        (table.sheet, cell) for table in truth for cell in (*table.figures, *table.optional)
    }
    for place, cell in told.cells.items():
        if place[0] in known and cell.role in FIGURES and place not in expected:
            tables = {cell.table} if cell.table is not None else set()
            _note(result, told, "invented", place, tables, "no figure", cell)
    result.tables = list(
        _judge_told(result, told, {n for home in homes[: len(read)] for n in home})
    )
    return result


def _judge_told(result: Score, told: Detected, judged: set[int]) -> Iterator[JudgedTable]:
    """Each told table that holds figures of a known one, or wrong cells, with what is wrong."""
    wrong: dict[int, Counter] = defaultdict(Counter)
    for misread in result.misread:
        for number in misread.tables:
            wrong[number][misread.kind] += 1
    for number in sorted(judged | wrong.keys()):
        table = told.tables[number]
        facts = table.sheet, table.title, table.confidence, table.questions
        yield JudgedTable(*facts, wrong[number])


def find_homes(table: TrueTable, told: Detected) -> Counter:
    """The told tables that hold this table's figures, with how many of them each holds."""
    cells = (told.cells[table.sheet, c] for c in table.figures if told.is_figure(table.sheet, c))
    return Counter(cell.table for cell in cells if cell.table is not None)


def _judge_figure(result: Score, told: Detected, place, figure: TrueFigure, home: set[int]) -> None:
    result.counts["figures"] += 1
    cell = told.cells.get(place)
    if not told.is_figure(*place):
        _note(result, told, "missed", place, home, figure, cell)
        return
    table = told.tables[cell.table] if cell.table is not None else None
    if not names_match(figure, cell, table.title if table else ""):
        kind = "labels"
    elif not value_matches(figure, cell, bool(table and table.asked)):
        kind = "value"
    elif figure.role not in ("either", cell.role):
        kind = "role"
    else:
        result.counts["right"] += 1
        return
    _note(result, told, kind, place, {cell.table} if table else set(), figure, cell)


def _note(
    result: Score, told: Detected, kind: str, place, tables: set[int], expected, cell
) -> None:
    """Count a wrong cell, and whether anything was asked where it stands."""
    asked = any(told.tables[number].asked for number in tables) or (
        not tables and any(place[0] in question for question in told.asks)
    )
    result.counts[kind] += 1
    result.counts["silent"] += not asked
    said = "nothing"
    if cell:
        count = f"{cell.text!r} [{cell.low}, {cell.high}]"
        said = f"{cell.role} {cell.row_labels} x {cell.column_labels} = {count}"
    if isinstance(expected, TrueFigure):
        expected = f"{expected.role} {expected.rows[0]} x {expected.columns[0]}"
    said = f"{expected} <> {said}"
    result.misread.append(Misread(kind, not asked, *place, said, frozenset(tables)))


def _judge_tables(
    result: Score, told: Detected, truth, homes: list[Counter], known: set[str]
) -> None:
    owners: dict[int, set[int]] = {}
    for number, home in enumerate(homes):
        for told_number in home:
            owners.setdefault(told_number, set()).add(number)
    for table, home in zip(truth, homes, strict=True):
        held = sum(home.values())
        joined = any(len(owners[number]) > 1 for number in home)
        split = not table.blocks and max(home.values(), default=0) < 0.95 * held
        found = held >= 0.95 * len(table.figures) and not joined and not split
        result.counts.update(
            {"tables": 1, "tables found": found, "tables joined": joined, "tables split": split}
        )
    for number, table in enumerate(told.tables):
        if table.sheet in known:
            counts = {"told": 1, "asked": bool(table.asked), "invented": number not in owners}
            result.counts.update({f"tables {key}": count for key, count in counts.items()})


def _judge_totals(result: Score, told: Detected, truth, homes: list[Counter]) -> None:
    for table, home in zip(truth, homes, strict=False):
        rows = {coordinate_to_tuple(cell)[0] for cell in table.figures} - table.either_rows
        named = {row for number in home for row in told.tables[number].total_rows} & rows
        result.counts["totals"] += len(table.total_rows)
        result.counts["totals hit"] += len(named & table.total_rows)
        result.counts["totals missed"] += len(table.total_rows - named)
        result.counts["totals invented"] += len(named - table.total_rows)
