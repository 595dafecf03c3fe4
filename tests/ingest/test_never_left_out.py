"""What stands for no figure in words of another kind is asked about, never dropped or a heading."""

from datetime import datetime

import pytest
from surveyed import Survey, spread, survey_rows

FILES = (".xlsx", ".xls", ".ods", ".csv")
TOP = [["Complaints about social media use by rank"], [None]]
HEAD = ["Rank", "2018/19", "2020/21", "2021/22"]
RANKS = [["Sergeant", 4, 2, 3], ["Inspector", 1, 0, 2], ["PCSO", 5, 0, 1]]
SUM = ["Total", 10, 2, 6]
COLUMNS = "BCD"


def among_ranks(where: int, *rows, total: bool = False) -> tuple[list[list], int]:
    """Ranks by year with other rows before the rank counted from 0; the number of the first."""
    ranks = [list(row) for row in RANKS]
    ranks[where:where] = [list(row) for row in rows]
    return [*TOP, HEAD, *ranks, *([SUM] if total else [])], 4 + where


def is_left_out(found: Survey, label: str) -> bool:
    return any(label in draft.get("ignore", []) for draft in found.drafts)


def is_doubted(found: Survey, cells: list[str]) -> None:
    """A table asks about one of these cells at least, and is not sure of itself."""
    tables = found.drafted.workbook.tables
    assert any(found.asks_about(cell) for cell in cells), found.asked
    assert min(table.confidence for table in tables) < 0.8


SAID = (
    "Constable: no response",
    "Constable – information withheld under section 40(2)",
    "Constable (not held)",
    "Constable - Refused",
)


@pytest.mark.parametrize(
    ("form", "said", "where", "total", "merged"),
    spread(FILES, SAID, (1, 3), (False, True), (False, True)),
)
def test_a_label_that_says_there_is_no_figure_is_a_row(tmp_path, form, said, where, total, merged):
    rows, at = among_ranks(where, [said], total=total)
    spans = [f"A{at}:D{at}"] if merged and form != ".csv" else []
    found = survey_rows(tmp_path, form, rows, merged=spans)
    is_doubted(found, [f"A{at}"])
    assert not is_left_out(found, said)
    assert at - 1 in found.drafted.workbook.tables[0].rows


@pytest.mark.parametrize("plain", ["Officers", "Officers: by rank", "Staff (all)"])
def test_a_label_that_goes_on_otherwise_is_a_heading(tmp_path, plain):
    rows, _ = among_ranks(0, [plain])
    rows += [["Volunteers"], ["Special", 4, 5, 6], ["Cadet", 1, 1, 2]]
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert found.labels("B5")[0] == (plain, "Sergeant")


WHEN = ("March 2023", "1 April 2021", "30/06/2021", datetime(2023, 3, 1))


@pytest.mark.parametrize(
    ("form", "when", "where", "shape"),
    spread(FILES, WHEN, (0, 1, 3), ("all", "some", "merged")),
)
def test_a_date_in_place_of_figures_is_asked_about(tmp_path, form, when, where, shape):
    row = {
        "all": ["Constable", when, when, when],
        "some": ["Constable", when, when, None],
        "merged": ["Constable", when, None, None],
    }[shape]
    rows, at = among_ranks(where, row)
    spans = [f"B{at}:D{at}"] if shape == "merged" and form != ".csv" else []
    found = survey_rows(tmp_path, form, rows, merged=spans)
    assert found.asks_about(f"B{at}"), found.asked
    assert not is_left_out(found, "Constable")
    if where:
        assert found.labels(f"B{at}") == (("Constable",), ("2018/19",))
        assert len(found.drafted.workbook.tables) == 1


@pytest.mark.parametrize("where", [0, 1, 4])
def test_a_month_in_the_only_column_of_counts(tmp_path, where):
    counts = [["Kent", 4], ["Essex", 7], ["Avon", 9], ["Dorset", 5]]
    counts.insert(where, ["Cumbria", "Jan 2020"])
    rows = [["Complaints by force"], [None], ["Force", "Complaints"], *counts]
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert found.asks_about(f"B{4 + where}"), found.asked
    assert not is_left_out(found, "Cumbria")


def test_a_row_with_words_over_figures_is_not_drafted_to_be_left_out(tmp_path):
    """Words that no rule takes for figures are not headings, though figures stand beneath."""
    rows, at = among_ranks(1, ["Constable", "Ask the Quorvex unit first", "Then ask the Grelb"])
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert not is_left_out(found, "Constable")
    assert found.asks_about(f"B{at}")


FIRST = (
    ("6-10", "1-5", "1-5"),
    ("5+", "10+", "5+"),
    ("Part held", "Full", "Part"),
    ("Awaiting info", "Ask the Quorvex", "Ask the Quorvex"),
    ("Grelb", "Refused", "Vornt"),
)


@pytest.mark.parametrize(("form", "row", "narrow"), spread(FILES, FIRST, (False, True)))
def test_a_first_row_that_looks_like_heads_is_asked_about(tmp_path, form, row, narrow):
    width = 3 if narrow else 4
    rows = [*TOP, *(line[:width] for line in (HEAD, ["Constable", *row], *RANKS))]
    found = survey_rows(tmp_path, form, rows)
    is_doubted(found, ["B4"])


def test_heads_under_a_blank_corner_are_not_asked_about(tmp_path):
    rows = [
        ["Complaints about social media use by force"],
        [None],
        [None, "2020", None, "2021", None],
        ["Force", "Upheld", "Dismissed", "Upheld", "Dismissed"],
        ["Kent", 4, 2, 3, 1],
        ["Essex", 1, 0, 2, 5],
    ]
    found = survey_rows(tmp_path, ".xlsx", rows, merged=["B3:C3", "D3:E3"])
    assert found.drafted.workbook.tables[0].confidence == 1.0


def test_a_heading_over_headings_may_say_why_its_rows_are_empty(tmp_path):
    area = "Grelby - Data is missing due to technical problems"
    rows = [*TOP, HEAD]
    for name in ("Quorv", area, "Vornt"):
        rows += [[name], ["Officers"], *RANKS, ["Staff"], ["Clerk", 0, 0, 0], ["Cook", 0, 1, 0]]
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert found.labels("B14")[0][0] == area


def test_several_labels_in_a_row_that_say_there_is_no_figure(tmp_path):
    rows, at = among_ranks(1, ["Constable: no response"], ["Chief Constable: not held"])
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert {at - 1, at} <= {*found.drafted.workbook.tables[0].rows}
    is_doubted(found, [f"A{at + 1}"])
