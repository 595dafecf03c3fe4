"""The shipped studies made anew from their observations, once a session: to be read only."""

from functools import cache
from pathlib import Path

from analysis.model.study import load_study
from analysis.publish.content.publication import Publication, gather_publication
from analysis.reconcile.compare import compare_study, read_study
from analysis.reconcile.results.comparison import write_comparison


@cache
def publish_shipped(name: str) -> Publication:
    study = load_study(name)
    compared = compare_study(study, read_study(study), study.choose_window())
    return gather_publication(study, compared)


def write_release(name: str, folder: Path) -> Path:
    """The folder of comparison.csv, parts.csv and the other tables of a study, before the gate."""
    made = publish_shipped(name)
    return write_comparison(made.comparison, made.study, folder)
