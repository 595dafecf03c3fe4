"""Every rule of the gate held against what is about to be published: where it is broken."""

from collections.abc import Sequence

import pandas as pd

from analysis.publish.disclosure.attack import Contradiction
from analysis.publish.disclosure.case import Case
from analysis.publish.disclosure.findings import ALL, Audit, Leak
from analysis.publish.disclosure.holders import DIMENSIONS, Holders
from analysis.publish.disclosure.rules import (
    ALWAYS_MERGED,
    AUDIT,
    FEWEST_HOLDERS,
    HOLDERS,
    PRIMARY,
    choose_fewest,
    is_told,
)
from analysis.publish.disclosure.shown import Shown
from analysis.publish.disclosure.sources import split_groups


def audit_figures(
    shown: Sequence[Shown], printed: pd.DataFrame, merged: pd.DataFrame, holders: Holders
) -> Audit:
    """Hold all rules against the figures `shown`.

    `printed` are the observations as the forces printed them, `merged` the same with the study's
    merges made; both have one row an observation.
    """
    audit = Audit()
    for figure in shown:
        _audit_figure(figure, holders, audit)
    listing = dict(split_groups(merged))
    for group, rows in split_groups(printed):
        own = [figure for figure in shown if figure.group == group]
        for dimension in dict.fromkeys([*rows["dimension"], *(one.dimension for one in own)]):
            after = listing.get(group, rows.iloc[:0])
            audit.add(_audit_case(group, dimension, own, rows, after))
    return audit


def _audit_case(
    group: tuple[str, ...],
    dimension: str,
    shown: Sequence[Shown],
    printed: pd.DataFrame,
    merged: pd.DataFrame,
) -> Audit:
    """All replies together, or where they contradict each other each by itself.

    A table that contradicts itself cannot be audited, which is a leak: nobody has shown it safe.
    """
    try:
        return Case(group, dimension, shown, printed, merged).audit()
    except Contradiction:
        references = list(printed["reference"].unique())
    audit = Audit()
    if len(references) == 1:
        table = printed.loc[printed["dimension"] == dimension, "table"].iloc[0]
        what = "its figures contradict each other, so nobody can say"
        place = (group[0], references[0], table, dimension, ALL)
        audit.leaks.append(Leak(AUDIT, *place, what))
        return audit
    for reference in references:
        mine = [one for one in shown if one.reference == reference]
        rows = [frame[frame["reference"] == reference] for frame in (printed, merged)]
        audit.add(_audit_case(group, dimension, mine, *rows))
    return audit


def _audit_figure(figure: Shown, holders: Holders, audit: Audit) -> None:
    """The rules that look at one figure alone."""
    audit.audited[PRIMARY] += 1
    kind = (figure.group[0], figure.reference, figure.table, figure.dimension, figure.category)
    if is_told(figure.low, figure.high, choose_fewest(figure.dimension, figure.category)):
        audit.leaks.append(Leak(PRIMARY, *kind, f"the {figure.what}", figure.place))
    if figure.dimension in DIMENSIONS and figure.high > 0:
        audit.audited[HOLDERS] += 1
        size = holders.count_fewest(figure.group[0], *kind[3:], figure.window)
        if size is None:
            what = f"nobody knows how many held it over the {figure.what}"
        elif size < FEWEST_HOLDERS or figure.category in ALWAYS_MERGED:
            what = "too few hold it, or one of them is known by name"
        else:
            return
        audit.leaks.append(Leak(HOLDERS, *kind, what, figure.place))
