"""What a reply's letter says, as a small table for the notebook that reads it."""

from datetime import date

import pandas as pd

from analysis.ingest.clean import CleanReply
from analysis.model.reply import FACETS
from analysis.model.window import format_date


def describe_reply(clean: CleanReply) -> pd.DataFrame:
    """Two columns, `fact` and `as the reply has it`: one row a fact, blanks left out.

    Last come the remarks on the workbook: hidden rows, an encoding assumed.
    """
    reply = clean.reply
    asked = reply.window.asked
    facts = [
        ("force", reply.force),
        ("reference", reply.reference),
        ("provenance", reply.provenance.upper()),
        ("source", reply.source and f"{reply.source.title} {reply.source.url}".strip()),
        ("second-hand", reply.source and reply.source.second_hand and "yes"),
        ("requested", isinstance(reply.requested, date) and format_date(reply.requested)),
        ("answered", isinstance(reply.answered, date) and format_date(reply.answered)),
        ("earlier edition", reply.earlier),
        *(("asked", question) for question in reply.questions),
        ("window asked", asked and str(asked)),
        ("window supplied", str(reply.window.supplied)),
        ("end of window", reply.window.supplied.end_ambiguous and "may be a day later"),
        ("unit", reply.unit),
        ("population", reply.population),
        ("definition", reply.definition),
        *((name.replace("_", " "), getattr(reply, name)) for name in FACETS),
        ("date basis", reply.date_basis),
        *(("withheld", f"{item.what} ({item.under})") for item in reply.withheld),
        *(("caveat", caveat) for caveat in reply.caveats),
        *(("met in the file", remark) for remark in clean.edition.remarks),
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


def describe_changes(clean: CleanReply) -> pd.DataFrame | str:
    """The changes since the earlier edition, one a row; a sentence where there is none to list."""
    if not clean.reply.earlier:
        return "There is no earlier edition of this workbook."
    if clean.changes.empty:
        return f"Nothing changed since {clean.reply.earlier}."
    return clean.changes
