"""Days and times are shown and known as spreadsheet programs count and spell them."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.files.number_format import NumberFormat, read_format
from analysis.ingest.files.serial_dates import count_days, spells_moment


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        # days and times; day 60 is a 29 February that never was
        *(("dd/mm/yyyy", 9, "09/01/1900"), ("dd/mm/yyyy", 61, "01/03/1900")),
        *(
            ("mmm-yy", 43191, "Apr-18"),
            ("yyyy", 43191, "2018"),
            ("d mmmm yyyy", 43191.5, "1 April 2018"),
        ),
        *(
            ("dddd", 43191, "Sunday"),
            ("ddd d mmmmm", 43191, "Sun 1 A"),
            ("h:mm AM/PM", 0.75, "6:00 PM"),
        ),
        *(("hh:mm:ss", 0.75, "18:00:00"), ("[h]:mm", 1.5, "36:00"), ("[mm]:ss", 0.5, "720:00")),
        *(("mm:ss.0", 61.51, "14:24.0"), ("yyyy-mm-dd hh:mm", 43191.25, "2018-04-01 06:00")),
        ("[$-809]dd mmm yyyy", 43191, "01 Apr 2018"),
    ],
)
def test_a_serial_date_is_shown_as_spreadsheet_programs_show_it(code, value, text):
    assert NumberFormat(code).show(value) == text


def test_days_of_the_other_calendar_begin_in_1904():
    assert NumberFormat("dd/mm/yyyy").show(9, since_1904=True) == "10/01/1904"


@pytest.mark.parametrize(
    ("code", "shows"), [("dd/mm/yy", True), ("d-mmm", True), ("mmm-yy", False)]
)
def test_a_format_is_known_to_show_the_day_or_not(code, shows):
    section, _ = read_format(code).choose(43191)
    assert section.is_date
    assert section.shows_day is shows


def test_a_time_of_day_may_stand_beside_a_date():
    assert spells_moment("07/03/1985 10:30", "1985-03-07T22:30:00") == "day"
    assert spells_moment("3/3/85", "1985-03-03") == "day"
    assert spells_moment("3/85", "1985-03-03") == "month"


MOMENTS = st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 30)).map(
    lambda moment: moment.replace(microsecond=0)
)


@given(moment=MOMENTS, since_1904=st.booleans())
def test_the_number_of_a_moment_stands_for_it_and_is_spelt_as_it(moment, since_1904):
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
    number = (moment - start) / timedelta(days=1)
    if number < 0:
        assert count_days(number, since_1904) is None
        return
    assert abs(count_days(number, since_1904) - moment) < timedelta(milliseconds=1)
    shown = NumberFormat("yyyy-mm-dd hh:mm:ss").show(number, since_1904)
    assert shown == moment.isoformat(sep=" ")
    assert spells_moment(NumberFormat("d mmmm yyyy").show(number, since_1904), shown) == "day"


@given(value=st.floats(-1e9, -1e-9))
def test_no_day_stands_before_the_first_one_but_hours_do(value):
    assert NumberFormat("dd/mm/yyyy hh:mm").show(value) == ""
    hours = round(-value * 86400) // 3600
    shown = NumberFormat("[h]").show(value).removeprefix("-")
    assert abs(int(shown) - hours) <= 1
