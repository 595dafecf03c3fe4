"""How figures are explained: the sum, what it was held against, its divisor, its cells."""

import re

import pytest
from shipped_studies import publish_shipped

from analysis.publish.content.explanation import (
    MINUS,
    Explainer,
)
from analysis.reconcile.results.comparison import FIRST_LINE

SMALL, PUBLISHED = "social-media-complaints", "published-replies"


@pytest.fixture(scope="module")
def small():
    return publish_shipped(SMALL)


def explain(publication, **wanted):
    """The explanation of the one figure that has the wanted values."""
    figures = publication.comparison.figures
    for name, value in wanted.items():
        figures = figures[figures[name].eq(value)]
    assert len(figures) == 1
    return Explainer(publication).explain(figures.index[0])


STAFFORDSHIRE = {"force": "staffordshire", "dimension": "total", "basis": "own"}
MET = {"force": "metropolitan", "dimension": "total", "basis": "common"}


def test_a_count_is_told_as_a_sum_and_held_against_the_printed_total(small):
    told = explain(small, measure="count", **STAFFORDSHIRE)
    assert told.made == ("18 + 24 + 28 + 32 + 30 + 6 = 138",)
    assert told.checked[0] == "printed total, H8, 138: agrees"
    roles = {cell.address.cell: cell.role for cell in told.cells}
    assert roles == dict.fromkeys(("B8", "C8", "D8", "E8", "F8", "G8"), "added") | {
        "H8": "held against it"
    }
    first = next(cell for cell in told.cells if cell.address.cell == "B8")
    assert (first.text, first.address.sheet) == ("18", "Q1")
    assert first.days == "1 March 2018 to 31 December 2018"


def test_a_total_of_hidden_years_is_the_printed_one(small):
    told = explain(small, measure="count", force="staffordshire", basis="own", category="pcso")
    assert told.made == ("9, as printed in H17",)
    assert "some are hidden, and what they may be allows it" in told.checked[0]


def test_bounds_say_which_cells_make_the_least_and_which_the_most(small):
    told = explain(small, measure="count", **MET)
    assert told.made == (
        "at least 190 + 310 + 400 + 520 + 90 = 1,510",
        "at most 240 + 190 + 310 + 400 + 520 + 90 = 1,750",
        "B8 may lie wholly outside these days: in the most, not in the least",
    )
    straddling = next(cell for cell in told.cells if cell.address.cell == "B8")
    assert straddling.role == "not in the least, added to the most"


def test_a_category_says_which_total_is_taken_away(small):
    told = explain(
        small, measure="count", force="metropolitan", basis="common", category="constable"
    )
    assert told.made[0] == f"at least 1,180 {MINUS} 240 = 940"


def test_an_estimate_says_share_times_cell(small):
    told = explain(small, measure="estimate", **MET)
    assert told.made[0] == "1,510 + 0.8384 × 240 (B8) = 1,711.2"


def test_a_rate_says_its_count_and_what_it_is_divided_by(small):
    told = explain(small, measure="rate_per_1000", **STAFFORDSHIRE)
    assert told.made[0] == "18 + 24 + 28 + 32 + 30 + 6 = 138"
    match = re.fullmatch(r"138 ÷ ([\d.]+) = ([\d.]+)", told.made[1])
    assert 138 / float(match[1]) == pytest.approx(float(match[2]), rel=1e-3)
    assert told.over == (f"{match[1]} thousand workforce-years",)
    assert {cell.role for cell in told.cells} == {"added", "held against it", "divided by"}


def test_a_share_says_the_lines_that_its_category_is_made_of(small):
    harmonised = {"measure": "share", "basis": "harmonised", "category": "inspector_and_above"}
    told = explain(small, force="staffordshire", **harmonised)
    assert told.made == ("5, as printed in H15", "100 × 5 ÷ 138 = 3.6 %")
    texts = {cell.address.cell: cell.text for cell in told.cells}
    assert texts["H15"] == "5"


def test_a_share_beside_unknown_ones_says_whose_they_may_be(small):
    """52 of 138 are of Facebook and 26 not recorded: at most 78 of 138."""
    wanted = {"force": "staffordshire", "dimension": "platform", "category": "facebook"}
    told = explain(small, measure="share", basis="own", **wanted)
    assert told.made == (
        "52, as printed in B8",
        "at least 100 × 52 ÷ (52 + 86) = 37.7 %, the others at their most",
        "at most 100 × (52 + 26) ÷ (78 + 60) = 56.5 %, the others at their least, and all that is "
        "not recorded its own",
    )


def test_people_are_not_added_up_to_a_least():
    told = explain(
        publish_shipped(PUBLISHED), measure="count", reference="221/21", basis="own",
        unit="people",
    )  # fmt: skip
    assert told.made[0].startswith("at least 4, as printed in D8 (the same people may be")
    assert told.made[1] == "at most 1 + 2 + 4 = 7"


def test_a_word_that_stands_for_a_number_is_quoted():
    told = explain(
        publish_shipped(PUBLISHED), measure="count", reference="11288", basis="cell",
        label="2017/18",
    )  # fmt: skip
    assert told.made == ("0, printed as “No cases” in B7",)


@pytest.mark.parametrize("name", [SMALL, PUBLISHED])
def test_every_figure_has_one_entry_and_every_line_is_in_one(name):
    publication = publish_shipped(name)
    figures = publication.comparison.figures
    told = Explainer(publication).explain_all()
    lines = {line: one for one in told for line in one.lines}
    rates = figures["basis"].eq("cell") & figures["measure"].eq("rate_per_month")
    assert sorted(lines) == [label + FIRST_LINE for label in figures.index[~rates]]
    assert sum(len(one.lines) for one in told) == len(lines)  # no line in two entries
    # Over the same days the own and the common window are one figure.
    if name == SMALL:
        assert lines[16] is lines[19] and lines[16].lines == (16, 19)


@pytest.mark.parametrize("name", [SMALL, PUBLISHED])
def test_what_is_worked_out_in_words_is_true(name):
    """Every sum and quotient that is written out, worked out again from its own words."""
    publication = publish_shipped(name)
    looked = 0
    for told in Explainer(publication).explain_all():
        for words in told.made:
            for one in re.split("; at most ", re.sub("^at (least|most) ", "", words)):
                sides = re.fullmatch(r"([\d,.+−÷×() ]+) = ([−\d,.]+)", one)
                if not sides:
                    continue
                left, right = (side.replace(",", "").replace(MINUS, "-") for side in sides.groups())
                worked = eval(left.replace("÷", "/").replace("×", "*"))
                assert worked == pytest.approx(float(right), rel=2e-3), (told.figure, words)
                looked += 1
    assert looked > 40
