"""Random small sheets of the layouts that are read, with the figures that a careful reader sees."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

RANKS = {
    "PC": "constable",
    "Sergeant": "sergeant",
    "Inspector": "inspector",
    "Police staff": "police_staff",
    "Other": "other",
}
FIRST_YEAR = 2018
HIDDEN = "*"
TITLE, NEIGHBOUR = "Complaints by kind", "People by year"
Place = tuple[int, int]


@dataclass
class RandomSheet:
    """A grid of cells, the recipes that read it, and what they must give.

    `truth` maps (category, first year or all years) to (low, high), totals left out.
    """

    grid: list[list] = field(default_factory=list)
    tables: list[dict] = field(default_factory=list)
    truth: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    years: list[int] = field(default_factory=list)
    title: Place = (0, 0)
    headers: list[Place] = field(default_factory=list)
    labels: list[Place] = field(default_factory=list)
    figures: list[Place] = field(default_factory=list)
    totals: list[str] = field(default_factory=list)

    def put(self, place: Place, value) -> None:
        row, column = place
        while len(self.grid) <= row:
            self.grid.append([])
        line = self.grid[row]
        line += [""] * (column + 1 - len(line))
        line[column] = value

    def get(self, place: Place):
        row, column = place
        line = self.grid[row] if row < len(self.grid) else []
        return line[column] if column < len(line) else ""

    @property
    def window(self) -> str:
        return f"{self.years[0]}-01-01 to {self.years[-1]}-12-31"


@st.composite
def random_sheets(draw) -> RandomSheet:
    sheet = RandomSheet()
    sheet.years = list(range(FIRST_YEAR, FIRST_YEAR + draw(st.integers(1, 4))))
    ranks = draw(st.lists(st.sampled_from(list(RANKS)), min_size=1, max_size=4, unique=True))
    rows, columns = draw(
        st.sampled_from(
            [("rank", "year"), ("year", "rank"), ("total", "year"), ("year", "count")]
            + [("rank", "count")] * 2
        )
    )
    names = {"rank": ranks, "year": sheet.years, "total": ["Complaints"], "count": ["Number"]}
    sheet.totals = [
        side
        for side, axis in (("row", rows), ("column", columns))
        if axis not in ("total", "count") and draw(st.booleans())
    ]
    top, left = draw(st.integers(0, 3)), draw(st.integers(0, 2))
    for row in range(top):
        sheet.put((row, left), f"a line of the letter, {row}")
    if top:
        sheet.grid[top - 1] = []
    bottom = _put_table(draw, sheet, names[rows], names[columns], (rows, columns), (top, left))
    right = left + len(names[columns]) + ("column" in sheet.totals)
    _put_notes(draw, sheet, bottom, left)
    _put_neighbour(draw, sheet, (top, left), (bottom, right))
    return sheet


def _put_table(draw, sheet: RandomSheet, rows, columns, axes, corner: Place) -> int:
    """Write the table with its title; returns its last row."""
    top, left = corner
    sheet.title = corner
    sheet.put(corner, draw(st.sampled_from([TITLE, f"Table 2: {TITLE}", f"{TITLE} (note 1)"])))
    row = top + 1
    if draw(st.booleans()):
        sheet.put((row, left), "Figures are from the force's own system")
        row += 1
    row += draw(st.integers(0, 1))
    if axes[1] != "count" or draw(st.booleans()):
        sheet.put(
            (row, left), draw(st.sampled_from(["", "Kind"])) if axes[1] != "count" else "Kind"
        )
        for number, name in enumerate(columns):
            sheet.put((row, left + 1 + number), _show(draw, name))
            sheet.headers.append((row, left + 1 + number))
        if "column" in sheet.totals:
            sheet.put((row, left + 1 + len(columns)), "Total")
        row += 1
    sums = [0] * len(columns)
    for line, name in enumerate(rows):
        place = (row + line, left)
        sheet.put(place, _show(draw, name))
        sheet.labels.append(place)
        added = 0
        for number, other in enumerate(columns):
            value = draw(st.integers(0, 60))
            hide = 1 <= value <= 4 and draw(st.booleans())
            cell = (row + line, left + 1 + number)
            sheet.put(cell, HIDDEN if hide else value)
            sheet.figures.append(cell)
            sheet.truth[_name(axes, name, other)] = (1, 4) if hide else (value, value)
            added += value
            sums[number] += value
        if "column" in sheet.totals:
            sheet.put((row + line, left + 1 + len(columns)), added)
    last = row + len(rows) - 1
    if "row" in sheet.totals:
        last += 1
        sheet.put((last, left), "Total")
        for number, added in enumerate(sums):
            sheet.put((last, left + 1 + number), added)
        if "column" in sheet.totals:
            sheet.put((last, left + 1 + len(columns)), sum(sums))
    marks = {HIDDEN: "suppressed 1 to 4"}
    recipe = {"find": TITLE, "rows": axes[0], "columns": axes[1], "totals": list(sheet.totals)}
    sheet.tables.append(recipe | {"marks": marks})
    return last


def _name(axes, row, column) -> tuple[str, str]:
    named = dict(zip(axes, (row, column), strict=True))
    return RANKS[named["rank"]] if "rank" in named else "all", str(named.get("year", ""))


def _show(draw, name):
    """A label as the sheet prints it: a year may be a number or text."""
    return draw(st.sampled_from([name, str(name)]))


def _put_notes(draw, sheet: RandomSheet, bottom: int, left: int) -> None:
    if draw(st.booleans()):
        row = bottom + draw(st.integers(1, 2))
        sheet.put((row, left), "* stands for 1 to 4")


def _put_neighbour(draw, sheet: RandomSheet, corner: Place, end: Place) -> None:
    """Another table, beside or below or not at all, which the recipe may read too."""
    where = draw(st.sampled_from(["nowhere", "beside", "below"]))
    if where == "nowhere":
        return
    beside = where == "beside"
    top = corner[0] + draw(st.integers(0, 1)) if beside else end[0] + 4
    left = end[1] + 2 if beside else corner[1]
    sheet.put((top, left), NEIGHBOUR)
    for line, year in enumerate(sheet.years, start=1):
        sheet.put((top + line, left), year)
        sheet.put((top + line, left + 1), 1000 + line)
    if draw(st.booleans()):
        recipe = {"find": NEIGHBOUR, "rows": "year", "columns": "count", "unit": "people"}
        sheet.tables.append(recipe)
