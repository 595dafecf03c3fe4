"""The checks as they may be published: `[c]` where their figures would tell what the gate holds."""

import re

import pandas as pd

from analysis.model.study import Study
from analysis.publish.disclosure.rules import FEWEST_OF_A_KIND, is_told
from analysis.reconcile.categories.merging import choose_rows

HELD = "[c]"
DAY = re.compile(r"\d{4}-\d\d-\d\d")  # of a declared window: it counts nothing


def hide_figures(checks: pd.DataFrame, study: Study, printed: list[pd.DataFrame]) -> pd.DataFrame:
    """The checks with `[c]` for both figures where they would undo a merge, or are small.

    Of a table with anything merged away every check is hidden, for sums of its rows tell the rows;
    so is every check that names such a table beside its own. A check does not say whether its
    figures are of a category or of all, so of the others none may be small.
    """
    merged = _list_merged_tables(study, printed)
    hidden = [_is_hidden(row, merged) for row in checks.to_dict("records")]
    mask = pd.Series(hidden, checks.index, dtype=bool)
    days = {name: checks[name].str.contains(DAY) for name in ("first", "second")}
    blanks = {name: mask & ~days[name] & checks[name].ne("") for name in days}
    return checks.assign(**{name: checks[name].mask(blanks[name], HELD) for name in blanks})


def _list_merged_tables(study: Study, printed: list[pd.DataFrame]) -> set[tuple[str, str, str]]:
    """The force, reference and name of each table of which a category or period is merged away.

    `printed` are the observations of the study's replies, in their order.
    """
    found = set()
    for reply, observations in zip(study.replies, printed, strict=True):
        for merge in study.merge:
            if merge.holds_for(reply):
                rows = observations[choose_rows(observations, merge)]
                names = (rows["reference"], rows["table"])
                found |= {(reply.force, *place) for place in zip(*names, strict=True)}
    return found


def _is_hidden(check: dict, merged: set[tuple[str, str, str]]) -> bool:
    told = (check["force"], check["reference"])
    return any(
        told == place[:2] and (place[2] == check["table"] or place[2] in check["what"])
        for place in merged
    ) or any(_is_small(check[name]) for name in ("first", "second"))


def _is_small(text: str) -> bool:
    ends = [int(end) for end in re.findall(r"\d+", text.replace(",", ""))]
    whole = re.fullmatch(r"[\d,]+( to [\d,]+)?", text)
    return bool(whole) and is_told(ends[0], ends[-1], FEWEST_OF_A_KIND)
