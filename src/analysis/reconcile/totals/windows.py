"""Each reply's window beside the common one, and which common window the calendars suit best."""

from collections.abc import Sequence

import pandas as pd

from analysis.model.checks import PRINTED_TOTAL
from analysis.model.provenance import find_weakest
from analysis.model.window import Window, find_gaps
from analysis.reconcile.methods.window_choice import Candidate, rank_windows
from analysis.reconcile.replies.comparability import list_pairs
from analysis.reconcile.replies.series import Series, as_known, list_calendar
from analysis.reconcile.results.rows import Row

LISTED = 10  # candidates; the study's own window is listed whatever its place


def list_windows(series: Sequence[Series], common: Window | None) -> pd.DataFrame:
    """One row a series with totals: its first and last day, and how it meets the common window.

    `inside` is the share of the common window's days that its figures cover, in percent;
    `straddling` names the cells that reach over an edge of it, printed totals left aside.
    """
    rows = []
    for one in series:
        if one.totals.empty:
            continue
        row = {
            "force": one.force,
            "reference": one.reference,
            "unit": one.unit,
            "window": str(one.window),
            "days": one.window.days,
            "end ambiguous": "by a day" if one.window.end_ambiguous else "",
        }
        if common:
            row["inside, %"] = round(100 * measure_coverage(one, common), 1)
            row["straddling"] = ", ".join(find_straddling(one, common)) or "none"
        rows.append(row)
    return pd.DataFrame(rows)


def measure_coverage(series: Series, common: Window) -> float:
    """The share of the common window's days that the reply's totals cover, gaps left out."""
    gaps = find_gaps([cell.window for cell in as_known(series.totals)], common)
    return 1 - sum(gap.days for gap in gaps) / common.days


def find_straddling(series: Series, common: Window) -> list[str]:
    """The labels of the reported totals that lie partly inside and partly outside the window."""
    figures = series.totals[~series.totals["note"].str.startswith(PRINTED_TOTAL)]
    return [
        label
        for label, cell in zip(figures["label"], as_known(figures), strict=True)
        if 0 < cell.window.share_inside(common) < 1
    ]


def rank_common_windows(series: Sequence[Series], common: Window | None) -> list[Row]:
    """The best common windows by the calendars alone, and the study's own place (methods.md 1.3).

    `worst` is the largest share of a window's months that lie in figures straddling it, as a
    fraction; `straddling` says how many of each reply. Of more than two replies, the best window
    of each two that count the same thing is listed too. No rows where no reply has totals, or no
    window of twelve months is covered by all.
    """
    with_totals = [one for one in series if not one.totals.empty]
    ranked = _rank(with_totals)
    rows = [
        _make_row(with_totals, "all", place, one, one.window == common)
        for place, one in enumerate(ranked, start=1)
        if place <= LISTED or one.window == common
    ]
    for pair in list_pairs(with_totals) if len(with_totals) > 2 else ():
        if best := _rank(pair):
            among = " and ".join(map(_format_name, pair))
            rows.append(_make_row(pair, among, 1, best[0], best[0].window == common))
    return rows


def _rank(series: Sequence[Series]) -> list[Candidate]:
    calendars: dict[str, list[Window]] = {_format_name(one): [] for one in series}
    for one in series:
        calendars[_format_name(one)] += list_calendar(one)
    return rank_windows(calendars)


def _format_name(series: Series) -> str:
    return f"{series.force} {series.reference}"


def _make_row(
    series: Sequence[Series], among: str, place: int, candidate: Candidate, own: bool
) -> Row:
    straddling = [f"{name}: {months}" for name, months in candidate.straddling.items() if months]
    return {
        "among": among,
        "place": str(place),
        "start": pd.Timestamp(candidate.window.start),
        "end": pd.Timestamp(candidate.window.end),
        "months": str(candidate.months),
        "worst": f"{candidate.worst:.4f}",
        "straddling": "; ".join(straddling) or "none",
        "own": "yes" if own else "",
        "provenance": find_weakest(one.provenance for one in series),
    }
