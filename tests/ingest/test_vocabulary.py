from datetime import date

import pytest
from examples import write_csv

from analysis.ingest.vocabulary import Vocabulary
from analysis.model.faults import Faults
from analysis.model.window import Window

WINDOW = Window(date(2018, 1, 1), date(2023, 1, 1))
CODES = [
    ["dimension", "code", "parent", "name", "order", "note"],
    ["rank", "constable", "", "Constable", 1, ""],
    ["rank", "sergeant", "", "Sergeant", 2, ""],
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
        )
    listing = str(caught.value)
    assert "line 3: 'pc' is mapped twice" in listing
    assert "line 4: 'chief' is no code of dimension rank" in listing


def test_the_vocabulary_of_the_project_is_sound():
    words = Vocabulary()
    assert words.translate("rank", "PC", "staffordshire", WINDOW) == "constable"
    assert words.translate("source", "PC", "staffordshire", WINDOW) == "public"
