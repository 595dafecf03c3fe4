"""What a reply says twice, set side by side; whose figures it gives."""

import pytest
from examples import BY_RANK, BY_YEAR, YEARS_DOWN, list_faults, make_letter, observe, read_rows

from analysis.ingest.recipe.subtotals import compare_sums
from analysis.ingest.reply_checks import find_other_forces
from analysis.model.checks import NOT_LISTED
from analysis.model.reply import Reply

RANKS = [["Complaints by rank"], ["PC", 160], ["Sergeant", 12], ["Inspector", 8], ["PCSO", 4]]


def list_checks(reply) -> dict[tuple[str, str], tuple[str, str, str]]:
    return {
        (row.check, row.table): (row.first, row.second, row.verdict)
        for row in reply.checks.itertuples(index=False)
    }


def test_years_and_ranks_that_add_up_to_184_agree(tmp_path):
    rows = [*YEARS_DOWN, [], *RANKS, ["Total", 184]]
    checks = list_checks(read_rows(tmp_path, rows, BY_YEAR, BY_RANK | {"window": YEARS_WINDOW}))
    assert checks[("printed total", "Complaints by year")] == ("184", "184", "agrees")
    assert checks[("printed total", "Complaints by rank")] == ("184", "184", "agrees")
    assert checks[("sum of categories", "Complaints by rank")] == ("184", "184", "agrees")


YEARS_WINDOW = "2019-01-01 to 2022-12-31"


def test_a_figure_changed_under_its_total_shows(tmp_path):
    rows = [row[:] for row in YEARS_DOWN]
    rows[2][1] = 15
    reply = read_rows(tmp_path, rows, BY_YEAR)
    assert list_checks(reply)[("printed total", "Complaints by year")] == ("184", "185", "differs")
    assert reply.checks.iloc[0]["second_cells"] == " | ".join(
        f"reply.csv#csv!B{row}" for row in (3, 4, 5, 6)
    )


def test_507_beside_441_differs_and_both_are_kept(tmp_path):
    rows = [
        ["All complaints"],
        ["Period", "Number"],
        ["2018-2022", 507],
        [],
        ["Persons by rank"],
        ["Constable", 383],
        ["Sergeant", 38],
        ["Inspector", 20],
    ]
    total = {"find": "All complaints", "rows": "total", "columns": "count"}
    ranks = {"find": "Persons by rank", "rows": "rank", "columns": "count", "unit": "people"}
    reply = read_rows(tmp_path, rows, total, ranks | {"compare_total_with": "All complaints"})
    (row,) = reply.checks[reply.checks["check"] == "declared comparison"].to_dict("records")
    assert (row["first"], row["second"], row["verdict"]) == ("507", "441", "differs")
    assert row["note"] == "complaints beside people: two units in one answer"
    assert list(reply.observations["low"]) == [507, 383, 38, 20]


def test_a_declared_comparison_counts_the_years_or_their_total_but_not_both(tmp_path):
    rows = [*YEARS_DOWN, [], *RANKS]
    table = BY_RANK | {"totals": [], "compare_total_with": "Complaints by year", "unit": "people"}
    table |= {"window": YEARS_WINDOW}
    checks = list_checks(read_rows(tmp_path, rows, BY_YEAR, table))
    assert checks[("declared comparison", "Complaints by rank")] == ("184", "184", "agrees")


def test_a_declared_comparison_with_nothing_to_add_is_not_decided(tmp_path):
    rows = [*YEARS_DOWN, [], ["Complaints by rank"], ["PC", "n/a"]]
    marks = {"n/a": "not applicable"}
    table = BY_RANK | {"totals": [], "marks": marks, "compare_total_with": "Complaints by year"}
    checks = list_checks(read_rows(tmp_path, rows, BY_YEAR, table))
    assert checks[("declared comparison", "Complaints by rank")][2] == "not decided"


def test_hidden_counts_leave_a_total_open_until_they_cannot_reach_it(tmp_path):
    for total, verdict in ((11, "not decided"), (14, "not decided"), (15, "differs")):
        rows = [["Complaints by rank"], ["PC", 10], ["Sergeant", "*"], ["Total", total]]
        marks = {"marks": {"*": "suppressed 1 to 4"}}
        checks = list_checks(read_rows(tmp_path, rows, BY_RANK | marks))
        assert checks[("printed total", "Complaints by rank")] == (
            f"{total}",
            "11 to 14",
            verdict,
        )


def test_tables_in_other_units_or_over_other_days_are_not_set_side_by_side(tmp_path):
    rows = [*YEARS_DOWN, [], *RANKS, ["Total", 184]]
    for other in (
        {"unit": "people", "window": YEARS_WINDOW},
        {"window": "2019-01-01 to 2022-06-30"},
    ):
        checks = list_checks(read_rows(tmp_path, rows, BY_YEAR, BY_RANK | other))
        assert ("sum of categories", "Complaints by rank") not in checks


def test_people_may_stand_in_two_rows_and_the_check_says_so(tmp_path):
    reply = read_rows(tmp_path, YEARS_DOWN, BY_YEAR, unit="people")
    assert "more than one year or category" in reply.checks.iloc[0]["note"]


def test_the_declared_window_is_set_beside_the_years_that_are_printed(tmp_path):
    for end, verdict in (("2022-12-31", "agrees"), ("2023-02-28", "differs")):
        reply = read_rows(
            tmp_path, YEARS_DOWN, BY_YEAR, window={"supplied": f"2019-01-01 to {end}"}
        )
        (row,) = reply.checks[reply.checks["check"] == "declared window"].to_dict("records")
        assert row["verdict"] == verdict


def test_either_reading_of_an_open_end_agrees_with_the_declared_window(tmp_path):
    rows = [
        ["Complaints by year"],
        ["2018 (from 1 March)", 1],
        ["2019 (to 1 March)", 2],
        ["Total", 3],
    ]
    reply = read_rows(tmp_path, rows, BY_YEAR, window={"supplied": "2018-03-01 to 2019-03-01"})
    assert set(reply.checks["verdict"]) == {"agrees"}


RANK_YEARS = {"find": "Complaints by rank", "rows": "rank", "columns": "year"}
PLAIN_YEARS = BY_YEAR | {"totals": []}


def list_rows(reply, check: str) -> list[tuple]:
    rows = reply.checks[reply.checks["check"] == check]
    return [(r.what, r.first, r.second, r.verdict) for r in rows.itertuples(index=False)]


def print_years(*counts: tuple, title: str = "Complaints by year") -> list[list]:
    return [[title], ["Year", "Complaints"], *map(list, counts)]


def test_years_that_swap_their_sums_differ_though_the_grand_sums_agree(tmp_path):
    years = print_years((2018, 10), (2019, 20), (2020, 30))
    ranks = [["Complaints by rank"], ["Rank", 2018, 2019, 2020], ["PC", 15, 8, 20]]
    rows = [*years, [], *ranks, ["Sergeant", 5, 2, 10]]
    reply = read_rows(tmp_path, rows, PLAIN_YEARS, RANK_YEARS)
    beside = "sum of this table beside Complaints by year"
    assert list_rows(reply, "sum of categories") == [
        (f"{beside}, 1 January 2018 to 31 December 2018", "10", "20", "differs"),
        (f"{beside}, 1 January 2019 to 31 December 2019", "20", "10", "differs"),
    ]


def test_years_that_all_agree_give_one_row(tmp_path):
    years = print_years((2018, 10), (2019, 20), (2020, 30))
    rows = [*years, [], ["Complaints by rank"], ["Rank", 2018, 2019, 2020], ["PC", 10, 20, 30]]
    reply = read_rows(tmp_path, rows, PLAIN_YEARS, RANK_YEARS)
    beside = "sum of this table beside Complaints by year"
    assert list_rows(reply, "sum of categories") == [(beside, "60", "60", "agrees")]


def test_only_the_years_that_both_tables_have_are_compared(tmp_path):
    years = print_years((2018, 10), (2019, 20), (2020, 30))
    rows = [*years, [], ["Complaints by rank"], ["Rank", 2018, 2019], ["PC", 10, 20]]
    reply = read_rows(tmp_path, rows, PLAIN_YEARS, RANK_YEARS)
    ((what, *told),) = list_rows(reply, "sum of categories")
    assert what.endswith("1 January 2018 to 31 December 2019")
    assert told == ["30", "30", "agrees"]


def test_two_tables_of_totals_are_set_side_by_side(tmp_path):
    rows = [
        *print_years((2018, 10), (2019, 20)),
        [],
        *print_years((2018, 10), (2019, 21), title="Summary"),
    ]
    other = PLAIN_YEARS | {"find": "Summary"}
    ((what, *told),) = list_rows(read_rows(tmp_path, rows, PLAIN_YEARS, other), "two totals")
    assert what.endswith("beside Complaints by year, 1 January 2019 to 31 December 2019")
    assert told == ["20", "21", "differs"]
    other |= {"definition": "allegation"}
    assert not list_rows(read_rows(tmp_path, rows, PLAIN_YEARS, other), "two totals")


def test_a_declared_comparison_over_other_days_is_not_decided(tmp_path):
    rows = [*YEARS_DOWN, [], *RANKS]
    table = BY_RANK | {"totals": [], "compare_total_with": "Complaints by year"}
    reply = read_rows(tmp_path, rows, BY_YEAR, table | {"window": "2019-01-01 to 2022-06-30"})
    (row,) = reply.checks[reply.checks["check"] == "declared comparison"].to_dict("records")
    assert (row["first"], row["second"], row["verdict"]) == ("184", "184", "not decided")
    assert row["note"] == (
        "1 January 2019 to 31 December 2022 beside 1 January 2019 to 30 June 2022: "
        "not the same days"
    )


TILED = [(2018, 10), (2019, 10), ("Jan 2018 to Dec 2019", 20), (2020, 5)]


def test_a_period_that_shorter_ones_fill_is_not_added_to_them(tmp_path):
    reply = read_rows(tmp_path, print_years(*TILED, ("Total", 25)), BY_YEAR)
    ((_, *told),) = list_rows(reply, "printed total")
    assert told == ["25", "25", "agrees"]


def test_a_declared_comparison_leaves_out_a_period_that_shorter_ones_fill(tmp_path):
    rows = [*print_years(*TILED), [], ["Complaints by rank"], ["PC", 25]]
    window = {"window": "2018-01-01 to 2020-12-31", "totals": []}
    table = BY_RANK | window | {"compare_total_with": "Complaints by year"}
    reply = read_rows(tmp_path, rows, PLAIN_YEARS, table)
    for check in ("declared comparison", "sum of categories"):
        ((_, *told),) = list_rows(reply, check)
        assert told == ["25", "25", "agrees"]


@pytest.mark.parametrize(
    ("total", "verdict"),
    [(29, "differs"), (30, "not decided"), (50, "not decided"), (51, "differs")],
)
def test_periods_that_overlap_are_not_added_up(tmp_path, total, verdict):
    rows = print_years(("2018 to 2020", 20), ("Jan 2020 to Dec 2021", 30), ("Total", total))
    periods = {"2018 to 2020": "2018-01-01 to 2020-12-31"}
    reply = read_rows(tmp_path, rows, BY_YEAR | {"periods": periods})
    ((_, first, second, told),) = list_rows(reply, "printed total")
    assert (first, second, told) == (str(total), "50", verdict)
    (row,) = reply.checks[reply.checks["check"] == "printed total"].to_dict("records")
    again = "periods overlap, and their common days are counted more than once"
    assert row["note"] == (again if total <= 50 else NOT_LISTED)  # nobody is counted less than once


@pytest.mark.parametrize(
    ("ending", "window", "verdict"),
    [
        (", 2021", "2018-01-01 to 2023-12-31", "differs"),
        (", 2021", "2021-01-01 to 2021-12-31", "agrees"),
        (" (January to March 2021)", "2021-01-01 to 2021-03-31", "agrees"),
        (" (1 March 2018 to 1 March 2021)", "2018-03-01 to 2021-03-01", "agrees"),
        (", 2021", "2021-04-01 to 2022-03-31", "differs"),
        ("", "2021-04-01 to 2022-03-31", None),
        (" (1 March 2018 to 1 March 2021)", "2018-03-01 to 2021-03-02", "differs"),
        (" 2021 (note 1)", "2018-01-01 to 2023-12-31", "not decided"),
        (" 2018 and 2019", "2019-01-01 to 2019-12-31", "not decided"),
        (" since 2020", "2020-01-01 to 2020-12-31", "not decided"),
    ],
)
def test_the_days_that_a_title_names_are_set_beside_the_table_s_own(
    tmp_path, ending, window, verdict
):
    rows = [[f"Complaints by rank{ending}"], ["PC", 3], ["Total", 3]]
    reply = read_rows(tmp_path, rows, BY_RANK | {"window": window})
    told = reply.checks[reply.checks["check"] == "days of the title"].to_dict("records")
    assert [row["verdict"] for row in told] == ([verdict] if verdict else [])
    assert all(row["first_cell"] == "reply.csv#csv!A1" for row in told)


@pytest.mark.parametrize(
    ("words", "verdicts"),
    [
        ("1 January 2021 to 31 December 2021", ["differs"]),
        ("1 January 2018 to 31 December 2023", []),
        ("Received since 2020", ["not decided"]),
        ("Received 2020 to date", ["not decided"]),
        ("Ongoing cases are left out", []),
    ],
)
def test_days_named_between_title_and_figures_are_set_beside_the_table_s_own(
    tmp_path, words, verdicts
):
    rows = [["Complaints by rank"], [words], ["Rank", "Complaints"], ["PC", 3], ["Total", 3]]
    reply = read_rows(tmp_path, rows, BY_RANK)
    told = reply.checks[reply.checks["check"] == "days of the title"].to_dict("records")
    assert [row["verdict"] for row in told] == verdicts
    assert all(row["first_cell"] == "reply.csv#csv!A2" for row in told)


def test_years_with_a_gap_do_not_fill_the_declared_window(tmp_path):
    window = {"supplied": "2018-01-01 to 2022-12-31"}
    rows = print_years((2018, 1), (2022, 2))
    reply = read_rows(tmp_path, rows, PLAIN_YEARS, window=window)
    (row,) = reply.checks.to_dict("records")
    assert row["verdict"] == "differs"
    assert row["note"] == "no figures for 1 January 2019 to 31 December 2021"


def test_days_missing_at_either_end_of_the_declared_window_are_named(tmp_path):
    reply = read_rows(tmp_path, print_years((2019, 1)), PLAIN_YEARS)
    (row,) = reply.checks.to_dict("records")
    assert row["note"] == (
        "no figures for 1 January 2018 to 31 December 2018 and 1 January 2020 to 31 December 2023"
    )


def test_a_total_of_people_between_the_largest_part_and_the_sum_is_not_decided(tmp_path):
    told = {}
    for total in (5, 6, 9, 11, 12):
        rows = print_years((2018, 5), (2019, 6), ("Total", total))
        reply = read_rows(tmp_path, rows, BY_YEAR, unit="people")
        (row,) = reply.checks[reply.checks["check"] == "printed total"].to_dict("records")
        told[total] = row["verdict"]
        again = "people may be counted in more than one year or category"
        assert row["note"] == (again if total <= 11 else NOT_LISTED)
    assert told == {
        5: "differs",
        6: "not decided",
        9: "not decided",
        11: "agrees",
        12: "differs",
    }
    rows = print_years((2018, 5), (2019, 6), ("Total", 9))
    assert list_rows(read_rows(tmp_path, rows, BY_YEAR), "printed total")[0][3] == "differs"


def test_a_table_of_years_with_a_window_of_its_own_is_not_held_to_the_letter_s(tmp_path):
    own = PLAIN_YEARS | {"window": "2019-01-01 to 2020-12-31"}
    reply = read_rows(tmp_path, print_years((2019, 1), (2020, 2)), own)
    assert "declared window" not in set(reply.checks["check"])


def test_figures_of_common_days_are_at_least_the_largest_of_them_on_either_side():
    shared = [observe(5, "2018-01-01", "2019-01-01", category="constable", label="PC")]
    shared.append(shared[0] | {"low": 4, "high": 4, "start": "2018-06-01", "end": "2019-06-01"})
    for other, verdict in ((6, "not decided"), (4, "differs")):
        single = [observe(other, "2018-01-01", "2019-06-01")]
        assert compare_sums("c", "t", "w", shared, single)["verdict"] == verdict
        assert compare_sums("c", "t", "w", single, shared)["verdict"] == verdict


FORCES_DOWN = [
    ["Complaints by force"],
    ["Force", 2019, 2020],
    ["Greater Manchester", 5, 6],
    ["Staffordshire", 3, 4],
]
PICKED = {"find": "Complaints by force", "rows": "total", "columns": "year"}


def test_the_row_of_another_force_is_not_read_as_this_ones(tmp_path):
    own = list_faults(tmp_path, FORCES_DOWN, PICKED | {"pick": "Staffordshire"})
    assert own == []
    (fault,) = list_faults(tmp_path, FORCES_DOWN, PICKED | {"pick": "Greater Manchester"})
    assert "picks 'Greater Manchester', which is greater-manchester, not staffordshire" in fault


@pytest.mark.parametrize("label", ["Men", "Constable", "Total"])
def test_a_picked_row_that_is_no_force_is_left_to_the_reader(label):
    letter = make_letter(PICKED | {"pick": [label]})
    assert list(find_other_forces(Reply.model_validate(letter), "response.yaml")) == []


def test_a_force_that_nobody_knows_is_a_fault_with_the_nearest_name():
    letter = make_letter(BY_YEAR, force="west-midland")
    (fault,) = find_other_forces(Reply.model_validate(letter), "response.yaml")
    assert "no force 'west-midland'" in str(fault) and "nearest is 'west-midlands'" in str(fault)


def test_a_known_force_reads_as_before(tmp_path):
    assert list_faults(tmp_path, YEARS_DOWN, BY_YEAR) == []


def list_totals(reply):
    """The totals among the observations: their days, counts and cells."""
    rows = reply.observations[reply.observations["dimension"] == "total"]
    return [(str(row.start.date()), row.low, row.cell) for row in rows.itertuples()]


OUTCOMES = [["How they ended"], ["Resigned", 2], ["Dismissed", 1], ["Total investigated", 5]]
HOW = {"find": "How they ended", "rows": "outcome", "columns": "count", "totals": ["row"]}


@pytest.mark.parametrize("unit", ["people", "cases"])
def test_a_printed_total_that_no_other_table_gives_is_the_count(tmp_path, unit):
    reply = read_rows(tmp_path, OUTCOMES, HOW, unit=unit)
    assert list_totals(reply) == [("2018-01-01", 5, "B4")]
    (row,) = reply.checks.to_dict("records")
    assert (row["verdict"], row["note"]) == ("differs", NOT_LISTED)


@pytest.mark.parametrize("unit", ["people", "cases"])
def test_a_total_under_its_parts_has_another_explanation_or_none(tmp_path, unit):
    rows = [*OUTCOMES[:-1], ["Total investigated", 2]]
    (row,) = read_rows(tmp_path, rows, HOW, unit=unit).checks.to_dict("records")
    people = unit == "people"
    assert row["verdict"] == ("not decided" if people else "differs")
    assert row["note"] == ("people may be counted in more than one year or category" * people)


def test_a_total_of_ranks_above_its_parts_is_still_a_difference(tmp_path):
    rows = [["Complaints by rank"], ["PC", 2], ["Sergeant", 1], ["Total", 5]]
    reply = read_rows(tmp_path, rows, BY_RANK)
    (row,) = reply.checks.to_dict("records")
    assert (row["verdict"], row["note"]) == ("differs", NOT_LISTED)
    assert list_totals(reply) == [("2018-01-01", 5, "B4")]


def test_a_table_of_totals_goes_before_the_totals_of_others(tmp_path):
    ranks = [["Complaints by rank"], ["PC", 3], ["Total", 3]]
    years = print_years((2018, 1), (2019, 2), ("Total", 3))
    both = {"window": "2018-01-01 to 2019-12-31"}
    reply = read_rows(tmp_path / "a", [*years, [], *ranks], BY_YEAR, BY_RANK | both)
    assert [cell for _, _, cell in list_totals(reply)] == ["B3", "B4", "B5"]
    # Of other days, and of other things, the total of the ranks is the only one.
    reply = read_rows(tmp_path / "b", [*years, [], *ranks], BY_YEAR, BY_RANK)
    assert ("2018-01-01", 3, "B9") in list_totals(reply)
    part = BY_RANK | both | {"definition": "finalised complaint"}
    reply = read_rows(tmp_path / "d", [*years, [], *ranks], BY_YEAR, part)
    assert [cell for _, _, cell in list_totals(reply)] == ["B3", "B4", "B5"]
    other = BY_RANK | both | {"unit": "people"}
    reply = read_rows(tmp_path / "c", [*years, [], *ranks], BY_YEAR, other)
    assert ("2018-01-01", 3, "B9") in list_totals(reply)


def test_of_several_tables_with_a_total_the_first_gives_the_count(tmp_path):
    rows = [*OUTCOMES, [], ["Complaints by rank"], ["PC", 4], ["Sergeant", 1], ["Total", 5]]
    assert list_totals(read_rows(tmp_path, rows, HOW, BY_RANK)) == [("2018-01-01", 5, "B4")]


def test_totals_by_year_of_categories_are_counts_of_their_years(tmp_path):
    rows = [["Complaints by rank", 2018, 2019, "Total"], ["PC", 2, 3, 5], ["Sergeant", 1, 1, 2]]
    rows.append(["Total", 3, 4, 7])
    table = BY_RANK | {"columns": "year", "totals": ["row", "column"]}
    totals = list_totals(read_rows(tmp_path, rows, table))
    assert totals == [("2018-01-01", 3, "B4"), ("2019-01-01", 4, "C4"), ("2018-01-01", 7, "D4")]


@pytest.mark.parametrize(("total", "is_count"), [(3, True), (4, False), (5, False)])
def test_a_total_of_platforms_counts_events_only_under_their_sum(tmp_path, total, is_count):
    """One event may be on several platforms: a total that is their sum may be one of mentions."""
    rows = [["Platform"], ["Facebook", 2], ["Twitter", 2], ["Total", total]]
    table = BY_RANK | {"find": "Platform", "rows": "platform"}
    assert bool(list_totals(read_rows(tmp_path, rows, table))) is is_count


def test_a_total_that_is_withheld_is_no_count(tmp_path):
    rows = [*OUTCOMES[:-1], ["Total", "s.40"]]
    reply = read_rows(tmp_path, rows, HOW | {"marks": {"s.40": "withheld"}})
    assert list_totals(reply) == []
