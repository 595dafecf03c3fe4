"""The choices that a main analysis could have made otherwise, each told in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analysis.model.study import Denominators, Study
from analysis.model.window import Window, spell_date
from analysis.reconcile.ladder import measure_last_day
from analysis.reconcile.pairs.sides import read_latest
from analysis.reconcile.series import Series
from analysis.reconcile.totals.windows import rank_common_windows

SPECIALS, OFFICERS = "special constable", "officers"
COUNTED, EXPOSED = ("count", "rate_per_1000", "rate_ratio"), ("rate_per_1000", "rate_ratio")


@dataclass(frozen=True)
class Choice:
    """One way to analyse a study: over which window, in whom, with which reading of the replies.

    `measures` are the figures that the choice bears on; `population` the only one it allows.
    """

    words: str
    series: Sequence[Series]
    window: Window | None
    denominators: Denominators
    basis: str
    measures: tuple[str, ...] = COUNTED
    population: str = ""


def make_main(study: Study, all_series: Sequence[Series], common: Window | None) -> Choice:
    """The study's own choice, of the replies' totals alone."""
    totals = [replace(one, figures=one.totals) for one in all_series if not one.totals.empty]
    basis = "common" if common else "own"
    return Choice("main analysis", totals, common, study.denominators, basis)


def list_choices(study: Study, main: Choice) -> list[Choice]:
    """The other choices, those left out that come to the same."""
    return [*_list_windows(study, main), *_list_readings(main), *_list_denominators(main)]


def _list_windows(study: Study, main: Choice) -> list[Choice]:
    if main.window is None:
        return []
    days = {(one.window.start, one.window.end) for one in main.series}
    choices = []
    if days != {(main.window.start, main.window.end)}:
        choices.append(replace(main, words="each reply's own window", basis="own"))
    ranked = rank_common_windows(main.series, main.window)
    others = [row for row in ranked if row["among"] == "all" and not row["own"]]
    if others:
        best = Window(others[0]["start"].date(), others[0]["end"].date())
        choices.append(replace(main, words="the best other window by the calendars", window=best))
    for change in study.breaks:
        if main.window.start < change.date < main.window.end:
            since = Window(change.date, main.window.end)
            words = f"only since the change of {spell_date(change.date)}"
            choices.append(replace(main, words=words, window=since))
    return choices


def _list_readings(main: Choice) -> list[Choice]:
    latest = [_count_last_day(one) for one in main.series]
    pairs = zip(main.series, latest, strict=True)
    if all(one.figures["end"].equals(other.figures["end"]) for one, other in pairs):
        return []
    return [replace(main, words="an ambiguous last day is counted", series=latest)]


def _count_last_day(series: Series) -> Series:
    """The series with its ambiguous last day counted, and that day as a figure of its own.

    A figure that so reaches a day beyond a window is not open as a whole: of its events the day
    holds no more than one in a thousand evenly spread days would (METHODS 1, A-EDGE).
    """
    figures, day = read_latest(series.figures), measure_last_day(series.figures, series.window)
    if day is not None:
        bounds = {"start": day.figure["end"], "end": day.figure["end_latest"]}
        alone = day.figure.to_frame().T.assign(**bounds, low=0, high=float(day.most))
        figures = pd.concat([figures, alone.astype(figures.dtypes)], ignore_index=True)
    return replace(series, figures=figures)


def _list_denominators(main: Choice) -> list[Choice]:
    plain = main.denominators
    with_specials = {
        population: (*types, *(() if SPECIALS in types else (SPECIALS,)))
        for population, types in plain.worker_types.items()
    }
    specials = plain.model_copy(update={"worker_types": with_specials})
    other, words = ("fte", "full-time equivalents")
    if plain.workforce == "fte":
        other, words = ("headcount", "headcount")
    found = {}
    if specials != plain:
        found["special constables among the workforce"] = specials
    found[f"{words} instead of {_name(plain)}"] = plain.model_copy(update={"workforce": other})
    if specials != plain:
        both = specials.model_copy(update={"workforce": other})
        found[f"{words}, special constables among them"] = both
    exposed = replace(main, measures=EXPOSED)
    choices = [replace(exposed, words=told, denominators=by) for told, by in found.items()]
    if any(one.population != OFFICERS for one in main.series):
        choices.append(replace(exposed, words="police officers alone", population=OFFICERS))
    return choices


def _name(denominators: Denominators) -> str:
    return {"fte": "full-time equivalents"}.get(denominators.workforce, denominators.workforce)
