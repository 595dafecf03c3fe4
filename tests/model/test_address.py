"""Addresses of cells: a list of them is read back as it was written."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.model.address import Address, join_addresses, merge_addresses, split_addresses

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
CELLS = st.sampled_from(["A1", "B5", "AA10", "C2:C4 C7"])


@given(st.lists(st.tuples(NAMES, NAMES, CELLS, st.just("") | NAMES), max_size=5))
def test_any_file_sheet_and_note_comes_back_from_a_list_of_addresses(parts):
    addresses = [Address(*part) for part in parts]
    assert split_addresses(join_addresses(addresses)) == addresses


def test_merging_lists_keeps_order_and_names_each_cell_once():
    first = join_addresses([Address("f", "By year", "A1"), Address("f", "By year", "B1")])
    second = join_addresses([Address("f", "By year", "B1"), Address("g", "csv", "C1")])
    assert merge_addresses(first, "", second).count("B1") == 1
    assert merge_addresses(first, second).endswith("g#csv!C1")
    assert merge_addresses("", "") == ""
