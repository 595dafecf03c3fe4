"""Which texts may be spellings of one thing, and which never are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.words.spellings import gather_spellings


@pytest.mark.parametrize(
    "texts",
    [
        ["PC", "pc", "P.C.", "Police Constable"],
        ["Face book", "facebook", "FB", "FACEBOOK"],
        ["SGT", "Sergeant", "Serg."],
        ["X", "X (formerly Twitter)", "Twitter"],
        ["Supt", "Superintendent", "Superintendant"],
        ["Const.", "Police Constable"],
        ["Insp", "Inspector", "Inspectors"],
    ],
)
def test_spellings_of_one_thing_stand_together(texts):
    (group,) = gather_spellings(texts)
    assert sorted(group) == sorted(texts)


@pytest.mark.parametrize(
    "texts",
    [
        ["Male", "Female"],
        ["Upheld", "Not upheld"],
        ["Substantiated", "Unsubstantiated"],
        ["Inspector", "Chief Inspector"],
        ["Level 1", "Level 2"],
        ["Case 1", "Case 11"],
        ["Police Staff", "Police Sergeant", "PS"],
        ["Twitter", "Facebook", "WhatsApp"],
        ["Quorvex (male)", "Zant (male)"],
        ["Inspector", "Inspection"],
        ["Westbury", "Westbourne"],
        ["Crown", "Crows", "Clown"],
        ["X", "Xerxes"],
        ["Constbl", "Constabulary"],
        ["PCC", "Police Community Constable", "Parish Council Clerk"],
        ["Prstvq", "Police Constable"],
    ],
)
def test_what_is_not_one_thing_stays_apart(texts):
    assert gather_spellings(texts) == [[text] for text in texts]


def test_two_names_each_once_called_the_other_come_to_an_end():
    texts = ["Quorvex (formerly Grelb)", "Grelb (formerly Quorvex)"]
    assert sorted(text for group in gather_spellings(texts) for text in group) == sorted(texts)


def test_a_column_of_very_many_texts_is_only_folded():
    """Each would be set beside each other: they are names, and no categories."""
    others = [f"Case {number}" for number in range(250)]
    known = ["PC", "pc", "Police Constable"]
    assert known in gather_spellings([*known, *others[:150]])
    assert ["PC", "pc"] in gather_spellings([*known, *others])


def test_an_abbreviation_goes_with_the_fewest_words_that_it_is_short_for():
    gathered = gather_spellings(["Insp", "Chief Inspector", "Inspector"])
    assert gathered == [["Insp", "Inspector"], ["Chief Inspector"]]


@given(st.lists(st.text(max_size=12)))
def test_every_text_stands_in_one_group(texts):
    gathered = [text for group in gather_spellings(texts) for text in group]
    assert sorted(gathered) == sorted(set(texts))
