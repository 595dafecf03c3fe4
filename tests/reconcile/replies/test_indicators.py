"""Months or quarters of another source: every bad row named, and a stretch divided as they ran."""

from datetime import date
from itertools import pairwise

import pytest
from examples import COMMON
from indicator_samples import HEAD, NEW, OLD, WHY, list_quarters, write_indicator

from analysis.model.breaks import KNOWN_BREAKS, Break
from analysis.model.faults import Faults
from analysis.model.window import Window
from analysis.reconcile.methods.apportion import Division, Profile
from analysis.reconcile.replies.indicators import Followed, read_indicator
from analysis.reconcile.results.regimes import Regimes

YEAR = Window(date(2018, 1, 1), date(2019, 1, 1))
DIVISION = Division(COMMON, 151, {YEAR: 24})
RULES = Regimes(KNOWN_BREAKS)
GOOD = list_quarters((90, 100, 110, 100))


def follow(folder, rows, division=DIVISION, rules=RULES, force="staffordshire"):
    return read_indicator(write_indicator(folder, rows)).follow(division, force, rules)


def list_faults(named) -> list[str]:
    with pytest.raises(Faults) as raised:
        read_indicator(named)
    return [str(fault) for fault in raised.value.faults]


def test_a_stretch_is_divided_by_the_share_of_the_indicators_events(tmp_path):
    found = follow(tmp_path, GOOD)
    assert isinstance(found, Followed)
    # March is 31 of the 90 days of the first quarter.
    share = (90 * 31 / 90 + 310) / 400
    profile = found.division.profiles[YEAR]
    assert (profile.share, profile.sample) == (pytest.approx(share), 400)
    (straddle,) = found.division.straddles
    assert (straddle.low, straddle.high) == (24, 24)
    assert (straddle.share, straddle.sample) == (profile.share, 400)
    assert found.division.bounds == DIVISION.bounds


def test_what_it_takes_for_granted_is_said_with_its_cells(tmp_path):
    found = follow(tmp_path, GOOD)
    for words in (
        "all complaints recorded",
        WHY,
        "85.2% of 400 in 1 January 2018 to 31 December 2018",
        "split by days, as it lies across an edge: 1 January 2018 to 31 March 2018",
        "need not have had the same seasons",
    ):
        assert words in found.assumes
    assert found.cells.split(" | ") == [f"quarters.csv#csv!D{n} (made up)" for n in range(2, 6)]


def test_months_that_end_at_the_edge_are_not_split(tmp_path):
    months = [
        ["staffordshire", f"2018-{n:02}-01", f"2018-{n:02}-{days}", str(10 + n), OLD, *GOOD[0][5:]]
        for n, days in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1)
    ]
    found = follow(tmp_path, months)
    counts = [10 + n for n in range(1, 13)]
    expected = Profile(sum(counts[2:]) / sum(counts), sum(counts))
    assert found.division.profiles[YEAR].share == pytest.approx(expected.share)
    assert "split by days" not in found.assumes


def test_the_provenance_is_the_weakest_of_the_rows_that_are_used(tmp_path):
    rows = [[*row[:5], "transcribed", "bulletin 4"] for row in GOOD]
    unused = list_quarters((9, 9, 9, 9), year=2021)  # made up, and outside the stretch
    assert follow(tmp_path, rows + unused).provenance == "transcribed"
    assert follow(tmp_path, [*rows[:3], GOOD[3]]).provenance == "illustrative"


RENAMED = [[*row[:4], NEW, *row[5:]] for row in GOOD[2:]]
FEW, JUST = list_quarters((5, 5, 5, 4)), list_quarters((5, 5, 5, 5))
ONE_SIDE = list_quarters((0, 50, 60, 50))


@pytest.mark.parametrize(
    ("rows", "codes", "words"),
    [
        (list_quarters((9, 9, 9, 9), force="kent"), ["COVERAGE_GAP"], "no figure of staffordshire"),
        (GOOD[:2] + GOOD[3:], ["COVERAGE_GAP"], "for 1 July 2018 to 30 September 2018"),
        (GOOD[:2] + RENAMED, ["BREAK_SPANNED"], f"under {OLD} and under {NEW}"),
        (FEW, ["TOO_FEW"], "has 19 events in 1 January 2018"),
        (ONE_SIDE, ["TOO_FEW"], "lie on one side"),
        (FEW[:2] + [[*r[:4], NEW, *r[5:]] for r in FEW[2:]], ["BREAK_SPANNED", "TOO_FEW"], "19"),
    ],
)
def test_what_cannot_be_defended_is_refused_by_name(tmp_path, rows, codes, words):
    division = DIVISION if rows is not ONE_SIDE else Division(SINCE_APRIL, 151, {YEAR: 24})
    refused = follow(tmp_path, rows, division)
    assert [str(one.code) for one in refused] == codes
    assert any(words in one.evidence for one in refused)
    assert all("even spread" in one.remedy for one in refused)


SINCE_APRIL = Window(date(2018, 4, 1), date(2023, 3, 1))


def test_twenty_events_are_enough(tmp_path):
    assert isinstance(follow(tmp_path, JUST), Followed)


def test_a_quarter_that_itself_lies_across_a_change_of_rules_divides_nothing(tmp_path):
    """The stretch begins on the day of the change, and the quarter a month before it."""
    stretch = Window(date(2020, 2, 1), date(2020, 7, 1))
    window = Window(date(2020, 4, 1), date(2023, 3, 1))
    rows = list_quarters((90, 100, 110, 100), year=2020)
    (refused,) = follow(tmp_path, rows, Division(window, 10, {stretch: 24}))
    assert refused.code == "BREAK_SPANNED" and "1 February 2020" in refused.evidence
    # A change for other nations alone is none for this force.
    other = Break(date=date(2020, 2, 1), name="N", why="W", nations=("Scotland",))
    assert isinstance(
        follow(tmp_path, rows, Division(window, 10, {stretch: 24}), Regimes([other])), Followed
    )


def test_every_bad_row_is_named_at_once(tmp_path):
    good = GOOD[0]
    bad = [
        ["nowhere", *good[1:]],
        [*good[:3], "-4", *good[4:]],
        [*good[:3], "<5", *good[4:]],
        [*good[:3], "", *good[4:]],
        [good[0], "2018-02-30", *good[2:]],
        [good[0], "1/1/2018", *good[2:]],
        [good[0], good[2], good[1], *good[3:]],
        [good[0], good[1], "2018-04-03", *good[3:]],  # 93 days
        [*good[:5], "guessed", good[6]],
        [*good[:4], "", good[5], ""],
    ]
    faults = list_faults(write_indicator(tmp_path, bad))
    cells = [fault.split("cell ")[1].split(":")[0] for fault in faults]
    assert cells == ["A2", "D3", "D4", "D5", "B6", "B7", "C8", "C9", "F10", "E11", "G11"]
    assert all(fault.startswith("quarters.csv, cell ") for fault in faults)
    assert "93 days" in faults[7] and "'<5' is no count" in faults[2]


def test_periods_that_share_a_day_are_named_with_both_cells(tmp_path):
    half_open = [[*row[:2], after[1], *row[3:]] for row, after in pairwise(GOOD)]
    faults = list_faults(write_indicator(tmp_path, half_open[:2] + GOOD[2:]))
    assert len(faults) == 2 and all("last_day" in fault for fault in faults)
    assert "shares 1 April 2018 to 1 April 2018 with D2" in faults[0] and "cell D3" in faults[0]
    (long,) = list_faults(write_indicator(tmp_path, half_open[2:]))
    assert "93 days" in long and "write the last day that is counted" in long
    twice = list_faults(write_indicator(tmp_path, [GOOD[0], *list_quarters((1, 2, 3, 4))[:1]]))
    assert len(twice) == 1 and "cell D3" in twice[0]
    # Of two forces the same days are no contradiction, and the order of rows does not matter.
    kent = list_quarters((1, 2, 3, 4), force="kent")
    read = read_indicator(write_indicator(tmp_path, [*reversed(GOOD), *kent]))
    assert [p.count for p in read.periods["staffordshire"]] == [90, 100, 110, 100]


def test_a_file_that_cannot_be_read_is_one_line_with_what_to_do(tmp_path):
    named = write_indicator(tmp_path, GOOD, head=[*HEAD[:-1], "page"], licence=None)
    faults = list_faults(named)
    assert "licence: is missing" in faults[0] and "quarters.yaml" in faults[0]
    assert "let them be force, first_day, last_day" in faults[1]
    named.file.write_bytes(b"\xff\xfe,")
    assert "CSV in UTF-8" in list_faults(named)[1]
    named.file.write_text("")
    assert "CSV in UTF-8" in list_faults(named)[1]
    for path in named.files:
        path.unlink()
    missing = list_faults(named)
    assert len(missing) == 2 and "mend `indicator` in the study" in missing[1]


def test_columns_may_stand_in_any_order_and_cells_follow_them(tmp_path):
    turned = [row[::-1] for row in GOOD]
    found = read_indicator(write_indicator(tmp_path, turned, head=HEAD[::-1]))
    assert str(found.periods["staffordshire"][0].place) == "quarters.csv#csv!D2 (made up)"
    moved = [[row[3], *row[:3], *row[4:]] for row in GOOD]
    head = [HEAD[3], *HEAD[:3], *HEAD[4:]]
    found = read_indicator(write_indicator(tmp_path, moved, head=head))
    assert found.periods["staffordshire"][3].place.cell == "A5"
