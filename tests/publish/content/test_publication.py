"""Names of categories and of sets of them, their order, and how many cells rows rest on."""

import pandas as pd
import pytest

from analysis.model.address import Address, join_addresses
from analysis.publish.content.publication import Names, SeriesKey, count_cells, format_counted


def test_a_set_is_named_by_its_members_in_the_order_of_the_vocabulary():
    assert Names().category("platform", "facebook+twitter") == "Facebook and Twitter (X)"
    assert Names().category("platform", "facebook+whatsapp") == "Facebook and WhatsApp"


def test_a_set_stands_after_its_first_member_alone_and_before_what_was_not_placed():
    codes = ["not_recorded", "twitter", "facebook+twitter", "facebook", "instagram"]
    order = ["facebook", "facebook+twitter", "twitter", "instagram", "not_recorded"]
    assert Names().sort_categories("platform", codes) == order


def test_a_member_that_no_row_lists_is_a_fault():
    with pytest.raises(ValueError, match="no code 'myspace' in platform"):
        Names().category("platform", "facebook+myspace")


def test_names_come_from_the_vocabulary_and_gaps_are_named():
    names = Names()
    assert names.force("metropolitan") == "Metropolitan Police Service"
    codes = ["not_recorded", "other", "sergeant", "constable"]
    assert names.sort_categories("rank", codes) == [
        "constable",
        "sergeant",
        "other",
        "not_recorded",
    ]
    with pytest.raises(ValueError, match=r"forces\.csv: no force 'atlantis'"):
        names.force("atlantis")
    with pytest.raises(ValueError, match=r"codes\.csv: no code 'admiral' in rank"):
        names.category("rank", "admiral")


def test_a_cell_that_two_selections_share_is_counted_once():
    cells = [Address("a.xlsx", "Data", area) for area in ("C2:C4 C7", "C3:C9", "D3")]
    assert count_cells(pd.DataFrame({"cells": [join_addresses(cells)]})) == 9


def test_a_unit_that_is_its_own_population_is_named_once():
    key = SeriesKey("kent", "R1", "officers", "Officers", "investigated", "unstated", "disclosed")
    assert format_counted(key) == "officers"
    assert format_counted(key._replace(unit="complaints")) == "complaints, Officers"
    assert format_counted(key._replace(population="unstated")) == "officers, population unstated"
