"""What stands for no figure in words of another kind is asked about, never dropped or a heading."""

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
