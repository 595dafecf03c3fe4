"""The picture of the windows: true widths, straddling cells, the days all share."""

from datetime import date

import pytest
from figure_reading import (
    list_bars,
    list_words,
)
from figure_samples import (
    make_publication,
    many_forces,
    observe,
    two_forces,
    year,
)
from matplotlib.dates import date2num

from analysis.publish.figures.windows import draw_windows, list_lanes


def days(*parts: int) -> float:
    return float(date2num(date(*parts)))


def test_a_window_is_as_wide_as_its_days_and_says_them():
    drawing = draw_windows(two_forces())
    assert [(b.get_x(), b.get_width()) for b in list_bars(drawing, "own window")] == [
        (days(2018, 3, 1), 1826), (days(2018, 1, 1), 1885),
    ]  # fmt: skip
    assert "1 March 2018 to 28 February 2023, 1,826 days" in list_words(drawing)
    assert "1 January 2018 to 28 February 2023, 1,885 days" in list_words(drawing)
    assert (
        "Every reply covers the whole of the window, 1 March 2018 to 28 February 2023."
    ) in drawing.caption


def test_only_the_cell_over_the_edge_straddles():
    staffordshire, met = list_lanes(two_forces())
    common = two_forces().window
    assert staffordshire.find_straddling(common) == []
    assert [(w.start, w.end) for w in met.find_straddling(common)] == [
        (date(2018, 1, 1), date(2019, 1, 1))
    ]
    hatched = [p for p in draw_windows(two_forces()).axes[1].patches if p.get_hatch()]
    assert [(p.get_x(), p.get_width()) for p in hatched] == [(days(2018, 1, 1), 365)]


@pytest.mark.costly
def test_without_a_common_window_what_all_share_is_the_band_or_there_is_none():
    rows = [
        observe("staffordshire", year(2018), 9),
        observe("dorset", ("2018-07-01", "2020-01-01"), 5),
    ]
    shared = draw_windows(make_publication(rows, common=False))
    told = "Every reply covers 1 July 2018 to 31 December 2018, 184 days."
    assert told in shared.caption
    apart = draw_windows(many_forces())
    assert "The study has no window, and no day is covered by every reply" in apart.caption


def test_one_reply_with_tables_but_no_total_still_has_its_window():
    rows = [observe("dorset", year(2018), 9, category=("rank", "constable"))]
    assert "1 January 2018 to 31 December 2018, 365 days" in list_words(
        draw_windows(make_publication(rows, common=False, breaks=False))
    )


def test_a_window_that_not_all_cover_names_those_that_do_not():
    rows = [observe("dorset", ("2018-01-01", "2023-03-01"), 40), observe("essex", year(2020), 9)]
    drawing = draw_windows(make_publication(rows))
    words = " ".join(" ".join(list_words(drawing)).split())
    assert "Not covered whole by Essex Police (essex ref)." in words
    assert "1 of 2 replies covers the whole of the window" in drawing.caption


def test_days_that_every_reply_covers_are_found_across_the_gaps_of_one():
    rows = [observe("kent", year(2015), 9), observe("kent", year(2018), 9)]
    rows.append(observe("dorset", ("2018-03-01", "2020-01-01"), 20))
    caption = draw_windows(make_publication(rows, common=False)).caption
    assert "Every reply covers 1 March 2018 to 31 December 2018, 306 days." in caption
