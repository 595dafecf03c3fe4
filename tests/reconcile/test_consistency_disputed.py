"""Two figures of one thing that differ: both stand, and nothing that rests on either is given."""

import pandas as pd
import pytest
from examples import COMMON, WORKFORCE, frame, observe, observe_years

from analysis.model.checks import CHECKS, NOT_LISTED
from analysis.model.study import CommonWindow, Study, StudyReply
from analysis.reconcile.compare import Replies, compare_study
from analysis.reconcile.consistency import Disputed, find_disputed
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.comparison import Comparison, Findings
from tests.reconcile.shipped import PUBLISHED, compare_shipped

MET = {"force": "metropolitan", "reference": "M 1", "file": "met.csv"}
WINDOW = CommonWindow(start="2018-03-01", end="2023-02-28", why="all report it")
REPLIES = [StudyReply(force=f, reference="a") for f in ("staffordshire", "metropolitan")]
RANKS = {"constable": 60, "sergeant": 30, "pcso": 10}
BY_RANK, FIVE_YEARS = "By rank", ("2018-03-01", "2023-03-01")


def tell_ranks(dimension: str = "rank", **facts) -> list[dict]:
    """100 complaints by rank in cells R20 to R22."""
    return [
        observe(
            n,
            *FIVE_YEARS,
            category=code,
            table=BY_RANK,
            dimension=dimension,
            cell=f"R{20 + place}",
            **facts,
        )
        for place, (code, n) in enumerate(RANKS.items())
    ]


def check(first: str, second: str, **facts) -> dict:
    """A check of the cells of the first reply that ends in a difference."""
    cells = {
        "first_cell": " | ".join(f"reply.csv#csv!{cell}" for cell in first.split()),
        "second_cells": " | ".join(f"reply.csv#csv!{cell}" for cell in second.split()),
    }
    told = dict.fromkeys(CHECKS, "") | {"force": "staffordshire", "reference": "R 1"}
    told |= {"check": "sum of categories", "table": BY_RANK, "what": "sum beside total"}
    return told | {"verdict": "differs", "provenance": "illustrative"} | cells | facts


def compare(rows: list[dict], *checks: dict) -> Comparison:
    study = Study(
        name="s",
        title="t",
        question="q",
        window=WINDOW,
        replies=REPLIES,
        report="report/report.md",
        denominators=WORKFORCE,
    )
    made = pd.DataFrame(list(checks), columns=CHECKS.names)
    return compare_study(study, Replies(split_series(frame(rows)), made), COMMON)


def list_measures(comparison: Comparison, force: str = "staffordshire") -> set[tuple[str, str]]:
    """(measure, dimension) of every figure that is given of a force."""
    figures = comparison.figures
    own = figures[figures["force"].eq(force) | figures["other_force"].eq(force)]
    return set(zip(own["measure"], own["dimension"], strict=True))


def list_refused(comparison: Comparison) -> set[tuple[str, str]]:
    refusals = comparison.refusals
    found = refusals[refusals["code"] == "INCONSISTENT_SOURCES"]
    return set(zip(found["measure"], found["dimension"], strict=True))


TOTAL = observe(110, *FIVE_YEARS, cell="B2")
OTHERS = [observe(200, *FIVE_YEARS, cell="B2", **MET)]
COUNTS = {("count", "total"), ("count", "rank")}
RATIOS = {("rate_ratio", "total"), ("count_ratio", "total")}
RATES = {("rate_per_month", "total"), ("rate_per_1000", "total"), *RATIOS}


@pytest.mark.costly
def test_where_nothing_differs_everything_is_given():
    rows = [TOTAL | {"low": 100, "high": 100}, *tell_ranks(), *OTHERS]
    given = list_measures(compare(rows))
    assert given == {*COUNTS, *RATES, ("share", "rank")}
    assert list_measures(compare(rows, check("B2", "R20", verdict="agrees"))) == given


def test_a_total_that_is_not_the_sum_of_its_ranks_gives_counts_alone():
    both = check("B2", "R20 R21 R22")
    comparison = compare([TOTAL, *tell_ranks(), *OTHERS], both)
    assert list_measures(comparison) == COUNTS
    refused = list_refused(comparison)
    assert refused >= {("rate_per_month", ""), ("rate_per_1000", ""), ("rate_ratio", "")}
    assert ("share", "rank") in refused
    # The other force keeps its rates; only the ratio is gone.
    assert list_measures(comparison, "metropolitan") == {("count", "total"), *RATES} - RATIOS
    told = comparison.refusals[comparison.refusals["measure"].isin(["rate_per_month", "share"])]
    assert set(told["evidence"]) == {"what the reply gives twice differs: sum beside total"}
    assert set(told["cells"]) == {f"{both['first_cell']} | {both['second_cells']}"}
    # The rate of each single figure is gone with that of the window, and told once.
    assert told["basis"].tolist().count("own") == 1 + len(RANKS) and "cell" not in set(
        told["basis"]
    )
    # A refusal of shares keeps its place, so that each category's is told.
    shares = told[told["measure"] == "share"]
    assert set(zip(shares["table"], shares["category"], strict=True)) == {
        (BY_RANK, code) for code in RANKS
    }


def test_a_printed_total_of_the_ranks_takes_their_shares_and_leaves_the_reply_its_rates():
    comparison = compare(
        [TOTAL | {"low": 100, "high": 100}, *tell_ranks(), *OTHERS],
        check("R23", "R20 R21 R22", check="printed total"),
    )
    assert list_measures(comparison) == COUNTS | RATES


@pytest.mark.costly
@pytest.mark.parametrize("kind", ["declared window", "days of the title", "rows of a list"])
def test_checks_of_days_and_rows_dispute_no_figure(kind):
    rows = [TOTAL | {"low": 100, "high": 100}, *tell_ranks(), *OTHERS]
    assert ("share", "rank") in list_measures(compare(rows, check("B2", "R20", check=kind)))


@pytest.mark.parametrize(("dimension", "disputed"), [("platform", False), ("rank", True)])
def test_platforms_that_one_complaint_may_share_contradict_no_total(dimension, disputed):
    series = split_series(frame([TOTAL, *tell_ranks(dimension)]))
    sums, printed = check("B2", "R20 R21 R22"), check("B2", "R20", check="printed total")
    assert bool(find_disputed(pd.DataFrame([sums]), series).checks) is disputed
    assert find_disputed(pd.DataFrame([printed]), series).checks


def test_more_cases_than_allegations_give_no_rate_and_no_ratio_of_either():
    # Each case has one allegation at least: 200 cases have no 150.
    cases = [observe(200, *FIVE_YEARS, cell="B2", unit="cases")]
    allegations = {"unit": "allegations", "table": "Allegations"}
    rows = [*cases, observe(150, *FIVE_YEARS, cell="B3", **allegations)]
    rows += [observe(400, *FIVE_YEARS, cell=c, unit=u, **MET) for c, u in (("B2", "cases"),)]
    comparison = compare(rows)
    assert comparison.checks[["check", "verdict"]].values.tolist() == [
        ["order of units", "differs"]
    ]
    assert list_measures(comparison) == {("count", "total")}
    refusals = comparison.refusals
    own = refusals[refusals["basis"].eq("own") & refusals["measure"].eq("rate_per_month")]
    assert set(own["unit"]) == {"cases", "allegations"}
    assert ("rate_per_month", "total") in list_measures(comparison, "metropolitan")
    assert comparison.tables["orders"].empty
    assert set(comparison.tables["alternatives"].query("force == 'staffordshire'")["measure"]) == {
        "count"
    }


def test_a_year_that_differs_takes_the_two_changes_it_is_in_and_no_other():
    years = observe_years({2014: 40, 2015: 50, 2016: 60, 2017: 80})
    comparison = compare(years, check("B2", "R20"))  # 2014
    given = comparison.figures.query("measure == 'change'")
    assert [str(day.date()) for day in given["start"]] == ["2016-01-01", "2017-01-01"]
    comparison = compare(years, check("C2", "R20"))  # 2015
    given = comparison.figures.query("measure == 'change'")
    assert [str(day.date()) for day in given["start"]] == ["2017-01-01"]
    refused = comparison.refusals.query("measure == 'change'")
    assert set(refused["code"]) == {"INCONSISTENT_SOURCES"} and len(refused) == 2


def test_the_estimate_of_a_disputed_count_is_refused_with_what_stands_on_it():
    # Calendar years straddle the common window by two months of 2018 (methods.md 2.1).
    met = [*observe_years({2018: 24, 2019: 19, 2020: 31, 2021: 40, 2022: 52})]
    met += [observe(9, "2023-01-01", "2023-03-01", cell="G2")]
    plain, disputed = compare(met), compare(met, check("B2", "R20"))
    assert ("estimate", "total") in list_measures(plain)
    assert len(plain.tables["sensitivity"]) and plain.tables["alternatives"]["estimate"].any()
    assert list_measures(disputed) == {("count", "total"), ("rate_per_month", "total"), (
        "change", "total")}  # fmt: skip
    assert ("estimate", "") in list_refused(disputed)
    assert disputed.tables["sensitivity"].empty
    assert disputed.tables["alternatives"]["estimate"].isna().all()
    # A rate per month is given of each figure that is not disputed, and of no window with it.
    rates = disputed.figures.query("measure == 'rate_per_month'")
    assert set(rates["basis"]) == {"cell"} and len(rates) == 5


def test_a_note_beside_an_address_makes_no_other_cell_of_it():
    one = check("B2", "R20")
    disputed = find_disputed(pd.DataFrame([one]), [])
    assert disputed.find("reply.csv#csv!B2 (page 2)")
    assert disputed.find("reply.csv#csv!B22", "", "other.csv#csv!B2") is None


def test_several_checks_are_told_together():
    two = [check("B2", "R20"), check("B2", "R21", what="another sum")]
    disputed = find_disputed(pd.DataFrame(two), [])
    why = disputed.find("reply.csv#csv!B2")
    assert why.evidence == "what the reply gives twice differs: sum beside total; another sum"
    assert why.cells == "reply.csv#csv!B2 | reply.csv#csv!R20 | reply.csv#csv!R21"
    assert disputed.find("reply.csv#csv!R21").evidence.endswith("differs: another sum")


def test_without_checks_nothing_is_disputed():
    row = {"measure": "share", "cells": "reply.csv#csv!B2", "exposure_cells": ""}
    assert Disputed().withdraw(Findings([row], [{}])) == Findings([row], [{}])
    assert find_disputed(pd.DataFrame(columns=CHECKS.names), []) == Disputed()


@pytest.mark.costly
def test_of_507_complaints_beside_441_persons_both_counts_stand_and_no_rate_or_share():
    comparison = compare_shipped(PUBLISHED)
    figures, refusals = (
        frame[frame["reference"] == "press, inkl, 2023"]
        for frame in (comparison.figures, comparison.refusals)
    )
    assert set(figures["measure"]) == {"count"}
    assert figures.query("dimension == 'rank'")["low"].sum() == 441
    assert set(figures.query("dimension == 'total'")["low"]) == {507}
    refused = refusals[refusals["code"] == "INCONSISTENT_SOURCES"]
    assert set(refused["measure"]) == {"rate_per_month", "share"}
    assert set(refused.query("measure == 'share'")["category"]) == {
        *("constable", "sergeant", "inspector")
    }
    assert not refused["evidence"].str.contains("507|441").any()
    # The other replies keep theirs.
    assert {"rate_per_month", "share"} <= set(comparison.figures["measure"])


@pytest.mark.parametrize("kind", ["printed total", "sum of categories"])
@pytest.mark.parametrize(("dimension", "stands"), [("outcome", True), ("rank", False)])
def test_a_total_above_its_outcomes_stands_and_only_they_are_disputed(dimension, stands, kind):
    """A case whose end nobody tells contradicts no outcome; one of nobody is a slip."""
    series = split_series(frame([TOTAL, *tell_ranks(dimension)]))
    row = check("B2", "R20 R21", check=kind) | {"note": NOT_LISTED}
    disputed = find_disputed(pd.DataFrame([row]), series)
    assert (disputed.find(row["first_cell"]) is None) is stands
    assert disputed.find(row["second_cells"]) is not None
