"""The gate over whole small studies: what stops it, what opens it, and what it never says."""

import io
import re
import shutil
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from math import inf

import pandas as pd
import pytest
import yaml
from gate_studies import LINE, MET, ONE, count, open_gate, plan, see, shut, write_reply
from sampling import take

from analysis.model.checks import CHECKS
from analysis.model.store.csv_file import read_table, write_table
from analysis.model.study import Study, StudyReply, load_study
from analysis.publish.disclosure.gate import list_beside, pass_gate
from analysis.publish.disclosure.recoding import CategoryRecoding
from analysis.publish.disclosure.rules import AUDIT, RULES, Leak
from analysis.reconcile import compare
from analysis.reconcile.compare import compare_study, read_study
from analysis.reconcile.follow_up import find_follow_ups
from analysis.reconcile.results.comparison import write_comparison

pytestmark = pytest.mark.costly  # each takes a small study through the gate


@pytest.fixture(autouse=True)
def few_tables(monkeypatch):
    """Without the further tables, which take most of the time; they are read in test_shown."""
    none = lambda *_: []  # noqa: E731
    for make in (
        *("list_alternatives", "find_follow_ups", "rank_common_windows"),
        *("divide_counts", "list_estimates", "list_tipping_points"),
    ):
        monkeypatch.setattr(compare, make, none)


# methods.md 5, gate 3, as two ranks hidden beside a printed total.
DEMO = [
    see(38), see(29, "constable"), see(6, "sergeant"),
    see((1, 4), "inspector"), see((1, 4), "chief_inspector"),
]  # fmt: skip
SERGEANTS = LINE | {
    "categories": ["sergeant", "inspector", "chief_inspector"], "into": "sergeant_and_above"
}  # fmt: skip


def test_two_hidden_ranks_beside_a_total_stop_the_build_and_the_cure_can_be_pasted(tmp_path):
    said = shut(tmp_path, DEMO, plan())
    assert "publication gate: 1 fault" in said and "reply.csv, sheet csv, cell B" in said
    assert "chief_inspector (hidden by the force)" in said
    pasted = yaml.safe_load(said[said.index("# paste") :])
    passed = open_gate(tmp_path, DEMO, plan(*pasted["merge"]))
    # Inspectors and above would be 3, told by the total: the next wider rank it is.
    assert [merge["into"] for merge in pasted["merge"]] == ["sergeant_and_above"]
    assert count(passed)["sergeant_and_above"] == (8, 14)


def test_a_merge_that_passes_is_published_and_says_what_it_holds(tmp_path):
    passed = open_gate(tmp_path, DEMO, plan(SERGEANTS))
    assert count(passed) == {"all": (38, 38), "constable": (29, 29), "sergeant_and_above": (8, 14)}
    rows = passed.refusals[passed.refusals["code"] == "DISCLOSIVE"].set_index("category")
    assert list(rows.index) == ["sergeant", "inspector", "chief_inspector"]
    assert rows.loc["inspector", "evidence"] == (
        "Inspector is published only within Sergeant and above: few"
    )
    assert rows["cells"].str.startswith("reply.csv#csv!B").all()
    assert "01-foi-23-029010" in rows.loc["inspector", "remedy"]
    assert (tmp_path / "processed" / "sample" / "comparison.csv").exists()
    # The force's own table lets all three hidden cells be worked out: counted, and not ours.
    gate = passed.tables["gate"].set_index("rule")["audited"]
    assert gate["told by the replies themselves"] == "2" and gate["merged away"] == "3"


def test_what_is_worked_out_is_never_said(tmp_path):
    # A mark for 1 to 40 beside a total of 211 and 190 constables: 21 sergeants, told by nobody.
    rows = [see(211), see(190, "constable"), see((1, 40), "sergeant")]
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        said = shut(tmp_path, rows, plan())
    assert "sergeant (hidden by the force)" in said
    assert "21" not in said.replace("211", "") + out.getvalue() + err.getvalue()


def test_a_small_count_stops_it_whatever_its_window_or_measure(tmp_path):
    rows = [see(100), see(98, "constable"), see(2, "superintendent")]
    said = shut(tmp_path, rows, plan())
    assert "small count: superintendent (the count, own window), " in said
    assert "the count, common window" in said and "the share, own window" in said


def test_totals_of_one_or_two_stop_it_and_merge_by_periods(tmp_path):
    years = [
        see(n, span=(f"{y}-01-01", f"{y + 1}-01-01"), label=str(y))
        for y, n in {2018: 2, 2019: 3, 2020: 9}.items()
    ]
    study = {"start": None, "end": None}
    said = shut(tmp_path, years, plan(**study))
    assert "categories: ['2018', '2019'], into: 2018 to 2019" in said
    pasted = yaml.safe_load(said[said.index("# paste") :])
    passed = open_gate(tmp_path, years, plan(*pasted["merge"], **study))
    cells = passed.figures[
        passed.figures["basis"].eq("cell") & passed.figures["measure"].eq("count")
    ]
    assert cells["low"].tolist() == [5, 9] and cells["label"].tolist() == ["2018 to 2019", "2020"]


def test_what_two_windows_differ_by_stops_it(tmp_path):
    # Of 40 sergeants all but 2 complaints lie in the common window: by month, so exactly.
    outer = ("2018-01-01", "2018-03-01")
    rows = [
        see(70, span=outer), see(500), see(40 - 2, "sergeant"), see(2, "sergeant", outer),
        see(462, "constable"), see(68, "constable", outer),
    ]  # fmt: skip
    said = shut(tmp_path, rows, plan())
    assert "sergeant (can be worked out)" in said and "constable" not in said.split("->")[0]


def test_a_release_for_another_window_is_audited_beside(tmp_path):
    outer = ("2018-01-01", "2018-03-01")
    rows = [see(70, span=outer), see(500), see(38, "sergeant"), see((0, 2), "sergeant", outer)]
    # The outer two months are printed as 0 to 2, so that no window alone tells of 1 or 2.
    passed, main = open_gate(tmp_path, rows, plan()), tmp_path / "processed"
    # The same window: it is replaced.
    assert list_beside(passed, main / "sample") == []
    there = plan(start="2018-01-01", end="2018-02-28")
    assert open_gate(tmp_path, rows, there, processed="beside", released=main)
    figures = read_table(main / "sample" / "comparison.csv")
    own = figures["basis"].eq("own") & figures["category"].eq("sergeant")
    figures.loc[own & figures["measure"].eq("count"), ["low", "high"]] = "39"
    figures = figures[figures["measure"] == "count"]
    write_table(figures, main / "sample" / "comparison.csv")
    said = shut(tmp_path / "again", rows, there, processed="beside", released=main)
    assert "comparison.csv: beside this window it tells small counts of By rank" in said


@pytest.mark.parametrize("column", take(["force", "low", "measure", "unit", "end"], fewest=2))
def test_a_release_that_cannot_be_audited_shuts_the_gate(tmp_path, column):
    outer = ("2018-01-01", "2018-03-01")
    rows = [see(70, span=outer), see(500), see(38, "sergeant"), see((0, 2), "sergeant", outer)]
    main = tmp_path / "processed"
    open_gate(tmp_path, rows, plan())
    there = plan(start="2018-01-01", end="2018-02-28")
    path = main / "sample" / "comparison.csv"
    write_table(read_table(path).rename(columns={column: f"{column}_then"}), path)
    said = shut(tmp_path / "again", rows, there, processed="beside", released=main)
    assert "comparison.csv: this release is public, and cannot be audited" in said
    assert "-> delete the folder sample, then build its window again" in said
    shutil.rmtree(main / "sample")
    assert open_gate(tmp_path / "again", rows, there, processed="beside", released=main)


RANKS = {"constable": 60, "sergeant": 38, "inspector": 2}


@pytest.mark.parametrize("unit", ["complaints", "officers"])
def test_an_earlier_edition_is_audited_beside_the_one_that_takes_its_place(tmp_path, unit):
    # 40 sergeants and above, then 38 sergeants apart: 2 inspectors.
    rows = [see(100, unit=unit), *(see(n, rank, unit=unit) for rank, n in RANKS.items())]
    above = LINE | {"categories": ["sergeant", "inspector"], "into": "sergeant_and_above"}
    apart = LINE | {"categories": ["constable", "inspector"], "into": "other"}
    main = tmp_path / "processed"
    assert open_gate(tmp_path, rows, plan(apart))
    assert open_gate(tmp_path, rows, plan(above))
    assert open_gate(tmp_path, rows, plan(apart))  # in the place of the other
    open_gate(tmp_path, rows, plan(above))
    (main / "sample").rename(main / "sample--2025")
    said = shut(tmp_path, rows, plan(apart))
    assert "comparison.csv: beside this edition" in said
    assert "small counts of By rank -> merge as it does, or more" in said
    assert "sergeant_and_above" in count(open_gate(tmp_path, rows, plan(above)))
    # What it tells by itself is no fault of the one that takes its place.
    careful = {"mode": "threshold", "safe_threshold": 41, "why": "w"}
    none = LINE | {"categories": list(RANKS), "into": "any_rank"}
    assert open_gate(tmp_path, rows, plan(none, disclosure=careful))


def test_releases_for_two_other_windows_are_audited_together(tmp_path):
    # 40 sergeants in five years, 20 in the first part and 18 in the last: 2 in two months between.
    first, gap, last = (
        ("2018-03-01", "2020-02-01"), ("2020-02-01", "2020-04-01"), ("2020-04-01", "2023-03-01")
    )  # fmt: skip
    rows = [see(200, span=first), see(100, span=gap), see(200, span=last)]
    rows += [see(180, "constable", first), see(98, "constable", gap), see(182, "constable", last)]
    rows += [see(20, "sergeant", first), see(2, "sergeant", gap), see(18, "sergeant", last)]
    main = tmp_path / "data" / "processed"
    assert open_gate(tmp_path, rows, plan(), processed="data/processed")
    one, other = (f"build/sample--{days[0]}--{days[1]}/processed" for days in (first, last))
    early, late = plan(end="2020-01-31"), plan(start=last[0])
    # Either may be released beside the study's own window, and not both.
    assert open_gate(tmp_path, rows, early, processed=one, released=main)
    said = shut(tmp_path, rows, late, processed=other, released=main)
    assert "By rank" in said and "comparison.csv, comparison.csv: beside this window" in said
    assert open_gate(tmp_path / "alone", rows, late, processed=other, released=main)
    # The study's own comes out the same whatever else is built.
    assert open_gate(tmp_path, rows, plan(), processed="data/processed")


def test_a_rank_that_few_hold_stops_it(tmp_path):
    rows = [see(100), see(60, "constable"), see(40, "chief_officer")]
    said = shut(tmp_path, rows, plan())
    assert "size of group: chief_officer (too few hold it" in said
    assert "categories: [chief_officer, constable], into: police_officer" in said


def test_a_rank_merged_away_because_few_hold_it_may_not_be_told_whatever_its_size(tmp_path):
    # 40 inspectors and above less 28 inspectors are the 12 complaints about chief officers.
    rows = [see(100), see(60, "constable"), see(28, "inspector"), see(12, "chief_officer")]
    rows += [see(28, "inspector", table="Inspectors")]
    above = {"categories": ["inspector", "chief_officer"], "into": "inspector_and_above"}
    said = shut(tmp_path, rows, plan(LINE | above | {"table": "By rank"}))
    assert "chief_officer (too few hold it, and it can be worked out)" in said
    assert open_gate(tmp_path, rows[:-1], plan(LINE | above))


def test_a_hidden_cell_may_not_come_back_as_a_share(tmp_path):
    # 39 less 29 less 6 are 4 inspectors: 10.3 % of 39, once another reply has inspectors too.
    old = {"span": ("2016-03-01", "2018-03-01"), "reference": "R 2"}
    rows = [see(39), see(29, "constable"), see(6, "sergeant"), see((1, 4), "inspector")]
    other = [see(130, **old), see(80, "constable", **old), see(20, "sergeant", **old)]
    other += [see(20, "inspector", **old), see(10, "pcso", **old)]
    study, added = plan(start=None, end=None), LINE | {"reference": "r-2"}
    replies = [{"force": one["force"], "reference": one["reference"]} for one in (LINE, added)]
    two = Study.model_validate(study.model_dump() | {"replies": replies, "breaks": ()})
    write_reply(tmp_path / "processed" / added["force"] / added["reference"], other)
    said = shut(tmp_path, rows, two)
    assert "inspector (the share, harmonised window)" in said


def test_a_rank_nobody_can_size_stops_it(tmp_path):
    old = ("2001-01-01", "2006-01-01")
    rows = [see(100, span=old), see(60, "constable", old), see(40, "sergeant", old)]
    said = shut(tmp_path, rows, plan(start="2001-01-01", end="2005-12-31"))
    assert "nobody knows how many held it" in said and "merge into any_rank" in said


def test_many_small_years_are_cured_by_a_merge_that_can_be_pasted(tmp_path):
    rows = [
        see(2, span=(f"{year}-01-01", f"{year + 1}-01-01"), label=f"{year}")
        for year in range(2004, 2019)
    ]
    days = {"start": "2004-01-01", "end": "2018-12-31"}
    said = shut(tmp_path, rows, plan(**days))
    pasted = yaml.safe_load(said[said.index("# paste") :])["merge"]
    assert {merge["dimension"] for merge in pasted} == {"total"}
    assert [year for merge in pasted for year in merge["categories"]] == [
        f"{year}" for year in range(2004, 2019)
    ]
    assert open_gate(tmp_path, rows, plan(*pasted, **days))


def test_what_no_merge_cures_says_so(tmp_path):
    said = shut(tmp_path, [see(2)], plan())
    assert "no merge cures it: leave the table out" in said


@pytest.mark.parametrize("leak", ["constable inspector sergeant", "sergeant", "sergeant inspector"])
def test_categories_counted_together_leak_each_of_them(leak):
    sizes = {"constable": 51, "sergeant": 1, "inspector_and_above": 8, "pcso": 9}
    groups = {code: (code,) for code in sizes}
    reply = StudyReply(force=LINE["force"], reference=LINE["reference"])
    table = CategoryRecoding(reply, "By rank", "rank", sizes, groups)
    laid = Leak(AUDIT, LINE["force"], MET["reference"], "By rank", "rank", leak, "w")
    merged = {code for merge in table.coarsen([laid]).list_merges() for code in merge.categories}
    assert "sergeant" in merged
    assert ("constable" in merged) == ("constable" in leak) and "pcso" not in merged


def test_a_follow_up_of_several_categories_that_leaks_is_told_with_its_cure(tmp_path, monkeypatch):
    monkeypatch.setattr(compare, "find_follow_ups", find_follow_ups)
    # Nobody knows how many hold the ranks of these days, and of the three together one asks.
    days = {"span": ("1995-01-01", "1996-01-01")}
    rows = [see((0, inf), status="withheld", **days), see((51, inf), "sergeant", **days)]
    rows += [see((1, 4), "constable", **days), see((8, 12), "inspector", status="rounded", **days)]
    said = shut(tmp_path, rows, plan(start="1995-01-01", end="1995-12-31"))
    assert "constable inspector sergeant (nobody knows" in said
    assert "merge into any_rank" in said


def test_a_reply_that_contradicts_itself_is_audited_by_what_is_published(tmp_path):
    inside = ("2019-01-01", "2020-01-01")
    rows = [see(30), see(20, "constable"), see((1, 4), "inspector"), see(5, "sergeant")]
    rows += [see(50, "sergeant", inside)]
    passed = open_gate(tmp_path, rows, plan())
    assert "sergeant" not in count(passed) and count(passed)["inspector"] == (1, 4)
    assert "INCONSISTENT_SOURCES" in set(passed.refusals["code"])


def test_checks_lose_their_small_figures(tmp_path):
    open_gate(tmp_path, [see(100), see(100, "constable")], plan())
    study, reply = plan(), tmp_path / "processed" / LINE["force"] / LINE["reference"]
    told = MET | {"check": "two totals"}
    blank = CHECKS.blank() | told | {"verdict": "differs", "provenance": "illustrative"}
    told = [("3", "2 to 3"), ("1 to 4", "20"), ("12", "12"), ("2018-01-01 to 2020-01-01", "")]
    write_table(
        pd.DataFrame([blank | {"first": a, "second": b} for a, b in told]), reply / "checks.csv"
    )
    replies = read_study(study, tmp_path / "processed")
    compared = compare_study(study, replies, study.choose_window())
    write_comparison(compared, study, tmp_path / "internal")
    passed = pass_gate(study, tmp_path / "internal", tmp_path / "processed", tmp_path)
    assert passed.checks["first"].tolist() == ["[c]", "1 to 4", "12", told[3][0]]
    assert passed.checks["second"].tolist() == ["[c]", "20", "12", ""]


@pytest.mark.parametrize("is_declared", [False, True])
def test_words_declared_the_same_are_held_against_each_other(tmp_path, is_declared):
    # 52 over all days in some words, 50 over the common window in others: 2 before it.
    rows = [see(52, span=ONE), see(50, table="Later", definition="the same in other words")]
    words = [see(1)["definition"], "the same in other words"]
    same = [{"definitions": words, "why": "w"}] if is_declared else ()
    if is_declared:
        assert "what can be worked out" in shut(tmp_path, rows, plan(same=same))
    else:
        assert open_gate(tmp_path, rows, plan(same=same))


def test_zero_and_five_may_be_told_and_the_results_count_and_never_name(tmp_path):
    rows = [see(105), see(100, "constable"), see(5, "sergeant"), see(0, "inspector")]
    passed = open_gate(tmp_path, rows, plan())
    assert count(passed)["inspector"] == (0, 0)
    gate = passed.tables["gate"].set_index("rule")
    assert list(gate.index) == [*RULES, "told by the replies themselves", "merged away"]
    # Counts over two windows, and shares over as many, of the two ranks that somebody holds.
    figures = passed.figures[passed.figures["dimension"].eq("rank") & passed.figures["high"].gt(0)]
    assert gate.loc["size of group", "audited"] == str(len(figures)) != "0"
    assert gate.loc[list(RULES), "failed"].tolist() == ["0"] * len(RULES)
    assert int(gate.loc["small count", "audited"]) > len(figures)


def paste(text: str, block: str) -> str:
    """The file of a study with a block pasted as its first line says: at the end, or for a key."""
    head, key = block.split("\n", 1)
    if "at the end" in head:
        return text + block + "\n"
    assert "in place of the whole key merge" in head
    return re.sub(r"^merge:\n(?:[ -].*\n)*", lambda _: key + "\n", text, flags=re.M)


@pytest.mark.parametrize("has_merges", [False, True])
def test_the_remedy_is_one_block_that_works_as_pasted(tmp_path, has_merges):
    # Two tables and the years leak at once; a merge of another table is there already, and stays.
    years = [see(n, span=(f"{y}-01-01", f"{y + 1}-01-01"), label=f"{y}")
             for y, n in {2018: 2, 2019: 3, 2020: 90, 2021: 80, 2022: 70}.items()]  # fmt: skip
    whole = ("2018-01-01", "2023-01-01")
    held = {"constable": 232, "sergeant": 9, "inspector": 4}
    ranks = [see(n, rank, whole) for rank, n in held.items()]
    sources = [
        see(n, code, whole, table="Source", dimension="source")
        for code, n in {"public": 243, "internal": 2}.items()
    ]
    merges = [
        LINE | {"dimension": "source", "categories": ["public", "internal"], "into": "any_source"},
        LINE | {"categories": ["sergeant", "inspector"], "into": "inspector_and_above"},
    ]
    study = plan(*merges[:1] if has_merges else (), start="2018-01-01", end="2022-12-31")
    file = tmp_path / "sample.yaml"
    facts = study.model_dump(mode="json", exclude_none=True, exclude={"merge"})
    facts["report"] = "report/report.md"
    text = yaml.safe_dump(facts, sort_keys=False)
    if has_merges:
        text = "merge:\n" + yaml.safe_dump(merges[:1], sort_keys=False) + text
    file.write_text(text, encoding="utf-8")
    said = shut(tmp_path, [*years, *ranks, *sources], load_study("sample", tmp_path))
    assert said.count("merge:") == 1 and "as the block below does" in said
    file.write_text(paste(text, said[said.index("# paste") :]), encoding="utf-8")
    mended = load_study("sample", tmp_path)
    assert (merges[0]["into"] in {merge.into for merge in mended.merge}) or not has_merges
    passed = open_gate(tmp_path, [*years, *ranks, *sources], mended)
    assert count(passed)["all"] == (245, 245)


def test_a_year_beside_a_total_of_all_years_is_merged_with_the_next(tmp_path):
    # In one table: the years are its parts, the total is none of the periods that follow.
    years = [see(n, span=(f"{y}-01-01", f"{y + 1}-01-01"), label=f"{y}")
             for y, n in {2018: 2, 2019: 3, 2020: 90, 2021: 80, 2022: 70}.items()]  # fmt: skip
    rows = [*years, see(245, span=("2018-01-01", "2023-01-01"), label="all")]
    window = {"start": "2018-01-01", "end": "2022-12-31"}
    said = shut(tmp_path, rows, plan(**window))
    merges = yaml.safe_load(said[said.index("# paste") :])["merge"]
    assert [merge["categories"] for merge in merges] == [["2018", "2019"]]
    passed = open_gate(tmp_path, rows, plan(*merges, **window))
    assert count(passed)["all"] == (245, 245)
    # With a year between left out nothing follows, so no merge is named.
    said = shut(tmp_path / "gap", [years[0], *years[2:]], plan(**window))
    assert "no merge cures it" in said and "# paste" not in said


def test_a_table_that_leaks_once_another_is_merged_is_mended_with_it(tmp_path):
    # One merge is of two tables: the first needs more, and then its counts tell of the second.
    both = {"categories": ["sergeant", "inspector"], "into": "sergeant_and_above"}
    rows = [see(100), see(97, "constable"), see(2, "sergeant"), see(1, "inspector")]
    rows += [see(n, rank, table="Ended") for rank, n in
             {"constable": 70, "sergeant": 6, "inspector": 3}.items()]  # fmt: skip
    said = shut(tmp_path, rows, plan(LINE | both))
    merges = yaml.safe_load(said[said.index("# paste") :])["merge"]
    assert {merge["table"] for merge in merges} == {"By rank", "Ended"}
    assert open_gate(tmp_path, rows, plan(*merges))


@pytest.mark.parametrize(
    ("zeros", "preset"), [(False, "methods"), (True, "methods"), (True, "acro")]
)
def test_all_or_none_of_a_class_is_told_only_where_the_study_allows_it(tmp_path, zeros, preset):
    mode = {"mode": "threshold", "why": "w", "preset": preset, "zeros_are_disclosive": zeros}
    rows = [see(100), see(100, "constable"), see(0, "sergeant")]
    if not zeros:
        assert open_gate(tmp_path, rows, plan(disclosure=mode))
        return
    said = shut(tmp_path, rows, plan(disclosure=mode))
    assert "small count: sergeant (the count" in said and "or has them all" in said
    # All constables, where no other rank is listed, is told by the total.
    said = shut(tmp_path / "all", rows[:2], plan(disclosure=mode))
    assert "constable (all that there are are so)" in said
    kinds = [see(100), see(60, "constable"), see(40, "sergeant")]
    assert open_gate(tmp_path / "both", kinds, plan(disclosure=mode))


def test_thresholds_are_those_of_the_study_or_of_the_preset(tmp_path):
    rows = [see(100), see(93, "constable"), see(7, "sergeant")]
    assert open_gate(tmp_path, rows, plan())
    acro = {"mode": "threshold", "preset": "acro", "why": "w"}
    said = shut(tmp_path / "acro", rows, plan(disclosure=acro))
    assert "small count: sergeant" in said and "a count of 1 to 9 of a category" in said
    low = acro | {"safe_threshold": 6}
    assert open_gate(tmp_path / "own", rows, plan(disclosure=low))
    many = {"mode": "threshold", "why": "w", "fewest_holders": 10**6}
    assert "size of group: " in shut(tmp_path / "many", rows, plan(disclosure=many))


def test_what_a_reply_under_thresholds_prints_is_kept_out_of_version_control(tmp_path):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    rows = [see(100), see(60, "constable"), see(40, "sergeant")]
    seen = []
    for mode in ("threshold", "as released"):
        open_gate(tmp_path, rows, plan(disclosure=mode))
        told = ["git", "-C", tmp_path, "status", "--short", "-uall", "processed"]
        seen.append(subprocess.run(told, check=True, capture_output=True, text=True).stdout)
    assert "observations.csv" not in seen[0] and "comparison.csv" in seen[0]
    assert "observations.csv" in seen[1] and ".gitignore" not in seen[1]
