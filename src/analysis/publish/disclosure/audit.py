"""Every rule of the gate held against what is about to be published: where it is broken."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType

import pandas as pd

from analysis.model.units import NOT_ADDITIVE
from analysis.publish.disclosure.belief import Contradiction
from analysis.publish.disclosure.case import Case
from analysis.publish.disclosure.findings import ALL, Audit, Leak
from analysis.publish.disclosure.holders import DIMENSIONS, Holders, is_few
from analysis.publish.disclosure.rules import (
    AUDIT,
    HOLDERS,
    PRIMARY,
    choose_fewest,
    is_told,
)
from analysis.publish.disclosure.shown import GROUP, Shown
from analysis.publish.disclosure.sources import split_groups

Within = Mapping[tuple[str, str], int]
EXACT: Within = MappingProxyType({})


def audit_figures(
    shown: Sequence[Shown],
    printed: pd.DataFrame,
    merged: pd.DataFrame,
    holders: Holders,
    within: Within = EXACT,
) -> Audit:
    """Hold all rules against the figures `shown`.

    `printed` are the observations as the forces printed them, `merged` the same with the study's
    merges made; both have one row an observation. `within` how many events the figures of a reply
    that adds to another are true, by force and reference, is asked where they disagree. People are
    audited by their single figures alone: one may stand in two years and two categories, so that
    nothing follows from sums and differences of them. What an earlier edition of a reply printed is
    not kept beside its observations, and so not audited.
    """
    audit = Audit()
    for figure in shown:
        _audit_figure(figure, holders, audit)
    listing = dict(split_groups(merged))
    for group, rows in split_groups(printed):
        if group[GROUP.index("unit")] in NOT_ADDITIVE:
            continue
        own = [figure for figure in shown if figure.group == group]
        mine = {reference: by for (force, reference), by in within.items() if force == group[0]}
        for dimension in dict.fromkeys([*rows["dimension"], *(one.dimension for one in own)]):
            after = listing.get(group, rows.iloc[:0])
            audit.add(_audit_case(group, dimension, own, rows, after, holders, mine))
    return audit


def _audit_case(
    group: tuple[str, ...],
    dimension: str,
    shown: Sequence[Shown],
    printed: pd.DataFrame,
    merged: pd.DataFrame,
    holders: Holders,
    within: Mapping[str, int],
) -> Audit:
    """All replies together; where they contradict each other by more than the study allows, without
    what must be wrong, and each reply by itself as well, for nobody knows which of two is.

    Figures that cannot be audited even so are a leak: nobody has shown them safe.
    """
    with suppress(Contradiction):
        return Case(group, dimension, shown, printed, merged, holders, {}).audit()
    references = list(printed["reference"].unique())
    try:
        case = Case(group, dimension, shown, printed, merged, holders, within)
        audit = case.audit(leaves_out=True)
    except Contradiction:
        audit = Audit()
        table = printed.loc[printed["dimension"] == dimension, "table"].iloc[0]
        what = "its figures contradict each other, so nobody can say"
        audit.leaks.append(Leak(AUDIT, group[0], references[0], table, dimension, ALL, what))
    for reference in references if len(references) > 1 else []:
        mine = [one for one in shown if one.reference == reference]
        rows = [frame[frame["reference"] == reference] for frame in (printed, merged)]
        audit.add(_audit_case(group, dimension, mine, *rows, holders, within))
    return audit


def _audit_figure(figure: Shown, holders: Holders, audit: Audit) -> None:
    """The rules that look at one figure alone."""
    audit.audited[PRIMARY] += 1
    kind = (figure.group[0], figure.reference, figure.table, figure.dimension, figure.category)
    if is_told(figure.low, figure.high, choose_fewest(figure.dimension, figure.category)):
        audit.leaks.append(Leak(PRIMARY, *kind, f"the {figure.what}", figure.place))
    if figure.dimension in DIMENSIONS and figure.high > 0:
        audit.audited[HOLDERS] += 1
        held = (figure.group[0], *kind[3:], figure.window)
        if not is_few(holders, *held):
            return
        what = "too few hold it, or one of them is known by name"
        if holders.count_fewest(*held) is None:
            what = f"nobody knows how many held it over the {figure.what}"
        audit.leaks.append(Leak(HOLDERS, *kind, what, figure.place))
