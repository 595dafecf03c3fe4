"""What readers see of drawings and tables, read back from them."""

import re
from functools import cache

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from analysis.publish.figures.drawing import Drawing, house_style


@cache
def list_visible_texts(drawing: Drawing) -> list[Text]:
    """The texts of a drawing, drawn once; no test changes what they say or where they stand."""
    with house_style():
        drawing.canvas.draw()
    shown = []
    for axes in drawing.axes:
        found = list(axes.texts)
        if axes.axison:
            for axis in (axes.xaxis, axes.yaxis):
                low, high = sorted(axis.get_view_interval())
                ticks = axis.get_major_ticks() + axis.get_minor_ticks()
                found += [t.label1 for t in ticks if low <= t.get_loc() <= high]
        shown += [text for text in found if text.get_text().strip()]
    return shown


def list_words(drawing: Drawing) -> list[str]:
    return [text.get_text() for axes in drawing.axes for text in axes.texts]


def list_lines(drawing: Drawing, gid: str) -> list[Line2D]:
    return [line for axes in drawing.axes for line in axes.lines if line.get_gid() == gid]


def list_spans(drawing: Drawing, gid: str) -> list[list[float]]:
    """Where the lines of one kind begin and end, or the one place of a point."""
    return [list(map(float, line.get_xdata())) for line in list_lines(drawing, gid)]


def list_bars(drawing: Drawing, gid: str) -> list[Rectangle]:
    return [patch for patch in drawing.findobj(Rectangle) if patch.get_gid() == gid]


def read_table(markdown: str) -> list[dict[str, str]]:
    """The rows of a pipe table as readers see them, without links and escapes."""
    lines = [line for line in markdown.split("\n") if line.startswith("|")]
    head, _, *rows = [
        [
            re.sub(r"\[\\\[\d+\\\]\]\(#line-\d+\)\{\.trace\}|\\", "", cell).strip()
            for cell in re.split(r"(?<!\\)\|", line.strip("|"))
        ]
        for line in lines
    ]
    return [dict(zip(head, row, strict=True)) for row in rows]
