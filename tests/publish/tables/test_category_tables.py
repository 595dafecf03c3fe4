"""Categories of two replies in the report: both shares, which is higher, or why neither."""

import pytest
from figure_reading import (
    read_table,
)
from figure_samples import LONGER, OWN, make_publication, observe, observe_all

from analysis.publish.content.shared_categories import list_shared
from analysis.publish.disclosure.published_counts import list_published_counts
from analysis.publish.tables import offer_tables
from analysis.publish.tables.background import list_refusals
from analysis.publish.tables.category_tables import list_categories, list_harmonised, list_missing

HOLM = "p, Holm (of)"


@pytest.fixture(scope="module")
def publication():
    staffs = {"pcso": 10, "constable": 50, "inspector_and_above": 40, "sergeant": 100}
    met = {"constable": 600, "inspector": 300, "superintendent": 90, "sergeant": 1000, "other": 10}
    return make_publication(
        [
            *observe_all("staffordshire", staffs),
            *observe_all("metropolitan", met, LONGER),
            *observe_all("staffordshire", {"facebook": 15}, dimension="platform"),
            *observe_all("metropolitan", {"facebook": 60}, LONGER, dimension="platform"),
        ]
    )


def test_each_category_has_both_shares_and_what_may_be_said_of_them(publication):
    head, *rows = read_table(list_harmonised(publication))
    assert head["Category"] == "**Rank**"
    days = head["One reply"].replace("\u00a0", " "), head["The other"].replace("\u00a0", " ")
    assert days == (
        "**Staffordshire Police**, Mar 2018 – Feb 2023, n = 200",
        "**Metropolitan Police Service**, Jan 2018 – Feb 2023, n = 2,000",
    )
    assert [tuple(row.values()) for row in rows[:4]] == [
        ("Constable", "25.0\u00a0% (19.1 to 31.6)", "30.0\u00a0% (27.9 to 32.1)",
         "no clear difference", "0.413 (3)", ""),
        ("Sergeant", "50.0\u00a0% (42.8 to 57.2)", "50.0\u00a0% (47.7 to 52.3)",
         "no clear difference", "1.000 (3)", ""),
        ("Inspector and above", "20.0\u00a0% (14.6 to 26.3)", "19.5 to 20.0\u00a0% (17.7 to 21.9)",
         "no clear difference", "1.000 (3)", ""),
        ("Police community support officer", "listed", "[x]", "UNMAPPED_CATEGORY", "", ""),
    ]  # fmt: skip


def test_a_share_is_higher_only_beyond_chance():
    many = observe_all("staffordshire", {"constable": 300, "sergeant": 100})
    few = observe_all("metropolitan", {"constable": 100, "sergeant": 300})
    *_, constable, sergeant = read_table(list_harmonised(make_publication([*many, *few])))
    assert constable["Higher share"] == "Staffordshire Police"
    assert sergeant["Higher share"] == "Metropolitan Police Service"
    assert constable[HOLM] == sergeant[HOLM] == "under 0.001 (2)"


def test_overlapping_intervals_are_no_test():
    """25 of 138 and 190 of 1,750: the intervals meet, and the test tells the shares apart."""
    few = observe_all("staffordshire", {"constable": 25, "other": 113})
    many = observe_all("metropolitan", {"constable": 190, "other": 1560})
    _, constable, *_ = read_table(list_harmonised(make_publication([*few, *many])))
    shares = [constable[head].replace("\u00a0", " ") for head in ("One reply", "The other")]
    assert shares == ["18.1 % (12.0 to 25.6)", "10.9 % (9.4 to 12.5)"]
    assert (constable["Higher share"], constable[HOLM]) == ("Staffordshire Police", "0.015 (1)")


def test_what_is_not_recorded_is_told_under_three_assumptions():
    """26 of 138 are of no known platform: all else by hand, as in methods.md 5.2."""
    staffs = {"facebook": 52, "twitter": 60, "not_recorded": 26}
    met = {"facebook": 495, "twitter": 980, "not_recorded": 275}
    publication = make_publication(
        [
            observe("staffordshire", OWN, 138),
            *observe_all("staffordshire", staffs, dimension="platform"),
            observe("metropolitan", OWN, 1750),
            *observe_all("metropolitan", met, dimension="platform"),
        ]
    )
    facebook, twitter, *_ = read_table(list_missing(publication))
    assert list(facebook.values()) == [
        *("Staffordshire Police", "t", "Facebook", "26"),
        *("46.4\u00a0%", "43.3 to 49.7\u00a0%", "37.6 to 56.6\u00a0%"),
    ]
    assert twitter["Missing"] == "26"
    _, pair, _ = read_table(list_harmonised(publication))
    assert (pair["Higher share"], pair["Turns at"]) == ("no clear difference", "5.95")


BY_RANK = {"constable": 160, "sergeant": 12, "inspector_and_above": 8, "unknown": 4}


def test_people_who_add_up_to_all_of_them_are_each_in_one_category():
    """184 officers, of whom 4 are of no known rank: 160 to 164 of 184 are constables."""
    officers = {"unit": "officers"}
    rows = observe_all("metropolitan", BY_RANK, **officers)
    publication = make_publication([observe("metropolitan", OWN, 184, **officers), *rows])
    constable, *others = read_table(list_missing(publication))
    assert len(others) == 2
    assert (constable["Category"], constable["Missing"]) == ("Constable", "4")
    assert constable["As the others"] == "88.9\u00a0%"  # 160 of 180
    assert constable["Worst case"] == "86.9 to 89.2\u00a0%"
    text = list_missing(publication)
    assert "No other table here counts events of no known category." in text
    shares = [row["Share of table"] for row in read_table(list_categories(publication, "rank"))]
    assert [share.replace("\u00a0", " ") for share in shares] == [
        *("86.9 to 89.2 %, n = 184", "6.5 to 8.7 %, n = 184", "4.3 to 6.6 %, n = 184"),
        "2.2 %, n = 184",  # of these it is known that the table does not say their rank
    ]


def test_a_table_with_unknown_ones_that_has_no_row_is_named():
    """190 people of whom the categories add up to 184: some may stand in two, so none is told."""
    rows = observe_all("metropolitan", BY_RANK, unit="officers")
    publication = make_publication([observe("metropolitan", OWN, 190, unit="officers"), *rows])
    text = list_missing(publication)
    assert "No row is given" in text
    assert "they count events of no known category: Metropolitan Police Service, t (4)." in text


def test_cases_that_run_still_may_end_in_any_outcome():
    outcomes = {"dismissed": 10, "no_further_action": 30, "live": 20}
    publication = make_publication(observe_all("staffordshire", outcomes, dimension="outcome"))
    dismissed, other = read_table(list_missing(publication))
    assert (dismissed["Missing"], other["Missing"]) == ("20", "20")
    assert dismissed["As the others"] == "25.0\u00a0%"
    assert dismissed["Worst case"] == "16.6 to 50.0\u00a0%"


def test_without_a_total_an_event_may_be_on_several_platforms():
    staffs = {"facebook": 52, "twitter": 60, "not_recorded": 26}
    rows = observe_all("staffordshire", staffs, dimension="platform")
    assert "No row is given" in list_missing(make_publication(rows))


ENDED = {"definition": "ended complaint", "stage": "recorded", "topic": "social media"}
ALL = ENDED | {"definition": "complaint"}


def list_running(*wholes: dict) -> set[str]:
    """How many cases run still beside 30 that ended, by what else the reply counts."""
    ended = observe_all("dorset", {"dismissed": 10, "no_further_action": 20}, dimension="outcome",
                        **ENDED)  # fmt: skip
    totals = [observe("dorset", **{"span": OWN, "low": 50} | ALL | whole) for whole in wholes]
    text = list_missing(make_publication([*ended, *totals]))
    return set() if "No row" in text else {row["Missing"] for row in read_table(text)}


def test_cases_that_run_are_the_rest_of_all_in_other_words():
    assert list_running({}) == {"20"}
    assert list_running({"stage": "alleged"}) == {"20"}
    assert list_running({"stage": ""}) == {"20"}


@pytest.mark.parametrize(
    "unlike",
    [
        {"topic": "any misconduct"},
        {"date_basis": "received"},
        {"stage": "proven"},
        {"raised_by": "colleagues"},
        {"unit": "cases"},
        {"population": "officers"},
        {"span": LONGER},
        {"low": 25},
        {"low": 45, "high": 50.0},
    ],
    ids=str,
)
def test_what_is_not_all_of_the_same_leaves_no_rest(unlike):
    assert list_running(unlike) == set()


def test_of_two_counts_that_may_be_all_none_is_taken():
    assert list_running({}, {"definition": "complaint too", "low": 60}) == set()


def test_a_table_that_gives_no_share_says_nothing_of_what_is_missing():
    few = observe_all("dorset", {"dismissed": 5, "no_further_action": 9, "live": 20},
                      dimension="outcome")  # fmt: skip
    assert "No row is given" in list_missing(make_publication(few))
    ranks = [observe("dorset", OWN, 100), *observe_all("dorset", {"constable": 50, "sergeant": 30})]
    assert "No row is given" in list_missing(make_publication(ranks))


def test_beside_a_hidden_count_nothing_is_told_of_what_is_missing():
    rows = observe_all("staffordshire", {"facebook": 52, "twitter": 60, "not_recorded": 26},
                       dimension="platform")  # fmt: skip
    rows[1] |= {"low": 1, "high": 4.0}
    rows.append(observe("staffordshire", OWN, 138))
    assert "No row is given" in list_missing(make_publication(rows))
    ranks = observe_all("staffordshire", {"constable": 52, "sergeant": 60, "not_recorded": 26})
    ranks.append(observe("staffordshire", OWN, 138))
    assert "No row is given" not in list_missing(make_publication(ranks))
    ranks[1] |= {"low": 1, "high": 4.0}
    assert "No row is given" in list_missing(make_publication(ranks))


def test_tables_that_cannot_be_compared_say_their_codes_and_nothing_else(publication):
    *_, platform = read_table(list_harmonised(publication))
    assert platform == {
        "Category": "**Platform**",
        "One reply": "**Staffordshire Police**",
        "The other": "**Metropolitan Police Service**",
        "Higher share": "TOO_FEW",
        HOLM: "",
        "Turns at": "",
    }


def test_every_share_leads_to_its_own_line(publication):
    text = list_harmonised(publication)
    (rank, _) = list_shared(publication)
    figures = publication.comparison.figures
    for one in rank.shared:
        for row in (one.first, one.second):
            assert f"(#line-{row.name + 2})" in text
            assert figures.loc[row.name, "category"] == one.category


def test_a_category_of_the_second_reply_alone_stands_with_the_pair():
    staffs = observe_all("staffordshire", {"constable": 50})
    met = observe_all("metropolitan", {"constable": 50, "pcso": 50})
    head, _, pcso = read_table(list_harmonised(make_publication([*staffs, *met])))
    assert head["One reply"].startswith("**Staffordshire")
    assert (pcso["One reply"], pcso["The other"]) == ("[x]", "listed")


def test_nothing_shared_is_said_so():
    publication = make_publication(observe_all("staffordshire", {"constable": 50}))
    assert "none" in list_harmonised(publication)
    assert "harmonised" in offer_tables(publication)


def test_the_tables_of_single_replies_are_as_they_were(publication):
    rows = read_table(list_categories(publication, "rank"))
    assert len(rows) == 9  # four ranks and five, none of a wider level
    refusals = read_table(list_refusals(publication))
    beside = [row for row in refusals if row["Code"] == "UNMAPPED_CATEGORY"]
    assert [row["What is refused"] for row in beside] == [
        "share of complaints, beside Metropolitan Police Service, "
        "rank: Police community support officer"
    ]
    # What stands against a pair of tables is told with the pair.
    assert not any("beside" in row["What is refused"] for row in refusals if row not in beside)


def test_a_complaint_on_two_platforms_is_no_contradiction_to_the_gate():
    sets = {"facebook": 20, "facebook+twitter": 10, "twitter": 10}
    other = observe_all("metropolitan", {"facebook": 60, "twitter": 40}, dimension="platform")
    publication = make_publication(
        [*observe_all("staffordshire", sets, dimension="platform"), *other]
    )
    ((facebook, _),) = (table.shared for table in list_shared(publication))
    assert facebook.first["low"] == 75
    shown = list_published_counts(publication.comparison)
    counts = [one.low for one in shown if one.group[0] == "staffordshire" and one.low]
    assert 30 not in counts and 20 in counts


def test_of_many_that_count_alike_each_share_stands_once():
    forces = ("dorset", "essex", "surrey", "kent", "sussex", "cheshire", "metropolitan")
    rows = [
        row
        for number, force in enumerate(forces)
        for row in observe_all(force, {"constable": 50 + number, "sergeant": 50})
    ]
    publication = make_publication(rows)
    table = read_table(list_harmonised(publication))
    assert len(table) == 2 * len(forces)
    assert [row["Category"] for row in table[:8:7]] == ["rank: Constable", "rank: Sergeant"]
    assert table[0]["Reply"] == "Dorset Police"
    assert table[0]["Share"].replace("\u00a0", " ") == "50.0 %, n = 100"
    assert not (publication.comparison.figures["measure"] == "share_difference").any()


def test_of_many_a_table_that_gives_no_share_is_refused_by_itself():
    forces = ("dorset", "essex", "surrey", "kent", "sussex", "cheshire", "metropolitan")
    rows = [row for force in forces for row in observe_all(force, {"constable": 50, "pcso": 50})]
    rows = [row | ({"low": 2, "high": 2} if row["force"] == "kent" else {}) for row in rows]
    publication = make_publication(rows)
    assert "Kent" not in list_harmonised(publication)
    (refused,) = [
        row
        for row in read_table(list_refusals(publication))
        if row["Reply"] == "Kent Police" and "other replies" in row["What is refused"]
    ]
    assert refused["Code"] == "TOO_FEW"
