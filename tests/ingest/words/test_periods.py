from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.words.periods import (
    combine_periods,
    find_doubtful_year,
    may_be_month,
    read_period,
    recognise_period,
)
from analysis.model.window import Window


def days(label) -> tuple[str, str, str]:
    window = read_period(label)
    return tuple(map(str, (window.start, window.end, window.end_latest)))


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        ("2018", "2018-01-01", "2019-01-01"),
        (" 2018 ", "2018-01-01", "2019-01-01"),
        ("2018*", "2018-01-01", "2019-01-01"),
        ("2018/19", "2018-04-01", "2019-04-01"),
        ("2018-19", "2018-04-01", "2019-04-01"),
        ("2018/2019", "2018-04-01", "2019-04-01"),
        ("2018-2021", "2018-01-01", "2022-01-01"),
        ("2018 to 2021", "2018-01-01", "2022-01-01"),
        ("2018 (from 1 March)", "2018-03-01", "2019-01-01"),
        ("2018 (Mar-Dec)", "2018-03-01", "2019-01-01"),
        ("2023 (Jan–Feb)", "2023-01-01", "2023-03-01"),
        ("2023 (to 28 February)", "2023-01-01", "2023-03-01"),
        ("Jan-Mar 2017", "2017-01-01", "2017-04-01"),
        ("Sept. 2017", "2017-09-01", "2017-10-01"),
        ("December 2017", "2017-12-01", "2018-01-01"),
        ("1 January 2016 to 10 April 2020", "2016-01-01", "2020-04-11"),
        ("04/05", "2004-04-01", "2005-04-01"),
        ("2004-05", "2004-04-01", "2005-04-01"),
        ("99/00", "1999-04-01", "2000-04-01"),
        ("15/16**", "2015-04-01", "2016-04-01"),
        ("2010/11 (r)", "2010-04-01", "2011-04-01"),
        ("2018¹", "2018-01-01", "2019-01-01"),
        ("2018(2)", "2018-01-01", "2019-01-01"),
        ("2012 (4, 5)", "2012-01-01", "2013-01-01"),
        ("FY 2018/19", "2018-04-01", "2019-04-01"),
        ("Financial year 2018/19", "2018-04-01", "2019-04-01"),
        ("Calendar year 2018", "2018-01-01", "2019-01-01"),
        ("2004/05 to 2018/19", "2004-04-01", "2019-04-01"),
        ("Year ending 31 March 2019", "2018-04-01", "2019-04-01"),
        ("y/e March 2019", "2018-04-01", "2019-04-01"),
        ("12 months to 30 June 2017", "2016-07-01", "2017-07-01"),
        ("six months ending September 2018", "2018-04-01", "2018-10-01"),
        ("Year ending 15 March 2019", "2018-03-16", "2019-03-16"),
        ("Q1 2018", "2018-01-01", "2018-04-01"),
        ("2018 Q4", "2018-10-01", "2019-01-01"),
        ("Q1 2018/19", "2018-04-01", "2018-07-01"),
        ("Q4 18/19", "2019-01-01", "2019-04-01"),
        ("1st quarter 2018", "2018-01-01", "2018-04-01"),
        ("H2 2018/19", "2018-10-01", "2019-04-01"),
        ("Mar-18", "2018-03-01", "2018-04-01"),
        ("Mar '18", "2018-03-01", "2018-04-01"),
        ("2018-03", "2018-03-01", "2018-04-01"),
        ("03/2018", "2018-03-01", "2018-04-01"),
        ("January 2018/19", "2019-01-01", "2019-02-01"),
        ("Apr 2018 - Mar 2019", "2018-04-01", "2019-04-01"),
        ("01/04/2018 - 31/03/2019", "2018-04-01", "2019-04-01"),
        ("1 Jan to 28 Feb 2017", "2017-01-01", "2017-03-01"),
        ("2023 (1 Jan to 28 Feb)", "2023-01-01", "2023-03-01"),
        ("2018Q1", "2018-01-01", "2018-04-01"),
        ("2018 M3", "2018-03-01", "2018-04-01"),
        ("2018M11", "2018-11-01", "2018-12-01"),
        ("y/e Mar 19", "2018-04-01", "2019-04-01"),
        ("Week ending 4 March 2018", "2018-02-26", "2018-03-05"),
        ("w/e 04/03/2018", "2018-02-26", "2018-03-05"),
    ],
)
def test_a_period_is_read_half_open(label, start, end):
    assert days(label) == (start, end, end)


@pytest.mark.parametrize(
    ("label", "end", "latest"),
    [
        ("2023 (to 1 March)", "2023-03-01", "2023-03-02"),
        ("2023 (up to 1st March)", "2023-03-01", "2023-03-02"),
        ("1 March 2018 to 1 March 2023", "2023-03-01", "2023-03-02"),
    ],
)
def test_an_end_that_may_or_may_not_be_counted_keeps_both_readings(label, end, latest):
    assert days(label)[1:] == (end, latest)


@pytest.mark.parametrize(
    "label",
    [
        "2018 (from 31 February)",
        "2023 (to 30 February)",
        "31 February 2018 to 1 March 2018",
        "2018/20",
        "2018/2119",
        "2021-2018",
        "2018 (Nov-Feb)",
        "2018 (from 1 Smarch)",
        "04/06",
        "Year ending 30 February 2019",
        "1 March 2019 to 1 March 2018",
    ],
)
def test_a_period_that_cannot_be_is_refused_and_not_passed_over(label):
    with pytest.raises(ValueError):
        read_period(label)


@pytest.mark.parametrize(
    "label",
    [
        *("2018-2019", "2018 to 2019", "FY19", "2023 to date", "2023 YTD", "2023/24 to date"),
        *("Feb 2023 to date", "2023 (part)", "since 2018", "2018 onwards", "before 2018"),
        *("12 months to 1 July 2017", "September 2017 to September 2018"),
        *("Mar 18", "Sept. 09", "2008/1", "2008/01", "2008-9", "1/2008", "2008/1r"),
        *("Week 12", "Wk 12", "week 3, 2019", "2019 week 3"),
    ],
)
def test_a_period_of_two_readings_or_without_an_end_is_refused_and_recognised(label):
    with pytest.raises(ValueError):
        read_period(label)
    assert recognise_period(label).window is None
    assert recognise_period(label).doubt


@pytest.mark.parametrize(
    "label",
    [
        *("", "Total", "20l8", "year 2018", "Q1", "201", "20188", "2018-01-01", "Rank", "1/2"),
        *("Q5 2018", "May", "2018 and 2019", "Complaints 2018", "10-14", "2018+", "12"),
    ],
)
def test_words_that_are_no_period_are_none(label):
    assert read_period(label) is None


@pytest.mark.parametrize(
    ("label", "day"),
    [
        (datetime(2018, 3, 1), date(2018, 3, 1)),
        (date(2018, 3, 1), date(2018, 3, 1)),
        ("2018-03-01", date(2018, 3, 1)),
        ("As at 31 March 2018", date(2018, 3, 31)),
        ("13/04/2017", date(2017, 4, 13)),
        ("30 September 20123", date(2012, 9, 30)),
    ],
)
def test_one_day_is_no_period_but_is_recognised_and_asked_about(label, day):
    assert read_period(label) is None
    assert recognise_period(label).day == day
    assert recognise_period(label).doubt


def test_a_day_that_cannot_be_is_recognised_and_said():
    assert "30/02/2018" in recognise_period("30/02/2018").doubt
    assert recognise_period("Sergeant") is None


def test_a_glyph_beside_a_period_is_kept():
    labels = {"2018*": "*", "15/16**": "**", "2010/11 (R)": "(r)", "2023 (to 1 March)*": "*"}
    assert {label: recognise_period(label).glyph for label in labels} == labels
    assert recognise_period("2011/121").glyph == "1"
    assert recognise_period("2018(2)").glyph == "(2)"


@pytest.mark.parametrize(
    ("outer", "inner", "start", "end"),
    [
        ("2018/19", "Q4", "2019-01-01", "2019-04-01"),
        ("2018", "Q1*", "2018-01-01", "2018-04-01"),
        ("Q1", "2018", "2018-01-01", "2018-04-01"),
        ("18/19", "Jan", "2019-01-01", "2019-02-01"),
        (2018, "Jan-Mar", "2018-01-01", "2018-04-01"),
        ("2018/19", "January 2019", "2019-01-01", "2019-02-01"),
    ],
)
def test_a_part_of_a_year_under_its_year(outer, inner, start, end):
    window = combine_periods(outer, inner)
    assert (str(window.start), str(window.end)) == (start, end)


def test_a_bare_digit_is_a_quarter_only_where_the_caller_says_so():
    assert combine_periods("2018", 1) is None
    assert combine_periods("2018", 1, bare_quarters=True) == read_period("Q1 2018")
    assert combine_periods("2018", 5, bare_quarters=True) is None
    assert combine_periods("Q1", "Jan") is None
    with pytest.raises(ValueError, match="does not lie in"):
        combine_periods("2018", "January 2019")


YEARS = st.integers(1970, 2067)
GLYPHS = st.sampled_from(["", "*", "**", " (r)", " [1]", "²", "(2)"])


@given(YEARS, GLYPHS)
def test_a_year_reads_back_from_every_form_it_is_printed_in(year, glyph):
    nxt = f"{year + 1}"
    financial = Window(date(year, 4, 1), date(year + 1, 4, 1))
    for form in (
        *(f"{year}/{nxt[2:]}", f"{year}/{nxt}", f"{year}-{nxt[2:]}", f"{year % 100:02}/{nxt[2:]}"),
        *(f"FY {year}/{nxt[2:]}", f"Year ending March {nxt}", f"April {year} to March {nxt}"),
        f"1 April {year} to 31 March {nxt}",
    ):
        assert read_period(f"{form}{glyph}") == financial
    assert read_period(f"{year}{glyph}") == Window(date(year, 1, 1), date(year + 1, 1, 1))


@given(YEARS, st.integers(1, 4), st.booleans())
def test_quarters_fill_their_year_calendar_or_financial(year, number, financial):
    label = f"{year}/{(year + 1) % 100:02}" if financial else str(year)
    whole = read_period(label)
    parts = [read_period(f"Q{n} {label}") for n in (1, 2, 3, 4)]
    assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
    assert [part.end for part in parts[:-1]] == [part.start for part in parts[1:]]
    assert combine_periods(label, f"Quarter {number}") == parts[number - 1]


@given(YEARS, st.integers(1, 12))
def test_a_month_reads_back_from_every_form_it_is_printed_in(year, month):
    first = date(year, month, 1)
    window = read_period(f"{first:%B} {year}")
    assert (window.start, (window.end - first).days in range(28, 32)) == (first, True)
    for form in (
        f"{first:%b-%y}",
        f"{first:%b}-{year}",
        f"{year} {first:%b}",
        f"{month:02}/{year}",
    ):
        assert read_period(form) == window
    if month != (year + 1) % 100:  # 2011-12 is the financial year
        assert read_period(f"{year}-{month:02}") == window


@given(st.text(max_size=20))
def test_no_label_breaks_the_recogniser(text):
    period = recognise_period(text)
    assert period is None or period.window or period.day or period.doubt


@given(st.integers(1900, 2098))
def test_months_of_a_year_fill_it_without_gap_or_overlap(year):
    names = ["jan", "feb", "mar", "apr", "may", "june", "jul", "aug", "sept", "oct", "nov", "dec"]
    months = [read_period(f"{name} {year}") for name in names]
    assert (months[0].start, months[-1].end) == (date(year, 1, 1), date(year + 1, 1, 1))
    assert [m.end for m in months[:-1]] == [m.start for m in months[1:]]


@pytest.mark.parametrize("beside", [["2008/8"], ["2008/10"], ["2008/07", "2008/08"]])
def test_a_financial_year_among_months_is_in_doubt(beside):
    for label in ("2008/09", "2008/9", "2008-09", "2008/09*"):
        assert may_be_month(label, [label, *beside])
    assert find_doubtful_year(["2008/09"], [], beside) == (
        "2008/09",
        "stands among months, and may be one of them",
    )


def test_financial_years_among_themselves_are_not():
    years = ["2007/08", "2008/09", "2009/10", "2010/11", "2011/12", "2012/13"]
    assert not any(may_be_month(year, years) for year in years)
    assert find_doubtful_year(["2008/09"], [], years) is None
