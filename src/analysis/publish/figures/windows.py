"""The windows: which days each reply covers, which all are brought to, and which cells straddle."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.model.window import Window
from analysis.publish.content.publication import Publication, SeriesKey, count_cells
from analysis.publish.content.wording import join_words
from analysis.publish.figures.drawing import (
    BREAK,
    INK,
    MARGIN,
    MUTED,
    NEUTRAL,
    WIDTH,
    Drawing,
    ForceLook,
    Key,
    NothingToDraw,
    house_style,
    line_height,
    measure_text,
    start_drawing,
)
from analysis.publish.figures.rows import (
    LABEL_WIDTH,
    look_up_forces,
    measure_label,
    write_label,
    write_name,
)
from analysis.publish.figures.timeaxis import (
    as_day,
    as_window,
    drop_printed_totals,
    find_breaks,
    label_breaks,
    measure_breaks,
    set_time_axis,
)

CHANGE = {"color": BREAK, "lw": 1.2, "ls": (0, (3, 1.2))}
DENSE_BAR, DENSE_LABEL = 2.8, 62.0  # mm
MOST_LABELLED = 12  # lanes with their reference and days in words; of more the name stands alone
BAR, BAND = 4.2, "#ece8df"  # mm


@dataclass(frozen=True)
class Lane:
    """One bar: a window and the cells it is made of, of one reply."""

    key: SeriesKey
    window: Window
    cells: list[Window]

    def find_straddling(self, shared: Window | None) -> list[Window]:
        """The cells that lie partly inside the shared days and partly outside."""
        if shared is None:
            return []
        return [cell for cell in self.cells if 0 < cell.share_inside(shared) < 1]


@house_style()
def draw_windows(publication: Publication) -> Drawing:
    """Each reply's own window as a bar on a true time axis, with the common window as a band.

    Without a common window the band is what all replies share, and where they share no day there
    is none. Raises NothingToDraw where no reply has a window.
    """
    lanes = list_lanes(publication)
    if not lanes:
        raise NothingToDraw("No reply has a figure, so none has a window.")
    shared = _find_shared_days(lanes)
    band = publication.window or shared
    ends = [lane.window for lane in lanes] + ([band] if band else [])
    first, last = min(w.start for w in ends), max(w.end for w in ends)
    breaks = publication.study.breaks
    header = measure_breaks(breaks, first, last)
    is_dense = len(lanes) > MOST_LABELLED
    heights = [_measure_lane(publication, lane, is_dense) for lane in lanes]
    shown, looks = [lane.key for lane in lanes], look_up_forces(publication)
    drawing = start_drawing(
        "Days covered by each reply, both ends included; white lines part its reported figures.",
        header + sum(heights) + 4,
        publication.stamp(shown),
        _list_key(lanes, band, bool(publication.window), with_breaks=header > 0),
        _list_notes(publication, lanes),
        publication.describe_source(shown),
    )
    names_width = DENSE_LABEL if is_dense else LABEL_WIDTH
    left, width = MARGIN + names_width, WIDTH - 2 * MARGIN - names_width
    axes = drawing.add_rows(left, header, width, sum(heights))
    axes.spines["left"].set_visible(False)
    set_time_axis(axes, first, last, width)
    label_breaks(drawing, axes, breaks, left, width, 0)
    if band:
        axes.axvspan(as_day(band.start), as_day(band.end), color=BAND, lw=0, zorder=0)
    changes = [as_day(change.date) for change in find_breaks(breaks, axes)]
    mixed, top = len({lane.key.provenance for lane in lanes}) > 1, 0.0
    for lane, height in zip(lanes, heights, strict=True):
        if is_dense:
            middle = header + top + height / 2
            name = publication.name_shortly(lane.key)
            write_name(drawing, name, lane.key.provenance, middle, names_width - 3, mixed)
            place, tall = top + (height - DENSE_BAR) / 2, DENSE_BAR
        else:
            write_label(drawing, publication, lane.key, header + top + 1)
            place, tall = top + line_height() + 1.3, BAR
            _write_days(axes, lane, top + 1, width)
        _draw_lane(axes, lane, band, place, tall, looks[lane.key.force])
        # Only beside the bars: a line through the dates would strike them out.
        for day in changes:
            axes.plot([day, day], [place - 0.5, place + tall + 0.9], **CHANGE, zorder=4)
        top += height
    figures = publication.comparison.figures
    used = pd.concat([lane.key.select(figures) for lane in lanes])
    drawing.cells = count_cells(used[used["basis"].eq("cell")])
    drawing.tell(
        f"{_describe_band(publication, lanes, shared)}.",
        "A bar a reply, as long as the days that it covers.",
        "replies",
    )
    return drawing


def list_lanes(publication: Publication) -> list[Lane]:
    """One lane for every different window of a reply's totals, or of its tables without totals."""
    figures = publication.comparison.figures
    reported = figures[figures["measure"].eq("count") & figures["basis"].isin(["cell", "own"])]
    lanes: list[Lane] = []
    for key in publication.series:
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
        for window in _join_windows(made or [whole]):
            twin = any(lane.key[:2] == key[:2] and lane.window == window for lane in lanes)
            inside = [cell for cell in dict.fromkeys(made) if window.covers(cell)]
            if not twin:
                lanes.append(Lane(key, window, inside))
    return lanes


def _join_windows(windows: list[Window]) -> list[Window]:
    """The stretches that some windows fill without a gap, in order of time."""
    joined: list[Window] = []
    for window in sorted(windows):
        if joined and window.start <= joined[-1].end:
            joined[-1] = Window(joined[-1].start, max(joined[-1].end, window.end))
        else:
            joined.append(Window(window.start, window.end))
    return joined


def _find_shared_days(lanes: Sequence[Lane]) -> Window | None:
    """The longest stretch of days that every reply covers by one of its lanes; None without one."""
    replies: dict[tuple[str, ...], list[Window]] = {}
    for lane in lanes:
        replies.setdefault(lane.key[:2], []).append(lane.window)
    first, *others = replies.values()
    shared = first
    for windows in others:
        shared = [days for one in shared for other in windows if (days := one.meet(other))]
    return max(shared, key=lambda window: window.days, default=None)


def _list_notes(publication: Publication, lanes: Sequence[Lane]) -> list[str]:
    """Which replies do not cover the window of the study."""
    if not publication.window:
        return []
    whole = _find_whole(lanes, publication.window)
    keys = {lane.key[:2]: lane.key for lane in lanes if lane.key[:2] not in whole}
    names = [publication.format_reply(key) for key in keys.values()]
    return [f"Not covered whole by {join_words(names)}."] if names else []


def _find_whole(lanes: Sequence[Lane], window: Window) -> set[tuple[str, ...]]:
    """The replies of which one stretch of figures covers a window."""
    return {lane.key[:2] for lane in lanes if lane.window.covers(window)}


def _describe_band(publication: Publication, lanes: Sequence[Lane], shared: Window | None) -> str:
    if common := publication.window:
        replies = {lane.key[:2] for lane in lanes}
        whole = len(_find_whole(lanes, common))
        who = f"{whole} of {len(replies)} replies cover{'s' * (whole == 1)}"
        if whole in (0, len(replies)):
            who = "Every reply covers" if whole else "No reply covers"
        return f"{who} the whole of the window, {common}"
    if shared:
        return f"Every reply covers {shared}, {shared.days:,} days"
    return "The study has no window, and no day is covered by every reply"


def _list_key(
    lanes: list[Lane], band: Window | None, has_window: bool, with_breaks: bool
) -> list[Key]:
    look = {"facecolor": "#dddddd", "edgecolor": NEUTRAL, "lw": 0.6}
    key = [Key("days a reply covers", "patch", look)]
    if band:
        named = "window of the study" if has_window else "what every reply covers"
        key += [
            Key("those inside the band", "patch", {"facecolor": MUTED}),
            Key(
                f"the band: {named}", "patch", {"facecolor": BAND, "edgecolor": NEUTRAL, "lw": 0.6}
            ),
        ]
    if any(lane.find_straddling(band) for lane in lanes):
        look = {"facecolor": "white", "edgecolor": INK, "hatch": "/////", "lw": 0.6}
        key.append(Key("reported figure that reaches over an edge of it", "patch", look))
    if with_breaks:
        key.append(Key("the way of counting changes", "line", CHANGE))
    return key


def _measure_lane(publication: Publication, lane: Lane, is_dense: bool) -> float:
    """The height in mm of a lane: its name in one line where there are many, else all of its label
    and its days."""
    if is_dense:
        return max(DENSE_BAR, line_height()) + 0.6
    return max(measure_label(publication, lane.key), line_height() + BAR + 1) + 3


def _write_days(axes: Axes, lane: Lane, top: float, width: float) -> None:
    """Write the days of a bar above it, from `top` mm down."""
    first, last = axes.get_xlim()
    start, end = as_day(lane.window.start), as_day(lane.window.end)
    words = f"{lane.window}, {lane.window.days:,} days"
    needs = measure_text(words) * (last - first) / width
    at, side = (start, "left") if start + needs <= last else (end, "right")
    axes.text(at, top, words, ha=side, va="top")


def _draw_lane(
    axes: Axes, lane: Lane, band: Window | None, place: float, tall: float, force: ForceLook
) -> None:
    """Draw the bar from `place` mm down, `tall` mm high."""
    start, end = as_day(lane.window.start), as_day(lane.window.end)

    def draw_days(window: Window, **look) -> None:
        left, right = as_day(window.start), as_day(window.end)
        axes.add_patch(Rectangle((left, place), right - left, tall, clip_on=False, **look))

    draw_days(lane.window, facecolor=force.pale, edgecolor=force.colour, lw=0.6, zorder=2,
              gid="own window")  # fmt: skip
    inside = lane.window.meet(band) if band else None
    if inside:
        draw_days(inside, facecolor=force.colour, lw=0, zorder=2.1)
    for cell in lane.find_straddling(band):
        draw_days(cell, facecolor="none", edgecolor=INK, hatch="/////", lw=0, zorder=2.2)
    for cell in lane.cells:
        if start < as_day(cell.start) < end:
            x = as_day(cell.start)
            axes.plot([x, x], [place, place + tall], color="white", lw=1.0, zorder=2.3)
