"""Periods of one side that take in others, as 2021 takes in one of its months.

A period that shorter ones fill without a gap is their sum, said once more: it is checked as one and
bounds them where they are hidden. Any other is most likely a total of lines that are not there.
"""

from collections.abc import Iterator, Sequence

from analysis.ingest.recipe.labels import Blame, Label
from analysis.model.window import Window


def find_overlaps(labels: Sequence[Label]) -> Iterator[Blame]:
    """Every label whose days take in those of another of the same side, and are not filled."""
    dated = [label for label in labels if label.window]
    for whole in dated:
        inside = [
            part
            for part in dated
            if part.window != whole.window and whole.window.covers(part.window)
        ]
        if inside and not _fill(inside, whole.window):
            more = " and others" if len(inside) > 1 else ""
            first = inside[0].cell.text
            problem = f"{whole.cell.text!r} takes in {first!r}{more}: they would count twice"
            yield whole.cell, problem, f"name {whole.cell.text!r} under `ignore` of this table"


def _fill(parts: Sequence[Label], whole: Window) -> bool:
    """Whether some of the parts stand end to end over all of the whole's days."""
    reached = {whole.start}
    for part in sorted(parts, key=lambda part: part.window):
        if part.window.start in reached:
            reached.add(part.window.end)
    return whole.end in reached
