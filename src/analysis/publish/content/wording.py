"""Figures in words: how a count, a share, a rate and an interval are written for readers."""

import math
from collections import Counter
from statistics import median

import pandas as pd
from openpyxl.utils import coordinate_to_tuple
from openpyxl.utils.cell import rows_from_range

from analysis.model.count import format_range
from analysis.model.request import NOT_KNOWN, Coverage, RequestState
from analysis.model.window import ONE_DAY, Window, format_date
from analysis.reconcile.results.comparison import ESTIMATES, NO, OWN_WINDOW, SAME, WITH_CARE

# What each class of the league table means.
CLASS_WORDS = {
    SAME: "the same days, unit, population, definition and date basis: counts and rates compare.",
    OWN_WINDOW: "alike in all but their days: rates compare, counts do not.",
    WITH_CARE: "alike in unit and population; the difference may explain theirs, and stands in the "
    "league table.",
    NO: "they count something else, or in other people: nothing is compared.",
}
MOST_RUNS = 12  # more would fill a page of the report and help nobody
PER = {"rate_per_1000": "1,000 workforce-years", "rate_per_month": "month"}  # what rates are of


def format_value(figure: pd.Series, decimals: int = 0) -> str:
    """The figure itself, ranges rounded outward: `1,510 to 1,750`, `63.6 to 79.5 %`, `8.17`.

    An estimate never stands without its bounds: `about 1,711, within 1,510 to 1,750`. A rate or a
    ratio has `decimals` at least.
    """
    measure, low, high = figure["measure"], figure["low"], figure["high"]
    if measure == "count":
        return format_range(low, high)
    if measure in ESTIMATES.values():
        return f"about {figure['estimate']:,.0f}, within {format_range(low, high)}"
    if measure == "share":
        return f"{format_span(low, high, 1)}\u00a0%"
    if measure == "share_difference":
        return f"{_format_points(low, high)} points"
    if measure == "change":
        return _format_change(low, high)
    return format_span(low, high, max(decimals, _count_decimals(low, high)))


def format_ranks(row: pd.Series) -> str:
    """The ranks of a row of the league table: `3rd to 9th of 14`; empty where it has none."""
    if pd.isna(row["ranked"]):
        return ""
    best, worst = (_ordinal(int(row[name])) for name in ("rank_low", "rank_high"))
    return f"{best} to {worst} of {row['ranked']:.0f}"


def _ordinal(number: int) -> str:
    """`1st`, `12th`, `23rd`."""
    teen = 10 < number % 100 < 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def format_p_value(text: str) -> str:
    """A p-value with three digits: `0.004`, `under 0.001`; empty where there is none."""
    if not text:
        return ""
    return "under 0.001" if float(text) < 0.001 else f"{float(text):.3f}"


def format_interval(figure: pd.Series, as_poisson: bool = False) -> str:
    """The 95 % limits: `7.27 to 8.42`, rounded outward; empty where the figure has none.

    They are those that claims rest on; `as_poisson` asks for those that would hold were counts to
    vary by chance alone.
    """
    lower, upper = (figure["lower"], figure["upper"]) if as_poisson else choose_limits(figure)
    if pd.isna(lower):
        return ""
    if figure["measure"] == "change":
        return _format_change(lower, upper)
    if figure["measure"] == "share":
        return format_span(lower, upper, 1)
    if figure["measure"] == "share_difference":
        return _format_points(lower, upper)
    if figure["measure"] in ESTIMATES.values():  # of whole events, not of a rate
        return format_range(lower, upper)
    return format_span(lower, upper, _count_decimals(figure["low"], figure["high"]))


def choose_limits(figure: pd.Series) -> tuple[float, float]:
    """The 95 % limits that claims rest on: the widened ones where dispersion was measured."""
    names = ("lower", "upper")
    if not pd.isna(figure.get("wide_lower")):
        names = ("wide_lower", "wide_upper")
    return figure[names[0]], figure[names[1]]


def format_span(low: float, high: float, decimals: int) -> str:
    """A range that never claims more than it knows: down at the low end, up at the high end.

    >>> format_span(63.576, 79.47, decimals=1)
    '63.5 to 79.5'
    """
    if math.isclose(low, high, rel_tol=1e-9):
        return f"{low:,.{decimals}f}"
    scale = 10**decimals
    # A hair's breadth of slack, so that 8.1 held as 8.100000001 is not rounded up to 8.2.
    least = math.floor(low * scale + 1e-6) / scale
    if math.isinf(high):
        return f"at least {least:,.{decimals}f}"
    return f"{least:,.{decimals}f} to {math.ceil(high * scale - 1e-6) / scale:,.{decimals}f}"


def format_digits(value: float, digits: int = 4) -> str:
    """A number above 0 with so many significant figures, and all of its whole part.

    >>> format_digits(14.0813), format_digits(0.26614), format_digits(123456.7)
    ('14.08', '0.2661', '123,457')
    """
    decimals = max(0, digits - 1 - math.floor(math.log10(value)))
    return f"{value:,.{decimals}f}"


def format_window(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """`1 March 2018 to 28 February 2023`, both days included; a dash where there is none."""
    return "–" if pd.isna(start) else str(Window(start.date(), end.date()))


def format_short_window(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """The same for table cells: `Mar 2018 – Feb 2023` where whole months allow it."""
    if pd.isna(start):
        return "–"
    last = end.date() - ONE_DAY
    if start.day == end.day == 1:
        first_month, last_month = f"{start:%b\u00a0%Y}", f"{last:%b\u00a0%Y}"
        return first_month if first_month == last_month else f"{first_month} – {last_month}"
    return f"{format_date(start.date())} – {format_date(last)}"


def join_words(words: list[str]) -> str:
    """The words as in speech.

    >>> join_words(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def describe_coverage(coverage: Coverage) -> str:
    """`43 bodies were asked: 39 answered and 4 refused; 91 % answered, whole or in part.`"""
    counted = Counter(coverage.states.values())
    parts = [
        f"{counted[state]} {_SAID.get(state, state.value)}"
        for state in RequestState
        if counted[state]
    ]
    asked = len(coverage.states)
    bodies = "1 body" if asked == 1 else f"{asked} bodies"
    if not coverage.is_complete:
        return f"Who was asked is not known. {bodies} stand here: {join_words(parts)}."
    rate = f"{format_response_rate(coverage)} answered, whole or in part"
    return f"{bodies} {'was' if asked == 1 else 'were'} asked: {join_words(parts)}; {rate}."


def format_response_rate(coverage: Coverage) -> str:
    """`91 %` of all bodies asked; a range where of some nothing is known, `not known` of others."""
    if not coverage.is_complete:
        return NOT_KNOWN
    low, high = (100 * share for share in coverage.response_rate)
    if math.isclose(low, high):
        return f"{low:.0f}\u00a0%"
    return f"{math.floor(low + 1e-6)} to {math.ceil(high - 1e-6)}\u00a0%"


def describe_days(coverage: Coverage) -> str:
    """Days to an answer: `26 in the median (17 to 91; both days are known of 3 of 43 requests)`."""
    days, number = coverage.days, len(coverage.requests)
    requests = "1 request" if number == 1 else f"{number} requests"
    of_both = f"both days are known of {len(days) or 'none'} of {requests}"
    if not days:
        return f"{NOT_KNOWN} ({of_both})"
    ends = f"{days[0]}" if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    return f"{median(days):g} in the median ({ends}; {of_both})"


# What became of a request, where the word of the state does not say it in a sentence.
_SAID = {
    RequestState.PARTLY: "answered in part",
    RequestState.COST_LIMIT: "refused for its cost",
    RequestState.NOT_HELD: "did not hold it",
    RequestState.NO_ANSWER: "without an answer",
}


def _format_change(low: float, high: float) -> str:
    """A change in percent with its sign: `+30 %`, `−35 % to −3 %`, rounded outward to wholes."""
    if math.isclose(low, high, rel_tol=1e-9, abs_tol=1e-9):
        return _sign(round(low))
    least = _sign(math.floor(low + 1e-6))
    return (
        f"at least {least}" if math.isinf(high) else f"{least} to {_sign(math.ceil(high - 1e-6))}"
    )


def _format_points(low: float, high: float) -> str:
    """A difference in percentage points: `−13.1`, `−6.4 to 28.3`, rounded outward."""
    return format_span(low, high, 1).replace("-", "\u2212")


def _sign(percent: int) -> str:
    mark = "+" if percent > 0 else "\u2212" if percent < 0 else ""
    return f"{mark}{abs(percent):,}\u00a0%"


def _count_decimals(low: float, high: float) -> int:
    """Decimals that leave three figures of the smaller end, at most three."""
    smallest = min(abs(value) for value in (low, high) if not math.isinf(value))
    if smallest == 0:
        return 2
    return max(0, min(3, 2 - math.floor(math.log10(smallest))))


def format_runs(cells: list[str]) -> str:
    """`B5, C5, D5, F9` as `B5–D5, F9`: cells that follow each other in a row or a column.

    A cell of a list of records may be a selection, `C2:C4 C7`. Of very many runs the first ones
    and the last are drawn, with the number of cells; comparison.csv names them all.
    """
    singles = _spread_out(cells)
    runs: list[list[str]] = []
    for cell in singles:
        if runs and _follows(runs[-1], cell):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    drawn = [run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    if len(drawn) > MOST_RUNS:
        drawn = [*drawn[: MOST_RUNS - 2], "…", f"{drawn[-1]} ({len(singles)} cells)"]
    return ", ".join(drawn)


def _spread_out(cells: list[str]) -> list[str]:
    """Every single cell of some cells and selections, once.

    Selections of one column overlap where the whole column was searched: they go by their rows.
    """
    areas = [area for cell in cells for area in cell.split()]
    singles = dict.fromkeys(one for area in areas for row in rows_from_range(area) for one in row)
    if areas == cells and ":" not in "".join(areas):
        return list(singles)
    return sorted(singles, key=lambda cell: coordinate_to_tuple(cell)[::-1])


def _follows(run: list[str], cell: str) -> bool:
    """Whether a cell is the next one of a run, in the run's own direction."""
    (row, column), (last_row, last_column) = map(coordinate_to_tuple, (cell, run[-1]))
    step = (row - last_row, column - last_column)
    if len(run) == 1:
        return step in ((0, 1), (1, 0))
    first_row, first_column = coordinate_to_tuple(run[0])
    along = (0, 1) if first_row == last_row else (1, 0)
    return step == along and (first_row == row or first_column == column)
