"""A study's observations become its comparison: figures with their rung, and named refusals."""

from pathlib import Path

import pandas as pd

from analysis.model.csv_file import read_table
from analysis.model.faults import Fault, Faults
from analysis.model.observation import read_observations
from analysis.model.paths import PROCESSED, format_path
from analysis.model.study import Study
from analysis.model.window import Window
from analysis.reconcile.alternatives import list_alternatives
from analysis.reconcile.categories.category_counts import compare_categories
from analysis.reconcile.categories.consistency import check_orders
from analysis.reconcile.categories.cross_tabulation import refuse_joint
from analysis.reconcile.categories.harmonisation import harmonise_categories
from analysis.reconcile.categories.merging import merge_replies
from analysis.reconcile.follow_up import ask_follow_ups
from analysis.reconcile.replies.denominators import Workforce
from analysis.reconcile.replies.disputed import find_disputed
from analysis.reconcile.replies.overdispersion import Variations
from analysis.reconcile.replies.series import Rows, Series, join_replies, split_series
from analysis.reconcile.results.comparison import COMPARISON, REFUSALS, TABLES, Comparison, as_frame
from analysis.reconcile.totals.pairs import compare_pairs, order_pairs
from analysis.reconcile.totals.window_counts import compare_totals, examine_sensitivity
from analysis.reconcile.totals.windows import rank_common_windows
from analysis.reconcile.totals.year_on_year import compare_years


def read_study(study: Study, processed: Path = PROCESSED) -> tuple[list[Series], pd.DataFrame]:
    """The series of all replies of a study, and their checks.

    Raises Faults naming each reply that has not been cleaned, and each merge that cannot be made.
    """
    observations, checks, missing, references = [], [], [], {}
    for reply in study.replies:
        folder = Path(processed) / reply.force / reply.reference
        if not (folder / "observations.csv").exists():
            remedy = "run `make observations` and mend what it lists"
            missing.append(Fault(format_path(folder), "this reply has no observations", remedy))
            continue
        read = read_observations(folder / "observations.csv")
        observations.append(read)
        references[reply.force, reply.reference] = next(iter(read["reference"]), "")
        checks.append(read_table(folder / "checks.csv"))
    if missing:
        raise Faults(f"study {study.name}", missing)
    merged = pd.concat(merge_replies(study, observations))
    series = join_replies(split_series(merged), study, references)
    return series, pd.concat(checks, ignore_index=True)


def compare_study(
    study: Study, series: list[Series], checks: pd.DataFrame, common: Window | None
) -> Comparison:
    """Every figure of a study over the replies' own windows and the common one, or its refusal."""
    workforce = Workforce(study.denominators)
    rows = Rows(study.breaks)
    variations = Variations(series, rows)
    figures: list[dict] = []
    refusals: list[dict] = []
    for one in series:
        made, refused = compare_totals(one, common, workforce, rows, variations)
        figures += made
        refusals += refused
        if one.leads:
            made, refused = compare_categories(one, common, rows)
            figures += made
            refusals += refused
    leading = [one for one in series if one.leads]
    checks = pd.concat([checks, check_orders(leading, figures, refusals)], ignore_index=True)
    disputed = find_disputed(checks, series)
    figures, refusals = disputed.withdraw(figures, refusals)
    shares, refused = harmonise_categories(leading, figures, refusals, disputed, rows)
    refusals += refused
    figures = variations.widen_rates(figures)
    compared = compare_pairs(leading, common, workforce, rows, variations)
    ratios, refused = disputed.withdraw(*compared)
    refusals += refused
    changes, refused = disputed.withdraw(*compare_years(leading, rows, variations))
    refusals += refused + refuse_joint(study, leading, rows)
    figures += shares + ratios + changes
    tables = {"gate": [], "dispersion": variations.list_rows(), "orders": order_pairs(ratios)}
    examined = examine_sensitivity(leading, common, figures, rows, variations)
    tables |= {name: disputed.keep(found) for name, found in examined.items()}
    tables["windows"] = rank_common_windows(leading, common)
    tables["follow_up"] = ask_follow_ups(leading, common)
    tables["alternatives"] = list_alternatives(study, leading, common, rows, variations, disputed)
    return Comparison(
        as_frame(figures, COMPARISON),
        as_frame(refusals, REFUSALS),
        checks,
        {name: as_frame(tables[name], columns) for name, columns in TABLES.items()},
    )
