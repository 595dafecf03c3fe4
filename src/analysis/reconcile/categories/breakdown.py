"""A breakdown: one table of a reply by one dimension, as its counts over its own window say it."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.model.address import merge_addresses
from analysis.model.count import format_range
from analysis.model.observation import SERIES
from analysis.model.window import Window
from analysis.reconcile.methods.rates import RELIABLE_FROM
from analysis.reconcile.methods.shares import Range, ShareBounds, bound_share
from analysis.reconcile.replies.category_tree import OTHER, CategoryTree, read_tree
from analysis.reconcile.replies.series import Series
from analysis.reconcile.results.comparison import Findings
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rows import Row

SETS = ("platform",)  # one complaint may be counted under several


@dataclass(frozen=True)
class Breakdown:
    """`counts` are rows of the comparison by category; `whole` is the reply's own total, if known.

    `unplaced` says whether rows of a list do not say their category; `objections` are what stands
    against any share of the table.
    """

    series: Series
    table: str
    dimension: str
    window: Window
    counts: Mapping[str, Row]
    whole: Range | None
    whole_cells: str
    unplaced: bool
    objections: tuple[Refusal, ...]

    @property
    def name(self) -> str:
        """The table and its force, for words."""
        return f"{self.table!r} of {self.series.force}"

    @cached_property
    def tree(self) -> CategoryTree:
        """The categories of its dimension."""
        return read_tree(self.dimension)

    @cached_property
    def ranges(self) -> dict[str, Range]:
        """The counts by code, of outcomes those alone that are decided.

        Where rows of a list are not recorded, every category's upper end has them in it already.
        """
        high = "low" if self.unplaced else "high"
        return {
            code: (row["low"], row[high])
            for code, row in self.counts.items()
            if not any(map(self.tree.is_undecided, code.split("+")))
        }

    @property
    def listed(self) -> set[str]:
        """The codes of the tree that it lists; of a set `facebook+twitter`, its members."""
        members = {member for code in self.ranges for member in code.split("+")}
        return set(filter(self.tree.is_placed, members))

    @property
    def leaves_out(self) -> bool:
        """Whether cases that run still are left out of its shares."""
        return len(self.ranges) < len(self.counts)

    @cached_property
    def sum(self) -> Range:
        """The least and the most that its counts add up to."""
        return _add(self.ranges.values())

    @property
    def largest(self) -> float:
        """The least of its largest count."""
        return max((low for low, _ in self.ranges.values()), default=0)

    @property
    def is_overlapping(self) -> bool:
        """Whether one event may stand in several categories, so that sums say too much.

        Where its exact counts come to just all that the reply counts, each stands in one.
        """
        more = self.whole is not None and self.sum[0] > self.whole[1]
        if not self.series.is_additive:
            return not self.sum[0] == self.sum[1] == self.total
        return self.dimension in SETS and more

    @cached_property
    def total(self) -> float | None:
        """How many events there are, where the reply says it of the same days."""
        if self.whole is None or self.leaves_out or self.whole[0] != self.whole[1]:
            return None
        return self.whole[0]

    @property
    def base(self) -> float:
        """The least number of events that its shares are of."""
        return self.sum[0] if self.total is None else self.total

    @property
    def cells(self) -> str:
        """The addresses of all its counts."""
        return merge_addresses(*(row["cells"] for row in self.counts.values()))

    def measure(self, node: str) -> ShareBounds:
        """The share of a category among all that the table counts, whatever open counts hold."""
        inside, unsure = self.select(node), self.find_open(node)
        rest = [self.ranges[code] for code in self.ranges if code not in (*inside, *unsure)]
        own, elsewhere = [self.ranges[code] for code in inside], _add(rest)
        held = _add(own)
        if self.is_overlapping:
            # An event may be in two of the codes inside, or inside and elsewhere too.
            held = max((low for low, _ in own), default=0), held[1]
            elsewhere = 0, elsewhere[1]
        return bound_share(held, elsewhere, _add(unsure.values()), self.total)

    def list_doubts(self) -> Iterator[Refusal]:
        """Why no share of the table can be given, or none of any category."""
        yield from self.objections
        if self.whole and not self.leaves_out:
            fewest = self.largest if self.is_overlapping else self.sum[0]
            if fewest > self.whole[1] or self.sum[1] < self.whole[0]:
                evidence = f"{self.name} sums to {format_range(*self.sum)}, "
                evidence += f"the reply's total is {format_range(*self.whole)}"
                remedy = "ask the force which of its figures is right"
                yield Refusal("INCONSISTENT_SOURCES", evidence, self.cells, remedy)
        if self.is_overlapping and self.total is None:
            evidence = f"in {self.name} one may stand in several categories, of a number not given"
            yield Refusal("COVERAGE_GAP", evidence, self.cells, "ask how many there are in all")
        elif self.base < RELIABLE_FROM:
            evidence = f"{self.name} counts {format_range(self.base, self.base)}"
            evidence += f"; no percentage is given under {RELIABLE_FROM}"
            yield Refusal("TOO_FEW", evidence, self.cells, "compare the counts by eye")
        if not self.listed:
            evidence = f"{self.name} tells no category from another"
            yield Refusal("UNMAPPED_CATEGORY", evidence, self.cells, "read the force's own reply")

    def list_cells(self, node: str) -> tuple[str, str]:
        """The cells that a share's events rest on, and those that all events rest on."""
        rows = [self.counts[code] for code in (*self.select(node), *self.find_open(node))]
        own = merge_addresses(*(row["cells"] for row in rows))
        if self.total is None:
            return own, self.cells
        # A hidden count is narrowed by what the others leave of the total.
        hidden = any(row["low"] != row["high"] for row in rows)
        return (self.cells if hidden else own), self.whole_cells

    def select(self, node: str) -> list[str]:
        """The codes at or below a category."""
        return self._below.get(node, [])

    def find_open(self, node: str) -> dict[str, Range]:
        """Counts that may belong to a category or not.

        Other cannot hold what the force lists by that very name.
        """
        listed = node in self.ranges
        return {code: self.ranges[code] for code in self._unsure if not (code == OTHER and listed)}

    @cached_property
    def _below(self) -> dict[str, list[str]]:
        """The codes at or below each category, a set of members below those of each."""
        found: dict[str, list[str]] = {}
        for code in self.ranges:
            above = [node for member in code.split("+") for node in self.tree.climb(member)]
            for node in dict.fromkeys(above):
                found.setdefault(node, []).append(code)
        return found

    @cached_property
    def _unsure(self) -> list[str]:
        """The codes that may be of any category: what is not placed, and Other."""
        return [code for code in self.ranges if not any(map(self.tree.is_placed, code.split("+")))]


def _add(ranges: Iterable[Range]) -> Range:
    ranges = list(ranges)
    return sum(low for low, _ in ranges), sum(high for _, high in ranges)


def list_breakdowns(series: Sequence[Series], found: Findings) -> list[Breakdown]:
    """Every table by a dimension, from the own-window counts that are found and what is refused.

    What the reply refuses of a table, too few for a percentage aside, stands against its shares.
    """
    counts: dict[tuple, dict[str, Row]] = defaultdict(dict)
    against: dict[tuple, list[Refusal]] = defaultdict(list)
    for row in found.figures:
        if (row["measure"], row["basis"]) == ("count", "own"):
            counts[_place(row)][row["category"]] = row
    for row in found.refusals:
        if row["basis"] == "own" and row["code"] != "TOO_FEW":
            why = Refusal(row["code"], row["evidence"], row["cells"], row["remedy"])
            against[_place(row)].append(why)
    breakdowns = []
    for one in series:
        own = tuple(getattr(one, name) for name in SERIES)
        totals = counts[*own, "", "total"]
        tables = dict.fromkeys(zip(one.figures["table"], one.figures["dimension"], strict=True))
        for table, dimension in tables:
            place = (*own, table, dimension)
            if dimension == "total" or not counts[place]:
                continue
            rows = counts[place]
            days = next(iter(rows.values()))
            same = [total for total in totals.values() if _days(total) == _days(days)]
            made = Breakdown(
                series=one,
                table=table,
                dimension=dimension,
                window=Window(days["start"].date(), days["end"].date()),
                counts=rows,
                whole=(same[0]["low"], same[0]["high"]) if same else None,
                whole_cells=same[0]["cells"] if same else "",
                unplaced=_has_unplaced(one, table, dimension),
                objections=tuple(dict.fromkeys(against[place])),
            )
            breakdowns.append(made)
    return breakdowns


def _place(row: Row) -> tuple[str, ...]:
    return (*(row[name] for name in SERIES), row["table"], row["dimension"])


def _days(row: Row) -> tuple:
    return row["start"], row["end"]


def _has_unplaced(series: Series, table: str, dimension: str) -> bool:
    """Whether rows of a list do not say their category: their number is in every upper end."""
    figures = series.figures
    here = figures["table"].eq(table) & figures["dimension"].eq(dimension)
    return bool((here & figures["status"].eq("not_recorded") & figures["high"].lt(math.inf)).any())
