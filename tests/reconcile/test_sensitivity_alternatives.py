"""The shipped study under other choices: what moves, what holds, and what is refused by name."""

from functools import cache

import pytest
from examples import COMMON, frame, observe
from scipy.stats import binom

from analysis.model.study import load_study
from analysis.reconcile.consistency import Disputed
from analysis.reconcile.methods.apportion import Straddle, thin
from analysis.reconcile.replies.overdispersion import Variations
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.comparison import TABLES
from analysis.reconcile.results.regimes import Regimes
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.sensitivity import (
    APPORTIONED,
    BY_CHANCE,
    MAIN,
    conclude,
    list_alternatives,
    list_choices,
    make_main,
)
from tests.reconcile.shipped import PUBLISHED, SMALL, read_shipped

LAST_DAY, SINCE = "an ambiguous last day is counted", "only since the change of 1 February 2020"
SPECIALS = "special constables among the workforce"
FTE = "full-time equivalents instead of headcount"
BOTH = "full-time equivalents, special constables among them"
OWN, OTHER = "each reply's own window", "the best other window by the calendars"
OFFICERS = "police officers alone"


@cache
def run(name: str) -> list[dict]:
    study, series = load_study(name), read_shipped(name).series
    rows = Rows(study.breaks)
    variations = Variations(series, rows.regimes)
    common = study.choose_window()
    return list_alternatives(study, series, common, rows, variations, Disputed())


def pick(choice: str, measure: str, force: str = "staffordshire") -> dict:
    (row,) = [
        row
        for row in run(SMALL)
        if (row["choice"], row["measure"], row["force"]) == (choice, measure, force)
    ]
    return row


def span(row: dict) -> tuple:
    return row["low"], row["high"]


def test_every_choice_has_its_rows_after_those_of_the_main_analysis():
    choices = list(dict.fromkeys(row["choice"] for row in run(SMALL)))
    told = ["main analysis", OWN, OTHER, SINCE, LAST_DAY, SPECIALS, FTE, BOTH, OFFICERS]
    assert choices == [*told, BY_CHANCE, APPORTIONED]
    main = [row for row in run(SMALL) if row["choice"] == "main analysis"]
    assert sorted(row["measure"] for row in main) == [
        *("count", "count", "rate_per_1000", "rate_per_1000", "rate_ratio")
    ]
    assert {row["differs"] for row in main} == {""}


def test_other_windows_count_other_days():
    assert span(pick(OWN, "count", "metropolitan")) == (1750, 1750)
    assert span(pick(OTHER, "count", "metropolitan")) == (1510, 1510)
    assert span(pick(SINCE, "count", "metropolitan")) == (1010, 1320)
    assert span(pick(SINCE, "count")) == (68, 96)
    assert pick(OWN, "count")["differs"] == "no"
    assert pick(SINCE, "count")["differs"] == "yes"


def test_were_counts_poisson_a_ratio_has_its_exact_limits():
    main, alone = (pick(choice, "rate_ratio") for choice in ("main analysis", BY_CHANCE))
    assert span(alone) == span(main) and alone["differs"] == "no"
    assert (alone["lower"], alone["upper"]) == (main["lower"], main["upper"])
    assert main["wide_lower"] < main["lower"] and alone["wide_lower"] is None


def test_an_ambiguous_last_day_takes_no_more_along_than_a_day_may_hold():
    # Of 6 events over 60 days, one day in a thousand holds more than 2: not 132, but 136.
    assert binom.ppf(0.999, 6, 1 / 60) == 2
    assert span(pick(LAST_DAY, "count")) == (136, 138)
    assert pick(LAST_DAY, "count", "metropolitan")["differs"] == "no"


def test_the_denominator_moves_rates_and_leaves_counts_alone():
    main = pick("main analysis", "rate_per_1000")
    for choice in (SPECIALS, FTE):
        row = pick(choice, "rate_per_1000")
        assert row["differs"] == "yes"
        assert row["low"] * row["exposure"] == pytest.approx(main["low"] * main["exposure"])
        assert (row["exposure"] > main["exposure"]) == (choice == SPECIALS)
    counted = {row["choice"] for row in run(SMALL) if row["measure"] == "count"}
    assert not counted & {SPECIALS, FTE, BOTH, OFFICERS}


@pytest.mark.parametrize(
    ("choice", "code", "words"),
    [(BOTH, "COVERAGE_GAP", "lacks fte"), (OFFICERS, "DEFINITION_MISMATCH", "all employees")],
)
def test_what_cannot_be_had_is_refused_by_name(choice, code, words):
    rows = [row for row in run(SMALL) if row["choice"] == choice]
    assert {row["code"] for row in rows} == {code} and len(rows) == 3
    for row in rows:
        assert words in row["evidence"]
        assert (row["low"], row["differs"], row["conclusion"]) == (None, "", "")
        assert row["provenance"] == "illustrative"


def test_the_order_of_the_reported_rates_hangs_on_one_choice_alone():
    ratios = [row for row in run(SMALL) if row["measure"] == "rate_ratio"]
    changed = {row["choice"] for row in ratios if row["differs"] == "yes"}
    assert changed == {SINCE}
    assert "reported rate: higher" in pick("main analysis", "rate_ratio")["conclusion"]
    assert "reported rate: cannot be ordered" in pick(SINCE, "rate_ratio")["conclusion"]
    told = {row["conclusion"].partition("; ")[2] for row in ratios if not row["code"]}
    assert told == {"underlying rate: not told apart"}


def test_an_apportioned_ratio_lies_inside_the_bounds_and_stands_on_rung_a():
    main, row = pick("main analysis", "rate_ratio"), pick(APPORTIONED, "rate_ratio")
    assert row["rung"] == "A"
    assert main["low"] <= row["low"] < row["high"] < main["high"]
    assert main["lower"] <= row["lower"] and row["upper"] < main["upper"]
    # The most events the Met can have had, from the least ratio, are those of the declared range.
    most = main["low"] * 1750 / row["low"]
    study, series = load_study(SMALL), read_shipped(SMALL).series
    spread = Variations(series, Regimes(study.breaks)).find(series[0], "illustrative").dispersion
    met = [Straddle(240, 240, 306 / 365)]
    estimate = thin((1510, 1510), met, (1 / 2, 2), spread.ratio, confidence=0.9999)
    assert most == pytest.approx(estimate.upper)
    count = pick(APPORTIONED, "count", "metropolitan")
    assert span(count) == (1510, 1750)
    assert count["estimate"] == pytest.approx(1510 + 240 * 306 / 365)


def test_without_a_common_window_only_denominators_are_chosen_again():
    rows = run(PUBLISHED)
    assert {row["choice"] for row in rows} == {
        *("main analysis", SPECIALS, FTE, BOTH),
        "police officers alone",
    }
    assert {row["basis"] for row in rows} == {"own"}
    main = {row["reference"] for row in rows if row["choice"] == "main analysis"}
    assert len(main) > 5


def test_choices_that_come_to_the_same_are_left_out():
    study = load_study(SMALL)
    series = split_series(frame([observe(9, "2018-03-01", "2023-03-01", population="officers")]))
    plain = study.denominators.model_copy(
        update={"worker_types": {"officers": ("police officer", "special constable")}}
    )
    study = study.model_copy(update={"denominators": plain, "breaks": ()})
    choices = list_choices(study, make_main(study, series, COMMON))
    assert [choice.words for choice in choices] == [OTHER, FTE]


def listed(choice: str, pair: str, p_value: float, low=1.5, high=1.6) -> dict:
    """A ratio of two replies, as a row of the alternatives."""
    told = {"choice": choice, "measure": "rate_ratio", "force": pair[0], "other_force": pair[1]}
    numbers = {"low": low, "high": high, "p_value": f"{p_value:.6g}"}
    return TABLES["alternatives"].blank() | told | numbers


def read_conclusions(rows: list[dict]) -> dict[tuple, tuple]:
    found = conclude(rows)
    return {
        (row["choice"], row["force"]): (row["conclusion"].partition("; ")[2], row["differs"])
        for row in found
    }


def test_the_ratios_of_a_choice_are_judged_together():
    """Holm: of 0.01, 0.02 and 0.03 all are told apart alone; beside 0.04 and 0.9 only 0.01 is."""
    higher, no = "underlying rate: higher", "underlying rate: not told apart"
    rows = [listed(MAIN, pair, p) for pair, p in (("ab", 0.01), ("cd", 0.02), ("ef", 0.03))]
    assert {told for told, _ in read_conclusions(rows[:1]).values()} == {higher}
    found = read_conclusions([*rows, listed(MAIN, "gh", 0.9), listed(MAIN, "ij", 0.04)])
    assert [told for told, _ in found.values()] == [higher, no, no, no, no]


def test_a_ratio_on_which_a_choice_does_not_bear_is_judged_with_its_own():
    """0.03 of two: beside 0.9 not told apart (0.06), beside 0.001 it is."""
    rows = [
        listed(MAIN, "ab", 0.9),
        listed(MAIN, "cd", 0.03),
        listed("other", "ab", 0.001),
    ]
    assert read_conclusions(rows) == {
        (MAIN, "a"): ("underlying rate: not told apart", ""),
        (MAIN, "c"): ("underlying rate: not told apart", ""),
        ("other", "a"): ("underlying rate: higher", "yes"),
    }
    same = [*rows[:2], listed("other", "cd", 0.02)]
    assert read_conclusions(same)["other", "c"] == ("underlying rate: higher", "yes")
    beside = [*rows[:2], listed("other", "cd", 0.04)]  # 0.08 of the two
    assert read_conclusions(beside)["other", "c"] == ("underlying rate: not told apart", "no")
    refused = listed("other", "cd", 1.0) | {"code": "COVERAGE_GAP", "p_value": ""}
    assert read_conclusions([*rows[:2], refused])["other", "c"] == ("", "")


def test_what_the_main_analysis_lacks_is_set_beside_nothing():
    """A row of it that is withheld leaves the other choices' own, and takes none in its place."""
    rows = [listed(MAIN, "ab", 0.9), listed("other", "cd", 0.001)]
    assert read_conclusions(rows)["other", "c"] == ("underlying rate: higher", "")
    alone = read_conclusions([rows[1], listed("third", "cd", 0.9)])
    assert alone == {
        ("other", "c"): ("underlying rate: higher", ""),
        ("third", "c"): ("underlying rate: not told apart", ""),
    }
