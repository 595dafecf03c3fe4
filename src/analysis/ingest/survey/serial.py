"""A survey as JSON for programs, written cell by cell so that a large workbook stays small."""

import json
import math
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, TextIO

from analysis.ingest.survey.found import FoundCell, FoundTable, Survey
from analysis.ingest.survey.roles import tell_cells


def write_json(survey: Survey, sheets: Sequence[str], stream: TextIO) -> None:
    """Write file, sha256, tables, questions and cells of these sheets as one JSON object.

    Questions about a table stand with it, those about the file or figures in no table apart.

    `table` of a cell counts the tables of the object from 0. A count with no upper end has
    `high` null and its status; days are ISO text; a value that is no number stays as text.
    """
    shown = [table for table in survey.tables if table.sheet in sheets]
    places = {id(table): place for place, table in enumerate(shown)}
    places = {i: places[id(t)] for i, t in enumerate(survey.tables) if id(t) in places}
    stream.write(f'{{"file": {_dump(survey.file)}, "sha256": {_dump(survey.sha256)},\n')
    stream.write('"tables": [')
    _write_list(stream, (_tell_table(table) for table in shown))
    stream.write(f'],\n"questions": {_dump([str(asked) for asked in survey.questions])},\n')
    stream.write('"cells": [')
    cells = (cell for sheet in sheets for cell in tell_cells(survey, sheet))
    _write_list(stream, (_tell_cell(cell, places) for cell in cells))
    stream.write("]}\n")


def _write_list(stream: TextIO, items) -> None:
    between = "\n"
    for item in items:
        stream.write(between + _dump(item))
        between = ",\n"


_dump = json.JSONEncoder(allow_nan=False).encode


def _tell_table(table: FoundTable) -> dict:
    return {
        "sheet": table.sheet,
        "range": table.range,
        "title": table.title,
        "orientation": table.orientation,
        "confidence": round(table.confidence, 3),
        "questions": [str(question) for question in table.questions],
    }


def _tell_cell(cell: FoundCell, places: dict[int, int]) -> dict:
    return {
        "sheet": cell.sheet,
        "cell": cell.cell,
        "role": cell.role,
        "text": cell.text,
        "value": _plain(cell.value),
        "low": _plain(cell.low),
        "high": _plain(cell.high),
        "status": cell.status,
        "row_labels": list(cell.row_labels),
        "column_labels": list(cell.column_labels),
        "table": None if cell.table is None else places[cell.table],
    }


def _plain(value: Any) -> Any:
    """What JSON can hold: 17 rather than 17.0, no Infinity, days and times as ISO text."""
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else value
