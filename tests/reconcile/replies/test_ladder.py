from datetime import date

import pytest
from examples import COMMON, frame, observe, observe_met, observe_years
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from analysis.model.window import Window
from analysis.reconcile.replies.ladder import Placed, place_count
from analysis.reconcile.results.refusals import Refusal, RefusalCode

MARCH_YEARS = [8, 7, 9, 6, 12]


def place(rows, window=COMMON, **kind):
    return place_count(frame(rows), window, **kind)


def observe_march_years(latest: str = "2023-03-01") -> list[dict]:
    rows = [
        observe(n, f"{2018 + i}-03-01", f"{2019 + i}-03-01", cell=f"B{2 + i}")
        for i, n in enumerate(MARCH_YEARS)
    ]
    return [*rows[:-1], rows[-1] | {"end_latest": latest}]


def test_whole_cells_are_exact():
    placed = place(observe_march_years())
    assert (placed.rung, placed.low, placed.high, placed.assumes) == ("E", 42, 42, "")


def test_a_cell_that_straddles_gives_bounds_and_no_middle():
    placed = place(observe_met())
    assert (placed.rung, placed.low, placed.high) == ("B", 151, 175)
    assert not placed.is_exact


def test_the_cells_of_a_figure_are_its_addresses():
    placed = place(observe_met())
    assert placed.cells.split(" | ") == [f"reply.csv#csv!{letter}2" for letter in "BCDEFG"]


def test_hidden_counts_stand_on_bounds_even_where_every_cell_is_whole():
    placed = place(
        observe_years({2018: (1, 4), 2019: 3}), Window(date(2018, 1, 1), date(2020, 1, 1))
    )
    assert (placed.rung, placed.low, placed.high) == ("B", 4, 7)


def test_a_total_that_closes_a_hidden_count_is_named_among_the_cells():
    total = observe(22, "2018-01-01", "2020-01-01", cell="D2", note="printed total")
    rows = [*observe_years({2018: (1, 4), 2019: 19}), total]
    placed = place(rows, Window(date(2018, 1, 1), date(2019, 1, 1)))
    assert (placed.rung, placed.low) == ("E", 3)
    assert "reply.csv#csv!C2" in placed.cells and "reply.csv#csv!D2" in placed.cells


def test_days_without_a_figure_are_refused_and_named():
    refused = place(observe_years({2019: 1, 2020: 2, 2022: 3}))
    assert isinstance(refused, Refusal) and refused.code == "COVERAGE_GAP"
    assert refused.evidence == (
        "no figure covers 1 March 2018 to 31 December 2018; "
        "1 January 2021 to 31 December 2021; 1 January 2023 to 28 February 2023"
    )
    assert refused.remedy


def test_figures_that_contradict_each_other_are_refused_and_named():
    half = observe(30, "2018-01-01", "2018-07-01", cell="Z9")
    refused = place([*observe_met(), half])
    assert refused.code == "INCONSISTENT_SOURCES"
    told = "the cells disagree by at least 6: 2018 = 24 against January to June 2018 = 30"
    assert refused.evidence == told
    assert "Z9" in refused.cells and "B2" in refused.cells


def test_every_code_of_a_refusal_is_one_of_the_ladder():
    for rows in (
        observe_years({2019: 1}),
        [*observe_met(), observe(30, "2018-01-01", "2018-02-01")],
    ):
        assert place(rows).code in RefusalCode


def test_one_open_day_is_said_with_its_numbers_and_stays_exact():
    placed = place(observe_march_years(latest="2023-03-02"))
    assert (placed.rung, placed.low, placed.high) == ("E", 42, 42)
    # Twelve events in 366 days: 0.03 expected on one of them.
    assert int(binom.ppf(0.999, 12, 1 / 366)) == 1
    assert placed.assumes == (
        "1 March 2023 itself may be counted; spread evenly that day would hold 0.0 of the 12, "
        "at most 1"
    )


def test_an_open_day_of_a_large_count_says_how_much_it_may_hold():
    row = observe(3660, "2022-03-01", "2023-03-01", end_latest="2023-03-02")
    placed = place([row], Window(date(2022, 3, 1), date(2023, 3, 1)))
    most = int(binom.ppf(0.999, 3660, 1 / 366))
    assert f"would hold 10.0 of the 3,660, at most {most}" in placed.assumes
    assert 15 < most < 25


def test_an_open_day_is_one_of_the_days_of_its_own_figure():
    row = observe(600, "2023-01-01", "2023-03-01", end_latest="2023-03-02")
    placed = place([row], Window(date(2023, 1, 1), date(2023, 3, 1)))
    # January, February and 1 March 2023 are 60 days.
    assert "would hold 10.0 of the 600" in placed.assumes


def test_an_open_day_is_measured_on_the_shortest_figure_that_ends_there():
    total = observe(42, "2018-03-01", "2023-03-01", end_latest="2023-03-02", note="printed total")
    placed = place([total, *observe_march_years(latest="2023-03-02")])
    assert "of the 12, " in placed.assumes


def test_an_open_day_of_a_withheld_figure_has_no_number():
    rows = observe_march_years(latest="2023-03-02")
    rows[-1] |= {"low": 0, "high": float("inf"), "status": "withheld"}
    total = observe(42, "2018-03-01", "2023-03-01", end_latest="2023-03-02", note="printed total")
    placed = place([*rows, total])
    assert (placed.rung, placed.low) == ("E", 42)
    assert "of the 42, " in placed.assumes


def test_people_are_never_added_up():
    rows = observe_years({2018: 30, 2019: 40}, unit="people")
    placed = place(rows, Window(date(2018, 1, 1), date(2020, 1, 1)), additive=False)
    assert (placed.rung, placed.low, placed.high) == ("B", 40, 70)
    assert "the same people" in placed.assumes


def test_more_people_in_a_part_than_in_the_whole_are_refused():
    rows = observe_years({2018: 30, 2019: 4}, unit="people")
    rows.append(observe(20, "2018-01-01", "2020-01-01", unit="people", cell="D2"))
    refused = place(rows, Window(date(2018, 1, 1), date(2020, 1, 1)), additive=False)
    assert refused.code == "INCONSISTENT_SOURCES"


def observe_outcomes(counts: dict[str, int], **facts) -> list[dict]:
    facts = {"dimension": "outcome", "category": "resigned_or_retired", "table": "T"} | facts
    return [
        observe(n, "2018-01-01", "2020-01-01", label=label, cell=f"B{i + 2}", **facts)
        for i, (label, n) in enumerate(counts.items())
    ]


@pytest.mark.parametrize("counts", [(3, 2), (3, 3)])
def test_two_labels_of_one_category_add_up(counts):
    rows = observe_outcomes(dict(zip(("Resigned", "Retired"), counts, strict=True)))
    placed = place(rows, Window(date(2018, 1, 1), date(2020, 1, 1)))
    assert (placed.rung, placed.low, placed.high) == ("E", sum(counts), sum(counts))
    assert "B2" in placed.cells and "B3" in placed.cells


def test_two_tables_of_one_category_do_not_add_up():
    rows = observe_outcomes({"Resigned": 3}) + observe_outcomes({"Resigned": 3}, table="U")
    assert place(rows, Window(date(2018, 1, 1), date(2020, 1, 1))).low == 3
    rows = observe_outcomes({"Resigned": 3}) + observe_outcomes({"Resigned": 4}, table="U")
    refused = place(rows, Window(date(2018, 1, 1), date(2020, 1, 1)))
    assert refused.code == "INCONSISTENT_SOURCES"


def test_people_under_two_labels_of_one_category_may_be_the_same():
    rows = observe_outcomes({"Resigned": 3, "Retired": 2}, unit="people")
    placed = place(rows, Window(date(2018, 1, 1), date(2020, 1, 1)), additive=False)
    assert (placed.rung, placed.low, placed.high) == ("B", 3, 5)


days = st.dates(date(2017, 6, 1), date(2023, 2, 1))


@settings(max_examples=40)
@given(days, days, st.lists(st.integers(0, 30), min_size=6, max_size=6))
def test_nothing_stands_on_the_exact_rung_but_one_number_over_whole_cells(start, end, counts):
    if end <= start:
        start, end = end, start
    if start == end:
        return
    rows = observe_years({2017 + i: n for i, n in enumerate(counts)})
    rows.append(observe(counts[0], "2023-01-01", "2023-03-01"))
    window = Window(start, end)
    placed = place(rows, window)
    assert isinstance(placed, Placed)
    assert (placed.rung == "E") == (placed.low == placed.high)
    straddling = [row["low"] for row in rows if 0 < span(row).share_inside(window) < 1]
    assert placed.high - placed.low == sum(straddling)


def span(row: dict) -> Window:
    return Window(date.fromisoformat(row["start"]), date.fromisoformat(row["end"]))
