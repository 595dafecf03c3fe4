import re
from datetime import date
from typing import NamedTuple

import pytest

from analysis.model.faults import Faults
from analysis.model.study import Denominators, Disclosure, load_study

TEXT = """
name: small
title: T
question: Q
window: {start: 2018-03-01, end: 2023-02-28, why: W}
replies: [{force: staffordshire, reference: R1}]
report: report/report.md
denominators: {workforce: headcount, worker_types: {officers: [police officer]}}
breaks: [{date: 2020-02-01, name: N, why: W}]
"""


class Letter(NamedTuple):
    """What a study takes of a reply's letter."""

    force: str
    reference: str
    provenance: str = "transcribed"
    requested: date | None = None
    answered: date | None = None
    withheld: tuple = ()
    source: None = None


def load(folder, text=TEXT):
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    return load_study("small", folder)


def test_the_last_day_written_is_inside_the_window(tmp_path):
    window = load(tmp_path).choose_window()
    assert (window.start, window.end, window.days) == (date(2018, 3, 1), date(2023, 3, 1), 1826)


def test_either_end_of_the_window_can_be_replaced(tmp_path):
    study = load(tmp_path)
    assert study.choose_window(start="2020-02-01").start == date(2020, 2, 1)
    assert study.choose_window(end="2022-12-31").end == date(2023, 1, 1)


def test_a_study_may_declare_that_it_has_no_common_window(tmp_path):
    study = load(tmp_path, TEXT.replace("start: 2018-03-01, end: 2023-02-28, ", ""))
    assert study.choose_window() is None
    with pytest.raises(Faults, match="needs both a start and an end"):
        study.choose_window(start="2018-03-01")


@pytest.mark.parametrize("day", ["2018-02-31", "1 March 2018"])
def test_a_window_that_cannot_be_is_a_fault(tmp_path, day):
    with pytest.raises(Faults, match="such as 2018-03-01"):
        load(tmp_path).choose_window(start=day)


def test_a_window_the_wrong_way_round_names_both_days_and_its_remedy_works(tmp_path):
    text = TEXT.replace("start: 2018-03-01, end: 2023-02-28", "start: 2023-02-28, end: 2018-03-01")
    with pytest.raises(Faults) as caught:
        load(tmp_path, text).choose_window()
    (fault,) = map(str, caught.value.faults)
    assert "its first day, 28 February 2023, comes after its last, 1 March 2018" in fault
    first, last = re.findall(r"`(\w+: [\d-]+)`", fault)
    mended = text.replace("start: 2023-02-28, end: 2018-03-01", f"{first}, {last}")
    assert load(tmp_path, mended).choose_window() == load(tmp_path, TEXT).choose_window()
    with pytest.raises(Faults, match="`START=2023-02-28 END=2024-01-01`"):
        load(tmp_path, TEXT).choose_window(start="2024-01-01")


def test_an_unknown_study_lists_the_known_ones(tmp_path):
    load(tmp_path)
    with pytest.raises(Faults, match="choose one of: small"):
        load_study("large", tmp_path)


def test_every_fault_of_a_study_is_listed_at_once(tmp_path):
    text = TEXT.replace("2020-02-01", "2020-02-31").replace("title", "tittle")
    with pytest.raises(Faults) as caught:
        load(tmp_path, text)
    listing = str(caught.value)
    assert "entry 1 of breaks, date: a day" in listing
    assert "tittle: there is no" in listing and "title: is missing" in listing


def test_a_joint_question_names_a_category_of_each_table_it_crosses(tmp_path):
    text = TEXT + "joint: [{force: staffordshire, rank: sergeant, platform: facebook}]\n"
    (question,) = load(tmp_path, text).joint
    assert question.asked == {"rank": "sergeant", "platform": "facebook"}


@pytest.mark.parametrize(
    ("joint", "words"),
    [
        ("{force: staffordshire, rank: sergeant}", "two dimensions or more"),
        ("{force: kent, rank: sergeant, platform: facebook}", "asks kent, of whom there is no"),
        ("{force: staffordshire, rank: sergeant, age: young}", "age"),
    ],
)
def test_a_joint_question_that_crosses_nothing_is_a_fault(tmp_path, joint, words):
    with pytest.raises(Faults, match="small") as caught:
        load(tmp_path, TEXT + f"joint: [{joint}]\n")
    assert words in str(caught.value)


def test_a_study_that_names_no_break_has_those_of_the_complaints_system(tmp_path):
    bare = TEXT[: TEXT.index("breaks:")]
    days = {change.nations: change.date for change in load(tmp_path, bare).breaks}
    assert days == {("England", "Wales"): date(2020, 2, 1), ("Great Britain",): date(2021, 1, 4)}
    assert load(tmp_path, bare + "breaks: []\n").breaks == ()


TOLD_AGAIN = """replies:
  - {force: 43-forces, reference: R1, whole_of: 39}
  - {force: staffordshire, reference: R1}
  - {force: staffordshire, reference: R2, beside: R1}
"""
REPLIES = "replies: [{force: staffordshire, reference: R1}]\n"


def test_a_reply_set_beside_others_is_not_compared_and_answers_no_request_of_its_own(tmp_path):
    study = load(tmp_path, TEXT.replace(REPLIES, TOLD_AGAIN))
    assert [reply.is_compared for reply in study.replies] == [False, True, False]
    letters = [Letter(reply.force, reply.reference) for reply in study.replies]
    (asked,) = study.gather_coverage(study.folders, letters, "small.yaml").requests
    assert [letter.reference for letter in asked.replies] == ["R1", "R2"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("beside: R1", "beside: R3", "staffordshire R2 is to stand beside 'R3', which is no reply"),
        ("beside: R1", "beside: R2", "which is no reply of the force that the study reads"),
        ("beside: R1", "beside: R1, adds_to: R1", "write one of adds_to, beside"),
        ("beside: R1", "whole_of: 4", "`whole_of` stands at two replies"),
        ("whole_of: 39", "whole_of: 1", "whole_of"),
    ],
)
def test_what_is_set_beside_nothing_is_a_fault(tmp_path, old, new, says):
    with pytest.raises(Faults, match=says):
        load(tmp_path, TEXT.replace(REPLIES, TOLD_AGAIN.replace(old, new)))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("asked", "written"),
    [("[kent, essex]", ["kent", "essex"]), ("gwent", ["gwent"])],
)
def test_whom_a_study_asked_is_written_as_a_list(tmp_path, asked, written):
    facts = load(tmp_path, f"{TEXT}asked: {asked}\nothers: {{state: not known}}\n").model_dump(
        mode="json"
    )
    assert facts["asked"] == written


def test_the_mode_of_disclosure_control_is_a_word_or_has_its_thresholds():
    word, whole = (
        Disclosure.model_validate(each)
        for each in ("threshold", {"mode": "threshold", "safe_threshold": 7, "why": "a contract"})
    )
    assert (word.safe_threshold, word.safe_threshold_of_all, word.fewest_holders) == (5, 3, 20)
    assert (whole.safe_threshold, whole.why, whole.zeros_are_disclosive) == (7, "a contract", False)
    acro = Disclosure.model_validate({"mode": "threshold", "preset": "acro"})
    assert (acro.safe_threshold, acro.zeros_are_disclosive) == (10, True)
    # What was written out can be read again, in either mode.
    for mode in (word, whole, acro, Disclosure.model_validate("as released")):
        assert Disclosure.model_validate(mode.model_dump()) == mode


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("thresholds", "Input should be 'as released' or 'threshold'"),
        ({"safe_threshold": 4}, "safe_threshold holds under `mode: threshold` alone"),
        ({"mode": "threshold", "preset": "sacro"}, "Input should be 'methods' or 'acro'"),
        ({"mode": "threshold", "safe_threshold": 1}, "greater than or equal to 2"),
        ({"mode": "threshold", "k": 5}, "Extra inputs are not permitted"),
    ],
)
def test_a_mode_that_cannot_be_is_a_fault(written, says):
    with pytest.raises(ValueError, match="validation error") as error:
        Disclosure.model_validate(written)
    assert says in str(error.value)


def test_populations_in_common_words_are_known_and_a_study_adds_to_them_or_overrides_them():
    plain = Denominators(workforce="headcount")
    four = ("police officer", "police staff", "police community support officer")
    four = (*four, "designated officer")
    assert plain.find_types("officers and staff") == plain.find_types("All  employees") == four
    assert plain.find_types("officers with specials") == ("police officer", "special constable")
    assert plain.find_types("PCSOs") == ("police community support officer",)
    assert plain.find_types("unstated") == plain.find_types("contractors") == ()
    own = {"police staff": ("police staff", "designated officer"), "guards": ("police staff",)}
    study = Denominators(workforce="headcount", worker_types=own)
    assert study.find_types("police staff") == own["police staff"]
    assert study.find_types("guards") == own["guards"]
    assert study.find_types("officers") == ("police officer",)


def test_words_declared_the_same_have_one_among_them_for_all(tmp_path):
    same = [("definitions", "b, c"), ("populations", "b, x"), ("definitions", "d, e")]
    same += [("definitions", "c, a"), ("definitions", "f, e")]
    lines = [f"  - {{{name}: [{words}], why: w}}\n" for name, words in same]
    study = load(tmp_path, TEXT + "same:\n" + "".join(lines))
    found = [study.find_like("definition", words) for words in "abcdefx"]
    assert found == ["a", "a", "a", "d", "d", "d", "x"]
    assert study.find_like("population", "x") == "b"
