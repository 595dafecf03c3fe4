from datetime import date

import pytest
from examples import (
    COMMON,
    MET_LIKE,
    WORKFORCE,
    frame,
    observe,
    observe_met,
    observe_years,
    write_csv,
    write_workforce,
)
from scipy.stats import binom

from analysis.model.breaks import Break
from analysis.model.window import Window
from analysis.reconcile.methods.rates import ratio_interval
from analysis.reconcile.replies.comparability import find_mismatches, refuse_break, refuse_unlike
from analysis.reconcile.replies.denominators import Workforce
from analysis.reconcile.replies.ladder import place_latest
from analysis.reconcile.replies.series import list_calendar, split_series
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.totals.pairs import compare_pairs

MET = {"force": "metropolitan", "reference": "M 1"}


@pytest.fixture
def workforce(tmp_path) -> Workforce:
    """Staffordshire at 2,000 and the Metropolitan Police at 40,000, year in, year out."""
    years = range(2018, 2024)
    small = write_workforce(tmp_path / "s.csv", dict.fromkeys(years, 2000))
    large = write_workforce(tmp_path / "m.csv", dict.fromkeys(years, 40_000), "E23000001")
    rows = [line.split(",") for path in (small, large) for line in path.read_text().splitlines()]
    rows = rows[:1] + [row for row in rows if row[0] != "year"]
    return Workforce(WORKFORCE, write_csv(tmp_path / "w.csv", rows))


def observe_force(count=42, window=("2018-03-01", "2023-03-01"), **facts) -> list[dict]:
    return [observe(count, *window, **facts)]


def observe_other(**facts) -> list[dict]:
    return [row | MET | facts for row in observe_met()]


def compare(first, second, workforce, common=COMMON):
    series = split_series(frame([*first, *second]))
    figures, refusals, *_ = compare_pairs(series, common, workforce, Rows([]))
    refusals = [*refuse_unlike(series, common, Rows([])), *refusals]
    return choose(figures, "rate_ratio"), refusals


def choose(figures, measure):
    return {figure["basis"]: figure for figure in figures if figure["measure"] == measure}


def test_two_like_replies_are_compared_over_their_own_and_the_common_window(workforce):
    figures, refusals = compare(observe_force(), observe_other(), workforce)
    assert refusals == []
    own, common = figures["own"], figures["common"]
    days = 1885 / 1826
    assert (own["rung"], common["rung"]) == ("O", "B")
    assert own["low"] == own["high"] == pytest.approx(42 / (175 / 20) * days)
    assert (common["low"], common["high"]) == pytest.approx((42 / 175 * 20, 42 / 151 * 20))
    years = 2000 * 1826 / 365.25
    limits = ratio_interval((42, 42), years, (151, 175), 20 * years)
    assert (common["lower"], common["upper"]) == pytest.approx(limits)
    assert common["lower"] < common["low"] < common["high"] < common["upper"]


def test_the_pair_is_as_weak_as_its_weaker_provenance(workforce):
    first = observe_force(provenance="disclosed")
    figures, _ = compare(first, observe_other(provenance="illustrative"), workforce)
    assert {figure["provenance"] for figure in figures.values()} == {"illustrative"}
    _, refusals = compare(first, observe_other(unit="cases"), workforce)
    assert refusals[0]["provenance"] == "illustrative"


def test_whole_cells_of_both_in_one_window_are_exact(workforce):
    other = observe_force(175, **MET)
    figures, _ = compare(observe_force(), other, workforce)
    assert figures["common"]["rung"] == "E"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"unit": "cases"}, "UNIT_MISMATCH"),
        ({"definition": "allegation"}, "DEFINITION_MISMATCH"),
        ({"population": "officers"}, "DEFINITION_MISMATCH"),
        ({"date_basis": "received"}, "DATE_BASIS_MISMATCH"),
    ],
)
def test_a_mismatch_is_refused_by_its_code_with_both_words(workforce, facts, code):
    figures, refusals = compare(observe_force(), observe_other(**facts), workforce)
    assert figures == {}
    ((name, word),) = facts.items()
    assert [r["code"] for r in refusals] == [code]
    assert name.replace("_", " ") in refusals[0]["evidence"]
    assert repr(word) in refusals[0]["evidence"]
    assert refusals[0]["remedy"]


def test_every_mismatch_is_refused_and_not_only_the_first(workforce):
    facts = {"unit": "people", "definition": "d", "population": "p", "date_basis": "finalised"}
    figures, refusals = compare(observe_force(), observe_other(**facts), workforce)
    assert figures == {}
    assert [r["code"] for r in refusals] == [
        "UNIT_MISMATCH",
        "DEFINITION_MISMATCH",
        "DEFINITION_MISMATCH",
        "DATE_BASIS_MISMATCH",
    ]
    one, two = split_series(frame([*observe_force(), *observe_other(**facts)]))
    assert len(find_mismatches(one, two)) == len(find_mismatches(two, one)) == 4
    assert find_mismatches(one, one) == []


def test_replies_without_a_shared_day_are_refused(workforce):
    other = observe_force(9, ("2012-01-01", "2013-01-01"), unit="cases", **MET)
    _, refusals = compare(observe_force(), other, workforce, None)
    assert [r["code"] for r in refusals] == ["UNIT_MISMATCH", "COVERAGE_GAP"]
    assert "share no day" in refusals[1]["evidence"]


def test_without_a_common_window_the_pair_has_its_own(workforce):
    other = observe_force(30, ("2019-01-01", "2023-03-01"), **MET)
    figures, refusals = compare(observe_force(), other, workforce, None)
    assert list(figures) == ["own", "pair"]
    assert str(figures["pair"]["start"].date()) == "2019-01-01"
    assert refusals == []


def test_a_window_that_one_reply_does_not_cover_is_refused_there_alone(workforce):
    other = observe_force(30, ("2019-01-01", "2023-03-01"), **MET)
    figures, refusals = compare(observe_force(), other, workforce)
    assert list(figures) == ["own", "pair"]
    assert [(r["code"], r["basis"]) for r in refusals] == [("COVERAGE_GAP", "common")]


def test_a_ratio_of_fewer_than_three_is_refused(workforce):
    figures, refusals = compare(observe_force(2), observe_other(), workforce)
    assert figures == {}
    assert {(r["code"], r["basis"]) for r in refusals} == {
        ("TOO_FEW", "own"),
        ("TOO_FEW", "common"),
    }


def test_a_force_without_a_workforce_is_refused(workforce):
    other = observe_other(force="dorset")
    _, refusals = compare(observe_force(), other, workforce)
    assert {r["code"] for r in refusals} == {"COVERAGE_GAP"}


def test_unstated_dates_on_both_sides_are_taken_as_equal_and_that_is_said(workforce):
    figures, _ = compare(observe_force(), observe_other(), workforce)
    assert "neither reply states its date basis" in figures["common"]["assumes"]


def test_two_tables_of_one_reply_are_no_pair(workforce):
    rows = observe_force() + observe_force(unit="people")
    figures, refusals = compare(rows, [], workforce)
    assert figures == {} and refusals == []


def test_an_ambiguous_day_reaches_the_words_of_the_ratio(workforce):
    first = observe_force(end_latest="2023-03-02")
    figures, _ = compare(
        first, observe_other(), workforce, Window(date(2018, 3, 1), date(2023, 3, 1))
    )
    assert "1 March 2023 itself may be counted" in figures["common"]["assumes"]


BREAK = Break(date=date(2020, 2, 1), name="New rules", why="they count otherwise")


def test_own_windows_that_never_meet_are_not_compared(workforce):
    first = observe_force(window=("2018-03-01", "2019-03-01"))
    second = [observe(400, "2021-01-01", "2023-01-01", **MET)]
    figures, refusals = compare(first, second, workforce)
    assert figures == {}
    assert [r["code"] for r in refusals] == ["COVERAGE_GAP"]
    assert "share no day" in refusals[0]["evidence"]


def test_own_windows_on_two_sides_of_a_break_are_refused_the_common_one_is_not(workforce):
    first = observe_force(window=("2018-03-01", "2020-02-01"))
    second = [
        observe(200, "2019-01-01", "2020-01-01", **MET),
        observe(300, "2020-01-01", "2021-01-01", **MET | {"cell": "C2"}),
    ]
    series = split_series(frame([*first, *second]))
    common = Window(date(2019, 1, 1), date(2020, 1, 1))
    figures, refusals, *_ = compare_pairs(series, common, workforce, Rows([BREAK]))
    assert list(choose(figures, "rate_ratio")) == ["common", "pair"]
    assert list(choose(figures, "count_ratio")) == ["common", "pair"]
    assert [(r["basis"], r["code"]) for r in refusals] == [("own", "BREAK_SPANNED")]


def test_the_second_reply_of_a_pair_keeps_its_own_days_and_definition(workforce):
    figures, _ = compare(observe_force(), observe_other(), workforce)
    own = figures["own"]
    assert str(own["other_start"].date()) == "2018-01-01"
    assert own["other_definition"] == own["definition"]


def test_a_pair_is_as_reliable_as_its_smaller_count(workforce):
    figures, _ = compare(observe_force(count=19), observe_other(), workforce)
    assert figures["own"]["flag"] == "[u]"


def test_few_events_are_told_as_the_range_they_are(workforce):
    _, refusals = compare(observe_force(count=(0, 2)), observe_other(), workforce)
    assert {r["code"] for r in refusals} == {"TOO_FEW"}
    assert all("0 to 2 in" in r["evidence"] for r in refusals)


def test_the_widened_limits_stand_beside_the_exact_ones_and_say_on_what_they_rest(workforce):
    first = [*observe_years(MET_LIKE), observe(9, "2023-01-01", "2023-03-01", cell="G2")]
    figures, _ = compare(first, observe_other(), workforce)
    own = figures["own"]
    assert own["wide_lower"] < own["lower"] < 20 < own["upper"] < own["wide_upper"]
    assert "8 degrees of freedom, which is few" in own["assumes"]
    assert "yearly counts vary" in own["assumes"] and "vary as Poisson" not in own["assumes"]


def test_a_dispersion_that_cannot_be_measured_is_said_to_be_so(workforce):
    figures, _ = compare(observe_force(), observe_force(175, **MET), workforce)
    assert figures["common"]["wide_lower"] is None
    assert "how much more they vary is not known" in figures["common"]["assumes"]


def test_a_pair_has_a_window_of_its_own_where_the_common_one_suits_others_better(workforce):
    """Calendar years of both: from 2018 nothing straddles, in the common window 2018 does."""
    first = [*observe_years(MET_LIKE), observe(9, "2023-01-01", "2023-03-01", cell="G2")]
    figures, refusals = compare(first, observe_other(), workforce)
    assert refusals == []
    assert list(figures) == ["own", "common", "pair"]
    best = figures["pair"]
    assert (str(best["start"].date()), str(best["end"].date())) == ("2018-01-01", "2023-03-01")
    assert (best["rung"], figures["common"]["rung"]) == ("E", "B")
    assert best["low"] == best["high"] == pytest.approx(20)


def test_a_common_window_that_is_the_pairs_best_is_not_repeated_and_that_is_said(workforce):
    figures, _ = compare(observe_force(), observe_force(175, **MET), workforce)
    assert list(figures) == ["own", "common"]
    assert "also this pair's own best" in figures["common"]["assumes"]
    assert "own best" not in figures["own"]["assumes"]


def test_totals_that_shorter_figures_fill_are_no_cells_of_the_calendar():
    rows = [*observe_met(), observe(175, "2018-01-01", "2023-03-01", cell="H2")]
    (series,) = split_series(frame(rows))
    assert [str(cell.start) for cell in list_calendar(series)] == [
        *(f"{year}-01-01" for year in range(2018, 2024))
    ]
    (series,) = split_series(frame([*rows[:2], rows[-1]]))
    assert len(list_calendar(series)) == 3


def test_replies_that_share_less_than_a_year_are_compared_where_they_meet(workforce):
    months = ["2021-01-01", "2021-02-01", "2021-03-01", "2021-04-01"]
    first = [
        observe(30, start, end, cell=f"{cell}2")
        for cell, start, end in zip("BCD", months[:-1], months[1:], strict=True)
    ]
    other = observe_force(90, ("2021-02-01", "2021-04-01"), **MET)
    figures, refusals = compare(first, other, workforce, None)
    assert refusals == []
    best = figures["pair"]
    assert (str(best["start"].date()), str(best["end"].date())) == ("2021-02-01", "2021-04-01")
    assert best["low"] == best["high"] == pytest.approx(60 / 90 * 20)


def test_what_holds_under_both_readings_of_a_day_says_so(workforce):
    first = observe_force(end_latest="2023-03-02")
    figures, _ = compare(first, observe_other(), workforce)
    assert figures["common"]["readings"] == "holds under both"
    assert "holds under both readings" in figures["common"]["assumes"]
    assert (figures["own"]["rung"], figures["common"]["rung"]) == ("O", "B")
    assert figures["common"]["high"] == pytest.approx(42 / 151 * 20)  # as under the first reading
    sure, _ = compare(observe_force(), observe_other(), workforce)
    assert sure["common"]["readings"] == "one" and "readings" not in sure["common"]["assumes"]


def test_what_changes_with_the_reading_of_a_day_is_bounds_that_both_allow(workforce):
    """6,000 in 600 days against 119,950 of 20 times the employees: more; in 601 days fewer."""
    first = observe_force(6000, ("2021-01-01", "2022-08-24"), end_latest="2022-08-25")
    other = observe_force(119_950, ("2021-01-01", "2022-08-24"), **MET)
    figures, _ = compare(first, other, workforce, None)
    own = figures["own"]
    assert own["readings"] == "changes with the reading"
    assert own["rung"] == "B"
    assert own["low"] < 1 < own["high"]
    ratio = 6000 / 119_950 * 20
    assert (own["low"], own["high"]) == pytest.approx((ratio * 600 / 601, ratio))
    assert "changes with the reading of the last day" in own["assumes"]


@pytest.mark.parametrize(
    ("force", "system"), [("police-scotland", "Scotland"), ("psni", "Northern Ireland")]
)
def test_a_force_outside_england_and_wales_is_under_another_system(workforce, force, system):
    figures, refusals = compare(observe_force(), observe_other(force=force), workforce)
    assert figures == {}
    assert [r["code"] for r in refusals] == ["DEFINITION_MISMATCH"]
    assert f"'England and Wales' against '{system}'" in refusals[0]["evidence"]


def test_the_transport_police_are_under_the_same_system_and_lack_a_workforce(workforce):
    _, refusals = compare(observe_force(), observe_other(force="btp"), workforce)
    assert {r["code"] for r in refusals} == {"COVERAGE_GAP"}
    assert all("no workforce snapshot of btp" in r["evidence"] for r in refusals)


SYSTEM = "New complaints system"
ENGLISH = Break(date=date(2020, 2, 1), name=SYSTEM, why="w", nations=("England", "Wales"))
TRANSPORT = Break(date=date(2021, 1, 4), name=SYSTEM, why="w", nations=("Great Britain",))


@pytest.mark.parametrize(
    ("window", "refused"),
    [
        (("2018-01-01", "2020-01-01"), True),  # either day is yet to come, but not the same one
        (("2019-01-01", "2023-01-01"), True),  # each spans its own day
        (("2020-03-01", "2021-01-01"), True),  # one is under the new rules, the other is not
        (("2021-02-01", "2023-01-01"), False),  # both are
    ],
)
def test_a_change_that_came_on_two_days_divides_all_windows_but_those_after_both(window, refused):
    first, second = split_series(
        frame([*observe_force(window=window), *observe_force(window=window, **MET | BTP)])
    )
    both = (first.window, second.window)
    why = refuse_break((first, second), both, Rows([ENGLISH, TRANSPORT]))
    assert bool(why) == refused
    if why:
        assert why.code == "BREAK_SPANNED"


BTP = {"force": "btp"}


@pytest.mark.parametrize(
    "wrong", [{"count": -3}, {"window": ("2023-03-01", "2018-03-01")}, {"count": (5, 2)}]
)
def test_impossible_counts_and_windows_never_become_observations(wrong):
    with pytest.raises(ValueError, match=r"observations: .* in rows \[0\]"):
        frame(observe_force(**wrong))


def test_a_day_that_may_be_counted_is_never_taken_for_the_whole_figure():
    """Bounds of 0 to 42 would be silly for one day of five years (methods.md 1, A-EDGE)."""
    figures = frame(observe_force(end_latest="2023-03-02"))
    placed = place_latest(figures, COMMON)
    most = int(binom.ppf(0.999, 42, 1 / 1827))
    assert (placed.low, placed.high, placed.rung) == (42 - most, 42, "B") and most == 1
    longer = Window(COMMON.start, date(2023, 3, 2))
    assert place_latest(figures, longer).low == 42
    hidden = frame(observe_force((0, float("inf")), end_latest="2023-03-02"))
    assert place_latest(hidden, COMMON).low == 0


def test_a_day_before_the_window_that_may_be_counted_adds_no_more_than_a_day():
    rows = [
        observe(365, "2020-03-01", "2021-03-01", end_latest="2021-03-02"),
        observe(400, "2021-03-01", "2022-03-01", cell="C2"),
    ]
    placed = place_latest(frame(rows), Window(date(2021, 3, 1), date(2022, 3, 1)))
    assert placed.low <= 400 <= placed.high <= 400 + binom.ppf(0.999, 365, 1 / 366)


def test_replies_over_the_same_days_that_end_within_a_month_need_no_other_window(workforce):
    """The best window is looked for month by month, and would cut the days that both count."""
    days = ("2019-01-01", "2022-02-18")
    figures, _ = compare([observe(40, *days)], [observe(140, *days) | MET], workforce, None)
    assert list(figures) == ["own"]
