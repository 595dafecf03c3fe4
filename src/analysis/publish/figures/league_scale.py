"""The league table on one scale: each comparable reply's rate with its interval, by class."""

import math

from matplotlib.ticker import MaxNLocator

from analysis.model.count import format_range
from analysis.publish.content.publication import LeagueEntry, Publication, count_cells
from analysis.publish.content.wording import (
    CLASS_WORDS,
    choose_limits,
    format_interval,
    format_ranks,
    format_value,
    join_words,
)
from analysis.publish.figures.drawing import (
    MARGIN,
    MUTED,
    RULE,
    WIDTH,
    Drawing,
    NothingToDraw,
    house_style,
    line_height,
    measure_text,
    start_drawing,
)
from analysis.publish.figures.rows import (
    Named,
    draw_on_scale,
    list_scale_keys,
    look_up_forces,
    name_among,
    name_extremes,
    write_name,
)
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT
from analysis.reconcile.results.comparison import NO
from analysis.reconcile.results.refusals import RefusalCode

NAME_WIDTH, COUNT_WIDTH, VALUE_WIDTH = 52.0, 14.0, 44.0  # mm
LEFT = MARGIN + NAME_WIDTH + COUNT_WIDTH + 3
KEYS = "count over the workforce-years of the reply's own days", "the underlying rate"
RATE_HEAD = f"Rate ({CONFIDENCE_TEXT} interval)"
RANKS_HEAD = "Ranks it may hold"
MOST_NAMED = 4
FURTHEST = 3.0  # an interval that reaches further than so many times the greatest rate is cut


@house_style()
def draw_league(publication: Publication) -> Drawing:
    """A row a reply that has a rate, on one scale; those without one are told in a note.

    Replies that count other things or in other people are not drawn. Raises NothingToDraw where
    no two replies have rates that may share a scale.
    """
    comparable = [entry for entry in publication.league if entry.row["class"] != NO]
    drawn = [entry for entry in comparable if entry.rate is not None]
    if len(drawn) < 2:
        raise NothingToDraw("No two replies have rates that may stand on one scale.")
    lines = _list_lines(drawn)
    body = sum(height for height, _ in lines) + 6
    is_open = any(entry.rate["low"] != entry.rate["high"] for entry in drawn)
    mixed = len({entry.key.provenance for entry in drawn}) > 1
    ranks, looks = publication.explain_ranks(), look_up_forces(publication)
    width = WIDTH - MARGIN - LEFT - (_measure_words(drawn) if ranks else VALUE_WIDTH)
    shown = [entry.key for entry in drawn]
    drawing = start_drawing(
        "Events per 1,000 workforce-years, each over the reply's own days.",
        body + line_height(),
        publication.stamp(shown),
        list_scale_keys(*KEYS, is_open),
        [*_list_notes(publication, comparable), *([" ".join(ranks)] if ranks else [])],
        publication.describe_source(shown, with_workforce=True),
    )
    _draw_heads(drawing, LEFT + width + 3, bool(ranks))
    axes = drawing.add_rows(LEFT, line_height(), width, body - 6)
    axes.set_xlim(0, _find_end(drawn))
    axes.xaxis.set_major_locator(MaxNLocator(5 if ranks else 6))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    axes.grid(axis="x", color=RULE, lw=0.4)
    top = line_height()
    for height, line in lines:
        if isinstance(line, LeagueEntry):
            name = name_among(publication, line.key, shown)
            _draw_reply(drawing, name, line, top, LEFT + width + 3, mixed)
            draw_on_scale(axes, line.rate, top + 0.6 - line_height() / 2, looks[line.key.force])
        else:
            drawing.write(MARGIN, top + 1, line, weight="bold")
        top += height
    drawing.cells = count_cells(*(entry.rate.to_frame().T for entry in drawn))
    drawing.tell(
        _find_extremes(publication, drawn),
        f"Points and bounds with {CONFIDENCE_TEXT} intervals; where these overlap, chance alone "
        "may have placed them.",
        "league",
    )
    return drawing


def _find_extremes(publication: Publication, drawn: list[LeagueEntry]) -> str:
    """Whose rate is highest and lowest in the first class, and how far chance leaves that open."""
    first = [entry for entry in drawn if entry.row["class"] == drawn[0].row["class"]]
    shown = [entry.key for entry in drawn]
    named = [
        Named(
            name_among(publication, entry.key, shown), entry.rate["low"], entry.rate["high"],
            format_value(entry.rate),
        )
        for entry in first
    ]  # fmt: skip
    told = name_extremes(named, "highest in", "lowest in")
    alike = (entry.row for entry in publication.league)
    ranked = [
        row
        for row in alike
        if row["class"] == drawn[0].row["class"] and not math.isnan(row["ranked"])
    ]
    leading = sum(row["rank_low"] == 1 for row in ranked)
    chance = f"; chance leaves first place open to {leading} of {len(ranked)}" if ranked else ""
    whose = f" of the {len(first)} with one" if len(ranked) > len(first) else ""
    return f"Recorded rates per 1,000 workforce-years{whose}: {told}{chance}."


def _list_lines(drawn: list[LeagueEntry]) -> list[tuple[float, LeagueEntry | str]]:
    """Classes and replies, each with its height in mm."""
    lines: list[tuple[float, LeagueEntry | str]] = []
    last = ""
    for entry in drawn:
        if entry.row["class"] != last:
            last = entry.row["class"]
            lines.append((line_height() + 2, last.capitalize()))
        lines.append((line_height() + 1.2, entry))
    return lines


def _list_notes(publication: Publication, comparable: list[LeagueEntry]) -> list[str]:
    """What each class means, who is comparable and has no rate, and who is not comparable."""
    classes = dict.fromkeys(entry.row["class"] for entry in comparable)
    notes = [f"{name.capitalize()}: {CLASS_WORDS[name]}" for name in classes]
    without = [entry for entry in comparable if entry.rate is None]
    if without:
        notes.append(f"Without a rate: {_list_names(publication, without)}.")
    apart = [entry for entry in publication.league if entry.row["class"] == NO]
    kept_back = [entry for entry in apart if entry.row["code"] == RefusalCode.DISCLOSIVE]
    unlike = [entry for entry in apart if entry.row["code"] != RefusalCode.DISCLOSIVE]
    for why, entries in (
        ("for they count something else, or in other people", unlike),
        ("for their counts would tell what a force hid", kept_back),
    ):
        if entries:
            notes.append(f"Not on this scale, {why}: {_list_names(publication, entries)}.")
    return notes


def _list_names(publication: Publication, entries: list[LeagueEntry]) -> str:
    """By name, those of one reason together; of many their number."""
    if len(entries) > MOST_NAMED:
        return f"{len(entries)} replies, each with its reason in the table"
    named: dict[str, list[str]] = {}
    for entry in entries:
        code = entry.row["code"]
        why = RefusalCode(code).meaning if code else "no reason is given"
        named.setdefault(why, []).append(publication.name_shortly(entry.key))
    return "; ".join(f"{join_words(names)} ({why})" for why, names in named.items())


def _draw_heads(drawing: Drawing, right: float, has_ranks: bool) -> None:
    look = {"color": MUTED}
    drawing.write(MARGIN, 0, "Reply", **look)
    drawing.write(LEFT - 3, 0, "Count", ha="right", **look)
    drawing.write(right, 0, RATE_HEAD, **look)
    if has_ranks:
        drawing.write(WIDTH - MARGIN, 0, RANKS_HEAD, ha="right", **look)


def _measure_words(drawn: list[LeagueEntry]) -> float:
    """The width in mm that rates and ranks take, with the gaps before them."""
    rates = [RATE_HEAD, *(_format_rate(entry) for entry in drawn)]
    ranks = [RANKS_HEAD, *(format_ranks(entry.row) for entry in drawn)]
    return 7 + sum(max(map(measure_text, words)) for words in (rates, ranks))


def _format_rate(entry: LeagueEntry) -> str:
    return f"{format_value(entry.rate)} ({format_interval(entry.rate)})"


def _draw_reply(
    drawing: Drawing,
    name: str,
    entry: LeagueEntry,
    top: float,
    right: float,
    mixed: bool,
) -> None:
    at = top + line_height() / 2 + 0.6
    write_name(drawing, name, entry.key.provenance, at, NAME_WIDTH, mixed)
    count = entry.count
    words = format_range(count["low"], count["high"]).replace("at least ", "≥ ")
    drawing.write(LEFT - 3, at, words, ha="right", va="center_baseline")
    drawing.write(right, at, _format_rate(entry), va="center_baseline")
    drawing.write(WIDTH - MARGIN, at, format_ranks(entry.row), ha="right", va="center_baseline")


def _find_end(drawn: list[LeagueEntry]) -> float:
    """Where the scale ends: at the furthest limit, but not far beyond the greatest rate."""
    rates = [
        entry.rate["low"] if math.isinf(entry.rate["high"]) else entry.rate["high"]
        for entry in drawn
    ]
    limits = [upper for entry in drawn if math.isfinite(upper := choose_limits(entry.rate)[1])]
    return min(max([*limits, *rates]), FURTHEST * max(rates)) * 1.03 or 1.0
