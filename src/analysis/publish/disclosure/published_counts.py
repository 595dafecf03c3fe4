"""Counts as an attacker reads them: what is about to be published, and what the replies print.

Any figure that tells a number of events is a published count: a share of a known base tells its
count, and so does a rate beside its exposure. A category is the set of the codes under it, so that
what two tables say can be put together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from analysis.model.address import Address, merge_addresses, split_addresses
from analysis.model.checks import PRINTED_TOTAL
from analysis.model.count import Status
from analysis.model.reply import SEVERAL
from analysis.model.study import Study
from analysis.model.window import Window
from analysis.reconcile.categories.merging import list_wider
from analysis.reconcile.methods.bounds import EVERY, REST, Known
from analysis.reconcile.replies.category_tree import OTHER
from analysis.reconcile.replies.series import as_known, list_rows
from analysis.reconcile.results.comparison import BESIDE, HARMONISED, OF_TOTAL, TABLES, Comparison

GROUP = ["force", "unit", "population", "definition", "date_basis"]
DECLARED = ("population", "definition")  # whose words a study may declare the same
# What a figure of each measure is to be multiplied by, beside its exposure, to be a count.
COUNTED = {"count": None, "share": 0.01, "rate_per_month": 1, "rate_per_1000": 1}
# Further tables that tell no count, or none that the figures do not: results of the gate, measures
# of spread, orders of pairs and what would turn them, windows, estimates within bounds given above
# or out of exact counts,
# sums over several bodies, what the replies print themselves, and what has no number. Parts are
# what replies print, too: they go with their figures, and with what is merged away or held back.
REPEATED = (
    *("absent", "gate", "league", "dispersion", "orders", "tipping", "windows", "sensitivity"),
    *("remainder", "printed", "missing", "parts"),
)

# By these a force keeps back a count that it knows; what is not held or recorded it does not know.
HIDING = (Status.SUPPRESSED, Status.ROUNDED, Status.WITHHELD)

TABLE = ["reference", "table"]
Closed = dict[tuple[str, str], set[Window]]  # the days of each table, by reference and table
Listed = dict[tuple[str, str], list[str]]  # the categories of each table, by reference and table


@dataclass(frozen=True)
class PublishedCount:
    """A count that a published figure tells, `low` to `high`, of one category in one window.

    `group` are its force, unit, population, definition and date basis, `what` says in words which
    figure it is. A joint one is of all that its table lists at or under the category, counted
    together. `row` is where it stands: the table of the comparison, and the label of the row.
    `beside` are the cells of its days that it is not made of, such as one whose count follows from
    others.
    """

    group: tuple[str, ...]
    reference: str
    table: str
    dimension: str
    category: str
    window: Window
    low: int
    high: float
    what: str
    cells: str
    is_joint: bool = False
    row: tuple[str, int] = ("", -1)
    beside: str = ""

    @property
    def place(self) -> Address | None:
        """The first of the cells it rests on."""
        return next(iter(split_addresses(self.cells)), None)


def list_published_counts(comparison: Comparison) -> list[PublishedCount]:
    """The counts that a comparison and its further tables tell, in their order.

    Estimates and their limits are left out: they follow from the counts and the calendar. A share
    tells a count where it is exact, for then its base is known, whatever else is hidden; one of a
    known total tells its count in any case.
    """
    figures = comparison.figures
    counted = figures[figures["measure"].isin(COUNTED)]
    # Of these, mentions are brought together: a set of platforms counts under each of them.
    several = counted["basis"].eq(HARMONISED) & counted["dimension"].isin(SEVERAL)
    found = _read_counts(counted[~several], "")
    for name, table in comparison.tables.items():
        if name not in REPEATED:
            found += _read_counts(table, name)
    beside = _find_beside(comparison)
    return [
        replace(
            one,
            beside=beside.get(
                (
                    *one.group,
                    one.reference,
                    one.dimension,
                    one.category,
                    one.window.start,
                    one.window.end,
                ),
                "",
            ),
        )
        for one in found
    ]


def _find_beside(comparison: Comparison) -> dict[tuple, str]:
    """The cells that each count is held against, by what it is of."""
    parts = comparison.tables.get("parts", TABLES["parts"].frame([]))
    parts = parts[parts["role"].eq(BESIDE) & parts["basis"].ne("cell")]
    key = [*GROUP, "reference", "dimension", "category", "window_start", "window_end"]
    return {
        (*of[:-2], *(day.date() for day in of[-2:])): merge_addresses(*rows["cells"])
        for of, rows in parts.groupby(key, sort=False)
    }


@dataclass(frozen=True)
class PrintedCell:
    """A cell of a reply as a constraint: whose it is, and whether it is a total of others.

    `tolerance` is within how many events of what is printed it is taken as true.
    """

    reference: str
    table: str
    category: str
    known: Known
    is_total: bool
    tolerance: int = 0
    is_withheld: bool = False  # the force gave nothing in place of the count
    hides: bool = False  # the force knows the count, and tells less

    @property
    def widened(self) -> Known:
        """The constraint that holds within the tolerance."""
        return widen(self.known, self.tolerance)

    @property
    def is_hidden(self) -> bool:
        """The force gave a range in place of the count."""
        return self.known.low < self.known.high < float("inf") and not self.is_total

    @property
    def place(self) -> Address:
        """Where it is printed."""
        return split_addresses(self.known.name)[0]


def list_table_categories(observations: pd.DataFrame, dimension: str) -> Listed:
    """The categories that each table of some observations lists, in one dimension."""
    rows = observations[observations["dimension"] == dimension]
    found: Listed = {}
    columns = (rows[name] for name in (*TABLE, "category"))
    for reference, table, category in dict.fromkeys(zip(*columns, strict=True)):
        found.setdefault((reference, table), []).append(category)
    return found


def list_printed_cells(
    observations: pd.DataFrame, dimension: str, sets: CodeSets, tolerances: Mapping[str, int]
) -> list[PrintedCell]:
    """The cells of one dimension as printed; labels of one category and table are added up.

    `tolerances` says, by reference, within how many events a reply's cells are taken as true.
    """
    listed = list_table_categories(observations, dimension)
    groups: dict[tuple, list[dict]] = {}
    for row in list_rows(observations[observations["dimension"] == dimension]):
        key = (*(row[name] for name in (*TABLE, "category")), row["note"].startswith(PRINTED_TOTAL))
        groups.setdefault(key, []).append(row)
    found = []
    for (reference, table, category, is_total), cells in groups.items():
        parts = sets.find_codes(category, listed[reference, table])
        statuses = [((c["start"].date(), c["end"].date()), c["status"]) for c in cells]
        withheld = {span for span, status in statuses if status == Status.WITHHELD}
        hiding = {span for span, status in statuses if status in HIDING}
        for known in as_known(cells):
            tolerance = tolerances.get(reference, 0)
            cell = replace(known, parts=parts)
            days = known.window.start, known.window.end
            none = not is_total and days in withheld
            hides = days in hiding and known.low < known.high
            place = (reference, table, category, cell, is_total)
            found.append(PrintedCell(*place, tolerance, none, hides))
    return found


def list_days(cells: Iterable[PrintedCell]) -> Closed:
    """The days of each table that some cells are of."""
    days: Closed = {}
    for cell in cells:
        days.setdefault((cell.reference, cell.table), set()).add(cell.known.window)
    return days


def widen(cell: Known, by: int) -> Known:
    """The cell as true within so many events: cases are re-dated and re-coded."""
    return replace(cell, low=max(0, cell.low - by), high=cell.high + by)


def split_groups(observations: pd.DataFrame) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    """The observations of each force that count the same thing in the same people."""
    for key, rows in observations.groupby(GROUP, sort=False):
        yield tuple(map(str, key)), rows


def join_wordings(
    study: Study, frames: Sequence[pd.DataFrame], counts: Iterable[PublishedCount]
) -> tuple[list[pd.DataFrame], dict[PublishedCount, tuple[str, ...]]]:
    """Observations in one wording where the study declares several the same, and the group of each
    count in that wording: a reader who believes the study puts them together."""
    if not study.same:
        return list(frames), {one: one.group for one in counts}

    def choose(name: str, words: str) -> str:
        return study.find_like(name, words) if name in DECLARED else words

    joined = [
        frame.assign(**{name: frame[name].map(partial(study.find_like, name)) for name in DECLARED})
        for frame in frames
    ]
    return joined, {one: tuple(map(choose, GROUP, one.group)) for one in counts}


class CodeSets:
    """The codes of one dimension that some tables list, and the sets their categories make.

    A category holds what is under it in the tree, but for what the same table lists apart;
    `other` holds all that its table does not list. The whole of a dimension holds every code, and
    leaves room for events that no table places. Categories parted by spaces are counted together.
    """

    def __init__(self, dimension: str, codes: Iterable[str]):
        self.dimension = dimension
        # Totals have no categories: each of them counts every event.
        named = {code for each in codes for code in each.split()}
        self.codes = sorted(named) if dimension != "total" else []
        self._wider = {code: list_wider(dimension, code) for code in self.codes}

    def find_codes(self, category: str, listed: Iterable[str]) -> frozenset[str]:
        """The codes that a category of a table stands for, beside the others the table lists."""
        if self.dimension == "total":
            return EVERY
        apart = [code for code in listed if code != category]
        if category == OTHER:
            return frozenset({*self.codes, REST}) - self._join(apart)
        inner = [code for code in apart if category in list_wider(self.dimension, code)]
        return self.find_members(category) - self._join(inner)

    def find_joint_codes(self, category: str, listed: Iterable[str]) -> frozenset[str]:
        """The codes of all that a table lists at or under a category, counted together."""
        codes = list(listed)
        under = [code for code in codes if category in list_wider(self.dimension, code)]
        return frozenset().union(*(self.find_codes(code, codes) for code in under))

    def find_members(self, category: str) -> frozenset[str]:
        """The codes of some table that are a category or under it."""
        held = set(category.split())
        return frozenset(c for c in self.codes if held & set(self._wider[c]))

    def list_kinds(self) -> list[str]:
        """Every code and every wider one, but for the root: what a reader may ask about.

        The narrowest come first: of two that hold the same, it says most.
        """
        kinds = {wider for code in self.codes for wider in self._wider[code][:-1]}
        return sorted(kinds, key=lambda kind: (-len(list_wider(self.dimension, kind)), kind))

    def find_unlisted(self, table: Iterable[frozenset[str]]) -> frozenset[str]:
        """The codes that no category of a table holds, and the events that none places."""
        if self.dimension == "total":
            return EVERY
        return frozenset({*self.codes, REST}).difference(*table)

    def _join(self, codes: Iterable[str]) -> frozenset[str]:
        return frozenset().union(*(self.find_members(code) for code in codes))


def _read_counts(rows: pd.DataFrame, table: str) -> list[PublishedCount]:
    found = []
    for label, row in zip(rows.index, rows.to_dict("records"), strict=True):
        count = _invert(row)
        start, end = (row.get(f"window_{edge}", row.get(edge)) for edge in ("start", "end"))
        if count is None or pd.isna(start) or pd.isna(end):
            continue
        what = f"{row.get('measure', table).replace('_', ' ')}, {row.get('basis', table)} window"
        group = tuple(row[name] for name in GROUP)
        kind = (row.get("dimension") or "total", row.get("category") or "all")
        place = (row["reference"], row.get("table", ""), *kind)
        window = Window(start.date(), end.date())
        joint = row.get("basis") == HARMONISED
        told = (window, *count, what, row.get("cells", ""), joint, (table, label))
        found.append(PublishedCount(group, *place, *told))
    return found


def _invert(row: dict) -> tuple[int, float] | None:
    """The count behind a figure; None where it tells none, or its base is not known exactly."""
    low, high, measure = row["low"], row["high"], row.get("measure", "count")
    if measure not in COUNTED or pd.isna(low) or pd.isna(high):
        return None
    scale = COUNTED[measure]
    if scale is None:
        return math.floor(low), high if math.isinf(high) else math.ceil(high)
    if pd.isna(row["exposure"]):
        return None
    is_based = measure != "share" or row.get("assumes", "").startswith(OF_TOTAL)
    # All of a base that is a range is 100 % as well: it tells nothing that the counts do not.
    if not is_based and (not math.isclose(low, high) or math.isclose(low, 100)):
        return None
    ends = low * scale * row["exposure"], high * scale * row["exposure"]
    return round(ends[0]), ends[1] if math.isinf(ends[1]) else round(ends[1])
