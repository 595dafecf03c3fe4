"""Labels that cannot be read, each a fault at its own cell, whatever side they stand on."""

import pytest
from examples import BY_RANK, BY_YEAR, YEARS_DOWN, list_faults, read_rows

GRID = {"find": "Complaints by rank", "rows": "rank", "columns": "year"}
TITLE = ["Complaints by rank"]

CASES = {
    "an unmapped label": ([TITLE, ["Constabel", 3], ["Total", 3]], BY_RANK, "A2", "mapped to"),
    "a label without words": ([TITLE, ["", 3], ["PC", 1], ["Total", 3]], BY_RANK, "A2", "without"),
    "a label twice": (
        [TITLE, ["PC", 3], ["pc ", 1], ["Total", 4]],
        BY_RANK,
        "A3",
        "what A2 says as well",
    ),
    "two totals": (
        [TITLE, ["PC", 3], ["Total", 3], ["Total", 3]],
        BY_RANK,
        "A4",
        "what A3 says as well",
    ),
    "a total that the recipe does not speak of": (
        [TITLE, ["PC", 3], ["Total", 3]],
        BY_RANK | {"totals": []},
        "A3",
        "a total row the recipe does not speak of",
    ),
    "a total that is not printed": (
        [TITLE, ["PC", 3], ["Sergeant", 3]],
        BY_RANK,
        "A3",
        "speaks of a total row, none is printed",
    ),
    "a total column that the recipe does not speak of": (
        [TITLE, ["Rank", 2018, "Total"], ["PC", 3, 3]],
        GRID,
        "C2",
        "a total column the recipe does not speak of",
    ),
    "a total column that is not printed": (
        [TITLE, ["Rank", 2018, 2019], ["PC", 3, 3]],
        GRID | {"totals": ["column"]},
        "C2",
        "none is printed",
    ),
    "a year twice": ([TITLE, ["Rank", 2018, 2018], ["PC", 3, 3]], GRID, "C2", "what B2 says"),
    "one year under two names": (
        [TITLE, ["Rank", "2018", "2018 (Jan-Dec)"], ["PC", 3, 3]],
        GRID,
        "C2",
        "what B2 says",
    ),
    "a year misspelt": (
        [TITLE, ["Rank", 2018, "20l9", 2020], ["PC", 1, 2, 3]],
        GRID,
        "C2",
        "'20l9' is no period",
    ),
    "a year before the window": (
        [TITLE, ["Rank", 2017, 2018], ["PC", 1, 2]],
        GRID,
        "B2",
        "reaches outside the window supplied",
    ),
    "a year after the window": (
        [TITLE, ["Rank", 2023, 2024], ["PC", 1, 2]],
        GRID,
        "C2",
        "reaches outside the window supplied",
    ),
    "an impossible day": (
        [TITLE, ["Rank", "2018 (from 31 February)"], ["PC", 1]],
        GRID,
        "B2",
        "is no date",
    ),
    "two rows where one is meant": (
        [["All"], ["Complaints", 1], ["Allegations", 2]],
        {"find": "All", "rows": "total", "columns": "count"},
        "A3",
        "more than one row",
    ),
}


@pytest.mark.parametrize(("rows", "table", "cell", "says"), CASES.values(), ids=CASES)
def test_a_label_that_cannot_be_read_is_a_fault(tmp_path, rows, table, cell, says):
    faults = list_faults(tmp_path, rows, table)
    assert any(f"cell {cell}:" in line and says in line and " -> " in line for line in faults), (
        faults
    )


def test_a_label_mapped_for_other_dates_only_is_a_fault(tmp_path):
    table = {"find": "Complaints by nature", "rows": "nature", "columns": "count"}
    rows = [["Complaints by nature"], ["Oppressive conduct or harassment", 3]]
    window = {"supplied": "2020-02-01 to 2023-01-31"}
    (fault,) = list_faults(tmp_path, rows, table, window=window)
    assert "is mapped, but not for 1 February 2020 to 31 January 2023" in fault
    assert not list_faults(tmp_path, rows, table, window={"supplied": "2018-01-01 to 2023-01-31"})


def test_a_part_year_named_by_the_recipe_is_read_as_it_says(tmp_path):
    rows = [row[:] for row in YEARS_DOWN]
    rows[5][0] = "2022 so far"
    (fault,) = list_faults(tmp_path, rows, BY_YEAR)
    assert "cell A6" in fault and "under `periods:" in fault
    periods = {"periods": {"2022 so far": "2022-01-01 to 2022-06-30"}}
    assert not list_faults(tmp_path, rows, BY_YEAR | periods)


def test_a_calendar_year_does_not_pass_for_the_part_of_it_that_was_supplied(tmp_path):
    rows = [TITLE, ["Rank", 2018], ["PC", 3]]
    (fault,) = list_faults(tmp_path, rows, GRID, window={"supplied": "2018-03-01 to 2023-03-01"})
    assert "reaches outside the window supplied, 1 March 2018" in fault
    assert fault.index("mend `window: supplied`") < fault.index('`periods: {"2018":')


def test_a_period_wholly_outside_the_window_is_not_to_be_given_other_days(tmp_path):
    (fault,) = list_faults(tmp_path / "a", [TITLE, ["Rank", 2017, 2018], ["PC", 1, 2]], GRID)
    assert "-> mend `window: supplied` in response.yaml, or ask the force" in fault
    assert "periods" not in fault
    rows = [TITLE, ["", 2017], ["Rank", "All"], ["PC", 1]]
    banner = {"find": TITLE[0], "rows": "rank", "columns": "count", "under": ["2017"]}
    lines = list_faults(tmp_path / "b", rows, banner)
    assert any("'2017' reaches outside" in line and "mend `window" in line for line in lines)


NATURES = {"find": "Complaints by nature", "rows": "nature", "columns": "year"}


@pytest.mark.parametrize(("count", "wrong"), [(3, True), ("*", True), (0, False)])
def test_a_label_that_ended_before_a_year_is_a_fault_at_the_figure_of_that_year(
    tmp_path, count, wrong
):
    rows = [
        ["Complaints by nature"],
        ["Nature", 2019, 2020, 2021],
        ["Oppressive conduct or harassment", 5, 2, count],
    ]
    table = NATURES | {"marks": {"*": "suppressed 1 to 4"}}
    faults = list_faults(tmp_path, rows, table)
    assert len(faults) == wrong
    if wrong:
        assert "cell D3: 'Oppressive conduct or harassment' is mapped, but not for" in faults[0]
        assert "1 January 2021 to 31 December 2021" in faults[0]


def test_a_label_that_ended_before_a_column_is_a_fault_across_as_well(tmp_path):
    rows = [
        ["Complaints by nature"],
        ["Year", "Oppressive conduct or harassment"],
        [2019, 5],
        [2021, 3],
    ]
    (fault,) = list_faults(tmp_path, rows, NATURES | {"rows": "year", "columns": "nature"})
    assert "cell B4: 'Oppressive conduct or harassment' is mapped, but not for" in fault


def test_days_under_periods_are_those_of_a_label_in_other_letters(tmp_path):
    recipe = {"find": "By period", "rows": "year", "columns": "count"}
    rows = [["By period"], ["Period", "Number"], ["Jan - Jun 2021", 5]]
    written = recipe | {"periods": {"JAN - JUN  2021": "2021-01-01 to 2021-04-30"}}
    (figure,) = read_rows(tmp_path, rows, written).observations.itertuples()
    assert str(figure.end.date()) == "2021-05-01"
    both = {words: "2021-01-01 to 2021-04-30" for words in ("Jan - Jun 2021", "JAN - JUN 2021")}
    (fault,) = list_faults(tmp_path, rows, recipe | {"periods": both})
    assert "`periods` names 'JAN - JUN 2021' twice" in fault


@pytest.mark.parametrize("notes", ["¹", "²³", "ᵃ", "*", " (1)", "¹ ²"])
@pytest.mark.parametrize("printed", [63, 53])
def test_notes_behind_a_label_change_nothing_of_its_sense(tmp_path, notes, printed):
    recipe = {"find": "Complaints by platform", "rows": "platform", "columns": "year"}
    rows = [
        ["Complaints by platform"],
        ["Platform", 2019, 2020],
        ["Facebook", 20, 31],
        [f"Twitter{notes}", 17, 22],
        [f"Total{notes}", 37, printed],
    ]
    assert any("does not speak of" in fault for fault in list_faults(tmp_path / "a", rows, recipe))
    reply = read_rows(tmp_path / "b", rows, recipe | {"totals": ["row"]})
    assert set(reply.observations["category"]) == {"facebook", "twitter"}
    sums = reply.checks[reply.checks["check"] == "printed total"]
    assert list(sums["verdict"]) == ["agrees", "agrees" if printed == 53 else "differs"]


def test_a_label_and_itself_with_a_note_are_one_label_twice(tmp_path):
    rows = [TITLE, ["PC", 3], ["PC¹", 1], ["Total", 4]]
    (fault,) = list_faults(tmp_path, rows, BY_RANK)
    assert "what A2 says as well" in fault


def test_words_unknown_without_their_notes_stay_unknown(tmp_path):
    (fault,) = list_faults(tmp_path, [TITLE, ["Quorvex¹", 3], ["Total", 3]], BY_RANK)
    assert "'Quorvex¹' is mapped to nothing" in fault
