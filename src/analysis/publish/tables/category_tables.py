"""The tables of categories: of each reply by dimension, and those that replies share."""

import pandas as pd

from analysis.model.count import format_range
from analysis.model.observation import SERIES
from analysis.publish.content.document import escape_markdown
from analysis.publish.content.publication import Publication, format_counted, list_void
from analysis.publish.content.shared_categories import (
    SharedCategory,
    SharedTable,
    list_shared,
    list_shared_out,
)
from analysis.publish.content.wording import format_interval, format_short_window, format_span
from analysis.publish.tables.layout import (
    ABSENT,
    UNIT_HEAD,
    VOID,
    format_figure,
    format_reply,
    format_table,
)
from analysis.reconcile.methods.rates import CONFIDENCE, CONFIDENCE_TEXT
from analysis.reconcile.methods.shares import DECLARED_ODDS
from analysis.reconcile.replies.category_tree import UNPLACED
from analysis.reconcile.results.comparison import HARMONISED
from analysis.reconcile.results.refusals import RefusalCode

HEADS = ("Category", "One reply", "The other", "Higher share", "p, Holm (of)", "Turns at")
HARMONISED_CAPTION = (
    "The same category in two replies: its share over each reply’s own days, in percent of the n "
    "events that its table counts (of outcomes, those decided), with the exact (Clopper-Pearson) "
    f"{CONFIDENCE_TEXT} interval of the underlying share in brackets. Where Fisher’s exact test "
    "(mid-p, adjusted by Holm for all categories compared, in brackets how many these are, as if "
    f"each event fell by itself) gives at most {1 - CONFIDENCE:.2g}, one share is higher; "
    "otherwise no clear difference is told, whether or not the intervals overlap. Where events are "
    "of no known category, the order of the shares turns if among them the odds of the category "
    "are so many times less than among the others in the reply with the higher share, and so many "
    "times more in the other reply"
)
MISSING_CAPTION = (
    "Shares of all events where some are of no known category: not recorded, or cases that run "
    "still. The odds of a category are its events over those of all other categories. Were the "
    "missing like the others (missing at random, which nobody knows); were the odds "
    f"of the category among them 1/{DECLARED_ODDS:g} to {DECLARED_ODDS:g} times those among the "
    "others; and were none or all of them of the category"
)
SHARES_CAPTION = (
    "The same categories in many replies that count alike: the share of each reply’s own table "
    "over its own days, in percent of the n events that it counts, with the exact "
    f"(Clopper-Pearson) {CONFIDENCE_TEXT} interval"
)


def list_categories(publication: Publication, dimension: str) -> str:
    """One row a category of a reply, in the vocabulary's order, what was not placed last."""
    figures, names = publication.comparison.figures, publication.names
    chosen = figures[figures["dimension"].eq(dimension) & figures["basis"].ne(HARMONISED)]
    void = list_void(publication.comparison, dimension)
    listed = [*chosen["category"], *void["category"]]
    order = names.sort_categories(dimension, list(dict.fromkeys(listed)))
    rows, place = [], [*SERIES, "table"]
    refusals = publication.comparison.refusals
    refusals = refusals[refusals["measure"].eq("count") & refusals["basis"].eq("own")]
    # A table of which nothing applies has no figures, and is listed all the same.
    for key in pd.concat([chosen[place], void[place]]).drop_duplicates().itertuples(index=False):
        reply, own, refused = (
            table[table[place].eq(list(key)).all(axis=1)] for table in (chosen, void, refusals)
        )
        for category in order:
            parts = {
                (row["measure"], row["basis"]): row
                for _, row in reply[reply["category"] == category].iterrows()
            }
            none = own[own["category"] == category]
            codes = refused.loc[refused["category"] == category, "code"]
            if parts or len(none):
                instead = escape_markdown(", ".join(dict.fromkeys(codes))) or VOID
                rows.append(_list_category(publication, dimension, parts, none, instead))
    caption = (
        f"By {dimension}: over the reply’s own window, and the common window; a share is of the n "
        "events of the table, and those of no known category may be of any"
    )
    numeric = ["Count", "Share of table", "Common window"]
    return format_table(dimension, caption, rows, numeric)


def _list_category(
    publication: Publication,
    dimension: str,
    parts: dict[tuple[str, str], pd.Series],
    void: pd.DataFrame,
    instead: str,
) -> dict[str, str]:
    """`void` is what the reply says of the category where it does not apply.

    Without any figure its cells read `instead`: that it does not apply, or, where it does in part,
    the code that refuses its count.
    """
    first = next(iter(parts.values())) if parts else void.iloc[0]
    start, end = (
        (first["start"], first["end"]) if parts else (void["start"].min(), void["end"].max())
    )
    none = instead if not parts else None
    return {
        "Reply": format_reply(publication, first),
        dimension.capitalize(): escape_markdown(
            publication.names.category(dimension, first["category"])
        ),
        "As printed": escape_markdown(first["label"]),
        UNIT_HEAD: escape_markdown(format_counted(first)),
        "Own window": format_short_window(start, end),
        "Count": none or format_figure(parts.get(("count", "own"))),
        "Share of table": none or _format_share(publication, parts.get(("share", "own"))),
        "Common window": none or format_figure(parts.get(("count", "common"))),
    }


def _format_share(publication: Publication, share: pd.Series | None) -> str:
    base = "" if share is None else f", {format_base(publication, share)}"
    return format_figure(share) + base


def list_harmonised(publication: Publication) -> str:
    """A line with the two replies and their days, then one line a category, or the codes."""
    rows = []
    for table in list_shared(publication):
        rows.append(_list_head(publication, table))
        rows += [_list_shares(publication, one) for one in table.shared]
        refused = table.refused[table.refused["category"].ne("")]
        for _, why in refused.drop_duplicates(["category", "code"]).iterrows():
            rows.append(_list_refused(publication, table, why))
    pairs = [dict(zip(HEADS, row, strict=True)) for row in rows]
    many = [
        {
            "Category": escape_markdown(
                f"{row['dimension']}: "
                + publication.names.category(row["dimension"], row["category"])
            ),
            "Reply": format_reply(publication, row),
            "Days": format_short_window(row["start"], row["end"]),
            "Share": f"{format_figure(row)}, {format_base(publication, row)}",
            f"{CONFIDENCE_TEXT} interval": format_interval(row),
        }
        for _, row in list_shared_out(publication).iterrows()
    ]
    tables = (
        [format_table("harmonised", HARMONISED_CAPTION, pairs, numeric=HEADS[-2:])]
        if pairs or not many
        else []
    )
    if many:
        tables.append(format_table("shares", SHARES_CAPTION, many, numeric=list(many[0])[-2:]))
    return "\n\n".join(tables)


def _list_head(publication: Publication, table: SharedTable) -> tuple[str, ...]:
    row = table.first
    names = [f"**{format_reply(publication, row, other)}**" for other in ("", "other_")]
    if "other_start" in row:
        days = [format_short_window(row[f"{o}start"], row[f"{o}end"]) for o in ("", "other_")]
        names = [f"{name}, {day}" for name, day in zip(names, days, strict=True)]
    if table.shared:
        shares = table.shared[0].first, table.shared[0].second
        bases = [format_base(publication, share) for share in shares]
        names = [f"{name}, {base}" for name, base in zip(names, bases, strict=True)]
    codes = dict.fromkeys(table.refused.loc[table.refused["category"].eq(""), "code"])
    return f"**{table.dimension.capitalize()}**", *names, escape_markdown(", ".join(codes)), "", ""


def format_base(publication: Publication, share: pd.Series) -> str:
    """`n = 138`: of how many events a share is; at least so many where a count is hidden."""
    figures = publication.comparison.pick("count", "own", dimension=share["dimension"])
    same = figures[[*SERIES, "table"]].eq(share[[*SERIES, "table"]]).all(axis=1)
    is_exact = figures.loc[same, "low"].eq(figures.loc[same, "high"]).all()
    return f"n\u00a0{'=' if is_exact else '≥'}\u00a0{share['exposure']:,.0f}"


def _list_shares(publication: Publication, one: SharedCategory) -> tuple[str, ...]:
    name = publication.names.category(one.first["dimension"], one.category)
    shares = [f"{format_figure(row)} ({format_interval(row)})" for row in (one.first, one.second)]
    replies = [format_reply(publication, one.difference, other) for other in ("", "other_")]
    return escape_markdown(name), *shares, one.format_higher(*replies), one.p_value, one.turns_at


def _list_refused(publication: Publication, table: SharedTable, why: pd.Series) -> tuple[str, ...]:
    """A category that only one of the two lists, or both, and of which nothing is told."""
    name = escape_markdown(publication.names.category(table.dimension, why["category"]))
    is_first = why[["force", "reference"]].equals(table.first[["force", "reference"]])
    cells = ("listed", ABSENT) if is_first else (ABSENT, "listed")
    if why["code"] != RefusalCode.UNMAPPED_CATEGORY:
        cells = ("", "")
    return name, *cells, escape_markdown(why["code"]), "", ""


def list_missing(publication: Publication) -> str:
    """What events of no known category can change: their share of all under three assumptions."""

    def format_percent(low: float, high: float) -> str:
        return f"{format_span(low, high, 1)}\u00a0%"

    ratio = f"{DECLARED_ODDS:g}"
    rows = [
        {
            "Reply": format_reply(publication, row),
            "Table": escape_markdown(row["table"]),
            "Category": escape_markdown(
                publication.names.category(row["dimension"], row["category"])
            ),
            "Missing": f"{row['missing']:,.0f}",
            "As the others": format_percent(row["estimate"], row["estimate"]),
            f"Odds 1/{ratio} to {ratio}": format_percent(row["odds_low"], row["odds_high"]),
            "Worst case": format_percent(row["low"], row["high"]),
        }
        for _, row in publication.comparison.tables["missing"].iterrows()
    ]
    none = [{"In this study": "No row is given."}]
    laid_out = format_table(
        "missing", MISSING_CAPTION, rows or none, list(rows[0])[3:] if rows else ()
    )
    return f"{laid_out}\n\n{_describe_left_out(publication)}"


def _describe_left_out(publication: Publication) -> str:
    """The tables with events of no known category that have no row, and why that may be."""
    counts = publication.comparison.figures
    counts = counts[counts["measure"].eq("count") & counts["basis"].eq("own")]
    unknown = counts[counts["category"].isin(UNPLACED) & counts["high"].gt(0)]
    missing = publication.comparison.tables["missing"]
    place = [*SERIES, "table", "dimension"]
    told = set(missing[place].itertuples(index=False, name=None))
    left_out = [
        f"{format_reply(publication, row)}, {escape_markdown(row['table'])} "
        f"({format_range(row['low'], row['high'])})"
        for _, row in unknown.iterrows()
        if tuple(row[place]) not in told
    ]
    if not left_out:
        return "No other table here counts events of no known category."
    return (
        "Without a row here, though they count events of no known category: "
        f"{'; '.join(left_out)}. In these a count is hidden, one event may be in several "
        "categories, no category is known, or no share is given (@tbl:refusals)."
    )
