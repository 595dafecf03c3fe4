from datetime import date, timedelta

import pandas as pd
import pytest
from examples import frame, observe, observe_met
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.model.observation import (
    OBSERVATIONS,
    as_observations,
    read_observations,
    write_observations,
)

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=10)


@st.composite
def observations(draw) -> dict:
    start = draw(st.dates(date(2010, 1, 1), date(2030, 1, 1)))
    end = start + timedelta(draw(st.integers(1, 2000)))
    low = draw(st.integers(0, 10**6))
    high = draw(st.sampled_from([low, low + 4, float("inf")]))
    return observe(
        (low, high),
        str(start),
        str(end),
        end_latest=str(end + timedelta(draw(st.integers(0, 1)))),
        label=draw(words),
        text=draw(st.sampled_from(["=1+1", "+4", "-", "@x", "", "1,204"]) | words),
        dimension=draw(st.sampled_from(["total", "rank"])),
        status=draw(st.sampled_from(["exact", "suppressed", "withheld"])),
        note=draw(st.sampled_from(["", "printed total"])),
    )


@settings(max_examples=40)
@given(rows=st.lists(observations(), min_size=1, max_size=4))
def test_observations_come_back_from_their_file_unchanged(rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("observations")
    written = as_observations(rows)
    for name in ("one.csv", "two.csv"):
        write_observations(written, folder / name)
    again = read_observations(folder / "one.csv")
    pd.testing.assert_frame_equal(again, written)
    assert (folder / "one.csv").read_bytes() == (folder / "two.csv").read_bytes()


def test_the_columns_stand_in_the_order_of_the_model():
    assert list(frame(observe_met()).columns) == OBSERVATIONS.names


@pytest.mark.parametrize(
    "wrong",
    [
        {"end": "2018-01-01"},
        {"end_latest": "2018-12-01"},
        {"low": 5, "high": 4},
        {"low": -1},
        {"unit": ""},
        {"provenance": "real"},
        {"dimension": "hair colour"},
        {"status": "guessed"},
    ],
)
def test_a_row_that_breaks_the_model_is_refused(wrong):
    row = observe(3, "2018-01-01", "2019-01-01") | wrong
    with pytest.raises(ValueError, match="observations: "):
        as_observations([row])
