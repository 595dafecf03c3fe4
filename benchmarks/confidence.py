"""Is the confidence that `inspect` prints beside a table what it says: the chance that it is right?

    FOI_CORPUS=... .venv/bin/python benchmarks/confidence.py [SHEETS] [SEED] [PLOT]

Judges every table of the real workbooks and of SHEETS random sheets (3,000 unless told). Prints how
many tables of each confidence are wholly right and how many wrong labels they hold, then of each
kind of question how often a table that raises it is right. PLOT names a picture to draw of it,
such as build/confidence.png. Exits with 1 where a table of confidence 0.8 or more has a wrong
label.
"""

import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from inspect_score import CORPUS, score_corpus, score_random
from score_card import SURE, JudgedTable

EDGES = (0.0, 0.2, 0.4, 0.6, 0.7, SURE, 0.9, 0.95, 1.0)  # the last bin is 1 alone
ADDRESSES = re.compile(r"^[A-Z0-9:, ]+: ")
VARYING = re.compile(r"'[^']*'|\([^)]*\)|\d[\d,]*")


class Bin(NamedTuple):
    """The tables of one range of confidence: how sure on the mean, how many right, labels wrong."""

    low: float
    tables: int
    sure: float
    right: int
    labels: int

    @property
    def share(self) -> float:
        return self.right / self.tables


def sort_into_bins(tables: Iterable[JudgedTable]) -> list[Bin]:
    """The bins that hold any table, from the lowest confidence up."""
    held: dict[float, list[JudgedTable]] = defaultdict(list)
    for table in tables:
        held[max(edge for edge in EDGES if edge <= table.confidence)].append(table)
    return [
        Bin(
            low,
            len(group),
            sum(table.confidence for table in group) / len(group),
            sum(not table.wrong for table in group),
            sum(table.wrong.get("labels", 0) for table in group),
        )
        for low, group in sorted(held.items())
    ]


def list_question_kinds(tables: Iterable[JudgedTable]) -> Iterator[tuple[str, int, int]]:
    """Each question without cells, numbers and remedy: tables that raise it, those wholly right."""
    raised, right = Counter(), Counter()
    for table in tables:
        asked = (text.split(" -> ")[0] for text in table.questions)
        for kind in {VARYING.sub("…", ADDRESSES.sub("", text)) for text in asked}:
            raised[kind] += 1
            right[kind] += not table.wrong
    for kind, number in sorted(raised.items(), key=lambda item: right[item[0]] / item[1]):
        yield kind, number, right[kind]


def draw_reliability(bins: Sequence[Bin], path: Path) -> None:
    """The share of tables wholly right over their confidence, beside the line of an honest one."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1, label="as sure as right")
    sure, share = [b.sure for b in bins], [b.share for b in bins]
    axes.plot(sure, share, color="C0", marker="o", label="tables judged")
    for place, b in enumerate(reversed(bins)):  # the last but one below, clear of the last
        offset = (-6, -14 if place == 1 else 7)
        words = f"{b.tables:,}"
        axes.annotate(words, (b.sure, b.share), offset, textcoords="offset points", ha="right")
    axes.axvline(SURE, color="0.7", linewidth=1, linestyle=":")
    axes.set(xlabel="confidence", ylabel="share of tables wholly right", xlim=(0, 1.03))
    axes.set(ylim=(0, 1.08))
    axes.legend(loc="upper left", frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=150, bbox_inches="tight", metadata={"Software": None})


def main(sheets: str = "3000", seed: str = "0", plot: str = "") -> int:
    if not CORPUS:
        raise SystemExit("say in FOI_CORPUS where the real workbooks are")
    real = [table for _, one in score_corpus() for table in one.tables]
    with tempfile.TemporaryDirectory(prefix="confidence-") as folder:
        drawn = score_random(int(sheets), int(seed), Path(folder)).tables
    bins = sort_into_bins(real + drawn)
    print(f"{len(real)} tables of real workbooks, {len(drawn)} of random sheets")
    print("\nconfidence   tables    mean   right   wrong labels")
    for b in bins:
        print(f"{b.low:7.2f} on {b.tables:8} {b.sure:7.2f} {b.share:7.1%} {b.labels:14}")
    print("\n  tables   right   question")
    for kind, number, right in list_question_kinds(real + drawn):
        print(f"{number:8} {right / number:7.1%}   {kind[:90]}")
    if plot:
        draw_reliability(bins, Path(plot))
    wrong = sum(b.labels for b in bins if b.low >= SURE)
    print(f"\nwrong labels in tables of confidence {SURE} or more: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
