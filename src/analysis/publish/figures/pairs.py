"""Every reply against every other: the ratio where there is one, the codes where it is refused."""

import itertools
from dataclasses import dataclass, field

from matplotlib.patches import Rectangle

from analysis.publish.content.publication import Publication, SeriesKey, count_cells
from analysis.publish.content.wording import format_interval, format_value, join_words
from analysis.publish.figures.drawing import (
    MARGIN,
    MUTED,
    OWN,
    PALE,
    RULE,
    WIDTH,
    Drawing,
    NothingToDraw,
    house_style,
    line_height,
    start_drawing,
    wrap_text,
)
from analysis.publish.figures.rows import LABEL_WIDTH, measure_label, write_label
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT
from analysis.reconcile.results.refusals import RefusalCode

REFUSED_FILL = "#f1f1f1"
WINDOWS = {"own": "own windows", "common": "common window", "pair": "the pair's best window"}
ReplyKey = tuple[str, str]


@dataclass(frozen=True)
class PairResults:
    """What came of two replies, the first over the second: ratios in words, codes of refusal."""

    ratios: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def wrap(self, over: str, width: float) -> list[str]:
        """The ratios, each behind who is `over` whom, or else the codes in short, in lines."""
        words = [f"{over}, {ratio}" for ratio in self.ratios]
        words = words or [shorten_code(code) for code in RefusalCode if code in self.codes]
        return [line for text in words for line in wrap_text(text, width)]


@house_style()
def draw_pairs(publication: Publication) -> Drawing:
    """A grid of replies: each cell a ratio of rates, or in short every code it is refused by.

    A reply that gives several units meets another by all of them, and the cell holds every code
    so met. Raises NothingToDraw where no two replies were compared.
    """
    pairs = _collect_pairs(publication)
    if not pairs:
        raise NothingToDraw("No two replies have totals to compare.")
    compared = {reply for ends in pairs for reply in ends}
    replies: dict[ReplyKey, SeriesKey] = {}
    for key in publication.series:
        if key[:2] in compared:
            replies.setdefault(key[:2], key)
    numbers = {reply: str(i) for i, reply in enumerate(replies, start=1)}
    columns = list(replies)[:-1]
    width = (WIDTH - 2 * MARGIN - LABEL_WIDTH - 5) / len(columns)
    cells, lines = {}, {}
    for column, row in itertools.combinations(replies, 2):
        ends = (column, row) if (column, row) in pairs else (row, column)
        over = f"{numbers[ends[0]]} over {numbers[ends[1]]}"
        cells[row, column] = pairs.get(ends, PairResults())
        lines[row, column] = cells[row, column].wrap(over, width - 2)
    heights = []
    for row in replies:
        found = [line_height(lines=len(lines[row, c])) + 3 for c in columns if (row, c) in cells]
        heights.append(max([measure_label(publication, replies[row]) + 2, *found]))
    codes = dict.fromkeys(code for cell in cells.values() for code in cell.codes)
    refused = sum(1 for cell in cells.values() if not cell.ratios)
    drawing = start_drawing(
        "Which replies can be compared",
        "The ratio of two replies' rates per 1,000 workforce-years, or why it is refused: "
        f"{refused} of {len(cells)} pairs.",
        line_height() + 1 + sum(heights) + 1,
        publication.stamp(replies.values()),
        notes=[f"{shorten_code(code)} = {code}: {RefusalCode(code).meaning}." for code in codes],
    )
    left = MARGIN + LABEL_WIDTH + 5
    for i, column in enumerate(columns):
        drawing.write(left + (i + 0.5) * width, 0, numbers[column], ha="center", weight="bold")
    top = line_height() + 1
    for row, height in zip(replies, heights, strict=True):
        write_label(drawing, publication, replies[row], top + 0.8)
        drawing.write(left - 3, top + 0.8, numbers[row], ha="center", weight="bold")
        for i, column in enumerate(columns):
            if (row, column) in cells:
                box = (left + i * width, top, width, height)
                _draw_cell(drawing, lines[row, column], bool(cells[row, column].ratios), box)
        top += height
    figures, refusals = publication.comparison.figures, publication.comparison.refusals
    ratios = figures[figures["measure"].eq("rate_ratio")]
    drawing.cells = count_cells(ratios, refusals[refusals["measure"].eq("rate_ratio")])
    drawing.caption = "Every pair of replies: the ratio of their rates, or why it is refused."
    drawing.alt = _describe(publication, replies, cells, lines)
    return drawing


def _collect_pairs(publication: Publication) -> dict[tuple[ReplyKey, ReplyKey], PairResults]:
    """What came of each two replies, by their forces and references."""
    figures, refusals = publication.comparison.figures, publication.comparison.refusals
    pairs: dict[tuple[ReplyKey, ReplyKey], PairResults] = {}
    for frame in (figures, refusals):
        for _, row in frame[frame["measure"].eq("rate_ratio")].iterrows():
            ends = (row["force"], row["reference"]), (row["other_force"], row["other_reference"])
            cell = pairs.setdefault(ends, PairResults())
            if "code" in row and row["code"] not in cell.codes:
                cell.codes.append(row["code"])
            elif "code" not in row:
                window = WINDOWS[row["basis"]]
                interval = f"({CONFIDENCE_TEXT}: {format_interval(row)})"
                cell.ratios.append(f"{window}: {format_value(row)} {row['flag']} {interval}")
    return pairs


def shorten_code(code: str) -> str:
    """A code as it stands in the grid, under which a note gives it in full.

    >>> shorten_code("DATE_BASIS_MISMATCH")
    'date basis'
    """
    return code.removesuffix("_MISMATCH").replace("_", " ").lower()


def _draw_cell(
    drawing: Drawing, lines: list[str], compared: bool, box: tuple[float, float, float, float]
) -> None:
    left, top, width, height = box
    look = {"facecolor": PALE, "edgecolor": OWN} if compared else {"facecolor": REFUSED_FILL}
    place = (left + 0.4, drawing.top + top + 0.4)
    look = {"edgecolor": RULE, "lw": 0.6} | look
    drawing.page.add_patch(Rectangle(place, width - 0.8, height - 0.8, zorder=0.5, **look))
    middle, colour = (left + width / 2, top + height / 2), "black" if lines else MUTED
    drawing.write(*middle, lines or ["–"], ha="center", va="center", color=colour)


def _describe(
    publication: Publication,
    replies: dict[ReplyKey, SeriesKey],
    cells: dict[tuple[ReplyKey, ReplyKey], PairResults],
    lines: dict[tuple[ReplyKey, ReplyKey], list[str]],
) -> str:
    sentences = []
    for (row, column), cell in cells.items():
        result = f"refused ({join_words(cell.codes) or 'no shared figure'})"
        if cell.ratios:
            result = " ".join(lines[row, column])
        pair = (publication.format_reply(replies[reply]) for reply in (column, row))
        sentences.append(f"{' and '.join(pair)}: {result}")
    return f"A grid of {len(replies)} replies. {'. '.join(sentences)}."
