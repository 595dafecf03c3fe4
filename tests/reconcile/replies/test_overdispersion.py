from datetime import date

import pytest
from examples import frame, observe, observe_years

from analysis.model.breaks import Break
from analysis.model.window import Window
from analysis.reconcile.methods.rates import Dispersion, rate_interval, widen_rate
from analysis.reconcile.replies.overdispersion import Variations
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.comparison import Findings
from analysis.reconcile.results.regimes import Regimes
from analysis.reconcile.results.rows import Rows

BREAK = Break(date=date(2020, 2, 1), name="New rules", why="they count otherwise")
MET = {"force": "metropolitan", "reference": "M 1"}
SMALL = {2018: 20, 2019: 24, 2020: 500, 2021: 32, 2022: 30}
LARGE = {2018: 240, 2019: 190, 2020: 9, 2021: 400, 2022: 520}


def measure(*rows, breaks=(BREAK,), provenance="illustrative"):
    series = split_series(frame([row for some in rows for row in some]))
    return Variations(series, Regimes(breaks)).find(series[0], provenance)


def square(*counts):
    """Pearson's chi-square of years of one length."""
    mean = sum(counts) / len(counts)
    return sum((count - mean) ** 2 / mean for count in counts)


def test_years_are_pooled_over_forces_within_the_same_rules():
    """2020 lies on both sides of the change and tells of neither."""
    found = measure(observe_years(SMALL), observe_years(LARGE, **MET)).dispersion
    squares = square(20, 24) + square(32, 30) + square(240, 190) + square(400, 520)
    assert found.freedom == 4
    assert found.ratio == pytest.approx(squares / 4)


def test_without_a_break_all_years_of_a_force_are_one_group():
    found = measure(observe_years(SMALL), breaks=()).dispersion
    assert found.freedom == 4
    assert found.ratio == pytest.approx(square(20, 24, 500, 32, 30) / 4, rel=0.01)


def test_parts_hidden_years_and_totals_are_left_out():
    rows = [
        *observe_years({2018: 20, 2019: 24, 2021: (1, 4), 2022: 30}),
        observe(6, "2023-01-01", "2023-03-01", cell="G2"),
        observe(80, "2018-01-01", "2023-03-01", cell="H2"),
    ]
    variation = measure(rows, observe_years(LARGE, **MET))
    squares = square(20, 24) + square(240, 190) + square(400, 520)
    assert variation.dispersion == Dispersion(pytest.approx(squares / 3), 3)
    assert variation.row["years"] == "6"
    cells = variation.row["cells"]
    assert "B2" in cells and "E2" in cells
    assert "G2" not in cells and "H2" not in cells


def test_a_year_given_twice_counts_once():
    financial = [
        observe(21, "2018-04-01", "2019-04-01", cell="H2"),
        observe(23, "2019-04-01", "2020-04-01", cell="I2"),
    ]
    years = observe_years({2016: 9, 2017: 12, 2018: 20, 2019: 24})
    again = [row | {"cell": f"Z{n}", "note": "printed again"} for n, row in enumerate(years)]
    one, more = measure(years), measure([*years, *again, *financial])
    assert more.dispersion == one.dispersion


def test_a_year_across_a_break_takes_no_other_years_place():
    """Calendar 2020 lies across the change; the financial year after it does not."""
    rows = [
        *observe_years({2016: 9, 2017: 12, 2018: 20, 2020: 31}),
        observe(21, "2020-04-01", "2021-04-01", cell="H2"),
        observe(43, "2021-04-01", "2022-04-01", cell="I2"),
    ]
    found = measure(rows).dispersion
    assert found.freedom == 3
    assert found.ratio == pytest.approx((square(9, 12, 20) + square(21, 43)) / 3, rel=0.01)


def test_too_few_years_are_not_measured_and_said_by_name():
    none = measure(observe_years({2021: 9}))
    assert none.dispersion is None
    assert "no reply gives two whole years" in none.says
    few = measure(observe_years({2021: 9, 2022: 30}))
    assert few.dispersion is None
    assert "11.3 times as much as chance would make them, by 1 degree of freedom" in few.says
    assert few.says.startswith("counts are taken to vary as Poisson")
    assert few.row["freedom"] == "1" and few.row["estimate"] > 1
    two = measure(observe_years({2018: 9, 2019: 30, 2021: 4, 2022: 9}))
    assert two.dispersion is None and "2 degrees of freedom where 3 are the fewest" in two.says


def test_words_tell_of_few_degrees_and_of_a_trend():
    says = measure(observe_years(SMALL), observe_years(LARGE, **MET)).says
    assert "4 degrees of freedom, which is few" in says
    assert "a real trend included" in says
    even = measure(observe_years(dict.fromkeys(range(2008, 2020), 10))).says
    assert "no more than chance" in even and "few" not in even


def test_other_kinds_of_count_are_not_pooled():
    one = measure(observe_years(SMALL), breaks=()).dispersion
    other = observe_years(LARGE, **MET, unit="cases")
    assert measure(observe_years(SMALL), other, breaks=()).dispersion == one


def test_nothing_made_up_widens_a_figure_that_is_not():
    real = observe_years(SMALL, provenance="disclosed")
    made_up = observe_years(LARGE, **MET)
    alone = measure(real, breaks=(), provenance="disclosed").dispersion
    assert measure(real, made_up, breaks=(), provenance="disclosed").dispersion == alone
    both = measure(real, made_up, breaks=(), provenance="illustrative").dispersion
    assert both.freedom == alone.freedom + 4


def test_a_rate_is_widened_and_never_narrowed():
    rows = Rows([])
    series = split_series(frame([*observe_years(SMALL), *observe_years(LARGE, **MET)]))
    variations = Variations(series, rows.regimes)
    window = Window(date(2018, 1, 1), date(2023, 1, 1))
    lower, upper = rate_interval(30, 44, 4.0)
    facts = {"low": 30 / 4, "high": 44 / 4, "lower": lower, "upper": upper, "exposure": 4.0}
    row = rows.figure(series[0], "rate_per_month", "own", window, assumes="even", **facts)
    cell = rows.figure(series[0], "rate_per_month", "cell", window, low=1, high=1)
    (wide, untouched) = variations.widen_rates(Findings([row, cell], [])).figures
    assert untouched == cell
    found = variations.find(series[0], "illustrative").dispersion
    assert (wide["wide_lower"], wide["wide_upper"]) == pytest.approx(widen_rate(30, 44, 4.0, found))
    assert wide["wide_lower"] < lower and wide["wide_upper"] > upper
    assert (wide["lower"], wide["upper"]) == (lower, upper)
    assert wide["assumes"].endswith("; even") and "yearly counts vary" in wide["assumes"]


def test_where_dispersion_is_not_known_a_rate_says_so_and_has_no_widened_limits():
    rows = Rows([])
    series = split_series(frame(observe_years({2021: 9})))
    window = Window(date(2021, 1, 1), date(2022, 1, 1))
    facts = {"low": 9, "high": 9, "lower": 4, "upper": 17, "exposure": 1}
    row = rows.figure(series[0], "rate_per_month", "own", window, **facts)
    (left,) = Variations(series, rows.regimes).widen_rates(Findings([row], [])).figures
    assert left["wide_lower"] is None
    assert "how much more they vary is not known" in left["assumes"]
