"""What a reply's letter says, as a small table for the notebook that reads it."""

from collections.abc import Iterable

import pandas as pd

from analysis.model.reply import Reply
from analysis.model.window import format_date


def describe_reply(response: Reply, remarks: Iterable[str] = ()) -> pd.DataFrame:
    """Two columns, `fact` and `as the reply has it`: one row a fact, blanks left out.

    `remarks` are what was met in reading the workbook: hidden rows, an encoding assumed.
    """
    asked = response.window.asked
    facts = [
        ("force", response.force),
        ("reference", response.reference),
        ("provenance", response.provenance.upper()),
        ("source", response.source and f"{response.source.title} {response.source.url}".strip()),
        ("second-hand", response.source and response.source.second_hand and "yes"),
        ("requested", response.requested and format_date(response.requested)),
        ("answered", response.answered and format_date(response.answered)),
        ("earlier edition", response.earlier),
        *(("asked", question) for question in response.questions),
        ("window asked", asked and str(asked)),
        ("window supplied", str(response.window.supplied)),
        ("end of window", response.window.supplied.end_ambiguous and "may be a day later"),
        ("unit", response.unit),
        ("population", response.population),
        ("definition", response.definition),
        ("date basis", response.date_basis),
        *(("withheld", f"{item.what} ({item.under})") for item in response.withheld),
        *(("caveat", caveat) for caveat in response.caveats),
        *(("met in the file", remark) for remark in remarks),
    ]
    return pd.DataFrame(
        [(fact, value) for fact, value in facts if value], columns=["fact", "as the reply has it"]
    )


def list_tables(observations: pd.DataFrame) -> pd.DataFrame:
    """One row a table: what it counts, by what, from which sheet, and how many figures it gave."""
    facts = ["table", "sheet", "dimension", "unit", "population", "definition"]
    return observations.groupby(facts, sort=False).size().rename("figures").reset_index()


def list_periods(observations: pd.DataFrame) -> pd.DataFrame:
    """One row a window: the words it was printed with and the days it stands for."""
    windows = ["start", "end", "end_latest"]
    totals = observations[observations["dimension"] == "total"]
    printed = totals.groupby(windows)["label"].first().rename("as printed")
    days = (observations["end"] - observations["start"]).dt.days.rename("days")
    listed = observations[windows].assign(days=days).drop_duplicates().sort_values(windows)
    return listed.join(printed, on=windows).fillna({"as printed": "–"}).reset_index(drop=True)


def describe_changes(response: Reply, changes: pd.DataFrame) -> pd.DataFrame | str:
    """The changes since the earlier edition, one a row; a sentence where there is none to list."""
    if not response.earlier:
        return "There is no earlier edition of this workbook."
    if changes.empty:
        return f"Nothing changed since {response.earlier}."
    return changes
