"""The shipped reports: every slot filled, every figure labelled and traced."""

import json
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from coverage_samples import asked_many

from analysis.model.address import split_addresses
from analysis.model.checks import CHECKS
from analysis.model.faults import Faults
from analysis.model.store.paths import ROOT
from analysis.model.study import load_study
from analysis.publish.content.numbers import collect_numbers, split_report
from analysis.publish.content.prose import list_slots
from analysis.publish.content.publication import gather_publication
from analysis.publish.report import (
    ANNEX,
    IN_REPORT,
    Contents,
    build_report,
    collect_contents,
    describe_report,
    fill_report,
    find_newest_day,
    write_contents,
)
from analysis.publish.tables import offer_tables
from analysis.reconcile.results.comparison import read_comparison
from analysis.reconcile.validation.store import read_validation
from tests.publish.figure_samples import make_publication, observe, year

STUDIES = ("social-media-complaints", "published-replies", "national-request-2014")
FIGURE = {"caption": "A caption", "alt": "Words for readers who cannot see it"}


ANY = ROOT / "report" / "any-study.md"


@pytest.fixture(scope="module", params=[(name, text) for name in STUDIES for text in (None, ANY)])
def written(request):
    name, text = request.param
    study = load_study(name)
    study = study.model_copy(update={"report": text or study.report})
    comparison = read_comparison(study)
    numbers = collect_numbers(study, comparison, comparison.window)
    _, prose = split_report(study.report)
    figures = dict.fromkeys(list_slots(prose, "figure"), FIGURE)
    publication = gather_publication(study, comparison, read_validation())
    report, annex = (one.markdown for one in fill_report(publication, numbers, figures))
    return study, comparison, prose, report, annex


def test_every_slot_is_filled(written):
    *_, report, annex = written
    assert "{{" not in report and "{{" not in annex


def test_the_prose_types_no_count_or_rate_of_its_own(written):
    """Dates, section numbers and levels of confidence are words; any other digit must be a slot."""
    _, _, prose, *_ = written
    prose += split_report(ANNEX)[1]
    plain = re.sub(r"\{\{.*?\}\}", "", prose)
    plain = re.sub(r"\b\d{1,2} [A-Z][a-z]+(?: \d{4})?|[A-Z][a-z]+ \d{4}|1,000|95 %", "", plain)
    plain = re.sub(r"v3\.0|fewer than 20|adds? up to 20|takes in 1 ", "", plain)
    assert not re.findall(r".{0,30}\d.{0,30}", plain)


def test_every_mark_beside_a_number_leads_to_a_line_of_the_appendix(written):
    *_, report, annex = written
    targets = set(re.findall(r"\]\(#(line-\d+)\)", report + annex))
    anchors = re.findall(r"\{#(line-\d+)\}", annex)
    assert targets and targets <= set(anchors)
    assert len(anchors) == len(set(anchors))


def test_every_figure_of_the_comparison_leads_to_cells_of_files_that_exist(written):
    _, comparison, *_ = written
    for cells in comparison.figures["cells"]:
        addresses = split_addresses(cells)
        assert addresses
        assert all((ROOT / address.file).is_file() for address in addresses)


def test_the_first_thing_said_is_what_kind_of_figures_these_are(written):
    _, comparison, _, report, _ = written
    first = report.split("# In short")[1].lstrip().split("\n\n")[0]
    for provenance in set(comparison.figures["provenance"]):
        assert f"are {provenance}" in first


def test_a_report_for_any_study_bears_the_title_of_the_one_it_is_of():
    study = load_study("published-replies").model_copy(update={"report": ANY})
    comparison = read_comparison(study)
    numbers = collect_numbers(study, comparison, comparison.window)
    header, prose = split_report(ANY)
    assert "title" not in header and "study.question" in prose
    assert numbers["study.title"]["text"] == study.title
    assert numbers["study.question"]["text"] == study.question


def test_nothing_illustrative_is_in_the_study_of_published_figures():
    comparison = read_comparison(load_study("published-replies"))
    assert set(comparison.figures["provenance"]) == {"transcribed"}
    assert set(comparison.checks["provenance"]) == {"transcribed"}


def test_the_figures_that_disagree_stand_side_by_side():
    study = load_study("published-replies")
    checks = offer_tables(gather_publication(study, read_comparison(study)))["checks"]()
    assert "507" in checks and "441" in checks


def test_what_a_report_asks_for_is_collected_written_and_put_in(tmp_path):
    path = tmp_path / "report.md"
    met = "{force: metropolitan, measure: count, basis: own}"
    prose = "The Met: {{met}}.\n\n{{figure: funnel}}\n"
    path.write_text(f"---\ntitle: T\nnumbers:\n  met: {met}\n---\n{prose}")
    made = make_publication([observe("metropolitan", year(2021), 240)])
    comparison = replace(made.comparison, checks=pd.DataFrame(columns=CHECKS.names, dtype="str"))
    study = made.study.model_copy(update={"report": path})
    publication = replace(made, comparison=comparison, study=study, validation=read_validation())
    contents = collect_contents(publication)
    assert contents.numbers["met"]["text"] == "240" and list(contents.figures) == ["funnel"]
    figures, numbers = write_contents(contents, tmp_path / "out")
    assert (figures.name, numbers.name) == ("index.json", "numbers.json")
    read = [json.loads(file.read_text(encoding="utf-8")) for file in (numbers, figures)]
    report, annex = (one.markdown for one in fill_report(publication, *read))
    assert "The Met: 240[" in report and contents.figures["funnel"] in report
    assert "{#tbl:rates" in annex and "{#tbl:rates" not in report


def test_a_table_stands_once_in_the_report_or_in_the_annex(written):
    _, _, prose, report, annex = written
    names = re.findall(r"\{#(tbl:[\w-]+)", report + annex)
    assert len(names) == len(set(names)) > 10
    placed, beside = (set(list_slots(text, "table")) for text in (prose, split_report(ANNEX)[1]))
    assert annex.count(IN_REPORT) == len(placed & beside)


def test_the_report_bears_the_day_of_its_newest_input_or_the_one_that_the_study_names(tmp_path):
    made = asked_many()
    study = made.study.model_copy(update={"report": ROOT / "report" / "any-study.md"})
    made = replace(made, study=study)
    assert find_newest_day(made, tmp_path) == date(2023, 3, 27)  # an answer, of all days told
    (tmp_path / "a.yaml").write_text("released: 2023-07-26\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("released: null\n", encoding="utf-8")
    (tmp_path / "c.yaml").write_text("title: T\n", encoding="utf-8")
    assert find_newest_day(made, tmp_path) == date(2023, 7, 26)
    assert describe_report(made).edition.startswith("Newest input: ")
    named = study.model_copy(update={"edition": date(2026, 11, 2)})
    assert describe_report(replace(made, study=named)).edition == "Edition of 2 November 2026"


# What a researcher may write, and what is then said; the words stand once in the report.
SLIPS = {
    "{{met.2013}}": ("{{met.2103}}", "there is no number 'met.2103' -> write {{met.2013}}"),
    "{{table: follow_up}}": (
        "{{table: followup}}",
        "no table 'followup' -> write {{table: follow_up",
    ),
    "(@tbl:orders)": ("(@tbl:oders)", "@tbl:oders: no figure or table, .* perhaps to @tbl:orders"),
    "(@tbl:rates)": (
        "(@fig:rates)",
        "@fig:rates: no figure .* -> write {{figure: rates}} where it",
    ),
    "# The windows": ("As [@foia200] says.", "@foia200: .* perhaps to @foia2000"),
    "# What disagrees": (
        "[There](#who-answerd)",
        "#who-answerd leads nowhere .* -> write #who-ans",
    ),
}
UNFIT = {
    "{{figure: league}}": ("{{figure: leage}}", "no figure 'leage' -> write {{figure: league}}"),
    "  leicester.officers: {force: leicestershire": (
        "  leicester.officers: {force: leicestershir",
        "number 'leicester.officers:' fits no row .* -> write force: leicestershire",
    ),
}


def misspell(slips: dict, tmp_path) -> tuple:
    """The shipped study with a report of these slips, and what must be said: line and words."""
    study = load_study("published-replies")
    text = study.report.read_text(encoding="utf-8")
    for right, (wrong, _) in slips.items():
        assert text.count(right) == 1
        text = text.replace(right, wrong)
    path = tmp_path / "report.md"
    path.write_text(text, encoding="utf-8")
    lines = [text[: text.index(wrong)].count("\n") + 1 for wrong, _ in slips.values()]
    said = zip(lines, (words for _, words in slips.values()), strict=True)
    return study.model_copy(update={"report": path}), sorted(said)


def check_all_is_said(caught, said: list) -> None:
    told = str(caught.value).splitlines()[1:]
    assert len(told) == len(said)
    for fault, (line, words) in zip(told, said, strict=True):
        assert re.search(rf"report\.md, line {line}: .*{words}", fault), (fault, words)


def test_a_wrong_selector_is_told_with_all_else_that_is_wrong_and_nothing_is_drawn(
    tmp_path, monkeypatch
):
    study, said = misspell(SLIPS | UNFIT, tmp_path)
    publication = gather_publication(study, read_comparison(study))
    monkeypatch.setattr("analysis.publish.figures.draw_figures", lambda publication: 1 / 0)
    with pytest.raises(Faults) as caught:
        collect_contents(publication)
    check_all_is_said(caught, said)


@pytest.mark.costly
def test_a_reference_to_a_picture_of_which_there_is_no_data_says_so(tmp_path, monkeypatch):
    slip = {"(@tbl:orders)": ("(@fig:pairs)", "@fig:pairs leads to what is not drawn: Nothing is")}
    study, said = misspell(slip, tmp_path)
    comparison = read_comparison(study)
    numbers = collect_numbers(study, comparison, comparison.window)
    names = list_slots(split_report(study.report)[1], "figure")
    drawn = dict.fromkeys(names, "Nothing is drawn here.")
    write_contents(Contents(numbers, drawn), tmp_path / study.name)
    monkeypatch.setattr("analysis.publish.report.load_study", lambda name: study)
    with pytest.raises(Faults, match="drop the sentence that refers to it") as caught:
        build_report(study.name, tmp_path)
    check_all_is_said(caught, said)


def test_slots_and_references_of_both_texts_are_told_in_one_list(tmp_path, monkeypatch):
    study, said = misspell(SLIPS, tmp_path)
    comparison = read_comparison(study)
    numbers = collect_numbers(study, comparison, comparison.window)
    names = list_slots(split_report(study.report)[1], "figure")
    drawn = {name: "Nothing is drawn here." for name in names}
    write_contents(Contents(numbers, drawn), tmp_path / study.name)
    monkeypatch.setattr("analysis.publish.report.load_study", lambda name: study)
    annex = tmp_path / "annex.md"
    text = ANNEX.read_text(encoding="utf-8")
    annex.write_text(text.replace("{{table: gate}}", "{{table: gat}}"), encoding="utf-8")
    monkeypatch.setattr("analysis.publish.report.ANNEX", annex)
    with pytest.raises(Faults) as caught:
        build_report(study.name, tmp_path)
    *of_report, of_annex = str(caught.value).splitlines()[1:]
    line = text[: text.index("{{table: gate}}")].count("\n") + 1
    assert of_annex.endswith(
        f"annex.md, line {line}: there is no table 'gat' -> write {{{{table: gate}}}}"
    )
    assert len(of_report) == len(said)
    assert sorted(tmp_path.rglob("*.html")) == []
