"""Observations: one row a reported figure, with its address, in a frame and in a CSV."""

import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from analysis.model.address import Address
from analysis.model.checks import PRINTED_TOTAL
from analysis.model.count import ABSENT, NOT_ADDITIVE, UNITS, Status, tells_of_absent
from analysis.model.provenance import PROVENANCES
from analysis.model.reply import COUNTED, DIMENSIONS, FACETS, DateBasis
from analysis.model.store.schema import Column, Schema

if TYPE_CHECKING:
    import pandas as pd

# What a figure counts, in whom and of which reply: the columns that make a series of figures.
SERIES = ["force", "reference", *COUNTED]
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
        Column("stage", "Stage", "how far an item had come", choices=FACETS["stage"]),
        Column("topic", "Topic", "what an item is about", choices=FACETS["topic"]),
        Column("raised_by", "Raised by", "who raised an item", choices=FACETS["raised_by"]),
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


def open_totals(observations: "pd.DataFrame") -> "pd.DataFrame":
    """The observations of one reply, no total bounding what it may have left out (methods.md 5.2).

    A total that does not say whether it includes an absent cell of its line has no upper end, and
    that cell's status as the reason. Lines run over the periods of one category and over the
    categories of one table; totals of other tables of the series are beside it.
    """
    absent = list_absent(observations)
    absent = absent[absent["status"].ne(Status.NOT_APPLICABLE) & absent["dimension"].ne("total")]
    absent = absent[~absent["note"].str.startswith(PRINTED_TOTAL)]
    opened = observations.copy()
    for key, cells in absent.groupby([*SERIES, "table", "dimension"], sort=False):
        series = observations[observations[SERIES].eq(list(key[: len(SERIES)])).all(axis=1)]
        alike = series["table"].eq(key[-2]) & series["dimension"].eq(key[-1])
        for totals, missing, visible in _list_lines(series, series[alike], cells):
            if not _is_told(totals, missing, visible):
                # What is printed as the sum of such totals says no more than they do.
                some = [*totals.index, *_list_sums(series, totals)]
                opened.loc[some, "high"] = float("inf")
                opened.loc[some, "status"] = missing["status"].iloc[0]
    return opened


def _list_sums(series: "pd.DataFrame", totals: "pd.DataFrame") -> list[int]:
    """Where the totals printed over some totals of the same table stand."""
    if not totals["dimension"].eq("total").all():
        return []
    table = series[series["table"].isin(totals["table"]) & series["dimension"].eq("total")]
    sums = table[table["note"].str.startswith(PRINTED_TOTAL)]
    return list(_meet(sums, totals["start"].min(), totals["end"].max()).index)


Line = tuple["pd.DataFrame", "pd.DataFrame", "pd.DataFrame"]  # its totals, absent and visible cells


def _list_lines(
    series: "pd.DataFrame", table: "pd.DataFrame", absent: "pd.DataFrame"
) -> Iterator[Line]:
    """Every total that absent cells of a table may belong to, or those that fill one stretch."""
    printed = table["note"].str.startswith(PRINTED_TOTAL)
    visible = table[~printed & ~table.index.isin(list_absent(table).index)]
    for place, total in table[printed].iterrows():
        alike = (cells["category"].eq(total["category"]) for cells in (absent, visible))
        own = (cells[same] for cells, same in zip((absent, visible), alike, strict=True))
        missing, parts = (_meet(cells, total["start"], total["end"]) for cells in own)
        if len(missing):
            yield table.loc[[place]], missing, parts
    for _, totals in series[series["dimension"].eq("total")].groupby("table", sort=False):
        printed = totals["note"].str.startswith(PRINTED_TOTAL)
        singly = [totals.loc[[place]] for place in totals.index[printed]]
        for some in (*singly, *_split_stretches(totals[~printed], absent)):
            start, end = some["start"].min(), some["end"].max()
            missing = _meet(absent, start, end)
            if len(missing):
                start, end = min(start, missing["start"].min()), max(end, missing["end"].max())
                yield some, missing, _meet(visible, start, end)


def _meet(cells: "pd.DataFrame", start: "pd.Timestamp", end: "pd.Timestamp") -> "pd.DataFrame":
    return cells[(cells["start"] < end) & (cells["end"] > start)]


def _split_stretches(totals: "pd.DataFrame", absent: "pd.DataFrame") -> Iterator["pd.DataFrame"]:
    """The totals by the stretches of time that they and the absent cells make together."""
    import pandas as pd  # only here: whatever reads a schema alone starts without it

    spans = pd.concat([totals, absent])[["start", "end"]].sort_values("start")
    # A new stretch starts where no earlier figure reaches beyond it.
    starts = spans["start"][spans["start"] >= spans["end"].cummax().shift()]
    for _, some in totals.groupby(starts.searchsorted(totals["start"], side="right")):
        yield some


def _is_told(totals: "pd.DataFrame", absent: "pd.DataFrame", visible: "pd.DataFrame") -> bool:
    """Whether totals that follow one another say what is in the absent cells, or cannot be true."""
    ordered = totals.sort_values("start")
    if (ordered["start"].iloc[1:].to_numpy() < ordered["end"].iloc[:-1].to_numpy()).any():
        return False
    total = ordered["low"].sum(), ordered["high"].sum()
    parts = visible["low"].sum(), visible["high"].sum()
    if tells_of_absent(total, parts, absent["status"]):
        return True
    start, end = ordered["start"].min(), ordered["end"].max()
    inside = (visible["start"].ge(start) & visible["end"].le(end)).all()
    if inside and total[1] < parts[0] and ordered["unit"].iloc[0] not in NOT_ADDITIVE:
        return True  # a contradiction, which is told as one
    # A total of another table was counted by itself, unless it is just what is visible here.
    is_beside = ordered["dimension"].eq("total").all() and not any(
        one.shares_line(other) for one in _list_places(ordered) for other in _list_places(absent)
    )
    return is_beside and not (total[0] <= parts[1] and parts[0] <= total[1])


def _list_places(cells: "pd.DataFrame") -> list[Address]:
    places = zip(cells["file"], cells["sheet"], cells["cell"], strict=True)
    return [Address(*place) for place in places]


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
