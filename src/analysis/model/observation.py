"""Observations: one row a reported figure, with its address, in a frame and in a CSV."""

import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from analysis.model.count import ABSENT, UNITS, Status
from analysis.model.provenance import PROVENANCES
from analysis.model.reply import DIMENSIONS, DateBasis
from analysis.model.schema import Column, Schema

if TYPE_CHECKING:
    import pandas as pd

# What a figure counts, in whom and of which reply: the columns that make a series of figures.
SERIES = ["force", "reference", "unit", "population", "definition", "date_basis"]
OBSERVATIONS = Schema(
    "observations",
    "Observations: one row a figure that a reply reports",
    (
        Column("force", "Force", "the force's folder under data/raw", filled=True),
        Column("reference", "Reference", "the force's own reference of its reply", filled=True),
        Column("table", "Table", "the words on the sheet that name the table", filled=True),
        Column("unit", "Unit", "what is counted, from a closed list", filled=True, choices=UNITS),
        Column("population", "Population", "in whom it is counted", filled=True),
        Column("definition", "Definition", "what an item had to be to be counted", filled=True),
        Column(
            "date_basis",
            "Date basis",
            "the date under which an item is filed",
            filled=True,
            choices=get_args(DateBasis),
        ),
        Column(
            "dimension",
            "Dimension",
            "what the table divides its count by; `total` where by nothing",
            filled=True,
            choices=DIMENSIONS,
        ),
        Column(
            "category", "Category", "the canonical code of the label; `all` of a total", filled=True
        ),
        Column("label", "Label", "the words as printed", filled=True),
        Column("start", "First day", "the first day of the figure", "date", filled=True),
        Column("end", "End", "the first day no longer in the figure", "date", filled=True),
        Column(
            "end_latest",
            "Latest end",
            "the other reading of an end whose last day may be meant; else the end",
            "date",
            filled=True,
        ),
        Column("low", "Least", "the least the count can be", "whole", "events", True, least=0),
        Column(
            "high",
            "Most",
            "the most it can be; `inf` where nothing limits it",
            "number",
            "events",
            True,
            least=0,
        ),
        Column(
            "status",
            "Status",
            "whether the number is printed, hidden or not there",
            filled=True,
            choices=tuple(Status),
        ),
        Column("file", "File", "the file it was read from", filled=True),
        Column("sheet", "Sheet", "the sheet", filled=True),
        Column("cell", "Cell", "the cell", filled=True),
        Column("text", "Text", "the cell's text as printed"),
        Column("provenance", "Provenance", "whose figure it is", filled=True, choices=PROVENANCES),
        Column("note", "Note", "what its notes say of it"),
    ),
    {
        "a window ends before it starts": lambda frame: frame["start"] < frame["end"],
        "the later end comes first": lambda frame: frame["end"] <= frame["end_latest"],
        "a lower bound above the upper": lambda frame: frame["low"] <= frame["high"],
    },
)


def are_counts(frame: "pd.DataFrame") -> "pd.Series":
    """Where an observation counts anything: what does not apply is listed, and in no sum."""
    return frame["status"].ne(Status.NOT_APPLICABLE)


def list_absent(frame: "pd.DataFrame") -> "pd.DataFrame":
    """The observations that give no number: of the statuses `ABSENT`, from 0 without an end.

    A count is among them that is withheld, not held, not answered, not recorded or not applicable,
    and one that is suppressed without any limit.
    """
    chosen = frame["status"].isin(ABSENT) & frame["high"].eq(math.inf)
    return frame[chosen & frame["low"].eq(0)]


def as_observations(rows: Iterable[Mapping[str, Any]]) -> "pd.DataFrame":
    """A validated frame, one row an observation, in the columns of `OBSERVATIONS`.

    Raises ValueError or pandera.errors.SchemaError where a row breaks the model: a fault of the
    program, for everything a reply can get wrong is caught before.
    """
    return OBSERVATIONS.validate(OBSERVATIONS.frame(rows))


def write_observations(frame: "pd.DataFrame", path: Path) -> None:
    """Write the CSV of a reply's observations; the same observations give the same bytes."""
    OBSERVATIONS.write(frame, path)


def read_observations(path: Path) -> "pd.DataFrame":
    """Read back what `write_observations` wrote, validated."""
    return OBSERVATIONS.read(path)
