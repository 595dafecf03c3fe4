"""The tables a report may ask for by name, as Markdown: every number with its rung and trace."""

from collections.abc import Callable

from analysis.publish.content.findings import (
    describe_answers,
    describe_certainty,
    list_findings,
    list_not_compared,
)
from analysis.publish.content.publication import Publication
from analysis.publish.tables.background import (
    describe_provenance,
    list_alternatives,
    list_checks,
    list_codes,
    list_follow_ups,
    list_gate,
    list_refusals,
)
from analysis.publish.tables.category_tables import (
    list_categories,
    list_harmonised,
    list_missing,
)
from analysis.publish.tables.coverage import list_bodies, list_replies, list_withheld
from analysis.publish.tables.league_table import list_league
from analysis.publish.tables.remainder_table import list_beside, list_printed, list_remainder
from analysis.publish.tables.results import (
    list_counts,
    list_dispersion,
    list_funnel,
    list_orders,
    list_pairs,
    list_rates,
    list_sensitivity,
    list_windows_ranked,
    list_years,
)
from analysis.publish.tables.trace import list_trace
from analysis.publish.tables.validation_tables import list_coverage, list_targets

TABLES = {
    "notice": describe_provenance,
    "findings": list_findings,
    "certainty": describe_certainty,
    "answers": describe_answers,
    "not_compared": list_not_compared,
    "coverage": list_bodies,
    "replies": list_replies,
    "league": list_league,
    "withheld": list_withheld,
    "counts": list_counts,
    "rates": list_rates,
    "remainder": list_remainder,
    "beside": list_beside,
    "printed": list_printed,
    "harmonised": list_harmonised,
    "missing": list_missing,
    "pairs": list_pairs,
    "orders": list_orders,
    "dispersion": list_dispersion,
    "years": list_years,
    "funnel": list_funnel,
    "sensitivity": list_sensitivity,
    "follow_up": list_follow_ups,
    "windows_ranked": list_windows_ranked,
    "alternatives": list_alternatives,
    "checks": list_checks,
    "codes": list_codes,
    "refusals": list_refusals,
    "gate": list_gate,
    "trace": list_trace,
}
# Of the methods, not of a study; there where they have been validated.
OF_METHODS = {"validation": list_coverage, "targets": list_targets}


def offer_tables(publication: Publication) -> dict[str, Callable[[], str]]:
    """Every table by the name the report uses, one a dimension beside; made only when asked for."""
    tables = TABLES | (OF_METHODS if publication.validation else {})
    offered = {name: lambda make=make: make(publication) for name, make in tables.items()}
    for dimension in publication.comparison.figures["dimension"].unique():
        if dimension != "total":
            offered[dimension] = lambda of=dimension: list_categories(publication, of)
    return offered
