"""Total lines by their arithmetic and by their words, in tables whose sums are known by hand."""

from analysis.ingest.survey.totals import find_totals


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
