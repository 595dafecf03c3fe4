"""What little can be worked out of: a number that is right, or a refusal or error with a name.

Nothing here warns: a warning of a library would be a number that nobody meant.
"""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from examples import WORKFORCE, frame, observe, write_workforce

from analysis.model.checks import CHECKS
from analysis.model.observation import write_observations
from analysis.model.store.csv_file import write_table
from analysis.model.study import Study
from analysis.model.window import Window, read_window
from analysis.reconcile.compare import compare_study, read_study
from analysis.reconcile.methods import apportion, rates, shares
from analysis.reconcile.methods.bounds import Known, bound_window
from analysis.reconcile.methods.distinct_people import bound_people
from analysis.reconcile.replies.denominators import Workforce
from analysis.reconcile.results.comparison import Comparison
from analysis.reconcile.results.refusals import Refusal

pytestmark = pytest.mark.filterwarnings("error")

INF = math.inf
SPREAD = rates.Dispersion(2.0, 5)
COUNTS = [(0, 0), (0, 4), (1, 4), (5, 5), (0, INF), (2, INF)]
NO_EXPOSURE = [0, -1, math.nan, INF]


# Rates


@pytest.mark.parametrize("exposure", NO_EXPOSURE)
def test_nothing_is_divided_by_an_exposure_that_is_none(exposure):
    spread = rates.Dispersion(1.5, 4)
    for divide in (
        lambda: rates.rate_interval(5, 5, exposure),
        lambda: rates.widen_rate(5, 5, exposure, spread),
        lambda: rates.take_ratio((5, 5), exposure, (8, 8), 1),
        lambda: rates.take_ratio((5, 5), 1, (8, 8), exposure, spread),
        lambda: rates.measure_dispersion([[(5, 365), (8, exposure)]]),
        lambda: rates.pool_rate([5], [exposure]),
    ):
        with pytest.raises(ValueError, match="no rate is of an exposure of"):
            divide()
    for sizes in ([1.0, 0.0], [-1.0], [math.nan]):
        with pytest.raises(ValueError, match="a funnel needs exposures above 0"):
            rates.limit_funnel(1.0, sizes, 0.95)


def test_no_events_have_a_rate_of_some_width():
    assert rates.rate_interval(0, 0, 1) == pytest.approx((0, 3.6889), abs=1e-4)  # -log(0.025)
    lower, upper = rates.widen_rate(0, 0, 1, SPREAD)
    assert lower == 0 and upper > 3.6889
    ratio = rates.take_ratio((0, 0), 1, (5, 5), 1, SPREAD)
    # Of 5 events none was of the first: 0.025 ** (1 / 5) is left for it at most.
    share = 1 - 0.025 ** (1 / 5)
    assert (ratio.low, ratio.high, ratio.lower) == (0, 0, 0)
    assert ratio.upper == pytest.approx(share / (1 - share)) and ratio.wide_upper > ratio.upper
    assert ratio.poisson_p == pytest.approx(2 * 0.5**5)


@pytest.mark.parametrize(("first", "second"), [*itertools.product(COUNTS, repeat=2)])
@pytest.mark.parametrize("spread", [None, SPREAD])
def test_every_ratio_of_counts_is_a_range_with_a_width_that_says_so_where_it_has_no_end(
    first, second, spread
):
    ratio = rates.take_ratio(first, 1.0, second, 1.0, spread)
    assert 0 <= ratio.lower <= ratio.low <= ratio.high <= ratio.upper
    for lower, upper in ((ratio.lower, ratio.upper), ratio.limits):
        assert 0 <= lower < upper
        # No end above where the first has none, or the second may be none.
        assert math.isinf(upper) == (math.isinf(first[1]) or second[0] == 0)
        # Told apart just where p says so, at the counts that tell least.
    lower, upper = ratio.limits
    assert (not lower <= 1 <= upper) == (ratio.p_value < 0.05)


def test_a_hidden_count_is_told_apart_by_its_worst_value():
    for least in (60, 90):
        sure = rates.take_ratio((least, least), 1, (3, 3), 1, SPREAD)
        hidden = rates.take_ratio((least, INF), 1, (3, 3), 1, SPREAD)
        assert (hidden.wide_lower, hidden.p_value) == (sure.wide_lower, sure.p_value)
        assert math.isinf(hidden.wide_upper) and hidden.verdict == sure.verdict == "higher"


def test_dispersion_of_one_year_of_equal_years_and_of_no_events():
    assert rates.measure_dispersion([]) is None and rates.measure_dispersion([[]]) is None
    assert rates.measure_dispersion([[(7, 365)]]) is None  # one year says nothing of others
    assert rates.measure_dispersion([[(0, 365), (0, 365)]]) is None
    assert rates.measure_dispersion([[(7, 365)] * 5]) == rates.Dispersion(1.0, 4)
    assert rates.measure_dispersion([[(0, 365), (8, 365)]]) == rates.Dispersion(8.0, 1)


@pytest.mark.parametrize("rate", [0.0, 1e-9, 0.01, 2.0])
def test_the_common_rate_lies_within_its_own_funnel(rate):
    for spread in (1.0, 7.2):
        lower, upper = rates.limit_funnel(rate, [0.5, 1.0, 40.0], 0.95, spread)
        assert (lower >= 0).all() and (lower <= rate).all() and (rate <= upper).all()
    for none in (-1.0, math.nan, INF):
        with pytest.raises(ValueError, match="a funnel needs"):
            rates.limit_funnel(none, [1.0], 0.95)


# Shares

RANGES = [(0, 0), (0, 4), (3, 3), (0, INF)]


@pytest.mark.parametrize(("inside", "elsewhere"), [*itertools.product(RANGES, repeat=2)])
def test_every_share_of_some_events_is_a_range_within_its_limits(inside, elsewhere):
    if (inside, elsewhere) == ((0, 0), (0, 0)):
        with pytest.raises(ValueError, match="no share is of no events"):
            shares.bound_share(inside, elsewhere, (0, 0))
        return
    share = shares.bound_share(inside, elsewhere, (0, 0))
    lower, upper = share.find_limits()
    assert 0 <= lower <= share.low <= share.high <= upper <= 100
    assert lower < upper
    assert inside != (0, 0) or share.high == 0
    assert elsewhere != (0, 0) or share.low == 100
    for other in (shares.bound_share((3, 3), (9, 9), (0, 0)), share):
        (low, high), limits = shares.bound_difference(share, other)
        assert limits[0] <= low <= high <= limits[1] and limits[0] < limits[1]
        assert 0 < shares.find_share_p_value(share, other) <= 1


def test_a_total_that_the_parts_do_not_allow_is_no_base():
    for total in (4, 40):
        with pytest.raises(ValueError, match=f"10 to 10 events are not {total}"):
            shares.bound_share((5, 5), (5, 5), (0, 0), total)
    with pytest.raises(ValueError, match="no share is of no events"):
        shares.bound_share((0, 4), (0, 4), (0, 0), 0)
    share = shares.bound_share((0, 4), (0, 4), (0, 0), 6)
    assert (share.least, share.most) == ((2, 4), (4, 2))


# Apportionment


@pytest.mark.parametrize("count", [(0, INF), (3, 2), (-1, 2)])
def test_a_stretch_without_a_count_is_not_divided(count):
    with pytest.raises(ValueError, match="cannot be divided"):
        apportion.Straddle(*count, 0.5)
    for share in (-0.1, 1.5, math.nan):
        with pytest.raises(ValueError, match="cannot be divided"):
            apportion.Straddle(4, 4, share)


@pytest.mark.parametrize("count", [(0, 0), (0, 4), (1, 1), (24, 24)])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("ratios", [(1.0, 1.0), (0.5, 2.0), (0.0, INF)])
@pytest.mark.parametrize("spread", [1.0, 3.0])
def test_every_division_lies_within_its_bounds(count, share, ratios, spread):
    found = apportion.thin((7, 7), [apportion.Straddle(*count, share)], ratios, spread)
    assert 7 <= found.lower <= found.middle <= found.upper <= 7 + count[1]
    if share == 1:  # all of it is inside, whatever the rates
        assert (found.lower, found.upper) == (7 + count[0], 7 + count[1])
    if share == 0:
        assert found == apportion.Estimate(7.0, 7, 7)
    if count[0] == count[1] == 24 and share == 0.5:
        assert found.lower < found.upper


def test_a_count_of_any_size_is_divided_in_little_time():
    """Against the normal limits, which so many events have to within a few of them."""
    few = [apportion.Straddle(20_000, 20_000, 0.3)]
    for count, share in ((20_001, 0.3), (10**6, 0.84), (10**9, 0.5)):
        for straddles, spread in (([1], 1.0), ([1, 1], 1.0), ([1], 3.0)):
            cells = [apportion.Straddle(count, count, share) for _ in straddles]
            found = apportion.thin((0, 0), cells, dispersion=spread)
            mean = len(cells) * count * share
            reach = 1.95996 * math.sqrt(spread * mean * (1 - share))
            assert found.middle == pytest.approx(mean)
            assert found.lower == pytest.approx(mean - reach, abs=4)
            assert found.upper == pytest.approx(mean + reach, abs=4)
    # Where enumeration ends nothing jumps.
    one = [apportion.Straddle(20_001, 20_001, 0.3)]
    assert 0 <= apportion.thin((0, 0), one).lower - apportion.thin((0, 0), few).lower <= 1


def test_odds_that_are_none_are_named():
    for ratios in ((-1.0, 1.0), (math.nan, math.nan)):
        with pytest.raises(ValueError, match="a rate ratio of"):
            apportion.thin((7, 7), [apportion.Straddle(4, 4, 0.5)], ratios)
    with pytest.raises(ValueError, match="less than chance"):
        apportion.thin((7, 7), [apportion.Straddle(4, 4, 0.5)], dispersion=math.nan)
    assert apportion.find_tipping_point(inside=5, straddle=5, share=1.0, needed=7) == INF
    assert apportion.find_tipping_point(inside=0, straddle=0, share=0.5, needed=1) == 0


# Bounds

YEAR, HALF = read_window("2018-01-01 to 2018-12-31"), read_window("2018-01-01 to 2018-06-30")


@pytest.mark.parametrize(("low", "high"), [(5, 4), (-3, 4), (INF, INF), (math.nan, 5)])
def test_a_range_that_holds_no_count_is_no_figure(low, high):
    with pytest.raises(ValueError, match="no count lies between"):
        Known(YEAR, low, high)


@pytest.mark.parametrize("bound", [bound_people, lambda *asked: _ends(bound_window(*asked))])
def test_bounds_of_nothing_of_zeros_and_of_what_is_withheld(bound):
    assert bound([], HALF) == (0, INF)
    assert bound([Known(YEAR, 0, 0)], HALF) == (0, 0)
    assert bound([Known(YEAR, 0, 0), Known(HALF, 0, 0)], HALF) == (0, 0)
    assert bound([Known(YEAR, 0, INF)], HALF) == (0, INF)
    assert bound([Known(YEAR, 0, INF), Known(HALF, 3, INF)], YEAR) == (3, INF)
    assert bound([Known(YEAR, 10**9, 10**9), Known(HALF, 0, 4)], HALF) == (0, 4)


def _ends(bound) -> tuple[int, float]:
    return bound.low, bound.high


# Exposure


def measure(folder, sizes) -> object:
    place = write_workforce(folder / "snapshots.csv", sizes)
    window = Window(*map(pd.Timestamp.date, map(pd.Timestamp, ("2018-04-01", "2020-04-01"))))
    return Workforce(WORKFORCE, place).measure_exposure("staffordshire", "all employees", window)


def test_a_workforce_that_jumps_is_refused_with_its_two_sizes(tmp_path):
    refused = measure(tmp_path, {2018: 3_000, 2019: 3_100, 2020: 1_500})
    assert isinstance(refused, Refusal) and refused.code == "COVERAGE_GAP"
    assert "was 3,100 on 31 March 2019 and 1,500 on 31 March 2020" in refused.evidence
    assert refused.cells and refused.remedy
    exposure = measure(tmp_path, {2018: 3_000, 2019: 3_000, 2020: 1_500})  # by half: a line
    expected = (3_000 * 365 + 2_250 * 366) / 365.25
    assert exposure.workforce_years == pytest.approx(expected, rel=1e-3)


def test_of_nobody_there_is_no_rate(tmp_path):
    refused = measure(tmp_path, dict.fromkeys((2018, 2019, 2020), 0))
    assert (refused.code, refused.remedy) == ("NO_DENOMINATOR", "give the count alone")
    assert "counts no police officer, police staff of staffordshire" in refused.evidence
    assert measure(tmp_path, {2018: 0, 2019: 3_000, 2020: 3_000}).code == "COVERAGE_GAP"


# Whole studies

MET = {"force": "metropolitan", "reference": "M1"}
YEARS = [(f"{year}-01-01", f"{year + 1}-01-01") for year in range(2018, 2023)]
WHOLE = ("2018-01-01", "2023-01-01")


def by_year(counts, *, first=0, **facts) -> list[dict]:
    return [
        observe(count, *YEARS[place], cell=f"B{place + 2}", **facts)
        for place, count in enumerate(counts, start=first)
    ]


def by_rank(counts, **facts) -> list[dict]:
    return [
        observe(count, *WHOLE, cell=f"R{place}", table="By rank", dimension="rank",
                category=rank, label=rank, **facts)
        for place, (rank, count) in enumerate(counts.items())
    ]  # fmt: skip


PEOPLE = {"unit": "officers", "population": "police officers"}
BAD = {
    "no events": [*by_year([0] * 5), *by_year([0] * 5, **MET)],
    "no events beside some": [*by_year([0] * 5), *by_year([9, 8, 7, 6, 5], **MET)],
    "no events of any rank": [
        *by_year([0] * 5), *by_rank({"constable": 0, "sergeant": 0}),
        *by_year([9] * 5, **MET), *by_rank({"constable": 45, "sergeant": 0}, **MET),
    ],
    "one year": [*by_year([24], first=1), *by_year([30], first=1, **MET)],
    "all years equal": [*by_year([20] * 5), *by_year([40] * 5, **MET)],
    "all years hidden": [*by_year([(1, 4)] * 5), *by_year([(0, 4)] * 5, **MET)],
    "a year withheld": [*by_year([(0, INF), 3, 4, 5, 6]), *by_year([40] * 5, **MET)],
    "all years withheld": [*by_year([(0, INF)] * 5), *by_year([40] * 5, **MET)],
    "more than fifty": [*by_year([(51, INF), 3, 4, 5, 6]), *by_year([40] * 5, **MET)],
    "a thousand million": [*by_year([10**9] * 5), *by_year([1] * 5, **MET)],
    "ranks hidden": [
        *by_year([24] * 5), *by_rank({"constable": (0, 4), "sergeant": (0, 4)}),
        *by_year([24] * 5, **MET), *by_rank({"constable": 100, "sergeant": 20}, **MET),
    ],
    "ranks above their total": [
        *by_year([24] * 5), *by_rank({"constable": 100, "sergeant": 50}),
        *by_year([24] * 5, **MET), *by_rank({"constable": 100, "sergeant": 20}, **MET),
    ],
    "ranks alone": [
        *by_rank({"constable": 0, "sergeant": (0, 4)}),
        *by_rank({"constable": 0, "sergeant": (0, INF)}, **MET),
    ],
    "people": [*by_year([0] * 5, **PEOPLE), *by_year([(1, 4)] * 5, **PEOPLE | MET)],
    "one day": [
        observe(3, "2019-01-01", "2019-01-02"), observe(4, "2019-01-01", "2019-01-02", **MET)
    ],
    "before all snapshots": [
        observe(5, "1990-01-01", "1991-01-01"), observe(5, "1990-01-01", "1991-01-01", **MET)
    ],
}  # fmt: skip


def compare(folder, rows) -> Comparison:
    replies = []
    for place, own in itertools.groupby(rows, key=lambda row: (row["force"], row["reference"])):
        write_observations(frame(list(own)), folder.joinpath(*place, "observations.csv"))
        checks = pd.DataFrame(columns=CHECKS.names)
        write_table(checks, folder.joinpath(*place, "checks.csv"))
        replies.append(dict(zip(("force", "reference"), place, strict=True)))
    study = Study.model_validate(
        {
            "name": "bad", "title": "T", "question": "Q", "report": "report/report.md",
            "window": {"start": "2018-03-01", "end": "2022-12-31", "why": "w"},
            "replies": replies, "denominators": WORKFORCE.model_dump(),
        }
    )  # fmt: skip
    return compare_study(study, read_study(study, folder), study.choose_window())


@pytest.mark.parametrize("name", BAD)
def test_a_study_of_bad_input_gives_ranges_and_named_refusals(tmp_path, name):
    found = compare(tmp_path, BAD[name])
    figures = found.figures
    for low, high in (("low", "high"), ("lower", "upper"), ("wide_lower", "wide_upper")):
        ends = figures[[low, high]].dropna(how="all").astype(float)
        assert not ends.isna().any(axis=None) and (ends[low] <= ends[high]).all()
        assert np.isfinite(ends[low]).all()
        is_open = np.isinf(ends[high])
        flags = figures.loc[ends.index, "flag"].where(is_open, "open")
        # Without an end above only beside a count that the reply gives none for, or by none.
        told = flags.str.contains("[c]", regex=False) | flags.eq("open")
        ratios = figures.loc[ends.index, "measure"].isin(["rate_ratio", "count_ratio"])
        assert (told | ratios).all()
        if low != "low":
            assert (ends[low] < ends[high]).all()  # no interval without a width
    assert found.refusals["evidence"].str.len().gt(0).all()
    assert found.refusals["remedy"].str.len().gt(0).all()


@pytest.mark.costly
def test_what_becomes_of_each_is_said_by_its_code(tmp_path):
    codes = {
        name: compare(tmp_path / str(place), rows).refusals.set_index("measure")["code"]
        for place, (name, rows) in enumerate(BAD.items())
    }

    def told(name: str, measure: str) -> set[str]:
        return set(map(str, codes[name][codes[name].index == measure]))

    assert told("no events", "rate_per_month") == {"TOO_FEW"}
    assert told("all years withheld", "rate_per_1000") == {"COVERAGE_GAP"}
    assert told("ranks above their total", "share") >= {"INCONSISTENT_SOURCES"}
    assert told("before all snapshots", "rate_per_1000") == {"COVERAGE_GAP"}
    assert told("all years equal", "rate_per_month") == set()


def test_of_equal_years_no_dispersion_is_read_and_limits_are_the_exact_ones(tmp_path):
    figures = compare(tmp_path, BAD["all years equal"]).figures
    own = figures.query("measure == 'rate_per_month' and basis == 'own'")
    assert len(own) == 2
    for row in own.itertuples():
        exact = rates.rate_interval(row.low * row.exposure, row.high * row.exposure, row.exposure)
        assert (row.lower, row.upper) == pytest.approx(exact)
        assert row.wide_lower <= row.lower < row.upper <= row.wide_upper
