import pytest
from examples import BY_RANK, BY_YEAR, FORCE, REFERENCE, make_letter, write_letter

from analysis.model.count import ADDITIVE, NOT_ADDITIVE, UNITS
from analysis.model.faults import Faults
from analysis.model.reply import load_reply


def load(raw, letter):
    write_letter(raw, letter)
    return load_reply(FORCE, REFERENCE, raw)


@pytest.mark.parametrize("word", ["individuals", "Complaints", "person", "complaint", ""])
def test_a_word_that_is_no_unit_is_a_fault_that_names_the_choices(tmp_path, word):
    letter = make_letter(BY_YEAR, BY_RANK | {"unit": word}, unit=word)
    with pytest.raises(Faults) as caught:
        load(tmp_path, letter)
    lines = list(map(str, caught.value.faults))
    for line, place in zip(lines, ("unit", "rank'), unit"), strict=True):
        assert f"{place}: {word!r} is no unit" in line
        assert all(unit in line for unit in UNITS)


@pytest.mark.parametrize("word", UNITS)
def test_every_unit_of_the_list_is_read_for_a_reply_and_for_a_table(tmp_path, word):
    response = load(tmp_path, make_letter(BY_YEAR, BY_RANK | {"unit": word}, unit=word))
    assert (response.unit, response.tables[0].unit, response.tables[1].unit) == (word, "", word)


def test_outcomes_add_up_and_people_do_not():
    assert "outcomes" in ADDITIVE
    assert {"people", "officers"} <= set(NOT_ADDITIVE)
    assert not set(ADDITIVE) & set(NOT_ADDITIVE)
