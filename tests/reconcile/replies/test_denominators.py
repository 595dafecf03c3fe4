from datetime import date

import pytest
from examples import ALL_EMPLOYEES, COMMON, FORCE, WORKFORCE, write_csv, write_workforce

from analysis.model.csv_file import read_table
from analysis.model.study import Denominators
from analysis.model.window import Window
from analysis.reconcile.replies.denominators import WORKFORCE as SNAPSHOTS
from analysis.reconcile.replies.denominators import Workforce
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
            "no workforce snapshot of staffordshire in 2019",
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


@pytest.mark.parametrize("spoil", ["a type missing", "a type twice", "a blank"])
def test_a_snapshot_that_is_not_whole_is_refused(tmp_path, spoil):
    path = write_workforce(tmp_path / "w.csv", {2018: 10, 2019: 10})
    rows = [row.split(",") for row in path.read_text().splitlines()]
    if spoil == "a type missing":
        del rows[2]
    elif spoil == "a type twice":
        rows.append(rows[2])
    else:
        rows[2][5] = ""
    refused = Workforce(WORKFORCE, write_csv(path, rows)).measure_exposure(
        FORCE, EVERYONE, THE_YEAR
    )
    assert isinstance(refused, Refusal) and refused.code == "COVERAGE_GAP"


def test_staffordshire_employed_3219_people_at_31_march_2018():
    types = ("police officer", "police staff", "police community support officer")
    types = (*types, "designated officer")
    table = read_table(SNAPSHOTS)
    chosen = table[(table["geo_code"] == "E23000015") & (table["year"] == "2018")]
    assert chosen[chosen["worker_type"].isin(types)]["headcount"].astype(int).sum() == 3219
    kinds = Denominators(workforce="headcount", worker_types={EVERYONE: types})
    day = Window(date(2018, 3, 30), date(2018, 3, 31))
    exposure = Workforce(kinds).measure_exposure(FORCE, EVERYONE, day)
    assert exposure.workforce_years * 365.25 == pytest.approx(3219)
