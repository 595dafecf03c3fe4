"""The mode `as released`: every printed figure stands, and nothing hidden is told more closely."""

from math import inf

import pytest
from gate_studies import LINE, count, open_gate, plan, see, write_reply

from analysis.model.faults import Faults
from analysis.model.store.csv_file import read_table
from analysis.reconcile import compare

MODE = {"disclosure": "as released"}
YEARS = [(f"{year}-01-01", f"{year + 1}-01-01") for year in range(2018, 2023)]
OTHER = {"reference": "R 2", "file": "other.csv"}


@pytest.fixture(autouse=True)
def few_tables(monkeypatch):
    """Without the further tables, which take most of the time."""
    none = lambda *_: []  # noqa: E731
    for make in ("list_alternatives", "rank_common_windows"):
        monkeypatch.setattr(compare, make, none)


def release(folder, rows, more=(), adds=False, **told):
    """The release of a study of one reply, or of two of the same force."""
    references = [LINE["reference"]]
    if more:
        write_reply(folder / "processed" / LINE["force"] / "r-2", list(more))
        second = {"force": LINE["force"], "reference": "r-2"}
        references.append(second | ({"adds_to": LINE["reference"]} if adds else {}))
    return open_gate(folder, rows, plan(references=references, **MODE | told))


def refused(passed) -> set[tuple[str, str, str]]:
    rows = passed.refusals[passed.refusals["code"] == "DISCLOSIVE"]
    return set(zip(rows["measure"], rows["basis"], rows["category"], strict=True))


def read_gate(passed) -> dict[str, str]:
    return dict(passed.tables["gate"][["rule", "audited"]].itertuples(index=False))


def test_small_printed_figures_stand_whoever_holds_the_rank(tmp_path):
    rows = [see(3), see(2, "chief_officer"), see(1, "superintendent"), see(0, "inspector")]
    passed = release(tmp_path, rows)
    printed = {"chief_officer": (2, 2), "superintendent": (1, 1), "inspector": (0, 0)}
    assert count(passed) == {"all": (3, 3)} | printed
    assert refused(passed) == set()
    assert read_gate(passed) == {
        "hidden counts": "0", "one release at a time": "0", "coarsened": "0", "withheld": "0"
    }  # fmt: skip


HIDDEN = [
    see(38), see(29, "constable"), see(6, "sergeant"),
    see((1, 4), "inspector"), see((1, 4), "chief_inspector"),
]  # fmt: skip


def test_what_the_release_itself_tells_is_shown_no_closer_than_it_shows_it(tmp_path):
    # Each of the two is 1 or 2, by the total; both are shown as "1 to 4".
    passed = release(tmp_path, HIDDEN)
    assert count(passed)["inspector"] == count(passed)["chief_inspector"] == (1, 4)
    assert count(passed)["sergeant"] == (6, 6)


def test_a_year_that_a_total_tells_is_shown_as_it_is_printed(tmp_path):
    # 2018 is 3, by the total of 22: over the common window, which is that year, "1 to 4".
    first, both = YEARS[0], (YEARS[0][0], YEARS[1][1])
    rows = [see((1, 4), span=first), see(19, span=YEARS[1]), see(22, span=both, table="Both")]
    passed = release(tmp_path, rows, start="2018-01-01", end="2018-12-31")
    assert count(passed)["all"] == (22, 22)
    assert count(passed, "common")["all"] == (1, 4)
    row = passed.pick("count", "common").iloc[0]
    assert row["rung"] == "B" and "no more closely than the force shows it" in row["assumes"]
    # No rate says what the count does not.
    common = passed.figures[passed.figures["basis"].eq("common")]
    assert set(common["measure"]) == {"count"}
    assert ("rate_per_month", "common", "all") in refused(passed)
    # As a cell of the reply it stands as before, with all that is printed.
    cells = passed.figures[passed.figures["basis"].eq("cell")]
    assert len(cells) == 6 and len(passed.tables["printed"]) == 3
    assert read_gate(passed)["coarsened"] != "0"


def test_a_printed_count_stands_although_another_table_hides_it(tmp_path):
    rows = [see((1, 4), span=YEARS[0]), see(3, span=YEARS[0], table="In full")]
    passed = release(tmp_path, rows, start="2018-01-01", end="2018-12-31")
    assert count(passed)["all"] == (3, 3) and read_gate(passed)["coarsened"] == "0"


@pytest.mark.parametrize("status", ["withheld", "suppressed", "rounded"])
def test_a_part_of_a_hidden_cell_is_told_no_closer_than_the_cell(tmp_path, status):
    # 21 sergeants, by the total of 211 and 190 constables: over the window 9 to 21 of them.
    ends = {"withheld": (0, inf), "suppressed": (1, 40), "rounded": (18, 22)}[status]
    years = [see(12, span=("2018-01-01", "2018-03-01")), see(199)]
    long = {"span": ("2018-01-01", "2023-03-01")}
    ranks = [see(190, "constable", **long), see(ends, "sergeant", status=status, **long)]
    passed = release(tmp_path, [*years, *ranks])
    low, high = count(passed, "common")["sergeant"]
    assert low <= ends[0] and high >= ends[1]
    assert count(passed)["constable"] == (190, 190)


UNSAID = see((1, 40), "inspector", status="suppressed")


def test_a_total_worked_out_of_another_release_is_not_set_beside_a_hidden_count(tmp_path):
    # The second reply's months add up to 39; less 29 and 6 they are the 4 inspectors hidden.
    rows = [
        see(29, "constable"),
        see(6, "sergeant"),
        see((1, 40), "inspector", status="suppressed"),
    ]
    halves = [("2018-03-01", "2020-01-01"), ("2020-01-01", "2023-03-01")]
    months = [see(n, span=span, **OTHER) for n, span in zip((20, 19), halves, strict=True)]
    passed = release(tmp_path, rows, months)
    cells = passed.pick("count", "cell")
    assert sorted(cells["low"]) == [19, 20]  # what that reply prints stands
    assert ("count", "own", "all") in refused(passed)
    assert not passed.figures["basis"].eq("own").loc[passed.figures["dimension"].eq("total")].any()
    # The reply stays in the league table, without its count, and with the reason.
    league = passed.tables["league"].set_index("code")
    assert league.loc["DISCLOSIVE", "class"] == "no"
    assert league.loc["DISCLOSIVE", ["low", "high", "rate_low", "year_high"]].isna().all()
    joined = read_table(tmp_path / "internal" / "joined" / "sample.csv")
    assert joined["category"].tolist() == ["inspector"] and "4" not in "".join(joined["category"])
    # Alone, either is published whole.
    (tmp_path / "alone").mkdir()
    alone = release(tmp_path / "alone", rows)
    assert count(alone)["inspector"] == (1, 40) and refused(alone) == set()


def test_a_printed_total_of_another_release_stands_and_its_joining_is_counted(tmp_path):
    rows = [
        see(29, "constable"),
        see(6, "sergeant"),
        see((1, 40), "inspector", status="suppressed"),
    ]
    passed = release(tmp_path, rows, [see(39, **OTHER)])
    assert count(passed)["all"] == (39, 39) and refused(passed) == set()
    joined = read_table(tmp_path / "internal" / "joined" / "sample.csv")
    assert joined["category"].tolist() == ["inspector"]


def test_a_reply_that_adds_to_another_does_not_tell_what_that_one_hides(tmp_path):
    # 2018 is hidden; the later reply has its parts, which common and hidden days would give away.
    rows = [see((1, 9), span=YEARS[0], status="suppressed")]
    rows += [see(50, span=(YEARS[1][0], "2023-03-01"))]
    parts = [("2018-01-01", "2018-03-01"), ("2018-03-01", "2019-01-01")]
    more = [see(n, span=span, **OTHER) for n, span in zip((2, 5), parts, strict=True)]
    passed = release(tmp_path, rows, more, adds=True)
    common = passed.pick("count", "common")
    assert common[common["reference"].ne("R 2")].empty
    assert ("count", "common", "all") in refused(passed)
    # Where nothing is hidden the two are put together as the study says.
    (tmp_path / "open").mkdir()
    rows[0] = see(7, span=YEARS[0])
    shown = release(tmp_path / "open", rows, more, adds=True).pick("count", "common")
    assert shown["low"].tolist() == [55]


def test_what_a_remainder_may_hold_is_not_told_by_another_release(tmp_path):
    # Other is 5 in the first reply; the second prints its superintendents by half, 1 and 2.
    rows = [see(100), see(95, "constable"), see(5, "other")]
    halves = [("2018-03-01", "2020-01-01"), ("2020-01-01", "2023-03-01")]
    more = [see(n, "superintendent", span, **OTHER) for n, span in zip((1, 2), halves, strict=True)]
    passed = release(tmp_path, rows, more)
    assert ("count", "own", "superintendent") in refused(passed)
    assert count(passed)["other"] == (5, 5)


def test_a_merge_may_still_be_asked_for(tmp_path):
    into = LINE | {"categories": ["sergeant", "inspector"], "into": "sergeant_and_above"}
    rows = [see(100), see(91, "constable"), see(6, "sergeant"), see(3, "inspector")]
    references = [LINE["reference"]]
    passed = open_gate(tmp_path, rows, plan(into, references=references, **MODE))
    assert count(passed)["sergeant_and_above"] == (9, 9)
    assert read_gate(passed)["merged away"] == "2"


def test_a_reply_may_be_under_thresholds_in_a_study_that_is_not(tmp_path):
    rows = [see(100), see(97, "constable"), see(3, "inspector")]
    strict = {"force": LINE["force"], "reference": LINE["reference"], "disclosure": "threshold"}
    with pytest.raises(Faults, match="small count: inspector"):
        open_gate(tmp_path, rows, plan(references=[strict], **MODE))
    loose = strict | {"disclosure": "as released"}
    assert open_gate(tmp_path, rows, plan(references=[loose], disclosure="threshold"))


def test_changes_and_ratios_over_days_without_a_count_of_their_own_are_looked_at(tmp_path):
    # The change from 2018 to 2019 would tell the 2018 that is hidden, for the other reply adds it.
    rows = [see((10, 90), span=YEARS[0], status="suppressed"), see(50, span=YEARS[1])]
    halves = [("2018-01-01", "2018-07-01"), ("2018-07-01", "2019-01-01")]
    more = [see(n, span=span, **OTHER) for n, span in zip((20, 21), halves, strict=True)]
    passed = release(tmp_path, rows, more, adds=True, start="2018-01-01", end="2019-12-31")
    changes = passed.figures[passed.figures["measure"].eq("change")]
    assert changes.empty and ("change", "year", "all") in refused(passed)


DISMISSED = {"table": "Dismissed by rank", "unit": "outcomes"}


@pytest.mark.parametrize(
    ("table", "left"),
    [
        ("By rank", {"Dismissed by rank"}),
        ("Dismissed by rank", {"By rank"}),
        (None, set()),
    ],
)
def test_a_merge_takes_what_it_names_from_what_was_printed(tmp_path, table, left):
    ranks = ("constable", "sergeant", "inspector")
    rows = [see(100), *(see(n, rank) for n, rank in zip((91, 6, 3), ranks, strict=True))]
    rows += [see(n, rank, **DISMISSED) for n, rank in zip((9, 2, 1), ranks, strict=True)]
    merge = LINE | {"categories": ["sergeant", "inspector"], "into": "sergeant_and_above"}
    study = plan(merge | ({"table": table} if table else {}), **MODE)
    printed = open_gate(tmp_path, rows, study).tables["printed"]
    by_rank = printed[printed["dimension"].eq("rank")]
    assert set(by_rank["table"]) == left
    assert len(by_rank) == 3 * len(left) and len(printed) == len(by_rank) + 1
