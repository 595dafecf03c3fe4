"""A tile map of police force areas: what each body that was asked said, a tile a force.

Where the tiles lie is data, `tiles.csv`: an arrangement in which neighbours mostly are neighbours.
All tiles have one size, so that no large county outweighs a city.
"""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import starmap
from typing import NamedTuple

from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from analysis.model.provenance import choose_stamp
from analysis.model.request import NOT_KNOWN, AskedBody, Coverage, RequestState
from analysis.model.store.csv_file import read_table
from analysis.model.store.paths import VOCABULARY
from analysis.publish.content.publication import Publication
from analysis.publish.content.wording import describe_coverage
from analysis.publish.figures.drawing import (
    MARGIN,
    MUTED,
    NEUTRAL,
    RULE,
    WIDTH,
    Drawing,
    Key,
    NothingToDraw,
    house_style,
    line_height,
    start_drawing,
    wrap_text,
)

TALL, GUTTER = 11.5, 1.0  # mm
# Blue where figures came, orange where they were refused, grey where nothing came. All are light
# enough for dark words; shade or pattern tells them apart in print without colour.
LOOKS: Mapping[RequestState, dict] = {
    RequestState.ANSWERED: {"facecolor": "#c6def0"},
    RequestState.PARTLY: {"facecolor": "#e6f0f8", "hatch": "//"},
    RequestState.REFUSED: {"facecolor": "#e0853f"},
    RequestState.COST_LIMIT: {"facecolor": "#f3c59d", "hatch": "\\\\"},
    RequestState.NOT_HELD: {"facecolor": "#f4eccb", "hatch": "--"},
    RequestState.OVERDUE: {"facecolor": "#a9a9a9", "hatch": "||"},
    RequestState.NO_ANSWER: {"facecolor": "#e4e4e4", "hatch": ".."},
    RequestState.WITHDRAWN: {"facecolor": "#ffffff", "hatch": "xx"},
    RequestState.NOT_KNOWN: {"facecolor": "#ffffff"},
}
EDGES = {"edgecolor": NEUTRAL, "lw": 0.6}
UNASKED = {"facecolor": "none", "edgecolor": RULE, "lw": 0.6, "ls": (0, (2, 2))}


class Tile(NamedTuple):
    """Where a force's tile lies, from 1 at the top left; a name, where its own has no room."""

    column: int
    row: int
    label: str


@cache
def read_tiles() -> Mapping[str, Tile]:
    """The tile of each force."""
    table = read_table(VOCABULARY / "tiles.csv")
    places = zip(map(int, table["column"]), map(int, table["row"]), table["label"], strict=True)
    return dict(zip(table["force"], starmap(Tile, places), strict=True))


@house_style()
def draw_tile_map(publication: Publication) -> Drawing:
    """Every force area as a tile with the body's name and what it said, in its colour and words.

    The words of the commonest state stand in the key alone.
    Of several requests to one body the tile shows the most that it gave. Bodies without a tile are
    named below. Raises NothingToDraw where the study does not say whom it asked.
    """
    coverage = publication.coverage
    if not coverage.is_listed:
        raise NothingToDraw("The study does not say whom it asked, beside the replies it reads.")
    states, tiles = coverage.states, read_tiles()
    name = publication.names.short
    away = [f"{name(force)}: {states[force].value}" for force in states if force not in tiles]
    series = [key for key in publication.series if key.force in states]
    drawing = start_drawing(
        "A tile is the area of a police force, placed roughly as on a map; all have one size.",
        max(tile.row for tile in tiles.values()) * TALL,
        choose_stamp(
            {reply.provenance for reply in publication.replies},
            [bool(r.source and r.source.second_hand) for r in publication.replies],
        ),
        _list_key(coverage),
        [f"Not on the map: {'; '.join(away)}."] if away else [],
        publication.describe_source(series) if series else "",
    )
    usual = max(states.values(), key=list(states.values()).count)
    for force, tile in tiles.items():
        look = LOOKS[states[force]] | EDGES if force in states else UNASKED
        said = [_describe_tile(one) for one in _choose_shown(coverage, force)]
        said = [] if states.get(force) is usual else said
        box = _draw_tile(drawing, tile, look, tile.label or name(force), said, force in states)
        box.set_gid(force)
    drawing.tell(
        describe_coverage(coverage),
        f"A map of tiles, one a force; those without a word: {usual.value}.",
        "coverage",
    )
    return drawing


def _draw_tile(
    drawing: Drawing, tile: Tile, look: dict, name: str, said: list[str], is_asked: bool
) -> Rectangle:
    wide = (WIDTH - 2 * MARGIN + GUTTER) / max(each.column for each in read_tiles().values())
    left, top = MARGIN + (tile.column - 1) * wide, (tile.row - 1) * TALL
    width, height = wide - GUTTER, TALL - GUTTER
    box = Rectangle((left, drawing.top + top), width, height, zorder=0.5, **look)
    drawing.page.add_patch(box)
    looks = {"weight": "bold"} if is_asked else {"color": MUTED}
    lines = [(line, looks) for line in wrap_text(name, width - 2, bold=True)]
    lines += [(line, {}) for line in wrap_text(" ".join(said), width - 2)]
    ground = withStroke(linewidth=2.2, foreground=box.get_facecolor())  # over a pattern
    first = top + (height - line_height(lines=len(lines))) / 2
    for number, (line, looks) in enumerate(lines):
        place = left + width / 2, first + line_height(lines=number)
        effects = [ground] if box.get_hatch() else None
        drawing.write(*place, line, ha="center", path_effects=effects, **looks)
    return box


def _list_key(coverage: Coverage) -> list[Key]:
    counted = Counter(coverage.states.values())
    key = [
        Key(f"{state.value} ({counted[state]})", "patch", LOOKS[state] | EDGES)
        for state in RequestState
        if counted[state]
    ]
    if unasked := len(read_tiles().keys() - coverage.states.keys()):
        words = "not asked" if coverage.is_complete else "not known whether asked"
        key.append(Key(f"{words} ({unasked})", "patch", UNASKED))
    return key


def _choose_shown(coverage: Coverage, force: str) -> list[AskedBody]:
    """The request that a body's tile shows, the one that it gave the most to; none if not asked."""
    state = coverage.states.get(force)
    return [one for one in coverage.requests if (one.force, one.state) == (force, state)][:1]


def _describe_tile(one: AskedBody) -> str:
    """`refused, s.40`: the section only where it was the reason, and is known."""
    is_reason = one.state is RequestState.REFUSED and one.under != NOT_KNOWN
    return f"{one.state.value}, {one.under}" if is_reason else one.state.value
