import io

import pytest
from rich.console import Console

from analysis.run.progress import Display


def show(terminal: bool) -> tuple[Display, io.StringIO]:
    said = io.StringIO()
    console = Console(file=said, force_terminal=terminal, width=100, highlight=False)
    return Display(5, console), said


def test_one_plain_line_a_step_where_no_terminal_listens():
    display, said = show(terminal=False)
    with display:
        with display.step("1_clean", "north FOI 1", 2) as on_cell:
            on_cell()
            on_cell()
        with pytest.raises(ValueError), display.step("2_reconcile", "[toy]", 3):
            raise ValueError
    first, second = said.getvalue().splitlines()
    assert first.split() == ["1_clean", "north", "FOI", "1", "2", "cells", "0.0", "s"]
    assert second.split() == ["2_reconcile", "[toy]", "failed"]
    assert "\x1b" not in said.getvalue()


def test_a_terminal_shows_cells_done_of_all_cells():
    display, said = show(terminal=True)
    with display, display.step("1_clean", "north FOI 1", 2) as on_cell:
        on_cell()
        display._bars.refresh()
        shown = said.getvalue()
    assert "1 of 2 cells" in shown and "1 of 5 cells" in shown
