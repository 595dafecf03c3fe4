"""The league table: who stands in which class and why, in which order, with which figures."""

from math import inf

import pandas as pd
import pytest
from examples import WORKFORCE, frame, observe, write_csv, write_workforce
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.breaks import KNOWN_BREAKS
from analysis.model.window import Window, read_window
from analysis.reconcile.league import find_dispersion, list_league, rank_replies
from analysis.reconcile.methods.rates import Dispersion
from analysis.reconcile.replies.comparability import find_base
from analysis.reconcile.replies.denominators import Workforce
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.comparison import CLASSES, TABLES, gather_findings
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.totals.pairs import compare_pairs
from analysis.reconcile.totals.window_counts import compare_totals

CODES = {"staffordshire": "E23000015", "metropolitan": "E23000001", "dorset": "E23000039",
         "kent": "E23000032", "essex": "E23000028"}  # fmt: skip
FIVE = ("2018-01-01", "2023-01-01")


@pytest.fixture(scope="module")
def workforce(tmp_path_factory) -> Workforce:
    """A thousand employees in each force, year in, year out: a workforce-year in thousands is one
    year."""
    folder, rows = tmp_path_factory.mktemp("w"), []
    for name, code in CODES.items():
        path = write_workforce(folder / f"{name}.csv", dict.fromkeys(range(2018, 2024), 1000), code)
        head, *lines = [line.split(",") for line in path.read_text().splitlines()]
        rows += lines
    return Workforce(WORKFORCE, write_csv(folder / "w.csv", [head, *rows]))


def reply(force: str, count: int, window=FIVE, **facts) -> dict:
    return observe(count, *window) | {"force": force, "reference": f"{force} 1"} | facts


def league(observations: list[dict], workforce: Workforce, common: Window | None = None):
    series = split_series(frame(observations))
    rows = Rows([])
    found = gather_findings([compare_totals(one, common, workforce, rows) for one in series])
    return TABLES["league"].frame(list_league(series, found, common, workforce, rows))


def classes(table: pd.DataFrame) -> dict[str, str]:
    return dict(zip(table["force"], table["class"], strict=True))


def test_each_class_is_for_its_own_difference(workforce):
    table = league(
        [
            reply("staffordshire", 30),
            reply("metropolitan", 50),
            reply("dorset", 40, ("2018-01-01", "2022-01-01")),
            reply("kent", 20, date_basis="received"),
            reply("essex", 60, unit="people"),
        ],
        workforce,
    )
    assert classes(table) == {
        "metropolitan": "same",
        "staffordshire": "same",
        "dorset": "own window",
        "kent": "with care",
        "essex": "no",
    }
    told = table.set_index("force")
    assert told.loc["essex", "code"] == "UNIT_MISMATCH"
    assert told.loc["kent", "code"] == "DATE_BASIS_MISMATCH"
    assert "'received'" in told.loc["kent", "evidence"]
    assert list(told["code"][:3]) == ["", "", ""]


def test_figures_are_those_of_the_replys_own_days(workforce):
    told = league([reply("dorset", 40, ("2018-01-01", "2022-01-01")), reply("kent", 1)], workforce)
    dorset = told.set_index("force").loc["dorset"]
    assert dorset["days"] == 1461  # 2020 was a leap year
    assert (dorset["low"], dorset["high"]) == (40, 40)
    assert dorset["year_low"] == pytest.approx(10)  # 1,461 days are four years of 365.25
    assert dorset["rate_low"] == pytest.approx(10)  # of 1,000 employees
    assert dorset["lower"] < 10 < dorset["upper"]


def test_a_reply_without_a_rate_keeps_its_class_and_stands_last_in_it(workforce):
    table = league(
        [reply("kent", 1), reply("dorset", 12), reply("essex", 30), reply("staffordshire", 2)],
        workforce,
    )
    assert list(table["class"]) == ["same"] * 4
    assert list(table["force"]) == ["essex", "dorset", "staffordshire", "kent"]
    assert list(table["code"][2:]) == ["TOO_FEW", "TOO_FEW"]


def test_another_population_is_not_compared_whatever_its_rate(workforce):
    table = league(
        [reply("kent", 9), reply("essex", 9), reply("dorset", 99, population="officers")], workforce
    )
    assert classes(table)["dorset"] == "no" and list(table["force"])[-1] == "dorset"
    assert "population" in table.iloc[-1]["evidence"]


def test_of_a_reply_that_counts_two_things_the_nearest_stands_for_it(workforce):
    two = [reply("kent", 12, unit="people"), reply("kent", 15)]
    table = league([*two, reply("essex", 20), reply("dorset", 20)], workforce)
    kent = table.set_index("force").loc["kent"]
    assert (kent["unit"], kent["class"], kent["low"]) == ("complaints", "same", 15)
    assert len(table) == 3


def test_the_base_is_what_most_forces_share_and_not_what_comes_first():
    first = reply("staffordshire", 9, unit="people")
    others = [reply(force, 9) for force in ("kent", "essex")]
    base = find_base(split_series(frame([first, *others])), None, Rows([]))
    assert base.series.unit == "complaints" and base.window.days == 1826
    # Two replies of one force are one voice.
    twice = [first, reply("staffordshire", 9, unit="people", reference="2"), *others]
    assert find_base(split_series(frame(twice)), None, Rows([])).series.unit == "complaints"
    assert find_base([], None, Rows([])) is None


def test_without_shared_days_nothing_is_called_the_same(workforce):
    years = [("2018-01-01", "2020-01-01"), ("2020-01-01", "2022-01-01")]
    table = league([reply("kent", 9, years[0]), reply("essex", 9, years[1])], workforce)
    assert set(table["class"]) == {"own window"}


def test_days_under_other_rules_are_compared_with_care(workforce):
    series = split_series(
        frame(
            [
                reply("kent", 9, ("2018-01-01", "2020-01-01")),
                reply("essex", 9, ("2021-01-01", "2023-01-01")),
            ]
        )
    )
    rows = Rows(KNOWN_BREAKS)
    common = read_window("1 January 2018 to 31 December 2019")
    found = gather_findings([compare_totals(one, None, workforce, rows) for one in series])
    made = list_league(series, found, common, workforce, rows)
    assert [(row["force"], row["class"]) for row in made] == [
        ("kent", "same"),
        ("essex", "with care"),
    ]
    assert made[1]["code"] == "BREAK_SPANNED"


def test_the_base_is_under_the_rules_that_most_replies_are_under(workforce):
    late = [reply(force, 9, ("2021-01-01", "2023-01-01")) for force in ("essex", "dorset", "kent")]
    first = reply("staffordshire", 9, ("2018-01-01", "2020-01-01"))
    rows = Rows(KNOWN_BREAKS)
    for observations in ([first, *late], [*late, first]):
        series = split_series(frame(observations))
        found = gather_findings([compare_totals(one, None, workforce, rows) for one in series])
        made = {
            row["force"]: row["class"] for row in list_league(series, found, None, workforce, rows)
        }
        assert made == dict.fromkeys(("essex", "dorset", "kent"), "same") | {
            "staffordshire": "with care"
        }


def test_of_equals_the_series_with_a_count_stands_for_its_reply(workforce):
    ranks = reply("kent", 9, dimension="rank", category="constable", unit="allegations")
    table = league([ranks, reply("kent", 12, unit="people"), reply("essex", 9),
                    reply("dorset", 9)], workforce)  # fmt: skip
    kent = table.set_index("force").loc["kent"]
    assert (kent["unit"], kent["low"], kent["code"]) == ("people", 12, "UNIT_MISMATCH")


def test_where_no_reply_prints_a_total_each_stands_with_its_reason(workforce):
    rank = {"dimension": "rank", "category": "constable", "label": "PC"}
    table = league([reply("kent", 9, **rank), reply("essex", 9, **rank)], workforce)
    assert list(table["class"]) == ["no", "no"] and set(table["code"]) == {"COVERAGE_GAP"}


def test_a_last_day_that_may_be_meant_makes_no_other_days(workforce):
    later = reply("kent", 9) | {"end_latest": "2023-01-02"}
    table = league([later, reply("essex", 9), reply("dorset", 9)], workforce)
    assert set(table["class"]) == {"same"}


def test_a_reply_of_categories_alone_is_told_and_not_dropped(workforce):
    rank = reply("kent", 9, dimension="rank", category="constable", label="PC")
    table = league([rank, reply("essex", 9), reply("dorset", 9)], workforce)
    kent = table.set_index("force").loc["kent"]
    assert (kent["class"], kent["code"]) == ("no", "COVERAGE_GAP")


@pytest.mark.costly
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["complaints", "people"]),
            st.sampled_from(["all employees", "officers"]),
            st.sampled_from(["received", "unstated"]),
            st.sampled_from([FIVE, ("2018-01-01", "2022-01-01")]),
            st.integers(0, 90),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_every_reply_stands_once_class_by_class_and_by_rate_within(workforce, drawn):
    names = ("unit", "population", "date_basis")
    observations = [
        reply(force, count, window, **dict(zip(names, told, strict=True)))
        for force, (*told, window, count) in zip(CODES, drawn, strict=False)
    ]
    table = league(observations, workforce)
    assert sorted(table["force"]) == sorted(row["force"] for row in observations)
    places = [CLASSES.index(name) for name in table["class"]]
    assert places == sorted(places)
    for name in CLASSES[:-1]:
        rates = table.loc[table["class"].eq(name), "rate_low"].dropna()
        assert rates.is_monotonic_decreasing
    compared = table[table["class"].ne("no")]
    assert len(compared[["unit", "population"]].drop_duplicates()) == 1
    assert (table.loc[table["class"].eq("no"), "code"] != "").all()


@pytest.mark.parametrize("status", ["withheld", "not_held", "not_answered", "not_recorded"])
def test_a_count_that_may_be_any_number_stands_in_no_class_and_in_no_ratio(workforce, status):
    absent = {"low": 0, "high": inf, "status": status}
    rows = [reply("kent", 0, **absent), reply("essex", 0, **absent), reply("dorset", 40)]
    table = league(rows, workforce).set_index("force")
    for force in ("kent", "essex"):
        row = table.loc[force]
        assert (row["class"], row["code"]) == ("no", "COVERAGE_GAP")
        reason = status.replace("_", " ")
        assert row["evidence"] == f"{force} gives no count of these days: {reason}"
        assert row[["rate_low", "rate_high", "lower", "upper"]].isna().all()
    assert table.loc["dorset", "class"] == "same"
    ratios = compare_pairs(split_series(frame(rows)), None, workforce, Rows([]))
    assert not ratios.figures
    assert {(row["measure"], row["code"]) for row in ratios.refusals} == {
        ("rate_ratio", "COVERAGE_GAP")
    }


def test_a_count_with_any_bound_keeps_its_class(workforce):
    few = reply("kent", 0, low=1, high=inf, status="suppressed")
    most = reply("essex", 0, low=0, high=9, status="suppressed")
    assert set(classes(league([few, most, reply("dorset", 40)], workforce)).values()) == {"same"}


def rated(force: str, count: float, name: str = "same", **facts):
    rate = None if name == "no" else count / 10
    return {
        "class": name, "force": force, "unit": "complaints", "population": "employees",
        "definition": "d", "date_basis": "unstated", "low": count, "high": count,
        "rate_low": rate, "exposure": 10.0, "rank_low": 9, "rank_high": 9, "ranked": 9,
        "provenance": "transcribed",
    } | facts  # fmt: skip


FIVE = [rated(force, count) for force, count in zip("abcde", (90, 30, 30, 30, 4), strict=True)]


def measure(ratio: float, freedom: int, provenance: str = "transcribed", **facts):
    kind = {"unit": "complaints", "population": "employees", "definition": "d"}
    told = {"date_basis": "unstated", "estimate": ratio, "freedom": str(freedom)}
    return kind | told | {"provenance": provenance} | facts


def read_ranks(rows) -> list[tuple]:
    return [(row["rank_low"], row["rank_high"], row["ranked"]) for row in rows]


NONE = (None, None, None)


def test_rates_are_ranked_within_the_classes_that_compare():
    others = [rated(force, 40, name) for name in ("with care", "no") for force in "vwxyz"]
    ranked = read_ranks(rank_replies([*FIVE, *others], []))
    assert ranked[:5] == [(1, 1, 5), (2, 4, 5), (2, 4, 5), (2, 4, 5), (5, 5, 5)]
    assert ranked[5:] == [NONE] * 10
    own = [row | {"class": "own window"} for row in FIVE]
    assert read_ranks(rank_replies([*FIVE, *own], [])) == ranked[:5] * 2


def test_fewer_than_five_forces_are_not_ranked_nor_what_has_no_rate():
    assert read_ranks(rank_replies(FIVE[:4], [])) == [NONE] * 4
    twice = [*FIVE[:4], rated("a", 50)]
    assert read_ranks(rank_replies(twice, [])) == [NONE] * 5
    unknown = rated("f", 2, rate_low=None, exposure=None)
    assert read_ranks(rank_replies([*FIVE, unknown], []))[4:] == [(5, 5, 5), NONE]


def test_who_has_too_few_events_for_a_rate_is_ranked_with_the_others():
    """Two in ten years of a thousand are told apart from 90 and from 30, not from 4."""
    few = rated("f", 2, rate_low=None)
    assert read_ranks(rank_replies([*FIVE, few], []))[3:] == [(2, 4, 6), (5, 6, 6), (5, 6, 6)]


def test_a_made_up_count_too_small_for_a_rate_ranks_no_real_one():
    few = rated("f", 2, rate_low=None, provenance="illustrative")
    ranks = read_ranks(rank_replies([*FIVE, few], [measure(4.0, 30, "illustrative")]))
    assert ranks == [*read_ranks(rank_replies(FIVE, [])), NONE]


def test_too_few_for_a_rate_is_listed_with_its_exposure(workforce):
    rows = league([reply("staffordshire", 2), reply("metropolitan", 50)], workforce)
    few = rows.set_index("force").loc["staffordshire"]
    assert (few["code"], few["exposure_unit"]) == ("TOO_FEW", "1,000 workforce-years")
    assert few["exposure"] == pytest.approx(1826 / 365.25)
    assert few[["rate_low", "rate_high", "lower", "upper"]].isna().all()


def test_ranks_allow_for_how_much_counts_are_measured_to_vary():
    exact, wide = (read_ranks(rank_replies(FIVE, rows)) for rows in ([], [measure(4.0, 30)]))
    assert exact[0] == (1, 1, 5) and wide[0] == (1, 4, 5)  # 90 against 30 no longer, 4 still
    # Neither too few degrees of freedom, nor what is made up, nor other words reach them.
    for row in (measure(4.0, 2), measure(4.0, 30, "illustrative"), measure(4.0, 30, unit="cases")):
        assert read_ranks(rank_replies(FIVE, [row])) == exact


def test_the_dispersion_is_the_most_of_all_words_and_of_the_weakest_provenance():
    rows = [
        measure(9.0, 8, "illustrative"),
        measure(2.0, 8),
        measure(3.0, 4, definition="e"),
        measure(1.0, 20, "disclosed"),
    ]
    figures = [rated("a", 9), rated("b", 9, definition="e", provenance="disclosed")]
    assert find_dispersion(figures, rows) == Dispersion(3.0, 4)
    assert find_dispersion(figures[:1], rows) == Dispersion(2.0, 8)
    assert find_dispersion(figures, []) is None
