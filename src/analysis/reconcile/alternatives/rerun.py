"""The same questions under other choices: what changes, and what does not.

Each choice runs through the same comparison as the main analysis, of totals alone. Only a ratio of
apportioned counts is taken here, for the main analysis never takes one.
"""

from collections.abc import Sequence

from analysis.model.study import Study
from analysis.model.window import Window
from analysis.reconcile.alternatives.choices import Choice, list_choices, make_main
from analysis.reconcile.comparison import NUMBERS, OTHER, SERIES, TABLES
from analysis.reconcile.denominators import Workforce
from analysis.reconcile.disputed import NONE_DISPUTED, Disputed
from analysis.reconcile.methods.apportion import thin
from analysis.reconcile.methods.ratios import NOT_APART, NOT_ORDERED, compare_with_one, take_ratio
from analysis.reconcile.pairs.compared import compare_pairs
from analysis.reconcile.rows import Rows
from analysis.reconcile.series import Series
from analysis.reconcile.totals.apportioned import RANGE, estimate_count
from analysis.reconcile.totals.counts import compare_totals
from analysis.reconcile.totals.sensitivity import Divided, divide_all
from analysis.reconcile.variation import Variations

APPORTIONED = "straddling counts apportioned"
# Count limits so sure that the 95 % of a ratio taken from them lose a hundredth of a point; the
# parts of an interval's error add up (METHODS 3).
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
    told = _run(main, rows, variations, disputed)
    asked = {subject: row for subject, row in told.items() if not row.get("code")}
    listed = [row | {"choice": main.words, "conclusion": conclude(row)} for row in asked.values()]
    for choice in list_choices(study, main):
        found = _run(choice, rows, variations, disputed)
        for subject, row in asked.items():
            unlike = choice.population != row["population"]
            if subject[0] in choice.measures and unlike:
                other = found.get(subject) or _refuse(row, choice)
                listed.append(_set_beside(row, other, choice.words))
    for subject, other in _apportion(main, asked, rows, variations).items():
        if not disputed.find(other["cells"]):
            listed.append(_set_beside(asked[subject], other, APPORTIONED))
    blank = dict.fromkeys(TABLES["alternatives"], "") | {name: None for name in NUMBERS}
    return [blank | row for row in listed]


def _run(
    choice: Choice, rows: Rows, variations: Variations, disputed: Disputed
) -> dict[Subject, dict]:
    """The figures and refusals of a choice, by subject; a figure goes before a refusal."""
    series = [one for one in choice.series if choice.population in ("", one.population)]
    workforce = Workforce(choice.denominators)
    figures, refusals = compare_pairs(series, choice.window, workforce, rows, variations)
    for one in series:
        made, refused = compare_totals(one, choice.window, workforce, rows)
        figures += variations.widen_rates(made)
        refusals += refused
    figures, refusals = disputed.withdraw(figures, refusals)
    return {
        _name(row): row
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
    return take_ratio(first, years[0], second, years[1], dispersion).facts() | {"rung": "A"}


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


def _name(row: dict) -> Subject:
    return (row["measure"], *_key(row), *(row[name] for name in OTHER if row[name]))
