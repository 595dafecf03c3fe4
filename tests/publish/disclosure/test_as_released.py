"""The mode `as released`: every printed figure stands, and nothing hidden is told more closely."""

from math import inf

import pytest
from figure_reading import list_words
from gate_studies import LINE, count, open_gate, plan, see, write_reply

from analysis.model.faults import Faults
from analysis.model.store.csv_file import read_table
from analysis.publish.content.publication import Names, Publication
from analysis.publish.figures.league_scale import draw_league
from analysis.publish.tables.league_table import list_league
from analysis.reconcile import compare

pytestmark = pytest.mark.costly  # each takes a small study through the gate

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
        "hidden counts": "0", "events in Other": "0", "one release at a time": "0",
        "coarsened": "0", "withheld": "0",
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
    (hidden,) = joined.to_dict("records")
    place = f"{rows[2]['file']}#{rows[2]['sheet']}!{rows[2]['cell']}"
    assert hidden == {
        "force": "metropolitan", "reference": rows[2]["reference"], "table": "By rank",
        "dimension": "rank", "category": "inspector", "cell": place,
    }  # fmt: skip
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


def publish(folder, replies, facts=(), released=None, processed="processed", **told):
    """The release of a study of several replies, by force and folder; `facts` say more of each."""
    for (force, reference), rows in replies.items():
        write_reply(folder / processed / force / reference, rows)
    (_, first), *_ = replies.items()
    references = [
        {"force": force, "reference": reference} | dict(facts).get(reference, {})
        for force, reference in replies
    ]
    study = plan(references=references, **MODE | told)
    return open_gate(folder, first, study, released, processed=processed)


MET = (LINE["force"], LINE["reference"])
KENT = {"force": "kent", "reference": "K", "file": "kent.csv"}
HALVES = [("2018-01-01", "2018-07-01"), ("2018-07-01", "2019-01-01")]
ADDS = {"r-2": {"adds_to": LINE["reference"]}}
IN_2018 = {"start": "2018-01-01", "end": "2018-12-31"}


def two_releases(hidden, halves, *more, **told) -> dict:
    """2018 hidden in one release of the Met, and printed by halves in another, which adds to it."""
    parts = zip(halves, HALVES, strict=True)
    return {
        MET: [see(hidden, span=YEARS[0], status="suppressed", **told), *more],
        (LINE["force"], "r-2"): [see(n, span=span, **OTHER | told) for n, span in parts],
    }


@pytest.mark.parametrize("adds", [True, False])
def test_no_release_for_another_window_makes_a_joined_figure_safe(tmp_path, adds):
    # What the other release prints by parts stands in the first release, and tells nothing yet.
    later = see(50, span=(YEARS[1][0], "2023-03-01"))
    replies = two_releases((10, 90), (20, 21), later)
    if not adds:
        ranks = [see(29, "constable"), see((1, 40), "inspector", status="suppressed")]
        parts = [("2018-03-01", "2020-01-01"), ("2020-01-01", "2023-03-01")]
        more = [see(n, span=span, **OTHER) for n, span in zip((20, 13), parts, strict=True)]
        replies = {MET: ranks, (LINE["force"], "r-2"): more}
    facts = ADDS if adds else {}
    own, other = {"start": "2019-01-01"}, {"start": "2018-07-01", "end": "2022-12-31"}
    publish(tmp_path, replies, facts, **own)
    main = tmp_path / "processed"
    beside = publish(tmp_path, replies, facts, main, "beside", **other)
    alone = publish(tmp_path / "alone", replies, facts, **other)
    assert refused(beside) == refused(alone) and ("count", "own", "all") in refused(beside)
    for basis in ("own", "common"):
        assert count(beside, basis) == count(alone, basis) and "all" not in count(beside, basis)


@pytest.mark.parametrize("name", ["definition", "population"])
def test_words_that_the_study_declares_the_same_are_audited_together(tmp_path, name):
    # 39 in all, by halves of another reply: less 29 and 6 they are the 4 inspectors hidden.
    one, two = {name: "officers"}, {name: "all police officers"}
    rows = [
        see(29, "constable", **one),
        see(6, "sergeant", **one),
        see((1, 40), "inspector", status="suppressed", **one),
    ]
    halves = [("2018-03-01", "2020-01-01"), ("2020-01-01", "2023-03-01")]
    more = [see(n, span=span, **OTHER | two) for n, span in zip((20, 19), halves, strict=True)]
    (tmp_path / "apart").mkdir()
    passed = release(tmp_path / "apart", rows, more)
    assert ("count", "own", "all") not in refused(passed)
    same = [{f"{name}s": ["officers", "all police officers"], "why": "w"}]
    passed = release(tmp_path, rows, more, same=same)
    assert ("count", "own", "all") in refused(passed)
    joined = read_table(tmp_path / "internal" / "joined" / "sample.csv")
    assert joined["category"].tolist() == ["inspector"]


@pytest.mark.parametrize("halves", [(1, 1), (1, 2), (4, 4)])
def test_nothing_published_holds_a_count_that_is_withheld(tmp_path, halves):
    # The sum over bodies, refusals for few events, pairs and checks of order would each name it.
    kent = see(30, span=YEARS[0], **KENT)
    whole = see(100, span=YEARS[0], force="43-forces", reference="W", file="whole.csv")
    more = see(2000, span=YEARS[0], unit="allegations")
    replies = two_releases((1, 9), halves, more, unit="cases")
    replies |= {("kent", "k"): [kent | {"unit": "cases"}], ("43-forces", "w"): [whole]}
    passed = publish(tmp_path, replies, ADDS | {"w": {"whole_of": 5}}, **IN_2018)
    told = " ".join(passed.refusals["evidence"])
    assert ("count", "own", "all") in refused(passed) and "TOO_FEW" not in set(
        passed.refusals.loc[passed.refusals["basis"].ne("cell"), "code"]
    )
    assert f"{sum(halves)} in" not in told and "no rate is given under" not in told
    remainder = passed.tables["remainder"]
    assert remainder["step"].tolist() == ["all together"]
    assert "what it leaves is left out" in remainder["assumes"].iloc[0]
    (check,) = passed.checks.to_dict("records")
    assert (check["first"], check["second"]) == ("[c]", "2,000")
    # That it agrees would tell that it is no more than that.
    assert check["verdict"] == "not decided" and "not told" in check["note"]


def test_a_remainder_keeps_what_each_body_printed(tmp_path):
    # The Met's own limit is as it printed it, and no other release is joined to it.
    replies = {MET: [see((1, 4), span=YEARS[0])], ("kent", "k"): [see(30, span=YEARS[0], **KENT)]}
    replies[("43-forces", "w")] = [
        see(100, span=YEARS[0], force="43-forces", reference="W", file="whole.csv")
    ]
    passed = publish(tmp_path, replies, {"w": {"whole_of": 5}}, **IN_2018)
    steps = passed.tables["remainder"].set_index("step")
    assert steps.loc["within limits", ["low", "high"]].tolist() == [1, 4]
    assert steps.loc["left", ["low", "high"]].tolist() == [66, 69]


@pytest.mark.parametrize("population", ["all employees", "martians"])
def test_the_other_side_of_a_ratio_keeps_its_own_figures(tmp_path, population):
    # Without a workforce the ratio of counts stands alone; either tells the 41 of 2018.
    later = see(50, span=("2019-01-01", "2021-01-01"), population=population)
    replies = two_releases((10, 90), (20, 21), later, population=population)
    replies["kent", "k"] = [see(10, span=YEARS[0], **KENT | {"population": population})]
    passed = publish(tmp_path, replies, ADDS, start="2018-01-01", end="2020-12-31")
    assert not set(passed.figures["measure"]) & {"rate_ratio", "count_ratio"}
    assert ("count_ratio", "pair", "all") in refused(passed)
    assert set(passed.refusals.loc[passed.refusals["code"].eq("DISCLOSIVE"), "force"]) == {
        "metropolitan"
    }
    kent, met = passed.tables["league"].to_dict("records")
    assert (kent["force"], kent["low"], kent["class"] == "no") == ("kent", 10, False)
    assert (met["code"], met["class"], met["days"]) == ("DISCLOSIVE", "no", 1096)
    assert (kent["rate_low"] > 0) == (population == "all employees")


@pytest.mark.parametrize(
    "ends, printed, status", [((1, 4), 3, "suppressed"), ((8, 12), 11, "rounded")]
)
def test_what_another_reply_prints_stands_with_its_rates(tmp_path, ends, printed, status):
    replies = {MET: [see(ends, span=YEARS[0], status=status)]}
    replies[LINE["force"], "r-2"] = [see(printed, span=YEARS[0], **OTHER)]
    passed = publish(tmp_path, replies, **IN_2018)
    for basis in ("cell", "own", "common"):
        counts = passed.pick("count", basis)[["low", "high"]].to_numpy().tolist()
        assert counts == [list(ends), [printed, printed]]
    assert refused(passed) == set() and read_gate(passed)["coarsened"] == "0"
    assert set(passed.tables["league"]["class"]) == {"same"}


def test_the_gate_tells_what_was_done(tmp_path):
    first, both = YEARS[0], (YEARS[0][0], YEARS[1][1])
    rows = [see((1, 4), span=first), see(19, span=YEARS[1]), see(22, span=both, table="Both")]
    wide = release(tmp_path, rows, **IN_2018)
    joined = publish(tmp_path / "joined", two_releases((1, 9), (2, 5)), ADDS, **IN_2018)
    for passed in (wide, joined):
        shown = passed.figures["assumes"].str.contains("no more closely than the force shows it")
        left_out = passed.refusals["code"].eq("DISCLOSIVE")
        told = read_gate(passed)
        assert (told["coarsened"], told["withheld"]) == (str(shown.sum()), str(left_out.sum()))
    assert read_gate(wide)["coarsened"] == "1" and read_gate(joined)["withheld"] == "6"


@pytest.mark.parametrize("halves", [(1, 1), (2, 5)])
def test_a_refusal_over_days_without_a_count_of_their_own_does_not_name_it(tmp_path, halves):
    # Over 2018, the window that suits the pair, under 3; as the base of a change, under 10.
    replies = two_releases((1, 9), halves, see(50, span=YEARS[1]))
    replies["kent", "k"] = [see(10, span=YEARS[0], **KENT)]
    passed = publish(tmp_path, replies, ADDS, start="2018-01-01", end="2019-12-31")
    told = {(measure, basis) for measure, basis, _ in refused(passed)}
    assert {("change", "year"), ("rate_ratio", "pair")} <= told
    evidence = " ".join(passed.refusals["evidence"])
    assert f"{sum(halves)} in" not in evidence and " then 50 in" not in evidence


def test_the_league_table_keeps_its_classes_in_order_and_its_days(tmp_path):
    # The Met's count is withheld: it goes under the last heading, where its days still stand.
    replies = two_releases((1, 900), (100, 300))
    replies |= {
        (force, "k"): [see(n, span=YEARS[0], **KENT | {"force": force, "file": f"{force}.csv"})]
        for force, n in (("kent", 10), ("essex", 30), ("dorset", 20))
    }
    passed = publish(tmp_path, replies, ADDS, **IN_2018)
    league = passed.tables["league"]
    assert league["class"].tolist() == ["same", "same", "same", "no"]
    assert league["rate_low"].tolist()[:3] == sorted(league["rate_low"][:3], reverse=True)
    assert league["force"].iloc[-1] == "metropolitan" and league["days"].eq(365).all()
    publication = Publication(passed, plan(references=[LINE["reference"]], **MODE), Names(), ())
    table = list_league(publication)
    assert "nan" not in table and "their counts would tell what a force hid" in table
    words = " ".join(" ".join(list_words(draw_league(publication))).split())
    assert "for they count something else" not in words
    assert "for their counts would tell what a force hid: Metropolitan" in words


def test_a_count_that_is_withheld_is_told_by_no_rank(tmp_path):
    # The Met's 400 would stand over all the others, and they under it.
    others = {"kent": 90, "essex": 30, "dorset": 31, "surrey": 29, "cumbria": 4}
    kent = {
        (force, "k"): [see(n, span=YEARS[0], **KENT | {"force": force, "file": f"{force}.csv"})]
        for force, n in others.items()
    }
    joined = two_releases((1, 900), (100, 300)) | kent
    passed = publish(tmp_path, joined, ADDS, **IN_2018)
    league = passed.tables["league"].set_index("force")
    names = ["rank_low", "rank_high", "ranked"]
    assert league.loc["metropolitan", [*names, "rate_low", "low"]].isna().all()
    assert league.loc["kent", "ranked"] == 5
    (tmp_path / "without").mkdir()
    alone = publish(tmp_path / "without", kent, **IN_2018)
    apart = alone.tables["league"].set_index("force")
    assert apart["ranked"].notna().sum() == 5
    assert apart.loc[list(others), names].equals(league.loc[list(others), names])
    told = list_league(Publication(passed, plan(references=["r"], **MODE), Names(), ()))
    assert "of 5" in told and "of 6" not in told
