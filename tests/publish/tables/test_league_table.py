"""The league table in the report: classes in order, every figure traced, every reason told."""

from figure_reading import read_table
from figure_samples import make_publication, many_alike, many_forces, observe, year

from analysis.publish.tables.league_table import RANKS, RATE, list_league


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


def test_ranks_stand_as_intervals_with_what_they_allow_for():
    text = list_league(many_alike())
    ranks = [row[RANKS] for row in read_table(text)[1:]]
    # Avon and Somerset has three times the rate of the others; Dorset's count is a range.
    assert ranks == ["1st to 2nd of 8", "1st to 8th of 8", *["2nd to 8th of 8"] * 6]
    assert "All ranks of a class hold together at 95 %" in text
    assert "beyond which the forces’ yearly counts do not vary" in text
    assert "no place is a rank" in text


def test_without_five_forces_no_rank_is_spoken_of():
    text = list_league(many_forces())
    assert RANKS not in text and "Ranks" not in text
