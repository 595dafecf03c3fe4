"""A series: the observations of one reply that count the same thing in the same people."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.model.address import Address, merge_addresses, split_addresses
from analysis.model.checks import PRINTED_TOTAL
from analysis.model.count import ABSENT, NOT_ADDITIVE, read_bounds
from analysis.model.faults import Fault, Faults
from analysis.model.observation import SERIES
from analysis.model.provenance import find_weakest
from analysis.model.reply import COUNTED, FACETS
from analysis.model.study import Study, StudyReply
from analysis.model.window import Window, find_gaps
from analysis.reconcile.methods.bounds import EVERY, Known

SHARED = ("reference", "table", "dimension", "category", "start", "end", "end_latest")
MEASURED = ("low", "high", "status", "label", "file", "sheet", "cell", "text", "note")
Figures = pd.DataFrame | list[dict[str, Any]]  # observations, as a frame or as `list_rows` has them
SAME = [name for name in SERIES if name != "reference"]  # what a reply must share to add to another


@dataclass(frozen=True)
class Series:
    """Figures of one force and reply with the same unit, population, definition and date basis.

    `figures` are observations; `joined` are those of other replies that the study says add to it,
    each true within the tolerance it names. `beside` is the reference of a reply that it tells
    again otherwise, `whole_of` how many bodies it counts together, 0 of one.
    `declared` are the words that the study holds to be the same as its own, by the column they are
    of, each with the reason.
    """

    force: str
    reference: str
    unit: str
    population: str
    definition: str
    date_basis: str
    provenance: str
    figures: pd.DataFrame
    joined: pd.DataFrame = field(default_factory=pd.DataFrame)
    leads: bool = True  # False for a reply that only adds to another, or is set beside others
    beside: str = ""
    whole_of: int = 0
    declared: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def is_additive(self) -> bool:
        """Whether its counts add up over days and categories, as those of people do not."""
        return self.unit not in NOT_ADDITIVE

    @cached_property
    def stage(self) -> str:
        """How far an item had come to be counted, "" where it is not stated."""
        return self._find_facet("stage")

    @cached_property
    def topic(self) -> str:
        """What an item is about, "" where it is not stated."""
        return self._find_facet("topic")

    @cached_property
    def raised_by(self) -> str:
        """Who raised an item, "" where it is not stated."""
        return self._find_facet("raised_by")

    def find_differences(self, other: "Series") -> list[tuple[str, str, str]]:
        """What two series do not count alike: the column, its own words and those of the other.

        Definitions are the same in the same words, where all facets are stated and equal, or where
        the study declares it; a facet that both state and that differs is told in their place.
        """
        found = []
        for name in COUNTED:
            mine, theirs = getattr(self, name), getattr(other, name)
            if theirs in self.declared.get(name, ()):
                continue
            facets = self._pair_facets(other) if name == "definition" else []
            unlike = [facet for facet in facets if all(facet) and facet[1] != facet[2]]
            if unlike:
                found += unlike
            elif mine != theirs and not (facets and all(map(all, facets))):
                found.append((name, mine, theirs))
        return found

    def explain_same(self, other: "Series") -> str:
        """Why the words of another series that counts alike are taken as the same, or nothing."""
        said = []
        for name in ("definition", "population"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine != theirs:
                facets = ", ".join(word for _, word, _ in self._pair_facets(other))
                why = self.declared.get(name, {}).get(theirs, f"both are {facets}")
                said.append(f"{name}s {mine!r} and {theirs!r} are taken as the same: {why}")
        return "; ".join(said)

    def _pair_facets(self, other: "Series") -> list[tuple[str, str, str]]:
        """Each facet, with the word of either series."""
        return [(name, getattr(self, name), getattr(other, name)) for name in FACETS]

    def _find_facet(self, name: str) -> str:
        """One for all its figures: a reply whose definition has two is refused when it is read."""
        return "" if self.figures.empty else str(self.figures[name].iat[0])

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Its figures of all categories together."""
        return self.figures[self.figures["dimension"] == "total"]

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """Its totals, and those of the replies joined to it: what bounds may rest on."""
        if self.joined.empty:
            return self.totals
        return pd.concat([self.totals, self.joined[self.joined["dimension"] == "total"]])

    @cached_property
    def total_rows(self) -> list[dict[str, Any]]:
        """The rows of its totals."""
        return list_rows(self.totals)

    @cached_property
    def known(self) -> list[dict[str, Any]]:
        """The rows of its evidence: most questions are asked of them."""
        return self.total_rows if self.joined.empty else list_rows(self.evidence)

    @cached_property
    def window(self) -> Window:
        """From the first to the last day of its totals, or of all figures where it has none."""
        rows = self.total_rows or list_rows(self.figures)
        last = max(row["end"] for row in rows)
        latest = max(row["end_latest"] for row in rows if row["end"] == last)
        return Window(min(row["start"] for row in rows).date(), last.date(), latest.date())

    def facts(self) -> dict[str, str]:
        """What it counts, as columns of a row: `SERIES` and `provenance`."""
        return {name: getattr(self, name) for name in (*SERIES, "provenance")}

    def __str__(self) -> str:
        return f"{self.force} {self.reference} ({self.unit}, {self.definition})"


def split_series(observations: pd.DataFrame) -> list[Series]:
    """The series of a frame of observations, in the order in which they first appear."""
    places: dict[tuple, list[int]] = {}  # grouping by many columns is slow for few rows
    columns = [observations[name].tolist() for name in (*SERIES, "provenance")]
    for place, key in enumerate(zip(*columns, strict=True)):
        places.setdefault(key, []).append(place)
    return [
        Series(*map(str, key), observations.iloc[own].reset_index(drop=True))
        for key, own in places.items()
    ]


def declare_same(series: Sequence[Series], study: Study) -> list[Series]:
    """The series, each with the words that the study says are the same as its own.

    Words of two entries that share one are all the same. Raises Faults for words that no reply has.
    """
    faults = []
    groups: dict[str, list[tuple[frozenset[str], str]]] = {"definition": [], "population": []}
    for same in study.same:
        name, words = same.named
        known = {getattr(one, name) for one in series}
        faults += [_find_unknown(name, word) for word in words if word not in known]
        alike, reasons = set(words), [same.why]
        for other in [group for group in groups[name] if not alike.isdisjoint(group[0])]:
            groups[name].remove(other)
            alike |= other[0]
            reasons.insert(0, other[1])
        groups[name].append((frozenset(alike), "; ".join(reasons)))
    if faults:
        raise Faults(f"study {study.name}", faults)
    return [
        replace(
            one,
            declared={
                name: {word: why for words, why in found if own in words for word in words - {own}}
                for name, found in groups.items()
                if (own := getattr(one, name))
            },
        )
        for one in series
    ]


def _find_unknown(name: str, word: str) -> Fault:
    remedy = f"write the words as `{name}` has them in response.yaml"
    return Fault(f"same, {name}s", f"no reply of the study has {word!r}", remedy)


def join_replies(
    series: Sequence[Series], study: Study, references: Mapping[tuple[str, str], str]
) -> list[Series]:
    """The series, each with the figures of the replies that the study says add to it.

    Nothing is joined by itself: case systems are re-dated and re-coded, so two replies of one force
    are put into one system only where the study says so, and a joined figure is taken as true
    within the reply's `within` events (methods.md 2.2). What else its reply counts stands alone.
    A reply that the study sets beside others leads none of its series. `references` are the
    references that the observations of each (force, folder) bear.

    Raises Faults for a reply that adds to one the study does not have, or to one that adds to
    another itself, or that counts nothing of what that one counts.
    """
    joined, faults = _set_beside(series, study, references), []
    adding = {(reply.force, reply.reference) for reply in study.replies if reply.adds_to}
    for reply in study.replies:
        if not reply.adds_to:
            continue
        if (reply.force, reply.adds_to) in adding:
            faults.append(_find_chain(reply))
            continue
        own, leads = (
            [
                place
                for place, one in enumerate(joined)
                if (one.force, one.reference) == (reply.force, references.get(folder))
            ]
            for folder in ((reply.force, reply.reference), (reply.force, str(reply.adds_to)))
        )
        same = [(to, one) for to in leads for one in own if _is_same(joined[to], joined[one])]
        for to, one in same:
            joined[to] = _add(joined[to], joined[one], reply.within)
        for _, one in same:
            joined[one] = replace(joined[one], leads=False)
        if not same:
            unlike = [joined[place] for place in own], [joined[place] for place in leads]
            faults.append(_find_nothing_shared(reply, *unlike))
    if faults:
        raise Faults(f"study {study.name}", faults)
    return joined


def _set_beside(
    series: Sequence[Series], study: Study, references: Mapping[tuple[str, str], str]
) -> list[Series]:
    """The series, those of replies that are not compared marked as what they are."""
    marks = {
        (reply.force, references.get((reply.force, reply.reference), "")): {
            "leads": False,
            "beside": references.get((reply.force, str(reply.beside)), ""),
            "whole_of": reply.whole_of or 0,
        }
        for reply in study.replies
        if not reply.is_compared
    }
    return [replace(one, **marks.get((one.force, one.reference), {})) for one in series]


def _is_same(first: Series, second: Series) -> bool:
    return all(getattr(first, name) == getattr(second, name) for name in SAME)


def _add(lead: Series, other: Series, within: int) -> Series:
    """A figure of another day may differ by `within` events: cases are re-dated and re-coded."""
    figures = other.figures.assign(
        low=(other.figures["low"] - within).clip(lower=0), high=other.figures["high"] + within
    )
    return replace(
        lead,
        joined=pd.concat([lead.joined, figures], ignore_index=True),
        provenance=find_weakest([lead.provenance, other.provenance]),
    )


def _find_chain(reply: StudyReply) -> Fault:
    place = f"replies, {reply.force} {reply.reference}"
    problem = f"it adds to {reply.adds_to}, which adds to another itself"
    return Fault(place, problem, "name the reply that both add to")


def _find_nothing_shared(
    reply: StudyReply, own: Sequence[Series], leads: Sequence[Series]
) -> Fault:
    place = f"replies, {reply.force} {reply.reference}"
    if not leads:
        problem = f"it adds to {reply.adds_to!r}, which the study does not have"
        return Fault(place, problem, "name the folder of a reply of the same force")
    counted = " against ".join(" or ".join(map(_describe, some)) for some in (own, leads))
    return Fault(
        place,
        f"it counts nothing that {reply.adds_to} counts: {counted}",
        "mend the unit, population, definition and date basis in response.yaml, "
        "or let it stand alone",
    )


def _describe(series: Series) -> str:
    return ", ".join(getattr(series, name) for name in SAME[1:])


def list_calendar(series: Series) -> tuple[Window, ...]:
    """The windows of a reply's totals, those left out that shorter ones fill without a gap."""
    windows = sorted({cell.window for cell in as_known(series.known)})
    shorter = {
        window: [w for w in windows if w != window and window.covers(w)] for window in windows
    }
    return tuple(window for window in windows if find_gaps(shorter[window], window))


def as_known(
    figures: Figures,
    latest_end: bool = False,
    additive: bool = True,
    by_category: bool = False,
) -> list[Known]:
    """The figures as constraints, under one or the other reading of an ambiguous end.

    With `by_category` each says of which category it is; without, all figures are of one thing.
    Two labels of one table that mean the same category ("Resigned", "Retired") add up to it;
    people may stand under both, so of them only the larger is sure. Two tables do not add up:
    each says the same thing in its own way.
    """
    return [one for one, _ in pair_known(figures, latest_end, additive, by_category)]


def pair_known(
    figures: Figures,
    latest_end: bool = False,
    additive: bool = True,
    by_category: bool = False,
) -> list[tuple[Known, list[dict[str, Any]]]]:
    """Each constraint of `as_known` with the observations that it is of, one in most cases."""
    merged: dict[tuple, list[dict]] = {}
    for figure in list_rows(figures):
        # A total has no category to share: each of its figures stands alone.
        alone = figure["cell"] if figure["dimension"] == "total" else ""
        # Two notes, such as the pages of a letter, do not make two categories of one.
        key = (*(figure[name] for name in SHARED), alone, is_printed_total(figure))
        merged.setdefault(key, []).append(figure)
    known = []
    for group in merged.values():
        first = group[0]
        end = first["end_latest"] if latest_end else first["end"]
        low = (sum if additive else max)(figure["low"] for figure in group)
        window = Window(first["start"].date(), end.date())
        cells = [format_cell(**figure) for figure in group]
        names = cells[0] if len(cells) == 1 else merge_addresses(*cells)
        high = sum(figure["high"] for figure in group)
        parts = frozenset({first["category"]}) if by_category else EVERY
        known.append((Known(window, int(low), high, names, parts), group))
    return known


def list_spare(pairs: Sequence[tuple[Known, list[dict[str, Any]]]]) -> frozenset[str]:
    """The names of the constraints that are printed as totals of others."""
    return frozenset(one.name for one, rows in pairs if is_printed_total(rows[0]))


def is_printed_total(figure: Mapping[str, Any]) -> bool:
    """Whether an observation is printed as the total of others of its table."""
    return figure["note"].startswith(PRINTED_TOTAL)


def list_rows(figures: Figures) -> list[dict[str, Any]]:
    """The rows as dicts; far quicker than pandas' own ways for the handful that one figure has.

    Rows stay as they are.
    """
    if isinstance(figures, list):
        return figures
    columns = {name: figures[name].tolist() for name in (*SHARED, *MEASURED)}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def meet_window(figures: pd.DataFrame, window: Window) -> pd.Series:
    """Which figures have days in a window."""
    starts = figures["start"] < pd.Timestamp(window.end)
    return starts & (figures["end"] > pd.Timestamp(window.start))


def flag_absent(figures: Figures, window: Window, low: float, high: float) -> str:
    """The shorthand of every reason for which a count from `low` to `high` is no number.

    Empty where it is one number: what some figures of the window do not give, others have told.
    """
    if low == high:
        return ""
    reasons = {
        figure["status"]
        for figure in list_rows(figures)
        if figure["high"] == math.inf
        and Window(figure["start"].date(), figure["end"].date()).meet(window)
    }
    statuses = [status for status in ABSENT if status in reasons]
    return " ".join(dict.fromkeys(status.shorthand for status in statuses))


def describe_absent(figure: Mapping[str, Any]) -> dict[str, Any]:
    """One observation that gives no number, as a row of the table `absent`."""
    names = (*SERIES, "table", "dimension", "category", "label", "start", "end", "status")
    row = {name: figure[name] for name in (*names, "provenance")}
    return row | {"cells": format_cell(**figure)}


def describe_printed(figure: Mapping[str, Any]) -> dict[str, Any]:
    """One observation as its source printed it, as a row of the table `printed`."""
    names = (*SERIES, "table", "dimension", "category", "label", "start", "end", "low", "high")
    row = {name: figure[name] for name in (*names, "text", "note", "provenance")}
    return row | {"cells": format_cell(**figure)}


def list_checked_totals(figures: pd.DataFrame, checks: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The printed totals of one reply that are no observations, in the columns of one.

    A total that is only held against its parts stands among the checks alone. It has the facts of
    its parts and their days together; one whose parts are not all among `figures` is passed over.
    """
    rows = {
        Address(row["file"], row["sheet"], row["cell"]): row for row in figures.to_dict("records")
    }
    for check in checks[checks["check"].eq(PRINTED_TOTAL)].to_dict("records"):
        (place,) = split_addresses(check["first_cell"])
        parts = split_addresses(check["second_cells"])
        if place in rows or not parts or not rows.keys() >= {*parts}:
            continue
        own = [rows[part] for part in parts]
        categories = {row["category"] for row in own}
        low, high = read_bounds(check["first"])
        yield own[0] | {
            "category": categories.pop() if len(categories) == 1 else "all",
            "label": check["what"],
            **{"start": min(row["start"] for row in own), "end": max(row["end"] for row in own)},
            **{"low": low, "high": high, "text": check["first"], "note": PRINTED_TOTAL},
            **{"file": place.file, "sheet": place.sheet, "cell": place.cell},
        }


def format_cell(file: str, sheet: str, cell: str, note: str = "", **_: Any) -> str:
    """The address of one observation, as `file#sheet!cell`, with what is noted of it.

    >>> format_cell("reply.xlsx", "Table 1", "B4")
    'reply.xlsx#Table 1!B4'
    """
    return str(Address(file, sheet, cell, note.removeprefix(PRINTED_TOTAL).removeprefix("; ")))
