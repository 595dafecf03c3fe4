"""Joint questions: tables that are not linked are never crossed, and every crossing is refused.

No bounds of a crossing are published (methods.md 6.1): a range can identify a person, and its
middle would be read as a finding.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.study import Joint, Study
from analysis.reconcile.replies.series import Series, format_cell, list_rows
from analysis.reconcile.results.comparison import Findings
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.rows import Rows

REMEDY = "read each table for itself"


def refuse_joint(study: Study, series: Sequence[Series], rows: Rows) -> Findings:
    """A refusal CROSS_TAB_REQUESTED for each joint question of the study and each reply asked.

    The evidence names the tables; no count of theirs, and none of their crossing, is in it.
    """
    refusals = []
    for question in study.joint:
        replies: dict[str, list[Series]] = {}
        for one in series:
            if one.force == question.force:
                replies.setdefault(one.reference, []).append(one)
        for own in replies.values():
            margins = _find_margins(question, own)
            cells = merge_addresses(*(margin.cells for margin in margins))
            evidence = _describe(question, margins)
            why = Refusal("CROSS_TAB_REQUESTED", evidence, cells, REMEDY)
            place = {"dimension": " and ".join(question.asked)}
            asked = margins[0].series if margins else own[0]
            refusals.append(rows.refusal(asked, "joint_count", "own", asked.window, why, **place))
    return Findings([], refusals)


@dataclass(frozen=True)
class Margin:
    """One category of one table of a reply, beside its whole table of observations."""

    series: Series
    dimension: str
    category: str
    table: pd.DataFrame

    @property
    def cells(self) -> str:
        """The addresses of the category's figures; nothing where the table has no such category."""
        picked = self.table[self.table["category"] == self.category]
        return merge_addresses(*(format_cell(**row) for row in list_rows(picked)))


def _find_margins(question: Joint, series: list[Series]) -> list[Margin]:
    """The tables of one reply that count by the dimensions asked for, one of each, in order."""
    margins = []
    for dimension, category in question.asked.items():
        for one in series:
            table = one.figures[one.figures["dimension"] == dimension]
            if not table.empty:
                first = table[table["table"] == table["table"].iloc[0]]
                margins.append(Margin(one, dimension, category, first))
                break
    return margins


def _describe(question: Joint, margins: list[Margin]) -> str:
    """What is asked, and which tables the reply has for it."""
    asked = " and ".join(f"{d} {c.replace('_', ' ')}" for d, c in question.asked.items())
    given = []
    found = {margin.dimension: margin for margin in margins}
    for dimension, category in question.asked.items():
        margin = found.get(dimension)
        if margin is None:
            given.append(f"no table by {dimension}")
        else:
            lacks = "" if margin.cells else f", where {category!r} is no category"
            given.append(f"{dimension} in “{margin.table['table'].iloc[0]}”{lacks}")
    return f"asked: {asked}; the reply gives {'; '.join(given)}; nothing in it links them"
