"""The trace: each figure led back to its cells, all of them in the annex, one by the command."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from analysis.model.faults import Fault, Faults
from analysis.model.store.paths import BUILD, PROCESSED, format_path
from analysis.model.study import Study
from analysis.publish.content.document import escape_markdown
from analysis.publish.content.explanation import CellNote, Explainer, Explanation, Row
from analysis.publish.content.publication import Publication, gather_publication
from analysis.publish.content.wording import (
    format_interval,
    format_runs,
    format_short_window,
    format_window,
    join_words,
)
from analysis.publish.tables.layout import (
    format_addresses,
    format_reply,
    format_table,
    list_addresses,
    mark_files,
)
from analysis.reconcile.results.comparison import FIRST_LINE, read_comparison
from analysis.reconcile.results.rungs import Rung

TEXT_SHEET = "csv"  # what stands for the sheet of a file that has none
MANY = 12  # figures of one thing that have a table of their own


def list_trace(publication: Publication) -> str:
    """The files by a short mark; then every figure with how it was come by and its cells.

    What is counted often heads a table of its own; else each row of the last table says it. The
    mark `[17]` beside a number in the report is line 17 of comparison.csv and of these tables.
    Lines of one figure over the same days stand together.
    """
    figures = publication.comparison.figures
    marks = mark_files(figures)
    files = [{"Mark": mark, "File": f"`{file}`"} for file, mark in marks.items()]
    explained = Explainer(publication).explain_all()
    firsts = [figures.loc[told.lines[0] - FIRST_LINE] for told in explained]
    counted = [publication.describe_counted(row) for row in firsts]
    often = [words for words, number in Counter(counted).items() if number >= MANY]
    tables: dict[str, list[dict[str, str]]] = {words: [] for words in (*often, "")}
    for told, row, words in zip(explained, firsts, counted, strict=True):
        place, unsaid = (words, "") if words in often else ("", f" ({words})")
        days = format_short_window(row["start"], row["end"])
        what = escape_markdown(_describe_line(publication, row, unsaid) + f", {days}")
        tables[place].append(
            {
                "Line": " ".join(f"[{line}]{{#line-{line}}}" for line in told.lines),
                "Figure": f"{format_reply(publication, row)}: {what}",
                "Value": f"{told.value}, {told.rung.casefold()}",
                "How it was come by": escape_markdown("; ".join(_list_how(told))),
                "Sheet and cells": format_addresses(list_addresses(row), marks),
            }
        )
    laid_out = [format_table("files", "The files", files, of_words=True)]
    for number, (words, lines) in enumerate(tables.items(), start=1):
        caption = f"Where figures of {escape_markdown(words or 'all else')} come from"
        if lines:
            laid_out.append(format_table(f"trace-{number}", caption, lines, numeric=["Line"]))
    return "\n\n".join(laid_out)


def list_notes(publication: Publication, markdown: str) -> str:
    """Notes that the page opens at a number: one for each line of comparison.csv that the text
    leads to, with what was added, what it was held against, and the cells as they are printed."""
    led = {int(line) for line in re.findall(r"\(#line-(\d+)\)", markdown)}
    known = set(publication.comparison.figures.index + FIRST_LINE)  # of others the links are told
    explainer = Explainer(publication)
    notes = [_write_note(explainer.explain(line - FIRST_LINE)) for line in sorted(led & known)]
    head = "# Where the numbers come from\n\n"
    head += "`make explain NUMBER=` with the name or the line of a number says the same.\n\n"
    return "\n".join([":::: {.only-page}", head, *notes, "::::"]) if notes else ""


def _write_note(told: Explanation) -> str:
    (line,) = told.lines
    mark = f"[{told.provenance.upper()}]{{.provenance .{told.provenance}}}"
    value, figure = (escape_markdown(words) for words in (told.value, told.figure))
    head = f"**{value}** {mark} {told.rung.casefold()}, line {line} of `comparison.csv`: {figure}."
    parts = [("Made of", told.made), ("Held against", told.checked), ("Divided by", told.over)]
    parts += [("Takes for granted", filter(None, [told.assumes]))]
    items = [f"**{name}** {escape_markdown(words)}" for name, listed in parts for words in listed]
    items += [f"**Cells** {escape_markdown(words)}" for words in _quote_cells(told.cells)]
    listed = [f"- {item}" for item in items]
    return "\n".join([f"::: {{#line-{line} .trace-note}}", head, "", *listed, ":::", ""])


def _quote_cells(cells: Sequence[CellNote]) -> Iterator[str]:
    """A sheet's cells by their role, with what each prints; addresses alone where it is not told,
    as of the workforce, which is a sum of many."""
    sheets: dict[tuple[str, str], dict[str, list[CellNote]]] = {}
    for cell in cells:
        roles = sheets.setdefault((cell.address.file, cell.address.sheet), {})
        roles.setdefault(cell.role, []).append(cell)
    for (file, sheet), roles in sheets.items():
        told = []
        for role, found in roles.items():
            quoted = [f"{cell.address.cell} “{cell.text}”" for cell in found if cell.text]
            if rest := [cell.address.cell for cell in found if not cell.text]:
                quoted.append(format_runs(rest))
            told.append(f"{', '.join(quoted)} ({role})")
        where = file if sheet == TEXT_SHEET else f"sheet {sheet} of {file}"
        yield f"of {where}: {'; '.join(told)}"


def _list_how(told: Explanation) -> Iterator[str]:
    """What a figure was made of, and the first that it was held against: `explain` tells all."""
    yield from told.made
    if told.checked:
        more = len(told.checked) - 1
        several = f"; {more} more check{'s' * (more > 1)}" if more else ""
        yield f"held against {told.checked[0]}{several}"


def _describe_line(publication: Publication, row: pd.Series, counted: str) -> str:
    words = row["measure"].replace("_", " ") + counted
    if row["dimension"] != "total":
        words += f", {publication.names.category(row['dimension'], row['category'])}"
    elif row["basis"] == "cell":
        words += f", {row['label']}"
    if row["other_force"]:
        words += (
            f", against {publication.names.force(row['other_force'])}, {row['other_reference']}"
        )
    return words


def list_explained(explanation: Explanation) -> Iterator[str]:
    """An explanation line by line, as the command prints it."""
    lines = join_words([str(line) for line in explanation.lines])
    yield f"{explanation.figure}: {explanation.value}"
    several = "s" * (len(explanation.lines) > 1)
    where = f"line{several} {lines} of comparison.csv"
    yield f"{where}, {explanation.rung}, {explanation.provenance}"
    for title, words in (
        ("made of", explanation.made),
        ("held against", explanation.checked),
        ("divided by", explanation.over),
        ("takes for granted", filter(None, [explanation.assumes])),
        ("cells", [f"{cell} [{cell.role}]" for cell in explanation.cells]),
    ):
        for one in words:
            yield f"  {title}: {one}"


def explain_asked(
    study: Study, asked: str, build: Path = BUILD, processed: Path = PROCESSED
) -> list[str]:
    """The explanation of a number of the report by its name, or of a line of comparison.csv.

    Raises Faults where the study has no such number or line, with those that come nearest.
    """
    publication = gather_publication(study, read_comparison(study, processed))
    figures = publication.comparison.figures
    path = Path(build) / study.name / "numbers.json"
    numbers: dict[str, Row] = {}
    if path.exists():
        numbers = json.loads(path.read_text(encoding="utf-8"))
    if not asked.isdecimal() and asked not in numbers:
        near = get_close_matches(asked, numbers, 3, 0.4) or sorted(numbers)[:3]
        remedy = f"ask for {' or '.join(near)}, or for a line of comparison.csv"
        if not numbers:
            remedy = f"run `make report STUDY={study.name}` first"
        where = f"study {study.name}"
        raise Faults(where, [Fault(format_path(path), f"there is no number {asked!r}", remedy)])
    line = int(asked) if asked.isdecimal() else numbers[asked]["line"]
    whose = f"{study.name}: {study.title}"
    if line is None:
        number = numbers[asked]
        cells = [f"  cells: {cell}" for cell in number["cells"]]
        told = f"{asked}: {number['text']}"
        return [whose, told, *_explain_refused(number, publication), *cells]
    if line - FIRST_LINE not in figures.index:
        last = len(figures) + FIRST_LINE - 1
        wrong = Fault(
            "comparison.csv", f"it has no line {line}", f"ask for one from {FIRST_LINE} to {last}"
        )
        raise Faults(f"study {study.name}", [wrong])
    explained = list_explained(Explainer(publication).explain(line - FIRST_LINE))
    interval = format_interval(figures.loc[line - FIRST_LINE])
    return [whose, *explained, *([f"  interval: {interval}"] if interval else [])]


def _explain_refused(number: Row, publication: Publication) -> Iterator[str]:
    """Why a refused number is not given: the evidence of every refusal over its cells and days."""
    if number.get("rung") != Rung.REFUSED:
        yield "  of the study as a whole; it rests on no single cell"
        return
    refusals = publication.comparison.refusals
    wanted = " | ".join(number["cells"])
    for row in refusals[refusals["cells"].eq(wanted)].to_dict("records"):
        if format_window(row["start"], row["end"]) == number["window"]:
            yield f"  {row['code']}: {row['evidence']}"
