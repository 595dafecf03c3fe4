"""What the reader is told of the gate: the categories merged away, and how much was looked at."""

from collections.abc import Iterator

import pandas as pd

from analysis.model.address import merge_addresses
from analysis.model.response import load_response
from analysis.model.study import Study
from analysis.publish.disclosure.findings import Audit
from analysis.publish.disclosure.rules import (
    ADDED,
    AUDIT,
    HOLDERS,
    PRIMARY,
    RULES,
)
from analysis.publish.names import Names
from analysis.reconcile.categories.merging import choose_rows, is_withdrawn
from analysis.reconcile.comparison import REFUSALS, SERIES
from analysis.reconcile.series import list_rows, name_cell

LOOKED_AT = {
    PRIMARY: "figures",
    HOLDERS: "figures of a rank or job",
    AUDIT: "counts that a reader could ask for",
    ADDED: "cells that a force hid or the study merges",
}
SOURCE = "told by the replies themselves"
MERGED = "merged away"


def list_merged(study: Study, printed: list[pd.DataFrame]) -> list[dict]:
    """A refusal `DISCLOSIVE` for every category, or period, of a table that is merged away."""
    return list(_list_merged(study, printed))


def _list_merged(study: Study, printed: list[pd.DataFrame]) -> Iterator[dict]:
    names = Names()
    for reply, observations in zip(study.replies, printed, strict=True):
        for merge in study.merge:
            if not merge.holds_for(reply):
                continue
            rows = observations[choose_rows(observations, merge)]
            kind = ["label"] if merge.dimension == "total" else ["category"]
            away = rows[~rows[kind[0]].eq(merge.into)]
            for _, cells in away.groupby([*SERIES, "table", *kind], sort=False):
                first = cells.iloc[0]
                name, into = first[kind[0]], merge.into
                if merge.dimension != "total":
                    name, into = (names.category(merge.dimension, code) for code in (name, into))
                where = f"published only within {into}"
                if is_withdrawn(merge):
                    where = "not published here"
                yield dict.fromkeys(REFUSALS, "") | {
                    **{column: first[column] for column in (*SERIES, "table", "dimension")},
                    "code": "DISCLOSIVE",
                    "measure": "count",
                    "basis": "any",
                    "category": first["category"],
                    "start": cells["start"].min(),
                    "end": cells["end"].max(),
                    "evidence": f"{name} is {where}: {merge.why}",
                    "remedy": f"read it where it was published: {_name_source(reply)}",
                    "cells": merge_addresses(*(name_cell(**row) for row in list_rows(cells))),
                    "provenance": first["provenance"],
                }


def _name_source(reply) -> str:
    source = load_response(reply.force, reply.reference).source
    if source is None:
        return f"the force's reply {reply.reference}"
    return ", ".join(filter(None, (source.title, source.url)))


def list_results(audit: Audit, study: Study, printed: list[pd.DataFrame]) -> pd.DataFrame:
    """The gate in numbers: counts of what was looked at, and never of what was found."""
    rows = [
        {
            "rule": rule,
            "meaning": RULES[rule],
            "of": LOOKED_AT[rule],
            "audited": number,
            "failed": 0,
        }
        for rule, number in audit.audited.items()
    ]
    known = "hidden or merged cells that follow from the forces' own figures, with or without ours"
    rows.append({"rule": SOURCE, "meaning": known, "of": "cells", "audited": audit.told_by_source})
    done = "categories and periods that are published only within wider ones"
    merged = len(list_merged(study, printed))
    rows.append({"rule": MERGED, "meaning": done, "of": "categories", "audited": merged})
    return pd.DataFrame(rows)
