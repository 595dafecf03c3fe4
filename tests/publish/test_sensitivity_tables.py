"""Sensitivity, windows and alternatives for readers: every number said, no bound with a middle."""

from functools import cache

import pandas as pd
import pytest
from figure_samples import make_publication, many_forces, observe, two_forces, year

from analysis.publish.content.publication import Publication
from analysis.publish.figures.drawing import NothingToDraw
from analysis.publish.figures.sensitivity import draw_sensitivity
from analysis.publish.tables.background import list_alternatives
from analysis.publish.tables.results import (
    describe_tipping_point,
    list_sensitivity,
    list_windows_ranked,
)

MET = dict(zip(range(2018, 2023), (24, 19, 31, 40, 52), strict=True))


@cache
def two_straddles() -> Publication:
    """The Met's calendar years and Dorset's financial ones, both astride the common window."""
    rows = [observe("metropolitan", year(y), n) for y, n in MET.items()]
    rows.append(observe("metropolitan", ("2023-01-01", "2023-03-01"), 9))
    rows += [
        observe("dorset", (f"{y}-04-01", f"{y + 1}-04-01"), n, provenance="transcribed")
        for y, n in zip(range(2017, 2023), (30, 90, 40, 20, 110, 50), strict=True)
    ]
    return make_publication(rows)


def lines(drawing, gid) -> list[list[float]]:
    found = [line for axes in drawing.axes for line in axes.lines if line.get_gid() == gid]
    return [list(map(float, line.get_xdata())) for line in found]


def test_bounds_are_a_solid_bar_without_a_middle_and_every_ratio_an_interval_with_one():
    drawing = draw_sensitivity(two_straddles())
    assert [151, 175] in lines(drawing, "bounds") and len(lines(drawing, "bounds")) == 2
    middles = [x for (x,) in lines(drawing, "middle")]
    assert len(middles) == len(lines(drawing, "interval")) == 16  # seven ratios and the declared
    assert (151 + 175) / 2 not in middles
    for (low, high), (lower, upper) in zip(
        [ends for ends in lines(drawing, "bounds") for _ in range(8)],
        lines(drawing, "interval"),
        strict=True,
    ):
        assert low <= lower <= upper <= high
    assert drawing.stamp.startswith("PART ILLUSTRATIVE")
    assert "bounds 151 to 175" in drawing.alt and "at 1 about 171, 167 to 174" in drawing.alt
    assert drawing.cells == 12


def test_where_clustering_is_known_a_wider_band_holds_each_interval():
    drawing = draw_sensitivity(two_straddles())
    wide, narrow = lines(drawing, "wide"), lines(drawing, "interval")
    assert wide
    for lower, upper in wide:
        assert any(lower <= one and other <= upper for one, other in narrow)


def test_without_an_apportioned_count_a_sentence_stands_in_place():
    with pytest.raises(NothingToDraw, match="No count is apportioned"):
        draw_sensitivity(many_forces(3))
    assert "No count is apportioned" in list_sensitivity(many_forces(3))
    assert "No window of twelve months" in list_windows_ranked(many_forces())


def test_the_table_runs_from_bound_to_bound_with_the_declared_range_first():
    told = list_sensitivity(two_forces()).splitlines()
    rows = [line.split(" | ") for line in told if line.startswith("| Metropolitan")]
    assert [row[1] for row in rows] == [
        *("1/2 to 2: as declared", "0: all inside", "1/3", "1/2", "2/3", "1: spread evenly"),
        *("3/2", "2", "3", "∞: all outside"),
    ]
    assert rows[0][2].startswith("about 1,711, within 1,510 to 1,750")
    assert [row[2:4] for row in (rows[1], rows[-1])] == [["1,750", "a bound"], ["1,510", "a bound"]]
    assert rows[5][2:4] == ["about 1,711", "1,700 to 1,722"]


PAIR = {
    "force": "staffordshire", "reference": "s", "other_force": "metropolitan",
    "other_reference": "m", "straddled_days": "1 January 2018 to 31 December 2018",
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"order": "above", "turns_at": "inf", "straddled": ""}, ["above", "wherever the events"]),
        ({"order": "below", "turns_at": "0", "straddled": "first"}, ["below", "wherever"]),
        ({"order": "open", "turns_at": "", "straddled": ""}, ["several figures", "no one rate"]),
        (
            {"order": "below", "turns_at": "2.14", "straddled": "other"},
            ["of Metropolitan Police Service", "outside the window was more than 2.14 times"],
        ),
        (
            {"order": "below", "turns_at": "0.226", "straddled": "first"},
            ["of Staffordshire Police outside", "was less than 0.226 times"],
        ),
    ],
)
def test_an_order_turns_only_where_the_sentence_says(facts, words):
    sentence = describe_tipping_point(two_forces(), pd.Series(PAIR | facts))
    for word in words:
        assert word in sentence


def test_the_studys_own_window_is_marked_in_the_ranking():
    told = list_windows_ranked(two_forces())
    assert "19 (this study’s window) | Mar\u00a02018 – Feb\u00a02023 | 60 | 20 %" in told
    assert "Metropolitan Police Service" in told and "| Of |" not in told


def test_alternatives_stand_beside_the_main_analysis_and_name_what_would_read_otherwise():
    told = list_alternatives(two_forces())
    rows = {line.split(" | ")[0][2:]: line for line in told.splitlines() if line.startswith("| ")}
    assert "138; 1,510 to 1,750" in rows["main analysis"]
    assert "138; 1,750" in rows["each reply's own window"]
    assert "about 1,711, within 1,510 to 1,750" in rows["straddling counts apportioned"]
    refused = rows["police officers alone"]
    assert "DEFINITION\\_MISMATCH" in refused and "**yes**" not in refused
    changed = {name for name, line in rows.items() if line.endswith("**yes** |")}
    assert changed == {name for name in changed if f"under “{name}”" in told} and changed
    assert "Staffordshire Police against Metropolitan Police Service" in told


def test_a_study_without_choices_says_so():
    assert "could have been made otherwise" in list_alternatives(many_forces(3))
