"""The studies as they are shipped, each read and compared once a session: to be read only."""

from functools import cache

from analysis.model.study import load_study
from analysis.reconcile.compare import Replies, compare_study, read_study
from analysis.reconcile.results.comparison import Comparison

SMALL, PUBLISHED = "social-media-complaints", "published-replies"


@cache
def read_shipped(name: str) -> Replies:
    return read_study(load_study(name))


@cache
def compare_shipped(name: str) -> Comparison:
    study = load_study(name)
    return compare_study(study, read_shipped(name), study.choose_window())
