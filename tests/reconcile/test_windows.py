"""How replies' windows meet the common one."""

from datetime import date

import pytest
from examples import frame, observe_years

from analysis.model.study import load_study
from analysis.model.window import Window
from analysis.reconcile.compare import read_study
from analysis.reconcile.series import split_series
from analysis.reconcile.windows import find_straddling, list_windows, measure_coverage


def test_staffordshire_straddles_nothing_and_the_met_only_2018():
    study = load_study("social-media-complaints")
    series, _ = read_study(study)
    common = study.choose_window()
    windows = list_windows([one for one in series if one.unit == "complaints"], common)
    told = windows.set_index("force")[["days", "inside, %", "straddling"]]
    assert list(told.loc["staffordshire"]) == [1826, 100.0, "none"]
    assert list(told.loc["metropolitan"]) == [1885, 100.0, "2018"]


def test_a_window_inside_the_years_is_straddled_at_both_ends():
    study = load_study("social-media-complaints")
    series, _ = read_study(study)
    met = next(one for one in series if one.force == "metropolitan" and not one.totals.empty)
    inside = Window(date(2019, 7, 1), date(2021, 7, 1))
    assert find_straddling(met, inside) == ["2019", "2021"]


def test_without_a_common_window_only_the_replies_own_are_listed():
    study = load_study("published-replies")
    series, _ = read_study(study)
    assert "straddling" not in list_windows(series, study.choose_window())


def test_a_gap_in_a_reply_is_not_counted_as_covered():
    common = Window(date(2018, 3, 1), date(2023, 3, 1))
    rows = observe_years({2018: 5, 2019: 5, 2022: 5})
    (series,) = split_series(frame(rows))
    # 306 days of 2018, 365 of 2019 and 365 of 2022, of 1,826.
    assert measure_coverage(series, common) == pytest.approx(1036 / 1826)
