"""Refresh the outputs stored in the committed notebooks, which nbval later holds them to."""

import sys

from analysis.run.pipeline import build_study
from analysis.run.stages import Layout


def refresh_notebooks(study: str, layout: Layout | None = None) -> int:
    """Run every notebook with its default parameters, in order, storing its outputs in place.

    `study` is the one the notebooks' defaults name: its replies are read first, because the
    second notebook needs all of them. Stops at the first failure; returns the exit code.
    """
    layout = layout or Layout()
    if code := build_study(study, observations_only=True, layout=layout):
        return code
    from analysis.run.execution import NotebookFailed
    from analysis.run.notebooks import count_cells, refresh_notebook
    from analysis.run.progress import Display
    from analysis.run.serving import serve_kernels

    cells = {path: count_cells(path) for path in sorted(layout.notebooks.glob("*.ipynb"))}
    with serve_kernels(), Display(sum(cells.values())) as display:
        for path, count in cells.items():
            try:
                with display.step(path.stem, "stored outputs", count) as on_cell:
                    refresh_notebook(path, on_cell)
            except NotebookFailed as error:
                print(f"\n{error}\n{layout.name(path)} is as it was.", file=sys.stderr)
                return 1
    return 0
