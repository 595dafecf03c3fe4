import pytest

from analysis.publish.disclosure.rules import choose_fewest, is_disclosive, is_narrowed


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0, 0, False),  # nobody's
        (1, 1, True),
        (4, 4, True),
        (5, 5, False),
        (1, 4, False),  # the range that hides a small count in full
        (1, 3, True),
        (2, 4, True),
        (0, 3, False),
        (2, 5, False),
        (3, float("inf"), False),
    ],
)
def test_a_count_is_told_where_a_range_says_of_somebody_that_they_are_one_of_few(low, high, told):
    assert is_disclosive(low, high, 5) is told


def test_totals_may_tell_three_and_not_two():
    assert is_disclosive(2, 2, 3) and not is_disclosive(3, 3, 3) and not is_disclosive(1, 2, 3)


@pytest.mark.parametrize(
    ("low", "high", "narrowed"),
    [(1, 4, False), (1, 3, True), (2, 4, True), (3, 3, True), (0, 3, False), (1, 9, False)],
)
def test_a_hidden_cell_is_narrowed_inside_the_range_printed_for_it(low, high, narrowed):
    assert is_narrowed(low, high, (1, 4)) is narrowed


@pytest.mark.parametrize(
    ("dimension", "category", "fewest"),
    [
        ("total", "all", 3),
        ("rank", "constable", 5),
        ("outcome", "dismissed", 5),
        ("platform", "facebook+twitter", 5),
        ("source", "other", 5),
        ("rank", "any_rank", 3),
        ("platform", "not_recorded", 3),
        ("rank", "sergeant inspector", 5),
    ],
)
def test_what_tells_nothing_of_a_person_is_held_to_the_rule_of_totals(dimension, category, fewest):
    assert choose_fewest(dimension, category) == fewest
