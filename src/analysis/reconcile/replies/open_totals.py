"""Totals over cells without a number: they are open above where they do not say what those hold.

A total printed beside a withheld cell may leave it out. Taken for the sum of all, it would make a
zero of what the force did not give (methods.md 5.2).
"""

from collections.abc import Iterator

import pandas as pd

from analysis.model.address import Address
from analysis.model.checks import PRINTED_TOTAL
from analysis.model.count import NOT_ADDITIVE, Status, tells_of_absent
from analysis.model.observation import SERIES, list_absent


def open_totals(observations: pd.DataFrame) -> pd.DataFrame:
    """The observations of one reply, no total bounding what it may have left out.

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


def _list_sums(series: pd.DataFrame, totals: pd.DataFrame) -> list[int]:
    """Where the totals printed over some totals of the same table stand."""
    if not totals["dimension"].eq("total").all():
        return []
    table = series[series["table"].isin(totals["table"]) & series["dimension"].eq("total")]
    sums = table[table["note"].str.startswith(PRINTED_TOTAL)]
    return list(_meet(sums, totals["start"].min(), totals["end"].max()).index)


Line = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]  # its totals, absent and visible cells


def _list_lines(series: pd.DataFrame, table: pd.DataFrame, absent: pd.DataFrame) -> Iterator[Line]:
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


def _meet(cells: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    return cells[(cells["start"] < end) & (cells["end"] > start)]


def _split_stretches(totals: pd.DataFrame, absent: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The totals by the stretches of time that they and the absent cells make together."""
    spans = pd.concat([totals, absent])[["start", "end"]].sort_values("start")
    # A new stretch starts where no earlier figure reaches beyond it.
    starts = spans["start"][spans["start"] >= spans["end"].cummax().shift()]
    for _, some in totals.groupby(starts.searchsorted(totals["start"], side="right")):
        yield some


def _is_told(totals: pd.DataFrame, absent: pd.DataFrame, visible: pd.DataFrame) -> bool:
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


def _list_places(cells: pd.DataFrame) -> list[Address]:
    places = zip(cells["file"], cells["sheet"], cells["cell"], strict=True)
    return [Address(*place) for place in places]
