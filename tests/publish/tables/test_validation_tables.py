"""The tables of validation, and what prose may say of it."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from figure_samples import two_forces

from analysis.model.faults import Faults
from analysis.publish.content.numbers import collect_numbers
from analysis.publish.content.prose import fill_prose
from analysis.publish.report import fill_report
from analysis.publish.tables import OF_METHODS, offer_tables
from analysis.publish.tables.validation_tables import (
    format_target,
    list_coverage,
    list_targets,
    list_validation_numbers,
)
from analysis.reconcile.validation.count_trials import SENSITIVITY, SHARP, THINNING
from analysis.reconcile.validation.scores import as_scores
from analysis.reconcile.validation.simulate import CALENDAR, SHOWN
from analysis.reconcile.validation.store import Validation
from analysis.reconcile.validation.targets import check_targets


def score(method: str, coverage: float, process: str, **told) -> dict:
    row = {"claim": "count", "layout": CALENDAR.name, "hidden": SHOWN, "a_year": "100"}
    row |= {"method": method, "coverage": coverage, "process": process, "repeats": 1000}
    row |= {"assumption": "holds", "refused": 0.0, "error": 0.007, "width": 0.1, "length": 1.02}
    return row | {"missed": round((1 - coverage) * 1000)} | told


@pytest.fixture
def validation() -> Validation:
    broken = {"assumption": "violated"}
    scores = as_scores(
        [
            score(SHARP, 1.0, "constant", width=0.2),
            score(THINNING, 0.957, "constant"),
            score(SENSITIVITY, 0.999, "constant"),
            score(SHARP, 1.0, "a spike", width=0.2),
            score(THINNING, 0.012, "a spike", **broken),
            score(SENSITIVITY, 0.2, "a spike", **broken),
            score(THINNING, 0.0, "a trend", layout="one total", rule="CELL_TOO_LONG", **broken),
            score(THINNING, 0.0, "rare", a_year="4"),
        ]
    )
    return Validation(scores, check_targets(scores))


def test_each_way_of_arriving_is_a_row_and_broken_assumptions_are_in_brackets(validation):
    text = list_coverage(SimpleNamespace(validation=validation))
    rows = [line for line in text.replace("\\.", ".").splitlines() if line.startswith("| ")]
    assert rows[2:] == [
        "| constant | 1.000 | 0.957 ± 0.007 | 0.999 ± 0.007 |",
        "| a spike | 1.000 | \\[0.012 ± 0.007\\] | \\[0.200 ± 0.007\\] |",
    ]
    assert '{#tbl:validation provenance="none"}' in text


def test_each_promise_is_a_row_with_its_verdict(validation):
    text = list_targets(SimpleNamespace(validation=validation)).replace("\\", "")
    (thinning,) = [line for line in text.splitlines() if line.startswith("| thinning")]
    assert "coverage 0.935 to 0.995, 0.9 to 1.2 times the ideal length" in thinning
    told = "| 0.957 ± 0.007 | 0.940 to 0.971 | 1.02 to 1.02 | 1 | 1,000 | met |"
    assert thinning.endswith(told)
    (witnesses,) = [line for line in text.splitlines() if line.startswith("| witnesses")]
    assert witnesses.endswith("| not measured | – | – | 0 | 0 | **missed** |")
    # Where no miss is allowed the limits are of all repeats together, and say of how many.
    (bounds,) = [line for line in text.splitlines() if line.startswith("| bounds")]
    assert "| 0.998 to 1.000 (all 2,000) |" in bounds  # 0.01 ** (1 / 2000)
    assert "(all" not in thinning and "of all designs together" in text


def test_years_with_levels_of_their_own_are_explained_by_name(validation):
    assert "levels of their own" not in list_coverage(SimpleNamespace(validation=validation))
    ways = ("constant", "shocks that all forces share")
    methods = (SHARP, THINNING, SENSITIVITY)
    scores = as_scores([score(method, 0.957, way) for way in ways for method in methods])
    moved = Validation(scores, validation.targets)
    text = list_coverage(SimpleNamespace(validation=moved)).replace("\\", "")
    assert "levels of their own (“shocks that all forces share”)" in text


def test_prose_may_say_what_was_measured(validation):
    told = {key: number["text"] for key, number in list_validation_numbers(validation).items()}
    assert told["validation.thinning"] == "0.957 ± 0.007"
    assert told["validation.ways"] == "2"  # the rows of the table of how events arrive
    assert told["validation.bounds"] == "1.000"
    assert told["validation.bounds.repeats"] == "2,000"
    assert told["validation.thinning.violated"] == "0.012 ± 0.007"
    assert told["validation.thinning.violated.process"] == "a spike"
    assert told["validation.targets"] == "17"
    numbers = list_validation_numbers(validation)
    assert fill_prose("held {{validation.bounds}}", "f", numbers, {}, {}) == "held 1.000"


def test_what_was_not_measured_has_no_number():
    assert format_target({"measured": 0.5, "error": 0.0}) == "0.500"
    assert format_target({"measured": float("nan"), "error": float("nan")}) == "not measured"


def test_the_tables_are_offered_where_there_is_a_validation(validation, tmp_path):
    publication = two_forces()
    assert not set(OF_METHODS) & set(offer_tables(publication))
    study, path = publication.study, tmp_path / "report.md"
    path.write_text("---\ntitle: T\n---\n{{table: validation}}\n\n{{table: targets}}\n")
    study = study.model_copy(update={"report": path, "replies": ()})
    publication = replace(publication, study=study)
    numbers = collect_numbers(study, publication.comparison, publication.window)
    report, annex = fill_report(replace(publication, validation=validation), numbers, {})
    assert "{#tbl:validation" in report.markdown and "{#tbl:targets" in report.markdown
    assert "{#tbl:validation" not in annex.markdown
    with pytest.raises(Faults, match="there is no table 'validation'"):
        fill_report(publication, numbers, {})
