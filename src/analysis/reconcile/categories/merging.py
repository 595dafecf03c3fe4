"""Small categories are put together before anything is counted, as the study's `merge` says.

What is merged here is merged everywhere: counts, shares and bounds are simply those of the wider
category (methods.md 5.3).
"""

from collections.abc import Iterable, Sequence
from math import inf

import pandas as pd

from analysis.model.checks import PRINTED_TOTAL
from analysis.model.count import NOT_ADDITIVE
from analysis.model.faults import Fault, Faults
from analysis.model.store.paths import STUDIES, format_path
from analysis.model.study import Merge, Study
from analysis.reconcile.replies.category_tree import OTHER, read_tree

ALIKE = ["table", "unit", "population", "definition", "date_basis"]
PERIOD = ["start", "end", "end_latest"]


def merge_replies(study: Study, replies: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    """The observations of each reply, in the study's order, with its merges applied.

    Raises Faults naming each merge that no reply has anything for, and each whose `into` is no
    wider category.
    """
    faults = [fault for merge in study.merge for fault in _find_faults(study, merge)]
    applied, merged = set(), []
    for reply, observations in zip(study.replies, replies, strict=True):
        for merge in [] if faults else study.merge:
            if merge.holds_for(reply) and choose_rows(observations, merge).any():
                applied.add(merge)
                try:
                    observations = merge_rows(observations, merge)
                except ValueError as error:
                    faults.append(_fault(study, merge, str(error), "name periods that do"))
        merged.append(observations)
    for merge in study.merge:
        if merge not in applied and not faults:
            what = f"no reply has a {merge.dimension} {' or '.join(merge.categories)} to merge"
            faults.append(_fault(study, merge, what, "correct it, or take it out"))
    if faults:
        raise Faults(f"study {study.name}", faults)
    return merged


def choose_rows(observations: pd.DataFrame, merge: Merge) -> pd.Series:
    """True for each observation that a merge takes: of totals by label, else by category."""
    named = observations["label" if merge.dimension == "total" else "category"]
    chosen = observations["dimension"].eq(merge.dimension) & named.isin(merge.categories)
    return chosen & observations["table"].eq(merge.table) if merge.table else chosen


def merge_rows(observations: pd.DataFrame, merge: Merge) -> pd.DataFrame:
    """The observations of one reply with the rows of one merge put together.

    Categories keep their rows, which add up wherever they are read. A period that lacks one of
    them has no upper end, since what is not reported is not 0; its printed total is left out.
    What is merged into the whole of its dimension is withdrawn: the totals tell as much.
    """
    chosen = choose_rows(observations, merge)
    if merge.dimension == "total":
        return _join_periods(observations, chosen, merge)
    if is_withdrawn(merge):
        return observations[~chosen]
    rows = observations[chosen]
    printed = rows["note"].str.startswith(PRINTED_TOTAL)
    every = rows.groupby(ALIKE)["category"].transform("nunique")
    here = rows.groupby([*ALIKE, *PERIOD, printed.rename("printed")])["category"]
    lacking = here.transform("nunique") < every
    merged = observations.copy()
    merged.loc[rows.index, "category"] = merge.into
    merged.loc[rows.index[lacking & ~printed], "high"] = inf
    return merged.drop(index=rows.index[lacking & printed])


def _join_periods(observations: pd.DataFrame, chosen: pd.Series, merge: Merge) -> pd.DataFrame:
    """Periods that follow each other, as one; people of both may be the same."""
    joined = {}
    for _, rows in observations[chosen].groupby(ALIKE, sort=False):
        rows = rows.sort_values("start", kind="stable")
        follow = rows["end"].iloc[:-1].tolist() == rows["start"].iloc[1:].tolist()
        if not follow or len(rows[["file", "sheet"]].drop_duplicates()) > 1:
            raise ValueError(f"{', '.join(merge.categories)} do not follow each other on one sheet")
        last = rows.iloc[-1]
        low = (max if last["unit"] in NOT_ADDITIVE else sum)(rows["low"])
        together = {"low": low, "high": rows["high"].sum(), "label": merge.into}
        together |= {"end": last["end"], "end_latest": last["end_latest"]}
        together |= {"cell": " ".join(rows["cell"]), "text": " + ".join(rows["text"])}
        joined[rows.index[0]] = rows.iloc[0].to_dict() | together
    made = pd.DataFrame.from_dict(joined, orient="index")[observations.columns]
    whole = pd.concat([observations[~chosen], made.astype(observations.dtypes)])
    return whole.sort_index(kind="stable").reset_index(drop=True)


def list_wider(dimension: str, category: str) -> list[str]:
    """A category and those that hold it, from the nearest up to the root; of a set `a+b`, both."""
    tree = read_tree(dimension)
    root = next(code for code, above in tree.above.items() if not above)
    first, *others = ([*tree.climb(code), root] for code in category.split("+"))
    own = [] if len(others) == 0 else [category]
    return own + [code for code in first if all(code in other for other in others)]


def is_withdrawn(merge: Merge) -> bool:
    """Whether nothing of the categories is published: they go into the root of their tree."""
    return merge.dimension != "total" and merge.into == list_wider(merge.dimension, OTHER)[-1]


def _find_faults(study: Study, merge: Merge) -> Iterable[Fault]:
    if merge.dimension == "total":
        return
    try:
        first, *others = (list_wider(merge.dimension, each) for each in merge.categories)
    except ValueError as error:
        yield _fault(study, merge, str(error), "name categories as codes.csv has them")
        return
    wider = [code for code in first if all(code in other for other in others)]
    if merge.into not in (*wider, OTHER):
        what = f"{merge.into!r} does not hold all of {', '.join(merge.categories)}"
        yield _fault(study, merge, what, f"write one of {', '.join([*wider, OTHER])}")


def _fault(study: Study, merge: Merge, what: str, remedy: str) -> Fault:
    place = f"merge of {merge.dimension} into {merge.into}"
    return Fault(format_path(STUDIES / f"{study.name}.yaml"), what, remedy, cell=place)
