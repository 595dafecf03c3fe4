"""The league table in the report: classes in order, every figure traced, every reason told."""

from figure_reading import read_table
from figure_samples import make_publication, many_alike, many_forces, observe, year

from analysis.publish.tables.league_table import RATE, list_league


def test_every_reply_stands_under_its_class_with_its_figures():
    publication = many_alike()
    rows = read_table(list_league(publication))
    assert rows[0]["Reply"] == "**Same**" and rows[0]["Count"] == ""
    assert "**Same**: the same days" in list_league(publication)
    replies = rows[1:]
    assert len(replies) == 8
    best = replies[0]
    assert best["Reply"].startswith("Avon and Somerset")
    figure = publication.league[0].count
    assert best["Count"] == f"{figure['low']:,.0f}" and best["Days"].endswith("(730 days)")
    assert all(
        row["What is counted, and whose figures"].endswith("ILLUSTRATIVE") for row in replies
    )
    rates = [row[RATE].split(" (")[0].split(" to ") for row in replies]
    middles = [sum(map(float, ends)) / len(ends) for ends in rates]
    assert middles == sorted(middles, reverse=True) and [len(ends) for ends in rates].count(2) == 1


def test_every_figure_leads_to_its_line():
    text = list_league(many_alike())
    entry = many_alike().league[0]
    assert f"(#line-{entry.count.name + 2})" in text and f"(#line-{entry.rate.name + 2})" in text


def test_a_reply_that_is_not_compared_says_why():
    rows = read_table(list_league(many_forces()))
    heads = [row["Reply"] for row in rows if row["Reply"].startswith("**")]
    assert heads == ["**Own window**", "**With care**", "**No**"]
    last = rows[-1]
    assert last["Why it compares no further"].startswith(("UNIT_MISMATCH", "DEFINITION_MISMATCH"))


def test_a_count_without_a_rate_still_stands():
    rows = read_table(
        list_league(make_publication([observe("dorset", year(2018), 2)], common=False))
    )
    assert rows[1]["Count"] == "2" and rows[1][RATE] == "refused"
    assert rows[1]["Why it compares no further"] == "TOO_FEW"
