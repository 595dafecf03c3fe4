import json
import os
import re
from datetime import date
from pathlib import Path

import pytest
from examples import write_csv

from analysis.ingest.words.vocabulary import Vocabulary
from analysis.model.faults import Faults
from analysis.model.window import Window

FACTS = os.environ.get("FOI_FACTS")
WINDOW = Window(date(2018, 1, 1), date(2023, 1, 1))
CODES = [
    ["dimension", "code", "parent", "name", "order", "note"],
    ["rank", "constable", "", "Constable", 1, ""],
    ["rank", "sergeant", "", "Sergeant", 2, ""],
    ["platform", "facebook", "", "Facebook", 1, ""],
    ["platform", "twitter", "", "Twitter", 2, ""],
    ["platform", "other", "", "Other", 3, ""],
]
PLATFORMS = [
    ["platform", "Facebook", "facebook", "", "", "", ""],
    ["platform", "FB", "facebook", "", "", "", ""],
    ["platform", "Twitter", "twitter", "", "", "", ""],
    ["platform", "X", "twitter", "", "2023-07-24", "", ""],
    ["platform", "X/Twitter", "twitter", "", "", "", ""],
    ["platform", "Other", "other", "", "", "", ""],
]
HEAD = ["dimension", "label", "code", "force", "valid_from", "valid_to", "note"]


def make(folder, *labels) -> Vocabulary:
    write_csv(folder / "codes.csv", CODES)
    write_csv(folder / "labels.csv", [HEAD, *labels])
    return Vocabulary(folder)


def test_a_label_is_known_whatever_its_case_and_spaces(tmp_path):
    words = make(tmp_path, ["rank", "Police Constable", "constable", "", "", "", ""])
    assert words.translate("rank", " police  CONSTABLE", "dorset", WINDOW) == "constable"
    assert words.knows("rank", "POLICE CONSTABLE", "dorset")
    assert not words.knows("role", "Police Constable", "dorset")


def test_a_force_has_its_own_meaning_before_the_general_one(tmp_path):
    words = make(
        tmp_path,
        ["rank", "Officer", "constable", "", "", "", ""],
        ["rank", "Officer", "sergeant", "dorset", "", "", ""],
    )
    assert words.translate("rank", "Officer", "dorset", WINDOW) == "sergeant"
    assert words.translate("rank", "Officer", "kent", WINDOW) == "constable"


def test_an_unmapped_label_is_refused_and_never_becomes_other(tmp_path):
    words = make(tmp_path, ["rank", "PC", "constable", "", "", "", ""])
    with pytest.raises(ValueError, match="'Pc2' is mapped to nothing in dimension rank"):
        words.translate("rank", "Pc2", "dorset", WINDOW)


@pytest.mark.parametrize(
    ("first", "last", "known"),
    [
        ("", "2017-12-31", False),
        ("", "2018-01-01", True),
        ("2023-01-01", "", False),
        ("2022-12-31", "", True),
    ],
)
def test_a_label_counts_only_for_its_own_dates(tmp_path, first, last, known):
    words = make(tmp_path, ["rank", "PC", "constable", "", first, last, ""])
    if known:
        assert words.translate("rank", "PC", "dorset", WINDOW) == "constable"
    else:
        with pytest.raises(ValueError, match="is mapped, but not for"):
            words.translate("rank", "PC", "dorset", WINDOW)


def test_every_fault_of_the_vocabulary_is_listed_with_its_line(tmp_path):
    with pytest.raises(Faults) as caught:
        make(
            tmp_path,
            ["rank", "PC", "constable", "", "", "", ""],
            ["rank", " pc ", "sergeant", "", "", "", ""],
            ["rank", "Boss", "chief", "", "", "", ""],
            ["rank", "Employee", "", "", "", "", ""],
        )
    listing = str(caught.value)
    assert "line 5: 'employee' has no code, and no note says why" in listing
    assert "line 3: 'pc' is mapped twice" in listing
    assert "line 4: 'chief' is no code of dimension rank" in listing


def test_the_vocabulary_of_the_project_is_sound():
    words = Vocabulary()
    assert words.translate("rank", "PC", "staffordshire", WINDOW) == "constable"
    assert words.translate("source", "PC", "staffordshire", WINDOW) == "public"
    assert words.translate("role", "PCSO", "staffordshire", WINDOW) == "pcso"
    assert words.look_up("platform", "Facebook/Instagram", "dorset").code == "facebook+instagram"
    with pytest.raises(ValueError, match="stands for no outcome: a proceeding"):
        words.look_up("outcome", "Misconduct meeting", "dorset")


@pytest.mark.parametrize(
    "words",
    [
        "Facebook and Twitter",
        "Twitter & Facebook",
        "facebook/TWITTER",
        "FB, X",
        "Facebook\nTwitter",
        "FB + Facebook; Twitter",
        "Facebook and X/Twitter",
    ],
)
def test_platforms_named_together_are_one_set(tmp_path, words):
    vocabulary = make(tmp_path, *PLATFORMS)
    assert vocabulary.look_up("platform", words, "dorset").code == "facebook+twitter"
    assert vocabulary.knows("platform", words, "dorset")


@pytest.mark.parametrize(
    "words", ["Facebook and Other", "Facebook and Myspace", "Facebook and", "and", "Face book"]
)
def test_a_set_needs_a_platform_in_every_place(tmp_path, words):
    vocabulary = make(tmp_path, *PLATFORMS)
    assert not vocabulary.knows("platform", words, "dorset")
    with pytest.raises(ValueError, match="is mapped to nothing"):
        vocabulary.look_up("platform", words, "dorset")


def test_two_names_of_one_platform_are_no_set(tmp_path):
    vocabulary = make(tmp_path, *PLATFORMS)
    assert vocabulary.look_up("platform", "Twitter / X", "dorset").code == "twitter"
    assert vocabulary.look_up("platform", "X/Twitter", "dorset").valid_from == date.min


def test_a_set_holds_only_on_days_that_all_its_words_hold(tmp_path):
    vocabulary = make(tmp_path, *PLATFORMS)
    assert vocabulary.look_up("platform", "FB and X", "dorset").valid_from == date(2023, 7, 24)
    with pytest.raises(ValueError, match="is mapped, but not for"):
        vocabulary.translate("platform", "FB and X", "dorset", WINDOW)


def test_ranks_are_never_a_set(tmp_path):
    vocabulary = make(
        tmp_path,
        ["rank", "PC", "constable", "", "", "", ""],
        ["rank", "Sgt", "sergeant", "", "", "", ""],
    )
    assert not vocabulary.knows("rank", "PC and Sgt", "dorset")


def test_refused_words_say_why(tmp_path):
    vocabulary = make(tmp_path, ["rank", "Employee", "", "", "", "", "officers and staff alike"])
    assert vocabulary.knows("rank", "employee", "dorset")
    with pytest.raises(ValueError, match="'Employee' stands for no rank: officers and staff"):
        vocabulary.look_up("rank", "Employee", "dorset")


def test_a_force_may_say_what_is_refused_for_others(tmp_path):
    vocabulary = make(
        tmp_path,
        ["rank", "Employee", "", "", "", "", "officers and staff alike"],
        ["rank", "Employee", "constable", "dorset", "", "", ""],
    )
    assert vocabulary.look_up("rank", "Employee", "dorset").code == "constable"


def test_a_row_of_a_force_that_its_replies_never_use_is_a_fault(tmp_path):
    vocabulary = make(
        tmp_path,
        ["rank", "PC", "constable", "", "", "", ""],
        ["rank", "Officer", "constable", "dorset", "", "", ""],
        ["rank", "Oficer", "constable", "dorset", "", "", ""],
        ["rank", "Boss", "sergeant", "kent", "", "", ""],
    )
    vocabulary.look_up("rank", "officer", "dorset")
    unused = [str(fault) for fault in vocabulary.find_unused("dorset")]
    assert len(unused) == 1
    assert "labels.csv, line 4: 'oficer' is mapped in dimension rank for dorset" in unused[0]
    assert not vocabulary.find_unused("essex")


@pytest.mark.skipif(not FACTS, reason="set FOI_FACTS to the folder of the facts to compare with")
def test_every_word_met_in_a_reply_is_mapped_or_refused_with_why():
    met = json.loads((Path(FACTS) / "vocabulary.json").read_text(encoding="utf-8"))
    vocabulary, unknown = Vocabulary(), []
    for dimension in ("role", "rank", "source", "platform", "outcome"):
        for words in (w for group in met[dimension].values() for w in group):
            plain = re.sub(r"\s*\(.*\)$", "", words).strip()
            options = [*plain.split(" / "), words]
            if plain and not any(vocabulary.knows(dimension, each, "") for each in options):
                unknown.append((dimension, words))
    for scheme in ("nature_post2020_iopc", "nature_pre2020_ipcc_known"):
        unknown += [w for w in met[scheme] if not vocabulary.knows("nature", w, "")]
    # A pattern and one list's own number: no words to map.
    assert unknown == [("role", "subject 122060 (sentinel)"), ("rank", "Band x")]


def test_a_label_with_its_notes_goes_before_the_label_without(tmp_path):
    starred = ["platform", "Other*", "facebook", "", "", "", ""]
    vocabulary = make(tmp_path, *PLATFORMS, starred)
    assert vocabulary.look_up("platform", "Other¹", "kent").code == "other"
    assert vocabulary.look_up("platform", "Other*", "kent").code == "facebook"
    assert vocabulary.look_up("platform", "Facebook¹ and Twitterᵃ", "kent").code == (
        "facebook+twitter"
    )
