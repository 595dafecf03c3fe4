"""The study pipeline: the replies of a study become its comparison.

Read, join, count, check, set aside what is disputed, rate, compare, refuse, look at other choices.
Each step is a function of its own module, from one named thing to the next.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.model.checks import CHECKS
from analysis.model.faults import Fault, Faults
from analysis.model.observation import are_counts, list_absent, open_totals, read_observations
from analysis.model.store.paths import PROCESSED, format_path
from analysis.model.study import AS_RELEASED, Study
from analysis.model.window import Window
from analysis.reconcile.categories.breakdown import list_breakdowns
from analysis.reconcile.categories.category_counts import compare_categories
from analysis.reconcile.categories.cross_tabulation import refuse_joint
from analysis.reconcile.categories.harmonisation import harmonise_categories
from analysis.reconcile.categories.merging import merge_replies
from analysis.reconcile.categories.missing import MissingData
from analysis.reconcile.consistency import check_orders, find_disputed
from analysis.reconcile.follow_up import find_follow_ups
from analysis.reconcile.league import list_league, rank_replies
from analysis.reconcile.remainder import find_remainder, list_remainder, refuse_remainder
from analysis.reconcile.replies.comparability import refuse_unlike
from analysis.reconcile.replies.denominators import Workforce
from analysis.reconcile.replies.indicators import read_indicator
from analysis.reconcile.replies.overdispersion import Variations
from analysis.reconcile.replies.series import (
    Series,
    declare_same,
    describe_absent,
    describe_printed,
    join_replies,
    list_checked_totals,
    split_series,
)
from analysis.reconcile.results.comparison import (
    COMPARISON,
    REFUSALS,
    TABLES,
    Comparison,
    Findings,
    gather_findings,
)
from analysis.reconcile.results.orders import list_figures, order_figures
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.sensitivity import (
    list_alternatives,
    list_tipping_points,
)
from analysis.reconcile.totals.pairs import compare_pairs
from analysis.reconcile.totals.straddled_counts import (
    divide_counts,
    follow_indicator,
    list_estimates,
)
from analysis.reconcile.totals.window_counts import compare_totals
from analysis.reconcile.totals.windows import rank_common_windows
from analysis.reconcile.totals.year_on_year import compare_years


class Replies(NamedTuple):
    """The replies of a study, read and joined: their series, and the checks within each reply."""

    series: list[Series]
    checks: pd.DataFrame
    absent: Sequence[dict] = ()  # what gives no number, as observations
    printed: Sequence[dict] = ()  # what stands in the report as it was printed, likewise

    @property
    def leading(self) -> list[Series]:
        """The series that are compared; the others add to one of these, or stand beside it."""
        return [one for one in self.series if one.leads]


def read_study(study: Study, processed: Path = PROCESSED) -> Replies:
    """Read a study's replies: totals opened that do not say what they hold, merges made, later
    replies joined to those they add to.

    Raises Faults naming each reply that has not been cleaned, and each merge that cannot be made.
    """
    observations, checks, references = _read_replies(study, Path(processed))
    absent = [row for frame in observations for row in list_absent(frame).to_dict("records")]
    known = [open_totals(frame) for frame in observations]
    counted = [frame[are_counts(frame)].reset_index(drop=True) for frame in known]
    merged = pd.concat(merge_replies(study, counted))
    series = join_replies(declare_same(split_series(merged), study), study, references)
    printed = _list_printed(study, observations, checks)
    return Replies(series, pd.concat(checks, ignore_index=True), absent, printed)


def _list_printed(
    study: Study, observations: Sequence[pd.DataFrame], checks: Sequence[pd.DataFrame]
) -> list[dict]:
    """The figures that stand as they were printed: of replies as released, none that is merged.

    Totals that are only held against their parts are among them.
    """
    found = []
    for reply, frame, checked in zip(study.replies, observations, checks, strict=True):
        if study.find_disclosure(reply).mode == AS_RELEASED:
            kept = frame[are_counts(frame)]
            for merge in (each for each in study.merge if each.holds_for(reply)):
                of_dimension = kept["dimension"].eq(merge.dimension)
                kept = kept[~(of_dimension & kept["table"].eq(merge.table or kept["table"]))]
            found += [*kept.to_dict("records"), *list_checked_totals(kept, checked)]
    return found


def compare_study(study: Study, replies: Replies, common: Window | None) -> Comparison:
    """Every figure of a study over the replies' own windows and the common one, or its refusal.

    The order of the steps is that of what they need: what a reply gives twice and not alike is
    known once everything is counted, and nothing may be derived from it after that. Each step
    words the refusals of what it cannot give.
    """
    rows, workforce = Rows(study.breaks), Workforce(study.denominators)
    variations = Variations(replies.series, rows.regimes)
    leading = replies.leading
    remainder, refused, hidden = find_remainder(replies.series), [], ""
    if remainder and (why := refuse_remainder(remainder, study)):
        # With the table goes the total itself, whoever prints it: a reader could subtract.
        whole, remainder = remainder.whole, None
        refused, hidden = [rows.refusal(whole, "count", "any", whole.window, why)], whole.force
    shown = [one for one in replies.series if one.force != hidden]
    printed = [row for row in replies.printed if row["force"] != hidden]

    counted = _count(shown, common, workforce, rows, variations)
    checks = replies.checks
    if hidden:
        checks = checks[checks["force"].ne(hidden)]
    checks = pd.concat([checks, check_orders(leading, counted)], ignore_index=True)
    disputed = find_disputed(checks, replies.series)
    standing = disputed.withdraw(counted)

    rated = variations.widen_rates(standing)
    breakdowns = disputed.object_to(list_breakdowns(leading, standing))
    limited = [one.force for one in study.replies if study.find_disclosure(one).is_threshold]
    missing = MissingData(leading, limited)
    shares = harmonise_categories(breakdowns, rows, study.pairs, missing)
    ratios = disputed.withdraw(
        compare_pairs(leading, common, workforce, rows, variations, study.pairs)
    )
    changes = disputed.withdraw(compare_years(leading, rows, variations))
    alone = Findings([], refuse_unlike(leading, common, rows))
    joint = refuse_joint(study, leading, rows)
    judged = gather_findings([shares, ratios])
    divided = divide_counts(leading, common, rows)
    guided, estimates = [], Findings([], [])
    if study.indicator:
        indicator = read_indicator(study.indicator)
        guided, estimates = follow_indicator(divided, indicator, rows, variations)
    estimates = disputed.withdraw(estimates)
    told = [rated, estimates, list_figures(shares), alone, list_figures(ratios), changes, joint]
    found = gather_findings([*told, Findings([], refused)])

    measured = variations.list_rows()
    tables = {
        "absent": [describe_absent(row) for row in replies.absent],
        "gate": [],
        "league": rank_replies(list_league(leading, rated, common, workforce, rows), measured),
        "dispersion": measured,
        "missing": missing.list_rows(breakdowns),
        "orders": order_figures(judged.figures),
        "remainder": list_remainder(remainder),
        "parts": _list_once(found.parts),
        "printed": [describe_printed(row) for row in printed],
        "follow_up": find_follow_ups(leading, common),
        "sensitivity": disputed.keep(list_estimates([*divided, *guided], variations)),
        "tipping": disputed.keep(list_tipping_points(divided, found.figures)),
        "windows": rank_common_windows(leading, common),
        "alternatives": list_alternatives(study, leading, common, rows, variations, disputed),
    }
    return Comparison(
        COMPARISON.frame(found.figures),
        REFUSALS.frame(found.refusals),
        checks,
        {name: TABLES[name].frame(listed) for name, listed in tables.items()},
    )


def _list_once(parts: Sequence[dict]) -> list[dict]:
    """The parts of every count once, whatever figures rest on it."""
    return list({tuple(row.values()): row for row in parts}.values())


def _read_replies(
    study: Study, processed: Path
) -> tuple[list[pd.DataFrame], list[pd.DataFrame], dict[tuple[str, str], str]]:
    """Observations and checks of each reply, and the reference that a folder's figures bear."""
    observations, checks, missing, references = [], [], [], {}
    for reply in study.replies:
        folder = processed / reply.force / reply.reference
        if not (folder / "observations.csv").exists():
            remedy = "run `make observations` and mend what it lists"
            missing.append(Fault(format_path(folder), "this reply has no observations", remedy))
            continue
        try:
            read = read_observations(folder / "observations.csv")
            checks.append(CHECKS.read(folder / "checks.csv"))
        except (FileNotFoundError, ValueError):
            problem = "its observations or checks are missing, or written by another version"
            missing.append(Fault(format_path(folder), problem, "run `make observations`"))
            continue
        observations.append(read)
        references[reply.force, reply.reference] = next(iter(read["reference"]), "")
    if missing:
        raise Faults(f"study {study.name}", missing)
    return observations, checks, references


def _count(
    series: list[Series],
    common: Window | None,
    workforce: Workforce,
    rows: Rows,
    variations: Variations,
) -> Findings:
    """Counts and rates of every series, its totals first; categories of those that are compared.

    Both count by `place_count` (replies/ladder.py): what straddles a window leaves bounds.
    """
    found = []
    for one in series:
        found.append(compare_totals(one, common, workforce, rows, variations))
        if one.leads:
            found.append(compare_categories(one, common, rows))
    return gather_findings(found)
