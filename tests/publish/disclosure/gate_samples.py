"""Printed rows of one force over three years, published as they stand, and what they tell."""

from examples import observe

from analysis.model.observation import as_observations
from analysis.model.window import Window
from analysis.publish.disclosure.audit import audit_figures
from analysis.publish.disclosure.published_counts import GROUP, PublishedCount
from analysis.publish.disclosure.rules import AUDIT, Holders

HOLDERS = Holders()
YEARS = [f"{year}-01-01" for year in range(2018, 2022)]
ALL, FIRST, LAST = (0, 3), (0, 1), (2, 3)  # what lies between the last two is never printed
KINDS = {"sergeant": [0], "inspector": [1], "sergeant_and_above": [0, 1]}
NUMBERS = iter(range(2, 10**6))


def see(count, category, years, reference="R 1", table="By rank", **told) -> dict:
    kind = {"dimension": "rank", "category": category, "table": table}
    if category == "all":
        own = "Complaints by year" if table == "By rank" else table
        kind = {"dimension": "total", "category": "all", "table": own}
    facts = kind | {"force": "metropolitan", "reference": reference, "label": category} | told
    return observe(count, YEARS[years[0]], YEARS[years[1]], cell=f"B{next(NUMBERS)}", **facts)


def publish(rows: list[dict]) -> list[PublishedCount]:
    """Each row as it was printed."""
    return [
        PublishedCount(
            tuple(row[name] for name in GROUP), row["reference"], row["table"], row["dimension"],
            row["category"], Window(row["start"].date(), row["end"].date()), int(row["low"]),
            row["high"], "count", "",
        )
        for row in as_observations(rows).to_dict("records")
    ]  # fmt: skip


def audit(rows: list[dict], tolerances=None, more=()):
    """What is found where all rows are published, and `more`."""
    frame = as_observations(rows)
    return audit_figures([*publish(rows), *more], frame, frame, HOLDERS, tolerances or {})


def find_kinds(rows: list[dict], **told) -> set[str]:
    """The sets of ranks of which a small count can be worked out."""
    found = {leak.category for leak in audit(rows, **told).leaks if leak.rule == AUDIT}
    return {tuple(KINDS[kind]) for kind in KINDS if kind in found}
