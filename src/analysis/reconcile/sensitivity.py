"""Sensitivity analysis: how far results hang on what was chosen or assumed.

Each other choice (a window, a reading of the last day, the denominators) runs through the same
comparison as the main analysis, of totals alone. What is assumed of a straddling figure is the rate
ratio: the rate outside the common window over the rate inside it, within that figure. 0 puts all of
its events inside, infinity all outside, which are the sharp bounds (methods.md 2.6, 3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analysis.model.observation import SERIES
from analysis.model.study import Denominators, Study
from analysis.model.window import Window, format_date
from analysis.reconcile.consistency import Disputed
from analysis.reconcile.methods.apportion import find_tipping_point, thin
from analysis.reconcile.methods.rates import NOT_ORDERED, compare_with, take_ratio
from analysis.reconcile.replies.denominators import Workforce
from analysis.reconcile.replies.ladder import count_last_days, measure_last_day
from analysis.reconcile.replies.overdispersion import Variations
from analysis.reconcile.replies.series import Series
from analysis.reconcile.results.comparison import (
    COMPARISON,
    OTHER,
    REFUSALS,
    TABLES,
    gather_findings,
)
from analysis.reconcile.results.orders import judge_family
from analysis.reconcile.results.refusals import RefusalCode
from analysis.reconcile.results.rows import Row, Rows
from analysis.reconcile.results.rungs import Rung
from analysis.reconcile.totals.pairs import compare_pairs
from analysis.reconcile.totals.straddled_counts import DividedCount, divide_counts
from analysis.reconcile.totals.window_counts import (
    DECLARED_RANGE,
    count_in_window,
    estimate_count,
)
from analysis.reconcile.totals.windows import rank_common_windows

ALTERNATIVES, TIPPING = (TABLES[name] for name in ("alternatives", "tipping"))
SPECIALS, OFFICER, OFFICERS = "special constable", "police officer", "officers"
COUNTED, EXPOSED = ("count", "rate_per_1000", "rate_ratio"), ("rate_per_1000", "rate_ratio")
MAIN = "main analysis"
APPORTIONED = "straddling counts apportioned"
GIVEN = ("low", "high", "estimate")
DAY_COUNTED = "an ambiguous last day is counted"
BY_CHANCE = "counts vary by chance alone (Poisson)"
# Count limits so sure that the 95 % of a ratio taken from them lose a hundredth of a point; the
# parts of an interval's error add up (methods.md 3.3).
SURE = 0.9999
# How the first rate stands to the second at an even spread; open where no one ratio decides it.
ABOVE, BELOW, OPEN = "above", "below", "open"
WITHIN_BOUNDS = {"turns_at": "inf", "straddled": "", "straddled_days": ""}

Subject = tuple[str, ...]  # the measure, and the series it is of, and the other one of a pair


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


def list_alternatives(
    study: Study,
    all_series: Sequence[Series],
    common: Window | None,
    rows: Rows,
    variations: Variations,
    disputed: Disputed,
) -> list[Row]:
    """Every count, rate per 1,000 and ratio of the main analysis, and each choice's own beside it.

    Rows of `alternatives`, those of the main analysis first. A choice's row `differs` (`yes`, `no`)
    in its figure, or, of a ratio, in what can be concluded from it beside the other ratios; a
    refused one has its code and evidence. A ratio stands also with the limits that it would have
    were counts to vary by chance alone. Nothing is derived from figures that are `disputed`. Only a
    ratio of apportioned counts is taken here, for the main analysis never takes one.
    """
    main = make_main(study, all_series, common)
    choices = list_choices(study, main)
    workforce, *workforces = _list_workforces([main, *choices])
    found = _run(main, workforce, rows, variations, disputed, study.pairs)
    given = {subject: row for subject, row in found.items() if not row.get("code")}
    listed = [row | {"choice": main.words} for row in given.values()]
    for choice, workforce in zip(choices, workforces, strict=True):
        others = _run(choice, workforce, rows, variations, disputed, study.pairs)
        for subject, row in given.items():
            unlike = choice.population != row["population"]
            if subject[0] in choice.measures and unlike:
                other = others.get(subject) or _refuse(row, choice)
                listed.append(other | {"choice": choice.words})
    for row in given.values():
        if row["measure"] == "rate_ratio" and row["wide_lower"] is not None:
            alone = {"wide_lower": None, "wide_upper": None, "p_value": row["poisson_p"]}
            listed.append(row | alone | {"choice": BY_CHANCE})
    for other in _apportion(main, given, rows, variations).values():
        if not disputed.find(other["cells"]):
            listed.append(other | {"choice": APPORTIONED})
    for row in listed:
        if row["measure"] == "rate_ratio" and not row.get("code"):
            row["p_value"] = f"{float(row['p_value']):.6g}"
    return conclude(
        [ALTERNATIVES.take_over(row, COMPARISON, REFUSALS, TABLES["orders"]) for row in listed]
    )


def make_main(study: Study, all_series: Sequence[Series], common: Window | None) -> Choice:
    """The study's own choice, of the replies' totals alone."""
    totals = [replace(one, figures=one.totals) for one in all_series if not one.totals.empty]
    basis = "common" if common else "own"
    return Choice(MAIN, totals, common, study.denominators, basis)


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
    return [replace(main, words=DAY_COUNTED, series=latest)]


def _count_last_day(series: Series) -> Series:
    """The series with its ambiguous last day counted, and that day as a figure of its own.

    A figure that so reaches a day beyond a window is not open as a whole: of its events the day
    holds no more than one in a thousand evenly spread days would (methods.md 1.2).
    """
    figures, day = count_last_days(series.figures), measure_last_day(series.figures, series.window)
    if day is not None:
        bounds = {"start": day.figure["end"], "end": day.figure["end_latest"]}
        alone = day.figure.to_frame().T.assign(**bounds, low=0, high=float(day.most))
        figures = pd.concat([figures, alone.astype(figures.dtypes)], ignore_index=True)
    return replace(series, figures=figures)


def _list_denominators(main: Choice) -> list[Choice]:
    plain = main.denominators
    counted = {one.population: plain.find_types(one.population) for one in main.series}
    with_specials = {
        population: (*types, SPECIALS)
        for population, types in counted.items()
        if OFFICER in types and SPECIALS not in types
    }
    worker_types = {**plain.worker_types, **with_specials}
    specials = plain.model_copy(update={"worker_types": worker_types})
    other, words = ("fte", "full-time equivalents")
    if plain.workforce == "fte":
        other, words = ("headcount", "headcount")
    found = {}
    if specials != plain:
        found["special constables among the workforce"] = specials
    found[f"{words} instead of {_format_workforce(plain)}"] = plain.model_copy(
        update={"workforce": other}
    )
    if specials != plain:
        both = specials.model_copy(update={"workforce": other})
        found[f"{words}, special constables among them"] = both
    exposed = replace(main, measures=EXPOSED)
    choices = [replace(exposed, words=words, denominators=by) for words, by in found.items()]
    if any(one.population != OFFICERS for one in main.series):
        choices.append(replace(exposed, words="police officers alone", population=OFFICERS))
    return choices


def _format_workforce(denominators: Denominators) -> str:
    return {"fte": "full-time equivalents"}.get(denominators.workforce, denominators.workforce)


def _list_workforces(choices: Sequence[Choice]) -> list[Workforce]:
    """That of each choice, one for all with the same denominators."""
    found: list[Workforce] = []
    for choice in choices:
        same = (one for one in found if one.denominators == choice.denominators)
        found.append(next(same, None) or Workforce(choice.denominators))
    return found


def _run(
    choice: Choice,
    workforce: Workforce,
    rows: Rows,
    variations: Variations,
    disputed: Disputed,
    pairs: Sequence[tuple[str, str]],
) -> dict[Subject, Row]:
    """The figures and refusals of a choice, by subject; a figure goes before a refusal."""
    series = [one for one in choice.series if choice.population in ("", one.population)]
    found = [compare_pairs(series, choice.window, workforce, rows, variations, pairs)]
    for one in series:
        window = one.window if choice.basis == "own" else choice.window
        if one.leads and window:
            counted = count_in_window(one, choice.basis, window, workforce, rows)
            found.append(variations.widen_rates(counted))
    standing = disputed.withdraw(gather_findings(found))
    return {
        (row["measure"], *_key(row), *(row[name] for name in OTHER if row[name])): row
        for row in [*standing.refusals, *standing.figures]
        if row["basis"] in (choice.basis, "any") and row["measure"] in choice.measures
    }


def _key(row: Row, prefix: str = "") -> tuple[str, ...]:
    """The series that a row is of; with `other_` the one it is compared with."""
    return tuple(row[f"{prefix}{name}"] for name in SERIES)


def _refuse(row: Row, choice: Choice) -> Row:
    """The refusal of what a choice leaves out: a reply that does not tell its population apart."""
    evidence = f"the totals count {row['population']}; {choice.population} are not told apart"
    kept = {name: row[name] for name in (*SERIES, *OTHER, "measure", "basis", "start", "end")}
    return kept | {
        "code": RefusalCode.DEFINITION_MISMATCH,
        "evidence": evidence,
        "provenance": row["provenance"],
    }


def conclude(rows: Sequence[Row]) -> list[Row]:
    """Rows of `alternatives` with what the ratios of each choice, judged together, allow to be said
    of the reported and of the underlying rates, and whether a row differs from the main analysis.

    A ratio on which a choice does not bear is judged with that choice's own (methods.md 4.5). Of
    rows that are left, where some are withheld, it is made anew; what the main analysis then lacks
    is set beside nothing.
    """
    choices: dict[str, dict[Subject, Row]] = {}
    for row in rows:
        subject = (row["measure"], *(row[name] for name in (*SERIES, *OTHER)))
        choices.setdefault(row["choice"], {})[subject] = row
    main = choices.get(MAIN, {})
    said = _conclude(main)
    concluded = []
    for found in choices.values():
        says = _conclude(main | found)
        for subject, row in found.items():
            told = {"conclusion": says.get(subject, ""), "differs": ""}
            if found is not main and subject in main and not row["code"]:
                same = all(str(row[name]) == str(main[subject][name]) for name in GIVEN)
                if subject in said:
                    same = says.get(subject) == said[subject]
                told["differs"] = "no" if same else "yes"
            concluded.append({**row, **told})
    return concluded


def _conclude(found: Mapping[Subject, Row]) -> dict[Subject, str]:
    """The conclusion from each ratio that is given, all judged together."""
    ratios = {
        subject: row | {"reported": compare_with(1, row["low"], row["high"]) or NOT_ORDERED}
        for subject, row in found.items()
        if row["measure"] == "rate_ratio" and not row["code"]
    }
    judged = judge_family(list(ratios.values()))
    return {
        subject: f"reported rate: {row['reported']}; underlying rate: {row['underlying']}"
        for subject, row in zip(ratios, judged, strict=True)
    }


def _apportion(
    main: Choice, given: dict[Subject, Row], rows: Rows, variations: Variations
) -> dict[Subject, Row]:
    """The estimates of straddling counts, and the ratios of rates that rest on them."""
    if main.window is None:
        return {}
    counts = divide_counts(main.series, main.window, rows)
    divided = {_key(one.series.facts()): one for one in counts}
    found = {}
    for subject, row in given.items():
        pair = [divided.get(_key(row, prefix)) for prefix in ("", "other_")]
        first = pair[0]
        if row["measure"] == "count" and first and first.division:
            spread = variations.find(first.series, first.series.provenance).dispersion
            (estimate,) = estimate_count(
                first.series, main.window, first.count, rows, spread
            ).figures
            found[subject] = estimate | {"measure": "count"}
        if row["measure"] == "rate_ratio" and all(pair) and any(one.division for one in pair):
            years = [given["rate_per_1000", *_key(row, end)]["exposure"] for end in ("", "other_")]
            found[subject] = row | _take_ratio(pair, years, variations, row["provenance"])
    return found


def _take_ratio(
    pair: list[DividedCount], years: list[float], variations: Variations, provenance: str
) -> dict[str, object]:
    """The ratio of two rates whose straddling counts are apportioned, as columns of a row."""
    dispersion = variations.find(pair[0].series, provenance).dispersion
    first, second = (_limit_count(one, dispersion.ratio if dispersion else 1.0) for one in pair)
    ratio = take_ratio(first, years[0], second, years[1], dispersion)
    return ratio.facts() | {"rung": Rung.APPORTIONED, "p_value": ratio.p_value}


def _limit_count(one: DividedCount, spread: float) -> tuple[float, float]:
    if one.division is None:
        return one.count.low, one.count.high
    certain = (one.division.certain, one.division.certain)
    estimate = thin(certain, one.division.straddles, DECLARED_RANGE, spread, SURE)
    return estimate.lower, estimate.upper


def list_tipping_points(divided: Sequence[DividedCount], figures: Sequence[Row]) -> list[Row]:
    """For every ratio over the common window, the rate ratio at which the order of its rates turns.

    Rows of `tipping`, from `figures`, rows of the comparison. `order` is the order at an even
    spread, `turns_at` the rate ratio of the reply `straddled` (`first` or `other`) at which it
    turns: `0` or `inf` where it never does. Only one straddling figure can decide it; of several
    the order is left open unless the bounds settle it (methods.md 2.6).
    """
    found = {_key(one.series.facts()): one for one in divided}
    years = {
        _key(row): row["exposure"]
        for row in figures
        if row["measure"] == "rate_per_1000" and row["basis"] == "common"
    }
    rows = []
    for row in figures:
        if row["measure"] != "rate_ratio" or row["basis"] != "common":
            continue
        ends = _key(row), _key(row, "other_")
        if row["low"] != row["high"] and all(end in found and end in years for end in ends):
            turn = _find_turn([found[end] for end in ends], [years[end] for end in ends])
            rows.append(TIPPING.take_over(row, COMPARISON, TABLES["orders"]) | turn)
    return rows


def _find_turn(pair: list[DividedCount], years: list[float]) -> dict[str, str]:
    spans = [
        (one.count.low / exposure, one.count.high / exposure)
        for one, exposure in zip(pair, years, strict=True)
    ]
    if spans[0][0] > spans[1][1]:
        return {"order": ABOVE} | WITHIN_BOUNDS
    if spans[0][1] < spans[1][0]:
        return {"order": BELOW} | WITHIN_BOUNDS
    stretches = [one.division.astride if one.division else {} for one in pair]
    place = 0 if stretches[0] else 1
    mine, fixed = pair[place], pair[1 - place]
    if len(stretches[0]) + len(stretches[1]) != 1 or not fixed.count.is_exact:
        return {"order": OPEN} | WITHIN_BOUNDS | {"turns_at": ""}
    (straddle,) = mine.division.straddles
    needed = fixed.count.low * years[place] / years[1 - place]
    turn = find_tipping_point(mine.division.certain, straddle.high, straddle.share, needed)
    # The straddled rate is the greater one below the turn: at an even spread, where it is over 1.
    first_above = (turn > 1) == (place == 0)
    return {
        "order": ABOVE if first_above else BELOW,
        "turns_at": f"{turn:.3g}",
        "straddled": ("first", "other")[place],
        "straddled_days": str(next(iter(mine.division.astride))),
    }
