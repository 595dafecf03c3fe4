"""What a total of many bodies leaves for the rest: by hand, and against every way it can be."""

from dataclasses import replace
from itertools import product
from math import inf

import pytest
from examples import frame, observe
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.faults import Faults
from analysis.reconcile.remainder import APART, OVER, find_remainder
from analysis.reconcile.remainder import list_remainder as list_rows
from analysis.reconcile.replies.series import Series, split_series

DAYS = ("2009-01-01", "2014-02-18")


def make(force: str, count, days=DAYS, **facts) -> Series:
    """A series of one total."""
    row = observe(count, *days, force=force, file=f"{force}.csv", **facts)
    return split_series(frame([row]))[0]


def make_whole(count, of: int, **facts) -> Series:
    whole = make("43-forces", count, **{"unit": "cases"} | facts)
    return replace(whole, leads=False, whole_of=of)


def list_remainder(series: list[Series]) -> list[dict]:
    return list_rows(find_remainder(series))


def tell(series: list[Series]) -> dict[str, tuple]:
    return {row["step"]: (row["bodies"], row["low"], row["high"]) for row in list_remainder(series)}


def test_what_is_left_is_the_total_less_what_is_known():
    # 100 over five bodies; 40 and 25 are printed, and "more than 10" of a third: 100 - 65 = 35 for
    # three of them, of which the third has 11 at least, so that 24 is the most for the other two.
    series = [make_whole(100, 5), make("kent", (11, inf)), make("surrey", 40), make("sussex", 25)]
    assert tell(series) == {
        "all together": (5, 100, 100),
        "by number": (2, 65, 65),
        "within limits": (1, 11, inf),
        "left": (2, 0, 24),
    }
    by_number, left = (
        row for row in list_remainder(series) if row["step"] in ("by number", "left")
    )
    assert by_number["forces"] == "surrey, sussex"
    assert left["units"] == "cases, complaints"
    assert left["assumes"] == "cases and complaints are taken to count one thing"
    assert left["cells"].split(" | ") == [
        f"{force}.csv#csv!B2" for force in ("43-forces", "surrey", "sussex", "kent")
    ]


def test_a_limit_at_both_ends_leaves_bounds_at_both_ends():
    series = [make_whole(100, 4), make("kent", (10, 30)), make("surrey", 40)]
    assert tell(series)["left"] == (2, 30, 50)


def test_a_count_over_some_of_the_days_is_the_least_of_its_body():
    part = make("sussex", 12, days=("2009-01-01", "2013-01-01"), unit="incidents")
    found = tell([make_whole(100, 4), make("surrey", 40), part])
    assert found["over some days"] == (1, 12, 12)
    assert found["left"] == (3, 60, 60)  # all the rest, whoever has it
    assert found["left to the silent"] == (2, 0, 48)
    hidden = tell([make_whole(100, 4), make("surrey", (40, inf)), part])
    assert hidden["left"] == (3, 12, 60)


def test_days_before_the_whole_begins_tell_nothing_of_it():
    early = make("sussex", 12, days=("2008-12-31", "2010-01-01"))
    assert "over some days" not in tell([make_whole(100, 4), make("surrey", 40), early])


def test_of_one_body_alone_nothing_is_told():
    parts = [make("surrey", 40), make("sussex", 25)]
    assert "left" not in tell([make_whole(100, 3), *parts])
    assert tell([make_whole(100, 4), *parts])["left"] == (2, 35, 35)
    part = make("kent", 5, days=("2009-01-01", "2010-01-01"))
    found = tell([make_whole(100, 4), *parts, part])
    assert found["left"] == (2, 35, 35) and "left to the silent" not in found


def test_parts_that_come_to_more_leave_nothing_known():
    rows = list_remainder([make_whole(60, 4), make("surrey", 40), make("sussex", 25)])
    assert (rows[-1]["step"], rows[-1]["high"], rows[-1]["assumes"]) == ("left", inf, OVER)


def test_more_bodies_with_a_figure_than_the_whole_counts_is_a_fault():
    with pytest.raises(Faults, match="counts 2 bodies, and 3 have a figure"):
        list_remainder([make_whole(90, 2), *(make(f, 1) for f in ("kent", "surrey", "sussex"))])


def test_what_is_not_compared_and_what_counts_no_whole_is_passed_over():
    beside = replace(make("kent", 30), leads=False, beside="R 2")
    assert tell([make_whole(100, 3), make("surrey", 40), beside])["by number"] == (1, 40, 40)
    assert list_remainder([make("surrey", 40), make("kent", 30)]) == []


@settings(max_examples=60, deadline=None)
@given(
    truth=st.lists(st.integers(0, 4), min_size=3, max_size=4),
    shown=st.lists(st.sampled_from(["number", "limit", "some", "none"]), min_size=4, max_size=4),
    over=st.integers(0, 2),
)
def test_bounds_are_those_of_every_way_that_fits(truth, shown, over):
    """Every assignment of counts that agrees with what is printed, listed one by one."""
    forces, whole = ("kent", "surrey", "sussex", "essex"), sum(truth)
    series, fits = [make_whole(whole, len(truth))], []
    for force, count, how in zip(forces, truth, shown, strict=False):
        least, most = max(count - over, 0), count + over
        if how == "some":
            series.append(make(force, least, days=("2009-01-01", "2010-01-01")))
        elif how != "none":
            exact = how == "number" or least == most
            series.append(make(force, count if exact else (least, most)))
        fits.append(
            {
                "number": range(count, count + 1),
                "limit": range(least, most + 1),
                "some": range(least, whole + 1),
                "none": range(whole + 1),
            }[how]
        )
    ways = [way for way in product(*fits) if sum(way) == whole]
    found = tell(series)
    for step, kinds in (("left", ("some", "none")), ("left to the silent", ("none",))):
        left = [i for i, how in enumerate(shown[: len(truth)]) if how in kinds]
        if step in found:
            sums = [sum(way[i] for i in left) for way in ways]
            bodies, low, high = found[step]
            assert bodies == len(left)
            assert (low, high) == (min(sums), max(sums))


UNLIKE = {
    "population": {"population": "police officers"},
    "topic": {"topic": "any misconduct"},
    "system": {"force": "police-scotland"},
    "unit": {"unit": "allegations"},
}


@pytest.mark.parametrize("facts", UNLIKE.values(), ids=UNLIKE)
@pytest.mark.parametrize("days", [DAYS, ("2010-01-01", "2011-01-01")], ids=["all", "some"])
def test_what_counts_something_else_is_not_taken_from_the_whole(facts, days):
    facts = {"force": "dorset", "topic": "social media"} | facts
    other = make(count=30, days=days, **facts)
    whole = make_whole(100, 4, topic="social media")
    kent = make("kent", 60, unit="cases", topic="social media")
    rows = list_remainder([whole, kent, other])
    assert [row["step"] for row in rows] == ["all together", "by number", "left"]
    assert (rows[-1]["bodies"], rows[-1]["low"], rows[-1]["high"]) == (3, 40, 40)
    assert rows[-1]["assumes"] == APART.format(facts["force"])
    assert facts["force"] not in rows[-1]["cells"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("definition", ("complaint", "case of misuse")),
        ("date_basis", ("unstated", "received")),
        ("stage", ("recorded", "investigated")),
        ("raised_by", ("public", "anyone")),
    ],
)
def test_what_is_said_in_other_words_is_taken_for_one_thing_and_said(name, words):
    whole, kent, surrey = (
        make_whole(100, 4, **{name: words[0]}),
        make("kent", 60, unit="cases", **{name: words[0]}),
        make("surrey", 15, unit="cases", **{name: words[1]}),
    )
    _, known, left = list_remainder([whole, kent, surrey])
    said = f"{name.replace('_', ' ')}: {words[0]!r} and {words[1]!r} are taken to count one thing"
    assert (known["assumes"], left["assumes"], left["low"]) == (said, said, 25)
    assert list_remainder([whole, kent])[-1]["assumes"] == ""


def test_of_a_body_the_first_series_that_counts_like_the_whole_stands_for_it():
    officers = make("kent", 30, unit="cases", population="police officers")
    assert tell([make_whole(100, 4), officers, make("kent", 60, unit="cases")])["left"] == (
        *(3, 40, 40),
    )


@settings(max_examples=150, deadline=None)
@given(
    truth=st.lists(st.integers(0, 9), min_size=2, max_size=3),
    shown=st.lists(st.sampled_from(["number", "limit", "some", "none"]), min_size=3, max_size=3),
    over=st.integers(1, 3),
)
def test_few_events_are_told_where_every_way_that_fits_says_so(truth, shown, over):
    """What a reader can subtract, from every assignment of counts that agrees with the figures:
    over days that a figure is of, over its body's other days, and in bodies without any."""
    forces, total, fewest = ("kent", "surrey", "sussex"), sum(truth), 5
    series, spans, rest = [make_whole(total, len(truth))], [], []
    for force, count, how in zip(forces, truth, shown, strict=False):
        span = (max(count - over, 0), count + over) if how == "limit" else (count, count)
        if how != "none":
            days = ("2009-01-01", "2010-01-01") if how == "some" else DAYS
            series.append(make(force, span if how == "limit" else count, days=days))
            spans.append(span)
        rest.append(range(total + 1) if how in ("some", "none") else range(1))
    cells = [range(span[0], span[1] + 1) for span in spans]
    ways = [
        (way[: len(cells)], way[len(cells) :])
        for way in product(*cells, *rest)
        if sum(way) == total
    ]
    whole_days = [how in ("number", "limit") for how in shown[: len(truth)] if how != "none"]
    asked = [{sum(others) for _, others in ways}]
    asked.append(
        {
            sum(others)
            + sum(n for n, is_whole in zip(own, whole_days, strict=True) if not is_whole)
            for own, others in ways
        }
    )
    few = any(min(told) >= 1 and max(told) < fewest for told in asked)
    for place, span in enumerate(spans):
        told = {own[place] for own, _ in ways}
        few |= span[0] < span[1] and (min(told), max(told)) != span
    assert find_remainder(series).tells_few(fewest) == few
