"""What is published: one comparison, with the names and order its readers know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from openpyxl.utils.cell import rows_from_range

from analysis.model.address import merge_addresses, split_addresses
from analysis.model.count import Status
from analysis.model.observation import SERIES
from analysis.model.provenance import choose_stamp
from analysis.model.reply import Reply, load_reply
from analysis.model.request import UNLISTED, Coverage
from analysis.model.store.csv_file import read_table
from analysis.model.store.paths import STUDIES, VOCABULARY, format_path
from analysis.model.study import Study
from analysis.model.window import Window
from analysis.publish.content.wording import join_words
from analysis.reconcile.league import find_dispersion
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT, Dispersion
from analysis.reconcile.results.comparison import (
    AS_INDICATOR,
    CLASSES,
    ESTIMATES,
    Comparison,
)
from analysis.reconcile.validation.store import Validation

MOST_ASKED = 3  # one number first, and at most two more: a long list is answered by no one

# Dimensions whose categories have an order of their own; those of others are shown by size.
RANKED = ("rank",)

# What a force could not or would not place. Listed last and set apart: never a category of its own.
REMAINDERS = ("unspecified", "other", "unknown", "not_recorded")


def list_void(comparison: Comparison, dimension: str) -> pd.DataFrame:
    """What the replies say does not apply among the categories of a dimension."""
    absent = comparison.absent
    chosen = absent["status"].eq(Status.NOT_APPLICABLE) & absent["dimension"].eq(dimension)
    return absent[chosen]


@dataclass(frozen=True)
class Publication:
    """The released comparison of a study, with what figures and tables say of it.

    `replies` add the order of replies and who is second-hand, `coverage` all that were asked;
    `validation` is of the methods, None where no table of it is asked for.
    """

    comparison: Comparison
    study: Study
    names: Names
    replies: Sequence[Reply] = ()
    validation: Validation | None = None
    coverage: Coverage = UNLISTED

    @cached_property
    def series(self) -> list[SeriesKey]:
        """Every series of the comparison, in the study's order of replies, never by value."""
        figures = self.comparison.figures
        # An estimate by an indicator may be of weaker provenance than the series that it is of.
        own = figures["measure"].ne(ESTIMATES[AS_INDICATOR])
        rows = figures.loc[own, list(SeriesKey._fields)].drop_duplicates()
        forces = [reply.force for reply in self.study.replies]
        replies = [(reply.force, reply.reference) for reply in self.replies]

        def rank(key: SeriesKey) -> tuple[int, int]:
            own = (key.force, key.reference)
            place = replies.index(own) if own in replies else len(replies)
            return forces.index(key.force) if key.force in forces else len(forces), place

        return sorted((SeriesKey(*row) for row in rows.itertuples(index=False)), key=rank)

    @property
    def window(self) -> Window | None:
        """The common window, None without one."""
        return self.comparison.window

    @cached_property
    def league(self) -> list[LeagueEntry]:
        """The rows of the league table, in their order, with the figures that they show."""
        table = self.comparison.tables["league"]
        counts, rates = (
            self.comparison.pick(measure, "own") for measure in ("count", "rate_per_1000")
        )
        entries = []
        for _, row in table.iterrows():
            key = SeriesKey(*(row[name] for name in SeriesKey._fields))
            figures = [key.select(chosen) for chosen in (counts, rates)]
            entries.append(LeagueEntry(row, key, *(f.iloc[0] if len(f) else None for f in figures)))
        return entries

    def explain_ranks(self) -> list[str]:
        """What the ranks of the league table mean and what they allow for; nothing without ranks.

        The first sentence is of them all, the others of each class that has some.
        """
        league = self.comparison.tables["league"]
        measured = self.comparison.tables["dispersion"].to_dict("records")
        allowances: dict[str, list[str]] = {}
        for name in CLASSES:
            ranked = league[league["class"].eq(name) & league["ranked"].notna()]
            if len(ranked):
                found = find_dispersion(ranked.to_dict("records"), measured)
                allowances.setdefault(_describe_allowance(found), []).append(f"“{name}”")
        if not allowances:
            return []
        several = len(allowances) > 1
        return [
            "Ranks are all those that the underlying rate may hold among the rates of its class, "
            "1st being the highest.",
            *(
                f"All ranks of {join_words(names) if several else 'a class'} hold together at "
                f"{CONFIDENCE_TEXT} {says}"
                for says, names in allowances.items()
            ),
        ]

    def is_second_hand(self, force: str, reference: str) -> bool:
        """Whether only a press report of the reply was seen."""
        return any(
            reply.source is not None and reply.source.second_hand
            for reply in self.replies
            if (reply.force, reply.reference) == (force, reference)
        )

    def stamp(
        self, series: Iterable[SeriesKey], provenances: Iterable[str] | None = None
    ) -> tuple[str, str]:
        """The weakest provenance of what is shown of some series and the stamp's words.

        `provenances` are those of the figures, where each rests on several of the series.
        """
        series = list(series)
        second_hand = [self.is_second_hand(key.force, key.reference) for key in series]
        shown = (key.provenance for key in series) if provenances is None else provenances
        return choose_stamp(shown, second_hand)

    def format_provenance(self, key: SeriesKey) -> str:
        """`ILLUSTRATIVE`, `transcribed, second-hand`: it stands beside every force's name."""
        word = key.provenance.upper() if key.provenance == "illustrative" else key.provenance
        return word + (", second-hand" if self.is_second_hand(key.force, key.reference) else "")

    def describe_source(self, series: Iterable[SeriesKey], with_workforce: bool = False) -> str:
        """`Source: Dorset Police (FOI 1); Home Office, police workforce.`: the line under a figure.

        More than three replies are counted, not named; of made-up figures it says so.
        """
        replies = {key[:2]: key for key in series}
        made_up = sum(key.provenance == "illustrative" for key in replies.values())
        if len(replies) <= 3:
            named = "; ".join(self.format_reply(key)[:120] for key in replies.values())
        else:
            named = f"{len(replies)} replies, each named in the report"
        if made_up:
            whose = "the" if made_up == len(replies) else f"{made_up} of these replies’"
            named += f" ({whose} figures made up, not the forces’ own)"
        workforce = "; Home Office, police workforce, England and Wales" * with_workforce
        return f"Source: {named}{workforce}."

    def describe_counted(self, row: SeriesKey | pd.Series) -> str:
        """`complaints, all employees`, with the definition where its reply counts two things so."""
        key = SeriesKey(*(getattr(row, name) for name in SeriesKey._fields))
        words = format_counted(key)
        others = (one for one in self.series if one[:2] == key[:2] and one[:-1] != key[:-1])
        twice = any(format_counted(one) == words for one in others)
        return f"{words} ({key.definition})" if twice else words

    def name_shortly(self, key: SeriesKey) -> str:
        """`Staffordshire`, and the reference too where the force has several replies compared."""
        several = len({other.reference for other in self.series if other.force == key.force}) > 1
        name = self.names.short(key.force)
        return f"{name}, {key.reference}" if several else name

    def format_reply(self, key: SeriesKey) -> str:
        """`Staffordshire Police (FOI 15350)`."""
        return f"{self.names.force(key.force)} ({key.reference})"


def gather_publication(
    study: Study, comparison: Comparison, validation: Validation | None = None
) -> Publication:
    """The comparison with the study's letters, all that it asked, and the vocabulary's names.

    Raises Faults where what the study says of a request is not what its reply says.
    """
    letters = [load_reply(reply.force, reply.reference) for reply in study.replies]
    file = format_path(STUDIES / f"{study.name}.yaml")
    coverage = study.gather_coverage(study.folders, letters, file)
    return Publication(comparison, study, Names(), letters, validation, coverage)


class SeriesKey(NamedTuple):
    """What tells one series from another: see analysis.reconcile.replies.series."""

    force: str
    reference: str
    unit: str
    population: str
    definition: str
    date_basis: str
    provenance: str

    def select(self, figures: pd.DataFrame) -> pd.DataFrame:
        """The rows of a comparison that belong to the series."""
        same = [figures[name].eq(value) for name, value in self._asdict().items()]
        return figures[pd.concat(same, axis=1).all(axis=1)]

    def select_estimates(self, figures: pd.DataFrame) -> pd.DataFrame:
        """The rows of the series whatever they rest on beside it, as estimates by an indicator."""
        same = [figures[name].eq(getattr(self, name)) for name in SERIES]
        return figures[pd.concat(same, axis=1).all(axis=1)]

    def select_refusals(self, refusals: pd.DataFrame) -> pd.DataFrame:
        """The refusals of the series, those of pairs left aside."""
        same = [refusals[name].eq(getattr(self, name)) for name in SERIES]
        alone = refusals["other_force"].eq("")
        return refusals[pd.concat([*same, alone], axis=1).all(axis=1)]


class LeagueEntry(NamedTuple):
    """One reply of the league table: its row, its series, its count and rate where it has them."""

    row: pd.Series
    key: SeriesKey
    count: pd.Series | None
    rate: pd.Series | None


class Names:
    """Display names of forces and categories, read once from forces.csv and codes.csv."""

    def __init__(self, folder: Path = VOCABULARY):
        self.folder = Path(folder)
        forces = read_table(self.folder / "forces.csv")
        codes = read_table(self.folder / "codes.csv")
        self._forces = dict(zip(forces["force"], forces["name"], strict=True))
        self._short = dict(zip(forces["force"], forces["short_name"], strict=True))
        keys = list(zip(codes["dimension"], codes["code"], strict=True))
        self._categories = dict(zip(keys, codes["name"], strict=True))
        self._orders = dict(zip(keys, map(int, codes["order"]), strict=True))

    def force(self, slug: str) -> str:
        """`Staffordshire Police`. Raises ValueError for a force that forces.csv does not list."""
        if slug not in self._forces:
            raise ValueError(
                f"{format_path(self.folder / 'forces.csv')}: no force {slug!r}; add its row"
            )
        return self._forces[slug]

    def short(self, slug: str) -> str:
        """`Staffordshire`: the force where there is little room."""
        self.force(slug)
        return self._short[slug]

    def category(self, dimension: str, code: str) -> str:
        """`Police constable`; of a set `facebook+twitter`, `Facebook and Twitter (X)`.

        Raises ValueError for a code that codes.csv does not list.
        """
        for member in code.split("+"):
            if (dimension, member) not in self._categories:
                raise ValueError(
                    f"{format_path(self.folder / 'codes.csv')}: no code {member!r} in {dimension}; "
                    "add its row"
                )
        members = sorted(code.split("+"), key=lambda member: self._orders[dimension, member])
        return " and ".join(self._categories[dimension, member] for member in members)

    def sort_categories(self, dimension: str, codes: Iterable[str]) -> list[str]:
        """The codes in the vocabulary's order, what could not be placed last."""
        found = {code: self.category(dimension, code) for code in codes}

        def place(code: str) -> tuple:
            members = [self._orders[dimension, member] for member in code.split("+")]
            return code in REMAINDERS, min(members), len(members), code

        return sorted(found, key=place)


def format_counted(key: SeriesKey | pd.Series) -> str:
    """`complaints, all employees`: the unit and in whom it is counted; `officers` of themselves."""
    if key.unit.casefold() == key.population.casefold():
        return key.unit
    among = "population unstated" if key.population == "unstated" else key.population
    return f"{key.unit}, {among}"


def _describe_allowance(found: Dispersion | None) -> str:
    """What counts must do for the ranks of a class to hold."""
    if found is None:
        return (
            "where counts vary as Poisson, by chance alone. Whether they do is not known: did they "
            "vary more, the ranks would hold together less often, and more would be open."
        )
    if found.ratio == 1:
        return "where counts vary by chance, beyond which the forces’ yearly counts do not vary."
    return (
        f"where yearly counts vary {found.ratio:.1f} times as much as chance would make them, as "
        "they did, each year by itself."
    )


def count_cells(*frames: pd.DataFrame) -> int:
    """How many different source cells some rows rest on."""
    names = ("cells", "exposure_cells")
    lists = [text for frame in frames for name in names if name in frame for text in frame[name]]
    named = split_addresses(merge_addresses(*lists))
    # An address may be a selection, `C2:C4 C7`, and two selections may share cells.
    areas = {(place.file, place.sheet, area) for place in named for area in place.cell.split()}
    return len(
        {(*place, one) for *place, area in areas for row in rows_from_range(area) for one in row}
    )
