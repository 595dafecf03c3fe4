from dataclasses import replace

from coverage_samples import NATIONAL, ask, asked_many
from figure_reading import read_table
from figure_samples import make_reply, two_forces

from analysis.model.request import Enquiry
from analysis.model.study import Same
from analysis.publish.tables.coverage import (
    COVERAGE,
    list_bodies,
    list_coverage_rows,
    list_replies,
    list_withheld,
)


def by_body(publication):
    return {row["Body"]: row for row in read_table(list_bodies(publication))}


def test_no_body_is_missing_from_the_table():
    rows = by_body(asked_many())
    assert len(rows) == 43
    assert list(rows)[:2] == ["Avon and Somerset Police", "Bedfordshire Police"]
    assert "Every body that was asked" in list_bodies(asked_many())


def test_a_body_with_figures_names_them_and_one_without_has_its_reason():
    rows = by_body(asked_many())
    assert rows["Staffordshire Police"]["Figures in this report"] == "complaints, all employees"
    assert rows["Essex Police"]["Figures in this report"].startswith("none: it refused")
    assert rows["Dorset Police"]["Figures in this report"] == (
        "none: its answer is not among the replies of this study"
    )
    assert rows["Gwent Police"]["Figures in this report"].startswith("none: no answer within")


def test_days_are_told_and_what_is_not_known_is_no_blank():
    rows = by_body(asked_many())
    assert rows["Staffordshire Police"]["Days"] == "26"
    assert rows["Staffordshire Police"]["Requested"] == "1 March 2023"
    assert rows["Dorset Police"]["Requested"] == "not known"
    assert rows["Dorset Police"]["Answered"] == "not filled in"
    assert rows["Gwent Police"]["Answered"] == "none"
    assert rows["Metropolitan Police Service"]["Requested"] == "not filled in"


def test_the_section_of_a_refusal_stands_beside_it_and_words_and_address_are_kept():
    rows = by_body(asked_many())
    assert rows["Essex Police"]["What it said"] == "refused, s.40(2)"
    assert rows["Hampshire and Isle of Wight Constabulary"]["What it said"] == (
        "refused, section not known"
    )
    assert rows["Surrey Police"]["Figures in this report"] == "none: only the total"
    assert rows["Surrey Police"]["Told by"] == "[example.org](<https://example.org/1>)"
    assert "TRANSCRIBED" in rows["Staffordshire Police"]["Told by"]


def test_words_that_are_no_reason_have_a_column_and_days_that_nobody_knows_have_none():
    told = {"requests": [{"force": "kent", "state": "not held", "words": "We hold none."}]}
    publication = ask(told | {"asked": ["kent"]})
    (kent, *_) = read_table(list_bodies(publication))
    assert kent["In words"] == "We hold none."
    assert "Requested" in kent  # the letter of Staffordshire has its days
    alone = replace(publication, coverage=Enquiry.model_validate(told).gather_coverage([], [], "f"))
    table = list_bodies(alone)
    assert "Requested" not in read_table(table)[0]
    assert "(day of the request: not filled in; of the answer: not filled in)" in table


def test_the_rows_keep_their_schema_and_are_those_of_the_table(tmp_path):
    rows = list(list_coverage_rows(asked_many()))
    COVERAGE.write(COVERAGE.frame(rows), tmp_path / "coverage.csv")
    read = COVERAGE.read(tmp_path / "coverage.csv").set_index("force")
    assert len(read) == 43
    assert read.loc["surrey", "days"] == 30
    assert read.loc["essex", "reason"] == read.loc["hampshire", "reason"] != ""
    assert read.loc["staffordshire", ["reason", "provenance"]].tolist() == ["", "transcribed"]


def test_a_study_that_does_not_say_whom_it_asked_has_a_sentence():
    assert list_bodies(two_forces()).startswith("The study does not say whom it asked")


def test_two_requests_to_one_body_are_two_rows():
    more = {"force": "kent", "reference": "2", "state": "withdrawn"}
    told = NATIONAL | {"requests": [*NATIONAL["requests"], more]}
    rows = read_table(list_bodies(ask(told)))
    kent = [(row["Request"], row["What it said"]) for row in rows if row["Body"] == "Kent Police"]
    assert kent == [("–", "cost limit"), ("2", "withdrawn")]


def of_letter(**told):
    """The row of one letter in the table of what replies hold back."""
    letters = [make_reply(force, f"{force} ref", **told) for force in ("staffordshire", "kent")]
    return read_table(list_withheld(replace(two_forces(), replies=letters)))[0]


def test_what_nobody_filled_in_is_told_apart_from_what_the_letter_does_not_say():
    names = ["Requested", "Answered", "Withheld, and under which section", "Caveats"]
    blank = of_letter()
    assert [blank[name] for name in names] == ["not filled in"] * 4
    silent = of_letter(requested="unstated", answered="unstated", withheld=[], caveats=[])
    assert [silent[name] for name in names] == [
        "not stated",
        "not stated",
        "nothing stated",
        "none",
    ]
    told = of_letter(
        requested="2023-03-01",
        answered="2023-03-27",
        withheld=[{"what": "names", "under": "s.40(2)"}],
        caveats=["Pooled"],
    )
    assert [told[name] for name in names] == [
        "1 March 2023", "27 March 2023", "names (s.40(2))", "Pooled.",
    ]  # fmt: skip


def test_a_source_says_whether_it_is_second_hand_or_that_nobody_said():
    letters = [
        make_reply("staffordshire", "a", source={"title": "a page"} | told)
        for told in ({}, {"second_hand": True}, {"second_hand": False})
    ]
    told = read_table(list_replies(replace(two_forces(), replies=letters)))
    assert [row["Source"] for row in told] == [
        "a page (whether second-hand: not filled in)", "a page (second-hand)", "a page",
    ]  # fmt: skip


def test_the_replies_have_their_facets_and_the_study_says_which_words_it_takes_as_the_same():
    publication, letter = two_forces(), make_reply("staffordshire", "FOI 1")
    stated = letter.model_copy(update={"stage": "investigated", "raised_by": "public"})
    same = Same(definitions=("complaint", "officer * looked into"), why="one request to both")
    study = publication.study.model_copy(update={"same": (same,)})
    text = list_replies(replace(publication, replies=[letter, stated], study=study))
    told = [row["Stage, topic, raised by"] for row in read_table(text.partition("\n\nThe def")[0])]
    assert told == ["unstated", "investigated, public"]
    assert text.rstrip().endswith(
        "The definitions “complaint” and “officer \\* looked into” are taken as the same: "
        "one request to both."
    )
