"""A report of the length, width and awkwardness of the real one, with invented figures."""

from pathlib import Path

import matplotlib

matplotlib.use("agg")
from matplotlib import pyplot as plt

from analysis.publish.content.document import escape_markdown

HOSTILE_LABEL = "<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">"
YEARS = range(2018, 2023)
FIGURES = ("yearly", "windows", "ranks")

TEXT = """
This report sets side by side what two police forces said about complaints of their
employees' use of social media. Every number leads back to a file, a sheet and a cell, and
numbers are compared only over the same window.[^window] See @fig:yearly, @fig:windows and
@tbl:yearly; the addresses are in [the appendix](#appendix-where-each-figure-was-read).

[^window]: Both forces can be read from 1 March 2018 to 28 February 2023 inclusive, sixty months.

::: {.note}
**What to keep in mind.** The figures in this sample are invented. They have the shape of a
force's reply and nothing else, and nobody may quote them.
:::

# Main points

- Over the common window the first force counted between 131 and 138
  complaints[\\[5\\]](#line-5){{.trace}}.
- The second counted 1,750 over 62 months of its own; 48 of them can stand in the other window.
- Nothing is said about platforms, because one force recorded none for four complaints in ten.

# Counts by year

The first year is a part year: it begins on 1 March 2018. It is drawn as narrow as it is.

![Complaints by year, both forces, each bar as wide as the months it
covers](figures/yearly){#fig:yearly alt="Bar chart of five years: the first force rises from 18
to 30, the second from 190 to 520."}

The same figures follow in @tbl:yearly. Part years are marked.[^mark]

[^mark]: The shorthand is that of the Government Analysis Function: `[c]` is a count kept back,
    `[x]` a count that does not exist.

{yearly}

## How the windows meet

![The two windows and the sixty months they share](figures/windows){#fig:windows alt="Two
horizontal bars; the second begins two months before the first and both end in early 2023."}

## What a word means here

Window
:   The first and the last day on which something had to be received to be counted.

Rung
:   How firmly a figure stands: exact, bounded, apportioned, or of its own window only.

# Ranks

A force that prints "Other" for a single officer is quoted as it stands. Labels are shown as
printed, such as "{hostile}", and are never obeyed. In [TRANSCRIBED]{{.provenance}}
replies a person copied the cells.

![Complaints by rank, first force](figures/ranks){#fig:ranks alt="Horizontal bars by rank;
constables make up two thirds."}

{wide}

## What was refused

1. Platforms were refused: more than a third is not recorded.
2. Outcomes were refused: ongoing cases are left out of one reply.

> An absence of a record is not a record of absence.

# Appendix: where each figure was read

@tbl:sources lists every figure with its address.

{sources}

:::: {{.only-page}}
# Notes on numbers

::: {{#line-5 .trace-note}}
**Between 131 and 138.** Added: 18 + 24 + 28 + 32 + 30 + 6 = 138; checked against the printed total.
:::
::::
"""


def draw_figures(folder: Path) -> Path:
    """Draw the three figures as SVG, PNG and PDF into `folder` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"svg.hashsalt": "sample", "font.size": 8, "axes.spines.top": False}
    settings["axes.spines.right"] = False
    for name in FIGURES:
        with plt.rc_context(settings):
            figure, axes = plt.subplots(figsize=(6.5, 3.0), layout="constrained")
            if name == "windows":
                axes.barh(["Second force", "First force"], [62, 60], left=[0, 2], color="#4477AA")
                axes.set_xlabel("Months since 1 January 2018")
            elif name == "ranks":
                ranks = ["Chief inspector", "Inspector", "Sergeant", "Constable", "Police staff"]
                axes.barh(ranks, [1, 4, 16, 92, 25], color="#4477AA")
                axes.set_xlabel("Complaints")
            else:
                axes.bar(list(YEARS), [190, 240, 310, 400, 520], color="#4477AA", label="Second")
                axes.bar(list(YEARS), [18, 24, 28, 32, 30], color="#EE6677", label="First")
                axes.set_ylabel("Complaints")
                axes.legend(frameon=False)
            for ending, metadata in {
                "svg": {"Date": None, "Creator": None},
                "png": {"Software": None},
                "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
            }.items():
                figure.savefig(folder / f"{name}.{ending}", metadata=metadata, dpi=120)
            plt.close(figure)
    return folder


def tabulate(header: list[str], rows: list[list[str]], align: str, caption: str) -> str:
    """Return a pipe table; `align` has one letter, l or r, for each column."""
    marks = ["---:" if letter == "r" else ":---" for letter in align]
    lines = [header, marks, *([escape_markdown(cell) for cell in row] for row in rows)]
    body = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{body}\n\n: {caption}\n"


def write_sample() -> str:
    """Return the Markdown of the sample: three figures, a nine-column table, 120 addresses."""
    yearly = tabulate(
        ["Force", "2018", "2019", "2020", "2021", "2022", "2023", "Total", "Rung"],
        [
            ["Exampleshire Police", "18 [x]", "24", "28", "32", "30", "6 [x]", "138", "Bounds"],
            [
                "Second Exampleshire Police",
                *["240", "190", "310", "400", "520", "90", "1,750"],
                "Own window",
            ],
            ["كلمة عربية", *["1", "2", "3", "4", "5", "6", "21"], "Exact"],
        ],
        "lrrrrrrrl",
        "Complaints by year and force, as printed {#tbl:yearly}",
    )
    wide = tabulate(
        [
            "Force",
            "Rank as printed",
            "Canonical rank",
            "Low",
            "High",
            "Window",
            "Unit",
            "Date basis",
            "Why it stands where it stands",
        ],
        [
            [
                "Exampleshire",
                rank,
                rank.lower(),
                "1",
                "4",
                "1 Mar 2018 to 28 Feb 2023",
                "complaints",
                "unstated",
                "A count kept back as 1 to 4, bounded by its row and column",
            ]
            for rank in ("Constable", "Sergeant", "Chief Superintendent", HOSTILE_LABEL)
        ],
        "lllrrllll",
        "Ranks, with the bounds of what was kept back {#tbl:wide}",
    )
    sources = tabulate(
        ["Nr", "Force", "File", "Sheet", "Cell", "Text as printed", "Figure"],
        [
            [
                str(number),
                "Exampleshire Police",
                "foi-10000-illustrative.xlsx",
                "Complaints_by_rank_and_year",
                f"{'CDEFGH'[number % 6]}{number + 5}",
                "*" if number % 7 == 0 else f"{number % 37}",
                "1 to 4" if number % 7 == 0 else f"{number % 37}",
            ]
            for number in range(1, 121)
        ],
        "rllllrr",
        "Every figure and its address {#tbl:sources}",
    )
    text = TEXT.replace("{{", "{").replace("}}", "}")
    for field, value in {
        "{yearly}": yearly,
        "{wide}": wide,
        "{sources}": sources,
        "{hostile}": escape_markdown(HOSTILE_LABEL),
    }.items():
        text = text.replace(field, value)
    return text
