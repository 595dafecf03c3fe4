from datetime import date

import pytest
from examples import COMMON, WORKFORCE, frame, observe, observe_met, observe_years, write_workforce

from analysis.model.breaks import Break
from analysis.model.window import Window
from analysis.reconcile.replies.denominators import Workforce
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.totals.window_counts import compare_totals

RULES = Break(date=date(2020, 2, 1), name="N", why="W")


@pytest.fixture
def workforce(tmp_path) -> Workforce:
    sizes = dict.fromkeys(range(2018, 2024), 2000)
    return Workforce(WORKFORCE, write_workforce(tmp_path / "w.csv", sizes))


def compare(rows, workforce, common=COMMON):
    (series,) = split_series(frame(rows))
    figures, refusals, *_ = compare_totals(series, common, workforce, Rows([RULES]))
    return {(f["measure"], f["basis"], str(f["start"].date())): f for f in figures}, refusals


def test_a_straddling_force_is_exact_on_its_own_window_and_bounded_on_the_common_one(workforce):
    figures, refusals = compare(observe_met(), workforce)
    own = figures[("count", "own", "2018-01-01")]
    common = figures[("count", "common", "2018-03-01")]
    assert (own["rung"], own["low"], own["high"]) == ("E", 175, 175)
    assert (common["rung"], common["low"], common["high"]) == ("B", 151, 175)
    assert refusals == []


def test_a_rate_says_its_exposure_and_its_rung(workforce):
    figures, _ = compare(observe_met(), workforce)
    own = figures[("rate_per_month", "own", "2018-01-01")]
    assert own["rung"] == "O"
    assert own["exposure"] == pytest.approx(1885 / 30.4375)
    assert own["low"] == own["high"] == pytest.approx(175 / own["exposure"])
    assert own["lower"] < own["low"] < own["upper"]
    common = figures[("rate_per_1000", "common", "2018-03-01")]
    assert common["rung"] == "B"
    assert common["exposure"] == pytest.approx(2 * 1826 / 365.25)
    assert (common["low"], common["high"]) == pytest.approx(
        (151 / common["exposure"], 175 / common["exposure"])
    )
    assert common["lower"] < common["low"] < common["high"] < common["upper"]


def test_no_bound_is_ever_shown_as_exact(workforce):
    for rows in (observe_met(), observe_years({2018: (1, 4), 2019: 3, 2020: 5, 2021: 6, 2022: 7})):
        figures, _ = compare(rows, workforce, Window(date(2019, 6, 1), date(2022, 6, 1)))
        for figure in figures.values():
            if figure["low"] != figure["high"] and figure["basis"] != "own":
                assert figure["rung"] == "B"


@pytest.mark.parametrize(
    ("count", "given", "flag"), [(2, False, ""), (3, True, "[u]"), (20, True, "")]
)
def test_no_rate_stands_on_fewer_than_three_and_few_are_marked(workforce, count, given, flag):
    window = Window(date(2018, 3, 1), date(2019, 3, 1))
    figures, refusals = compare([observe(count, "2018-03-01", "2019-03-01")], workforce, window)
    rate = figures.get(("rate_per_1000", "common", "2018-03-01"))
    assert (rate is not None) == given
    assert ("TOO_FEW" in {r["code"] for r in refusals}) == (not given)
    if given:
        assert rate["flag"] == flag


def test_people_are_bounded_and_not_added_up(workforce):
    rows = [row | {"unit": "people"} for row in observe_met()]
    figures, _ = compare(rows, workforce)
    own = figures[("count", "own", "2018-01-01")]
    assert (own["rung"], own["low"], own["high"]) == ("B", 52, 175)


def test_a_window_that_is_not_covered_gives_no_count_and_no_rate(workforce):
    figures, refusals = compare(observe_years({2019: 5, 2020: 6}), workforce)
    assert not any(basis == "common" for _, basis, _ in figures)
    assert [(r["code"], r["basis"]) for r in refusals] == [("COVERAGE_GAP", "common")]
    assert refusals[0]["evidence"].startswith("no figure covers 1 March 2018 to 31 December 2018")


def test_a_study_without_a_common_window_gives_own_windows_alone(workforce):
    figures, _ = compare(observe_met(), workforce, None)
    assert {basis for _, basis, _ in figures} == {"cell", "own"}


def test_every_reported_cell_is_listed_over_its_own_width(workforce):
    figures, _ = compare(observe_met(), workforce)
    cell = figures[("rate_per_month", "cell", "2023-01-01")]
    assert cell["low"] == pytest.approx(9 / (59 / 30.4375))
    assert (cell["part"], cell["regime"]) == ("part year", "since 1 February 2020")
    assert figures[("count", "cell", "2020-01-01")]["regime"] == "spans 1 February 2020"
    assert figures[("count", "cell", "2019-01-01")]["regime"] == "before 1 February 2020"
    assert figures[("count", "cell", "2019-01-01")]["part"] == ""
    assert figures[("count", "own", "2018-01-01")]["part"] == "several years"


def test_a_hidden_cell_has_both_ends_over_its_own_width(workforce):
    figures, _ = compare(observe_years({2019: (1, 4), 2020: 6}), workforce)
    cell = figures[("rate_per_month", "cell", "2019-01-01")]
    assert (cell["low"], cell["high"]) == pytest.approx((30.4375 / 365, 4 * 30.4375 / 365))
    assert (cell["rung"], cell["flag"]) == ("B", "[c]")


@pytest.mark.parametrize(("count", "given"), [((0, 2), False), ((0, 4), True)])
def test_a_hidden_count_is_too_few_only_where_it_cannot_be_enough(workforce, count, given):
    window = Window(date(2018, 3, 1), date(2019, 3, 1))
    rows = [observe(count, "2018-03-01", "2019-03-01")]
    figures, refusals = compare(rows, workforce, window)
    assert (("rate_per_1000", "common", "2018-03-01") in figures) == given
    assert ("TOO_FEW" in {r["code"] for r in refusals}) == (not given)


def test_a_count_is_marked_for_what_is_withheld_in_its_own_window_alone(workforce):
    withheld = observe((0, float("inf")), "2017-01-01", "2018-01-01", status="withheld")
    rows = [withheld, *observe_years({2018: (1, 4), 2019: 30, 2020: 5, 2021: 6, 2022: 7})]
    figures, _ = compare(rows, workforce, Window(date(2018, 1, 1), date(2023, 1, 1)))
    flags = {key[:2]: figure["flag"] for key, figure in figures.items() if key[1] != "cell"}
    assert flags[("count", "own")] == flags[("rate_per_month", "own")] == "[c]"
    assert flags[("count", "common")] == flags[("rate_per_month", "common")] == ""
    few = [*observe_years({2018: 5, 2019: 4}), withheld]
    figures, _ = compare(few, workforce, Window(date(2017, 1, 1), date(2019, 1, 1)))
    assert figures[("rate_per_month", "common", "2017-01-01")]["flag"] == "[c] [u]"
