from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.words.label_kinds import LabelKind, find_label_kind
from analysis.ingest.words.vocabulary import read_words
from analysis.model.force import bare_force

WORDS = read_words()


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("year", [2018, 2019, "Total"]),
        ("year", ["2018*", "2019(1)", "2023 to date"]),
        ("year", ["04/05", "05/06"]),
        ("year", ["2017", "2018", "2019 (to 1 March)"]),
        ("quarter", ["Q1", "Q2"]),
        ("quarter", ["Q1 2018/19", "Jan-Mar 2019"]),
        ("month", ["Jan", "Feb", "May"]),
        ("month", ["Mar-18", "Apr-18"]),
        ("range", ["2011-2016", "1 March 2018 to 1 March 2023"]),
        ("date", [date(2017, 9, 30), date(2018, 3, 31)]),
        ("rank", ["PC", "Sergeant", "Inspector", "Other"]),
        ("rank", ["Police officer", "PCSO", "Staff"]),  # words of roles, which ranks have as well
        ("source", ["PC", "CM"]),
        ("platform", ["Facebook", "X", "Not recorded"]),
        ("outcome", ["Written warning", "Dismissed"]),
        ("force", ["Avon & Somerset", "London, City of", "Met", "North East", "England and Wales"]),
        ("force", ["Durham 1", "Kent", "Cumbria Constabulary"]),
        ("region", ["North West", "North East", "West Midlands"]),
        ("sex", ["Male", "Female", "Unknown"]),
        ("age group", ["Under 18", "18 - 20"]),
        ("band", ["1 – 18", "19 – 20", "31 or more"]),
        ("ethnicity", ["White", "Asian or Asian British"]),
        ("measure", ["Number of complaints"]),
        ("percentage", ["% of pupils", "Rate per 1,000"]),
    ],
)
def test_a_side_of_labels_is_named(kind, labels):
    named = find_label_kind(labels, WORDS)
    assert (named.kind, named.share, named.unknown) == (kind, 1.0, ())


@pytest.mark.parametrize("labels", [["PC"], ["PC", "Other"], ["PC", "Total"]])
def test_a_label_of_two_kinds_decides_for_neither(labels):
    assert find_label_kind(labels, WORDS).rivals == ("rank", "source")
    assert find_label_kind(labels, WORDS).kind == ""


def test_labels_that_do_not_fit_are_named():
    named = find_label_kind(["Kent", "Essex", "Customs"], WORDS)
    assert (named.kind, named.unknown) == ("force", ("Customs",))
    assert named.share == pytest.approx(2 / 3)


@pytest.mark.parametrize("labels", [[], ["Total", "Other"], [None, ""], ["Widget", "Gadget"]])
def test_words_nobody_knows_have_no_kind(labels):
    assert find_label_kind(labels, WORDS).kind == ""


@given(st.permutations(["PC", "Sergeant", "Facebook", "Kent", "2018", "Total"]))
def test_the_order_of_labels_decides_nothing(labels):
    named = find_label_kind(labels, WORDS)
    assert LabelKind(
        named.kind, named.share, tuple(sorted(named.unknown)), named.rivals
    ) == LabelKind("", 0.4, ("2018", "Facebook", "Kent", "PC", "Sergeant"), ("rank",))


def test_a_force_has_one_name_under_its_many():
    assert bare_force("London, City of") == bare_force("City of London Police")
    assert bare_force("Avon & Somerset Constabulary") == bare_force("avon-and-somerset")
    assert WORDS[bare_force("GMP")] == WORDS[bare_force("Greater Manchester")] == {"force"}
