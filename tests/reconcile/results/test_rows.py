"""What a row says of its window: the rules it lies under, and whether it is a whole year."""

from datetime import date

import pytest

from analysis.model.breaks import Break
from analysis.model.window import Window
from analysis.reconcile.results.regimes import Regimes
from analysis.reconcile.results.rows import format_part

RULES = Break(date=date(2020, 2, 1), name="N", why="W")


@pytest.mark.parametrize(
    ("first", "end", "regime"),
    [
        ("2019-01-01", "2020-02-01", "before 1 February 2020"),  # its last day is 31 January
        ("2019-01-01", "2020-02-02", "spans 1 February 2020"),
        ("2020-01-31", "2020-03-01", "spans 1 February 2020"),
        ("2020-02-01", "2020-03-01", "since 1 February 2020"),
    ],
)
def test_the_first_day_of_the_new_rules_belongs_to_them(first, end, regime):
    window = Window(date.fromisoformat(first), date.fromisoformat(end))
    assert Regimes([RULES]).format(window) == regime


def test_a_year_is_365_or_366_days():
    widths = [format_part(Window(date(2018, 1, 1), date(2019, 1, d))) for d in (1, 2, 3)]
    assert widths == ["", "", "several years"]
    assert format_part(Window(date(2018, 1, 2), date(2019, 1, 1))) == "part year"


def test_what_all_forces_together_count_lies_under_the_rules_of_both_nations():
    english = RULES.model_copy(update={"nations": ("England",)})
    scottish = RULES.model_copy(update={"nations": ("Scotland",)})
    window = Window(date(2019, 1, 1), date(2021, 1, 1))
    assert Regimes([english]).format(window, "43-forces") == "spans 1 February 2020"
    assert Regimes([scottish]).format(window, "43-forces") == ""
