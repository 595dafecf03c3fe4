"""Every reply against every other: the ratio where there is one, the codes where it is refused."""

import itertools

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


def draw_pairs(publication: Publication) -> Drawing:
    """A grid of replies: each cell a ratio of rates, or in short every code it is refused by.

    A reply that gives several units meets another by all of them, and the cell holds every code
    so met. Raises NothingToDraw where no two replies were compared.
    """
    pairs = collect_pairs(publication)
    if not pairs:
        raise NothingToDraw("No two replies have totals to compare.")
    with house_style():
        return _draw(publication, pairs)


def shorten_code(code: str) -> str:
    """`DATE_BASIS_MISMATCH` as `date basis`: the key under the grid gives it in full."""
    return code.removesuffix("_MISMATCH").replace("_", " ").lower()


def collect_pairs(
    publication: Publication,
) -> dict[tuple[ReplyKey, ReplyKey], tuple[list[str], list[str]]]:
    """For each two replies, the ratios in words and the codes of refusal."""
    figures, refusals = publication.comparison.figures, publication.comparison.refusals
    pairs: dict[tuple[ReplyKey, ReplyKey], tuple[list[str], list[str]]] = {}
    for frame in (figures, refusals):
        for _, row in frame[frame["measure"].eq("rate_ratio")].iterrows():
            ends = (row["force"], row["reference"]), (row["other_force"], row["other_reference"])
            ratios, codes = pairs.setdefault(ends, ([], []))
            if "code" in row:
                codes += [row["code"]] if row["code"] not in codes else []
            else:
                window = WINDOWS[row["basis"]]
                interval = f"({CONFIDENCE_TEXT}: {format_interval(row)})"
                ratios.append(f"{window}: {format_value(row)} {row['flag']} {interval}")
    return pairs


def _draw(publication: Publication, pairs: dict) -> Drawing:
    met = {reply for ends in pairs for reply in ends}
    replies: dict[ReplyKey, SeriesKey] = {}
    for key in publication.series:
        if key[:2] in met:
            replies.setdefault(key[:2], key)
    numbers = {reply: str(i) for i, reply in enumerate(replies, start=1)}
    order = list(replies)
    columns = order[:-1]
    width = (WIDTH - 2 * MARGIN - LABEL_WIDTH - 5) / len(columns)
    cells = {}
    for first, second in itertools.combinations(order, 2):
        ends = (first, second) if (first, second) in pairs else (second, first)
        ratios, codes = pairs.get(ends, ([], []))
        over = f"{numbers[ends[0]]} over {numbers[ends[1]]}"
        words = [f"{over}, {ratio}" for ratio in ratios]
        words = words or [shorten_code(code) for code in sorted(codes, key=list(RefusalCode).index)]
        lines = [line for word in words for line in wrap_text(word, width - 2)]
        cells[second, first] = (lines, bool(ratios), codes)
    heights = [
        max([measure_label(publication, replies[row]) + 2]
            + [line_height(lines=len(cells[row, c][0])) + 3 for c in columns if (row, c) in cells])
        for row in order
    ]  # fmt: skip
    codes = list(dict.fromkeys(code for _, _, found in cells.values() for code in found))
    refused = sum(1 for _, compared, _ in cells.values() if not compared)
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
    for row, height in zip(order, heights, strict=True):
        write_label(drawing, publication, replies[row], top + 0.8)
        drawing.write(left - 3, top + 0.8, numbers[row], ha="center", weight="bold")
        for i, column in enumerate(columns):
            if (row, column) in cells:
                lines, compared, _ = cells[row, column]
                _fill_cell(drawing, lines, compared, (left + i * width, top, width, height))
        top += height
    figures, refusals = publication.comparison.figures, publication.comparison.refusals
    ratios = figures[figures["measure"].eq("rate_ratio")]
    drawing.cells = count_cells(ratios, refusals[refusals["measure"].eq("rate_ratio")])
    drawing.caption = "Every pair of replies: the ratio of their rates, or why it is refused."
    drawing.alt = _describe(publication, replies, cells)
    return drawing


def _fill_cell(
    drawing: Drawing, lines: list[str], compared: bool, box: tuple[float, float, float, float]
) -> None:
    left, top, width, height = box
    look = {"facecolor": PALE, "edgecolor": OWN} if compared else {"facecolor": REFUSED_FILL}
    place = (left + 0.4, drawing.top + top + 0.4)
    look = {"edgecolor": RULE, "lw": 0.6} | look
    drawing.page.add_patch(Rectangle(place, width - 0.8, height - 0.8, zorder=0.5, **look))
    middle = (left + width / 2, top + height / 2)
    drawing.write(*middle, lines or ["–"], ha="center", va="center",
                  color=MUTED if not lines else "black")  # fmt: skip


def _describe(publication: Publication, replies: dict[ReplyKey, SeriesKey], cells: dict) -> str:
    told = []
    for (row, column), (lines, compared, codes) in cells.items():
        what = (
            " ".join(lines) if compared else f"refused ({join_words(codes) or 'no shared figure'})"
        )
        one, other = (
            publication.format_reply(replies[column]),
            publication.format_reply(replies[row]),
        )
        told.append(f"{one} and {other}: {what}")
    return f"A grid of {len(replies)} replies. {'. '.join(told)}."
