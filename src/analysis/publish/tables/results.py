"""The tables of results: counts, rates, categories, years, pairs, the funnel, windows."""

import pandas as pd

from analysis.model.address import Address, split_addresses
from analysis.model.count import format_range
from analysis.model.observation import SERIES
from analysis.model.reply import COUNTED
from analysis.publish.content.document import escape_markdown
from analysis.publish.content.funnel_limits import (
    count_decimals,
    describe_shrinkage,
    describe_unrated,
    list_funnels,
)
from analysis.publish.content.numbers import PAIR
from analysis.publish.content.publication import Publication, format_counted
from analysis.publish.content.wording import (
    PER,
    choose_limits,
    format_digits,
    format_interval,
    format_p_value,
    format_short_window,
    format_value,
)
from analysis.publish.tables.layout import (
    ABSENT,
    UNIT_HEAD,
    format_figure,
    format_reply,
    format_table,
    mark_weaker,
)
from analysis.reconcile.methods.rates import (
    CONFIDENCE,
    CONFIDENCE_TEXT,
    FUNNEL_LEVELS,
    format_level,
)
from analysis.reconcile.results.comparison import AS_INDICATOR, ESTIMATES, RATIOS
from analysis.reconcile.results.orders import ONE_READING
from analysis.reconcile.results.rungs import Rung

BASES = ("own", "common", "pair")
RATIO_WORDS = dict(zip(RATIOS, ("rates per head", "counts over the same days"), strict=True))
# The two ends put all events of the straddling figure on one side: no assumption, but the bounds.
ENDS = {"0": "0: all inside", "inf": "∞: all outside"}
SHRUNK = "Shrunk towards the common rate"


def list_counts(publication: Publication) -> str:
    """Counts over both windows; a straddling one's estimates stand under its bounds."""
    figures = publication.comparison.figures
    measures = ["count", *ESTIMATES.values()]
    chosen = figures["measure"].isin(measures) & figures["dimension"].eq("total")
    counts = figures[chosen & figures["basis"].isin(["own", "common"])]
    rows = [
        {
            "Reply": format_reply(publication, row) + mark_weaker(publication, row),
            UNIT_HEAD: escape_markdown(publication.describe_counted(row)),
            "Window": row["basis"],
            "Days": format_short_window(row["start"], row["end"]),
            "Rung": Rung(row["rung"]).word,
            "Count": format_figure(row)
            + (f" ({CONFIDENCE_TEXT}: {limits})" if (limits := format_interval(row)) else ""),
            "Takes for granted": escape_markdown(row["assumes"]) or "nothing",
        }
        for _, group in counts.groupby(SERIES, sort=False)
        for _, row in group.iterrows()
    ]
    caption = "Counts over each reply’s own window and over the common window"
    return format_table("counts", caption, rows, numeric=["Count"])


def list_rates(publication: Publication) -> str:
    """Rates over both windows, by workforce and by month, with the exposure each divides by."""
    rows = [
        {
            "Reply": format_reply(publication, row),
            UNIT_HEAD: escape_markdown(publication.describe_counted(row)),
            "Per": per,
            "Days": format_short_window(row["start"], row["end"]),
            "Rung": Rung(row["rung"]).word,
            "Rate": format_figure(row),
            f"{CONFIDENCE_TEXT} interval": format_interval(row),
            "Were counts Poisson": format_interval(row, as_poisson=True),
            "Exposure": format_digits(row["exposure"]),
        }
        for measure, per in PER.items()
        for _, row in publication.comparison.pick(measure, "own", "common").iterrows()
    ]
    caption = (
        f"Rates with {CONFIDENCE_TEXT} intervals, widened by the variation of yearly counts where "
        "it could be measured, and the exact ones (Garwood) of Poisson counts; the exposure, by "
        "which the count is divided, is in 1,000 workforce-years, or in months of 30.4375 days"
    )
    numeric = ["Rate", f"{CONFIDENCE_TEXT} interval", "Were counts Poisson", "Exposure"]
    return format_table("rates", caption, rows, numeric)


def list_pairs(publication: Publication) -> str:
    """Every pair of series with totals: the ratio of their rates, or the codes that refuse it.

    The ratio of their counts, which needs no workforce, has a row of its own.
    """
    comparison = publication.comparison
    rows = [
        _list_sides(publication, row)
        | {
            "Days": _format_days(row),
            "Rung": Rung(row["rung"]).word,
            "Of": RATIO_WORDS[row["measure"]],
            "Ratio, or codes": format_figure(row),
            f"{CONFIDENCE_TEXT} interval": format_interval(row),
            "Were counts Poisson": format_interval(row, as_poisson=True),
        }
        for measure in RATIOS
        for _, row in comparison.pick(measure, *BASES).iterrows()
    ]
    refused = comparison.refusals[comparison.refusals["measure"] == "rate_ratio"]
    for _, group in refused.groupby(PAIR, sort=False):
        codes = ", ".join(dict.fromkeys(group["code"])).replace("_", "\\_")
        cells = {"Days": "–", "Rung": Rung.REFUSED.word, "Of": RATIO_WORDS["rate_ratio"]}
        cells |= {"Ratio, or codes": codes}
        cells |= {f"{CONFIDENCE_TEXT} interval": "", "Were counts Poisson": ""}
        rows.append(_list_sides(publication, group.iloc[0]) | cells)
    caption = (
        "Replies that count alike, pair by pair; and each that no other counts like, against what "
        "most share"
    )
    return format_table("pairs", caption, rows)


def list_orders(publication: Publication) -> str:
    """What may be said of each pair compared: which rate is higher, as reported and underlying."""
    orders = publication.comparison.tables["orders"]
    rows = [
        _list_sides(publication, row)
        | {
            "Days": _format_days(row),
            "Reported rates": _describe_order(row["reported"]),
            "Underlying rates": _describe_order(row["underlying"]),
            "p": format_p_value(row["p_value"]),
            "p, Poisson": format_p_value(row["poisson_p"]),
            "p, Holm (of)": f"{format_p_value(row['adjusted'])} ({row['pairs']})"
            if row["adjusted"]
            else "one pair",
            "Readings of the last day": row["readings"],
        }
        for _, row in orders[orders["measure"].eq("rate_ratio")].iterrows()
    ]
    caption = (
        "What may be said of each pair: reported rates are ordered only where one’s bounds lie "
        "wholly above the other’s, underlying ones only where p, adjusted by Holm for all pairs "
        "compared over the same kind of window (in brackets, how many; of one pair there is "
        f"nothing to adjust), is at most {1 - CONFIDENCE:.2g}; beside it the exact conditional p "
        "that would hold were counts to vary by chance alone"
    )
    if orders["readings"].ne(ONE_READING).any():
        caption += (
            ". Where the last day may or may not count, ratios are of the replies without it, and "
            "each p is the greater of both readings"
        )
    return format_table("orders", caption, rows, numeric=["p", "p, Poisson", "p, Holm (of)"])


def _list_sides(publication: Publication, row: pd.Series) -> dict[str, str]:
    return {
        name: f"{format_reply(publication, row, side)} ({escape_markdown(row[f'{side}unit'])})"
        for name, side in {"Reply": "", "Against": "other_"}.items()
    }


def _format_days(row: pd.Series) -> str:
    """The days compared: those of both, or of each where each has its own."""
    first = format_short_window(row["start"], row["end"])
    if row["basis"] != "own":
        return first + (" (common)" if row["basis"] == "common" else " (best for the pair)")
    return f"{first}; against {format_short_window(row['other_start'], row['other_end'])}"


def _describe_order(words: str) -> str:
    return f"the first is {words}" if words in ("higher", "lower") else words


def list_dispersion(publication: Publication) -> str:
    """How much more than chance each kind of count varies from year to year, or why not known.

    The years that are pooled stand with their counts, as far as these are published.
    """
    years = publication.comparison.pick("count", "cell")
    rows = [
        {
            "What is counted": escape_markdown(format_counted(row)),
            "Definition": escape_markdown(row["definition"]),
            "Provenance": row["provenance"],
            "Replies": row["replies"],
            "Years pooled": ": ".join(
                filter(None, (row["years"], _list_pooled(publication, row, years)))
            ),
            "Variance over mean": ABSENT
            if pd.isna(row["estimate"])
            else format_digits(row["estimate"]),
            "Degrees of freedom": row["freedom"] or "none",
            "What it says": escape_markdown(row["says"]),
        }
        for _, row in publication.comparison.tables["dispersion"].iterrows()
    ]
    caption = (
        "How much yearly counts vary: Pearson’s chi-square over its degrees of freedom, pooled "
        "over whole years, at least 1; of each reply the years under the same rules have one rate "
        "a day, and a single one tells nothing and is left out"
    )
    numeric = ["Replies", "Variance over mean", "Degrees of freedom"]
    return format_table("dispersion", caption, rows, numeric)


def _list_pooled(publication: Publication, row: pd.Series, years: pd.DataFrame) -> str:
    """The years that a dispersion rests on, reply by reply, with the counts that are published."""
    pooled = set(split_addresses(row["cells"]))
    alike = years[list(COUNTED)].eq(row[list(COUNTED)]).all(axis=1)
    within = years["cells"].map(lambda cells: _lie_within(cells, pooled)).astype(bool)
    return "; ".join(
        f"{format_reply(publication, some.iloc[0])} "
        + ", ".join(
            f"{_name_year(year)}: {format_figure(year)}"
            for _, year in some.sort_values("start").iterrows()
        )
        for _, some in years[alike & within].groupby(SERIES, sort=False)
    )


def _name_year(figure: pd.Series) -> str:
    """`2018`, or the days of a year that is not the calendar's."""
    start, end = figure["start"], figure["end"]
    is_calendar = (start.month, start.day) == (end.month, end.day) == (1, 1)
    return f"{start:%Y}" if is_calendar else format_short_window(start, end)


def _lie_within(cells: str, pooled: set[Address]) -> bool:
    own = set(split_addresses(cells))
    return bool(own) and own <= pooled


def list_years(publication: Publication) -> str:
    """Every two adjacent reported years of a reply, in the order of time."""
    rows = []
    for key in publication.series:
        cells = key.select(publication.comparison.pick("count", "cell"))
        changes = key.select(publication.comparison.pick("change", "year"))
        refused = key.select_refusals(publication.comparison.refusals)
        refused = refused[refused["measure"].eq("change")]
        found = [(row["start"], _list_change(row, cells)) for _, row in changes.iterrows()]
        for (start, _), group in refused.groupby(["start", "end"], sort=False):
            found.append((start, _list_refused_change(group, cells)))
        reply = format_reply(publication, pd.Series(key._asdict()))
        unit = escape_markdown(key.unit)
        for _, row in sorted(found, key=lambda entry: entry[0]):
            rows.append({"Reply": f"{reply} ({unit})"} | row)
    caption = "Change on the year before, day for day, between adjacent whole years of one reply"
    return format_table("years", caption, rows, numeric=["Before", "Then", "Change, or codes"])


def _list_change(row: pd.Series, cells: pd.DataFrame) -> dict[str, str]:
    return {
        "Days": format_short_window(row["start"], row["end"]),
        "Before": _find_count(cells, cells["end"].eq(row["other_end"]), row["other_start"]),
        "Then": _find_count(cells, cells["end"].eq(row["end"]), row["start"]),
        "Rung": Rung(row["rung"]).word,
        "Change, or codes": format_figure(row),
        f"{CONFIDENCE_TEXT} interval": format_interval(row),
        "Were counts Poisson": format_interval(row, as_poisson=True),
    }


def _list_refused_change(group: pd.DataFrame, cells: pd.DataFrame) -> dict[str, str]:
    first = group.iloc[0]
    return {
        "Days": format_short_window(first["start"], first["end"]),
        "Before": _find_count(cells, cells["end"].eq(first["start"])),
        "Then": _find_count(cells, cells["end"].eq(first["end"]), first["start"]),
        "Rung": Rung.REFUSED.word,
        "Change, or codes": escape_markdown(", ".join(dict.fromkeys(group["code"]))),
        f"{CONFIDENCE_TEXT} interval": "",
        "Were counts Poisson": "",
    }


def _find_count(cells: pd.DataFrame, there: pd.Series, start: pd.Timestamp | None = None) -> str:
    """The reported count of a period as it was printed; of several that end there the longest."""
    found = cells[there if start is None else there & cells["start"].eq(start)]
    return format_value(found.sort_values("start").iloc[0]) if len(found) else ABSENT


def list_funnel(publication: Publication) -> str:
    """One row a force of every funnel, in the study's order, never by value.

    How far rates are shrunk, and who has none, stands under the table.
    """
    funnels = list_funnels(publication)
    rows = [
        {
            "Reply": format_reply(publication, point.figure),
            "What is counted": escape_markdown(format_counted(point.key)),
            "Exposure": format_digits(point.exposure),
            "Rate": format_figure(point.figure, decimals),
            SHRUNK: f"{funnel.shrunk_by_key[point.key]:.2f}"
            if point.key in funnel.shrunk_by_key
            else ABSENT,
            "Common rate": f"{funnel.rate:.2f}",
            **{
                f"{format_level(level)} limits": " to ".join(
                    f"{limit:.{decimals}f}" for limit in ends
                )
                for level, ends in limits.items()
            },
            "Where it lies": funnel.judge(point),
        }
        for funnel in funnels
        for point in funnel.points
        for limits in [funnel.find_limits(point)]
        for decimals in [count_decimals(point, limits)]
    ]
    caption = (
        "Rates of many forces per 1,000 workforce-years against the limits that chance alone would "
        "keep to, both to the nearest digit, and with as many as tell a rate from a limit; the "
        "exposure is in 1,000 workforce-years"
    )
    numeric = [
        "Exposure",
        "Rate",
        SHRUNK,
        "Common rate",
        *(f"{format_level(level)} limits" for level in FUNNEL_LEVELS),
    ]
    laid_out = format_table("funnel", caption, rows, numeric)
    notes = [describe_shrinkage(publication, funnel) for funnel in funnels]
    notes += [describe_unrated(publication)] if funnels else []
    return "\n\n".join([laid_out, *dict.fromkeys(map(escape_markdown, filter(None, notes)))])


def list_sensitivity(publication: Publication) -> str:
    """Each apportioned count at its declared range and at single rate ratios, then tipping points.

    The table is followed by a sentence for every ratio of rates that rests on a straddling figure.
    """
    table = publication.comparison.tables["sensitivity"]
    groups = [group for _, group in table.groupby([*SERIES, "spread"], sort=False)]
    rows = [row for group in groups for row in _list_ratios(publication, group)]
    none = "No count is apportioned: none straddles a common window, or dividing it is refused."
    caption = "Straddling counts by rate ratio: the rate outside the common window over that inside"
    if AS_INDICATOR in set(table["spread"]):
        caption += f"; spread {AS_INDICATOR}, as a multiple of the indicator’s own"
    else:
        rows = [{name: cell for name, cell in row.items() if name != "Spread"} for row in rows]
    numeric = ["Count", "If events do not cluster", f"{CONFIDENCE_TEXT} interval"]
    laid_out = format_table("sensitivity", caption, rows or [{"In this study": none}], numeric)
    tipping = publication.comparison.tables["tipping"]
    turns = [describe_tipping_point(publication, row) for _, row in tipping.iterrows()]
    return "\n\n".join([laid_out, *turns])


def _list_ratios(publication: Publication, group: pd.DataFrame) -> list[dict[str, str]]:
    first = group.iloc[0]
    estimates = publication.comparison.pick(ESTIMATES[first["spread"]], "common")
    same = estimates[SERIES].eq(first[SERIES]).all(axis=1)
    shared = {
        "Reply": format_reply(publication, first) + mark_weaker(publication, first),
        "Spread": first["spread"],
    }
    rows = [
        {
            **shared,
            "Rate ratio": "1/2 to 2: as declared",
            "Count": format_figure(row),
            "If events do not cluster": format_range(row["lower"], row["upper"]),
            f"{CONFIDENCE_TEXT} interval": format_range(*choose_limits(row)),
        }
        for _, row in estimates[same].iterrows()
    ]
    named = ENDS | {"1": f"1: spread {first['spread']}"}
    for _, row in group.iterrows():
        ratio = row["rate_ratio"]
        is_end = ratio in ENDS
        limits = [(row["lower"], row["upper"]), choose_limits(row)]
        alone, wide = ("a bound" if is_end else format_range(*ends) for ends in limits)
        rows.append(
            {
                **shared,
                "Rate ratio": named.get(ratio, ratio),
                "Count": f"{row['estimate']:,.0f}" if is_end else f"about {row['estimate']:,.0f}",
                "If events do not cluster": alone,
                f"{CONFIDENCE_TEXT} interval": wide,
            }
        )
    return rows


def describe_tipping_point(publication: Publication, row: pd.Series) -> str:
    """When the order of two reported rates would turn, in a sentence (methods.md 2.6)."""
    pair = format_reply(publication, row), format_reply(publication, row, "other_")
    if row["order"] == "open":
        return (
            f"Which of the reported rates of {pair[0]} and {pair[1]} is higher over the common "
            "window hangs on several figures that straddle it or are hidden; no one rate ratio "
            "decides it."
        )
    order = f"The reported rate of {pair[0]} is {row['order']} that of {pair[1]}"
    if row["turns_at"] in ("0", "inf"):
        return f"{order} over the common window, wherever the events of straddling figures fell."
    straddled = pair[row["straddled"] == "other"]
    side = "more" if float(row["turns_at"]) > 1 else "less"
    return (
        f"{order} over the common window if straddling events were spread evenly. The order would "
        f"turn only if, within {escape_markdown(row['straddled_days'])}, the rate of {straddled} "
        f"outside the window was {side} than {row['turns_at']} times its rate inside."
    )


def list_windows_ranked(publication: Publication) -> str:
    """One row a candidate, the best first; made from the calendars alone, never from the counts."""
    table = publication.comparison.tables["windows"]
    rows = [
        {
            "Place": row["place"] + (" (this study’s window)" if row["own"] else ""),
            "Of": "all replies"
            if row["among"] == "all"
            else _replace_names(publication, row["among"]),
            "Window": format_short_window(row["start"], row["end"]),
            "Months": row["months"],
            "Worst straddle": f"{100 * float(row['worst']):.0f} %",
            "Months in straddling figures": _replace_names(publication, row["straddling"]),
        }
        for _, row in table.iterrows()
    ]
    if table["among"].eq("all").all():
        rows = [{name: cell for name, cell in row.items() if name != "Of"} for row in rows]
    none = "No window of twelve months or more is covered by totals of every reply: none is ranked."
    caption = "Common windows by the calendars alone: the least months in straddling figures first"
    numeric = ["Months", "Worst straddle"]
    return format_table("windows_ranked", caption, rows or [{"In this study": none}], numeric)


def _replace_names(publication: Publication, text: str) -> str:
    """The same words with each reply by the name that readers know."""
    # Longest first: a reference may begin as another one does.
    for key in sorted(publication.series, key=lambda key: -len(f"{key.force} {key.reference}")):
        text = text.replace(f"{key.force} {key.reference}", publication.format_reply(key))
    return escape_markdown(text)
