"""Replies that add to another: a later figure tightens what an earlier one leaves open.

Nothing is joined by itself. Case systems are re-dated and re-coded, so two replies of one force are
put into one system only where the study says so, and within the tolerance it names (METHODS 2.2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from analysis.model.faults import Fault, Faults
from analysis.model.study import Reply, Study
from analysis.reconcile.comparison import SERIES
from analysis.reconcile.rows import weakest
from analysis.reconcile.series import Series

SAME = [name for name in SERIES if name != "reference"]


def join_replies(
    series: Sequence[Series], study: Study, references: Mapping[tuple[str, str], str]
) -> list[Series]:
    """The series, each with the figures of the replies that the study says add to it.

    `references` are the references that the observations of each (force, folder) bear. A joined
    figure is taken as true within the reply's `within` events; what else its reply counts stands
    alone. Raises Faults for a reply that adds to one the study does not have, or to one that adds
    to another itself, or that counts nothing of what that one counts.
    """
    joined, faults = list(series), []
    adding = {(reply.force, reply.reference) for reply in study.replies if reply.adds_to}
    for reply in study.replies:
        if not reply.adds_to:
            continue
        if (reply.force, reply.adds_to) in adding:
            faults.append(_blame_chain(reply))
            continue
        mine, theirs = (
            [n for n, one in enumerate(joined) if (one.force, one.reference) == (reply.force, name)]
            for name in map(references.get, _name_folders(reply))
        )
        met = [(to, own) for to in theirs for own in mine if _is_same(joined[to], joined[own])]
        for to, own in met:
            joined[to] = _add(joined[to], joined[own], reply.within)
        for _, own in met:
            joined[own] = replace(joined[own], leads=False)
        if not met:
            faults.append(_blame(reply, [joined[n] for n in mine], [joined[n] for n in theirs]))
    if faults:
        raise Faults(f"study {study.name}", faults)
    return joined


def _name_folders(reply: Reply) -> tuple[tuple[str, str], ...]:
    return (reply.force, reply.reference), (reply.force, str(reply.adds_to))


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
        provenance=weakest(lead.provenance, other.provenance),
    )


def _blame(reply: Reply, own: Sequence[Series], leads: Sequence[Series]) -> Fault:
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


def _blame_chain(reply: Reply) -> Fault:
    place = f"replies, {reply.force} {reply.reference}"
    problem = f"it adds to {reply.adds_to}, which adds to another itself"
    return Fault(place, problem, "name the reply that both add to")


def _describe(series: Series) -> str:
    return ", ".join(getattr(series, name) for name in SAME[1:])
