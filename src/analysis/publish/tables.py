"""The tables of the report, as Markdown: each number with its rung, window, unit and trace."""

from collections.abc import Callable, Sequence

import pandas as pd

from analysis.model.response import Response
from analysis.model.window import spell_date
from analysis.publish.document import escape_markdown
from analysis.publish.names import Names
from analysis.publish.numbers import FIRST_LINE
from analysis.publish.prose import link_line
from analysis.publish.wording import join_words, spell_interval, spell_short_window, spell_value
from analysis.reconcile.compare import Comparison
from analysis.reconcile.ladder import CODES

NOTICES = {
    "illustrative": (
        "**The figures of {} in this report are illustrative.** The spreadsheet attached to the "
        "reply was not obtainable. The figures were made up in the shape that the covering letter "
        "describes, to show what is done with such a reply. They say nothing about the force. "
        "With the disclosed workbook in its place, `make report` writes this report again."
    ),
    "transcribed": (
        "**The figures of {} are transcribed** from what was published about the reply, cell by "
        "cell, with the source named; a press report is second-hand, and says so."
    ),
    "disclosed": "**The figures of {} are disclosed**: read from the workbook the force sent.",
}
RUNGS = {"E": "Exact", "B": "Bounds", "O": "Own window", "R": "Refused"}


def lay_out(
    name: str, caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], right: str = ""
) -> str:
    """A pipe table with caption and anchor; `right` lists the numeric columns by position."""
    align = ["--:" if str(i) in right.split() else "---" for i in range(len(head))]
    lines = [f"| {' | '.join(cells)} |" for cells in (head, align, *rows)]
    return "\n".join([*lines, "", f": {caption} {{#tbl:{name}}}"])


class Tables:
    """Every table a report may ask for, drawn from the comparison and the replies' letters."""

    def __init__(self, comparison: Comparison, responses: list[Response], names: Names):
        self.comparison, self.responses, self.names = comparison, responses, names
        self.figures = comparison.figures

    def offer(self) -> dict[str, Callable[[], str]]:
        """The tables by the name the report uses, built only when asked for."""
        offered = {
            "notice": self.write_notice,
            "replies": self.list_replies,
            "withheld": self.list_withheld,
            "counts": self.list_counts,
            "rates": self.list_rates,
            "pairs": self.list_pairs,
            "checks": self.list_checks,
            "refusals": self.list_refusals,
            "codes": self.list_codes,
        }
        for dimension in self.figures["dimension"].unique():
            if dimension != "total":
                offered[dimension] = lambda d=dimension: self.list_categories(d)
        return offered

    def name(self, row: pd.Series, other: str = "") -> str:
        """A force and its reply's reference, as readers know them."""
        force = self.names.force(row[f"{other}force"])
        return escape_markdown(f"{force}, {row[f'{other}reference']}")

    def write_notice(self) -> str:
        """What kind of figures the report rests on: the first thing a reader must know."""
        told = []
        for provenance, words in NOTICES.items():
            forces = [
                f"{self.names.force(r.force)} ({r.reference})"
                for r in self.responses
                if r.provenance == provenance
            ]
            if forces:
                told.append(words.format(escape_markdown(join_words(forces))))
        return "\n\n".join(told)

    def list_replies(self) -> str:
        rows = [
            [
                escape_markdown(self.names.force(r.force)),
                escape_markdown(r.reference),
                f"[{r.provenance.upper()}]{{.provenance}}",
                escape_markdown(r.unit),
                escape_markdown(r.population),
                str(r.window.supplied),
                r.date_basis,
                escape_markdown(r.source.title) if r.source else "",
            ]
            for r in self.responses
        ]
        head = [
            "Force",
            "Reference",
            "Provenance",
            "Unit",
            "Population",
            "Window supplied",
            "Date basis",
            "Source",
        ]
        return lay_out("replies", "The replies, and what each counts", head, rows)

    def list_withheld(self) -> str:
        rows = [
            [
                escape_markdown(f"{self.names.force(r.force)}, {r.reference}"),
                spell_date(r.requested) if r.requested else "not stated",
                spell_date(r.answered) if r.answered else "not stated",
                escape_markdown("; ".join(f"{w.what} ({w.under})" for w in r.withheld))
                or "nothing",
                escape_markdown("; ".join(r.caveats)) or "none",
            ]
            for r in self.responses
        ]
        head = ["Reply", "Requested", "Answered", "Withheld, and under which section", "Caveats"]
        return lay_out("withheld", "What the replies hold back, and their caveats", head, rows)

    def list_counts(self) -> str:
        rows = [
            [
                self.name(row),
                row["unit"],
                "own" if row["basis"] == "own" else "common",
                spell_short_window(row["start"], row["end"]),
                RUNGS[row["rung"]],
                f"{spell_value(row)}{link_line(row.name + FIRST_LINE)}",
                escape_markdown(row["assumes"]),
            ]
            for _, row in self.comparison.pick("count", "own", "common").iterrows()
        ]
        head = ["Reply", "Unit", "Window", "Days", "Rung", "Count", "Assumes"]
        return lay_out(
            "counts",
            "Counts over each reply’s own window and the common window",
            head,
            rows,
            right="5",
        )

    def list_rates(self) -> str:
        picked = pd.concat(
            [self.comparison.pick(m, "own", "common") for m in ("rate_per_1000", "rate_per_month")]
        )
        rows = [
            [
                self.name(row),
                {"rate_per_month": "month"}.get(row["measure"], "1,000 workforce-years"),
                spell_short_window(row["start"], row["end"]),
                RUNGS[row["rung"]],
                f"{spell_value(row)} {row['flag']}{link_line(row.name + FIRST_LINE)}",
                spell_interval(row),
                f"{row['exposure']:,.1f}",
            ]
            for _, row in picked.iterrows()
        ]
        head = ["Reply", "Events per", "Days", "Rung", "Rate", "95 % interval", "Exposure"]
        return lay_out(
            "rates", "Rates with exact (Garwood) 95 % intervals", head, rows, right="4 5 6"
        )

    def list_categories(self, dimension: str) -> str:
        chosen = self.figures[self.figures["dimension"] == dimension]
        keys = ["force", "reference", "unit", "category"]
        rows = []
        for _, group in chosen.groupby(keys, sort=False):
            parts = {(row["measure"], row["basis"]): row for _, row in group.iterrows()}
            own, common = parts.get(("count", "own")), parts.get(("count", "common"))
            first = own if own is not None else common
            rows.append(
                [
                    self.name(first),
                    escape_markdown(self.names.category(dimension, first["category"])),
                    escape_markdown(first["label"]),
                    first["unit"],
                    spell_short_window(first["start"], first["end"]),
                    *map(self._cell, (own, parts.get(("share", "own")), common)),
                ]
            )
        head = [
            "Reply",
            dimension.capitalize(),
            "As printed",
            "Unit",
            "Own window",
            "Count",
            "Share of table",
            "Count in common window",
        ]
        return lay_out(
            dimension,
            f"By {dimension}: own window, and the common window",
            head,
            rows,
            right="5 6 7",
        )

    def _cell(self, row: pd.Series | None) -> str:
        return "[x]" if row is None else f"{spell_value(row)}{link_line(row.name + FIRST_LINE)}"

    def list_pairs(self) -> str:
        ratios = self.figures[self.figures["measure"] == "rate_ratio"]
        rows = [
            [
                self.name(row),
                self.name(row, "other_"),
                "common" if row["basis"] == "common" else "each its own",
                RUNGS[row["rung"]],
                f"{spell_value(row)}{link_line(row.name + FIRST_LINE)}",
                spell_interval(row),
            ]
            for _, row in ratios.iterrows()
        ]
        refused = self.comparison.refusals[self.comparison.refusals["measure"] == "rate_ratio"]
        keys = ["force", "reference", "unit", "other_force", "other_reference"]
        for _, group in refused.groupby(keys, sort=False):
            first, codes = group.iloc[0], ", ".join(dict.fromkeys(group["code"]))
            rows.append([self.name(first), self.name(first, "other_"), "–", "Refused", codes, ""])
        head = ["Reply", "Against", "Window", "Rung", "Ratio of rates, or codes", "95 % interval"]
        return lay_out("pairs", "Every pair of replies: compared, or refused by name", head, rows)

    def list_checks(self) -> str:
        """Figures that a reply gives twice and that do not agree, or cannot be told to."""
        checks = self.comparison.checks
        shown = checks[checks["verdict"] == "differs"]
        rows = [
            [
                self.name(row),
                escape_markdown(row["table"]),
                escape_markdown(row["what"]),
                row["first"],
                row["second"],
                escape_markdown(row["note"]),
            ]
            for _, row in shown.iterrows()
        ]
        head = ["Reply", "Table", "What", "One figure", "The other", "Note"]
        rows = rows or [["none", "", "", "", "", ""]]
        return lay_out("checks", "Figures given twice that do not agree", head, rows, right="3 4")

    def list_refusals(self) -> str:
        refusals = self.comparison.refusals
        refusals = refusals[refusals["measure"] != "rate_ratio"]
        rows = [
            [
                row["code"],
                self.name(row),
                escape_markdown(self._say_what(row)),
                escape_markdown(row["evidence"]),
                escape_markdown(row["remedy"]),
            ]
            for _, row in refusals.iterrows()
        ] or [["none", "", "", "", ""]]
        head = ["Code", "Reply", "What is refused", "Evidence", "What would help"]
        return lay_out("refusals", "Figures refused, and why", head, rows)

    def _say_what(self, row: pd.Series) -> str:
        words = f"{row['measure'].replace('_', ' ')}, {row['basis']} window"
        if row["category"]:
            words += (
                f", {row['dimension']}: {self.names.category(row['dimension'], row['category'])}"
            )
        return words

    def list_codes(self) -> str:
        met = set(self.comparison.refusals["code"])
        rows = [[code, meaning] for code, meaning in CODES.items() if code in met]
        return lay_out(
            "codes", "The codes met in this study", ["Code", "Meaning"], rows or [["none", ""]]
        )
