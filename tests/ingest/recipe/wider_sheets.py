"""Random sheets of wider layouts: banners, spacers, flags, further columns and rows, many forces.

The truth is what a careful reader sees under the banner and in the rows that the recipe names.
"""

from dataclasses import dataclass, field

from hypothesis import strategies as st
from random_sheets import FIRST_YEAR, HIDDEN, RANKS, TITLE, RandomSheet

FORCES = ("Avon", "Barset", "Casterbridge", "Dunwich")
BANNERS = ("Men", "Women")
FLAG, EXTRA, PART = "R", "Change", "of which on duty"


@dataclass
class WiderSheet(RandomSheet):
    """`spare` are cells whose words a reader of the recipe's figures has no need of."""

    banners: list[tuple[int, int]] = field(default_factory=list)
    gaps: set[str] = field(default_factory=set)


@dataclass
class Plan:
    """What a sheet is drawn to hold: its labels and how its columns and rows are set apart."""

    rows: str
    columns: str
    lines: list
    heads: list
    banners: tuple[str, ...]
    spacing: str  # between columns: none, blank, flags
    extra: bool  # a column that the recipe leaves out
    region: bool  # a column of words left of the labels
    part: bool  # a row that the recipe leaves out
    total: str  # the row of totals: none, first, last, apart
    parted: bool  # a blank row between header and figures
    pick: str = ""


@st.composite
def plans(draw) -> Plan:
    rows, columns = draw(
        st.sampled_from([("rank", "year"), ("year", "rank"), ("year", "count"), ("force", "year")])
        | st.sampled_from([("rank", "count"), ("force", "count")])
    )
    years = list(range(FIRST_YEAR, FIRST_YEAR + draw(st.integers(1, 3))))
    ranks = draw(st.lists(st.sampled_from(list(RANKS)), min_size=1, max_size=3, unique=True))
    forces = draw(st.lists(st.sampled_from(FORCES), min_size=2, max_size=4, unique=True))
    labels = {"rank": ranks, "year": years, "force": forces, "count": ["Number"]}
    banners = draw(st.sampled_from([(), BANNERS[:1], BANNERS]))
    return Plan(
        rows,
        columns,
        labels[rows],
        labels[columns],
        banners,
        draw(st.sampled_from(["none", "blank", "flags"])) if columns != "count" else "none",
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()) and rows != "force",
        draw(st.sampled_from(["none", "first", "last", "apart"])) if rows != "force" else "none",
        draw(st.booleans()),
        draw(st.sampled_from(forces)) if rows == "force" else "",
    )


@st.composite
def wider_sheets(draw) -> WiderSheet:
    plan = draw(plans())
    sheet = WiderSheet()
    sheet.years = plan.lines if plan.rows == "year" else [FIRST_YEAR]
    sheet.years = plan.heads if plan.columns == "year" else sheet.years
    sheet.title = (0, 0)
    sheet.put((0, 0), TITLE)
    stub = int(plan.region)
    top = 2 if plan.banners else 1
    columns = _put_header(sheet, plan, top, stub)
    row = top + 1 + plan.parted
    lines = _order_rows(plan)
    bottom = row
    for name in lines:
        if name is not None:
            _put_row(draw, sheet, plan, row, stub, name, columns)
            bottom = row
        row += 1
    _put_sums(sheet, plan, stub, columns, top, bottom)
    sheet.tables.append(_write_recipe(sheet, plan, columns))
    return sheet


def _put_header(sheet: WiderSheet, plan: Plan, top: int, stub: int) -> list[tuple]:
    """Write the header; returns each column as (kind, banner, head, number)."""
    if plan.region:
        sheet.put((top, 0), "Region")
        sheet.put((top, 1), "Kind")
    columns, number = [], stub + 1
    for banner in plan.banners or ("",):
        if banner:
            sheet.put((top - 1, number), banner)
            sheet.banners.append((top - 1, number))
        for place, head in enumerate(plan.heads):
            columns.append(("figures", banner, head, number))
            sheet.put((top, number), head)
            if banner == (plan.banners or ("",))[0]:
                sheet.headers.append((top, number))
            number += 1
            if plan.spacing == "flags" or (plan.spacing == "blank" and place + 1 < len(plan.heads)):
                columns.append((plan.spacing, banner, head, number))
                number += 1
        if plan.extra:
            sheet.put((top, number), EXTRA)
            columns.append(("extra", banner, EXTRA, number))
            number += 1
    return columns


def _order_rows(plan: Plan) -> list:
    """The names of rows from the top; None is a blank row."""
    lines = list(plan.lines)
    if plan.part:
        lines.insert(1, PART)
    if plan.total == "first":
        lines.insert(0, "Total")
    if plan.total == "last":
        lines.append("Total")
    if plan.total == "apart":
        lines += [None, "Total"]
    return lines


def _put_row(draw, sheet: WiderSheet, plan: Plan, row: int, stub: int, name, columns) -> None:
    if plan.region:
        sheet.put((row, 0), "Wessex")
    sheet.put((row, stub), name)
    if name == "Total":
        sheet.totals.append("row")
        return
    if name != PART and (not plan.pick or name == plan.pick):
        sheet.labels.append((row, stub))
    for kind, banner, head, number in columns:
        place = (row, number)
        if kind == "figures":
            value = draw(st.integers(0, 60))
            hide = 1 <= value <= 4 and draw(st.booleans())
            sheet.put(place, HIDDEN if hide else value)
            first = banner == (plan.banners or ("",))[0]
            if first and name != PART and (not plan.pick or name == plan.pick):
                sheet.figures.append(place)
                sheet.truth[_key(plan, name, head)] = (1, 4) if hide else (value, value)
        elif kind == "flags" and draw(st.booleans()):
            sheet.put(place, FLAG)
        elif kind == "extra":
            sheet.put(place, f"{draw(st.integers(-9, 9))}.5%")


def _key(plan: Plan, line, head) -> tuple[str, str]:
    named = {plan.rows: line, plan.columns: head}
    return RANKS[named["rank"]] if "rank" in named else "all", str(named.get("year", ""))


def _put_sums(sheet: WiderSheet, plan: Plan, stub: int, columns, top: int, bottom: int) -> None:
    """Totals of each column of figures: a hidden count adds the 1 it is at least."""
    own = [row for row in range(top + 1, bottom + 1) if sheet.get((row, stub)) in plan.lines]
    for row in range(top + 1, bottom + 1):
        if sheet.get((row, stub)) == "Total":
            for kind, _, _, number in columns:
                values = [sheet.get((line, number)) for line in own]
                if kind == "figures":
                    sheet.put((row, number), sum(1 if v == HIDDEN else v for v in values))


def _write_recipe(sheet: WiderSheet, plan: Plan, columns) -> dict:
    marks = {HIDDEN: "suppressed 1 to 4", FLAG: "footnote"}
    rows = "total" if plan.rows == "force" else plan.rows
    recipe = {"find": TITLE, "rows": rows, "columns": plan.columns, "marks": marks}
    if plan.region:
        recipe["labels"] = "Kind"
    if plan.pick:
        recipe["pick"] = plan.pick
    if plan.banners:
        recipe["under"] = list(plan.banners[:1])
    if plan.total != "none":
        recipe["totals"] = ["row"]
    ignored = [EXTRA] * plan.extra + [PART] * plan.part + list(plan.banners[1:])
    if ignored:
        recipe["ignore"] = ignored
    first = [c for c in columns if c[1] == (plan.banners or ("",))[0]]
    filled = [any(sheet.get((r, c[3])) for r in range(len(sheet.grid))) for c in first]
    unmarked = [c for c, full in zip(first, filled, strict=True) if c[0] == "flags" and not full]
    spaces = [c for c in first if c[0] == "blank"]
    inner = [
        c for c in unmarked if any(d[3] > c[3] and d[0] in ("figures", "extra") for d in first)
    ]
    sheet.gaps = {"row"} if plan.parted or plan.total == "apart" else set()
    sheet.gaps |= {"column"} if spaces or inner else set()
    if sheet.gaps:
        recipe["gaps"] = sorted(sheet.gaps)
    return recipe
