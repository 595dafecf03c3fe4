"""A reply with rows that give no number, from its workbook to the report's tables."""

from dataclasses import replace

import pytest
from examples import FORCE, REFERENCE, make_letter, write_letter, write_xlsx
from figure_reading import list_words

from analysis.ingest.clean import clean_reply, write_reply
from analysis.model.study import load_study
from analysis.publish.content.publication import Names, Publication
from analysis.publish.disclosure.gate import read_printed
from analysis.publish.figures.categories import draw_categories
from analysis.publish.tables.background import list_checks
from analysis.publish.tables.category_tables import list_categories
from analysis.publish.tables.coverage import list_withheld
from analysis.publish.tables.results import list_counts
from analysis.reconcile.compare import compare_study, read_study
from analysis.reconcile.results.comparison import read_comparison, write_comparison

pytestmark = pytest.mark.costly

TITLE = "Complaints by rank"
HEADS = ["Rank", "2019/20", "2020/21", "2021/22"]
CONSTABLES, INSPECTORS = ["Constable", 14, 12, 13], ["Inspector", 1, 0, 2]
STUDY = f"""
name: small
title: T
question: Q
window: {{start: 2019-04-01, end: 2022-03-31, why: W}}
replies: [{{force: {FORCE}, reference: {REFERENCE}}}]
report: report/report.md
denominators:
  workforce: headcount
  worker_types: {{all employees: [police officer, police staff]}}
"""
RECIPE = {"find": TITLE, "rows": "rank", "columns": "year"}


def publish(folder, rows, recipe, *others, merged=None, heads=HEADS):
    """The reply cleaned, compared and read back, as a report has it; `others` are more recipes."""
    raw, processed = folder / "raw", folder / "processed"
    recipes = [RECIPE | each for each in (recipe, *others)]
    write_letter(raw, make_letter(*recipes, workbook="reply.xlsx"))
    write_xlsx(
        raw / FORCE / REFERENCE / "reply.xlsx", {"Data": [[TITLE], [], heads, *rows]}, merged
    )
    reply = clean_reply(FORCE, REFERENCE, raw)
    write_reply(reply, FORCE, REFERENCE, processed)
    (folder / "small.yaml").write_text(STUDY)
    study = load_study("small", folder)
    write_comparison(
        compare_study(study, read_study(study, processed), study.choose_window()), study, processed
    )
    return reply, Publication(read_comparison(study, processed), study, Names(), [reply.reply])


def find_count(publication, category, measure="count", basis="own"):
    figures = publication.comparison.pick(measure, basis, dimension="rank")
    rows = figures[figures["category"] == category]
    return [(row.low, row.high, row.flag) for row in rows.itertuples()]


REASONS = [
    ("Not disclosed", "withheld", "[c]"),
    ("No information held", "not held", "[x]"),
    ("No response", "not answered", "[x]"),
]


@pytest.mark.parametrize(("words", "meaning", "flag"), REASONS)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_row_without_numbers_is_shown_and_every_share_is_bounded(
    tmp_path, words, meaning, flag, place
):
    rows = [CONSTABLES, INSPECTORS]
    rows.insert(place, ["Sergeant", words, words, words])
    reply, publication = publish(tmp_path, rows, {"marks": {words: meaning}})
    assert len(reply.observations) == 9
    assert find_count(publication, "sergeant") == [(0, float("inf"), flag)]
    shares = {c: find_count(publication, c, "share") for c in ("constable", "sergeant")}
    # 39 of 42 only where there were no sergeants.
    assert shares["constable"][0][:2] == pytest.approx((0, 100 * 39 / 42))
    assert shares["sergeant"][0][:2] == (0, 100)
    table = list_categories(publication, "rank")
    assert f"at least 0 {flag[0]}".replace("[", "\\[") in table
    status = meaning.replace(" ", "_")
    assert list(publication.comparison.absent["status"]) == [status] * 3
    told = list_withheld(publication).replace("\\", "")
    assert f"{meaning} in “{TITLE}”: Sergeant (Apr 2019 – Mar 2022)" in told.replace("\u00a0", " ")
    drawn = draw_categories(publication, "rank")
    assert f"at least 0 {flag}" in " ".join(list_words(drawn))


def test_a_printed_total_stays_open_and_a_statement_is_no_zero(tmp_path):
    rows = [CONSTABLES, ["Sergeant", *["Not disclosed"] * 3], INSPECTORS, ["Total", 18, 14, 15]]
    recipe = {"marks": {"Not disclosed": "withheld"}, "totals": ["row"]}
    reply, publication = publish(tmp_path, rows, recipe)
    checks = reply.checks[reply.checks["check"] == "printed total"]
    assert list(checks["verdict"]) == ["not decided"] * 3
    assert find_count(publication, "sergeant") == [(0, float("inf"), "[c]")]


ROW_OF_TOTALS = {"rows": "total", "pick": "Total"}


@pytest.mark.parametrize(("words", "meaning", "flag"), REASONS)
def test_a_total_row_of_what_is_visible_deduces_no_zero(tmp_path, words, meaning, flag):
    rows = [CONSTABLES, ["Sergeant", *[words] * 3], INSPECTORS, ["Total", 15, 12, 15]]
    marks = {"marks": {words: meaning}}
    reply, publication = publish(tmp_path, rows, marks | {"totals": ["row"]}, marks | ROW_OF_TOTALS)
    total = publication.comparison.pick("count", "own", "common", dimension="total")
    assert [(row.low, row.high, row.flag) for row in total.itertuples()] == [
        (42, float("inf"), flag)
    ] * 2
    assert f"at least 42 {flag}" in list_counts(publication).replace("\\", "")
    for basis in ("own", "common"):
        assert find_count(publication, "sergeant", basis=basis) == [(0, float("inf"), flag)]
    assert find_count(publication, "sergeant", "share")[0][:2] == (0, 100)
    notes = set(reply.checks["note"][reply.checks["verdict"] == "not decided"])
    assert notes == {f"does the total include Sergeant ({meaning})?"}


def test_what_a_larger_total_holds_beyond_the_visible_is_withheld_and_marked(tmp_path):
    rows = [CONSTABLES, ["Sergeant", *["Not disclosed"] * 3], INSPECTORS, ["Total", 22, 20, 25]]
    marks = {"marks": {"Not disclosed": "withheld"}}
    reply, publication = publish(tmp_path, rows, marks | {"totals": ["row"]}, marks | ROW_OF_TOTALS)
    total = publication.comparison.pick("count", "own", dimension="total")
    assert (total["low"].item(), total["high"].item()) == (67, 67)
    assert not any("include" in note for note in reply.checks["note"])


@pytest.mark.parametrize("meaning", ["withheld", "not held", "not answered"])
def test_a_row_total_over_an_absent_year_is_no_exact_count(tmp_path, meaning):
    rows = [[*CONSTABLES, 39], ["Inspector", 26, "No figure", 29, 55]]
    recipe = {"marks": {"No figure": meaning}, "totals": ["column"]}
    heads = [*HEADS, "Total"]
    reply, publication = publish(tmp_path, rows, recipe, heads=heads)
    flag = "[c]" if meaning == "withheld" else "[x]"
    assert find_count(publication, "inspector") == [(55, float("inf"), flag)]
    assert find_count(publication, "constable") == [(39, 39, "")]
    asked = reply.checks[reply.checks["note"].str.contains("include")]
    assert list(asked["note"]) == [f"does the total include Inspector ({meaning})?"]
    assert list(asked["verdict"]) == ["not decided"]


def test_a_statement_merged_over_the_counts_stands_for_each(tmp_path):
    words = "Information withheld under section 40(2)"
    rows = [CONSTABLES, ["Sergeant"], INSPECTORS]
    recipe = {"marks": {words: "withheld"}}
    reply, _ = publish(tmp_path, rows, recipe, merged={"B5:D5": words})
    withheld = reply.observations[reply.observations["status"] == "withheld"]
    assert list(withheld["cell"]) == ["B5", "C5", "D5"]
    assert set(withheld["text"]) == {words}


def test_what_does_not_apply_is_shown_and_in_no_sum(tmp_path):
    rows = [CONSTABLES, ["Sergeant", *["Not applicable"] * 3], INSPECTORS]
    reply, publication = publish(tmp_path, rows, {"marks": {"Not applicable": "not applicable"}})
    assert list(reply.observations["status"]).count("not_applicable") == 3
    assert find_count(publication, "sergeant") == []
    assert find_count(publication, "constable", "share")[0][:2] == pytest.approx(
        [100 * 39 / 42] * 2
    )
    assert "\\[z\\]" in list_categories(publication, "rank")
    assert "not applicable" in list_withheld(publication)
    drawn = draw_categories(publication, "rank")
    assert "[z]" in list_words(drawn)


def find_line(table, label):
    (line,) = [line for line in table.replace("\\", "").splitlines() if f"| {label} |" in line]
    return line


def test_what_does_not_apply_in_part_is_refused_by_its_code(tmp_path):
    rows = [CONSTABLES, ["Sergeant", 5, "N/A", 3], INSPECTORS]
    _, publication = publish(tmp_path, rows, {"marks": {"N/A": "not applicable"}})
    line = find_line(list_categories(publication, "rank"), "Sergeant")
    assert "COVERAGE_GAP" in line and "[z]" not in line
    drawn = draw_categories(publication, "rank")
    words = " ".join(list_words(drawn))
    assert "COVERAGE_GAP" in words and "[z]" not in words


def test_a_table_of_which_nothing_applies_is_listed(tmp_path):
    rows = [
        *[CONSTABLES, INSPECTORS, [], ["Complaints by grade"], [], HEADS],
        *[["Constable", *["N/A"] * 3], ["Sergeant", *["N/A"] * 3]],
    ]
    marks = {"marks": {"N/A": "not applicable"}}
    _, publication = publish(tmp_path, rows, {}, {"find": "Complaints by grade"} | marks)
    table = list_categories(publication, "rank").replace("\\", "")
    assert table.count("| [z] | [z] | [z] |") == 2
    assert "Apr 2019 – Mar 2022" in find_line(table, "Sergeant").replace("\u00a0", " ")


def test_a_count_suppressed_without_limits_is_marked_and_listed(tmp_path):
    rows = [CONSTABLES, ["Sergeant", "*", 2, 3], INSPECTORS]
    _, publication = publish(tmp_path, rows, {"marks": {"*": "suppressed"}})
    assert find_count(publication, "sergeant") == [(5, float("inf"), "[c]")]
    assert list(publication.comparison.absent["status"]) == ["suppressed"]
    assert "suppressed in" in list_withheld(publication)


def test_a_number_that_is_printed_has_no_mark_though_a_part_of_it_is_withheld(tmp_path):
    rows = [[*CONSTABLES, 39], ["Inspector", 26, "Withheld", 29, 60]]
    recipe = {"marks": {"Withheld": "withheld"}, "totals": ["column"]}
    _, publication = publish(tmp_path, rows, recipe, heads=[*HEADS, "Total"])
    assert find_count(publication, "inspector") == [(60, 60, "")]


def test_what_is_withheld_is_not_called_unstated(tmp_path):
    rows = [CONSTABLES, ["Sergeant", *["Refused"] * 3], INSPECTORS]
    _, publication = publish(tmp_path, rows, {"marks": {"Refused": "withheld"}})
    told = list_withheld(publication)
    assert "no section stated" in told and "nothing stated" not in told


def test_hidden_cells_that_were_read_are_told_with_the_reason(tmp_path):
    rows = [CONSTABLES, INSPECTORS]
    reply, publication = publish(tmp_path, rows, {})
    assert "Hidden" not in list_withheld(publication)
    revealed = {"hidden": "read", "reason": "The force agreed"}
    tables = [table.model_copy(update=revealed) for table in reply.reply.tables]
    replies = [reply.reply.model_copy(update={"tables": tables})]
    told = list_withheld(replace(publication, replies=replies)).replace("\\", "")
    assert "Hidden cells read" in told and f"“{TITLE}”: The force agreed" in told


def test_checks_that_cannot_be_decided_are_told_beside_the_observations_alone(tmp_path):
    rows = [CONSTABLES, ["Sergeant", *["Refused"] * 3], INSPECTORS, ["Total", 15, 12, 15]]
    recipe = {"marks": {"Refused": "withheld"}, "totals": ["row"]}
    _, publication = publish(tmp_path, rows, recipe)
    assert list(publication.comparison.checks["verdict"]).count("not decided") == 3
    assert "not decided" not in list_checks(publication)


def test_the_gate_knows_no_count_of_what_does_not_apply(tmp_path):
    rows = [CONSTABLES, ["Sergeant", *["N/A"] * 3], INSPECTORS]
    publish(tmp_path, rows, {"marks": {"N/A": "not applicable"}})
    (printed,) = read_printed(load_study("small", tmp_path), tmp_path / "processed")
    assert set(printed["category"]) == {"constable", "inspector"}


def test_a_zero_in_words_is_a_count(tmp_path):
    rows = [CONSTABLES, ["Sergeant", "Nil", "None", 3], INSPECTORS]
    _, publication = publish(tmp_path, rows, {"marks": {"Nil": "zero", "None": "zero"}})
    assert find_count(publication, "sergeant") == [(3, 3, "")]
    assert publication.comparison.absent.empty
    assert "No figure given" not in list_withheld(publication)
