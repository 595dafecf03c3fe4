"""The layouts of twelve published replies, set out as sheets, with the figures that were disclosed.

Where a reply's figures are not at hand, the counts are made up and the layout alone is its own.
"""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

from known import TrueFigure, TrueTable
from plain_grid import name_cell

SHEET = "csv"  # the name that a .csv's only sheet is read under, so that formats can be compared
Figures = Mapping[tuple[str, str], int]
Layout = tuple[list[list], list[TrueTable]]


def read_figures(folder: Path) -> Figures:
    """A reply's figures by label and period."""
    with (folder / "figures.csv").open(encoding="utf-8") as stream:
        return {(row["label"], row["period"]): int(row["value"]) for row in csv.DictReader(stream)}


class Page:
    """Rows written one below the other, the truth noted as they are written."""

    def __init__(self):
        self.rows: list[list] = []
        self.tables: list[TrueTable] = []

    def say(self, *lines: str) -> None:
        self.rows += [[line] for line in lines]

    def list_rows(self, title: str, heads: list, rows: list[list], total: bool = False) -> None:
        """A table with its title above: heads, then a label and its counts a row."""
        table = TrueTable(SHEET, title)
        if title:
            self.rows.append([title])
        if heads:
            self.rows.append(heads)
        for number, row in enumerate(rows, start=1):
            self.rows.append(row)
            is_sum = total and number == len(rows)
            table.total_rows |= {len(self.rows)} if is_sum else set()
            for column, value in enumerate(row[1:], start=2):
                over = (str(heads[column - 1]),) if heads else ()
                figure = TrueFigure(((str(row[0]),),), (over,), "total" if is_sum else "data")
                if isinstance(value, int):
                    figure = TrueFigure(figure.rows, figure.columns, figure.role, (value,))
                table.figures[name_cell(len(self.rows), column)] = figure
        self.tables.append(table)
        self.rows.append([])

    @property
    def layout(self) -> Layout:
        return self.rows, self.tables


def lay_avon_somerset(figures: Figures) -> Layout:
    page = Page()
    years = ["2018", "2019", "2020"]
    outcomes = [
        ", ".join(
            f"{count}x {label.capitalize()}"
            for (label, period), count in figures.items()
            if period == year and label != "officers"
        )
        for year in years
    ]
    counts = [figures["officers", year] for year in years]
    page.list_rows(
        "", ["", *map(int, years)], [["No of Officers", *counts], ["Outcomes", *outcomes]]
    )
    lone = page.tables[0].figures["B3"]  # one outcome only: the cell may be told as its count
    page.tables[0].figures["B3"] = TrueFigure(lone.rows, lone.columns, lows=(1,), high=1)
    top = len(page.rows) + 1
    page.rows += [
        [f"Officer {n}", "Offensive comments about members of the public"] for n in (1, 2)
    ]
    page.tables[0].optional = {name_cell(row, 2) for row in range(top, top + 2)}
    return page.layout


def lay_cleveland_misconduct(figures: Figures) -> Layout:
    page = Page()
    lately, before = (figures["GM proven", period] for period in ("2025 to 14 Apr", "2024"))
    page.rows += [
        ["2025 to 14/042025"],
        [f"{lately} officers had gross misconduct proven, all were dismissed."],
        [2024],
        [f"{before} in all, 2 staff and 12 officers: 6 dismissed, 2 final written warnings."],
    ]
    return page.layout


def lay_cleveland_suspensions(figures: Figures) -> Layout:
    page = Page()
    counts = list(figures.values())
    labels = ["Officers suspended", "Staff suspended", "Officers restricted", "Staff suspended"]
    page.list_rows("Current position", [], [[a, n] for a, n in zip(labels, counts, strict=True)])
    return page.layout


def lay_dorset(figures: Figures) -> Layout:
    page = Page()
    counts = [[label.capitalize(), count] for (label, _), count in figures.items()]
    page.list_rows("Investigations by role", ["Role", "Investigations"], counts[1:3])
    page.say("Nature of the investigations", "Inappropriate comments", "Offensive remarks", "")
    page.list_rows("Investigations by outcome", ["Outcome", "Investigations"], counts[3:])
    return page.layout


def lay_dyfed_powys(_: Figures) -> Layout:
    page = Page()
    heads = ["Year", "Malicious communications", "Online harassment"]
    page.list_rows("", heads, [["2023*", 412, 57], ["2024", 388, 61], ["2025", 401, 49]])
    page.say("* from 1 April 2023")
    return page.layout


def lay_metropolitan_records(_: Figures) -> Layout:
    heads = ["Year", "Rank", "Site", "Allegation", "Outcome", "From the public"]
    ranks, sites = ["PC", "Sergeant", "Inspector +"], ["Facebook", "Instagram", "Twitter", "TikTok"]
    outcomes = ["No action", "RPRP", "Referred to AA", "Misconduct meeting"]
    rows = [
        [2020 + n % 4, ranks[n % 3], sites[n * 7 % 4], "Unbecoming behaviour", outcomes[n * 3 % 4],
         "Yes" if n % 5 else "No"]
        for n in range(24)
    ]  # fmt: skip
    table = TrueTable(SHEET, "")
    for row in range(2, len(rows) + 2):
        for column, head in enumerate(heads, start=1):
            figure = TrueFigure(((),), ((head,),), plain=True)
            table.figures[name_cell(row, column)] = figure
    return [heads, *rows], [table]


def lay_metropolitan_by_year_and_rank(figures: Figures) -> Layout:
    page = Page()
    years = [
        [int(year), n] for (label, year), n in figures.items() if label == "all" and "-" not in year
    ]
    ranks = [[label, n] for (label, _), n in figures.items() if label != "all"]
    both = figures["all", "2018-2021"]
    heads = ["Year", "Officers investigated"]
    page.list_rows("Officers by year", heads, [*years, ["Total", both]], total=True)
    heads = ["Rank", "Officers investigated"]
    page.list_rows("Officers by rank", heads, [*ranks, ["Total", both]], total=True)
    return page.layout


def lay_metropolitan_by_kind(figures: Figures) -> Layout:
    page = Page()
    page.say(f"{figures['total complaints', '2018-2022']} complaints were recorded since 2018.", "")
    ranks = [[label, n] for (label, _), n in list(figures.items())[1:4]]
    page.list_rows("Persons reported by rank", ["Rank", "Persons"], ranks)
    kinds = ["Inappropriate sexual conduct", "Discriminatory behaviour"]
    rows = [[kind, figures[kind, "2018"], figures[kind, "2022"]] for kind in kinds]
    page.list_rows("Complaints by kind", ["Kind", 2018, 2022], rows)
    return page.layout


def lay_northumbria(figures: Figures) -> Layout:
    page = Page()
    officers = figures["officers disciplined", "2016-10 Apr 2020"]
    page.rows += [
        [1, f"{officers} officers were disciplined."],
        [2, "Zero for all 3 officers"],
        [3, "1 x Misconduct Hearing, 2 x final Written Warning, 1 x Management advice"],
        [4, "Facebook and Whatsapp"],
        [5, "No criminal offences"],
        [6, "Exempt under section 40(2)"],
        [7, "Exempt under section 40(2)"],
    ]
    return page.layout


def lay_west_mercia_lines(figures: Figures) -> Layout:
    page = Page()
    page.say("Request for 1 April 2013 to 31 March 2014", "")
    counts = [[label.capitalize(), count] for (label, _), count in figures.items()]
    page.list_rows("Answers", [], [*counts[:2], [counts[2][0], f"{counts[2][1]} (0.4%)"]])
    with_share = list(page.tables[0].figures)[2]
    figure = page.tables[0].figures[with_share]
    count = counts[2][1]
    page.tables[0].figures[with_share] = TrueFigure(
        figure.rows, figure.columns, lows=(count,), high=count
    )
    return page.layout


def lay_west_mercia_marginals(figures: Figures) -> Layout:
    """Platforms at the left, outcomes at the right."""
    left, right = Page(), Page()
    counts = [[label.capitalize(), count] for (label, _), count in figures.items()][2:]
    left.list_rows("Cases by platform", ["Platform", "Cases"], counts[:5])
    right.list_rows("Cases by outcome", ["Outcome", "Cases"], counts[5:])
    blank = [""] * 3
    rows = [
        [*(left.rows[n] if n < len(left.rows) else []), *blank][:3] + row
        for n, row in enumerate(right.rows)
    ]
    (outcomes,) = right.tables
    outcomes.figures = {cell.replace("B", "E"): f for cell, f in outcomes.figures.items()}
    return rows, [*left.tables, outcomes]


def lay_west_midlands(figures: Figures) -> Layout:
    page = Page()
    page.say("Between 2010 and 2015 the force received 9 complaints from the public.", "")
    platforms = [[label, n] for (label, _), n in list(figures.items())[5:]]
    page.list_rows("Platform", [], platforms)
    outcomes = [[label.capitalize(), n] for (label, _), n in list(figures.items())[1:5]]
    page.list_rows("Outcome", [], outcomes)
    return page.layout


LAYOUTS: dict[str, Callable[[Figures], Layout]] = {
    "avon-somerset-221-21": lay_avon_somerset,
    "cleveland-529-25": lay_cleveland_misconduct,
    "cleveland-547-24": lay_cleveland_suspensions,
    "dorset-press-2014-10": lay_dorset,
    "dyfed-powys-400-2026": lay_dyfed_powys,
    "metropolitan-01.FOI.24.035753": lay_metropolitan_records,
    "metropolitan-press-2022-184": lay_metropolitan_by_year_and_rank,
    "metropolitan-press-2023-507": lay_metropolitan_by_kind,
    "northumbria-593-20": lay_northumbria,
    "west-mercia-2013-14": lay_west_mercia_lines,
    "west-mercia-press-2021-12": lay_west_mercia_marginals,
    "west-midlands-911_16": lay_west_midlands,
}
