"""Observations: one row a reported figure, with its address, in a frame and in a CSV."""

import math
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from analysis.model.count import NOT_ADDITIVE as NOT_ADDITIVE
from analysis.model.count import STATUSES
from analysis.model.csv_file import read_table, write_table

DIMENSIONS = ("total", "rank", "role", "platform", "nature", "source", "outcome")
DATE_BASES = ("received", "recorded", "finalised", "unstated")
PROVENANCES = ("disclosed", "transcribed", "illustrative")

_text = pa.Column(str)
_filled = pa.Column(str, pa.Check.str_length(min_value=1))

SCHEMA = pa.DataFrameSchema(
    {
        "force": _filled,
        "reference": _filled,
        "table": _filled,
        "unit": _filled,
        "population": _filled,
        "definition": _filled,
        "date_basis": pa.Column(str, pa.Check.isin(DATE_BASES)),
        "dimension": pa.Column(str, pa.Check.isin(DIMENSIONS)),
        "category": _filled,
        "label": _filled,
        "start": pa.Column("datetime64[us]"),
        "end": pa.Column("datetime64[us]"),
        "end_latest": pa.Column("datetime64[us]"),
        "low": pa.Column("int64", pa.Check.ge(0)),
        "high": pa.Column("float64", pa.Check.ge(0)),
        "status": pa.Column(str, pa.Check.isin(STATUSES)),
        "file": _filled,
        "sheet": _filled,
        "cell": _filled,
        "text": _text,
        "provenance": pa.Column(str, pa.Check.isin(PROVENANCES)),
        "note": _text,
    },
    checks=[
        pa.Check(lambda f: f["start"] < f["end"], error="a window ends before it starts"),
        pa.Check(lambda f: f["end"] <= f["end_latest"], error="the later end comes first"),
        pa.Check(lambda f: f["low"] <= f["high"], error="a lower bound above the upper"),
    ],
    strict=True,
    ordered=True,
)
COLUMNS = list(SCHEMA.columns)
DATES = ("start", "end", "end_latest")


def as_observations(rows: list[dict]) -> pd.DataFrame:
    """A validated frame, one row an observation, in the order of `COLUMNS`.

    Raises pandera.errors.SchemaError where a row breaks the model: a fault of the program,
    for everything a reply can get wrong is caught before.
    """
    frame = pd.DataFrame(rows, columns=COLUMNS)
    for column in DATES:
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[us]")
    texts = [name for name in COLUMNS if name not in (*DATES, "low", "high")]
    return SCHEMA.validate(
        frame.astype({"low": "int64", "high": "float64", **dict.fromkeys(texts, "str")})
    )


def write_observations(frame: pd.DataFrame, path: Path) -> None:
    """Write the CSV of a reply's observations; the same observations give the same bytes."""
    write_table(SCHEMA.validate(frame), path)


def read_observations(path: Path) -> pd.DataFrame:
    """Read back what `write_observations` wrote, validated."""
    frame = read_table(path)
    frame["low"] = frame["low"].astype("int64")
    frame["high"] = [math.inf if text == "inf" else float(text) for text in frame["high"]]
    for column in DATES:
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[us]")
    return SCHEMA.validate(frame)
