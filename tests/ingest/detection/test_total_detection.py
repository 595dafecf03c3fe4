"""Total lines by their arithmetic and by their words, in tables whose sums are known by hand."""

from time import process_time

import pytest

from analysis.ingest.detection.total_detection import find_totals


def name_lines(*names: str) -> list[tuple[str, ...]]:
    return [(name,) for name in names]


def test_subtotals_below_their_lines_and_a_grand_total_of_both():
    figures = [[3, 11, 6], [4, 0, 9], [7, 11, 15], [5, 1, 2], [8, 30, 1], [13, 31, 3], [20, 42, 18]]
    labels = name_lines("a", "b", "Total north", "c", "d", "Total south", "Total")
    found = find_totals(figures, labels)
    assert found.sums == {2: (0, 1), 5: (3, 4), 6: (2, 5)}
    assert not found.doubtful


def test_regions_over_their_forces_without_a_total_word():
    figures = [[338, 52, 64], [75, 11, 16], [228, 32, 34], [35, 9, 14], [301, 70, 45], [99, 31, 40]]
    figures += [[202, 39, 5], [639, 122, 109]]
    labels = name_lines("North East", "Cleveland", "Durham", "Northumbria", "Wales", "Gwent")
    labels += name_lines("South Wales", "England and Wales")
    found = find_totals(figures, labels)
    assert found.sums == {0: (1, 2, 3), 4: (5, 6), 7: (0, 4)}
    assert not found.doubtful


def test_a_total_in_the_middle_of_its_lines():
    figures = [[30, 12], [14, 25], [101, 60], [40, 22], [17, 1]]
    found = find_totals(figures, name_lines("a", "b", "Total", "c", "d"))
    assert found.sums == {2: (0, 1, 3, 4)}


def test_years_of_quarters_and_a_sum_of_the_years():
    rows = [[77, 55, 47, 31, 210, 21, 23, 43, 12, 99, 309], [9, 8, 40, 2, 59, 7, 70, 0, 5, 82, 141]]
    labels = [("2012", str(q)) for q in range(1, 5)] + [("2012 total",)]
    labels += [("2013", str(q)) for q in range(1, 5)] + [("2013 total",), ("All years",)]
    found = find_totals(list(zip(*rows, strict=True)), labels)
    assert found.sums == {4: (0, 1, 2, 3), 9: (5, 6, 7, 8), 10: (4, 9)}


def test_one_and_one_is_no_total():
    found = find_totals([[1], [1], [2], [3], [1]], name_lines("a", "b", "c", "d", "e"))
    assert not found.sums


def test_lines_that_say_of_which_head_the_kinds_beneath_them():
    figures = [[30, 41, 65], [18, 20, 40], [11, 8, 25], [7, 12, 15], [12, 21, 25]]
    labels = name_lines("Total restraint", "Handcuffs, of which", "Front", "Back", "On the ground")
    assert find_totals(figures, labels).sums == {0: (1, 4), 1: (2, 3)}


def test_a_line_that_says_of_which_is_within_the_line_above_it():
    found = find_totals(
        [[10, 20], [4, 9], [7, 3], [17, 23]], name_lines("a", "of which x", "b", "All")
    )
    assert (found.sums, found.of_which, found.doubtful) == ({3: (0, 2)}, {1: 0}, {})


def test_a_part_is_found_by_the_total_that_leaves_it_out():
    figures = [[110, 230, 41], [44, 90, 13], [20, 7, 8], [71, 33, 22], [181, 263, 63]]
    found = find_totals(figures, name_lines("Recorded", "Online", "Web", "Phone", "Total"))
    assert (found.sums, found.of_which) == ({4: (0, 3)}, {1: 0, 2: 0})


def test_a_part_that_is_more_than_the_line_above_is_asked_about():
    found = find_totals([[10], [14], [24]], name_lines("a", "of which x", "Total"))
    assert found.sums == {2: (0, 1)}
    assert set(found.doubtful) == {1}


@pytest.mark.parametrize(
    ("total", "words"),
    [
        ([155, 320, 54], "it says 155 where its 2 parts come to 154, at position 1"),
        ([150, 300, 50], "it says 150 where its 2 parts come to 154, at position 1 and at 2 more"),
        ([999, 12, 4], "no lines here add up to it"),
    ],
)
def test_words_without_arithmetic_are_a_doubtful_total(total, words):
    found = find_totals([[110, 230, 41], [44, 90, 13], total], name_lines("a", "b", "Total"))
    assert 2 in found.sums
    assert words in found.doubtful[2]


def test_rounded_figures_are_told_from_a_misprint():
    found = find_totals([[15, 25, 35], [20, 5, 10], [30, 30, 45]], name_lines("a", "b", "Total"))
    assert found.sums == {2: (0, 1)}
    assert found.doubtful[2].endswith("at position 1, as rounded figures do")


def test_hidden_figures_leave_a_said_total_with_a_doubt():
    figures = [[None, 25, 35], [20, None, 10], [30, 30, None]]
    found = find_totals(figures, name_lines("a", "b", "Total"))
    assert found.sums == {2: (0, 1)}
    assert "hidden" in found.doubtful[2]


def test_a_misprinted_subtotal_does_not_hide_the_total_above_it():
    figures = [[5, 11], [3, 22], [9, 33], [6, 4], [7, 8], [13, 12], [22, 45]]
    found = find_totals(figures, name_lines("a", "b", "Total x", "c", "d", "Total y", "Total"))
    assert found.sums == {2: (0, 1), 5: (3, 4), 6: (2, 5)}
    assert set(found.doubtful) == {2}


def test_arithmetic_alone_with_few_positions_is_asked_about():
    found = find_totals([[14], [30], [44]], name_lines("Sussex", "Kent", "South East"))
    assert not found.sums
    assert "say whether it is a total" in found.doubtful[2]


def test_one_more_year_of_a_series_is_no_total_by_chance():
    found = find_totals([[2100, 14], [3000, 16], [5100, 30]], name_lines("2019", "2020", "2021"))
    assert not found.sums
    assert set(found.doubtful) == {2}


@pytest.mark.parametrize("words", ["% change", "Numeric change", "Average", "Rate per 1,000"])
def test_what_is_worked_out_from_counts_is_no_total(words):
    figures = [[372, 89, 145], [2457, 630, 1006], [2829, 719, 1151]]
    assert not find_totals(figures, name_lines("2016", "2015", words)).sums


def test_columns_of_shares_beside_counts_do_not_stand_in_the_way():
    figures = [[338, 0.8, 64], [75, 0.79, 16], [228, 0.84, 34], [35, 0.6, 14], [9, 0.5, 2]]
    figures += [[347, 0.76, 66]]
    found = find_totals(figures, name_lines("North East", "x", "y", "z", "Wales", "Total"))
    assert (found.sums, found.doubtful) == ({0: (1, 2, 3), 5: (0, 4)}, {})


def test_percentages_add_up_under_their_banner_only_where_they_say_total():
    rows = [[3744, 2738, 6482, 57.8, 42.2, 100], [2405, 1148, 3553, 67.7, 32.3, 100]]
    labels = [
        (banner, name) for banner in ("Number", "%") for name in ("Under 18", "Adult", "Total")
    ]
    found = find_totals(list(zip(*rows, strict=True)), labels)
    assert found.sums == {2: (0, 1), 5: (3, 4)}


def test_small_subtotals_are_proven_by_the_total_that_needs_them():
    figures = [[6, 16], [0, 6], [3, 5], [2, 3], [1, 2], [2, 11], [1, 6], [0, 2], [1, 3], [8, 27]]
    names = ("South West", "w", "x", "y", "z", "Wales", "a", "b", "c", "Total")
    assert find_totals(figures, name_lines(*names)).sums == {
        0: (1, 2, 3, 4),
        5: (6, 7, 8),
        9: (0, 5),
    }


def test_a_share_beside_a_count_proves_nothing_and_a_half_is_no_subtotal():
    figures = [[6, 50], [0, 0], [5, 41.7], [1, 8.3], [12, 100]]
    found = find_totals(figures, name_lines("Rude", "Late", "Lost", "Rough", "Overall total"))
    assert found.sums == {4: (0, 1, 2, 3)}


def test_a_line_that_a_total_takes_in_with_its_parts_is_no_subtotal():
    figures = [[150, 220, 81], [40, 100, 30], [110, 120, 51], [60, 30, 12], [360, 470, 174]]
    found = find_totals(figures, name_lines("a", "b", "c", "d", "Total"))
    assert found.sums == {4: (0, 1, 2, 3)}
    assert set(found.doubtful) <= {0}


def test_a_banner_of_totals_adds_up_the_other_banners():
    figures = [[5, 7], [3, 1], [6, 2], [9, 9], [11, 9], [12, 10]]
    labels = [(b, s) for b in ("Primary", "Secondary", "Total") for s in ("Female", "Male")]
    assert find_totals(figures, labels).sums == {4: (0, 2), 5: (1, 3)}


def test_lines_repeated_under_another_heading_are_asked_about():
    parts = [[571, 702], [312, 240], [118, 93], [880, 644]]
    whole = [[a + b for a, b in zip(parts[i], parts[i + 2], strict=True)] for i in (0, 1)]
    labels = [(b, s) for b in ("National", "North", "South") for s in ("Fine", "Caution")]
    found = find_totals([*whole, *parts], labels)
    assert not found.sums
    assert set(found.doubtful) == {0, 1}


def test_a_region_of_one_force_is_a_total_to_ask_about():
    figures = [[572, 1123], [572, 1123], [853, 333], [444, 221], [409, 112], [1425, 1456]]
    found = find_totals(figures, name_lines("London", "Met", "North", "York", "Durham", "England"))
    assert {2, 5} < set(found.sums)
    assert len(set(found.doubtful) & {0, 1}) == 1


@pytest.mark.parametrize(
    "words",
    [("Total 2018", "Total 2019", "Total 2020"), ("All other", "All others", "Totally new")],
)
def test_words_over_every_line_or_other_words_say_nothing(words):
    assert not find_totals([[5, 8], [3, 4], [9, 1]], name_lines(*words)).sums


def test_nothing_to_add_up():
    assert find_totals([], []).sums == {}
    assert find_totals([[14, 3]], name_lines("Total")).sums == {}
    assert find_totals([[5], [5], [5]], name_lines("a", "b", "c")).sums == {}


def test_a_thousand_lines_take_seconds_not_minutes():
    figures = [[(line * 37 + place * 11) % 401 for place in range(30)] for line in range(1000)]
    figures.append([sum(column) for column in zip(*figures, strict=True)])
    began = process_time()
    assert find_totals(figures, [(f"line {n}",) for n in range(1000)] + [("Total",)]).sums
    assert process_time() - began < 10


@pytest.mark.parametrize("note", ["¹", "¹²", "ᵃ", "*", " (1)", "₂"])
@pytest.mark.parametrize("total", ["Total", "Grand total", "All forces"])
def test_a_note_behind_its_words_leaves_a_total_a_total(total, note):
    found = find_totals([[5, 3], [6, 3], [11, 6]], [("Kent",), ("Gwent",), (total + note,)])
    assert found.sums == {2: (0, 1)}
    assert find_totals([[5, 3], [6, 3], [20, 9]], [("A",), ("B",), (total + note,)]).doubtful


def test_parts_that_are_hidden_are_told_beside_the_sum_of_those_that_are_shown():
    labels = name_lines("a", "b", "c", "Total")
    (doubt,) = find_totals([[8], [3], [None], [12]], labels).doubtful.values()
    assert "it says 12 where its 2 parts shown come to 11 and 1 is hidden, at position 1" in doubt
    figures = [[8, 5], [3, None], [9, 1], [21, 9]]
    (doubt,) = find_totals(figures, labels).doubtful.values()
    assert "it says 21 where its 3 parts come to 20, at position 1" in doubt
