"""What a draft must ask of the labels of a table: split periods, days, periods within periods."""

import re
from collections.abc import Iterator, Mapping, Sequence

from openpyxl.utils import get_column_letter

from analysis.ingest.draft.axes import is_unsettled
from analysis.ingest.survey.found import FoundTable, Question
from analysis.ingest.telling import shorten
from analysis.ingest.words.period_chains import chain_periods
from analysis.ingest.words.periods import recognise_period
from analysis.model.window import Window

SPLIT = "periods stand on several lines here: which days do they say together?"
SUBTOTAL = "these stand among shorter periods: are they totals of the lines beside them?"
LONGER = re.compile(r"(?i)q[1-4]|quarter \w+|\w+ quarter|h[12]|\d{4}\s*(?:to|-|–)\s*\d{4}")
DAY = "a day, a month or a year ending then? Write its days under `periods`"


def ask_about_labels(table: FoundTable) -> Iterator[Question]:
    """One question for each way in which the periods of a table may be misread."""
    top, first = min((*table.headers, *table.rows)), min((*table.stubs, *table.columns))
    sides = (
        (table.row_labels, table.rows, table.total_rows, lambda row: _spell(row, first)),
        (table.column_labels, table.columns, table.total_columns, lambda c: _spell(top, c)),
    )
    for labels, lines, totals, spell in sides:
        paths = {line: labels[line] for line in lines if line not in totals and labels.get(line)}
        for text, doubtful in (
            (SPLIT, [n for n, path in paths.items() if _is_split(path)]),
            (DAY, [n for n, path in paths.items() if _is_day(path[-1])]),
        ):
            if doubtful:
                yield Question(text, tuple(map(spell, doubtful)))
        for whole, parts in _find_overlaps(paths):
            told = shorten([paths[part][-1] for part in parts])
            text = f"{paths[whole][-1]!r} takes in {told}: is it their total?"
            yield Question(text, (spell(whole),))
        longer = [n for n, path in paths.items() if LONGER.fullmatch(path[-1].strip())]
        if 0 < len(longer) < len(paths):
            yield Question(SUBTOTAL, tuple(map(spell, longer)))


def _is_split(path: Sequence[str]) -> bool:
    return len(path) > 1 and not _is_day(path[-1]) and is_unsettled(path)


def _is_day(label: str) -> bool:
    period = recognise_period(label)
    return period is not None and period.day is not None


def _find_overlaps(paths: Mapping[int, Sequence[str]]) -> Iterator[tuple[int, list[int]]]:
    """The lines whose days take in those of others with the same words besides."""
    alike: dict[tuple[str, ...], dict[Window, list[int]]] = {}
    for line, path in paths.items():
        if not is_unsettled(path) and (window := chain_periods(path)):
            words = tuple(label for label in path if not recognise_period(label))
            alike.setdefault(words, {}).setdefault(window, []).append(line)
    for dated in alike.values():
        for days, lines in dated.items():
            others = (own for own in dated if own != days and days.covers(own))
            inside = [part for own in others for part in dated[own]]
            yield from ((whole, sorted(inside)) for whole in lines if inside)


def _spell(row: int, column: int) -> str:
    return f"{get_column_letter(column + 1)}{row + 1}"
