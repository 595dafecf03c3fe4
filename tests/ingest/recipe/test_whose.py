import pytest
from examples import BY_YEAR, YEARS_DOWN, list_faults, make_letter

from analysis.ingest.reply_checks import find_other_forces
from analysis.model.reply import Reply

FORCES_DOWN = [
    ["Complaints by force"],
    ["Force", 2019, 2020],
    ["Greater Manchester", 5, 6],
    ["Staffordshire", 3, 4],
]
PICKED = {"find": "Complaints by force", "rows": "total", "columns": "year"}


def test_the_row_of_another_force_is_not_read_as_this_ones(tmp_path):
    own = list_faults(tmp_path, FORCES_DOWN, PICKED | {"pick": "Staffordshire"})
    assert own == []
    (fault,) = list_faults(tmp_path, FORCES_DOWN, PICKED | {"pick": "Greater Manchester"})
    assert "picks 'Greater Manchester', which is greater-manchester, not staffordshire" in fault


@pytest.mark.parametrize("label", ["Men", "Constable", "Total"])
def test_a_picked_row_that_is_no_force_is_left_to_the_reader(label):
    letter = make_letter(PICKED | {"pick": [label]})
    assert list(find_other_forces(Reply.model_validate(letter), "response.yaml")) == []


def test_a_force_that_nobody_knows_is_a_fault_with_the_nearest_name():
    letter = make_letter(BY_YEAR, force="west-midland")
    (fault,) = find_other_forces(Reply.model_validate(letter), "response.yaml")
    assert "no force 'west-midland'" in str(fault) and "nearest is 'west-midlands'" in str(fault)


def test_a_known_force_reads_as_before(tmp_path):
    assert list_faults(tmp_path, YEARS_DOWN, BY_YEAR) == []
