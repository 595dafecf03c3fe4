"""Names of categories and of sets of them, their order, and how many cells rows rest on."""

from dataclasses import replace

import pandas as pd
import pytest
from figure_samples import many_alike

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


def measure_otherwise(publication, estimate: float, freedom: str, definition: str = "complaint"):
    table = publication.comparison.tables["dispersion"]
    table = table.assign(estimate=estimate, freedom=freedom, definition=definition)
    tables = publication.comparison.tables | {"dispersion": table}
    return replace(publication, comparison=replace(publication.comparison, tables=tables))


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        ((2.3, "9"), "where yearly counts vary 2.3 times as much as chance"),
        ((1.0, "9"), "where counts vary by chance, beyond which"),
        ((2.3, "2"), "where counts vary as Poisson, by chance alone. Whether they do is not known"),
        (
            (2.3, "9", "other words"),
            "where counts vary as Poisson, by chance alone. Whether they do is not known",
        ),
    ],
)
def test_what_ranks_allow_for_is_what_was_measured(measured, words):
    meaning, *allowed = measure_otherwise(many_alike(), *measured).explain_ranks()
    assert "hold together" not in meaning  # never without what counts must do for it
    assert len(allowed) == 1
    assert allowed[0].startswith(f"All ranks of a class hold together at 95 % {words}")


def test_each_class_says_what_its_ranks_allow_for():
    publication = many_alike()
    league = publication.comparison.tables["league"]
    apart = league.assign(**{"class": "own window", "definition": "other words"})
    tables = publication.comparison.tables | {"league": pd.concat([league, apart])}
    both = replace(publication, comparison=replace(publication.comparison, tables=tables))
    _, one, other = both.explain_ranks()
    assert one.startswith("All ranks of “same” hold together at 95 % where counts vary by chance,")
    assert other.startswith("All ranks of “own window” hold together at 95 % where counts vary as")
