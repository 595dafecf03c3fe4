"""Lanes: the days each reply covers, the reported figures in them, and the days all share."""

from dataclasses import dataclass

from analysis.model.window import Window
from analysis.publish.figures.timeaxis import as_window, drop_printed_totals
from analysis.publish.material import Material, SeriesKey


@dataclass(frozen=True)
class Lane:
    """One bar: a window and the cells it is made of, of one reply."""

    key: SeriesKey
    window: Window
    cells: list[Window]

    def find_straddling(self, shared: Window | None) -> list[Window]:
        if shared is None:
            return []
        return [cell for cell in self.cells if 0 < cell.share_inside(shared) < 1]


def list_lanes(material: Material) -> list[Lane]:
    """One lane for every different window of a reply's totals, or of its tables without totals."""
    figures = material.comparison.figures
    reported = figures[figures["measure"].eq("count") & figures["basis"].isin(["cell", "own"])]
    lanes: list[Lane] = []
    for key in material.series:
        rows = key.select(reported)
        totals = rows[rows["dimension"].eq("total")]
        if totals.empty and any(lane.key[:2] == key[:2] for lane in lanes):
            continue
        rows = rows if totals.empty else totals
        if rows.empty:
            continue
        cells = drop_printed_totals(rows[rows["basis"].eq("cell")])
        made = [as_window(row) for row in cells.itertuples(index=False)]
        whole = Window(rows["start"].min().date(), rows["end"].max().date())
        for window in join_windows(made or [whole]):
            twin = any(lane.key[:2] == key[:2] and lane.window == window for lane in lanes)
            inside = [cell for cell in dict.fromkeys(made) if window.covers(cell)]
            if not twin:
                lanes.append(Lane(key, window, inside))
    return lanes


def join_windows(windows: list[Window]) -> list[Window]:
    """The stretches that some windows fill without a gap, in order of time."""
    joined: list[Window] = []
    for window in sorted(windows):
        if joined and window.start <= joined[-1].end:
            joined[-1] = Window(joined[-1].start, max(joined[-1].end, window.end))
        else:
            joined.append(Window(window.start, window.end))
    return joined


def share_days(windows: list[Window]) -> Window | None:
    shared: Window | None = windows[0]
    for window in windows[1:]:
        shared = shared.meet(window) if shared else None
    return shared


def name_band(common: Window | None, shared: Window | None) -> str:
    if common:
        return f"Common window: {common}, {common.days:,} days"
    if shared:
        return f"Days that every reply covers: {shared}, {shared.days:,} days"
    return "No common window: no day is covered by every reply"
