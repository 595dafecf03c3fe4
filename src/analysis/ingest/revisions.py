"""What a revised edition of a workbook changed, figure by figure and cell by cell."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import chain, groupby, product, zip_longest

import pandas as pd
from openpyxl.utils.cell import rows_from_range

from analysis.ingest.files.sheet import Cell, Sheet, fold
from analysis.ingest.recipe.table_reading import TableReading
from analysis.model.address import Address, join_addresses
from analysis.model.checks import AGREES, DIFFERS, OPEN, CheckKind
from analysis.model.faults import Fault
from analysis.model.reply import Reply
from analysis.model.window import Window

COLUMNS = ["change", "table", "what", "earlier", "earlier_cell", "later", "later_cell"]
_UNREAD = "not read in the earlier edition"
COUNTED = ("table", "dimension", "category", "start", "end")
LABEL_CHANGED, MOVED = "label changed", "moved"


@dataclass(frozen=True)
class Edition:
    """One edition of a workbook: its name as people see it, its sheets, and its tables as read.

    `revealed` are sheets as tables read them whose recipe reads what is hidden. `remarks` say what
    a person should know of the file before trusting it.
    """

    file: str
    sheets: dict[str, Sheet]
    tables: tuple[TableReading, ...]
    remarks: tuple[str, ...] = ()
    revealed: Mapping[str, Sheet] = field(default_factory=dict)


@dataclass(frozen=True)
class Revision:
    """What changed, one row a change with both texts and addresses, and a check for each table."""

    changes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=COLUMNS))
    checks: list[dict] = field(default_factory=list)


def compare_editions(reply: Reply, earlier: Edition, later: Edition) -> Revision:
    """Set the earlier edition beside the later, by the tables of one reply.

    A table that the recipe cannot read in the earlier edition is said to be so, with the reason;
    its cells are then compared as plain text, like all those that no recipe reads.
    """
    rows, checks = [], []
    old_figures, new_figures, compared = [], [], []
    for table, before, after in zip(reply.tables, earlier.tables, later.tables, strict=True):
        if before.faults:
            unread = [_describe_unread(table.name, fault) for fault in before.faults]
            checks.append(_check_table(table.name, later.file, 0, unread, OPEN))
            rows += unread
            continue
        old, new = _gather_figures(before), _gather_figures(after)
        changed = _compare_figures(old, new)
        compared.append((table.name, len(old), changed, (_list_words(before), _list_words(after))))
        rows += changed
        old_figures += old
        new_figures += new
    # A changed label is told with its figures; as a cell it would be told again.
    listed = {(row["earlier"], row["later"]) for row in rows if row["change"] == LABEL_CHANGED}
    others = _compare_other_cells(earlier.sheets, later.sheets, old_figures, new_figures)
    others = [row for row in others if (row["earlier"], row["later"]) not in listed]
    for name, figures, changed, words in compared:
        altered = [row for row in changed if row["change"] != MOVED]
        altered += [
            r for r in others if r["earlier_cell"] in words[0] or r["later_cell"] in words[1]
        ]
        verdict = DIFFERS if altered else AGREES
        checks.append(_check_table(name, later.file, figures, altered, verdict))
    rows += others
    for row in rows:
        for side in ("earlier_cell", "later_cell"):
            row[side] = "!".join(row[side] or ())
    return Revision(pd.DataFrame(rows, columns=COLUMNS).astype("str"), checks)


def _list_words(table: TableReading) -> set[tuple[str, str]]:
    """The sheet and cell of a table's title, heads and labels: they say what its figures count."""
    block = table.block
    if block is None:
        return set()
    last = max(cell.column for cell in (block.title, *block.columns))
    over = range(block.title.row, block.heads.top + 1), range(block.heads.stub, last + 1)
    heads = {block.sheet.numbering.format_place(row, column) for row, column in product(*over)}
    labels = {block.title.address, *(cell.address for cell in block.rows)}
    return {(block.sheet.name, address) for address in heads | labels}


def _describe_unread(table: str, fault: Fault) -> dict:
    blank = dict.fromkeys(COLUMNS, "")
    place = (fault.sheet, fault.cell) if fault.cell else None
    facts = {"change": _UNREAD, "table": table, "what": fault.problem, "earlier_cell": place}
    return blank | facts


def _check_table(table: str, file: str, figures: int, altered: list[dict], verdict: str) -> dict:
    """The figures of the earlier edition beside those of them that stand as they were."""
    counts = Counter(row["change"] for row in altered)
    # Changed words are told once for many figures, which stand as they were.
    lost = [row for row in altered if row["table"] and row["change"] != LABEL_CHANGED]
    kept = figures - sum(bool(row["earlier_cell"]) for row in lost) if figures else 0
    cells = [Address(file, *row["later_cell"]) for row in altered if row["later_cell"]]
    return {
        "check": CheckKind.EARLIER_EDITION,
        "table": table,
        "what": "figures of the earlier edition beside those that stand",
        "first": str(figures),
        "first_cell": "",
        "second": str(kept),
        "second_cells": join_addresses(cells),
        "verdict": verdict,
        "note": ", ".join(f"{change}: {count}" for change, count in counts.items()),
    }


def _gather_figures(table: TableReading) -> list[dict]:
    """Every figure of a table, printed totals too; a total that is also counted stands once."""
    printed = [*table.observations, *(total.printed for total in table.totals)]
    return list({tuple(f[n] for n in (*COUNTED, "sheet", "cell")): f for f in printed}.values())


def _compare_figures(earlier: list[dict], later: list[dict]) -> list[dict]:
    """What became of each figure: first matched with its label, then, where one is left, without.

    A label printed in other words that means the same is a changed label, not another figure.
    """
    pairs, gone, new = _match(earlier, later, lambda f: (_count_key(f), fold(f["label"])))
    alone = Counter(map(_count_key, gone)), Counter(map(_count_key, new))
    single = {key for key in alone[0] if alone[0][key] == alone[1][key] == 1}
    found = {_count_key(f): f for f in new if _count_key(f) in single}
    pairs += [(f, found[_count_key(f)]) for f in gone if _count_key(f) in single]
    gone, new = ([f for f in each if _count_key(f) not in single] for each in (gone, new))
    rows = [_describe_figure("disappeared", figure, None) for figure in gone]
    rows += [_describe_figure("appeared", None, figure) for figure in new]
    labels: dict[tuple[str, str], list] = defaultdict(list)
    moved = []
    for before, after in pairs:
        if change := _describe_change(before, after):
            rows.append(_describe_figure(change, before, after))
        elif _place(before) != _place(after):
            moved.append((before, after))
        if before["label"] != after["label"]:
            labels[before["label"], after["label"]].append((before, after))
    for (old, now), same in labels.items():
        rows.append(_describe_together(LABEL_CHANGED, same) | {"earlier": old, "later": now})
    return rows + ([_describe_together(MOVED, moved)] if moved else [])


def _match(
    earlier: list[dict], later: list[dict], key: Callable
) -> tuple[list[tuple[dict, dict]], list[dict], list[dict]]:
    """Figures with the same key, in order; then those left over on either side."""
    waiting: dict = defaultdict(list)
    for figure in later:
        waiting[key(figure)].append(figure)
    pairs, gone = [], []
    for figure in earlier:
        if found := waiting.get(key(figure)):
            pairs.append((figure, found.pop(0)))
        else:
            gone.append(figure)
    return pairs, gone, [figure for left in waiting.values() for figure in left]


def _count_key(figure: dict) -> tuple:
    return tuple(figure[name] for name in COUNTED)


def _place(figure: dict) -> tuple[str, str]:
    return figure["sheet"], figure["cell"]


def _describe_change(before: dict, after: dict) -> str:
    """What happened to one figure; nothing where it says the same in the same words."""
    kinds = ["number" if _is_number(figure) else "mark" for figure in (before, after)]
    if kinds[0] != kinds[1]:
        return f"{kinds[0]} became {kinds[1]}"
    if any(before[name] != after[name] for name in ("low", "high", "status")):
        return f"{kinds[0]} changed"
    return "printed otherwise" if before["text"] != after["text"] else ""


def _is_number(figure: dict) -> bool:
    """Whether digits were printed for it: a glyph that means zero is a mark all the same."""
    return figure["status"] == "exact" and any(sign.isdigit() for sign in figure["text"])


def _describe_figure(change: str, before: dict | None, after: dict | None) -> dict:
    known = after or before
    window = Window(known["start"], known["end"])
    words = [known["label"], str(window)] if known["dimension"] != "total" else [str(window)]
    return {
        "change": change,
        "table": known["table"],
        "what": ", ".join(words),
        **_quote("earlier", before),
        **_quote("later", after),
    }


def _quote(name: str, figure: dict | None) -> dict:
    if figure is None:
        return {name: "", f"{name}_cell": None}
    return {name: figure["text"], f"{name}_cell": _place(figure)}


def _describe_together(change: str, pairs: list[tuple[dict, dict]]) -> dict:
    """One row for many figures, at the address of the first: an inserted row moves them all."""
    first = _describe_figure(change, *pairs[0])
    count = f"{len(pairs)} figures, the first of them here" if len(pairs) > 1 else first["what"]
    return first | {"what": count}


def _compare_other_cells(
    earlier: dict[str, Sheet], later: dict[str, Sheet], old: list[dict], new: list[dict]
) -> Iterator[dict]:
    """One row a change of text outside the figures `old` and `new`, sheet by sheet.

    Titles, notes, legends and other tables are compared as plain text, their cells aligned by
    their words in reading order, so that an inserted row changes nothing but itself.
    `earlier_cell` and `later_cell` are (sheet, cell), None on the side without one.
    """
    read = [_list_cells(old), _list_cells(new)]
    for name in dict.fromkeys([*earlier, *later]):
        if name not in later:
            yield _describe_cell("sheet taken out", name)
        elif name not in earlier:
            yield _describe_cell("sheet added", name)
        else:
            sides = [
                [cell for cell in sheets[name].filled() if (name, cell.address) not in taken]
                for sheets, taken in zip((earlier, later), read, strict=True)
            ]
            yield from _compare_sheet(name, *sides)


def _list_cells(figures: list[dict]) -> set[tuple[str, str]]:
    """Every single cell, with its sheet, that some figures rest on."""
    areas = {(f["sheet"], area) for f in figures for area in f["cell"].split()}
    return {(sheet, cell) for sheet, area in areas for row in rows_from_range(area) for cell in row}


def _compare_sheet(name: str, before: list[Cell], after: list[Cell]) -> Iterator[dict]:
    """Whole rows are aligned first, rows that differ by their first cell, then cell by cell.

    The time to align grows with the square of the number of like texts, and whole rows or first
    cells are seldom alike.
    """
    sides = [[list(row) for _, row in groupby(side, _get_row)] for side in (before, after)]
    for alike, olds, news in _align(*sides, key=lambda row: [cell.text for cell in row]):
        if alike:
            continue
        for _, some, others in _align(olds, news, key=lambda row: row[0].text):
            if len(some) != len(others):
                some, others = ([list(chain.from_iterable(rows))] for rows in (some, others))
            for row, other_row in zip(some, others, strict=True):
                yield from _compare_rows(name, row, other_row)


def _get_row(cell: Cell) -> int:
    return cell.row


def _compare_rows(name: str, before: list[Cell], after: list[Cell]) -> Iterator[dict]:
    for alike, olds, news in _align(before, after, key=lambda cell: cell.text):
        if alike:
            continue
        for old, new in zip_longest(olds, news):
            change = "changed" if old and new else "taken out" if old else "added"
            yield _describe_cell(f"words {change}", name, old, new)


def _align(before: list, after: list, key: Callable) -> Iterator[tuple[bool, list, list]]:
    """Stretches of two lists, in order: whether they are alike, and both sides, one maybe empty."""
    keys = [[str(key(each)) for each in side] for side in (before, after)]
    for step, *edges in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        first, last, other_first, other_last = edges
        yield step == "equal", before[first:last], after[other_first:other_last]


def _describe_cell(
    change: str, sheet: str, old: Cell | None = None, new: Cell | None = None
) -> dict:
    return {
        "change": change,
        "table": "",
        "what": f"sheet {sheet}",
        "earlier": old.text if old else "",
        "earlier_cell": (sheet, old.address) if old else None,
        "later": new.text if new else "",
        "later_cell": (sheet, new.address) if new else None,
    }
