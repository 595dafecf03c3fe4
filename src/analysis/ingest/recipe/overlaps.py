"""Periods of one side that take in others: a quarter after its months would count them twice."""

from collections.abc import Iterator, Sequence

from analysis.ingest.recipe.labels import Blame, Label


def find_overlaps(labels: Sequence[Label]) -> Iterator[Blame]:
    """Every label whose days take in those of another of the same side."""
    dated = [label for label in labels if label.window]
    for whole in dated:
        inside = [
            part.cell.text
            for part in dated
            if part.window != whole.window and whole.window.covers(part.window)
        ]
        if inside:
            more = " and others" if len(inside) > 1 else ""
            problem = f"{whole.cell.text!r} takes in {inside[0]!r}{more}: they would count twice"
            yield whole.cell, problem, f"name {whole.cell.text!r} under `ignore` of this table"
