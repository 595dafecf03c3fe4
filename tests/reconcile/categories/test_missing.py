"""What events of no known category could change: only of what is printed, and only of events."""

from examples import frame, observe

from analysis.reconcile.categories.breakdown import list_breakdowns
from analysis.reconcile.categories.category_counts import compare_categories
from analysis.reconcile.categories.missing import MissingData
from analysis.reconcile.replies.ladder import place_count
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.comparison import Findings
from analysis.reconcile.results.rows import Rows

DAYS = ("2018-03-01", "2023-03-01")
HIDDEN = {"low": 1, "high": 4, "status": "suppressed"}


def tabulate(counts: dict, dimension="outcome", **facts) -> list[dict]:
    said = {"table": f"By {dimension}", "dimension": dimension} | facts
    return [
        observe(n, *DAYS, category=code, label=code, cell=f"B{20 + i}", **said)
        for i, (code, n) in enumerate(counts.items())
    ]


def find_missing(*rows: dict) -> dict[str, float]:
    """How many events of no known category there are, by the categories that they could be of."""
    made, figures, refusals = Rows([]), [], []
    series = split_series(frame(rows))
    for one in series:
        if not one.totals.empty:
            count = place_count(one.totals, one.window, one.is_additive)
            figures.append(made.figure(one, "count", "own", one.window, **count.facts()))
        counted, refused, *_ = compare_categories(one, None, made)
        figures += counted
        refusals += refused
    tables = list_breakdowns(series, Findings(figures, refusals))
    return {row["category"]: row["missing"] for row in MissingData(series).list_rows(tables)}


def test_a_hidden_count_beside_them_is_told_by_no_share():
    dismissed, *others = tabulate({"dismissed": 3, "no_further_action": 30, "live": 20})
    assert find_missing(dismissed, *others) == {"dismissed": 20, "no_further_action": 20}
    assert find_missing(dismissed | HIDDEN, *others) == {}


def test_people_may_stand_in_several_ranks_so_what_the_ranks_leave_is_not_missing():
    """184 by rank of 182 people, 4 of them of none: two at least stand in two ranks."""
    ranks = {"constable": 160, "sergeant": 12, "inspector_and_above": 8, "unknown": 4}
    rows = tabulate(ranks, "rank", unit="officers")
    assert len(find_missing(*rows, observe(184, *DAYS, unit="officers"))) == 3
    assert find_missing(*rows, observe(182, *DAYS, unit="officers")) == {}


def test_running_cases_are_the_rest_of_a_count_all_of_which_is_printed():
    """The year that is hidden would be told by the shares of what the outcomes leave of all."""
    years = [("2018-03-01", "2019-03-01"), ("2019-03-01", "2023-03-01")]
    all_cases = {"definition": "complaint", "topic": "social media"}
    parts = [
        observe(n, *span, cell=cell, **all_cases)
        for n, span, cell in zip((3, 47), years, ("B2", "B3"), strict=True)
    ]
    whole = observe(50, *DAYS, cell="B4", **all_cases)
    ended = tabulate({"dismissed": 10, "no_further_action": 20},
                     definition="ended complaint", topic="social media")  # fmt: skip
    assert find_missing(*parts, whole, *ended) == {"dismissed": 20, "no_further_action": 20}
    assert find_missing(parts[0] | HIDDEN, parts[1], whole, *ended) == {}
