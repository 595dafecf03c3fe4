"""The tables of pairs, orders, dispersion, years and the funnel hold what the comparison holds."""

import math
import re

import pandas as pd
import pytest
from figure_reading import read_table
from figure_samples import make_publication, many_alike, observe, year

from analysis.publish.content.funnel_limits import Point, count_decimals
from analysis.publish.content.wording import format_digits
from analysis.publish.tables.results import (
    list_dispersion,
    list_funnel,
    list_orders,
    list_pairs,
    list_years,
)


def strip_marks(cell: str) -> str:
    """The words of a cell without what leads to the lines of its figures."""
    return re.sub(r"\[[^]]*\]\([^)]*\)(\{[^}]*\})?", "", cell).replace("\u00a0", " ")


@pytest.fixture(scope="module")
def publication():
    rows = [
        observe("metropolitan", year(n), count)
        for n, count in enumerate((240, 190, 310, 400, 520), start=2018)
    ]
    rows += [observe("staffordshire", year(n), 20 + n % 7) for n in range(2018, 2023)]
    rows += [observe(force, ("2023-01-01", "2023-03-01"), 9) for force in ("staffordshire",)]
    rows += [observe("metropolitan", ("2023-01-01", "2023-03-01"), 90)]
    return make_publication(rows)


def test_a_pair_is_told_over_each_window_with_both_intervals(publication):
    rows = read_table(list_pairs(publication))
    assert [row["Rung"] for row in rows] == ["Exact", "Bounds", "Exact"] * 2
    assert [row["Of"] for row in rows] == ["rates per head"] * 3 + ["counts over the same days"] * 3
    counts = 1750 / 129  # of the whole five years and two months
    assert float(rows[3]["Ratio, or codes"].partition(" ")[0]) == pytest.approx(counts, abs=0.05)
    assert rows[1]["Days"].endswith("(common)")
    assert rows[2]["Days"].replace("\u00a0", " ") == "Jan 2018 – Feb 2023 (best for the pair)"
    figures = publication.comparison.pick("rate_ratio", "own").iloc[0]
    assert rows[0]["95 % interval"].startswith(f"{figures['wide_lower'] - 0.005:.2f}")
    assert rows[0]["Were counts Poisson"].startswith(f"{figures['lower'] - 0.005:.2f}")
    assert figures["wide_lower"] < figures["lower"]


def test_orders_say_what_may_be_said_of_reported_and_underlying_rates(publication):
    rows = read_table(list_orders(publication))
    assert len(rows) == 3
    assert all(row["p, Holm (of)"] == "one pair" for row in rows)
    ratio = publication.comparison.pick("rate_ratio", "own").iloc[0]
    assert rows[0]["Reported rates"] == f"the first is {'higher' if ratio['low'] > 1 else 'lower'}"
    assert rows[0]["Underlying rates"] in ("not told apart", rows[0]["Reported rates"])
    p, poisson = (float(rows[0][name].removeprefix("under ")) for name in ("p", "p, Poisson"))
    assert 0 <= poisson <= p <= 1


@pytest.mark.costly
def test_a_p_of_two_readings_is_said_to_be_the_greater():
    """Ten of two weeks to 1 March, or of a day more: the p of the reading that tells less."""
    ends = {"end_latest": pd.Timestamp("2019-01-02")}
    rows = [
        observe("staffordshire", year(2018), 30) | ends,
        observe("metropolitan", year(2018), 200),
    ]
    two = make_publication(rows)
    assert set(two.comparison.tables["orders"]["readings"]) != {"one"}
    assert "each p is the greater of both readings" in list_orders(two)


def test_dispersion_tells_its_years_and_degrees_of_freedom(publication):
    (row,) = read_table(list_dispersion(publication))
    assert (row["Replies"], row["Degrees of freedom"]) == ("2", "4")
    # 2020 spans the change of 1 February, and what there is of 2023 is no year.
    assert strip_marks(row["Years pooled"]) == (
        "8: Metropolitan Police Service 2018: 240, 2019: 190, 2021: 400, 2022: 520; "
        "Staffordshire Police 2018: 22, 2019: 23, 2021: 25, 2022: 26"
    )
    squares = 50**2 / 430 + 120**2 / 920
    squares += sum((a - b) ** 2 / (a + b) for a, b in ((22, 23), (25, 26)))
    assert row["Variance over mean"] == format_digits(squares / 4)
    unknown = make_publication([observe("dorset", year(2018), 9)])
    (row,) = read_table(list_dispersion(unknown))
    assert row["Variance over mean"] == "[x]" and "is not known" in row["What it says"]


def test_years_show_both_counts_and_the_change_or_the_codes(publication):
    rows = [row for row in read_table(list_years(publication)) if row["Reply"].startswith("Metro")]
    told = [(row["Before"], row["Then"], row["Rung"], row["Change, or codes"]) for row in rows]
    assert told == [
        ("240", "190", "Exact", "−21\u00a0%"),
        ("190", "310", "Refused", "BREAK_SPANNED"),
        ("310", "400", "Refused", "BREAK_SPANNED"),
        ("400", "520", "Exact", "+30\u00a0%"),
        ("520", "90", "Refused", "COVERAGE_GAP"),
    ]
    assert rows[3]["Were counts Poisson"].replace("\u00a0", " ") == "+13 % to +49 %"
    assert rows[1]["95 % interval"] == ""


def test_the_funnel_lists_every_force_with_its_limits_and_ranks_none():
    publication = many_alike()
    rows = read_table(list_funnel(publication))
    assert len(rows) == 8
    forces = [reply.force for reply in publication.study.replies]
    named = [publication.names.force(force) for force in forces]
    assert [row["Reply"].split(",")[0].split("[")[0].strip() for row in rows] == named
    assert [row["Where it lies"] for row in rows].count("inside") == 5
    above = next(row for row in rows if row["Where it lies"].startswith("above"))
    assert float(above["Rate"]) > float(above["95 % limits"].split(" to ")[1])
    assert list_funnel(make_publication([observe("dorset", year(2018), 9)])).count("none") == 1


@pytest.mark.parametrize(
    ("low", "high", "upper", "decimals"),
    [
        (1.1164, 1.1164, 1.1156, 4),  # both 1.12, and both 1.116: the rate is above
        (1.1164, 1.1164, 1.0956, 2),
        (1.1164, 1.1164, 1.1164, 2),  # no digit tells them apart
        (0.9, 1.11561, 1.1156, 5),
        (0.9, math.inf, 1.1156, 2),
    ],
)
def test_a_rate_and_a_limit_are_one_in_print_only_where_they_are(low, high, upper, decimals):
    figure = pd.Series({"low": low, "high": high, "exposure": 20.6})
    limits = {0.95: (0.3714, upper), 0.998: (0.21, 1.38)}
    found = count_decimals(Point(None, figure), limits)
    assert found == decimals
    if low == high != upper:
        assert (round(low, found) > round(upper, found)) == (low > upper)


def test_the_funnel_prints_rates_and_limits_with_the_same_decimals():
    for row in read_table(list_funnel(many_alike())):
        limits = f"{row['95 % limits']} to {row['99.8 % limits']}".split(" to ")
        assert len({len(limit.partition(".")[2]) for limit in limits}) == 1
        assert len(row["Exposure"].replace(".", "").replace(",", "")) >= 4


def test_the_shrunk_rate_has_its_own_column_and_who_has_none_is_named():
    text = list_funnel(many_alike())
    rows = {row["Reply"].split()[0]: row for row in read_table(text)}
    told = text.replace("\\", "")
    avon = rows["Avon"]
    drawn, raw, common = (
        float(avon[name].split()[0])
        for name in ("Shrunk towards the common rate", "Rate", "Common rate")
    )
    assert common < drawn < raw
    assert rows["Dorset"]["Shrunk towards the common rate"] == "[x]"
    assert "Not shrunk, for their counts are ranges: Dorset." in told
    assert "with a standard deviation of" in told
