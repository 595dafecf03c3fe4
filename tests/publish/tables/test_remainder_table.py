"""What the total leaves, and every figure as it was printed, as the report shows them."""

from dataclasses import replace

import pytest
from examples import read_rows
from shipped_studies import publish_shipped

from analysis.model.checks import CHECKS, PRINTED_TOTAL
from analysis.model.observation import read_observations
from analysis.model.store.paths import PROCESSED
from analysis.model.study import THRESHOLD, Merge, load_study
from analysis.publish.content.publication import gather_publication
from analysis.publish.tables import offer_tables
from analysis.reconcile.compare import compare_study, read_study
from analysis.reconcile.replies.series import describe_printed
from analysis.reconcile.results.comparison import TABLES
from tests.reconcile.shipped import PUBLISHED, compare_shipped

pytestmark = pytest.mark.costly

NATIONAL = "national-request-2014"


@pytest.fixture(scope="module")
def national() -> dict:
    return offer_tables(gather_publication(load_study(NATIONAL), compare_shipped(NATIONAL)))


def list_rows(table: str) -> list[list[str]]:
    """The cells of each row under the heads, as a reader sees them."""
    plain = table.replace("\\", "")
    lines = [line for line in plain.splitlines() if line.startswith("| ")][2:]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


def test_the_remainder_leads_from_the_whole_to_what_is_left(national):
    rows = list_rows(national["remainder"]())[-6:]
    told = [(row[0], row[3]) for row in rows]
    assert told == [
        ("39", "828"),
        ("17", "455"),
        ("1", "at least 51"),
        ("1", "12"),
        ("21", "12 to 322"),
        ("20", "0 to 310"),
    ]
    assert rows[2][1] == "printed as a limit: Kent Police"
    assert rows[3][1] == "printed over some of the days: Nottinghamshire Police"
    units, words = rows[4][5].split("; ")
    assert units == "cases, investigations, people and incidents are taken to count one thing"
    assert words == (
        "definition: 'investigation of an officer or member of staff over social media', 'officer "
        "or member of staff investigated over social media' and 'incident of misuse of social "
        "media by an officer or member of staff' are taken to count one thing"
    )
    assert rows[4][6] == "the rows above" and "csv" in rows[0][6]


def test_sources_of_one_body_stand_beside_each_other_with_the_sums_of_their_parts(national):
    rows = list_rows(national["beside"]())
    printed = [(row[0].split(",")[0], row[3]) for row in rows]
    assert ("West Mercia Police", "20") in printed
    assert ("West Mercia Police", "Officers: 13, Police staff: 6; together 19") in printed
    assert ("Metropolitan Police Service", "69") in printed
    assert ("Metropolitan Police Service", "75") in printed
    assert (
        "Metropolitan Police Service",
        "Proven: 38, Cleared: 25, Still investigated: 6; together 69",
    ) in printed
    assert (
        "The 43 forces of England and Wales",
        "Police officers: 548, Civilian staff: 175, PCSOs: 31; together 754",
    ) in printed
    assert {name for name, _ in printed} == {
        "West Mercia Police",
        "Metropolitan Police Service",
        "The 43 forces of England and Wales",
    }


@pytest.mark.parametrize("name", [NATIONAL, PUBLISHED])
def test_every_printed_figure_stands_in_the_report(name):
    study, comparison = load_study(name), compare_shipped(name)
    printed = comparison.tables["printed"]
    found = list(zip(printed["cells"], printed["text"], strict=True))
    expected = []
    for reply in study.replies:
        rows = read_observations(PROCESSED / reply.force / reply.reference / "observations.csv")
        rows = rows[rows["status"].ne("not_applicable")]
        files = zip(rows["file"], rows["sheet"], rows["cell"], rows["text"], strict=True)
        own = [(f"{file}#{sheet}!{cell}", text) for file, sheet, cell, text in files]
        checks = CHECKS.read(PROCESSED / reply.force / reply.reference / "checks.csv")
        totals = checks[checks["check"].eq(PRINTED_TOTAL)]
        known = {cell for cell, _ in own}
        pairs = zip(totals["first_cell"], totals["first"], strict=True)
        expected += [*own, *(pair for pair in pairs if pair[0] not in known)]
    assert len(expected) > 40 and sorted(found) == sorted(expected)
    shown = offer_tables(gather_publication(study, comparison))["printed"]()
    shown = shown.replace("\\", "")
    assert all(text in shown for _, text in expected)
    assert "; together" not in shown
    if name == PUBLISHED:
        assert "total over rank: 184" in shown
        assert "No cases" in shown and "Workers: " not in shown
        # Of a kind in two years each figure says of which.
        days = "Jan 2018 – Dec 2018, Jan 2022 – Dec 2022 in turn"
        assert (
            f"{days}: Inappropriate sexual conduct: 2, 19; Discriminatory behaviour: 1, 15" in shown
        )


def test_under_thresholds_nothing_is_printed_beside_what_was_audited():
    study = load_study(NATIONAL)
    duty = study.disclosure.model_validate({"mode": THRESHOLD, "why": "a duty of care"})
    careful = study.model_copy(update={"disclosure": duty})
    tables = compare_study(careful, read_study(careful), careful.choose_window()).tables
    assert tables["printed"].empty


def test_what_a_study_merges_is_not_printed_singly():
    study = load_study(PUBLISHED)
    merge = Merge(
        force="dorset",
        reference="press-2014",
        dimension="outcome",
        categories=("management_advice", "management_action"),
        into="any_outcome",
        why="W",
    )
    printed = read_study(study.model_copy(update={"merge": (merge,)})).printed
    dorset = [row for row in printed if row["force"] == "dorset"]
    assert {row["table"] for row in dorset} == {"All investigations", "Who was investigated"}


OFFICERS = [
    ["Officers and social media"],
    ["", 2018, 2019],
    ["No of officers", 1, 3],
    ["Outcomes", "1x Written warning", "2x Written warning\n1x Final written warning"],
]


def test_a_cell_that_lists_counts_is_printed_once(tmp_path):
    lines = {"find": OFFICERS[0][0], "rows": "total", "columns": "year"}
    clean = read_rows(
        tmp_path,
        OFFICERS,
        lines | {"pick": ["No of officers"]},
        lines | {"pick": ["Outcomes"], "cells": "outcome", "unit": "outcomes"},
    )
    rows = clean.observations.to_dict("records")
    printed = TABLES["printed"].frame([describe_printed(row) for row in rows])
    comparison = compare_shipped(PUBLISHED)
    tables = comparison.tables | {"printed": printed}
    publication = gather_publication(load_study(PUBLISHED), replace(comparison, tables=tables))
    told = [row[3] for row in list_rows(offer_tables(publication)["printed"]())]
    assert told == [
        "2018: 1, 2019: 3",
        "1x Written warning (Jan 2018 – Dec 2018); "
        "2x Written warning 1x Final written warning (Jan 2019 – Dec 2019)",
    ]


def test_figures_of_the_same_days_say_these_once():
    rows = list_rows(offer_tables(publish_shipped("social-media-complaints"))["printed"]())
    (ranks,) = (row[3] for row in rows if "Staffordshire" in row[0] and row[1].endswith("by rank"))
    assert ranks.startswith("Mar 2018 – Dec 2018, Jan 2019 – Dec 2019, ")
    assert " in turn: Police Constable: 12, 16, 17, 15, 15, 0, 75; Police Sergeant: " in ranks
    assert ranks.endswith("; total over rank and year: 138 (Mar 2018 – Feb 2023)")


def test_two_figures_of_one_label_are_both_told():
    comparison = compare_shipped(NATIONAL)
    printed = comparison.tables["printed"].assign(label="Other")
    comparison = replace(comparison, tables=comparison.tables | {"printed": printed})
    shown = offer_tables(gather_publication(load_study(NATIONAL), comparison))["beside"]()
    assert "Other: 548, Other: 175, Other: 31; together 754" in shown.replace("\\", "")
