"""Names of categories and of sets of them, and their order."""

import pytest

from analysis.publish.content.publication import Names


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
