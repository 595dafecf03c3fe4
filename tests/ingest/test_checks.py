from examples import BY_RANK, BY_YEAR, YEARS_DOWN, read_rows

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
