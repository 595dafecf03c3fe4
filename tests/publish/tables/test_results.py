"""The tables of results hold what the comparison holds, cell by cell."""

import pytest
from figure_reading import read_table
from figure_samples import make_publication, observe, year

from analysis.publish.tables.background import list_refusals
from analysis.publish.tables.category_tables import list_categories
from analysis.publish.tables.results import list_counts, list_pairs, list_rates


@pytest.fixture(scope="module")
def publication():
    upheld = {"definition": "upheld complaint", "table": "q", "label": "PC"}
    whole = ("2018-03-01", "2023-03-01")
    constable = ("rank", "constable")
    return make_publication(
        [
            observe("staffordshire", whole, 138),
            observe("metropolitan", year(2018), 240),
            observe("metropolitan", ("2019-01-01", "2023-03-01"), 1510),
            observe("staffordshire", whole, 20, category=constable),
            observe("staffordshire", whole, 30, category=("rank", "sergeant")),
            observe("staffordshire", whole, 5, category=constable, **upheld),
            observe("west-mercia", year(2021), 12, date_basis="finalised"),
        ]
    )


def test_counts_say_window_rung_and_range(publication):
    rows = read_table(list_counts(publication))
    met = [row for row in rows if row["Reply"].startswith("Metropolitan")]
    assert [(row["Window"], row["Rung"], row["Count"]) for row in met] == [
        ("own", "Exact", "1,750"),
        ("common", "Bounds", "1,510 to 1,750"),
        ("common", "Apportioned", "about 1,711, within 1,510 to 1,750 (95 %: 1,669 to 1,737)"),
    ]
    assert met[2]["Takes for granted"].startswith("assumes that within 1 January 2018")
    assert met[1]["Unit, in whom"] == "complaints, all employees"


def test_rates_show_the_interval_and_the_exposure_they_rest_on(publication):
    rows = read_table(list_rates(publication))
    figures = publication.comparison.pick("rate_per_month", "own")
    shown = [row for row in rows if row["Per"] == "month" and row["Rung"] == "Own window"]
    assert [row["Exposure"] for row in shown] == ["59.99", "61.93", "11.99"]
    for exposure, figure in zip(shown, figures.itertuples(), strict=True):
        again = figure.low * figure.exposure / float(exposure["Exposure"].replace(",", ""))
        assert again == pytest.approx(figure.low, rel=1e-3)
    met = next(row for row in shown if row["Reply"].startswith("Metropolitan"))
    assert (met["Rate"], met["95 % interval"]) == ("28.3", "26.9 to 29.7")


def test_two_definitions_of_one_unit_are_two_rows(publication):
    rows = read_table(list_categories(publication, "rank"))
    constables = [row["Count"] for row in rows if row["Rank"] == "Constable"]
    assert constables == ["20", "5"]


def test_a_pair_names_both_replies_and_the_days_of_each(publication):
    first, *_ = read_table(list_pairs(publication))
    assert first["Reply"].startswith("Staffordshire")
    assert first["Against"].startswith("Metropolitan")
    assert first["Days"].replace("\u00a0", " ") == (
        "Mar 2018 – Feb 2023; against Jan 2018 – Feb 2023"
    )


def test_a_refused_pair_says_by_which_codes_and_a_refused_count_why(publication):
    refused = [row for row in read_table(list_pairs(publication)) if row["Rung"] == "Refused"]
    assert {row["Ratio, or codes"] for row in refused} == {"DATE_BASIS_MISMATCH"}
    alone = read_table(list_refusals(publication))
    mercia = next(row for row in alone if row["Code"] == "COVERAGE_GAP")
    assert "no figure covers 1 March 2018 to 31 December 2020" in mercia["Evidence"]


def test_of_two_things_that_a_reply_counts_in_the_same_people_the_definition_is_told():
    rows = [observe("kent", year(2018), 51), observe("kent", year(2018), 36, definition="a case")]
    publication = make_publication([*rows, observe("essex", year(2018), 9)])
    told = {row["Count"]: row["Unit, in whom"] for row in read_table(list_counts(publication))}
    assert told["36"] == "complaints, all employees (a case)"
    assert told["51"] == "complaints, all employees (complaint)"
    assert told["9"] == "complaints, all employees"
