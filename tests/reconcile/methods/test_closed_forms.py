"""The engine against closed forms on 10,000 random tables: to the integer, a witness at each end.

A table counts events by kind and by year. Known are its margins alone, as in a reply that prints
ranks over the whole and totals by year: then each of its cells has the bounds of Fréchet (1940),
each share in a year those of Duncan and Davis (1953), and a window that cuts a year those of
methods.md 2.1 and 2.4. `make test` takes a fifth of the
tables of every fifth block.
"""

import math
from datetime import date, timedelta

import numpy as np
import pytest
from sampling import SHARE

from analysis.model.window import Window
from analysis.reconcile.methods.bounds import EVERY, REST, Bound, Known, System, bound_window

TABLES, BLOCKS = 10_000, 25
YEARS = [Window(date(year, 1, 1), date(year + 1, 1, 1)) for year in range(2018, 2022)]

pytestmark = [
    pytest.mark.costly,
    pytest.mark.parametrize("block", range(BLOCKS)),
]


def draw(block: int, form: int):
    """The tables of a block, of shape (kinds, years), many of their counts 0."""
    rng = np.random.default_rng([form, block])
    for _ in range(round(TABLES / BLOCKS * SHARE)):
        shape = rng.integers(2, 5, 2)
        mean = rng.choice([0.5, 3, 40, 9_000])
        yield rng, rng.poisson(mean * rng.random(shape)).astype(int)


def know_margins(table: np.ndarray) -> list[Known]:
    years = YEARS[: table.shape[1]]
    whole = Window(years[0].start, years[-1].end)
    cells = [
        Known(whole, int(n), int(n), f"kind {kind}", frozenset({str(kind)}))
        for kind, n in enumerate(table.sum(axis=1))
    ]
    cells += [
        Known(year, int(n), int(n), f"{year.brief}")
        for year, n in zip(years, table.sum(axis=0), strict=True)
    ]
    return [*cells, Known(whole, 0, 0, "no others", frozenset({REST}))]


def add_up(events: dict, window: Window, parts=EVERY) -> int:
    assert min(events.values(), default=0) >= 0
    return sum(
        number
        for (day, kind), number in events.items()
        if window.start <= day < window.end and (not parts or kind in parts)
    )


def attains(bound: Bound, cells: list[Known], window: Window, parts=EVERY) -> bool:
    """Whether a placement of events that all the cells allow stands at either end."""
    ends = ((bound.low, bound.least), (bound.high, bound.most))
    return all(
        add_up(events, window, parts) == end
        and all(cell.low <= add_up(events, cell.window, cell.parts) <= cell.high for cell in cells)
        for end, events in ends
    )


def test_cells_of_known_margins_have_the_bounds_of_frechet(block):
    for _, table in draw(block, form=1):
        cells = know_margins(table)
        rows, columns, every = table.sum(axis=1), table.sum(axis=0), table.sum()
        asked = [(YEARS[year], frozenset({str(kind)})) for kind, year in np.ndindex(*table.shape)]
        found = System(cells).bound_many(asked)
        for (kind, year), question, bound in zip(
            np.ndindex(*table.shape), asked, found, strict=True
        ):
            least = max(0, rows[kind] + columns[year] - every)
            most = min(rows[kind], columns[year])
            assert (bound.low, bound.high) == (least, most)
            assert attains(bound, cells, *question)


def test_shares_of_a_year_have_the_bounds_of_duncan_and_davis(block):
    for rng, table in draw(block, form=2):
        rows, columns, every = table.sum(axis=1), table.sum(axis=0), table.sum()
        year = int(rng.integers(table.shape[1]))
        system = System(know_margins(table))
        kinds = [frozenset({str(kind)}) for kind in range(table.shape[0])]
        if not columns[year]:
            with pytest.raises(ValueError, match="a share of 0 to 0 events"):
                system.bound_shares(YEARS[year], kinds)
            continue
        shares = system.bound_shares(YEARS[year], kinds)
        for row, (low, high) in zip(rows, shares, strict=True):
            # As whole numbers of events of the year, which the fractions must be.
            assert low * columns[year] == pytest.approx(max(0, row + columns[year] - every))
            assert high * columns[year] == pytest.approx(min(row, columns[year]))


def cut(rng: np.random.Generator, years: list[Window]) -> Window:
    """A window that begins and ends on any days of the years, or beyond."""
    first, last = (day.toordinal() for day in (years[0].start, years[-1].end))
    start, end = sorted(rng.choice(np.arange(first, last + 1), 2, replace=False))
    return Window(date.fromordinal(int(start)), date.fromordinal(int(end)))


def test_a_window_over_disjoint_cells_has_the_bounds_of_whole_ones_and_of_all_that_it_meets(block):
    """methods.md 2.1; by the sums alone, and by the program."""
    for rng, table in draw(block, form=3):
        years = YEARS[: table.shape[1]]
        window = cut(rng, years)
        cells = []
        for year, count in zip(years, map(int, table.sum(axis=0)), strict=True):
            spare = int(rng.integers(0, 4)) * int(rng.random() < 0.3)
            cells.append(Known(year, max(0, count - spare), count + spare, year.brief))
        least = sum(cell.low for cell in cells if window.covers(cell.window))
        most = sum(cell.high for cell in cells if window.meet(cell.window))
        for bound in (bound_window(cells, window), System(cells, [window]).bound(window)):
            assert (bound.low, bound.high) == (least, most)
            assert attains(bound, cells, window)
        beyond = Window(window.start, years[-1].end + timedelta(days=1))
        assert math.isinf(bound_window(cells, beyond).high)


def test_kinds_without_years_lose_at_most_what_lies_outside_the_window(block):
    """methods.md 2.4: R - e is the least, and what the window can hold or R the most."""
    for rng, table in draw(block, form=4):
        cells, years = know_margins(table), YEARS[: table.shape[1]]
        window = cut(rng, years)
        counts = list(zip(years, map(int, table.sum(axis=0)), strict=True))
        outside = sum(count for year, count in counts if not window.covers(year))
        inside = sum(count for year, count in counts if window.meet(year))
        asked = [(window, frozenset({str(kind)})) for kind in range(table.shape[0])]
        found = System(cells, [window]).bound_many(asked)
        for row, question, bound in zip(map(int, table.sum(axis=1)), asked, found, strict=True):
            assert (bound.low, bound.high) == (max(0, row - outside), min(row, inside))
            assert attains(bound, cells, *question)
