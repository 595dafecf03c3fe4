"""One display over everything that runs: bars on a terminal, one plain line a step elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

NAME_WIDTH, DETAIL_WIDTH = 13, 38


class Display:
    """Cells done of all cells. Use as a context manager; steps may come from several threads."""

    def __init__(self, cells: int, console: Console | None = None):
        self.console = console or Console(highlight=False)
        self._bars = Progress(
            TextColumn("  {task.description}", markup=False),
            BarColumn(bar_width=20),
            TextColumn("{task.completed:.0f} of {task.total:.0f} cells"),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )
        self._all: TaskID | None = None
        self._cells = cells

    def __enter__(self) -> "Display":
        self._bars.start()
        self._all = self._bars.add_task(align("all", ""), total=self._cells)
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    @contextmanager
    def step(self, name: str, detail: str, cells: int) -> Iterator[Callable[[], None]]:
        """Show one step while it runs; yields what to call after each of its `cells`."""
        bar = self._bars.add_task(align(name, detail), total=cells, visible=cells > 0)
        started = time.perf_counter()

        def advance() -> None:
            self._bars.advance(bar)
            self._bars.advance(self._all)

        try:
            yield advance
        except BaseException:
            self._print(name, detail, "failed", "bold red")
            raise
        else:
            seconds = f"{time.perf_counter() - started:5.1f} s"
            self._print(name, detail, f"{cells:3} cells {seconds}" if cells else f"{seconds:>17}")
        finally:
            self._bars.remove_task(bar)

    def _print(self, name: str, detail: str, outcome: str, style: str = "") -> None:
        line = f"  {align(name, detail)} {outcome}"
        self._bars.console.print(line, style=style or None, markup=False, soft_wrap=True)


def align(name: str, detail: str) -> str:
    return f"{name:<{NAME_WIDTH}} {detail:<{DETAIL_WIDTH}}"
