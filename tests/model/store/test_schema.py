import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from analysis.model.checks import CHECKS
from analysis.model.observation import OBSERVATIONS
from analysis.model.store.schema import Column, Schema
from analysis.reconcile.results.comparison import COMPARISON, REFUSALS, TABLES

PLACES = Schema(
    "places",
    "Places",
    (
        Column("name", "Name", "what it is called", filled=True),
        Column("kind", "Kind", "what it is", choices=("town", "village")),
        Column("since", "Since", "its first day", "date"),
        Column("people", "People", "who live there", "number", "people", least=0),
        Column("streets", "Streets", "how many", "whole", "streets", filled=True),
    ),
    {"a street without people": lambda frame: (frame["streets"] == 0) | (frame["people"] > 0)},
)
ROW = {"name": "Ham", "kind": "town", "since": "1901-02-03", "people": 12, "streets": 3}


def test_a_frame_has_the_columns_in_order_and_their_types():
    frame = PLACES.frame([dict(reversed(ROW.items())), ROW | {"since": None, "people": None}])
    assert list(frame.columns) == list(PLACES) == PLACES.names
    assert frame["since"][0] == pd.Timestamp(1901, 2, 3) and pd.isna(frame["since"][1])
    assert frame["people"].dtype == np.float64 and pd.isna(frame["people"][1])
    assert frame["streets"].dtype == np.int64
    assert list(PLACES.frame([]).columns) == PLACES.names


@pytest.mark.parametrize(
    "row", [ROW | {"naem": "Ham"}, {k: v for k, v in ROW.items() if k != "kind"}]
)
def test_a_misspelt_or_missing_key_is_never_dropped(row):
    with pytest.raises(ValueError, match=r"places: unknown columns .*, missing"):
        PLACES.frame([ROW, row])


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"kind": "city"},
        {"people": -1},
        {"people": 0},
    ],
)
def test_a_value_that_the_schema_forbids_is_refused(wrong, tmp_path):
    frame = PLACES.frame([ROW | wrong])
    with pytest.raises(ValueError, match="places: "):
        PLACES.validate(frame)
    with pytest.raises(ValueError, match="places: "):
        PLACES.write(frame, tmp_path / "places.csv")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "wrong",
    [
        {"streets": 3.7},
        {"streets": True},
        {"people": "many"},
        {"people": True},
        {"since": 1901},
        {"since": "01/02/1901"},
        {"name": 5.0},
        {"kind": ["town"]},
        {"kind": None},
    ],
)
def test_a_value_of_another_kind_is_not_made_to_fit(wrong):
    with pytest.raises(ValueError):
        PLACES.frame([ROW | wrong])


def test_a_column_too_many_or_out_of_order_is_refused():
    frame = PLACES.frame([ROW])
    for wrong in (frame.assign(more="x"), frame[frame.columns[::-1]], frame.drop(columns="kind")):
        with pytest.raises(ValueError, match="places has other columns"):
            PLACES.validate(wrong)


def test_dates_in_another_unit_are_refused():
    frame = PLACES.frame([ROW])
    for unit in ("s", "ns"):
        other = frame.astype({"since": f"datetime64[{unit}]"})
        with pytest.raises(ValueError, match=rf"places: since is datetime64\[{unit}\]"):
            PLACES.validate(other)


def test_what_is_written_is_read_back(tmp_path):
    frame = PLACES.frame([ROW, ROW | {"kind": "", "since": None, "people": float("inf")}])
    PLACES.write(frame, tmp_path / "places.csv")
    pd.testing.assert_frame_equal(PLACES.read(tmp_path / "places.csv"), frame)
    (tmp_path / "other.csv").write_text("name,kind\nHam,town\n")
    with pytest.raises(ValueError, match="places has other columns"):
        PLACES.read(tmp_path / "other.csv")


def test_a_row_of_another_table_is_completed_with_blanks():
    colours = Schema("colours", "Colours", (Column("colour", "Colour", "of its flag"),))
    row = {"name": "Ham", "colour": "red"}
    assert PLACES.take_over(row, colours) == PLACES.blank() | {"name": "Ham"}
    with pytest.raises(ValueError, match=r"places: unknown columns \['colour'\]"):
        PLACES.take_over(row)
    assert PLACES.blank() == {
        "name": "",
        "kind": "",
        "since": None,
        "people": None,
        "streets": None,
    }


@pytest.mark.parametrize("schema", [OBSERVATIONS, CHECKS, COMPARISON, REFUSALS, *TABLES.values()],
                         ids=lambda schema: schema.name)  # fmt: skip
def test_every_column_says_what_it_is(schema):
    assert schema.title and len(set(schema.names)) == len(schema.names)
    for column in schema.columns:
        assert column.title and column.description, column.name
        assert column.unit or column.kind != "number", column.name


def test_to_declare_a_schema_needs_no_pandas():
    code = (
        "import sys, analysis.model.observation, analysis.model.checks;"
        "sys.exit(bool({'pandas', 'pandera'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
