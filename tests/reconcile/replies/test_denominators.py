from datetime import date
from itertools import pairwise

import pytest
from examples import ALL_EMPLOYEES, COMMON, FORCE, WORKFORCE, write_csv, write_workforce

from analysis.model.store.csv_file import read_table
from analysis.model.store.paths import REFERENCE
from analysis.model.study import Denominators
from analysis.model.window import Window
from analysis.reconcile.replies.denominators import Workforce
from analysis.reconcile.replies.snapshots import read_snapshots
from analysis.reconcile.results.refusals import Refusal

EVERYONE = "all employees"
THE_YEAR = Window(date(2018, 3, 31), date(2019, 3, 31))


def measure(tmp_path, sizes, window, population=EVERYONE, force=FORCE):
    workforce = Workforce(WORKFORCE, write_workforce(tmp_path / "w.csv", sizes))
    return workforce.measure_exposure(force, population, window)


def test_workforce_years_between_two_snapshots_are_the_mean_of_both(tmp_path):
    exposure = measure(tmp_path, {2018: 1000, 2019: 2000}, THE_YEAR)
    assert exposure.workforce_years == pytest.approx(1500 * 365 / 365.25)
    assert exposure.cells == " | ".join(f"w.csv#csv!F{line}" for line in (2, 3, 4, 5))
    assert "level beyond" not in exposure.assumes


def test_part_of_a_year_takes_its_part_of_the_line(tmp_path):
    window = Window(date(2018, 3, 31), date(2018, 9, 29))
    exposure = measure(tmp_path, {2018: 1000, 2019: 2000}, window)
    last = 1000 + 1000 * 182 / 365
    assert exposure.workforce_years == pytest.approx((1000 + last) / 2 * 182 / 365.25)


def test_days_before_the_first_snapshot_stand_at_its_level_and_say_so(tmp_path):
    window = Window(date(2018, 3, 1), date(2018, 3, 31))
    exposure = measure(tmp_path, {2018: 1000, 2019: 2000}, window)
    assert exposure.workforce_years == pytest.approx(1000 * 30 / 365.25)
    assert "level beyond the first and last" in exposure.assumes


def test_a_level_workforce_over_the_common_window_is_its_size_times_five_years(tmp_path):
    exposure = measure(tmp_path, dict.fromkeys(range(2018, 2024), 1000), COMMON)
    assert exposure.workforce_years == pytest.approx(1000 * 1826 / 365.25)


def test_the_population_decides_who_is_counted(tmp_path):
    kinds = Denominators(
        workforce="headcount",
        worker_types={EVERYONE: ALL_EMPLOYEES, "officers": ("police officer",)},
    )
    workforce = Workforce(kinds, write_workforce(tmp_path / "w.csv", {2018: 1000, 2019: 1000}))
    years = [
        workforce.measure_exposure(FORCE, who, THE_YEAR).workforce_years
        for who in (EVERYONE, "officers")
    ]
    assert years[1] == pytest.approx(0.8 * years[0])


@pytest.mark.parametrize(
    ("sizes", "window", "population", "force", "code", "says"),
    [
        ({2018: 1, 2019: 1}, THE_YEAR, "horses", FORCE, "NO_DENOMINATOR", "horses"),
        ({2018: 1, 2019: 1}, THE_YEAR, EVERYONE, "dorset", "COVERAGE_GAP", "no workforce snapshot"),
        ({2018: 1, 2019: 1}, THE_YEAR, EVERYONE, "atlantis", "COVERAGE_GAP", "of atlantis"),
        ({2018: 1, 2019: 1}, THE_YEAR, EVERYONE, "psni", "COVERAGE_GAP", "not Northern Ireland"),
        ({2018: 1, 2019: 1}, COMMON, EVERYONE, FORCE, "COVERAGE_GAP", "snapshots run from"),
        (
            {2018: 1, 2019: 1},
            Window(date(2017, 12, 1), date(2018, 12, 1)),
            EVERYONE,
            FORCE,
            "COVERAGE_GAP",
            "snapshots run from",
        ),
        (
            {2018: 9, 2020: 9, 2021: 9, 2022: 9, 2023: 9},
            COMMON,
            EVERYONE,
            FORCE,
            "COVERAGE_GAP",
            "no workforce snapshot of staffordshire between 31 March 2018 and 31 March 2020",
        ),
    ],
)
def test_what_cannot_be_known_is_refused_by_name(
    tmp_path, sizes, window, population, force, code, says
):
    refused = measure(tmp_path, sizes, window, population, force)
    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert says in refused.evidence


@pytest.mark.parametrize("spoil", ["a type missing", "a blank"])
def test_a_snapshot_that_is_not_whole_is_refused(tmp_path, spoil):
    path = write_workforce(tmp_path / "w.csv", {2018: 10, 2019: 10})
    rows = [row.split(",") for row in path.read_text().splitlines()]
    if spoil == "a type missing":
        del rows[2]
    else:
        rows[2][5] = ""
    refused = Workforce(WORKFORCE, write_csv(path, rows)).measure_exposure(
        FORCE, EVERYONE, THE_YEAR
    )
    assert isinstance(refused, Refusal) and refused.code == "COVERAGE_GAP"


def test_staffordshire_employed_3219_people_at_31_march_2018():
    types = ("police officer", "police staff", "police community support officer")
    types = (*types, "designated officer")
    table = read_table(REFERENCE / "home-office-workforce.csv")
    chosen = table[(table["geo_code"] == "E23000015") & (table["year"] == "2018")]
    assert chosen[chosen["worker_type"].isin(types)]["headcount"].astype(int).sum() == 3219
    kinds = Denominators(workforce="headcount", worker_types={EVERYONE: types})
    day = Window(date(2018, 3, 30), date(2018, 3, 31))
    exposure = Workforce(kinds).measure_exposure(FORCE, EVERYONE, day)
    assert exposure.workforce_years * 365.25 == pytest.approx(3219, abs=0.1)


def test_a_window_from_2009_rests_on_rows_of_both_editions():
    """Of the national request; the area of the trapezoids worked out from the snapshots by hand."""
    window = Window(date(2009, 1, 1), date(2014, 2, 18))
    officers = Denominators(workforce="headcount")
    exposure = Workforce(officers).measure_exposure("dorset", "officers", window)
    table = read_table(REFERENCE / "home-office-workforce-2007-2017.csv")
    chosen = table[(table["geo_code"] == "E23000039") & (table["worker_type"] == "police officer")]
    sizes = chosen.set_index("year")["headcount"].astype(float)
    days = [date(year, 3, 31) for year in range(2008, 2015)]
    ends = [window.start, *days[1:-1], window.end]
    level = dict(zip(days, sizes["2008":"2014"], strict=True))
    for day, (one, other) in zip((ends[0], ends[-1]), (days[:2], days[-2:]), strict=True):
        part = (day - one).days / (other - one).days
        level[day] = level[one] + part * (level[other] - level[one])
    area = sum(
        (level[one] + level[other]) / 2 * (other - one).days for one, other in pairwise(ends)
    )
    assert exposure.workforce_years == pytest.approx(area / 365.25)
    lines = [2 + place for place in chosen.index[1:8]]
    file = "data/raw/reference/home-office-workforce-2007-2017.csv"
    assert exposure.cells == " | ".join(f"{file}#csv!F{line}" for line in lines)
    both = Window(date(2016, 1, 1), date(2020, 4, 11))
    cells = Workforce(officers).measure_exposure("dorset", "officers", both).cells
    assert {cell.partition("#")[0] for cell in cells.split(" | ")} == {
        file,
        "data/raw/reference/home-office-workforce.csv",
    }


def test_designated_officers_stand_in_every_year_and_move_in_and_out_of_police_staff():
    rows = read_snapshots()
    by_type = rows[rows["rank"].eq("")].pivot_table(
        index=["force", "day"], columns="worker_type", values="headcount"
    )
    designated = by_type["designated officer"]
    assert len(designated) == 43 * 17 and designated.notna().all()
    none = designated[designated.eq(0)].groupby("day").size()
    assert (none.min(), none.max(), none[date(2007, 3, 31)]) == (8, 17, 17)
    assert by_type["police community support officer"].notna().all()
    volunteers = by_type["police support volunteer"].dropna().index.get_level_values("day")
    assert min(volunteers) == date(2018, 3, 31)


def test_types_that_were_not_counted_yet_leave_the_days_without_a_snapshot():
    kinds = Denominators(workforce="headcount")
    refused = Workforce(kinds).measure_exposure(
        "dorset", "volunteers", Window(date(2009, 1, 1), date(2014, 1, 1))
    )
    assert refused.code == "COVERAGE_GAP"
    assert "snapshots run from 31 March 2018" in refused.evidence
    mixed = Denominators(
        workforce="headcount",
        worker_types={"everybody": ("police officer", "police support volunteer")},
    )
    window = Window(date(2016, 1, 1), date(2019, 1, 1))
    refused = Workforce(mixed).measure_exposure("dorset", "everybody", window)
    assert "lacks headcount for some of" in refused.evidence
