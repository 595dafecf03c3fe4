"""What is seen of a sheet: visible lines adjoin, addresses are the file's own, the rest is gone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.files.cell_styles import REPLACED
from analysis.ingest.files.containers import Refused
from analysis.ingest.files.markup import Markup
from analysis.ingest.files.sheet import (
    Concealed,
    Lines,
    Numbering,
    Sheet,
    Span,
    format_address,
    name_runs,
    read_address,
)
from analysis.ingest.files.visibility import show_sheet, tell_concealed
from analysis.model.hidden_matter import HiddenKind

SIZE = 7
runs = st.lists(
    st.tuples(st.integers(0, SIZE), st.integers(1, 3)).map(lambda r: range(r[0], r[0] + r[1])),
    max_size=4,
)
places = st.sets(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=8)
GRID = [[f"v{row}.{column}." for column in range(SIZE)] for row in range(SIZE)]


def mark_up(**facts) -> Markup:
    return Markup("s", **facts)


@given(runs, runs, runs, runs, places, places)
def test_every_visible_cell_is_there_at_its_own_address_and_no_other(
    rows, flat_rows, columns, flat_columns, invisible, blank
):
    grid = [
        ["" if (r, c) in blank else value for c, value in enumerate(line)]
        for r, line in enumerate(GRID)
    ]
    markup = mark_up(
        hidden_rows=rows,
        flat_rows=flat_rows,
        hidden_columns=columns,
        flat_columns=flat_columns,
        invisible=invisible,
    )
    remarks = {(3, 3): "remark", (5, 1): "another"}
    sheet, matter = show_sheet("s", grid, [], markup, remarks)
    down = {line for run in (*rows, *flat_rows) for line in run}
    across = {line for run in (*columns, *flat_columns) for line in run}
    seen = {
        format_address(r, c): grid[r][c]
        for r in range(SIZE)
        for c in range(SIZE)
        if r not in down and c not in across and (r, c) not in invisible and grid[r][c]
    }
    told = {cell.address: cell.value for cell in sheet.filled() if cell.value}
    assert told == seen
    for address, value in seen.items():
        assert sheet.cell(*sheet.numbering.find_place(address)).value == value
    every = sum(bool(value) for line in grid for value in line)
    assert sum(each.count for each in matter) == every - len(seen)
    assert sum(map(len, sheet.concealed.cells.values())) == every - len(seen)
    hidden = {value for line in grid for value in line if value} - set(seen.values())
    assert not any(word in repr((sheet, matter)) for word in hidden)
    at = {sheet.numbering.format_place(*place): said for place, said in sheet.remarks.items()}
    assert all(remarks[read_address(address)] == said for address, said in at.items())
    revealed, _ = show_sheet("s", grid, [], markup, remarks, reveal=True)
    assert {c.value for c in revealed.filled() if (c.row, c.column) in revealed.revealed} == hidden


@given(runs, st.integers(0, 20))
def test_numbers_and_visible_lines_go_to_and_fro(hidden, line):
    lines = Lines.without(hidden)
    number = lines.number(line)
    assert not lines.is_hidden(number) and lines.find(number) == line
    assert lines.number(line + 1) > number
    gone = {each for run in hidden for each in run}
    assert [n for n in range(30) if not lines.is_hidden(n)] == sorted(set(range(30)) - gone)
    assert lines.keep(list(range(30))) == sorted(set(range(30)) - gone)


@pytest.mark.parametrize(
    ("span", "hidden", "seen", "value"),
    [
        (Span(1, 1, 3, 1), {"hidden_rows": [range(1, 2)]}, Span(1, 1, 2, 1), "v1.1."),
        (Span(1, 1, 2, 2), {"hidden_columns": [range(1, 2)]}, Span(1, 1, 2, 1), "v1.1."),
        (Span(1, 1, 3, 1), {"hidden_rows": [range(2, 3)]}, Span(1, 1, 2, 1), "v1.1."),
        (Span(1, 1, 2, 1), {"hidden_rows": [range(1, 2)]}, None, "v1.1."),  # one cell is left
        (Span(1, 1, 2, 1), {"hidden_rows": [range(1, 3)]}, None, "v3.1."),
    ],
)
def test_a_merged_cell_shows_its_words_in_what_is_left_of_it(span, hidden, seen, value):
    sheet, _ = show_sheet("s", GRID, [span], mark_up(**hidden), {})
    assert sheet.merged == ((seen,) if seen else ())
    assert sheet.cell(1, 1).value == value


def test_covered_words_are_gone_and_a_copy_of_the_words_above_is_no_matter():
    grid = [["a", "a", "b"], ["c"]]
    sheet, (told,) = show_sheet("s", grid, [Span(0, 0, 0, 2)], mark_up(), {})
    assert sheet.rows == (("a",), ("c",))
    assert (told.kind, told.cells, told.count) == (HiddenKind.COVERED, ("C1",), 1)
    with pytest.raises(Refused, match="its merged cells overlap"):
        show_sheet("s", grid, [Span(0, 0, 1, 2)] * 3, mark_up(), {})


def test_a_number_shown_as_other_words_is_told_and_what_is_shown_stays():
    markup = mark_up(notices={(0, 0): REPLACED}, shown={(0, 0): "<5"})
    sheet, (told,) = show_sheet("s", [("<5",)], [], markup, {})
    assert sheet.rows == (("<5",),) and sheet.notices
    assert (told.kind, told.cells) == (HiddenKind.INVISIBLE, ("A1",))


def test_addresses_of_selections_leave_hidden_cells_out():
    numbering = Numbering(Lines((range(2, 4),)), Lines((range(1, 2),)))
    assert numbering.find_places("A2:C5 A7") == [(1, 0), (1, 1), (2, 0), (2, 1), (4, 0)]
    assert numbering.format_place(2, 1) == "C5"
    assert name_runs([0, 1, 2, 5], str) == ("0:2", "5")


def test_a_sheet_without_hidden_matter_has_no_part_in_it():
    sheet, matter = show_sheet("s", GRID, [], mark_up(hidden_rows=[range(40, 90)]), {})
    assert matter == [] and sheet.numbering.rows.hidden == ()
    assert list(tell_concealed(sheet, [1], [1])) == []
    assert Sheet("s", ()).concealed == Concealed()


@pytest.mark.parametrize(
    ("hidden", "where"),
    [(0, ""), (1, "beside"), (2, "beside"), (3, "inside"), (4, "beside"), (5, "beside"), (6, "")],
)
def test_a_hidden_row_is_inside_a_table_or_beside_it(hidden, where):
    """The table is of the lines 2 to 4, counted from 0, as far as they are seen."""
    sheet, _ = show_sheet("s", GRID, [], mark_up(hidden_rows=[range(hidden, hidden + 1)]), {})
    rows = [sheet.numbering.rows.find(line) for line in (2, 3, 4) if line != hidden]
    told = [text.split(" this table")[0] for text, _ in tell_concealed(sheet, rows, [0, 1])]
    assert told == ([f"row {hidden + 1} is hidden {where}"] if where else [])


def test_a_covered_cell_that_repeats_what_covers_it_hides_nothing_by_its_colour():
    grid = [["a", "a", "b"], ["c", "d", "e"]]
    markup = mark_up(invisible={(0, 1)})
    _, matter = show_sheet("s", grid, [Span(0, 0, 0, 1)], markup, {})
    assert matter == []
    _, matter = show_sheet("s", [["a", "x", "b"], *grid[1:]], [Span(0, 0, 0, 1)], markup, {})
    assert [found.kind for found in matter] == [HiddenKind.COVERED]


def test_words_that_nobody_sees_are_told_up_to_the_edges_of_a_table():
    unseen = {(3, 0), (3, 2), (3, 3), (5, 1)}
    sheet, _ = show_sheet("s", GRID, [], mark_up(invisible=unseen), {})
    ((_, places),) = tell_concealed(sheet, [2, 3, 4], [0, 1, 2])
    assert sorted(places) == [(3, 0), (3, 2)]
