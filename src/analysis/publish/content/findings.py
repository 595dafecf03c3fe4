"""What a study found, in plain sentences made of what is released (docs/writing-the-report.md).

A sentence says only what holds under every reading of the replies, rounds to what its interval
supports, and says made-up itself where a figure that it tells is illustrative, so that none can be
quoted without it. A number in it leads to its line of comparison.csv.
"""

import math
from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from analysis.model.count import format_range
from analysis.model.observation import SERIES
from analysis.model.provenance import Provenance
from analysis.publish.content.document import escape_markdown
from analysis.publish.content.funnel_limits import Funnel, Point, list_funnels
from analysis.publish.content.publication import Publication, SeriesKey
from analysis.publish.content.shared_categories import SharedCategory, list_shared
from analysis.publish.content.wording import (
    choose_limits,
    describe_coverage,
    format_window,
    join_words,
)
from analysis.reconcile.league import find_dispersion
from analysis.reconcile.methods.rates import CONFIDENCE_TEXT, FUNNEL_LEVELS, NOT_APART, NOT_ORDERED
from analysis.reconcile.results.comparison import FIRST_LINE, NO, OTHER, OWN_WINDOW, SAME
from analysis.reconcile.results.orders import CHANGES
from analysis.reconcile.results.refusals import RefusalCode
from analysis.reconcile.sensitivity import DAY_COUNTED

MOST = 3  # findings of a report
NOTHING = "No figure of these replies is told to be more or less than another."
MOST_NAMED = 4  # replies or categories that one sentence names
BASES = ("common", "own")  # windows that ratios are told over, the first that there is
DAY_OPEN = "itself may be counted"  # in what a count takes for granted of its last day
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def list_findings(publication: Publication) -> str:
    """At most three sentences, an item of a list each, those first that say most.

    In this order: the rates of many forces, what a total leaves for the others, counts over the
    common window, ratios of rates, shares, how far the replies compare at all.
    """
    kinds = (
        _tell_funnels,
        _tell_remainder,
        _tell_counts,
        _tell_ratios,
        _tell_shares,
        _tell_classes,
    )
    told = [sentence for tell in kinds for sentence in tell(publication)][:MOST]
    return "\n".join(f"- {sentence}" for sentence in told or [NOTHING])


def describe_certainty(publication: Publication) -> str:
    """How sure the findings are: what ranges and limits allow for, and what they cannot."""
    words = "A count is what the replies print; a range holds it, however the events fell"
    if publication.comparison.figures["assumes"].str.contains(DAY_OPEN).any():
        words += ", if an unclear last day holds no more than chance would give it"
    rates = [
        entry.rate
        for entry in publication.league
        if entry.rate is not None and entry.row["class"] in (SAME, OWN_WINDOW)
    ]
    if rates:
        measured = publication.comparison.tables["dispersion"].to_dict("records")
        found = find_dispersion(rates, measured)
        words += f". Words on rates allow for chance at {CONFIDENCE_TEXT} or more, "
        if found is None:
            words += "as if events came one by one, for how much more they vary is not known"
        else:
            more = f"{found.ratio:.2g} times as much as" if found.ratio > 1 else "no more than"
            made_up = _say_made_up(rate["provenance"] for rate in rates)
            words += f"with {made_up}yearly counts that vary {more} single events would"
    if any(table.shared for table in list_shared(publication)):
        words += ". Words on shares take events one by one"
    words += ". None of it allows for forces that record differently."
    return words


def describe_answers(publication: Publication) -> str:
    """Who was asked and answered, or, where the study does not list them, whose replies it has."""
    if publication.coverage.is_complete:
        return describe_coverage(publication.coverage)
    keys = publication.series
    forces = list(dict.fromkeys(publication.names.force(key.force) for key in keys))
    replies = len({(key.force, key.reference) for key in keys})
    named = f": {join_words(forces)}" if len(forces) <= MOST_NAMED else ""
    count = f"{_spell(replies)} repl{'y' if replies == 1 else 'ies'}"
    whose = f"{count} of {_spell(len(forces))} force{'s' if len(forces) > 1 else ''}{named}"
    return f"{whose[0].upper()}{whose[1:]}. There is no full list of who was asked."


def list_not_compared(publication: Publication) -> str:
    """Why figures are refused, in words: one item a reason, with who and an example."""
    refusals = publication.comparison.refusals
    figure = [*SERIES, *OTHER, "measure", "basis", "table", "dimension", "category", "start"]
    items = []
    for code in RefusalCode:
        rows = refusals[refusals["code"].eq(code)]
        if rows.empty:
            continue
        number = len(rows[figure].drop_duplicates())
        forces = {*rows["force"], *rows["other_force"]} - {""}
        names = sorted(_say_force(publication, force) for force in forces)
        few = join_words(names) if len(names) <= MOST_NAMED else f"{_spell(len(names))} forces"
        meaning = _open(code.meaning)
        example = escape_markdown(rows.iloc[0]["evidence"])
        made_up = _say_made_up(rows["provenance"])
        counted = f"{_spell(number)} {made_up}figure{'s' if number > 1 else ''} of {few}"
        items.append(f"- **{meaning}**: {counted}. For example: {example}.")
    return "\n".join(items) or "Nothing is refused."


def _tell_funnels(publication: Publication) -> Iterator[str]:
    """From which rate to which, of how many, and who is outside what chance would make of one
    common rate."""
    for funnel in list_funnels(publication):
        exact = sorted((p for p in funnel.points if p.is_exact), key=lambda p: p.figure["low"])
        if len(exact) < 2:
            continue
        ends = [
            f"{_cite(point.figure, _round_rate(point.figure))} in {_name(publication, point.key)}"
            for point in (exact[0], exact[-1])
        ]
        made_up = _say_made_up(point.figure["provenance"] for point in funnel.points)
        units = {point.key.unit for point in funnel.points}
        counted = units.pop() if len(units) == 1 else "events"
        among = f" among the {_spell(len(exact))} forces with a rate" if funnel.unrated else ""
        beyond = _tell_beyond(publication, funnel, exact)
        yield (
            f"{_open(_say_days(funnel))}{made_up}{counted} a year per 1,000 employees ran from "
            f"{ends[0]} to {ends[1]}{among}{beyond}. {_tell_outside(publication, funnel)}."
        )


def _say_days(funnel: Funnel) -> str:
    """`From 1 January 2009 to 17 February 2014, ` where all have the same days."""
    days = {(point.figure["start"], point.figure["end"]) for point in funnel.points}
    words = f"from {format_window(*days.pop())}, " if len(days) == 1 else "over their own days, "
    if any(DAY_OPEN in point.figure["assumes"] for point in funnel.points):
        words += "without a last day that may be counted or not, "
    return words


def _tell_beyond(publication: Publication, funnel: Funnel, exact: Sequence[Point]) -> str:
    """Whose rate is a range that may lie beyond those that are known."""
    ends = exact[0].figure["low"], exact[-1].figure["high"]
    names = [
        _name(publication, point.key)
        for point in funnel.points
        if point.figure["low"] < ends[0] or point.figure["high"] > ends[1]
    ]
    few = join_words(names) if len(names) <= MOST_NAMED else f"{_spell(len(names))} forces"
    return f" (that of {few} may lie beyond)" if names else ""


def _tell_outside(publication: Publication, funnel: Funnel) -> str:
    """Who is further from one common rate than chance goes, on either side, by short name."""
    made_up = _say_made_up(point.figure["provenance"] for point in funnel.points)
    level = f"the {100 * max(FUNNEL_LEVELS):g}\u00a0% limits"
    told = []
    for side in ("above", "below"):
        names = [
            _name_shortly(publication, point.key)
            for point in funnel.points
            if funnel.judge(point) == f"{side} {level}"
        ]
        if names:
            few = join_words(names) if len(names) <= MOST_NAMED else f"{_spell(len(names))} forces"
            rate = "it" if told else f"one common {made_up}rate"
            told.append(f"{few} stand{'s' * (len(names) == 1)} {side} {rate}")
    if not told:
        return f"Chance alone could make such {made_up}rates of one common rate ({level})"
    given = "Chance" if funnel.is_measured else "If events are independent, chance"
    return f"{given} alone does not explain how far {join_words(told)} ({level})"


def _tell_remainder(publication: Publication) -> Iterator[str]:
    """What a count of all bodies together leaves for those without a figure."""
    rows = publication.comparison.tables["remainder"]
    known = rows["step"].eq("left") & rows["bodies"].gt(1) & ~rows["high"].eq(math.inf)
    for _, row in rows[known].iterrows():
        whole = rows[rows["step"].eq("all together")].iloc[0]
        made_up = _say_made_up([row["provenance"]])
        given = ", if all sources count one thing," if row["assumes"] else ""
        yield (
            f"All that answered had {_format_count(whole)} {made_up}{whole['units']} together, so "
            f"the {row['bodies']:,} forces without a figure over all the days had{given} "
            f"{_format_count(row)} between them."
        )


def _tell_counts(publication: Publication) -> Iterator[str]:
    """The counts over the same days of up to four replies."""
    window = publication.window
    counts = publication.comparison.pick("count", "common")
    rows = [
        _join_readings(publication, row)
        for key in publication.series
        for _, row in key.select(counts).iterrows()
    ]
    if window is None or not 2 <= len(rows) <= MOST_NAMED:
        return
    told = [
        f"{_name(publication, _find_key(row))} had {_cite(row, _format_count(row))} "
        f"{_say_made_up([row['provenance']])}{row['unit']}"
        for row in rows
    ]
    units = {row["unit"] for row in rows}
    if len(units) == 1:  # said once, with the first; each says by itself that it is made up
        (unit,) = units
        others = (one.replace(" had ", " ", 1).removesuffix(f" {unit}") for one in told[1:])
        told[1:] = [one.replace(" made-up", " made-up ones") for one in others]
    yield f"From {window}, {join_words(told)}."


def _join_readings(publication: Publication, count: pd.Series) -> pd.Series:
    """A count with the ends that it has where an ambiguous last day may be counted or not."""
    others = publication.comparison.tables["alternatives"]
    same = others["choice"].eq(DAY_COUNTED) & others["measure"].eq("count") & others["code"].eq("")
    read = others[same & others[SERIES].eq(count[SERIES]).all(axis=1)]
    count = count.copy()
    count["low"], count["high"] = (
        min([count["low"], *read["low"]]),
        max([count["high"], *read["high"]]),
    )
    return count


def _tell_ratios(publication: Publication) -> Iterator[str]:
    """Which of two forces had the higher rate, or of more pairs which are told apart."""
    orders = publication.comparison.tables["orders"]
    orders = orders[orders["measure"].eq("rate_ratio")]
    basis = next((name for name in BASES if orders["basis"].eq(name).any()), "")
    pairs = [row for _, row in orders[orders["basis"].eq(basis)].iterrows()]
    if len(pairs) == 1:
        (pair,) = pairs
        sides = [*SERIES, *OTHER]
        same = orders[sides].eq(pair[sides]).all(axis=1)
        others = orders[same & orders["basis"].isin(BASES)]
        yield _tell_pair(publication, pair, len(others.drop_duplicates(["reported", "underlying"])))
    elif pairs:
        apart = [_find_sides(row) for row in pairs if row["underlying"] != NOT_APART]
        made_up = _say_made_up(row["provenance"] for row in pairs)
        words = f"Of {_spell(len(pairs))} pairs of {made_up}rates that compare, "
        if not apart:
            yield words + "none differs by more than chance could make."
            return
        lower: dict[str, list[str]] = {}
        for sides in apart[:MOST_NAMED]:
            above, below = (_name_shortly(publication, key) for key in sides)
            lower.setdefault(above, []).append(below)
        named = "; ".join(f"{above} above {join_words(names)}" for above, names in lower.items())
        more = f"; and {_spell(len(apart) - MOST_NAMED)} more" if len(apart) > MOST_NAMED else ""
        differ = f"{_spell(len(apart))} differ{'s' * (len(apart) == 1)}"
        yield f"{words}{differ} by more than chance could make: {named}{more}."


def _tell_pair(publication: Publication, order: pd.Series, conclusions: int) -> str:
    higher, lower = (_name(publication, key) for key in _find_sides(order))
    made_up = _say_made_up([order["provenance"]])
    if order["reported"] == NOT_ORDERED or order["readings"] == CHANGES or conclusions > 1:
        return (
            f"Whether {higher} or {lower} had more {made_up}{order['unit']} for the size of its "
            "workforce cannot be said: the replies, or the days compared, leave both open."
        )
    ratio = _find_ratio(publication, order)
    times = f"{_cite(ratio, _format_times(ratio))} times as many {made_up}{order['unit']}"
    words = f"For the size of its workforce {higher} had {times} as {lower}"
    if order["underlying"] == NOT_APART:
        return f"{words}, a difference that chance alone could make: neither is shown to have more."
    return f"{words}, more than chance could make."


def _tell_shares(publication: Publication) -> Iterator[str]:
    """Which categories differ between two replies, of all that both give."""
    shared = [one for table in list_shared(publication) for one in table.shared]
    if not shared:
        return
    apart = [one for one in shared if one.is_told_apart]
    made_up = _say_made_up(one.difference["provenance"] for one in shared)
    words = f"Of {_spell(len(shared))} {made_up}shares that two replies both give, "
    if not apart:
        yield words + "none differs by more than chance could make."
        return
    told = [_tell_category(publication, one) for one in apart[: MOST_NAMED // 2]]
    more = f"; and {_spell(len(apart) - len(told))} more" if len(apart) > len(told) else ""
    yield (
        f"{words}{_spell(len(apart))} differ{'s' if len(apart) == 1 else ''} by more than chance "
        f"could make: {'; '.join(told)}{more}."
    )


def _tell_category(publication: Publication, one: SharedCategory) -> str:
    name = publication.names.category(one.first["dimension"], one.category)
    both = one.first, one.second
    decimals = next((n for n in range(9) if len({_round_share(row, n) for row in both}) > 1), 0)
    sides = [
        f"{_cite(row, _round_share(row, decimals))} in {_name_shortly(publication, _find_key(row))}"
        for row in both
    ]
    return f"{name[0].lower()}{name[1:]}, {sides[0]} and {sides[1]}"


def _tell_classes(publication: Publication) -> Iterator[str]:
    """How few replies compare at all, where it is less than half."""
    classes = publication.comparison.tables["league"]["class"]
    alike = int(classes.isin([SAME, OWN_WINDOW]).sum())
    if 2 * alike < len(classes):
        yield (
            f"Of {_spell(len(classes))} replies {_spell(alike)} count alike; of each of the others "
            "is said why it does not."
        )


def _find_ratio(publication: Publication, order: pd.Series) -> pd.Series:
    """The row of the comparison whose order is told."""
    rows = publication.comparison.pick("rate_ratio", order["basis"])
    names = [*SERIES, *OTHER]
    return rows[rows[names].eq(order[names]).all(axis=1)].iloc[0]


def _find_sides(order: pd.Series) -> tuple[SeriesKey, SeriesKey]:
    """The two replies of a ratio, the one with the higher reported rate first."""
    first, second = (_find_key(order, prefix, order["provenance"]) for prefix in ("", "other_"))
    return (second, first) if order["reported"] == "lower" else (first, second)


def _name(publication: Publication, key: SeriesKey) -> str:
    """`Kent Police`, `the Metropolitan Police Service`; its number leads to the very reply."""
    alike = {
        entry.key.reference
        for entry in publication.league
        if entry.key.force == key.force and entry.row["class"] != NO
    }
    return publication.format_reply(key) if len(alike) > 1 else _say_force(publication, key.force)


def _name_shortly(publication: Publication, key: SeriesKey) -> str:
    """`Kent`, `the Metropolitan`, for lists; the reference too where `_name` gives it."""
    name, full = publication.names.short(key.force), publication.names.force(key.force)
    words = f"the {name}" if "Service" in full else name
    return f"{words} ({key.reference})" if key.reference in _name(publication, key) else words


def _say_force(publication: Publication, force: str) -> str:
    name = publication.names.force(force)
    return f"the {name}" if "Service" in name else name


def _find_key(row: pd.Series, prefix: str = "", provenance: str = "") -> SeriesKey:
    facts = (row[prefix + name] for name in SERIES)
    return SeriesKey(*facts, provenance or row["provenance"])


def _format_times(ratio: pd.Series) -> str:
    """How many times the lower the higher rate is: `1.1`, `between 1.0 and 1.3`."""
    ends, limits = (ratio["low"], ratio["high"]), choose_limits(ratio)
    if ends[1] < 1:
        ends, limits = ((_invert(b), _invert(a)) for a, b in (ends, limits))
    if math.isinf(ends[1]):
        scale = 10 if ends[0] < 10 else 1
        return f"at least {math.floor(ends[0] * scale) / scale:,g}"
    # An interval many times as wide as the ratio supports no second digit.
    decimals = _count_decimals(*limits) if math.isfinite(limits[1]) else 0
    least, most = _round_outward(ends, max(1, decimals))
    return least if least == most else f"between {least} and {most}"


def _invert(ratio: float) -> float:
    return math.inf if ratio == 0 else 1 / ratio


def _round_rate(figure: pd.Series) -> str:
    return f"{figure['low']:.{_count_decimals(*choose_limits(figure))}f}"


def _round_share(figure: pd.Series, decimals: int) -> str:
    low, high = _round_outward((figure["low"], figure["high"]), decimals)
    return f"{low}\u00a0%" if low == high else f"{low} to {high}\u00a0%"


def _round_outward(ends: tuple[float, float], decimals: int) -> list[str]:
    """The ends of a range, none nearer than it is (methods.md 0.4); one number to the nearest.

    >>> _round_outward((1.033, 1.215), 1), _round_outward((1.033, 1.033), 1)
    (['1.0', '1.3'], ['1.0', '1.0'])
    """
    scale = 10**decimals
    if ends[0] < ends[1]:  # what floats make of a whole number of units is no step further
        ends = math.floor(ends[0] * scale + 1e-6) / scale, math.ceil(ends[1] * scale - 1e-6) / scale
    return [f"{end:.{decimals}f}" for end in ends]


def _count_decimals(lower: float, upper: float) -> int:
    """Decimals that an interval supports: the last is worth a tenth of its length, or more.

    >>> _count_decimals(2.39, 4.36), _count_decimals(0.207, 0.337), _count_decimals(4, 17)
    (1, 2, 0)
    """
    length = upper - lower
    return max(0, math.ceil(-math.log10(length / 10))) if 0 < length < math.inf else 0


def _format_count(row: pd.Series) -> str:
    """`138`, `between 1,510 and 1,750`, `at least 51`."""
    if row["low"] == row["high"]:
        return f"{row['low']:,.0f}"
    if math.isinf(row["high"]):
        return format_range(row["low"], row["high"])
    return f"between {row['low']:,.0f} and {row['high']:,.0f}"


def _cite(row: pd.Series, text: str) -> str:
    """A number that leads to its line of comparison.csv."""
    return f"[{text}](#line-{row.name + FIRST_LINE}){{.trace}}"


def _say_made_up(provenances: Iterable[str]) -> str:
    return "made-up " if Provenance.ILLUSTRATIVE in set(provenances) else ""


def _spell(number: int) -> str:
    """Numbers to ten in words, as text has them."""
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"


def _open(words: str) -> str:
    """With a capital, as a sentence begins."""
    return words[0].upper() + words[1:]
