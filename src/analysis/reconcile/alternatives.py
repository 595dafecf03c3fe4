"""The same questions under other choices: what changes, and what does not.

Each choice runs through the same comparison as the main analysis, of totals alone. Only a ratio of
apportioned counts is taken here, for the main analysis never takes one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analysis.model.study import Denominators, Study
from analysis.model.window import Window, format_date
from analysis.reconcile.methods.apportion import thin
from analysis.reconcile.methods.rates import NOT_APART, NOT_ORDERED, compare_with_one, take_ratio
from analysis.reconcile.replies.denominators import Workforce
from analysis.reconcile.replies.disputed import NONE_DISPUTED, Disputed
from analysis.reconcile.replies.ladder import measure_last_day
from analysis.reconcile.replies.overdispersion import Variations
from analysis.reconcile.replies.series import Series
from analysis.reconcile.results.comparison import OTHER, SERIES, TABLES, gather_findings
from analysis.reconcile.results.rows import Rows
from analysis.reconcile.results.rungs import Rung
from analysis.reconcile.totals.pairs import compare_pairs, count_last_days
from analysis.reconcile.totals.window_counts import (
    RANGE,
    Divided,
    compare_totals,
    divide_all,
    estimate_count,
)
from analysis.reconcile.totals.windows import rank_common_windows

ALTERNATIVES = TABLES["alternatives"]
# The choices that a main analysis could have made otherwise, each told in words.

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
            words = f"only since the change of {format_date(change.date)}"
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
    holds no more than one in a thousand evenly spread days would (methods.md 1, A-EDGE).
    """
    figures, day = count_last_days(series.figures), measure_last_day(series.figures, series.window)
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
    found[f"{words} instead of {_name_workforce(plain)}"] = plain.model_copy(
        update={"workforce": other}
    )
    if specials != plain:
        both = specials.model_copy(update={"workforce": other})
        found[f"{words}, special constables among them"] = both
    exposed = replace(main, measures=EXPOSED)
    choices = [replace(exposed, words=told, denominators=by) for told, by in found.items()]
    if any(one.population != OFFICERS for one in main.series):
        choices.append(replace(exposed, words="police officers alone", population=OFFICERS))
    return choices


def _name_workforce(denominators: Denominators) -> str:
    return {"fte": "full-time equivalents"}.get(denominators.workforce, denominators.workforce)


APPORTIONED = "straddling counts apportioned"
# Count limits so sure that the 95 % of a ratio taken from them lose a hundredth of a point; the
# parts of an interval's error add up (methods.md 3).
SURE = 0.9999
Subject = tuple[str, ...]  # the measure, and the series it is of, and the other one of a pair


def list_alternatives(
    study: Study,
    all_series: Sequence[Series],
    common: Window | None,
    rows: Rows,
    variations: Variations,
    disputed: Disputed = NONE_DISPUTED,
) -> list[dict]:
    """Every count, rate per 1,000 and ratio of the main analysis, and each choice's own beside it.

    The rows of the main analysis come first. A choice's row `differs` (`yes`, `no`) in its figure,
    or, of a ratio, in what can be concluded from it; a refused one has its code and evidence.
    Nothing is derived from figures that are `disputed`.
    """
    main = make_main(study, all_series, common)
    workforces: list[Workforce] = []  # one for all choices with the same denominators
    told = _run(main, workforces, rows, variations, disputed)
    asked = {subject: row for subject, row in told.items() if not row.get("code")}
    listed = [row | {"choice": main.words, "conclusion": conclude(row)} for row in asked.values()]
    for choice in list_choices(study, main):
        found = _run(choice, workforces, rows, variations, disputed)
        for subject, row in asked.items():
            unlike = choice.population != row["population"]
            if subject[0] in choice.measures and unlike:
                other = found.get(subject) or _refuse(row, choice)
                listed.append(_set_beside(row, other, choice.words))
    for subject, other in _apportion(main, asked, rows, variations).items():
        if not disputed.find(other["cells"]):
            listed.append(_set_beside(asked[subject], other, APPORTIONED))
    return [ALTERNATIVES.complete(row) for row in listed]


def _run(
    choice: Choice,
    workforces: list[Workforce],
    rows: Rows,
    variations: Variations,
    disputed: Disputed,
) -> dict[Subject, dict]:
    """The figures and refusals of a choice, by subject; a figure goes before a refusal."""
    series = [one for one in choice.series if choice.population in ("", one.population)]
    shared = (one for one in workforces if one.denominators == choice.denominators)
    if (workforce := next(shared, None)) is None:
        workforces.append(workforce := Workforce(choice.denominators))
    found = [compare_pairs(series, choice.window, workforce, rows, variations)]
    for one in series:
        counted = compare_totals(one, choice.window, workforce, rows)
        found.append(variations.widen_rates(counted))
    figures, refusals = disputed.withdraw(*gather_findings(found))
    return {
        _name_subject(row): row
        for row in [*refusals, *figures]
        if row["basis"] in (choice.basis, "any") and row["measure"] in choice.measures
    }


def _refuse(row: dict, choice: Choice) -> dict:
    """The refusal of what a choice leaves out: a reply that tells its population not apart."""
    told = f"the totals count {row['population']}; {choice.population} are not told apart"
    kept = {name: row[name] for name in (*SERIES, *OTHER, "measure", "basis", "start", "end")}
    return kept | {"code": "DEFINITION_MISMATCH", "evidence": told, "provenance": row["provenance"]}


def _apportion(
    main: Choice, asked: dict[Subject, dict], rows: Rows, variations: Variations
) -> dict[Subject, dict]:
    """The estimates of straddling counts, and the ratios of rates that rest on them."""
    if main.window is None:
        return {}
    divided = {_key(one.series.facts()): one for one in divide_all(main.series, main.window, rows)}
    found = {}
    for subject, row in asked.items():
        pair = [divided.get(_key(row, prefix)) for prefix in ("", "other_")]
        first = pair[0]
        if row["measure"] == "count" and first and first.division:
            spread = variations.find(first.series, first.series.provenance).dispersion
            (made,), _ = estimate_count(first.series, main.window, first.count, rows, spread)
            found[subject] = made | {"measure": "count"}
        if row["measure"] == "rate_ratio" and all(pair) and any(one.division for one in pair):
            years = [asked["rate_per_1000", *_key(row, end)]["exposure"] for end in ("", "other_")]
            found[subject] = row | _divide(pair, years, variations, row["provenance"])
    return found


def _divide(
    pair: list[Divided], years: list[float], variations: Variations, provenance: str
) -> dict[str, object]:
    dispersion = variations.find(pair[0].series, provenance).dispersion
    first, second = (_limit(one, dispersion.ratio if dispersion else 1.0) for one in pair)
    return take_ratio(first, years[0], second, years[1], dispersion).facts() | {
        "rung": Rung.APPORTIONED
    }


def _limit(one: Divided, spread: float) -> tuple[float, float]:
    if one.division is None:
        return one.count.low, one.count.high
    certain = (one.division.certain, one.division.certain)
    estimate = thin(certain, one.division.straddles, RANGE, spread, SURE)
    return estimate.lower, estimate.upper


def _set_beside(main: dict, other: dict, words: str) -> dict:
    """A row of another choice, and whether it differs from that of the main analysis."""
    if other.get("code"):
        return other | {"choice": words, "differs": ""}
    conclusion = conclude(other)
    names = ("low", "high", "estimate")
    same = conclusion == conclude(main) and (
        bool(conclusion) or [main[name] for name in names] == [other[name] for name in names]
    )
    return other | {"choice": words, "conclusion": conclusion, "differs": "no" if same else "yes"}


def conclude(row: dict) -> str:
    """What a ratio allows to be said of the reported and of the underlying rates; else nothing."""
    if row["measure"] != "rate_ratio":
        return ""
    kind = "lower" if row["wide_lower"] is None else "wide_lower"
    limits = row[kind], row[kind.replace("lower", "upper")]
    order = compare_with_one(row["low"], row["high"]) or NOT_ORDERED
    apart = compare_with_one(*limits) or NOT_APART
    return f"reported rate: {order}; underlying rate: {apart}"


def _key(row: dict, prefix: str = "") -> tuple[str, ...]:
    return tuple(row[f"{prefix}{name}"] for name in SERIES)


def _name_subject(row: dict) -> Subject:
    return (row["measure"], *_key(row), *(row[name] for name in OTHER if row[name]))
