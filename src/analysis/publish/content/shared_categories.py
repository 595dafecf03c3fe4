"""Categories that two replies share, pair by pair: what the table and the figure show of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.publish.content.numbers import PAIR
from analysis.publish.content.publication import Publication
from analysis.publish.content.wording import format_p_value
from analysis.reconcile.categories.harmonisation import WORST_CASE
from analysis.reconcile.methods.rates import NOT_APART
from analysis.reconcile.results.comparison import HARMONISED


@dataclass(frozen=True)
class SharedCategory:
    """One category of two replies: the share of each, the first less the second, in percent, and
    what may be said of their order."""

    category: str
    first: pd.Series
    second: pd.Series
    difference: pd.Series
    order: pd.Series

    @property
    def is_told_apart(self) -> bool:
        """Whether one underlying share is higher, by the p-value adjusted for all categories."""
        return self.order["underlying"] != NOT_APART

    @property
    def p_value(self) -> str:
        """The p-value, adjusted for all categories compared, and how many: `0.004 (22)`."""
        value = format_p_value(self.order["adjusted"] or self.order["p_value"])
        return f"{value} ({self.order['pairs']})"

    @property
    def turns_at(self) -> str:
        """The ratio of odds at which the order of the recorded shares turns: `2.4`, `over 100`,
        `never`; `worst case` where odds turn it not, but the worst case does."""
        turn = self.order["turning_odds"]
        if turn in ("", "inf", WORST_CASE):
            return {"inf": "never"}.get(turn, turn)
        return "over 100" if float(turn) > 100 else f"{float(turn):.3g}"

    def format_higher(self, first: str, second: str) -> str:
        """The one of the given names whose share is higher, or `no clear difference`."""
        if not self.is_told_apart:
            return "no clear difference"
        return first if self.order["underlying"] == "higher" else second


@dataclass(frozen=True)
class SharedTable:
    """What two tables have in common; `refused` are refusals of the pair, or of a category."""

    dimension: str
    first: pd.Series
    shared: list[SharedCategory]
    refused: pd.DataFrame


def list_shared(publication: Publication) -> Iterator[SharedTable]:
    """Every two tables that were compared or refused, dimension by dimension.

    The two shares of a category and their difference stand in this order in the comparison.
    """
    figures, refusals = (
        frame[frame["basis"].eq(HARMONISED) & frame["other_force"].ne("")]
        for frame in (publication.comparison.figures, publication.comparison.refusals)
    )
    rows = [row for _, row in figures.iterrows()]
    orders = publication.comparison.tables["orders"]
    judged = {_identify(row): row for _, row in orders.iterrows()}
    triples = [
        SharedCategory(d["category"], a, b, d, judged[_identify(d)])
        for a, b, d in zip(*[iter(rows)] * 3, strict=True)
    ]
    found: dict[tuple, list[SharedCategory]] = {}
    for one in triples:
        found.setdefault(_place(one.difference), []).append(one)
    refused: dict[tuple, list[pd.Series]] = {}
    for _, row in refusals.iterrows():
        place, turned = _place(row), _turn(row)
        place = turned if turned in found or turned in refused else place
        refused.setdefault(place, []).append(row)
    dimensions = list(publication.comparison.figures["dimension"].unique())
    for place in sorted({**found, **refused}, key=lambda place: dimensions.index(place[0])):
        shared, why = found.get(place, []), refused.get(place, [])
        order = publication.names.sort_categories(place[0], [one.category for one in shared])
        shared = sorted(shared, key=lambda one: order.index(one.category))
        first = shared[0].difference if shared else why[0]
        yield SharedTable(place[0], first, shared, pd.DataFrame(why, columns=refusals.columns))


def list_shared_out(publication: Publication) -> pd.DataFrame:
    """The shares of tables that many replies have alike, each once, as rows of the comparison.

    By dimension and category in the vocabulary's order, within these in the study's.
    """
    figures = publication.comparison.figures
    rows = figures[figures["basis"].eq(HARMONISED) & figures["other_force"].eq("")]
    places = {}
    for dimension, codes in rows.groupby("dimension", sort=False)["category"]:
        order = publication.names.sort_categories(dimension, codes.unique())
        places |= {(dimension, code): (len(places), at) for at, code in enumerate(order)}
    keys = [places[pair] for pair in zip(rows["dimension"], rows["category"], strict=True)]
    return rows.iloc[sorted(range(len(rows)), key=keys.__getitem__)]


def _identify(row: pd.Series) -> tuple[str, ...]:
    return (row["measure"], *_place(row), row["table"], row["category"], row["cells"])


def _place(row: pd.Series) -> tuple[str, ...]:
    return (row["dimension"], *row[PAIR])


def _turn(row: pd.Series) -> tuple[str, ...]:
    """The place of a refusal whose first reply is the second of the pair."""
    half = len(PAIR) // 2
    return (row["dimension"], *row[PAIR[half:]], *row[PAIR[:half]])
