"""Yearly bars: true widths, part years, breaks, and words that rest on one another."""

from datetime import date

import pytest
from figure_reading import (
    list_bars,
    list_words,
)
from figure_samples import (
    make_publication,
    observe,
    two_forces,
    year,
)
from matplotlib.dates import date2num

from analysis.publish.figures.drawing import BREAK, OWN
from analysis.publish.figures.timeaxis import drop_printed_totals
from analysis.publish.figures.windows import list_lanes
from analysis.publish.figures.yearly import BarLabel, YearlyBar, draw_yearly, place_labels


def days(*parts: int) -> float:
    return float(date2num(date(*parts)))


def test_yearly_bars_have_true_widths_and_their_area_is_the_count():
    panel = draw_yearly(two_forces()).axes[1]
    drawn = [patch for patch in panel.patches if patch.get_gid() == "cell"]
    spans = {(b.get_x(), b.get_width()) for b in drawn}
    assert spans == {
        (days(2018, 3, 1), 306), (days(2019, 1, 1), 365), (days(2020, 1, 1), 366),
        (days(2021, 1, 1), 365), (days(2022, 1, 1), 365), (days(2023, 1, 1), 59),
    }  # fmt: skip
    areas = sorted(b.get_width() / 30.4375 * b.get_height() for b in drawn)
    assert areas == pytest.approx([6, 18, 24, 28, 30, 32])


def test_every_count_is_written_and_the_printed_total_is_not():
    told = list_words(draw_yearly(two_forces()))
    assert {"24", "28", "32", "30", "240", "190", "310", "400", "520"} <= set(told)
    assert {"18\n10 months", "6\n2 months", "90\n2 months"} <= set(told)
    assert not any("1,750" in text for text in told)


def test_part_years_and_cells_over_the_break_look_different():
    panel = draw_yearly(two_forces()).axes[1]
    by_start = {b.get_x(): b for b in panel.patches if b.get_gid() == "cell"}
    part, full, spans = (by_start[days(y, m, 1)] for y, m in ((2018, 3), (2019, 1), (2020, 1)))
    assert part.get_hatch() and not full.get_hatch() and not spans.get_hatch()
    assert len({part.get_facecolor(), full.get_facecolor(), spans.get_facecolor()}) == 3
    lines = [line for line in panel.lines if line.get_color() == BREAK]
    assert [line.get_xdata()[0] for line in lines] == [days(2020, 2, 1)]
    assert not [line for line in panel.lines if line.get_color() == OWN]  # nothing is joined


def test_a_pooled_reply_is_one_long_cell_with_the_year_inside_it_beside():
    rows = [
        observe("west-mercia", ("2018-01-01", "2021-12-29"), 12),
        observe("west-mercia", ("2021-01-01", "2021-12-29"), 7),
    ]
    drawing = draw_yearly(make_publication(rows, common=False))
    assert sorted(b.get_width() for b in list_bars(drawing, "cell")) == [362, 1458]
    assert {"12\n1,458 days", "7\n362 days"} <= set(list_words(drawing))


def test_totals_are_dropped_only_where_shorter_cells_cover_every_day():
    whole = ("2018-01-01", "2020-01-01")
    covered = [observe("dorset", whole, 9), observe("dorset", year(2018), 4),
               observe("dorset", year(2019), 5)]  # fmt: skip
    gap = covered[:2]
    for rows, kept in ((covered, 2), (gap, 2)):
        cells = make_publication([dict(row) for row in rows], common=False).comparison.pick(
            "count", "cell"
        )
        assert len(drop_printed_totals(cells)) == kept


def test_a_withheld_year_is_an_open_bar_that_says_at_least():
    rows = [observe("dorset", year(2018), 0, float("inf"), status="withheld"),
            observe("dorset", year(2019), 1, 4)]  # fmt: skip
    drawing = draw_yearly(make_publication(rows, common=False))
    assert {"at least 0 [c]", "1 to 4 [c]"} <= set(list_words(drawing))
    open_bar, hidden = sorted(list_bars(drawing, "cell"), key=lambda bar: bar.get_x())
    assert open_bar.get_facecolor()[3] == 0  # nothing is claimed of it
    low, high = hidden.get_y(), hidden.get_y() + hidden.get_height()
    assert [low, high] == pytest.approx([1 / (365 / 30.4375), 4 / (365 / 30.4375)])
    assert hidden.get_hatch()


def test_an_unmarked_cell_over_the_break_is_known_by_its_regime():
    cell = YearlyBar(
        list_lanes(two_forces())[0].window, 1, 1, "part year", "spans 1 February 2020", ""
    )
    assert cell.look == "part spans"


def test_tags_rest_on_bars_and_on_one_another():
    low = BarLabel(["2"], 5, 12, (4, 6), 0.2, 3)
    high = BarLabel(["9"], 9, 4, (6, 12), 1.0, 3)
    room, (foot, top) = place_labels([low, high], 30)
    assert foot >= 30 - room and top >= 30 - room  # wide words clear the higher neighbour
    assert abs(foot - top) >= 3
    assert max(foot, top) + 3 <= 30.01
