"""Small studies for the tests of figures and tables, made through the real comparison."""

from collections.abc import Callable
from functools import cache, partial

import pandas as pd

from analysis.model.observation import as_observations
from analysis.model.reply import Reply
from analysis.model.study import Study
from analysis.publish.content.publication import Names, Publication
from analysis.publish.figures import (
    FIGURES,
    Drawing,
    NothingToDraw,
    draw_categories,
    list_dimensions,
)
from analysis.reconcile.compare import Replies, compare_study
from analysis.reconcile.replies.series import declare_same, split_series

CHANGE = {"date": "2020-02-01", "name": "New complaints system", "why": "new rules"}


def year(number: int) -> tuple[str, str]:
    return f"{number}-01-01", f"{number + 1}-01-01"


def observe(force, span, low, high=None, category=("total", "all"), cell="B2", **told) -> dict:
    """One observation row, `span` half-open; what is not told is as in the shipped study."""
    start, end = span
    row = {
        "force": force, "reference": f"{force} ref", "table": "t", "unit": "complaints",
        "population": "all employees", "definition": "complaint", "date_basis": "unstated",
        "stage": "", "topic": "", "raised_by": "",
        "dimension": category[0], "category": category[1], "label": category[1],
        "start": start, "end": end, "end_latest": end, "low": low,
        "high": low if high is None else high, "status": "exact" if high is None else "suppressed",
        "file": f"{force}.xlsx", "sheet": "Sheet one", "cell": cell, "text": str(low),
        "provenance": "illustrative", "note": "",
    }  # fmt: skip
    return row | told


def make_study(
    forces: list[str], common: bool = True, breaks: bool = True, same=(), indicator=None
) -> Study:
    window = {"why": "w"} | ({"start": "2018-03-01", "end": "2023-02-28"} if common else {})
    employees = ["police officer", "police staff"]
    return Study.model_validate(
        {
            "name": "sample", "title": "T", "question": "Q", "window": window,
            "replies": [{"force": force, "reference": "r"} for force in forces],
            "report": "report/report.md",
            "denominators": {
                "workforce": "headcount", "worker_types": {"all employees": employees}
            },
            "breaks": [CHANGE] if breaks else [],
            "same": list(same),
            "indicator": indicator,
        }
    )  # fmt: skip


def make_publication(rows: list[dict], replies=(), **study) -> Publication:
    """The comparison of some observations, as the figures get it."""
    for i, row in enumerate(rows):
        row["cell"] = f"B{i + 2}"
    made = make_study(list(dict.fromkeys(row["force"] for row in rows)), **study)
    series = declare_same(split_series(as_observations(rows)), made)
    compared = compare_study(made, Replies(series, pd.DataFrame()), made.choose_window())
    return Publication(compared, made, Names(), replies)


OWN, LONGER = ("2018-03-01", "2023-03-01"), ("2018-01-01", "2023-03-01")


def observe_all(force: str, counts: dict, window=OWN, dimension="rank", **told) -> list[dict]:
    return [
        observe(force, window, n, category=(dimension, code), **told) for code, n in counts.items()
    ]


@cache
def two_forces(**changes) -> Publication:
    """Staffordshire inside the common window, the Met straddling its start, ranks of both."""
    spans = [year(n) for n in range(2018, 2023)] + [("2023-01-01", "2023-03-01")]
    rows = [
        observe("staffordshire", ("2018-03-01", "2019-01-01") if i == 0 else span, count)
        for i, (span, count) in enumerate(zip(spans, (18, 24, 28, 32, 30, 6), strict=True))
    ]
    rows += [
        observe("metropolitan", span, count, **changes)
        for span, count in zip(spans, (240, 190, 310, 400, 520, 90), strict=True)
    ]
    whole = ("2018-01-01", "2023-03-01")
    rows.append(observe("metropolitan", whole, 1750, note="printed total", **changes))
    for category, count in (("constable", 1500), ("sergeant", 249), ("other", 1)):
        rows.append(observe("metropolitan", whole, count, category=("rank", category), **changes))
    own = ("2018-03-01", "2023-03-01")
    rows.append(observe("staffordshire", own, 120, category=("rank", "constable")))
    rows.append(observe("staffordshire", own, 1, 4, category=("rank", "pcso")))
    return make_publication(rows)


@cache
def many_forces(count: int = 8) -> Publication:
    """Replies with long names and references, pooled years, other units, and no common window."""
    forces = ["avon-and-somerset", "dyfed-powys", "devon-and-cornwall", "psni", "hampshire",
              "metropolitan", "north-yorkshire", "cambridgeshire"][:count]  # fmt: skip
    rows = []
    for i, force in enumerate(forces):
        told = {
            "reference": f"press, The Very Long Named Evening Chronicle, {i + 1} December 2021",
            "provenance": "transcribed",
            "unit": ("people", "complaints", "cases")[i % 3],
            "definition": f"definition number {i} of misuse of social media by an employee",
        }
        rows.append(observe(force, (f"{2009 + i}-01-01", f"{2013 + i}-04-11"), 10 + i, **told))
        for category in ("final_written_warning", "resigned_or_retired", "not_recorded"):
            span = (f"{2009 + i}-01-01", f"{2013 + i}-04-11")
            rows.append(observe(force, span, i + 1, category=("outcome", category), **told))
    return make_publication(rows, common=False)


ALIKE = ["avon-and-somerset", "bedfordshire", "cheshire", "cumbria", "dorset", "essex",
         "metropolitan", "surrey"]  # fmt: skip


@cache
def many_alike(**changes) -> Publication:
    """Eight forces that count one thing under one set of rules: one far above the rest, one hidden.

    2021 and 2022 of each; Avon and Somerset's rate is three times the others', Dorset's a range.
    """
    sizes = (6500, 2600, 4700, 2300, 2900, 6300, 45_000, 4300)
    rows = []
    for force, size in zip(ALIKE, sizes, strict=True):
        for number in (2021, 2022):
            count = round(size * (0.018 if force == ALIKE[0] else 0.006)) + number % 2
            high = count + 30 if force == "dorset" and number == 2022 else None
            rows.append(observe(force, year(number), count, high, **changes))
    return make_publication(rows, common=False)


def make_reply(force: str, reference: str, **told) -> Reply:
    """A second-hand transcribed reply; `told` are further facts of its letter."""
    return Reply.model_validate(
        {
            "force": force, "reference": reference, "provenance": "transcribed",
            "workbook": "w.csv", "source": {"title": "a newspaper", "second_hand": True},
            "window": {"supplied": "2018-01-01 to 2018-12-31"}, "unit": "complaints",
            "population": "all employees", "definition": "complaint", "date_basis": "unstated",
            "tables": [{"find": "t", "rows": "total", "columns": "count"}],
        }
        | told
    )  # fmt: skip


OPTIONAL = {
    "coverage",
    "funnel",
    "harmonised",
    "league",
    "sensitivity",
}  # drawn only where a study has what they take


def offer_figures(publication: Publication) -> dict[str, Callable[[], Drawing]]:
    """Every figure of a study by name, whether or not a report asks for it.

    Those that few studies have anything for are left out where this one has not.
    """
    offered = {name: partial(draw, publication) for name, draw in FIGURES.items()}
    for dimension in list_dimensions(publication):
        offered[dimension] = partial(draw_categories, publication, dimension)
    return {
        name: draw
        for name, draw in offered.items()
        if name not in OPTIONAL or not _has_nothing(draw)
    }


def _has_nothing(draw: Callable[[], Drawing]) -> bool:
    try:
        draw()
    except NothingToDraw:
        return True
    return False
