"""What a reply says twice, set side by side. A difference is kept and shown, never mended."""

import pandas as pd

from analysis.ingest.unfold import PrintedTotal
from analysis.model.address import Address, join_addresses
from analysis.model.checks import AGREES, COLUMNS, DIFFERS, OPEN
from analysis.model.observation import NOT_ADDITIVE
from analysis.model.response import Response


def check_reply(
    response: Response, observations: list[dict], totals: list[PrintedTotal]
) -> pd.DataFrame:
    """Every check of one reply, one row each: two figures, their cells, and whether they agree.

    `verdict` is `agrees`, `differs`, or `not decided` where hidden counts leave it open.
    """
    rows = [_check_total(total) for total in totals]
    rows += _check_against_years(observations)
    rows += _check_declared(response, observations)
    rows += _check_windows(response, observations)
    named = [
        {
            "force": response.force,
            "reference": response.reference,
            **row,
            "provenance": response.provenance,
        }
        for row in rows
    ]
    return pd.DataFrame(named, columns=COLUMNS).astype("str")


def sum_range(figures: list[dict]) -> tuple[int, float]:
    return sum(f["low"] for f in figures), sum(f["high"] for f in figures)


def _check_total(total: PrintedTotal) -> dict:
    printed, parts = total.printed, total.parts
    people = printed["unit"] in NOT_ADDITIVE
    note = "people may be counted in more than one year or category" if people else ""
    return _compare("printed total", printed["table"], total.what, [printed], parts, note)


def _check_against_years(observations: list[dict]) -> list[dict]:
    """The sum of each table of categories beside the total by year, where both count alike."""
    kinds = ("unit", "population", "definition", "date_basis")
    plain = [o for o in observations if o["note"] != "printed total"]
    years = [o for o in plain if o["dimension"] == "total"]
    tables = {o["table"]: [p for p in plain if p["table"] == o["table"]] for o in plain}
    rows = []
    for name, figures in tables.items():
        alike = [y for y in years if all(y[k] == figures[0][k] for k in kinds)]
        if figures[0]["dimension"] == "total" or not alike:
            continue
        headline = [y for y in alike if y["table"] == alike[0]["table"]]
        if _reach(headline) == _reach(figures):
            what = f"sum of this table beside {headline[0]['table']}"
            rows.append(_compare("sum of categories", name, what, headline, figures))
    return rows


def _reach(figures: list[dict]) -> tuple:
    return min(f["start"] for f in figures), max(f["end"] for f in figures)


def _check_declared(response: Response, observations: list[dict]) -> list[dict]:
    """Tables whose recipe asks for their sum to be set beside another table's figure."""
    rows = []
    for table in response.tables:
        if not table.compare_total_with:
            continue
        # A printed total is the sum of figures that are here as well: it would count them twice.
        plain = [o for o in observations if o["note"] != "printed total"]
        mine = [o for o in plain if o["table"] == table.find]
        other = [o for o in plain if o["table"] == table.compare_total_with]
        units = {o["unit"] for o in mine}, {o["unit"] for o in other}
        note = ""
        if mine and other and units[0] != units[1]:
            note = f"{other[0]['unit']} beside {mine[0]['unit']}: two units in one answer"
        what = f"sum of this table beside {table.compare_total_with}"
        rows.append(_compare("declared comparison", table.find, what, other, mine, note))
    return rows


def _check_windows(response: Response, observations: list[dict]) -> list[dict]:
    """The window the letter declares beside the one that the printed years fill."""
    rows = []
    declared = response.window.supplied
    for name in dict.fromkeys(o["table"] for o in observations):
        figures = [o for o in observations if o["table"] == name and o["note"] != "printed total"]
        own = next(t for t in response.tables if t.find == name)
        if own.window or not figures or "year" not in (own.rows, own.columns):
            continue
        start, end = _reach(figures)
        agrees = start == declared.start and end in (declared.end, declared.end_latest)
        rows.append(
            {
                "check": "declared window",
                "table": name,
                "what": "first and last day of the years",
                "first": f"{declared.start} to {declared.end}",
                "first_cell": "response.yaml window",
                "second": f"{start} to {end}",
                "second_cells": name_cells(figures),
                "verdict": AGREES if agrees else DIFFERS,
                "note": "",
            }
        )
    return rows


def name_cells(figures: list[dict]) -> str:
    return join_addresses(Address(f["file"], f["sheet"], f["cell"]) for f in figures)


def _compare(
    check: str, table: str, what: str, first: list[dict], second: list[dict], note: str = ""
) -> dict:
    (low, high), (other_low, other_high) = sum_range(first), sum_range(second)
    if not (first and second):
        verdict = OPEN  # the sum of no figures is not 0
    elif low > other_high or other_low > high:
        verdict = DIFFERS
    elif low == high == other_low == other_high:
        verdict = AGREES
    else:
        verdict = OPEN
    return {
        "check": check,
        "table": table,
        "what": what,
        "first": _spell(low, high),
        "first_cell": name_cells(first),
        "second": _spell(other_low, other_high),
        "second_cells": name_cells(second),
        "verdict": verdict,
        "note": note,
    }


def _spell(low: int, high: float) -> str:
    return f"{low}" if low == high else f"{low} to {high:.0f}"
