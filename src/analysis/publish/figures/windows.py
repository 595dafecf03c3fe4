"""The windows: which days each reply covers, which all are brought to, and which cells straddle."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.model.window import Window
from analysis.publish.content.publication import Publication, count_cells
from analysis.publish.content.wording import join_words
from analysis.publish.figures.drawing import (
    BREAK,
    COMMON,
    INK,
    MARGIN,
    OWN,
    PALE,
    WIDTH,
    Drawing,
    Key,
    NothingToDraw,
    house_style,
    line_height,
    measure_text,
    start_drawing,
)
from analysis.publish.figures.rows import LABEL_WIDTH, measure_label, write_label
from analysis.publish.figures.timeaxis import (
    Lane,
    as_day,
    find_breaks,
    label_breaks,
    list_lanes,
    measure_breaks,
    name_band,
    set_time_axis,
    share_days,
)

CHANGE = {"color": BREAK, "lw": 1.2, "ls": (0, (3, 1.2))}
BAR, BAND = 4.2, "#fbe9cc"  # mm; the common orange, far lighter


def draw_windows(publication: Publication) -> Drawing:
    """Each reply's own window as a bar on a true time axis, with the common window as a band.

    Without a common window the band is what all replies share, and where they share no day there
    is none. Raises NothingToDraw where no reply has a window.
    """
    lanes = list_lanes(publication)
    if not lanes:
        raise NothingToDraw("No reply has a figure, so none has a window.")
    common, shared = publication.window, share_days([lane.window for lane in lanes])
    band = common or shared
    with house_style():
        return _draw(publication, lanes, band, name_band(common, shared))


def _draw(
    publication: Publication, lanes: list[Lane], band: Window | None, band_words: str
) -> Drawing:
    ends = [window for lane in lanes for window in (lane.window,)] + ([band] if band else [])
    first, last = min(w.start for w in ends), max(w.end for w in ends)
    breaks = publication.study.breaks
    header = line_height() + 1 + measure_breaks(breaks, first, last)
    heights = [max(measure_label(publication, x.key), line_height() + BAR + 1) + 3 for x in lanes]
    body = header + sum(heights) + 4
    key = [Key("days a reply covers", "patch", {"facecolor": PALE, "edgecolor": OWN, "lw": 0.6})]
    if band:
        key += [
            Key("covered days inside the band", "patch", {"facecolor": OWN}),
            Key("the band of shared days", "patch", {"facecolor": BAND, "edgecolor": COMMON}),
        ]
    if any(lane.find_straddling(band) for lane in lanes):
        look = {"facecolor": "white", "edgecolor": INK, "hatch": "/////", "lw": 0.6}
        key.append(Key("reported figure that reaches over an edge of it", "patch", look))
    if header > line_height() + 2:
        key.append(Key("the way of counting changes", "line", CHANGE))
    drawing = start_drawing(
        "The window of each reply" + (", and the one all are brought to" if band else ""),
        "Days covered by each reply, both ends included; white lines part its reported figures.",
        body, publication.stamp(lane.key for lane in lanes), key,
    )  # fmt: skip
    left, width = MARGIN + LABEL_WIDTH, WIDTH - 2 * MARGIN - LABEL_WIDTH
    axes = drawing.add_panel(left, header, width, sum(heights))
    axes.set_ylim(sum(heights), 0)  # mm, downward
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    set_time_axis(axes, first, last, width)
    taken = label_breaks(drawing, axes, breaks, left, width, line_height() + 1)
    assert taken <= header
    if band:
        axes.axvspan(as_day(band.start), as_day(band.end), color=BAND, lw=0, zorder=0)
    drawing.write(left + width, 0, band_words, ha="right", weight="bold")
    changes = [as_day(change.date) for change in find_breaks(breaks, axes)]
    top = 0.0
    for lane, height in zip(lanes, heights, strict=True):
        write_label(drawing, publication, lane.key, header + top + 1)
        place = _draw_lane(axes, lane, band, top + 1, width)
        # Only beside the bars: a line through the dates would strike them out.
        for day in changes:
            axes.plot([day, day], [place - 0.5, place + BAR + 0.9], **CHANGE, zorder=4)
        top += height
    figures = publication.comparison.figures
    used = pd.concat([lane.key.select(figures) for lane in lanes])
    drawing.cells = count_cells(used[used["basis"].eq("cell")])
    drawing.caption = "The days each reply covers, on a true time axis. " + band_words + "."
    drawing.alt = _describe(publication, lanes, band, band_words)
    return drawing


def _draw_lane(axes: Axes, lane: Lane, band: Window | None, top: float, width: float) -> float:
    """Draw the bar under its dates, from `top` mm down; return where the bar itself begins."""
    first, last = axes.get_xlim()
    start, end = as_day(lane.window.start), as_day(lane.window.end)
    words = f"{lane.window}, {lane.window.days:,} days"
    needs = measure_text(words) * (last - first) / width
    at, side = (start, "left") if start + needs <= last else (end, "right")
    axes.text(at, top, words, ha=side, va="top")
    place, tall = top + line_height() + 0.3, BAR

    def lay(window: Window, **look) -> None:
        left, right = as_day(window.start), as_day(window.end)
        axes.add_patch(Rectangle((left, place), right - left, tall, clip_on=False, **look))

    lay(lane.window, facecolor=PALE, edgecolor=OWN, lw=0.6, zorder=2, gid="own window")
    inside = lane.window.meet(band) if band else None
    if inside:
        lay(inside, facecolor=OWN, lw=0, zorder=2.1)
    for cell in lane.find_straddling(band):
        lay(cell, facecolor="none", edgecolor=INK, hatch="/////", lw=0, zorder=2.2)
    for cell in lane.cells:
        if start < as_day(cell.start) < end:
            x = as_day(cell.start)
            axes.plot([x, x], [place, place + tall], color="white", lw=1.0, zorder=2.3)
    return place


def _describe(
    publication: Publication, lanes: list[Lane], band: Window | None, band_words: str
) -> str:
    told = []
    for lane in lanes:
        words = f"{publication.format_reply(lane.key)}: {lane.window}, {lane.window.days:,} days"
        if band:
            inside = lane.window.meet(band)
            words += f", {inside.days if inside else 0:,} of them in the band"
        straddling = list(map(str, lane.find_straddling(band)))
        if straddling:
            words += f"; the figure for {join_words(straddling)} reaches over its edge"
        told.append(words)
    return f"Bars on a time axis, one a reply. {band_words}. {'. '.join(told)}."
