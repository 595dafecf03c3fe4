"""An explanation tells no more than the figure: parts go with what is coarser or withheld."""

import re
from math import inf

import pandas as pd
import pytest
from gate_studies import LINE, MET, count, open_gate, plan, see, write_reply

from analysis.publish.content.explanation import UNTOLD, Explainer
from analysis.publish.content.publication import Names, Publication
from analysis.publish.disclosure import gate
from analysis.publish.disclosure.published_counts import list_published_counts
from analysis.publish.tables.trace import list_explained
from analysis.reconcile import compare

YEARS = [(f"{year}-01-01", f"{year + 1}-01-01") for year in range(2018, 2023)]
RELEASED = {"disclosure": "as released"}
IN_2018 = {"start": "2018-01-01", "end": "2018-12-31"}


@pytest.fixture(autouse=True)
def few_tables(monkeypatch):
    for name in ("list_alternatives", "rank_common_windows", "find_follow_ups"):
        monkeypatch.setattr(compare, name, lambda *_: [])


def explain(passed, study) -> str:
    """All that an explanation of any published figure says."""
    explainer = Explainer(Publication(passed, study, Names()))
    return "\n".join(line for one in explainer.explain_all() for line in list_explained(one))


def list_sums(passed) -> set[tuple]:
    """Each count that the parts come to, as a reader would add it up."""
    parts = passed.tables["parts"]
    parts = parts[parts["role"].eq("added") & parts["basis"].eq("any")]
    kinds = ["dimension", "category", "window_start", "window_end"]
    return {
        (*kind, (rows["low"] * rows["least_times"]).sum()) for kind, rows in parts.groupby(kinds)
    }


def test_a_count_that_is_shown_coarser_has_no_parts_that_tell_it(tmp_path):
    # 2018 is 3, by the total of 22, and is shown as the force prints it: 1 to 4.
    both = (YEARS[0][0], YEARS[1][1])
    rows = [
        see((1, 4), span=YEARS[0]),
        see(19, span=YEARS[1]),
        see(22, span=both, table="Both"),
    ]
    study = plan(**RELEASED | IN_2018)
    passed = open_gate(tmp_path, rows, study)
    assert count(passed, "common")["all"] == (1, 4)
    parts = passed.tables["parts"]
    year = pd.Timestamp(YEARS[0][0]), pd.Timestamp(YEARS[0][1])
    told = parts[parts["window_start"].eq(year[0]) & parts["window_end"].eq(year[1])]
    assert set(told["basis"]) == {"cell"}  # as printed, and no sum that comes to 3
    assert (told["low"].iloc[0], told["high"].iloc[0]) == (1, 4)
    said = explain(passed, study)
    assert UNTOLD in said and "22 − 19" not in said and "= 3" not in said
    # What stands is explained as before.
    assert "made of: 22, as printed" in said


def test_a_figure_that_is_withheld_takes_its_parts_with_it(tmp_path):
    # The second release's months add up to 39; less 29 and 6 they are the 4 inspectors hidden.
    rows = [see(29, "constable"), see(6, "sergeant")]
    rows.append(see((1, 40), "inspector", status="suppressed"))
    halves = [("2018-03-01", "2020-01-01"), ("2020-01-01", "2023-03-01")]
    other = {"reference": "R 2", "file": "other.csv"}
    months = [see(n, span=days, **other) for n, days in zip((20, 19), halves, strict=True)]
    write_reply(tmp_path / "processed" / LINE["force"] / "r-2", months)
    references = [LINE["reference"], {"force": LINE["force"], "reference": "r-2"}]
    study = plan(references=references, **RELEASED)
    passed = open_gate(tmp_path, rows, study)
    withheld = passed.refusals[passed.refusals["code"].eq("DISCLOSIVE")]
    assert ("count", "own", "all") in set(
        zip(withheld["measure"], withheld["basis"], withheld["category"], strict=True)
    )
    assert 39 not in {total for *_, total in list_sums(passed)}
    assert "20 + 19" not in explain(passed, study)
    # The months stand as the other release prints them.
    cells = passed.tables["parts"].query("basis == 'cell'")
    assert sorted(cells["low"]) == [19, 20]


def test_every_sum_of_parts_is_a_published_count(tmp_path):
    rows = [see(38), see(29, "constable"), see(6, "sergeant"), see((1, 4), "inspector")]
    passed = open_gate(tmp_path, rows, plan(**RELEASED))
    published = {
        (one.dimension, one.category, pd.Timestamp(one.window.start), one.low)
        for one in list_published_counts(passed)
    }
    sums = {(kind, code, start, total) for kind, code, start, _, total in list_sums(passed)}
    assert sums and sums <= published


def test_of_a_reply_under_thresholds_no_single_cell_is_told(tmp_path):
    # 65 constables are published; that 4 of them are of one year would be of few.
    days = [("2018-03-01", "2020-01-01"), ("2020-01-01", "2023-03-01")]
    rows = [see(61, "constable", span=days[0]), see(4, "constable", span=days[1])]
    rows += [see(96, "sergeant", span=span) for span in days]
    rows += [see(200, span=days[0]), see(150, span=days[1])]
    study = plan()
    passed = open_gate(tmp_path, rows, study)
    assert count(passed)["constable"] == (65, 65)
    assert passed.tables["parts"].empty
    said = explain(passed, study)
    assert "61 + 4" not in said and "prints" not in said and f"65: {UNTOLD}" in said
    assert "reply.csv, sheet csv, B" in said  # the cells are named all the same


def test_of_a_table_with_something_merged_away_no_single_cell_is_told(tmp_path):
    merge = LINE | {"categories": ["sergeant", "inspector"], "into": "sergeant_and_above"}
    rows = [see(38), see(29, "constable"), see(6, "sergeant"), see(3, "inspector")]
    study = plan(merge, **RELEASED)
    passed = open_gate(tmp_path, rows, study)
    assert count(passed)["sergeant_and_above"] == (9, 9)
    parts = passed.tables["parts"]
    assert set(parts["dimension"]) == {"total"} and parts["reference"].eq(MET["reference"]).all()
    assert "6 + 3" not in explain(passed, study)


def test_a_period_that_is_merged_takes_all_parts_of_its_reply_with_it(tmp_path):
    labels = {"2018": YEARS[0], "2019": YEARS[1], "2020": YEARS[2]}
    rows = [
        see(n, span=days, label=label)
        for n, (label, days) in zip((12, 7, 30), labels.items(), strict=True)
    ]
    merge = {**LINE, "dimension": "total", "categories": ["2018", "2019"], "into": "2018 and 2019"}
    study = plan(merge, start="2018-01-01", end="2020-12-31", **RELEASED)
    passed = open_gate(tmp_path, rows, study)
    assert count(passed)["all"] == (49, 49)
    assert passed.tables["parts"].empty
    assert "12 + 7" not in explain(passed, study)


def test_a_cell_that_gives_nothing_is_no_more_than_that(tmp_path):
    rows = [see((0, inf), span=YEARS[0], status="withheld"), see(19, span=YEARS[1])]
    study = plan(start="2018-01-01", end="2019-12-31", **RELEASED)
    said = explain(open_gate(tmp_path, rows, study), study)
    assert "at least 0 + 19 = 19" in said and "nothing limits it: no end + 19 = no end" in said


@pytest.mark.parametrize("mode", ["threshold", "as released"])
def test_cells_of_a_reply_that_adds_to_another_go_by_their_own_mode_and_merges(
    tmp_path, mode, monkeypatch
):
    """The sum of both replies is told, and not the 197 and 3 that the second has merged away."""
    monkeypatch.setattr(gate, "_describe_source", lambda reply: "its letter")
    other = {"reference": "R 2", "file": "other.csv"}
    later = [
        see(197, span=YEARS[1], label="2019", **other),
        see(3, span=YEARS[2], label="2020", **other),
    ]
    write_reply(tmp_path / "processed" / LINE["force"] / "r-2", later)
    merge = {"force": LINE["force"], "reference": "r-2", "dimension": "total", "why": "few"}
    merge |= {"categories": ["2019", "2020"], "into": "2019 and 2020"}
    added = {"force": LINE["force"], "reference": "r-2", "disclosure": mode}
    added["adds_to"] = LINE["reference"]
    both = RELEASED | {"start": "2018-01-01", "end": "2020-12-31"}
    study = plan(merge, references=[LINE["reference"], added], **both)
    passed = open_gate(tmp_path, [see(300, span=YEARS[0])], study)
    parts = passed.tables["parts"]
    assert count(passed, "common")["all"] == (500, 500)
    assert not parts["cells"].str.contains("other.csv").any()
    said = explain(passed, study)
    assert not re.search(r"\b197\b", said) and UNTOLD in said and "300 = 500" not in said
