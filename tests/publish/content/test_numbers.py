"""The numbers of the prose: found in the comparison, or the refusal in their place."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml
from figure_samples import make_publication, many_alike, observe, year

from analysis.model.checks import CHECKS
from analysis.model.faults import Faults
from analysis.model.request import UNLISTED
from analysis.model.store.csv_file import write_table
from analysis.model.window import Window
from analysis.publish.content.numbers import (
    UNFOUND,
    collect_numbers,
    find_number,
    split_report,
    write_numbers,
)
from analysis.reconcile.results.comparison import REFUSALS

MET = {"force": "metropolitan", "measure": "count"}


@pytest.fixture(scope="module")
def publication():
    rows = [
        observe("staffordshire", ("2018-03-01", "2019-01-01"), 18),
        *(observe("staffordshire", year(y), 24) for y in range(2019, 2023)),
        observe("staffordshire", ("2023-01-01", "2023-03-01"), 6),
        *(observe("metropolitan", year(y), 240) for y in range(2018, 2023)),
        observe("metropolitan", ("2023-01-01", "2023-03-01"), 90),
        observe("west-mercia", year(2021), 12, date_basis="finalised"),
    ]
    made = make_publication(rows)
    no_checks = pd.DataFrame(columns=CHECKS.names, dtype="str")
    return replace(made, comparison=replace(made.comparison, checks=no_checks))


def report(tmp_path: Path, numbers: str) -> Path:
    path = tmp_path / "report.md"
    path.write_text(f"---\ntitle: T\nnumbers:\n{numbers}\n---\n\nText --- more.\n")
    return path


def test_a_number_has_its_words_its_rung_and_its_cells(publication):
    number = find_number(MET | {"basis": "common"}, publication.comparison)
    assert (number["text"], number["rung"]) == ("1,050 to 1,290", "B")
    assert number["window"] == "1 March 2018 to 28 February 2023"
    assert number["provenance"] == "illustrative"
    assert len(number["cells"]) == 6
    assert all(cell.startswith("metropolitan.xlsx#Sheet one!B") for cell in number["cells"])


def test_its_line_is_the_line_of_the_csv(publication, tmp_path):
    number = find_number(MET | {"basis": "common"}, publication.comparison)
    write_table(publication.comparison.figures, tmp_path / "comparison.csv")
    line = (tmp_path / "comparison.csv").read_text().splitlines()[number["line"] - 1]
    assert line.startswith("count,common,metropolitan")
    assert ",1050,1290," in line


def test_a_refused_number_says_so_with_its_code(publication):
    number = find_number(
        {"force": "west-mercia", "measure": "count", "basis": "common"}, publication.comparison
    )
    assert (number["text"], number["line"]) == ("refused (COVERAGE_GAP)", None)


def test_a_refused_pair_names_every_code(publication):
    wanted = {"measure": "rate_ratio", "force": "staffordshire", "other_force": "west-mercia"}
    text = find_number(wanted, publication.comparison)["text"]
    assert text == "refused (DATE_BASIS_MISMATCH)"


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"force": "metropolitan"}, "rows of the comparison"),
        (MET | {"basis": "nearby"}, "fits no row of the comparison and no refusal"),
        (MET | {"basis": "comon"}, "there is no basis 'comon' -> write basis: common"),
        (MET | {"force": "metropolitain"}, "'metropolitain'.* -> write force: metropolitan"),
        (MET | {"colour": "red"}, "the comparison has no column colour"),
        ({"forse": "metropolitan"}, "the comparison has no column forse -> write force"),
        ("metropolitan", "says not which figure it is -> write it as `met.own: {force: metrop"),
        ({"force": ["metropolitan"]}, "says not which figure it is"),
        # A refusal is no cover for a selector that is wrong.
        (
            {
                "force": "west-mercia",
                "measure": "count",
                "basis": "common",
                "definition": "no such",
            },
            "fits no row of the comparison and no refusal",
        ),
    ],
)
def test_a_selector_that_fits_no_row_or_several_is_refused(publication, wanted, words):
    with pytest.raises(ValueError, match=words):
        find_number(wanted, publication.comparison)


def test_what_is_told_to_write_finds_the_number(publication):
    """Several rows, or values that stand not together: each choice that is named is a selector."""
    for wanted in (
        {"force": "metropolitan", "basis": "own"},
        {"force": "metropolitan", "measure": "count"},
        {"force": "west-mercia", "measure": "change", "basis": "own"},
    ):
        with pytest.raises(ValueError, match=" -> ") as caught:
            find_number(wanted, publication.comparison)
        remedy = str(caught.value).partition(" -> ")[2]
        for choice in remedy.removeprefix("add such as ").removeprefix("add ").split(", or "):
            added = yaml.load(f"{{{choice.removeprefix('write ')}}}", Loader=yaml.BaseLoader)
            assert find_number(wanted | added, publication.comparison)["text"], choice


def test_a_value_with_a_comma_is_written_so_that_yaml_reads_it(publication):
    figures = publication.comparison.figures
    figures = figures.assign(reference=[f"press, {row}" for row in range(len(figures))])
    several = replace(publication.comparison, figures=figures)
    with pytest.raises(ValueError, match=r'add .*reference: "press, 0"'):
        find_number({"force": "staffordshire"}, several)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("titel: T", "there is no key 'titel:' in a header -> write title"),
        (
            "colour: red",
            "no key 'colour:' in a header -> use one of: title, subtitle, edition, num",
        ),
        ("title: T\ntitle: U", "'title' stands twice, on line 2 and 3 -> keep one of them"),
        ("numbers: [a]", "'numbers:' holds no names -> write each as `met.own"),
        (
            "numbers:\n  study.title: {force: kent}",
            "'study.title:' has a name of the program's own",
        ),
        ("- a", "it is no list of keys with their values"),
        ("title: [", "no YAML header: line 3: .* -> begin the file with ---"),
    ],
)
def test_a_header_that_is_wrong_is_told(publication, tmp_path, header, words):
    path = tmp_path / "report.md"
    path.write_text(f"---\n{header}\n---\n\nText.\n")
    with pytest.raises(Faults, match=words):
        collect_numbers(
            replace_report(publication.study, path), publication.comparison, publication.window
        )


def test_a_selector_that_fits_several_refusals_is_refused(publication):
    comparison = publication.comparison
    is_change = comparison.figures["measure"].eq("change")
    kept = comparison.figures[~is_change]
    with pytest.raises(ValueError, match="fits refusals of 2 different figures"):
        find_number({"measure": "change", "basis": "year"}, replace(comparison, figures=kept))


def test_every_wrong_selector_of_a_report_is_listed_at_once(publication, tmp_path):
    lines = "  a: {force: metropolitan}\n  b: {colour: red}\n  c: {measure: count, basis: own}"
    study = replace_report(publication.study, report(tmp_path, lines))
    with pytest.raises(Faults) as caught:
        collect_numbers(study, publication.comparison, publication.window)
    told = str(caught.value)
    assert all(f"number '{key}:' " in told for key in "abc")
    faults = []
    numbers = collect_numbers(study, publication.comparison, publication.window, UNLISTED, faults)
    assert len(faults) == 3 and numbers["a"] is UNFOUND


def replace_report(study, path):
    return study.model_copy(update={"report": path})


def test_what_is_true_of_the_study_is_counted(publication, tmp_path):
    study = replace_report(publication.study, report(tmp_path, "  a: {measure: count, basis: own, "
                           "force: metropolitan}"))  # fmt: skip
    numbers = collect_numbers(study, publication.comparison, publication.window)
    assert {key: numbers[key]["text"] for key in numbers if key.startswith("study.pairs")} == {
        "study.pairs.possible": "2",
        "study.pairs.compared": "1",
        "study.pairs.refused": "1",
    }
    assert {key: numbers[key]["text"] for key in numbers if key.startswith("study.league")} == {
        "study.league.same": "1",
        "study.league.own_window": "1",
        "study.league.with_care": "1",
        "study.league.no": "0",
    }
    assert numbers["study.window.days"]["text"] == "1,826"
    # Each pair is in one of the two, never in both.
    empty = replace(publication.comparison, refusals=publication.comparison.refusals.iloc[:0])
    counted = collect_numbers(study, empty, publication.window)
    assert counted["study.pairs.possible"]["text"] == "1"


def test_figures_against_figures_are_counted_apart_from_other_checks(publication, tmp_path):
    kinds = [
        ("printed total", "agrees"),
        ("sum of categories", "differs"),
        ("two totals", "not decided"),
        ("declared window", "differs"),
        ("hidden cells", "agrees"),
    ]
    checks = pd.DataFrame(kinds, columns=["check", "verdict"])
    study = replace_report(publication.study, report(tmp_path, "  a: {measure: count, basis: own, "
                           "force: metropolitan}"))  # fmt: skip
    comparison = replace(publication.comparison, checks=checks)
    numbers = collect_numbers(study, comparison, publication.window)
    assert {key: numbers[key]["text"] for key in numbers if key.startswith("study.checks")} == {
        "study.checks": "3",
        "study.checks.differ": "1",
        "study.checks.open": "1",
        "study.checks.others": "2",
        "study.checks.others.differ": "1",
        "study.checks.others.open": "0",
    }


def test_the_header_is_read_as_written_and_rules_in_the_prose_are_prose(tmp_path):
    path = report(tmp_path, "  a: {reference: 911_16}")
    path.write_text(path.read_text() + "\n---\n\nafter a rule\n")
    header, prose = split_report(path)
    assert header["numbers"]["a"]["reference"] == "911_16"
    assert prose.startswith("\nText --- more.") and "after a rule" in prose


def test_a_report_without_a_header_is_refused(tmp_path):
    (tmp_path / "report.md").write_text("# Only prose\n")
    with pytest.raises(Faults, match="no YAML header"):
        split_report(tmp_path / "report.md")


def test_the_same_numbers_give_the_same_bytes(publication, tmp_path):
    number = find_number(MET | {"basis": "own"}, publication.comparison)
    first = write_numbers({"b": number, "a": number}, tmp_path / "1.json").read_bytes()
    second = write_numbers({"a": number, "b": number}, tmp_path / "2.json").read_bytes()
    assert first == second
    assert list(json.loads(first)) == ["a", "b"]


def test_a_mismatch_stands_for_the_ratio_over_either_window(publication):
    for basis in ("own", "common"):
        wanted = {"measure": "rate_ratio", "force": "staffordshire", "other_force": "west-mercia"}
        number = find_number(wanted | {"basis": basis}, publication.comparison)
        assert number["text"] == "refused (DATE_BASIS_MISMATCH)"


def test_another_window_than_the_study_s_own_says_so(publication, tmp_path):
    study = replace_report(publication.study, report(tmp_path, "  {}"))
    own = collect_numbers(study, publication.comparison, publication.window)
    other = Window(date(2019, 1, 1), date(2020, 1, 1))
    chosen = collect_numbers(study, publication.comparison, other)
    assert own["study.window.why"]["text"] == study.window.why
    assert chosen["study.window.why"]["text"].startswith("It was chosen for this run")


def withhold(comparison, **told):
    row = REFUSALS.blank() | {"code": "DISCLOSIVE", "measure": "count", "basis": "any"}
    row |= {"force": "metropolitan", "evidence": "w", "provenance": "illustrative"} | told
    kept = comparison.refusals.to_dict("records")
    return replace(comparison, refusals=REFUSALS.frame([*kept, row]))


@pytest.mark.parametrize("measure", ["count", "share", "rate_per_1000", "estimate"])
def test_a_number_that_rests_on_a_withheld_count_reads_so(publication, measure):
    kind = {"dimension": "rank", "category": "inspector"}
    wanted = {"force": "metropolitan", "measure": measure, "basis": "common"} | kind
    held = withhold(publication.comparison, **kind)
    assert find_number(wanted, held)["text"] == "refused (DISCLOSIVE)"
    for wrong in ({"category": "sergeant"}, {"force": "staffordshire"}):
        with pytest.raises(ValueError, match="fits no row"):
            find_number(wanted | wrong, held)


def test_a_step_of_a_sum_over_bodies_that_is_withheld_reads_so(publication, tmp_path):
    replies = [publication.study.replies[0].model_copy(update={"whole_of": 5})]
    study = replace_report(publication.study, report(tmp_path, "  {}"))
    whole = study.model_copy(update={"replies": (*replies, *study.replies[1:])})
    held = withhold(publication.comparison)
    for some, comparison, is_told in (
        (whole, held, True),
        (study, held, False),
        (whole, publication.comparison, False),
    ):
        numbers = collect_numbers(some, comparison, publication.window)
        assert ("remainder.left" in numbers) == is_told
    numbers = collect_numbers(whole, held, publication.window)
    assert numbers["remainder.left.bodies"]["text"] == "refused (DISCLOSIVE)"


def test_a_rate_has_the_ranks_that_it_may_hold(publication):
    rate = {"measure": "rate_per_1000", "basis": "own"}
    comparison = many_alike().comparison
    number = find_number(rate | {"force": "avon-and-somerset"}, comparison)
    assert number["ranks"] == "1st to 2nd of 8"
    few = find_number(rate | {"force": "metropolitan"}, publication.comparison)
    assert few["ranks"] == "not ranked"
    assert "ranks" not in find_number(MET | {"basis": "own"}, publication.comparison)


def test_a_report_saved_by_another_editor_is_read_or_told(tmp_path):
    path = report(tmp_path, "  a: {force: kent}")
    text = path.read_text(encoding="utf-8")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert split_report(path)[0]["numbers"] == {"a": {"force": "kent"}}
    path.write_bytes(text.replace("Text", "Texté").encode("latin-1"))
    with pytest.raises(Faults, match=r"is no UTF-8 text: byte [0-9]+ .* -> save it as UTF-8"):
        split_report(path)
    path.write_text(f"Words above.\n{text}")
    with pytest.raises(Faults, match="begin the file with ---"):
        split_report(path)
